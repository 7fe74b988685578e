package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"portdrill/cmd/internal/terminal"
	"portdrill/cmd/internal/wording"
)

// setHelp makes help lead with examples, in the language of the run.
func (a *app) setHelp(root *cobra.Command) {
	root.SetHelpFunc(func(cmd *cobra.Command, _ []string) { a.write(a.help(cmd)) })
	root.SetUsageFunc(func(cmd *cobra.Command) error {
		_, err := fmt.Fprint(a.err, a.help(cmd))
		return err
	})
}

// helpCommand is the other way to ask for help: portdrill help drill.
func (a *app) helpCommand(root *cobra.Command) *cobra.Command {
	return &cobra.Command{
		Use:               "help",
		Short:             wording.HelpShort.In(a.lang),
		Hidden:            true,
		ValidArgsFunction: listCommands,
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
	var rows [][2]string
	for _, sub := range available(cmd) {
		rows = append(rows, [2]string{"  " + sub.Name(), sub.Short})
	}
	return table(rows)
}

// available are the commands of a command that help speaks of.
func available(cmd *cobra.Command) []*cobra.Command {
	return slices.DeleteFunc(slices.Clone(cmd.Commands()), func(sub *cobra.Command) bool { return !sub.IsAvailableCommand() })
}

// flagRows lists flags, one a row.
func flagRows(flags *pflag.FlagSet) string {
	const nameColumn = 18
	var rows strings.Builder
	flags.VisitAll(func(f *pflag.Flag) {
		if f.Hidden {
			return
		}
		name, value, about := flagWords(f)
		fmt.Fprintf(&rows, "  %s  %s\n", terminal.Pad(strings.TrimSpace(name+" "+value), nameColumn), about)
	})
	return rows.String()
}

// flagWords are a flag, the name of its value if it has one, and what it is about.
func flagWords(f *pflag.Flag) (name, value, about string) {
	value, about = pflag.UnquoteUsage(f)
	if f.Value.Type() == "bool" {
		value = ""
	}
	if isShownDefault(f) {
		about += " (" + f.DefValue + ")"
	}
	return "--" + f.Name, value, about
}

func isShownDefault(f *pflag.Flag) bool {
	return f.DefValue != "" && f.DefValue != "0" && f.DefValue != "false"
}
