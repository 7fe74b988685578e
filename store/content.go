package store

import (
	"bytes"
	"context"
	"database/sql/driver"
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"

	"github.com/mattn/go-sqlite3"

	"portdrill/quiz"
	"portdrill/store/files"
)

// A content tells whether the bytes of a database were changed by anything but SQLite, as
// where somebody copies another file over it or cuts it off: what lies in the write-ahead
// log does not belong to it then. Where there is such a log, SQLite writes to the file
// itself only to copy the log into it, and says so before in the index of the log.
type content struct {
	// Kept open, since SQLite's locks would go with a descriptor that is closed.
	file, index *os.File

	size     int64
	modified time.Time
	header   [headerSize]byte
	copying  copying // when it was as above; known only where it rested
	known    bool
}

// A copying is how far a log was copied into the file (www.sqlite.org/walformat.html,
// section 2.1).
type copying struct {
	log         [8]byte // salts: which log
	done, begun uint32  // frames
}

func (c copying) rests() bool { return c.done == c.begun }

// Where that stands in the index of a log.
const (
	indexSalts, indexDone, indexBegun = 32, 96, 128
	indexHeader                       = 136
)

// watch begins to look at the content of the file.
func (c *content) watch(path string) (err error) {
	c.end()
	if c.file, err = os.Open(path); err != nil {
		return err
	}
	if c.index, err = os.Open(path + "-shm"); err != nil {
		return err
	}
	before, err := c.read()
	if err != nil {
		return err
	}
	info, err := files.Stat(path)
	if err != nil {
		return err
	}
	return c.note(info, before)
}

func (c *content) end() {
	for _, f := range []*os.File{c.file, c.index} {
		if f != nil {
			files.DoneLooking(f)
		}
	}
	*c = content{}
}

func (c *content) read() (now copying, err error) {
	var index [indexHeader]byte
	if _, err := c.index.ReadAt(index[:], 0); err != nil {
		return now, err
	}
	copy(now.log[:], index[indexSalts:])
	now.done = binary.NativeEndian.Uint32(index[indexDone:])
	now.begun = binary.NativeEndian.Uint32(index[indexBegun:])
	return now, nil
}

// note notes what the file is like, of which before was read before.
func (c *content) note(info fs.FileInfo, before copying) error {
	c.size, c.modified = info.Size(), info.ModTime()
	if _, err := c.file.ReadAt(c.header[:], 0); err != nil {
		return err
	}
	after, err := c.read()
	c.copying, c.known = before, before == after && before.rests()
	return err
}

// unchanged reports whether the file is as SQLite left it, as far as can be told without
// reading all of it; sure is false where something else has written to it that may be the
// same.
func (c *content) unchanged(path string) (is, sure bool, err error) {
	before, err := c.read()
	if err != nil {
		return false, false, err
	}
	info, err := files.Stat(path)
	if err != nil {
		return false, false, err
	}
	if info.Size() == c.size && info.ModTime().Equal(c.modified) {
		if before.rests() {
			c.copying, c.known = before, true
		}
		return true, true, nil
	}
	now, err := c.read()
	if err != nil {
		return false, false, err
	}
	var header [headerSize]byte
	_, reading := c.file.ReadAt(header[:], 0)
	if !c.known || now != c.copying {
		if reading != nil || !bytes.HasPrefix(header[:], headerMagic) {
			return false, true, nil //nolint:nilerr // there is no header in what was cut off
		}
		return true, true, c.note(info, before)
	}
	is = reading == nil && info.Size() == c.size && header == c.header
	return is, !is, nil
}

// checkContent returns a [FileError] of [ErrOverwritten] where something else than SQLite
// has changed the file; then nothing more is written to it.
func (db *DB) checkContent(ctx context.Context) error {
	db.looking.Lock()
	defer db.looking.Unlock()
	if db.content.index == nil {
		return nil
	}
	overwritten := &FileError{Path: db.path, Err: ErrOverwritten}
	if db.overwritten {
		return overwritten
	}
	is, sure, err := db.content.unchanged(db.path)
	if err != nil {
		return db.moved(err)
	}
	if is && !sure { // as where only its time was set
		if is, err = db.isWhole(ctx); err != nil {
			return explain(db.path, err)
		}
		if is {
			return explain(db.path, errors.Join(db.reconnect(ctx), db.content.watch(db.path)))
		}
	}
	if is {
		return nil
	}
	db.overwritten = true
	return errors.Join(overwritten, db.setAside())
}

// isWhole reports whether the file is sound as it now is, with what was recorded last.
func (db *DB) isWhole(ctx context.Context) (bool, error) {
	err := db.verifyAnew(ctx)
	for _, damage := range []error{ErrDamaged, ErrNotSQLite, ErrForeign, ErrNewer, ErrMissing, ErrNoFile} {
		if errors.Is(err, damage) {
			return false, nil
		}
	}
	return err == nil, err
}

// verifyAnew verifies the file as it now is, and that what was acknowledged last is in it.
func (db *DB) verifyAnew(ctx context.Context) error {
	anew, err := Open(ctx, db.path, ReadOnly)
	if err != nil {
		return err
	}
	defer anew.Close() // it was only read
	report, err := anew.Check(ctx)
	if err == nil && !report.Sound() {
		err = ErrDamaged
	}
	last, _ := db.acknowledged.Load().(quiz.EventID)
	if err != nil || last == "" {
		return err
	}
	var there bool
	const query = "SELECT EXISTS (SELECT 1 FROM log WHERE id = ?)"
	err = anew.sql.QueryRowContext(ctx, query, last).Scan(&there)
	if err == nil && !there {
		err = ErrDamaged
	}
	return err
}

// setAside keeps the log that belonged to what was overwritten, with what is there now,
// where that is a database of its own: the log would spoil it. What was cut off keeps the
// log beside it, which is all that is left.
func (db *DB) setAside() error {
	info, err := os.Stat(db.path)
	whole := bytesInHeader(db.content.file)
	if err != nil || whole == 0 || info.Size() < whole || lookAtHeader(db.path, os.O_RDONLY) != nil {
		return err
	}
	kept, err := newBackup(db.path, Damaged, time.Now())
	if err == nil {
		err = files.Copy(db.path, kept)
	}
	if err != nil {
		return fmt.Errorf("keep the write-ahead log: %w", err)
	}
	db.removeLog()
	return nil
}

// bytesInHeader returns how many bytes the file has by its header, 0 if there is none.
func bytesInHeader(f *os.File) int64 {
	const size, count = 16, 28
	var header [headerSize]byte
	if _, err := f.ReadAt(header[:], 0); err != nil {
		return 0
	}
	page := int64(binary.BigEndian.Uint16(header[size:]))
	if page == 1 {
		page = 1 << 16
	}
	return page * int64(binary.BigEndian.Uint32(header[count:]))
}

// reconnect has SQLite open the file anew.
func (db *DB) reconnect(ctx context.Context) error {
	closed := errors.New("closed")
	err := onDriver(ctx, db.sql, func(*sqlite3.SQLiteConn) error { return errors.Join(closed, driver.ErrBadConn) })
	if !errors.Is(err, closed) {
		return err
	}
	_, err = userVersion(ctx, db.sql) // with which SQLite opens a log
	return err
}

// settleLog copies what a program left in the log that was killed, so that it rests.
func (db *DB) settleLog(ctx context.Context) error {
	info, err := statIfThere(db.path + "-wal")
	if info == nil || info.Size() == 0 {
		return err
	}
	return exec(ctx, db.sql, "PRAGMA wal_checkpoint(PASSIVE)")
}
