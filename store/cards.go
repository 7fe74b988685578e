package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"portdrill/questions"
	"portdrill/quiz"
	"portdrill/quiz/fsrs"
)

const cardColumns = "facet, state, stability, difficulty, step, lapses, reviews, begun, last, due_ms, due_day, days, target"

// Cards returns every card that the learner has begun.
func (db *DB) Cards(ctx context.Context, learner quiz.LearnerID) ([]quiz.Card, error) {
	n, err := learnerRow(ctx, db.sql, learner)
	if err != nil {
		return nil, err
	}
	cards, err := readCards(ctx, db.sql, "SELECT "+cardColumns+" FROM cards WHERE learner = ?", n)
	return cards, explain(db.path, err)
}

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
	var t quiz.Tally
	err := q.QueryRowContext(ctx, "SELECT answers, correct, reviews, begun FROM tallies WHERE learner = ? AND day = ?", n, day).
		Scan(&t.Answers, &t.Correct, &t.Reviews, &t.New)
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
	var t quiz.Tally
	err = db.sql.QueryRowContext(ctx,
		"SELECT coalesce(sum(answers), 0), coalesce(sum(correct), 0), coalesce(sum(reviews), 0), coalesce(sum(begun), 0) FROM tallies WHERE learner = ?", n).
		Scan(&t.Answers, &t.Correct, &t.Reviews, &t.New)
	return t, explain(db.path, err)
}

// derive writes what follows from an event that was just appended. The cards are
// read inside the transaction: another program may have moved them since the
// session drew its question.
func (db *DB) derive(ctx context.Context, tx *sql.Tx, n int64, e quiz.Event) error {
	if e.Kind == quiz.UndoEvent || e.IsAboutCards() {
		return db.rebuild(ctx, tx, n)
	}
	switch undone, err := awaited(ctx, tx, n, e.ID); {
	case err != nil:
		return err
	case undone:
		return nil // what follows from it was taken back before it came
	}
	cards, err := facetCards(ctx, tx, n, e.Facets())
	if err != nil {
		return err
	}
	tally, err := readTally(ctx, tx, n, e.Day)
	if err != nil {
		return err
	}
	d := quiz.Derived{Cards: make(map[questions.FacetID]quiz.Card), Days: map[quiz.Day]quiz.Tally{e.Day: tally}}
	for _, c := range cards {
		d.Cards[c.Facet] = c
	}
	db.scheduler.Apply(d, e)
	return writeDerived(ctx, tx, n, d)
}

// awaited reports whether an undo of the event is in the log already, as where it
// was recorded on another device.
func awaited(ctx context.Context, tx *sql.Tx, n int64, id quiz.EventID) (bool, error) {
	var undone bool
	// That it is no answer is said for the index, which knows only those.
	err := tx.QueryRowContext(ctx,
		"SELECT EXISTS (SELECT 1 FROM log WHERE learner = ? AND kind <> 'answer' AND kind = 'undo' AND json_extract(body, '$.target') = ?)", n, id).Scan(&undone)
	if err != nil {
		return false, fmt.Errorf("look for an undo: %w", err)
	}
	return undone, nil
}

func writeDerived(ctx context.Context, tx *sql.Tx, n int64, d quiz.Derived) error {
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
		_, err := tx.ExecContext(ctx, "INSERT INTO holds (learner, facet, suspended, buried) VALUES (?, ?, ?, ?)", n, facet, h.Suspended, buried)
		if err != nil {
			return fmt.Errorf("write the hold on %s: %w", facet, err)
		}
	}
	for day, t := range d.Days {
		_, err := tx.ExecContext(ctx,
			"INSERT OR REPLACE INTO tallies (learner, day, answers, correct, reviews, begun) VALUES (?, ?, ?, ?, ?, ?)",
			n, day, t.Answers, t.Correct, t.Reviews, t.New)
		if err != nil {
			return fmt.Errorf("write the tally of %s: %w", day, err)
		}
	}
	return nil
}

// deriveAnew derives, for every learner whose cards follow older rules, all
// cards and tallies from the log.
func (db *DB) deriveAnew(ctx context.Context) error {
	var outdated int
	err := db.sql.QueryRowContext(ctx, "SELECT count(*) FROM learners WHERE derivation <> ?", quiz.DerivationVersion).Scan(&outdated)
	if err != nil || outdated == 0 {
		return err
	}
	return db.inTx(ctx, func(tx *sql.Tx) error {
		learners, err := outdatedLearners(ctx, tx)
		if err != nil {
			return fmt.Errorf("derive cards anew: %w", err)
		}
		for _, n := range learners {
			if err := db.rebuild(ctx, tx, n); err != nil {
				return fmt.Errorf("derive cards anew: %w", err)
			}
		}
		return nil
	})
}

func outdatedLearners(ctx context.Context, tx *sql.Tx) ([]int64, error) {
	rows, err := tx.QueryContext(ctx, "SELECT n FROM learners WHERE derivation <> ?", quiz.DerivationVersion)
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

func (db *DB) rebuild(ctx context.Context, tx *sql.Tx, n int64) error {
	events, err := readEvents(ctx, tx, n)
	if err != nil {
		return err
	}
	for _, clear := range []string{"DELETE FROM cards WHERE learner = ?", "DELETE FROM tallies WHERE learner = ?", "DELETE FROM holds WHERE learner = ?"} {
		if _, err := tx.ExecContext(ctx, clear, n); err != nil {
			return err
		}
	}
	if err := writeDerived(ctx, tx, n, db.scheduler.Replay(events)); err != nil {
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
	rows, err := db.sql.QueryContext(ctx, "SELECT facet, suspended, buried FROM holds WHERE learner = ?", n)
	if err != nil {
		return nil, explain(db.path, fmt.Errorf("read holds: %w", err))
	}
	defer rows.Close()
	for rows.Next() {
		var facet questions.FacetID
		var h quiz.Hold
		var buried sql.NullInt64
		if err := rows.Scan(&facet, &h.Suspended, &buried); err != nil {
			return nil, explain(db.path, fmt.Errorf("read holds: %w", err))
		}
		h.Buried, h.Until = buried.Valid, quiz.Day(buried.Int64)
		holds[facet] = h
	}
	return holds, explain(db.path, rows.Err())
}
