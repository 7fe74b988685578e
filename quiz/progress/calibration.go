package progress

import (
	"cmp"
	"maps"
	"math"
	"slices"

	"portdrill/quiz"
)

// A Calibration says how well the scheduler's predictions came out.
type Calibration struct {
	Reviews   int     // a day or more after the one before
	Predicted float64 // mean probability of recall, 0 to 1
	Actual    float64 // share that was recalled, 0 to 1
	LogLoss   float64 // mean, in nats; lower is better
	RMSE      float64 // RMSE(bins), 0 to 1; lower is better
	Curve     []CurvePoint
}

// A CurvePoint is what came of the predictions within one twentieth.
type CurvePoint struct {
	From, To  float64 // the twentieth
	Reviews   int
	Predicted float64 // mean
	Actual    Estimate
}

// CalibrationOf sums up. The log loss is -Σ(y·ln p + (1-y)·ln(1-p)) / n, with the
// predicted p and the actual y (Good, "Rational Decisions", 1952). RMSE(bins) is
//
//	√(Σ n·(mean p - mean y)² / Σ n)
//
// over the bins of the benchmark of FSRS (open-spaced-repetition/srs-benchmark).
func CalibrationOf(fits map[quiz.Bin]quiz.Fit) Calibration {
	bins := make(map[quiz.Bin]quiz.Fit)
	var parts [20]quiz.Fit
	var sum quiz.Fit
	for b, f := range fits {
		sum = sum.Plus(f)
		at := min(max(b.Likely, 0), len(parts)-1)
		parts[at] = parts[at].Plus(f)
		b.Likely = 0
		bins[b] = bins[b].Plus(f)
	}
	c := Calibration{Reviews: sum.Reviews}
	if sum.Reviews == 0 {
		return c
	}
	n := float64(sum.Reviews)
	c.Predicted, c.Actual = predicted(sum), float64(sum.Recalled)/n
	c.LogLoss = float64(sum.Loss) / millionths / n
	c.RMSE = math.Sqrt(squares(bins) / n)
	for i, f := range parts {
		if f.Reviews == 0 {
			continue
		}
		var s sample
		s.add(trials{n: f.Reviews, correct: f.Recalled})
		c.Curve = append(c.Curve, CurvePoint{
			From: float64(i) / float64(len(parts)), To: float64(i+1) / float64(len(parts)),
			Reviews: f.Reviews, Predicted: predicted(f), Actual: s.estimate(0.5, 1),
		})
	}
	return c
}

const millionths = 1e6

func predicted(f quiz.Fit) float64 { return float64(f.Predicted) / millionths / float64(f.Reviews) }

// squares is Σ n·(mean p - mean y)², in one order: added up in another, the last bits
// of a sum may differ.
func squares(bins map[quiz.Bin]quiz.Fit) float64 {
	sum := 0.0
	for _, b := range slices.SortedFunc(maps.Keys(bins), func(a, b quiz.Bin) int {
		return cmp.Or(cmp.Compare(a.Lag, b.Lag), cmp.Compare(a.Nth, b.Nth), cmp.Compare(a.Lapses, b.Lapses))
	}) {
		f := bins[b]
		off := predicted(f) - float64(f.Recalled)/float64(f.Reviews)
		sum += float64(f.Reviews) * off * off
	}
	return sum
}
