package store_test

import (
	"path/filepath"
	"testing"

	"portdrill/store"
)

// The law: a file whose first pages are lost, with the tables of who is who, keeps every
// event that lies behind them.
func TestRebuildWithoutBeginning(t *testing.T) {
	in := theLivedIn(t)
	for _, kib := range []int{4, 12, 20, 32} {
		path := filepath.Join(memoryFolder(t), "it.db")
		damaged := in.closed.clone()
		clear(damaged.db[:kib<<10])
		damaged.leave(t, path)
		rebuilt, err := store.Rebuild(t.Context(), path, noon)
		if want := int64(len(in.closed.all())); err != nil || rebuilt.Events != want {
			t.Errorf("%d KiB: %+v, %v; want %d events", kib, rebuilt, err, want)
		}
		assertFindings(t, path, false)
	}
}

// The law: a copy of who is who that is not as it was written is found.
func TestCopiesAreChecked(t *testing.T) {
	in := theLivedIn(t)
	for _, statement := range []string{
		"UPDATE seals SET hash = x'31' WHERE name LIKE 'learner %'",
		"DELETE FROM seals WHERE name LIKE 'device %'",
		"UPDATE seals SET name = replace(name, 'a', 'b') WHERE name LIKE 'learner %'",
	} {
		path := filepath.Join(memoryFolder(t), "it.db")
		in.closed.leave(t, path)
		alter(t, path, statement)
		db := open(t, path)
		report, err := db.Check(t.Context())
		if err != nil || !report.Damaged() {
			t.Errorf("%s: %+v, %v", statement, report, err)
		}
		closeDB(t, db)
		if _, err := store.Rebuild(t.Context(), path, noon); err != nil {
			t.Errorf("%s: %v", statement, err)
		}
		assertFindings(t, path, false)
	}
}
