package progress

import "math"

// familywise is how likely it is at most that of all areas of a learner who is
// nowhere weak, any is called so.
const familywise = 0.05

// leastShortfall is by how much less is known of a weak area than of the rest:
// whoever has answered often would otherwise be shown differences that are real
// and do not matter.
const leastShortfall = 0.05

// A stratum is a group of answers that are alike in what makes them hard or easy,
// whatever they are about: the kind of question, and how it is answered. Where
// nothing is weak, the right answers are spread over it by chance.
type stratum struct {
	all, correct int // of the learner
	n, right     int // of these, in the area
}

// chance is the probability that, if right answers were spread over each stratum by
// chance, the area had as few of them as it has, or fewer. It is the exact test of
// several two-by-two tables (Agresti, Categorical Data Analysis, 3rd ed., section
// 16.5; Fisher's for one), and for many answers that of Mantel and Haenszel (1959)
// with a correction for continuity.
func chance(strata []stratum) float64 {
	answers, right := 0, 0
	for _, s := range strata {
		answers += s.n
		right += s.right
	}
	if answers > mostExact {
		return mantelHaenszel(strata)
	}
	distribution := []float64{1} // of right answers in the strata so far
	for _, s := range strata {
		distribution = convolved(distribution, hypergeometric(s))
	}
	p := 0.0
	for _, each := range distribution[:min(right+1, len(distribution))] {
		p += each
	}
	return min(p, 1)
}

// mostExact is how many answers are worth the exact test, which takes their square.
const mostExact = 1000

// hypergeometric returns for each number of right answers, from 0 to n, how likely
// it is that n of the stratum's answers have so many.
func hypergeometric(s stratum) []float64 {
	p := make([]float64, s.n+1)
	ways := choose(s.all, s.n)
	for k := max(0, s.n-(s.all-s.correct)); k <= min(s.n, s.correct); k++ {
		p[k] = math.Exp(choose(s.correct, k) + choose(s.all-s.correct, s.n-k) - ways)
	}
	return p
}

// choose is the logarithm of the binomial coefficient.
func choose(n, k int) float64 {
	return lgamma(float64(n+1)) - lgamma(float64(k+1)) - lgamma(float64(n-k+1))
}

func convolved(a, b []float64) []float64 {
	out := make([]float64, len(a)+len(b)-1)
	for i, x := range a {
		for j, y := range b {
			out[i+j] += x * y
		}
	}
	return out
}

func mantelHaenszel(strata []stratum) float64 {
	difference, variance := 0.5, 0.0
	for _, s := range strata {
		all, n, correct := float64(s.all), float64(s.n), float64(s.correct)
		difference += float64(s.right) - n*correct/all
		if s.all > 1 {
			variance += n * (all - n) * correct * (all - correct) / (all * all * (all - 1))
		}
	}
	if variance == 0 {
		return 1
	}
	return math.Erfc(-difference/math.Sqrt(2*variance)) / 2
}
