package quiz

import (
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
const AnswerEvent EventKind = "answer"

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
	Answer *Answer // of an AnswerEvent
}

// Counts says what an answer counts as.
type Counts string

// An answer moves a card or only feeds the figures.
const (
	Review   Counts = "review"
	Practice Counts = "practice"
)

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
	Grade    fsrs.Grade // 0 for practice
	Target   float64    // the retention that was aimed at
}

// Facets returns the facets whose cards the event may change.
func (e Event) Facets() []questions.FacetID {
	if e.Answer == nil {
		return nil
	}
	return e.Answer.Facets
}
