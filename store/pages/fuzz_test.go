package pages_test

import (
	"bytes"
	"testing"

	"portdrill/store/pages"
)

// The law: whatever the bytes are, reading them takes no more reads and records than
// their number allows, and no record has more bytes than there are.
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
		size, found := len(db)+len(wal), 0
		file, log := &counter{Reader: bytes.NewReader(db)}, &counter{Reader: bytes.NewReader(wal)}
		for r := range pages.Records(file, log) {
			found++
			n := 0
			for _, v := range r.Values {
				switch v := v.(type) {
				case string:
					n += len(v)
				case []byte:
					n += len(v)
				}
			}
			if n > size || len(r.Values) == 0 {
				t.Fatalf("%d values of %d bytes in %d", len(r.Values), n, size)
			}
		}
		// At each byte may begin two records, on a sheet in order and on a torn one, and
		// most pages are of 512 bytes or more.
		if reads := file.reads + log.reads; found > 4*size || reads > 200*(1+size/512) {
			t.Fatalf("%d records in %d bytes took %d reads", found, size, reads)
		}
	})
}
