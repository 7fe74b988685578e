package cards

import (
	"context"
	"math"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"portdrill/cmd/internal/app"
	"portdrill/cmd/internal/terminal"
	"portdrill/cmd/internal/wording"
	"portdrill/questions"
	"portdrill/quiz"
	"portdrill/store"
)

func undoCommand(a *app.App) *cobra.Command {
	var of string
	cmd := &cobra.Command{
		Use:     "undo",
		Short:   textUndoShort.In(a.Lang),
		Example: textUndoExamples.In(a.Lang),
		Args:    a.NoArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if cmd.Flags().Changed("session") {
				return undoSession(cmd.Context(), a, of)
			}
			return runUndo(cmd.Context(), a)
		},
	}
	cmd.Flags().StringVar(&of, "session", "", textFlagSession.In(a.Lang))
	cmd.Flags().Lookup("session").NoOptDefVal = lastSession
	return cmd
}

// lastSession is the session that was played last, on whatever day.
const lastSession = "last"

// doneWords name what else than an answer can be taken back.
var doneWords = map[quiz.EventKind]wording.Text{
	quiz.SuspendEvent: textDoneSuspend, quiz.UnsuspendEvent: textDoneUnsuspend, quiz.BuryEvent: textDoneBury,
	quiz.ResetEvent: textDoneReset, quiz.SettingsEvent: textDoneSettings, quiz.WeightsEvent: textDoneWeights,
}

// undoneText names what was taken back: the question, or what was done to which
// cards.
func undoneText(ctx context.Context, a *app.App, db *app.DB, e *quiz.Event) (string, error) {
	if e.Answer != nil {
		stem, _ := questions.SplitText(e.Answer.Stem)
		return strings.TrimSpace(stem), nil
	}
	text := doneWords[e.Kind].In(a.Lang)
	if len(e.About) == 0 {
		return text, nil
	}
	c, err := db.Catalogue(ctx)
	if err != nil {
		return "", err
	}
	return text + " " + cardsText(a, questions.NewMaker(c), e.About), nil
}

// settingsText says which settings are others than before; "" where none is.
func settingsText(a *app.App, before, after quiz.Settings) string {
	var all []string
	for _, s := range settings() {
		if was, is := shownValue(a, s, before), shownValue(a, s, after); was != is {
			all = append(all, textSettingNow.In(a.Lang, s.Key, was, is))
		}
	}
	return strings.Join(all, wording.Comma.In(a.Lang))
}

// runUndo takes back what was done last on the study day.
func runUndo(ctx context.Context, a *app.App) error {
	nothing := app.Failure(terminal.TextNothingToUndo.In(a.Lang), "")
	if !a.Exists() {
		return nothing
	}
	var target *quiz.Event
	var undone string
	err := a.WithDB(ctx, func(db *app.DB) (err error) {
		target, err = db.UndoableAny(ctx, db.LearnerID, db.Scheduler.Day(a.Clock.Now()))
		if err != nil || target == nil {
			return err
		}
		if undone, err = undoneText(ctx, a, db, target); err != nil {
			return err
		}
		err = a.RecordIn(
			ctx,
			db,
			quiz.Event{Kind: quiz.UndoEvent, Undo: &quiz.Undo{Target: target.ID, Facets: target.Facets()}},
		)
		if err != nil || target.Change == nil {
			return err
		}
		after, err := db.DB.Settings(ctx, db.LearnerID)
		if text := settingsText(a, db.Settings, after); text != "" {
			undone = text
		} else if target.Change.Reschedule {
			undone = textDoneReschedule.In(a.Lang)
		}
		return err
	})
	switch {
	case err != nil:
		return err
	case target == nil:
		return nothing
	}
	if a.JSON {
		return a.PrintJSON(app.UndoneLine{Type: "undone", Facets: app.EmptyIfNil(target.Facets())})
	}
	return a.Print(textUndoneAnswer.In(a.Lang, undone) + "\n")
}

// sessionGap is the time without an answer after which another session begins.
const sessionGap = time.Hour

// undoSession takes back every answer of the last session, or of the last one that ended
// on the date.
func undoSession(ctx context.Context, a *app.App, of string) error {
	those := store.Selection{From: math.MinInt64, To: math.MaxInt64}
	if of != lastSession {
		date, err := time.Parse(time.DateOnly, of)
		if err != nil {
			return app.UsageProblem(textBadSession.In(a.Lang, of), "")
		}
		those.From = quiz.DayOf(date, 0)
		those.To = those.From
	}
	nothing := app.Failure(terminal.TextNothingToUndo.In(a.Lang), "")
	if !a.Exists() {
		return nothing
	}
	var undos []quiz.Event
	var last time.Time
	err := a.WithDB(ctx, func(db *app.DB) error {
		var before time.Time
		now := a.Clock.Now().Truncate(time.Millisecond)
		err := db.Answers(ctx, db.LearnerID, those, func(e quiz.Event) bool {
			if last.IsZero() {
				last, before = e.At, e.At
			}
			if before.Sub(e.At).Abs() > sessionGap {
				return false
			}
			before = e.At
			undos = append(undos, quiz.Event{
				ID: a.NewID(), At: now, Day: db.Scheduler.Day(now), Kind: quiz.UndoEvent,
				Undo: &quiz.Undo{Target: e.ID, Facets: e.Facets()},
			})
			return true
		})
		if err != nil {
			return err
		}
		return db.RecordAll(ctx, db.LearnerID, undos)
	})
	switch {
	case err != nil:
		return err
	case len(undos) == 0:
		return nothing
	}
	if a.JSON {
		line := app.UndoneLine{Type: "undone", Facets: []questions.FacetID{}}
		for _, e := range undos {
			line.Facets = append(line.Facets, e.Undo.Facets...)
		}
		return a.PrintJSON(line)
	}
	return a.Print(textUndoneSession.In(a.Lang, len(undos), last.Format(time.DateOnly)) + "\n")
}

var (
	textFlagSession = wording.T(
		"undo every answer of the last session, or of the session on `DATE`: --session=2026-11-29",
		"撤销最近一次练习的全部作答，或某一天（`日期`）的那次练习：--session=2026-11-29",
	)
	textBadSession = wording.T(
		"--session=%s is not a date such as 2026-11-29", "--session=%s 不是 2026-11-29 这样的日期",
	)
	textUndoneSession = wording.T("Undone: the session of %[2]s (answers: %[1]d)", "已撤销：%[2]s 的练习（作答 %[1]d 次）")
)

var (
	textUndoneAnswer   = wording.T("Undone: %s", "已撤销：%s")
	textDoneSuspend    = wording.T("suspend", "暂停")
	textDoneUnsuspend  = wording.T("unsuspend", "恢复")
	textDoneBury       = wording.T("bury", "今天跳过")
	textDoneReset      = wording.T("reset", "重置")
	textSettingNow     = wording.T("%s: %s → %s", "%s：%s → %s")
	textDoneSettings   = wording.T("settings", "更改设置")
	textDoneReschedule = wording.T("rescheduling of all cards", "全部卡片的重排")
	textDoneWeights    = wording.T("weights", "更改权重")
	textUndoShort      = wording.T(
		"undo your last answer or change of today",
		"撤销今天的上一次作答或更改",
	)
	textUndoExamples = wording.T(
		"  portdrill undo\n  portdrill undo --session\n  portdrill undo --json",
		"  portdrill undo\n  portdrill undo --session\n  portdrill undo --json",
	)
)
