package store

import (
	"context"
	"os"
	"path/filepath"

	"portdrill/store/files"
)

// openAside opens a copy of a file that cannot be written, with what its log has, and
// brought up to date.
func (db *DB) openAside(ctx context.Context) (err error) {
	if db.aside, err = os.MkdirTemp("", "portdrill-"); err != nil {
		return err
	}
	copied := filepath.Join(db.aside, "copy.db")
	err = files.Copy(db.path, copied)
	if err == nil {
		var whole *DB
		if whole, err = Open(ctx, copied); err == nil {
			err = whole.Close()
		}
	}
	if err == nil {
		err = db.connectTo(copied, toReadFixed)
	}
	if err == nil {
		if _, err = userVersion(ctx, db.sql); err != nil { // with which it is open
			db.close() // says less than what went wrong
		}
	}
	os.RemoveAll(db.aside) // or, where nothing can be removed that is open, when it is closed
	return about(db.path, err)
}
