package app

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"portdrill/cmd/internal/terminal"
	"portdrill/cmd/internal/wording"
	"portdrill/questions"
	"portdrill/questions/catalogue"
	"portdrill/questions/catalogue/lazyregexp"
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

// helpWidth is how wide help is at most: any terminal shows it without breaking a line.
const helpWidth = 80

// ListsKindsAndDecks marks a command, by an annotation, whose help names every kind of
// question and every deck.
const ListsKindsAndDecks = "lists kinds and decks"

// A helpGroup is commands that help lists together.
type helpGroup struct {
	title wording.Text
	names []string
}

// helpGroups hold every command of the program, each once.
var helpGroups = []helpGroup{
	{textGroupLearn, []string{
		"drill", "flashcards", "quiz", "undo", "suspend", "unsuspend", "bury", "reset", "note", "flag",
	}},
	{textGroupProgress, []string{"goal", "simulate", "stats", "weak", "history", "due", "cards"}},
	{textGroupLookup, []string{"lookup", "catalogue"}},
	{textGroupTeach, []string{"class", "serve", "paper"}},
	{textGroupData, []string{"sync", "export", "import", "db"}},
	{textGroupSettings, []string{"settings", "learner"}},
	{textGroupScripts, []string{"generate", "replay", "completion", "man", "version"}},
}

// helpText is what the help of a command says: what it does first, then examples.
func helpText(a *App, cmd *cobra.Command) string {
	var text strings.Builder
	text.WriteString(sentence(a, cmd.Short) + "\n")
	if cmd.Long != "" {
		text.WriteString("\n" + paragraphs(cmd.Long))
	}
	section := func(title wording.Text, body string) {
		if body = strings.TrimRight(body, "\n"); body != "" {
			fmt.Fprintf(&text, "\n%s\n%s\n", title.In(a.Lang), body)
		}
	}
	section(textHelpExamples, cmd.Example)
	section(textHelpUsage, "  "+usageLine(a, cmd))
	if cmd.HasParent() {
		section(textHelpCommands, commandRows(available(cmd)))
	} else {
		for _, g := range helpGroups {
			section(g.title, commandRows(g.in(cmd)))
		}
	}
	section(textHelpFlags, flagRows(a, cmd.NonInheritedFlags()))
	if _, lists := cmd.Annotations[ListsKindsAndDecks]; lists {
		section(textHelpKinds, kindRows(a))
		section(textHelpDecks, deckRows(a, cmd))
	}
	if cmd.HasParent() {
		section(textHelpGlobal, flagRows(a, cmd.InheritedFlags()))
	} else {
		text.WriteString("\n" + textHelpMore.In(a.Lang) + "\n")
	}
	return text.String()
}

func usageLine(a *App, cmd *cobra.Command) string {
	line := cmd.CommandPath()
	arguments := argumentsOf(a.Lang, cmd)
	switch {
	case arguments != "":
		line += " " + arguments
	case cmd.HasAvailableSubCommands():
		line += " " + textHelpCommand.In(a.Lang)
	}
	return line + " " + textHelpOptions.In(a.Lang)
}

// paragraphs breaks the lines of the text anew, so that they fit; what is indented stands
// as it is.
func paragraphs(text string) string {
	var broken []string
	for _, paragraph := range strings.Split(text, "\n\n") {
		if !strings.HasPrefix(paragraph, "  ") {
			paragraph = wrapped(unbroken(paragraph), helpWidth, "")
		}
		broken = append(broken, paragraph)
	}
	return strings.Join(broken, "\n\n") + "\n"
}

// wrapped breaks the text into lines, of which all but the first begin with hang. A line
// never ends in the hyphen of a flag.
func wrapped(text string, width int, hang string) string {
	const joiner = "\u2060" // WORD JOINER, which has no width
	lines := terminal.Wrap(strings.ReplaceAll(text, "-", "-"+joiner), width)
	return strings.ReplaceAll(strings.Join(lines, "\n"+hang), joiner, "")
}

// argumentsOf returns what follows the name of the command, with the placeholders in the
// language.
func argumentsOf(lang catalogue.Lang, cmd *cobra.Command) string {
	_, arguments, _ := strings.Cut(cmd.Use, " ")
	return placeholder().ReplaceAllStringFunc(arguments, func(word string) string {
		if text, known := placeholders[word]; known {
			return text.In(lang)
		}
		return word
	})
}

var placeholder = lazyregexp.New(`[A-Z]+`)

var placeholders = map[string]wording.Text{
	"CARD": textPlaceCard, "CLASS": textPlaceClass, "CODE": textPlaceCode, "COMMAND": textHelpCommand,
	"DECK": textPlaceDeck, "FILE": textPlaceFile, "FOLDER": textPlaceFolder, "KEY": textPlaceKey, "NAME": textPlaceName,
	"NEW": textPlaceNew, "OLD": textPlaceOld, "PORT": textPlacePort, "QUESTION": textPlaceQuestion, "SERVICE": textPlaceService,
	"TESTCODE": textPlaceTestCode, "TEXT": textPlaceText, "URL": textPlaceURL, "VALUE": textPlaceValue,
}

// sentence makes a summary of a command stand alone.
func sentence(a *App, summary string) string {
	first, size := utf8.DecodeRuneInString(summary)
	return string(unicode.ToUpper(first)) + summary[size:] + TextStop.In(a.Lang)
}

// in returns the commands of the group below the root.
func (g helpGroup) in(root *cobra.Command) []*cobra.Command {
	var all []*cobra.Command
	for _, name := range g.names {
		for _, sub := range available(root) {
			if sub.Name() == name {
				all = append(all, sub)
			}
		}
	}
	return all
}

func commandRows(commands []*cobra.Command) string {
	var rows strings.Builder
	for _, sub := range commands {
		rows.WriteString(helpRow(sub.Name(), sub.Short, len("completion")))
	}
	return rows.String()
}

// helpRow is a word, padded to so many columns, and what it means, whose further lines
// stand below the first.
func helpRow(word, about string, column int) string {
	const indent, gap = "  ", "  "
	word = indent + terminal.Pad(word, column) + gap
	hang := strings.Repeat(" ", terminal.Width(indent+gap)+column)
	return word + wrapped(about, helpWidth-len(hang), hang) + "\n"
}

func kindRows(a *App) string {
	var rows strings.Builder
	for _, k := range questions.Kinds() {
		rows.WriteString(helpRow(string(k), k.Name().In(a.Lang), len("description-to-service")))
	}
	return rows.String()
}

//nolint:contextcheck // help is a callback of cobra's, which keeps the context in the command
func deckRows(a *App, cmd *cobra.Command) string {
	var rows strings.Builder
	for _, described := range ListDeckKeys(cmd.Root().Context(), a) {
		key, name, _ := strings.Cut(described, "\t")
		rows.WriteString(helpRow(key, name, len("description-to-service")))
	}
	return rows.String()
}

// available are the commands of a command that help speaks of.
func available(cmd *cobra.Command) []*cobra.Command {
	return slices.DeleteFunc(
		slices.Clone(cmd.Commands()),
		func(sub *cobra.Command) bool { return !sub.IsAvailableCommand() },
	)
}

// flagRows lists flags, one a row.
func flagRows(a *App, flags *pflag.FlagSet) string {
	const nameColumn = 18
	var rows strings.Builder
	flags.VisitAll(func(f *pflag.Flag) {
		if !f.Hidden {
			name, value, about := flagWords(a.Lang, f)
			name = strings.TrimSpace(name + " " + value)
			rows.WriteString(helpRow(name, about, max(nameColumn, terminal.Width(name))))
		}
	})
	return rows.String()
}

// flagWords are a flag, the name of its value if it has one, and what it is about.
func flagWords(lang catalogue.Lang, f *pflag.Flag) (name, value, about string) {
	value, about = pflag.UnquoteUsage(f)
	if f.Value.Type() == "bool" {
		value = ""
	}
	if isShownDefault(f) {
		about = withDefault(lang, about, f.DefValue)
	}
	return "--" + f.Name, value, about
}

// withDefault adds the default to what a flag is about, within the brackets at its end if
// there are any.
func withDefault(lang catalogue.Lang, about, value string) string {
	for _, bracket := range []string{")", "）"} {
		if before, ok := strings.CutSuffix(about, bracket); ok {
			return before + textHelpDefaultToo.In(lang, value)
		}
	}
	return about + textHelpDefault.In(lang, value)
}

func isShownDefault(f *pflag.Flag) bool {
	return f.DefValue != "" && f.DefValue != "0" && f.DefValue != "false"
}

var (
	textHelpUsage      = wording.T("Usage:", "用法：")
	textHelpCommands   = wording.T("Commands:", "命令：")
	textHelpExamples   = wording.T("Examples:", "示例：")
	textHelpFlags      = wording.T("Flags:", "选项：")
	textHelpGlobal     = wording.T("Global flags:", "通用选项：")
	textHelpMore       = wording.T("Help on a command: portdrill COMMAND --help", "查看某个命令的帮助：portdrill 命令 --help")
	textHelpKinds      = wording.T("Kinds:", "题型：")
	textHelpDecks      = wording.T("Decks:", "卡组：")
	textHelpDefault    = wording.T(" (default %s)", "（默认 %s）")
	textHelpDefaultToo = wording.T("; default %s)", "；默认 %s）")
	textHelpCommand    = wording.T("COMMAND", "命令")
	textHelpOptions    = wording.T("[flags]", "[选项]")
	textHelpShort      = wording.T("show help on a command", "显示命令的帮助")
	textGroupLearn     = wording.T("Learn:", "学习：")
	textGroupProgress  = wording.T("Review progress:", "查看进度：")
	textGroupLookup    = wording.T("Look up:", "查询：")
	textGroupTeach     = wording.T("Teach:", "教学：")
	textGroupData      = wording.T("Data:", "数据：")
	textGroupSettings  = wording.T("Settings:", "设置：")
	textPlaceCard      = wording.T("CARD", "卡片")
	textPlaceClass     = wording.T("CLASS", "班级")
	textPlaceCode      = wording.T("CODE", "加入码")
	textPlaceDeck      = wording.T("DECK", "卡组")
	textPlaceTestCode  = wording.T("CODE", "代码")
	textPlaceFile      = wording.T("FILE", "文件")
	textPlaceFolder    = wording.T("FOLDER", "文件夹")
	textPlaceKey       = wording.T("KEY", "设置项")
	textPlaceName      = wording.T("NAME", "姓名")
	textPlaceNew       = wording.T("NEW", "新名字")
	textPlaceOld       = wording.T("OLD", "原名")
	textPlacePort      = wording.T("PORT", "端口")
	textPlaceQuestion  = wording.T("QUESTION", "题目编号")
	textPlaceService   = wording.T("SERVICE", "服务")
	textPlaceText      = wording.T("TEXT", "文字")
	textPlaceURL       = wording.T("URL", "地址")
	textPlaceValue     = wording.T("VALUE", "值")
	textGroupScripts   = wording.T("For scripts:", "脚本与工具：")
)
