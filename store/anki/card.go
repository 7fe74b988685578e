package anki

import (
	"encoding/json"
	"math"
)

func (c Card) inSteps() bool { return c.State == Learning || c.State == Relearning }

// queue is where Anki looks for the card.
func (c Card) queue() int {
	switch {
	case c.Suspended:
		return -1
	case c.Buried:
		return -3
	case c.State == Relearning:
		return int(Learning)
	}
	return int(c.State)
}

// due says when, as Anki counts in the state.
func (c Card) due() int64 {
	switch {
	case c.State == New:
		return int64(c.Position)
	case c.inSteps():
		return c.Due.Unix()
	}
	return int64(c.DueDay)
}

// ease is what an Anki without FSRS multiplies intervals with, in per mille; it
// begins with this.
const ease = 2500

func (c Card) factor() int {
	if c.State == Review || c.State == Relearning {
		return ease
	}
	return 0
}

// memory is what Anki keeps of FSRS beside the card. Where it has no decay, it
// takes that of FSRS-5, by which more would be forgotten at first and less later.
func (c Card) memory() (string, error) {
	var kept struct {
		Stability  float64 `json:"s,omitempty"`
		Difficulty float64 `json:"d,omitempty"`
		Retention  float64 `json:"dr,omitempty"`
		Decay      float64 `json:"decay,omitempty"`
		LastReview int64   `json:"lrt,omitempty"` // seconds
	}
	if c.State != New {
		kept.Stability = round(c.Memory.Stability, 4)
		kept.Difficulty = round(c.Memory.Difficulty, 3)
		kept.Decay = round(c.Memory.Decay, 3)
		kept.Retention = round(c.Retention, 3)
		if !c.LastReview.IsZero() {
			kept.LastReview = c.LastReview.Unix()
		}
	}
	text, err := json.Marshal(kept)
	return string(text), err
}

// round keeps as many decimals as Anki has room for.
func round(x float64, decimals int) float64 {
	scale := math.Pow10(decimals)
	return math.Round(x*scale) / scale
}
