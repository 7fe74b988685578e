package store

import (
	"cmp"
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/mattn/go-sqlite3"

	"portdrill/questions"
	"portdrill/quiz"
	"portdrill/quiz/fsrs"
)

const cardColumns = "facet, state, stability, difficulty, step, lapses, reviews, begun, last, due_ms, due_day, days, target"

// Cards returns every card that the learner has begun. A session begins with them,
// so that they are taken from the driver itself: through database/sql the thousands
// that somebody has after years take twice as long.
func (db *DB) Cards(ctx context.Context, learner quiz.LearnerID) ([]quiz.Card, error) {
	n, err := learnerRow(ctx, db.sql, learner)
	if err != nil {
		return nil, err
	}
	var cards []quiz.Card
	err = onDriver(ctx, db.sql, func(c *sqlite3.SQLiteConn) error {
		cards, err = cardsOf(c, n)
		return err
	})
	return cards, explain(db.path, err)
}

func cardsOf(c *sqlite3.SQLiteConn, n int64) ([]quiz.Card, error) {
	rows, err := c.Query("SELECT "+cardColumns+" FROM cards WHERE learner = ?", []driver.Value{n})
	if err != nil {
		return nil, fmt.Errorf("read cards: %w", err)
	}
	defer rows.Close()
	const usual = 256 // of somebody who learns a deck both ways
	cards := make([]quiz.Card, 0, usual)
	values := make([]driver.Value, len(rows.Columns()))
	for {
		err := rows.Next(values)
		if errors.Is(err, io.EOF) {
			return cards, nil
		}
		if err != nil {
			return nil, fmt.Errorf("read cards: %w", err)
		}
		card, err := cardFrom(values)
		if err != nil {
			return nil, err
		}
		cards = append(cards, card)
	}
}

// cardFrom makes a card of the values of cardColumns. That they are of these types
// the table sees to, which is STRICT; in a damaged file they may not be.
func cardFrom(v []driver.Value) (quiz.Card, error) {
	sound := true
	text := func(i int) string { t, is := v[i].(string); sound = sound && is; return t }
	number := func(i int) int64 { n, is := v[i].(int64); sound = sound && is; return n }
	decimal := func(i int) float64 { x, is := v[i].(float64); sound = sound && is; return x }
	c := quiz.Card{
		Facet: questions.FacetID(text(0)),
		Begun: quiz.Day(number(7)), Last: quiz.Day(number(8)), Due: time.UnixMilli(number(9)).UTC(), DueDay: quiz.Day(number(10)),
		Days: int(number(11)), Reviews: int(number(6)), Target: decimal(12),
	}
	c.Memory.Stability, c.Memory.Difficulty = decimal(2), decimal(3)
	c.Step, c.Lapses = int(number(4)), int(number(5))
	var err error
	if c.State, err = parseState(text(1)); err != nil || !sound {
		return c, fmt.Errorf("read the card of %s: %w", c.Facet, cmp.Or(err, errNoCard))
	}
	return c, nil
}

// errNoCard is about a row that a sound file does not have.
var errNoCard = errors.New("it has values of other types")

func readCards(ctx context.Context, q queryer, query string, args ...any) ([]quiz.Card, error) {
	rows, err := q.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, fmt.Errorf("read cards: %w", err)
	}
	defer rows.Close()
	var cards []quiz.Card
	for rows.Next() {
		var c quiz.Card
		var state string
		var due int64
		err := rows.Scan(&c.Facet, &state, &c.Memory.Stability, &c.Memory.Difficulty, &c.Step, &c.Lapses, &c.Reviews,
			&c.Begun, &c.Last, &due, &c.DueDay, &c.Days, &c.Target)
		if err != nil {
			return nil, fmt.Errorf("read cards: %w", err)
		}
		if c.State, err = parseState(state); err != nil {
			return nil, fmt.Errorf("read the card of %s: %w", c.Facet, err)
		}
		if c.Step < 0 {
			return nil, fmt.Errorf("read the card of %s: there is no step %d", c.Facet, c.Step)
		}
		c.Due = time.UnixMilli(due).UTC()
		cards = append(cards, c)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("read cards: %w", err)
	}
	return cards, nil
}

func parseState(word string) (fsrs.State, error) {
	for s := fsrs.Learning; s <= fsrs.Relearning; s++ {
		if s.String() == word {
			return s, nil
		}
	}
	return 0, fmt.Errorf("%q is no state", word)
}

// facetCards returns the cards of the facets that were begun, in that order.
func facetCards(ctx context.Context, q queryer, n int64, facets []questions.FacetID) ([]quiz.Card, error) {
	var all []quiz.Card
	for _, facet := range facets {
		cards, err := readCards(ctx, q, "SELECT "+cardColumns+" FROM cards WHERE learner = ? AND facet = ?", n, facet)
		if err != nil {
			return nil, err
		}
		all = append(all, cards...)
	}
	return all, nil
}

// Tally returns what the learner did on the study day, zero if nothing.
func (db *DB) Tally(ctx context.Context, learner quiz.LearnerID, day quiz.Day) (quiz.Tally, error) {
	n, err := learnerRow(ctx, db.sql, learner)
	if err != nil {
		return quiz.Tally{}, err
	}
	tally, err := readTally(ctx, db.sql, n, day)
	return tally, explain(db.path, err)
}

func readTally(ctx context.Context, q queryer, n int64, day quiz.Day) (quiz.Tally, error) {
	t, err := scanTally(q.QueryRowContext(ctx, "SELECT "+tallyColumns+" FROM tallies WHERE learner = ? AND day = ?", n, day).Scan)
	if errors.Is(err, sql.ErrNoRows) {
		return quiz.Tally{}, nil
	}
	if err != nil {
		return quiz.Tally{}, fmt.Errorf("read the tally of %s: %w", day, err)
	}
	return t, nil
}

// Total returns what the learner did in all.
func (db *DB) Total(ctx context.Context, learner quiz.LearnerID) (quiz.Tally, error) {
	n, err := learnerRow(ctx, db.sql, learner)
	if err != nil {
		return quiz.Tally{}, err
	}
	t, err := scanTally(db.sql.QueryRowContext(ctx, `
		SELECT coalesce(sum(answers), 0), coalesce(sum(correct), 0), coalesce(sum(reviews), 0), coalesce(sum(begun), 0),
			coalesce(sum(repeats), 0), coalesce(sum(recalled), 0), coalesce(sum(took_ms), 0)
		FROM tallies WHERE learner = ?`, n).Scan)
	return t, explain(db.path, err)
}

// derive writes what follows from an event that was just appended, and returns the
// cards of its facets. The cards are read inside the transaction: another program
// may have moved them since the session drew its question.
func (db *DB) derive(ctx context.Context, tx execer, end logEnd, e quiz.Event) ([]quiz.Card, error) {
	switch {
	case e.Kind == quiz.UndoEvent: // which nothing takes back
		if err := db.deriveUndo(ctx, tx, end.learner, e); err != nil {
			return nil, err
		}
	case end.undone: // what follows from it was taken back before it came
	case e.Change != nil:
		return nil, db.deriveChange(ctx, tx, end.learner, *e.Change)
	case e.Kind == quiz.AnswerEvent || e.IsAboutCards():
		return db.apply(ctx, tx, end, e)
	}
	return facetCards(ctx, tx, end.learner, e.Facets())
}

// apply writes what follows from an answer, or an event about cards, that is the
// last one.
func (db *DB) apply(ctx context.Context, tx execer, end logEnd, e quiz.Event) ([]quiz.Card, error) {
	scheduler, err := db.schedulerOf(end.settings)
	if err != nil {
		return nil, err
	}
	before, err := readDerived(ctx, tx, end.learner, e)
	if err != nil {
		return nil, err
	}
	after := before.Clone()
	scheduler.Apply(after, e)
	if err := addSlots(ctx, tx, end.learner, after.Slots); err != nil {
		return nil, err
	}
	if err := addCounts(ctx, tx, end.learner, after); err != nil {
		return nil, err
	}
	if err := writeChanged(ctx, tx, end.learner, before, uncounted(after)); err != nil {
		return nil, err
	}
	var cards []quiz.Card
	for _, facet := range e.Facets() {
		if c, begun := after.Cards[facet]; begun {
			cards = append(cards, c)
		}
	}
	return cards, nil
}

// uncounted is d without days, slots and fits.
func uncounted(d quiz.Derived) quiz.Derived {
	d.Days, d.Slots, d.Fits = nil, nil, nil
	return d
}

// schedulerOf returns the scheduler that settings describe. The last one is kept:
// settings seldom change, and a model takes a while to make.
func (db *DB) schedulerOf(settings string) (quiz.Scheduler, error) {
	if db.scheduler.of == settings {
		return db.scheduler.Scheduler, nil
	}
	parsed, err := parseSettings(settings)
	if err != nil {
		return quiz.Scheduler{}, err
	}
	scheduler, err := quiz.SchedulerOf(parsed)
	if err == nil {
		db.scheduler.of, db.scheduler.Scheduler = settings, scheduler
	}
	return scheduler, err
}

// deriveChange writes what follows from other settings. Only where cards are to
// be scheduled anew is the log gone through.
func (db *DB) deriveChange(ctx context.Context, tx execer, n int64, c quiz.Change) error {
	if c.Reschedule {
		return db.rebuild(ctx, tx, n)
	}
	settings, err := readSettings(ctx, tx, n)
	if err != nil {
		return err
	}
	if settings, err = settings.With(c); err != nil {
		return err
	}
	return writeSettings(ctx, tx, n, settings)
}

// deriveUndo writes what follows from taking an event back. What it changed lies
// in the cards of its facets and in the tallies of their answers, and follows from
// those answers alone; but settings change everything after them.
func (db *DB) deriveUndo(ctx context.Context, tx execer, n int64, undo quiz.Event) error {
	settled, err := isOfSettings(ctx, tx, n, undo.Undo.Target)
	if err != nil {
		return err
	}
	if settled {
		return db.rebuild(ctx, tx, n)
	}
	part, err := readEventsAbout(ctx, tx, n, undo.Undo.Facets)
	if err != nil {
		return err
	}
	without := slices.DeleteFunc(slices.Clone(part), func(e quiz.Event) bool { return e.ID == undo.ID })
	before, after := quiz.Replay(without), quiz.Replay(part)
	if err := subtractCounts(ctx, tx, n, before, after); err != nil {
		return err
	}
	before.Days, before.Fits, after.Days, after.Fits = nil, nil, nil, nil
	return writeChanged(ctx, tx, n, before, after)
}

// readDerived reads what the log has led to for the facets of the event, as far as
// it may change. What is counted is only added to.
func readDerived(ctx context.Context, tx execer, n int64, e quiz.Event) (quiz.Derived, error) {
	d := quiz.NewDerived(quiz.Settings{})
	cards, err := facetCards(ctx, tx, n, e.Facets())
	if err != nil {
		return d, err
	}
	for _, c := range cards {
		d.Cards[c.Facet] = c
	}
	if mixed, is := e.Mixed(); is {
		if err := readConfusions(ctx, tx, d.Confusions, "learner = ? AND facet = ? AND chosen = ?", n, mixed.Facet, mixed.Chosen); err != nil {
			return d, err
		}
	}
	if e.IsAboutCards() {
		for _, facet := range e.About {
			if err := readHolds(ctx, tx, d.Holds, "learner = ? AND facet = ?", n, facet); err != nil {
				return d, err
			}
		}
	}
	return d, nil
}

// writeChanged writes what differs from before.
func writeChanged(ctx context.Context, tx execer, n int64, before, after quiz.Derived) error {
	for facet := range before.Cards {
		if _, still := after.Cards[facet]; !still {
			if _, err := tx.ExecContext(ctx, "DELETE FROM cards WHERE learner = ? AND facet = ?", n, facet); err != nil {
				return fmt.Errorf("take away the card of %s: %w", facet, err)
			}
		}
	}
	for facet := range before.Holds {
		if _, still := after.Holds[facet]; !still {
			if _, err := tx.ExecContext(ctx, "DELETE FROM holds WHERE learner = ? AND facet = ?", n, facet); err != nil {
				return fmt.Errorf("take away the hold on %s: %w", facet, err)
			}
		}
	}
	for mixed := range before.Confusions {
		if _, still := after.Confusions[mixed]; !still {
			if _, err := tx.ExecContext(ctx, "DELETE FROM confusions WHERE learner = ? AND facet = ? AND chosen = ?", n, mixed.Facet, mixed.Chosen); err != nil {
				return fmt.Errorf("take away a confusion of %s: %w", mixed.Facet, err)
			}
		}
	}
	for slot := range before.Slots {
		if _, still := after.Slots[slot]; !still {
			if err := removeSlot(ctx, tx, n, slot); err != nil {
				return err
			}
		}
	}
	return writeDerived(ctx, tx, n, after.Since(before))
}

func writeDerived(ctx context.Context, tx execer, n int64, d quiz.Derived) error {
	for _, c := range d.Cards {
		_, err := tx.ExecContext(ctx,
			"INSERT OR REPLACE INTO cards (learner, "+cardColumns+") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
			n, c.Facet, c.State.String(), c.Memory.Stability, c.Memory.Difficulty, c.Step, c.Lapses, c.Reviews,
			c.Begun, c.Last, c.Due.UnixMilli(), c.DueDay, c.Days, c.Target)
		if err != nil {
			return fmt.Errorf("write the card of %s: %w", c.Facet, err)
		}
	}
	for facet, h := range d.Holds {
		buried := sql.NullInt64{Int64: int64(h.Until), Valid: h.Buried}
		_, err := tx.ExecContext(ctx, "INSERT OR REPLACE INTO holds (learner, facet, suspended, buried) VALUES (?, ?, ?, ?)", n, facet, h.Suspended, buried)
		if err != nil {
			return fmt.Errorf("write the hold on %s: %w", facet, err)
		}
	}
	for mixed, c := range d.Confusions {
		_, err := tx.ExecContext(ctx, "INSERT OR REPLACE INTO confusions (learner, facet, chosen, count, first, last) VALUES (?, ?, ?, ?, ?, ?)",
			n, mixed.Facet, mixed.Chosen, c.Count, c.First, c.Last)
		if err != nil {
			return fmt.Errorf("write a confusion of %s: %w", mixed.Facet, err)
		}
	}
	if err := addCounts(ctx, tx, n, d); err != nil { // where there are none yet
		return err
	}
	return writeSlots(ctx, tx, n, d.Slots)
}

// deriveAnew derives, for every learner whose cards follow older rules, all
// cards and tallies from the log.
func (db *DB) deriveAnew(ctx context.Context) error {
	outdated, err := countOutdated(ctx, db.sql)
	if err != nil || outdated == 0 {
		return err
	}
	return db.inTx(ctx, func(tx execer) error {
		learners, err := rowsOf(ctx, tx, "SELECT n FROM learners WHERE derivation <> ?", quiz.DerivationVersion)
		if err != nil {
			return fmt.Errorf("derive cards anew: %w", err)
		}
		return db.rebuildAll(ctx, tx, learners)
	})
}

func countOutdated(ctx context.Context, q queryer) (n int, err error) {
	err = q.QueryRowContext(ctx, "SELECT count(*) FROM learners WHERE derivation <> ?", quiz.DerivationVersion).Scan(&n)
	return n, err
}

func (db *DB) rebuildAll(ctx context.Context, tx execer, learners []int64) error {
	for _, n := range learners {
		if err := db.rebuild(ctx, tx, n); err != nil {
			return fmt.Errorf("derive cards anew: %w", err)
		}
	}
	return nil
}

// rowsOf returns the numbers that the query finds.
func rowsOf(ctx context.Context, q queryer, query string, args ...any) ([]int64, error) {
	rows, err := q.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []int64
	for rows.Next() {
		var n int64
		if err := rows.Scan(&n); err != nil {
			return nil, err
		}
		all = append(all, n)
	}
	return all, rows.Err()
}

// derivedTables hold what follows from the log, by learner.
var derivedTables = []string{"cards", "tallies", "holds", "confusions", "slots", "fits"}

func (db *DB) rebuild(ctx context.Context, tx execer, n int64) error {
	events, err := readEvents(ctx, tx, n)
	if err != nil {
		return err
	}
	for _, table := range derivedTables {
		if _, err := tx.ExecContext(ctx, "DELETE FROM "+table+" WHERE learner = ?", n); err != nil {
			return err
		}
	}
	d := quiz.Replay(events)
	if err := writeDerived(ctx, tx, n, d); err != nil {
		return err
	}
	if err := writeSettings(ctx, tx, n, d.Settings); err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, "UPDATE learners SET derivation = ? WHERE n = ?", quiz.DerivationVersion, n)
	return err
}

// Holds returns what is not to be asked about.
func (db *DB) Holds(ctx context.Context, learner quiz.LearnerID) (map[questions.FacetID]quiz.Hold, error) {
	n, err := learnerRow(ctx, db.sql, learner)
	if err != nil {
		return nil, err
	}
	holds := make(map[questions.FacetID]quiz.Hold)
	return holds, explain(db.path, readHolds(ctx, db.sql, holds, "learner = ?", n))
}

func readHolds(ctx context.Context, q queryer, into map[questions.FacetID]quiz.Hold, where string, args ...any) error {
	rows, err := q.QueryContext(ctx, "SELECT facet, suspended, buried FROM holds WHERE "+where, args...)
	if err != nil {
		return fmt.Errorf("read holds: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var facet questions.FacetID
		var h quiz.Hold
		var buried sql.NullInt64
		if err := rows.Scan(&facet, &h.Suspended, &buried); err != nil {
			return fmt.Errorf("read holds: %w", err)
		}
		h.Buried, h.Until = buried.Valid, quiz.Day(buried.Int64)
		into[facet] = h
	}
	return rows.Err()
}

// Confusions returns what the learner mixed up.
func (db *DB) Confusions(ctx context.Context, learner quiz.LearnerID) (map[quiz.Mixed]quiz.Confusion, error) {
	n, err := learnerRow(ctx, db.sql, learner)
	if err != nil {
		return nil, err
	}
	all := make(map[quiz.Mixed]quiz.Confusion)
	return all, explain(db.path, readConfusions(ctx, db.sql, all, "learner = ?", n))
}

func readConfusions(ctx context.Context, q queryer, into map[quiz.Mixed]quiz.Confusion, where string, args ...any) error {
	rows, err := q.QueryContext(ctx, "SELECT facet, chosen, count, first, last FROM confusions WHERE "+where, args...)
	if err != nil {
		return fmt.Errorf("read confusions: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var mixed quiz.Mixed
		var c quiz.Confusion
		if err := rows.Scan(&mixed.Facet, &mixed.Chosen, &c.Count, &c.First, &c.Last); err != nil {
			return fmt.Errorf("read confusions: %w", err)
		}
		into[mixed] = c
	}
	return rows.Err()
}
