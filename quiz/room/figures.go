package room

import (
	"cmp"
	"maps"
	"math"
	"slices"

	"portdrill/questions"
)

// FewestForFigures is how many learners a figure of reliability takes. Of fewer it
// would be noise.
const FewestForFigures = 10

// An Item is a question that was asked, as the figures need it.
type Item struct {
	Options []string // empty for what was typed
	Answers []string
	Format  questions.Format
	Area    string
	Facets  []questions.FacetID
}

// A Sheet is what one learner gave.
type Sheet struct {
	Answers map[int]Answer // by number of the question, from 1
	First   int            // number of the first question that they have seen; 0 for all
}

// ItemFigures are about one question, as Moodle's quiz report defines them.
type ItemFigures struct {
	Seen     int     // learners who answered
	Right    int     // of them
	Facility float64 // share right of all learners who saw it; 0 where there are none

	// The correlation of the item with the rest of the total, -1 to 1. HasIndex is
	// false below [FewestForFigures] learners, and where all did the same.
	Discrimination float64
	HasIndex       bool

	Choices []Choice // how often each option was taken, then what was typed
	Flags   []Flag
}

// A Choice is how often an answer was given.
type Choice struct {
	Text     string `json:"text"`
	Count    int    `json:"count"`
	Right    bool   `json:"right,omitempty"`
	DontKnow bool   `json:"dont_know,omitempty"`
}

// A Flag says that the teacher should look at a question.
type Flag string

// What is worth a look.
const (
	TooHard     Flag = "hard"    // fewer than 20 % are right
	TooEasy     Flag = "easy"    // more than 95 %
	Weak        Flag = "weak"    // does not tell the strong from the weak: index below 0.2
	KeyDoubtful Flag = "doubt"   // the strong are wrong more often: index below 0
	TeachAgain  Flag = "reteach" // fewer than half are right
)

// Bounds of the flags.
const (
	hardBelow    = 0.20
	easyAbove    = 0.95
	weakBelow    = 0.20
	reteachBelow = 0.50
)

// Figures are about a whole session.
type Figures struct {
	Learners int
	Items    []ItemFigures
	Mean     float64 // share right

	// How well the session as a whole tells learners apart, at most 1: KR-20, which is
	// Cronbach's alpha for right and wrong; and the standard error of a learner's
	// number right. Not known under the same conditions as an index.
	Reliability    float64
	Error          float64
	HasReliability bool

	Areas []Area // the weakest first
}

// FiguresOf returns the figures of a session. A question that a learner saw and did not
// answer counts as wrong.
func FiguresOf(items []Item, sheets []Sheet) Figures {
	f := Figures{Learners: len(sheets), Items: make([]ItemFigures, len(items))}
	right, asked := 0.0, 0.0
	for n, item := range items {
		f.Items[n] = itemFigures(item, n+1, len(items), seenBy(sheets, n+1))
	}
	for _, s := range sheets {
		right += total(s, len(items))
		asked += float64(max(len(items)-max(s.First-1, 0), 0))
	}
	if asked > 0 {
		f.Mean = right / asked
	}
	f.reliability(len(items), seenBy(sheets, 1))
	f.Areas = areaFigures(items, sheets)
	return f
}

// seenBy returns the sheets of those who saw the question.
func seenBy(sheets []Sheet, n int) (some []Sheet) {
	for _, s := range sheets {
		if n >= s.First {
			some = append(some, s)
		}
	}
	return some
}

// score is 1 for a right answer.
func score(s Sheet, n int) float64 {
	if s.Answers[n].Correct {
		return 1
	}
	return 0
}

func total(s Sheet, items int) (sum float64) {
	for n := range items {
		sum += score(s, n+1)
	}
	return sum
}

// itemFigures are those of the question, of sheets of all who saw it.
func itemFigures(item Item, n, items int, sheets []Sheet) ItemFigures {
	var f ItemFigures
	own, rest := make([]float64, len(sheets)), make([]float64, len(sheets))
	for i, s := range sheets {
		own[i] = score(s, n)
		rest[i] = total(s, items) - own[i]
		if a, is := s.Answers[n]; is {
			f.Seen++
			if a.Correct {
				f.Right++
			}
		}
	}
	if len(sheets) > 0 {
		f.Facility = float64(f.Right) / float64(len(sheets))
	}
	if len(sheets) >= FewestForFigures {
		f.Discrimination, f.HasIndex = correlation(own, rest)
	}
	f.Choices = choices(item, n, sheets)
	f.flag(len(sheets))
	return f
}

func (f *ItemFigures) flag(learners int) {
	for _, flag := range []struct {
		is   bool
		flag Flag
	}{
		{learners >= FewestForFigures && f.Facility < hardBelow, TooHard},
		{learners >= FewestForFigures && f.Facility > easyAbove, TooEasy},
		{f.HasIndex && f.Discrimination < 0, KeyDoubtful},
		{f.HasIndex && f.Discrimination >= 0 && f.Discrimination < weakBelow, Weak},
		{learners > 0 && f.Facility < reteachBelow, TeachAgain},
	} {
		if flag.is {
			f.Flags = append(f.Flags, flag.flag)
		}
	}
}

// choices counts what was given: each option, or what was typed, the most frequent
// first.
func choices(item Item, n int, sheets []Sheet) []Choice {
	counts, right, dontKnow := make(map[string]int), make(map[string]bool), 0
	for _, s := range sheets {
		a, is := s.Answers[n]
		switch {
		case !is:
		case a.Reply.DontKnow:
			dontKnow++
		case item.Format == questions.Set:
			for _, i := range a.Reply.Choices {
				if 1 <= i && i <= len(item.Options) {
					counts[item.Options[i-1]]++
				}
			}
		default:
			counts[a.Given]++
			right[a.Given] = a.Correct
		}
	}
	texts := item.Options
	if len(texts) == 0 {
		texts = slices.SortedFunc(maps.Keys(counts), func(a, b string) int {
			return cmp.Or(cmp.Compare(counts[b], counts[a]), cmp.Compare(a, b))
		})
	}
	var all []Choice
	for _, text := range texts {
		all = append(all, Choice{Text: text, Count: counts[text], Right: right[text] || slices.Contains(item.Answers, text)})
	}
	if dontKnow > 0 {
		all = append(all, Choice{Count: dontKnow, DontKnow: true})
	}
	return all
}

// reliability is that of sheets of those who saw all of it.
func (f *Figures) reliability(items int, sheets []Sheet) {
	k, totals := float64(items), make([]float64, len(sheets))
	for i, s := range sheets {
		totals[i] = total(s, items)
	}
	spread := variance(totals)
	if len(totals) < FewestForFigures || k < 2 || spread == 0 {
		return
	}
	within := 0.0
	for n := range items {
		right := 0.0
		for _, s := range sheets {
			right += score(s, n+1)
		}
		facility := right / float64(len(sheets))
		within += facility * (1 - facility)
	}
	f.Reliability = k / (k - 1) * (1 - within/spread)
	f.Error = math.Sqrt(spread * max(1-f.Reliability, 0))
	f.HasReliability = true
}

func areaFigures(items []Item, sheets []Sheet) []Area {
	byName := make(map[string]*Area)
	for n, item := range items {
		a := byName[item.Area]
		if a == nil {
			a = &Area{Name: item.Area}
			byName[item.Area] = a
		}
		for _, s := range seenBy(sheets, n+1) {
			a.Asked++
			a.Right += int(score(s, n+1))
		}
	}
	all := make([]Area, 0, len(byName))
	for _, a := range byName {
		all = append(all, *a)
	}
	slices.SortFunc(all, func(a, b Area) int { return cmp.Or(cmp.Compare(a.share(), b.share()), cmp.Compare(a.Name, b.Name)) })
	return all
}

func mean(all []float64) float64 {
	sum := 0.0
	for _, x := range all {
		sum += x
	}
	return sum / float64(len(all))
}

// variance is that of the whole group, as KR-20 takes it.
func variance(all []float64) float64 {
	if len(all) == 0 {
		return 0
	}
	m, sum := mean(all), 0.0
	for _, x := range all {
		sum += (x - m) * (x - m)
	}
	return sum / float64(len(all))
}

// correlation is Pearson's; ok is false where one of both never varies.
func correlation(a, b []float64) (r float64, ok bool) {
	va, vb := variance(a), variance(b)
	if va == 0 || vb == 0 {
		return 0, false
	}
	ma, mb, sum := mean(a), mean(b), 0.0
	for i := range a {
		sum += (a[i] - ma) * (b[i] - mb)
	}
	return sum / float64(len(a)) / math.Sqrt(va*vb), true
}
