package store

import (
	"time"

	"portdrill/store/files"
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
// It is told from a goroutine of its own, since the caller is held up in SQLite. A
// disk that is slow is no wait: somebody is seen to hold a lock.
func (db *DB) watch() (done func()) {
	if db.tell == nil {
		return func() {}
	}
	log := db.wal != nil
	ended, finished := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(finished)
		for told := false; !told; {
			select {
			case <-ended:
				return
			case <-time.After(silence):
			}
			told = db.tellIfHeld(log)
		}
	}()
	return func() {
		close(ended)
		<-finished // so that nothing is told afterwards
	}
}

// tellIfHeld tells of who holds a lock. Readers keep nobody from writing to a
// write-ahead log.
func (db *DB) tellIfHeld(log bool) bool {
	name, pid, held := files.Holder(db.path, !log && !usesWAL(db.path))
	if held {
		db.tell(Waiting{Path: db.path, Most: patience, Holder: name, PID: pid})
	}
	return held
}
