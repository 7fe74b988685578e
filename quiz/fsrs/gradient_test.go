package fsrs

import (
	"math"
	"math/rand/v2"
	"testing"
)

// drawHistories draws histories with every grade, some answers on one day and some years
// apart.
func drawHistories(chance *rand.Rand, cards int) (all []History) {
	for range cards {
		var h History
		day := chance.IntN(10)
		for range 1 + chance.IntN(12) {
			h = append(h, Rating{day, Grade(1 + chance.IntN(4))})
			if chance.IntN(3) > 0 {
				day += int(math.Exp(5 * chance.Float64()))
			}
		}
		all = append(all, h)
	}
	return all
}

// drawWeights draws weights around the published ones.
func drawWeights(chance *rand.Rand) Weights {
	w := DefaultWeights
	for i, b := range bounds {
		apart := (b[1] - b[0]) / 8
		w[i] = clamp(w[i]+apart*(2*chance.Float64()-1), b[0]+apart/10, b[1]-apart/10)
	}
	return w
}

func lossOf(w Weights, histories []History) (sum float64) {
	t := tape{model: smoothOf(w)}
	for _, h := range histories {
		sum += t.forward(h)
	}
	return sum
}

// The law: the gradient is what the loss does when a weight moves a little.
func TestGradientIsThatOfTheLoss(t *testing.T) {
	chance := rand.New(rand.NewPCG(1, 2))
	const tries, allowed = 60, 1e-4
	worst, moved := 0.0, Weights{}
	for range tries {
		w, histories := drawWeights(chance), drawHistories(chance, 20)
		var gradient Weights
		tape := tape{model: smoothOf(w)}
		for _, h := range histories {
			tape.forward(h)
			tape.backward(&gradient)
		}
		for i := range w {
			slope := func(step float64) float64 {
				up, down := w, w
				up[i] += step
				down[i] -= step
				return (lossOf(up, histories) - lossOf(down, histories)) / (2 * step)
			}
			step := 1e-5 * max(math.Abs(w[i]), 0.1)
			numeric := (4*slope(step/2) - slope(step)) / 3 // Richardson
			moved[i] = max(moved[i], math.Abs(gradient[i]))
			apart := math.Abs(gradient[i]-numeric) / max(math.Abs(gradient[i]), math.Abs(numeric), 1e-2)
			if worst = max(worst, apart); apart > allowed {
				t.Errorf("w%d: derivative %v, by differences %v, with %v", i, gradient[i], numeric, w)
			}
		}
	}
	for i, by := range moved {
		if by == 0 {
			t.Errorf("w%d never moved the loss: nothing was tested", i)
		}
	}
	t.Logf("worst relative error %.2g", worst)
}

// The law: what is fitted is the model that schedules, but for its rounding.
func TestFittedModelIsTheModel(t *testing.T) {
	chance := rand.New(rand.NewPCG(3, 4))
	for range 20 {
		w, histories := drawWeights(chance), drawHistories(chance, 30)
		m, err := NewModel(w)
		if err != nil {
			t.Fatal(err)
		}
		want := 0.0
		for _, losses := range m.losses(histories, math.MinInt) {
			for _, loss := range losses {
				want += loss
			}
		}
		if got := lossOf(w, histories); math.Abs(got-want) > 1e-5*want {
			t.Errorf("loss %v, that of the model %v, with %v", got, want, w)
		}
	}
}
