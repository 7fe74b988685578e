package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/mattn/go-sqlite3"

	"portdrill/store/files"
)

// classTables are all about classes, each after those that it refers to.
var classTables = []struct{ table, columns string }{
	{"classes", "n, name, created_ms"},
	{"members", "n, class, learner, name, shown, number, team, pin"},
	{"rooms", "n, created_ms, class, ended_ms, flowed_ms, keep_days, id, code, host, settings, state"},
	{"room_questions", "room, n, id, spec, body"},
	{"participants", "room, id, place, member, name, factor, gone, tokens"},
	{"room_answers", "room, n, participant, reply, given, chosen, correct, at_ms, zone_s, took_ms, points"},
}

// bringClasses keeps of classes what SQLite still can read of the damaged file, of
// which it gets a copy, and of its backup. What learners have of them is in their
// logs, which were raised before.
func (w *wreck) bringClasses(ctx context.Context, m *merger, found, folder string) error {
	copied := filepath.Join(folder, "classes.db")
	if err := files.Copy(found, copied); err != nil {
		return fmt.Errorf("keep classes: %w", err)
	}
	damaged, err := sql.Open("sqlite3", urlOf(copied, toRead))
	if err != nil {
		return fmt.Errorf("keep classes: %w", err)
	}
	defer damaged.Close()
	sources := []*sql.DB{damaged}
	if w.backup != nil {
		sources = append(sources, w.backup.sql)
	}
	for _, t := range classTables {
		for _, from := range sources {
			if err := m.copyTable(ctx, from, t.table, t.columns); err != nil {
				return fmt.Errorf("keep %s: %w", t.table, err)
			}
		}
	}
	return seal(ctx, m.tx)
}

// copyTable copies rows as far as they can be read, but those that refer to nothing
// that is there.
func (m *merger) copyTable(ctx context.Context, from *sql.DB, table, columns string) error {
	count := strings.Count(columns, ",") + 1
	insert := "INSERT OR IGNORE INTO " + table + " (" + columns + ") VALUES (?" + strings.Repeat(", ?", count-1) + ")"
	var failed error
	_ = eachRow(ctx, from, "SELECT "+columns+" FROM "+table, func(r *row) error {
		values := make([]any, count)
		for i, value := range r.values {
			values[i] = value
		}
		if err := exec(ctx, m.tx, insert, values...); err != nil && !isConstraint(err) {
			failed = err
		}
		return failed
	}) // it ends where no more can be read, or at once in a file of a time without classes
	return failed
}

func isConstraint(err error) bool {
	var said sqlite3.Error
	return errors.As(err, &said) && (primary(said) == sqlite3.ErrConstraint || primary(said) == sqlite3.ErrMismatch)
}
