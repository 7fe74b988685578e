package quiz

import (
	"iter"
	"math"
	"strconv"
	"strings"
	"time"

	"portdrill/questions"
	"portdrill/quiz/fsrs"
)

// A Slot is what answers are counted by: fine enough that every figure about areas
// and times follows from the counts, whatever the catalogue says by then.
type Slot struct {
	Day     Day
	Facet   questions.FacetID // the first one, of a question about several
	Kind    questions.Kind
	Options int    // that were to choose from; 0 where none were shown
	Fresh   bool   // it began a card: a pretest, which says little about memory
	Chosen  string // key of the service that was taken for the right one; empty where none was
}

// A Count is how the answers of a slot were.
type Count struct {
	Answers, Correct int
	Took             Times
}

// Plus is the count of what c counts and, after that, of what o does.
func (c Count) Plus(o Count) Count {
	return Count{c.Answers + o.Answers, c.Correct + o.Correct, c.Took.plus(o.Took)}
}

// Times are response times in tenths of a second, rounded down, as they came:
// "23,41". As text they can be compared, and kept in a column.
type Times string

func timesOf(took time.Duration) Times {
	return Times(strconv.FormatInt(max(took.Milliseconds(), 0)/msATenth, 10))
}

const msATenth = 100

func (t Times) plus(o Times) Times {
	if t == "" || o == "" {
		return t + o
	}
	return t + "," + o
}

// Tenths returns the times one by one. What is no number, as in a damaged file, is
// left out.
func (t Times) Tenths() []int {
	var all []int
	for part := range strings.SplitSeq(string(t), ",") {
		if n, err := strconv.Atoi(part); err == nil {
			all = append(all, n)
		}
	}
	return all
}

// LongestTook is the most that one answer adds to the time of a day: who was away
// for longer was not at it. Anki takes the same.
const LongestTook = time.Minute

// slot is where an answer is counted.
func (e Event) slot(fresh bool) Slot {
	mixed, _ := e.Mixed()
	return Slot{Day: e.Day, Facet: e.Answer.Facets[0], Kind: e.Answer.Kind, Options: e.Answer.choices(), Fresh: fresh, Chosen: mixed.Chosen}
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

// A Fit is how the predictions of a bin came out. Sums are of whole millionths, so
// that they come to the same in whatever order they are added.
type Fit struct {
	Reviews, Recalled int
	Predicted         int64 // sum of the predicted probabilities of recall, in millionths
	Loss              int64 // sum of the log losses, in millionths of a nat
}

// Plus is the sum of both.
func (f Fit) Plus(o Fit) Fit {
	return Fit{f.Reviews + o.Reviews, f.Recalled + o.Recalled, f.Predicted + o.Predicted, f.Loss + o.Loss}
}

// Minus is the difference of both.
func (f Fit) Minus(o Fit) Fit {
	return Fit{f.Reviews - o.Reviews, f.Recalled - o.Recalled, f.Predicted - o.Predicted, f.Loss - o.Loss}
}

const (
	millionths = 1e6
	surest     = 1e-6 // predictions are kept so far from 0 and 1, where the log loss has no end
	twentieths = 20
)

// fit notes how likely it was that the card, as it stood, is recalled, and whether
// it was. Of a review on the day of the one before, a forgetting curve in days says
// nothing.
func (s Scheduler) fit(fits map[Bin]Fit, c Card, e Event) {
	elapsed := c.elapsed(e.Day)
	if elapsed < 1 {
		return
	}
	likely := min(max(s.Model.Retrievability(c.Memory, elapsed), surest), 1-surest)
	recalled, loss := 1, -math.Log(likely)
	if e.Answer.Grade == fsrs.Again {
		recalled, loss = 0, -math.Log(1-likely)
	}
	bin := Bin{Lag: power(elapsed, 3.62), Nth: power(c.Reviews+1, 1.89), Likely: int(likely * twentieths)}
	if c.Lapses > 0 {
		bin.Lapses = 1 + power(c.Lapses, 1.73)
	}
	fits[bin] = fits[bin].Plus(Fit{1, recalled, int64(math.Round(likely * millionths)), int64(math.Round(loss * millionths))})
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

// A Counted is a slot with its count.
type Counted struct {
	Slot
	Count
}

// Each returns what is counted, in order.
func Each(all []Counted) iter.Seq2[Slot, Count] {
	return func(yield func(Slot, Count) bool) {
		for _, c := range all {
			if !yield(c.Slot, c.Count) {
				return
			}
		}
	}
}
