package store_test

import (
	"bytes"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"portdrill/questions/testenv"
	"portdrill/quiz"
	"portdrill/store"
)

func synced(t testing.TB, db *store.DB, folder string, only ...quiz.LearnerID) store.Synced {
	t.Helper()
	s, err := db.Sync(t.Context(), folder, noon, only...)
	if err != nil {
		t.Fatalf("sync: %v", err)
	}
	return s
}

// sinceOf matches when a learner began, which a device that hears of them takes from the
// first event that comes.
var sinceOf = regexp.MustCompile(`"since_ms":\d+`)

// logsBut is an export without when learners began.
func logsBut(t testing.TB, db *store.DB) string { return sinceOf.ReplaceAllString(exportOf(t, db), "") }

// assertAllSynced wants a sync to have left nothing out.
func assertAllSynced(t testing.TB, s store.Synced) {
	t.Helper()
	assertAllCame(t, s.Merged)
	if len(s.Damaged)+len(s.Newer)+len(s.Strange) > 0 {
		t.Fatalf("something was left out: %+v", s)
	}
}

// assertOnlyGrew wants files of a folder to begin with what they were before, and at most
// one of them to be more.
func assertOnlyGrew(t testing.TB, before, after map[string]string) {
	t.Helper()
	grown := 0
	for path, text := range after {
		if !strings.HasPrefix(text, before[path]) {
			t.Fatalf("%s was changed", path)
		}
		if text != before[path] {
			grown++
		}
	}
	if grown > 1 || len(after) < len(before) {
		t.Fatalf("%d files grew, of %d %d are left", grown, len(before), len(after))
	}
}

// The law: devices that record in turn and sync with a folder now and then have the same to
// the bit once each has done so. A sync adds to one file at most, to none if there is no
// news, and an event is in the folder once.
func TestSyncOfDevices(t *testing.T) {
	t.Parallel()
	seed, fresh := testenv.Seed(t), newEmpty(t)
	for i := range splits / 4 {
		t.Run(strconv.Itoa(i), func(t *testing.T) {
			chance := rand.New(rand.NewPCG(seed, uint64(i)))
			folder := t.TempDir()
			devices := fresh.opened(t, 3)
			learner := learnerOf(t, devices[0])
			start := exportOf(t, devices[0])
			for _, db := range devices[1:] {
				importInto(t, db, start)
			}
			for _, e := range stories.Example(int(chance.Uint32())) {
				record(t, devices[chance.IntN(3)], learner, e)
				if chance.IntN(4) == 0 {
					before := contents(t, folder)
					assertAllSynced(t, synced(t, devices[chance.IntN(3)], folder))
					assertOnlyGrew(t, before, contents(t, folder))
				}
			}
			assertSameBySync(t, devices, folder, learner)
		})
	}
}

func assertSameBySync(t *testing.T, devices []*store.DB, folder string, learner quiz.LearnerID) {
	t.Helper()
	for range 2 {
		for _, db := range devices {
			synced(t, db, folder)
		}
	}
	before := contents(t, folder)
	for _, db := range devices {
		if s := synced(t, db, folder); s.New+s.Sent > 0 {
			t.Fatalf("there was news: %+v", s)
		}
		assertSound(t, db, learner, 0)
		if got, want := logsBut(t, db), logsBut(t, devices[0]); got != want {
			t.Fatalf("%s has\n%s\nand %s has\n%s", db.Path(), got, devices[0].Path(), want)
		}
	}
	if !maps.Equal(contents(t, folder), before) {
		t.Fatal("files changed without news")
	}
	if got, want := strings.Count(strings.Join(slices.Collect(maps.Values(before)), ""), `{"event":`), len(eventsOf(t, devices[0], learner)); got != want {
		t.Fatalf("%d events in the folder, %d in the log", got, want)
	}
}

// The law: whatever a file of the folder is cut or changed to, the devices lose nothing by
// it, and bring back between them what was lost there, for one that comes new.
func TestSyncHealsFolder(t *testing.T) {
	t.Parallel()
	seed, fresh := testenv.Seed(t), newEmpty(t)
	for i := range splits {
		t.Run(strconv.Itoa(i), func(t *testing.T) {
			chance := rand.New(rand.NewPCG(seed, uint64(i)))
			folder := t.TempDir()
			devices := fresh.opened(t, 2)
			learner := learnerOf(t, devices[0])
			recordSome(t, devices[0], learner, noon, 3)
			synced(t, devices[0], folder)
			assertAllSynced(t, synced(t, devices[1], folder))
			recordSome(t, devices[1], learner, noon.Add(time.Hour), 3)
			synced(t, devices[1], folder)
			synced(t, devices[0], folder)
			want := logsBut(t, devices[0])
			harm(t, chance, folder)
			for _, n := range append(chance.Perm(2), 0, 1) {
				synced(t, devices[n], folder)
			}
			for _, db := range append(devices, fresh.opened(t, 1)...) {
				synced(t, db, folder)
				if got := logsBut(t, db); got != want {
					t.Fatalf("%s has\n%s\nwanted\n%s", db.Path(), got, want)
				}
				assertSound(t, db, learner, 0)
			}
		})
	}
}

// harm cuts a file of the folder short, changes a byte of it, puts noughts in place of its
// end as after a loss of power, or removes it.
func harm(t *testing.T, chance *rand.Rand, folder string) {
	t.Helper()
	all, err := filepath.Glob(filepath.Join(folder, "*.jsonl"))
	if err != nil || len(all) != 2 {
		t.Fatalf("%q, %v", all, err)
	}
	path := all[chance.IntN(2)]
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	at := chance.IntN(len(text))
	switch chance.IntN(4) {
	case 0:
		text = text[:at]
	case 1:
		text[at] ^= 1 << chance.IntN(8)
	case 2:
		clear(text[at:])
	default:
		os.Remove(path)
		return
	}
	write(t, path, text)
}

// A line that another program is just writing is left for the next time; a device's own
// that was never ended is taken away, and written whole.
func TestSyncLeavesUnfinishedLines(t *testing.T) {
	folder := t.TempDir()
	devices := newEmpty(t).opened(t, 2)
	learner := learnerOf(t, devices[0])
	recordSome(t, devices[0], learner, noon, 4)
	synced(t, devices[0], folder)
	path := filepath.Join(folder, string(deviceOf(t, devices[0], learner))+".jsonl")
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for end := range len(text) + 1 {
		write(t, path, text[:end])
		if s := synced(t, devices[1], folder); len(s.Damaged)+len(s.Strange) > 0 || s.Sent > 0 && end > 100 && !bytes.HasSuffix(text[:end], []byte("\n")) && s.New+s.Known == 0 {
			t.Fatalf("cut at %d: %+v", end, s)
		}
	}
	write(t, path, text[:len(text)-7])
	for _, name := range other(t, folder, path) {
		os.Remove(name)
	}
	if s := synced(t, devices[0], folder); s.Sent != 1 {
		t.Errorf("%+v", s)
	}
	if got, err := os.ReadFile(path); err != nil || !bytes.Equal(got, text) {
		t.Errorf("%q, %v", got, err)
	}
}

// other returns the files of the folder but for one.
func other(t *testing.T, folder, path string) []string {
	t.Helper()
	all, err := filepath.Glob(filepath.Join(folder, "*"))
	if err != nil {
		t.Fatal(err)
	}
	return slices.DeleteFunc(all, func(name string) bool { return name == path })
}

// A learner who asked to be forgotten is not taken in again, and leaves the file of the
// device on which they asked.
func TestSyncForgets(t *testing.T) {
	folder := t.TempDir()
	devices := newEmpty(t).opened(t, 2)
	learner := learnerOf(t, devices[0])
	recordSome(t, devices[0], learner, noon, 4)
	kept, err := devices[0].AddLearner(t.Context(), naming("Bo"))
	if err != nil {
		t.Fatal(err)
	}
	recordSome(t, devices[0], kept, noon, 2)
	synced(t, devices[0], folder)
	assertAllSynced(t, synced(t, devices[1], folder))
	recordSome(t, devices[1], learner, noon.Add(time.Hour), 1)
	synced(t, devices[1], folder)

	if _, err := devices[0].Forget(t.Context(), learner, noon); err != nil {
		t.Fatal(err)
	}
	s := synced(t, devices[0], folder)
	if s.Forgotten == 0 || s.New > 0 {
		t.Errorf("%+v", s)
	}
	own := filepath.Join(folder, string(deviceOf(t, devices[0], kept))+".jsonl")
	text, err := os.ReadFile(own)
	if err != nil || bytes.Contains(text, []byte(learner)) || !bytes.Contains(text, []byte(kept)) {
		t.Errorf("%s, %v", text, err)
	}
	if s := synced(t, devices[0], folder); s.Sent > 0 {
		t.Errorf("%+v", s)
	}
	if len(other(t, folder, own)) != 1 {
		t.Error("files came or went")
	}
}

// Files that are of a later version or something else are told of and left alone, and
// folders and pipes are none; one learner can be sent alone.
func TestSyncKeepsToItsFiles(t *testing.T) {
	folder := t.TempDir()
	db := newEmpty(t).opened(t, 1)[0]
	learner := learnerOf(t, db)
	recordSome(t, db, learner, noon, 2)
	bo, err := db.AddLearner(t.Context(), naming("Bo"))
	if err != nil {
		t.Fatal(err)
	}
	recordSome(t, db, bo, noon, 1)
	for name, text := range map[string]string{
		"later.jsonl": "{\"format\":\"portdrill-sync\",\"version\":2}\n{\"x\":1}\n", "quiz.jsonl": "{\"id\":\"k3\"}\n", "empty.jsonl": "",
		"notes.txt": "hello", ".hidden.jsonl": "x\n",
	} {
		write(t, filepath.Join(folder, name), []byte(text))
	}
	if err := os.Mkdir(filepath.Join(folder, "folder.jsonl"), 0o700); err != nil {
		t.Fatal(err)
	}
	before := contents(t, folder)
	s := synced(t, db, folder, bo)
	if fmt.Sprint(s.Newer, s.Strange) != "[later.jsonl] [quiz.jsonl]" || s.Sent != int64(len(eventsOf(t, db, bo))) {
		t.Errorf("%+v", s)
	}
	assertOnlyGrew(t, before, contents(t, folder))
	if s := synced(t, db, folder); s.Sent != int64(len(eventsOf(t, db, learner))) {
		t.Errorf("%+v", s)
	}
}

func FuzzSync(f *testing.F) {
	folder := f.TempDir()
	b := newBench(f)
	path := filepath.Join(folder, "x.jsonl")
	from := b.fresh.opened(f, 1)[0]
	importInto(f, from, b.text)
	synced(f, from, folder)
	for _, name := range mustGlob(f, folder) {
		text, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		os.Remove(name)
		f.Add(text)
	}
	f.Add([]byte("{\"format\":\"portdrill-sync\",\"version\":1}\n{\"deck\":{\"key\":\"x\",\"deck\":{}}}\n{\"learner\":{\"id\":\"\"}}\n\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		for _, name := range mustGlob(t, folder) {
			os.Remove(name)
		}
		write(t, path, text)
		db := b.at(t)
		s := synced(t, db, folder)
		if got, err := os.ReadFile(path); err != nil || !bytes.Equal(got, text) {
			t.Fatalf("another device's file was changed: %q, %v", got, err)
		}
		if exportOf(t, db) == b.text {
			return
		}
		if s.New == 0 && len(s.Decks) == 0 && len(s.Learners) == 0 {
			t.Fatalf("something changed: %+v", s)
		}
		findings(t, db)
		b.clear(t)
	})
}

func mustGlob(t testing.TB, folder string) []string {
	t.Helper()
	all, err := filepath.Glob(filepath.Join(folder, "*"))
	if err != nil {
		t.Fatal(err)
	}
	return all
}
