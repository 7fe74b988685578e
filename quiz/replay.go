package quiz

import (
	"maps"
	"time"

	"portdrill/questions"
	"portdrill/quiz/fsrs"
)

// Derived is what follows from a learner's log, or from the part of it that the
// cards in the maps are about.
type Derived struct {
	Cards    map[questions.FacetID]Card
	Holds    map[questions.FacetID]Hold // only those that hold something back
	Settings Settings                   // in force
}

// NewDerived is what follows from an empty log, for a learner with the settings.
func NewDerived(settings Settings) Derived {
	return Derived{make(map[questions.FacetID]Card), make(map[questions.FacetID]Hold), settings}
}

// Clone returns a copy that can be changed apart from d.
func (d Derived) Clone() Derived {
	return Derived{maps.Clone(d.Cards), maps.Clone(d.Holds), d.Settings}
}

// A Hold says that a facet is not to be asked about.
type Hold struct {
	Suspended bool // until it is taken back
	Buried    bool
	Until     Day // of what is buried: not on this study day, but on the next
}

// On reports whether nothing is to be asked on the study day.
func (h Hold) On(day Day) bool { return h.Suspended || h.Buried && day <= h.Until }

// A Tally is what was done on one study day.
type Tally struct {
	Answers  int // all of them
	Correct  int
	Reviews  int           // answers that moved a card
	New      int           // cards that were begun
	Repeats  int           // reviews of cards that were out of the steps: what a day's limit counts
	Recalled int           // of these, those that were right
	Took     time.Duration // response times, each [LongestTook] at most
}

// Plus is the sum of both.
func (t Tally) Plus(u Tally) Tally {
	return Tally{
		t.Answers + u.Answers, t.Correct + u.Correct, t.Reviews + u.Reviews, t.New + u.New,
		t.Repeats + u.Repeats, t.Recalled + u.Recalled, t.Took + u.Took,
	}
}

// Mixed is a service that was taken for the right one where the facet was asked.
type Mixed struct {
	Facet  questions.FacetID
	Chosen string // key of the service
}

// A Confusion is how often that happened.
type Confusion struct {
	Count       int
	First, Last Day // in the order of the log
}

// Replay derives everything from the events of one learner, in whatever order
// they are handed over: they count by (Order, ID).
func Replay(events []Event) Derived { return Walk(events, nil) }

// Walk is [Replay] that shows what stands after each event that counts. see may
// be nil; it must not change what it is shown.
func Walk(events []Event, see func(Event, Derived)) Derived {
	undone, w := Undone(events), NewWalker()
	for _, e := range InOrder(events) {
		if undone[e.ID] {
			continue
		}
		if w.Step(e); see != nil {
			see(e, w.Derived)
		}
	}
	return w.Derived
}

// A Walker goes through a log too long to be in memory, event by event, in order. It is
// shown those that count: what was taken back, never.
type Walker struct {
	Derived                              // from the events so far
	scheduler Scheduler                  // that the settings describe
	past      map[questions.FacetID]past // of each card
}

// The past of a card is its reviews so far.
type past struct {
	reviews []review
	at      time.Time // of the last one
	guess   float64   // of the last one
}

// A review is kept small, since there are as many as answers.
type review struct {
	day   int32
	grade int8
}

// NewWalker returns a walker at the beginning of a log.
func NewWalker() *Walker {
	w := &Walker{Derived: NewDerived(DefaultSettings()), past: make(map[questions.FacetID]past)}
	w.follow()
	return w
}

// Step takes in the next event. Of an answer it returns how it counts.
func (w *Walker) Step(e Event) (c Counted, answered bool) {
	if e.Change != nil {
		w.change(*e.Change)
		return c, false
	}
	c, answered = w.scheduler.Apply(w.Derived, e)
	switch {
	case e.Kind == ResetEvent:
		for _, facet := range e.About {
			delete(w.past, facet)
		}
	case c.Grade != 0:
		p := w.past[c.Facet]
		p.reviews = append(p.reviews, review{int32(e.Day), int8(c.Grade)})
		p.at, p.guess = e.At, e.Answer.Guess
		w.past[c.Facet] = p
	}
	return c, answered
}

// change puts other settings in force. What this program would not keep, as of a
// newer one on another device, it passes over.
func (w *Walker) change(c Change) {
	settings, err := w.Settings.With(c)
	if err != nil {
		return
	}
	w.Settings = settings
	w.follow()
	if !c.Reschedule {
		return
	}
	scheduler := w.scheduler
	if scheduler.Pace = c.Pace; !isPace(c.Pace) { // of a version that knew no price
		scheduler.Price = 0
	}
	for facet, card := range w.Cards {
		w.Cards[facet] = scheduler.reschedule(card, w.past[facet])
	}
}

// follow makes the scheduler that of the settings, which were checked.
func (w *Walker) follow() { w.scheduler, _ = SchedulerOf(w.Settings) }

// reschedule returns the card as it would stand if its reviews had been followed
// by this scheduler's weights and retention. Where it is in its steps it stays.
func (s Scheduler) reschedule(c Card, p past) Card {
	if len(p.reviews) == 0 {
		return c
	}
	memory, before, elapsed := fsrs.Memory{}, p.reviews[0].day, 0
	for _, r := range p.reviews {
		elapsed = max(int(r.day-before), 0)
		memory = s.Model.Next(memory, elapsed, fsrs.Grade(r.grade))
		before = r.day
	}
	c.Memory, c.Target = memory, s.Target(memory, p.guess)
	if c.State == fsrs.Review {
		earlier := c
		earlier.Reviews--
		days := s.Model.Interval(memory, c.Target, s.Steps.Maximum)
		c.Days = s.fuzz(earlier).Days(days, elapsed, s.Steps.Maximum)
		c.Due = p.at.Add(time.Duration(c.Days) * hoursADay).UTC()
		c.DueDay = Day(before) + Day(c.Days)
	}
	return c
}

// Undone returns the events that were taken back.
func Undone(events []Event) map[EventID]bool {
	undone := make(map[EventID]bool)
	for _, e := range events {
		if e.Kind == UndoEvent {
			undone[e.Undo.Target] = true
		}
	}
	return undone
}

// Apply derives what an answer, suspend, unsuspend, bury or reset changes, and
// returns how an answer counts. d must hold the cards and holds of the event's facets
// as far as there are any; the event must be the last in the log, and make sense. What
// an undo or a change of settings leads to follows from a replay alone.
func (s Scheduler) Apply(d Derived, e Event) (c Counted, answered bool) {
	if e.Kind != AnswerEvent || len(e.Answer.Facets) == 0 { // as may stand in a damaged log
		d.hold(e)
		return c, false
	}
	facet := e.Answer.Facets[0]
	before := d.Cards[facet]
	if e.Answer.Counts == Review { // which is about one facet
		after := before
		after.Facet = facet
		d.Cards[facet] = s.after(after, e)
	}
	return s.count(e, before), true
}

// after returns the card as it stands after an answer in the log that counts as a
// review, by the learning steps that were in force.
func (s Scheduler) after(c Card, e Event) Card {
	if e.Answer.Learning == nil {
		s.Steps.Learning = s.Unstated
		return s.next(c, e.rating())
	}
	s.Steps.Learning = e.Answer.Learning
	return s.Next(c, e.rating())
}

// Mixed returns what was mixed up in an answer, if anything was.
func (e Event) Mixed() (Mixed, bool) {
	a := e.Answer
	if a == nil || a.Correct || a.Chosen == "" || len(a.Facets) != 1 {
		return Mixed{}, false
	}
	return Mixed{a.Facets[0], a.Chosen}, true
}

// hold derives what an event about cards, other than an answer, changes.
func (d Derived) hold(e Event) {
	for _, facet := range e.About {
		h := d.Holds[facet]
		switch e.Kind {
		case SuspendEvent:
			h.Suspended = true
		case BuryEvent:
			h.Buried, h.Until = true, e.Day
		case UnsuspendEvent:
			h = Hold{}
		case ResetEvent:
			h = Hold{}
			delete(d.Cards, facet)
		case AnswerEvent, UndoEvent, NoteEvent, FlagEvent, SettingsEvent, WeightsEvent, ExamEvent, ExamEndEvent:
		}
		if d.Holds[facet] = h; h == (Hold{}) {
			delete(d.Holds, facet)
		}
	}
}
