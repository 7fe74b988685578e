// Package exact has the functions of package math that memories are computed with, so
// that they come out the same, to the bit, on every processor: those of package math are
// written in assembly for some, and may differ in the last bit. They are as precise as
// those, and made of nothing but sums, products and quotients, each rounded by itself.
package exact

import "math"

// ln2 in two parts: the products of the first with whole numbers of some digits are not
// rounded.
const (
	ln2High = 2977044471.0 / (1 << 32)
	ln2Low  = math.Ln2 - ln2High
)

// Exp returns e^x.
func Exp(x float64) float64 {
	const most, least = 709.78, -745.13 // beyond them are infinity and 0
	switch {
	case x != x:
		return x
	case x > most:
		return math.Inf(1)
	case x < least:
		return 0
	}
	// x is so many times ln 2, and a rest of half as much at most.
	k := math.Round(float64(x * (1 / math.Ln2)))
	r := x - float64(k*ln2High) - float64(k*ln2Low)

	// Σ r^n/n!, the even and the odd powers apart: processors compute both at a time.
	z := float64(r * r)
	even := float64(z*(1.0/87178291200)) + 1.0/479001600
	even = float64(z*even) + 1.0/3628800
	even = float64(z*even) + 1.0/40320
	even = float64(z*even) + 1.0/720
	even = float64(z*even) + 1.0/24
	even = float64(z*even) + 1.0/2
	odd := float64(z*(1.0/6227020800)) + 1.0/39916800
	odd = float64(z*odd) + 1.0/362880
	odd = float64(z*odd) + 1.0/5040
	odd = float64(z*odd) + 1.0/120
	odd = float64(z*odd) + 1.0/6
	return math.Ldexp(1+(r+float64(z*(even+float64(r*odd)))), int(k))
}

// Log returns the natural logarithm of x.
func Log(x float64) float64 {
	switch {
	case x == 0:
		return math.Inf(-1)
	case x < 0:
		return math.NaN()
	case x != x || math.IsInf(x, 1):
		return x
	}
	part, exponent := math.Frexp(x)
	if part < math.Sqrt2/2 {
		part *= 2
		exponent--
	}
	// With s = f/(2+f), ln(1+f) = 2·artanh(s) = 2·Σ s^n/n of odd n = f - s·(f - 2·Σ s^n/n of
	// even n, each raised by one).
	f, k := part-1, float64(exponent)
	s := f / (2 + f)
	z := float64(s * s)
	sum := float64(z*(2.0/25)) + 2.0/23
	sum = float64(z*sum) + 2.0/21
	sum = float64(z*sum) + 2.0/19
	sum = float64(z*sum) + 2.0/17
	sum = float64(z*sum) + 2.0/15
	sum = float64(z*sum) + 2.0/13
	sum = float64(z*sum) + 2.0/11
	sum = float64(z*sum) + 2.0/9
	sum = float64(z*sum) + 2.0/7
	sum = float64(z*sum) + 2.0/5
	sum = float64(z*sum) + 2.0/3
	sum = float64(z * sum)
	return float64(k*ln2High) + (f - (float64(s*(f-sum)) - float64(k*ln2Low)))
}

// Pow returns x^y for x above 0.
func Pow(x, y float64) float64 { return Exp(float64(y * Log(x))) }
