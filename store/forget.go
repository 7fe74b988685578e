package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"time"

	"portdrill/quiz"
)

// ErrNotWiped says that a learner is forgotten, and that parts of what was recorded
// may still lie in the file, since another program was reading it.
var ErrNotWiped = errors.New("what was forgotten is not overwritten yet")

// Forget removes the learner with all that was recorded, leaves a mark that keeps
// imports from bringing it back, and returns the backups that still hold it. What
// was removed is overwritten in the file; a file that was damaged before keeps no
// such promise.
//
// The error is [ErrNotWiped] if the learner is gone and that could not be done;
// another call for the same learner does it.
func (db *DB) Forget(ctx context.Context, learner quiz.LearnerID, now time.Time) ([]BackupFile, error) {
	if _, err := db.sql.ExecContext(ctx, "PRAGMA secure_delete=ON"); err != nil {
		return nil, explain(db.path, fmt.Errorf("forget: %w", err))
	}
	err := db.inTx(ctx, func(tx execer) error {
		n, err := learnerRow(ctx, tx, learner)
		if gone := errors.Is(err, ErrNoLearner) && isForgotten(ctx, tx, learner); gone {
			return nil
		}
		if err != nil {
			return err
		}
		if err := remove(ctx, tx, n); err != nil {
			return fmt.Errorf("forget: %w", err)
		}
		if _, err := tx.ExecContext(ctx, "INSERT OR REPLACE INTO forgotten (id, at_ms) VALUES (?, ?)", learner, now.UnixMilli()); err != nil {
			return fmt.Errorf("forget: %w", err)
		}
		return seal(ctx, tx)
	})
	if err != nil {
		return nil, err
	}
	if err := db.wipe(ctx); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNotWiped, explain(db.path, err))
	}
	return db.backupsOf(ctx, learner)
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

// backupsOf returns the backups that hold the learner, or that cannot be read.
func (db *DB) backupsOf(ctx context.Context, learner quiz.LearnerID) ([]BackupFile, error) {
	all, err := Backups(db.path)
	if err != nil {
		return nil, err
	}
	var holding []BackupFile
	for _, b := range all {
		if !lacks(ctx, b.Path, learner) {
			holding = append(holding, b)
		}
	}
	return holding, nil
}

// lacks reports whether the database can be read and does not hold the learner. What
// lies beside a damaged one that was kept is not read.
func lacks(ctx context.Context, path string, learner quiz.LearnerID) bool {
	for _, suffix := range []string{"-wal", "-journal"} {
		if _, err := os.Stat(path + suffix); err == nil {
			return false
		}
	}
	db, err := sql.Open("sqlite3", urlOf(path, toReadFixed))
	if err != nil {
		return false
	}
	defer db.Close()
	var n int
	err = db.QueryRowContext(ctx, "SELECT count(*) FROM learners WHERE id = ?", learner).Scan(&n)
	return err == nil && n == 0
}
