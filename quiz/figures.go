package quiz

import (
	"math"
	"time"

	"portdrill/questions"
	"portdrill/quiz/fsrs"
)

// A Counted is an answer that stands, as figures count it: all that they are made
// of, whatever the catalogue says by then.
type Counted struct {
	ID      EventID
	Order   int64
	Day     Day
	Facet   questions.FacetID // the first one, of a question about several
	Kind    questions.Kind
	Options int    // that were to choose from; 0 where none were shown
	Chosen  string // key of the service that was taken for the right one; empty where none was
	Correct bool
	Took    time.Duration // never below 0
	Grade   fsrs.Grade    // of a review, 0 for practice
	From    fsrs.State    // that a review found the card in
	Prediction
}

// Fresh reports whether the answer began a card: a pretest, which says little about
// memory.
func (c Counted) Fresh() bool { return c.Grade != 0 && c.From == fsrs.New }

// LongestTook is the most that one answer adds to the time of a day: who was away
// for longer was not at it. Anki takes the same.
const LongestTook = time.Minute

// count is how an answer counts that found its card, where it has one of its own, as
// it then stood.
func (s Scheduler) count(e Event, before Card) Counted {
	a := e.Answer
	mixed, _ := e.Mixed()
	c := Counted{
		ID: e.ID, Order: e.Order, Day: e.Day, Facet: a.Facets[0], Kind: a.Kind, Options: a.choices(), Chosen: mixed.Chosen,
		Correct: a.Correct, Took: max(a.Took, 0).Truncate(time.Millisecond),
	}
	if a.Counts == Review {
		c.Grade, c.From, c.Prediction = a.Grade, before.State, s.predict(before, e)
	}
	return c
}

// choices is how many options there were to choose one from.
func (a *Answer) choices() int {
	guess := a.Kind.Guess(a.Format)
	switch {
	case guess == 0:
		return 0
	case len(a.Options) > 1:
		return len(a.Options)
	}
	return int(math.Round(1 / guess))
}

// A Bin holds reviews that are alike in what a scheduler predicts from: the bins of
// RMSE(bins), as the benchmark of FSRS (open-spaced-repetition/srs-benchmark) cuts
// them, by intervals, earlier reviews and lapses that grow in the same proportion;
// and, for the curve of predicted against actual recall, by twentieths of it.
type Bin struct {
	Lag    int // floor(log(days since the last review) / log 3.62)
	Nth    int // floor(log(number of the review, the first is 1) / log 1.89)
	Lapses int // 0 for none, else 1 + floor(log(lapses) / log 1.73)
	Likely int // predicted recall in twentieths, rounded down, 0 to 19
}

// A Prediction is how likely it was that a review would be right, zero where nothing
// was predicted. Both are whole millionths, so that sums come to the same in whatever
// order they are added.
type Prediction struct {
	Bin
	Predicted int64 // probability of recall, in millionths
	Loss      int64 // log loss, in millionths of a nat
}

// A Fit is how the predictions of a bin came out.
type Fit struct {
	Reviews, Recalled int
	Predicted         int64 // sum of the predicted probabilities of recall, in millionths
	Loss              int64 // sum of the log losses, in millionths of a nat
}

// Plus is the sum of both.
func (f Fit) Plus(o Fit) Fit {
	return Fit{f.Reviews + o.Reviews, f.Recalled + o.Recalled, f.Predicted + o.Predicted, f.Loss + o.Loss}
}

// Minus is what is left of f without a part of it.
func (f Fit) Minus(o Fit) Fit {
	return Fit{f.Reviews - o.Reviews, f.Recalled - o.Recalled, f.Predicted - o.Predicted, f.Loss - o.Loss}
}

const (
	millionths = 1e6
	surest     = 1e-6 // predictions are kept so far from 0 and 1
	twentieths = 20
)

// predict notes how likely it was that the card, as it stood, is recalled. Of a
// review on the day of the one before, a forgetting curve in days says nothing.
func (s Scheduler) predict(c Card, e Event) Prediction {
	elapsed := c.elapsed(e.Day)
	if elapsed < 1 {
		return Prediction{}
	}
	likely := min(max(s.Model.Retrievability(c.Memory, elapsed), surest), 1-surest)
	loss := fsrs.LogLoss(likely, e.Answer.Grade)
	bin := Bin{Lag: power(elapsed, 3.62), Nth: power(c.Reviews+1, 1.89), Likely: int(likely * twentieths)}
	if c.Lapses > 0 {
		bin.Lapses = 1 + power(c.Lapses, 1.73)
	}
	return Prediction{bin, int64(math.Round(likely * millionths)), int64(math.Round(loss * millionths))}
}

// power is the highest power of the base that n, at least 1, reaches. By products
// and not by logarithms it is the same on every processor.
func power(n int, base float64) int {
	exponent := 0
	for reached := base; reached <= float64(n); reached *= base {
		exponent++
	}
	return exponent
}
