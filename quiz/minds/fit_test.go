package minds

import (
	"testing"
	"time"

	"portdrill/quiz/fsrs"
	"portdrill/quiz/rehearsal"
)

// A recorder is a rule that keeps what was answered.
type recorder struct {
	rehearsal.Rule
	of map[int]fsrs.History
}

func (r recorder) Answer(item, day int, right bool) (time.Duration, int) {
	grade := fsrs.Good
	if !right {
		grade = fsrs.Again
	}
	r.of[item] = append(r.of[item], fsrs.Rating{Day: day, Grade: grade})
	return r.Rule.Answer(item, day, right)
}

// histories are what the mind has answered when there are so many reviews to fit to, in
// the order of items.
func histories(t *testing.T, mind rehearsal.Mind, reviews int, seed uint64) (all []fsrs.History) {
	const new = 10
	tr := trial{services: 208, new: new}
	c, r := tr.course(), recorder{rules(t, "price of time", tr, seed), make(map[int]fsrs.History)}
	for day := 0; ; day++ {
		c.Day(mind, r, day)
		all = all[:0]
		for item := range c.Items {
			if h := r.of[item]; h != nil {
				all = append(all, h)
			}
		}
		if fsrs.CountPredicted(all) >= reviews {
			return all
		}
	}
}

// fitted fits weights to so many reviews of each learner, from a seed on.
func fitted(t *testing.T, learner func(seed uint64) (*User, error), reviews, learners int, first uint64) (all []fsrs.Fit) {
	for seed := range uint64(learners) {
		u, err := learner(first + seed)
		if err != nil {
			t.Fatal(err)
		}
		f, err := published(t).Fit(histories(t, u, reviews, first+seed))
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, f)
	}
	return all
}

func anyUser(seed uint64) (*User, error) { return NewUser(int(seed)%len(UserWeights), seed) }

// gain is by how much the log loss falls on average, and how many are worse off.
func gain(fits []fsrs.Fit) (mean float64, worse, taken int) {
	for _, f := range fits {
		mean += (f.Before - f.After) / float64(len(fits))
		if f.After > f.Before {
			worse++
		}
		if f.Better() {
			taken++
		}
	}
	return mean, worse, taken
}

// The law: to people whose memories are their own, fitted weights suit better; where
// somebody is as FSRS takes everybody to be, little is gained or lost, and the weights are
// seldom taken.
func TestFitToLearners(t *testing.T) {
	const reviews, people = 500, 8
	own, _, taken := gain(fitted(t, anyUser, reviews, people, 100))
	usual, _, wrongly := gain(fitted(t, NewUsual, reviews, people, 100))
	if own < 0.01 || taken < people/4 {
		t.Errorf("people gain %.4f, and %d of %d take the weights", own, taken, people)
	}
	if usual < -0.01 || usual > own/2 || wrongly > people/4 {
		t.Errorf("who is usual gains %.4f, and %d of %d take the weights", usual, wrongly, people)
	}
}
