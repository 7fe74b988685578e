package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/google/uuid"

	"portdrill/quiz"
)

// What can be wrong with the learner that is named.
var (
	ErrNoLearner = errors.New("no such learner")
	ErrNotOne    = errors.New("several learners go by that name")
	ErrNameTaken = errors.New("there is a learner of that name already")
)

// A Learner is a person whose log the file holds.
type Learner struct {
	ID     quiz.LearnerID
	Name   string // empty for one who has not said
	Events int64
	Since  time.Time
}

// Learner returns the learner whose file this is, the one added first, and adds
// one if there is none.
func (db *DB) Learner(ctx context.Context, now time.Time) (quiz.LearnerID, error) {
	id, err := firstLearner(ctx, db.sql)
	if err != nil || id != "" {
		return id, explain(db.path, err)
	}
	err = db.inTx(ctx, func(tx execer) error {
		// Another program may have added one since.
		if id, err = firstLearner(ctx, tx); err != nil || id != "" {
			return err
		}
		id = quiz.LearnerID(uuid.NewString())
		if _, err := addLearner(ctx, tx, id, now); err != nil {
			return err
		}
		return seal(ctx, tx)
	})
	if err != nil {
		return "", err
	}
	return id, nil
}

// AddLearner adds a learner, with the settings event that gives the name. The
// error is [ErrNameTaken] if somebody else has that name.
func (db *DB) AddLearner(ctx context.Context, named quiz.Event) (quiz.LearnerID, error) {
	id := quiz.LearnerID(uuid.NewString())
	err := db.inTx(ctx, func(tx execer) error {
		if _, err := addLearner(ctx, tx, id, named.At); err != nil {
			return err
		}
		if err := db.nameIn(ctx, tx, id, named); err != nil {
			return err
		}
		return seal(ctx, tx)
	})
	return id, err
}

// Rename records the settings event that gives the learner another name. The
// error is [ErrNameTaken] if somebody else has it.
func (db *DB) Rename(ctx context.Context, learner quiz.LearnerID, named quiz.Event) error {
	return db.inTx(ctx, func(tx execer) error { return db.nameIn(ctx, tx, learner, named) })
}

// nameIn gives the learner the name in the event if nobody else has it.
func (db *DB) nameIn(ctx context.Context, tx execer, learner quiz.LearnerID, named quiz.Event) error {
	all, err := learners(ctx, tx)
	if err != nil {
		return err
	}
	for _, l := range all {
		if l.ID != learner && strings.EqualFold(l.Name, *named.Change.Name) {
			return fmt.Errorf("name a learner %q: %w", *named.Change.Name, ErrNameTaken)
		}
	}
	_, err = db.recordIn(ctx, tx, learner, named)
	return err
}

func addLearner(ctx context.Context, tx execer, id quiz.LearnerID, since time.Time) (n int64, err error) {
	return addLearnerIn(ctx, tx, 0, id, since)
}

// addLearnerIn adds a learner in the row, or in the next one if it is 0 or taken.
func addLearnerIn(ctx context.Context, tx execer, row int64, id quiz.LearnerID, since time.Time) (n int64, err error) {
	result, err := tx.ExecContext(ctx,
		"INSERT INTO learners (n, id, created_ms, derivation) VALUES ((SELECT ?1 WHERE ?1 > 0 AND NOT EXISTS (SELECT 1 FROM learners WHERE n = ?1)), ?2, ?3, ?4)",
		row, id, since.UnixMilli(), quiz.DerivationVersion)
	if err != nil {
		return 0, fmt.Errorf("add a learner: %w", err)
	}
	return result.LastInsertId()
}

// Learners returns all learners, the one added first first.
func (db *DB) Learners(ctx context.Context) ([]Learner, error) {
	all, err := learners(ctx, db.sql)
	return all, explain(db.path, err)
}

func learners(ctx context.Context, q queryer) ([]Learner, error) {
	const query = `
		SELECT id, coalesce(settings ->> '$.name', ''), created_ms,
			(SELECT coalesce(sum(count), 0) FROM heads WHERE heads.learner = learners.n)
		FROM learners ORDER BY n`
	all, err := list(ctx, q, query, func(rows *sql.Rows) (l Learner, err error) {
		var since int64
		err = rows.Scan(&l.ID, &l.Name, &since, &l.Events)
		l.Since = time.UnixMilli(since)
		return l, err
	})
	return all, doing("read the learners", err)
}

// fewestOfID is how many signs of an ID name a learner.
const fewestOfID = 4

// Find returns the learner of the name, in any case, or of the ID or its
// beginning; for "" the one added first. The error is [ErrNoLearner], or
// [ErrNotOne] where the name is that of several.
func (db *DB) Find(ctx context.Context, name string) (Learner, error) {
	all, err := db.Learners(ctx)
	if err != nil {
		return Learner{}, err
	}
	if name == "" && len(all) > 0 {
		return all[0], nil
	}
	var found []Learner
	for _, l := range all {
		if strings.EqualFold(l.Name, name) {
			found = append(found, l)
		}
	}
	if len(found) == 0 && len(name) >= fewestOfID {
		for _, l := range all {
			if strings.HasPrefix(string(l.ID), strings.ToLower(name)) {
				found = append(found, l)
			}
		}
	}
	switch len(found) {
	case 0:
		return Learner{}, fmt.Errorf("%w: %q", ErrNoLearner, name)
	case 1:
		return found[0], nil
	}
	return Learner{}, fmt.Errorf("%w: %q", ErrNotOne, name)
}

// FirstLearner returns the learner who was added first, "" if there is none.
func (db *DB) FirstLearner(ctx context.Context) (quiz.LearnerID, error) {
	id, err := firstLearner(ctx, db.sql)
	return id, explain(db.path, err)
}

// FirstDeckAnswered returns the key of the deck that the learner's first answer was
// about, "" if there is no answer.
func (db *DB) FirstDeckAnswered(ctx context.Context, learner quiz.LearnerID) (deck string, err error) {
	n, err := learnerRow(ctx, db.sql, learner)
	if err != nil {
		return "", err
	}
	const first = `SELECT coalesce(body ->> 'deck', '') FROM log
		WHERE learner = ? AND kind = 'answer' ORDER BY ord LIMIT 1`
	err = db.sql.QueryRowContext(ctx, first, n).Scan(&deck)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	return deck, explain(db.path, err)
}

// firstLearner returns the learner added first, "" if there is none.
func firstLearner(ctx context.Context, q queryer) (quiz.LearnerID, error) {
	var id quiz.LearnerID
	err := q.QueryRowContext(ctx, "SELECT id FROM learners ORDER BY n LIMIT 1").Scan(&id)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	if err != nil {
		return "", fmt.Errorf("find the learner: %w", err)
	}
	return id, nil
}

func learnerRow(ctx context.Context, q queryer, learner quiz.LearnerID) (int64, error) {
	var n int64
	err := q.QueryRowContext(ctx, "SELECT n FROM learners WHERE id = ?", learner).Scan(&n)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, fmt.Errorf("%w: %s", ErrNoLearner, learner)
	}
	if err != nil {
		return 0, fmt.Errorf("find the learner %s: %w", learner, err)
	}
	return n, nil
}

// ofLearner returns what read finds of the learner, whose row it gets.
func ofLearner[T any](
	ctx context.Context, db *DB, learner quiz.LearnerID, read func(ctx context.Context, q queryer, n int64) (T, error),
) (found T, err error) {
	n, err := learnerRow(ctx, db.sql, learner)
	if err != nil {
		return found, err
	}
	found, err = read(ctx, db.sql, n)
	return found, explain(db.path, err)
}
