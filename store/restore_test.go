package store_test

import (
	"bytes"
	"cmp"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"testing"
	"time"

	"portdrill/quiz"
	"portdrill/quiz/fsrs"
	"portdrill/store"
)

// restore puts the backup of the day in place of what is there.
func (in *livedIn) restore(t testing.TB, path string) (kept string) {
	t.Helper()
	restored, err := store.Restore(t.Context(), path, filepath.Join(store.BackupFolder(path), in.backup), noon.AddDate(1, 0, 0))
	if err != nil {
		t.Fatal(err)
	}
	return restored.Kept
}

// assertIs wants the database there to be sound, and the one of the snapshot.
func assertIs(t testing.TB, path string, want snapshot) {
	t.Helper()
	db := open(t, path)
	defer closeDB(t, db)
	if now := logsOf(t, db); !reflect.DeepEqual(now, want.logs) {
		t.Errorf("%s holds %d events, or others than the %d of the backup", path, len(now.all()), len(want.all()))
	}
	if decks := decksOf(t, db); !reflect.DeepEqual(decks, want.decks) {
		t.Errorf("decks %+v, want %+v", decks, want.decks)
	}
	if report, err := db.Check(t.Context()); err != nil || len(report.Findings) > 0 {
		t.Errorf("%+v, %v", report.Findings, err)
	}
}

// The law: a restore puts exactly what the backup has in place, and what was there
// before is kept as a backup that has all of it, also what was only in the
// write-ahead log of a program that was killed.
func TestRestore(t *testing.T) {
	in := theLivedIn(t)
	for what, before := range map[string]*snapshot{"closed": &in.closed, "killed": &in.killed, "nothing": nil} {
		t.Run(what, func(t *testing.T) {
			path := filepath.Join(memoryFolder(t), "it.db")
			if before != nil {
				before.leave(t, path)
			}
			in.leaveBackup(t, path)
			kept := in.restore(t, path)
			assertNothingBut(t, path)
			assertIs(t, path, in.backedUp)
			switch {
			case before == nil && kept != "":
				t.Errorf("there was nothing, and it is kept in %s", kept)
			case before != nil:
				assertBackup(t, path, kept, store.Replaced)
				assertIs(t, kept, *before)
			}
		})
	}
}

// The law: the mode of the file stays, and what one left who was killed at a restore
// or a rebuild is removed by the next.
func TestReplacingTidiesUp(t *testing.T) {
	in, path := theLivedIn(t), filepath.Join(memoryFolder(t), "it.db")
	in.closed.leave(t, path)
	in.leaveBackup(t, path)
	for _, mode := range []os.FileMode{0o600, 0o640} {
		left, recent := filepath.Join(filepath.Dir(path), ".portdrill-unfinished-1"), filepath.Join(filepath.Dir(path), ".portdrill-unfinished-2")
		for _, folder := range []string{left, recent} {
			makeFolder(t, folder)
			write(t, filepath.Join(folder, "found.db"), in.closed.db)
		}
		longAgo := time.Now().Add(-2 * time.Hour)
		if err := os.Chtimes(left, longAgo, longAgo); err != nil {
			t.Fatal(err)
		}
		chmod(t, path, mode)
		in.restore(t, path)
		if info, err := os.Stat(path); err != nil || info.Mode().Perm() != mode {
			t.Errorf("mode %v, want %v; %v", info.Mode(), mode, err)
		}
		if _, err := os.Stat(left); !os.IsNotExist(err) {
			t.Errorf("%s is still there: %v", left, err)
		}
		if err := os.RemoveAll(recent); err != nil {
			t.Fatal(err)
		}
		assertNothingBut(t, path)
	}
}

// The law: who goes back to an older version of the program can go back to an older
// backup, and what the newer one has written is kept.
func TestRestoreReplacesNewer(t *testing.T) {
	in, path := theLivedIn(t), filepath.Join(memoryFolder(t), "it.db")
	in.closed.leave(t, path)
	alter(t, path, "PRAGMA user_version=99")
	in.leaveBackup(t, path)
	kept := in.restore(t, path)
	assertBackup(t, path, kept, store.Replaced)
	if version := versionOf(t, kept); version != 99 {
		t.Errorf("kept one of version %d", version)
	}
	assertIs(t, path, in.backedUp)
}

// assertNothingBut wants the folder to hold the database and its backups alone.
func assertNothingBut(t testing.TB, path string) {
	t.Helper()
	if names := namesIn(t, filepath.Dir(path)); !slices.Equal(names, []string{filepath.Base(path), filepath.Base(store.BackupFolder(path))}) {
		t.Errorf("the folder holds %q", names)
	}
}

// assertBackup wants the file to be among the backups, of that kind.
func assertBackup(t testing.TB, path, file string, kind store.BackupKind) {
	t.Helper()
	all, err := store.Backups(path)
	if err != nil || !slices.ContainsFunc(all, func(b store.BackupFile) bool { return b.Path == file && b.Kind == kind }) {
		t.Errorf("the backups are %+v, %v; want %s among them, %s", all, err, file, kind)
	}
}

// The law: a restore works whatever happened to the file that it replaces. Of one
// that is damaged each byte is kept, and each of the write-ahead log beside it; of any
// other, as where the damage is harmless, all that can be read.
func TestRestoreReplacesDamaged(t *testing.T) {
	in, chance, folder := theLivedIn(t), damageChance(t), memoryFolder(t)
	for _, s := range strata {
		for range trials(2, 20) {
			r := ruined(in, s, chance)
			path := filepath.Join(folder, "it.db")
			r.leave(t, path)
			in.leaveBackup(t, path)
			kept := in.restore(t, path)
			if now := filesAt(t, kept); bytes.Equal(now.db, r.db) {
				assertBackup(t, path, kept, store.Damaged)
				if !bytes.Equal(now.wal, r.wal) {
					t.Errorf("%s: the write-ahead log is not kept", r)
				}
			} else if scan(t, now) != scan(t, r.files) {
				t.Errorf("%s: what is kept is not what was there", r)
			}
			assertNothingBut(t, path)
			assertIs(t, path, in.backedUp)
			removeFiles(t, path)
			if t.Failed() {
				t.Fatal(r)
			}
		}
	}
}

// The law: what is not a whole backup of ours is refused with the reason, and then
// nothing has changed: neither the backup nor the database, nor what is beside
// either.
func TestRestoreRefuses(t *testing.T) {
	in, chance := theLivedIn(t), damageChance(t)
	bySQL := func(statements ...string) func(testing.TB, string) {
		return func(t testing.TB, path string) {
			in.backedUp.leave(t, path)
			alter(t, path, statements...)
		}
	}
	torn := func(t testing.TB, path string) {
		f := in.killed.clone()
		f.wal[len(f.wal)/2] ^= 1
		f.leave(t, path)
	}
	refusals := []refusal{
		{"nothing", func(testing.TB, string) {}, store.ErrNoFile},
		{"folder", makeFolder, store.ErrFolder},
		{"pipe", makePipe, store.ErrNotSQLite},
		{"text", func(t testing.TB, path string) { write(t, path, bytes.Repeat([]byte("Dear diary"), 99)) }, store.ErrNotSQLite},
		{"foreign", func(t testing.TB, path string) {
			alter(t, path, "CREATE TABLE notes (text)", "PRAGMA application_id=252006674")
		}, store.ErrForeign},
		{"foreign, no tables of ours", bySQL("PRAGMA application_id=252006674"), store.ErrForeign},
		{"newer", bySQL("PRAGMA user_version=99"), store.ErrNewer},
		{"newer in the log of one killed", func(t testing.TB, path string) {
			in.backedUp.leave(t, path)
			abandon(t, path, "PRAGMA user_version=99")
		}, store.ErrNewer},
		{"of an older version by its header alone", bySQL("PRAGMA user_version=4"), store.ErrDamaged},
		{"an event altered", bySQL("UPDATE log SET at_ms = at_ms + 1 WHERE seq = 7"), store.ErrDamaged},
		{"an event lost", bySQL("DELETE FROM log WHERE seq = 7"), store.ErrDamaged},
		{"a deck altered", bySQL("UPDATE decks SET key = 'lob' WHERE key = 'lab'"), store.ErrDamaged},
		{"a learner lost", bySQL("PRAGMA foreign_keys=OFF", "DELETE FROM learners WHERE n = 2"), store.ErrDamaged},
		{"log of one killed, damaged", torn, store.ErrDamaged},
	}
	for _, s := range strata[:len(strata)-1] { // the last of them is that of torn
		refusals = append(refusals, refusal{s.name, func(t testing.TB, path string) { in.leaveUnsound(t, s, chance, path) }, nil})
	}
	for _, refused := range refusals {
		t.Run(refused.what, func(t *testing.T) { refused.assert(t, in.closed) })
	}
}

// A refusal is of what is no backup.
type refusal struct {
	what   string
	make   func(t testing.TB, path string)
	reason error // nil for any
}

func (r refusal) assert(t *testing.T, before snapshot) {
	t.Helper()
	folder := memoryFolder(t)
	path, backup := filepath.Join(folder, "it.db"), filepath.Join(folder, "backup.db")
	before.leave(t, path)
	r.make(t, backup)
	there := contents(t, folder)
	restored, err := store.Restore(t.Context(), path, backup, noon)
	kept := restored.Kept
	if r.reason != nil {
		assertReason(t, err, backup, r.reason)
	}
	if err == nil || kept != "" {
		t.Errorf("restored: kept %q, %v", kept, err)
	}
	assertUntouched(t, there, contents(t, folder))
}

// leaveUnsound damages the database until it is not sound any more: much damage is
// harmless, or can be mended in place.
func (in *livedIn) leaveUnsound(t testing.TB, s stratum, chance *rand.Rand, path string) {
	t.Helper()
	scratch := filepath.Join(memoryFolder(t), "it.db")
	for {
		r := ruined(in, s, chance)
		r.leave(t, scratch)
		if !isSound(t, scratch) {
			t.Log(r)
			r.leave(t, path)
			return
		}
		removeFiles(t, scratch)
	}
}

func isSound(t testing.TB, path string) bool {
	db, err := store.Open(t.Context(), path, store.ReadOnly)
	if err != nil {
		return false
	}
	defer db.Close() // it was only looked at
	report, err := db.Check(t.Context())
	return err == nil && report.Sound()
}

// The law: while another program has the database open it is neither replaced nor
// rebuilt, and stays as it is.
func TestNothingReplacesWhatIsOpen(t *testing.T) {
	in := theLivedIn(t)
	t.Parallel()
	for what, replace := range map[string]func(path string) error{
		"restore": func(path string) error {
			_, err := store.Restore(t.Context(), path, filepath.Join(store.BackupFolder(path), in.backup), noon)
			return err
		},
		"rebuild": func(path string) error {
			_, err := store.Rebuild(t.Context(), path, noon)
			return err
		},
	} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), "it.db")
			in.closed.leave(t, path)
			alter(t, path, "UPDATE log SET at_ms = at_ms + 1 WHERE seq = 7") // or it would be rebuilt in place
			in.leaveBackup(t, path)
			release := holdLock(t, path, "SELECT * FROM learners")
			before := contents(t, filepath.Dir(path))
			assertReason(t, replace(path), path, store.ErrLocked)
			assertUntouched(t, before, contents(t, filepath.Dir(path)))
			release()
			if err := replace(path); err != nil {
				t.Error(err)
			}
		})
	}
}

// The law: a database that was restored is another device than the one it was once
// copied from. Both go on, and what both record is one log in the end, whichever
// goes first.
func TestRestoredIsAnotherDevice(t *testing.T) {
	in := theLivedIn(t)
	home, away := filepath.Join(t.TempDir(), "home.db"), filepath.Join(t.TempDir(), "away.db")
	in.closed.leave(t, home)
	db := open(t, home)
	atHome := recordOn(t, db, in.first)
	backup, err := db.BackUpDaily(t.Context(), noon)
	if err != nil {
		t.Fatal(err)
	}
	recordOn(t, db, in.first)
	closeDB(t, db)

	for _, path := range []string{away, home} { // the one at home last, which is then a third device
		put, err := store.Restore(t.Context(), path, backup, noon.AddDate(1, 0, 0))
		kept := put.Kept
		if err != nil {
			t.Fatal(err)
		}
		restored, other := open(t, path), open(t, cmp.Or(kept, home))
		before := devicesOf(t, path)
		if on := recordOn(t, restored, in.first); slices.Contains(before, string(on)) || !slices.Contains(devicesOf(t, path), string(on)) {
			t.Errorf("it goes on as %s, one of %s", on, before)
		}
		if kept == "" {
			if on := recordOn(t, other, in.first); on != atHome {
				t.Errorf("the original goes on as %s, not as %s", on, atHome)
			}
		}
		assertUnited(t, restored, other)
		closeDB(t, restored)
		closeDB(t, other)
	}
}

// recordOn records some answers and returns on which device.
func recordOn(t testing.TB, db *store.DB, learner quiz.LearnerID) quiz.DeviceID {
	t.Helper()
	for i := range 5 {
		record(t, db, learner, answered(noon.AddDate(0, 6, i), fsrs.Grade(1+i%4), "tcp/22:service"))
	}
	log := eventsOf(t, db, learner)
	return log[len(log)-1].Device
}

func devicesOf(t testing.TB, path string) (ids []string) {
	t.Helper()
	db := plain(t, path)
	defer db.Close()
	rows, err := db.Query("SELECT id FROM devices")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			t.Fatal(err)
		}
		ids = append(ids, id)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return ids
}

// assertUnited has both databases take in what the other has, and wants them then to
// have the same events, all of both.
func assertUnited(t testing.TB, a, b *store.DB) {
	t.Helper()
	ofBoth := logsOf(t, a).all()
	maps.Copy(ofBoth, logsOf(t, b).all())
	takeIn(t, a, b)
	takeIn(t, b, a)
	for _, db := range []*store.DB{a, b} {
		if now := logsOf(t, db); !reflect.DeepEqual(now, logsOf(t, a)) || len(now.all()) != len(ofBoth) {
			t.Errorf("%s has %d events, both have %d", db.Path(), len(now.all()), len(ofBoth))
		}
		if report, err := db.Check(t.Context()); err != nil || len(report.Findings) > 0 {
			t.Errorf("%s: %+v, %v", db.Path(), report.Findings, err)
		}
	}
}

func takeIn(t testing.TB, into, from *store.DB) {
	t.Helper()
	var export bytes.Buffer
	if err := from.ExportJSON(t.Context(), &export); err != nil {
		t.Fatal(err)
	}
	merged, err := into.ImportJSON(t.Context(), &export, noon)
	if err != nil || len(merged.Conflicts)+len(merged.Altered)+len(merged.OtherDeck) > 0 || merged.New == 0 {
		t.Errorf("merged: %+v, %v", merged, err)
	}
}

// The law: a database that is reached by a link is the file that the link names:
// restoring keeps the link, and programs on either name record in one log.
func TestLinkIsTheFileItNames(t *testing.T) {
	folder := t.TempDir()
	file, link := filepath.Join(folder, "there.db"), filepath.Join(folder, "here.db")
	makeOurs(t, file)
	if err := os.Symlink("there.db", link); err != nil {
		t.Fatal(err)
	}
	one, other := open(t, file), open(t, link)
	learner := learnerOf(t, one)
	record(t, one, learner, answered(noon, fsrs.Good, "a"))
	record(t, other, learner, answered(noon, fsrs.Good, "b"))
	if n := len(eventsOf(t, one, learner)); n != 2 {
		t.Errorf("%d events, want 2", n)
	}
	backup := filepath.Join(folder, "backup.db")
	if err := other.Backup(t.Context(), backup, false); err != nil {
		t.Fatal(err)
	}
	closeDB(t, one)
	closeDB(t, other)
	if _, err := store.Restore(t.Context(), link, backup, noon); err != nil {
		t.Fatal(err)
	}
	if target, err := os.Readlink(link); err != nil || target != "there.db" {
		t.Errorf("the link names %q, %v", target, err)
	}
	assertRecorded(t, file, 2)
}
