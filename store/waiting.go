package store

import (
	"time"
)

// patience is how long a lock is waited for, in the DSN too.
const patience = 5 * time.Second

// silence is how long a lock is waited for before anybody is told: most are held
// for less than one hundredth of it.
const silence = 300 * time.Millisecond

// A Waiting says what is waited for.
type Waiting struct {
	Path   string
	Holder string        // the program that holds the lock; empty where that cannot be told
	PID    int           // its number, likewise 0
	Most   time.Duration // how long it is waited for in all
}

// watch tells of a wait, if it comes to one, until the returned function is called.
// It is told from a goroutine of its own, since the caller is held up in SQLite.
func (db *DB) watch() (done func()) {
	if db.tell == nil {
		return func() {}
	}
	timer := time.AfterFunc(silence, func() {
		w := Waiting{Path: db.path, Most: patience}
		w.Holder, w.PID = holder(db.path)
		db.tell(w)
	})
	return func() { timer.Stop() }
}
