package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"fmt"
	"io"
	"iter"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"portdrill/quiz"
	"portdrill/store/files"
	"portdrill/store/logline"
	"portdrill/store/pages"
)

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
	classes   map[int64]keptRow     // copies of them, by their rows
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
		classes: make(map[int64]keptRow), rooms: make(map[int64][]string), roomSeals: make(map[string]roomSeal),
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
		w.takeSeal(f.text("name"), f.blob("hash"))
	case "sqlite_autoindex_log_1":
		w.named[quiz.EventID(id)] = true
	case "decks":
		removed := sql.NullInt64{Int64: f.number("removed_ms"), Valid: !f.isNull("removed_ms")}
		w.decks[n] = deckRow{f.text("key"), f.text("body"), f.number("imported_ms"), removed}
	case "heads":
		w.end(f)
	}
}

// takeSeal takes in the seal of a room, or the copy of who is who.
func (w *wreck) takeSeal(name string, hash []byte) {
	row, rest, _ := strings.Cut(string(hash), " ")
	since, class, _ := strings.Cut(rest, " ")
	n, errRow := strconv.ParseInt(row, 10, 64)
	at, errSince := strconv.ParseInt(since, 10, 64)
	for _, begins := range []string{learnerSealed, deviceSealed} {
		if id, is := strings.CutPrefix(name, begins); is && errRow == nil && len(id) == idLength {
			w.mayBe(n, id)
			if errSince == nil {
				w.since[quiz.LearnerID(id)] = at
			}
		}
	}
	if name == classSealed+row && errRow == nil && errSince == nil {
		w.classes[n] = keptRow{values: []any{n, class, at}}
	}
	if id, is := strings.CutPrefix(name, roomSealed); is && len(id) == idLength {
		if s := readSeal(hash); s.created > 0 {
			w.roomSeals[id] = s
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
