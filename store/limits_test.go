package store_test

import (
	"encoding/json"
	"errors"
	"io"
	"math"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"portdrill/quiz"
	"portdrill/quiz/fsrs"
	"portdrill/store"
)

// noted returns the lesson with a note of so long a text in one of its events.
func (l lesson) noted(t testing.TB, text string) exported {
	t.Helper()
	events := slices.Clone(l.whole.Events)
	body, err := json.Marshal(quiz.Note{Service: "domain", Text: text})
	if err != nil {
		t.Fatal(err)
	}
	events[2].Kind, events[2].Body = quiz.NoteEvent, body
	events[2] = sealed(t, events[2])
	return l.whole.with(events...)
}

// The law: a file with more in it than anybody records is refused whole, with the line on
// which it is, and leaves nothing behind; what is just below comes in.
func TestImportHasLimits(t *testing.T) {
	t.Parallel()
	l, fresh := newLesson(t, 5), newEmpty(t)
	byLine := func(x exported) string { return strings.ReplaceAll(x.text(t), `{"learner":`, "\n"+`{"learner":`) }
	text := func(long int) string { return byLine(l.noted(t, strings.Repeat("x", long))) }
	changed := func(change func(e *store.ExportedEvent)) string {
		events := slices.Clone(l.whole.Events)
		change(&events[2])
		events[2] = sealed(t, events[2])
		return byLine(l.whole.with(events...))
	}
	ordered := func(order int64) string { return changed(func(e *store.ExportedEvent) { e.Order = order }) }
	bulky := strings.Replace(l.before, `{"learner"`, "{\"more\":["+strings.Repeat(`"xxxx",`, 1<<18)+"0],\"learner\"", 1)
	for what, in := range map[string]struct {
		text  string
		cause error // nil for none
	}{
		"a text":                {text(store.LongestText), nil},
		"a long text":           {text(store.LongestText + 1), store.ErrTooLong},
		"a long entry":          {changed(func(e *store.ExportedEvent) { e.Body = longBody(e.Body) }), store.ErrTooLong},
		"more beside an entry":  {bulky, nil},
		"the last order":        {ordered(store.LastMS), nil},
		"an order after it":     {ordered(store.LastMS + 3), store.ErrTooLate},
		"the order of a sum":    {ordered(1 << 53), store.ErrTooLate},
		"the last of all":       {ordered(math.MaxInt64), store.ErrTooLate},
		"a long unknown value":  {strings.Replace(l.before, `"learners"`, `"more":"`+strings.Repeat("x", 18<<20)+`","learners"`, 1), store.ErrTooLong},
		"a long unknown value ": {strings.Replace(l.before, `"learners"`, `"more":["`+strings.Repeat(`x","`, 5<<20)+`"],"learners"`, 1), store.ErrTooLong},
	} {
		t.Run(what, func(t *testing.T) {
			db := fresh.opened(t, 1)[0]
			before := exportOf(t, db)
			merged, err := db.ImportJSON(t.Context(), strings.NewReader(in.text), noon)
			if in.cause == nil {
				if err != nil || merged.New != 5 {
					t.Errorf("%+v, %v", merged, err)
				}
				return
			}
			var broken *store.BrokenExport
			if !errors.As(err, &broken) || !errors.Is(broken.Cause, in.cause) {
				t.Fatalf("%+v, %v", merged, err)
			}
			if want := lineOf(t, in.text); broken.Line != want {
				t.Errorf("said to be in line %d, it is in %d", broken.Line, want)
			}
			if exportOf(t, db) != before {
				t.Error("something has changed")
			}
		})
	}
}

func longBody(body json.RawMessage) json.RawMessage {
	return json.RawMessage(strings.Replace(string(body), "{", `{"more":[`+strings.Repeat(`"xxxx",`, 1<<18)+"0],", 1))
}

// lineOf returns the line, counted from 1, on which an export has more than it may.
func lineOf(t testing.TB, text string) int64 {
	t.Helper()
	for i, line := range strings.Split(text, "\n") {
		var e store.ExportedEvent
		_ = json.Unmarshal([]byte(strings.TrimSuffix(line, ",")), &e)
		if len(line) > store.LongestText || e.Order > store.LastMS {
			return int64(i + 1)
		}
	}
	t.Fatal("there is no such line")
	return 0
}

// The law: whoever records after the last order there is can take the log elsewhere.
func TestLogGoesOnAfterTheLastOrder(t *testing.T) {
	l, fresh := newLesson(t, 5), newEmpty(t)
	events := slices.Clone(l.whole.Events)
	events[4].Order = store.LastMS + 4
	events[4] = sealed(t, events[4])
	dbs := fresh.opened(t, 2)
	assertAllCame(t, importInto(t, dbs[0], l.whole.with(events...).text(t)))
	recordSome(t, dbs[0], l.learner, noon, 3)
	if merged := importInto(t, dbs[1], exportOf(t, dbs[0])); merged.New != 8 {
		t.Errorf("%+v", merged)
	}
}

// The law: an import that is refused needs no more memory than the limits, whatever is in
// the file.
func TestRefusedImportIsSmall(t *testing.T) {
	db := open(t, filepath.Join(t.TempDir(), "it.db"))
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	const mib = 1 << 20
	endless := io.MultiReader(strings.NewReader(`{"format":"portdrill-log","version":1,"more":"`), strings.NewReader(strings.Repeat("x", 300*mib)))
	runtime.ReadMemStats(&before)
	_, err := db.ImportJSON(t.Context(), endless, noon)
	runtime.ReadMemStats(&after)
	if !errors.Is(err, store.ErrNotExport) {
		t.Errorf("%v", err)
	}
	if used := (after.TotalAlloc - before.TotalAlloc) / mib; used > 150 {
		t.Errorf("%d MiB were allocated", used)
	}
}

// The law: an import of which nothing comes in leaves no learner behind either.
func TestNobodyComesWithoutEvents(t *testing.T) {
	l := newLesson(t, 3)
	db := open(t, filepath.Join(t.TempDir(), "it.db"))
	own := learnerOf(t, db)
	events := slices.Clone(l.whole.Events)
	for i := range events {
		events[i].AtMS++
	}
	if merged := importInto(t, db, l.whole.with(events...).text(t)); merged.New > 0 || len(merged.Altered) != 3 {
		t.Fatalf("%+v", merged)
	}
	all, err := db.Learners(t.Context())
	if err != nil || len(all) != 1 || all[0].ID != own {
		t.Errorf("learners %+v, %v", all, err)
	}
}

// The law: what was recorded once is kept by a rebuild, though no import would take it: an
// order beyond all, as an older version took in.
func TestRebuildDoesNotJudge(t *testing.T) {
	path := filepath.Join(t.TempDir(), "it.db")
	db := open(t, path)
	learner := learnerOf(t, db)
	recordSome(t, db, learner, noon, 3)
	if err := db.RecordAfter(t.Context(), learner, answered(noon, fsrs.Good, "facet-far"), 1<<53); err != nil {
		t.Fatal(err)
	}
	recordSome(t, db, learner, noon, 4)
	closeDB(t, db)
	zero(t, path, "cards")
	r, err := store.Rebuild(t.Context(), path, noon)
	if err != nil || r.Kept == "" || r.Events != 8 || r.Missing != 0 {
		t.Fatalf("%+v, %v", r, err)
	}
	again := open(t, path)
	assertSound(t, again, learner, 0)
	recordSome(t, again, learner, noon, 1)
}
