package minds

import (
	_ "embed"
	"fmt"
	"math"
	"strconv"
	"strings"

	"portdrill/quiz/fsrs"
)

//go:embed fsrs6-weights.txt
var weightsOfUsers string

// UserWeights are the FSRS-6 weights of 48 people who use Anki, fitted to their reviews:
// users 1 to 48 of result/FSRS-6.jsonl in open-spaced-repetition/srs-benchmark.
var UserWeights = func() (all []fsrs.Weights) {
	for line := range strings.Lines(weightsOfUsers) {
		var w fsrs.Weights
		for i, word := range strings.Fields(line) {
			w[i], _ = strconv.ParseFloat(word, 64) // checked by NewUser
		}
		all = append(all, w)
	}
	return all
}()

// A User remembers by FSRS-6 with the weights of one of the people of [UserWeights],
// and items differ: the stability after the first answer, and how much it grows, are
// each times a factor whose logarithm is normal.
type User struct {
	clock
	tries
	model fsrs.Model
	alike bool // items do not differ
	items map[int]*recollection
}

type recollection struct {
	fsrs.Memory
	growth float64
	last   int // day
}

// How much items differ.
const (
	firstDev  = 0.6
	growthDev = 0.25
)

// NewUser returns the learner of a seed with the weights of the person, from 0.
func NewUser(person int, seed uint64) (*User, error) {
	w := UserWeights[person]
	w[20] = max(w[20], 0.1) // one lies below what a model takes
	model, err := fsrs.NewModel(w)
	if err != nil {
		return nil, fmt.Errorf("person %d: %w", person, err)
	}
	return &User{tries: tries{seed: seed}, model: model, items: make(map[int]*recollection)}, nil
}

// NewUsual returns the learner of a seed whom FSRS knows already: the weights are the
// published ones, and items do not differ.
func NewUsual(seed uint64) (*User, error) {
	model, err := fsrs.NewModel(fsrs.DefaultWeights)
	if err != nil {
		return nil, fmt.Errorf("published weights: %w", err)
	}
	return &User{tries: tries{seed: seed}, model: model, alike: true, items: make(map[int]*recollection)}, nil
}

// Recall is the probability that the item is recalled now.
func (u *User) Recall(item int) float64 {
	if it := u.items[item]; it != nil {
		return u.model.Retrievability(it.Memory, u.day()-it.last)
	}
	return 0
}

func (u *User) day() int { return int(u.clock + 0.01) } // sums of hours fall short of a day

// Answer tries to recall the item, and meets it.
func (u *User) Answer(item int) bool {
	right := u.happens(item, u.Recall(item))
	grade := fsrs.Again
	if right {
		grade = fsrs.Good
	}
	it := u.items[item]
	if it == nil {
		it = &recollection{Memory: u.model.Next(fsrs.Memory{}, 0, grade), growth: 1}
		if !u.alike {
			rng := newRand(u.seed, uint64(item))
			it.Stability *= math.Exp(firstDev * rng.NormFloat64())
			it.growth = math.Exp(growthDev * rng.NormFloat64())
		}
		u.items[item] = it
	} else {
		it.Memory = grown(u.model, it.Memory, u.day()-it.last, grade, it.growth)
	}
	it.last = u.day()
	return right
}

// grown is the memory after an answer of an item that grows so many times as much.
func grown(m fsrs.Model, before fsrs.Memory, elapsed int, g fsrs.Grade, growth float64) fsrs.Memory {
	after := m.Next(before, elapsed, g)
	if g != fsrs.Again {
		after.Stability = before.Stability + (after.Stability-before.Stability)*growth
	}
	return after
}
