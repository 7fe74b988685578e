package play

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"portdrill/cmd/internal/app"
	"portdrill/cmd/internal/terminal"
	"portdrill/cmd/internal/wording"
	"portdrill/questions"
	"portdrill/questions/catalogue"
	"portdrill/quiz"
	"portdrill/quiz/progress"
	"portdrill/quiz/session"
	"portdrill/store"
)

// standing is what the Today screen shows of a learner.
type standing struct {
	now      time.Time
	learners []store.Learner // of this machine
	name     string          // may be empty
	hasGoal  bool            // a deck was chosen
	deck     *catalogue.Deck
	of       session.Standing
	today    session.Today
	reviews  int // a day at most
	last     quiz.Day
	answered bool // ever, last on the day last
	goal     quiz.Goal
	spare    time.Duration // of its minutes, those that are left today
	mock     bool          // a mock exam is worth taking
}

// awayFrom is after how many days without an answer a learner is welcomed back.
const awayFrom = 7

// catchUp is how many reviews a day the plan for coming back names: those of a session.
const catchUp = app.DefaultLimit

// readStanding reads it, in one opening of the database; nothing where there is none yet.
func readStanding(ctx context.Context, a *app.App) (s standing, err error) {
	err = a.ToRead(ctx, func(db *app.DB) (err error) {
		if !db.IsThere() {
			return nil
		}
		if s.learners, err = app.OwnLearners(ctx, db.DB); err != nil {
			return err
		}
		if s.last, s.answered, err = db.LastDay(ctx, db.LearnerID); err != nil {
			return err
		}
		c, err := db.Catalogue(ctx)
		if err != nil {
			return err
		}
		today, err := app.TodaysSession(ctx, a, db, questions.NewMaker(c))
		if err != nil {
			return err
		}
		s.now, s.name = a.Clock.Now(), db.Settings.Name
		s.of, s.today = today.Standing(s.now), today.Today(s.now)
		s.deck, s.reviews = c.Deck(db.FirstDeck(c)), db.Settings.Reviews
		s.hasGoal = len(db.Settings.Decks) > 0 || db.Settings.Goal != quiz.Goal{}
		if s.deck.Key != db.Goal.Deck {
			return nil
		}
		_, over, err := db.Exams(ctx, db.LearnerID)
		s.goal, s.spare = db.Goal, today.Spare(s.now)
		s.mock = s.of.Begun > 0 && app.MockIsDue(s.goal, over, s.of.Day, s.now.Location())
		return err
	})
	return s, err
}

// lines are what stands above the rows: where the learner is, and what waits.
func (s standing) lines(a *app.App) []string {
	if s.of.Facets == 0 {
		return []string{textHomeTitle.In(a.Lang)}
	}
	var lines []string
	plan := ""
	if away := int(s.of.Day - s.last); s.answered && away >= awayFrom {
		plan = s.plan(a)
		lines = append(lines, s.welcome(a, away))
	}
	goal := textTodayNew.In(a.Lang, s.deck.Name.In(a.Lang), s.of.Facets)
	if s.of.Begun > 0 {
		goal = textTodayDeck.In(a.Lang, s.deck.Name.In(a.Lang), app.Percent(s.of.Known), s.of.Begun, s.of.Facets)
		if s.of.Week > 0 && s.of.Week < s.of.Begun {
			goal += textTodayWeek.In(a.Lang, s.of.Week)
		}
	}
	lines = append(lines, goal)
	if s.goal.On(s.of.Day) {
		lines = append(lines, s.exam(a))
	}
	if plan != "" {
		return append(lines, plan)
	}
	if s.of.Finish != 0 && !s.goal.On(s.of.Day) && s.today.Wait(session.WaitBacklog).Cards == 0 {
		lines = append(lines, textTodayFinish.In(a.Lang, s.of.Finish))
	}
	return append(lines, s.waits(a)...)
}

// exam says when it is, and what is left of today's minutes for it.
func (s standing) exam(a *app.App) string {
	said := []string{textTodayExam.In(a.Lang, s.goal.Exam, terminal.TextDays.In(a.Lang, s.goal.Days(s.of.Day)))}
	switch days := s.goal.Days(s.of.Day); {
	case days == 0:
		return textTodayIsExam.In(a.Lang)
	case s.spare == 0:
		said = append(said, textTodaySpent.In(a.Lang, terminal.TextMinutes.In(a.Lang, s.goal.Minutes)))
	default:
		left := int(s.spare.Round(time.Minute) / time.Minute)
		said = append(said, textTodaySpare.In(a.Lang, terminal.TextMinutes.In(a.Lang, max(left, 1))))
	}
	return questions.Paragraph(said...)
}

// quiz is the row of mock exams, which says in the week before the exam that one is worth
// taking.
func (s standing) quiz(a *app.App, drill func(drillFlags) func(context.Context) error) menuRow {
	text := textMenuQuiz.In(a.Lang)
	if days := s.goal.Days(s.of.Day); s.mock && days > 0 {
		text = textMockWeek.In(a.Lang, terminal.TextDays.In(a.Lang, days))
	}
	return menuRow{text, drill(drillFlags{exam: true})}
}

// welcome greets a learner who was away for so many days.
func (s standing) welcome(a *app.App, away int) string {
	days := terminal.TextDays.In(a.Lang, away)
	if s.name == "" {
		return textTodayBack.In(a.Lang, days)
	}
	return textTodayBackName.In(a.Lang, s.name, days)
}

// plan says how what has piled up can be worked off; "" where it is a session's worth.
func (s standing) plan(a *app.App) string {
	waiting := s.today.ToReview() + s.today.Wait(session.WaitReviews).Cards
	if waiting <= catchUp {
		return ""
	}
	days := (waiting + catchUp - 1) / catchUp
	return textTodayPlan.In(a.Lang, waiting, catchUp, terminal.TextDays.In(a.Lang, days))
}

// waits says why what is not asked today is not.
func (s standing) waits(a *app.App) []string {
	var sentences []string
	for _, w := range s.today.Waits {
		sentences = append(sentences, terminal.WaitText(a.Lang, w, s.now, s.reviews))
	}
	if all := questions.Paragraph(sentences...); all != "" {
		return []string{all}
	}
	return nil
}

// start is the row that Enter presses: today's work, or what there is without any.
func (s standing) start(a *app.App, drill func(drillFlags) func(context.Context) error) menuRow {
	due, fresh := s.today.ToReview(), s.today.New
	var parts []string
	if due > 0 {
		parts = append(parts, textStartDue.In(a.Lang, due))
	}
	if fresh > 0 {
		parts = append(parts, textStartNew.In(a.Lang, fresh))
	}
	if gains := s.today.Gains; gains > 0 {
		parts = append(parts, textStartGains.In(a.Lang, gains))
	}
	switch {
	case s.of.Facets == 0:
		return menuRow{textStartFirst.In(a.Lang), drill(drillFlags{})}
	case len(parts) > 0:
		return menuRow{textStart.In(a.Lang, strings.Join(parts, wording.Comma.In(a.Lang))), drill(drillFlags{})}
	}
	return menuRow{textStartAhead.In(a.Lang), drill(drillFlags{ahead: true})}
}

// drillWeakArea shows the learner's weakest areas, and drills the one that is picked.
func drillWeakArea(ctx context.Context, a *app.App) error {
	var areas, rows []string
	err := a.ToRead(ctx, func(db *app.DB) error {
		v, err := app.LoadProgress(ctx, a, db, progress.Window)
		if err != nil {
			return err
		}
		c, drillable := v.Maker.Catalogue(), app.AreasOf(v.Maker.Facets())
		for _, s := range app.AreasListed(c, v.Areas()) {
			if s.By == progress.ByCategory && slices.Contains(drillable, s.Key) {
				areas = append(areas, s.Key)
				rows = append(rows, textWeakRow.In(a.Lang, app.AreaName(a, c, s.Area), app.Percent(s.Accuracy.Mean)))
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	rows = append(rows, textWeakAll.In(a.Lang), textWeakBack.In(a.Lang))
	title := textWeakTitle
	if len(areas) == 0 {
		title = textWeakNone
	}
	picked, err := a.Chooser().Pick("\n"+title.In(a.Lang), rows)
	if err != nil || picked == len(rows)-1 {
		return err
	}
	f := drillFlags{limit: app.DefaultLimit, fresh: defaultNew, weak: true}
	if picked < len(areas) {
		f.area, f.weak = areas[picked], false
	}
	return runDrill(ctx, a, f)
}

// areaNamed returns the area that is called so, by its key or in one of the languages.
func areaNamed(a *app.App, m *questions.Maker, name string) (string, error) {
	keys := app.AreasOf(m.Facets())
	for _, key := range keys {
		text := wording.Area(key)
		for _, called := range []string{key, text.In(catalogue.English), text.In(catalogue.Chinese)} {
			if catalogue.Fold(called) == catalogue.Fold(name) {
				return key, nil
			}
		}
	}
	near := app.NearestFirst(name, keys)
	for i, key := range near {
		near[i] = strconv.Quote(key)
	}
	return "", app.UsageProblem(textUnknownArea.In(a.Lang, name), a.Known(textKnownAreas, near))
}

// listAreas lists the areas that a drill can be about.
func listAreas(a *app.App, _ *cobra.Command, _ []string, _ string) ([]string, cobra.ShellCompDirective) {
	c := catalogue.Builtin()
	var all []string
	for _, key := range app.AreasOf(questions.NewMaker(c).Facets()) {
		all = append(all, app.Described(key, wording.Area(key).In(a.Lang)))
	}
	return all, app.KeepOrder
}

var (
	textTodayNew      = wording.T("%s: %d cards to learn", "%s：共 %d 张卡片")
	textTodayDeck     = wording.T("%s: %s known, %d of %d cards started", "%s：当前记得 %s，已学 %d/%d 张")
	textTodayWeek     = wording.T(", %d this week", "，本周新学 %d 张")
	textTodayFinish   = wording.T("At this pace you will start the last card on %s.", "按目前的进度，将在 %s 学到最后一张。")
	textTodayBack     = wording.T("Welcome back! It has been %s.", "欢迎回来！距上次练习 %s。")
	textTodayBackName = wording.T("Welcome back, %s! It has been %s.", "%s，欢迎回来！距上次练习 %s。")
	textTodayPlan     = wording.T("%d cards are due. At %d a day you catch up in about %s.", "%d 张卡片到期。每天练 %d 张，约 %s补完。")
	textStart         = wording.T("Start: %s", "开始：%s")
	textStartFirst    = wording.T("Start", "开始")
	textStartDue      = wording.N("%d to review", "%d to review", "复习 %d 张")
	textStartNew      = wording.N("%d new", "%d new", "新学 %d 张")
	textStartGains    = wording.N("%d to strengthen", "%d to strengthen", "巩固 %d 张")
	textTodayExam     = wording.T("Exam on %s, in %s.", "%s 考试，还有 %s。")
	textTodayIsExam   = wording.T("Your exam is today. Good luck!", "今天考试，祝你顺利！")
	textTodaySpent    = wording.T("Today's %s are done.", "今天的 %s已完成。")
	textTodaySpare    = wording.T("%s left for today.", "今天还有 %s。")
	textMockWeek      = wording.T("Mock exam: yours is in %s", "模拟考试：距考试还有 %s")
	textStartAhead    = wording.T("Done for today. Review ahead", "今天已完成。提前复习")
	textWeakTitle     = wording.T("Which area do you want to drill?", "想练哪个领域？")
	textWeakNone      = wording.T(
		"No weak areas yet. An area shows up here after about 20 answers.",
		"暂时没有薄弱领域。一个领域作答约 20 次后才会出现在这里。",
	)
	textWeakRow     = wording.T("%s: about %s right", "%s：正确率约 %s")
	textWeakAll     = wording.T("All weak cards and mix-ups", "所有薄弱卡片和混淆项")
	textWeakBack    = wording.T("Back", "返回")
	textUnknownArea = wording.T("unknown area %q", "没有名为 %q 的领域")
	textKnownAreas  = wording.T("areas: %s", "可用的领域：%s")
)
