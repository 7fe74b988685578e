// Package quiz knows what a learner remembers: the log of what was answered, the
// cards derived from it, the scheduler that says when each is due, and the
// session that draws questions and records answers.
//
// A [Session] is pulled, by Next and Answer, and never calls a screen, so that a
// terminal and a browser can play the same one. Time and chance are arguments.
package quiz

import (
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

	// Recent returns the facets of the learner's last answers of the study day, at
	// most so many, the last one last. Those taken back are among them.
	Recent(ctx context.Context, learner LearnerID, day Day, most int) ([]questions.FacetID, error)

	// Confusions returns what the learner mixed up.
	Confusions(ctx context.Context, learner LearnerID) (map[Mixed]Confusion, error)

	// Met returns the facets that the learner answered about in classes, each once, in
	// no particular order.
	Met(ctx context.Context, learner LearnerID) ([]Met, error)
}

// ErrNothingToUndo is returned by [Session.Undo] where no answer of the study day
// is left.
var ErrNothingToUndo = errors.New("no answer of today is left to take back")

// Plan is what a session asks.
type Plan struct {
	Deck    *catalogue.Deck   // that new cards are taken from
	Then    []*catalogue.Deck // and from these, once all of it is begun
	Only    bool              // cards that are due come from the deck alone, too
	Kind    questions.Kind    // only this; empty for all
	Format  questions.Format
	Names   NameFormat // where Format is empty
	Lang    catalogue.Lang
	Mode    Mode
	Budget  time.Duration       // no question is put after it; 0 for no end
	Limit   int                 // questions
	New     int                 // cards begun on one study day, those begun before this session included
	Reviews int                 // reviews of cards that are due on one study day, likewise
	Seed    uint64              // of the choice and order of options
	Without Remarks             // whose flagged questions are not asked
	Sitting *Sitting            // the exam that was begun, of the mode [MockExam]; nil where its result is not to be kept
	These   []questions.FacetID // of the modes [Misses] and [Weak]; of the latter empty for all
	NewID   func() EventID
}

// A Mode says what is asked beside, or instead of, what the scheduler would.
type Mode int

// The modes of a session.
const (
	Scheduled Mode = iota // what is due, then what is new
	Ahead                 // what is due, then what will be, the least likely to be recalled first
	Weak                  // what was begun, of what the plan names, the least likely to be recalled first
	Placement             // what was not begun: right the first time is easy, wrong leaves it new
	MockExam              // practice, whatever is asked
	Misses                // what the plan names, begun or not, whatever else is due
)

// ErrDone is returned by [Session.Next] when nothing is left to ask.
var ErrDone = errors.New("nothing left to ask")

// ErrNear is returned by [Session.Answer], once for a question, where the answer is
// right but for a slip in its spelling. The question stands and nothing has changed.
var ErrNear = errors.New("nearly right")

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
	queue    []questions.Facet                     // of the decks, in teaching order
	partners partners
	cards    map[questions.FacetID]Card // all that were begun
	holds    map[questions.FacetID]Hold
	tallies  map[Day]Tally
	met      []Met // in classes
	mixed    mixedUp
	agenda   *agenda         // of the study day; nil until it is drawn from
	recent   trail           // what was asked last
	practice *questions.Draw // where answers move no card; nil in a scheduled session
	asked    *Asking         // not yet answered
	answered map[EventID]turn
	near     bool     // a slip in the answer to what is asked was told of
	pending  *attempt // an answer or an undo that could not be recorded yet
	summary  Summary

	before  []Verdict             // of the exam, before this session
	undrawn []*questions.Question // of the exam, drawn and not asked yet
	ending  *Event                // of the exam
}

// An attempt is an event of which it is not known whether it was recorded.
type attempt struct {
	event  Event
	judged questions.Judgement // of an answer
	undoes *Event              // of an undo: the answer that it takes back
	stands bool                // likewise: the question that is asked is asked again after it
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
	began   bool // its card
	missed  bool // the summary lists it because of this answer
}

// A Verdict is what came of an answer.
type Verdict struct {
	Question  *questions.Question
	Judgement questions.Judgement
	Counts    Counts
	Grade     fsrs.Grade // 0 for practice
	Card      *Card      // as it now stands; nil for practice
	Leech     *Leech     // if the card became one, or is one still; else nil
}

// A Summary says what was done in a session. What is left today is another question:
// see [Session.Today].
type Summary struct {
	Asked, Correct, New int
	Missed              []*questions.Question // each once
	Tomorrow            int                   // due on the next study day
	Week                int                   // due within seven study days, tomorrow's among them
}

// Start begins a session at the instant.
func Start(
	ctx context.Context, j Journal, m *questions.Maker, s Scheduler, learner LearnerID, plan Plan, now time.Time,
) (*Session, error) {
	session := &Session{
		journal: j, maker: m, scheduler: s, learner: learner, plan: plan,
		rng: rand.New(rand.NewPCG(plan.Seed, 0)), began: now,
		partners: partnersIn(m.Catalogue()),
		cards:    make(map[questions.FacetID]Card), tallies: make(map[Day]Tally), answered: make(map[EventID]turn),
	}
	if err := session.load(ctx, s.Day(now)); err != nil {
		return nil, fmt.Errorf("start a session: %w", err)
	}
	session.choose()
	session.classFirst()
	session.choosePractice()
	if plan.Sitting != nil {
		session.began = now.Add(-plan.Sitting.Used())
		if err := session.resume(); err != nil {
			return nil, err
		}
	}
	return session, nil
}

// load reads how far the learner has come.
func (s *Session) load(ctx context.Context, day Day) error {
	cards, err := s.journal.Cards(ctx, s.learner)
	if err != nil {
		return err
	}
	for _, c := range cards {
		if _, known := s.maker.Facet(c.Facet); known { // else of a deck that was removed
			s.cards[c.Facet] = c
		}
	}
	if s.holds, err = s.journal.Holds(ctx, s.learner); err != nil {
		return err
	}
	mixed, err := s.journal.Confusions(ctx, s.learner)
	if err != nil {
		return err
	}
	s.mixed = newMixedUp(s.maker, mixed)
	last, err := s.journal.Recent(ctx, s.learner, day, siblingGap)
	if err != nil {
		return err
	}
	for _, facet := range last {
		s.recent.add(s.facetOrBare(facet))
	}
	if s.met, err = s.journal.Met(ctx, s.learner); err != nil {
		return err
	}
	return s.loadTally(ctx, day)
}

// facetOrBare returns the facet, without a service where it is of none that is
// known.
func (s *Session) facetOrBare(id questions.FacetID) questions.Facet {
	if f, known := s.maker.Facet(id); known {
		return f
	}
	return questions.Facet{ID: id}
}

// choose settles which facets may be asked, and in which order new ones come.
func (s *Session) choose() {
	s.facets, s.queue = make(map[questions.FacetID]questions.Facet), nil
	if s.plan.Mode == Misses {
		s.chooseThese()
		return
	}
	for _, deck := range append([]*catalogue.Deck{s.plan.Deck}, s.plan.Then...) {
		var inDeck []questions.Facet
		for _, f := range s.maker.FacetsOf(deck) {
			if _, before := s.facets[f.ID]; !before && s.wants(f) {
				inDeck = append(inDeck, f)
				s.facets[f.ID] = f
			}
		}
		s.queue = append(s.queue, teachingOrder(s.maker.Catalogue(), s.partners, inDeck)...)
	}
	if s.plan.Mode == Placement { // a number is typed at once, and in any language
		slices.SortStableFunc(s.queue, func(a, b questions.Facet) int {
			return places(a.Kinds[0]) - places(b.Kinds[0])
		})
	}
	if s.plan.Only {
		return
	}
	for _, f := range s.maker.Facets() {
		if s.wants(f) {
			s.facets[f.ID] = f
		}
	}
}

func (s *Session) chooseThese() {
	for _, id := range s.plan.These {
		f, known := s.maker.Facet(id)
		if _, before := s.facets[id]; known && !before && s.wants(f) {
			s.facets[id] = f
			s.queue = append(s.queue, f)
		}
	}
}

// places is in which part of a placement the kind comes.
func places(k questions.Kind) int {
	if k.WantsNumber() {
		return 0
	}
	return 1
}

// wants reports whether the plan's kind and format can ask about the facet.
func (s *Session) wants(f questions.Facet) bool {
	k := s.kind(f)
	if s.plan.Kind != "" && !f.Asks(s.plan.Kind) || s.plan.Without.Flagged(f.ID, k) {
		return false
	}
	if s.plan.Mode == Weak && len(s.plan.These) > 0 && !slices.Contains(s.plan.These, f.ID) {
		return false
	}
	switch formats := k.Formats(); {
	case s.plan.Mode == Placement:
		return slices.Contains(formats, questions.Typed) && !isFurther(f)
	case s.plan.Format == questions.Flashcards:
		return slices.Contains(formats, questions.Flashcards)
	}
	return true
}

// choosePractice makes it a session of practice if the plan wants questions that
// belong to no card.
func (s *Session) choosePractice() {
	exam := s.plan.Mode == MockExam
	if !s.plan.Kind.Several() && s.plan.Format != questions.Boolean && !exam {
		return
	}
	kinds, format := questions.Kinds(), s.plan.Format
	if exam && s.plan.Kind == "" {
		kinds, format = examKinds(), questions.Choice
	}
	if s.plan.Kind != "" {
		kinds = []questions.Kind{s.plan.Kind}
	}
	if format == "" { // so all are of one kind; its usual format can be asked
		format = kinds[0].Formats()[0]
	}
	s.practice = s.maker.Draw(s.plan.Deck, kinds, format, s.plan.Lang, s.plan.Seed)
	if exam && s.plan.Kind == "" {
		s.practice.Follow(s.plan.Deck.Blueprint)
	}
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
		Facet: facet.ID, Kind: kind, Format: s.format(kind, card.Memory.Stability), Lang: s.plan.Lang, Deck: s.plan.Deck.Key,
		Seed: s.rng.Uint64(), Confused: s.contrasts(facet),
	})
	if err != nil {
		return Asking{}, fmt.Errorf("draw a question: %w", err)
	}
	s.asked = &Asking{Question: q, N: s.summary.Asked + 1, New: !begun}
	s.asked.Of = min(s.plan.Limit, s.summary.Asked+max(s.remaining(), 1))
	if begun && card.State != fsrs.Review {
		s.asked.Due = card.Due
	}
	s.preview(now)
	return *s.asked, nil
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
		target := s.scheduler.Aim(s.guess(facet, s.asked.Question.Kind, g, day))
		s.asked.Preview[g] = s.scheduler.Next(card, Rating{Grade: g, At: now, Day: day, Target: target})
	}
}

// nextPractice draws a question that belongs to no card, or [ErrDone] where the
// deck has nothing to ask about in this way.
func (s *Session) nextPractice() (Asking, error) {
	q, err := s.drawPractice()
	for i := 0; i < triesToDraw && err == nil && s.plan.Without.Flagged(q.Facets[0], q.Kind); i++ {
		q, err = s.drawPractice()
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

// triesToDraw is how often a question is drawn to find one that is not flagged.
const triesToDraw = 50

func (s *Session) drawPractice() (*questions.Question, error) {
	if len(s.undrawn) == 0 {
		return s.practice.Next()
	}
	q := s.undrawn[0]
	s.undrawn = s.undrawn[1:]
	return q, nil
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
	counts := s.counts(q, judged.Correct, now)
	e := s.event(q, r, judged, counts, now, took)
	if counts == Review && s.plan.Mode == Placement {
		e.Answer.Grade = fsrs.Easy
		e.Answer.Guess, e.Answer.Target = s.aim(q, fsrs.Easy, e.Day)
	}
	return s.record(ctx, e, judged)
}

// counts says what an answer of this session counts as.
func (s *Session) counts(q *questions.Question, correct bool, now time.Time) Counts {
	counts := CountsOf(q)
	_, begun := s.cards[q.Facets[0]]
	switch {
	case counts == Practice || s.plan.Mode == MockExam:
		return Practice
	case s.plan.Mode == Placement && !correct: // it stays new
		return Practice
	case (s.plan.Mode == Weak || s.plan.Mode == Misses) && correct && begun && !s.scheduler.IsDue(s.cards[q.Facets[0]], now):
		return Practice
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
	e := s.event(q, questions.Reply{DontKnow: g == fsrs.Again}, judged, Review, now, took)
	e.Answer.Grade = g
	e.Answer.Guess, e.Answer.Target = s.aim(q, g, e.Day)
	return s.record(ctx, e, judged)
}

// record records an answer and brings the session up to it.
func (s *Session) record(ctx context.Context, e Event, judged questions.Judgement) (Verdict, error) {
	q := s.asked.Question
	s.pending = &attempt{event: e, judged: judged}
	cards, err := s.journal.Record(ctx, s.learner, e)
	if err != nil {
		return Verdict{}, fmt.Errorf("record the answer: %w", err)
	}
	s.pending = nil
	return s.took(e, q, judged, cards), nil
}

func (s *Session) event(q *questions.Question, r questions.Reply, judged questions.Judgement, counts Counts, now time.Time, took time.Duration) Event {
	e := Event{
		ID: s.plan.NewID(), At: now.Truncate(time.Millisecond), Day: s.scheduler.Day(now), Kind: AnswerEvent,
		Answer: &Answer{
			Question: q.ID, Facets: q.Facets, Kind: q.Kind, Format: q.Format, Lang: q.Lang, Deck: q.Deck,
			Stem: q.Stem, Options: q.Options, Given: judged.Given, Chosen: judged.Service, DontKnow: r.DontKnow,
			Correct: judged.Correct, Took: took.Truncate(time.Millisecond),
			Counts: counts, Grade: gradeOf(counts, judged.Correct), Target: s.scheduler.Retention,
		},
	}
	if s.plan.Sitting != nil {
		e.Answer.Exam = s.plan.Sitting.ID
	}
	if counts == Review {
		e.Answer.Guess, e.Answer.Target = s.aim(q, e.Answer.Grade, e.Day)
	}
	return e
}

// aim returns how easily the next asking is guessed right if the answer is worth
// the grade, and the retention to aim at until then.
func (s *Session) aim(q *questions.Question, g fsrs.Grade, day Day) (guess, target float64) {
	guess = s.guess(q.Facets[0], q.Kind, g, day)
	return guess, s.scheduler.Aim(guess)
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
func CountsOf(q *questions.Question) Counts { return countsOf(q.Kind, q.Format) }

func countsOf(k questions.Kind, f questions.Format) Counts {
	if f == questions.Boolean || k.Several() {
		return Practice
	}
	return Review
}

// took brings the session up to what was recorded.
func (s *Session) took(e Event, q *questions.Question, judged questions.Judgement, cards []Card) Verdict {
	v := Verdict{Question: q, Judgement: judged, Counts: e.Answer.Counts, Grade: e.Answer.Grade}
	before, begun := s.cards[q.Facets[0]]
	for _, c := range cards {
		s.cards[c.Facet] = c
	}
	t := turn{asking: *s.asked, correct: judged.Correct}
	if v.Counts == Review {
		v.Card = &cards[0]
		t.began = !begun
		s.countReview(e.Day, before)
	}
	s.note(q.Facets[0])
	s.recent.add(s.facetOrBare(q.Facets[0]))
	s.mixed.add(s.maker, e)
	v.Leech = s.leech(v, before)
	s.summary.Asked++
	if t.began {
		s.summary.New++
	}
	if judged.Correct {
		s.summary.Correct++
	} else if !slices.ContainsFunc(s.summary.Missed, func(m *questions.Question) bool { return slices.Equal(m.Facets, q.Facets) }) {
		t.missed = true
		s.summary.Missed = append(s.summary.Missed, q)
	}
	s.answered[e.ID] = t
	s.asked, s.near = nil, false
	return v
}

// countReview counts a review of the study day, of a card that stood like this
// before.
func (s *Session) countReview(day Day, before Card) {
	tally := s.tallies[day]
	switch before.State {
	case fsrs.New:
		tally.New++
	case fsrs.Review:
		tally.Repeats++
		if s.agenda != nil && before.DueDay <= day {
			s.agenda.due--
		}
		if s.agenda != nil && before.DueDay < day {
			s.agenda.overdue--
		}
	case fsrs.Learning, fsrs.Relearning: // begun or repeated already
	}
	s.tallies[day] = tally
}

// Undo takes back the last answer of the study day, and then the one before, and
// asks the question again; of a session before this one another about the same.
// It returns the facets that the answer was about. The error is
// [ErrNothingToUndo], or that the undo could not be recorded; nothing has changed
// then.
//
// An undo that could not be recorded is tried again by the next call, so that no
// second answer is taken back for it. The last answer is also one that could not be
// recorded: then it never will be, and its question stands.
func (s *Session) Undo(ctx context.Context, now time.Time) ([]questions.FacetID, error) {
	p := s.pending
	if p != nil && p.undoes != nil {
		return s.takeBack(ctx, p, now)
	}
	day := s.scheduler.Day(now)
	if p != nil {
		day = p.event.Day
	}
	target, err := s.journal.Undoable(ctx, s.learner, day)
	switch {
	case err != nil:
		return nil, fmt.Errorf("undo: %w", err)
	case p != nil && (target == nil || target.ID != p.event.ID): // it was not kept
		s.pending = nil
		return p.event.Facets(), nil
	case target == nil:
		return nil, ErrNothingToUndo
	}
	undo := Event{
		ID: s.plan.NewID(), At: now.Truncate(time.Millisecond), Day: day, Kind: UndoEvent,
		Undo: &Undo{Target: target.ID, Facets: target.Facets()},
	}
	return s.takeBack(ctx, &attempt{event: undo, undoes: target, stands: p != nil}, now)
}

// settleUndo tries an undo again that could not be recorded, for somebody who has
// gone on to answer the question that is asked.
func (s *Session) settleUndo(ctx context.Context, now time.Time) error {
	if s.pending == nil || s.pending.undoes == nil {
		return nil
	}
	s.pending.stands = true
	_, err := s.takeBack(ctx, s.pending, now)
	return err
}

// takeBack records an undo and brings the session up to it.
func (s *Session) takeBack(ctx context.Context, a *attempt, now time.Time) ([]questions.FacetID, error) {
	s.pending = a
	cards, err := s.journal.Record(ctx, s.learner, a.event)
	if err != nil {
		return nil, fmt.Errorf("record the undo: %w", err)
	}
	s.agenda = nil
	delete(s.tallies, a.undoes.Day)
	if err := s.loadTally(ctx, a.undoes.Day); err != nil {
		return nil, fmt.Errorf("undo: %w", err)
	}
	s.pending = nil
	facets := a.undoes.Facets()
	for _, facet := range facets {
		delete(s.cards, facet)
	}
	for _, c := range cards {
		s.cards[c.Facet] = c
	}
	again := s.uncount(a.undoes)
	if !a.stands {
		if s.practice != nil && s.asked != nil { // it was drawn, and comes after
			s.undrawn = slices.Insert(s.undrawn, 0, s.asked.Question)
		}
		s.asked = again
	}
	if s.asked != nil {
		s.preview(now)
	}
	return facets, nil
}

// ErrNoCard is returned by [Session.Hold] for a question that is about no card.
var ErrNoCard = errors.New("no card of one's own")

// Hold records that the question that was asked is not to be asked any more
// ([SuspendEvent]) or on this study day ([BuryEvent]), and passes over it. It returns
// what is held. The error is [ErrNoCard], or that it could not be recorded; nothing
// has changed then.
func (s *Session) Hold(ctx context.Context, kind EventKind, now time.Time) ([]questions.FacetID, error) {
	if s.asked == nil || s.practice != nil || CountsOf(s.asked.Question) == Practice {
		return nil, ErrNoCard
	}
	facets := s.asked.Question.Facets
	e := Event{ID: s.plan.NewID(), At: now.Truncate(time.Millisecond), Day: s.scheduler.Day(now), Kind: kind, About: facets}
	if _, err := s.journal.Record(ctx, s.learner, e); err != nil {
		return nil, fmt.Errorf("record %s: %w", kind, err)
	}
	for _, facet := range facets {
		h := s.holds[facet]
		h.Suspended = h.Suspended || kind == SuspendEvent
		if kind == BuryEvent {
			h.Buried, h.Until = true, e.Day
		}
		s.holds[facet] = h
	}
	s.asked, s.pending, s.agenda = nil, nil, nil
	return facets, nil
}

// Paused takes the time out of the session's budget.
func (s *Session) Paused(d time.Duration) { s.began = s.began.Add(d) }

// uncount takes an answer out of the summary, as if it had not been given, and
// returns its question.
func (s *Session) uncount(target *Event) *Asking {
	t, here := s.answered[target.ID]
	if !here {
		return s.asAnswered(target.Answer)
	}
	delete(s.answered, target.ID)
	s.summary.Asked--
	if t.correct {
		s.summary.Correct--
	}
	if t.began {
		s.summary.New--
	}
	if t.missed {
		q := t.asking.Question
		s.summary.Missed = slices.DeleteFunc(s.summary.Missed, func(m *questions.Question) bool { return m == q })
	}
	return &t.asking
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

// Summary says what was done so far, and how much will be due.
func (s *Session) Summary(now time.Time) Summary {
	sum := s.summary
	cards := slices.Collect(maps.Values(s.cards))
	day := s.scheduler.Day(now)
	sum.Tomorrow = s.scheduler.CountDueBy(NotHeld(cards, s.holds, day+1), day+1)
	const week = 7
	sum.Week = s.scheduler.CountDueBy(NotHeld(cards, s.holds, day+week), day+week)
	return sum
}
