package store_test

import (
	"bytes"
	"database/sql"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"portdrill/questions"
	"portdrill/questions/catalogue"
	"portdrill/questions/catalogue/exchange"
	"portdrill/quiz"
	"portdrill/quiz/fsrs"
	"portdrill/store"
)

// Files are a database with what may lie beside it.
type files struct{ db, wal, shm []byte }

func (f files) clone() files {
	return files{bytes.Clone(f.db), bytes.Clone(f.wal), bytes.Clone(f.shm)}
}

// leave writes the files, those beside the database only if there is anything in
// them.
func (f files) leave(t testing.TB, path string) {
	t.Helper()
	write(t, path, f.db)
	for suffix, content := range map[string][]byte{"-wal": f.wal, "-shm": f.shm} {
		if len(content) > 0 {
			write(t, path+suffix, content)
		}
	}
}

// filesAt reads what lies there.
func filesAt(t testing.TB, path string) (f files) {
	t.Helper()
	for suffix, content := range map[string]*[]byte{"": &f.db, "-wal": &f.wal, "-shm": &f.shm} {
		var err error
		if *content, err = os.ReadFile(path + suffix); err != nil && !os.IsNotExist(err) {
			t.Fatal(err)
		}
	}
	return f
}

// A logs is the log of each learner.
type logs map[quiz.LearnerID][]quiz.Event

// all returns the events by their IDs.
func (l logs) all() map[quiz.EventID]quiz.Event {
	events := make(map[quiz.EventID]quiz.Event)
	for _, log := range l {
		for _, e := range log {
			events[e.ID] = e
		}
	}
	return events
}

func logsOf(t testing.TB, db *store.DB) logs {
	t.Helper()
	learners, err := db.Learners(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	all := make(logs)
	for _, l := range learners {
		all[l.ID] = eventsOf(t, db, l.ID)
	}
	return all
}

func decksOf(t testing.TB, db *store.DB) []store.Deck {
	t.Helper()
	decks, err := db.Decks(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return decks
}

// A snapshot of a database is what it was at some time.
type snapshot struct {
	files
	logs
	decks []store.Deck // in force
}

// A livedIn is a database that was used for a while: by two learners, one of whom
// has a name, on several devices, with decks of their own, and a third who asked
// to be forgotten.
type livedIn struct {
	first, named, forgotten quiz.LearnerID // the first is the one whose file it is

	backedUp snapshot // when its backup of the day was made
	closed   snapshot // some events later, closed in order
	killed   snapshot // and some later, with its program killed

	backup     string // the name of that backup
	backupFile []byte
	abroad     []byte // an export from before one was forgotten

	pages  pageMap                 // of the one that was closed
	places map[quiz.EventID][]span // of its events in its file
	ahead  []ahead                 // what the write-ahead log of the one that was killed has
	scans  []string                // what SQL reads when it is closed, and after each event that follows
}

// An ahead is an event in a write-ahead log, with where the log then ended.
type ahead struct {
	id  quiz.EventID
	end int
}

var lived struct {
	sync.Once
	in *livedIn
}

// memoryFolder returns a folder for many small files, in memory where the system
// has such a place: nothing there waits for a disk.
func memoryFolder(t testing.TB) string {
	t.Helper()
	folder, err := os.MkdirTemp("/dev/shm", "portdrill-store")
	if err != nil {
		return t.TempDir()
	}
	t.Cleanup(func() { os.RemoveAll(folder) })
	return folder
}

// theLivedIn is built once, and the same each time but for the marks of files.
func theLivedIn(t testing.TB) *livedIn {
	t.Helper()
	lived.Do(func() {
		uuid.SetRand(rand.NewChaCha8([32]byte{6}))
		defer uuid.SetRand(nil)
		lived.in = live(t)
	})
	if lived.in == nil {
		t.Fatal("the database could not be built")
	}
	return lived.in
}

// A life is that of a database that is lived in.
type life struct {
	t      testing.TB
	db     *store.DB
	chance *rand.Rand
	at     time.Time
	said   map[quiz.LearnerID][]quiz.Event // without what recording added
}

func live(t testing.TB) *livedIn {
	l := &life{t: t, chance: rand.New(rand.NewPCG(6, 6)), at: noon, said: make(map[quiz.LearnerID][]quiz.Event)}
	folder := memoryFolder(t)
	path := filepath.Join(folder, "it.db")
	l.db = open(t, path)
	in := &livedIn{first: learnerOf(t, l.db), named: l.add("Zoë 佐伊"), forgotten: l.add("Nobody")}
	for range 40 {
		l.happen(in.first, 2)
		l.happen(in.named, 1)
		l.happen(in.forgotten, 1)
	}
	l.deck("lab", 3000)
	l.deck("cluster", 4000)
	l.deck("attic", 5000)
	l.removeDeck("attic")
	for _, device := range []string{"laptop", "phone"} {
		in.abroad = l.elsewhere(filepath.Join(folder, device), in.first, in.named)
	}
	if _, err := l.db.Forget(t.Context(), in.forgotten, l.at); err != nil {
		t.Fatal(err)
	}
	l.happen(in.first, 20)
	l.happen(in.named, 10)
	in.backup, in.backupFile = l.backUp()
	in.backedUp = l.close()

	l.db = open(t, path)
	l.happen(in.named, 15)
	l.happen(in.first, 25)
	l.removeDeck("cluster")
	l.deck("late", 6000)
	in.closed = l.close()
	in.scans = append(in.scans, scan(t, in.closed.files))
	in.pages = mapPages(t, in.closed.db)
	in.places = placesIn(t, path, in.closed.db)

	l.db = open(t, path)
	for i := range 15 {
		learner := []quiz.LearnerID{in.first, in.named}[i%2]
		l.happen(learner, 1)
		now := filesAt(t, path)
		in.scans = append(in.scans, scan(t, now))
		in.ahead = append(in.ahead, ahead{l.said[learner][len(l.said[learner])-1].ID, len(now.wal)})
	}
	in.killed = snapshot{filesAt(t, path), logsOf(t, l.db), decksOf(t, l.db)}
	closeDB(t, l.db)
	return in
}

// close closes the database and returns what it then is.
func (l *life) close() snapshot {
	l.t.Helper()
	logs, decks := logsOf(l.t, l.db), decksOf(l.t, l.db)
	closeDB(l.t, l.db)
	return snapshot{filesAt(l.t, l.db.Path()), logs, decks}
}

// add adds a learner of the name.
func (l *life) add(name string) quiz.LearnerID {
	l.t.Helper()
	e := l.event(quiz.SettingsEvent)
	e.Change = &quiz.Change{Name: &name}
	id, err := l.db.AddLearner(l.t.Context(), e)
	if err != nil {
		l.t.Fatal(err)
	}
	return id
}

// deck imports a deck.
func (l *life) deck(key string, from catalogue.Port) {
	l.t.Helper()
	d := store.Deck{Key: key, Deck: exchange.Deck{Name: "Lab 实验室"}}
	for row := range catalogue.Port(30) {
		d.Rows = append(d.Rows, exchange.Row{
			Port: from + row, Transports: []catalogue.Transport{catalogue.TCP}, Service: fmt.Sprint(key, row), Aliases: []string{"dash", "看板"},
		})
	}
	if _, err := l.db.ImportDeck(l.t.Context(), d, false, l.at); err != nil {
		l.t.Fatal(err)
	}
}

func (l *life) removeDeck(key string) {
	l.t.Helper()
	if err := l.db.RemoveDeck(l.t.Context(), key, l.at); err != nil {
		l.t.Fatal(err)
	}
}

// backUp makes the backup of the day and returns its name and content.
func (l *life) backUp() (name string, content []byte) {
	l.t.Helper()
	file, err := l.db.BackUpDaily(l.t.Context(), l.at)
	if err != nil || file == "" {
		l.t.Fatalf("backup %q, %v", file, err)
	}
	if content, err = os.ReadFile(file); err != nil {
		l.t.Fatal(err)
	}
	return filepath.Base(file), content
}

// elsewhere copies the file to another device, has the learners go on there, and
// brings home what they did, which it returns.
func (l *life) elsewhere(path string, learners ...quiz.LearnerID) []byte {
	l.t.Helper()
	home := l.db.Path()
	closeDB(l.t, l.db)
	copyFile(l.t, home, path)
	l.db = open(l.t, path)
	for _, learner := range learners {
		l.happen(learner, 15)
	}
	var brought bytes.Buffer
	if err := l.db.ExportJSON(l.t.Context(), &brought); err != nil {
		l.t.Fatal(err)
	}
	closeDB(l.t, l.db)
	l.db = open(l.t, home)
	if _, err := l.db.ImportJSON(l.t.Context(), bytes.NewReader(brought.Bytes()), l.at); err != nil {
		l.t.Fatal(err)
	}
	return brought.Bytes()
}

// happen records events of the learner, mostly answers.
func (l *life) happen(learner quiz.LearnerID, events int) {
	l.t.Helper()
	for range events {
		e := l.draw(learner)
		l.said[learner] = append(l.said[learner], e)
		record(l.t, l.db, learner, e)
	}
}

func (l *life) event(kind quiz.EventKind) quiz.Event {
	l.at = l.at.Add(time.Duration(1+l.chance.Int64N(int64(90*time.Minute/time.Millisecond))) * time.Millisecond)
	return quiz.Event{ID: quiz.EventID(uuid.NewString()), At: l.at, Day: quiz.DayOf(l.at, quiz.DefaultRollover), Kind: kind}
}

// others are what happens beside answers.
var others = []quiz.EventKind{
	quiz.NoteEvent, quiz.FlagEvent, quiz.UndoEvent, quiz.SuspendEvent, quiz.UnsuspendEvent, quiz.BuryEvent, quiz.ResetEvent, quiz.SettingsEvent,
	quiz.ExamEvent, quiz.ExamEndEvent,
}

func (l *life) draw(learner quiz.LearnerID) quiz.Event {
	facet := questions.FacetID(fmt.Sprintf("tcp/%d:service", 20+l.chance.IntN(40)))
	if l.chance.IntN(5) > 0 || len(l.said[learner]) == 0 {
		return l.answer(facet)
	}
	e := l.event(others[l.chance.IntN(len(others))])
	switch e.Kind {
	case quiz.NoteEvent:
		e.Note = &quiz.Note{Service: "ssh", Text: strings.Repeat("Nicht mit Telnet verwechseln! 安全外壳 ", l.chance.IntN(60))}
	case quiz.FlagEvent:
		e.Flag = &quiz.Flag{Facet: facet, Kind: questions.PortToService, Text: "two are right", Stem: "What uses TCP 22?", Options: []string{"SSH", "DNS"}, Given: "SSH"}
	case quiz.UndoEvent:
		before := l.said[learner]
		target := before[len(before)-1]
		if target.Kind == quiz.UndoEvent { // an undo names no undo
			return l.answer(facet)
		}
		e.Undo = &quiz.Undo{Target: target.ID, Facets: target.Facets()}
	case quiz.ExamEvent:
		e.Exam = &quiz.Exam{Deck: "seed", Lang: "en", Count: 20, Seed: l.chance.Uint64(), Budget: time.Duration(l.chance.IntN(3)) * time.Minute, Pass: 80}
	case quiz.ExamEndEvent:
		e.ExamEnd = &quiz.ExamEnd{Exam: quiz.EventID(uuid.NewString()), Answered: 20, Correct: l.chance.IntN(20)}
	case quiz.SettingsEvent:
		e.Change = &quiz.Change{New: new(5 + l.chance.IntN(20)), Retention: new(0.85 + float64(l.chance.IntN(10))/100)}
	case quiz.SuspendEvent, quiz.UnsuspendEvent, quiz.BuryEvent, quiz.ResetEvent:
		e.About = []questions.FacetID{facet}
	case quiz.AnswerEvent, quiz.WeightsEvent: // not among the others
	}
	return e
}

func (l *life) answer(facet questions.FacetID) quiz.Event {
	at := l.event(quiz.AnswerEvent)
	e := answered(at.At.In(time.FixedZone("", zones[l.chance.IntN(len(zones))])), fsrs.Grade(1+l.chance.IntN(4)), facet)
	e.ID = at.ID
	e.Answer.Stem = fmt.Sprintf("Which service listens on port %d? 哪个服务使用它？", l.chance.IntN(65536))
	if !e.Answer.Correct {
		e.Answer.Given, e.Answer.Chosen = "DNS", "dns"
	}
	if l.chance.IntN(8) == 0 {
		e.Answer.Counts, e.Answer.Grade = quiz.Practice, 0
	}
	return e
}

// scans reads every table in full, and every table by way of each of its indexes.
var scans = slices.Concat([]string{"SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY rowid"}, tablesInFull, byIndex)

var tablesInFull = []string{
	"SELECT * FROM learners", "SELECT * FROM devices", "SELECT * FROM log", "SELECT * FROM heads", "SELECT * FROM cards",
	"SELECT * FROM holds", answersBut("") + " ORDER BY learner, ord, id", "SELECT * FROM decks", "SELECT * FROM self", "SELECT * FROM forgotten", "SELECT * FROM seals",
	"SELECT * FROM classes", "SELECT * FROM members", "SELECT * FROM rooms", "SELECT * FROM room_questions",
	"SELECT * FROM participants", "SELECT * FROM room_answers",
}

var byIndex = []string{
	"SELECT * FROM learners INDEXED BY sqlite_autoindex_learners_1 ORDER BY id",
	"SELECT * FROM devices INDEXED BY sqlite_autoindex_devices_1 ORDER BY id",
	"SELECT * FROM log INDEXED BY sqlite_autoindex_log_1 ORDER BY id",
	"SELECT * FROM log INDEXED BY log_remarks WHERE kind <> 'answer' ORDER BY learner, ord, id",
	"SELECT * FROM log INDEXED BY log_facet WHERE kind = 'answer' ORDER BY learner, json_extract(body, '$.facets[0]')",
	"SELECT * FROM log INDEXED BY log_exams WHERE kind IN ('exam', 'exam-end') ORDER BY learner, ord, id",
	answersBut("INDEXED BY answers_days") + " ORDER BY learner, day, grade, state, correct, took_ms, ord",
	answersBut("INDEXED BY answers_mixed") + " WHERE chosen <> '' ORDER BY learner, facet, chosen, ord, id, day",
	answersBut("INDEXED BY answers_fits") + " WHERE predicted > 0 ORDER BY learner, bin, grade, predicted, loss, ord",
	"SELECT * FROM decks INDEXED BY decks_in_force WHERE removed_ms IS NULL ORDER BY key",
	"SELECT * FROM classes INDEXED BY sqlite_autoindex_classes_1 ORDER BY name",
	"SELECT * FROM members INDEXED BY sqlite_autoindex_members_1 ORDER BY class, shown",
	"SELECT * FROM members INDEXED BY members_learner ORDER BY learner, n",
	"SELECT * FROM rooms INDEXED BY sqlite_autoindex_rooms_1 ORDER BY id",
	"SELECT * FROM log INDEXED BY log_class WHERE kind = 'answer' AND json_extract(body, '$.room') IS NOT NULL ORDER BY learner, ord, id",
}

// answersBut reads answers but for the numbers of their rows, which others have where
// they are written anew.
func answersBut(how string) string {
	return "SELECT learner, ord, id, day, facet, kind, options, chosen, correct, took_ms, grade, state," +
		" bin, predicted, loss FROM answers " + how
}

// scan returns all that plain SQL reads in the files, or what it says instead.
func scan(t testing.TB, f files) string {
	t.Helper()
	path := filepath.Join(memoryFolder(t), "it.db")
	f.leave(t, path)
	db := plain(t, path)
	defer db.Close()
	var all strings.Builder
	for _, query := range append(slices.Clone(scans), "PRAGMA integrity_check") {
		if err := writeRows(&all, db, query); err != nil {
			return fmt.Sprintf("%s: %v", query, err)
		}
	}
	return all.String()
}

func writeRows(w io.Writer, db *sql.DB, query string) error {
	rows, err := db.Query(query)
	if err != nil {
		return err
	}
	defer rows.Close()
	columns, _ := rows.Columns() // of rows that are open
	values, into := make([]any, len(columns)), make([]any, len(columns))
	for i := range values {
		into[i] = &values[i]
	}
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			return err
		}
		fmt.Fprintf(w, "%q\n", values)
	}
	return rows.Err()
}
