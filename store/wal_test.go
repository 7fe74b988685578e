package store_test

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"testing"
	"time"

	"portdrill/questions"
	"portdrill/questions/testenv"
	"portdrill/quiz"
	"portdrill/quiz/fsrs"
	"portdrill/store"
)

// Answers of a log whose end is spoilt: those in the database itself, and those
// that only its write-ahead log has yet.
const (
	answersKept    = 5
	answersWaiting = 40
)

// The law: a write-ahead log that was cut or garbled, as by a disk that lost
// power, costs the answers from the first byte that is not as it was written, and
// none before; what is left is sound, and opening leaves no traces of the rest.
// It is tried 100 times, or 1,000.
func TestWALCutOrGarbled(t *testing.T) {
	t.Parallel()
	chance := rand.New(rand.NewPCG(testenv.Seed(t), 0))
	wal := makeWAL(t)
	home := memoryFolder(t)
	did := make(map[string]int)
	var lost int
	for round := range trials(100, 1000) {
		way := waysToSpoil[round%len(waysToSpoil)]
		spoilt := way.spoil(chance, slices.Clone(wal.content))
		want := wal.before(firstDifference(wal.content, spoilt))
		folder := filepath.Join(home, fmt.Sprint(round))
		path := wal.leaveBehind(t, folder, spoilt, chance.IntN(2) == 0)
		if broken := findingOf(func(t fataler) { assertConsists(t, path, want) }); broken != "" {
			t.Errorf("round %d, %s: %s", round, way.name, broken)
		}
		if err := os.RemoveAll(folder); err != nil {
			t.Fatal(err)
		}
		did[way.name]++
		lost += len(wal.told) - len(want)
	}
	t.Logf("%v; %d answers gone with what was spoilt", did, lost)
}

// A walLeft is what a program leaves that is killed with answers in its
// write-ahead log.
type walLeft struct {
	content  []byte // of the log
	database []byte
	index    []byte       // the -shm
	told     []quiz.Event // all that was recorded
	ends     []int        // where in the log each event is complete, 0 if not in it
}

func makeWAL(t *testing.T) *walLeft {
	t.Helper()
	path := filepath.Join(t.TempDir(), "it.db")
	db := open(t, path)
	w := &walLeft{}
	learner := learnerOf(t, db)
	for i := range answersKept + answersWaiting {
		if i == answersKept {
			closeDB(t, db)
			db = open(t, path)
		}
		record(t, db, learner, answered(noon.Add(time.Duration(i)*time.Minute), fsrs.Grade(1+i%4), questions.FacetID(fmt.Sprint(i%7))))
		if i < answersKept {
			w.ends = append(w.ends, 0)
			continue
		}
		info, err := os.Stat(path + "-wal")
		if err != nil {
			t.Fatal(err)
		}
		w.ends = append(w.ends, int(info.Size()))
	}
	w.told = eventsOf(t, db, learner)
	for suffix, content := range map[string]*[]byte{"": &w.database, "-wal": &w.content, "-shm": &w.index} {
		var err error
		if *content, err = os.ReadFile(path + suffix); err != nil {
			t.Fatal(err)
		}
	}
	return w
}

// before returns the events that are complete before the offset in the log.
func (w *walLeft) before(offset int) []quiz.Event {
	n := 0
	for n < len(w.ends) && w.ends[n] <= offset {
		n++
	}
	return w.told[:n]
}

// leaveBehind writes the files with another log into the folder, with the index
// that other programs had of the true one, or without.
func (w *walLeft) leaveBehind(t *testing.T, folder string, log []byte, withIndex bool) (path string) {
	t.Helper()
	makeFolder(t, folder)
	path = filepath.Join(folder, "it.db")
	write(t, path, w.database)
	write(t, path+"-wal", log)
	if withIndex {
		write(t, path+"-shm", w.index)
	}
	return path
}

// firstDifference returns the offset of the first byte that is not in both.
func firstDifference(a, b []byte) int {
	n := min(len(a), len(b))
	for i := range n {
		if a[i] != b[i] {
			return i
		}
	}
	return n
}

// waysToSpoil are what disks and copies do to a log. Each returns it spoilt.
var waysToSpoil = []struct {
	name  string
	spoil func(chance *rand.Rand, log []byte) []byte
}{
	{"cut", func(chance *rand.Rand, log []byte) []byte { return log[:chance.IntN(len(log)+1)] }},
	{"bit flipped", func(chance *rand.Rand, log []byte) []byte {
		log[chance.IntN(len(log))] ^= 1 << chance.IntN(8)
		return log
	}},
	{"noise", func(chance *rand.Rand, log []byte) []byte { return noise(chance, stretch(chance, log), log) }},
	{"zeros", func(chance *rand.Rand, log []byte) []byte {
		clear(stretch(chance, log))
		return log
	}},
	{"cut, then noise", func(chance *rand.Rand, log []byte) []byte { return noise(chance, log[chance.IntN(len(log)):], log) }},
	{"block lost", func(chance *rand.Rand, log []byte) []byte {
		clear(block(chance, log))
		return log
	}},
	{"block elsewhere", func(chance *rand.Rand, log []byte) []byte {
		copy(block(chance, log), block(chance, slices.Clone(log)))
		return log
	}},
	{"gap closed", func(chance *rand.Rand, log []byte) []byte {
		from := chance.IntN(len(log))
		return slices.Delete(log, from, from+chance.IntN(len(log)-from))
	}},
}

// noise fills a part of the log by chance.
func noise(chance *rand.Rand, part, log []byte) []byte {
	for i := range part {
		part[i] = byte(chance.Uint32())
	}
	return log
}

// stretch returns a part of the log, 1 to 10,000 bytes long.
func stretch(chance *rand.Rand, log []byte) []byte {
	const longest = 10_000
	from := chance.IntN(len(log))
	return log[from:min(len(log), from+1+chance.IntN(longest))]
}

// block returns one of the blocks that disks write.
func block(chance *rand.Rand, log []byte) []byte {
	const size = 512
	at := chance.IntN(len(log)/size) * size
	return log[at : at+size]
}

// assertConsists opens the file and wants it to hold those events, all that
// follows from them, and nothing else; to take one more; and to leave nothing
// beside itself when it is closed.
func assertConsists(t fataler, path string, want []quiz.Event) {
	t.Helper()
	assertUsable(t, path, func(t fataler, got []quiz.Event) {
		t.Helper()
		if len(got) != len(want) || len(want) > 0 && !reflect.DeepEqual(got, want) {
			t.Fatalf("%d events, want the first %d as they were recorded", len(got), len(want))
		}
	})
}

// assertUsable opens the file and wants its log to be what is expected, its chains
// whole, and all else to follow from the log; then that it takes another answer,
// is closed without a trace, and has the answer when it is opened again.
func assertUsable(t fataler, path string, expected func(t fataler, log []quiz.Event)) {
	t.Helper()
	further := answered(noon.AddDate(1, 0, 0), fsrs.Good, "a")
	var log []quiz.Event
	visit(t, path, func(db *store.DB, learner quiz.LearnerID) {
		log = eventsOf(t, db, learner)
		expected(t, log)
		assertVerified(t, db, learner)
		assertIsReplay(t, db, learner)
		assertNoFindings(t, db)
		record(t, db, learner, further)
	})
	assertAlone(t, path)
	visit(t, path, func(db *store.DB, learner quiz.LearnerID) {
		again := eventsOf(t, db, learner)
		if n := len(again); n != len(log)+1 || again[n-1].ID != further.ID {
			t.Fatalf("%d events, and one more was recorded: %d when the file was opened again", len(log), len(again))
		}
		assertNoFindings(t, db)
	})
}

// assertAlone wants nothing beside a closed file. Of a program that was killed
// there may be a journal that was not in force yet, and never will be: it has no
// beginning, and SQLite passes it over.
func assertAlone(t fataler, path string) {
	t.Helper()
	for _, suffix := range []string{"-wal", "-shm", "-journal"} {
		content, err := os.ReadFile(path + suffix)
		if err == nil && (suffix != "-journal" || bytes.HasPrefix(content, []byte{0xd9, 0xd5, 0x05, 0xf9})) {
			t.Fatalf("the file was closed, and left its %s", suffix)
		}
	}
}

// assertNoFindings wants the program's own check of the file to find nothing: no
// damage of pages, tables, references, chains and seals, and no gap.
func assertNoFindings(t fataler, db *store.DB) {
	t.Helper()
	if r, err := db.Check(context.Background()); err != nil || len(r.Findings) > 0 {
		t.Fatalf("check: %+v, %v", r.Findings, err)
	}
}

// visit opens the file, with its learner, and closes it.
func visit(t fataler, path string, do func(*store.DB, quiz.LearnerID)) {
	t.Helper()
	db, err := store.Open(context.Background(), path)
	if err != nil {
		t.Fatalf("open: %v", err)
	}
	defer db.Close() // again, where a law is broken
	learner, err := db.Learner(context.Background(), noon)
	if err != nil {
		t.Fatalf("learner: %v", err)
	}
	do(db, learner)
	if err := db.Close(); err != nil {
		t.Fatalf("close: %v", err)
	}
}

// A finding is what a law says that does not hold. It ends one of many trials,
// where an error of the test would end them all.
type finding string

type trial struct{}

func (trial) Helper()                           {}
func (trial) Fatalf(format string, args ...any) { panic(finding(fmt.Sprintf(format, args...))) }

// findingOf tries the laws and returns what one of them says; empty if all hold.
func findingOf(laws func(t fataler)) (found finding) {
	defer func() {
		switch caught := recover().(type) {
		case nil:
		case finding:
			found = caught
		default:
			panic(caught)
		}
	}()
	laws(trial{})
	return ""
}
