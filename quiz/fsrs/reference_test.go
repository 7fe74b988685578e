package fsrs_test

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"testing"
	"time"

	"portdrill/quiz/fsrs"
)

// A setting of ts-fsrs, as testdata/record.mjs writes it.
type setting struct {
	Name                 string
	Retention            float64
	Maximum              int
	Learning, Relearning []int // minutes
	Weights              []float64
	LongTerm             bool
}

func (s setting) model(t *testing.T) (fsrs.Model, fsrs.Steps) {
	t.Helper()
	w, err := fsrs.WeightsOf(s.Weights)
	if err != nil {
		t.Fatal(err)
	}
	m, err := fsrs.NewModel(w)
	if err != nil {
		t.Fatal(err)
	}
	m = m.ForRelearning(len(s.Relearning))
	if s.LongTerm {
		m = m.LongTerm()
	}
	steps := fsrs.Steps{Maximum: s.Maximum}
	for _, wait := range s.Learning {
		steps.Learning = append(steps.Learning, time.Duration(wait)*time.Minute)
	}
	for _, wait := range s.Relearning {
		steps.Relearning = append(steps.Relearning, time.Duration(wait)*time.Minute)
	}
	if err := steps.Check(); err != nil {
		t.Fatal(err)
	}
	return m, steps
}

// A recorded review of ts-fsrs.
type recorded struct {
	elapsed               int
	grade                 fsrs.Grade
	state                 fsrs.State
	stability, difficulty float64
	days                  int
	wait                  time.Duration
	lapses                int
}

func (r *recorded) UnmarshalJSON(data []byte) error {
	var f [8]float64
	if err := json.Unmarshal(data, &f); err != nil {
		return fmt.Errorf("recorded review: %w", err)
	}
	*r = recorded{
		elapsed: int(f[0]), grade: fsrs.Grade(f[1]), state: fsrs.State(f[2]), stability: f[3], difficulty: f[4],
		days: int(f[5]), wait: time.Duration(f[6]) * time.Minute, lapses: int(f[7]),
	}
	return nil
}

// A comparison with ts-fsrs.
type comparison struct {
	settings, reviews, differ, capped int
	stability, difficulty             float64 // largest relative differences
}

func (c *comparison) compare(t *testing.T, s setting, got fsrs.Outcome, want recorded) {
	t.Helper()
	const day = 24 * time.Hour
	if want.days > s.Maximum { // there the order of the grades wins over the maximum
		want.days, want.wait = s.Maximum, time.Duration(s.Maximum)*day
		c.capped++
	}
	apart := func(a, b float64) float64 { return math.Abs(a-b) / math.Abs(b) }
	stability, difficulty := apart(got.Memory.Stability, want.stability), apart(got.Memory.Difficulty, want.difficulty)
	c.reviews++
	c.stability, c.difficulty = max(c.stability, stability), max(c.difficulty, difficulty)
	if got.State != want.state || got.Days != want.days || got.Lapses != want.lapses ||
		got.Wait+time.Duration(got.Days)*day != want.wait || stability > 1e-6 || difficulty > 1e-6 {
		c.differ++
		t.Errorf("%s, review %d: got %+v, want %+v", s.Name, c.reviews, got, want)
	}
}

// The law: every review comes out as in ts-fsrs 5.4.2, in all settings, but for
// one thing. There the order of the grades can push an interval over the maximum;
// here the maximum wins, as whoever sets it expects.
func TestAgreesWithReference(t *testing.T) {
	f, err := os.Open("testdata/recorded.jsonl.gz")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	text, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	var all comparison
	var s setting
	var model fsrs.Model
	var steps fsrs.Steps
	lines := bufio.NewScanner(text)
	for lines.Buffer(nil, 1<<20); lines.Scan(); {
		if lines.Bytes()[0] == '{' {
			s = setting{}
			if err := json.Unmarshal(lines.Bytes(), &s); err != nil {
				t.Fatal(err)
			}
			model, steps = s.model(t)
			all.settings++
			continue
		}
		var history []recorded
		if err := json.Unmarshal(lines.Bytes(), &history); err != nil {
			t.Fatal(err)
		}
		var card fsrs.Card
		for _, want := range history {
			got := model.Answer(card, want.elapsed, want.grade, s.Retention, steps, fsrs.Fuzz{})
			all.compare(t, s, got, want)
			card = got.Card
			if all.differ > 5 {
				t.FailNow()
			}
		}
	}
	t.Logf("%d settings, %d reviews, %d differ; the maximum won in %d; largest relative difference: stability %.2g, difficulty %.2g",
		all.settings, all.reviews, all.differ, all.capped, all.stability, all.difficulty)
	if all.settings < 12 || all.reviews < 12*200*10 || lines.Err() != nil {
		t.Errorf("only %d settings and %d reviews were compared: %v", all.settings, all.reviews, lines.Err())
	}
}
