package quiz

import (
	"portdrill/quiz/fsrs"
)

// A Leech is a card that was forgotten so often that another way in is needed.
type Leech struct {
	Lapses int
	With   string // key of the service that it is confused with; may be empty
}

// When a card is a leech: at so many lapses, and at every so many after.
const (
	leechFrom  = 8
	leechEvery = 4
)

// IsLeech reports whether the card has lapsed often enough.
func (c Card) IsLeech() bool { return c.Lapses >= leechFrom }

// leech returns what to say about a card that has just lapsed too often, and stood
// like this before; nil for any other.
func (s *Session) leech(v Verdict, before Card) *Leech {
	c := v.Card
	if c == nil || v.Grade != fsrs.Again || c.State == fsrs.Learning || !c.IsLeech() || (c.Lapses-leechFrom)%leechEvery != 0 {
		return nil
	}
	if before.Lapses == c.Lapses {
		return nil // forgotten again while it is learned anew
	}
	f, _ := s.maker.Facet(c.Facet)
	return &Leech{Lapses: c.Lapses, With: s.oftenTakenFor(f.Service)}
}

// oftenTakenFor is what the service was mixed up with most, else what it easily
// is.
func (s *Session) oftenTakenFor(service string) string {
	if service == "" {
		return ""
	}
	if mixed := s.mixed.with(service); len(mixed) > 0 {
		return mixed[0]
	}
	if easily := s.confusables(service); len(easily) > 0 {
		return easily[0]
	}
	return ""
}
