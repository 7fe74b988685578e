//go:build learning

package minds

import (
	"fmt"
	"math"
)

// mean is that of all days that were looked at.
func (r record) mean() float64 {
	sum, n := 0.0, 0.0
	for _, k := range r.known {
		if !math.IsNaN(k) {
			sum, n = sum+k, n+1
		}
	}
	return sum / n
}

// A sample is one figure by seed.
type sample []float64

func (s sample) mean() float64 {
	sum := 0.0
	for _, x := range s {
		sum += x
	}
	return sum / float64(len(s))
}

// margin is half of the 95 % interval of the mean, by Student's t.
func (s sample) margin() float64 {
	mean, square := s.mean(), 0.0
	for _, x := range s {
		square += (x - mean) * (x - mean)
	}
	n := float64(len(s) - 1)
	t := 1.96 + 2.37/n + 2.8/(n*n) // within 1 % from 5 degrees of freedom on
	return t * math.Sqrt(square/n/float64(len(s)))
}

func (s sample) String() string { return fmt.Sprintf("%6.1f ±%4.1f", s.mean(), s.margin()) }

// minus is the difference by seed.
func (s sample) minus(o sample) (d sample) {
	for i := range s {
		d = append(d, s[i]-o[i])
	}
	return d
}

// percentOf is how many percent more s is than o, by seed.
func (s sample) percentOf(o sample) (d sample) {
	for i := range s {
		d = append(d, 100*(s[i]/o[i]-1))
	}
	return d
}
