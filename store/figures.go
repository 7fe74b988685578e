package store

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/mattn/go-sqlite3"

	"portdrill/questions"
	"portdrill/quiz"
)

const (
	tallyColumns = "answers, correct, reviews, begun, repeats, recalled, took_ms"
	slotColumns  = "day, facet, kind, options, fresh, chosen, answers, correct, took"
	fitColumns   = "lag, nth, lapses, likely, reviews, recalled, predicted, loss"
)

// Days returns what the learner did on each study day with an answer.
func (db *DB) Days(ctx context.Context, learner quiz.LearnerID) (map[quiz.Day]quiz.Tally, error) {
	n, err := learnerRow(ctx, db.sql, learner)
	if err != nil {
		return nil, err
	}
	days := make(map[quiz.Day]quiz.Tally)
	return days, explain(db.path, readDays(ctx, db.sql, days, n))
}

func readDays(ctx context.Context, q queryer, into map[quiz.Day]quiz.Tally, n int64) error {
	rows, err := q.QueryContext(ctx, "SELECT day, "+tallyColumns+" FROM tallies WHERE learner = ?", n)
	if err != nil {
		return fmt.Errorf("read tallies: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var day quiz.Day
		t, err := scanTally(rows.Scan, &day)
		if err != nil {
			return fmt.Errorf("read tallies: %w", err)
		}
		into[day] = t
	}
	return rows.Err()
}

// scanTally takes the values of tallyColumns, after those of the columns before them.
func scanTally(scan func(...any) error, before ...any) (t quiz.Tally, err error) {
	var ms int64
	err = scan(append(before, &t.Answers, &t.Correct, &t.Reviews, &t.New, &t.Repeats, &t.Recalled, &ms)...)
	t.Took = time.Duration(ms) * time.Millisecond
	return t, err
}

// Slots returns what the learner answered on the study day and after it, in the
// order of days. There are about as many as answers, so that they are taken from
// the driver itself, like cards.
func (db *DB) Slots(ctx context.Context, learner quiz.LearnerID, from quiz.Day) ([]quiz.Counted, error) {
	n, err := learnerRow(ctx, db.sql, learner)
	if err != nil {
		return nil, err
	}
	var all []quiz.Counted
	err = onDriver(ctx, db.sql, func(c *sqlite3.SQLiteConn) error {
		all, err = slotsOf(c, "day >= ?", n, int64(from))
		return err
	})
	return all, explain(db.path, err)
}

func slotsOf(c *sqlite3.SQLiteConn, where string, args ...driver.Value) ([]quiz.Counted, error) {
	rows, err := c.Query("SELECT "+slotColumns+" FROM slots WHERE learner = ? AND "+where, args)
	if err != nil {
		return nil, fmt.Errorf("read slots: %w", err)
	}
	defer rows.Close()
	var all []quiz.Counted
	values := make([]driver.Value, len(rows.Columns()))
	for {
		err := rows.Next(values)
		if errors.Is(err, io.EOF) {
			return all, nil
		}
		if err != nil {
			return nil, fmt.Errorf("read slots: %w", err)
		}
		counted, err := slotFrom(values)
		if err != nil {
			return nil, err
		}
		all = append(all, counted)
	}
}

// slotFrom makes a slot of the values of slotColumns. In a damaged file they may be
// of other types.
func slotFrom(v []driver.Value) (quiz.Counted, error) {
	sound := true
	text := func(i int) string { t, is := v[i].(string); sound = sound && is; return t }
	number := func(i int) int { n, is := v[i].(int64); sound = sound && is; return int(n) }
	c := quiz.Counted{
		Slot: quiz.Slot{
			Day: quiz.Day(number(0)), Facet: questions.FacetID(text(1)), Kind: questions.Kind(text(2)),
			Options: number(3), Fresh: number(4) != 0, Chosen: text(5),
		},
		Count: quiz.Count{Answers: number(6), Correct: number(7), Took: quiz.Times(text(8))},
	}
	if fresh := number(4); !sound || fresh != 0 && fresh != 1 {
		return c, fmt.Errorf("read a slot of %s: %w", c.Facet, errNoCard)
	}
	return c, nil
}

// Fits returns how the scheduler's predictions for the learner came out.
func (db *DB) Fits(ctx context.Context, learner quiz.LearnerID) (map[quiz.Bin]quiz.Fit, error) {
	n, err := learnerRow(ctx, db.sql, learner)
	if err != nil {
		return nil, err
	}
	fits := make(map[quiz.Bin]quiz.Fit)
	return fits, explain(db.path, readFits(ctx, db.sql, fits, n))
}

func readFits(ctx context.Context, q queryer, into map[quiz.Bin]quiz.Fit, n int64) error {
	rows, err := q.QueryContext(ctx, "SELECT "+fitColumns+" FROM fits WHERE learner = ?", n)
	if err != nil {
		return fmt.Errorf("read fits: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var b quiz.Bin
		var f quiz.Fit
		err := rows.Scan(&b.Lag, &b.Nth, &b.Lapses, &b.Likely, &f.Reviews, &f.Recalled, &f.Predicted, &f.Loss)
		if err != nil {
			return fmt.Errorf("read fits: %w", err)
		}
		into[b] = f
	}
	return rows.Err()
}

// readAllSlots reads the learner's slots in a transaction, where the driver itself
// cannot be had.
func readAllSlots(ctx context.Context, q queryer, into map[quiz.Slot]quiz.Count, n int64) error {
	rows, err := q.QueryContext(ctx, "SELECT "+slotColumns+" FROM slots WHERE learner = ?", n)
	if err != nil {
		return fmt.Errorf("read slots: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var s quiz.Slot
		var c quiz.Count
		err := rows.Scan(
			&s.Day, &s.Facet, &s.Kind, &s.Options, &s.Fresh, &s.Chosen, &c.Answers, &c.Correct, &c.Took)
		if err != nil {
			return fmt.Errorf("read slots: %w", err)
		}
		into[s] = c
	}
	return rows.Err()
}

// addCounts adds to what is there what an event, or the undo of one, adds to days
// and fits. It is not read before: a statement costs more than what it does.
func addCounts(ctx context.Context, tx execer, n int64, d quiz.Derived) error {
	for day, t := range d.Days {
		_, err := tx.ExecContext(ctx, `
			INSERT INTO tallies (learner, day, `+tallyColumns+`) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
			ON CONFLICT DO UPDATE SET answers = answers + excluded.answers, correct = correct + excluded.correct,
				reviews = reviews + excluded.reviews, begun = begun + excluded.begun,
				repeats = repeats + excluded.repeats, recalled = recalled + excluded.recalled,
				took_ms = took_ms + excluded.took_ms`,
			n, day, t.Answers, t.Correct, t.Reviews, t.New, t.Repeats, t.Recalled, t.Took.Milliseconds())
		if err != nil {
			return fmt.Errorf("write the tally of %s: %w", day, err)
		}
	}
	for b, f := range d.Fits {
		_, err := tx.ExecContext(ctx, `
			INSERT INTO fits (learner, `+fitColumns+`) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
			ON CONFLICT DO UPDATE SET reviews = reviews + excluded.reviews, recalled = recalled + excluded.recalled,
				predicted = predicted + excluded.predicted, loss = loss + excluded.loss`,
			n, b.Lag, b.Nth, b.Lapses, b.Likely, f.Reviews, f.Recalled, f.Predicted, f.Loss)
		if err != nil {
			return fmt.Errorf("write a fit: %w", err)
		}
	}
	return nil
}

// addSlots adds answers that come after all that are there.
func addSlots(ctx context.Context, tx execer, n int64, slots map[quiz.Slot]quiz.Count) error {
	for s, c := range slots {
		_, err := tx.ExecContext(ctx, `
			INSERT INTO slots (learner, `+slotColumns+`) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
			ON CONFLICT DO UPDATE SET answers = answers + excluded.answers, correct = correct + excluded.correct,
				took = took || ',' || excluded.took`,
			n, s.Day, s.Facet, s.Kind, s.Options, s.Fresh, s.Chosen, c.Answers, c.Correct, c.Took)
		if err != nil {
			return fmt.Errorf("write a slot of %s: %w", s.Facet, err)
		}
	}
	return nil
}

// subtractCounts takes days and fits apart: what an undo leads to. Where nothing is
// left, there is no row.
func subtractCounts(ctx context.Context, tx execer, n int64, before, after quiz.Derived) error {
	change := quiz.NewDerived(quiz.Settings{})
	for day, t := range differences(before.Days, after.Days, quiz.Tally.Minus) {
		change.Days[day] = t
	}
	for bin, f := range differences(before.Fits, after.Fits, quiz.Fit.Minus) {
		change.Fits[bin] = f
	}
	if err := addCounts(ctx, tx, n, change); err != nil {
		return err
	}
	for day := range change.Days {
		const empty = "DELETE FROM tallies WHERE learner = ? AND day = ? AND answers = 0"
		if _, err := tx.ExecContext(ctx, empty, n, day); err != nil {
			return fmt.Errorf("take away the tally of %s: %w", day, err)
		}
	}
	for b := range change.Fits {
		_, err := tx.ExecContext(ctx,
			"DELETE FROM fits WHERE learner = ? AND lag = ? AND nth = ? AND lapses = ? AND likely = ? AND reviews = 0",
			n, b.Lag, b.Nth, b.Lapses, b.Likely)
		if err != nil {
			return fmt.Errorf("take away a fit: %w", err)
		}
	}
	return nil
}

// differences returns by how much each value changed, of those that did.
func differences[K, V comparable](before, after map[K]V, minus func(V, V) V) map[K]V {
	changed := make(map[K]V)
	var none V
	for key, a := range after {
		if d := minus(a, before[key]); d != none {
			changed[key] = d
		}
	}
	for key, b := range before {
		if _, still := after[key]; !still {
			changed[key] = minus(none, b)
		}
	}
	return changed
}

// writeSlots writes slots as they are.
func writeSlots(ctx context.Context, tx execer, n int64, slots map[quiz.Slot]quiz.Count) error {
	for s, c := range slots {
		_, err := tx.ExecContext(ctx,
			"INSERT OR REPLACE INTO slots (learner, "+slotColumns+") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
			n, s.Day, s.Facet, s.Kind, s.Options, s.Fresh, s.Chosen, c.Answers, c.Correct, c.Took)
		if err != nil {
			return fmt.Errorf("write a slot of %s: %w", s.Facet, err)
		}
	}
	return nil
}

func removeSlot(ctx context.Context, tx execer, n int64, s quiz.Slot) error {
	_, err := tx.ExecContext(ctx, `
		DELETE FROM slots
		WHERE learner = ? AND day = ? AND facet = ? AND kind = ? AND options = ? AND fresh = ? AND chosen = ?`,
		n, s.Day, s.Facet, s.Kind, s.Options, s.Fresh, s.Chosen)
	if err != nil {
		return fmt.Errorf("take away a slot of %s: %w", s.Facet, err)
	}
	return nil
}
