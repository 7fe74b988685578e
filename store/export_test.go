package store

import (
	"context"
	"database/sql"
	"encoding/hex"
)

// ApplicationID is the mark of our files, for tests that forge one.
const ApplicationID = applicationID

// Pragma returns a setting of the connection that the DB itself uses: another
// connection to the same file has settings of its own.
func (db *DB) Pragma(ctx context.Context, name string) (value string, err error) {
	err = db.sql.QueryRowContext(ctx, "PRAGMA "+name).Scan(&value)
	return value, err
}

// LatestVersion is the version of the schema that this program writes.
func LatestVersion() int { return latestVersion() }

// ExportedEvent is a line of an export, for tests that forge one.
type ExportedEvent = exportedEvent

// Sealed returns the event with the hash that it would have been recorded with.
func Sealed(e ExportedEvent) (ExportedEvent, error) {
	prev, err := hex.DecodeString(e.Prev)
	if err != nil {
		return e, err
	}
	line := logLine{
		id: e.ID, device: e.Device, seq: e.Seq, order: e.Order, atMS: e.AtMS, zone: e.Zone, day: e.Day, kind: e.Kind, body: string(e.Body),
	}
	e.Hash = hex.EncodeToString(line.hash(prev, e.Learner))
	return e, nil
}

// TakeForItself marks the file, a copy, as the one that it was copied from, so that
// both go on as one device.
func (db *DB) TakeForItself(ctx context.Context) error {
	db.self = selfDevice{}
	return db.inTx(ctx, func(tx *sql.Tx) error {
		mark, err := markOf(db.path)
		if err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, "UPDATE self SET mark = ?", mark); err != nil {
			return err
		}
		return seal(ctx, tx)
	})
}
