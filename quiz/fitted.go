package quiz

import (
	"math"

	"portdrill/quiz/fsrs"
)

// Fitted says what weights were fitted to, and how well they predict reviews that they
// were not fitted to. In an event without weights they were not taken.
type Fitted struct {
	Reviews int     `json:"reviews"`     // a day or more after the one before
	Held    int     `json:"held"`        // of these, the last ones, that nothing was fitted to
	Before  float64 `json:"loss_before"` // mean log loss of those by the weights before, in nats
	After   float64 `json:"loss_after"`  // by the fitted weights
}

// DaysBetweenFits is after how many study days weights are fitted again, where nobody
// asks for it.
const DaysBetweenFits = 7

// FittedChange is what the log keeps of a fit, and puts its weights in force if they are
// taken.
func FittedChange(f fsrs.Fit, taken bool) Change {
	const places = 1e6
	rounded := func(x float64) float64 { return math.Round(x*places) / places }
	c := Change{Fitted: &Fitted{Reviews: f.Reviews, Held: f.Held, Before: rounded(f.Before), After: rounded(f.After)}}
	if taken {
		list := f.Weights[:]
		c.Weights = &list
	}
	return c
}
