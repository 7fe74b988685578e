package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"portdrill/quiz"
	"portdrill/store/files"
)

// Traces are the backups that hold somebody who is to be forgotten, or a class.
type Traces struct {
	Rewritten []BackupFile // without them
	Deleted   []BackupFile // damaged, so that they may hold them and cannot be rewritten

	// By which [DB.Forget] does again what could not be done.
	Again quiz.LearnerID
}

// TracesOf returns what [DB.Forget] of the learner would make of the backups.
func (db *DB) TracesOf(ctx context.Context, learner quiz.LearnerID) (Traces, error) {
	return db.traces(ctx, marks{string(learner): 0})
}

// TracesOfClass returns what [DB.ForgetClass] would make of the backups. The error can be
// [ErrNoClass].
func (db *DB) TracesOfClass(ctx context.Context, name string) (Traces, error) {
	n, err := classRow(ctx, db.sql, name)
	if err != nil {
		return Traces{}, err
	}
	gone, err := onlyIn(ctx, db.sql, n)
	if err != nil {
		return Traces{}, explain(db.path, err)
	}
	class, err := markOfClass(ctx, db.sql, n)
	if err != nil {
		return Traces{}, explain(db.path, err)
	}
	all := marks{class: 0}
	for _, id := range gone {
		all[id] = 0
	}
	return db.traces(ctx, all)
}

func (db *DB) traces(ctx context.Context, all marks) (t Traces, err error) {
	backups, err := databasesIn(BackupFolder(db.path))
	if err != nil {
		return t, err
	}
	for _, b := range backups {
		held, err := holds(ctx, b.Path, all)
		switch {
		case ctx.Err() != nil:
			return t, ctx.Err()
		case err != nil && b.Kind != "", held && b.Kind == Damaged:
			t.Deleted = append(t.Deleted, b)
		case held:
			t.Rewritten = append(t.Rewritten, b)
		}
	}
	return t, nil
}

// databasesIn returns what is called as a backup is, the newest first, and whatever else
// is a database of ours, of no kind.
func databasesIn(folder string) ([]BackupFile, error) {
	entries, err := os.ReadDir(folder)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	var all []BackupFile
	for _, entry := range entries {
		info, statting := entry.Info()
		if statting != nil || !info.Mode().IsRegular() || files.IsUnfinished(entry.Name()) {
			continue
		}
		path := filepath.Join(folder, entry.Name())
		b, named := backupNamed(entry.Name())
		if named || info.Size() > 0 && lookAtHeader(path, os.O_RDONLY) == nil {
			b.Path, b.Size = path, info.Size()
			all = append(all, b)
		}
	}
	slices.Reverse(all) // names begin with the time
	return all, explain(folder, err)
}

// holds reports whether the database holds anybody whom a mark names. The error says that it cannot be read. What lies beside a damaged one that was kept is not
// read.
func holds(ctx context.Context, path string, all marks) (bool, error) {
	if log := logBeside(path); log != "" {
		return false, fmt.Errorf("%s is not read", log)
	}
	db, err := sql.Open("sqlite3", urlOf(path, toReadFixed))
	if err != nil {
		return false, err
	}
	defer db.Close()
	there, err := list(ctx, db, "SELECT id FROM learners", scanned[string])
	if err != nil {
		return false, err
	}
	classes, err := hasTable(ctx, db, "rooms")
	if err != nil {
		return false, err
	}
	if classes {
		rooms, err := list(ctx, db, "SELECT id FROM rooms", scanned[string])
		if err != nil {
			return false, err
		}
		marked, err := markedClasses(ctx, db)
		if err != nil {
			return false, err
		}
		there = slices.Concat(there, rooms, slices.Collect(maps.Keys(marked)))
	}
	return slices.ContainsFunc(there, func(id string) bool { _, is := all[id]; return is }), nil
}

// cleanBackups takes whoever is forgotten out of the backups.
func (db *DB) cleanBackups(ctx context.Context) (Traces, error) {
	all, err := marksIn(ctx, db.sql)
	if err != nil {
		return Traces{}, explain(db.path, err)
	}
	t, err := db.traces(ctx, all)
	if err != nil {
		return t, err
	}
	for _, b := range t.Deleted {
		if err := deleteBackup(b); err != nil {
			return t, err
		}
	}
	done, err := rewrite(ctx, t.Rewritten, all)
	t.Rewritten, t.Deleted = done.Rewritten, append(t.Deleted, done.Deleted...)
	return t, err
}

// removeUnfinished removes what programs left unfinished that were killed. The error says
// that another one is at work.
func (db *DB) removeUnfinished() (err error) {
	for _, folder := range []string{filepath.Dir(db.path), BackupFolder(db.path)} {
		if files.RemoveUnfinished(folder); files.HasUnfinished(folder) {
			err = &FileError{Path: folder, Err: ErrLocked}
		}
	}
	return err
}

func deleteBackup(b BackupFile) error {
	files.RemoveBeside(b.Path)
	return explain(b.Path, os.Remove(b.Path))
}

// rewrite puts copies of backups without whoever is forgotten in their places. Those that
// turn out to be damaged are deleted.
func rewrite(ctx context.Context, backups []BackupFile, all marks) (done Traces, err error) {
	for _, b := range backups {
		err := rewriteOne(ctx, b, all)
		if errors.Is(err, ErrDamaged) {
			if err = deleteBackup(b); err == nil {
				done.Deleted = append(done.Deleted, b)
				continue
			}
		}
		if err != nil {
			return done, about(b.Path, fmt.Errorf("forget: %w", err))
		}
		done.Rewritten = append(done.Rewritten, b)
	}
	return done, nil
}

func rewriteOne(ctx context.Context, b BackupFile, all marks) error {
	folder, remove, err := files.UnfinishedFolder(b.Path)
	defer remove()
	if err != nil {
		return err
	}
	copied, fresh := filepath.Join(folder, "backup.db"), filepath.Join(folder, "rewritten.db")
	if err := files.Copy(b.Path, copied); err != nil {
		return err
	}
	if _, err := writeWithout(ctx, copied, fresh, all); err != nil {
		return err
	}
	return files.PutInPlace(fresh, b.Path)
}

// writeWithout writes a database, which it brings up to date, to a new file: with the
// marks, and without those whom they name. It returns how many learners those were.
func writeWithout(ctx context.Context, from, to string, all marks) (removed int, err error) {
	db, err := Open(ctx, from)
	if err != nil {
		return 0, err
	}
	err = db.inTx(ctx, func(tx execer) error {
		if err := all.keep(ctx, tx); err != nil {
			return err
		}
		if removed, err = removeForgotten(ctx, tx); err != nil {
			return err
		}
		return seal(ctx, tx)
	})
	if err == nil {
		err = db.wipe(ctx)
	}
	if err = errors.Join(err, db.Close()); err == nil {
		err = os.WriteFile(to, nil, 0o600)
	}
	if err == nil {
		err = copyFileVerified(ctx, from, to)
	}
	return removed, err
}

// forgetInBackups finishes what a program began that was killed while it forgot somebody.
// Damaged backups stay, since nobody was told that they go.
func (s *snapshot) forgetInBackups(ctx context.Context) error {
	all, err := marksIn(ctx, s)
	if err != nil || len(all) == 0 {
		return explain(s.db.path, err)
	}
	t, err := s.db.traces(ctx, all)
	if err == nil {
		_, err = rewrite(ctx, t.Rewritten, all)
	}
	return err
}
