package store

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"time"

	"portdrill/quiz"
	"portdrill/store/files"
	"portdrill/store/logline"
	"portdrill/store/pages"
)

// A Rebuilt says what came of a rebuild.
type Rebuilt struct {
	Events int64 `json:"events"` // in the log

	// Of a damaged file:
	Kept        string `json:"kept"`         // where it is kept; "" if it was only derived anew
	FromBackups int64  `json:"from_backups"` // events that could be read only in a backup
	Missing     int64  `json:"missing"`      // events, at least, that could be read nowhere

	// Class sessions of which results could be read nowhere.
	Results []LostResults `json:"results,omitempty"`
}

// LostResults are answers of a class session that are lost.
type LostResults struct {
	Session string `json:"session"` // the class and the date
	Lost    int64  `json:"lost"`
}

// Rebuild derives indexes, cards and totals anew from the log. A damaged file it
// replaces by one with every event that can still be read, each as it was recorded,
// and with those of the last backup; the damaged one is kept.
//
// The error is that of [Open], where nothing of ours can be read either; the file is
// then as it was.
func Rebuild(ctx context.Context, path string, now time.Time) (Rebuilt, error) {
	path, err := WhereIs(path)
	if err != nil {
		return Rebuilt{}, fmt.Errorf("rebuild: %w", err)
	}
	switch info, err := os.Stat(path); {
	case errors.Is(err, fs.ErrNotExist):
		return Rebuilt{}, &FileError{Path: path, Err: ErrNoFile}
	case err != nil:
		return Rebuilt{}, explain(path, err)
	case info.IsDir():
		return Rebuilt{}, &FileError{Path: path, Err: ErrFolder}
	case !info.Mode().IsRegular():
		return Rebuilt{}, &FileError{Path: path, Err: ErrNotSQLite}
	}
	folder, remove, err := files.UnfinishedFolder(path)
	defer remove()
	if err != nil {
		return Rebuilt{}, explain(path, fmt.Errorf("rebuild: %w", err))
	}
	return rebuildIn(ctx, folder, path, now)
}

// rebuildIn has a folder for all that is not finished.
func rebuildIn(ctx context.Context, folder, path string, now time.Time) (Rebuilt, error) {
	found := filepath.Join(folder, "found.db") // before SQLite opens it, which may change it
	if err := files.Copy(path, found); err != nil {
		return Rebuilt{}, explain(path, fmt.Errorf("rebuild: %w", err))
	}
	refusal := lookAtHeader(path, os.O_RDWR)
	if refusal == nil && !isTorn(found) {
		rebuilt, sound, err := rebuildSound(ctx, path)
		if sound && err == nil {
			return rebuilt, nil
		}
		refusal = err
	}
	for _, other := range []error{ErrNewer, ErrUnwritable, ErrLocked, ErrFull} {
		if errors.Is(refusal, other) {
			return Rebuilt{}, refusal
		}
	}
	salvaged, err := rebuildDamaged(ctx, folder, path, found, errors.Is(refusal, ErrForeign), now)
	switch {
	case !errors.Is(err, errNothingLeft):
		return salvaged, err
	case refusal != nil && !errors.Is(refusal, ErrDamaged):
		return Rebuilt{}, refusal // it may be no file of ours
	}
	return Rebuilt{}, &FileError{Path: path, Err: ErrHopeless, Cause: err}
}

// isTorn reports whether the write-ahead log of the database is damaged before its
// end: SQLite passes over the rest of it, and removes it.
func isTorn(path string) bool {
	w, err := openWreck(path)
	if err != nil {
		return false
	}
	defer w.close()
	return w.parts[0].wal != nil && pages.IsTorn(w.parts[0].db, w.parts[0].wal)
}

// rebuildSound derives everything anew in place; sound is false if the log is
// damaged, and nothing was changed then.
func rebuildSound(ctx context.Context, path string) (r Rebuilt, sound bool, err error) {
	db, err := Open(ctx, path)
	if err != nil {
		return r, false, err
	}
	defer func() {
		if closing := db.Close(); err == nil {
			err = closing
		}
	}()
	report, err := db.Check(ctx)
	if err != nil || !report.Sound() {
		return r, false, err
	}
	err = db.inTx(ctx, func(tx execer) error {
		if err := mendSchema(ctx, tx); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, "REINDEX"); err != nil {
			return fmt.Errorf("make the indexes anew: %w", err)
		}
		all, err := list(ctx, tx, "SELECT n FROM learners", scanned[int64])
		if err != nil {
			return err
		}
		return db.rebuildAll(ctx, tx, all)
	})
	return Rebuilt{Events: report.Events}, err == nil, err
}

var errNothingLeft = errors.New("nothing can be read")

// rebuildDamaged makes a new file of what can be read, and puts it in place. What
// was found is a copy of the damaged one. Of a file that seems to be foreign
// something has to be ours, for it to be replaced.
func rebuildDamaged(ctx context.Context, folder, path, found string, foreign bool, now time.Time) (Rebuilt, error) {
	w, err := openWreck(found)
	if err != nil {
		return Rebuilt{}, err
	}
	defer w.close()
	w.survey()
	maps.Copy(w.forgotten, marksOfBackups(ctx, path))
	if w.backup = openLastBackup(ctx, path, folder); w.backup != nil {
		defer w.backup.Close() // it was only read
		if err := w.surveyBackup(ctx); err != nil {
			return Rebuilt{}, err
		}
	}
	if !w.hasEvent() && !w.hasResults() && (foreign || w.backup == nil) {
		return Rebuilt{}, errNothingLeft
	}
	held, err := seize(ctx, path)
	if err != nil {
		return Rebuilt{}, err
	}
	defer held.release()
	if err := w.add(path); err != nil { // in which another program may have recorded since
		return Rebuilt{}, err
	}
	w.survey()
	fresh := filepath.Join(folder, "rebuilt.db")
	r, err := w.salvage(ctx, fresh)
	if err != nil {
		return Rebuilt{}, about(path, fmt.Errorf("rebuild: %w", err))
	}
	if r.Kept, err = keepDamaged(path, found, now); err != nil {
		return Rebuilt{}, err
	}
	return r, takePlace(path, fresh)
}

// salvage makes a database of what can be read of the wreck and of its backup.
func (w *wreck) salvage(ctx context.Context, fresh string) (r Rebuilt, err error) {
	db, err := Open(ctx, fresh)
	if err != nil {
		return r, err
	}
	merged, err := db.merge(ctx, func(m *merger) error {
		m.raising = true
		if err := m.forget(ctx, w.forgotten); err != nil {
			return err
		}
		if err := w.raise(ctx, m); err != nil {
			return err
		}
		before := m.result.New
		if err := bringAll(ctx, m, w.backup); err != nil {
			return err
		}
		r.FromBackups = m.result.New - before
		if r.Missing, err = w.missing(ctx, m); err != nil {
			return err
		}
		if err := w.bringDecks(ctx, m); err != nil {
			return err
		}
		if r.Results, err = w.bringClasses(ctx, m); err != nil {
			return err
		}
		_, err := removeForgotten(ctx, m.tx) // from classes
		return err
	})
	if err == nil && len(w.forgotten) > 0 {
		err = db.wipe(ctx)
	}
	r.Events = merged.New
	if err := errors.Join(err, db.Close()); err != nil {
		return r, err
	}
	return r, explain(fresh, files.Sync(fresh))
}

// forget leaves the marks of those who asked to be forgotten.
func (m *merger) forget(ctx context.Context, all marks) error {
	for id := range all {
		m.forgotten[quiz.LearnerID(id)] = true
	}
	return all.keep(ctx, m.tx)
}

// bringAll hands the whole log of another database to the merger.
func bringAll(ctx context.Context, m *merger, from *DB) error {
	if from == nil {
		return nil
	}
	all, err := from.Learners(ctx)
	if err != nil {
		return err
	}
	for _, l := range all {
		n, err := learnerRow(ctx, from.sql, l.ID)
		if err != nil {
			return err
		}
		m.mayStandIn(l.ID, n)
		if err := m.addLearner(ctx, l.ID, l.Since); err != nil {
			return err
		}
		err = eachLine(ctx, from.sql, inOrder(byKey, ""), func(line logline.Line) error {
			return m.add(ctx, l.ID, line)
		}, n)
		if err != nil {
			return err
		}
	}
	return nil
}

// openLastBackup opens a copy of the newest backup that is whole and has events, nil
// if there is none. It is a copy since it may have to be brought up to date.
func openLastBackup(ctx context.Context, path, folder string) *DB {
	all, err := Backups(path)
	if err != nil {
		return nil
	}
	for i, b := range all {
		copied := filepath.Join(folder, fmt.Sprintf("backup-%d.db", i))
		if b.Kind == Damaged || files.Copy(b.Path, copied) != nil {
			continue
		}
		db, err := Open(ctx, copied)
		if err != nil {
			continue
		}
		var has bool
		err = db.sql.QueryRowContext(ctx, "SELECT EXISTS (SELECT 1 FROM log) OR EXISTS (SELECT 1 FROM rooms)").Scan(&has)
		if err == nil && has && db.verifyAll(ctx) == nil {
			return db
		}
		db.Close() // the next one may be better
	}
	return nil
}
