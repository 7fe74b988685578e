package exact_test

import (
	"encoding/binary"
	"hash/fnv"
	"math"
	"math/rand/v2"
	"testing"

	"portdrill/quiz/fsrs/exact"
)

// apart is how far b is from a, in the distance between neighbouring numbers at a.
func apart(a, b float64) float64 {
	if a == b || math.IsNaN(a) && math.IsNaN(b) {
		return 0
	}
	return math.Abs(a-b) / (math.Nextafter(math.Abs(a), math.Inf(1)) - math.Abs(a))
}

// The law: the functions are those of package math but for the last bits, wherever those
// are defined.
func TestAgreesWithMath(t *testing.T) {
	chance := rand.New(rand.NewPCG(1, 1))
	odd := []float64{
		0, 1, -1, math.Inf(1), math.Inf(-1), math.NaN(), math.MaxFloat64, 709, 710, -744, -746,
		0.5, 2, math.Sqrt2, math.Sqrt2 / 2, math.Nextafter(1, 0), math.Nextafter(1, 2), 1e300, 1e-300, 0x1p-1022,
	}
	check := func(name string, x, want, got, allowed float64) {
		if d := apart(want, got); d > allowed || math.IsNaN(d) {
			t.Errorf("%s(%v) = %v, want %v: %.1f apart", name, x, got, want, d)
		}
	}
	for _, x := range odd {
		check("Exp", x, math.Exp(x), exact.Exp(x), 2)
		check("Log", x, math.Log(x), exact.Log(x), 2)
	}
	for range 200_000 {
		x := 40 * (2*chance.Float64() - 1)
		check("Exp", x, math.Exp(x), exact.Exp(x), 2)
		y := math.Exp(x)
		check("Log", y, math.Log(y), exact.Log(y), 2)
		near := 1 + x/1e6
		check("Log", near, math.Log(near), exact.Log(near), 2)
		power := 2*chance.Float64() - 1
		check("Pow", y, math.Pow(y, power), exact.Pow(y, power), 2+2*math.Abs(x*power))
	}
}

// The law: every processor computes the same, to the bit. The hash is of what one of them
// has computed; make arm64 lets another one compute it.
func TestSameOnEveryProcessor(t *testing.T) {
	chance, h := rand.New(rand.NewPCG(2, 2)), fnv.New64a()
	for range 100_000 {
		x, y := 20*(2*chance.Float64()-1), 2*chance.Float64()-1
		e := exact.Exp(x)
		if err := binary.Write(h, binary.LittleEndian, [...]float64{e, exact.Log(e + float64(y*y)), exact.Pow(e, y)}); err != nil {
			t.Fatal(err)
		}
	}
	if got := h.Sum64(); got != 0x38151e001a849cde {
		t.Errorf("hash %#x", got)
	}
}

func BenchmarkExp(b *testing.B) {
	x := 0.0
	for b.Loop() {
		x = exact.Exp(-x)
	}
}

func BenchmarkLog(b *testing.B) {
	x := 2.0
	for b.Loop() {
		x = 2 + exact.Log(x)
	}
}
