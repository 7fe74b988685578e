package school

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/google/uuid"

	"portdrill/cmd/internal/app"
	"portdrill/questions"
	"portdrill/questions/catalogue"
	"portdrill/quiz"
	"portdrill/quiz/fsrs"
	"portdrill/quiz/progress"
	"portdrill/quiz/session"
)

// studies are those that go on, by learner: a pupil with two devices has one.
type studies struct {
	mu  sync.Mutex
	all map[quiz.LearnerID]*study
}

// forgottenAfter is how long a study is kept that nobody asks for: it can be begun again at
// any time from what was recorded.
const forgottenAfter = 30 * time.Minute

// of returns the learner's study, and lets go of those that were left.
func (s *studies) of(learner quiz.LearnerID, now time.Time) *study {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.all == nil {
		s.all = make(map[quiz.LearnerID]*study)
	}
	for id, other := range s.all {
		if now.Sub(other.used) > forgottenAfter {
			delete(s.all, id)
		}
	}
	if s.all[learner] == nil {
		s.all[learner] = &study{}
	}
	s.all[learner].used = now
	return s.all[learner]
}

// A study is what a pupil does now.
type study struct {
	used time.Time // guarded by studies.mu

	mu  sync.Mutex // for as long as a request takes
	run *run       // nil where no session goes on
}

// A run is a session, and what of it the pupil sees.
type run struct {
	*session.Session
	id    string
	mode  string
	lang  catalogue.Lang
	n     int              // questions that were put, and put again
	undo  bool             // the next event takes an answer back
	shown time.Time        // when the last of them was
	last  *session.Verdict // on it; nil until it is answered
	reply questions.Reply  // that it is about
	begun bool             // whether the answer began the card
	back  bool             // whether the back of the flashcard is shown
	over  *session.Summary // once nothing is left to ask
	asked session.Asking
}

// What a pupil can begin.
const (
	modeDrill = "drill"
	modeCards = "cards"
	modeWeak  = "weak"
)

// answers is the namespace of the identities of answers, which follow from the session and
// the number of the question: whatever is sent again, or after the server was started again,
// can be told from what is new.
var answers = uuid.MustParse("5a0d6b3e-6d1c-4b64-9c43-0c2b1f0f7a60")

func answerID(run string, n int) quiz.EventID {
	return quiz.EventID(uuid.NewSHA1(answers, fmt.Appendf(nil, "%s/%d", run, n)).String())
}

// newRun begins a session as a drill in the terminal does.
func (s *Server) newRun(ctx context.Context, db *app.DB, mode string, lang catalogue.Lang) (*run, error) {
	a := s.app.For(lang, nil)
	c := s.maker.Catalogue()
	r := &run{id: uuid.NewString(), mode: mode, lang: lang}
	plan, err := db.AsSet(ctx, session.Plan{
		Lang: lang, Limit: app.DefaultLimit, Deck: c.Deck(db.FirstDeck(c)), Then: db.FurtherDecks(c), Seed: a.NewSeed(),
		NewID: func() quiz.EventID {
			if r.undo {
				return a.NewID()
			}
			return answerID(r.id, r.n)
		},
	}, a.Clock.Now())
	if err != nil {
		return nil, err
	}
	switch mode {
	case modeCards:
		plan.Format = questions.Flashcards
	case modeWeak:
		plan.Mode = session.Weak
		v, err := app.LoadProgressWith(ctx, a, db, s.maker, progress.NewSyllabus(s.maker), progress.Window)
		if err != nil {
			return nil, err
		}
		plan.These = v.Focus()
	}
	r.Session, err = session.Start(ctx, db, s.maker, db.Scheduler, db.LearnerID, plan, a.Clock.Now())
	return r, err
}

// draw puts the next question, unless one stands or its verdict does.
func (r *run) draw(ctx context.Context, now time.Time) error {
	if r.last != nil || r.over != nil {
		return nil
	}
	asking, err := r.Next(ctx, now)
	switch {
	case errors.Is(err, session.ErrDone):
		sum := r.Summary(now)
		r.over = &sum
		return nil
	case err != nil:
		return err
	}
	if asking.Question != r.asked.Question { // else it stands
		r.n, r.asked, r.shown, r.back = r.n+1, asking, now, false
	}
	return nil
}

// takeBack takes the last answer of the day back, and puts its question again.
func (r *run) takeBack(ctx context.Context, now time.Time) error {
	r.undo = true
	defer func() { r.undo = false }()
	if _, err := r.Undo(ctx, now); err != nil {
		return err
	}
	r.last, r.over, r.asked = nil, nil, session.Asking{}
	return nil
}

// question is how the page names the question that was put.
func (r *run) question() string { return fmt.Sprintf("%s/%d", r.id, r.n) }

// next goes on from a verdict.
func (r *run) next(ctx context.Context, now time.Time) error {
	r.last = nil
	return r.draw(ctx, now)
}

// longestThinking is the longest response time that is believed.
const longestThinking = time.Hour

// took is how long the pupil thought: as the page measured it, at most what went by here.
func (r *run) took(ms int64, now time.Time) time.Duration {
	here := min(max(now.Sub(r.shown), 0), longestThinking)
	if page := time.Duration(min(ms, longestThinking.Milliseconds())) * time.Millisecond; page > 0 {
		return min(page, here)
	}
	return here
}

// answer judges and records a reply.
func (r *run) answer(ctx context.Context, m answerMessage, now time.Time) error {
	reply := m.reply()
	var v session.Verdict
	var err error
	if r.asked.Question.Format == questions.Flashcards {
		grade := fsrs.Again
		if !reply.DontKnow {
			if grade, err = gradeNamed(m.Grade); err != nil {
				return err
			}
		}
		v, err = r.Grade(ctx, grade, now, r.took(m.TookMS, now))
	} else {
		v, err = r.Answer(ctx, reply, now, r.took(m.TookMS, now))
	}
	if err != nil {
		return err
	}
	turns := r.Turns()
	r.last, r.reply, r.begun = &v, reply, len(turns) > 0 && turns[len(turns)-1].Met()
	return nil
}

func gradeNamed(name string) (fsrs.Grade, error) {
	for g := fsrs.Again; g <= fsrs.Easy; g++ {
		if g.String() == name {
			return g, nil
		}
	}
	return 0, questions.ErrNoAnswer
}
