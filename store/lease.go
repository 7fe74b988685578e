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

// ErrRoomHeld is returned for a room that another host holds.
var ErrRoomHeld = errors.New("another host holds the session")

// Lease is for how long a room is held unless that is renewed.
const Lease = 30 * time.Second

// NewHolder returns what names a host of this process: the machine and the process are
// in it, so that a room is free at once when the process is gone.
func NewHolder() string {
	machine, err := os.Hostname()
	if err != nil {
		machine = "?"
	}
	return strings.Join([]string{uuid.NewString(), strconv.Itoa(os.Getpid()), machine}, " ")
}

// HoldRoom has the holder hold the room from now on for a [Lease], or go on holding it.
// The error can be [ErrNoRoom] or [ErrRoomHeld].
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

// FreeRoom ends that the holder holds the room.
func (db *DB) FreeRoom(ctx context.Context, id, holder string) error {
	return db.inTx(ctx, func(tx execer) error {
		_, err := tx.ExecContext(ctx, "UPDATE rooms SET holder = '', held_ms = 0 WHERE id = ? AND holder = ?", id, holder)
		return err
	})
}

// IsHeld reports whether a host holds the room. The error can be [ErrNoRoom].
func (db *DB) IsHeld(ctx context.Context, id string, now time.Time) (bool, error) {
	n, err := roomRow(ctx, db.sql, id)
	if err != nil {
		return false, err
	}
	held, err := isHeld(ctx, db.sql, n, "", now)
	return held, explain(db.path, err)
}

// isHeld reports whether anybody but the holder holds the room.
func isHeld(ctx context.Context, q queryer, n int64, holder string, now time.Time) (bool, error) {
	var other string
	var until int64
	err := q.QueryRowContext(ctx, "SELECT holder, held_ms FROM rooms WHERE n = ?", n).Scan(&other, &until)
	if err != nil {
		return false, fmt.Errorf("tell who holds the session: %w", err)
	}
	lasts := until > now.UnixMilli() && until <= now.Add(2*Lease).UnixMilli() // a clock may have been set back
	return other != "" && other != holder && lasts && !isOver(other), nil
}

// isOver reports whether a holder is a process of this machine that is gone.
func isOver(holder string) bool {
	parts := strings.SplitN(holder, " ", 3)
	machine, err := os.Hostname()
	if err != nil || len(parts) != 3 || parts[2] != machine {
		return false
	}
	pid, err := strconv.Atoi(parts[1])
	return err == nil && !isRunning(pid)
}
