package anki_test

import (
	"archive/zip"
	"bytes"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	_ "github.com/mattn/go-sqlite3"
	"pgregory.net/rapid"

	"portdrill/store/anki"
)

const day = 24 * time.Hour

var (
	shanghai = time.FixedZone("CST", 8*60*60)
	created  = time.Date(2026, time.September, 1, 4, 0, 0, 0, shanghai)
	modified = time.Date(2026, time.November, 24, 20, 15, 30, 0, shanghai)
)

var portType = anki.NoteType{
	ID: 1700000000123, Modified: time.Date(2026, time.May, 1, 0, 0, 0, 0, time.UTC), Name: "Port",
	Fields: []string{"Question", "Answer"},
	Front:  "{{Question}}", Back: "{{FrontSide}}<hr id=answer>{{Answer}}", CSS: ".card { font-size: 20px; }",
}

// A given is the answers to each note, by GUID.
type given map[string][]anki.Answer

func (g given) log(write func(guid string, a anki.Answer) error) error {
	for _, guid := range slices.Sorted(maps.Keys(g)) {
		for _, a := range g[guid] {
			if err := write(guid, a); err != nil {
				return err
			}
		}
	}
	return nil
}

func at(days, minutes int) time.Time {
	return created.Add(time.Duration(days)*day + time.Duration(minutes)*time.Minute)
}

// answers are those to the notes of collection.
func answers() given {
	return given{
		"port of https": {
			{At: at(70, 600), From: anki.New, Ease: 3, Interval: 10 * time.Minute, Took: 4321 * time.Millisecond},
			{
				At: at(70, 611), From: anki.Learning, Ease: 3, Interval: 2 * day, Last: 10 * time.Minute,
				Took: 2 * time.Minute, Difficulty: 5,
			},
			{
				At: at(84, 700), From: anki.Review, Ease: 4, Interval: 12 * day, Last: 2 * day,
				Took: time.Second, Difficulty: 5.43219,
			},
		},
		"中文": {{At: at(84, 29), From: anki.New, Ease: 1, Interval: time.Minute}},
		"again": {
			// when another was
			{At: at(84, 29), From: anki.Review, Ease: 1, Interval: 10 * time.Minute, Last: 30 * day},
			{At: at(84, 30), From: anki.Relearning, Ease: 2, Interval: 90 * time.Second, Last: 10 * time.Minute},
		},
		"suspended": {{At: at(3, 0), From: anki.Review, Ease: 0}},
	}
}

// collection has a card in each state, and texts that are not to be trusted.
func collection() anki.Collection {
	memory := anki.Memory{Stability: 12.345678, Difficulty: 5.43219, Decay: 0.15426}
	return anki.Collection{
		Created: created, Rollover: 4 * time.Hour, Modified: modified, Type: portType, Log: answers().log,
		Notes: []anki.Note{
			{GUID: "port of https", Deck: "Ports::Web", Fields: []string{"HTTPS", "443"}, Tags: []string{"web", "tls", "web"}, Card: anki.Card{
				State: anki.Review, DueDay: 96, Interval: 12, Reps: 3, Lapses: 1, Memory: memory, Retention: 0.925, LastReview: at(84, 700),
			}},
			{GUID: "port of ssh", Deck: "Ports", Fields: []string{"22", "SSH"}, Card: anki.Card{Position: 7}},
			{GUID: "中文", Deck: "端口", Fields: []string{"安全外壳协议的端口", "22"}, Tags: []string{"安全 外壳"}, Card: anki.Card{
				State: anki.Learning, Due: at(84, 30), Steps: 2, Reps: 1, Memory: anki.Memory{Stability: 0.4, Difficulty: 6}, LastReview: at(84, 29),
			}},
			{GUID: "again", Deck: "ports::web", Fields: []string{"a\x1fb\x00c", "x\r\ny\nz"}, Card: anki.Card{
				State: anki.Relearning, Due: at(84, 40), Interval: 1, Steps: 1, Reps: 9, Lapses: 3,
			}},
			{GUID: "suspended", Deck: "Ports", Fields: []string{`<script>alert("1 & '2'")</script>`, "[sound:x.mp3] {{Question}} &lt;"}, Card: anki.Card{
				State: anki.Review, Suspended: true, Buried: true, DueDay: 80, Interval: 3, Reps: 2,
			}},
			{GUID: "buried", Deck: "Default", Fields: []string{"bad \xff byte", ""}, Card: anki.Card{Buried: true, Position: 8}},
		},
	}
}

// A tester is a test, or one of the many runs of a law.
type tester interface {
	rapid.TB
	Cleanup(func())
}

// written returns the file of the collection.
func written(t tester, c anki.Collection) []byte {
	t.Helper()
	var file bytes.Buffer
	if err := anki.Write(&file, c); err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

// parts unpacks the file.
func parts(t tester, file []byte) map[string][]byte {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	parts := make(map[string][]byte)
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		if parts[f.Name], err = io.ReadAll(r); err != nil {
			t.Fatal(err)
		}
		r.Close()
	}
	return parts
}

// database opens that of the file.
func database(t tester, file []byte) *sql.DB {
	t.Helper()
	dir, err := os.MkdirTemp("", "test-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	path := filepath.Join(dir, "collection.anki2")
	if err := os.WriteFile(path, parts(t, file)["collection.anki2"], 0o600); err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("sqlite3", "file:"+path+"?mode=ro")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

// rows returns what the query finds, each row as Go prints its values.
func rows(t tester, db *sql.DB, query string, args ...any) []string {
	t.Helper()
	found, err := db.Query(query, args...)
	if err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	defer found.Close()
	columns, err := found.Columns()
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for found.Next() {
		values, places := make([]any, len(columns)), make([]any, len(columns))
		for i := range values {
			places[i] = &values[i]
		}
		if err := found.Scan(places...); err != nil {
			t.Fatal(err)
		}
		lines = append(lines, strings.TrimSuffix(fmt.Sprintln(values...), "\n"))
	}
	if err := found.Err(); err != nil {
		t.Fatal(err)
	}
	return lines
}

// same compares what the query finds with the lines.
func same(t tester, db *sql.DB, query string, want ...string) {
	t.Helper()
	if got := rows(t, db, query); !slices.Equal(got, want) {
		t.Errorf("%s\n got %q\nwant %q", query, got, want)
	}
}

func TestFileIsLegacy(t *testing.T) {
	file := written(t, collection())
	found := parts(t, file)
	if len(found) != 2 || string(found["media"]) != "{}" {
		t.Errorf("the zip holds %d parts, media %q", len(found), found["media"])
	}
	if z, err := zip.NewReader(bytes.NewReader(file), int64(len(file))); err != nil || z.File[0].Modified.Year() != 1980 || z.File[1].Modified.Year() != 1980 {
		t.Errorf("the parts are dated %v and %v, so that the hour changes the file", z.File[0].Modified, z.File[1].Modified)
	}
	header := found["collection.anki2"][:100]
	if !bytes.HasPrefix(header, []byte("SQLite format 3\x00")) || header[18] != 1 || header[19] != 1 {
		t.Errorf("the header is %q: not SQLite, or a write-ahead log was in use", header[:20])
	}
	db := database(t, file)
	same(t, db, "PRAGMA integrity_check", "ok")
	same(t, db, "PRAGMA journal_mode", "delete")
	same(t, db, "PRAGMA encoding", "UTF-8")
	same(t, db, "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name", "cards", "col", "graves", "notes", "revlog")
	same(t, db, "SELECT name FROM sqlite_master WHERE type = 'index' ORDER BY name",
		"ix_cards_nid", "ix_cards_sched", "ix_cards_usn", "ix_notes_csum", "ix_notes_usn", "ix_revlog_cid", "ix_revlog_usn")
}

// Anki's importers read columns by place.
func TestColumnsInOrder(t *testing.T) {
	db := database(t, written(t, collection()))
	for table, columns := range map[string]string{
		"col":    "id crt mod scm ver dty usn ls conf models decks dconf tags",
		"notes":  "id guid mid mod usn tags flds sfld csum flags data",
		"cards":  "id nid did ord mod usn type queue due ivl factor reps lapses left odue odid flags data",
		"revlog": "id cid usn ease ivl lastIvl factor time type",
		"graves": "usn oid type",
	} {
		got := strings.Join(rows(t, db, "SELECT name FROM pragma_table_info(?) ORDER BY cid", table), " ")
		if got != columns {
			t.Errorf("%s has the columns %s", table, got)
		}
	}
}

func TestCollectionFieldByField(t *testing.T) {
	db := database(t, written(t, collection()))
	ms := modified.UnixMilli()
	same(t, db, "SELECT id, crt, mod, scm, ver, dty, usn, ls FROM col", fmt.Sprint(1, created.Unix(), ms, ms, 11, 0, 0, 0))
	same(t, db, "SELECT json_extract(conf, '$.schedVer'), json_extract(conf, '$.creationOffset'), json_extract(conf, '$.rollover'), json_extract(conf, '$.nextPos') FROM col",
		"2 -480 4 9")
	same(t, db, "SELECT tags FROM col", `{"tls":-1,"web":-1,"安全_外壳":-1}`)
	same(t, db, "SELECT d.value ->> 'name', d.value ->> 'conf', d.value ->> 'dyn', CAST(d.value ->> 'id' AS TEXT) = d.key FROM col, json_each(decks) d ORDER BY 1",
		"Default 1 0 1", "Ports 1 0 1", "Ports::Web 1 0 1", "端口 1 0 1")
	same(t, db, "SELECT m.key, m.value ->> 'id', m.value ->> 'name', m.value ->> 'mod', m.value ->> 'css', m.value ->> 'req' FROM col, json_each(models) m",
		fmt.Sprintf(`1700000000123 1700000000123 Port %d .card { font-size: 20px; } [[0,"any",[0]]]`, portType.Modified.Unix()))
	same(t, db, "SELECT m.value ->> '$.tmpls[0].qfmt', m.value ->> '$.tmpls[0].afmt', m.value ->> '$.flds[0].name', m.value ->> '$.flds[1].name', m.value ->> '$.flds[1].ord' FROM col, json_each(models) m",
		"{{Question}} {{FrontSide}}<hr id=answer>{{Answer}} Question Answer 1")
}

func TestNotesFieldByField(t *testing.T) {
	db := database(t, written(t, collection()))
	same(t, db, "SELECT DISTINCT mid, mod, usn, flags, data = '' FROM notes", fmt.Sprint(portType.ID, modified.Unix(), -1, 0, 1))
	for guid, want := range map[string]string{
		"port of https": "| tls web |HTTPS\x1f443|HTTPS|text|4112947394", // sha1 f52698c2...
		"port of ssh":   "||22\x1fSSH|22|integer|315030534",              // sha1 12c6fc06...
		"中文":            "| 安全_外壳 |安全外壳协议的端口\x1f22|安全外壳协议的端口|text|",
		"again":         "||a b c\x1fx<br>y<br>z|a b c|text|",
		"suspended": `||&lt;script&gt;alert(&quot;1 &amp; &#39;2&#39;&quot;)&lt;/script&gt;` + "\x1f" +
			`&#91;sound:x.mp3] &#123;&#123;Question}} &amp;lt;|<script>alert("1 & '2'")</script>|text|`,
		"buried": "||bad \uFFFD byte\x1f|bad \uFFFD byte|text|",
	} {
		got := rows(t, db, "SELECT '|' || tags || '|' || flds || '|' || sfld || '|' || typeof(sfld) || '|' || csum FROM notes WHERE guid = ?", guid)
		if len(got) != 1 || !strings.HasPrefix(got[0], want) {
			t.Errorf("%s is %q, want %q", guid, got, want)
		}
	}
}

func TestCardsFieldByField(t *testing.T) {
	db := database(t, written(t, collection()))
	same(t, db, "SELECT DISTINCT ord, mod, usn, odue, odid, flags FROM cards", fmt.Sprint(0, modified.Unix(), -1, 0, 0, 0))
	reviewed := created.Add(84*day + 29*time.Minute).Unix()
	for guid, want := range map[string]string{ // deck type queue due ivl factor reps lapses left data
		"port of https": fmt.Sprint("Ports::Web 2 2 96 12 2500 3 1 0 ",
			`{"s":12.3457,"d":5.432,"dr":0.925,"decay":0.154,"lrt":`, created.Add(84*day+700*time.Minute).Unix(), "}"),
		"port of ssh": "Ports 0 0 7 0 0 0 0 0 {}",
		"中文":          fmt.Sprint("端口 1 1 ", reviewed+60, ` 0 0 1 0 2 {"s":0.4,"d":6,"lrt":`, reviewed, "}"),
		"again":       fmt.Sprint("Ports::Web 3 1 ", reviewed+11*60, " 1 2500 9 3 1 {}"),
		"suspended":   "Ports 2 -1 80 3 2500 2 0 0 {}",
		"buried":      "Default 0 -3 8 0 0 0 0 0 {}",
	} {
		got := rows(t, db, `SELECT d.value ->> 'name', cards.type, queue, due, ivl, factor, reps, lapses, left, cards.data
			FROM cards JOIN notes ON nid = notes.id, col, json_each(decks) d WHERE did = d.key AND guid = ?`, guid)
		if !slices.Equal(got, []string{want}) {
			t.Errorf("the card of %s is %q, want %q", guid, got, want)
		}
	}
}

func TestLogFieldByField(t *testing.T) {
	db := database(t, written(t, collection()))
	at := func(days, minutes int) int64 {
		return created.Add(time.Duration(days)*day + time.Duration(minutes)*time.Minute).UnixMilli()
	}
	for guid, want := range map[string][]string{ // id usn ease ivl lastIvl factor time type
		"port of https": {
			fmt.Sprint(at(70, 600), -1, 3, -600, 0, 0, 4321, 0),
			fmt.Sprint(at(70, 611), -1, 3, 2, -600, 544, 60000, 0),
			fmt.Sprint(at(84, 700), -1, 4, 12, 2, 592, 1000, 1),
		},
		"suspended": {fmt.Sprint(at(3, 0), -1, 0, 0, 0, 0, 0, 4)},
	} {
		got := rows(t, db, `SELECT revlog.id, revlog.usn, ease, revlog.ivl, lastIvl, revlog.factor, time, revlog.type
			FROM revlog JOIN cards ON cid = cards.id JOIN notes ON nid = notes.id WHERE guid = ? ORDER BY 1`, guid)
		if !slices.Equal(got, want) {
			t.Errorf("the log of %s is\n%q, want\n%q", guid, got, want)
		}
	}
	// Two answers of one instant: both stay, a millisecond apart.
	same(t, db, fmt.Sprintf("SELECT id, type FROM revlog WHERE id BETWEEN %d AND %d ORDER BY type", at(84, 29), at(84, 29)+1000),
		atOnce(t, db, at(84, 29))...)
	same(t, db, "SELECT ivl, lastIvl, factor FROM revlog WHERE type = 2", "-90 -600 2500")
}

// Answers to one card at one instant stay in the order they were given in.
func TestAnswersAtOnce(t *testing.T) {
	c := collection()
	given := answers()
	guid := c.Notes[0].GUID
	given[guid] = nil
	for i := range 40 {
		given[guid] = append(given[guid], anki.Answer{At: created, Ease: 1, Interval: time.Duration(i) * time.Minute})
	}
	c.Log = given.log
	db := database(t, written(t, c))
	same(t, db, fmt.Sprintf("SELECT count(*), sum(ivl = -60 * (id - %d)) FROM revlog WHERE id < %[1]d + 40", created.UnixMilli()), "40 40")
}

// atOnce is what the log must have of the learning and the relearning card,
// which were answered at one instant: the card of the smaller ID comes first.
func atOnce(t *testing.T, db *sql.DB, at int64) []string {
	t.Helper()
	first := rows(t, db, "SELECT type FROM cards WHERE type IN (1, 3) ORDER BY id LIMIT 1")
	if first[0] == "1" {
		return []string{fmt.Sprint(at, 0), fmt.Sprint(at+1, 1)}
	}
	return []string{fmt.Sprint(at+1, 0), fmt.Sprint(at, 1)}
}

// The keys without which Anki refuses a collection: those that its structs of
// schema 11 give no default for.
func TestNoKeyIsMissing(t *testing.T) {
	db := database(t, written(t, collection()))
	for _, m := range objects(t, db, "models") {
		has(t, m, "id name type mod usn sortf did tmpls flds css")
		for _, template := range m["tmpls"].([]any) {
			has(t, template, "name ord qfmt afmt did")
		}
		for _, field := range m["flds"].([]any) {
			has(t, field, "name ord sticky rtl font size")
		}
	}
	for _, d := range objects(t, db, "decks") {
		has(t, d, "id name usn lrnToday revToday newToday timeToday collapsed dyn conf")
	}
	for _, o := range objects(t, db, "dconf") {
		has(t, o, "id mod name usn maxTaken autoplay timer new rev lapse")
		has(t, o["new"], "delays initialFactor ints order perDay")
		has(t, o["rev"], "ease4 ivlFct maxIvl perDay")
		has(t, o["lapse"], "delays leechAction leechFails minInt mult")
	}
}

// objects returns those that the column has under their IDs.
func objects(t *testing.T, db *sql.DB, column string) map[string]map[string]any {
	t.Helper()
	var found map[string]map[string]any
	if err := json.Unmarshal([]byte(rows(t, db, "SELECT "+column+" FROM col")[0]), &found); err != nil || len(found) == 0 {
		t.Fatalf("%s: %d objects, %v", column, len(found), err)
	}
	return found
}

func has(t *testing.T, object any, keys string) {
	t.Helper()
	for key := range strings.FieldsSeq(keys) {
		if _, ok := object.(map[string]any)[key]; !ok {
			t.Errorf("no %s in %v", key, object)
		}
	}
}

// Anki takes decks that differ in case alone for one, and spells parts its way.
func TestDeckNames(t *testing.T) {
	c := collection()
	for i, name := range []string{"b::C", "B", "b::c::d", "::", "x\x1f:: y ", "default::e"} {
		c.Notes[i].Deck = name
	}
	db := database(t, written(t, c))
	same(t, db, "SELECT d.value ->> 'name' FROM col, json_each(decks) d ORDER BY 1",
		"B", "B::C", "B::C::d", "Default", "Default::e", "blank", "blank::blank", "x", "x::y")
	same(t, db, "SELECT count(*) FROM cards, col, json_each(decks) d WHERE did = d.key", "6")
}

// What is written again is the same thing, whatever else the file holds.
func TestIDsAreStable(t *testing.T) {
	const ids = "SELECT guid, notes.id, cards.id, did FROM cards JOIN notes ON nid = notes.id WHERE guid LIKE 'port%' ORDER BY 1"
	c := collection()
	before := rows(t, database(t, written(t, c)), ids)
	slices.Reverse(c.Notes)
	c.Modified = modified.AddDate(1, 0, 0)
	for i := range 500 {
		c.Notes = append(c.Notes, anki.Note{GUID: fmt.Sprint("new ", i), Deck: fmt.Sprint("Deck ", i), Fields: []string{"q", "a"}})
	}
	after := rows(t, database(t, written(t, c)), ids)
	if !slices.Equal(before, after) || len(after) != 2 {
		t.Errorf("before %q, after %q", before, after)
	}
}

// Anki refuses IDs that are instants of the future.
func TestIDsAreOfThePast(t *testing.T) {
	const first, last = 1262304000000, 1537181906944 // in 2010 and 2018
	var keys []string
	for i := range 10_000 {
		keys = append(keys, fmt.Sprint(i))
	}
	for key, id := range anki.IDsOf(keys, 38) {
		if id < first || id > last {
			t.Errorf("%s is %d", key, id)
		}
	}
}

func TestIDsThatCollide(t *testing.T) {
	keys := strings.Fields("a b c d e f g h i j k l")
	ids := anki.IDsOf(keys, 2)
	given := make(map[int64]bool)
	for _, id := range ids {
		given[id] = true
	}
	if len(given) != len(keys) {
		t.Errorf("%d keys have %d IDs: %v", len(keys), len(given), ids)
	}
	slices.Reverse(keys)
	if again := anki.IDsOf(keys, 2); !maps.Equal(ids, again) {
		t.Errorf("in another order the IDs are %v, not %v", again, ids)
	}
}

func TestWriteRefuses(t *testing.T) {
	note := func(change func(*anki.Note)) func(*anki.Collection) {
		return func(c *anki.Collection) { change(&c.Notes[0]) }
	}
	answer := func(change func(*anki.Answer)) func(*anki.Collection) {
		return func(c *anki.Collection) {
			given := answers()
			change(&given[c.Notes[0].GUID][0])
			c.Log = given.log
		}
	}
	for name, change := range map[string]func(*anki.Collection){
		"no day 0":            func(c *anki.Collection) { c.Created = time.Time{} },
		"no date":             func(c *anki.Collection) { c.Modified = time.Time{} },
		"a rollover of 4:30":  func(c *anki.Collection) { c.Rollover += 30 * time.Minute },
		"a rollover of a day": func(c *anki.Collection) { c.Rollover = day },
		"a type without ID":   func(c *anki.Collection) { c.Type.ID = 0 },
		"an undated type":     func(c *anki.Collection) { c.Type.Modified = time.Time{} },
		"an empty front":      func(c *anki.Collection) { c.Type.Front = "{{Questoin}}" },
		"a GUID twice":        func(c *anki.Collection) { c.Notes[1].GUID = c.Notes[0].GUID },
		"no GUID":             note(func(n *anki.Note) { n.GUID = "" }),
		"a GUID of two lines": note(func(n *anki.Note) { n.GUID = "a\nb" }),
		"no deck":             note(func(n *anki.Note) { n.Deck = "" }),
		"a field too many":    note(func(n *anki.Note) { n.Fields = append(n.Fields, "") }),
		"an unknown state":    note(func(n *anki.Note) { n.Card.State = 4 }),
		"a step never due":    note(func(n *anki.Note) { n.Card.State, n.Card.Due = anki.Learning, time.Time{} }),
		"negative lapses":     note(func(n *anki.Note) { n.Card.Lapses = -1 }),
		"no stability":        note(func(n *anki.Note) { n.Card.Memory.Stability = math.NaN() }),
		"endless stability":   note(func(n *anki.Note) { n.Card.Memory.Stability = math.Inf(1) }),
		"a fifth ease":        answer(func(a *anki.Answer) { a.Ease = 5 }),
		"an undated answer":   answer(func(a *anki.Answer) { a.At = time.Time{} }),
		"a negative interval": answer(func(a *anki.Answer) { a.Interval = -1 }),
		"an answer to none":   func(c *anki.Collection) { c.Notes[0].GUID = "another" },
		"an unknown origin":   answer(func(a *anki.Answer) { a.From = -1 }),
	} {
		c := collection()
		change(&c)
		var file bytes.Buffer
		if err := anki.Write(&file, c); err == nil || file.Len() > 0 {
			t.Errorf("%s: the error is %v, with %d bytes written", name, err, file.Len())
		}
	}
}

// A deck of ports is what somebody learns: no copy stays behind.
func TestNothingStaysBehind(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("TMPDIR", dir)
	t.Setenv("TMP", dir) // Windows
	if err := anki.Write(io.Discard, collection()); err != nil {
		t.Error(err)
	}
	if err := anki.Write(full{}, collection()); !errors.Is(err, errFull) {
		t.Errorf("the error is %v", err)
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

var errFull = errors.New("the disk is full")

type full struct{}

func (full) Write([]byte) (int, error) { return 0, errFull }
