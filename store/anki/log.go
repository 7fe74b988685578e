package anki

import (
	"cmp"
	"math"
	"slices"
	"time"
)

// An entry is an answer with its place in the log.
type entry struct {
	id, card int64
	Answer
}

// logOf returns all answers in order. Anki's log has one at most at an instant;
// others move on to the next one that is free.
func logOf(notes []Note, cards map[string]int64) []entry {
	var log []entry
	for _, n := range notes {
		for _, a := range n.Card.Answers {
			log = append(log, entry{a.At.UnixMilli(), cards[n.GUID], a})
		}
	}
	slices.SortStableFunc(log, func(a, b entry) int {
		return cmp.Or(cmp.Compare(a.id, b.id), cmp.Compare(a.card, b.card))
	})
	for i := 1; i < len(log); i++ {
		log[i].id = max(log[i].id, log[i-1].id+1)
	}
	return log
}

// day is what Anki counts in.
const day = 24 * time.Hour

// longest is what Anki counts of the time that an answer took.
const longest = time.Minute

// span writes a time as Anki's log does: positive in days, negative in seconds.
func span(d time.Duration) int64 {
	if d >= day {
		return int64(d.Round(day) / day)
	}
	return -int64(d.Round(time.Second) / time.Second)
}

// kind is what Anki calls the answer: learning, review, relearning, or by hand
// where the card was made new.
func (a Answer) kind() int {
	switch {
	case a.Ease == 0:
		return 4
	case a.From == New:
		return int(Learning) - 1
	}
	return int(a.From) - 1
}

// factor is the difficulty, which Anki writes from 100 to 1100 to tell it from
// an ease.
func (a Answer) factor() int {
	switch {
	case a.Ease == 0:
		return 0
	case a.Difficulty > 0:
		return int(math.Round((float64((a.Difficulty-1)/9) + 0.1) * 1000))
	case a.From == Review || a.From == Relearning:
		return ease
	}
	return 0
}
