package goal

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"portdrill/cmd/internal/app"
	"portdrill/cmd/internal/wording"
	"portdrill/questions/catalogue"
	"portdrill/quiz"
)

type goalFlags struct {
	exam            string
	minutes, whatIf int
	minutesGiven    bool
	remove          bool
}

// usualMinutes are those of a learner who names none.
const usualMinutes = 10

func goalCommand(a *app.App) *cobra.Command {
	var f goalFlags
	cmd := &cobra.Command{
		Use:     "goal [DECK]",
		Short:   textGoalShort.In(a.Lang),
		Long:    textGoalLong.In(a.Lang),
		Example: textGoalExamples.In(a.Lang),
		RunE: func(cmd *cobra.Command, args []string) error {
			f.minutesGiven = cmd.Flags().Changed("minutes")
			if cmd.Flags().Changed("what-if") && (f.whatIf < 1 || f.whatIf > quiz.MostMinutes) {
				return app.UsageProblem(textBadWhatIf.In(a.Lang, quiz.MostMinutes), "")
			}
			return runGoal(cmd.Context(), a, f, args)
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&f.exam, "exam", "", textFlagExam.In(a.Lang))
	flags.IntVar(&f.minutes, "minutes", usualMinutes, textFlagMinutes.In(a.Lang))
	flags.IntVar(&f.whatIf, "what-if", 0, textFlagWhatIf.In(a.Lang))
	flags.BoolVar(&f.remove, "remove", false, textFlagRemove.In(a.Lang))
	cmd.ValidArgsFunction = a.Completion(func(a *app.App, cmd *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
		if len(args) > 0 {
			return nil, app.NoFiles
		}
		return app.ListDeckKeys(cmd.Context(), a), app.KeepOrder
	})
	return cmd
}

// runGoal sets the goal, removes it, or says how it stands.
func runGoal(ctx context.Context, a *app.App, f goalFlags, args []string) error {
	sets := f.exam != "" || f.minutesGiven || len(args) > 0
	switch {
	case len(args) > 1:
		return app.UsageProblem(textOneDeck.In(a.Lang), "")
	case f.remove && sets:
		return app.UsageProblem(textRemoveAlone.In(a.Lang), "")
	case f.remove:
		return removeGoal(ctx, a)
	case sets:
		goal, err := goalGiven(ctx, a, f, strings.Join(args, ""))
		if err != nil {
			return err
		}
		if err := setGoal(ctx, a, goal); err != nil {
			return err
		}
	}
	return showGoal(ctx, a, f.whatIf)
}

// goalGiven is the goal that the flags describe, with what they leave out as it was.
func goalGiven(ctx context.Context, a *app.App, f goalFlags, deck string) (goal quiz.Goal, err error) {
	return goal, a.ToRead(ctx, func(db *app.DB) error {
		c, err := db.Catalogue(ctx)
		if err != nil {
			return err
		}
		goal = db.Goal
		if deck != "" {
			found := app.DeckNamed(c, deck)
			if found == nil {
				return app.UnknownDeck(a, c, deck)
			}
			goal.Deck = found.Key
		}
		switch {
		case f.exam != "":
			if goal.Exam, err = quiz.ParseDay(f.exam); err != nil {
				return app.UsageProblem(textBadExam.In(a.Lang, f.exam), textBadExamHint.In(a.Lang))
			}
		case goal.Exam == 0:
			return app.UsageProblem(textNoExam.In(a.Lang), textHowGoal.In(a.Lang))
		}
		if goal.Deck == "" {
			goal.Deck = db.FirstDeck(c)
		}
		if f.minutesGiven || goal.Minutes == 0 {
			goal.Minutes = f.minutes
		}
		return app.CheckGoal(a, c, goal, db.Scheduler.Day(a.Clock.Now()))
	})
}

func setGoal(ctx context.Context, a *app.App, goal quiz.Goal) error {
	return a.Record(ctx, quiz.Event{Kind: quiz.SettingsEvent, Change: &quiz.Change{Goal: &goal}})
}

func removeGoal(ctx context.Context, a *app.App) error {
	if !a.Exists() {
		return app.Failure(textNoGoal.In(a.Lang), textHowGoal.In(a.Lang))
	}
	var before quiz.Goal
	err := a.WithDB(ctx, func(db *app.DB) error {
		if before = db.Settings.Goal; before == (quiz.Goal{}) {
			return app.Failure(textNoGoal.In(a.Lang), textHowGoal.In(a.Lang))
		}
		return a.RecordIn(ctx, db, quiz.Event{Kind: quiz.SettingsEvent, Change: &quiz.Change{Goal: new(quiz.Goal)}})
	})
	switch {
	case err != nil:
		return err
	case a.JSON:
		return a.PrintJSON(noGoal)
	}
	return a.Print(textRemoved.In(a.Lang) + "\n")
}

// noGoal is the answer where there is none.
var noGoal = struct {
	Goal *app.GoalEntry `json:"goal"`
}{}

// FromMenu shows how the goal stands and changes it; where there is none it asks for one.
func FromMenu(ctx context.Context, a *app.App) error {
	var goal quiz.Goal
	if err := a.ToRead(ctx, func(db *app.DB) error { goal = db.Goal; return nil }); err != nil {
		return err
	}
	if goal == (quiz.Goal{}) {
		return askGoal(ctx, a)
	}
	if err := a.Paged(func() error { return showGoal(ctx, a, 0) }); err != nil {
		return err
	}
	rows := a.Words(textMenuMinutes, textMenuDate, textMenuRemove, textMenuBack)
	picked, err := a.Chooser().Pick("\n"+textMenuWhat.In(a.Lang), rows)
	if err != nil {
		return err
	}
	var f goalFlags
	switch picked {
	case 0:
		err = askMinutes(a, &f, strconv.Itoa(goal.Minutes))
	case 1:
		f.exam, err = a.Chooser().Type(textAskExam.In(a.Lang), goal.Exam.String())
	case 2:
		return a.Paged(func() error { return removeGoal(ctx, a) })
	default:
		return nil
	}
	if err != nil {
		return err
	}
	return a.Paged(func() error { return runGoal(ctx, a, f, nil) })
}

// askGoal asks for a deck, a date and minutes.
func askGoal(ctx context.Context, a *app.App) error {
	var decks []*catalogue.Deck
	at := 0
	err := a.ToRead(ctx, func(db *app.DB) error {
		c, err := db.Catalogue(ctx)
		if err != nil {
			return err
		}
		decks = c.Decks
		for i, d := range decks {
			if d.Key == db.FirstDeck(c) {
				at = i
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	rows := make([]string, len(decks))
	for i, d := range decks {
		rows[i] = fmt.Sprintf("%s (%s)", d.Name.In(a.Lang), d.Key)
	}
	picked, err := a.Chooser().Browse(textAskDeck.In(a.Lang), rows, at)
	if err != nil {
		return err
	}
	var f goalFlags
	if f.exam, err = a.Chooser().Type(textAskExam.In(a.Lang), ""); err != nil || f.exam == "" {
		return err
	}
	if err := askMinutes(a, &f, strconv.Itoa(usualMinutes)); err != nil {
		return err
	}
	return a.Paged(func() error { return runGoal(ctx, a, f, []string{decks[picked].Key}) })
}

func askMinutes(a *app.App, f *goalFlags, preset string) error {
	text, err := a.Chooser().Type(textAskMinutes.In(a.Lang), preset)
	if err != nil {
		return err
	}
	f.minutesGiven = true
	if f.minutes, err = strconv.Atoi(text); err != nil {
		f.minutes = 0 // which is refused, with what can be
	}
	return nil
}

var (
	textGoalShort = wording.T("set an exam date and see if you will be ready", "设定考试日期，预测届时能记住多少")
	textGoalLong  = wording.T(
		`Plans your daily minutes up to an exam: due cards first, then new ones in time,
then whatever gains most by exam day. In the last week, mock exams are offered.
The plan ends by itself after the exam.

Without arguments it shows what you know now, what to expect on exam day, and how
many minutes a day it takes. A range is right in about 8 of 10 cases.`,
		`按考试日期安排每天的时间：先复习到期的卡片，再按时学完新卡片，余下的时间练最能提高
考试当天成绩的内容。考前一周会建议做模拟考试；考试过后计划自动结束。

不带参数则显示现在记得多少、考试当天预计记得多少，以及每天需要多少分钟。
给出的范围大约十次有八次是准的。`,
	)
	textGoalExamples = wording.T(
		`  portdrill goal network-plus --exam 2027-01-15 --minutes 10
  portdrill goal
  portdrill goal --what-if 5
  portdrill goal --remove`,
		`  portdrill goal network-plus --exam 2027-01-15 --minutes 10
  portdrill goal
  portdrill goal --what-if 5
  portdrill goal --remove`,
	)
	textFlagExam    = wording.T("`DATE` of the exam, such as 2027-01-15", "考试`日期`，如 2027-01-15")
	textFlagMinutes = wording.T("practice `N` minutes a day", "每天练习 `N` 分钟")
	textFlagWhatIf  = wording.T("also show what `N` minutes a day would lead to", "另外显示每天 `N` 分钟的结果")
	textFlagRemove  = wording.T("remove the exam", "取消考试目标")
	textBadWhatIf   = wording.T("--what-if must be from 1 to %d", "--what-if 须在 1 到 %d 之间")
	textOneDeck     = wording.T("an exam has one deck", "一场考试只对应一个卡组")
	textRemoveAlone = wording.T("use --remove alone", "--remove 请单独使用")
	textBadExam     = wording.T("%q is not a date", "%q 不是日期")
	textBadExamHint = wording.T("write it as 2027-01-15", "请写成 2027-01-15 的形式")
	textNoExam      = wording.T("when is the exam? --exam is missing", "缺少 --exam：考试在哪一天？")
	textNoGoal      = wording.T("no exam is set", "尚未设定考试")
	textHowGoal     = wording.T(
		"set one: portdrill goal network-plus --exam 2027-01-15 --minutes 10",
		"设定方法：portdrill goal network-plus --exam 2027-01-15 --minutes 10",
	)
	textRemoved     = wording.T("The exam was removed.", "已取消考试目标。")
	textMenuWhat    = wording.T("What do you want to change?", "想更改什么？")
	textMenuMinutes = wording.T("Minutes a day", "每天分钟数")
	textMenuDate    = wording.T("Exam date", "考试日期")
	textMenuRemove  = wording.T("Remove the exam", "取消考试目标")
	textMenuBack    = wording.T("Back", "返回")
	textAskDeck     = wording.T("Which exam?", "准备什么考试？")
	textAskExam     = wording.T("Exam date (such as 2027-01-15)", "考试日期（如 2027-01-15）")
	textAskMinutes  = wording.T("Minutes a day", "每天练习多少分钟")
)
