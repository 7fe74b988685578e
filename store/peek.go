package store

import (
	"context"
	"database/sql"
	"path/filepath"

	"portdrill/quiz"
)

// Own is what somebody added to the catalogue.
type Own struct {
	Remarks  quiz.Remarks  // of the learner whose file it is
	Settings quiz.Settings // likewise
	Decks    []Deck
}

// Peek reads what somebody added to the catalogue, without writing to the file
// or waiting for anybody: for look-ups, which should not pay for more. It finds
// nothing where the file cannot be read, is not ours, or has another schema.
func Peek(ctx context.Context, path string) Own {
	path, err := filepath.Abs(path)
	if err != nil {
		return Own{}
	}
	db := &DB{path: path}
	if db.sql, err = sql.Open("sqlite3", db.url("ro")); err != nil {
		return Own{}
	}
	defer db.sql.Close()
	var application, version int
	if err := db.sql.QueryRowContext(ctx, "SELECT application_id, user_version FROM pragma_application_id, pragma_user_version").Scan(&application, &version); err != nil ||
		application != applicationID || version != latestVersion() {
		return Own{}
	}
	own, err := db.own(ctx)
	if err != nil {
		return Own{}
	}
	return own
}

func (db *DB) own(ctx context.Context) (own Own, err error) {
	if own.Decks, err = db.Decks(ctx); err != nil {
		return Own{}, err
	}
	learner, err := firstLearner(ctx, db.sql)
	if err != nil || learner == "" {
		return own, err
	}
	if own.Settings, err = db.Settings(ctx, learner); err != nil {
		return Own{}, err
	}
	own.Remarks, err = db.Remarks(ctx, learner)
	return own, err
}
