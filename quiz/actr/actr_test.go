package actr

import (
	"testing"
	"time"
)

const day = 24 * time.Hour

// met returns the probability of recall a month after eight meetings with the
// rests between them, averaged over many items.
func met(rest time.Duration) float64 {
	sum := 0.0
	const items = 500
	for seed := range uint64(items) {
		m := New(seed)
		for range 8 {
			m.Meet("x")
			m.Study(5 * time.Second)
			m.Rest(rest)
		}
		m.Rest(30 * day)
		sum += m.Recall("x")
	}
	return sum / items
}

// The law: what was never met is not recalled; what was met is forgotten with
// time, and less after several meetings with rests between than without.
func TestMind(t *testing.T) {
	m := New(1)
	if m.Recall("x") != 0 || m.Tries("x") {
		t.Error("it was never met")
	}
	m.Meet("x")
	m.Study(10 * time.Second)
	before := m.Recall("x")
	m.Rest(7 * day)
	if after := m.Recall("x"); after >= before || before <= 0.5 {
		t.Errorf("%.2f at once, %.2f after a week", before, after)
	}
	if massed, spaced := met(0), met(2*day); spaced <= massed {
		t.Errorf("a month later %.3f after massed meetings, %.3f after spaced ones", massed, spaced)
	}
	t.Logf("a month after eight meetings: massed %.3f, two days apart %.3f", met(0), met(2*day))
}
