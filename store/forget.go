package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"portdrill/quiz"
)

// ErrNotWiped says that a learner is forgotten, and that parts of what was recorded
// may still lie in the file or its backups, as where another program was reading it.
var ErrNotWiped = errors.New("what was forgotten is not overwritten yet")

// Forget removes the learner with all that was recorded, from the backups too, and
// leaves a mark that keeps imports, backups and rebuilds from bringing it back. It
// returns what has become of backups that held it. What was removed is overwritten in
// the file; a file that was damaged before keeps no such promise.
//
// The error is [ErrNotWiped] if the learner is gone and that could not be done;
// another call for the same learner does it.
func (db *DB) Forget(ctx context.Context, learner quiz.LearnerID, now time.Time) (Traces, error) {
	return db.forget(ctx, func(tx execer) (quiz.LearnerID, error) {
		n, err := learnerRow(ctx, tx, learner)
		if gone := errors.Is(err, ErrNoLearner) && isForgotten(ctx, tx, learner); gone {
			return learner, nil
		}
		if err == nil {
			err = remove(ctx, tx, n)
		}
		if err != nil {
			return learner, err
		}
		return learner, mark(ctx, tx, now, string(learner))
	})
}

// forget removes somebody, or a class, from the database and then from all around it.
func (db *DB) forget(
	ctx context.Context, removeFrom func(execer) (again quiz.LearnerID, err error),
) (Traces, error) {
	if _, err := db.sql.ExecContext(ctx, "PRAGMA secure_delete=ON"); err != nil {
		return Traces{}, explain(db.path, fmt.Errorf("forget: %w", err))
	}
	var again quiz.LearnerID
	err := db.inTx(ctx, func(tx execer) (err error) {
		if again, err = removeFrom(tx); err != nil {
			return fmt.Errorf("forget: %w", err)
		}
		return seal(ctx, tx)
	})
	if err != nil {
		return Traces{}, err
	}
	wiping := db.wipe(ctx)
	unfinished := db.removeUnfinished()
	t, err := db.cleanBackups(ctx)
	if err = errors.Join(explain(db.path, wiping), unfinished, err); err != nil {
		err = fmt.Errorf("%w: %w", ErrNotWiped, err)
	}
	t.Again = again
	return t, err
}

func isForgotten(ctx context.Context, q queryer, learner quiz.LearnerID) bool {
	var is bool
	err := q.QueryRowContext(ctx, "SELECT EXISTS (SELECT 1 FROM forgotten WHERE id = ?)", learner).Scan(&is)
	return err == nil && is
}

// remove removes the learner's rows from all tables, what was answered in classes
// among them, and the devices that nobody else has used.
func remove(ctx context.Context, tx execer, n int64) error {
	if err := removeMember(ctx, tx, n); err != nil {
		return err
	}
	for _, table := range append([]string{"log", "heads"}, derivedTables...) {
		if _, err := tx.ExecContext(ctx, "DELETE FROM "+table+" WHERE learner = ?", n); err != nil {
			return err
		}
	}
	if _, err := tx.ExecContext(ctx, "DELETE FROM learners WHERE n = ?", n); err != nil {
		return err
	}
	_, err := tx.ExecContext(ctx, "DELETE FROM devices WHERE n NOT IN (SELECT device FROM self UNION SELECT device FROM heads UNION SELECT device FROM log)")
	return err
}

// wipe writes the file anew, without what pages keep of rows that were moved or
// removed, and empties the write-ahead log, which nobody may be reading then.
func (db *DB) wipe(ctx context.Context) error {
	if _, err := db.sql.ExecContext(ctx, "VACUUM"); err != nil {
		return err
	}
	var busy bool
	var frames, moved int
	if err := db.sql.QueryRowContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)").Scan(&busy, &frames, &moved); err != nil {
		return err
	}
	if busy {
		return &FileError{Path: db.path, Err: ErrLocked}
	}
	return nil
}
