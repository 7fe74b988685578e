package progress

import "math"

// An Estimate is a share, 0 to 1, and the interval that it lies in with 90 %
// probability.
type Estimate struct{ Mean, Low, High float64 }

// trials are answers with the same chance to be guessed right.
type trials struct {
	n, correct int
	guess      float64 // probability that somebody who knows nothing is right
}

func guessOf(options int) float64 {
	if options < 2 {
		return 0
	}
	return 1 / float64(options)
}

// sample sums up trials: whoever knows the share k is right in g + (1-g)·k of them.
type sample struct {
	weight   float64 // Σ n(1-g): answers, less what guessing alone answers
	known    float64 // Σ (c-ng): right answers, less those that guessing alone gets right
	variance float64 // Σ n(1-g)², and
	chance   float64 // Σ n(1-g)g: what the variance of the share is made of
}

func (s *sample) add(t trials) {
	n, rest := float64(t.n), 1-t.guess
	s.weight += n * rest
	s.known += float64(t.correct) - n*t.guess
	s.variance += n * rest * rest
	s.chance += n * rest * t.guess
}

func (s sample) less(o sample) sample {
	return sample{s.weight - o.weight, s.known - o.known, s.variance - o.variance, s.chance - o.chance}
}

// share is the share that is known, corrected for guessing: (c-g)/(1-g) for one
// rate of guessing (Frary, "Formula scoring of multiple-choice tests", 1988), and
// Σ(c-ng) / Σn(1-g) for several, which has the same mean. It is kept within 0 and 1.
func (s sample) share() float64 {
	if s.weight == 0 {
		return 0
	}
	return min(max(s.known/s.weight, 0), 1)
}

// smoothed is the share with half an answer on either side (Jeffreys), never 0 or 1.
func (s sample) smoothed() float64 {
	return min(max((s.known+0.5)/(s.weight+1), 0.5/(s.weight+1)), (s.weight+0.5)/(s.weight+1))
}

// size is how many typed answers would tell as much: k(1-k) over the variance of
// the share, which by the delta method is
//
//	Σ n·p(1-p) / (Σ n(1-g))²,  p = g+(1-g)k,  1-p = (1-g)(1-k)
//
// so that it is n where nothing can be guessed.
func (s sample) size() float64 {
	if s.weight == 0 {
		return 0
	}
	k := s.smoothed()
	return k * s.weight * s.weight / (s.chance + k*s.variance)
}

// priorAnswers is how many answers at the learner's overall rate an area is thought
// to have to begin with.
const priorAnswers = 10

// estimate is the share that is known, shrunk toward the rate by a Beta prior of so
// many answers (Gelman et al., Bayesian Data Analysis, 3rd ed., sections 2.4 and 5.3):
//
//	Beta(m·rate + n·k, m·(1-rate) + n·(1-k))
//
// with its mean and its 5 % and 95 % quantiles.
func (s sample) estimate(rate, m float64) Estimate {
	n, k := s.size(), s.share()
	a, b := m*rate+float64(n*k), m*(1-rate)+float64(n*(1-k))
	return Estimate{Mean: a / (a + b), Low: betaQuantile(0.05, a, b), High: betaQuantile(0.95, a, b)}
}

// betaQuantile is the x, 0 to 1, that the Beta distribution with a and b, above 0,
// lies below with the probability p. It is found by Newton's steps, and by halving
// where those lead out of what is left.
func betaQuantile(p, a, b float64) float64 {
	const (
		most    = 200 // turns; it takes about eight
		precise = 1e-15
	)
	log := lgamma(a+b) - lgamma(a) - lgamma(b)
	low, high, x := 0.0, 1.0, a/(a+b)
	for range most {
		off := betaBelow(x, a, b) - p
		if off < 0 {
			low = x
		} else {
			high = x
		}
		next := x - off/math.Exp(log+(a-1)*math.Log(x)+(b-1)*math.Log1p(-x))
		if !(next > low && next < high) { // nor NaN
			next = (low + high) / 2
		}
		if math.Abs(next-x) <= precise*x {
			return next
		}
		x = next
	}
	return x
}

// betaBelow is the regularized incomplete Beta function I_x(a, b), by its continued
// fraction on the side where that converges fast (DLMF 8.17.22, evaluated as in
// Numerical Recipes, 3rd ed., section 6.4).
func betaBelow(x, a, b float64) float64 {
	if x <= 0 || x >= 1 {
		return min(max(x, 0), 1)
	}
	front := math.Exp(lgamma(a+b) - lgamma(a) - lgamma(b) + a*math.Log(x) + b*math.Log1p(-x))
	if x < (a+1)/(a+b+2) {
		return front * betaFraction(x, a, b) / a
	}
	return 1 - front*betaFraction(1-x, b, a)/b
}

func betaFraction(x, a, b float64) float64 {
	const (
		tiny    = 1e-300
		precise = 1e-15
		most    = 100_000 // turns; it takes about the root of a and b
	)
	notZero := func(x float64) float64 {
		if math.Abs(x) < tiny {
			return tiny
		}
		return x
	}
	c, d := 1.0, 1/notZero(1-(a+b)*x/(a+1))
	h := d
	for i := 1; i <= most; i++ {
		m := float64(i)
		even := m * (b - m) * x / ((a + 2*m - 1) * (a + 2*m))
		d, c = 1/notZero(1+even*d), notZero(1+even/c)
		h *= d * c
		odd := -(a + m) * (a + b + m) * x / ((a + 2*m) * (a + 2*m + 1))
		d, c = 1/notZero(1+odd*d), notZero(1+odd/c)
		h *= d * c
		if math.Abs(d*c-1) < precise {
			break
		}
	}
	return h
}

func lgamma(x float64) float64 {
	l, _ := math.Lgamma(x)
	return l
}
