package anki

import (
	"archive/zip"
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/klauspost/compress/zstd"
	sqlite3 "github.com/mattn/go-sqlite3"
)

// Errors of Read.
var (
	ErrNotAnki  = errors.New("is no package of Anki")
	ErrTooLarge = errors.New("is too large")
)

// Limits of what is read, in bytes. Compression can shrink a collection a thousandfold.
const (
	largestPackage    = 2 << 30
	largestCollection = 1 << 30
)

// A Kept is a collection read from a file.
type Kept struct {
	ID    string // when the collection was created, in seconds
	Notes []KeptNote
}

// A KeptNote is a note with its cards.
type KeptNote struct {
	GUID   string
	Fields []string // HTML
	Cards  []KeptCard
}

// A KeptCard is a card with its log, the oldest entry first.
type KeptCard struct {
	ID        int64
	Template  int // 0 for front to back; 1 is the reverse in many note types
	Deck      string
	Retention float64 // the desired one; 0 if unknown
	Memory    Memory  // zero if unknown
	Log       []KeptAnswer
}

// A KeptAnswer is an entry of the log that changed the memory state.
type KeptAnswer struct {
	ID   int64 // Unix time in ms
	Ease int   // 1 to 4; 0 if the card was reset to new
	Took time.Duration
}

// At returns when the answer was given.
func (a KeptAnswer) At() time.Time { return time.UnixMilli(a.ID) }

// Read reads an .apkg or .colpkg file with a collection of schema 11 or 18, compressed with
// zstd or not. The errors are [ErrNotAnki], [ErrTooLarge] and those of
// the file system.
func Read(path string) (Kept, error) {
	dir, err := os.MkdirTemp("", "apkg-")
	if err != nil {
		return Kept{}, fmt.Errorf("read from Anki: %w", err)
	}
	defer os.RemoveAll(dir)
	database := filepath.Join(dir, databaseName)
	if err := unpack(path, database); err != nil {
		return Kept{}, fmt.Errorf("read from Anki: %w", err)
	}
	kept, err := readCollection(database)
	if err != nil {
		return Kept{}, fmt.Errorf("read from Anki: %w", err)
	}
	return kept, nil
}

// collections are the files of a package that can hold the collection, the newest format
// first. Packages in a newer format also have an old one with a note to upgrade.
var collections = []string{"collection.anki21b", "collection.anki21", databaseName}

func unpack(path, to string) error {
	info, err := os.Stat(path)
	if err != nil {
		return err
	}
	if info.Size() > largestPackage {
		return ErrTooLarge
	}
	z, err := zip.OpenReader(path)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrNotAnki, err)
	}
	defer z.Close()
	for _, name := range collections {
		for _, f := range z.File {
			if f.Name == name {
				return unpackPart(f, to)
			}
		}
	}
	return ErrNotAnki
}

var zstdMagic = []byte("\x28\xb5\x2f\xfd")

func unpackPart(f *zip.File, to string) error {
	in, err := f.Open()
	if err != nil {
		return fmt.Errorf("%w: %w", ErrNotAnki, err)
	}
	defer in.Close()
	begin := make([]byte, len(zstdMagic))
	n, err := io.ReadFull(in, begin)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrNotAnki, err)
	}
	var from io.Reader = io.MultiReader(bytes.NewReader(begin[:n]), in)
	if bytes.Equal(begin, zstdMagic) {
		const mostMemory = 256 << 20
		decoder, err := zstd.NewReader(from, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(mostMemory))
		if err != nil {
			return fmt.Errorf("%w: %w", ErrNotAnki, err)
		}
		defer decoder.Close()
		from = decoder
	}
	out, err := os.OpenFile(to, os.O_CREATE|os.O_WRONLY|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	size, err := io.Copy(out, io.LimitReader(from, largestCollection+1))
	switch {
	case size > largestCollection:
		err = ErrTooLarge
	case err != nil:
		err = fmt.Errorf("%w: %w", ErrNotAnki, err)
	}
	return errors.Join(err, out.Close())
}

// ankiDriver is SQLite with the collation of Anki, which the indexes of newer collections
// need.
const ankiDriver = "sqlite3-anki"

func init() {
	sql.Register(ankiDriver, &sqlite3.SQLiteDriver{ConnectHook: func(c *sqlite3.SQLiteConn) error {
		if _, err := c.Exec("PRAGMA trusted_schema=OFF", nil); err != nil {
			return err
		}
		return c.RegisterCollation("unicase", func(a, b string) int {
			return strings.Compare(strings.ToLower(a), strings.ToLower(b))
		})
	}})
}

func readCollection(path string) (k Kept, err error) {
	u := url.URL{Scheme: "file", Path: filepath.ToSlash(path), RawQuery: "mode=ro&immutable=1"}
	db, err := sql.Open(ankiDriver, u.String())
	if err != nil {
		return k, err
	}
	db.SetMaxOpenConns(1)
	defer db.Close()
	ctx, cancel := context.WithTimeout(context.Background(), longestReading)
	defer cancel()
	r := keptReader{ctx: ctx, db: db, notes: make(map[int64]*KeptNote), cards: make(map[int64]*KeptCard)}
	if err := r.read(); err != nil {
		return k, fmt.Errorf("%w: %w", ErrNotAnki, err)
	}
	return r.kept(), nil
}

// longestReading limits queries of a file made to take forever.
const longestReading = 2 * time.Minute

// A keptReader reads a collection.
type keptReader struct {
	ctx     context.Context
	db      *sql.DB
	id      string
	decks   map[int64]string
	notes   map[int64]*KeptNote
	cards   map[int64]*KeptCard
	noteIDs []int64
	cardOf  map[int64][]int64 // the cards of each note
}

func (r *keptReader) read() error {
	r.cardOf = make(map[int64][]int64)
	for _, part := range []func() error{r.check, r.readDecks, r.readNotes, r.readCards, r.readLog} {
		if err := part(); err != nil {
			return err
		}
	}
	return nil
}

// check reports missing tables, and reads when the collection was created.
func (r *keptReader) check() error {
	var tables int
	err := r.db.QueryRowContext(r.ctx, `SELECT count(*) FROM sqlite_master
		WHERE type = 'table' AND name IN ('col', 'notes', 'cards', 'revlog')`).Scan(&tables)
	if err == nil && tables != 4 {
		err = errors.New("tables are missing")
	}
	if err != nil {
		return err
	}
	var created int64
	if err := r.db.QueryRowContext(r.ctx, "SELECT crt FROM col").Scan(&created); err != nil {
		return err
	}
	r.id = fmt.Sprint(created)
	return nil
}

// readDecks reads the names of the decks, from a table in newer collections and from JSON in
// older ones.
func (r *keptReader) readDecks() error {
	r.decks = make(map[int64]string)
	var is bool
	const query = "SELECT EXISTS (SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'decks')"
	if err := r.db.QueryRowContext(r.ctx, query).Scan(&is); err != nil {
		return err
	}
	if !is {
		var text string
		if err := r.db.QueryRowContext(r.ctx, "SELECT decks FROM col").Scan(&text); err != nil {
			return err
		}
		var all map[string]struct {
			ID   int64  `json:"id"`
			Name string `json:"name"`
		}
		if err := json.Unmarshal([]byte(text), &all); err != nil {
			return fmt.Errorf("read the decks: %w", err)
		}
		for _, d := range all {
			r.decks[d.ID] = d.Name
		}
		return nil
	}
	return r.each("SELECT id, name FROM decks", func(rows *sql.Rows) error {
		var id int64
		var name string
		err := rows.Scan(&id, &name)
		r.decks[id] = strings.ReplaceAll(name, separator, "::")
		return err
	})
}

func (r *keptReader) readNotes() error {
	return r.each("SELECT id, guid, flds FROM notes ORDER BY id", func(rows *sql.Rows) error {
		var id int64
		var n KeptNote
		var fields string
		if err := rows.Scan(&id, &n.GUID, &fields); err != nil {
			return err
		}
		n.Fields = strings.Split(fields, separator)
		r.notes[id] = &n
		r.noteIDs = append(r.noteIDs, id)
		return nil
	})
}

func (r *keptReader) readCards() error {
	const query = "SELECT id, nid, iif(odid <> 0, odid, did), ord, data FROM cards ORDER BY nid, ord, id"
	return r.each(query, func(rows *sql.Rows) error {
		var c KeptCard
		var note, deck int64
		var data string
		if err := rows.Scan(&c.ID, &note, &deck, &c.Template, &data); err != nil {
			return err
		}
		c.Deck = r.decks[deck]
		var memory struct {
			Stability  float64 `json:"s"`
			Difficulty float64 `json:"d"`
			Decay      float64 `json:"decay"`
			Retention  float64 `json:"dr"`
		}
		if json.Unmarshal([]byte(data), &memory) == nil {
			c.Memory = Memory{memory.Stability, memory.Difficulty, memory.Decay}
			c.Retention = memory.Retention
		}
		r.cards[c.ID] = &c
		r.cardOf[note] = append(r.cardOf[note], c.ID)
		return nil
	})
}

// Kinds of entries in the log.
const (
	filtered = 3 // from a filtered deck; not scheduled if the factor is 0
	byHand   = 4
)

// readLog reads the entries that change the memory state: answers, and resets to new. Answers
// in filtered decks that do not reschedule, and due dates set by hand, do not.
func (r *keptReader) readLog() error {
	const query = "SELECT id, cid, ease, factor, time, type FROM revlog ORDER BY id"
	return r.each(query, func(rows *sql.Rows) error {
		var a KeptAnswer
		var card, factor, took int64
		var kind int
		if err := rows.Scan(&a.ID, &card, &a.Ease, &factor, &took, &kind); err != nil {
			return err
		}
		a.Took = time.Duration(min(max(took, 0), longest.Milliseconds())) * time.Millisecond
		c, known := r.cards[card]
		answered := a.Ease >= 1 && a.Ease <= 4 && (kind != filtered || factor != 0)
		forgotten := a.Ease == 0 && kind == byHand && factor == 0
		if known && a.ID > 0 && (answered || forgotten) {
			c.Log = append(c.Log, a)
		}
		return nil
	})
}

func (r *keptReader) each(query string, see func(*sql.Rows) error) error {
	rows, err := r.db.QueryContext(r.ctx, query)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := see(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

func (r *keptReader) kept() Kept {
	k := Kept{ID: r.id}
	for _, id := range r.noteIDs {
		n := *r.notes[id]
		for _, card := range r.cardOf[id] {
			n.Cards = append(n.Cards, *r.cards[card])
		}
		k.Notes = append(k.Notes, n)
	}
	return k
}
