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
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
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

// A wreck is a damaged file, of which records are read one by one. It was surveyed
// before its log is raised: the log names learners and devices by their rows.
type wreck struct {
	shapes    shapes // that its records may have
	files     []*os.File
	parts     []part
	surveyed  int                        // of the parts
	backup    *DB                        // nil for none
	learners  map[int64][]quiz.LearnerID // that a row may stand for
	since     map[quiz.LearnerID]int64   // Unix milliseconds
	devices   map[int64][]quiz.DeviceID
	forgotten marks
	decks     map[int64]deckRow
	seals     map[string]bool       // hashes that all decks may have
	rooms     map[int64][]string    // IDs that a row may stand for
	roomSeals map[string]roomSeal   // by the IDs of rooms
	counts    map[[2]int64]int64    // of events of a chain, by learner and device
	named     map[quiz.EventID]bool // in the index of IDs
}

// A part of a wreck is the file, or a copy of it, with what lay beside.
type part struct{ db, wal pages.File }

func openWreck(path string) (*wreck, error) {
	known, err := allShapes()
	if err != nil {
		return nil, fmt.Errorf("tell what records may be: %w", err)
	}
	w := &wreck{
		shapes: known, learners: make(map[int64][]quiz.LearnerID), since: make(map[quiz.LearnerID]int64),
		devices: make(map[int64][]quiz.DeviceID), forgotten: make(marks), decks: make(map[int64]deckRow),
		counts: make(map[[2]int64]int64), named: make(map[quiz.EventID]bool), seals: make(map[string]bool),
		rooms: make(map[int64][]string), roomSeals: make(map[string]roomSeal),
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
		files.DoneLooking(f)
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
		for found := range w.shapes.thatFit(record) {
			w.take(found)
		}
	}
}

// take takes in what may be a record of a table or an index.
func (w *wreck) take(f found) {
	id, n := f.text("id"), f.number("n")
	switch f.name {
	case "rooms", "sqlite_autoindex_rooms_1":
		if len(id) == idLength && n < leastTime && !slices.Contains(w.rooms[n], id) {
			w.rooms[n] = append(w.rooms[n], id)
		}
	case "learners", "devices", "sqlite_autoindex_learners_1", "sqlite_autoindex_devices_1":
		if len(id) != idLength || n >= leastTime {
			return
		}
		w.mayBe(n, id)
		if f.has("created_ms") {
			w.since[quiz.LearnerID(id)] = f.number("created_ms")
		}
	case "forgotten":
		if at := f.number("at_ms"); len(id) == idLength && at >= leastTime {
			w.forgotten[id] = at
		}
	case "seals":
		if f.text("name") == deckSeal {
			w.seals[string(f.blob("hash"))] = true
		}
		if s := readSeal(f.blob("hash")); s.created > 0 {
			w.roomSeals[strings.TrimPrefix(f.text("name"), roomSealed)] = s
		}
	case "sqlite_autoindex_log_1":
		w.named[quiz.EventID(id)] = true
	case "decks":
		removed := sql.NullInt64{Int64: f.number("removed_ms"), Valid: !f.isNull("removed_ms")}
		w.decks[n] = deckRow{f.text("key"), f.text("body"), f.number("imported_ms"), removed}
	case "heads":
		w.end(f)
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
func (w *wreck) end(f found) {
	count := f.number("seq")
	if f.has("count") {
		count = min(count, f.number("count"))
	}
	if len(f.blob("hash")) == sha256.Size {
		key := [2]int64{f.number("learner"), f.number("device")}
		w.counts[key] = max(w.counts[key], count)
	}
}

// surveyBackup takes from a backup who and what rows stand for, and since when.
func (w *wreck) surveyBackup(ctx context.Context) error {
	for _, table := range []string{"learners", "devices"} {
		err := eachPair(ctx, w.backup.sql, "SELECT n, id FROM "+table, func(n int64, id string) { w.mayBe(n, id) })
		if err != nil {
			return err
		}
	}
	begun := func(since int64, id string) { w.since[quiz.LearnerID(id)] = since }
	rooms, err := sealsOfRooms(ctx, w.backup.sql)
	if err != nil {
		return err
	}
	for id, sealed := range rooms {
		if _, known := w.roomSeals[id]; !known {
			w.roomSeals[id] = readSeal(sealed)
		}
	}
	return eachPair(ctx, w.backup.sql, "SELECT created_ms, id FROM learners", begun)
}

func eachPair(ctx context.Context, q queryer, query string, see func(int64, string)) error {
	return each(ctx, q, query, func(rows *sql.Rows) error {
		var n int64
		var text string
		err := rows.Scan(&n, &text)
		see(n, text)
		return err
	})
}

// hasEvent reports whether there is any event that is as it was recorded.
func (w *wreck) hasEvent() bool {
	for range w.events() {
		return true
	}
	return false
}

// An event of a wreck is as it was recorded.
type wreckedEvent struct {
	logline.Line
	whose quiz.LearnerID
	row   int64 // of the learner
}

// events returns every event that is as it was recorded. Those that are not, and what
// only looks like one, have another hash.
func (w *wreck) events() iter.Seq[wreckedEvent] {
	return func(yield func(wreckedEvent) bool) {
		for record := range recordsOf(w.parts) {
			for f := range w.shapes.thatFit(record) {
				if f.name != "log" {
					continue
				}
				e := wreckedEvent{Line: f.line(), row: f.number("learner")}
				var is bool
				if e.whose, is = w.recognise(&e.Line, e.row, f.number("device")); is && !yield(e) {
					return
				}
			}
		}
	}
}

// raise hands every event to the merger.
func (w *wreck) raise(ctx context.Context, m *merger) error {
	for e := range w.events() {
		m.mayStandIn(e.whose, e.row)
		if since, known := w.since[e.whose]; known {
			if err := m.addLearner(ctx, e.whose, time.UnixMilli(since)); err != nil {
				return err
			}
		}
		if err := m.add(ctx, e.whose, e.Line); err != nil {
			return err
		}
	}
	return nil
}

// line is the line of the log, but for its device.
func (f found) line() logline.Line {
	return logline.Line{
		ID: quiz.EventID(f.text("id")), Order: f.number("ord"), Seq: f.number("seq"), AtMS: f.number("at_ms"),
		Zone: int(f.number("zone_s")), Day: quiz.Day(f.number("day")), Kind: quiz.EventKind(f.text("kind")),
		Body: f.text("body"), Prev: f.blob("prev"), Sum: f.blob("hash"),
	}
}

// recognise finds the learner and the device with whom the line has its hash.
func (w *wreck) recognise(l *logline.Line, learner, device int64) (quiz.LearnerID, bool) {
	for _, whose := range w.learners[learner] {
		for _, on := range w.devices[device] {
			l.Device = on
			if string(l.Hash(l.Prev, whose)) == string(l.Sum) {
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
