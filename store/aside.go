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
		_, err = userVersion(ctx, db.sql) // with which it is open
	}
	os.RemoveAll(db.aside) // or, where nothing can be removed that is open, when it is closed
	return about(db.path, err)
}

func (db *DB) openAs(ctx context.Context, how string) (older bool, err error) {
	if err := db.connect(how); err != nil {
		return false, err
	}
	var version, outdated int
	version, err = userVersion(ctx, db.sql)
	if err == nil && version == latestVersion() {
		outdated, err = countOutdated(ctx, db.sql)
	}
	if err == nil && version > latestVersion() {
		err = &FileError{Path: db.path, Err: ErrNewer}
	}
	mend := version < latestVersion() || outdated > 0 || db.network && usesWAL(db.path)
	if older = err == nil && mend; older || err != nil {
		db.close() // it was only looked at, and may be opened another way
	}
	return older, err
}
