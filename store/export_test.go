package store

import "context"

// ApplicationID is the mark of our files, for tests that forge one.
const ApplicationID = applicationID

// Pragma returns a setting of the connection that the DB itself uses: another
// connection to the same file has settings of its own.
func (db *DB) Pragma(ctx context.Context, name string) (value string, err error) {
	err = db.sql.QueryRowContext(ctx, "PRAGMA "+name).Scan(&value)
	return value, err
}
