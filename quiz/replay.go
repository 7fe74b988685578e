package quiz

import (
	"maps"
	"time"

	"portdrill/questions"
	"portdrill/quiz/fsrs"
)

// Derived is what follows from a learner's log, or from the part of it that the
// cards and days in the maps are about.
type Derived struct {
	Cards      map[questions.FacetID]Card
	Days       map[Day]Tally
	Holds      map[questions.FacetID]Hold // only those that hold something back
	Confusions map[Mixed]Confusion
	Slots      map[Slot]Count
	Fits       map[Bin]Fit
	Settings   Settings // in force
}

// NewDerived is what follows from an empty log, for a learner with the settings.
func NewDerived(settings Settings) Derived {
	return Derived{
		Cards: make(map[questions.FacetID]Card), Days: make(map[Day]Tally),
		Holds: make(map[questions.FacetID]Hold), Confusions: make(map[Mixed]Confusion),
		Slots: make(map[Slot]Count), Fits: make(map[Bin]Fit), Settings: settings,
	}
}

// Clone returns a copy that can be changed apart from d.
func (d Derived) Clone() Derived {
	return Derived{
		maps.Clone(d.Cards), maps.Clone(d.Days), maps.Clone(d.Holds), maps.Clone(d.Confusions),
		maps.Clone(d.Slots), maps.Clone(d.Fits), d.Settings,
	}
}

// Since returns what is there and was not, or not so, before.
func (d Derived) Since(before Derived) Derived {
	out := d.Clone()
	maps.DeleteFunc(out.Cards, func(facet questions.FacetID, c Card) bool { return before.Cards[facet] == c })
	maps.DeleteFunc(out.Days, func(day Day, t Tally) bool { return before.Days[day] == t })
	maps.DeleteFunc(out.Holds, func(facet questions.FacetID, h Hold) bool { return before.Holds[facet] == h })
	maps.DeleteFunc(out.Confusions, func(m Mixed, c Confusion) bool { return before.Confusions[m] == c })
	maps.DeleteFunc(out.Slots, func(s Slot, c Count) bool { return before.Slots[s] == c })
	maps.DeleteFunc(out.Fits, func(b Bin, f Fit) bool { return before.Fits[b] == f })
	return out
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

// Minus is the difference of both.
func (t Tally) Minus(u Tally) Tally {
	return Tally{
		t.Answers - u.Answers, t.Correct - u.Correct, t.Reviews - u.Reviews, t.New - u.New,
		t.Repeats - u.Repeats, t.Recalled - u.Recalled, t.Took - u.Took,
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
	undone := Undone(events)
	w := walk{Derived: NewDerived(DefaultSettings()), past: make(map[questions.FacetID][]Event)}
	w.follow()
	for _, e := range inOrder(events) {
		if !undone[e.ID] {
			w.step(e)
			if see != nil {
				see(e, w.Derived)
			}
		}
	}
	return w.Derived
}

// A walk goes through a log.
type walk struct {
	Derived
	scheduler Scheduler                     // that the settings describe
	past      map[questions.FacetID][]Event // the reviews of each card so far
}

func (w *walk) step(e Event) {
	if e.Change != nil {
		w.change(*e.Change)
		return
	}
	w.scheduler.Apply(w.Derived, e)
	switch {
	case e.Kind == ResetEvent:
		for _, facet := range e.About {
			delete(w.past, facet)
		}
	case e.Answer != nil && e.Answer.Counts == Review:
		for _, facet := range e.Answer.Facets {
			w.past[facet] = append(w.past[facet], e)
		}
	}
}

// change puts other settings in force. What this program would not keep, as of a
// newer one on another device, it passes over.
func (w *walk) change(c Change) {
	settings, err := w.Settings.With(c)
	if err != nil {
		return
	}
	w.Settings = settings
	w.follow()
	if !c.Reschedule {
		return
	}
	for facet, card := range w.Cards {
		w.Cards[facet] = w.scheduler.reschedule(card, w.past[facet])
	}
}

// follow makes the scheduler that of the settings, which were checked.
func (w *walk) follow() { w.scheduler, _ = SchedulerOf(w.Settings) }

// reschedule returns the card as it would stand if its reviews had been followed
// by this scheduler's weights and retention. Where it is in its steps it stays.
func (s Scheduler) reschedule(c Card, past []Event) Card {
	if len(past) == 0 {
		return c
	}
	memory, before := fsrs.Memory{}, past[0].Day
	for _, e := range past {
		memory = s.Model.Next(memory, max(int(e.Day-before), 0), e.Answer.Grade)
		before = e.Day
	}
	last := past[len(past)-1]
	elapsed := 0
	if len(past) > 1 {
		elapsed = max(int(last.Day-past[len(past)-2].Day), 0)
	}
	c.Memory, c.Target = memory, s.Aim(last.Answer.Guess)
	if c.State == fsrs.Review {
		earlier := c
		earlier.Reviews--
		days := s.Model.Interval(memory, c.Target, s.Steps.Maximum)
		c.Days = s.fuzz(earlier).Days(days, elapsed, s.Steps.Maximum)
		c.Due = last.At.Add(time.Duration(c.Days) * hoursADay).UTC()
		c.DueDay = last.Day + Day(c.Days)
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

// Apply derives what an answer, suspend, unsuspend, bury or reset changes. d must
// hold the cards, holds and confusions of the event's facets as far as there are
// any, and the tally of its day; the event must be the last in the log. What an
// undo or a change of settings leads to follows from a replay alone.
func (s Scheduler) Apply(d Derived, e Event) {
	if e.Kind != AnswerEvent {
		d.hold(e)
		return
	}
	fresh := false
	if e.Answer.Counts == Review {
		fresh = s.review(d, e)
	}
	tally := d.Days[e.Day]
	tally.Answers++
	if e.Answer.Correct {
		tally.Correct++
	}
	tally.Took += min(max(e.Answer.Took, 0), LongestTook).Truncate(time.Millisecond)
	d.Days[e.Day] = tally
	d.confuse(e)
	d.count(e, fresh)
}

// review derives what an answer changes that moves cards, and reports whether it
// began one.
func (s Scheduler) review(d Derived, e Event) (fresh bool) {
	tally := d.Days[e.Day]
	tally.Reviews++
	for _, facet := range e.Answer.Facets {
		c, begun := d.Cards[facet]
		switch {
		case !begun:
			tally.New++
			fresh = true
		case c.State == fsrs.Review:
			tally.Repeats++
			if e.Answer.Grade != fsrs.Again {
				tally.Recalled++
			}
		}
		s.fit(d.Fits, c, e)
		c.Facet = facet
		d.Cards[facet] = s.Next(c, e.rating())
	}
	d.Days[e.Day] = tally
	return fresh
}

// count counts an answer, and what it took. One about nothing makes no sense, but may
// stand in a damaged log.
func (d Derived) count(e Event, fresh bool) {
	if len(e.Answer.Facets) == 0 {
		return
	}
	slot, one := e.slot(fresh), Count{Answers: 1, Took: timesOf(e.Answer.Took)}
	if e.Answer.Correct {
		one.Correct = 1
	}
	d.Slots[slot] = d.Slots[slot].Plus(one)
}

// confuse counts what was taken for the right one. Of questions about several
// facets it is not known which of them was mixed up.
func (d Derived) confuse(e Event) {
	if mixed, is := e.Mixed(); is {
		c, before := d.Confusions[mixed]
		if !before {
			c.First = e.Day
		}
		d.Confusions[mixed] = Confusion{c.Count + 1, c.First, e.Day}
	}
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
