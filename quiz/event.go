// Package quiz knows what a learner remembers: the log of what was answered, the
// cards derived from it, and the scheduler that says when each is due. Time and chance
// are arguments. Package session draws questions and records the answers.
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
	NoteEvent   EventKind = "note" // a note of one's own on a service
	FlagEvent   EventKind = "flag" // "this question is wrong", or taken back
	UndoEvent   EventKind = "undo" // an answer, or one of those below, is to count as not given

	SuspendEvent   EventKind = "suspend"   // not to be asked
	UnsuspendEvent EventKind = "unsuspend" // to be asked again, also what was buried
	BuryEvent      EventKind = "bury"      // not to be asked on this study day
	ResetEvent     EventKind = "reset"     // the card starts over; the log keeps all

	SettingsEvent EventKind = "settings" // what the learner chose
	WeightsEvent  EventKind = "weights"  // of FSRS, from an optimizer

	ExamEvent    EventKind = "exam"     // a mock exam was begun
	ExamEndEvent EventKind = "exam-end" // and is over
)

// An Event is an entry of a learner's log: something that happened. It is never
// changed, and all else that is kept about a learner is derived from it.
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

// An Undo takes back an earlier event, never another undo. It may arrive before
// its target, from another device, and waits for it.
type Undo struct {
	Target EventID             `json:"target"`
	Facets []questions.FacetID `json:"facets"` // of the target
}

// A Note is what a learner wrote on a service. The last one on it counts.
type Note struct {
	Service string `json:"service"` // key
	Text    string `json:"text"`    // empty takes the note away
}

// A Flag says that a question is wrong, with all that made it. The last one on
// the facet and kind counts.
type Flag struct {
	Facet    questions.FacetID `json:"facet"` // of the first facet, where there are several
	Kind     questions.Kind    `json:"kind"`
	Off      bool              `json:"off,omitempty"`      // takes the flag back
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

// Remarks are the notes and flags of a learner as they now stand.
type Remarks struct {
	Notes map[string]string // by service
	Flags []Flag            // in the order they were made
}

// RemarksOf gathers what stands of notes and flags from events in order.
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
			SettingsEvent, WeightsEvent, ExamEvent, ExamEndEvent: // they leave both alone
		}
	}
	return r
}

// Flagged reports whether questions of the kind about the facet are flagged.
func (r Remarks) Flagged(facet questions.FacetID, kind questions.Kind) bool {
	return slices.ContainsFunc(r.Flags, func(f Flag) bool { return f.Facet == facet && f.Kind == kind })
}

// Counts says what an answer counts as.
type Counts string

// An answer moves a card or only feeds the figures.
const (
	Review   Counts = "review"
	Practice Counts = "practice"
)

// CountsOf returns what an answer to a question of the kind and format counts as:
// practice where it is one of two options or about several facets at once, else a
// review.
func CountsOf(k questions.Kind, f questions.Format) Counts {
	if f == questions.Boolean || k.Several() {
		return Practice
	}
	return Review
}

// GradeOf returns the grade of an answer: a wrong one, and "I don't know", are Again,
// a right one is Good, and practice has none.
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

// An Answer is one question answered, as it happened.
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
	Chosen   string   // key of the service that was taken for the right one, or is it
	DontKnow bool
	Correct  bool
	Took     time.Duration // response time, to the millisecond
	Counts   Counts
	Grade    fsrs.Grade      // 0 for practice
	Guess    float64         // probability that the next asking, in its format, is guessed right
	Target   float64         // the retention that is aimed at until then
	Learning []time.Duration // steps in force, of a review; nil where they are not stated, empty for none
	Exam     EventID         // that began the exam it was given in; empty for none
	Room     string          // identity of the class session that it was given in; empty for one's own
}

// rating is what an answer that counts as a review is worth.
func (e Event) rating() Rating {
	return Rating{Grade: e.Answer.Grade, At: e.At, Day: e.Day, Target: e.Answer.Target}
}

// IsAboutCards reports whether the event, other than an answer, changes cards.
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

// InOrder returns the events in the order in which they count: by Order, then by ID.
func InOrder(events []Event) []Event {
	return slices.SortedFunc(slices.Values(events), func(a, b Event) int {
		return cmp.Or(cmp.Compare(a.Order, b.Order), cmp.Compare(a.ID, b.ID))
	})
}
