package pages_test

import (
	"bytes"
	"testing"
	"time"

	"portdrill/store/pages"
)

// The law: whatever the bytes are, reading them ends soon, and no record has more
// bytes than there are.
func FuzzRecords(f *testing.F) {
	w := newBareWriter(f, 512)
	w.exec("CREATE TABLE log (ord INTEGER, id TEXT, body TEXT, hash BLOB, PRIMARY KEY (ord, id)) WITHOUT ROWID")
	w.exec("CREATE TABLE decks (n INTEGER PRIMARY KEY, body TEXT, weight REAL)")
	fill := func() {
		w.exec("BEGIN")
		for range 6 {
			w.events++
			w.exec("INSERT INTO log VALUES (?, ?, ?, ?)", w.events, w.uuid(), w.prose(60), w.blob(32))
		}
		w.exec("INSERT INTO decks (body, weight) VALUES (?, 0.5)", w.prose(1200))
		w.exec("COMMIT")
	}
	fill()
	f.Add(w.database().db, w.database().wal)
	w.exec("DELETE FROM decks")
	w.checkpoint()
	fill()
	d := w.database()
	f.Add(d.db, d.wal)
	f.Add(d.db[:len(d.db)/2], []byte{})
	f.Add([]byte{}, d.wal)
	clear(d.db[:100])
	clear(d.wal[:32])
	f.Add(d.db, d.wal)
	f.Fuzz(func(t *testing.T, db, wal []byte) {
		began := time.Now()
		for r := range pages.Records(bytes.NewReader(db), bytes.NewReader(wal)) {
			n := 0
			for _, v := range r.Values {
				switch v := v.(type) {
				case string:
					n += len(v)
				case []byte:
					n += len(v)
				}
			}
			if n > len(db)+len(wal) || len(r.Values) == 0 {
				t.Fatalf("%d values of %d bytes in %d", len(r.Values), n, len(db)+len(wal))
			}
		}
		if took := time.Since(began); took > 5*time.Second {
			t.Fatalf("%d bytes took %v", len(db)+len(wal), took)
		}
	})
}
