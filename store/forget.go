package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"portdrill/quiz"
)

// Forget removes the learner with all that was recorded, leaves a mark that keeps
// imports from bringing it back, and returns the backups that still hold it. What
// was removed is overwritten in the file; a file that was damaged before keeps no
// such promise.
func (db *DB) Forget(ctx context.Context, learner quiz.LearnerID, now time.Time) ([]BackupFile, error) {
	if _, err := db.sql.ExecContext(ctx, "PRAGMA secure_delete=ON"); err != nil {
		return nil, explain(db.path, fmt.Errorf("forget: %w", err))
	}
	err := db.inTx(ctx, func(tx execer) error {
		n, err := learnerRow(ctx, tx, learner)
		if err != nil {
			return err
		}
		for _, table := range []string{"log", "heads", "cards", "tallies", "holds", "confusions"} {
			if _, err := tx.ExecContext(ctx, "DELETE FROM "+table+" WHERE learner = ?", n); err != nil {
				return fmt.Errorf("forget: %w", err)
			}
		}
		if _, err := tx.ExecContext(ctx, "DELETE FROM learners WHERE n = ?", n); err != nil {
			return fmt.Errorf("forget: %w", err)
		}
		if _, err := tx.ExecContext(ctx, "INSERT INTO forgotten (id, at_ms) VALUES (?, ?)", learner, now.UnixMilli()); err != nil {
			return fmt.Errorf("forget: %w", err)
		}
		return seal(ctx, tx)
	})
	if err != nil {
		return nil, err
	}
	if err := db.wipe(ctx); err != nil {
		return nil, explain(db.path, fmt.Errorf("overwrite what was forgotten: %w", err))
	}
	return db.backupsOf(ctx, learner)
}

// wipe writes the file anew, without what pages keep of rows that were moved or
// removed, and empties the write-ahead log.
func (db *DB) wipe(ctx context.Context) error {
	for _, statement := range []string{"VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)"} {
		if _, err := db.sql.ExecContext(ctx, statement); err != nil {
			return err
		}
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

// lacks reports whether the database can be read and does not hold the learner.
func lacks(ctx context.Context, path string, learner quiz.LearnerID) bool {
	db, err := sql.Open("sqlite3", urlOf(path, toReadFixed))
	if err != nil {
		return false
	}
	defer db.Close()
	var n int
	err = db.QueryRowContext(ctx, "SELECT count(*) FROM learners WHERE id = ?", learner).Scan(&n)
	return err == nil && n == 0
}
