package store

import (
	"context"
	"database/sql"
	"fmt"
	"maps"
	"time"

	"portdrill/quiz"
)

// Marks say who is forgotten, and since when in Unix milliseconds: learners, classes
// ([markOf]) and their sessions. They outlive the database: whatever takes its place gets them, and
// loses those whom they name.
type marks map[string]int64

// mark leaves a mark.
func mark(ctx context.Context, tx execer, now time.Time, id string) error {
	return exec(ctx, tx, "INSERT OR REPLACE INTO forgotten (id, at_ms) VALUES (?, ?)", id, now.UnixMilli())
}

// marksIn returns the marks of a database, none of one of a time before there were any.
func marksIn(ctx context.Context, q queryer) (marks, error) {
	all := make(marks)
	there, err := hasTable(ctx, q, "forgotten")
	if there && err == nil {
		err = eachPair(ctx, q, "SELECT at_ms, id FROM forgotten", func(at int64, id string) { all[id] = at })
	}
	return all, doing("read who is forgotten", err)
}

func hasTable(ctx context.Context, q queryer, name string) (there bool, err error) {
	const query = "SELECT EXISTS (SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?)"
	err = q.QueryRowContext(ctx, query, name).Scan(&there)
	return there, err
}

// marksOfBackups returns the marks of all backups that can be read.
func marksOfBackups(ctx context.Context, path string) marks {
	all := make(marks)
	backups, err := Backups(path)
	if err != nil {
		return all
	}
	for _, b := range backups {
		db, err := sql.Open("sqlite3", urlOf(b.Path, toReadFixed))
		if err != nil {
			continue
		}
		if found, err := marksIn(ctx, db); err == nil {
			maps.Copy(all, found)
		}
		db.Close() // it was only read
	}
	return all
}

// marksAround returns the marks of a database that is to be replaced, of which found is a
// copy, and of its backups. Those of a damaged one are read record by record.
func marksAround(ctx context.Context, path, found string, held *seized) (marks, error) {
	all := marksOfBackups(ctx, path)
	if held != nil {
		if own, err := marksIn(ctx, held.lock); err == nil {
			maps.Copy(all, own)
			return all, nil
		}
	}
	w, err := openWreck(found)
	if err != nil {
		return nil, err
	}
	defer w.close()
	w.survey()
	maps.Copy(all, w.forgotten)
	return all, nil
}

// keep leaves the marks in another database.
func (all marks) keep(ctx context.Context, tx execer) error {
	for id, at := range all {
		const statement = "INSERT OR IGNORE INTO forgotten (id, at_ms) VALUES (?, ?)"
		if err := exec(ctx, tx, statement, id, at); err != nil {
			return err
		}
	}
	return nil
}

// removeForgotten removes all that a mark names, and returns how many learners there were.
func removeForgotten(ctx context.Context, tx execer) (removed int, err error) {
	all, err := marksIn(ctx, tx)
	if err != nil {
		return 0, err
	}
	const theirs = "id IN (SELECT id FROM forgotten)"
	learners, err := list(ctx, tx, "SELECT id FROM learners WHERE "+theirs, scanned[string])
	if err != nil {
		return 0, err
	}
	if err := removeAll(ctx, tx, learners); err != nil {
		return 0, err
	}
	if err := removeRooms(ctx, tx, theirs); err != nil {
		return 0, err
	}
	classes, err := markedClasses(ctx, tx)
	if err != nil {
		return 0, err
	}
	for mark, name := range classes {
		if _, is := all[mark]; !is {
			continue
		}
		if err := dissolve(ctx, tx, name); err != nil {
			return 0, err
		}
	}
	return len(learners), nil
}

// markedClasses returns the names of the classes by the marks that they would leave.
func markedClasses(ctx context.Context, q queryer) (map[string]string, error) {
	all := make(map[string]string)
	const query = "SELECT created_ms, name FROM classes WHERE name <> '" + formerClass + "'"
	err := eachPair(ctx, q, query, func(since int64, name string) { all[markOf(name, since)] = name })
	return all, doing("read the classes", err)
}

func removeAll(ctx context.Context, tx execer, learners []string) error {
	for _, id := range learners {
		n, err := learnerRow(ctx, tx, quiz.LearnerID(id))
		if err == nil {
			err = remove(ctx, tx, n)
		}
		if err != nil {
			return fmt.Errorf("remove a learner: %w", err)
		}
	}
	return nil
}
