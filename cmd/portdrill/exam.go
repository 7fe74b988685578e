package main

import (
	"context"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"portdrill/cmd/internal/wording"
	"portdrill/questions"
	"portdrill/quiz"
)

// quizCommand is a mock exam: all verdicts at the end, and practice.
func (a *app) quizCommand() *cobra.Command {
	f := drillFlags{exam: true}
	var results bool
	cmd := &cobra.Command{
		Use:     "quiz",
		Short:   wording.QuizShort.In(a.lang),
		Long:    wording.QuizLong.In(a.lang),
		Example: wording.QuizExamples.In(a.lang),
		Args:    a.noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if results {
				return a.listResults(cmd.Context())
			}
			return a.drill(cmd.Context(), f)
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&f.deck, "deck", "", wording.FlagDeck.In(a.lang))
	flags.StringVar(&f.kind, "kind", "", wording.FlagKind.In(a.lang))
	flags.IntVar(&f.limit, "count", defaultLimit, wording.FlagCount.In(a.lang))
	flags.Float64Var(&f.minutes, "minutes", 0, wording.FlagExamMinutes.In(a.lang))
	flags.BoolVar(&f.resume, "resume", false, wording.FlagResume.In(a.lang))
	flags.BoolVar(&results, "results", false, wording.FlagResults.In(a.lang))
	a.completesQuestions(cmd)
	return cmd
}

// sit settles which mock exam the session is: the one that was not handed in, if
// that is wanted, else a new one, which is recorded before its first question.
func (a *app) sit(ctx context.Context, db opened, m *questions.Maker, f drillFlags, plan quiz.Plan) (quiz.Plan, *quiz.Result, error) {
	open, over, err := db.Exams(ctx, db.learner)
	if err != nil {
		return plan, nil, err
	}
	resume, err := a.wantsToResume(open, f)
	if err != nil {
		return plan, nil, err
	}
	if !resume {
		open = &quiz.Sitting{ID: a.newID(), At: a.clock.Now(), Exam: quiz.Exam{
			Deck: plan.Deck.Key, Kind: plan.Kind, Lang: plan.Lang, Count: plan.Limit, Seed: plan.Seed, Budget: plan.Budget, Pass: db.settings.Pass,
		}}
		if err := a.recordIn(ctx, db, quiz.Event{ID: open.ID, Kind: quiz.ExamEvent, Exam: &open.Exam}); err != nil {
			return plan, nil, err
		}
	}
	if plan.Deck = m.Catalogue().Deck(open.Deck); plan.Deck == nil {
		return plan, nil, problem{wording.ExamDeckGone.In(a.lang, open.Deck), wording.ExamAnew.In(a.lang), exitFailed}
	}
	plan.Kind, plan.Lang, plan.Limit, plan.Seed, plan.Budget, plan.Sitting = open.Kind, open.Lang, open.Count, open.Seed, open.Budget, open
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
// handed in. Somebody at a terminal is asked.
func (a *app) wantsToResume(open *quiz.Sitting, f drillFlags) (bool, error) {
	there := open != nil && len(open.Answers) > 0
	switch _, typed := terminalOf(a.in); {
	case f.resume && !there:
		return false, problem{wording.NoExamOpen.In(a.lang), wording.ExamAnew.In(a.lang), exitFailed}
	case f.resume || !there:
		return there, nil
	case !typed || a.json || a.noInput:
		a.aside.say(wording.ExamIsOpen.In(a.lang))
		return false, nil
	}
	when := open.At.In(a.clock.Now().Location()).Format("2006-01-02 15:04")
	picked, err := a.chooser().Pick(wording.WhichExam.In(a.lang, when, len(open.Answers), open.Count), []string{
		wording.ExamGoOn.In(a.lang), wording.ExamFresh.In(a.lang),
	})
	return picked == 0, err
}

// drillMisses asks about what was missed in a mock exam until it is known.
func (a *app) drillMisses(ctx context.Context, db opened, m *questions.Maker, plan quiz.Plan, facets []questions.FacetID) error {
	plan = quiz.Plan{
		Deck: plan.Deck, Lang: a.lang, Mode: quiz.Misses, These: facets, Limit: missesLimit * len(facets), Seed: a.newSeed(),
		Reviews: db.settings.Reviews, Names: db.settings.Names, Without: plan.Without, NewID: a.newID,
	}
	session, err := quiz.Start(ctx, db, m, db.scheduler, db.learner, plan, a.clock.Now())
	if err != nil {
		return err
	}
	return a.player(ctx, db, m.Catalogue(), plan).Play(ctx, session)
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
func (a *app) listResults(ctx context.Context) error {
	var lines []resultLine
	if a.exists() {
		err := a.toRead(ctx, func(db opened) error {
			_, over, err := db.Exams(ctx, db.learner)
			for i := len(over) - 1; i >= 0; i-- {
				lines = append(lines, a.resultLine(over[i]))
			}
			return err
		})
		if err != nil {
			return err
		}
	}
	if a.json {
		for _, l := range lines {
			if err := a.writeJSON(l); err != nil {
				return err
			}
		}
		return nil
	}
	if len(lines) == 0 {
		return a.write(wording.NoResults.In(a.lang) + "\n")
	}
	rows := [][]string{{wording.ColumnWhen.In(a.lang), wording.ColumnDeck.In(a.lang), wording.ColumnRight.In(a.lang), "%", wording.ColumnPassed.In(a.lang)}}
	for _, l := range lines {
		rows = append(rows, a.resultRow(l))
	}
	return a.write(columns(rows))
}

func (a *app) resultRow(l resultLine) []string {
	passed := wording.Fell
	if l.Passed {
		passed = wording.DidPass
	}
	at, _ := time.Parse(time.RFC3339, l.At)
	return []string{at.Format("2006-01-02 15:04"), l.Deck, fmt.Sprintf("%d/%d", l.Correct, l.Count), fmt.Sprint(l.Percent), passed.In(a.lang)}
}

func (a *app) resultLine(r quiz.Result) resultLine {
	return resultLine{
		At: r.At.In(a.clock.Now().Location()).Format(time.RFC3339), Deck: r.Deck, Kind: r.Kind, Count: r.Count,
		Answered: r.Answered, Correct: r.Correct, Percent: r.Percent(), Pass: r.Pass, Passed: r.Passed(),
	}
}
