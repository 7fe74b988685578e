package store_test

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"portdrill/quiz"
	"portdrill/quiz/fsrs"
	"portdrill/store"
)

// A bench is a lesson that is set up anew whenever an import has changed it: to make
// a database takes longer than to try one.
type bench struct {
	folder  string
	fresh   empty
	whole   exported
	text    string
	learner quiz.LearnerID
	db      *store.DB
}

func newBench(f *testing.F) *bench {
	l := newLesson(f, 4)
	return &bench{folder: f.TempDir(), fresh: newEmpty(f), whole: l.whole, text: l.before, learner: l.learner}
}

// at returns the database with nothing in it but the lesson.
func (b *bench) at(t *testing.T) *store.DB {
	t.Helper()
	if b.db != nil {
		return b.db
	}
	path := filepath.Join(b.folder, "it.db")
	for _, suffix := range []string{"", "-wal", "-shm"} {
		os.Remove(path + suffix) // mostly not there
	}
	write(t, path, b.fresh.content)
	db, err := store.Open(context.Background(), path)
	if err != nil {
		t.Fatal(err)
	}
	b.db = db
	assertAllCame(t, importInto(t, db, b.text))
	return db
}

func (b *bench) clear(t *testing.T) {
	t.Helper()
	closeDB(t, b.db)
	b.db = nil
}

// assertImport wants an import to be refused and to change nothing, or to leave a
// sound file that can be recorded in.
func (b *bench) assertImport(t *testing.T, text string) (store.Merged, error) {
	t.Helper()
	db := b.at(t)
	merged, err := db.ImportJSON(t.Context(), strings.NewReader(text), noon)
	if exportOf(t, db) == b.text {
		return merged, err
	}
	defer b.clear(t)
	if err != nil {
		t.Fatalf("refused, and yet something has changed: %v", err)
	}
	findings(t, db)
	for _, learner := range merged.Learners {
		assertVerified(t, db, learner)
		record(t, db, learner, answered(noon, fsrs.Good, "facet-1"))
		assertIsReplay(t, db, learner)
	}
	return merged, err
}

// The law: whatever is in a file, it is refused as what it is, or comes in without
// harm.
func FuzzImport(f *testing.F) {
	b := newBench(f)
	all, err := filepath.Glob("testdata/exports/*.json")
	if err != nil || len(all) == 0 {
		f.Fatalf("no exports to begin with: %v", err)
	}
	for _, name := range all {
		text, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(text))
	}
	f.Fuzz(func(t *testing.T, text string) {
		if _, err := b.assertImport(t, text); err != nil && !errors.Is(err, store.ErrNotExport) && !errors.Is(err, store.ErrNewerExport) {
			t.Errorf("refused as %v", err)
		}
	})
}

// The law: the same holds for an event of any content whose hash is right.
func FuzzImportEvent(f *testing.F) {
	b := newBench(f)
	last := b.whole.Events[3]
	for _, absurd := range absurdities {
		e := b.whole.Events[2]
		absurd.change(&e)
		f.Add(string(e.Kind), string(e.Body), e.Seq, e.Order, e.AtMS, e.Zone, int(e.Day), false)
	}
	f.Add(string(last.Kind), string(last.Body), last.Seq, last.Order, last.AtMS, last.Zone, int(last.Day), true)
	f.Fuzz(func(t *testing.T, kind, body string, seq, order, at int64, zone, day int, itself bool) {
		if !json.Valid([]byte(body)) || !utf8.ValidString(kind) {
			t.Skip("no event can be written so")
		}
		e := store.ExportedEvent{
			Learner: b.learner, ID: "made-up", Device: "somewhere", Seq: seq, Order: order, AtMS: at, Zone: zone, Day: quiz.Day(day),
			Kind: quiz.EventKind(kind), Body: json.RawMessage(body),
		}
		if itself {
			e.Device, e.Prev = last.Device, last.Hash
		}
		merged, err := b.assertImport(t, b.whole.with(sealed(t, e)).text(t))
		if broken := new(store.BrokenExport); errors.As(err, &broken) && (order >= store.LastMS || len(body) > store.LongestText) {
			return
		}
		if err != nil || merged.New+int64(len(merged.Senseless)+len(merged.Altered)) != 1 {
			t.Errorf("%+v, %v", merged, err)
		}
	})
}
