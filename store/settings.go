package store

import (
	"context"
	"encoding/json"
	"fmt"

	"portdrill/quiz"
)

// Settings returns what the learner has chosen.
func (db *DB) Settings(ctx context.Context, learner quiz.LearnerID) (quiz.Settings, error) {
	return ofLearner(ctx, db, learner, readSettings)
}

func readSettings(ctx context.Context, q queryer, n int64) (quiz.Settings, error) {
	var text string
	if err := q.QueryRowContext(ctx, "SELECT settings FROM learners WHERE n = ?", n).Scan(&text); err != nil {
		return quiz.Settings{}, fmt.Errorf("read settings: %w", err)
	}
	return parseSettings(text)
}

// parseSettings reads settings as they are kept.
func parseSettings(text string) (quiz.Settings, error) {
	var chosen quiz.Change
	if err := json.Unmarshal([]byte(text), &chosen); err != nil {
		return quiz.Settings{}, fmt.Errorf("read settings: %w", err)
	}
	return quiz.DefaultSettings().With(chosen)
}

// writeSettings keeps those that are in force.
func writeSettings(ctx context.Context, tx execer, n int64, s quiz.Settings) error {
	text, err := json.Marshal(s.Change())
	if err != nil {
		return fmt.Errorf("write settings: %w", err)
	}
	return doing("write settings", exec(ctx, tx, "UPDATE learners SET settings = ? WHERE n = ?", string(text), n))
}

// isOfSettings reports whether the event is in the log and changes settings.
func isOfSettings(ctx context.Context, tx execer, n int64, id quiz.EventID) (bool, error) {
	const query = `SELECT EXISTS (SELECT 1 FROM log WHERE id = ? AND learner = ? AND kind IN ('settings', 'weights'))`
	var is bool
	err := tx.QueryRowContext(ctx, query, id, n).Scan(&is)
	return is, doing("look for a change of settings", err)
}
