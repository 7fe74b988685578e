package store

import "github.com/mattn/go-sqlite3"

// SQLiteVersion is the version of SQLite that is built in.
func SQLiteVersion() string {
	v, _, _ := sqlite3.Version()
	return v
}

// LatestVersion is the version of the schema that this program writes.
func LatestVersion() int { return latestVersion() }
