package store

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"portdrill/quiz"
	"portdrill/store/pages"
)

// A Rebuilt says what came of a rebuild.
type Rebuilt struct {
	Events int64 // in the log

	// Of a damaged file:
	Kept        string // where it is kept; "" if it was only derived anew
	FromBackups int64  // events that could be read only in a backup
	Missing     int64  // events, at least, that could be read nowhere
}

// Rebuild derives indexes, cards and totals anew from the log. A damaged file it
// replaces by one with every event that can still be read, each as it was recorded,
// and with those of the last backup; the damaged one is kept.
//
// The error is that of [Open], where nothing of ours can be read either.
func Rebuild(ctx context.Context, path string, now time.Time) (Rebuilt, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return Rebuilt{}, fmt.Errorf("rebuild: %w", err)
	}
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return Rebuilt{}, &FileError{Path: path, Err: ErrNoFile}
	}
	rebuilt, sound, err := rebuildSound(ctx, path)
	for _, other := range []error{ErrFolder, ErrNoFolder, ErrNewer, ErrUnwritable, ErrLocked, ErrFull} {
		if errors.Is(err, other) {
			return Rebuilt{}, err
		}
	}
	if sound && err == nil {
		return rebuilt, nil
	}
	salvaged, salvaging := rebuildDamaged(ctx, path, now)
	if errors.Is(salvaging, errNothingLeft) && err != nil {
		return Rebuilt{}, err // it may be no file of ours
	}
	return salvaged, salvaging
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
	if err != nil {
		return r, false, err
	}
	for _, f := range report.Findings {
		if f.Damage() && !f.Rebuildable() {
			return r, false, nil
		}
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

// rebuildDamaged makes a new file of what can be read, and puts it in place.
func rebuildDamaged(ctx context.Context, path string, now time.Time) (Rebuilt, error) {
	folder, err := os.MkdirTemp(filepath.Dir(path), unfinished)
	if err != nil {
		return Rebuilt{}, explain(path, fmt.Errorf("rebuild: %w", err))
	}
	defer os.RemoveAll(folder)
	fresh := filepath.Join(folder, "rebuilt.db")
	r, err := salvageInto(ctx, path, fresh, folder)
	if err != nil {
		return Rebuilt{}, err
	}
	if err := syncFile(fresh); err != nil {
		return Rebuilt{}, explain(fresh, err)
	}
	r.Kept, err = replace(ctx, path, fresh, Damaged, now)
	return r, err
}

// salvageInto makes a database of what can be read of the damaged one and of its
// last backup.
func salvageInto(ctx context.Context, path, fresh, folder string) (r Rebuilt, err error) {
	w, err := openWreck(path)
	if err != nil {
		return r, err
	}
	defer w.close()
	w.survey()
	db, err := Open(ctx, fresh)
	if err != nil {
		return r, err
	}
	defer func() {
		if closing := db.Close(); err == nil {
			err = closing
		}
	}()
	backup := openLastBackup(ctx, path, folder)
	if backup != nil {
		defer backup.Close() // it was only read
		if err := w.surveyBackup(ctx, backup); err != nil {
			return r, err
		}
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
		if err := bringAll(ctx, m, backup); err != nil {
			return err
		}
		r.FromBackups = m.result.New - before
		r.Missing = w.missing(m)
		if m.result.New == 0 {
			return errNothingLeft
		}
		return m.bringDecks(ctx, w.decks)
	})
	r.Events = merged.New
	return r, err
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
		if err := m.addLearner(ctx, l.ID, l.Since); err != nil {
			return err
		}
		n, err := learnerRow(ctx, from.sql, l.ID)
		if err != nil {
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

// bringDecks keeps decks as they were, those that were removed too.
func (m *merger) bringDecks(ctx context.Context, decks map[int64]deckRow) error {
	for n, d := range decks {
		_, err := m.tx.ExecContext(ctx, "INSERT OR IGNORE INTO decks (n, key, body, imported_ms, removed_ms) VALUES (?, ?, ?, ?, ?)", n, d.key, d.body, d.imported, d.removed)
		if err != nil {
			return fmt.Errorf("keep the deck %s: %w", d.key, err)
		}
	}
	return nil
}

// openLastBackup opens a copy of the newest backup that is whole, nil if there is
// none. It is a copy since it may have to be brought up to date.
func openLastBackup(ctx context.Context, path, folder string) *DB {
	all, err := Backups(path)
	if err != nil {
		return nil
	}
	for i, b := range all {
		copied := filepath.Join(folder, fmt.Sprintf("backup-%d.db", i))
		if b.Kind == Damaged || copyBytes(b.Path, copied) != nil {
			continue
		}
		db, err := Open(ctx, copied)
		if err != nil {
			continue
		}
		if err := db.verifyAll(ctx); err == nil {
			return db
		}
		db.Close() // the next one may be better
	}
	return nil
}

// A deckRow is a deck as the table has it.
type deckRow struct {
	key, body string
	imported  int64
	removed   any // int64 or nil
}

// A wreck is a damaged file, of which records are read one by one. It was surveyed
// before its log is raised: the log names learners and devices by their rows.
type wreck struct {
	files     []*os.File
	db, wal   pages.File
	learners  map[int64][]quiz.LearnerID // that a row may stand for
	since     map[quiz.LearnerID]int64   // Unix milliseconds
	devices   map[int64][]quiz.DeviceID
	forgotten map[quiz.LearnerID]int64
	decks     map[int64]deckRow
	counts    map[[2]int64]int64 // of events of a chain, by learner and device
}

func openWreck(path string) (*wreck, error) {
	w := &wreck{
		learners: make(map[int64][]quiz.LearnerID), since: make(map[quiz.LearnerID]int64), devices: make(map[int64][]quiz.DeviceID),
		forgotten: make(map[quiz.LearnerID]int64), decks: make(map[int64]deckRow), counts: make(map[[2]int64]int64),
	}
	var err error
	if w.db, err = w.open(path); err != nil {
		return nil, explain(path, err)
	}
	if wal, err := w.open(path + "-wal"); err == nil {
		w.wal = wal
	}
	return w, nil
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
		f.Close() // it was only read
	}
}

// idLength is that of a UUID as text.
const idLength = 36

// leastTime is the least time in Unix milliseconds that is taken for one: rows are
// numbered from 1.
const leastTime = 1e11

// survey finds out who and what there is beside the log.
func (w *wreck) survey() {
	for record := range pages.Records(w.db, w.wal) {
		v := record.Values
		switch {
		case record.RowID > 0 && len(v) >= 2 && v[0] == nil:
			w.row(record.RowID, v)
		case len(v) == 2: // of an index of IDs, or of those who are forgotten
			id, number, ok := idAndNumber(v)
			switch {
			case ok && number >= leastTime:
				w.forgotten[quiz.LearnerID(id)] = number
			case ok:
				w.mayBe(number, id)
			}
		case len(v) == 5 || len(v) == 4: // an end of a chain
			w.end(v)
		}
	}
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
		if isText && isTime && strings.HasPrefix(body, "{") {
			w.decks[n] = deckRow{first, body, imported, v[4]}
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

func (w *wreck) end(v []any) {
	learner, isLearner := v[0].(int64)
	device, isDevice := v[1].(int64)
	count, isCount := v[len(v)-1].(int64)
	if len(v) == 4 { // of a time before counts
		count, isCount = v[2].(int64)
	}
	if isLearner && isDevice && isCount {
		w.counts[[2]int64{learner, device}] = max(count, w.counts[[2]int64{learner, device}])
	}
}

// surveyBackup takes from a backup who and what rows stand for, and who is
// forgotten.
func (w *wreck) surveyBackup(ctx context.Context, backup *DB) error {
	for _, table := range []string{"learners", "devices"} {
		err := eachPair(ctx, backup.sql, "SELECT n, id FROM "+table, func(n int64, id string) { w.mayBe(n, id) })
		if err != nil {
			return err
		}
	}
	return eachPair(ctx, backup.sql, "SELECT at_ms, id FROM forgotten", func(at int64, id string) { w.forgotten[quiz.LearnerID(id)] = at })
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

// raise hands every event that is as it was recorded to the merger. Those that are
// not, and what only looks like one, have another hash.
func (w *wreck) raise(ctx context.Context, m *merger) error {
	for record := range pages.Records(w.db, w.wal) {
		line, learner, device, ok := lineOf(record.Values)
		if !ok {
			continue
		}
		whose, found := w.recognise(&line, learner, device)
		if !found {
			continue
		}
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

// missing is how many events the ends of chains speak of that did not come.
func (w *wreck) missing(m *merger) int64 {
	recorded, there := int64(0), int64(0)
	for _, count := range w.counts {
		recorded += count
	}
	for _, end := range m.heads {
		there += end.count
	}
	return max(recorded-there, 0)
}
