package store_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"portdrill/questions/testenv"
)

const (
	runsAtOnce = 2
	sampled    = 1 // calls of each scenario and fault, where not all are tried
)

// The law: whatever system call of the program fails, or is the one it is killed
// at, whoever was shown a verdict finds the answer in the log, and of what no
// verdict was shown there is at most one answer more. The file opens, and is what
// its log leads to. A program that is not killed ends in order, and says why.
//
// Every call of every scenario is tried with every fault, or one of each.
func TestTorture(t *testing.T) {
	t.Parallel()
	testenv.Program(t, "strace")
	seed := testenv.Seed(t)
	program := buildOneThreaded(t)
	book := &ledger{points: make(map[string]int), words: make(map[string]*remark), broken: make(map[string]int)}
	t.Cleanup(func() { book.show(t) })
	turns := make(chan struct{}, runsAtOnce)
	for i, s := range scenarios {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			s.prepare(t, program)
			var all sync.WaitGroup
			for j, f := range faults {
				o := &ordeal{t: t, scenario: s, fault: f, folder: memoryFolder(t), turns: turns, book: book}
				o.chance = rand.New(rand.NewPCG(seed, uint64(i*len(faults)+j)))
				all.Go(o.endure)
			}
			all.Wait()
		})
	}
}

// An ordeal is a scenario whose calls are hit by a fault, one in each run.
type ordeal struct {
	t        *testing.T
	scenario *scenario
	fault    fault
	folder   string
	chance   *rand.Rand
	turns    chan struct{} // has room for as many as may run at once
	book     *ledger
	runs     int
}

// endure hits every call, until a run has no further one, or calls by chance, each
// name as often as another.
func (o *ordeal) endure() {
	if few := trials(sampled, 0); few > 0 {
		o.endureSome(few)
		return
	}
	for _, name := range faultyCalls {
		for n := 1; o.hits(name, n); n++ {
		}
	}
}

func (o *ordeal) endureSome(few int) {
	for range few {
		name, calls := "", 0
		for calls == 0 { // not every scenario calls all
			name = faultyCalls[o.chance.IntN(len(faultyCalls))]
			calls = o.scenario.usual(name)
		}
		o.hits(name, 1+o.chance.IntN(calls))
	}
}

// hits runs the scenario until the n-th call of the name was hit, of whatever thread
// comes to it. It is false if there is no such call any more.
func (o *ordeal) hits(name string, n int) bool {
	const attempts = 10 // now and then calls are spread over other threads
	for range attempts {
		r := o.run(&injection{name, o.fault, n})
		switch {
		case r == nil, r.hit == 0 && len(r.calls) < n:
			return false
		case r.hit > 0:
			o.book.add(o, name)
			return true
		}
	}
	if usual := o.scenario.usual(name); n <= usual {
		o.t.Errorf("%s, %s: call %d of %d of %s was not hit in %d runs", o.scenario.name, o.fault.name, n, usual, name, attempts)
		return true
	}
	return false
}

// wakeUp is what Go's runtime wakes its own threads with.
const wakeUp = "anon_inode:[eventfd]"

// run runs the scenario with the fault and holds it to the laws. It returns nil
// if that is not possible.
func (o *ordeal) run(inject *injection) *result {
	o.turns <- struct{}{}
	defer func() { <-o.turns }()
	o.runs++
	folder := filepath.Join(o.folder, fmt.Sprint(o.runs))
	defer os.RemoveAll(folder)
	r, err := o.scenario.run(folder, []string{inject.call}, inject)
	if err != nil {
		o.t.Error(err)
		return nil
	}
	if r.hit > 0 && r.calls[r.hit-1].file == wakeUp {
		r.hit = 0 // it is no call of the program's, and Go's runtime ends at once where it fails
		return r
	}
	broken := findingOf(func(t fataler) { o.scenario.assertLaws(t, folder, r) })
	if broken != "" && o.book.isNews(o.scenario.name, tidy(string(broken), folder)) {
		o.t.Errorf("%s, -e inject=%s, which hit %s: %s", o.scenario.name, inject, r.hitCall(), broken)
	}
	o.book.note(o.scenario.name, inject, r, folder)
	return r
}

// A ledger counts what was tried and what the program had to say.
type ledger struct {
	mu     sync.Mutex
	points map[string]int     // calls that were hit, by scenario, name and fault
	words  map[string]*remark // by what was said
	broken map[string]int     // laws, by scenario and finding
}

// A remark is how runs ended, and what the program said.
type remark struct {
	times int
	kept  int    // answers that were recorded all the same, with no verdict shown
	first string // when it was
}

func (b *ledger) add(o *ordeal, call string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.points[fmt.Sprintf("%-24s %-10s %s", o.scenario.name, call, o.fault.name)]++
}

// isNews counts a finding, and reports whether it is the first of its kind.
func (b *ledger) isNews(scenario, finding string) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	key := scenario + ": " + finding
	b.broken[key]++
	return b.broken[key] == 1
}

func (b *ledger) note(scenario string, inject *injection, r *result, folder string) {
	if r.killed {
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	said := fmt.Sprintf("exit code %d, %s", r.code, tidy(r.stderr, folder))
	if b.words[said] == nil {
		b.words[said] = &remark{first: fmt.Sprintf("%s, %s, which hit %s", scenario, inject, r.hitCall())}
	}
	b.words[said].times++
	b.words[said].kept += r.more
}

// tidy makes one line of what was said, the same for all folders.
func tidy(said, folder string) string {
	said = unfinishedName.ReplaceAllString(strings.ReplaceAll(said, folder, "FOLDER"), "$1")
	if said = strings.Join(strings.Fields(said), " "); said == "" {
		return "not a word"
	}
	return said
}

func (b *ledger) show(t *testing.T) {
	t.Helper()
	total := 0
	for _, point := range slices.Sorted(maps.Keys(b.points)) {
		t.Logf("%5d calls hit: %s", b.points[point], point)
		total += b.points[point]
	}
	t.Logf("%5d calls hit in all", total)
	for _, finding := range slices.Sorted(maps.Keys(b.broken)) {
		t.Logf("%5d times broken: %s", b.broken[finding], finding)
	}
	for _, said := range slices.Sorted(maps.Keys(b.words)) {
		r := b.words[said]
		t.Logf("%5d times, with %d answers kept and not shown, first at %s: %s", r.times, r.kept, r.first, said)
	}
}
