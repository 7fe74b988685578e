package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"portdrill/questions"
	"portdrill/quiz"
	"portdrill/store/logline"
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
	db.acknowledged.Store(e.ID)
	return cards, nil
}

// RecordAll is [DB.Record] of several events, all or nothing.
func (db *DB) RecordAll(ctx context.Context, learner quiz.LearnerID, events []quiz.Event) error {
	return db.inTx(ctx, func(tx execer) error {
		for _, e := range events {
			if _, err := db.recordIn(ctx, tx, learner, e); err != nil {
				return err
			}
		}
		return nil
	})
}

// recordIn is [DB.Record] in a transaction.
func (db *DB) recordIn(ctx context.Context, tx execer, learner quiz.LearnerID, e quiz.Event) ([]quiz.Card, error) {
	end, err := db.readEnd(ctx, tx, learner, e.ID)
	if err != nil {
		return nil, err
	}
	if end.recorded {
		return facetCards(ctx, tx, end.learner, e.Facets())
	}
	return db.recordAt(ctx, tx, end, e)
}

// recordAt appends an event that is not in the log at its end, and derives what
// follows from it.
func (db *DB) recordAt(ctx context.Context, tx execer, end logEnd, e quiz.Event) ([]quiz.Card, error) {
	e.Device, e.Order, e.Seq = end.self.id, max(e.At.UnixMilli(), end.highest+1), end.seq+1
	line, err := logline.Of(e)
	if err != nil {
		return nil, fmt.Errorf("append to the log: %w", err)
	}
	line.Prev, line.Sum = end.hash, line.Hash(end.hash, end.whose)
	if err := insertLine(ctx, tx, end.learner, end.self.n, line); err != nil {
		return nil, err
	}
	if err := writeHead(ctx, tx, end.learner, end.self.n, head{line.Seq, line.Sum, end.count + 1}); err != nil {
		return nil, err
	}
	cards, err := db.derive(ctx, tx, end, e)
	return cards, doing("derive cards", err)
}

// A logEnd is all that an event is appended to: where the learner's log and the
// chain of this device end.
type logEnd struct {
	head
	self     selfDevice
	whose    quiz.LearnerID
	learner  int64  // row
	settings string // in force; JSON
	highest  int64  // order; 0 in an empty log
	recorded bool   // the event is in the log already
	undone   bool   // an undo of it is, as where that was recorded on another device
}

// readEnd reads it in one statement: each costs more than what it reads.
func (db *DB) readEnd(ctx context.Context, tx execer, learner quiz.LearnerID, id quiz.EventID) (end logEnd, err error) {
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
	end.whose = learner
	if end.self, err = db.device(ctx, tx); err != nil {
		return end, err
	}
	err = tx.QueryRowContext(ctx, query, id, end.self.n, learner).
		Scan(&end.learner, &end.settings, &end.highest, &end.seq, &end.hash, &end.count, &end.recorded, &end.undone)
	if errors.Is(err, sql.ErrNoRows) {
		return end, fmt.Errorf("%w: %s", ErrNoLearner, learner)
	}
	return end, doing("find the end of the log", err)
}

func insertLine(ctx context.Context, tx execer, n, device int64, l logline.Line) error {
	return doing("append to the log", exec(ctx, tx,
		`INSERT INTO log (learner, ord, id, device, seq, at_ms, zone_s, day, kind, body, prev, hash)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		n, l.Order, l.ID, device, l.Seq, l.AtMS, l.Zone, l.Day, l.Kind, l.Body, l.Prev, l.Sum))
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
	return doing("write the end of a chain", exec(ctx, tx,
		`INSERT INTO heads (learner, device, seq, hash, count) VALUES (?, ?, ?, ?, ?)
		ON CONFLICT DO UPDATE SET seq = excluded.seq, hash = excluded.hash, count = excluded.count`,
		n, device, h.seq, h.hash, h.count))
}

// Events returns the learner's whole log, in order.
func (db *DB) Events(ctx context.Context, learner quiz.LearnerID) ([]quiz.Event, error) {
	return ofLearner(ctx, db, learner, func(ctx context.Context, q queryer, n int64) ([]quiz.Event, error) {
		return eventsOf(ctx, q, inOrder(byKey, ""), n)
	})
}

// Remarks returns the notes and flags of the learner as they now stand.
func (db *DB) Remarks(ctx context.Context, learner quiz.LearnerID) (quiz.Remarks, error) {
	return ofLearner(ctx, db, learner, func(ctx context.Context, q queryer, n int64) (quiz.Remarks, error) {
		events, err := eventsOf(ctx, q, inOrder(byRemark, "AND kind <> 'answer'"), n)
		return quiz.RemarksOf(events), err
	})
}

// LastAnswer returns the learner's last answer, nil if there is none.
func (db *DB) LastAnswer(ctx context.Context, learner quiz.LearnerID) (*quiz.Answer, error) {
	return answerIn(db.last(ctx, learner, "AND kind = 'answer'"))
}

// AnswerTo returns the learner's last answer to the question with the ID, nil if
// there is none.
func (db *DB) AnswerTo(ctx context.Context, learner quiz.LearnerID, question string) (*quiz.Answer, error) {
	return answerIn(db.last(ctx, learner, "AND kind = 'answer' AND json_extract(body, '$.question') = ?", question))
}

func answerIn(e *quiz.Event, err error) (*quiz.Answer, error) {
	if e == nil {
		return nil, err
	}
	return e.Answer, err
}

// Undoable returns the learner's last answer of the study day that was not taken
// back, nil if there is none.
func (db *DB) Undoable(ctx context.Context, learner quiz.LearnerID, day quiz.Day) (*quiz.Event, error) {
	return db.last(ctx, learner, "AND kind = 'answer' AND day = ? AND "+stands, day)
}

// UndoableAny is [DB.Undoable] for all that can be taken back: answers, what was
// suspended, buried or reset, and settings. Weights that were not taken are none.
func (db *DB) UndoableAny(ctx context.Context, learner quiz.LearnerID, day quiz.Day) (*quiz.Event, error) {
	const kinds = `AND kind IN ('answer', 'suspend', 'unsuspend', 'bury', 'reset', 'settings', 'weights')
		AND (kind <> 'weights' OR json_extract(body, '$.weights') IS NOT NULL)`
	return db.last(ctx, learner, kinds+" AND day = ? AND "+stands, day)
}

// last returns the learner's last event that passes the condition, nil if none does.
func (db *DB) last(ctx context.Context, learner quiz.LearnerID, where string, args ...any) (*quiz.Event, error) {
	return db.first(ctx, learner, lastFirst(byKey, where), args...)
}

// first returns the first event that the query about the learner finds, nil if there is
// none.
func (db *DB) first(ctx context.Context, learner quiz.LearnerID, query string, args ...any) (*quiz.Event, error) {
	return ofLearner(ctx, db, learner, func(ctx context.Context, q queryer, n int64) (*quiz.Event, error) {
		events, err := eventsOf(ctx, q, query+" LIMIT 1", append([]any{n}, args...)...)
		if err != nil || len(events) == 0 {
			return nil, err
		}
		return &events[0], nil
	})
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
	by, about, args := byKey, "", []any{n, of.From, of.To}
	if len(of.Facets) > 0 {
		by, about = byFacet, "AND json_extract(body, '$.facets[0]') IN (?"+strings.Repeat(", ?", len(of.Facets)-1)+")"
		for _, facet := range of.Facets {
			args = append(args, facet)
		}
	}
	ordered := lastFirst
	if of.OldestFirst {
		ordered = inOrder
	}
	query := ordered(by, "AND kind = 'answer' AND day BETWEEN ? AND ? "+about+" AND "+stands)
	err = eachEvent(ctx, db.sql, query, func(e quiz.Event) error {
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

// eachEvent shows the events that the query finds one by one, so that a log of years
// need not be in memory.
func eachEvent(ctx context.Context, q queryer, query string, see func(quiz.Event) error, args ...any) error {
	return eachLine(ctx, q, query, func(l logline.Line) error {
		e, err := eventIn(l)
		if err != nil {
			return err
		}
		return see(e)
	}, args...)
}

func eventIn(l logline.Line) (quiz.Event, error) {
	e, err := l.Event()
	if err != nil {
		return e, fmt.Errorf("read the log: event %s %w: %w", l.ID, errNotRecorded, err)
	}
	return e, nil
}

func eventsOf(ctx context.Context, q queryer, query string, args ...any) (events []quiz.Event, err error) {
	err = eachEvent(ctx, q, query, func(e quiz.Event) error {
		events = append(events, e)
		return nil
	}, args...)
	return events, err
}

// eachStanding shows the learner's log event by event, in order, without those that
// were taken back.
func eachStanding(ctx context.Context, q queryer, n int64, see func(quiz.Event) error) error {
	undos, err := eventsOf(ctx, q, inOrder(byRemark, "AND kind <> 'answer' AND kind = 'undo'"), n)
	if err != nil {
		return err
	}
	undone := quiz.Undone(undos)
	return eachEvent(ctx, q, inOrder(byKey, ""), func(e quiz.Event) error {
		if undone[e.ID] {
			return nil
		}
		return see(e)
	}, n)
}

// readEventsAbout reads what the cards of the facets follow from: the answers
// about them, and all that is no answer. Reviews are about one facet.
func readEventsAbout(ctx context.Context, q queryer, n int64, facets []questions.FacetID) ([]quiz.Event, error) {
	events, err := eventsOf(ctx, q, inOrder(byRemark, "AND kind <> 'answer'"), n)
	if err != nil {
		return nil, err
	}
	for _, facet := range slices.Compact(slices.Sorted(slices.Values(facets))) {
		const itself = "AND kind = 'answer' AND json_extract(body, '$.facets[0]') = ?"
		about, err := eventsOf(ctx, q, inOrder(byFacet, itself), n, facet)
		if err != nil {
			return nil, err
		}
		events = append(events, about...)
	}
	return events, nil
}

// EventsAbout returns the learner's events that the card of the facet follows
// from, and some that change nothing about it, in no particular order.
func (db *DB) EventsAbout(ctx context.Context, learner quiz.LearnerID, facet questions.FacetID) ([]quiz.Event, error) {
	return ofLearner(ctx, db, learner, func(ctx context.Context, q queryer, n int64) ([]quiz.Event, error) {
		return readEventsAbout(ctx, q, n, []questions.FacetID{facet})
	})
}

// LastAt returns when the last entry of the learner's log was made, by the clock of then;
// zero in an empty log.
func (db *DB) LastAt(ctx context.Context, learner quiz.LearnerID) (time.Time, error) {
	return ofLearner(ctx, db, learner, func(ctx context.Context, q queryer, n int64) (time.Time, error) {
		const query = "SELECT at_ms, zone_s FROM log WHERE learner = ? ORDER BY ord DESC, id DESC LIMIT 1"
		var at int64
		var zone int
		err := q.QueryRowContext(ctx, query, n).Scan(&at, &zone)
		if errors.Is(err, sql.ErrNoRows) {
			return time.Time{}, nil
		}
		return time.UnixMilli(at).In(time.FixedZone("", zone)), doing("read the last entry", err)
	})
}

// Run returns of the last reviews of the facet that stand, at most so many, whether each
// was right, the last one last. Those before a reset are among them.
func (db *DB) Run(ctx context.Context, learner quiz.LearnerID, facet questions.FacetID, most int) ([]bool, error) {
	return ofLearner(ctx, db, learner, func(ctx context.Context, q queryer, n int64) ([]bool, error) {
		const query = `
			SELECT json_extract(body, '$.correct') FROM log ` + byFacet + `
			WHERE learner = ?1 AND kind = 'answer' AND json_extract(body, '$.facets[0]') = ?2
				AND json_extract(body, '$.counts') = 'review' AND ` + stands + `
			ORDER BY ord DESC, id DESC LIMIT ?3`
		run, err := list(ctx, q, query, scanned[bool], n, facet, most)
		slices.Reverse(run)
		return run, doing("read the last reviews", err)
	})
}

// Recent returns the answers of the study day among the learner's last events, of
// which so many are read, the last one last.
func (db *DB) Recent(ctx context.Context, learner quiz.LearnerID, day quiz.Day, most int) ([]*quiz.Answer, error) {
	return ofLearner(ctx, db, learner, func(ctx context.Context, q queryer, n int64) (last []*quiz.Answer, err error) {
		err = eachLine(ctx, q, lastFirst(byKey, "")+" LIMIT ?", func(l logline.Line) error {
			if l.Day != day {
				return nil
			}
			e, err := eventIn(l)
			if e.Answer != nil {
				last = append(last, e.Answer)
			}
			return err
		}, n, most)
		slices.Reverse(last)
		return last, err
	})
}

// Met returns the facets that the learner answered about in classes, each once, and
// whether the last answer about it was right.
func (db *DB) Met(ctx context.Context, learner quiz.LearnerID) ([]quiz.Met, error) {
	return ofLearner(ctx, db, learner, met)
}

func met(ctx context.Context, q queryer, n int64) (all []quiz.Met, err error) {
	const query = `
		SELECT json_extract(body, '$.facets[0]'), json_extract(body, '$.correct') FROM log INDEXED BY log_class
		WHERE log.learner = ? AND kind = 'answer' AND json_extract(body, '$.room') IS NOT NULL
			AND json_array_length(body, '$.facets') = 1
			AND ` + stands + `
		ORDER BY ord DESC, id DESC`
	seen := make(map[questions.FacetID]bool)
	err = each(ctx, q, query, func(rows *sql.Rows) error {
		var m quiz.Met
		err := rows.Scan(&m.Facet, &m.Correct)
		if !seen[m.Facet] {
			seen[m.Facet] = true
			all = append(all, m)
		}
		return err
	}, n)
	return all, doing("read what was met in class", err)
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

// inOrder is the query of the learner's lines in order, by one of the indexes of the
// log. What follows WHERE may be narrowed.
func inOrder(by, where string) string { return linesBy(by, where, "") }

// lastFirst is [inOrder] backwards.
func lastFirst(by, where string) string { return linesBy(by, where, "DESC") }

func linesBy(by, where, order string) string {
	return fmt.Sprintf(`
		SELECT log.id, coalesce((SELECT id FROM devices WHERE n = log.device), ''), seq, ord, at_ms,
			zone_s, day, kind, body, prev, hash
		FROM log %s
		WHERE learner = ? %s ORDER BY ord %[3]s, log.id %[3]s`, by, where, order)
}

// eachLine shows the lines that the query finds one by one, so that a log of years
// need not be in memory.
func eachLine(ctx context.Context, q queryer, query string, see func(logline.Line) error, args ...any) error {
	return each(ctx, q, query, func(rows *sql.Rows) error {
		var l logline.Line
		err := rows.Scan(
			&l.ID, &l.Device, &l.Seq, &l.Order, &l.AtMS, &l.Zone, &l.Day, &l.Kind, &l.Body, &l.Prev, &l.Sum)
		if err != nil {
			return fmt.Errorf("an event %w: %w", errNotRecorded, err)
		}
		return see(l)
	}, args...)
}

// HasEvent reports whether the log has the event.
func (db *DB) HasEvent(ctx context.Context, id quiz.EventID) (has bool, err error) {
	err = db.sql.QueryRowContext(ctx, "SELECT EXISTS (SELECT 1 FROM log WHERE id = ?)", id).Scan(&has)
	return has, explain(db.path, doing("look for an event", err))
}
