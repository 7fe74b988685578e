package store_test

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"portdrill/store"
)

// classTables are the tables about classes, each with what is to be kept of its rows, but
// those that a rebuild writes in place of others, and their hashes last.
var classTables = map[string]string{
	"classes":        "SELECT name, created_ms, hash FROM classes WHERE name NOT LIKE '? %'",
	"members":        "SELECT l.id, m.name, shown, number, team, pin, m.hash FROM members m JOIN learners l ON l.n = learner",
	"rooms":          "SELECT id, created_ms, ended_ms, flowed_ms, keep_days, code, host, settings, state, hash FROM rooms WHERE code <> ''",
	"room_questions": "SELECT r.id, q.n, q.id, spec, body, q.hash FROM room_questions q JOIN rooms r ON r.n = room WHERE q.id <> 'lost'",
	"participants": `SELECT r.id, p.id, place, name, factor, gone, tokens, p.hash FROM participants p
		JOIN rooms r ON r.n = room WHERE place < 1000000`,
	"room_answers": `SELECT r.id, a.n, participant, reply, given, chosen, correct, at_ms, zone_s, took_ms, points, a.hash
		FROM room_answers a JOIN rooms r ON r.n = room`,
}

// A taught is a file of a teacher: two classes, one of them of guests alone, with sessions
// that ended, one that did not, and one that was removed.
type taught struct {
	livedIn
	rows map[string]map[string]classRow // of each table, by all but their hashes
	was  map[string]bool                // rows that were there when the backup was made
	ever map[string]bool                // and those of the session that was removed
}

// A classRow is where a row is in the file.
type classRow struct {
	session string // the ID of its room, of what is of one
	places  []span // none of a row that goes on on other pages
}

var taughtOnce struct {
	sync.Once
	in *taught
}

func theTaught(t testing.TB) *taught {
	t.Helper()
	taughtOnce.Do(func() {
		uuid.SetRand(rand.NewChaCha8([32]byte{24}))
		defer uuid.SetRand(nil)
		taughtOnce.in = teach(t)
	})
	if taughtOnce.in == nil {
		t.Fatal("the file could not be built")
	}
	return taughtOnce.in
}

func teach(t testing.TB) *taught {
	path := filepath.Join(memoryFolder(t), "class.db")
	m := newTerm(t, path, 5)
	in := &taught{was: make(map[string]bool), ever: make(map[string]bool)}
	in.first = learnerOf(t, m.db)
	end := func(s meeting) {
		if _, err := m.db.EndRoom(t.Context(), s.id, m.now); err != nil {
			t.Fatal(err)
		}
		m.now = m.now.Add(7 * 24 * time.Hour)
	}
	m.guests = 25
	end(m.meet(3, true))
	for _, rows := range rowsOfClasses(t, path) {
		for row := range rows {
			in.ever[row] = true
		}
	}
	m.now = m.now.AddDate(1, 0, 0)
	if err := m.db.ExpireRooms(t.Context(), m.now); err != nil {
		t.Fatal(err)
	}
	for range 3 {
		end(m.meet(8, true))
	}
	file, err := m.db.BackUpDaily(t.Context(), m.now)
	if err != nil {
		t.Fatal(err)
	}
	in.backup = filepath.Base(file)
	if in.backupFile, err = os.ReadFile(file); err != nil {
		t.Fatal(err)
	}
	closeDB(t, m.db)
	in.backedUp.files = filesAt(t, path)
	for _, rows := range rowsOfClasses(t, path) {
		for row := range rows {
			in.was[row] = true
		}
	}
	m.db = open(t, path)
	end(m.meet(8, true))
	m.meet(4, true)
	closeDB(t, m.db)
	in.closed.files = filesAt(t, path)
	in.scans = append(in.scans, scan(t, in.closed.files))
	in.pages = mapPages(t, in.closed.db)
	in.pages.log = nil
	for page := range len(in.closed.db) / pageSize {
		if _, is := classTables[in.pages.owner[page+1]]; is {
			in.pages.log = append(in.pages.log, page+1)
		}
	}
	in.rows = rowsOfClasses(t, path)
	m.db = open(t, path)
	m.kept = func() { in.scans = append(in.scans, scan(t, filesAt(t, path))) }
	m.meet(4, true)
	in.killed.files = filesAt(t, path)
	closeDB(t, m.db)
	return in
}

// rowsOfClasses returns the rows of each table with the places of their bytes in the file.
func rowsOfClasses(t testing.TB, path string) map[string]map[string]classRow {
	t.Helper()
	content := filesAt(t, path).db
	db := plain(t, path)
	defer db.Close()
	all := make(map[string]map[string]classRow)
	for table, query := range classTables {
		all[table] = make(map[string]classRow)
		rows, err := db.Query(query)
		if err != nil {
			t.Fatal(err)
		}
		defer rows.Close()
		columns, err := rows.Columns()
		if err != nil {
			t.Fatal(err)
		}
		values, into := make([]any, len(columns)), make([]any, len(columns))
		for i := range values {
			into[i] = &values[i]
		}
		for rows.Next() {
			if err := rows.Scan(into...); err != nil {
				t.Fatal(err)
			}
			row, hash := values[:len(values)-1], values[len(values)-1].([]byte)
			all[table][fmt.Sprint(table, " ", row)] = classRow{fmt.Sprint(row[0]), placesOf(content, hash, len(fmt.Sprint(row...)))}
		}
		if err := rows.Err(); err != nil {
			t.Fatal(err)
		}
	}
	return all
}

// placesOf finds where in the file the row is that ends with the hash, and where it was
// before it moved to another page; nowhere if it is so long that it goes on on other pages.
func placesOf(content, hash []byte, length int) (places []span) {
	const most = 900
	for from := 0; length < most; {
		at := bytes.Index(content[from:], hash)
		if at < 0 {
			break
		}
		at += from
		from = at + len(hash)
		places = append(places, span{max(at-length-100, at-at%pageSize), from})
	}
	return places
}

// The law: no damage to a teacher's file is accepted silently.
func TestClassDamageIsNoticed(t *testing.T) {
	in, chance := theTaught(t), damageChance(t)
	folder, ledger := memoryFolder(t), newDamageLedger()
	for _, s := range strata {
		for range damagedFiles() {
			r := ruined(&in.livedIn, s, chance)
			noticed := r.examine(t, folder)
			if len(noticed) == 0 {
				t.Errorf("%s: accepted silently", r)
			}
			ledger.add(s.name, noticed)
		}
	}
	t.Log(ledger)
}

// The law: a rebuild of a teacher's file keeps every row about classes of whose bytes not
// one has changed, and, with a backup, every row of that; no row that was never there; and
// it says how many answers of which session are lost.
func TestClassDamageIsRebuilt(t *testing.T) {
	in, chance := theTaught(t), damageChance(t)
	folder := memoryFolder(t)
	ledger := make(map[string]*kept)
	for _, s := range strata {
		ledger[s.name] = new(kept)
		for i := range trials(3, 100) {
			r := ruined(&in.livedIn, s, chance)
			in.rebuild(t, r, filepath.Join(folder, "it.db"), i%2 == 0, ledger[s.name])
		}
	}
	for _, s := range strata {
		t.Logf("%-18s %+v", s.name, *ledger[s.name])
	}
}

// isSame reports whether nothing has changed there. What was there before, too, and deleted,
// is not: a page of before is in order.
func (r *ruin) isSame(s span) bool {
	if r.stratum == "stale page" {
		s.begin, s.end = s.begin-s.begin%pageSize, (s.end+pageSize-1)/pageSize*pageSize
	}
	return s.sameIn(r.in.closed.db, r.db)
}

// What was kept counts rows about classes.
type kept struct{ Files, Newer, Nothing, Rows, Intact, IntactLost, BackedUpLost, Lost, Told int }

func (in *taught) rebuild(t *testing.T, r *ruin, path string, withBackup bool, k *kept) {
	t.Helper()
	defer removeFiles(t, path)
	r.leave(t, path)
	if withBackup {
		in.leaveBackup(t, path)
	}
	k.Files++
	result, err := store.Rebuild(t.Context(), path, firstLesson.AddDate(2, 0, 0))
	after := make(map[string]map[string]classRow)
	switch {
	case errors.Is(err, store.ErrNewer):
		k.Newer++
		return
	case err != nil && (withBackup || !errors.Is(err, store.ErrNotSQLite) && !errors.Is(err, store.ErrHopeless)):
		t.Errorf("%s: rebuilt: %v", r, err)
		return
	case err != nil:
		k.Nothing++
	default:
		assertFindings(t, path, false)
		after = rowsOfClasses(t, path)
	}
	lost := 0
	for table, rows := range in.rows {
		for row, was := range rows {
			_, is := after[table][row]
			intact := len(was.places) > 0 && !slices.ContainsFunc(was.places, func(s span) bool { return !r.isSame(s) })
			k.Rows++
			if intact {
				k.Intact++
			}
			if is {
				continue
			}
			if table == "room_answers" {
				lost++
			}
			if intact {
				k.IntactLost++
				t.Errorf("%s: lost, and intact: %s", r, row)
			}
			if withBackup && in.was[row] {
				k.BackedUpLost++
				t.Errorf("%s: lost, and in the backup: %s", r, row)
			}
		}
		for row := range after[table] {
			if _, was := rows[row]; !was && !in.ever[row] && r.wal == nil {
				t.Errorf("%s: was never there: %s", r, row)
			}
		}
	}
	told := 0
	for _, session := range result.Results {
		told += int(session.Lost)
	}
	if told > lost {
		t.Errorf("%s: %d answers are lost, by the report %d", r, lost, told)
	}
	k.Lost, k.Told = k.Lost+lost, k.Told+told
}
