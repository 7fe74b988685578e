package store_test

import (
	"errors"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"portdrill/quiz"
	"portdrill/quiz/fsrs"
	"portdrill/store"
)

func rename(t testing.TB, db *store.DB, learner quiz.LearnerID, name string) quiz.Event {
	t.Helper()
	e := naming(name)
	if err := db.Rename(t.Context(), learner, e); err != nil {
		t.Fatalf("rename to %q: %v", name, err)
	}
	return e
}

func namesOf(t testing.TB, db *store.DB) []string {
	t.Helper()
	all, err := db.Learners(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	names := make([]string, len(all))
	for i, l := range all {
		names[i] = l.Name
	}
	return names
}

// The law: a name belongs to one learner of a file, whatever its case; whoever has
// it may change its case, and a name that is given up is free. What is refused
// changes nothing.
func TestNameBelongsToOne(t *testing.T) {
	path := filepath.Join(t.TempDir(), "it.db")
	db := open(t, path)
	li, bo := learnerNamed(t, db, "李华"), learnerNamed(t, db, "Bo Öhm")
	taken := func(name string) {
		t.Helper()
		rows := map[string]int{"learners": 2, "log": len(eventsOf(t, db, li)) + len(eventsOf(t, db, bo))}
		_, adding := db.AddLearner(t.Context(), naming(name))
		for _, err := range []error{adding, db.Rename(t.Context(), li, naming(name))} {
			if !errors.Is(err, store.ErrNameTaken) {
				t.Errorf("%q: %v", name, err)
			}
		}
		assertRows(t, path, rows)
	}
	for _, name := range []string{"Bo Öhm", "bo öhm", "BO ÖHM"} {
		taken(name)
	}
	rename(t, db, bo, "BO öhm")
	taken("bo Öhm")
	rename(t, db, bo, "Bob")
	rename(t, db, li, "Bo Öhm")
	if names := namesOf(t, db); !slices.Equal(names, []string{"Bo Öhm", "Bob"}) {
		t.Errorf("names %q", names)
	}
	if err := db.Rename(t.Context(), "nobody", naming("Nobody")); !errors.Is(err, store.ErrNoLearner) {
		t.Errorf("renamed nobody: %v", err)
	}
	for _, name := range []string{"a\x1b[31m", " a", "a  b", strings.Repeat("长", quiz.LongestName+1)} {
		if _, err := db.AddLearner(t.Context(), naming(name)); !errors.Is(err, quiz.ErrSetting) {
			t.Errorf("added %q: %v", name, err)
		}
	}
	for _, learner := range []quiz.LearnerID{li, bo} {
		assertSound(t, db, learner, 0)
	}
}

// The law: a learner is found by the name in any case, by the ID and by its
// beginning from four signs on; a name is looked for first.
func TestFindLearner(t *testing.T) {
	db := open(t, filepath.Join(t.TempDir(), "it.db"))
	if _, err := db.Find(t.Context(), ""); !errors.Is(err, store.ErrNoLearner) {
		t.Errorf("found somebody in an empty file: %v", err)
	}
	li, bo := learnerNamed(t, db, "Lǐ Huá"), learnerNamed(t, db, "Bo")
	for name, want := range map[string]quiz.LearnerID{
		"": li, "Lǐ Huá": li, "lǐ huá": li, "BO": bo, string(bo): bo, string(li)[:8]: li, strings.ToUpper(string(bo)[:9]): bo, string(li)[:4]: li,
	} {
		if got, err := db.Find(t.Context(), name); err != nil || got.ID != want {
			t.Errorf("%q is %q, %v", name, got.Name, err)
		}
	}
	for _, name := range []string{"Li", "B", string(li)[:3], string(li) + "0", "%", "____"} {
		if got, err := db.Find(t.Context(), name); !errors.Is(err, store.ErrNoLearner) {
			t.Errorf("%q is %q, %v", name, got.Name, err)
		}
	}
	named := learnerNamed(t, db, string(li)[:8]) // after somebody else's ID
	if got, err := db.Find(t.Context(), string(li)[:8]); err != nil || got.ID != named {
		t.Errorf("found %+v, %v", got, err)
	}
}

// The law: a change of name can be taken back, as all settings can. If somebody else
// has the name by then both go by it, and only IDs tell them apart.
func TestUndoOfRename(t *testing.T) {
	db := open(t, filepath.Join(t.TempDir(), "it.db"))
	li := learnerNamed(t, db, "Li")
	renaming := rename(t, db, li, "Lily")
	other := learnerNamed(t, db, "li")
	undo := answered(noon, fsrs.Good, "a")
	undo.Kind, undo.Answer, undo.Undo = quiz.UndoEvent, nil, &quiz.Undo{Target: renaming.ID}
	record(t, db, li, undo)
	if names := namesOf(t, db); !slices.Equal(names, []string{"Li", "li"}) {
		t.Errorf("names %q", names)
	}
	if _, err := db.Find(t.Context(), "LI"); !errors.Is(err, store.ErrNotOne) {
		t.Errorf("%v", err)
	}
	if got, err := db.Find(t.Context(), string(other)); err != nil || got.ID != other {
		t.Errorf("%+v, %v", got, err)
	}
	assertSound(t, db, li, 0)
}

// The law: on a machine where nothing was recorded yet, an import takes the place of
// the learner who is there; where anything was, everybody stays.
func TestImportReplacesTheUnused(t *testing.T) {
	fresh := newEmpty(t)
	from := fresh.opened(t, 1)[0]
	li := learnerNamed(t, from, "Li")
	all := exportOf(t, from)

	unused := fresh.opened(t, 1)[0]
	first := learnerOf(t, unused)
	importInto(t, unused, parsed(t, all).with().text(t)) // a learner without events
	if now := learnerOf(t, unused); now != li || now == first {
		t.Errorf("%s is there, not %s", now, li)
	}
	importInto(t, unused, all)
	assertRows(t, unused.Path(), map[string]int{"learners": 1})
	assertSound(t, unused, li, 0)
	if merged := importInto(t, unused, all); merged.New != 0 || len(merged.Learners) > 0 {
		t.Errorf("came again: %+v", merged)
	}

	used := fresh.opened(t, 1)[0]
	first = learnerOf(t, used)
	recordSome(t, used, first, noon, 1)
	importInto(t, used, all)
	if now := learnerOf(t, used); now != first {
		t.Errorf("%s is first, not %s", now, first)
	}
	assertRows(t, used.Path(), map[string]int{"learners": 2})

	beside := fresh.opened(t, 1)[0]
	first = learnerOf(t, beside)
	learnerNamed(t, beside, "Bo")
	importInto(t, beside, all)
	if now := learnerOf(t, beside); now != first {
		t.Errorf("%s is first, not %s", now, first)
	}
}

// The law: decks come in when they are new. Where another one has the key, here or
// built in, it stays out and that is said; one that was removed does not come back
// by itself.
func TestImportOfDecks(t *testing.T) {
	fresh := newEmpty(t)
	from := fresh.opened(t, 1)[0]
	for _, key := range []string{"lab", "home", "old", "seed", "tcp", "iana", "all"} {
		keepDeck(t, from, key, "Grafana", "<看板> & Co")
	}
	all := exportOf(t, from)

	to := fresh.opened(t, 1)[0]
	keepDeck(t, to, "home", "Grafana") // of the same key, with other content
	keepDeck(t, to, "old", "Grafana", "<看板> & Co")
	if err := to.RemoveDeck(t.Context(), "old", noon.Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	for i, want := range [][]string{{"lab"}, nil} {
		merged := importInto(t, to, all)
		if other := []string{"home", "seed", "tcp", "iana", "all"}; !slices.Equal(merged.Decks, want) || !slices.Equal(merged.OtherDeck, other) {
			t.Errorf("import %d: %+v", i, merged)
		}
	}
	decks, err := to.Decks(t.Context())
	if err != nil || len(decks) != 2 || decks[0].Key != "home" || len(decks[0].Rows) != 1 || decks[1].Key != "lab" || len(decks[1].Rows) != 2 {
		t.Errorf("%+v, %v", decks, err)
	}
	findings(t, to)
	if err := to.RestoreDeck(t.Context(), "old", noon); err != nil {
		t.Errorf("the removed one is not there any more: %v", err)
	}
}
