package main

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"portdrill/cmd/internal/terminal"
	"portdrill/cmd/internal/wording"
	"portdrill/questions/catalogue"
	"portdrill/store"
)

// An app is one run of the program: its world and its global flags.
type app struct {
	env
	lang  catalogue.Lang
	clock *clock

	db       string
	portable bool
	whose    string // name or ID of the learner
	seed     uint64
	hasSeed  bool
	hasLang  bool // by a flag, which goes before the learner's settings
	json     bool
	plain    bool
	ascii    bool
	noInput  bool
	color    string

	aside   *aside          // where to say what is not data
	console *console        // the terminal, while it is taken over; else nil
	lines   *terminal.Lines // that are read instead, once any are

	program Program

	// What the learner added to the catalogue; read where it is shown.
	notes  map[string]string // of the learner, by service
	own    []store.Deck
	chosen []string // decks, of the learner's settings
}

// A Program is what the packages of commands add to an app.
type Program struct {
	// Commands makes the commands, in the order in which nothing depends on it.
	Commands func(*app) []*cobra.Command
	// Home runs when no command is named.
	Home func(*cobra.Command, *app) error
}

// newApp returns an app in the world, in the language, for the program.
func newApp(e env, lang catalogue.Lang, p Program) *app {
	return &app{
		env: e, lang: lang, program: p, clock: &clock{real: e.now},
		aside: &aside{to: e.err, columns: columnsOf(e.err)},
	}
}

// Run runs the command that the arguments name and returns the exit code.
func Run(ctx context.Context, e env, args []string, p Program) int {
	lang, err := languageFor(e, args)
	a := newApp(e, lang, p)
	if err == nil || isCompleting(args) { // half of a word is no language yet
		err = a.execute(ctx, args)
	}
	return report(a.aside, lang, err)
}

// languageFor finds the language before the arguments are read in full, since
// the help that they may ask for, and what is said about them, is in it.
func languageFor(e env, args []string) (catalogue.Lang, error) {
	locale := wording.Locale(e.getenv)
	for i, arg := range args {
		name, value, joined := strings.Cut(arg, "=")
		switch {
		case arg == "--":
			return locale, nil
		case name != "--lang":
			continue
		case !joined && i+1 < len(args):
			value = args[i+1]
		}
		if lang, ok := wording.ParseLang(value); ok {
			return lang, nil
		}
		return locale, usageProblem(wording.UnknownLang.In(locale, value), "")
	}
	return locale, nil
}

func (a *app) execute(ctx context.Context, args []string) error {
	root := a.rootCommand()
	root.SetArgs(args)
	root.SetIn(a.in)
	root.SetOut(a.out)
	root.SetErr(a.err)
	if isCompleting(args) {
		a.prepareCompletion(root)
	}
	return root.ExecuteContext(ctx)
}

func (a *app) rootCommand() *cobra.Command {
	var now string
	var versionOnly bool
	root := &cobra.Command{
		Use:           "portdrill",
		Short:         wording.RootShort.In(a.lang),
		Long:          wording.RootLong.In(a.lang),
		Example:       wording.RootExamples.In(a.lang),
		SilenceErrors: true,
		SilenceUsage:  true,
		Args:          a.noSuchCommand,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if versionOnly {
				return a.showVersion()
			}
			return a.program.Home(cmd, a)
		},
		PersistentPreRunE: func(cmd *cobra.Command, _ []string) error {
			a.hasSeed = cmd.Flags().Changed("seed")
			a.hasLang = cmd.Flags().Changed("lang")
			return a.checkGlobals(now)
		},
	}
	root.CompletionOptions.DisableDefaultCmd = true
	root.SetHelpCommand(a.helpCommand(root))
	root.SetFlagErrorFunc(a.wrongFlag)
	a.setHelp(root)
	a.globalFlags(root.PersistentFlags(), &now)
	a.completeGlobals(root)
	root.Flags().BoolVar(&versionOnly, "version", false, wording.FlagVersion.In(a.lang))
	root.AddCommand(a.program.Commands(a)...)
	root.AddCommand(a.completionCommand(root), a.manCommand(root), a.versionCommand())
	return root
}

// wrongFlag words what is wrong with a flag.
func (a *app) wrongFlag(cmd *cobra.Command, err error) error {
	hint := wording.UsageHint.In(a.lang, cmd.CommandPath())
	var unknown *pflag.NotExistError
	var without *pflag.ValueRequiredError
	var bad *pflag.InvalidValueError
	switch {
	case errors.As(err, &unknown):
		var names []string
		cmd.Flags().VisitAll(func(f *pflag.Flag) { names = append(names, f.Name) })
		if near := nearest(unknown.GetSpecifiedName(), names); len(near) > 0 {
			hint = wording.Nearest.In(a.lang, "--"+strings.Join(near, ", --")) + "\n" + wording.HintPrefix.In(a.lang) + hint
		}
		return usageProblem(wording.UnknownFlag.In(a.lang, unknown.GetSpecifiedName()), hint)
	case errors.As(err, &without):
		return usageProblem(wording.FlagNeedsValue.In(a.lang, without.GetFlag().Name), hint)
	case errors.As(err, &bad):
		return usageProblem(wording.BadFlagValue.In(a.lang, bad.GetFlag().Name, bad.GetValue()), hint)
	}
	return usageProblem(wording.BadUsage.In(a.lang, err), hint)
}

// noSuchCommand is asked about the arguments of the program itself, which has
// none but the names of commands.
func (a *app) noSuchCommand(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	var names []string
	for _, sub := range cmd.Commands() {
		if sub.IsAvailableCommand() {
			names = append(names, sub.Name())
		}
	}
	hint := wording.UsageHint.In(a.lang, cmd.CommandPath())
	if near := nearest(args[0], names); len(near) > 0 {
		hint = wording.Nearest.In(a.lang, strings.Join(near, ", ")) + "\n" + wording.HintPrefix.In(a.lang) + hint
	}
	return usageProblem(wording.UnknownVerb.In(a.lang, args[0]), hint)
}

func (a *app) globalFlags(flags *pflag.FlagSet, now *string) {
	flags.StringVar(&a.db, "db", "", wording.FlagDB.In(a.lang))
	flags.BoolVar(&a.portable, "portable", false, wording.FlagPortable.In(a.lang))
	flags.StringVar(&a.whose, "learner", "", wording.FlagLearner.In(a.lang))
	flags.String("lang", "", wording.FlagLang.In(a.lang))
	flags.Uint64Var(&a.seed, "seed", 0, wording.FlagSeed.In(a.lang))
	flags.StringVar(now, "now", "", wording.FlagNow.In(a.lang))
	flags.BoolVar(&a.json, "json", false, wording.FlagJSON.In(a.lang))
	flags.BoolVar(&a.noInput, "no-input", false, wording.FlagInput.In(a.lang))
	flags.BoolVar(&a.plain, "plain", false, wording.FlagPlain.In(a.lang))
	flags.BoolVar(&a.ascii, "ascii", false, wording.FlagASCII.In(a.lang))
	flags.StringVar(&a.color, "color", "auto", wording.FlagColor.In(a.lang))
	flags.BoolP("help", "h", false, wording.HelpFlag.In(a.lang))
}

// completeGlobals says what the values of global flags can be.
func (a *app) completeGlobals(root *cobra.Command) {
	completes(root, "db", listFiles)
	completes(root, "learner", a.listLearnerNames)
	completes(root, "lang", fixed(string(catalogue.English)+"\tEnglish", string(catalogue.Chinese)+"\t中文"))
	completes(root, "color", fixed("auto", "always", "never"))
}

func (a *app) checkGlobals(now string) error {
	switch a.color {
	case "auto", "always", "never":
	default:
		return usageProblem(wording.UnknownColor.In(a.lang, a.color), "")
	}
	if now == "" {
		return nil
	}
	t, err := time.Parse(time.RFC3339, now)
	if err != nil || t.Year() < 1970 {
		return usageProblem(wording.BadNow.In(a.lang, now), "")
	}
	if a.db == "" && a.getenv("PORTDRILL_DB") == "" {
		return usageProblem(wording.NowNeedsDB.In(a.lang), wording.NowHint.In(a.lang))
	}
	// Z names the instant but no zone: the learner's is then the machine's.
	if strings.HasSuffix(strings.ToUpper(now), "Z") {
		t = t.Local()
	}
	a.clock.pretended = t
	return nil
}

// style decides once whether to use colour: the flag, else NO_COLOR and
// FORCE_COLOR (no-color.org, force-color.org), else whether anybody sees it.
func (a *app) style() terminal.Style {
	_, isTerminal := terminalOf(a.out)
	isTerminal = isTerminal || a.console != nil
	switch {
	case a.color != "auto":
		return terminal.Style{Colour: a.color == "always", ASCII: a.ascii}
	case a.plain, a.getenv("NO_COLOR") != "":
		return terminal.Style{ASCII: a.ascii}
	case a.getenv("FORCE_COLOR") != "" && a.getenv("FORCE_COLOR") != "0":
		return terminal.Style{Colour: true, ASCII: a.ascii}
	}
	return terminal.Style{Colour: isTerminal && a.getenv("TERM") != "dumb", ASCII: a.ascii}
}
