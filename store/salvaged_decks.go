package store

import (
	"context"
	"database/sql"
	"fmt"
	"maps"
	"slices"

	"portdrill/questions/catalogue/exchange"
)

// A deckRow is a deck as the table has it. Its key and what it holds never change.
type deckRow struct {
	key, body string
	imported  int64
	removed   sql.NullInt64
}

// sameDeck reports whether the rows differ in nothing but that one was removed.
func (d deckRow) sameDeck(other deckRow) bool {
	return d.key == other.key && d.body == other.body && d.imported == other.imported
}

func (d deckRow) isReadable() bool {
	_, problems := exchange.Read(d.key+".json", []byte(d.body))
	return d.key != "" && !exchange.Failed(problems)
}

// bringDecks keeps the decks of a wreck, those that were removed too, if they are
// as they were sealed. If not it keeps those of the backup, and of the others what
// can be read.
func (w *wreck) bringDecks(ctx context.Context, m *merger) error {
	if err := m.keepDecks(ctx, w.decks); err != nil {
		return err
	}
	sum, err := sealOf(ctx, m.tx, deckRows)
	if err != nil || w.seals[string(sum)] {
		return err
	}
	all := make(map[int64]deckRow)
	if w.backup != nil {
		if all, err = deckRowsOf(ctx, w.backup.sql); err != nil {
			return err
		}
	}
	for n, d := range w.decks {
		if before, known := all[n]; known && before.sameDeck(d) || !known && d.isReadable() {
			all[n] = d
		}
	}
	if _, err := m.tx.ExecContext(ctx, "DELETE FROM decks"); err != nil {
		return fmt.Errorf("keep decks: %w", err)
	}
	return m.keepDecks(ctx, all)
}

// keepDecks writes the rows. Of several in force under a key, which are none that
// were written so, the last one is.
func (m *merger) keepDecks(ctx context.Context, decks map[int64]deckRow) error {
	inForce := make(map[string]bool)
	for _, n := range slices.Backward(slices.Sorted(maps.Keys(decks))) {
		d := decks[n]
		if !d.removed.Valid && inForce[d.key] {
			d.removed = sql.NullInt64{Int64: d.imported, Valid: true}
		}
		inForce[d.key] = inForce[d.key] || !d.removed.Valid
		_, err := m.tx.ExecContext(ctx, "INSERT OR IGNORE INTO decks (n, key, body, imported_ms, removed_ms) VALUES (?, ?, ?, ?, ?)", n, d.key, d.body, d.imported, d.removed)
		if err != nil {
			return fmt.Errorf("keep the deck %s: %w", d.key, err)
		}
	}
	return nil
}

func deckRowsOf(ctx context.Context, q queryer) (map[int64]deckRow, error) {
	all := make(map[int64]deckRow)
	err := each(ctx, q, deckRows, func(rows *sql.Rows) error {
		var n int64
		var d deckRow
		err := rows.Scan(&n, &d.key, &d.body, &d.imported, &d.removed)
		all[n] = d
		return err
	})
	return all, doing("read decks", err)
}
