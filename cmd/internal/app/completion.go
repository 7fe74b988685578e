package app

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"portdrill/cmd/internal/wording"
	"portdrill/questions"
	"portdrill/questions/catalogue"
	"portdrill/store"
)

// shells are those that a script can be written for.
var shells = []string{"bash", "zsh", "fish", "powershell"}

func completionCommand(a *App, root *cobra.Command) *cobra.Command {
	return &cobra.Command{
		Use:               "completion bash|zsh|fish|powershell",
		ValidArgsFunction: a.Completion(One(Fixed(shells...))),
		Short:             textCompletionShort.In(a.Lang),
		Long:              textCompletionLong.In(a.Lang),
		Example:           textCompletionExamples.In(a.Lang),
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) != 1 {
				return UsageProblem(textWhichShell.In(a.Lang), TextUsageHint.In(a.Lang, cmd.CommandPath()))
			}
			return completionScript(a, root, args[0])
		},
	}
}

// completionScript prints what a shell reads to complete by asking the program.
func completionScript(a *App, root *cobra.Command, shell string) error {
	switch shell {
	case "bash":
		return root.GenBashCompletionV2(a.Out, true)
	case "zsh":
		return root.GenZshCompletion(a.Out)
	case "fish":
		return root.GenFishCompletion(a.Out, true)
	case "powershell":
		return root.GenPowerShellCompletionWithDesc(a.Out)
	}
	return UsageProblem(textUnknownShell.In(a.Lang, shell), a.Known(textKnownShells, NearestFirst(shell, shells)))
}

// isCompleting reports whether it is a shell that asks what may stand where the
// cursor is.
func isCompleting(args []string) bool {
	return len(args) > 0 && (args[0] == cobra.ShellCompRequestCmd || args[0] == cobra.ShellCompNoDescRequestCmd)
}

// What a shell does beside the completions that it is given.
const (
	NoFiles   = cobra.ShellCompDirectiveNoFileComp
	KeepOrder = cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveKeepOrder
	Files     = cobra.ShellCompDirectiveDefault
	folders   = cobra.ShellCompDirectiveFilterDirs
)

// A Lister lists what an argument or the value of a flag can be. It is told what
// stands before it, and what is typed of it.
type Lister func(a *App, cmd *cobra.Command, args []string, typed string) ([]string, cobra.ShellCompDirective)

// Completion makes the list what cobra completes arguments by.
func (a *App) Completion(list Lister) cobra.CompletionFunc {
	return func(cmd *cobra.Command, args []string, typed string) ([]string, cobra.ShellCompDirective) {
		return list(a, cmd, args, typed)
	}
}

// Completes says what the value of a flag of the command can be. The flag exists.
func (a *App) Completes(cmd *cobra.Command, flag string, list Lister) {
	if err := cmd.RegisterFlagCompletionFunc(flag, a.Completion(list)); err != nil {
		panic(err) // it was registered twice, or there is no such flag
	}
}

// CompletesQuestions completes the flags that choose questions, as far as the command has them.
func (a *App) CompletesQuestions(cmd *cobra.Command) {
	for name, list := range map[string]Lister{"deck": ListDeckNames, "kind": listKinds, "format": listFormats} {
		if cmd.Flags().Lookup(name) != nil {
			a.Completes(cmd, name, list)
		}
	}
}

// prepareCompletion makes the commands ready for a shell that asks them.
func prepareCompletion(root *cobra.Command) {
	root.CompletionOptions.SetDefaultShellCompDirective(NoFiles)
	unquoteUsages(root)
}

// unquoteUsages removes the marks around the names of values, which a shell would
// show as they are.
func unquoteUsages(cmd *cobra.Command) {
	cmd.NonInheritedFlags().VisitAll(func(f *pflag.Flag) { _, f.Usage = pflag.UnquoteUsage(f) })
	for _, sub := range cmd.Commands() {
		unquoteUsages(sub)
	}
}

// One lists for the first argument alone.
func One(list Lister) Lister {
	return func(a *App, cmd *cobra.Command, args []string, typed string) ([]string, cobra.ShellCompDirective) {
		if len(args) > 0 {
			return nil, NoFiles
		}
		return list(a, cmd, args, typed)
	}
}

// Fixed lists what is always the same.
func Fixed(values ...string) Lister {
	return func(*App, *cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		return values, KeepOrder
	}
}

func listFolders(*App, *cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	return nil, folders
}

// ListFiles leaves the list to the shell, which completes files.
func ListFiles(*App, *cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	return nil, Files
}

// listCommands lists what can follow the names of commands.
func listCommands(_ *App, cmd *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
	parent, rest, err := cmd.Root().Find(args)
	if err != nil || len(rest) > 0 {
		return nil, NoFiles
	}
	var all []string
	for _, sub := range parent.Commands() {
		if sub.IsAvailableCommand() {
			all = append(all, Described(sub.Name(), sub.Short))
		}
	}
	return all, NoFiles
}

// Described is a completion with what the shell says of it.
func Described(value, about string) string { return cobra.CompletionWithDesc(value, about) }

// Glance reads something from the database, if there is one and it can be had at
// once: nobody waits for a completion, and none makes a database.
func (a *App) Glance(ctx context.Context, read func(*store.DB) error) {
	if !a.Exists() {
		return
	}
	db, err := store.Open(ctx, a.File(), store.ReadOnly, store.NoWait)
	if err != nil {
		return
	}
	defer db.Close()
	_ = read(db) // what cannot be read is not completed
}

// OwnDecks returns the user's own decks, as far as they can be read at once.
func OwnDecks(ctx context.Context, a *App) (own []store.Deck) {
	a.Glance(ctx, func(db *store.DB) (err error) {
		own, err = db.Decks(ctx)
		return err
	})
	return own
}

// ListDeckKeys lists the decks of one's own, then those that are built in.
func ListDeckKeys(ctx context.Context, a *App) []string {
	var all []string
	for _, d := range OwnDecks(ctx, a) {
		all = append(all, Described(d.Key, d.Name))
	}
	c := catalogue.Builtin()
	for _, d := range c.Decks {
		all = append(all, Described(d.Key, d.Name.In(a.Lang)))
	}
	return all
}

// ListDeckNames lists every deck, the registry too.
func ListDeckNames(a *App, cmd *cobra.Command, _ []string, _ string) ([]string, cobra.ShellCompDirective) {
	all := ListDeckKeys(cmd.Context(), a)
	name := catalogue.Builtin().Deck(catalogue.IANADeck).Name.In(a.Lang)
	all = append(all, Described(catalogue.IANADeck, name))
	return all, KeepOrder
}

// ListCurated lists every deck but the registry, which has no cards.
func ListCurated(a *App, cmd *cobra.Command, _ []string, _ string) ([]string, cobra.ShellCompDirective) {
	return ListDeckKeys(cmd.Context(), a), KeepOrder
}

// FlagOf is what a flag of the command is, as far as it was given.
func FlagOf(cmd *cobra.Command, name string) string {
	if f := cmd.Flags().Lookup(name); f != nil {
		return f.Value.String()
	}
	return ""
}

// listKinds lists the kinds that go with the format, if one was given.
func listKinds(a *App, cmd *cobra.Command, _ []string, _ string) ([]string, cobra.ShellCompDirective) {
	format := questions.Format(FlagOf(cmd, "format"))
	if cmd.Name() == "flashcards" {
		format = questions.Flashcards
	}
	var all []string
	for _, k := range questions.Kinds() {
		if format == "" || slices.Contains(k.Formats(), format) {
			all = append(all, Described(string(k), k.Name().In(a.Lang)))
		}
	}
	return all, KeepOrder
}

// listFormats lists the formats that go with the kind, if one was given.
func listFormats(a *App, cmd *cobra.Command, _ []string, _ string) ([]string, cobra.ShellCompDirective) {
	formats := questions.AllFormats()
	if k := questions.Kind(FlagOf(cmd, "kind")); k.Formats() != nil {
		formats = k.Formats()
	}
	var all []string
	for _, f := range formats {
		if f != questions.Flashcards || cmd.Name() == "generate" {
			all = append(all, Described(string(f), formatWords[f].In(a.Lang)))
		}
	}
	return all, KeepOrder
}

// ListLearnerNames lists the learners in the database.
func ListLearnerNames(a *App, cmd *cobra.Command, _ []string, _ string) ([]string, cobra.ShellCompDirective) {
	var all []string
	a.Glance(cmd.Context(), func(db *store.DB) error {
		learners, err := db.Learners(cmd.Context())
		for _, l := range learners {
			all = append(
				all,
				Described(LearnerName(l), TextLearnerRow.In(a.Lang, l.Events, l.Since.Format(time.DateOnly))),
			)
		}
		return err
	})
	return all, KeepOrder
}

// ListAreas lists the areas, each with some of what is in it.
func ListAreas(a *App, _ *cobra.Command, _ []string, _ string) ([]string, cobra.ShellCompDirective) {
	const most = 4
	c := catalogue.Builtin()
	facets := questions.NewMaker(c).Facets()
	names := map[string][]string{
		"range":   {questions.RangeOfNumber.Name().In(a.Lang)},
		"mistake": {questions.SpotTheMistake.Name().In(a.Lang)},
	}
	for _, f := range facets {
		if s := c.Service(f.Service); s != nil && len(names[f.Category]) < most &&
			!slices.Contains(names[f.Category], s.Name.In(a.Lang)) {
			names[f.Category] = append(names[f.Category], s.Name.In(a.Lang))
		}
	}
	var all []string
	for _, area := range AreasOf(facets) {
		all = append(all, Described(area, strings.Join(names[area], ", ")))
	}
	return all, NoFiles
}

// ListServices lists services by the name that begins as typed: their key, else
// another one; and their ports once a digit is typed.
func ListServices(a *App, _ *cobra.Command, _ []string, typed string) ([]string, cobra.ShellCompDirective) {
	c := catalogue.Builtin()
	var all []string
	for _, s := range c.Services {
		if name := nameLike(s, typed); name != "" {
			all = append(all, Described(name, s.Socket()+"  "+s.Label(a.Lang)))
		}
	}
	return all, NoFiles
}

// nameLike returns the name by which the service is best completed: its key, then
// its port, then any other that is one word; "" where none begins as typed.
func nameLike(s *catalogue.Service, typed string) string {
	names := []string{s.Key}
	if typed != "" && unicode.IsDigit(rune(typed[0])) {
		names = []string{fmt.Sprint(s.Port)}
	} else if typed != "" {
		for _, name := range s.Names() {
			names = append(names, strings.ToLower(name), name)
		}
	}
	for _, name := range names {
		if strings.HasPrefix(name, typed) && !strings.ContainsAny(name, " \t") {
			return name
		}
	}
	return ""
}

// ListCardNames lists services, and the cards of the one whose name is there.
func ListCardNames(a *App, cmd *cobra.Command, args []string, typed string) ([]string, cobra.ShellCompDirective) {
	all, _ := ListServices(a, cmd, args, typed)
	c := catalogue.Builtin()
	if !strings.ContainsAny(typed, ":/") && c.Service(typed) == nil {
		return all, NoFiles
	}
	for _, f := range questions.NewMaker(c).Facets() {
		if strings.HasPrefix(string(f.ID), typed) && !slices.Contains(args, string(f.ID)) {
			all = append(all, describedFacet(a, c, f))
		}
	}
	return all, NoFiles
}

func describedFacet(a *App, c *catalogue.Catalogue, f questions.Facet) string {
	about := f.Kinds[0].Name().In(a.Lang)
	if s := c.Service(f.Service); s != nil {
		about = s.Label(a.Lang) + ": " + about
	}
	return Described(string(f.ID), about)
}

var (
	textCompletionShort = wording.T(
		"set up Tab completion for your shell",
		"为 shell 设置 Tab 补全",
	)
	textCompletionLong = wording.T(
		`Prints a completion script for bash, zsh, fish or PowerShell. It completes
commands and flags, and also your own decks and learners, with descriptions in
the language of your locale.

bash needs the package bash-completion; zsh needs compinit. make install puts
the scripts for bash, zsh and fish where those shells look for them.`,
		`输出 bash、zsh、fish 或 PowerShell 的补全脚本。除命令和选项外，还能补全自建卡组
和学习者；说明文字采用系统区域设置的语言。

bash 需要安装 bash-completion，zsh 需要先运行 compinit。make install 会把 bash、
zsh 和 fish 的脚本安装到相应位置。`,
	)
	textCompletionExamples = wording.T(
		`  echo 'source <(portdrill completion bash)' >> ~/.bashrc
  echo 'source <(portdrill completion zsh)' >> ~/.zshrc   # after compinit
  portdrill completion fish > ~/.config/fish/completions/portdrill.fish
  portdrill completion powershell >> $PROFILE`,
		`  echo 'source <(portdrill completion bash)' >> ~/.bashrc
  echo 'source <(portdrill completion zsh)' >> ~/.zshrc   # 放在 compinit 之后
  portdrill completion fish > ~/.config/fish/completions/portdrill.fish
  portdrill completion powershell >> $PROFILE`,
	)
	textWhichShell = wording.T(
		"which shell? bash, zsh, fish or powershell",
		"请指定 shell：bash、zsh、fish 或 powershell",
	)
	textUnknownShell = wording.T("no completion for %q", "没有 %q 的补全脚本")
	textKnownShells  = wording.T("shells: %s", "可用的 shell：%s")
)
