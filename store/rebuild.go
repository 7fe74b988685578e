package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"time"

	"portdrill/quiz"
	"portdrill/store/pages"
)

// A Rebuilt says what came of a rebuild.
type Rebuilt struct {
	Events int64 `json:"events"` // in the log

	// Of a damaged file:
	Kept        string `json:"kept"`         // where it is kept; "" if it was only derived anew
	FromBackups int64  `json:"from_backups"` // events that could be read only in a backup
	Missing     int64  `json:"missing"`      // events, at least, that could be read nowhere
}

// Rebuild derives indexes, cards and totals anew from the log. A damaged file it
// replaces by one with every event that can still be read, each as it was recorded,
// and with those of the last backup; the damaged one is kept.
//
// The error is that of [Open], where nothing of ours can be read either; the file is
// then as it was.
func Rebuild(ctx context.Context, path string, now time.Time) (Rebuilt, error) {
	path, err := whereIs(path)
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
	folder, err := unfinishedFolder(path)
	if err != nil {
		return Rebuilt{}, fmt.Errorf("rebuild: %w", err)
	}
	defer os.RemoveAll(folder)
	return rebuildIn(ctx, folder, path, now)
}

// rebuildIn has a folder for all that is not finished.
func rebuildIn(ctx context.Context, folder, path string, now time.Time) (Rebuilt, error) {
	found := filepath.Join(folder, "found.db") // before SQLite opens it, which may change it
	if err := copyFiles(path, found); err != nil {
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
	case refusal != nil:
		return Rebuilt{}, refusal // it may be no file of ours
	}
	return Rebuilt{}, &FileError{Path: path, Err: ErrDamaged, Cause: err}
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
		if _, err := tx.ExecContext(ctx, "REINDEX"); err != nil {
			return fmt.Errorf("make the indexes anew: %w", err)
		}
		all, err := rowsOf(ctx, tx, "SELECT n FROM learners")
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
	if w.backup = openLastBackup(ctx, path, folder); w.backup != nil {
		defer w.backup.Close() // it was only read
		if err := w.surveyBackup(ctx); err != nil {
			return Rebuilt{}, err
		}
	}
	if !w.hasEvent() && (foreign || w.backup == nil) {
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
	r, err := w.salvage(ctx, fresh, found)
	if err != nil {
		return Rebuilt{}, about(path, fmt.Errorf("rebuild: %w", err))
	}
	if r.Kept, err = keepDamaged(path, found, now); err != nil {
		return Rebuilt{}, err
	}
	return r, takePlace(path, fresh)
}

// salvage makes a database of what can be read of the wreck and of its backup.
func (w *wreck) salvage(ctx context.Context, fresh, found string) (r Rebuilt, err error) {
	db, err := Open(ctx, fresh)
	if err != nil {
		return r, err
	}
	merged, err := db.merge(ctx, func(m *merger) error {
		for id, at := range w.forgotten {
			if err := m.forget(ctx, id, at); err != nil {
				return err
			}
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
		return w.bringClasses(ctx, m, found, filepath.Dir(fresh))
	})
	r.Events = merged.New
	if err := errors.Join(err, db.Close()); err != nil {
		return r, err
	}
	return r, explain(fresh, syncFile(fresh))
}

// forget leaves the mark of a learner who asked to be forgotten.
func (m *merger) forget(ctx context.Context, id quiz.LearnerID, atMS int64) error {
	m.forgotten[id] = true
	_, err := m.tx.ExecContext(ctx, "INSERT OR IGNORE INTO forgotten (id, at_ms) VALUES (?, ?)", id, atMS)
	return err
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
		err = eachLine(ctx, from.sql, fmt.Sprintf(selectLines, byKey, "", "", ""), func(line logLine) error {
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
		if b.Kind == Damaged || copyFiles(b.Path, copied) != nil {
			continue
		}
		db, err := Open(ctx, copied)
		if err != nil {
			continue
		}
		var has bool
		if err := db.sql.QueryRowContext(ctx, "SELECT EXISTS (SELECT 1 FROM log)").Scan(&has); err == nil && has && db.verifyAll(ctx) == nil {
			return db
		}
		db.Close() // the next one may be better
	}
	return nil
}

// A wreck is a damaged file, of which records are read one by one. It was surveyed
// before its log is raised: the log names learners and devices by their rows.
type wreck struct {
	files     []*os.File
	parts     []part
	surveyed  int                        // of the parts
	backup    *DB                        // nil for none
	learners  map[int64][]quiz.LearnerID // that a row may stand for
	since     map[quiz.LearnerID]int64   // Unix milliseconds
	devices   map[int64][]quiz.DeviceID
	forgotten map[quiz.LearnerID]int64
	decks     map[int64]deckRow
	seals     map[string]bool       // hashes that all decks may have
	counts    map[[2]int64]int64    // of events of a chain, by learner and device
	named     map[quiz.EventID]bool // in the index of IDs
}

// A part of a wreck is the file, or a copy of it, with what lay beside.
type part struct{ db, wal pages.File }

func openWreck(path string) (*wreck, error) {
	w := &wreck{
		learners: make(map[int64][]quiz.LearnerID), since: make(map[quiz.LearnerID]int64), devices: make(map[int64][]quiz.DeviceID),
		forgotten: make(map[quiz.LearnerID]int64), decks: make(map[int64]deckRow), counts: make(map[[2]int64]int64),
		named: make(map[quiz.EventID]bool), seals: make(map[string]bool),
	}
	if err := w.add(path); err != nil {
		w.close()
		return nil, err
	}
	return w, nil
}

// add opens another copy of the file.
func (w *wreck) add(path string) error {
	db, err := w.open(path)
	if err != nil {
		return explain(path, err)
	}
	p := part{db: db}
	if wal, err := w.open(path + "-wal"); err == nil {
		p.wal = wal
	}
	w.parts = append(w.parts, p)
	return nil
}

func (w *wreck) open(path string) (pages.File, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	w.files = append(w.files, f)
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	return io.NewSectionReader(f, 0, info.Size()), nil
}

func (w *wreck) close() {
	for _, f := range w.files {
		doneLooking(f)
	}
}

// recordsOf returns all that are left in the parts.
func recordsOf(parts []part) iter.Seq[pages.Record] {
	return func(yield func(pages.Record) bool) {
		for _, p := range parts {
			for record := range pages.Records(p.db, p.wal) {
				if !yield(record) {
					return
				}
			}
		}
	}
}

// idLength is that of a UUID as text.
const idLength = 36

// leastTime is the least time in Unix milliseconds that is taken for one: rows are
// numbered from 1.
const leastTime = 1e11

// survey finds out who and what there is beside the log, in parts that are new.
func (w *wreck) survey() {
	parts := w.parts[w.surveyed:]
	w.surveyed = len(w.parts)
	for record := range recordsOf(parts) {
		v := record.Values
		switch {
		case record.RowID > 0 && len(v) >= 2 && v[0] == nil:
			w.row(record.RowID, v)
		case len(v) == 2: // of an index of IDs, of those who are forgotten, or a seal
			id, number, ok := idAndNumber(v)
			switch {
			case ok && number >= leastTime:
				w.forgotten[quiz.LearnerID(id)] = number
			case ok:
				w.mayBe(number, id)
			case v[0] == deckSeal:
				sum, _ := v[1].([]byte)
				w.seals[string(sum)] = true
			}
		case len(v) == 3: // of the index of the log by ID
			if id, ok := v[0].(string); ok && isInt(v[1]) && isInt(v[2]) {
				w.named[quiz.EventID(id)] = true
			}
		case len(v) == 5 || len(v) == 4: // an end of a chain
			w.end(v)
		}
	}
}

func isInt(value any) bool {
	_, is := value.(int64)
	return is
}

func idAndNumber(v []any) (id string, number int64, ok bool) {
	id, isText := v[0].(string)
	number, isNumber := v[1].(int64)
	return id, number, isText && isNumber && len(id) == idLength
}

// row takes a row of a table that is numbered: a learner, a device or a deck.
func (w *wreck) row(n int64, v []any) {
	first, ok := v[1].(string)
	switch {
	case !ok:
	case len(first) == idLength && len(v) >= 4:
		if since, ok := v[2].(int64); ok {
			w.since[quiz.LearnerID(first)] = since
		}
		w.mayBe(n, first)
	case len(first) == idLength && len(v) == 2:
		w.mayBe(n, first)
	case len(v) == 5:
		body, isText := v[2].(string)
		imported, isTime := v[3].(int64)
		removed, isRemoved := v[4].(int64)
		if isText && isTime && (isRemoved || v[4] == nil) {
			w.decks[n] = deckRow{first, body, imported, sql.NullInt64{Int64: removed, Valid: isRemoved}}
		}
	}
}

// mayBe notes that the row may stand for the ID: which one it is shows when an
// event has the hash that it was recorded with.
func (w *wreck) mayBe(n int64, id string) {
	if !slices.Contains(w.learners[n], quiz.LearnerID(id)) {
		w.learners[n] = append(w.learners[n], quiz.LearnerID(id))
		w.devices[n] = append(w.devices[n], quiz.DeviceID(id))
	}
}

// end takes the end of a chain. Of its number and the count of its events, which
// are mostly equal, one may be damaged: the lesser says how many there were at least.
func (w *wreck) end(v []any) {
	learner, isLearner := v[0].(int64)
	device, isDevice := v[1].(int64)
	seq, isSeq := v[2].(int64)
	sum, isSum := v[3].([]byte)
	count, isCount := seq, true
	if len(v) == 5 { // of a time with counts
		count, isCount = v[4].(int64)
	}
	if isLearner && isDevice && isSeq && isSum && len(sum) == sha256.Size && isCount {
		key := [2]int64{learner, device}
		w.counts[key] = max(w.counts[key], min(seq, count))
	}
}

// surveyBackup takes from a backup who and what rows stand for, since when, and who
// is forgotten.
func (w *wreck) surveyBackup(ctx context.Context) error {
	for _, table := range []string{"learners", "devices"} {
		err := eachPair(ctx, w.backup.sql, "SELECT n, id FROM "+table, func(n int64, id string) { w.mayBe(n, id) })
		if err != nil {
			return err
		}
	}
	err := eachPair(ctx, w.backup.sql, "SELECT created_ms, id FROM learners", func(since int64, id string) { w.since[quiz.LearnerID(id)] = since })
	if err != nil {
		return err
	}
	return eachPair(ctx, w.backup.sql, "SELECT at_ms, id FROM forgotten", func(at int64, id string) { w.forgotten[quiz.LearnerID(id)] = at })
}

func eachPair(ctx context.Context, q queryer, query string, see func(int64, string)) error {
	rows, err := q.QueryContext(ctx, query)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var n int64
		var text string
		if err := rows.Scan(&n, &text); err != nil {
			return err
		}
		see(n, text)
	}
	return rows.Err()
}

// hasEvent reports whether there is any event that is as it was recorded.
func (w *wreck) hasEvent() bool {
	for record := range recordsOf(w.parts) {
		if line, learner, device, ok := lineOf(record.Values); ok {
			if _, found := w.recognise(&line, learner, device); found {
				return true
			}
		}
	}
	return false
}

// raise hands every event that is as it was recorded to the merger. Those that are
// not, and what only looks like one, have another hash.
func (w *wreck) raise(ctx context.Context, m *merger) error {
	for record := range recordsOf(w.parts) {
		line, learner, device, ok := lineOf(record.Values)
		if !ok {
			continue
		}
		whose, found := w.recognise(&line, learner, device)
		if !found {
			continue
		}
		m.mayStandIn(whose, learner)
		if since, known := w.since[whose]; known {
			if err := m.addLearner(ctx, whose, time.UnixMilli(since)); err != nil {
				return err
			}
		}
		if err := m.add(ctx, whose, line); err != nil {
			return err
		}
	}
	return nil
}

// lineOf returns the line of the log that a record may be, with the rows of its
// learner and its device.
func lineOf(v []any) (l logLine, learner, device int64, ok bool) {
	if len(v) != 12 {
		return l, 0, 0, false
	}
	numbers := make([]int64, 0, 7)
	for _, i := range []int{0, 1, 3, 4, 5, 6, 7} {
		number, is := v[i].(int64)
		if !is {
			return l, 0, 0, false
		}
		numbers = append(numbers, number)
	}
	id, isID := v[2].(string)
	kind, isKind := v[8].(string)
	body, isBody := v[9].(string)
	prev, isPrev := v[10].([]byte)
	sum, isSum := v[11].([]byte)
	l = logLine{
		id: quiz.EventID(id), order: numbers[1], seq: numbers[3], atMS: numbers[4], zone: int(numbers[5]), day: quiz.Day(numbers[6]),
		kind: quiz.EventKind(kind), body: body, prev: prev, sum: sum,
	}
	return l, numbers[0], numbers[2], isID && isKind && isBody && isPrev && isSum
}

// recognise finds the learner and the device with whom the line has its hash.
func (w *wreck) recognise(l *logLine, learner, device int64) (quiz.LearnerID, bool) {
	for _, whose := range w.learners[learner] {
		for _, on := range w.devices[device] {
			l.device = on
			if string(l.hash(l.prev, whose)) == string(l.sum) {
				return whose, true
			}
		}
	}
	return "", false
}

// missing is how many events, at least, did not come: what the ends of chains speak
// of, or the index of IDs, whichever is less, since either may be damaged.
func (w *wreck) missing(ctx context.Context, m *merger) (int64, error) {
	byEnds, byID := int64(0), int64(0)
	for _, count := range w.counts {
		byEnds += count
	}
	for _, end := range m.heads {
		byEnds -= end.count
	}
	for id := range w.named {
		var there int64
		if err := m.tx.QueryRowContext(ctx, "SELECT count(*) FROM log WHERE id = ?", id).Scan(&there); err != nil {
			return 0, fmt.Errorf("look for event %s: %w", id, err)
		}
		byID += 1 - there
	}
	return max(min(byEnds, byID), 0), nil
}
