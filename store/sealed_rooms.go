package store

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

// roomSealed begins the name of the seal of a room; its ID follows.
const roomSealed = "room "

// A roomSeal says what rows a room has, and, in case that the room itself is lost, which
// one it was.
type roomSeal struct {
	digest
	created  int64 // Unix milliseconds
	class    int64 // its row, 0 for none
	keepDays int64
}

func (s roomSeal) bytes() []byte {
	b := slices.Clone(s.sum[:])
	for _, n := range []int64{s.answers, s.created, s.class, s.keepDays} {
		b = binary.BigEndian.AppendUint64(b, uint64(n))
	}
	return b
}

// readSeal reads what bytes returned; it is zero for what cannot be that.
func readSeal(b []byte) (s roomSeal) {
	if len(b) != sha256.Size+4*8 {
		return s
	}
	numbers := b[copy(s.sum[:], b):]
	for _, n := range []*int64{&s.answers, &s.created, &s.class, &s.keepDays} {
		*n, numbers = int64(binary.BigEndian.Uint64(numbers)), numbers[8:]
	}
	return s
}

// A sealer hashes rows of a room as they are written, and then seals the room.
type sealer struct {
	tx   execer
	n    int64 // the row of the room
	id   string
	seal roomSeal
	err  error // that came first
}

// openSeal begins to seal what is written of the room.
func openSeal(ctx context.Context, tx execer, n int64) *sealer {
	s := &sealer{tx: tx, n: n}
	var kept []byte
	const query = "SELECT id, (SELECT hash FROM seals WHERE name = ? || id) FROM rooms WHERE n = ?"
	s.err = tx.QueryRowContext(ctx, query, roomSealed, n).Scan(&s.id, &kept)
	s.seal = readSeal(kept)
	return s
}

// insert writes a row of the room, unless there is one of its key.
func (s *sealer) insert(ctx context.Context, t classTable, values ...any) {
	if s.err != nil {
		return
	}
	hash := hashOf(t, s.id, values)
	statement := "INSERT INTO " + t.name + " (" + strings.Join(t.columns, ", ") + ", hash) VALUES (?" +
		strings.Repeat(", ?", len(values)) + ") ON CONFLICT DO NOTHING"
	result, err := s.tx.ExecContext(ctx, statement, append(values, hash)...)
	if err != nil {
		s.err = err
		return
	}
	written, err := result.RowsAffected()
	if written > 0 {
		s.seal.take(t, hash)
	}
	s.err = err
}

// hash hashes rows of the room that were written.
func (s *sealer) hash(ctx context.Context, t classTable, condition string, args ...any) {
	if s.err != nil {
		return
	}
	var change digest
	change, s.err = hashRows(ctx, s.tx, t, condition, args...)
	s.seal.mix(change.sum[:])
	s.seal.answers += change.answers
}

// hashRoom hashes the row of the room itself.
func (s *sealer) hashRoom(ctx context.Context) { s.hash(ctx, roomsTable, "n = ?", s.n) }

// close seals the room.
func (s *sealer) close(ctx context.Context) error {
	if s.err != nil {
		return fmt.Errorf("seal the session: %w", s.err)
	}
	err := s.tx.QueryRowContext(ctx, "SELECT id, created_ms, coalesce(class, 0), keep_days FROM rooms WHERE n = ?", s.n).
		Scan(&s.id, &s.seal.created, &s.seal.class, &s.seal.keepDays)
	if err == nil {
		err = exec(ctx, s.tx, "INSERT OR REPLACE INTO seals (name, hash) VALUES (?, ?)", roomSealed+s.id, s.seal.bytes())
	}
	return doing("seal the session", err)
}

// sealRooms seals the rooms that the condition is true of by all of their rows, which have
// their hashes, and takes away the seals of those that are gone.
func sealRooms(ctx context.Context, tx execer, condition string, args ...any) error {
	all, err := list(ctx, tx, "SELECT n FROM rooms WHERE "+condition, scanned[int64], args...)
	if err != nil {
		return fmt.Errorf("seal sessions: %w", err)
	}
	for _, n := range all {
		s := &sealer{tx: tx, n: n}
		for _, t := range classTables {
			if t.isOfRoom() && s.err == nil {
				s.err = eachKeptRow(ctx, tx, t, t.columns[0]+" = ?", func(r keptRow) error {
					s.seal.take(t, r.hash)
					return nil
				}, n)
			}
		}
		if err := s.close(ctx); err != nil {
			return err
		}
	}
	const gone = "DELETE FROM seals WHERE name LIKE 'room %' AND substr(name, 6) NOT IN (SELECT id FROM rooms)"
	return doing("take seals away", exec(ctx, tx, gone))
}

// take adds a row to the digest.
func (d *digest) take(t classTable, hash []byte) {
	d.mix(hash)
	if t.name == roomAnswersTable.name {
		d.answers++
	}
}

// hashClasses hashes and seals all there is about classes, as in a file of before there
// were hashes.
func hashClasses(ctx context.Context, tx execer) error {
	for _, t := range classTables {
		if _, err := hashRows(ctx, tx, t, "true"); err != nil {
			return err
		}
	}
	return sealRooms(ctx, tx, "true")
}

// A brokenRoom is one whose results are not as they were kept.
type brokenRoom struct {
	session string // the class and the date
	rows    int64  // that are not as they were written; 0 if rows are missing
}

// brokenRooms returns the rooms that are not as they were sealed.
func brokenRooms(ctx context.Context, q queryer) ([]brokenRoom, error) {
	sealed, err := sealsOfRooms(ctx, q)
	if err != nil {
		return nil, err
	}
	now, altered := make(map[string]*roomSeal), make(map[string]int64)
	err = eachKeptRow(ctx, q, roomsTable, "true", func(r keptRow) error {
		now[roomsTable.text(r, "id")] = &roomSeal{
			created: roomsTable.number(r, "created_ms"), class: roomsTable.number(r, "class"), keepDays: roomsTable.number(r, "keep_days"),
		}
		return nil
	})
	for _, t := range classTables {
		if !t.isOfRoom() || err != nil {
			continue
		}
		err = eachKeptRow(ctx, q, t, "true", func(r keptRow) error {
			id := r.owner
			if t.owner == "" {
				id = t.text(r, "id")
			}
			if now[id] == nil {
				return nil // which is a reference to nothing
			}
			now[id].take(t, r.hash)
			if !t.isWhole(r) {
				altered[id]++
			}
			return nil
		})
	}
	if err != nil {
		return nil, err
	}
	var broken []brokenRoom
	for _, id := range slices.Sorted(maps.Keys(now)) {
		if altered[id] > 0 || !bytes.Equal(now[id].bytes(), sealed[id]) {
			broken = append(broken, brokenRoom{sessionName(ctx, q, *now[id]), altered[id]})
		}
	}
	for _, id := range slices.Sorted(maps.Keys(sealed)) {
		if now[id] == nil {
			broken = append(broken, brokenRoom{session: sessionName(ctx, q, readSeal(sealed[id]))})
		}
	}
	return broken, nil
}

// sealsOfRooms returns the seals of rooms by their IDs.
func sealsOfRooms(ctx context.Context, q queryer) (map[string][]byte, error) {
	all := make(map[string][]byte)
	err := eachRow(ctx, q, "SELECT name, hash FROM seals WHERE name LIKE 'room %'", func(r *row) error {
		all[strings.TrimPrefix(r.text(0), roomSealed)] = bytes.Clone(valueOf[[]byte](r, 1))
		return nil
	})
	return all, doing("read the seals of sessions", err)
}

// sessionName is how people know a session: by its class and its date.
func sessionName(ctx context.Context, q queryer, s roomSeal) string {
	var class string
	err := q.QueryRowContext(ctx, "SELECT name FROM classes WHERE n = ?", s.class).Scan(&class)
	date := time.UnixMilli(s.created).Format(time.DateOnly)
	if err != nil || class == "" {
		return date
	}
	return class + ", " + date
}
