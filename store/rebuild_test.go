package store_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"reflect"
	"runtime/debug"
	"slices"
	"testing"

	"portdrill/quiz"
	"portdrill/store"
)

// The law: whatever happened to the bytes of a database, a rebuild leaves one that
// opens, is sound, and has every event of its last backup and every later one whose
// bytes are as they were; it has nothing that was not recorded, and nobody comes
// back who is forgotten. What was damaged is kept, byte for byte.
//
// The one exception is a header that says that a newer version has written the
// file: that is refused, and left alone.
func TestRebuildKeepsWhatCanBeRead(t *testing.T) {
	in, chance, folder := theLivedIn(t), damageChance(t), memoryFolder(t)
	for _, s := range strata {
		var sum mended
		for range trials(2, 20) {
			r := ruined(in, s, chance)
			sum.add(r.rebuild(t, filepath.Join(folder, "it.db")))
		}
		t.Logf("%-18s %+v", s.name, sum)
	}
}

// A mended sums up rebuilds.
type mended struct {
	Refused, InPlace, Anew int
	Later, Lost            int   // events after the backup, and those of them that were lost
	Missing                int64 // as it was reported
}

func (m *mended) add(n mended) {
	m.Refused += n.Refused
	m.InPlace += n.InPlace
	m.Anew += n.Anew
	m.Later += n.Later
	m.Lost += n.Lost
	m.Missing += n.Missing
}

// rebuild leaves the files there with the backup beside them, and has them rebuilt.
func (r *ruin) rebuild(t *testing.T, path string) (m mended) {
	t.Helper()
	defer func() {
		if caught := recover(); caught != nil {
			t.Errorf("%s: %v\n%s", r, caught, debug.Stack())
		}
		removeFiles(t, path)
	}()
	r.leave(t, path)
	r.in.leaveBackup(t, path)
	before := contents(t, filepath.Dir(path))
	result, err := store.Rebuild(t.Context(), path, noon.AddDate(1, 0, 0))
	switch {
	case errors.Is(err, store.ErrNewer):
		assertUntouched(t, before, contents(t, filepath.Dir(path)))
		return mended{Refused: 1}
	case err != nil:
		t.Errorf("%s: rebuilt: %v", r, err)
		return mended{Refused: 1}
	case result.Kept == "":
		m.InPlace = 1
	default:
		m.Anew = 1
		r.assertKept(t, result.Kept)
	}
	r.assertRebuilt(t, path, result, &m)
	return m
}

// leaveBackup puts the backup of the day beside the database.
func (in *livedIn) leaveBackup(t testing.TB, path string) {
	t.Helper()
	makeFolder(t, store.BackupFolder(path))
	write(t, filepath.Join(store.BackupFolder(path), in.backup), in.backupFile)
}

// assertKept wants the damaged files to be there as they were.
func (r *ruin) assertKept(t *testing.T, kept string) {
	t.Helper()
	now := filesAt(t, kept)
	if !bytes.Equal(now.db, r.db) || !bytes.Equal(now.wal, r.wal) {
		t.Errorf("%s: kept %d and %d bytes, of %d and %d, or others", r, len(now.db), len(now.wal), len(r.db), len(r.wal))
	}
}

// recorded are the logs of the files before they were damaged.
func (r *ruin) recorded() logs {
	if r.wal != nil {
		return r.in.killed.logs
	}
	return r.in.closed.logs
}

func (r *ruin) assertRebuilt(t *testing.T, path string, result store.Rebuilt, m *mended) {
	t.Helper()
	db, err := store.Open(t.Context(), path)
	if err != nil {
		t.Errorf("%s: opened after a rebuild: %v", r, err)
		return
	}
	defer db.Close() // it was only looked at
	report, err := db.Check(t.Context())
	if err != nil || report.Damaged() || report.Events != result.Events {
		t.Errorf("%s: checked after a rebuild of %d events: %+v, %v", r, result.Events, report, err)
	}
	r.assertEvents(t, logsOf(t, db), result, m)
	r.assertPeople(t, db)
	r.assertDecks(t, db)
}

// assertEvents wants the logs to hold what they must, and nothing else.
func (r *ruin) assertEvents(t *testing.T, now logs, result store.Rebuilt, m *mended) {
	t.Helper()
	recorded, backedUp, left := r.recorded().all(), r.in.backedUp.all(), now.all()
	for learner, log := range now {
		for _, e := range log {
			if !slices.ContainsFunc(r.recorded()[learner], func(told quiz.Event) bool { return reflect.DeepEqual(told, e) }) {
				t.Errorf("%s: this was never recorded: %+v", r, e)
			}
		}
	}
	intact := r.intact()
	for id := range recorded {
		_, inBackup := backedUp[id]
		_, isLeft := left[id]
		if !inBackup {
			m.Later++
		}
		if isLeft {
			continue
		}
		m.Lost++
		if inBackup || intact[id] {
			t.Errorf("%s: event %s is gone; in the backup: %v, intact: %v", r, id, inBackup, intact[id])
		}
	}
	if result.Missing > int64(m.Lost) || result.Missing < 0 {
		t.Errorf("%s: %d are missing, by the report at least %d", r, m.Lost, result.Missing)
	}
	m.Missing = result.Missing
}

// assertPeople wants everybody to be there who is in the backup, the first one
// first, and nobody to come back who is forgotten.
func (r *ruin) assertPeople(t *testing.T, db *store.DB) {
	t.Helper()
	if first := learnerOf(t, db); first != r.in.first {
		t.Errorf("%s: the file is now %s's, and was %s's", r, first, r.in.first)
	}
	if _, err := db.Find(t.Context(), "Zoë 佐伊"); err != nil {
		t.Errorf("%s: %v", r, err)
	}
	merged, err := db.ImportJSON(t.Context(), bytes.NewReader(r.in.abroad), noon)
	if err != nil || merged.Forgotten == 0 || len(merged.Conflicts)+len(merged.Altered) > 0 {
		t.Errorf("%s: an import of what one did who is forgotten: %+v, %v", r, merged, err)
	}
	learners, err := db.Learners(t.Context())
	if err != nil || len(learners) != len(r.in.closed.logs) {
		t.Errorf("%s: learners %+v, %v", r, learners, err)
	}
}

// assertDecks wants the decks of the backup to be there that were not removed since,
// and none that was not there.
func (r *ruin) assertDecks(t *testing.T, db *store.DB) {
	t.Helper()
	decks, err := db.Decks(t.Context())
	if err != nil {
		t.Errorf("%s: %v", r, err)
	}
	among := func(all []store.Deck, d store.Deck) bool {
		return slices.ContainsFunc(all, func(other store.Deck) bool { return reflect.DeepEqual(other, d) })
	}
	for _, d := range decks {
		if !among(r.in.closed.decks, d) && !among(r.in.backedUp.decks, d) {
			t.Errorf("%s: a deck that was never there: %+v", r, d)
		}
	}
	for _, d := range r.in.backedUp.decks {
		if among(r.in.closed.decks, d) && !among(decks, d) {
			t.Errorf("%s: the deck %s is gone", r, d.Key)
		}
	}
}

// intact returns the events of whose bytes not one has changed.
func (r *ruin) intact() map[quiz.EventID]bool {
	all := make(map[quiz.EventID]bool)
	for id, places := range r.in.places {
		all[id] = !slices.ContainsFunc(places, func(s span) bool { return !s.sameIn(r.in.closed.db, r.db) })
	}
	begin := 0
	for _, a := range r.in.ahead {
		if place := (span{begin, a.end}); r.wal != nil && place.sameIn(r.in.killed.wal, r.wal) {
			all[a.id] = true
		}
		begin = a.end
	}
	return all
}

// A span is a part of a file.
type span struct{ begin, end int }

func (s span) sameIn(before, after []byte) bool {
	return s.end <= len(after) && bytes.Equal(before[s.begin:s.end], after[s.begin:s.end])
}

// placesIn finds where in the file the events are that do not go on on other pages,
// each with the numbers before it. Where one was before it moved to another page may
// be among them.
func placesIn(t testing.TB, path string, content []byte) map[quiz.EventID][]span {
	t.Helper()
	rows, err := plain(t, path).Query("SELECT id, CAST(kind || body AS BLOB) || prev || hash FROM log")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	const numbers = 100 // bytes, at most, from the beginning of a row to its kind
	places := make(map[quiz.EventID][]span)
	for rows.Next() {
		var id quiz.EventID
		var row []byte
		if err := rows.Scan(&id, &row); err != nil {
			t.Fatal(err)
		}
		for from := 0; ; {
			at := bytes.Index(content[from:], row)
			if at < 0 {
				break
			}
			at += from
			from = at + len(row)
			places[id] = append(places[id], span{max(at-numbers, at-at%pageSize), from})
		}
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return places
}

// The law: without a backup all that can be read is kept, too, and it is said how
// much cannot.
func TestRebuildWithoutBackup(t *testing.T) {
	in, chance := theLivedIn(t), damageChance(t)
	for _, damaged := range []int{1, 3, 20} {
		path := filepath.Join(memoryFolder(t), "it.db")
		in.closed.leave(t, path)
		alter(t, path, fmt.Sprintf("UPDATE log SET body = replace(body, '%d', '%d') WHERE id IN (SELECT id FROM log WHERE kind = 'answer' AND seq %% 7 = %d LIMIT %d)", 1, 2, chance.IntN(7), damaged))
		var altered int64
		db := open(t, path)
		report, err := db.Check(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		closeDB(t, db)
		for _, f := range report.Findings {
			if f.Kind == store.Altered {
				altered += f.Count
			}
		}
		result, err := store.Rebuild(t.Context(), path, noon)
		if err != nil || altered == 0 || result.Missing != altered || result.Events != report.Events-altered || result.FromBackups != 0 {
			t.Errorf("%d of %d events are not as they were; rebuilt: %+v, %v", altered, report.Events, result, err)
		}
		now := open(t, path)
		if first := learnerOf(t, now); first != in.first || !reflect.DeepEqual(decksOf(t, now), in.closed.decks) {
			t.Errorf("the file is now %s's, and was %s's, or has other decks", first, in.first)
		}
		for learner, log := range logsOf(t, now) {
			for _, e := range log {
				if told := in.closed.all()[e.ID]; !reflect.DeepEqual(told, e) {
					t.Errorf("%+v was recorded, and now there is %+v", told, e)
				}
			}
			assertVerified(t, now, learner)
			assertIsReplay(t, now, learner)
		}
	}
}

// The law: what is said to be missing is not there and was: a count that is wrong
// itself says nothing.
func TestRebuildCountsWhatIsMissing(t *testing.T) {
	in := theLivedIn(t)
	for _, damaged := range []struct {
		statement string
		missing   int64
	}{
		{"UPDATE heads SET count = count + 4096", 0},
		{"UPDATE heads SET seq = seq + 4096", 0},
		{"UPDATE heads SET seq = seq + 4096, count = count + 4096", 0},
		{"UPDATE log SET id = 'another' WHERE learner = 1 AND ord = (SELECT max(ord) FROM log WHERE learner = 1)", 1},
		{"DELETE FROM heads", 0},
	} {
		path := filepath.Join(memoryFolder(t), "it.db")
		in.closed.leave(t, path)
		alter(t, path, damaged.statement)
		result, err := store.Rebuild(t.Context(), path, noon)
		if want := int64(len(in.closed.all())) - damaged.missing; err != nil || result.Kept == "" || result.Events != want || result.Missing > damaged.missing {
			t.Errorf("%s: %+v, %v; want %d events", damaged.statement, result, err, want)
		}
	}
}

// The law: a deck that is not as it was written comes from the backup, and of the
// others none is lost; one that cannot be read any more does not come back.
func TestRebuildMendsDecks(t *testing.T) {
	in := theLivedIn(t)
	for _, damaged := range []struct {
		statement string
		backup    bool
		want      []string
	}{
		{"UPDATE decks SET body = replace(body, 'lab3', 'lob3') WHERE key = 'lab'", true, []string{"lab", "late"}},
		{"UPDATE decks SET key = 'lob' WHERE key = 'lab'", true, []string{"lab", "late"}},
		{"UPDATE decks SET body = '{}' WHERE key = 'lab'", true, []string{"lab", "late"}},
		{"UPDATE decks SET body = '{}' WHERE key = 'lab'", false, []string{"late"}},
		{"DELETE FROM decks WHERE key = 'lab'", true, []string{"lab", "late"}},
		{"DELETE FROM decks", true, []string{"lab", "cluster"}},
		{"DELETE FROM decks", false, nil},
		{"DELETE FROM seals", true, []string{"lab", "late"}},
	} {
		path := filepath.Join(memoryFolder(t), "it.db")
		in.closed.leave(t, path)
		alter(t, path, damaged.statement)
		if damaged.backup {
			in.leaveBackup(t, path)
		}
		if _, err := store.Rebuild(t.Context(), path, noon); err != nil {
			t.Errorf("%s: %v", damaged.statement, err)
			continue
		}
		var got []string
		for _, d := range decksOf(t, open(t, path)) {
			got = append(got, d.Key)
			if !slices.ContainsFunc(append(slices.Clone(in.closed.decks), in.backedUp.decks...), func(other store.Deck) bool { return reflect.DeepEqual(other, d) }) {
				t.Errorf("%s: the deck %s is another", damaged.statement, d.Key)
			}
		}
		if !slices.Equal(got, damaged.want) {
			t.Errorf("%s: decks %q, want %q", damaged.statement, got, damaged.want)
		}
	}
}

// The law: the same holds for a damaged file of every schema that was released, as
// nobody has opened it since.
func TestRebuildOld(t *testing.T) {
	for _, file := range oldDatabases(t) {
		for what, damage := range map[string]string{
			"an event":          "UPDATE log SET at_ms = at_ms + 1 WHERE seq = 7",
			"and what is above": "PRAGMA writable_schema=ON; UPDATE sqlite_schema SET rootpage = 1 WHERE name = 'cards'; UPDATE log SET at_ms = at_ms + 1 WHERE seq = 7",
		} {
			t.Run(filepath.Base(file)+" "+what, func(t *testing.T) {
				path := filepath.Join(memoryFolder(t), "old.db")
				copyFile(t, file, path)
				alter(t, path, damage)
				damaged := filesAt(t, path)
				result, err := store.Rebuild(t.Context(), path, noon)
				if err != nil || result.Events != 23 || result.Missing != 1 {
					t.Fatalf("%+v, %v", result, err)
				}
				if kept := filesAt(t, result.Kept); !bytes.Equal(kept.db, damaged.db) {
					t.Errorf("kept %d bytes of %d, or others", len(kept.db), len(damaged.db))
				}
				assertFindings(t, path, false)
			})
		}
	}
}

// The law: where nothing of ours can be read, the file is refused and stays as it
// is to the byte, and nothing is left beside it; with a backup, too, if the file is
// somebody else's.
func TestRebuildRefusesWhatIsNotOurs(t *testing.T) {
	in := theLivedIn(t)
	foreign := func(t testing.TB, path string) {
		alter(t, path, "CREATE TABLE notes (text)", "PRAGMA application_id=252006674")
	}
	noise := func(t testing.TB, path string) {
		content := make([]byte, 50_000)
		rand.NewChaCha8([32]byte{}).Read(content)
		write(t, path, content)
	}
	newer := func(t testing.TB, path string) {
		in.closed.leave(t, path)
		alter(t, path, "PRAGMA user_version=99")
	}
	torn := func(make func(testing.TB, string)) func(testing.TB, string) {
		return func(t testing.TB, path string) {
			make(t, path)
			abandon(t, path, "PRAGMA journal_mode=WAL", "CREATE TABLE a (b)", "CREATE TABLE c (d)", "CREATE TABLE e (f)")
			left := filesAt(t, path)
			left.wal[len(left.wal)/2] ^= 1
			write(t, path+"-wal", left.wal)
		}
	}
	ofNobody := func(t testing.TB, path string) {
		makeOurs(t, path)
		alter(t, path, "UPDATE devices SET id = 'x'")
	}
	for _, refused := range []struct {
		what   string
		make   func(t testing.TB, path string)
		backup bool
		reason error
	}{
		{"folder", makeFolder, false, store.ErrFolder},
		{"pipe", makePipe, false, store.ErrNotSQLite},
		{"nothing", func(testing.TB, string) {}, true, store.ErrNoFile},
		{"foreign", foreign, false, store.ErrForeign},
		{"foreign, with backup", foreign, true, store.ErrForeign},
		{"noise", noise, false, store.ErrNotSQLite},
		{"newer", newer, true, store.ErrNewer},
		{"foreign, with backup, log ahead damaged", torn(foreign), true, store.ErrForeign},
		{"newer, log ahead damaged", torn(newer), true, store.ErrNewer},
		{"damaged before anything was recorded", ofNobody, false, store.ErrHopeless},
	} {
		t.Run(refused.what, func(t *testing.T) {
			folder := memoryFolder(t)
			path := filepath.Join(folder, "it.db")
			refused.make(t, path)
			if refused.backup {
				in.leaveBackup(t, path)
			}
			before := contents(t, folder)
			_, err := store.Rebuild(t.Context(), path, noon)
			assertReason(t, err, path, refused.reason)
			assertUntouched(t, before, contents(t, folder))
		})
	}
}

// The law: a file that was wiped out is refused, and a rebuild makes of it what the
// last backup has.
func TestRebuildOfNothingIsBackup(t *testing.T) {
	in := theLivedIn(t)
	for what, content := range map[string][]byte{"zeros": make([]byte, len(in.closed.db)), "text": []byte("lost+found"), "empty": {}} {
		path := filepath.Join(memoryFolder(t), "it.db")
		write(t, path, content)
		in.leaveBackup(t, path)
		reason := store.ErrNotSQLite
		if len(content) == 0 {
			reason = store.ErrDamaged
		}
		assertRefused(t, filepath.Dir(path), path, reason)
		result, err := store.Rebuild(t.Context(), path, noon)
		if err != nil || result.FromBackups != result.Events {
			t.Fatalf("%s: %+v, %v", what, result, err)
		}
		if now := logsOf(t, open(t, path)); !reflect.DeepEqual(now, in.backedUp.logs) {
			t.Errorf("%s: %d events, in the backup %d", what, len(now.all()), len(in.backedUp.all()))
		}
		if kept := filesAt(t, result.Kept); !bytes.Equal(kept.db, content) {
			t.Errorf("%s: kept %d bytes", what, len(kept.db))
		}
	}
}

// The law: what a sound log leads to, and the indexes that help to find it, are made
// anew in place, and nothing is kept or lost.
func TestRebuildInPlace(t *testing.T) {
	in := theLivedIn(t)
	bySQL := func(statement string) func(testing.TB, string) {
		return func(t testing.TB, path string) { alter(t, path, statement) }
	}
	for what, spoil := range map[string]func(testing.TB, string){
		"wrong cards":      bySQL("UPDATE cards SET lapses = lapses + 7, stability = 1 WHERE learner = 1"),
		"a card too many":  bySQL("INSERT INTO cards SELECT learner, 'ghost', state, 1, 1, 0, 0, 1, 1, 1, 1, 1, 1, 0.9 FROM cards LIMIT 1"),
		"no cards":         bySQL("DELETE FROM cards"),
		"wrong times":      bySQL("UPDATE answers SET took_ms = took_ms + 1"),
		"wrong holds":      bySQL("INSERT INTO holds VALUES (1, 'ghost', 1, NULL)"),
		"lost answers":     bySQL("DELETE FROM answers WHERE chosen <> ''"),
		"strange answers":  bySQL("UPDATE answers SET ord = ord + 1"),
		"wrong fits":       bySQL("UPDATE answers SET loss = loss + 1"),
		"wrong settings":   bySQL(`UPDATE learners SET settings = '{"retention":0.71}'`),
		"index of IDs":     in.spoilIndex("sqlite_autoindex_log_1"),
		"index of remarks": in.spoilIndex("log_remarks"),
		"index of facets":  in.spoilIndex("log_facet"),
	} {
		t.Run(what, func(t *testing.T) {
			path := filepath.Join(memoryFolder(t), "it.db")
			in.closed.leave(t, path)
			spoil(t, path)
			assertFindings(t, path, true)
			result, err := store.Rebuild(t.Context(), path, noon)
			if err != nil || !reflect.DeepEqual(result, store.Rebuilt{Events: int64(len(in.closed.all()))}) {
				t.Errorf("%+v, %v", result, err)
			}
			assertFindings(t, path, false)
			if now := scan(t, filesAt(t, path)); now != in.scans[0] {
				t.Error("the tables are not what they were")
			}
			assertNothingBeside(t, path, true)
		})
	}
}

// spoilIndex changes the last byte of an entry of the index, on one of its pages that
// have no others below them.
func (in *livedIn) spoilIndex(name string) func(testing.TB, string) {
	return func(t testing.TB, path string) {
		const leafIndex, pointers = 0x0a, 8
		content := bytes.Clone(in.closed.db)
		for _, page := range in.pages.indexes {
			at := content[(page-1)*pageSize:][:pageSize]
			if in.pages.owner[page] != name || at[0] != leafIndex {
				continue
			}
			cell := int(binary.BigEndian.Uint16(at[pointers:]))
			size, n := binary.Uvarint(at[cell:]) // of one byte, as SQLite's
			if at[cell+n+int(size)-1] ^= 1; n != 1 {
				t.Fatal("an entry of more than 127 bytes")
			}
			break
		}
		write(t, path, content)
	}
}

// assertFindings wants the check to report damage that can be mended in place, or
// none.
func assertFindings(t testing.TB, path string, damaged bool) {
	t.Helper()
	db := open(t, path)
	defer closeDB(t, db)
	report, err := db.Check(t.Context())
	if err != nil || report.Damaged() != damaged || !report.Sound() {
		t.Errorf("damaged %v, want %v: %+v, %v", report.Damaged(), damaged, report.Findings, err)
	}
}

// The law: a rebuild takes over every column of every table, but what it derives anew.
// A column that is added is taken over, or this test fails.
func TestRebuildKnowsEveryColumn(t *testing.T) {
	path := filepath.Join(t.TempDir(), "it.db")
	makeOurs(t, path)
	db := plain(t, path)
	salvaged, derived := store.Salvaged()
	anew := map[string]string{
		"learners.derivation": "of this program", "learners.settings": "from the log",
		"self.one": "another device", "self.device": "another device", "self.mark": "another device",
		"rooms.holder": "nobody hosts it", "rooms.held_ms": "nobody hosts it",
		"sign_ins.hash": "devices sign in again", "sign_ins.member": "devices sign in again",
		"sign_ins.proof": "devices sign in again", "sign_ins.until_ms": "devices sign in again",
		"teachers.n": "accounts are added again", "teachers.name": "accounts are added again",
		"teachers.password": "accounts are added again", "teachers.created_ms": "accounts are added again",
		"teaches.teacher": "accounts are added again", "teaches.class": "accounts are added again",
		"teacher_sign_ins.hash": "devices sign in again", "teacher_sign_ins.teacher": "devices sign in again",
		"teacher_sign_ins.until_ms": "devices sign in again",
	}
	rows, err := db.Query(`
		SELECT t.name, c.name FROM pragma_table_list AS t, pragma_table_info(t.name) AS c
		WHERE t.schema = 'main' AND t.name NOT LIKE 'sqlite%'`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	columns := 0
	for rows.Next() {
		var table, column string
		if err := rows.Scan(&table, &column); err != nil {
			t.Fatal(err)
		}
		columns++
		_, isAnew := anew[table+"."+column]
		if !isAnew && !slices.Contains(derived, table) && !slices.Contains(salvaged[table], column) {
			t.Errorf("%s.%s is lost when a file is rebuilt", table, column)
		}
	}
	if err := rows.Err(); err != nil || columns < 50 {
		t.Errorf("%d columns, %v", columns, err)
	}
}
