package app

import (
	"fmt"
	"strings"
	"time"

	"portdrill/quiz/fsrs"
)

// ParseSteps reads "1m,10m", or "none" for no steps.
func ParseSteps(list string) ([]time.Duration, error) {
	if list == "none" {
		return nil, nil
	}
	var steps []time.Duration
	for word := range strings.SplitSeq(list, ",") {
		wait, err := time.ParseDuration(strings.TrimSpace(word))
		if err != nil {
			return nil, fmt.Errorf("%q: 1m,10m / 4h / none", word)
		}
		steps = append(steps, wait)
	}
	return steps, fsrs.Steps{Learning: steps, Maximum: 1}.Check()
}

// ParseRollover reads a time of day: "04:00".
func ParseRollover(text string) (time.Duration, error) {
	t, err := time.Parse("15:04", text)
	return time.Duration(t.Hour())*time.Hour + time.Duration(t.Minute())*time.Minute, err
}
