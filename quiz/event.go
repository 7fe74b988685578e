// Package quiz models what a learner remembers: the log of answers, the cards derived
// from it, and the scheduler that decides when each card is due. Time and randomness
// are passed in as arguments. Package session draws questions and records answers.
package quiz

import (
	"cmp"
	"slices"
	"time"

	"portdrill/questions"
	"portdrill/questions/catalogue"
	"portdrill/quiz/fsrs"
)

// Identities, each a UUID. A name can change; these never do.
type (
	LearnerID string // a person
	DeviceID  string // one database file on one machine
	EventID   string
)

// An EventKind says what an event records.
type EventKind string

// The kinds of event.
const (
	AnswerEvent EventKind = "answer"
	NoteEvent   EventKind = "note" // the learner's note on a service
	FlagEvent   EventKind = "flag" // "this question is wrong", or taken back
	UndoEvent   EventKind = "undo" // cancels an answer or one of the kinds below

	SuspendEvent   EventKind = "suspend"   // do not ask the card
	UnsuspendEvent EventKind = "unsuspend" // ask the card again; also lifts a bury
	BuryEvent      EventKind = "bury"      // do not ask the card on this study day
	ResetEvent     EventKind = "reset"     // start the card over; the log is unchanged

	SettingsEvent EventKind = "settings" // what the learner chose
	WeightsEvent  EventKind = "weights"  // of FSRS, from an optimizer

	ExamEvent    EventKind = "exam"     // a mock exam was begun
	ExamEndEvent EventKind = "exam-end" // the exam ended
)

// An Event is an entry in a learner's log. Events are immutable; everything else
// stored about a learner is derived from them.
type Event struct {
	ID     EventID
	Device DeviceID
	Seq    int64     // 1, 2, 3 ... on its device
	Order  int64     // greater than that of every event before it in this log
	At     time.Time // as observed, in the zone then in force; to the millisecond
	Day    Day       // by the rollover then in force
	Kind   EventKind
	Answer *Answer             // of an AnswerEvent
	Note   *Note               // of a NoteEvent
	Flag   *Flag               // of a FlagEvent
	Undo   *Undo               // of an UndoEvent
	About  []questions.FacetID // of a suspend, unsuspend, bury or reset
	Change *Change             // of a SettingsEvent or WeightsEvent

	Exam    *Exam    // of an ExamEvent
	ExamEnd *ExamEnd // of an ExamEndEvent
}

// An Undo cancels an earlier event, but never another Undo. An Undo from another
// device may arrive before its target; it takes effect when the target arrives.
type Undo struct {
	Target EventID             `json:"target"`
	Facets []questions.FacetID `json:"facets"` // of the target
}

// A Note is a learner's note on a service. The latest one for each service wins.
type Note struct {
	Service string `json:"service"` // key
	Text    string `json:"text"`    // empty deletes the note
}

// A Flag reports a question as wrong and records how the question was made. The
// latest one for each facet and kind wins.
type Flag struct {
	Facet    questions.FacetID `json:"facet"` // of the first facet, where there are several
	Kind     questions.Kind    `json:"kind"`
	Off      bool              `json:"off,omitempty"`      // withdraws the flag
	Text     string            `json:"text,omitempty"`     // why; may be empty
	Question string            `json:"question,omitempty"` // ID
	Format   questions.Format  `json:"format,omitempty"`
	Lang     catalogue.Lang    `json:"lang,omitempty"`
	Deck     string            `json:"deck,omitempty"`
	Stem     string            `json:"stem,omitempty"`
	Options  []string          `json:"options,omitempty"`
	Given    string            `json:"given,omitempty"`
	Correct  bool              `json:"correct,omitempty"`
}

// Remarks holds a learner's current notes and flags.
type Remarks struct {
	Notes map[string]string // by service
	Flags []Flag            // in the order they were made
}

// RemarksOf returns the notes and flags in force after events, which must be in order.
func RemarksOf(events []Event) Remarks {
	r := Remarks{Notes: make(map[string]string)}
	for _, e := range events {
		switch e.Kind {
		case NoteEvent:
			r.Notes[e.Note.Service] = e.Note.Text
			if e.Note.Text == "" {
				delete(r.Notes, e.Note.Service)
			}
		case FlagEvent:
			r.Flags = slices.DeleteFunc(r.Flags, func(f Flag) bool {
				return f.Facet == e.Flag.Facet && f.Kind == e.Flag.Kind
			})
			if !e.Flag.Off {
				r.Flags = append(r.Flags, *e.Flag)
			}
		case AnswerEvent, UndoEvent, SuspendEvent, UnsuspendEvent, BuryEvent, ResetEvent,
			SettingsEvent, WeightsEvent, ExamEvent, ExamEndEvent: // no effect on notes or flags
		}
	}
	return r
}

// Flagged reports whether questions of the kind about the facet are flagged.
func (r Remarks) Flagged(facet questions.FacetID, kind questions.Kind) bool {
	return slices.ContainsFunc(r.Flags, func(f Flag) bool { return f.Facet == facet && f.Kind == kind })
}

// Counts says whether an answer schedules a card.
type Counts string

// A Review updates the card's schedule; Practice only adds to the statistics.
const (
	Review   Counts = "review"
	Practice Counts = "practice"
)

// CountsOf returns Practice for a question with two options or about several facets,
// and Review for any other.
func CountsOf(k questions.Kind, f questions.Format) Counts {
	if f == questions.Boolean || k.Several() {
		return Practice
	}
	return Review
}

// GradeOf returns Good for a correct review and Again for an incorrect one, which
// includes "I don't know". It returns 0 for practice.
func GradeOf(c Counts, correct bool) fsrs.Grade {
	switch {
	case c == Practice:
		return 0
	case correct:
		return fsrs.Good
	default:
		return fsrs.Again
	}
}

// An Answer records one answered question.
type Answer struct {
	Question string // the ID of the question
	Facets   []questions.FacetID
	Kind     questions.Kind
	Format   questions.Format
	Lang     catalogue.Lang
	Deck     string
	Stem     string
	Options  []string // as shown
	Given    string   // the option chosen or the text typed; empty for "I don't know"
	Chosen   string   // key of the service the learner chose, right or wrong
	DontKnow bool
	Correct  bool
	Took     time.Duration // response time, to the millisecond
	Counts   Counts
	Grade    fsrs.Grade      // 0 for practice
	Guess    float64         // probability of guessing right at the next review, given its format
	Target   float64         // desired retention until the next review
	Learning []time.Duration // learning steps in force at a review; nil if not recorded, empty if none
	Exam     EventID         // the ExamEvent of its exam; empty outside exams
	Room     string          // ID of its class session; empty outside class
}

// rating returns the Rating of an answer that counts as a review.
func (e Event) rating() Rating {
	return Rating{Grade: e.Answer.Grade, At: e.At, Day: e.Day, Target: e.Answer.Target}
}

// IsAboutCards reports whether the event suspends, unsuspends, buries or resets cards.
func (e Event) IsAboutCards() bool {
	switch e.Kind {
	case SuspendEvent, UnsuspendEvent, BuryEvent, ResetEvent:
		return true
	case AnswerEvent, UndoEvent, NoteEvent, FlagEvent, SettingsEvent, WeightsEvent, ExamEvent, ExamEndEvent:
	}
	return false
}

// Facets returns the facets whose cards the event may change.
func (e Event) Facets() []questions.FacetID {
	switch {
	case e.Answer != nil:
		return e.Answer.Facets
	case e.Undo != nil:
		return e.Undo.Facets
	}
	return e.About
}

// InOrder returns a copy of events sorted by Order, then by ID.
func InOrder(events []Event) []Event {
	return slices.SortedFunc(slices.Values(events), func(a, b Event) int {
		return cmp.Or(cmp.Compare(a.Order, b.Order), cmp.Compare(a.ID, b.ID))
	})
}
