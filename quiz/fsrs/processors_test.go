package fsrs_test

import (
	"encoding/binary"
	"hash/fnv"
	"math/rand/v2"
	"testing"

	"portdrill/quiz/fsrs"
)

// The law: every processor computes the same memories and waits, to the bit. Most are of
// thousands of days, whose last digits would show a rounding that differs. The hash is of
// what one processor has computed; make arm64 lets another one compute it.
func TestSameOnEveryProcessor(t *testing.T) {
	chance, h := rand.New(rand.NewPCG(1, 1)), fnv.New64a()
	for n := range 1000 {
		w := fsrs.DefaultWeights
		w[8], w[9] = float64(10000+chance.IntN(10000))/1e4, float64(1000+chance.IntN(1000))/1e4
		w[13], w[20] = float64(2000+chance.IntN(2000))/1e4, float64(1000+chance.IntN(4000))/1e4
		m, err := fsrs.NewModel(w)
		if err != nil {
			t.Fatal(err)
		}
		for range 200 {
			mem := fsrs.Memory{
				Stability: float64(1e8+chance.Int64N(3e12)) / 1e8, Difficulty: float64(1e8+chance.Int64N(9e8)) / 1e8,
			}
			elapsed := chance.IntN(3) * chance.IntN(int(mem.Stability)+1)
			next := m.Next(mem, elapsed, fsrs.Grade(1+chance.IntN(4)))
			days := m.Interval(next, 0.7+float64(chance.IntN(28))/100, 36500)
			if err := binary.Write(h, binary.LittleEndian, [...]float64{next.Stability, next.Difficulty, float64(days)}); err != nil {
				t.Fatal(err)
			}
		}
		if n%100 == 0 { // which takes some milliseconds
			target := fsrs.NewAims(m, 0.5, pace).Target(fsrs.Memory{Stability: 12.5, Difficulty: 4.25})
			if err := binary.Write(h, binary.LittleEndian, target); err != nil {
				t.Fatal(err)
			}
		}
	}
	const want = 0xeef993fee63b8a02
	if got := h.Sum64(); got != want {
		t.Errorf("hash %#x, want %#x", got, uint64(want))
	}
}
