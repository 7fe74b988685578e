package store

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"portdrill/questions/catalogue/exchange"
)

// A Deck is a list of ports of somebody's own.
type Deck struct {
	Key string
	exchange.Deck
}

// What can be wrong with the key of a deck.
var (
	ErrDeckExists = errors.New("there is such a deck already")
	ErrNoDeck     = errors.New("there is no such deck")
)

// Decks returns the decks in force, in the order they were first imported.
func (db *DB) Decks(ctx context.Context) ([]Deck, error) {
	const query = "SELECT key, body FROM decks WHERE removed_ms IS NULL ORDER BY n"
	decks, err := list(ctx, db.sql, query, func(rows *sql.Rows) (Deck, error) {
		var key, body string
		if err := rows.Scan(&key, &body); err != nil {
			return Deck{}, err
		}
		deck, problems := exchange.Read(key+".json", []byte(body))
		if exchange.Failed(problems) {
			return Deck{}, fmt.Errorf("the deck %s: %s", key, problems[0])
		}
		return Deck{key, deck}, nil
	})
	return decks, explain(db.path, doing("read decks", err))
}

// ImportDeck keeps the deck, the whole of it or nothing. One in force under its
// key stays where it is, and the error is [ErrDeckExists], unless it is to be
// replaced; it then stays in the file for [DB.RestoreDeck].
func (db *DB) ImportDeck(ctx context.Context, d Deck, replace bool, now time.Time) (replaced bool, err error) {
	var body bytes.Buffer
	if err := exchange.WriteJSON(&body, d.Deck); err != nil {
		return false, fmt.Errorf("keep the deck %s: %w", d.Key, err)
	}
	err = db.inTx(ctx, func(tx execer) error {
		replaced, err = withdraw(ctx, tx, d.Key, now)
		switch {
		case err != nil:
			return err
		case replaced && !replace:
			return fmt.Errorf("keep the deck %s: %w", d.Key, ErrDeckExists)
		}
		_, err = tx.ExecContext(ctx, "INSERT INTO decks (key, body, imported_ms) VALUES (?, ?, ?)", d.Key, body.String(), now.UnixMilli())
		if err != nil {
			return fmt.Errorf("keep the deck %s: %w", d.Key, err)
		}
		return seal(ctx, tx)
	})
	return replaced && err == nil, err
}

// RemoveDeck takes the deck out of force. Answers to it stay, and so does the
// deck itself, for [DB.RestoreDeck]. The error is [ErrNoDeck] if there is none.
func (db *DB) RemoveDeck(ctx context.Context, key string, now time.Time) error {
	return db.inTx(ctx, func(tx execer) error {
		removed, err := withdraw(ctx, tx, key, now)
		if err == nil && !removed {
			return fmt.Errorf("remove the deck %s: %w", key, ErrNoDeck)
		}
		if err != nil {
			return err
		}
		return seal(ctx, tx)
	})
}

// RestoreDeck brings back the deck that was removed or replaced last under the
// key; one in force takes its place, so that to restore twice changes nothing.
// The error is [ErrNoDeck] if there is none to bring back.
func (db *DB) RestoreDeck(ctx context.Context, key string, now time.Time) error {
	return db.inTx(ctx, func(tx execer) error {
		var n int64
		err := tx.QueryRowContext(ctx, "SELECT n FROM decks WHERE key = ? AND removed_ms IS NOT NULL ORDER BY removed_ms DESC, n DESC LIMIT 1", key).Scan(&n)
		if errors.Is(err, sql.ErrNoRows) {
			return fmt.Errorf("bring back the deck %s: %w", key, ErrNoDeck)
		}
		if err != nil {
			return fmt.Errorf("bring back the deck %s: %w", key, err)
		}
		if _, err := withdraw(ctx, tx, key, now); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, "UPDATE decks SET removed_ms = NULL WHERE n = ?", n); err != nil {
			return fmt.Errorf("bring back the deck %s: %w", key, err)
		}
		return seal(ctx, tx)
	})
}

// withdraw takes the deck in force under the key out of it, if there is one.
func withdraw(ctx context.Context, tx execer, key string, now time.Time) (bool, error) {
	result, err := tx.ExecContext(ctx, "UPDATE decks SET removed_ms = ? WHERE key = ? AND removed_ms IS NULL", now.UnixMilli(), key)
	if err != nil {
		return false, fmt.Errorf("remove the deck %s: %w", key, err)
	}
	n, err := result.RowsAffected()
	return n > 0, err
}
