package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"

	"portdrill/quiz"
)

// Learner returns the learner whose file this is, and adds one if there is none.
func (db *DB) Learner(ctx context.Context, now time.Time) (quiz.LearnerID, error) {
	id, err := firstLearner(ctx, db.sql)
	if err != nil || id != "" {
		return id, explain(db.path, err)
	}
	err = db.inTx(ctx, func(tx *sql.Tx) error {
		// Another program may have added one since.
		if id, err = firstLearner(ctx, tx); err != nil || id != "" {
			return err
		}
		id = quiz.LearnerID(uuid.NewString())
		_, err := tx.ExecContext(ctx, "INSERT INTO learners (id, created_ms, derivation) VALUES (?, ?, ?)",
			id, now.UnixMilli(), quiz.DerivationVersion)
		if err != nil {
			return fmt.Errorf("add a learner: %w", err)
		}
		return nil
	})
	if err != nil {
		return "", err
	}
	return id, nil
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
