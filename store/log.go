package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"portdrill/questions"
	"portdrill/questions/catalogue"
	"portdrill/quiz"
	"portdrill/quiz/fsrs"
)

// Record appends the event to the learner's log and writes the cards that
// follow from it and how it counts, in one transaction that is on the disk when Record
// returns. It sets the event's device, sequence number and order. It returns the
// cards of the event's facets as they then stand.
//
// An event with the ID of one that was recorded before is not recorded again, so
// that a caller who does not know whether it was may try again.
//
// The error is [ErrNoLearner], or a [FileError] if the file is locked for more
// than 5 seconds, cannot be written, is not where it was, or the disk is full or
// reports an error. Nothing was recorded then, but for a file that was moved while
// it was being recorded, and what a broken disk may have kept all the same. After
// [ErrLogGone] it can be tried again at once.
func (db *DB) Record(ctx context.Context, learner quiz.LearnerID, e quiz.Event) ([]quiz.Card, error) {
	var cards []quiz.Card
	err := db.inTx(ctx, func(tx execer) (err error) {
		cards, err = db.recordIn(ctx, tx, learner, e)
		return err
	})
	if err != nil {
		return nil, err
	}
	return cards, nil
}

// recordIn is [DB.Record] in a transaction.
func (db *DB) recordIn(ctx context.Context, tx execer, learner quiz.LearnerID, e quiz.Event) ([]quiz.Card, error) {
	self, err := db.device(ctx, tx)
	if err != nil {
		return nil, err
	}
	end, err := readEnd(ctx, tx, learner, self.n, e.ID)
	if err != nil {
		return nil, err
	}
	if end.recorded {
		return facetCards(ctx, tx, end.learner, e.Facets())
	}
	e.Device, e.Order, e.Seq = self.id, max(e.At.UnixMilli(), end.highest+1), end.seq+1
	if err := appendEvent(ctx, tx, learner, end, self, e); err != nil {
		return nil, fmt.Errorf("append to the log: %w", err)
	}
	cards, err := db.derive(ctx, tx, end, e)
	if err != nil {
		return nil, fmt.Errorf("derive cards: %w", err)
	}
	return cards, nil
}

// A logEnd is all that an event is appended to: where the learner's log and the
// chain of this device end.
type logEnd struct {
	head
	learner  int64  // row
	settings string // in force; JSON
	highest  int64  // order; 0 in an empty log
	recorded bool   // the event is in the log already
	undone   bool   // an undo of it is, as where that was recorded on another device
}

// readEnd reads it in one statement: each costs more than what it reads.
func readEnd(ctx context.Context, tx execer, learner quiz.LearnerID, device int64, id quiz.EventID) (logEnd, error) {
	// Values of their own, and no join: SQLite would plan that anew every time.
	const query = `
		SELECT n, settings, (SELECT coalesce(max(ord), 0) FROM log WHERE learner = n),
			coalesce((SELECT seq FROM heads WHERE learner = n AND device = ?2), 0),
			coalesce((SELECT hash FROM heads WHERE learner = n AND device = ?2), x''),
			coalesce((SELECT count FROM heads WHERE learner = n AND device = ?2), 0),
			EXISTS (SELECT 1 FROM log WHERE id = ?1),
			EXISTS (SELECT 1 FROM log ` + byRemark + ` WHERE learner = n AND kind <> 'answer' AND kind = 'undo'
				AND json_extract(body, '$.target') = ?1)
		FROM learners WHERE id = ?3`
	var end logEnd
	err := tx.QueryRowContext(ctx, query, id, device, learner).
		Scan(&end.learner, &end.settings, &end.highest, &end.seq, &end.hash, &end.count, &end.recorded, &end.undone)
	if errors.Is(err, sql.ErrNoRows) {
		return end, fmt.Errorf("%w: %s", ErrNoLearner, learner)
	}
	if err != nil {
		return end, fmt.Errorf("find the end of the log: %w", err)
	}
	return end, nil
}

// appendEvent writes the event behind the last one, and the end of the chain.
func appendEvent(
	ctx context.Context, tx execer, learner quiz.LearnerID, end logEnd, self selfDevice, e quiz.Event,
) error {
	line, err := encode(e)
	if err != nil {
		return err
	}
	line.prev = end.hash
	line.sum = line.hash(end.hash, learner)
	if err := insertLine(ctx, tx, end.learner, self.n, line); err != nil {
		return err
	}
	return writeHead(ctx, tx, end.learner, self.n, head{line.seq, line.sum, end.count + 1})
}

func insertLine(ctx context.Context, tx execer, n, device int64, l logLine) error {
	_, err := tx.ExecContext(ctx,
		`INSERT INTO log (learner, ord, id, device, seq, at_ms, zone_s, day, kind, body, prev, hash)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		n, l.order, l.id, device, l.seq, l.atMS, l.zone, l.day, l.kind, l.body, l.prev, l.sum)
	return err
}

// A head is the end of a chain: the last event's number and hash, and how many
// events of the chain are in this file.
type head struct {
	seq   int64
	hash  []byte
	count int64
}

func readHead(ctx context.Context, q queryer, n, device int64) (head, error) {
	h := head{hash: []byte{}}
	const query = "SELECT seq, hash, count FROM heads WHERE learner = ? AND device = ?"
	err := q.QueryRowContext(ctx, query, n, device).Scan(&h.seq, &h.hash, &h.count)
	if errors.Is(err, sql.ErrNoRows) {
		err = nil
	}
	return h, err
}

func writeHead(ctx context.Context, tx execer, n, device int64, h head) error {
	_, err := tx.ExecContext(ctx,
		`INSERT INTO heads (learner, device, seq, hash, count) VALUES (?, ?, ?, ?, ?)
		ON CONFLICT DO UPDATE SET seq = excluded.seq, hash = excluded.hash, count = excluded.count`,
		n, device, h.seq, h.hash, h.count)
	return err
}

// Events returns the learner's whole log, in order.
func (db *DB) Events(ctx context.Context, learner quiz.LearnerID) ([]quiz.Event, error) {
	n, err := learnerRow(ctx, db.sql, learner)
	if err != nil {
		return nil, err
	}
	events, err := readEvents(ctx, db.sql, n)
	return events, explain(db.path, err)
}

// Remarks returns the notes and flags of the learner as they now stand.
func (db *DB) Remarks(ctx context.Context, learner quiz.LearnerID) (quiz.Remarks, error) {
	n, err := learnerRow(ctx, db.sql, learner)
	if err != nil {
		return quiz.Remarks{}, err
	}
	lines, err := linesOf(ctx, db.sql, fmt.Sprintf(selectLines, byRemark, "AND kind <> 'answer'", "", ""), n)
	if err != nil {
		return quiz.Remarks{}, explain(db.path, fmt.Errorf("read notes and flags: %w", err))
	}
	events, err := decodeAll(lines)
	return quiz.RemarksOf(events), explain(db.path, err)
}

// LastAnswer returns the learner's last answer, nil if there is none.
func (db *DB) LastAnswer(ctx context.Context, learner quiz.LearnerID) (*quiz.Answer, error) {
	return db.lastAnswer(ctx, learner, "")
}

func (db *DB) lastAnswer(ctx context.Context, learner quiz.LearnerID, where string, args ...any) (*quiz.Answer, error) {
	n, err := learnerRow(ctx, db.sql, learner)
	if err != nil {
		return nil, err
	}
	query := fmt.Sprintf(selectLines, byKey, "AND kind = 'answer' "+where, "DESC", "LIMIT 1")
	lines, err := linesOf(ctx, db.sql, query, append([]any{n}, args...)...)
	if err != nil || len(lines) == 0 {
		return nil, explain(db.path, err)
	}
	return lines[0].decodeAnswer()
}

// Undoable returns the learner's last answer of the study day that was not taken
// back, nil if there is none.
func (db *DB) Undoable(ctx context.Context, learner quiz.LearnerID, day quiz.Day) (*quiz.Event, error) {
	return db.lastStanding(ctx, learner, day, "kind = 'answer'")
}

// UndoableAny is [DB.Undoable] for all that can be taken back: answers, what was
// suspended, buried or reset, and settings.
func (db *DB) UndoableAny(ctx context.Context, learner quiz.LearnerID, day quiz.Day) (*quiz.Event, error) {
	return db.lastStanding(ctx, learner, day,
		"kind IN ('answer', 'suspend', 'unsuspend', 'bury', 'reset', 'settings', 'weights')")
}

// lastStanding returns the last event of the study day that passes the condition
// and stands.
func (db *DB) lastStanding(
	ctx context.Context, learner quiz.LearnerID, day quiz.Day, condition string,
) (*quiz.Event, error) {
	n, err := learnerRow(ctx, db.sql, learner)
	if err != nil {
		return nil, err
	}
	last := fmt.Sprintf(selectLines, byKey, "AND "+condition+" AND day = ? AND "+stands, "DESC", "LIMIT 1")
	lines, err := linesOf(ctx, db.sql, last, n, day)
	if err != nil || len(lines) == 0 {
		return nil, explain(db.path, err)
	}
	e, err := lines[0].decode()
	return &e, err
}

// A Selection says which answers are wanted.
type Selection struct {
	From, To    quiz.Day            // study days, both included
	Facets      []questions.FacetID // that they are about; all where there are none
	OldestFirst bool
}

// EveryAnswer selects all of them, in the order of the log.
var EveryAnswer = Selection{From: math.MinInt64, To: math.MaxInt64, OldestFirst: true}

// Answers shows the learner's answers of the selection that stand, the last one first
// unless it says otherwise, until see returns false.
func (db *DB) Answers(ctx context.Context, learner quiz.LearnerID, of Selection, see func(quiz.Event) bool) error {
	n, err := learnerRow(ctx, db.sql, learner)
	if err != nil {
		return err
	}
	by, about, order, args := byKey, "", "DESC", []any{n, of.From, of.To}
	if len(of.Facets) > 0 {
		by, about = byFacet, "AND json_extract(body, '$.facets[0]') IN (?"+strings.Repeat(", ?", len(of.Facets)-1)+")"
		for _, facet := range of.Facets {
			args = append(args, facet)
		}
	}
	if of.OldestFirst {
		order = ""
	}
	query := fmt.Sprintf(selectLines, by, "AND kind = 'answer' AND day BETWEEN ? AND ? "+about+" AND "+stands, order, "")
	err = eachLine(ctx, db.sql, query, func(l logLine) error {
		e, err := l.decode()
		if err != nil {
			return fmt.Errorf("read the log: event %s %w: %w", l.id, errNotRecorded, err)
		}
		if !see(e) {
			return errEnough
		}
		return nil
	}, args...)
	if errors.Is(err, errEnough) {
		return nil
	}
	return explain(db.path, err)
}

// errEnough ends the reading of a log.
var errEnough = errors.New("enough was read")

// AnswerTo returns the learner's last answer to the question with the ID, nil if
// there is none.
func (db *DB) AnswerTo(ctx context.Context, learner quiz.LearnerID, question string) (*quiz.Answer, error) {
	return db.lastAnswer(ctx, learner, "AND json_extract(body, '$.question') = ?", question)
}

func readEvents(ctx context.Context, q queryer, n int64) (events []quiz.Event, err error) {
	err = eachEvent(ctx, q, n, func(e quiz.Event) error {
		events = append(events, e)
		return nil
	})
	return events, err
}

// eachEvent shows the learner's log event by event, in order.
func eachEvent(ctx context.Context, q queryer, n int64, see func(quiz.Event) error) error {
	return eachLine(ctx, q, fmt.Sprintf(selectLines, byKey, "", "", ""), func(l logLine) error {
		e, err := l.decode()
		if err != nil {
			return fmt.Errorf("read the log: event %s %w: %w", l.id, errNotRecorded, err)
		}
		return see(e)
	}, n)
}

// eachStanding is [eachEvent] without those that were taken back.
func eachStanding(ctx context.Context, q queryer, n int64, see func(quiz.Event) error) error {
	lines, err := linesOf(ctx, q, fmt.Sprintf(selectLines, byRemark, "AND kind <> 'answer' AND kind = 'undo'", "", ""), n)
	if err != nil {
		return fmt.Errorf("read the log: %w", err)
	}
	undos, err := decodeAll(lines)
	if err != nil {
		return err
	}
	undone := quiz.Undone(undos)
	return eachEvent(ctx, q, n, func(e quiz.Event) error {
		if undone[e.ID] {
			return nil
		}
		return see(e)
	})
}

// readEventsAbout reads what the cards of the facets follow from: the answers
// about them, and all that is no answer. Reviews are about one facet.
func readEventsAbout(ctx context.Context, q queryer, n int64, facets []questions.FacetID) ([]quiz.Event, error) {
	lines, err := linesOf(ctx, q, fmt.Sprintf(selectLines, byRemark, "AND kind <> 'answer'", "", ""), n)
	if err != nil {
		return nil, fmt.Errorf("read the log: %w", err)
	}
	for _, facet := range slices.Compact(slices.Sorted(slices.Values(facets))) {
		const itself = "AND kind = 'answer' AND json_extract(body, '$.facets[0]') = ?"
		about, err := linesOf(ctx, q, fmt.Sprintf(selectLines, byFacet, itself, "", ""), n, facet)
		if err != nil {
			return nil, fmt.Errorf("read the log: %w", err)
		}
		lines = append(lines, about...)
	}
	return decodeAll(lines)
}

// EventsAbout returns the learner's events that the card of the facet follows
// from, and some that change nothing about it, in no particular order.
func (db *DB) EventsAbout(ctx context.Context, learner quiz.LearnerID, facet questions.FacetID) ([]quiz.Event, error) {
	n, err := learnerRow(ctx, db.sql, learner)
	if err != nil {
		return nil, err
	}
	events, err := readEventsAbout(ctx, db.sql, n, []questions.FacetID{facet})
	return events, explain(db.path, err)
}

// Recent returns the facets of the learner's last answers of the study day, at
// most so many, the last one last.
func (db *DB) Recent(ctx context.Context, learner quiz.LearnerID, day quiz.Day, most int) ([]questions.FacetID, error) {
	n, err := learnerRow(ctx, db.sql, learner)
	if err != nil {
		return nil, err
	}
	rows, err := db.sql.QueryContext(ctx,
		`SELECT json_extract(body, '$.facets[0]')
		FROM (SELECT kind, day, body FROM log WHERE learner = ? ORDER BY ord DESC, id DESC LIMIT ?)
		WHERE kind = 'answer' AND day = ?`,
		n, most, day)
	if err != nil {
		return nil, explain(db.path, fmt.Errorf("read the last answers: %w", err))
	}
	defer rows.Close()
	var facets []questions.FacetID
	for rows.Next() {
		var facet questions.FacetID
		if err := rows.Scan(&facet); err != nil {
			return nil, explain(db.path, fmt.Errorf("read the last answers: %w", err))
		}
		facets = append(facets, facet)
	}
	slices.Reverse(facets)
	return facets, explain(db.path, rows.Err())
}

// Met returns the facets that the learner answered about in classes, each once, and
// whether the last answer about it was right.
func (db *DB) Met(ctx context.Context, learner quiz.LearnerID) ([]quiz.Met, error) {
	n, err := learnerRow(ctx, db.sql, learner)
	if err != nil {
		return nil, err
	}
	rows, err := db.sql.QueryContext(ctx, `
		SELECT json_extract(body, '$.facets[0]'), json_extract(body, '$.correct') FROM log INDEXED BY log_class
		WHERE log.learner = ? AND kind = 'answer' AND json_extract(body, '$.room') IS NOT NULL
			AND json_array_length(body, '$.facets') = 1
			AND `+stands+`
		ORDER BY ord DESC, id DESC`, n)
	if err != nil {
		return nil, explain(db.path, fmt.Errorf("read what was met in class: %w", err))
	}
	defer rows.Close()
	var all []quiz.Met
	seen := make(map[questions.FacetID]bool)
	for rows.Next() {
		var m quiz.Met
		if err := rows.Scan(&m.Facet, &m.Correct); err != nil {
			return nil, explain(db.path, fmt.Errorf("read what was met in class: %w", err))
		}
		if !seen[m.Facet] {
			seen[m.Facet] = true
			all = append(all, m)
		}
	}
	return all, explain(db.path, rows.Err())
}

func decodeAll(lines []logLine) ([]quiz.Event, error) {
	var err error
	events := make([]quiz.Event, len(lines))
	for i, line := range lines {
		if events[i], err = line.decode(); err != nil {
			return nil, fmt.Errorf("read the log: event %s %w: %w", line.id, errNotRecorded, err)
		}
	}
	return events, nil
}

// The partial indexes of the log, named in queries: without statistics the planner
// takes the primary key instead, and reads all of a learner's log.
const (
	byKey    = ""
	byRemark = "INDEXED BY log_remarks" // where kind <> 'answer'
	byFacet  = "INDEXED BY log_facet"   // where kind = 'answer'
	byExam   = "INDEXED BY log_exams"   // where kind IN ('exam', 'exam-end')
)

// stands is the condition that an event was not taken back. The learner is the first
// parameter of the query.
const stands = `log.id NOT IN (SELECT json_extract(body, '$.target') FROM log ` + byRemark + `
	WHERE learner = ?1 AND kind <> 'answer' AND kind = 'undo')`

// selectLines reads the log in order, by one of its indexes. What follows WHERE may
// be narrowed.
const selectLines = `
	SELECT log.id, coalesce((SELECT id FROM devices WHERE n = log.device), ''), seq, ord, at_ms,
		zone_s, day, kind, body, prev, hash
	FROM log %s
	WHERE learner = ? %s ORDER BY ord %[3]s, log.id %[3]s %[4]s`

func linesOf(ctx context.Context, q queryer, query string, args ...any) ([]logLine, error) {
	var lines []logLine
	err := eachLine(ctx, q, query, func(l logLine) error {
		lines = append(lines, l)
		return nil
	}, args...)
	return lines, err
}

// eachLine shows the lines that the query finds one by one, so that a log of years
// need not be in memory.
func eachLine(ctx context.Context, q queryer, query string, see func(logLine) error, args ...any) error {
	rows, err := q.QueryContext(ctx, query, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var l logLine
		err := rows.Scan(
			&l.id, &l.device, &l.seq, &l.order, &l.atMS, &l.zone, &l.day, &l.kind, &l.body, &l.prev, &l.sum)
		if err != nil {
			return fmt.Errorf("an event %w: %w", errNotRecorded, err)
		}
		if err := see(l); err != nil {
			return err
		}
	}
	return rows.Err()
}

// A logLine is an event as the log keeps it.
type logLine struct {
	id         quiz.EventID
	device     quiz.DeviceID
	seq, order int64
	atMS       int64
	zone       int // seconds east of UTC
	day        quiz.Day
	kind       quiz.EventKind
	body       string // JSON
	prev, sum  []byte
}

// hash chains the line to the one before: SHA-256 over the hash of that one and
// every field, each with its length before it.
func (l logLine) hash(prev []byte, learner quiz.LearnerID) []byte {
	h := sha256.New()
	fmt.Fprintf(h, "%d:", len(prev))
	h.Write(prev)
	for _, field := range []any{learner, l.device, l.id, l.seq, l.order, l.atMS, l.zone, int(l.day), l.kind, l.body} {
		hashField(h, field)
	}
	return h.Sum(nil)
}

// answerBody is an answer in the log. Fields are only ever added.
type answerBody struct {
	Question string              `json:"question"`
	Facets   []questions.FacetID `json:"facets"`
	Kind     questions.Kind      `json:"kind"`
	Format   questions.Format    `json:"format"`
	Lang     catalogue.Lang      `json:"lang"`
	Deck     string              `json:"deck"`
	Stem     string              `json:"stem"`
	Options  []string            `json:"options,omitempty"`
	Given    string              `json:"given"`
	Chosen   string              `json:"chosen,omitempty"`
	DontKnow bool                `json:"dont_know,omitempty"`
	Correct  bool                `json:"correct"`
	TookMS   int64               `json:"took_ms"`
	Counts   quiz.Counts         `json:"counts"`
	Grade    string              `json:"grade,omitempty"`
	Guess    float64             `json:"guess,omitempty"`
	Target   float64             `json:"target"`
	Exam     quiz.EventID        `json:"exam,omitempty"`
	Room     string              `json:"room,omitempty"`
}

// examBody is a mock exam in the log.
type examBody struct {
	Deck     string         `json:"deck"`
	Kind     questions.Kind `json:"kind,omitempty"`
	Lang     catalogue.Lang `json:"lang"`
	Count    int            `json:"count"`
	Seed     uint64         `json:"seed,string"` // too big for numbers elsewhere
	BudgetMS int64          `json:"budget_ms,omitempty"`
	Pass     int            `json:"pass"`
	Practice bool           `json:"practice,omitempty"`
}

// aboutBody is a suspend, unsuspend, bury or reset in the log.
type aboutBody struct {
	Facets []questions.FacetID `json:"facets"`
}

func encode(e quiz.Event) (logLine, error) {
	if err := e.Check(); err != nil {
		return logLine{}, fmt.Errorf("event %s: %w", e.ID, err)
	}
	text, err := json.Marshal(bodyOf(e))
	if err != nil {
		return logLine{}, fmt.Errorf("event %s: %w", e.ID, err)
	}
	_, zone := e.At.Zone()
	return logLine{
		id: e.ID, device: e.Device, seq: e.Seq, order: e.Order,
		atMS: e.At.UnixMilli(), zone: zone, day: e.Day, kind: e.Kind, body: string(text),
	}, nil
}

// bodyOf is what the log keeps of an event that makes sense.
func bodyOf(e quiz.Event) any {
	switch e.Kind {
	case quiz.AnswerEvent:
		return bodyOfAnswer(e.Answer)
	case quiz.NoteEvent:
		return e.Note
	case quiz.FlagEvent:
		return e.Flag
	case quiz.UndoEvent:
		return e.Undo
	case quiz.SettingsEvent, quiz.WeightsEvent:
		return e.Change
	case quiz.ExamEvent:
		x := e.Exam
		return examBody{x.Deck, x.Kind, x.Lang, x.Count, x.Seed, x.Budget.Milliseconds(), x.Pass, x.Practice}
	case quiz.ExamEndEvent:
		return e.ExamEnd
	case quiz.SuspendEvent, quiz.UnsuspendEvent, quiz.BuryEvent, quiz.ResetEvent:
	}
	return aboutBody{e.About}
}

func bodyOfAnswer(a *quiz.Answer) answerBody {
	body := answerBody{
		Question: a.Question, Facets: a.Facets, Kind: a.Kind, Format: a.Format, Lang: a.Lang, Deck: a.Deck,
		Stem: a.Stem, Options: a.Options, Given: a.Given, Chosen: a.Chosen, DontKnow: a.DontKnow,
		Correct: a.Correct, TookMS: a.Took.Milliseconds(), Counts: a.Counts, Guess: a.Guess, Target: a.Target,
		Exam: a.Exam, Room: a.Room,
	}
	if a.Counts == quiz.Review {
		body.Grade = a.Grade.String()
	}
	return body
}

func (l logLine) decode() (quiz.Event, error) {
	e := quiz.Event{
		ID: l.id, Device: l.device, Seq: l.seq, Order: l.order,
		At: time.UnixMilli(l.atMS).In(time.FixedZone("", l.zone)), Day: l.day, Kind: l.kind,
	}
	var err error
	switch l.kind {
	case quiz.AnswerEvent:
		e.Answer, err = l.decodeAnswer()
	case quiz.NoteEvent:
		e.Note, err = decoded[quiz.Note](l.body)
	case quiz.FlagEvent:
		e.Flag, err = decoded[quiz.Flag](l.body)
	case quiz.UndoEvent:
		e.Undo, err = decoded[quiz.Undo](l.body)
	case quiz.SettingsEvent, quiz.WeightsEvent:
		e.Change, err = decoded[quiz.Change](l.body)
	case quiz.SuspendEvent, quiz.UnsuspendEvent, quiz.BuryEvent, quiz.ResetEvent:
		var b aboutBody
		err = json.Unmarshal([]byte(l.body), &b)
		e.About = b.Facets
	case quiz.ExamEvent:
		var b examBody
		err = json.Unmarshal([]byte(l.body), &b)
		e.Exam = &quiz.Exam{
			Deck: b.Deck, Kind: b.Kind, Lang: b.Lang, Count: b.Count, Seed: b.Seed,
			Budget: time.Duration(b.BudgetMS) * time.Millisecond, Pass: b.Pass, Practice: b.Practice,
		}
	case quiz.ExamEndEvent:
		e.ExamEnd, err = decoded[quiz.ExamEnd](l.body)
	default:
		err = fmt.Errorf("%q is no kind of event", l.kind)
	}
	return e, err
}

// decoded reads what stands in the log as it is.
func decoded[T any](body string) (*T, error) {
	into := new(T)
	return into, json.Unmarshal([]byte(body), into)
}

func (l logLine) decodeAnswer() (*quiz.Answer, error) {
	var b answerBody
	if err := json.Unmarshal([]byte(l.body), &b); err != nil {
		return nil, err
	}
	grade, err := parseGrade(b.Grade)
	switch {
	case err != nil:
		return nil, err
	case b.TookMS != time.Duration(b.TookMS*int64(time.Millisecond)).Milliseconds():
		return nil, fmt.Errorf("an answer that took %d ms", b.TookMS)
	case b.Counts == quiz.Review && !grade.Valid():
		return nil, errors.New("a review without a grade")
	}
	return &quiz.Answer{
		Question: b.Question, Facets: b.Facets, Kind: b.Kind, Format: b.Format, Lang: b.Lang, Deck: b.Deck,
		Stem: b.Stem, Options: b.Options, Given: b.Given, Chosen: b.Chosen, DontKnow: b.DontKnow,
		Correct: b.Correct, Took: time.Duration(b.TookMS) * time.Millisecond, Counts: b.Counts,
		Grade: grade, Guess: b.Guess, Target: b.Target,
		Exam: b.Exam, Room: b.Room,
	}, nil
}

func parseGrade(word string) (fsrs.Grade, error) {
	if word == "" {
		return 0, nil
	}
	for g := fsrs.Again; g <= fsrs.Easy; g++ {
		if g.String() == word {
			return g, nil
		}
	}
	return 0, fmt.Errorf("%q is no grade", word)
}
