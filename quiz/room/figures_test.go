package room_test

import (
	"math"
	"slices"
	"testing"

	"portdrill/questions"
	"portdrill/quiz/room"
)

// sheets makes learners of rows of 1 (right) and 0 (wrong).
func sheets(rows ...string) []room.Sheet {
	var all []room.Sheet
	for _, row := range rows {
		s := room.Sheet{Answers: make(map[int]room.Answer)}
		for i, c := range row {
			switch c {
			case '1':
				s.Answers[i+1] = room.Answer{Correct: true, Given: "right"}
			case '0':
				s.Answers[i+1] = room.Answer{Given: "wrong"}
			case '?':
				s.Answers[i+1] = room.Answer{Reply: questions.Reply{DontKnow: true}}
			}
		}
		all = append(all, s)
	}
	return all
}

func items(n int) []room.Item {
	all := make([]room.Item, n)
	for i := range all {
		all[i] = room.Item{Options: []string{"right", "wrong", "never"}, Answers: []string{"right"}, Format: questions.Choice, Area: "mail"}
	}
	return all
}

// The law: facility, index of discrimination, KR-20 and standard error are those of
// the formulas, worked out by hand for ten learners.
func TestFigures(t *testing.T) {
	f := room.FiguresOf(items(4), sheets(
		"1111", "1111", "1110", "1110", "1100", "1100", "1000", "1000", "0000", "0001"))
	near := func(what string, got, want float64) {
		t.Helper()
		if math.Abs(got-want) > 5e-4 {
			t.Errorf("%s is %.4f, want %.4f", what, got, want)
		}
	}
	near("facility 1", f.Items[0].Facility, .8)
	near("facility 4", f.Items[3].Facility, .3)
	near("mean", f.Mean, .525)
	// Totals 4 4 3 3 2 2 1 1 0 1: variance 1.69. Items: .16 + .24 + .24 + .21 = .85.
	near("KR-20", f.Reliability, 4.0/3*(1-.85/1.69))
	near("standard error", f.Error, math.Sqrt(1.69*(1-f.Reliability)))
	// Item 4 against the rest 3 3 3 3 2 2 1 1 0 0: covariance .3*(6/3) - .3*1.8.
	near("index 4", f.Items[3].Discrimination, (.6-.54)/math.Sqrt(.21*1.36))
	if !slices.Equal(f.Items[3].Flags, []room.Flag{room.Weak, room.TeachAgain}) {
		t.Errorf("flags %v", f.Items[3].Flags)
	}
	if a := f.Areas; len(a) != 1 || a[0].Right != 21 || a[0].Asked != 40 {
		t.Errorf("areas %+v", a)
	}
}

// The law: what cannot be known is left open: no index and no reliability of few
// learners or of none, nor where all did the same, and no figure is NaN.
func TestFiguresThatCannotBe(t *testing.T) {
	for name, rows := range map[string][]string{
		"nobody": {}, "one": {"10"}, "nine": slices.Repeat([]string{"10"}, 9), "all alike": slices.Repeat([]string{"11"}, 12), "nobody answered": slices.Repeat([]string{".."}, 12),
	} {
		f := room.FiguresOf(items(2), sheets(rows...))
		if f.HasReliability || f.Items[0].HasIndex || f.Items[1].HasIndex {
			t.Errorf("%s: %+v", name, f)
		}
		for _, x := range []float64{f.Mean, f.Reliability, f.Error, f.Items[0].Facility, f.Items[0].Discrimination} {
			if math.IsNaN(x) || math.IsInf(x, 0) {
				t.Errorf("%s: %+v", name, f)
			}
		}
	}
}

// The law: a key that the strong get wrong is doubted; every option is counted, and
// those who said that they do not know apart.
func TestFlagsAndChoices(t *testing.T) {
	f := room.FiguresOf(items(3), sheets("110", "110", "110", "110", "110", "001", "001", "001", "001", "00?"))
	if !slices.Contains(f.Items[2].Flags, room.KeyDoubtful) {
		t.Errorf("flags %v, index %.2f", f.Items[2].Flags, f.Items[2].Discrimination)
	}
	want := []room.Choice{{Text: "right", Count: 4, Right: true}, {Text: "wrong", Count: 5}, {Text: "never"}, {Count: 1, DontKnow: true}}
	if !slices.Equal(f.Items[2].Choices, want) {
		t.Errorf("choices %+v", f.Items[2].Choices)
	}
}
