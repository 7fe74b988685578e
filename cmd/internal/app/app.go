// Package app is what the commands of portdrill share: one run of the program with its
// streams, language, clock, messages and styles, the one way to open a database, writers
// for text, tables, CSV and JSON, help, manual pages, and completion.
package app

import (
	"context"
	"errors"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"portdrill/cmd/internal/terminal"
	"portdrill/cmd/internal/wording"
	"portdrill/questions/catalogue"
)

// An App is one run of the program: its world and its global flags.
type App struct {
	Env
	Lang  catalogue.Lang
	Clock *clock

	db       string
	portable bool
	Whose    string // name or ID of the learner
	Seed     uint64
	hasSeed  bool
	HasLang  bool // by a flag, which goes before the learner's settings
	JSON     bool
	plain    bool
	ASCII    bool
	NoInput  bool
	color    string

	Messages *Messages       // where to say what is not data
	Console  *console        // the terminal, while it is taken over; else nil
	lines    *terminal.Lines // that are read instead, once any are
	InMenu   bool            // what runs was picked from the menu, and goes back to it

	program Program
	exits   *exits
}

// A Program is what the packages of commands add to an app.
type Program struct {
	Commands []Command // below the root
	// Home runs where no command is named.
	Home func(*cobra.Command, *App) error
}

// A Command says how a command is made, so that a run makes only the one it needs.
type Command struct {
	Name string // the first word of its Use
	New  func(*App) *cobra.Command
}

// New returns an app in the world, in the language, for the program.
func New(e Env, lang catalogue.Lang, p Program) *App {
	return &App{
		Env: e, Lang: lang, program: p, Clock: &clock{Real: e.Now},
		Messages: &Messages{to: e.Err, columns: columnsOf(e.Err)}, exits: new(exits),
	}
}

// For returns an app in the language that prints to out, for a server that answers people
// who speak either.
func (a *App) For(lang catalogue.Lang, out io.Writer) *App {
	of := *a
	of.Lang, of.HasLang, of.Out, of.plain = lang, true, out, true
	return &of
}

// Run runs the command that the arguments name and returns the exit code.
func Run(ctx context.Context, e Env, args []string, p Program) int {
	lang, err := LanguageFor(e, args)
	a := New(e, lang, p)
	if err == nil || isCompleting(args) { // half of a word is no language yet
		err = execute(ctx, a, args)
	}
	return Report(a.Messages, lang, err)
}

// LanguageFor finds the language before the arguments are read in full, since
// the help that they may ask for, and what is said about them, is in it.
func LanguageFor(e Env, args []string) (catalogue.Lang, error) {
	locale := wording.Locale(e.Getenv)
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
		if lang, ok := catalogue.ParseLang(value); ok {
			return lang, nil
		}
		return locale, UsageProblem(textUnknownLang.In(locale, value), "")
	}
	return locale, nil
}

func execute(ctx context.Context, a *App, args []string) error {
	root := a.rootFor(args)
	root.SetArgs(args)
	root.SetIn(a.In)
	root.SetOut(a.Out)
	root.SetErr(a.Err)
	if isCompleting(args) {
		prepareCompletion(root)
	}
	return root.ExecuteContext(ctx)
}

// Root returns the command of the program with all others below it.
func (a *App) Root() *cobra.Command {
	root := a.bareRoot()
	for _, c := range a.program.Commands {
		root.AddCommand(c.New(a))
	}
	root.AddCommand(completionCommand(a, root), manCommand(a, root), versionCommand(a))
	return root
}

// rootFor returns what the arguments need of [App.Root]: the one command that they begin
// with, since making all of them takes longer than most run, or else everything.
func (a *App) rootFor(args []string) *cobra.Command {
	if len(args) > 0 {
		for _, c := range slices.Concat(a.program.Commands, []Command{{Name: "version", New: versionCommand}}) {
			if c.Name == args[0] {
				root := a.bareRoot()
				root.AddCommand(c.New(a))
				return root
			}
		}
	}
	return a.Root()
}

// bareRoot returns the command of the program with no other below it.
func (a *App) bareRoot() *cobra.Command {
	var now string
	var versionOnly bool
	root := &cobra.Command{
		Use:           "portdrill",
		Short:         textRootShort.In(a.Lang),
		Long:          textRootLong.In(a.Lang),
		Example:       textRootExamples.In(a.Lang),
		SilenceErrors: true,
		SilenceUsage:  true,
		Args:          a.NoSuchCommand,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if versionOnly {
				return showVersion(a)
			}
			return a.program.Home(cmd, a)
		},
		PersistentPreRunE: func(cmd *cobra.Command, _ []string) error {
			a.hasSeed = cmd.Flags().Changed("seed")
			a.HasLang = cmd.Flags().Changed("lang")
			if cmd.Flags().Changed("db") && a.db == "" { // as of a variable that is not set
				return UsageProblem(textFlagNeedsValue.In(a.Lang, "db"), TextUsageHint.In(a.Lang, cmd.CommandPath()))
			}
			if a.db == "-" { // for which other programs read their input
				return UsageProblem(textNoDash.In(a.Lang), TextUsageHint.In(a.Lang, cmd.CommandPath()))
			}
			return checkGlobals(a, now)
		},
	}
	root.CompletionOptions.DisableDefaultCmd = true
	root.SetHelpCommand(helpCommand(a, root))
	root.SetFlagErrorFunc(a.wrongFlag)
	setHelp(a, root)
	globalFlags(a, root.PersistentFlags(), &now)
	completeGlobals(a, root)
	root.Flags().BoolVar(&versionOnly, "version", false, textFlagVersion.In(a.Lang))
	return root
}

// wrongFlag words what is wrong with a flag.
func (a *App) wrongFlag(cmd *cobra.Command, err error) error {
	hint := TextUsageHint.In(a.Lang, cmd.CommandPath())
	var unknown *pflag.NotExistError
	var without *pflag.ValueRequiredError
	var bad *pflag.InvalidValueError
	switch {
	case errors.As(err, &unknown):
		var names []string
		cmd.Flags().VisitAll(func(f *pflag.Flag) { names = append(names, f.Name) })
		name := unknown.GetSpecifiedName()
		near := Nearest(name, names)
		for i := range near {
			near[i] = "--" + near[i]
		}
		if len(near) > 0 {
			hint = a.Known(TextNearest, near) + "\n" + TextHintPrefix.In(a.Lang) + hint
		}
		dashes := "--"
		if unknown.GetSpecifiedShortnames() != "" {
			dashes = "-"
		}
		return UsageProblem(textUnknownFlag.In(a.Lang, dashes+name), hint)
	case errors.As(err, &without):
		return UsageProblem(textFlagNeedsValue.In(a.Lang, without.GetFlag().Name), hint)
	case errors.As(err, &bad):
		return UsageProblem(TextBadFlagValue.In(a.Lang, bad.GetFlag().Name, bad.GetValue()), hint)
	}
	return UsageProblem(textBadUsage.In(a.Lang, err), hint)
}

// NoSuchCommand is asked about the arguments of the program itself, which has
// none but the names of commands.
func (a *App) NoSuchCommand(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	var names []string
	for _, sub := range cmd.Commands() {
		if sub.IsAvailableCommand() {
			names = append(names, sub.Name())
		}
	}
	hint := TextUsageHint.In(a.Lang, cmd.CommandPath())
	if near := Nearest(args[0], names); len(near) > 0 {
		hint = a.Known(TextNearest, near) + "\n" + TextHintPrefix.In(a.Lang) + hint
	}
	return UsageProblem(textUnknownVerb.In(a.Lang, args[0]), hint)
}

func globalFlags(a *App, flags *pflag.FlagSet, now *string) {
	flags.StringVar(&a.db, "db", "", textFlagDB.In(a.Lang))
	flags.BoolVar(&a.portable, "portable", false, textFlagPortable.In(a.Lang))
	flags.StringVar(&a.Whose, "learner", "", textFlagLearner.In(a.Lang))
	flags.String("lang", "", textFlagLang.In(a.Lang))
	flags.Uint64Var(&a.Seed, "seed", 0, textFlagSeed.In(a.Lang))
	flags.StringVar(now, "now", "", textFlagNow.In(a.Lang))
	flags.BoolVar(&a.JSON, "json", false, textFlagJSON.In(a.Lang))
	flags.BoolVar(&a.NoInput, "no-input", false, textFlagInput.In(a.Lang))
	flags.BoolVar(&a.plain, "plain", false, textFlagPlain.In(a.Lang))
	flags.BoolVar(&a.ASCII, "ascii", false, textFlagASCII.In(a.Lang))
	flags.StringVar(&a.color, "color", "auto", textFlagColor.In(a.Lang))
	flags.BoolP("help", "h", false, textHelpFlag.In(a.Lang))
}

// completeGlobals says what the values of global flags can be.
func completeGlobals(a *App, root *cobra.Command) {
	a.Completes(root, "db", ListFiles)
	a.Completes(root, "learner", ListLearnerNames)
	a.Completes(root, "lang", Fixed(string(catalogue.English)+"\tEnglish", string(catalogue.Chinese)+"\t中文"))
	a.Completes(root, "color", Fixed("auto", "always", "never"))
}

func checkGlobals(a *App, now string) error {
	switch a.color {
	case "auto", "always", "never":
	default:
		return UsageProblem(textUnknownColor.In(a.Lang, a.color), "")
	}
	if now == "" {
		return nil
	}
	t, err := time.Parse(time.RFC3339, now)
	if err != nil || t.Year() < 1970 {
		return UsageProblem(textBadNow.In(a.Lang, now), "")
	}
	if a.db == "" && a.Getenv("PORTDRILL_DB") == "" {
		return UsageProblem(textNowNeedsDB.In(a.Lang), textNowHint.In(a.Lang))
	}
	// Z names the instant but no zone: the learner's is then the machine's.
	if strings.HasSuffix(strings.ToUpper(now), "Z") {
		t = t.Local()
	}
	a.Clock.pretended = t
	return nil
}

// Style decides once whether to use colour: the flag, else NO_COLOR and
// FORCE_COLOR (no-color.org, force-color.org), else whether anybody sees it.
func (a *App) Style() terminal.Style {
	_, isTerminal := TerminalOf(a.Out)
	isTerminal = isTerminal || a.Console != nil
	switch {
	case a.color != "auto":
		return terminal.Style{Colour: a.color == "always", ASCII: a.ASCII}
	case a.plain, a.Getenv("NO_COLOR") != "":
		return terminal.Style{ASCII: a.ASCII}
	case a.Getenv("FORCE_COLOR") != "" && a.Getenv("FORCE_COLOR") != "0":
		return terminal.Style{Colour: true, ASCII: a.ASCII}
	}
	return terminal.Style{Colour: isTerminal && a.Getenv("TERM") != "dumb", ASCII: a.ASCII}
}

// NoArguments refuses arguments of a command that takes none.
func (a *App) NoArguments(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	return UsageProblem(textTooMuch.In(a.Lang, strings.Join(args, " ")), TextUsageHint.In(a.Lang, cmd.CommandPath()))
}

var (
	textUnknownLang  = wording.T("unknown language %q: use zh or en", "不支持语言 %q：请用 zh 或 en")
	textUnknownColor = wording.T(
		"--color must be auto, always or never, not %q",
		"--color 须为 auto、always 或 never，不能是 %q",
	)
	textBadNow = wording.T(
		"--now needs a time such as 2026-11-24T20:00:00+08:00, not %q",
		"--now 须为 2026-11-24T20:00:00+08:00 这样的时间，不能是 %q",
	)
	textNowNeedsDB = wording.T("--now needs --db or PORTDRILL_DB", "--now 须与 --db 或 PORTDRILL_DB 同用")
	textNowHint    = wording.T(
		"otherwise your own log would get answers with the wrong time",
		"否则会把时间不对的作答写进你自己的日志",
	)
	textUnknownFlag    = wording.T("unknown flag %s", "未知选项 %s")
	textFlagNeedsValue = wording.T("--%s needs a value", "--%s 需要一个值")
	textNoDash         = wording.T(
		"--db cannot be -; if the file is named so, use ./-",
		"--db 不能是 -；文件名若就是 -，请写作 ./-",
	)
	textBadUsage    = wording.T("%s", "命令有误：%s")
	textTooMuch     = wording.T("unexpected arguments: %s", "多余的参数：%s")
	textUnknownVerb = wording.T("unknown command %q", "未知命令 %q")
	textHelpFlag    = wording.T("show this help", "显示帮助")
	textRootShort   = wording.T("learn computer ports by spaced repetition", "用间隔重复记住计算机端口")
	textRootLong    = wording.T(
		`Portdrill helps you learn computer ports in a few minutes a day. It works out
from your answers when to ask each card again. All data stays on this machine.

Without a command it opens the menu.`,
		`portdrill 每天只用几分钟帮你记住计算机端口，并根据作答安排每张卡片的复习时间。
所有数据都保存在本机。

不带命令运行则打开菜单。`,
	)
	textRootExamples = wording.T(
		`  portdrill drill                   # answer today's questions
  portdrill drill --deck ccna       # learn the ports of the CCNA
  portdrill lookup 53 dns 50000     # look up ports and services
  portdrill stats                   # see your progress`,
		`  portdrill drill                   # 今日练习
  portdrill drill --deck ccna       # 学习 CCNA 的端口
  portdrill lookup 53 dns 50000     # 查询端口和服务
  portdrill stats                   # 查看学习进度`,
	)
	textFlagDB = wording.T(
		"database `FILE` (default: PORTDRILL_DB or in the data folder)",
		"数据库`文件`（默认取 PORTDRILL_DB，否则在个人数据文件夹）",
	)
	textFlagLang = wording.T(
		"display `LANGUAGE`: zh or en (default: the locale's)",
		"界面`语言`：zh 或 en（默认按系统区域设置）",
	)
	textFlagSeed  = wording.T("random seed: the same `N` repeats a session", "重现一次练习：`N` 相同，选项也相同")
	textFlagNow   = wording.T("use `TIME` as the current time (RFC 3339)", "以此`时间`为当前时间（RFC 3339）")
	textFlagJSON  = wording.T("JSON input and output, for programs", "以 JSON 输入输出，供程序使用")
	textFlagInput = wording.T("never prompt; read lines from standard input", "不弹出提示，从标准输入按行读取")
	textFlagPlain = wording.T("plain text: no redrawing, no color", "纯文本模式：不重绘、无颜色")
	textFlagASCII = wording.T("ASCII characters only", "只用 ASCII 字符")
	textFlagColor = wording.T(
		"`WHEN` to use color: auto, always or never",
		"`何时`使用颜色：auto、always 或 never",
	)
	textFlagPortable = wording.T(
		"keep the database next to the program, as on a USB stick",
		"数据库与程序放在一起，例如在 U 盘上",
	)
	textFlagLearner = wording.T("learner's `NAME`, if several share the database", "学习者`姓名`（多人共用数据库时）")
	textFlagVersion = wording.T("show the version", "显示版本")
)
