package pages_test

import (
	"encoding/binary"
	"fmt"
	"maps"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"portdrill/questions/testenv"
)

var tables = []string{"learners", "devices", "log", "heads", "cards", "decks"}

// The law: what SQL reads from a database in order is found, wherever it stands.
func TestEveryRowIsFound(t *testing.T) {
	for _, pageSize := range []int{512, 1024, 4096, 65536} {
		t.Run(fmt.Sprint(pageSize), func(t *testing.T) {
			w := newWriter(t, pageSize)
			assertFound := func(where string) {
				t.Helper()
				found := w.database().records()
				for _, table := range tables {
					assertThere(t, found, w.rows(table), where+": "+table)
				}
			}
			w.answers(50)
			assertFound("in the log only")
			w.answers(250)
			w.checkpoint()
			assertFound("in the database only")
			w.answers(60)
			w.answers(60)
			assertFound("in both")
			w.exec("DELETE FROM log WHERE learner = 2 AND seq < 250")
			w.answers(20)
			assertFound("after a deletion")
			w.exec("PRAGMA wal_checkpoint(FULL)")
			w.answers(1)
			assertFound("after the log began anew")
		})
	}
}

// How much of a row stands on which page depends on its length.
func TestEveryLength(t *testing.T) {
	w := newWriter(t, 512)
	w.exec("BEGIN")
	for n := range 1100 {
		body := fmt.Sprintf("%q", strings.Repeat("x", n))
		w.exec("INSERT INTO decks (key, body, imported_ms) VALUES (?, ?, 1)", w.uuid(), body)
		w.exec("INSERT INTO log VALUES (1, ?, ?, 1, ?, 0, 0, 0, 'note', ?, x'', ?)", n, w.uuid(), n, body, sumOf(body))
	}
	w.exec("COMMIT")
	found := w.database().records()
	assertThere(t, found, w.rows("decks"), "decks")
	assertThere(t, found, w.rows("log"), "log")
}

// Tables with a ROWID are read from torn pages, too.
func TestTornTables(t *testing.T) {
	w := newWriter(t, 4096)
	w.answers(10)
	w.checkpoint()
	d := w.database()
	everyPage(d, 1, func(page []byte) { clear(page[:8]) })
	found := d.records()
	assertThere(t, found, w.rows("learners"), "learners")
	assertThere(t, found, w.rows("devices"), "devices")
}

// A story is a database with what is to be found in it.
type story struct {
	database
	log     []row
	byHash  map[string]int // index of the row
	extents [][]extent
}

func newStory(t testing.TB, pageSize, inFile, inLog int) story {
	t.Helper()
	w := newWriter(t, pageSize)
	w.answers(inFile)
	w.checkpoint()
	for range min(4, inLog) { // transactions
		w.answers(inLog / 4)
	}
	return storyOf(w)
}

// storyOf takes the files as they are now.
func storyOf(w *writer) story {
	w.t.Helper()
	s := story{database: w.database(), log: w.rows("log"), byHash: make(map[string]int)}
	s.extents = s.database.extents(w.t, s.log)
	for i, r := range s.log {
		s.byHash[hashOf(r.values)] = i
	}
	return s
}

// hashOf returns the last value of what could be a row of the log.
func hashOf(values []any) string {
	hash, _ := values[len(values)-1].([]byte)
	return string(hash)
}

// found tells which rows of the log are found.
func (s story) found(damaged database) []bool {
	found := make([]bool, len(s.log))
	for r := range damaged.all() {
		if i, ok := s.byHash[hashOf(r.Values)]; ok && reflect.DeepEqual(r.Values, s.log[i].values) {
			found[i] = true
		}
	}
	return found
}

// A fataler is a test or a trial of rapid.
type fataler interface {
	Helper()
	Fatalf(format string, args ...any)
}

// assertKept wants every row found that stands on bytes that are the same as
// before. It returns how many these are, and how many were found in all.
func (s story) assertKept(t fataler, damaged database) (intact, kept int) {
	t.Helper()
	var missing []int
	for i, found := range s.found(damaged) {
		if found {
			kept++
		}
		if !slices.ContainsFunc(s.extents[i], func(e extent) bool { return s.spoilt(damaged, e) }) {
			intact++
			if !found {
				missing = append(missing, i)
			}
		}
	}
	if len(missing) > 0 {
		t.Fatalf("%d of %d rows on intact bytes are not found, the first is %v", len(missing), intact, s.log[missing[0]].values[:3])
	}
	return intact, kept
}

// Each damage changes the database in place; it may be shorter after it.
var damages = map[string]func(d *database, rng *rand.Rand){
	"none":                        func(*database, *rand.Rand) {},
	"the first page is zero":      func(d *database, _ *rand.Rand) { clear(d.db[:d.pageSize]) },
	"the first page is noise":     func(d *database, rng *rand.Rand) { noise(d.db[:d.pageSize], rng) },
	"the header is zero":          func(d *database, _ *rand.Rand) { clear(d.db[:100]) },
	"the header is noise":         func(d *database, rng *rand.Rand) { noise(d.db[16:100], rng) },
	"every third page is zero":    func(d *database, _ *rand.Rand) { everyPage(*d, 3, func(page []byte) { clear(page) }) },
	"every third page is noise":   func(d *database, rng *rand.Rand) { everyPage(*d, 3, func(page []byte) { noise(page, rng) }) },
	"half of each page is zero":   func(d *database, _ *rand.Rand) { everyPage(*d, 1, func(page []byte) { clear(page[:len(page)/2]) }) },
	"the other half is zero":      func(d *database, _ *rand.Rand) { everyPage(*d, 1, func(page []byte) { clear(page[len(page)/2:]) }) },
	"all page headers are zero":   func(d *database, _ *rand.Rand) { everyPage(*d, 1, func(page []byte) { clear(page[:12]) }) },
	"all page headers are noise":  func(d *database, rng *rand.Rand) { everyPage(*d, 1, func(page []byte) { noise(page[:12], rng) }) },
	"all kinds are inverted":      func(d *database, _ *rand.Rand) { everyPage(*d, 1, func(page []byte) { page[0] ^= 0xff }) },
	"leaves claim to be interior": func(d *database, _ *rand.Rand) { everyPage(*d, 1, func(page []byte) { page[0] &^= 8 }) },
	"all cell pointers are noise": func(d *database, rng *rand.Rand) { everyPage(*d, 1, func(page []byte) { noise(page[8:40], rng) }) },
	"all pages have fewer cells":  func(d *database, _ *rand.Rand) { everyPage(*d, 1, func(page []byte) { page[4] /= 2 }) },
	"interior pages are zero": func(d *database, _ *rand.Rand) {
		everyPage(*d, 1, func(page []byte) {
			if page[0] == 0x02 || page[0] == 0x05 {
				clear(page)
			}
		})
	},
	"a bit in each 2,000 bytes is flipped": func(d *database, rng *rand.Rand) {
		size := len(d.db) + len(d.wal) - 24 - d.pageSize // see TestWhateverHappens on the last frame
		for range size / 2000 {
			flip(d, rng.IntN(8*size))
		}
	},
	"the file ends in the middle":     func(d *database, _ *rand.Rand) { d.db = d.db[:len(d.db)/2-100] },
	"the log's header is zero":        func(d *database, _ *rand.Rand) { clear(d.wal[:32]) },
	"the log's header is noise":       func(d *database, rng *rand.Rand) { noise(d.wal[:32], rng) },
	"the log's first frames are gone": func(d *database, rng *rand.Rand) { noise(d.wal[:32+2*(24+d.pageSize)], rng) },
	"the log has a hole":              func(d *database, _ *rand.Rand) { clear(d.wal[len(d.wal)/3 : len(d.wal)/2]) },
	"the log's magic number and the first salts are not as they were": func(d *database, _ *rand.Rand) {
		d.wal[0], d.wal[32+11], d.wal[32+12] = 0, d.wal[32+11]+1, d.wal[32+12]+1
	},
	"the log's header is zero, and the first salts are not as they were": func(d *database, _ *rand.Rand) {
		clear(d.wal[:32])
		d.wal[32+11], d.wal[32+12] = d.wal[32+11]+1, d.wal[32+12]+1
	},
	"only the log is left, without its header": func(d *database, _ *rand.Rand) {
		d.db = nil
		clear(d.wal[:32])
	},
	"both headers are zero": func(d *database, _ *rand.Rand) {
		clear(d.wal[:32])
		clear(d.db[:100])
	},
}

func everyPage(d database, step int, do func(page []byte)) {
	for at := step - 1; (at+1)*d.pageSize <= len(d.db); at += step {
		do(d.db[at*d.pageSize:][:d.pageSize])
	}
}

func noise(b []byte, rng *rand.Rand) {
	for i := range b {
		b[i] = byte(rng.Uint32())
	}
}

// flip inverts one bit, counted from the beginning of the database through the log.
func flip(d *database, bit int) {
	if at := bit / 8; at < len(d.db) {
		d.db[at] ^= 1 << (bit % 8)
	} else {
		d.wal[at-len(d.db)] ^= 1 << (bit % 8)
	}
}

// The law: every row that stands wholly on bytes that are as they were is found. If it
// goes on on further pages of the log, the numbers that these have there are part of it.
func TestRowsOnIntactBytesAreFound(t *testing.T) {
	for _, size := range []struct{ page, inFile, inLog int }{{4096, 400, 80}, {1024, 100, 40}} {
		s := newStory(t, size.page, size.inFile, size.inLog)
		for _, name := range slices.Sorted(maps.Keys(damages)) {
			t.Run(fmt.Sprintf("%d/%s", size.page, name), func(t *testing.T) {
				damaged := s.clone()
				damages[name](&damaged, rand.New(rand.NewPCG(3, 4)))
				intact, found := s.assertKept(t, damaged)
				t.Logf("%d rows, %d intact, %d found", len(s.log), intact, found)
			})
		}
	}
}

// The law holds for each single bit of what is not a row: the headers of the file
// and of its pages, and the list of free pages.
func TestEveryBitOfHeadersAndLists(t *testing.T) {
	w := newWriter(t, 4096)
	w.answers(9)
	w.exec("DELETE FROM decks")
	w.checkpoint()
	s := storyOf(w)
	trunk := int(binary.BigEndian.Uint32(s.db[32:]))
	named := int(binary.BigEndian.Uint32(s.db[(trunk-1)*s.pageSize+4:]))
	if named == 0 || len(s.wal) > 0 {
		t.Fatalf("%d free pages, %d bytes of log", named, len(s.wal))
	}
	damaged := s.clone()
	for page := 1; page <= s.last(); page++ {
		bytes := 0
		switch {
		case page == 1:
			bytes = 108
		case page == trunk:
			bytes = 8 + 4*named
		case page%3 == 0: // the others do not differ much
			bytes = 8
		}
		first := 8 * (page - 1) * s.pageSize
		for bit := first; bit < first+8*bytes; bit++ {
			flip(&damaged, bit)
			s.assertKept(t, damaged)
			flip(&damaged, bit)
		}
	}
}

// The law holds for whatever happens to a file.
func TestWhateverHappens(t *testing.T) {
	s := newStory(t, 4096, 60, 40)
	testenv.Check(t, func(t *rapid.T) {
		damaged := s.clone()
		// That its transaction was committed, only the last frame of the log says.
		last := len(damaged.wal) - 24 - s.pageSize
		for range rapid.IntRange(1, 6).Draw(t, "times") {
			file := damaged.db
			if rapid.Bool().Draw(t, "in the log") || len(file) == 0 {
				file = damaged.wal[:last]
			}
			at := rapid.IntRange(0, len(file)-1).Draw(t, "at")
			if rapid.Bool().Draw(t, "at a page") {
				at -= at % s.pageSize
			}
			hole := file[at:min(len(file), at+rapid.SampledFrom([]int{1, 2, 12, 100, 512, 4096, 30_000}).Draw(t, "bytes"))]
			switch rapid.SampledFrom([]string{"zero", "noise", "flip", "copy", "end"}).Draw(t, "how") {
			case "zero":
				clear(hole)
			case "noise":
				noise(hole, rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 0)))
			case "flip":
				hole[0] ^= 1 << rapid.IntRange(0, 7).Draw(t, "bit")
			case "copy":
				copy(hole, file[rapid.IntRange(0, len(file)-1).Draw(t, "from"):])
			case "end":
				damaged.db = damaged.db[:min(at, len(damaged.db))]
			}
		}
		s.assertKept(t, damaged)
	})
}
