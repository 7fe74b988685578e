package session_test

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"testing"
	"time"

	"portdrill/questions"
	"portdrill/quiz"
	"portdrill/quiz/fsrs"
	"portdrill/quiz/session"
)

// A shaky journal fails some of its records, of which it has kept some all the
// same: as a disk does that breaks in the middle, where nobody can tell.
type shaky struct {
	*notebook
	failures int  // that are still to come
	keeps    bool // what it fails to record
}

var errShaken = errors.New("the disk reports an error")

func (s *shaky) Record(ctx context.Context, learner quiz.LearnerID, e quiz.Event) ([]quiz.Card, error) {
	if s.failures == 0 {
		return s.notebook.Record(ctx, learner, e)
	}
	s.failures--
	if s.keeps {
		if _, err := s.notebook.Record(ctx, learner, e); err != nil {
			return nil, err
		}
	}
	return nil, errShaken
}

// A trial is a session whose journal is shaky.
type trial struct {
	*stage
	journal *shaky
	played  *session.Session
	shown   []questions.FacetID // of which a verdict was shown and stands
}

// eachTrial walks the story with a journal that fails before it keeps an event and
// with one that fails after.
func eachTrial(t *testing.T, plan func(*session.Plan), story func(*trial)) {
	t.Helper()
	for _, keeps := range []bool{false, true} {
		t.Run(fmt.Sprintf("kept=%v", keeps), func(t *testing.T) {
			s := newStage(t)
			plan(&s.plan)
			tr := &trial{stage: s, journal: &shaky{notebook: s.notebook, keeps: keeps}}
			var err error
			if tr.played, err = session.Start(t.Context(), tr.journal, s.maker, s.notebook.scheduler, "learner", s.plan, s.now); err != nil {
				t.Fatal(err)
			}
			story(tr)
			tr.assertShown()
		})
	}
}

// give gives an answer, or the grade of a flashcard, to the question that stands.
func (tr *trial) give(right bool) (session.Verdict, error) {
	tr.Helper()
	asking, _ := tr.next(tr.played)
	q := asking.Question
	tr.now = tr.now.Add(5 * time.Second)
	if q.Format == questions.Flashcards {
		grade := fsrs.Again
		if right {
			grade = fsrs.Easy
		}
		return tr.played.Grade(tr.Context(), grade, tr.now, time.Second)
	}
	reply := questions.Reply{DontKnow: true}
	if right && q.Format == questions.Boolean {
		reply = questions.Reply{Choice: 1 + slices.Index(q.Options, q.Answers[0])}
	} else if right {
		reply = questions.Reply{Text: q.Answers[0]}
	}
	return tr.played.Answer(tr.Context(), reply, tr.now, time.Second)
}

// answerTold answers and is shown the verdict.
func (tr *trial) answerTold(right bool) session.Verdict {
	tr.Helper()
	v, err := tr.give(right)
	if err != nil {
		tr.Fatal(err)
	}
	tr.shown = append(tr.shown, v.Question.Facets[0])
	return v
}

// answerFails answers in vain: no verdict is shown, and the question stands.
func (tr *trial) answerFails(right bool) {
	tr.Helper()
	before, _ := tr.next(tr.played)
	asked := tr.played.Summary(tr.now).Asked
	tr.journal.failures = 1
	if v, err := tr.give(right); !errors.Is(err, errShaken) || v.Question != nil {
		tr.Fatalf("verdict %+v, error %v", v, err)
	}
	if after, _ := tr.next(tr.played); after.Question != before.Question || tr.played.Summary(tr.now).Asked != asked {
		tr.Errorf("another question stands: %q", after.Question.Stem)
	}
}

func (tr *trial) undo() []questions.FacetID {
	tr.Helper()
	facets, err := tr.played.Undo(tr.Context(), tr.now)
	if err != nil {
		tr.Fatal(err)
	}
	return facets
}

func (tr *trial) undoFails() {
	tr.Helper()
	tr.journal.failures = 1
	if _, err := tr.played.Undo(tr.Context(), tr.now); !errors.Is(err, errShaken) {
		tr.Fatalf("error %v", err)
	}
}

// assertShown holds that just the answers whose verdict was shown stand in the
// log, each once, and that the cards and the summary follow from them.
func (tr *trial) assertShown() {
	tr.Helper()
	undone := quiz.Undone(tr.notebook.events)
	var standing []questions.FacetID
	for _, e := range tr.notebook.events {
		if e.Kind == quiz.AnswerEvent && !undone[e.ID] {
			standing = append(standing, e.Answer.Facets[0])
		}
	}
	if !slices.Equal(standing, tr.shown) {
		tr.Errorf("in the log stand %v, shown were %v", standing, tr.shown)
	}
	if sum := tr.played.Summary(tr.now); sum.Asked != len(tr.shown) {
		tr.Errorf("the summary says %d, shown were %v", sum.Asked, tr.shown)
	}
	if want := quiz.Replay(tr.notebook.events); !reflect.DeepEqual(tr.notebook.derived.Cards, want.Cards) {
		tr.Errorf("cards %+v, replayed %+v", tr.notebook.derived.Cards, want.Cards)
	}
}

// The law: an answer that could not be recorded is recorded once, whether the
// journal has kept it or not, and the verdict that is shown at last is about the
// answer as it was given, whatever is given when it is tried again.
func TestPendingAnswerIsOne(t *testing.T) {
	for name, plan := range map[string]func(*session.Plan){
		"drill":      func(*session.Plan) {},
		"typed":      func(p *session.Plan) { p.Kind = questions.ServiceToPort },
		"flashcards": func(p *session.Plan) { p.Format = questions.Flashcards },
		"practice":   func(p *session.Plan) { p.Format = questions.Boolean },
		"exam":       func(p *session.Plan) { p.Mode = session.MockExam },
	} {
		t.Run(name, func(t *testing.T) {
			eachTrial(t, plan, func(tr *trial) {
				for _, right := range []bool{true, false, true} {
					tr.answerTold(right)
					tr.answerFails(right)
					tr.answerFails(!right)
					if v := tr.answerTold(!right); v.Judgement.Correct != right {
						t.Errorf("given right: %v, the verdict says %v", right, v.Judgement.Correct)
					} else if v.Counts == quiz.Review && !right != (v.Grade == fsrs.Again) {
						t.Errorf("given right: %v, the grade is %v", right, v.Grade)
					} else if v.Card != nil && v.Card.Reviews != tr.notebook.derived.Cards[v.Question.Facets[0]].Reviews {
						t.Errorf("the verdict shows %+v", v.Card)
					}
				}
			})
		})
	}
}

// The law: to take back an answer that could not be recorded leaves its question
// as it stood and the answer before alone, whether the journal has kept it or not.
func TestUndoOfPendingAnswer(t *testing.T) {
	for _, format := range []questions.Format{"", questions.Flashcards} {
		eachTrial(t, func(p *session.Plan) { p.Format = format }, func(tr *trial) {
			for range 2 { // with nothing before, and with an answer
				asking, _ := tr.next(tr.played)
				tr.answerFails(false)
				if facets := tr.undo(); !slices.Equal(facets, asking.Question.Facets) {
					t.Errorf("taken back: %v, answered %v", facets, asking.Question.Facets)
				}
				if again, _ := tr.next(tr.played); again.Question != asking.Question || again.N != asking.N {
					t.Errorf("asked again: %d, %q, want %d, %q", again.N, again.Question.Stem, asking.N, asking.Question.Stem)
				}
				tr.assertShown()
				if v := tr.answerTold(true); !v.Judgement.Correct {
					t.Error("the answer that was taken back counts")
				}
			}
		})
	}
}

// The law: an undo that could not be recorded takes one answer back when it is
// tried again, and not the one before as well.
func TestPendingUndoIsOne(t *testing.T) {
	eachTrial(t, func(*session.Plan) {}, func(tr *trial) {
		for _, right := range []bool{true, false, true} {
			tr.answerTold(right)
		}
		last := tr.shown[2]
		tr.undoFails()
		tr.undoFails()
		if facets := tr.undo(); facets[0] != last {
			t.Errorf("taken back: %v, want %s", facets, last)
		}
		tr.shown = tr.shown[:2]
		if asking, _ := tr.next(tr.played); asking.Question.Facets[0] != last {
			t.Errorf("asked again: %v, want %s", asking.Question.Facets, last)
		}
		tr.assertShown()
		if facets := tr.undo(); facets[0] != tr.shown[1] { // and then the one before
			t.Errorf("taken back: %v, want %s", facets, tr.shown[1])
		}
		tr.shown = tr.shown[:1]
		tr.answerTold(true)
	})
}

// The law: who answers the question that stands, after an undo that could not be
// recorded, has both: one answer is taken back, and the new one recorded, once.
func TestAnswerAfterPendingUndo(t *testing.T) {
	for _, format := range []questions.Format{"", questions.Flashcards} {
		eachTrial(t, func(p *session.Plan) { p.Format = format }, func(tr *trial) {
			tr.answerTold(true)
			tr.answerTold(false)
			asking, _ := tr.next(tr.played)
			tr.undoFails()
			tr.answerFails(true) // the undo, once more
			tr.shown = tr.shown[:1]
			if v := tr.answerTold(true); v.Question != asking.Question || !v.Judgement.Correct {
				t.Errorf("a verdict on %v, asked was %v", v.Question.Facets, asking.Question.Facets)
			}
			if len(tr.played.Summary(tr.now).Missed) != 0 {
				t.Error("the answer that was taken back is listed as missed")
			}
		})
	}
}
