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
	return sealCopies(ctx, tx)
}

// Who is who stands among the seals a second time, on other pages than the tables: without
// the IDs of learners and devices no event has its hash, and those tables are the first of
// the file, where most is lost. So do classes, of which there are few rows, and which much
// belongs to. The name of such a seal ends in the ID, or the row of a class; the text is the
// row, since when, and the name.
var copied = []struct{ begins, rows string }{
	{learnerSealed, "SELECT id, n || ' ' || created_ms AS text FROM learners"},
	{deviceSealed, "SELECT id, CAST(n AS TEXT) AS text FROM devices"},
	{classSealed, "SELECT CAST(n AS TEXT) AS id, n || ' ' || created_ms || ' ' || name AS text FROM classes"},
}

const (
	learnerSealed = "learner "
	deviceSealed  = "device "
	classSealed   = "class "
)

// sealCopies brings the copies up to date.
func sealCopies(ctx context.Context, tx execer) error {
	for _, c := range copied {
		write := "INSERT OR REPLACE INTO seals (name, hash) SELECT ?1 || id, CAST(text AS BLOB) FROM (" + c.rows + `) AS now
			WHERE NOT EXISTS (SELECT 1 FROM seals WHERE name = ?1 || now.id AND hash = CAST(now.text AS BLOB))`
		remove := "DELETE FROM seals WHERE name LIKE ?1 || '%' AND name NOT IN (SELECT ?1 || id FROM (" + c.rows + "))"
		for _, statement := range []string{write, remove} {
			if err := exec(ctx, tx, statement, c.begins); err != nil {
				return fmt.Errorf("seal who is who: %w", err)
			}
		}
	}
	return nil
}

// copiesDiffer reports whether any copy is missing, or is not as it was written.
func copiesDiffer(ctx context.Context, q queryer) (differ bool, err error) {
	for _, c := range copied {
		const those = "SELECT substr(name, length(?1) + 1), CAST(hash AS TEXT) FROM seals WHERE name LIKE ?1 || '%'"
		query := "SELECT EXISTS (" + c.rows + " EXCEPT " + those + ") OR EXISTS (" + those + " EXCEPT " + c.rows + ")"
		var one bool
		if err := q.QueryRowContext(ctx, query, c.begins).Scan(&one); err != nil {
			return false, fmt.Errorf("read the seals: %w", err)
		}
		differ = differ || one
	}
	return differ, nil
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
	differ, err := copiesDiffer(ctx, q)
	if differ {
		broken = append(broken, "seals")
	}
	return broken, err
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
