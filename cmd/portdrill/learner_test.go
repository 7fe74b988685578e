package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"

	"portdrill/cmd/internal/app"
	"portdrill/questions"
	"portdrill/questions/catalogue"
	"portdrill/quiz"
	"portdrill/quiz/minds"
)

// A pupil drills Network+ every day by the JSON dialogue, and remembers as ACT-R
// does. It keeps what it was asked, to hold the rules of order against it.
type pupil struct {
	*testing.T
	env   app.Env
	path  string
	mind  *minds.ACTR
	keys  map[questions.FacetID]int // of the mind
	rng   *rand.Rand
	maker *questions.Maker
	knew  bool // what was asked last
	exam  bool // is ahead: cards that are not due are asked, too
	n     int  // of what was asked last
	asked []askedOnce
	begun map[questions.FacetID]int // day
	seen  map[questions.FacetID]*seenCard

	meanings map[stem]*meaning
}

// An askedOnce is a question of a day.
type askedOnce struct {
	day    int
	n      int  // of its session; printed questions, which are about no card, have one too
	first  bool // of its session
	facet  questions.Facet
	isNew  bool
	repeat bool // of a card that was in review
}

// A seenCard is what the verdicts told of a card.
type seenCard struct {
	state     string
	stability float64
	dueDay    int
}

// A dayOf is a row of the table.
type dayOf struct {
	day, fresh, repeats, answers int
	minutes, known               float64
}

const pupilDays = 90

func newPupil(t *testing.T, seed uint64) *pupil {
	c := catalogue.Builtin()
	maker := questions.NewMaker(c)
	return &pupil{
		T: t, path: filepath.Join(t.TempDir(), "pupil.db"), mind: minds.NewACTR(minds.UsualOffset, seed), maker: maker, meanings: meanings(t, maker, "network-plus"),
		keys: make(map[questions.FacetID]int), rng: rand.New(rand.NewPCG(seed, 1)),
		begun: make(map[questions.FacetID]int), seen: make(map[questions.FacetID]*seenCard),
		env: app.Env{
			Out: io.Discard, Err: io.Discard, Getenv: func(string) string { return "" }, Now: time.Now, NewSeed: func() uint64 { return seed },
			NewID: func() quiz.EventID { return quiz.EventID(uuid.NewString()) }, Exit: func(int) {}, DataFile: func() string { return "" },
		},
	}
}

var firstMorning = time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC)

// drill plays the session of a day and returns its row of the table. Without a limit it
// is as long as the program has it.
func (p *pupil) drill(day int, limit int) dayOf {
	p.Helper()
	var limits []string
	if limit > 0 {
		limits = []string{"--limit", strconv.Itoa(limit)}
	}
	toDrill, answers := io.Pipe()
	lines, fromDrill := io.Pipe()
	world := p.env
	world.In, world.Out = toDrill, fromDrill
	done := make(chan int, 1)
	at := firstMorning.AddDate(0, 0, day).Format(time.RFC3339)
	announced := p.due(at)
	go func() {
		done <- run(context.Background(), world, append([]string{
			"drill", "--json", "--lang", "en", "--db", p.path, "--now", at,
		}, limits...))
		fromDrill.Close()
	}()
	row := dayOf{day: day}
	in, first := bufio.NewScanner(lines), true
	in.Buffer(nil, 1<<20)
	for in.Scan() {
		var said struct {
			questionLine
			Message string
		}
		if err := json.Unmarshal(in.Bytes(), &said); err != nil {
			p.Fatal(err)
		}
		switch said.questionLine.Type {
		case "question":
			took := p.reply(answers, said.questionLine)
			row.minutes += took.Minutes()
			row.answers++
		case "verdict":
			p.hear(in.Bytes(), day, first, &row)
			first = false
		case "error":
			p.Fatal(said.Message)
		}
	}
	if code := <-done; code != app.ExitDone {
		p.Fatalf("day %d ended with %d", day, code)
	}
	if came := p.cameAgain(day); announced.Due != came && !p.exam || announced.New != row.fresh {
		p.Errorf("day %d: due says %+v; %d came again, %d were begun", day, announced, came, row.fresh)
	}
	row.known = p.known()
	p.mind.Rest(24*time.Hour - time.Duration(row.minutes*float64(time.Minute)))
	return row
}

// A promise is what due says.
type promise struct{ Due, New int }

// due returns what is announced in the morning.
func (p *pupil) due(at string) (announced promise) {
	p.Helper()
	var said bytes.Buffer
	world := p.env
	world.Out = &said
	if code := run(context.Background(), world, []string{"due", "--json", "--db", p.path, "--now", at}); code != app.ExitDone {
		p.Fatalf("due ended with %d", code)
	}
	if err := json.Unmarshal(said.Bytes(), &announced); err != nil {
		p.Fatal(err)
	}
	return announced
}

// cameAgain counts the cards of earlier days that were asked on the day.
func (p *pupil) cameAgain(day int) int {
	again := make(map[questions.FacetID]bool)
	for _, a := range p.asked {
		if a.day == day && p.begun[a.facet.ID] < day {
			again[a.facet.ID] = true
		}
	}
	return len(again)
}

// key is what the mind keeps: what is asked, whatever the format.
func (p *pupil) key(facet questions.FacetID) int {
	if _, met := p.keys[facet]; !met {
		p.keys[facet] = len(p.keys)
	}
	return p.keys[facet]
}

// A stem is how a question is known again.
type stem struct {
	kind   questions.Kind
	format questions.Format
	text   string
}

// A meaning is what a stem asks about, and what is right.
type meaning struct {
	facet   questions.FacetID
	answers map[string]bool
	typed   string
}

// meanings are those of all stems that a deck's questions have. The dialogue tells
// what a question was about only after it.
func meanings(t *testing.T, m *questions.Maker, deck string) map[stem]*meaning {
	t.Helper()
	all := make(map[stem]*meaning)
	for _, f := range m.FacetsOf(m.Catalogue().Deck(deck)) {
		for _, format := range f.Kinds[0].Formats() {
			for seed := range uint64(80) {
				q, err := m.Make(questions.Spec{Facet: f.ID, Kind: f.Kinds[0], Format: format, Lang: catalogue.English, Deck: deck, Seed: seed})
				if err != nil {
					t.Fatal(err)
				}
				key := stem{q.Kind, q.Format, q.Stem}
				if all[key] == nil {
					all[key] = &meaning{facet: f.ID, answers: make(map[string]bool), typed: q.Answers[0]}
				}
				if all[key].facet != f.ID {
					t.Fatalf("%q is asked about %s and %s", q.Stem, f.ID, all[key].facet)
				}
				all[key].answers[q.Answers[0]] = true
			}
		}
	}
	return all
}

// reply answers the question as the mind can, and returns how long that took.
func (p *pupil) reply(to io.Writer, q questionLine) time.Duration {
	p.n = q.N
	took := 9 * time.Second
	line := map[string]any{"dont_know": true}
	if p.knew = false; q.Kind.Practice() { // of which no fact is remembered
		p.mind.Study(took)
		fmt.Fprintf(to, "{\"dont_know\": true, \"elapsed_ms\": %d}\n", took.Milliseconds())
		return took
	}
	about := p.meaningOf(q)
	p.knew = p.mind.Answer(p.key(about.facet)) // the verdict shows what was not recalled
	switch {
	case p.knew && q.Format == questions.Typed:
		line, took = map[string]any{"text": about.typed}, 4*time.Second
	case p.knew:
		right := slices.IndexFunc(q.Options, func(o string) bool { return about.answers[o] })
		line, took = map[string]any{"choice": right + 1}, 4*time.Second
	case q.Options != nil && p.rng.Float64() < 0.5: // a guess
		line = map[string]any{"choice": 1 + int(p.rng.Float64()*float64(len(q.Options)))}
	}
	line["elapsed_ms"] = took.Milliseconds()
	p.mind.Study(took)
	text, err := json.Marshal(line)
	if err != nil {
		p.Fatal(err)
	}
	fmt.Fprintf(to, "%s\n", text)
	return took
}

var number = regexp.MustCompile(`\d+`)

// meaningOf finds what the question is about. Numbers of ranges are drawn anew each
// time.
func (p *pupil) meaningOf(q questionLine) *meaning {
	p.Helper()
	if about := p.meanings[stem{q.Kind, q.Format, q.Stem}]; about != nil {
		return about
	}
	n, err := strconv.Atoi(number.FindString(q.Stem))
	if q.Kind != questions.RangeOfNumber || err != nil {
		p.Fatalf("nobody knows what %q is about", q.Stem)
	}
	facet := questions.FacetID("range:dynamic")
	switch {
	case n < 1024:
		facet = "range:system"
	case n < 49152:
		facet = "range:user"
	}
	for _, about := range p.meanings {
		if about.facet == facet {
			return about
		}
	}
	p.Fatalf("%s is never asked", facet)
	return nil
}

// hear keeps what a verdict told.
func (p *pupil) hear(line []byte, day int, first bool, row *dayOf) {
	var v verdictLine
	if err := json.Unmarshal(line, &v); err != nil {
		p.Fatal(err)
	}
	if p.knew && !v.Correct {
		p.Errorf("day %d: what was known of %v was judged wrong", day, v.Facets)
	}
	if v.State == nil { // practice
		return
	}
	id := v.Facets[0]
	facet, _ := p.maker.Facet(id)
	card, begun := p.seen[id]
	a := askedOnce{day: day, n: p.n, first: first, facet: facet, isNew: !begun, repeat: begun && card.state == "review"}
	if !begun {
		p.begun[id] = day
		row.fresh++
	}
	if a.repeat {
		row.repeats++
		if day < card.dueDay && !p.exam {
			p.Errorf("day %d: %s is not due until day %d", day, id, card.dueDay)
		}
	}
	p.asked = append(p.asked, a)
	p.seen[id] = &seenCard{state: *v.State, stability: *v.Stability, dueDay: day + *v.ScheduledDays}
}

// known is how many of the ports' facets would be recalled now.
func (p *pupil) known() float64 {
	sum := 0.0
	for id := range p.begun {
		sum += p.mind.Recall(p.key(id))
	}
	return sum
}

// assertRules holds the rules of order against all that was asked.
func (p *pupil) assertRules(rows []dayOf) {
	p.Helper()
	for _, row := range rows {
		if row.fresh > 10 || row.repeats > 100 {
			p.Errorf("day %d: %d new, %d reviews", row.day, row.fresh, row.repeats)
		}
	}
	p.assertSpacing()
	p.assertBeginnings(rows)
	for id, card := range p.seen {
		if card.dueDay < pupilDays-1 {
			p.Errorf("%s has been due since day %d", id, card.dueDay)
		}
	}
}

// assertSpacing: siblings ten apart where enough else was due, repeats three.
func (p *pupil) assertSpacing() {
	for i, a := range p.asked {
		left := 0 // questions that still came after this one on the day
		for j := i + 1; j < len(p.asked) && p.asked[j].day == a.day; j++ {
			if p.asked[j].facet.ID != a.facet.ID && !p.asked[j].isNew && p.asked[j].repeat {
				left++
			}
		}
		for back := 1; back <= 10 && i-back >= 0 && p.asked[i-back].day == a.day; back++ {
			before := p.asked[i-back].facet
			back := a.n - p.asked[i-back].n
			switch {
			case before.ID == a.facet.ID && back <= 3 && left > 3:
				p.Errorf("day %d: %s again after %d questions, with %d more to come", a.day, a.facet.ID, back-1, left)
			case before.ID != a.facet.ID && before.Service != "" && before.Service == a.facet.Service && back <= 10 && left >= 20:
				p.Errorf("day %d: %s %d questions after %s, with %d more to come", a.day, a.facet.ID, back, before.ID, left)
			}
		}
	}
}

// assertBeginnings: as many a day as are set until all are begun; which port a service
// has not before what it is for.
func (p *pupil) assertBeginnings(rows []dayOf) {
	left := len(p.maker.FacetsOf(p.maker.Catalogue().Deck("network-plus")))
	for _, row := range rows {
		if want := min(10, left); row.fresh != want {
			p.Errorf("day %d: %d new, want %d", row.day, row.fresh, want)
		}
		left -= row.fresh
	}
	for id, day := range p.begun {
		f, _ := p.maker.Facet(id)
		for _, other := range p.maker.Siblings(f) {
			if g, _ := p.maker.Facet(other); g.Kinds[0] == questions.PortToService && p.begun[other] > day {
				p.Errorf("%s came before %s", id, other)
			}
		}
	}
}

// The law: in 90 days of Network+ no day goes over the limits or short of its new cards,
// what due announces in the morning is what comes, no rule of order is broken, and no
// card starves, in 10,000 questions and more.
func TestNinetyDays(t *testing.T) {
	t.Parallel()
	var asked atomic.Int64
	t.Run("pupils", func(t *testing.T) {
		for seed := range uint64(6) {
			t.Run(fmt.Sprint(seed), func(t *testing.T) {
				t.Parallel()
				p := newPupil(t, seed)
				if code := run(t.Context(), p.env, []string{"settings", "decks", "network-plus", "--db", p.path}); code != app.ExitDone {
					t.Fatalf("settings ended with %d", code)
				}
				var rows []dayOf
				for day := range pupilDays {
					rows = append(rows, p.drill(day, 400))
				}
				p.assertRules(rows)
				asked.Add(int64(len(p.asked)))
				p.report(rows)
			})
		}
	})
	if asked.Load() < 10_000 {
		t.Errorf("%d questions are too few to say", asked.Load())
	}
	t.Logf("%d questions", asked.Load())
}

// report logs a table by day.
func (p *pupil) report(rows []dayOf) {
	p.Log(" day  new  reviews  answers  minutes  known")
	for _, row := range rows {
		p.Logf("%4d %4d %8d %8d %8.1f %6.1f", row.day+1, row.fresh, row.repeats, row.answers, row.minutes, row.known)
	}
	p.Logf("%d questions, %d cards begun", len(p.asked), len(p.begun))
}
