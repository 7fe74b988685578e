package pages_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"maps"
	"path/filepath"
	"slices"
	"testing"

	"portdrill/store/pages"
)

// assertGone wants none of the rows found.
func assertGone(t *testing.T, found map[string]bool, rows []row, where string) {
	t.Helper()
	if n := count(found, rows); n > 0 {
		t.Errorf("%s: %d of %d rows are back", where, n, len(rows))
	}
}

// assertThere wants all of the rows found.
func assertThere(t *testing.T, found map[string]bool, rows []row, where string) {
	t.Helper()
	if n := count(found, rows); n < len(rows) || n == 0 {
		t.Errorf("%s: %d of %d rows are found", where, n, len(rows))
	}
}

// The law: what was deleted is not found on pages in order or on free ones,
// though its bytes are still there.
func TestWhatWasDeletedStaysSo(t *testing.T) {
	for _, pageSize := range []int{1024, 4096} {
		w := newWriter(t, pageSize)
		w.answers(300)
		w.checkpoint()
		forgotten := slices.DeleteFunc(w.rows("log"), func(r row) bool { return r.values[0] != int64(2) })
		w.exec("DELETE FROM log WHERE learner = 2")
		w.checkpoint()
		s := storyOf(w)
		present := 0
		for _, r := range forgotten {
			if bytes.Contains(s.db, r.values[len(r.values)-1].([]byte)) {
				present++
			}
		}
		if present < len(forgotten)/2 {
			t.Fatalf("only %d of %d rows are still there to be found", present, len(forgotten))
		}
		s.assertKept(t, s.database)
		assertGone(t, s.database.records(), forgotten, "in order")

		damaged := s.clone()
		clear(damaged.db[:pageSize])
		s.assertKept(t, damaged)
		assertGone(t, damaged.records(), forgotten, "without the first page")

		damaged = s.clone()
		highest := slices.Max(slices.Collect(maps.Keys(s.free())))
		damaged.db = damaged.db[:(highest-1)*pageSize]
		if trunk := int(binary.BigEndian.Uint32(s.db[32:])); trunk >= highest {
			t.Fatal("the list of free pages is cut off, too")
		}
		s.assertKept(t, damaged)
		assertGone(t, damaged.records(), forgotten, "cut off before a free page")

		damaged = s.clone()
		everyPage(damaged, 1, func(page []byte) {
			if page[0] == 0x02 || page[0] == 0x05 {
				clear(page)
			}
		})
		s.assertKept(t, damaged)
		assertGone(t, damaged.records(), forgotten, "without interior pages")
	}
}

// The law: a page that is in use is read, even if the list of free ones names it.
func TestFreeListThatLies(t *testing.T) {
	w := newWriter(t, 4096)
	w.answers(60)
	w.answers(1)
	w.exec("DELETE FROM decks WHERE n = 1")
	w.checkpoint()
	d := w.database()
	trunk := int(binary.BigEndian.Uint32(d.db[32:])) - 1
	if d.db[trunk*d.pageSize+7] == 0 {
		t.Fatal("no page is free but the one that says so")
	}
	rows := make(map[string][]row)
	for _, table := range tables {
		rows[table] = w.rows(table)
	}
	for page := 2; page <= d.last(); page++ {
		binary.BigEndian.PutUint32(d.db[trunk*d.pageSize+8:], uint32(page))
		found := d.records()
		for _, table := range tables {
			assertThere(t, found, rows[table], fmt.Sprintf("page %d is listed: %s", page, table))
		}
	}
}

// The law: what stands in a row is not taken for rows.
func TestRowsWithinRows(t *testing.T) {
	w := newWriter(t, 4096)
	w.answers(1)
	forged := row{values: []any{int64(7), "forged", []byte("forged")}}
	cell := append([]byte{byte(len(forged.payload()))}, forged.payload()...)
	w.exec("UPDATE log SET prev = ?", bytes.Repeat(cell, 1000))
	if d := w.database(); !bytes.Contains(d.wal, cell) {
		t.Fatal("the forgery is not there")
	} else if count(d.records(), []row{forged}) > 0 {
		t.Error("a row within a row is found")
	}
}

// The law: what was not committed is not found, even if it reached the log.
func TestWhatWasNotCommitted(t *testing.T) {
	w := newWriter(t, 4096)
	w.answers(50)
	before := w.rows("log")
	w.exec("PRAGMA cache_size=10") // so that pages are written before the end
	w.exec("PRAGMA cache_spill=10")
	length := len(w.database().wal)
	w.exec("BEGIN")
	w.exec("UPDATE log SET day = 1")
	unsure := w.rows("log")
	d := w.database()
	if len(d.wal) <= length {
		t.Fatal("nothing reached the log")
	}
	w.exec("ROLLBACK")
	for _, where := range []string{"after the commits", "without a header"} {
		assertGone(t, d.records(), unsure, where)
		assertThere(t, d.records(), before, where)
		clear(d.wal[:32])
	}
}

// The law: what stands in the log from before it began anew is not found.
func TestWhatIsOlderThanTheLog(t *testing.T) {
	w := newWriter(t, 4096)
	w.answers(100)
	forgotten := slices.DeleteFunc(w.rows("log"), func(r row) bool { return r.values[0] != int64(2) })
	w.exec("DELETE FROM log WHERE learner = 2")
	w.exec("PRAGMA wal_checkpoint(RESTART)")
	w.exec("UPDATE learners SET derivation = 8 WHERE n = 1")
	d := w.database()
	if !bytes.Contains(d.wal, forgotten[0].values[11].([]byte)) {
		t.Fatal("nothing is left of the old log")
	}
	now := w.rows("learners")[:1]
	for where, damage := range map[string]func(d database){
		"in order":                 func(database) {},
		"without a header":         func(d database) { clear(d.wal[:32]) },
		"with a frame that is bad": func(d database) { d.wal[32+24+1000] ^= 1 },
	} {
		damaged := d.clone()
		damage(damaged)
		assertGone(t, damaged.records(), forgotten, where)
		assertThere(t, damaged.records(), now, where)
	}
}

// A machine of the other kind writes sums over words of the other kind.
func TestLogOfAnotherMachine(t *testing.T) {
	w := newWriter(t, 4096)
	w.answers(100)
	d := w.database()
	log := w.rows("log")
	var order binary.ByteOrder = binary.BigEndian
	if d.wal[3] == 0x83 {
		order = binary.LittleEndian
	}
	d.wal[3] ^= 1
	var sums [2]uint32
	sum := func(b, to []byte) {
		for at := 0; at < len(b); at += 8 {
			sums[0] += order.Uint32(b[at:]) + sums[1]
			sums[1] += order.Uint32(b[at+4:]) + sums[0]
		}
		binary.BigEndian.PutUint32(to, sums[0])
		binary.BigEndian.PutUint32(to[4:], sums[1])
	}
	sum(d.wal[:24], d.wal[24:])
	for at := 32; at < len(d.wal); at += 24 + d.pageSize {
		sum(d.wal[at:at+8], d.wal[at+16:])
		sum(d.wal[at+24:at+24+d.pageSize], d.wal[at+16:])
	}
	// SQLite itself is the judge of whether the log is what it claims to be.
	other := &writer{t: t, path: filepath.Join(t.TempDir(), "it.db")}
	other.put(d)
	if rows := other.rows("log"); len(rows) != len(log) {
		t.Fatalf("SQLite reads %d of %d rows", len(rows), len(log))
	}
	assertThere(t, d.records(), log, "with the other sums")
}

// badDisk has sectors that cannot be read.
type badDisk struct{ *bytes.Reader }

var errSector = errors.New("input/output error")

func (d badDisk) ReadAt(b []byte, at int64) (int, error) {
	const sector, every = 512, 97
	for s := at / sector; s <= (at+int64(len(b))-1)/sector; s++ {
		if s%every == every-1 {
			return 0, errSector
		}
	}
	return d.Reader.ReadAt(b, at)
}

// What a disk cannot read any more takes nothing else with it.
func TestSectorsThatCannotBeRead(t *testing.T) {
	s := newStory(t, 4096, 200, 0)
	damaged := s.clone()
	for at := 96 * 512; at < len(damaged.db); at += 97 * 512 {
		clear(damaged.db[at:min(at+512, len(damaged.db))])
	}
	want := damaged.records()
	got := make(map[string]bool)
	for r := range pages.Records(badDisk{bytes.NewReader(s.db)}, nil) {
		got[key(r.RowID, r.Values)] = true
	}
	intact, _ := s.assertKept(t, damaged)
	if len(got) != len(want) || intact == 0 || intact == len(s.log) {
		t.Errorf("%d records, want %d; %d of %d rows are intact", len(got), len(want), intact, len(s.log))
	}
}

// The law: whoever has enough gets no more.
func TestStopping(t *testing.T) {
	s := newStory(t, 4096, 30, 8)
	s.wal[40_000] ^= 1 // some records are in order, some torn, some beyond the damage
	everyPage(s.database, 3, func(page []byte) { clear(page[:8]) })
	total := 0
	for range s.all() {
		total++
	}
	for most := 1; most <= total; most += 1 + total/50 {
		n := 0
		for range s.all() {
			if n++; n == most {
				break
			}
		}
	}
}

// A counter counts how often it is read from.
type counter struct {
	*bytes.Reader
	reads int
}

func (c *counter) ReadAt(b []byte, at int64) (int, error) {
	c.reads++
	return c.Reader.ReadAt(b, at)
}

// Overflow pages that go round in a circle, and many cells that share them, take
// no longer than other files.
func TestCirclesEnd(t *testing.T) {
	const pageSize, last, size = 512, 4000, 1_000_000
	const onPage = 39 // bytes of a record of that size on such pages
	cell := appendVarint(appendVarint(nil, size), 4)
	cell = appendVarint(cell, 13+2*(size-4)) // one text
	db := make([]byte, pageSize*last)
	for n := 1; n <= last; n++ {
		page := db[(n-1)*pageSize:][:pageSize]
		binary.BigEndian.PutUint32(page, uint32(n%last+1))
		for at := 4; at+50 <= pageSize; at += 50 {
			copy(page[at:], cell)
			binary.BigEndian.PutUint32(page[at+3+onPage:], uint32(n))
		}
	}
	copy(db, "SQLite format 3\x00\x02\x00") // says what size pages have
	file, found := &counter{Reader: bytes.NewReader(db)}, 0
	for range pages.Records(file, nil) {
		found++
	}
	if file.reads > 100*last || found == 0 {
		t.Errorf("%d records in %d pages took %d reads", found, last, file.reads)
	}
}

// Nothing is no database, and no reason to stop.
func TestNothing(t *testing.T) {
	for _, n := range []int{0, 1, 99, 100, 511, 512, 5000} {
		for range pages.Records(io.NewSectionReader(bytes.NewReader(make([]byte, n)), 0, int64(n)), bytes.NewReader(make([]byte, n))) {
			t.Errorf("a record in %d zeros", n)
		}
	}
}
