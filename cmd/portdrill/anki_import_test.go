package main

import (
	"archive/zip"
	"database/sql"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/klauspost/compress/zstd"

	"portdrill/questions"
)

// An adopted is what an import from Anki reports of a file, or does with it.
type adopted struct {
	Notes, Cards, Reviews, Here, Future, Rows int
	Deck                                      string
	Other                                     []string
	New, Known                                int
}

func (d *diary) adopts(path string, args ...string) (a adopted) {
	d.Helper()
	out := d.does("", append([]string{"import", "anki", path, "--json"}, args...)...)
	if err := json.Unmarshal([]byte(out), &a); err != nil {
		d.Fatalf("%v: %s", err, out)
	}
	return a
}

// The law: what was exported for Anki comes back as it was: every card remembers the
// same, and a second import changes nothing, here or where it came from.
func TestAnkiComesBack(t *testing.T) {
	d := lives(t)
	path := filepath.Join(t.TempDir(), "ports.apkg")
	d.does("", "export", "anki", path)
	other := newDiary(t)
	other.now = d.now
	shown := other.adopts(path, "--dry-run")
	if shown.Reviews == 0 || shown.Here != 0 || len(shown.Other) != 0 {
		t.Fatalf("the preview is %+v", shown)
	}
	if first := other.adopts(path); first.New != shown.Reviews || first.Known != 0 {
		t.Errorf("the import is %+v, the preview %+v", first, shown)
	}
	want, got := d.cards(), other.cards()
	begun := 0
	for facet, w := range want {
		if w.Stability == nil {
			continue
		}
		begun++
		g := got[facet]
		if g.Stability == nil || !near(*g.Stability, *w.Stability, 6) || !near(*g.Difficulty, *w.Difficulty, 6) ||
			g.State != w.State || g.Reviews != w.Reviews || g.Lapses != w.Lapses {
			t.Errorf("%s: %+v, want %+v", facet, g, w)
		}
	}
	if begun < 5 {
		t.Errorf("the story has %d cards", begun)
	}
	before := other.does("", "export", "json")
	if again := other.adopts(path); again.New != 0 || again.Known != shown.Reviews {
		t.Errorf("the second import is %+v", again)
	}
	if after := other.does("", "export", "json"); after != before {
		t.Error("the second import changed the log")
	}
	if home := d.adopts(path, "--dry-run"); home.Reviews != 0 || home.Here != shown.Reviews {
		t.Errorf("where it came from: %+v", home)
	}
}

// The law: a collection of the newest form is read; cards whose port and service are
// those of the catalogue bring their history, whichever side the port is on; other
// ports make a deck, and the rest is listed.
func TestAnkiOfOthers(t *testing.T) {
	d := newDiary(t)
	path := packedCollection(t, d.now)
	shown := d.adopts(path, "--dry-run", "--name", "lab")
	if shown.Notes != 7 || shown.Cards != 5 || shown.Reviews != 6 || shown.Future != 1 || shown.Rows != 2 || shown.Deck != "lab" ||
		len(shown.Other) != 1 || shown.Other[0] != "Capital of France?" {
		t.Fatalf("the preview is %+v", shown)
	}
	if got := d.adopts(path, "--name", "lab"); got.New != 6 {
		t.Errorf("the import is %+v", got)
	}
	cards := d.cards()
	for facet, reviews := range map[questions.FacetID]int{"tcp/22:service": 3, "ssh:port": 1, "tcp/443:service": 1, "domain:port": 1} {
		if cards[facet].Reviews != reviews {
			t.Errorf("%s: %d reviews, want %d", facet, cards[facet].Reviews, reviews)
		}
	}
	if h := d.history("tcp/22:service"); len(h) != 3 || h[0].Grade != "again" || h[0].TookMS != 2500 || h[0].Format != "flashcard" {
		t.Errorf("the history is %+v", h)
	}
	if deck := d.does("", "catalogue", "export", "lab", "--as", "csv"); !strings.Contains(deck, "4711,,Our intranet") {
		t.Errorf("the deck is %s", deck)
	}
	before := d.does("", "export", "json")
	if again := d.adopts(path, "--name", "lab"); again.New != 0 || d.does("", "export", "json") != before {
		t.Errorf("the second import is %+v", again)
	}
}

// packedCollection is a package as newer versions of Anki write it: a collection with
// tables for decks and types, packed with zstd, beside an old one that says so.
func packedCollection(t *testing.T, now time.Time) string {
	t.Helper()
	dir := t.TempDir()
	db, err := sql.Open("sqlite3", filepath.Join(dir, "c"))
	if err != nil {
		t.Fatal(err)
	}
	statements := []string{
		`CREATE TABLE col (id integer PRIMARY KEY, crt integer, mod integer, scm integer, ver integer, dty integer, usn integer, ls integer, conf text, models text, decks text, dconf text, tags text)`,
		`CREATE TABLE notes (id integer PRIMARY KEY, guid text, mid integer, mod integer, usn integer, tags text, flds text, sfld integer, csum integer, flags integer, data text)`,
		`CREATE TABLE cards (id integer PRIMARY KEY, nid integer, did integer, ord integer, mod integer, usn integer, type integer, queue integer, due integer, ivl integer, factor integer, reps integer, lapses integer, left integer, odue integer, odid integer, flags integer, data text)`,
		`CREATE TABLE revlog (id integer PRIMARY KEY, cid integer, usn integer, ease integer, ivl integer, lastIvl integer, factor integer, time integer, type integer)`,
		`CREATE TABLE decks (id integer PRIMARY KEY, name text, common blob, kind blob)`,
		`INSERT INTO col VALUES (1, 1700000000, 0, 0, 18, 0, 0, 0, '', '', '', '', '')`,
		"INSERT INTO decks VALUES (1, 'Net\x1fPorts', x'', x'')",
	}
	for i, fields := range []string{
		"22\x1fSSH", "What is on <b>port 443</b>?\x1fHTTPS (web)", "Which port does DNS use?\x1f53", "4711\x1fOur intranet",
		"Our wiki\x1fTCP 8123", "Capital of France?\x1fParis", "SSH\x1f22",
	} {
		statements = append(statements, "INSERT INTO notes VALUES ("+string(rune('1'+i))+", 'g"+string(rune('1'+i))+"', 1, 0, 0, '', '"+fields+"', '', 0, 0, '')",
			"INSERT INTO cards VALUES (1"+string(rune('1'+i))+", "+string(rune('1'+i))+`, 1, 0, 0, 0, 2, 2, 1, 1, 2500, 1, 0, 0, 0, 0, 0, '{"s":3.1,"d":5,"dr":0.9}')`)
	}
	statements = append(statements, "INSERT INTO cards VALUES (21, 1, 1, 1, 0, 0, 2, 2, 1, 1, 2500, 1, 0, 0, 0, 0, 0, '')") // the reverse of the first
	db.SetMaxOpenConns(1)
	for _, s := range statements {
		if _, err := db.Exec(s); err != nil {
			t.Fatalf("%s: %v", s, err)
		}
	}
	for _, r := range [][]int64{ // days ago, card, ease, factor, kind
		{9, 11, 1, 2500, 0}, {8, 11, 3, 2500, 1}, {7, 11, 3, 0, 3}, {6, 11, 4, 500, 3}, {5, 21, 3, 2500, 1}, {4, 12, 3, 2500, 1},
		{3, 13, 2, 2500, 1}, {2, 16, 3, 2500, 1}, {-5, 12, 3, 2500, 1}, {1, 14, 3, 2500, 1}, {10, 13, 0, 2500, 4},
	} {
		at := now.AddDate(0, 0, -int(r[0])).UnixMilli()
		if _, err := db.Exec("INSERT INTO revlog VALUES (?, ?, 0, ?, 1, 1, ?, 2500, ?)", at, r[1], r[2], r[3], r[4]); err != nil {
			t.Fatal(err)
		}
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	content, err := os.ReadFile(filepath.Join(dir, "c"))
	if err != nil {
		t.Fatal(err)
	}
	packer, err := zstd.NewWriter(nil)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "all.colpkg")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	z := zip.NewWriter(f)
	for name, data := range map[string][]byte{"meta": {8, 3}, "collection.anki2": []byte("please update"), "collection.anki21b": packer.EncodeAll(content, nil)} {
		w, err := z.Create(name)
		if err == nil {
			_, err = w.Write(data)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	return path
}
