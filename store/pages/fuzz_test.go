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
	w := newWriter(f, 512)
	w.answers(4)
	f.Add(w.database().db, w.database().wal)
	w.checkpoint()
	w.exec("DELETE FROM decks")
	w.answers(1)
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
