package store_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"portdrill/questions"
	"portdrill/quiz"
	"portdrill/quiz/fsrs"
	"portdrill/store"
)

// A personal is somebody of whom everything that is recorded can be told from all
// else in a file.
type personal struct {
	learner quiz.LearnerID
	traces  []string // what was recorded, and nobody else has
}

// lives records events of every kind, with texts that only this learner has.
func lives(t testing.TB, db *store.DB, name string) *personal {
	t.Helper()
	p := &personal{learner: learnerNamed(t, db, name), traces: []string{name}}
	own := func(what string) string {
		text := fmt.Sprintf("%s-of-%s-其", what, name)
		p.traces = append(p.traces, text)
		return text
	}
	var last quiz.Event
	for i := range 300 { // more than a page or two
		e := answered(noon.Add(time.Duration(i)*time.Hour), fsrs.Grade(1+i%4), questions.FacetID(own(fmt.Sprint("facet", i%7))))
		e.Answer.Stem, e.Answer.Given, e.Answer.Chosen = own("stem"), own("given"), own("chosen")
		e.Answer.Question, e.Answer.Options, e.Answer.Deck = own("question"), []string{own("option"), "DNS"}, own("deck")
		record(t, db, p.learner, e)
		last = e
	}
	about := []questions.FacetID{questions.FacetID(own("facet1"))}
	for _, e := range []quiz.Event{
		{Kind: quiz.UndoEvent, Undo: &quiz.Undo{Target: last.ID, Facets: last.Facets()}},
		{Kind: quiz.NoteEvent, Note: &quiz.Note{Service: own("service"), Text: own("note")}},
		{Kind: quiz.FlagEvent, Flag: &quiz.Flag{Facet: about[0], Kind: questions.PortToService, Text: own("why"), Stem: own("flagged")}},
		{Kind: quiz.SuspendEvent, About: about}, {Kind: quiz.BuryEvent, About: []questions.FacetID{questions.FacetID(own("facet2"))}},
		{Kind: quiz.ResetEvent, About: []questions.FacetID{questions.FacetID(own("facet3"))}},
		{Kind: quiz.SettingsEvent, Change: &quiz.Change{Decks: &[]string{own("chosen-deck")}}},
	} {
		at := answered(noon.AddDate(0, 1, 0), fsrs.Good, "a")
		e.ID, e.At, e.Day = at.ID, at.At, at.Day
		record(t, db, p.learner, e)
	}
	for _, e := range eventsOf(t, db, p.learner) {
		p.traces = append(p.traces, string(e.ID))
	}
	slices.Sort(p.traces)
	p.traces = slices.Compact(p.traces)
	return p
}

// tracesIn counts what the files still have of somebody, in UTF-8 or UTF-16.
func (p *personal) tracesIn(t testing.TB, paths ...string) int {
	t.Helper()
	left := make(map[string]bool)
	for _, path := range paths {
		content := read(t, path)
		for _, trace := range p.traces {
			for _, form := range formsOf(trace) {
				if bytes.Contains(content, form) {
					left[trace] = true
				}
			}
		}
	}
	return len(left)
}

func formsOf(text string) [][]byte {
	forms := [][]byte{[]byte(text), nil, nil}
	for _, unit := range utf16.Encode([]rune(text)) {
		forms[1] = binary.LittleEndian.AppendUint16(forms[1], unit)
		forms[2] = binary.BigEndian.AppendUint16(forms[2], unit)
	}
	return forms
}

// assertNowhere wants no byte of somebody in any file of the folder and all in it.
func (p *personal) assertNowhere(t testing.TB, folder string) {
	t.Helper()
	err := filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		if err == nil && entry.Type().IsRegular() {
			if left := p.tracesIn(t, path); left > 0 {
				t.Errorf("%d of %d traces in %s", left, len(p.traces), path)
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func filesOf(t testing.TB, db *store.DB) []string {
	t.Helper()
	all, err := filepath.Glob(db.Path() + "*")
	if err != nil {
		t.Fatal(err)
	}
	return slices.DeleteFunc(all, func(path string) bool { return strings.HasSuffix(path, "-backups") })
}

func backUp(t testing.TB, db *store.DB, at time.Time) string {
	t.Helper()
	path, err := db.BackUpDaily(t.Context(), at)
	if err != nil || path == "" {
		t.Fatalf("no backup: %q, %v", path, err)
	}
	return path
}

// The law: of a learner who is forgotten no byte is left, in no table, in no page
// and not in the write-ahead log; others keep everything. The backups that hold
// something are rewritten, those that cannot be read are deleted, and no others. An
// import does not bring it back.
func TestForget(t *testing.T) {
	t.Parallel()
	db := open(t, filepath.Join(t.TempDir(), "it.db"))
	bo := lives(t, db, "Robert")
	without := backUp(t, db, noon)
	li := lives(t, db, "李华 Lihua")
	with := backUp(t, db, noon.AddDate(0, 0, 1))
	broken := filepath.Join(filepath.Dir(with), "2026-12-24T120000.000-daily.db")
	write(t, broken, []byte("this was a backup"))
	all, boAlone := exportOf(t, db), exportOf(t, db, bo.learner)
	cards := cardsOf(t, db, bo.learner)
	if found := li.tracesIn(t, filesOf(t, db)...); found != len(li.traces) {
		t.Fatalf("only %d of %d traces can be found at all", found, len(li.traces))
	}

	lacking := read(t, without)
	seen, err := db.TracesOf(t.Context(), li.learner)
	if err != nil {
		t.Fatal(err)
	}
	done, err := db.Forget(t.Context(), li.learner, noon)
	if err != nil {
		t.Fatal(err)
	}
	assertForgotten(t, db, li)
	for what, got := range map[string]store.Traces{"said": seen, "done": done} {
		rewritten, deleted := pathsOf(got.Rewritten), pathsOf(got.Deleted)
		if !slices.Equal(rewritten, []string{with}) || !slices.Equal(deleted, []string{broken}) {
			t.Errorf("%s: %v rewritten, %v deleted", what, rewritten, deleted)
		}
	}
	if !bytes.Equal(lacking, read(t, without)) {
		t.Error("the backup without it was touched")
	}
	if !isSound(t, with) {
		t.Error("the rewritten backup is damaged")
	}
	if got := exportOf(t, db); got != boAlone || len(cards) != len(cardsOf(t, db, bo.learner)) {
		t.Errorf("somebody else has changed: %s", got)
	}
	assertSound(t, db, bo.learner, 0)

	merged := importInto(t, db, all)
	if n := int64(len(parsed(t, all).Events) - len(parsed(t, boAlone).Events)); merged.Forgotten != n || merged.New != 0 || len(merged.Learners) > 0 {
		t.Errorf("%+v, want %d left out", merged, n)
	}
	assertForgotten(t, db, li)
	closeDB(t, db)
	li.assertNowhere(t, filepath.Dir(db.Path()))
}

func pathsOf(all []store.BackupFile) []string {
	paths := make([]string, len(all))
	for i, b := range all {
		paths[i] = b.Path
	}
	return paths
}

// assertForgotten wants nothing to be left of the learner but the mark.
func assertForgotten(t *testing.T, db *store.DB, p *personal) {
	t.Helper()
	if left := p.tracesIn(t, filesOf(t, db)...); left > 0 {
		t.Errorf("%d of %d traces are left in %v", left, len(p.traces), filesOf(t, db))
	}
	reader := plain(t, db.Path())
	defer reader.Close()
	for _, table := range []string{"log", "heads", "cards", "holds", "answers"} {
		var rows, devices int
		if err := reader.QueryRow("SELECT count(*) FROM " + table + " WHERE learner NOT IN (SELECT n FROM learners)").Scan(&rows); err != nil || rows > 0 {
			t.Errorf("%d rows of nobody in %s, %v", rows, table, err)
		}
		if err := reader.QueryRow("SELECT count(*) FROM devices").Scan(&devices); err != nil || devices != 1 {
			t.Errorf("%d devices, %v", devices, err)
		}
	}
	var marks int
	if err := reader.QueryRow("SELECT count(*) FROM forgotten WHERE id = ?", p.learner).Scan(&marks); err != nil || marks != 1 {
		t.Errorf("%d marks, %v", marks, err)
	}
	if _, err := db.Cards(t.Context(), p.learner); !errors.Is(err, store.ErrNoLearner) {
		t.Errorf("cards of somebody forgotten: %v", err)
	}
}

// The law: the devices that only somebody forgotten has used go along, and those of
// others stay.
func TestForgetTakesDevicesAlong(t *testing.T) {
	dbs := newEmpty(t).opened(t, 3)
	li, bo := learnerNamed(t, dbs[0], "Li"), learnerNamed(t, dbs[1], "Bo")
	recordSome(t, dbs[0], li, noon, 3)
	recordSome(t, dbs[1], bo, noon, 3)
	for _, db := range dbs[:2] {
		importInto(t, dbs[2], exportOf(t, db))
	}
	assertRows(t, dbs[2].Path(), map[string]int{"devices": 3, "learners": 2})
	if _, err := dbs[2].Forget(t.Context(), li, noon); err != nil {
		t.Fatal(err)
	}
	assertRows(t, dbs[2].Path(), map[string]int{"devices": 2, "learners": 1})
	assertSound(t, dbs[2], bo, 0)
	recordSome(t, dbs[2], bo, noon, 1)
	assertSound(t, dbs[2], bo, 0)
}

// The law: a session of another program that is under way for somebody who is
// forgotten is told so with its next answer; one for somebody else goes on.
func TestForgetDuringSession(t *testing.T) {
	db := open(t, filepath.Join(t.TempDir(), "it.db"))
	li, bo := learnerNamed(t, db, "Li"), learnerNamed(t, db, "Bo")
	other := open(t, db.Path())
	recordSome(t, other, li, noon, 2)
	recordSome(t, other, bo, noon, 2)
	if _, err := db.Forget(t.Context(), li, noon); err != nil {
		t.Fatal(err)
	}
	if _, err := other.Record(t.Context(), li, answered(noon, fsrs.Good, "a")); !errors.Is(err, store.ErrNoLearner) {
		t.Errorf("recorded for somebody forgotten: %v", err)
	}
	recordSome(t, other, bo, noon, 2)
	assertSound(t, other, bo, 0)
	if _, err := db.Forget(t.Context(), "nobody", noon); !errors.Is(err, store.ErrNoLearner) {
		t.Errorf("forgot nobody: %v", err)
	}
	if _, err := other.Forget(t.Context(), bo, noon); err != nil {
		t.Fatal(err)
	}
	// Where all are forgotten somebody else begins.
	if begins := learnerOf(t, db); begins == li || begins == bo {
		t.Errorf("%s is back", begins)
	}
}

// The law: while another program reads the file, what was removed cannot be
// overwritten; that is said, and done by the next attempt.
func TestForgetWhileSomebodyReads(t *testing.T) {
	t.Parallel()
	db := open(t, filepath.Join(t.TempDir(), "it.db"))
	li := lives(t, db, "李华 Lihua")
	reader := plain(t, db.Path())
	exe(t, reader, "BEGIN")
	var rows int
	if err := reader.QueryRow("SELECT count(*) FROM log").Scan(&rows); err != nil || rows == 0 {
		t.Fatalf("%d rows, %v", rows, err)
	}
	if _, err := db.Forget(t.Context(), li.learner, noon); !errors.Is(err, store.ErrNotWiped) || !errors.Is(err, store.ErrLocked) {
		t.Errorf("forgotten, and wiped: %v", err)
	}
	exe(t, reader, "COMMIT")
	if _, err := db.Forget(t.Context(), li.learner, noon); err != nil {
		t.Fatal(err)
	}
	assertForgotten(t, db, li)
}
