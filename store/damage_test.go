package store_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"
	"testing"
	"time"

	"portdrill/questions/testenv"
	"portdrill/quiz"
	"portdrill/quiz/fsrs"
	"portdrill/store"
	"portdrill/store/pages"
)

// tortureVariable asks for as many trials as are promised, which takes minutes.
const tortureVariable = "PORTDRILL_TORTURE"

// trials is how many there are, in a plain run or in a full one.
func trials(plain, full int) int {
	if os.Getenv(tortureVariable) == "full" {
		return full
	}
	return plain
}

func damageChance(t *testing.T) *rand.Rand {
	t.Helper()
	return rand.New(rand.NewPCG(testenv.Seed(t), 0))
}

// A stratum is a way in which files are damaged, or a part of them that is.
type stratum struct {
	name  string
	spoil func(r *ruin) // damages its files, and says how
}

// strata are all of them.
var strata = []stratum{
	{"cut off", func(r *ruin) { r.cutOff(&r.db) }},
	{"page of zeros", func(r *ruin) { r.clearPage(1 + r.chance.IntN(len(r.db)/pageSize)) }},
	{"bit in the log", func(r *ruin) { r.flip(&r.db, r.on(r.in.pages.log)) }},
	{"bit in an index", func(r *ruin) { r.flip(&r.db, r.on(r.in.pages.indexes)) }},
	{"bit in the header", func(r *ruin) { r.flip(&r.db, r.chance.IntN(fileHeader)) }},
	{"bit elsewhere", func(r *ruin) { r.flip(&r.db, r.on(r.in.pages.others)) }},
	{"garbled", func(r *ruin) { r.garble(&r.db) }},
	{"stale page", (*ruin).goStale},
	{"page elsewhere", (*ruin).misplace},
	{"log ahead", (*ruin).spoilWAL},
}

// The sizes that SQLite gives to things.
const (
	pageSize   = 4096
	fileHeader = 100
)

// A ruin is a database that was damaged.
type ruin struct {
	files
	stratum string
	how     string // it was damaged
	chance  *rand.Rand
	in      *livedIn
}

// ruined returns the database with damage of the stratum.
func ruined(in *livedIn, s stratum, chance *rand.Rand) *ruin {
	r := &ruin{files: in.closed.clone(), stratum: s.name, chance: chance, in: in}
	s.spoil(r)
	return r
}

func (r *ruin) String() string { return r.stratum + ": " + r.how }

// on draws a byte on one of the pages.
func (r *ruin) on(pages []int) (offset int) {
	page := pages[r.chance.IntN(len(pages))]
	least := 0
	if page == 1 {
		least = fileHeader
	}
	return (page-1)*pageSize + least + r.chance.IntN(pageSize-least)
}

func (r *ruin) cutOff(content *[]byte) {
	at := 1 + r.chance.IntN(len(*content)-1)
	*content, r.how = (*content)[:at], fmt.Sprintf("at byte %d of %d", at, len(*content))
}

func (r *ruin) clearPage(page int) {
	clear(r.db[(page-1)*pageSize:][:pageSize])
	r.how = fmt.Sprintf("page %d, %s", page, r.in.pages.owner[page])
}

func (r *ruin) flip(content *[]byte, at int) {
	bit := r.chance.IntN(8)
	(*content)[at] ^= 1 << bit
	r.how = fmt.Sprintf("bit %d of byte %d", bit, at)
	if content == &r.db {
		r.how += " on page of " + r.in.pages.owner[at/pageSize+1]
	}
}

func (r *ruin) garble(content *[]byte) {
	const longest = 10_000
	from := r.chance.IntN(len(*content))
	part := (*content)[from:min(len(*content), from+1+r.chance.IntN(longest))]
	for i := range part {
		part[i] = byte(r.chance.Uint32())
	}
	r.how = fmt.Sprintf("%d bytes from byte %d", len(part), from)
}

// goStale puts a page back to what it was when the backup was made, as a disk does
// that has lost a write.
func (r *ruin) goStale() {
	before := r.in.backedUp.db
	for {
		page := 1 + r.chance.IntN(len(before)/pageSize)
		now, then := r.db[(page-1)*pageSize:][:pageSize], before[(page-1)*pageSize:][:pageSize]
		if string(now) != string(then) {
			copy(now, then)
			r.how = fmt.Sprintf("page %d, %s", page, r.in.pages.owner[page])
			return
		}
	}
}

// misplace writes a page over another, as a disk does that has mistaken the place.
func (r *ruin) misplace() {
	pages := len(r.db) / pageSize
	from := r.chance.IntN(pages)
	to := (from + 1 + r.chance.IntN(pages-1)) % pages
	copy(r.db[to*pageSize:][:pageSize], r.db[from*pageSize:][:pageSize])
	r.how = fmt.Sprintf("page %d, %s, on page %d, %s", from+1, r.in.pages.owner[from+1], to+1, r.in.pages.owner[to+1])
}

// spoilWAL damages the write-ahead log of a program that was killed. Its index is
// there, or is not.
func (r *ruin) spoilWAL() {
	r.files = r.in.killed.clone()
	index := "with"
	if r.chance.IntN(2) == 0 {
		r.shm, index = nil, "without"
	}
	switch r.chance.IntN(4) {
	case 0:
		r.cutOff(&r.wal)
	case 1, 2:
		r.flip(&r.wal, r.chance.IntN(len(r.wal)))
	case 3:
		r.garble(&r.wal)
	}
	r.how += ", " + index + " its index"
}

// A pageMap says what the pages of a database are for.
type pageMap struct {
	owner                map[int]string // a table or an index, "" for none of either
	log, indexes, others []int
}

// mapPages follows the trees of all tables and indexes from page to page.
func mapPages(t testing.TB, content []byte) pageMap {
	t.Helper()
	path := filepath.Join(memoryFolder(t), "it.db")
	write(t, path, content)
	rows, err := plain(t, path).Query("SELECT type, name, rootpage FROM sqlite_schema WHERE rootpage > 0")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	m := pageMap{owner: map[int]string{1: "sqlite_schema"}}
	indexes := make(map[string]bool)
	for rows.Next() {
		var kind, name string
		var root int
		if err := rows.Scan(&kind, &name, &root); err != nil {
			t.Fatal(err)
		}
		m.follow(content, name, root)
		indexes[name] = kind == "index"
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	for page := 1; page <= len(content)/pageSize; page++ {
		switch name := m.owner[page]; {
		case name == "log":
			m.log = append(m.log, page)
		case indexes[name]:
			m.indexes = append(m.indexes, page)
		default:
			m.others = append(m.others, page)
		}
	}
	return m
}

// follow goes down a tree (www.sqlite.org/fileformat2.html, section 1.6).
func (m pageMap) follow(content []byte, name string, page int) {
	const interiorIndex, interiorTable, pointers = 2, 5, 12
	m.owner[page] = name
	at := content[(page-1)*pageSize:][:pageSize]
	if at[0] != interiorIndex && at[0] != interiorTable {
		return
	}
	m.follow(content, name, int(binary.BigEndian.Uint32(at[8:])))
	for i := range int(binary.BigEndian.Uint16(at[3:])) {
		cell := binary.BigEndian.Uint16(at[pointers+2*i:])
		m.follow(content, name, int(binary.BigEndian.Uint32(at[cell:])))
	}
}

// damagedFiles is how many files of each stratum are tried.
func damagedFiles() int { return trials(12, 100) }

// The law: whatever happened to the bytes of a database, opening, checking and
// using it does not crash, and no damage is accepted silently: the file is refused,
// or the check reports it. What is neither is a flip in bytes that no table and no
// index reads, or in what opening derives anew anyhow.
//
// Of a write-ahead log that a program left that was killed, SQLite takes what
// stands before the damage, as of a program that was killed a little earlier. Then
// the database is what it was after one of its events. The log is torn if others
// stand beyond the damage, which a rebuild notices.
func TestDamageIsNoticed(t *testing.T) {
	in, chance := theLivedIn(t), damageChance(t)
	folder, ledger := memoryFolder(t), newDamageLedger()
	for _, s := range strata {
		for range damagedFiles() {
			r := ruined(in, s, chance)
			noticed := r.examine(t, folder)
			if len(noticed) == 0 {
				t.Errorf("%s: accepted silently", r)
			}
			ledger.add(s.name, noticed)
		}
	}
	t.Log(ledger)
}

// examine opens the files to read and to write, and returns who notices the damage,
// or why nobody has to; it is empty if somebody should have.
func (r *ruin) examine(t *testing.T, folder string) (noticed []string) {
	t.Helper()
	path := filepath.Join(folder, "it.db")
	defer func() {
		if caught := recover(); caught != nil {
			t.Errorf("%s: %v\n%s", r, caught, debug.Stack())
			noticed = []string{"crashed"}
		}
		removeFiles(t, path)
	}()
	r.leave(t, path)
	if noticed = r.check(t, path, openToRead); len(noticed) > 0 {
		removeFiles(t, path)
		r.leave(t, path)
		r.use(t, path)
		return noticed
	}
	after := scan(t, filesAt(t, path))
	if noticed = r.check(t, path, store.Open); len(noticed) > 0 {
		return noticed
	}
	return r.excuse(t, after)
}

// removeFiles removes all that a trial leaves.
func removeFiles(t testing.TB, path string) {
	t.Helper()
	for _, left := range []string{path, path + "-wal", path + "-shm", path + "-journal", store.BackupFolder(path)} {
		if err := os.RemoveAll(left); err != nil {
			t.Fatal(err)
		}
	}
}

// excuse says why what nobody noticed is no damage.
func (r *ruin) excuse(t *testing.T, after string) []string {
	t.Helper()
	switch at := slices.Index(r.in.scans, after); {
	case r.wal != nil && at == len(r.in.scans)-1:
		return []string{"harmless"}
	case r.wal != nil && at >= 0 && pages.IsTorn(bytes.NewReader(r.db), bytes.NewReader(r.wal)):
		return []string{"earlier", "torn"}
	case r.wal != nil && at >= 0:
		return []string{"earlier"}
	case r.wal == nil && at == 0 && scan(t, r.files) == after:
		return []string{"harmless"}
	case r.wal == nil && at == 0:
		return []string{"mended"}
	}
	return nil
}

// check opens the file and checks it, and returns what noticed damage.
func (r *ruin) check(t *testing.T, path string, open opening) []string {
	t.Helper()
	db := r.open(t, path, open)
	if db == nil {
		return []string{"opening"}
	}
	defer db.Close() // it may be damaged
	report, err := db.Check(t.Context())
	if err != nil {
		t.Errorf("%s: checked: %v", r, err)
	}
	var noticed []string
	for _, f := range report.Findings {
		if f.Damage() && !slices.Contains(noticed, string(f.Kind)) {
			noticed = append(noticed, string(f.Kind))
		}
	}
	return noticed
}

// An opening is one of the ways to open a file.
type opening func(context.Context, string, ...store.Option) (*store.DB, error)

func openToRead(ctx context.Context, path string, options ...store.Option) (*store.DB, error) {
	return store.Open(ctx, path, append(options, store.ReadOnly)...)
}

// open returns nil if the file is refused.
func (r *ruin) open(t *testing.T, path string, open opening) *store.DB {
	t.Helper()
	db, err := open(t.Context(), path)
	if err == nil {
		return db
	}
	var file *store.FileError
	if !errors.As(err, &file) || file.Path != path {
		t.Errorf("%s: refused, but not by an error about the file: %v", r, err)
	}
	return nil
}

// use does what the program does with a database, whatever comes of it.
func (r *ruin) use(t *testing.T, path string) {
	t.Helper()
	db := r.open(t, path, store.Open)
	if db == nil {
		return
	}
	defer db.Close() // it is damaged
	ctx := t.Context()
	learners, _ := db.Learners(ctx)
	for i, l := range learners {
		db.Settings(ctx, l.ID)
		db.Remarks(ctx, l.ID)
		db.Holds(ctx, l.ID)
		db.UndoableAny(ctx, l.ID, quiz.DayOf(noon, quiz.DefaultRollover))
		cards, _ := db.Cards(ctx, l.ID)
		for j := range min(len(cards), 4) {
			c := cards[r.chance.IntN(len(cards))]
			db.Record(ctx, l.ID, answered(noon.AddDate(1, 0, 0), fsrs.Grade(1+j), c.Facet))
		}
		last := answered(noon.AddDate(1, 0, i), fsrs.Good, "tcp/22:service")
		db.Record(ctx, l.ID, last)
		undo := quiz.Event{ID: last.ID + "-undone", At: last.At.Add(time.Minute), Day: last.Day, Kind: quiz.UndoEvent}
		undo.Undo = &quiz.Undo{Target: last.ID, Facets: last.Facets()}
		db.Record(ctx, l.ID, undo)
	}
}

// layers are who may notice damage, in the order in which they look, and why nobody
// has to.
var layers = []string{
	"opening", "unreadable", "pages", "index", "schema", "reference", "altered", "lost", "end", "seal", "results", "derived", "crashed",
	"earlier", "torn", "mended", "harmless", "silent",
}

// bySQLite are the layers that are SQLite's own.
var bySQLite = []string{"opening", "unreadable", "pages", "index"}

// excuses are no notice of damage.
var excuses = []string{"earlier", "torn", "mended", "harmless", "silent"}

// A damageLedger counts who noticed the damage of each stratum.
type damageLedger struct {
	files map[string]int
	by    map[string]map[string]int // of each stratum, by layer
	alone map[string]int            // noticed, and not by SQLite
}

func newDamageLedger() *damageLedger {
	return &damageLedger{files: make(map[string]int), by: make(map[string]map[string]int), alone: make(map[string]int)}
}

func (l *damageLedger) add(stratum string, noticed []string) {
	if len(noticed) == 0 {
		noticed = []string{"silent"}
	}
	if l.by[stratum] == nil {
		l.by[stratum] = make(map[string]int)
	}
	l.files[stratum]++
	for _, layer := range noticed {
		l.by[stratum][layer]++
	}
	if !slices.ContainsFunc(noticed, func(layer string) bool { return slices.Contains(bySQLite, layer) || slices.Contains(excuses, layer) }) {
		l.alone[stratum]++
	}
}

// String is a table of the strata.
func (l *damageLedger) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "by whom damage was noticed, often by several\n%-18s %6s", "", "files")
	for _, layer := range layers {
		fmt.Fprintf(&b, " %10s", layer)
	}
	fmt.Fprintf(&b, " %10s\n", "not SQLite")
	for _, s := range strata {
		fmt.Fprintf(&b, "%-18s %6d", s.name, l.files[s.name])
		for _, layer := range layers {
			fmt.Fprintf(&b, " %10d", l.by[s.name][layer])
		}
		fmt.Fprintf(&b, " %10d\n", l.alone[s.name])
	}
	return b.String()
}

// The law: no value that a column can hold crashes the program, whoever wrote it
// there: the file is refused, or the value is, or it is taken as it is. The check
// reports it.
func TestOddValuesDoNotCrash(t *testing.T) {
	in, chance, folder := theLivedIn(t), damageChance(t), memoryFolder(t)
	odd := slices.Concat(oddNumbers(), oddBodies(), oddSettings())
	chance.Shuffle(len(odd), func(i, j int) { odd[i], odd[j] = odd[j], odd[i] })
	for _, statements := range odd[:trials(25, len(odd))] {
		r := &ruin{files: in.closed.clone(), stratum: "odd", how: statements, chance: chance, in: in}
		path := filepath.Join(folder, "it.db")
		r.leave(t, path)
		alter(t, path, "PRAGMA ignore_check_constraints=ON", statements)
		r.files = filesAt(t, path)
		removeFiles(t, path)
		if noticed := r.examine(t, folder); len(noticed) == 0 {
			t.Errorf("%s: accepted silently", r)
		}
	}
}

// oddNumbers write numbers that nobody writes.
func oddNumbers() (statements []string) {
	for table, columns := range map[string]string{
		"cards":   "stability difficulty step lapses reviews begun last due_ms due_day days target",
		"holds":   "suspended buried",
		"answers": "ord day options correct took_ms grade state bin predicted loss",
		"log":     "seq at_ms zone_s day device",
		"heads":   "seq count",
	} {
		for _, column := range strings.Fields(columns) {
			for _, value := range []string{"-9223372036854775808", "9223372036854775807", "-3", "0"} {
				statements = append(statements, fmt.Sprintf("UPDATE %s SET %s = %s", table, column, value))
			}
		}
	}
	for _, column := range []string{"stability", "difficulty", "target"} {
		for _, value := range []string{"9e999", "-9e999", "1e-300"} {
			statements = append(statements, fmt.Sprintf("UPDATE cards SET %s = %s", column, value))
		}
	}
	return statements
}

// oddBodies write events that nobody has recorded, and have opening go through the
// log.
func oddBodies() (statements []string) {
	for _, path := range []string{"$.facets", "$.grade", "$.counts", "$.target", "$.guess", "$.took_ms", "$.options", "$.correct"} {
		for _, value := range []string{"'odd'", "''", "-1", "1e300", "NULL", "json('[]')", "json('{}')", "json('[1,[2]]')"} {
			statements = append(statements, fmt.Sprintf("body = json_set(body, '%s', %s) WHERE kind = 'answer'", path, value))
		}
	}
	for _, body := range []string{"null", "0", `"odd"`, "[]", "{}", `{"facets":null,"counts":"review"}`} {
		statements = append(statements, "body = '"+body+"'")
	}
	for _, kind := range []string{"undo", "settings", "weights", "note", "flag", "reset", "answer", "odd"} {
		statements = append(statements, "kind = '"+kind+"'")
	}
	for i, change := range statements {
		statements[i] = "UPDATE log SET " + change + "; UPDATE learners SET derivation = 0"
	}
	return statements
}

func oddSettings() (statements []string) {
	for _, settings := range []string{
		"null", "[]", `{"retention":-1}`, `{"learning_steps_s":[]}`, `{"max_interval":0}`, `{"weights":[1]}`, `{"decks":null,"New":3}`,
	} {
		statements = append(statements, "UPDATE learners SET settings = '"+settings+"'")
	}
	return statements
}

// The law: of a damaged log, or a damaged table that nothing else can tell of, no
// backup is made, and none that is there is given up for it.
func TestNoBackupOfDamaged(t *testing.T) {
	in := theLivedIn(t)
	for what, statements := range map[string][]string{
		"an event altered":  {"UPDATE log SET at_ms = at_ms + 1 WHERE seq = 7"},
		"an event lost":     {"DELETE FROM log WHERE seq = 7"},
		"a deck altered":    {"UPDATE decks SET key = 'lob' WHERE key = 'lab'"},
		"nobody forgotten":  {"DELETE FROM forgotten"},
		"a learner renamed": {"UPDATE learners SET id = replace(id, '0', '1')"},
	} {
		path := filepath.Join(memoryFolder(t), "it.db")
		in.closed.leave(t, path)
		in.leaveBackup(t, path)
		alter(t, path, statements...)
		db := open(t, path)
		if file, err := db.BackUpDaily(t.Context(), noon.AddDate(1, 0, 0)); file != "" || !errors.Is(err, store.ErrDamaged) {
			t.Errorf("%s: backed up to %q, %v", what, file, err)
		}
		if names := namesIn(t, store.BackupFolder(path)); !slices.Equal(names, []string{in.backup}) {
			t.Errorf("%s: the backups are %q", what, names)
		}
	}
}
