package store

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"
)

// ErrRoomHeld is returned for a room on which another host has the lease.
var ErrRoomHeld = errors.New("the session is hosted by another program")

// Lease is how long a room stays held after the last call of [DB.HoldRoom].
const Lease = 30 * time.Second

// NewHolder returns a new name for a host in this process. It contains the machine and the
// process, so that the room is free as soon as the process is gone.
func NewHolder() string {
	machine, err := os.Hostname()
	if err != nil {
		machine = "?"
	}
	return strings.Join([]string{uuid.NewString(), strconv.Itoa(os.Getpid()), machine}, " ")
}

// HoldRoom gives or renews the holder's lease on the room until now + [Lease]. The error can
// be [ErrNoRoom] or [ErrRoomHeld].
func (db *DB) HoldRoom(ctx context.Context, id, holder string, now time.Time) error {
	return db.inTx(ctx, func(tx execer) error {
		n, err := roomRow(ctx, tx, id)
		if err != nil {
			return err
		}
		held, err := isHeld(ctx, tx, n, holder, now)
		if err != nil {
			return err
		}
		if held {
			return ErrRoomHeld
		}
		_, err = tx.ExecContext(ctx, "UPDATE rooms SET holder = ?, held_ms = ? WHERE n = ?", holder, now.Add(Lease).UnixMilli(), n)
		if err != nil {
			return fmt.Errorf("hold the session: %w", err)
		}
		return nil
	})
}

// FreeRoom ends the lease of the holder on the room, if it has it.
func (db *DB) FreeRoom(ctx context.Context, id, holder string) error {
	return db.inTx(ctx, func(tx execer) error {
		_, err := tx.ExecContext(ctx, "UPDATE rooms SET holder = '', held_ms = 0 WHERE id = ? AND holder = ?", id, holder)
		return err
	})
}

// IsHeld reports whether a host has the lease on the room. The error can be [ErrNoRoom].
func (db *DB) IsHeld(ctx context.Context, id string, now time.Time) (bool, error) {
	n, err := roomRow(ctx, db.sql, id)
	if err != nil {
		return false, err
	}
	held, err := isHeld(ctx, db.sql, n, "", now)
	return held, explain(db.path, err)
}

// isHeld reports whether a host other than holder has the lease on the room.
func isHeld(ctx context.Context, q queryer, n int64, holder string, now time.Time) (bool, error) {
	var other string
	var until int64
	err := q.QueryRowContext(ctx, "SELECT holder, held_ms FROM rooms WHERE n = ?", n).Scan(&other, &until)
	if err != nil {
		return false, fmt.Errorf("tell who holds the session: %w", err)
	}
	lasts := until > now.UnixMilli() && until <= now.Add(2*Lease).UnixMilli() // not if the clock was set back
	return other != "" && other != holder && lasts && !isOver(other), nil
}

// isOver reports whether the holder was a process of this machine that is gone.
func isOver(holder string) bool {
	parts := strings.SplitN(holder, " ", 3)
	machine, err := os.Hostname()
	if err != nil || len(parts) != 3 || parts[2] != machine {
		return false
	}
	pid, err := strconv.Atoi(parts[1])
	return err == nil && !isRunning(pid)
}
