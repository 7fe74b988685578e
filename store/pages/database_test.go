package pages_test

import (
	"bytes"
	"crypto/sha256"
	"database/sql"
	"encoding/binary"
	"fmt"
	"iter"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	_ "github.com/mattn/go-sqlite3"

	"portdrill/store/pages"
)

// A database is the bytes of a real one.
type database struct {
	pageSize int
	db, wal  []byte
}

func (d database) clone() database {
	return database{d.pageSize, bytes.Clone(d.db), bytes.Clone(d.wal)}
}

func (d database) all() iter.Seq[pages.Record] {
	return pages.Records(bytes.NewReader(d.db), bytes.NewReader(d.wal))
}

// records returns the keys of all records that are found.
func (d database) records() map[string]bool {
	found := make(map[string]bool)
	for r := range d.all() {
		found[key(r.RowID, r.Values)] = true
	}
	return found
}

// count tells how many of the rows are found.
func count(found map[string]bool, rows []row) (n int) {
	for _, r := range rows {
		if found[r.key()] {
			n++
		}
	}
	return n
}

// A writer makes a database with the schema of the store.
type writer struct {
	t      testing.TB
	path   string
	size   int
	sql    *sql.DB
	rng    *rand.Rand
	events int64
}

// newBareWriter makes a database without a schema.
func newBareWriter(t testing.TB, pageSize int) *writer {
	t.Helper()
	w := &writer{t: t, path: filepath.Join(t.TempDir(), "it.db"), size: pageSize, rng: rand.New(rand.NewPCG(1, 2))}
	var err error
	if w.sql, err = sql.Open("sqlite3", w.path+"?_secure_delete=off"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { w.sql.Close() })
	w.sql.SetMaxOpenConns(1)
	w.exec(fmt.Sprintf("PRAGMA page_size=%d", pageSize))
	w.exec("PRAGMA journal_mode=WAL")
	w.exec("PRAGMA wal_autocheckpoint=0")
	w.exec("PRAGMA synchronous=OFF")
	return w
}

func newWriter(t testing.TB, pageSize int) *writer {
	t.Helper()
	w := newBareWriter(t, pageSize)
	scripts, err := filepath.Glob("../migrations/*.sql")
	if err != nil || len(scripts) == 0 {
		t.Fatalf("no migrations: %v", err)
	}
	for _, name := range scripts {
		script, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		w.exec(string(script))
	}
	w.exec("INSERT INTO devices (n, id) VALUES (1, ?)", w.uuid())
	for n := 1; n <= learners; n++ {
		w.exec("INSERT INTO learners (n, id, created_ms, derivation) VALUES (?, ?, 1795348800000, 7)", n, w.uuid())
	}
	return w
}

// learners take turns, so that rows go in between others and pages split.
const learners = 3

func (w *writer) exec(query string, args ...any) {
	w.t.Helper()
	if _, err := w.sql.Exec(query, args...); err != nil {
		w.t.Fatalf("%s: %v", query, err)
	}
}

func (w *writer) uuid() string {
	return fmt.Sprintf("%08x-%04x-4%03x-8%03x-%012x", w.rng.Uint32(), w.rng.IntN(1<<16), w.rng.IntN(1<<12), w.rng.IntN(1<<12), w.rng.Int64N(1<<48))
}

func (w *writer) blob(n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(w.rng.Uint32())
	}
	return b
}

// answers records so many events, each 100th of them a long one, with what the
// store derives from them, in one transaction.
func (w *writer) answers(n int) {
	w.t.Helper()
	w.exec("BEGIN IMMEDIATE")
	for range n {
		w.events++
		length := 300 + w.rng.IntN(300)
		if w.events%100 == 7 {
			length = 20_000 + w.rng.IntN(5000)
		}
		learner, kind, facet := w.events%learners+1, "answer", fmt.Sprintf("https:port:%d", w.rng.IntN(40))
		if w.rng.IntN(10) == 0 {
			kind = "note"
		}
		body := fmt.Sprintf(`{"question":"https:port","facets":[%q],"kind":"port-to-service","format":"choice","lang":"en","stem":"%s","options":["SSH","DNS"]}`,
			facet, w.prose(length))
		at := 1795348800000 + w.events*61_000
		w.exec("INSERT INTO log (learner, ord, id, device, seq, at_ms, zone_s, day, kind, body, prev, hash) VALUES (?, ?, ?, 1, ?, ?, ?, ?, ?, ?, ?, ?)",
			learner, at, w.uuid(), w.events, at, 28800, at/86_400_000, kind, body, w.blob(min(int(w.events)-1, 1)*32), sumOf(body))
		w.exec("INSERT INTO heads (learner, device, seq, hash) VALUES (?, 1, ?, ?) ON CONFLICT DO UPDATE SET seq = excluded.seq, hash = excluded.hash", learner, w.events, sumOf(body))
		w.exec("INSERT INTO cards VALUES (?, ?, 'review', ?, ?, 0, ?, 3, 20000, 20010, ?, 20020, 10, 0.9) ON CONFLICT DO UPDATE SET reviews = reviews + 1, stability = excluded.stability",
			learner, facet, w.rng.Float64()*100, float64(w.rng.IntN(10)), -w.rng.Int64N(1000), w.rng.Int64())
	}
	w.exec("INSERT INTO decks (key, body, imported_ms) VALUES (?, ?, 1795348800000)", w.uuid(), fmt.Sprintf(`{"rows":[%q]}`, w.prose(9000)))
	w.exec("COMMIT")
}

func sumOf(body string) []byte {
	sum := sha256.Sum256([]byte(body))
	return sum[:]
}

func (w *writer) prose(n int) string {
	var b strings.Builder
	for b.Len() < n {
		fmt.Fprintf(&b, "Welcher Dienst hört auf Port %d? 端口 ", w.rng.IntN(65536))
	}
	return b.String()
}

func (w *writer) checkpoint() {
	w.t.Helper()
	w.exec("PRAGMA wal_checkpoint(TRUNCATE)")
}

// database returns the files as they are now, with the connection open.
func (w *writer) database() database {
	w.t.Helper()
	d := database{pageSize: w.size}
	for suffix, content := range map[string]*[]byte{"": &d.db, "-wal": &d.wal} {
		var err error
		if *content, err = os.ReadFile(w.path + suffix); err != nil {
			w.t.Fatal(err)
		}
	}
	return d
}

// put writes the files and opens them.
func (w *writer) put(d database) {
	w.t.Helper()
	for suffix, content := range map[string][]byte{"": d.db, "-wal": d.wal} {
		if err := os.WriteFile(w.path+suffix, content, 0o600); err != nil {
			w.t.Fatal(err)
		}
	}
	var err error
	if w.sql, err = sql.Open("sqlite3", w.path); err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(func() { w.sql.Close() })
}

// A row is what SQL reads.
type row struct {
	rowID  int64
	values []any
}

func (r row) key() string { return key(r.rowID, r.values) }

// key is the same for what SQL returns and for what is stored: numbers with a
// fraction of zero may be stored as integers.
func key(rowID int64, values []any) string {
	var b strings.Builder
	fmt.Fprint(&b, rowID)
	for _, v := range values {
		if f, ok := v.(float64); ok && f == float64(int64(f)) {
			v = int64(f)
		}
		fmt.Fprintf(&b, "\x00%T %v", v, v)
	}
	return b.String()
}

// hasRowID are the tables that have an INTEGER PRIMARY KEY as their first column.
var hasRowID = map[string]bool{"learners": true, "devices": true, "decks": true}

// rows returns the rows of the table as they are stored.
func (w *writer) rows(table string) []row {
	w.t.Helper()
	found, err := w.sql.Query("SELECT * FROM " + table)
	if err != nil {
		w.t.Fatal(err)
	}
	defer found.Close()
	columns, _ := found.Columns()
	var all []row
	for found.Next() {
		r := row{values: make([]any, len(columns))}
		into := make([]any, len(columns))
		for i := range into {
			into[i] = &r.values[i]
		}
		if err := found.Scan(into...); err != nil {
			w.t.Fatal(err)
		}
		if hasRowID[table] {
			r.rowID, r.values[0] = r.values[0].(int64), nil
		}
		all = append(all, r)
	}
	if err := found.Err(); err != nil {
		w.t.Fatal(err)
	}
	return all
}

// payload is the row in the record format.
func (r row) payload() []byte {
	var types, values []byte
	for _, v := range r.values {
		switch v := v.(type) {
		case int64:
			kind, bytes := packed(v)
			types, values = append(types, kind), append(values, bytes...)
		case string:
			types, values = appendVarint(types, 13+2*len(v)), append(values, v...)
		case []byte:
			types, values = appendVarint(types, 12+2*len(v)), append(values, v...)
		default:
			panic(fmt.Sprintf("%T in the log", v))
		}
	}
	return append(append([]byte{byte(len(types) + 1)}, types...), values...)
}

func packed(v int64) (kind byte, b []byte) {
	if v == 0 || v == 1 {
		return byte(8 + v), nil
	}
	b = binary.BigEndian.AppendUint64(nil, uint64(v))
	for i, bits := range []int{8, 16, 24, 32, 48} {
		if v>>(bits-1) == 0 || v>>(bits-1) == -1 {
			return byte(i + 1), b[8-bits/8:]
		}
	}
	return 6, b
}

func appendVarint(b []byte, v int) []byte {
	if v >= 1<<14 {
		b = append(b, 0x80|byte(v>>14))
	}
	if v >= 1<<7 {
		b = append(b, 0x80|byte(v>>7))
	}
	return append(b, byte(v)&0x7f)
}

// An extent is a part of one of the two files.
type extent struct {
	wal   bool
	at, n int
	page  uint32 // that is looked for by its number; else 0
}

// spoilt tells whether damage, which is else a copy of d, changed the extent, or gave
// its number to another page.
func (d database) spoilt(damaged database, e extent) bool {
	if e.page != 0 && d.claimed(damaged, e.page) {
		return true
	}
	was, is := d.db, damaged.db
	if e.wal {
		was, is = d.wal, damaged.wal
	}
	return len(is) < e.at+e.n || !bytes.Equal(is[e.at:e.at+e.n], was[e.at:e.at+e.n])
}

// page returns where a page is: in the last frame of the log that has it, or else
// in the database. The log has to be in order.
func (d database) page(n int) extent {
	e := extent{at: (n - 1) * d.pageSize, n: d.pageSize}
	for at := 32; at+24 <= len(d.wal); at += 24 + d.pageSize {
		if bytes.Equal(d.wal[at+8:at+16], d.wal[16:24]) && int(binary.BigEndian.Uint32(d.wal[at:])) == n {
			e = extent{wal: true, at: at + 24, n: d.pageSize}
		}
	}
	return e
}

// numbered returns where the log says which page the extent begins; in the database
// the place alone says that.
func (d database) numbered(page extent) extent {
	if !page.wal {
		return extent{}
	}
	return extent{wal: true, at: page.at - 24, n: 4}
}

// claimed tells whether damage gave the number to a page of the log.
func (d database) claimed(damaged database, number uint32) bool {
	for at := 32; at+4 <= len(damaged.wal); at += 24 + d.pageSize {
		was, is := binary.BigEndian.Uint32(d.wal[at:]), binary.BigEndian.Uint32(damaged.wal[at:])
		if is == number && was != number {
			return true
		}
	}
	return false
}

func (d database) bytes(e extent) []byte {
	if e.wal {
		return d.wal[e.at : e.at+e.n]
	}
	return d.db[e.at : e.at+e.n]
}

// last is the number of pages.
func (d database) last() int {
	n := len(d.db) / d.pageSize
	for at := 32; at+24 <= len(d.wal); at += 24 + d.pageSize {
		n = max(n, int(binary.BigEndian.Uint32(d.wal[at:])))
	}
	return n
}

// extents finds, in a database in order, the bytes that each row of the log
// stands on. It looks for the rows, which is another way than the one under test.
func (d database) extents(t testing.TB, log []row) [][]extent {
	t.Helper()
	const prefix = 39 // bytes of a record that every page has room for
	cells, free := make(map[string]extent), d.free()
	where := make([]extent, d.last()+1)
	for n := 1; n <= d.last(); n++ {
		where[n] = d.page(n)
		if page := d.bytes(where[n]); (page[0] == 0x0a || page[0] == 0x02) && !free[n] {
			for _, at := range cellsOn(page) {
				begin := at
				for begin += 1; page[begin-1] >= 0x80; begin++ {
				}
				cells[string(page[begin:min(len(page), begin+prefix)])] = extent{wal: where[n].wal, at: where[n].at + at, n: begin - at}
			}
		}
	}
	all := make([][]extent, len(log))
	for i, r := range log {
		payload := r.payload()
		cell, ok := cells[string(payload[:prefix])]
		if !ok {
			t.Fatalf("where is the record of %v?", r.values[:3])
		}
		local := d.local(len(payload))
		cell.n += local
		if local == len(payload) {
			all[i] = []extent{cell}
			continue
		}
		cell.n += 4
		parts := []extent{cell}
		last := d.bytes(cell)
		next := binary.BigEndian.Uint32(last[len(last)-4:])
		for rest := payload[local:]; len(rest) > 0; {
			e := where[next]
			e.page, e.n = next, 4+min(len(rest), d.pageSize-4)
			if !bytes.Equal(d.bytes(e)[4:], rest[:e.n-4]) {
				t.Fatalf("page %d is not what the record of %v goes on on", next, r.values[:3])
			}
			parts, rest, next = append(parts, e, d.numbered(e)), rest[e.n-4:], binary.BigEndian.Uint32(d.bytes(e))
		}
		all[i] = parts
	}
	return all
}

// free returns the pages on the list of free ones, but for those that it is
// written on.
func (d database) free() map[int]bool {
	free := make(map[int]bool)
	trunk := binary.BigEndian.Uint32(d.bytes(d.page(1))[32:])
	for trunk != 0 {
		list := d.bytes(d.page(int(trunk)))
		for i := range int(binary.BigEndian.Uint32(list[4:])) {
			free[int(binary.BigEndian.Uint32(list[8+4*i:]))] = true
		}
		trunk = binary.BigEndian.Uint32(list)
	}
	return free
}

// cellsOn returns where the cells of an index page begin, behind the number of
// the page further down.
func cellsOn(page []byte) []int {
	var all []int
	header, left := 8, 0
	if page[0] == 0x02 {
		header, left = 12, 4
	}
	for i := range int(binary.BigEndian.Uint16(page[3:])) {
		all = append(all, left+int(binary.BigEndian.Uint16(page[header+2*i:])))
	}
	return all
}

// local is how much of a record is on its index page, in the words of the
// documentation.
func (d database) local(p int) int {
	u := d.pageSize
	x := ((u-12)*64/255 - 23)
	m := ((u-12)*32/255 - 23)
	k := m + ((p - m) % (u - 4))
	switch {
	case p <= x:
		return p
	case k <= x:
		return k
	}
	return m
}
