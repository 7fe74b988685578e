package store

import (
	"context"
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
	path, err := whereIs(path)
	if err != nil || look(path, os.O_RDONLY) != nil {
		return Own{}
	}
	db := &DB{place: place{path: path}, reading: true}
	older, err := db.openToRead(ctx)
	if err != nil || older {
		return Own{}
	}
	defer db.Close()
	own, err := db.own(ctx, learner)
	if err != nil {
		return Own{}
	}
	return own
}

func (db *DB) own(ctx context.Context, name string) (own Own, err error) {
	if own.Decks, err = db.Decks(ctx); err != nil {
		return Own{}, err
	}
	learner, err := db.Find(ctx, name)
	if err != nil {
		return own, nil // of nobody yet
	}
	if own.Settings, err = db.Settings(ctx, learner.ID); err != nil {
		return Own{}, err
	}
	own.Remarks, err = db.Remarks(ctx, learner.ID)
	return own, err
}
