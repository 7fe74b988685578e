package store_test

import (
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"portdrill/quiz"
	"portdrill/quiz/room"
	"portdrill/store"
)

// guests plays a session of a class of guests alone, of whom no log knows anything.
func guests(t testing.TB, path string, people, questions int) (m *term, session meeting) {
	t.Helper()
	m = newTerm(t, path, 0)
	m.guests = people
	session = m.meet(questions, true)
	if _, err := m.db.EndRoom(t.Context(), session.id, m.now); err != nil {
		t.Fatal(err)
	}
	return m, session
}

// results are the answers of the session that are kept.
func results(t testing.TB, path, session string) []room.Answer {
	t.Helper()
	db := open(t, path)
	defer closeDB(t, db)
	content, err := db.Content(t.Context(), session)
	if err != nil {
		t.Fatal(err)
	}
	return content.Answers
}

// The law: whatever is changed in the results of a session that has ended is found, and
// named by class and date; what the program itself changes is no damage.
func TestResultsAreSealed(t *testing.T) {
	path := filepath.Join(memoryFolder(t), "class.db")
	m := newTerm(t, path, 4)
	session := m.meet(3, true)
	if _, err := m.db.EndRoom(t.Context(), session.id, m.now); err != nil {
		t.Fatal(err)
	}
	if err := m.db.KeepHost(t.Context(), session.id, `{"seen":true}`); err != nil {
		t.Fatal(err)
	}
	if _, err := m.db.Forget(t.Context(), m.members[0].Learner, m.now); err != nil {
		t.Fatal(err)
	}
	other := m.meet(1, true)
	if _, err := m.db.EndRoom(t.Context(), other.id, m.now); err != nil {
		t.Fatal(err)
	}
	if report, err := m.db.Check(t.Context()); err != nil || len(report.Findings) > 0 {
		t.Fatalf("before: %+v, %v", report.Findings, err)
	}
	closeDB(t, m.db)
	sound := filesAt(t, path)
	for _, statement := range []string{
		"UPDATE room_answers SET correct = NOT correct WHERE room = 1 AND n = 2",
		"UPDATE room_answers SET given = given || ' ' WHERE room = 1 AND n = 1",
		"DELETE FROM room_answers WHERE room = 1 AND n = 3",
		"UPDATE room_questions SET body = json_set(body, '$.stem', 'x') WHERE room = 1 AND n = 1",
		"UPDATE participants SET name = 'Somebody' WHERE room = 1 AND member IS NULL",
		"UPDATE rooms SET settings = json_set(settings, '$.most', 2) WHERE n = 1",
	} {
		sound.leave(t, path)
		alter(t, path, statement)
		db := open(t, path)
		report, err := db.Check(t.Context())
		named := func(f store.Finding) bool {
			return f.Kind == store.BadResults && f.Subject == "Net-1, "+firstLesson.Local().Format("2006-01-02")
		}
		if err != nil || len(report.Findings) != 1 || !slices.ContainsFunc(report.Findings, named) {
			t.Errorf("%s: %+v, %v", statement, report.Findings, err)
		}
		if file, err := db.BackUpDaily(t.Context(), m.now); err == nil {
			t.Errorf("%s: backed up to %s", statement, file)
		}
		closeDB(t, db)
	}
}

// The law: of a damaged file with nothing but results a rebuild keeps every answer whose
// page is whole, and says of which session how many are lost; with a backup, none.
func TestRebuildKeepsResults(t *testing.T) {
	folder := memoryFolder(t)
	path := filepath.Join(folder, "class.db")
	m, session := guests(t, path, 40, 12)
	backup := filepath.Join(folder, "backup.db")
	if err := m.db.Backup(t.Context(), backup, false); err != nil {
		t.Fatal(err)
	}
	closeDB(t, m.db)
	all := results(t, path, session.id)
	sound := filesAt(t, path)
	pages := mapPages(t, sound.db)
	leaves := leavesOf(sound.db, pages, "room_answers")
	if len(leaves) < 5 {
		t.Fatalf("only %d pages of answers", len(leaves))
	}
	for _, bad := range [][]int{{leaves[0]}, {leaves[1], leaves[len(leaves)-2]}, {leaves[len(leaves)/2]}} {
		sound.leave(t, path)
		f, err := os.OpenFile(path, os.O_WRONLY, 0)
		if err != nil {
			t.Fatal(err)
		}
		rows := 0
		for _, page := range bad {
			at := (page - 1) * pageSize
			rows += int(sound.db[at+3])<<8 | int(sound.db[at+4]) // cells
			if _, err := f.WriteAt(make([]byte, pageSize), int64(at)); err != nil {
				t.Fatal(err)
			}
		}
		f.Close()
		rebuilt, err := store.Rebuild(t.Context(), path, m.now)
		if err != nil {
			t.Fatal(err)
		}
		want := []store.LostResults{{Session: "Net-1, " + firstLesson.Local().Format("2006-01-02"), Lost: int64(rows)}}
		if kept := results(t, path, session.id); len(kept) != len(all)-rows || !slices.Equal(rebuilt.Results, want) {
			t.Errorf("pages %v: %d of %d answers are kept, %d lay on them; lost: %+v", bad, len(kept), len(all), rows, rebuilt.Results)
		}
		assertFindings(t, path, false)
		os.RemoveAll(store.BackupFolder(path))

		sound.leave(t, path)
		alter(t, path, "UPDATE room_answers SET correct = 1 - correct")
		if err := os.MkdirAll(store.BackupFolder(path), 0o700); err != nil {
			t.Fatal(err)
		}
		copyFile(t, backup, filepath.Join(store.BackupFolder(path), "2026-01-01T120000.000-daily.db"))
		if rebuilt, err = store.Rebuild(t.Context(), path, m.now); err != nil || len(rebuilt.Results) > 0 {
			t.Errorf("with a backup: %+v, %v", rebuilt, err)
		}
		if kept := results(t, path, session.id); !slices.EqualFunc(kept, all, func(a, b room.Answer) bool { return a.Correct == b.Correct }) {
			t.Error("with a backup the altered answers were kept")
		}
		os.RemoveAll(store.BackupFolder(path))
	}
}

// leavesOf returns the pages of a table without numbered rows that lead to no others.
func leavesOf(content []byte, m pageMap, table string) (leaves []int) {
	const leaf = 10
	for page, name := range m.owner {
		if name == table && content[(page-1)*pageSize] == leaf {
			leaves = append(leaves, page)
		}
	}
	slices.Sort(leaves)
	return leaves
}

// The law: an export of everything holds rosters and the results of sessions that have
// ended; imported elsewhere, once or again, they are the same, and sealed; what was
// forgotten here does not come back, and a single learner's export has none of it.
func TestResultsTravel(t *testing.T) {
	folder := memoryFolder(t)
	here, there := filepath.Join(folder, "here.db"), filepath.Join(folder, "there.db")
	m := newTerm(t, here, 4)
	session := m.meet(3, true)
	if _, err := m.db.EndRoom(t.Context(), session.id, m.now); err != nil {
		t.Fatal(err)
	}
	m.meet(1, true) // goes on
	export := func(only ...quiz.LearnerID) string {
		var text strings.Builder
		if err := m.db.ExportJSON(t.Context(), &text, only...); err != nil {
			t.Fatal(err)
		}
		return text.String()
	}
	whole := export()
	if one := export(m.members[0].Learner); strings.Contains(one, "sessions") || strings.Contains(one, m.members[1].Shown) {
		t.Error("the export of one learner has something of the class")
	}
	db := open(t, there)
	for _, want := range []int{1, 0} {
		merged, err := db.ImportJSON(t.Context(), strings.NewReader(whole), m.now)
		if err != nil || merged.Sessions != want {
			t.Errorf("%d new sessions, want %d; %v", merged.Sessions, want, err)
		}
		roster, err := db.Roster(t.Context(), "Net-1")
		for i := range roster {
			roster[i].Key = m.members[i].Key
		}
		if err != nil || !reflect.DeepEqual(roster, m.members) {
			t.Errorf("the roster is %+v, %v", roster, err)
		}
		content, err := db.Content(t.Context(), session.id)
		before, _ := m.db.Content(t.Context(), session.id)
		if err != nil || !reflect.DeepEqual(content.Answers, before.Answers) || !reflect.DeepEqual(content.Questions, before.Questions) || len(content.People) != 5 {
			t.Errorf("the results are %+v, %v", content, err)
		}
		if report, err := db.Check(t.Context()); err != nil || len(report.Findings) > 0 {
			t.Errorf("check: %+v, %v", report.Findings, err)
		}
	}
	if _, err := db.ForgetClass(t.Context(), "Net-1", m.now); err != nil {
		t.Fatal(err)
	}
	if merged, err := db.ImportJSON(t.Context(), strings.NewReader(whole), m.now); err != nil || merged.Sessions != 0 {
		t.Errorf("a forgotten class: %d new sessions, %v", merged.Sessions, err)
	}
	assertRows(t, there, map[string]int{"rooms": 0, "room_answers": 0, "members": 0})
	broken := strings.Replace(whole, `"state":{`, `"state":{"`, 1)
	if _, err := m.db.ImportJSON(t.Context(), strings.NewReader(broken), m.now); !errors.Is(err, store.ErrNotExport) {
		t.Errorf("a broken session: %v", err)
	}
}
