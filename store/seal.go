package store

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"

	"portdrill/store/logline"
)

// sealed are the small tables that no chain covers, each with all of it that is
// not derived. A flipped bit in them goes unnoticed by SQLite.
var sealed = []struct{ table, rows string }{
	{"learners", "SELECT n, id, created_ms FROM learners ORDER BY n"},
	{"devices", "SELECT n, id FROM devices ORDER BY n"},
	{"self", "SELECT device, mark FROM self"},
	{"forgotten", "SELECT id, at_ms FROM forgotten ORDER BY id"},
	{"classes", "SELECT n, name, created_ms, hash FROM classes ORDER BY n"},
	{"members", "SELECT n, class, learner, name, shown, number, team, pin, hash FROM members ORDER BY n"},
	{deckSeal, deckRows},
}

const (
	deckSeal = "decks"
	deckRows = "SELECT n, key, body, imported_ms, removed_ms FROM decks ORDER BY n"
)

// seal keeps hashes of the small tables as they now are. Whoever changes one does
// it in the same transaction; they change seldom.
func seal(ctx context.Context, tx execer) error {
	for _, t := range []classTable{classesTable, membersTable} {
		if _, err := hashRows(ctx, tx, t, "true"); err != nil {
			return err
		}
	}
	for _, s := range sealed {
		sum, err := sealOf(ctx, tx, s.rows)
		if err == nil {
			err = exec(ctx, tx, "INSERT OR REPLACE INTO seals (name, hash) VALUES (?, ?)", s.table, sum)
		}
		if err != nil {
			return fmt.Errorf("seal %s: %w", s.table, err)
		}
	}
	return nil
}

// brokenSeals returns the tables that are not as they were sealed.
func brokenSeals(ctx context.Context, q queryer) ([]string, error) {
	var broken []string
	for _, s := range sealed {
		sum, err := sealOf(ctx, q, s.rows)
		if err != nil {
			return nil, fmt.Errorf("read %s: %w", s.table, err)
		}
		var kept []byte
		if err := q.QueryRowContext(ctx, "SELECT hash FROM seals WHERE name = ?", s.table).Scan(&kept); err != nil || !bytes.Equal(kept, sum) {
			broken = append(broken, s.table)
		}
	}
	return broken, nil
}

func sealOf(ctx context.Context, q queryer, query string) ([]byte, error) {
	h := sha256.New()
	err := eachRow(ctx, q, query, func(r *row) error {
		for _, value := range r.values {
			logline.HashText(h, fmt.Sprint(value))
		}
		return nil
	})
	return h.Sum(nil), err
}
