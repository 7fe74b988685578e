// Package quiz knows what a learner remembers: the log of what was answered, the
// cards derived from it, the scheduler that says when each is due, and the
// session that draws questions and records answers.
//
// A [Session] is pulled, by Next and Answer, and never calls a screen, so that a
// terminal and a browser can play the same one. Time and chance are arguments.
package quiz

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"time"

	"portdrill/questions"
	"portdrill/questions/catalogue"
	"portdrill/quiz/fsrs"
)

// A Journal keeps the logs of learners and what is derived from them. The store
// is one.
type Journal interface {
	// Cards returns every card that the learner has begun, in no particular order.
	Cards(ctx context.Context, learner LearnerID) ([]Card, error)

	// Tally returns what the learner did on the study day, zero if nothing.
	Tally(ctx context.Context, learner LearnerID, day Day) (Tally, error)

	// Record appends the event to the learner's log and writes what it leads to,
	// all or nothing: when it returns without an error, the event survives a power
	// cut. It sets the event's device, place and order, and returns the cards of its
	// facets as they then stand. An event that was recorded before (by its ID) is
	// not recorded again.
	Record(ctx context.Context, learner LearnerID, e Event) ([]Card, error)

	// Undoable returns the learner's last answer of the study day that was not
	// taken back, nil if there is none.
	Undoable(ctx context.Context, learner LearnerID, day Day) (*Event, error)

	// Holds returns what is not to be asked about.
	Holds(ctx context.Context, learner LearnerID) (map[questions.FacetID]Hold, error)
}

// ErrNothingToUndo is returned by [Session.Undo] where no answer of the study day
// is left.
var ErrNothingToUndo = errors.New("no answer of today is left to take back")

// Plan is what a session asks.
type Plan struct {
	Deck    *catalogue.Deck // that new cards are taken from
	Only    bool            // cards that are due come from the deck alone, too
	Kind    questions.Kind  // only this; empty for all
	Format  questions.Format
	Lang    catalogue.Lang
	Exam    bool          // a mock exam: practice, whatever is asked
	Budget  time.Duration // no question is put after it; 0 for no end
	Limit   int           // questions
	New     int           // cards begun on one study day, those begun before this session included
	Seed    uint64        // of the choice and order of options
	Without Remarks       // whose flagged questions are not asked
	NewID   func() EventID
}

// ErrDone is returned by [Session.Next] when nothing is left to ask.
var ErrDone = errors.New("nothing left to ask")

// A Session draws questions for a learner and records the answers.
type Session struct {
	journal   Journal
	maker     *questions.Maker
	scheduler Scheduler
	learner   LearnerID
	plan      Plan
	rng       *rand.Rand
	began     time.Time

	facets   map[questions.FacetID]questions.Facet // that may be asked
	queue    []questions.Facet                     // of the deck, in teaching order
	cards    map[questions.FacetID]Card            // all that were begun
	holds    map[questions.FacetID]Hold
	tallies  map[Day]Tally
	practice *questions.Draw // where answers move no card; nil in a scheduled session
	asked    *Asking         // not yet answered
	answered map[EventID]turn
	summary  Summary
}

// An Asking is a question put to the learner.
type Asking struct {
	Question *questions.Question
	N, Of    int       // the first is 1; Of is an estimate, at least N
	New      bool      // its card is begun by the answer
	Due      time.Time // of a card in the steps; may lie up to [LearnAhead] ahead

	// Of a flashcard, the card as it would stand after each grade.
	Preview [fsrs.Easy + 1]Card
}

// A turn is a question of this session that was answered.
type turn struct {
	asking  Asking
	correct bool
	missed  bool // the summary lists it because of this answer
}

// A Verdict is what came of an answer.
type Verdict struct {
	Question  *questions.Question
	Judgement questions.Judgement
	Counts    Counts
	Grade     fsrs.Grade // 0 for practice
	Card      *Card      // as it now stands; nil for practice
}

// A Summary says what was done in a session.
type Summary struct {
	Asked, Correct, New int
	Missed              []*questions.Question // each once
	Due                 int                   // still there to be asked, of all that was begun
	Tomorrow            int                   // due on the next study day
}

// Start begins a session at the instant.
func Start(ctx context.Context, j Journal, m *questions.Maker, s Scheduler, learner LearnerID, plan Plan, now time.Time) (*Session, error) {
	session := &Session{
		journal: j, maker: m, scheduler: s, learner: learner, plan: plan,
		rng: rand.New(rand.NewPCG(plan.Seed, 0)), began: now,
		facets:  make(map[questions.FacetID]questions.Facet),
		cards:   make(map[questions.FacetID]Card),
		tallies: make(map[Day]Tally), answered: make(map[EventID]turn),
	}
	session.choose()
	session.choosePractice()
	cards, err := j.Cards(ctx, learner)
	if err != nil {
		return nil, fmt.Errorf("start a session: %w", err)
	}
	for _, c := range cards {
		if _, known := m.Facet(c.Facet); known { // else of a deck that was removed
			session.cards[c.Facet] = c
		}
	}
	if session.holds, err = j.Holds(ctx, learner); err != nil {
		return nil, fmt.Errorf("start a session: %w", err)
	}
	if err := session.loadTally(ctx, s.Day(now)); err != nil {
		return nil, fmt.Errorf("start a session: %w", err)
	}
	return session, nil
}

// choose settles which facets may be asked, and in which order new ones come.
func (s *Session) choose() {
	wanted := func(f questions.Facet) bool {
		k := s.kind(f)
		fits := s.plan.Format != questions.Flashcards || slices.Contains(k.Formats(), questions.Flashcards)
		return (s.plan.Kind == "" || f.Asks(s.plan.Kind)) && fits && !s.plan.Without.Flagged(f.ID, k)
	}
	var inDeck []questions.Facet
	for _, f := range s.maker.FacetsOf(s.plan.Deck) {
		if wanted(f) {
			inDeck = append(inDeck, f)
			s.facets[f.ID] = f
		}
	}
	s.queue = teachingOrder(inDeck)
	if s.plan.Only {
		return
	}
	for _, f := range s.maker.Facets() {
		if wanted(f) {
			s.facets[f.ID] = f
		}
	}
}

// choosePractice makes it a session of practice if the plan wants questions that
// belong to no card.
func (s *Session) choosePractice() {
	if !s.plan.Kind.Several() && s.plan.Format != questions.Boolean && !s.plan.Exam {
		return
	}
	kinds, format := questions.Kinds(), s.plan.Format
	if s.plan.Exam && s.plan.Kind == "" {
		kinds, format = examKinds(), questions.Choice
	}
	if s.plan.Kind != "" {
		kinds = []questions.Kind{s.plan.Kind}
	}
	if format == "" { // so all are of one kind; its usual format can be asked
		format = kinds[0].Formats()[0]
	}
	s.practice = s.maker.Draw(s.plan.Deck, kinds, format, s.plan.Lang, s.plan.Seed)
}

// examKinds are those that a mock exam asks: what exams ask in choices.
func examKinds() []questions.Kind {
	return slices.DeleteFunc(questions.Kinds(), func(k questions.Kind) bool {
		return !slices.Contains(k.Formats(), questions.Choice) || k == questions.IANAOwner || k == questions.SpotTheMistake
	})
}

func (s *Session) loadTally(ctx context.Context, day Day) error {
	if _, known := s.tallies[day]; known {
		return nil
	}
	tally, err := s.journal.Tally(ctx, s.learner, day)
	if err != nil {
		return err
	}
	s.tallies[day] = tally
	return nil
}

// Next draws a question, or returns [ErrDone]. Until it is answered the same
// question is returned again.
func (s *Session) Next(ctx context.Context, now time.Time) (Asking, error) {
	if s.asked != nil {
		return *s.asked, nil
	}
	if s.summary.Asked >= s.plan.Limit || s.plan.Budget > 0 && now.Sub(s.began) >= s.plan.Budget {
		return Asking{}, ErrDone
	}
	if err := s.loadTally(ctx, s.scheduler.Day(now)); err != nil {
		return Asking{}, fmt.Errorf("draw a question: %w", err)
	}
	if s.practice != nil {
		return s.nextPractice()
	}
	facet, ok := s.draw(now)
	if !ok {
		return Asking{}, ErrDone
	}
	card, begun := s.cards[facet.ID]
	kind := s.kind(facet)
	q, err := s.maker.Make(questions.Spec{
		Facet: facet.ID, Kind: kind, Format: s.format(kind, card), Lang: s.plan.Lang, Deck: s.plan.Deck.Key, Seed: s.rng.Uint64(),
	})
	if err != nil {
		return Asking{}, fmt.Errorf("draw a question: %w", err)
	}
	s.asked = &Asking{Question: q, N: s.summary.Asked + 1, New: !begun}
	s.asked.Of = min(s.plan.Limit, s.summary.Asked+max(s.remaining(now), 1))
	if begun && card.State != fsrs.Review {
		s.asked.Due = card.Due
	}
	s.preview(now)
	return *s.asked, nil
}

// preview adds to a flashcard what each grade leads to.
func (s *Session) preview(now time.Time) {
	if q := s.asked.Question; q.Format == questions.Flashcards {
		card := s.cards[q.Facets[0]]
		card.Facet = q.Facets[0]
		s.asked.Preview = s.scheduler.Preview(card, now, s.scheduler.Day(now))
	}
}

// nextPractice draws a question that belongs to no card, or [ErrDone] where the
// deck has nothing to ask about in this way.
func (s *Session) nextPractice() (Asking, error) {
	q, err := s.practice.Next()
	const tries = 50 // to find one that is not flagged
	for i := 0; i < tries && err == nil && s.plan.Without.Flagged(q.Facets[0], q.Kind); i++ {
		q, err = s.practice.Next()
	}
	switch {
	case errors.Is(err, questions.ErrTooSmall):
		return Asking{}, ErrDone
	case err != nil:
		return Asking{}, fmt.Errorf("draw a question: %w", err)
	case s.plan.Without.Flagged(q.Facets[0], q.Kind): // and so is all else
		return Asking{}, ErrDone
	}
	s.asked = &Asking{Question: q, N: s.summary.Asked + 1, Of: s.plan.Limit}
	return *s.asked, nil
}

// draw picks what is asked next: what is due, else something new, else what is
// in the steps and due within [LearnAhead].
func (s *Session) draw(now time.Time) (questions.Facet, bool) {
	if f, ok := s.first(now, 0); ok {
		return f, true
	}
	if f, ok := s.firstNew(now); ok {
		return f, true
	}
	return s.first(now, LearnAhead)
}

// first returns the facet of the card that is due and most urgent: one in the
// steps before one in review, the earliest in the steps, in review the one least
// likely to be recalled.
func (s *Session) first(now time.Time, ahead time.Duration) (questions.Facet, bool) {
	day := s.scheduler.Day(now)
	var best *Card
	for id, c := range s.cards {
		_, wanted := s.facets[id]
		wanted = wanted && !s.holds[id].On(day)
		if wanted && s.scheduler.isDueWithin(c, now, ahead) && (best == nil || s.moreUrgent(c, *best, day)) {
			best = &c
		}
	}
	if best == nil {
		return questions.Facet{}, false
	}
	return s.facets[best.Facet], true
}

func (s *Session) moreUrgent(a, b Card, day Day) bool {
	if inSteps := a.State != fsrs.Review; inSteps != (b.State != fsrs.Review) {
		return inSteps
	} else if inSteps {
		return cmp.Or(a.Due.Compare(b.Due), cmp.Compare(a.Facet, b.Facet)) < 0
	}
	return cmp.Or(
		cmp.Compare(s.scheduler.retrievability(a, day), s.scheduler.retrievability(b, day)),
		cmp.Compare(a.Facet, b.Facet),
	) < 0
}

// firstNew returns the facet that is begun next. At most the plan's number is
// begun on a study day, and of each service only one, so that the second
// direction is not answered from the memory of a minute ago.
func (s *Session) firstNew(now time.Time) (questions.Facet, bool) {
	day := s.scheduler.Day(now)
	if s.tallies[day].New >= s.plan.New {
		return questions.Facet{}, false
	}
	i := slices.IndexFunc(s.queue, func(f questions.Facet) bool { return s.canBegin(f, day) })
	if i < 0 {
		return questions.Facet{}, false
	}
	return s.queue[i], true
}

func (s *Session) canBegin(f questions.Facet, day Day) bool {
	if _, begun := s.cards[f.ID]; begun || s.holds[f.ID].On(day) {
		return false
	}
	return f.Service == "" || !slices.ContainsFunc(s.maker.Siblings(f), func(sibling questions.FacetID) bool {
		c, begun := s.cards[sibling]
		return begun && c.Begun == day
	})
}

// remaining estimates how many questions are left: each card that is due until
// it leaves the steps, each new one twice.
func (s *Session) remaining(now time.Time) int {
	n := 0
	for id, c := range s.cards {
		_, wanted := s.facets[id]
		if !wanted || s.holds[id].On(s.scheduler.Day(now)) || !s.scheduler.isDueWithin(c, now, LearnAhead) {
			continue
		}
		switch c.State {
		case fsrs.Learning:
			n += max(len(s.scheduler.Steps.Learning)-c.Step, 1)
		default:
			n++
		}
	}
	day := s.scheduler.Day(now)
	left := max(s.plan.New-s.tallies[day].New, 0)
	for _, f := range s.queue {
		if left == 0 {
			break
		}
		if s.canBegin(f, day) {
			n += len(s.scheduler.Steps.Learning)
			left--
		}
	}
	return n
}

// typedFrom is the stability in days from which names are typed and no longer
// chosen. Numbers are typed from the beginning: a port is recalled, not
// recognised, where it is needed.
const typedFrom = 21

// kind returns how the facet is asked about: as the plan wants, else as usual.
func (s *Session) kind(f questions.Facet) questions.Kind {
	if s.plan.Kind != "" {
		return s.plan.Kind
	}
	return f.Kinds[0]
}

func (s *Session) format(k questions.Kind, c Card) questions.Format {
	formats := k.Formats()
	switch {
	case s.plan.Format != "" && slices.Contains(formats, s.plan.Format):
		return s.plan.Format
	case !slices.Contains(formats, questions.Typed):
		return formats[0]
	case k == questions.ServiceToPort || c.Memory.Stability >= typedFrom:
		return questions.Typed
	default:
		return formats[0]
	}
}

// Answer judges the reply to the question that Next returned, records it, and
// only then says what came of it. took is the response time.
//
// An error of [questions.ErrNoAnswer] says that the reply was none; any other
// that the answer could not be recorded. Either way the question stands and
// nothing has changed.
func (s *Session) Answer(ctx context.Context, r questions.Reply, now time.Time, took time.Duration) (Verdict, error) {
	if s.asked == nil {
		return Verdict{}, errors.New("answer: no question was asked")
	}
	q := s.asked.Question
	judged, err := q.Judge(r)
	if err != nil {
		return Verdict{}, err
	}
	counts := CountsOf(q)
	if s.plan.Exam {
		counts = Practice
	}
	return s.record(ctx, s.event(q, r, judged, counts, now, took), judged)
}

// Grade is [Session.Answer] for a flashcard, of which the learner says how well
// it was remembered. Again counts as wrong.
func (s *Session) Grade(ctx context.Context, g fsrs.Grade, now time.Time, took time.Duration) (Verdict, error) {
	if s.asked == nil || s.asked.Question.Format != questions.Flashcards || !g.Valid() {
		return Verdict{}, errors.New("grade: no flashcard is shown")
	}
	judged := questions.Judgement{Correct: g != fsrs.Again}
	e := s.event(s.asked.Question, questions.Reply{DontKnow: g == fsrs.Again}, judged, Review, now, took)
	e.Answer.Grade = g
	return s.record(ctx, e, judged)
}

// record records an answer and brings the session up to it.
func (s *Session) record(ctx context.Context, e Event, judged questions.Judgement) (Verdict, error) {
	q := s.asked.Question
	cards, err := s.journal.Record(ctx, s.learner, e)
	if err != nil {
		return Verdict{}, fmt.Errorf("record the answer: %w", err)
	}
	return s.took(e, q, judged, cards), nil
}

func (s *Session) event(q *questions.Question, r questions.Reply, judged questions.Judgement, counts Counts, now time.Time, took time.Duration) Event {
	return Event{
		ID: s.plan.NewID(), At: now.Truncate(time.Millisecond), Day: s.scheduler.Day(now), Kind: AnswerEvent,
		Answer: &Answer{
			Question: q.ID, Facets: q.Facets, Kind: q.Kind, Format: q.Format, Lang: q.Lang, Deck: q.Deck,
			Stem: q.Stem, Options: q.Options, Given: judged.Given, Chosen: judged.Service, DontKnow: r.DontKnow,
			Correct: judged.Correct, Took: took.Truncate(time.Millisecond),
			Counts: counts, Grade: gradeOf(counts, judged.Correct), Target: s.scheduler.Retention,
		},
	}
}

// gradeOf is the grade of an answer: a wrong one, and "I don't know", are Again,
// a right one is Good, and practice has none.
func gradeOf(c Counts, correct bool) fsrs.Grade {
	switch {
	case c == Practice:
		return 0
	case correct:
		return fsrs.Good
	default:
		return fsrs.Again
	}
}

// CountsOf says what an answer to the question counts as: practice where it is
// one of two options or about several facets at once, else a review.
func CountsOf(q *questions.Question) Counts {
	if q.Format == questions.Boolean || q.Kind.Several() {
		return Practice
	}
	return Review
}

// took brings the session up to what was recorded.
func (s *Session) took(e Event, q *questions.Question, judged questions.Judgement, cards []Card) Verdict {
	tally := s.tallies[e.Day]
	for _, c := range cards {
		s.cards[c.Facet] = c
	}
	if s.asked.New {
		tally.New++
		s.summary.New++
	}
	s.tallies[e.Day] = tally
	s.summary.Asked++
	t := turn{asking: *s.asked, correct: judged.Correct}
	if judged.Correct {
		s.summary.Correct++
	} else if !slices.ContainsFunc(s.summary.Missed, func(m *questions.Question) bool { return slices.Equal(m.Facets, q.Facets) }) {
		t.missed = true
		s.summary.Missed = append(s.summary.Missed, q)
	}
	s.answered[e.ID] = t
	s.asked = nil
	v := Verdict{Question: q, Judgement: judged, Counts: e.Answer.Counts, Grade: e.Answer.Grade}
	if v.Counts == Review {
		v.Card = &cards[0]
	}
	return v
}

// Undo takes back the last answer of the study day, and then the one before, and
// asks the question again; of a session before this one another about the same.
// It returns the facets that the answer was about. The error is
// [ErrNothingToUndo], or that the undo could not be recorded; nothing has changed
// then.
func (s *Session) Undo(ctx context.Context, now time.Time) ([]questions.FacetID, error) {
	day := s.scheduler.Day(now)
	target, err := s.journal.Undoable(ctx, s.learner, day)
	if err != nil {
		return nil, fmt.Errorf("undo: %w", err)
	}
	if target == nil {
		return nil, ErrNothingToUndo
	}
	facets := target.Facets()
	undo := Event{
		ID: s.plan.NewID(), At: now.Truncate(time.Millisecond), Day: day, Kind: UndoEvent,
		Undo: &Undo{Target: target.ID, Facets: facets},
	}
	cards, err := s.journal.Record(ctx, s.learner, undo)
	if err != nil {
		return nil, fmt.Errorf("record the undo: %w", err)
	}
	for _, facet := range facets {
		delete(s.cards, facet)
	}
	for _, c := range cards {
		s.cards[c.Facet] = c
	}
	delete(s.tallies, target.Day)
	if err := s.loadTally(ctx, target.Day); err != nil {
		return nil, fmt.Errorf("undo: %w", err)
	}
	s.askAgain(target)
	if s.asked != nil {
		s.preview(now)
	}
	return facets, nil
}

// askAgain puts the question of an answer that was taken back, as if it had not
// been given.
func (s *Session) askAgain(target *Event) {
	t, here := s.answered[target.ID]
	if !here {
		s.asked = s.asAnswered(target.Answer)
		return
	}
	delete(s.answered, target.ID)
	s.summary.Asked--
	if t.correct {
		s.summary.Correct--
	}
	if t.asking.New {
		s.summary.New--
	}
	if t.missed {
		q := t.asking.Question
		s.summary.Missed = slices.DeleteFunc(s.summary.Missed, func(m *questions.Question) bool { return m == q })
	}
	s.asked = &t.asking
}

// asAnswered makes a question about what an earlier answer was about; nil where
// this session does not ask that.
func (s *Session) asAnswered(a *Answer) *Asking {
	if len(a.Facets) != 1 || a.Kind.Several() {
		return nil
	}
	facet := a.Facets[0]
	if _, wanted := s.facets[facet]; !wanted {
		return nil
	}
	q, err := s.maker.Make(questions.Spec{
		Facet: facet, Kind: a.Kind, Format: a.Format, Lang: s.plan.Lang, Deck: s.plan.Deck.Key, Seed: s.rng.Uint64(),
	})
	if err != nil { // the catalogue has changed since
		return nil
	}
	_, begun := s.cards[facet]
	return &Asking{Question: q, N: s.summary.Asked + 1, Of: max(s.plan.Limit, s.summary.Asked+1), New: !begun}
}

// Summary says what was done so far, and what is due at the instant and on the
// next study day.
func (s *Session) Summary(now time.Time) Summary {
	sum := s.summary
	cards := slices.Collect(maps.Values(s.cards))
	day := s.scheduler.Day(now)
	sum.Due = s.scheduler.CountDue(NotHeld(cards, s.holds, day), now)
	sum.Tomorrow = s.scheduler.CountDueBy(NotHeld(cards, s.holds, day+1), day+1)
	return sum
}
