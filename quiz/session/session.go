// Package session draws questions for a learner and records the answers. A [Session]
// is pulled, by Next and Answer, and never calls a screen, so that a terminal and a
// browser can play the same one.
package session

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"time"

	"portdrill/questions"
	"portdrill/quiz"
	"portdrill/quiz/fsrs"
)

// A Journal keeps the logs of learners and what is derived from them. The store
// is one.
type Journal interface {
	// Cards returns every card that the learner has begun, in no particular order.
	Cards(ctx context.Context, learner quiz.LearnerID) ([]quiz.Card, error)

	// Tally returns what the learner did on the study day, zero if nothing.
	Tally(ctx context.Context, learner quiz.LearnerID, day quiz.Day) (quiz.Tally, error)

	// Record appends the event to the learner's log and writes what it leads to,
	// all or nothing: when it returns without an error, the event survives a power
	// cut. It sets the event's device, place and order, and returns the cards of its
	// facets as they then stand. An event that was recorded before (by its ID) is
	// not recorded again.
	Record(ctx context.Context, learner quiz.LearnerID, e quiz.Event) ([]quiz.Card, error)

	// Undoable returns the learner's last answer of the study day that was not
	// taken back, nil if there is none.
	Undoable(ctx context.Context, learner quiz.LearnerID, day quiz.Day) (*quiz.Event, error)

	// Holds returns what is not to be asked about.
	Holds(ctx context.Context, learner quiz.LearnerID) (map[questions.FacetID]quiz.Hold, error)

	// Recent returns the learner's last answers of the study day, at most so many, the
	// last one last. Those taken back are among them.
	Recent(ctx context.Context, learner quiz.LearnerID, day quiz.Day, most int) ([]*quiz.Answer, error)

	// Confusions returns what the learner mixed up.
	Confusions(ctx context.Context, learner quiz.LearnerID) (map[quiz.Mixed]quiz.Confusion, error)

	// Pace returns how long the learner's answers take.
	Pace(ctx context.Context, learner quiz.LearnerID) (fsrs.Pace, error)

	// Met returns the facets that the learner answered about in classes, each once, in
	// no particular order.
	Met(ctx context.Context, learner quiz.LearnerID) ([]quiz.Met, error)
}

// ErrDone is returned by [Session.Next] when nothing is left to ask.
var ErrDone = errors.New("nothing left to ask")

// ErrNear is returned by [Session.Answer], once for a question, where the answer is
// right but for a slip in its spelling. The question stands and nothing has changed.
var ErrNear = errors.New("nearly right")

// A Session draws questions for a learner and records the answers.
type Session struct {
	*course
	rng      *rand.Rand
	began    time.Time
	agenda   *agenda               // of the study day; nil until it is drawn from
	practice *questions.Draw       // where answers move no card; nil in a scheduled session
	undrawn  []*questions.Question // of the practice, drawn and not asked yet
	asked    *Asking               // not yet answered
	near     bool                  // the spelling hint for this question was given
	pending  *attempt              // an answer or an undo that could not be recorded yet
	turns    []Turn
	held     []held // by this session, and not taken back
	paper    paper
	of       int         // questions, estimated at the first
	total    int         // cards of the day's work, counted then
	capped   bool        // the limit ends the session, as it looked then
	ending   *quiz.Event // of the exam
}

// An Asking is a question put to the learner.
type Asking struct {
	Question *questions.Question
	N, Of    int       // the first is 1; Of is an estimate made at the first question, at least N
	Left     int       // cards of today's work, this one among them; 0 where the scheduler does not choose
	Work     int       // cards that were left at the first question
	Capped   bool      // the session ends after Of questions, whatever is left
	New      bool      // its card is begun by the answer
	Due      time.Time // of a card in the steps; may lie up to [LearnAhead] ahead

	// Of a flashcard, the card as it would stand after each grade.
	Preview [fsrs.Easy + 1]quiz.Card
}

// A Turn is a question that was answered in a session, or before in its exam.
type Turn struct {
	Asking
	Verdict Verdict
	event   quiz.EventID
}

// Met reports whether the answer was wrong at the first sight of a card: no mistake, since
// nobody had taught it yet.
func (t Turn) Met() bool { return t.began() && !t.Verdict.Judgement.Correct }

// began reports whether the answer began the card.
func (t Turn) began() bool { return t.Verdict.Card != nil && t.Verdict.Card.Reviews == 1 }

// A Verdict is what came of an answer.
type Verdict struct {
	Question  *questions.Question
	Judgement questions.Judgement
	Counts    quiz.Counts
	Grade     fsrs.Grade // 0 for practice
	Card      *quiz.Card // as it now stands; nil for practice
	Leech     *Leech     // if the card became one, or is one still; else nil
}

// A Leech is a card that was forgotten so often that another way in is needed.
type Leech struct {
	Lapses int    `json:"lapses"`
	With   string `json:"with"` // key of the service that it is confused with; may be empty
}

// A Summary says what was done in a session. What is left today is another question:
// see [Session.Today].
type Summary struct {
	Asked, Correct, New int
	Met                 int                   // of Asked, wrong answers that began a card: nobody had taught it yet
	Missed              []*questions.Question // each once
	Tomorrow            int                   // due on the next study day
	Week                int                   // due within seven study days, tomorrow's among them
}

// Start begins a session at the instant.
func Start(
	ctx context.Context, j Journal, m *questions.Maker, s quiz.Scheduler, id quiz.LearnerID, plan Plan, now time.Time,
) (*Session, error) {
	l := &learner{
		id: id, journal: j, maker: m, scheduler: s, partners: partnersIn(m.Catalogue()),
		cards: make(map[questions.FacetID]quiz.Card), tallies: make(map[quiz.Day]quiz.Tally),
	}
	if err := l.load(ctx, s.Day(now)); err != nil {
		return nil, fmt.Errorf("start a session: %w", err)
	}
	session := &Session{course: newCourse(l, plan), rng: rand.New(rand.NewPCG(plan.Seed, 0)), began: now}
	session.choosePractice()
	if plan.Sitting != nil {
		session.began = now.Add(-plan.Sitting.Used())
		if err := session.resume(); err != nil {
			return nil, err
		}
	}
	return session, nil
}

// Next draws a question, or returns [ErrDone]. Until it is answered the same
// question is returned again.
func (s *Session) Next(ctx context.Context, now time.Time) (Asking, error) {
	if s.asked != nil {
		return *s.asked, nil
	}
	if len(s.turns) >= s.plan.Limit || s.plan.Budget > 0 && now.Sub(s.began) >= s.plan.Budget {
		return Asking{}, ErrDone
	}
	if err := s.loadTally(ctx, s.scheduler.Day(now)); err != nil {
		return Asking{}, fmt.Errorf("draw a question: %w", err)
	}
	if s.practice != nil {
		return s.nextPractice()
	}
	s.consult(now)
	if q := s.practise(); q != nil {
		s.ask(Asking{Question: q}, now)
		return *s.asked, nil
	}
	facet, ok := s.agenda.draw(now)
	if !ok {
		return Asking{}, ErrDone
	}
	card, begun := s.cards[facet.ID]
	kind := s.plan.kind(facet)
	q, err := s.maker.Make(questions.Spec{
		Facet: facet.ID, Kind: kind, Format: s.plan.format(kind, card.Memory.Stability), Lang: s.plan.Lang, Deck: s.plan.Deck.Key,
		Seed: s.rng.Uint64(), Confused: s.contrasts(facet),
	})
	if err != nil {
		return Asking{}, fmt.Errorf("draw a question: %w", err)
	}
	asking := Asking{Question: q, New: !begun}
	if begun && card.State != fsrs.Review {
		asking.Due = card.Due
	}
	s.ask(asking, now)
	s.preview(now)
	return *s.asked, nil
}

// ask asks the question next, and says with it how far the session is.
func (s *Session) ask(a Asking, now time.Time) {
	a.N, a.Left = len(s.turns)+1, s.work(now)
	if s.of == 0 {
		all := len(s.turns) + max(s.agenda.remaining(), 1)
		s.of, s.total, s.capped = min(s.plan.Limit, all), a.Left, all >= s.plan.Limit
	}
	s.of = max(s.of, a.N)
	a.Of, a.Work, a.Capped = s.of, max(s.total, a.Left), s.capped
	s.asked = &a
}

// consult makes the agenda of the study day, unless there is one.
func (s *Session) consult(now time.Time) {
	if day := s.scheduler.Day(now); s.agenda == nil || s.agenda.day != day {
		s.agenda = newAgenda(s.course, day)
	}
	s.agenda.slots, s.agenda.spare = s.plan.Limit-len(s.turns), s.Spare(now)
}

// preview adds to a flashcard what each grade leads to.
func (s *Session) preview(now time.Time) {
	if s.asked.Question.Format != questions.Flashcards {
		return
	}
	day := s.scheduler.Day(now)
	facet := s.asked.Question.Facets[0]
	card := s.cards[facet]
	card.Facet = facet
	for g := fsrs.Again; g <= fsrs.Easy; g++ {
		_, target := s.aim(facet, s.asked.Question.Kind, g, day)
		s.asked.Preview[g] = s.scheduler.Next(card, quiz.Rating{Grade: g, At: now, Day: day, Target: target})
	}
}

// Answer judges the reply to the question that Next returned, records it, and
// only then says what came of it. took is the response time.
//
// An error of [questions.ErrNoAnswer] says that the reply was none; any other
// that the answer could not be recorded. Either way the question stands and
// nothing has changed; so it is with [ErrNear]. An answer that could not be recorded is tried again by the
// next call, whatever the reply: a journal that failed may have kept it all the
// same, and a question has one answer. An undo that could not be recorded is tried
// again before.
func (s *Session) Answer(ctx context.Context, r questions.Reply, now time.Time, took time.Duration) (Verdict, error) {
	if s.asked == nil {
		return Verdict{}, errors.New("answer: no question was asked")
	}
	if err := s.settleUndo(ctx, now); err != nil {
		return Verdict{}, err
	}
	if s.pending != nil {
		return s.record(ctx, s.pending.event, s.pending.judged)
	}
	q := s.asked.Question
	judged, err := q.Judge(r)
	if err != nil {
		return Verdict{}, err
	}
	if judged.Near && !s.near {
		s.near = true
		return Verdict{}, ErrNear
	}
	if err := s.replace(ctx, now); err != nil {
		return Verdict{}, err
	}
	counts := s.counts(q, judged.Correct, now)
	e := s.event(q, r, judged, counts, now, took)
	if counts == quiz.Review && s.plan.Mode == Placement {
		e.Answer.Grade = fsrs.Easy
		e.Answer.Guess, e.Answer.Target = s.aim(q.Facets[0], q.Kind, fsrs.Easy, e.Day)
	}
	return s.record(ctx, e, judged)
}

// counts says what an answer of this session counts as.
func (s *Session) counts(q *questions.Question, correct bool, now time.Time) quiz.Counts {
	counts := quiz.CountsOf(q.Kind, q.Format)
	_, begun := s.cards[q.Facets[0]]
	switch {
	case counts == quiz.Practice || s.plan.Mode == MockExam:
		return quiz.Practice
	case s.plan.Mode == Placement && !correct: // it stays new
		return quiz.Practice
	case (s.plan.Mode == Weak || s.plan.Mode == Misses) && correct && begun && !s.scheduler.IsDue(s.cards[q.Facets[0]], now):
		return quiz.Practice
	}
	return counts
}

// Grade is [Session.Answer] for a flashcard, of which the learner says how well
// it was remembered. Again counts as wrong.
func (s *Session) Grade(ctx context.Context, g fsrs.Grade, now time.Time, took time.Duration) (Verdict, error) {
	if s.asked == nil || s.asked.Question.Format != questions.Flashcards || !g.Valid() {
		return Verdict{}, errors.New("grade: no flashcard is shown")
	}
	if err := s.settleUndo(ctx, now); err != nil {
		return Verdict{}, err
	}
	if s.pending != nil {
		return s.record(ctx, s.pending.event, s.pending.judged)
	}
	judged := questions.Judgement{Correct: g != fsrs.Again}
	q := s.asked.Question
	e := s.event(q, questions.Reply{DontKnow: g == fsrs.Again}, judged, quiz.Review, now, took)
	e.Answer.Grade = g
	e.Answer.Guess, e.Answer.Target = s.aim(q.Facets[0], q.Kind, g, e.Day)
	return s.record(ctx, e, judged)
}

// record records an answer and brings the session up to it.
func (s *Session) record(ctx context.Context, e quiz.Event, judged questions.Judgement) (Verdict, error) {
	q := s.asked.Question
	s.pending = &attempt{event: e, judged: judged}
	cards, err := s.journal.Record(ctx, s.id, e)
	if err != nil {
		return Verdict{}, fmt.Errorf("record the answer: %w", err)
	}
	v := Verdict{Question: q, Judgement: judged, Counts: e.Answer.Counts, Grade: e.Answer.Grade}
	before := s.cards[q.Facets[0]]
	s.have(nil, cards)
	if v.Counts == quiz.Review {
		v.Card = &cards[0]
		s.countReview(e.Day, before)
	}
	about := s.about(q.Kind, q.Facets)
	if s.agenda != nil {
		s.agenda.update(about.ID)
	}
	s.recent.add(about)
	s.mixed.add(s.maker, e)
	v.Leech = s.leech(v, before)
	s.turns = append(s.turns, Turn{Asking: *s.asked, Verdict: v, event: e.ID})
	s.asked, s.near, s.pending = nil, false, nil
	return v, nil
}

func (s *Session) event(q *questions.Question, r questions.Reply, judged questions.Judgement, counts quiz.Counts, now time.Time, took time.Duration) quiz.Event {
	e := quiz.Event{
		ID: s.plan.NewID(), At: now.Truncate(time.Millisecond), Day: s.scheduler.Day(now), Kind: quiz.AnswerEvent,
		Answer: &quiz.Answer{
			Question: q.ID, Facets: q.Facets, Kind: q.Kind, Format: q.Format, Lang: q.Lang, Deck: q.Deck,
			Stem: q.Text(), Options: q.Options, Given: judged.Given, Chosen: judged.Service, DontKnow: r.DontKnow,
			Correct: judged.Correct, Took: took.Truncate(time.Millisecond),
			Counts: counts, Grade: quiz.GradeOf(counts, judged.Correct), Target: s.scheduler.Retention,
		},
	}
	if s.plan.Sitting != nil {
		e.Answer.Exam = s.plan.Sitting.ID
	}
	if counts == quiz.Review {
		e.Answer.Learning = s.scheduler.Stated()
		e.Answer.Guess, e.Answer.Target = s.aim(q.Facets[0], q.Kind, e.Answer.Grade, e.Day)
	}
	return e
}

// countReview counts a review of the study day, of a card that stood like this
// before.
func (s *Session) countReview(day quiz.Day, before quiz.Card) {
	tally := s.tallies[day]
	switch before.State {
	case fsrs.New:
		tally.New++
	case fsrs.Review:
		tally.Repeats++
	case fsrs.Learning, fsrs.Relearning: // begun or repeated already
	}
	s.tallies[day] = tally
	if s.agenda != nil {
		s.agenda.reviewed(before)
	}
}

// Paused takes the time out of the session's budget.
func (s *Session) Paused(d time.Duration) { s.began = s.began.Add(d) }

// Turns returns the questions that were answered so far, those of the exam before this
// session first. What was taken back is not among them.
func (s *Session) Turns() []Turn {
	return slices.DeleteFunc(slices.Clone(s.turns), func(t Turn) bool { return t.Question == nil })
}

func oneIf(is bool) int {
	if is {
		return 1
	}
	return 0
}

// Summary says what was done so far, and how much will be due.
func (s *Session) Summary(now time.Time) Summary {
	sum := Summary{Asked: len(s.turns)}
	for _, t := range s.turns {
		if t.began() {
			sum.New++
			sum.Met += oneIf(t.Met())
		}
		switch q := t.Question; {
		case t.Verdict.Judgement.Correct:
			sum.Correct++
		case q != nil && !slices.ContainsFunc(sum.Missed, func(m *questions.Question) bool { return slices.Equal(m.Facets, q.Facets) }):
			sum.Missed = append(sum.Missed, q)
		}
	}
	cards := slices.Collect(maps.Values(s.cards))
	day := s.scheduler.Day(now)
	sum.Tomorrow = s.scheduler.CountDueBy(quiz.NotHeld(cards, s.holds, day+1), day+1)
	const week = 7
	sum.Week = s.scheduler.CountDueBy(quiz.NotHeld(cards, s.holds, day+week), day+week)
	return sum
}
