package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"portdrill/cmd/internal/terminal"
	"portdrill/cmd/internal/wording"
)

// setHelp makes help lead with examples, in the language of the run.
func (a *app) setHelp(root *cobra.Command) {
	root.SetHelpFunc(func(cmd *cobra.Command, _ []string) { fmt.Fprint(a.out, a.help(cmd)) })
	root.SetUsageFunc(func(cmd *cobra.Command) error {
		_, err := fmt.Fprint(a.err, a.help(cmd))
		return err
	})
}

// helpCommand is the other way to ask for help: portdrill help drill.
func (a *app) helpCommand(root *cobra.Command) *cobra.Command {
	return &cobra.Command{
		Use:    "help",
		Hidden: true,
		RunE: func(_ *cobra.Command, args []string) error {
			cmd, rest, err := root.Find(args)
			if err != nil || len(rest) > 0 {
				return a.noSuchCommand(root, args)
			}
			return a.write(a.help(cmd))
		},
	}
}

func (a *app) help(cmd *cobra.Command) string {
	var text strings.Builder
	about := cmd.Long
	if about == "" {
		about = cmd.Short
	}
	text.WriteString(about + "\n")
	section := func(title wording.Text, body string) {
		if body = strings.TrimRight(body, "\n"); body != "" {
			fmt.Fprintf(&text, "\n%s\n%s\n", title.In(a.lang), body)
		}
	}
	section(wording.HelpExamples, cmd.Example)
	section(wording.HelpUsage, "  "+a.usageLine(cmd))
	section(wording.HelpCommands, a.commandRows(cmd))
	section(wording.HelpFlags, flagRows(cmd.NonInheritedFlags()))
	if cmd.HasParent() {
		section(wording.HelpGlobal, flagRows(cmd.InheritedFlags()))
	} else {
		text.WriteString("\n" + wording.HelpMore.In(a.lang) + "\n")
	}
	return text.String()
}

func (a *app) usageLine(cmd *cobra.Command) string {
	line := cmd.CommandPath()
	if cmd.HasAvailableSubCommands() {
		line += " " + wording.HelpCommand.In(a.lang)
	}
	if _, arguments, ok := strings.Cut(cmd.Use, " "); ok {
		line += " " + arguments
	}
	return line + " " + wording.HelpOptions.In(a.lang)
}

func (a *app) commandRows(cmd *cobra.Command) string {
	var rows strings.Builder
	for _, sub := range cmd.Commands() {
		if sub.IsAvailableCommand() {
			fmt.Fprintf(&rows, "  %s  %s\n", terminal.Pad(sub.Name(), 9), sub.Short)
		}
	}
	return rows.String()
}

// flagRows lists flags, one a row.
func flagRows(flags *pflag.FlagSet) string {
	const nameColumn = 18
	var rows strings.Builder
	flags.VisitAll(func(f *pflag.Flag) {
		if f.Hidden {
			return
		}
		value, about := pflag.UnquoteUsage(f)
		name := "--" + f.Name
		if value != "" && f.Value.Type() != "bool" {
			name += " " + value
		}
		if isShownDefault(f) {
			about += " (" + f.DefValue + ")"
		}
		fmt.Fprintf(&rows, "  %s  %s\n", terminal.Pad(name, nameColumn), about)
	})
	return rows.String()
}

func isShownDefault(f *pflag.Flag) bool {
	return f.DefValue != "" && f.DefValue != "0" && f.DefValue != "false"
}
