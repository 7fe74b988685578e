package session_test

import (
	"maps"
	"slices"
	"testing"

	"portdrill/questions"
	"portdrill/quiz/session"
)

// The law: every tenth question of a drill shows what a machine prints, of ports that were
// all begun; it moves no card, and takes none off what is due. Where too few were begun, or it is turned off, none does.
func TestEveryTenthQuestionIsPrinted(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name     string
		practice bool
		begun    int // ports
		want     bool
	}{
		{"all begun", true, 20, true}, {"turned off", false, 20, false}, {"few begun", true, 1, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := newStage(t).onDeck("network-plus")
			s.plan.Practice, s.plan.New = c.practice, 40
			due := s.putAll("network-plus", questions.ServiceToPort, c.begun, 10, 0)
			played := s.start()
			for n := 1; ; n++ {
				asking, ok := s.next(played)
				if !ok {
					break
				}
				q, before := asking.Question, maps.Clone(s.notebook.derived.Cards)
				if !q.Kind.Practice() {
					due = slices.DeleteFunc(due, func(f questions.FacetID) bool { return f == q.Facets[0] })
				}
				if printed := q.Kind.Practice(); printed && n%10 != 0 || n <= 20 && n%10 == 0 && printed != c.want {
					t.Errorf("question %d is %s", n, q.Kind)
				}
				if s.answer(played, q, true); !q.Kind.Practice() {
					continue
				}
				if q.Format == questions.Choice && q.Block.IsZero() || !maps.Equal(before, s.notebook.derived.Cards) {
					t.Errorf("%s shows %q, or moved a card", q.Kind, q.Block.Wide)
				}
				for _, f := range q.Facets {
					if _, begun := before[f]; !begun {
						t.Errorf("%s is about %s, which was not begun", q.Kind, f)
					}
				}
			}
			if len(due) > 0 {
				t.Errorf("%v were due and not asked", due)
			}
		})
	}
}

// The law: one question of a quiz in ten shows what a machine prints, whatever its deck,
// and none where that is turned off.
func TestShareOfPrintedQuestions(t *testing.T) {
	t.Parallel()
	const asked = 300
	for _, deck := range []string{"network-plus", "vpn"} {
		for practice, want := range map[bool][2]int{true: {asked / 20, asked * 3 / 20}, false: {0, 0}} {
			s := newStage(t).onDeck(deck)
			s.plan.Practice, s.plan.Mode, s.plan.Limit = practice, session.MockExam, asked
			played, printed := s.start(), 0
			for range asked {
				asking, ok := s.next(played)
				if !ok {
					t.Fatal("the quiz ends")
				}
				if asking.Question.Kind.Practice() {
					printed++
				}
				s.answer(played, asking.Question, true)
			}
			if t.Logf("%s, %v: %d of %d", deck, practice, printed, asked); printed < want[0] || printed > want[1] {
				t.Errorf("%s, %v: %d of %d show what a machine prints, want %d to %d", deck, practice, printed, asked, want[0], want[1])
			}
		}
	}
}

// The law: a session that is begun anew on the day asks next what the one before it would
// have, also after a printed question, which keeps no card from its siblings.
func TestSpacingOutlastsTheSession(t *testing.T) {
	t.Parallel()
	for seed := range uint64(20) {
		s := newStage(t).onDeck("network-plus")
		s.plan.Practice, s.plan.New, s.plan.Seed = true, 0, seed
		s.putAll("network-plus", questions.ServiceToPort, 20, 10, 0)
		played := s.start()
		asking, ok := s.next(played)
		for ok {
			s.answer(played, asking.Question, !asking.Question.Kind.Practice())
			before := asking.Question.Kind
			if asking, ok = s.next(played); !ok || asking.Question.Kind.Practice() {
				continue
			}
			again, _ := s.next(s.start())
			if got, want := again.Question.Facets[0], asking.Question.Facets[0]; got != want {
				t.Errorf("seed %d, after %s: %s is asked, want %s", seed, before, got, want)
			}
		}
	}
}
