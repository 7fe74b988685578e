package quiz

import "portdrill/quiz/fsrs"

// When a card is a leech, one that was forgotten so often that another way in is
// needed: at so many lapses, and at every so many after.
const (
	leechFrom  = 8
	leechEvery = 4
)

// IsLeech reports whether the card has lapsed often enough.
func (c Card) IsLeech() bool { return c.Lapses >= leechFrom }

// IsLeechSince reports whether the card has just lapsed too often, or so many times
// more. It stood like before until then; that it was forgotten again while it is
// learned anew does not count.
func (c Card) IsLeechSince(before Card) bool {
	return c.State != fsrs.Learning && c.IsLeech() && (c.Lapses-leechFrom)%leechEvery == 0 && before.Lapses != c.Lapses
}
