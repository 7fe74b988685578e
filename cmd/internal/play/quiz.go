package play

import (
	"context"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"portdrill/cmd/internal/app"
	"portdrill/cmd/internal/charts"
	"portdrill/cmd/internal/wording"
	"portdrill/questions"
	"portdrill/quiz"
	"portdrill/quiz/session"
)

// quizCommand is a mock exam: all verdicts at the end, and practice.
func quizCommand(a *app.App) *cobra.Command {
	f := drillFlags{exam: true}
	var results bool
	cmd := &cobra.Command{
		Use:     "quiz",
		Short:   textQuizShort.In(a.Lang),
		Long:    textQuizLong.In(a.Lang),
		Example: textQuizExamples.In(a.Lang),
		Args:    a.NoArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if results {
				return listResults(cmd.Context(), a)
			}
			return runDrill(cmd.Context(), a, f)
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&f.deck, "deck", "", app.TextFlagDeck.In(a.Lang))
	flags.StringVar(&f.kind, "kind", "", app.TextFlagKind.In(a.Lang))
	flags.IntVar(&f.limit, "count", app.DefaultLimit, app.TextFlagCount.In(a.Lang))
	flags.Float64Var(&f.minutes, "minutes", 0, textFlagExamMinutes.In(a.Lang))
	flags.BoolVar(&f.resume, "resume", false, textFlagResume.In(a.Lang))
	flags.BoolVar(&results, "results", false, textFlagResults.In(a.Lang))
	a.CompletesQuestions(cmd)
	return cmd
}

// beginOrResumeExam settles which mock exam the session is: the one that was not handed in, if
// that is wanted, else a new one, which is recorded before its first question.
func beginOrResumeExam(
	ctx context.Context,
	a *app.App,
	db *app.DB,
	m *questions.Maker,
	f drillFlags,
	plan session.Plan,
) (session.Plan, *quiz.Result, error) {
	open, over, err := db.Exams(ctx, db.LearnerID)
	if err != nil {
		return plan, nil, err
	}
	resume, err := wantsToResume(a, open, f)
	if err != nil {
		return plan, nil, err
	}
	if !resume {
		open = &quiz.Sitting{ID: a.NewID(), At: a.Clock.Now(), Exam: quiz.Exam{
			Deck: plan.Deck.Key, Kind: plan.Kind, Lang: plan.Lang, Count: plan.Limit, Seed: plan.Seed,
			Budget: plan.Budget, Pass: db.Settings.Pass, Practice: plan.Practice,
		}}
		if err := a.RecordIn(ctx, db, quiz.Event{ID: open.ID, Kind: quiz.ExamEvent, Exam: &open.Exam}); err != nil {
			return plan, nil, err
		}
	}
	if plan.Deck = m.Catalogue().Deck(open.Deck); plan.Deck == nil {
		return plan, nil, app.Failure(textExamDeckGone.In(a.Lang, open.Deck), textExamAnew.In(a.Lang))
	}
	plan.Kind, plan.Lang, plan.Limit = open.Kind, open.Lang, open.Count
	plan.Seed, plan.Budget, plan.Sitting = open.Seed, open.Budget, open
	plan.Practice = open.Practice
	return plan, resultBefore(over, open.Exam), nil
}

// resultBefore is the last result of an exam like this one, nil if there is none.
func resultBefore(over []quiz.Result, x quiz.Exam) *quiz.Result {
	for i := len(over) - 1; i >= 0; i-- {
		if r := over[i]; r.Deck == x.Deck && r.Kind == x.Kind {
			return &r
		}
	}
	return nil
}

// wantsToResume reports whether the session goes on with the exam that was not
// handed in. A person at a terminal is asked.
func wantsToResume(a *app.App, open *quiz.Sitting, f drillFlags) (bool, error) {
	there := open != nil && len(open.Answers) > 0
	switch _, typed := app.TerminalOf(a.In); {
	case f.resume && !there:
		return false, app.Failure(textNoExamOpen.In(a.Lang), textExamAnew.In(a.Lang))
	case f.resume || !there:
		return there, nil
	case !typed || a.JSON || a.NoInput:
		a.Messages.Say(textExamIsOpen.In(a.Lang))
		return false, nil
	}
	when := open.At.In(a.Clock.Now().Location()).Format("2006-01-02 15:04")
	picked, err := a.Chooser().Pick(textWhichExam.In(a.Lang, when, len(open.Answers), open.Count), []string{
		textExamGoOn.In(a.Lang), textExamFresh.In(a.Lang),
	})
	return picked == 0, err
}

// drillMisses asks about what was missed in a mock exam until it is known.
func drillMisses(
	ctx context.Context,
	a *app.App,
	db *app.DB,
	m *questions.Maker,
	plan session.Plan,
	facets []questions.FacetID,
) error {
	plan = session.Plan{
		Deck: plan.Deck, Lang: a.Lang, Mode: session.Misses, These: facets, Limit: missesLimit * len(facets),
		Seed:    a.NewSeed(),
		Reviews: db.Settings.Reviews, Names: db.Settings.Names, Without: plan.Without, NewID: a.NewID,
	}
	s, err := session.Start(ctx, db, m, db.Scheduler, db.LearnerID, plan, a.Clock.Now())
	if err != nil {
		return err
	}
	return newPlayer(ctx, a, db, m.Catalogue(), plan, nil).Play(ctx, s)
}

// missesLimit is how often each thing that was missed may be asked, so that it ends.
const missesLimit = 4

// A resultLine is the result of a mock exam, as JSON.
type resultLine struct {
	At       string         `json:"at"` // RFC 3339; its end
	Deck     string         `json:"deck"`
	Kind     questions.Kind `json:"kind,omitempty"`
	Count    int            `json:"count"`
	Answered int            `json:"answered"`
	Correct  int            `json:"correct"`
	Percent  int            `json:"percent"`
	Pass     int            `json:"pass"` // percent
	Passed   bool           `json:"passed"`
}

// listResults lists the mock exams that are over, the latest first.
func listResults(ctx context.Context, a *app.App) error {
	var lines []resultLine
	if a.Exists() {
		err := a.ToRead(ctx, func(db *app.DB) error {
			_, over, err := db.Exams(ctx, db.LearnerID)
			for i := len(over) - 1; i >= 0; i-- {
				lines = append(lines, resultLineOf(a, over[i]))
			}
			return err
		})
		if err != nil {
			return err
		}
	}
	if a.JSON {
		for _, l := range lines {
			if err := a.PrintJSON(l); err != nil {
				return err
			}
		}
		return nil
	}
	if len(lines) == 0 {
		return a.Print(textNoResults.In(a.Lang) + "\n")
	}
	rows := [][]string{
		{
			app.TextColumnWhen.In(a.Lang),
			charts.TextColumnDeck.In(a.Lang),
			app.TextColumnRight.In(a.Lang),
			"%",
			textColumnPassed.In(a.Lang),
		},
	}
	for _, l := range lines {
		rows = append(rows, resultRow(a, l))
	}
	return a.Print(app.Columns(rows))
}

func resultRow(a *app.App, l resultLine) []string {
	passed := textFell
	if l.Passed {
		passed = textDidPass
	}
	at, _ := time.Parse(time.RFC3339, l.At)
	return []string{
		at.Format("2006-01-02 15:04"),
		l.Deck,
		fmt.Sprintf("%d/%d", l.Correct, l.Count),
		fmt.Sprint(l.Percent),
		passed.In(a.Lang),
	}
}

func resultLineOf(a *app.App, r quiz.Result) resultLine {
	return resultLine{
		At: r.At.In(a.Clock.Now().Location()).Format(time.RFC3339), Deck: r.Deck, Kind: r.Kind, Count: r.Count,
		Answered: r.Answered, Correct: r.Correct, Percent: r.Percent(), Pass: r.Pass, Passed: r.Passed(),
	}
}

var (
	textQuizShort = wording.T("take a mock exam", "模拟考试")
	textQuizLong  = wording.T(
		`The questions are multiple choice, from one deck. Verdicts, your score and
whether you passed come at the end (see the setting pass). A quiz does not
change when cards are due, but mistakes count toward your weak areas, and you
can drill them right away. One question in ten shows what a tool such as ss or
nmap prints (see the setting practice).

You can resume an interrupted quiz. The setting time allows 1.5 or 2 times the
time, or no limit.`,
		`从一个卡组中出选择题，交卷后才显示对错、得分以及是否及格（及格线见设置 pass）。
不影响卡片的排期，但答错的会计入薄弱领域，也可以马上练习。
每十题有一题给出 ss、nmap 等工具的输出（见设置 practice）。

中断的考试可以继续。设置 time 可把时限放宽到 1.5 倍、2 倍或取消时限。`,
	)
	textQuizExamples = wording.T(
		`  portdrill quiz --deck network-plus --count 40 --minutes 20
  portdrill quiz --resume
  portdrill quiz --results
  portdrill quiz --json`,
		`  portdrill quiz --deck network-plus --count 40 --minutes 20
  portdrill quiz --resume
  portdrill quiz --results
  portdrill quiz --json`,
	)
	textFlagExamMinutes = wording.T("time limit: `N` minutes (0: none)", "限时 `N` 分钟（0 为不限）")
	textFlagResume      = wording.T("resume the unfinished quiz", "继续未完成的考试")
	textFlagResults     = wording.T("list the results of earlier quizzes", "列出以往考试的成绩")
	textNoExamOpen      = wording.T("no quiz to resume", "没有可以继续的考试")
	textExamAnew        = wording.T("to start one: portdrill quiz", "开始考试：portdrill quiz")
	textExamDeckGone    = wording.T("deck %s of this quiz no longer exists", "这次考试所用的卡组 %s 已不存在")
	textExamIsOpen      = wording.T(
		"You have an unfinished quiz. To resume it: portdrill quiz --resume",
		"有一次考试尚未交卷。继续作答：portdrill quiz --resume",
	)
	textWhichExam    = wording.T("Your quiz of %s is unfinished: %d of %d answered.", "%s 的考试尚未交卷：已答 %d/%d 题。")
	textExamGoOn     = wording.T("Resume it", "继续作答")
	textExamFresh    = wording.T("Start a new one", "开始新的考试")
	textNoResults    = wording.T("No quiz results yet.", "还没有考试成绩。")
	textColumnPassed = wording.T("passed", "结果")
	textDidPass      = wording.T("yes", "及格")
	textFell         = wording.T("no", "不及格")
)
