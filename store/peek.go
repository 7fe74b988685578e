package store

import (
	"context"
	"errors"
	"os"

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
// learner is whose remarks they are; "" is the one added first.
func Peek(ctx context.Context, path, learner string) Own {
	db, ok := peek(ctx, &DB{place: place{path: path}, reading: true})
	if !ok {
		return Own{}
	}
	defer db.Close()
	own, err := db.own(ctx, learner)
	if err != nil {
		return Own{}
	}
	return own
}

// Glance opens a database for reading, if that can be done at once: ok is false
// where there is none, it cannot be read, is not ours or has another schema. What
// somebody else has locked is an error of what is read, and not waited for. It is
// for completions, which somebody awaits with a finger on the key.
func Glance(ctx context.Context, path string) (db *DB, ok bool) {
	return peek(ctx, &DB{place: place{path: path}, reading: true, hurried: true})
}

func peek(ctx context.Context, db *DB) (_ *DB, ok bool) {
	path, err := whereIs(db.path)
	if err != nil || look(path, os.O_RDONLY) != nil {
		return nil, false
	}
	db.path = path
	if _, err := os.Stat(path); err != nil {
		return nil, false
	}
	older, err := db.openToRead(ctx)
	return db, err == nil && !older
}

func (db *DB) own(ctx context.Context, name string) (own Own, err error) {
	if own.Decks, err = db.Decks(ctx); err != nil {
		return Own{}, err
	}
	learner, err := db.Find(ctx, name)
	if errors.Is(err, ErrNoLearner) || errors.Is(err, ErrNotOne) {
		return own, nil // of nobody yet
	}
	if err != nil {
		return Own{}, err
	}
	if own.Settings, err = db.Settings(ctx, learner.ID); err != nil {
		return Own{}, err
	}
	own.Remarks, err = db.Remarks(ctx, learner.ID)
	return own, err
}
