package store

import (
	"context"
	"fmt"

	"github.com/google/uuid"

	"portdrill/quiz"
	"portdrill/store/files"
)

// A selfDevice is the device that a file is.
type selfDevice struct {
	n  int64 // row
	id quiz.DeviceID
}

// device returns the device that this file is. A file that was copied, restored
// from a backup or brought to another machine is a new one: both go on, and what
// each appends must not stand in the same place.
func (db *DB) device(ctx context.Context, tx execer) (selfDevice, error) {
	if db.self.n != 0 {
		return db.self, nil
	}
	n, err := db.findSelf(ctx, tx)
	if err == nil {
		db.self.n = n
		err = tx.QueryRowContext(ctx, "SELECT id FROM devices WHERE n = ?", n).Scan(&db.self.id)
	}
	if err != nil {
		return db.self, fmt.Errorf("tell which device this is: %w", err)
	}
	return db.self, nil
}

func (db *DB) findSelf(ctx context.Context, tx execer) (n int64, err error) {
	mark, err := files.MarkOf(db.path)
	if err != nil {
		return 0, err
	}
	var marked string
	if err := tx.QueryRowContext(ctx, "SELECT device, mark FROM self").Scan(&n, &marked); err != nil {
		return 0, err
	}
	if marked == mark {
		return n, nil
	}
	if n, err = beginDevice(ctx, tx, mark); err != nil {
		return 0, err
	}
	return n, seal(ctx, tx)
}

// markSelf marks a new file, or one of a time before marks, as what it is: a copy
// that is made before anything was recorded is another device, too.
func (db *DB) markSelf(ctx context.Context, tx execer) error {
	mark, err := files.MarkOf(db.path)
	if err == nil {
		_, err = tx.ExecContext(ctx, "UPDATE self SET mark = ? WHERE mark = ''", mark)
	}
	if err != nil {
		return fmt.Errorf("mark the file: %w", err)
	}
	return nil
}

// beginDevice makes the file a new device.
func beginDevice(ctx context.Context, tx execer, mark string) (n int64, err error) {
	if n, err = addDevice(ctx, tx, quiz.DeviceID(uuid.NewString())); err != nil {
		return 0, err
	}
	_, err = tx.ExecContext(ctx, "UPDATE self SET device = ?, mark = ?", n, mark)
	return n, err
}

// addDevice returns the row of the device, and makes one if there is none.
func addDevice(ctx context.Context, tx execer, id quiz.DeviceID) (n int64, err error) {
	if _, err := tx.ExecContext(ctx, "INSERT INTO devices (id) VALUES (?) ON CONFLICT DO NOTHING", id); err != nil {
		return 0, err
	}
	err = tx.QueryRowContext(ctx, "SELECT n FROM devices WHERE id = ?", id).Scan(&n)
	return n, err
}
