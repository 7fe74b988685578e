package main

import (
	"archive/zip"
	"bytes"
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
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

	"portdrill/cmd/internal/app"
	"portdrill/questions"
	"portdrill/quiz"
)

// A diary runs the program day after day on one file, in a zone of its own.
type diary struct {
	*testing.T
	path string
	now  time.Time
}

func newDiary(t *testing.T) *diary {
	east := time.FixedZone("", 8*3600)
	return &diary{T: t, path: filepath.Join(t.TempDir(), "it.db"), now: time.Date(2026, 3, 2, 9, 0, 0, 0, east)}
}

// does runs a command and returns what it wrote.
func (d *diary) does(in string, args ...string) string {
	d.Helper()
	world, out, said := app.System(), bytes.Buffer{}, bytes.Buffer{}
	world.In, world.Out, world.Err = strings.NewReader(in), &out, &said
	world.Getenv = func(string) string { return "" }
	args = append(args, "--db", d.path, "--now", d.now.Format(time.RFC3339))
	if code := run(context.Background(), world, args); code != app.ExitDone {
		d.Fatalf("%v ended with %d: %s%s", args, code, out.String(), said.String())
	}
	return out.String()
}

// grades turns so many flashcards and gives them the grades.
func (d *diary) grades(all ...string) {
	d.Helper()
	var in strings.Builder
	for i, grade := range all {
		fmt.Fprintf(&in, "{\"reveal\":true}\n{\"grade\":%q,\"elapsed_ms\":%d}\n", grade, 1500+700*i)
	}
	out := d.does(in.String(), "flashcards", "--json", "--deck", "databases", "--seed", "1", "--new", "8", "--limit", fmt.Sprint(len(all)))
	if n := strings.Count(out, `"type":"verdict"`); n != len(all) {
		d.Fatalf("%d of %d cards were asked: %s", n, len(all), out)
	}
}

func (d *diary) wait(days, hours int) {
	d.now = d.now.AddDate(0, 0, days).Add(time.Duration(hours) * time.Hour)
}

// cards are those that are begun or held back, by facet.
func (d *diary) cards() map[questions.FacetID]cardEntry {
	d.Helper()
	all := make(map[questions.FacetID]cardEntry)
	for line := range strings.Lines(d.does("", "cards", "--json")) {
		var e cardEntry
		if err := json.Unmarshal([]byte(line), &e); err != nil {
			d.Fatal(err)
		}
		all[e.Facet] = e
	}
	return all
}

// history is what happened to the card.
func (d *diary) history(facet questions.FacetID) []historyEntry {
	d.Helper()
	var e cardEntry
	if err := json.Unmarshal([]byte(d.does("", "cards", string(facet), "--json")), &e); err != nil {
		d.Fatal(err)
	}
	return e.History
}

// lives is a story with cards in every state, a lapse, one that is suspended, one
// for another day, one that was reset, and an answer that was taken back.
func lives(t *testing.T) *diary {
	d := newDiary(t)
	d.does("", "settings", "learning-steps", "1m,10m") // two, so that there is a state between them
	d.does("", "settings", "schedule", "fixed")
	d.grades("easy", "good", "again", "hard", "easy", "good", "good", "easy")
	d.wait(0, 1)
	d.grades("good", "good", "good")
	d.wait(9, 0)
	d.grades("good", "hard", "again", "good", "easy", "good")
	d.wait(0, 1)
	d.grades("good")
	d.wait(40, 2)
	d.grades("good", "again", "good", "again", "again")
	d.wait(0, 1)
	d.does("", "undo")
	d.does("", "suspend", d.first())
	d.does("", "bury", d.first())
	d.does("", "reset", d.first())
	return d
}

// first is the first card in review that nothing was done to yet.
func (d *diary) first() string {
	d.Helper()
	cards := d.cards()
	for _, facet := range slices.Sorted(maps.Keys(cards)) {
		if c := cards[facet]; c.State == "review" && !c.Suspended && !c.Buried {
			return string(facet)
		}
	}
	d.Fatalf("no card in review: %v", cards)
	return ""
}

// An ankiCard is a card of an .apkg file with its note and its log.
type ankiCard struct {
	guid, question, answer string
	kind, queue, due, ivl  int64
	reps, lapses           int64
	Stability              float64 `json:"s"`
	Difficulty             float64 `json:"d"`
	Retention              float64 `json:"dr"`
	log                    []ankiAnswer
}

type ankiAnswer struct{ at, ease, ivl, last, time, kind int64 }

// An ankiFile is what a test reads of an .apkg file.
type ankiFile struct {
	began time.Time
	cards map[questions.FacetID]*ankiCard
}

// opened reads the file as Anki does: by SQL.
func (d *diary) apkg(args ...string) ankiFile {
	d.Helper()
	path := filepath.Join(d.TempDir(), "ports.apkg")
	d.does("", append([]string{"export", "anki", path}, args...)...)
	db := d.unpacked(path)
	defer db.Close()
	file := ankiFile{cards: make(map[questions.FacetID]*ankiCard)}
	var began int64
	if err := db.QueryRow("SELECT crt FROM col").Scan(&began); err != nil {
		d.Fatal(err)
	}
	file.began = time.Unix(began, 0).In(d.now.Location())
	byID := make(map[int64]*ankiCard)
	d.each(db, "SELECT cards.id, guid, flds, type, queue, due, ivl, reps, lapses, cards.data FROM cards JOIN notes ON notes.id = nid", func(scan func(...any) error) error {
		var c ankiCard
		var id int64
		var fields, memory string
		if err := scan(&id, &c.guid, &fields, &c.kind, &c.queue, &c.due, &c.ivl, &c.reps, &c.lapses, &memory); err != nil {
			return err
		}
		parts := strings.Split(fields, "\x1f")
		c.question, c.answer = parts[1], parts[2]
		byID[id], file.cards[questions.FacetID(parts[0])] = &c, &c
		return json.Unmarshal([]byte(memory), &c)
	})
	d.each(db, "SELECT cid, id, ease, ivl, lastIvl, time, type FROM revlog ORDER BY id", func(scan func(...any) error) error {
		var card int64
		var a ankiAnswer
		err := scan(&card, &a.at, &a.ease, &a.ivl, &a.last, &a.time, &a.kind)
		byID[card].log = append(byID[card].log, a)
		return err
	})
	return file
}

func (d *diary) each(db *sql.DB, query string, row func(scan func(...any) error) error) {
	d.Helper()
	rows, err := db.Query(query)
	if err != nil {
		d.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		if err := row(rows.Scan); err != nil {
			d.Fatal(err)
		}
	}
	if err := rows.Err(); err != nil {
		d.Fatal(err)
	}
}

// unpacked opens the database in the file.
func (d *diary) unpacked(path string) *sql.DB {
	d.Helper()
	z, err := zip.OpenReader(path)
	if err != nil {
		d.Fatal(err)
	}
	defer z.Close()
	part, err := z.Open("collection.anki2")
	if err != nil {
		d.Fatal(err)
	}
	content, err := io.ReadAll(part)
	if err != nil {
		d.Fatal(err)
	}
	path = filepath.Join(d.TempDir(), "collection.anki2")
	if err := os.WriteFile(path, content, 0o600); err != nil {
		d.Fatal(err)
	}
	db, err := sql.Open("sqlite3", path)
	if err != nil {
		d.Fatal(err)
	}
	return db
}

// The law: in a file for Anki every card stands where it stands here, and its log
// says what its history says, in either language; what was not begun is new.
func TestAnkiHasWhatCardsHave(t *testing.T) {
	d := lives(t)
	cards := d.cards()
	states, byHand := make(map[string]int), make(map[string]int)
	for _, lang := range []string{"en", "zh"} {
		file := d.apkg("--lang", lang, "--deck", "databases")
		if len(file.cards) <= len(cards) {
			t.Fatalf("%d cards in the file, %d of them begun", len(file.cards), len(cards))
		}
		for facet, got := range file.cards {
			want, begun := cards[facet]
			states[want.State]++
			if !begun || want.State == "new" {
				d.assertNew(facet, got)
			} else {
				d.assertCard(file, want, got)
			}
			d.assertLog(facet, got)
			for _, a := range got.log {
				byHand[lang] += int(a.kind / 4)
			}
			if han := strings.ContainsFunc(got.question, isHan); han != (lang == "zh") {
				t.Errorf("%s asks in %s: %s", facet, lang, got.question)
			}
		}
	}
	if byHand["en"] != 1 || byHand["zh"] != 1 {
		t.Errorf("a card was reset once, and the logs say %v", byHand)
	}
	for _, state := range []string{"learning", "review", "relearning"} {
		if states[state] == 0 {
			t.Errorf("the story has no card in the state %s: %v", state, states)
		}
	}
}

func isHan(r rune) bool { return r >= '\u4e00' && r <= '\u9fff' }

// ankiStates are numbers of types, and of queues for those that nothing holds back.
var ankiStates = map[string][2]int64{"new": {0, 0}, "learning": {1, 1}, "review": {2, 2}, "relearning": {3, 1}}

func (d *diary) assertNew(facet questions.FacetID, got *ankiCard) {
	d.Helper()
	if got.kind != 0 || got.queue != 0 || got.reps != 0 || got.lapses != 0 || got.Stability != 0 {
		d.Errorf("%s is not new: %+v", facet, got)
	}
}

// assertCard compares a card of the file with what the program shows of it.
func (d *diary) assertCard(file ankiFile, want cardEntry, got *ankiCard) {
	d.Helper()
	state := ankiStates[want.State]
	switch {
	case want.Suspended:
		state[1] = -1
	case want.Buried:
		state[1] = -3
	}
	due, err := time.Parse(time.RFC3339, *want.Due)
	if err != nil {
		d.Fatal(err)
	}
	wantDue := due.Unix()
	if want.State == "review" {
		wantDue = int64(quiz.DayOf(due, quiz.DefaultRollover) - quiz.DayOf(file.began, quiz.DefaultRollover))
	}
	if [2]int64{got.kind, got.queue} != state || got.due != wantDue || got.reps != int64(want.Reviews) || got.lapses != int64(want.Lapses) {
		d.Errorf("%s\n got %+v\nwant %+v, due %d: %s", want.Facet, got, want, wantDue, *want.Due)
	}
	if !near(got.Stability, *want.Stability, 4) || !near(got.Difficulty, *want.Difficulty, 3) || got.Retention < 0.9 || got.Retention > 0.93 {
		d.Errorf("%s: %+v, want stability %v, difficulty %v", want.Facet, got, *want.Stability, *want.Difficulty)
	}
}

// near reports whether the numbers are the same in so many decimals.
func near(a, b float64, decimals int) bool { return math.Abs(a-b) <= 0.5001*math.Pow10(-decimals) }

// assertLog compares the log of a card with its history.
func (d *diary) assertLog(facet questions.FacetID, got *ankiCard) {
	d.Helper()
	history := slices.DeleteFunc(d.history(facet), func(h historyEntry) bool { return h.Event != "answer" && h.Event != "reset" })
	if len(history) != len(got.log) {
		d.Fatalf("%s has\n%+v\nand happened to it\n%+v", facet, got.log, history)
	}
	before := historyEntry{State: "new"}
	for i, h := range history {
		want := ankiAnswer{
			ease: int64(slices.Index([]string{"", "again", "hard", "good", "easy"}, h.Grade)), time: h.TookMS,
			ivl: int64(h.Days), last: int64(before.Days), kind: max(ankiStates[before.State][0]-1, 0),
		}
		if h.Event == "reset" {
			want.kind, want.ivl, want.last = 4, 0, got.log[i].last
		}
		at, err := time.Parse(time.RFC3339, h.At)
		if err != nil {
			d.Fatal(err)
		}
		a := got.log[i]
		// In the steps an interval is in seconds, which the history does not tell.
		a.ivl, a.last = max(a.ivl, 0), max(a.last, 0)
		if said := time.UnixMilli(a.at); said.Before(at) || said.Sub(at) > 2*time.Second {
			d.Errorf("%s: answer %d at %v, was %v", facet, i, said, at)
		}
		if a.at = 0; a != want {
			d.Errorf("%s: answer %d is %+v, was %+v", facet, i, a, want)
		}
		before = h
		before.State = cmp.Or(h.State, "new")
	}
}

// The law: a note has the same name in every export, whatever was learned between,
// and another one in the other language; no two have one.
func TestAnkiKnowsNotesAgain(t *testing.T) {
	d := lives(t)
	first, chinese := d.apkg("--lang", "en"), d.apkg("--lang", "zh")
	d.wait(3, 0)
	d.grades("good", "good")
	again := d.apkg("--lang", "en")
	names := make(map[string]questions.FacetID)
	for facet, card := range first.cards {
		if other := again.cards[facet]; other == nil || other.guid != card.guid || other.question != card.question {
			t.Errorf("%s was %+v, is %+v", facet, card, other)
		}
		if other := chinese.cards[facet]; other == nil || other.guid == card.guid || len(other.log) != len(card.log) || other.due != card.due {
			t.Errorf("%s is %+v, in Chinese %+v", facet, card, other)
		}
		if other, taken := names[card.guid]; taken {
			t.Errorf("%s and %s have one name", facet, other)
		}
		names[card.guid] = facet
	}
}

// The law: the interval before an answer is the one that a reschedule has made.
func TestAnkiAfterReschedule(t *testing.T) {
	d := newDiary(t)
	d.grades("easy")
	d.wait(1, 0)
	card := d.first()
	before := *d.cards()[questions.FacetID(card)].Due
	d.does("", "settings", "retention", "0.8", "--reschedule")
	moved := *d.cards()[questions.FacetID(card)].Due
	answered, err := time.Parse(time.RFC3339, d.history(questions.FacetID(card))[0].At)
	if err != nil {
		t.Fatal(err)
	}
	due, err := time.Parse(time.RFC3339, moved)
	if err != nil || moved == before {
		t.Fatalf("due %s, then %s, %v", before, moved, err)
	}
	want := int64(due.Sub(answered).Round(time.Hour) / (24 * time.Hour))
	d.now = due.Add(time.Hour)
	d.grades("good")
	log := d.apkg().cards[questions.FacetID(card)].log
	if len(log) != 2 || log[1].last != want {
		t.Errorf("%+v, want the last interval to be %d", log, want)
	}
}
