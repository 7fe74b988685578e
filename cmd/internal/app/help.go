package app

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
func setHelp(a *App, root *cobra.Command) {
	root.SetHelpFunc(func(cmd *cobra.Command, _ []string) { a.Print(helpText(a, cmd)) })
	root.SetUsageFunc(func(cmd *cobra.Command) error {
		_, err := fmt.Fprint(a.Err, helpText(a, cmd))
		return err
	})
}

// helpCommand is the other way to ask for help: portdrill help drill.
func helpCommand(a *App, root *cobra.Command) *cobra.Command {
	return &cobra.Command{
		Use:               "help",
		Short:             textHelpShort.In(a.Lang),
		Hidden:            true,
		ValidArgsFunction: a.Completion(listCommands),
		RunE: func(_ *cobra.Command, args []string) error {
			cmd, rest, err := root.Find(args)
			if err != nil || len(rest) > 0 {
				return a.NoSuchCommand(root, args)
			}
			return a.Print(helpText(a, cmd))
		},
	}
}

// helpText is what the help of a command says: what it does first, then examples.
func helpText(a *App, cmd *cobra.Command) string {
	var text strings.Builder
	about := cmd.Long
	if about == "" {
		about = cmd.Short
	}
	text.WriteString(about + "\n")
	section := func(title wording.Text, body string) {
		if body = strings.TrimRight(body, "\n"); body != "" {
			fmt.Fprintf(&text, "\n%s\n%s\n", title.In(a.Lang), body)
		}
	}
	section(textHelpExamples, cmd.Example)
	section(textHelpUsage, "  "+usageLine(a, cmd))
	section(textHelpCommands, commandRows(cmd))
	section(textHelpFlags, flagRows(cmd.NonInheritedFlags()))
	if cmd.HasParent() {
		section(textHelpGlobal, flagRows(cmd.InheritedFlags()))
	} else {
		text.WriteString("\n" + textHelpMore.In(a.Lang) + "\n")
	}
	return text.String()
}

func usageLine(a *App, cmd *cobra.Command) string {
	line := cmd.CommandPath()
	if cmd.HasAvailableSubCommands() {
		line += " " + textHelpCommand.In(a.Lang)
	}
	if _, arguments, ok := strings.Cut(cmd.Use, " "); ok {
		line += " " + arguments
	}
	return line + " " + textHelpOptions.In(a.Lang)
}

func commandRows(cmd *cobra.Command) string {
	var rows [][2]string
	for _, sub := range available(cmd) {
		rows = append(rows, [2]string{"  " + sub.Name(), sub.Short})
	}
	return Table(rows)
}

// available are the commands of a command that help speaks of.
func available(cmd *cobra.Command) []*cobra.Command {
	return slices.DeleteFunc(
		slices.Clone(cmd.Commands()),
		func(sub *cobra.Command) bool { return !sub.IsAvailableCommand() },
	)
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

var (
	textHelpUsage    = wording.T("Usage:", "用法：")
	textHelpCommands = wording.T("Commands:", "命令：")
	textHelpExamples = wording.T("Examples:", "示例：")
	textHelpFlags    = wording.T("Flags:", "选项：")
	textHelpGlobal   = wording.T("Global flags:", "通用选项：")
	textHelpMore     = wording.T("More about a command: portdrill COMMAND --help", "查看某个命令的说明：portdrill 命令 --help")
	textHelpCommand  = wording.T("COMMAND", "命令")
	textHelpOptions  = wording.T("[flags]", "[选项]")
	textHelpShort    = wording.T("help about a command", "命令的说明")
)
