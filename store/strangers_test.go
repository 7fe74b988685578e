package store_test

import (
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"portdrill/questions"
	"portdrill/quiz/fsrs"
	"portdrill/store"
)

// The law: what another program adds to the file, but for triggers, is no damage, and a
// rebuild neither takes it for damage nor loses an event.
func TestAdditionsAreNoDamage(t *testing.T) {
	for what, c := range map[string]struct {
		statements []string
		damage     bool
		inPlace    bool // of damage that loses nothing
	}{
		"statistics": {statements: []string{"ANALYZE"}},
		"replication": {statements: []string{
			"CREATE TABLE _litestream_seq (id INTEGER PRIMARY KEY, seq INTEGER)",
			"CREATE TABLE _litestream_lock (id INTEGER)", "INSERT INTO _litestream_seq VALUES (1, 7)",
		}},
		"index": {statements: []string{"CREATE INDEX mine ON log (at_ms)"}},
		"view":  {statements: []string{"CREATE VIEW mine AS SELECT id FROM log"}},
		"reference to nothing": {statements: []string{
			"PRAGMA foreign_keys=OFF", "CREATE TABLE mine (n INTEGER REFERENCES learners (n))", "INSERT INTO mine VALUES (999)",
		}},
		"trigger": {damage: true, statements: []string{
			"CREATE TRIGGER mine AFTER INSERT ON log BEGIN DELETE FROM cards; END",
		}},
		"missing index":   {damage: true, inPlace: true, statements: []string{"DROP INDEX log_facet"}},
		"missing cards":   {damage: true, inPlace: true, statements: []string{"DROP TABLE cards"}},
		"missing answers": {damage: true, inPlace: true, statements: []string{"DROP TABLE answers", "DROP TABLE holds"}},
	} {
		t.Run(what, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "it.db")
			db := open(t, path)
			for _, facet := range []questions.FacetID{"a", "b"} {
				record(t, db, learnerOf(t, db), answered(noon, fsrs.Good, facet))
			}
			closeDB(t, db)
			alter(t, path, c.statements...)
			db = open(t, path)
			report, err := db.Check(t.Context())
			if err != nil || report.Damaged() != c.damage {
				t.Errorf("checked: %+v, %v", report.Findings, err)
			}
			closeDB(t, db)
			rebuilt, err := store.Rebuild(t.Context(), path, noon)
			if err != nil || rebuilt.Events != 2 || (rebuilt.Kept != "") != (c.damage && !c.inPlace) {
				t.Errorf("rebuilt: %+v, %v", rebuilt, err)
			}
			assertRecorded(t, path, 2)
		})
	}
}

// The law: a new database, and what lies beside it while it is open, nobody else can
// read; one that is there keeps its mode.
func TestDatabaseIsPrivate(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("its files have no such modes")
	}
	path := filepath.Join(t.TempDir(), "it.db")
	modes := func(want os.FileMode) {
		t.Helper()
		db := open(t, path)
		defer closeDB(t, db)
		record(t, db, learnerOf(t, db), answered(noon, fsrs.Good, "a"))
		for _, suffix := range []string{"", "-wal", "-shm"} {
			if info, err := os.Stat(path + suffix); err != nil || info.Mode().Perm() != want {
				t.Errorf("%q: %v, %v", suffix, info, err)
			}
		}
	}
	modes(0o600)
	if err := os.Chmod(path, 0o644); err != nil {
		t.Fatal(err)
	}
	modes(0o644)
}
