package store

import (
	"context"
	"database/sql"
	"encoding/hex"
	"fmt"
	"iter"
	"strings"
	"testing"

	"portdrill/quiz"
	"portdrill/store/files"
	"portdrill/store/logline"
)

// ApplicationID is the mark of our files, for tests that forge one.
const ApplicationID = applicationID

// Pragma returns a setting of the connection that the DB itself uses: another
// connection to the same file has settings of its own.
func (db *DB) Pragma(ctx context.Context, name string) (value string, err error) {
	err = db.sql.QueryRowContext(ctx, "PRAGMA "+name).Scan(&value)
	return value, err
}

// LastMS is the end of the year 9999.
const LastMS = lastMS

// ExportedEvent is a line of an export, for tests that forge one.
type ExportedEvent = exportedEvent

// Sealed returns the event with the hash that it would have been recorded with.
func Sealed(e ExportedEvent) (ExportedEvent, error) {
	prev, err := hex.DecodeString(e.Prev)
	if err != nil {
		return e, err
	}
	line := logline.Line{
		ID: e.ID, Device: e.Device, Seq: e.Seq, Order: e.Order, AtMS: e.AtMS, Zone: e.Zone, Day: e.Day, Kind: e.Kind, Body: string(e.Body),
	}
	e.Hash = hex.EncodeToString(line.Hash(prev, e.Learner))
	return e, nil
}

// TakeForItself marks the file, a copy, as the one that it was copied from, so that
// both go on as one device.
func (db *DB) TakeForItself(ctx context.Context) error {
	db.self = selfDevice{}
	return db.inTx(ctx, func(tx execer) error {
		mark, err := files.MarkOf(db.path)
		if err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, "UPDATE self SET mark = ?", mark); err != nil {
			return err
		}
		return seal(ctx, tx)
	})
}

// SQL is what the DB itself uses.
func (db *DB) SQL() *sql.DB { return db.sql }

// RecordYears leaves in the file what [DB.Record] would, told the answers one
// after the other, in a fraction of the time: it waits for no disk and writes
// cards once, at the end. The learner's log must be empty.
func (db *DB) RecordYears(ctx context.Context, learner quiz.LearnerID, answers iter.Seq[quiz.Event]) error {
	settings := quiz.DefaultSettings()
	scheduler, err := quiz.SchedulerOf(settings)
	if err != nil {
		return err
	}
	derived := quiz.NewDerived(settings)
	if _, err := db.sql.ExecContext(ctx, "PRAGMA synchronous=OFF; PRAGMA cache_size=-500000"); err != nil {
		return err
	}
	return db.inTx(ctx, func(tx execer) error {
		n, err := learnerRow(ctx, tx, learner)
		if err != nil {
			return err
		}
		write, err := newScribe(ctx, tx, n, learner)
		if err != nil {
			return err
		}
		for e := range answers {
			if e, err = write.append(ctx, e); err != nil {
				return fmt.Errorf("append to the log: %w", err)
			}
			if c, stands := scheduler.Apply(derived, e); stands {
				if err := insertAnswer(ctx, tx, n, c); err != nil {
					return err
				}
			}
		}
		if err := write.head(ctx, tx); err != nil {
			return err
		}
		return writeDerived(ctx, tx, n, derived)
	})
}

// A scribe appends to a log that nobody else writes to.
type scribe struct {
	n       int64
	learner quiz.LearnerID
	device  quiz.DeviceID
	self    int64
	tx      execer
	last    logline.Line
}

func newScribe(ctx context.Context, tx execer, n int64, learner quiz.LearnerID) (*scribe, error) {
	s := &scribe{n: n, learner: learner, tx: tx, last: logline.Line{Sum: []byte{}}}
	return s, tx.QueryRowContext(ctx, "SELECT devices.n, id FROM devices JOIN self ON self.device = devices.n").Scan(&s.self, &s.device)
}

func (s *scribe) append(ctx context.Context, e quiz.Event) (quiz.Event, error) {
	e.Device, e.Seq, e.Order = s.device, s.last.Seq+1, max(e.At.UnixMilli(), s.last.Order+1)
	line, err := logline.Of(e)
	if err != nil {
		return e, err
	}
	line.Prev = s.last.Sum
	line.Sum = line.Hash(line.Prev, s.learner)
	s.last = line
	return e, insertLine(ctx, s.tx, s.n, s.self, line)
}

func (s *scribe) head(ctx context.Context, tx execer) error {
	return writeHead(ctx, tx, s.n, s.self, head{s.last.Seq, s.last.Sum, s.last.Seq})
}

// BodyOf is what the log keeps of the event as JSON.
func BodyOf(tb testing.TB, e quiz.Event) string {
	line, err := logline.Of(e)
	if err != nil {
		tb.Fatal(err)
	}
	return line.Body
}

// MarkOf returns what tells a file from its copies.
func MarkOf(path string) (string, error) { return files.MarkOf(path) }

// Salvaged returns the columns of each table that a rebuild takes over from a damaged
// file, and the tables that it derives anew.
func Salvaged() (columns map[string][]string, derived []string) {
	columns = make(map[string][]string)
	for table, names := range salvaged {
		columns[table] = strings.Fields(names)
	}
	return columns, derivedTables
}

// RecordAfter records an event as if that order had come before.
func (db *DB) RecordAfter(ctx context.Context, learner quiz.LearnerID, e quiz.Event, order int64) error {
	return db.inTx(ctx, func(tx execer) error {
		end, err := db.readEnd(ctx, tx, learner, e.ID)
		if err == nil {
			end.highest = order
			_, err = db.recordAt(ctx, tx, end, e)
		}
		return err
	})
}
