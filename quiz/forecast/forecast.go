// Package forecast says what a learner will know on a day to come, as a range that is
// honest about what it does not know.
//
// Nobody can tell how a learner forgets from a week of answers, and a model that is fitted
// to them is always too hopeful: see [New].
package forecast

import (
	"math"
	"math/rand/v2"
	"slices"
	"sync"
	"time"

	"portdrill/quiz/fsrs"
	"portdrill/quiz/rehearsal"
)

// A Card is one that was begun.
type Card struct {
	fsrs.Card
	Last, Due int // days
	Reviews   int
}

// A Review is an answer that moved a card.
type Review struct {
	Item, Day int
	Grade     fsrs.Grade
}

// A Mock is the result of a mock exam.
type Mock struct {
	Day, Right, Of int
	Guess          float64 // probability that somebody who knows nothing is right
}

// A Learner is how far a learner has come with some items, which are numbered from 0 in the
// order in which they are begun.
type Learner struct {
	Weights fsrs.Weights // by which items are scheduled
	Steps   fsrs.Steps
	Pace    fsrs.Pace
	Items   int
	Group   func(item int) int // of which one item is begun a day
	Cards   map[int]Card       // by item
	Reviews []Review           // of them, in order
	Mock    *Mock              // the last one; nil for none
	Day     int                // today
}

// A Plan is how a learner goes on.
type Plan struct {
	Exam    int                       // day until which minutes that are left are used; today or before for none
	Counts  func(item int) bool       // for the exam; nil for all
	Until   func(fsrs.Memory) float64 // what is aimed at until the exam
	After   func(fsrs.Memory) float64 // and after it
	Minutes time.Duration             // a day; 0 for as many as are needed
	Today   time.Duration             // of them, those that are left today
	New     int                       // begun a day
	Reviews int                       // of what is due a day at most, but until the exam; 0 for no limit
	Spread  func(day, left int) int   // and until the exam
}

// A Range is a share, 0 to 1, with an interval that it lies in with 80 % probability. Sure
// is what it is at least with two to one.
type Range struct{ Low, Sure, Mid, High float64 }

// An Outlook is what a learner may be like, after all that was answered.
type Outlook struct {
	Learner
	model   fsrs.Model
	guesses []*guessed
	knows   float64
	short   float64 // by how much the last reviews fell short of what was predicted, 0 to 1
	certain float64 // 0 without reviews, to 1
}

// A guessed learner has a memory of every item.
type guessed struct {
	guess
	items []memory
	log   float64 // logarithm of how likely the reviews were
	shift float64 // of what is known, as a logarithm of odds, by the mock exam
}

// How many guesses there are at first, and then, of those that the reviews make likely.
const (
	atFirst = 300
	kept    = 40
)

// trust is what the likelihood of the reviews counts at most: a model that is not true is
// sure too soon. The more reviews there are, the surer it is of one guess and the less true:
// they count only so much that at least as many guesses as varied are likely. Chosen on
// seeds 0 to 5 of four simulated learners.
const (
	trust  = 0.3
	varied = 12.0
)

// New finds out what the learner may be like. Guesses are made by chance, and those are
// kept that make the reviews likely. The seed is of chance; the same one leads to the same.
func New(l Learner, seed uint64) *Outlook {
	model, err := fsrs.NewModel(l.Weights)
	if err != nil { // settings that cannot be are never kept
		panic(err)
	}
	o := &Outlook{Learner: l, model: model}
	o.compare()
	of := o.split()
	all := make([]*guessed, atFirst)
	inParallel(len(all), func(n int) { all[n] = o.guess(of, rand.New(rand.NewPCG(seed, uint64(n)))) })
	o.choose(all, rand.New(rand.NewPCG(seed, atFirst)))
	return o
}

// A past is what is known of an item: a memory as the model has it, and the reviews after
// that.
type past struct {
	memory
	reviews []Review
}

// split returns the past of every item. Of a long one only the last reviews are looked at
// closely.
func (o *Outlook) split() []past {
	const closely = 1500
	all := make([]past, o.Items)
	for i, r := range o.Reviews {
		p := &all[r.Item]
		if i < len(o.Reviews)-closely {
			p.Memory, p.last = o.model.Next(p.Memory, r.Day-p.last, r.Grade), r.Day
		} else {
			p.reviews = append(p.reviews, r)
		}
	}
	return all
}

// inParallel does all of them, by as many at a time as there are processors.
func inParallel(n int, do func(int)) {
	const workers = 4
	var wait sync.WaitGroup
	for worker := range workers {
		wait.Go(func() {
			for i := worker; i < n; i += workers {
				do(i)
			}
		})
	}
	wait.Wait()
}

// compare says how the last reviews came out, as the scheduler predicted them.
func (o *Outlook) compare() {
	const last, usual, usualNew = 150, 20, 10
	type foretold struct{ likely, right float64 }
	var all []foretold
	cards := make(map[int]*memory)
	begun, known := 0, 0.0
	for _, r := range o.Reviews {
		right := 0.0
		if r.Grade != fsrs.Again {
			right = 1
		}
		c := cards[r.Item]
		if c == nil {
			c = new(memory)
			cards[r.Item] = c
			begun++
			known += right
		} else if elapsed := r.Day - c.last; elapsed > 0 {
			all = append(all, foretold{o.model.Retrievability(c.Memory, elapsed), right})
		}
		c.Memory, c.last = o.model.Next(c.Memory, r.Day-c.last, r.Grade), r.Day
	}
	o.knows = known / float64(begun+usualNew)
	all = all[max(len(all)-last, 0):]
	for _, f := range all {
		o.short += f.likely - f.right
	}
	n := float64(len(all))
	o.short, o.certain = max(o.short/(n+usual), 0), n/(n+50)
}

// guess makes a guess and says how likely it is.
func (o *Outlook) guess(of []past, rng *rand.Rand) *guessed {
	g := &guessed{guess: newGuess(o.Weights, rng), items: make([]memory, o.Items)}
	then := 0.0 // known at the mock exam
	for item, p := range of {
		if p.IsZero() && len(p.reviews) == 0 {
			continue
		}
		it, log := g.remembers(p, rng)
		g.items[item] = it
		g.log += log
		if o.Mock != nil {
			then += g.rememberedOn(it, p, o.Mock.Day)
		}
	}
	if o.Mock != nil {
		g.shift = o.Mock.shift(then / float64(max(o.Items, 1)))
	}
	return g
}

// rememberedOn is the probability that an item was recalled on an earlier day.
func (g *guess) rememberedOn(it memory, p past, day int) float64 {
	before := memory{p.Memory, it.first, it.growth, p.last}
	for _, r := range p.reviews {
		if r.Day < day {
			before.meets(g, r.Day, r.Grade)
		}
	}
	return before.recall(g, day)
}

// shift is by how much the mock exam moves what was thought to be known, as the logarithm
// of odds. The more questions it had, the more it counts; with some ten, more than the
// thought.
func (m *Mock) shift(known float64) float64 {
	const doubt = 0.15 // the standard deviation of what was thought
	n := float64(m.Of)
	share := (float64(m.Right) + 0.5) / (n + 1)
	variance := share * (1 - share) / n / (1 - m.Guess) / (1 - m.Guess)
	share = max(share-m.Guess, 0) / (1 - m.Guess)
	counts := doubt * doubt / (doubt*doubt + variance)
	return odds(known+counts*(share-known)) - odds(known)
}

// odds is the logarithm of the odds of a share.
func odds(share float64) float64 {
	const least = 0.005
	share = min(max(share, least), 1-least)
	return math.Log(share / (1 - share))
}

func shifted(share, by float64) float64 {
	if by == 0 {
		return share
	}
	return 1 / (1 + math.Exp(-odds(share)-by))
}

// choose keeps guesses by how likely they are, some more than once.
func (o *Outlook) choose(all []*guessed, rng *rand.Rand) {
	weights, sum := weigh(all), 0.0
	for _, w := range weights {
		sum += w
	}
	n, below, start := 0, weights[0], rng.Float64()
	for i := range kept {
		for at := (float64(i) + start) / kept * sum; below < at && n < len(all)-1; {
			n++
			below += weights[n]
		}
		o.guesses = append(o.guesses, all[n])
	}
}

// weigh returns how likely each of the guesses is, in parts of the likeliest.
func weigh(all []*guessed) []float64 {
	most := math.Inf(-1)
	for _, g := range all {
		most = max(most, g.log)
	}
	weights := make([]float64, len(all))
	// as is how many equally likely guesses vary as much as these.
	as := func(trust float64) float64 {
		sum, squares := 0.0, 0.0
		for i, g := range all {
			weights[i] = math.Exp(trust * (g.log - most))
			sum += weights[i]
			squares += weights[i] * weights[i]
		}
		return sum * sum / squares
	}
	const less = 0.95
	for t := trust; as(t) < varied; {
		t *= less
	}
	return weights
}

// rangeOf is the range of what the guesses lead to. The fewer reviews there are, and the
// more they fell short of what was predicted, the lower it begins; and in the latter case
// the less the most hopeful guesses are believed. Chosen as the deviations of guesses were.
func (o *Outlook) rangeOf(known []float64) Range {
	const part, third, mid, few = 0.1, 1.0 / 3, 0.5, 0.05
	known = slices.Sorted(slices.Values(known))
	at := func(q float64) float64 {
		x := min(max(q, 0), 1) * float64(len(known)-1)
		i := min(int(x), len(known)-2)
		return known[i] + (known[i+1]-known[i])*(x-float64(i))
	}
	return Range{
		Low: at(part - o.short/3 - few*(1-o.certain)), Sure: at(third - o.short/2), Mid: at(mid - o.short/2), High: at(1 - part - o.short),
	}
}

// Now is the share of the items that is known today.
func (o *Outlook) Now() Range {
	var known []float64
	for _, g := range o.guesses {
		sum := 0.0
		for i := range g.items {
			sum += g.items[i].recall(&g.guess, o.Day)
		}
		known = append(known, shifted(sum/float64(max(o.Items, 1)), g.shift))
	}
	return o.rangeOf(known)
}

// A Day is what a day brings, on average.
type Day struct {
	Answers float64 // all of them
	Work    float64 // of those, what is due or new: none that only fill the minutes
	Minutes float64
	Begun   float64 // items, at its end
	Known   Range   // share of the items, on the next day
}

// On is the share of the items that will be known on the day, before anything is answered
// on it.
func (o *Outlook) On(day int, p Plan) Range {
	some := o.some(day)
	known := make([]float64, len(some))
	inParallel(len(known), func(n int) {
		known[n] = o.play(some[n], p, day, func(int, rehearsal.Day, *rehearsal.Course, *mind) {})
	})
	return o.rangeOf(known)
}

// some are the places of guesses that are played until the day: fewer if it is far, where
// little is certain, or where there is much to play.
func (o *Outlook) some(until int) (places []int) {
	const all, fewest = 45 * 120, 16 // days of items
	n := min(max(kept*all/max((until-o.Day)*o.Items, 1), fewest), kept)
	for i := range n {
		places = append(places, i*kept/n)
	}
	return places
}

// Days is what the days from today on will bring.
func (o *Outlook) Days(until int, p Plan) []Day {
	type played struct {
		rehearsal.Day
		begun int
		known float64
	}
	some := o.some(until)
	all := make([][]played, len(some))
	inParallel(len(all), func(g int) {
		o.play(some[g], p, until, func(_ int, done rehearsal.Day, c *rehearsal.Course, m *mind) {
			all[g] = append(all[g], played{done, c.Begun(), o.known(some[g], m)})
		})
	})
	days := make([]Day, max(until-o.Day, 0))
	for i := range days {
		d, known := &days[i], make([]float64, len(all))
		for g, days := range all {
			done := days[i]
			d.Answers += float64(done.Answers)
			d.Work += float64(done.Answers - done.Fills)
			d.Minutes += done.Spent.Minutes()
			d.Begun += float64(done.begun)
			known[g] = done.known
		}
		for _, sum := range []*float64{&d.Answers, &d.Work, &d.Minutes, &d.Begun} {
			*sum /= float64(len(all))
		}
		d.Known = o.rangeOf(known)
	}
	return days
}

func (o *Outlook) known(n int, m *mind) float64 {
	sum := 0.0
	for item := range o.Items {
		sum += m.Recall(item)
	}
	return shifted(sum/float64(max(o.Items, 1)), o.guesses[n].shift)
}

// play plays the days before the one by one of the guesses, and returns what is known then.
func (o *Outlook) play(
	n int, p Plan, until int, see func(day int, done rehearsal.Day, c *rehearsal.Course, m *mind),
) float64 {
	g, rng := o.guesses[n], rand.New(rand.NewPCG(uint64(n), 1<<32))
	m := &mind{guess: &g.guess, knows: o.knows, rng: rng, items: slices.Clone(g.items), now: float64(o.Day)}
	rule := &rehearsal.FSRS{Model: o.model, Steps: o.Steps, Pace: o.Pace, Counts: p.Counts, Seed: rng.Uint64()}
	course := &rehearsal.Course{
		Items: o.Items, Group: o.Group,
		Right: seconds(o.Pace.Right), Wrong: seconds(o.Pace.Wrong),
	}
	for item, c := range o.Cards {
		rule.Begin(item, c.Card, c.Last, c.Reviews)
		course.Begin(item, c.Due)
	}
	for day := o.Day; day < until; day++ {
		rule.Target, rule.Exam, course.Fill, course.Spread, course.Reviews = p.After, 0, false, nil, p.Reviews
		if day < p.Exam {
			fills := p.Exam-day <= filling
			rule.Target, rule.Exam, course.Fill, course.Spread, course.Reviews = p.Until, p.Exam, fills, p.Spread, 0
		}
		course.New, course.Minutes = p.New, p.Minutes
		if day == o.Day && p.Minutes > 0 {
			if course.Minutes = p.Today; course.Minutes == 0 {
				m.Rest(hoursADay * time.Hour)
				see(day, rehearsal.Day{}, course, m)
				continue
			}
		}
		see(day, course.Day(m, rule, day), course, m)
	}
	return o.known(n, m)
}

// filling is for how many days before an exam it is reckoned what the minutes that are left
// go to: what they do earlier is hardly worth the time.
const filling = 90

func seconds(s float64) time.Duration { return time.Duration(s * float64(time.Second)) }

// Percent is the range in whole percent, rounded outwards.
func (r Range) Percent() (low, high int) {
	const percent, tiny = 100, 1e-9
	return int(math.Floor(r.Low*percent + tiny)), int(math.Ceil(r.High*percent - tiny))
}
