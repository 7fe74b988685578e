package anki

import (
	"database/sql"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"path/filepath"
	"strings"

	_ "github.com/mattn/go-sqlite3" // the driver named sqlite3
)

//go:embed schema.sql
var schema string

// dsn makes a file that is one file: a write-ahead log would stay beside it, and
// older versions of Anki cannot read one. It is a draft; no crash can hurt it.
const dsn = "mode=rwc&_journal_mode=DELETE&_synchronous=OFF"

// unsent is the update sequence number of what no server has seen.
const unsent = -1

func writeDatabase(path string, c Collection) error {
	file := filepath.ToSlash(path)
	if filepath.VolumeName(path) != "" && !strings.HasPrefix(file, "/") {
		file = "/" + file // else SQLite takes the drive, C:, for a machine
	}
	u := url.URL{Scheme: "file", Path: file, RawQuery: dsn}
	db, err := sql.Open("sqlite3", u.String())
	if err != nil {
		return err
	}
	db.SetMaxOpenConns(1)
	return errors.Join(fill(db, c), db.Close())
}

// A draft is a database that is being written, with the IDs of all in it.
type draft struct {
	tx    *sql.Tx
	c     Collection
	notes map[string]int64 // by GUID
	cards map[string]int64 // by GUID of the note
	decks decks
}

func fill(db *sql.DB, c Collection) error {
	tx, err := db.Begin()
	if err != nil {
		return err
	}
	defer tx.Rollback() // does nothing after the commit
	guids := make([]string, len(c.Notes))
	for i, n := range c.Notes {
		guids[i] = n.GUID
	}
	d := draft{tx, c, idsOf("note", guids, idBits), idsOf("card", guids, idBits), decksOf(c.Notes)}
	if err := d.write(); err != nil {
		return err
	}
	return tx.Commit()
}

func (d draft) write() error {
	if _, err := d.tx.Exec(schema); err != nil {
		return fmt.Errorf("make tables: %w", err)
	}
	if err := d.writeCollection(); err != nil {
		return fmt.Errorf("write the collection: %w", err)
	}
	if err := d.writeNotes(); err != nil {
		return fmt.Errorf("write notes: %w", err)
	}
	if err := d.writeCards(); err != nil {
		return fmt.Errorf("write cards: %w", err)
	}
	if err := d.writeLog(); err != nil {
		return fmt.Errorf("write the log: %w", err)
	}
	return nil
}

func (d draft) writeCollection() error {
	const schemaVersion = 11
	modified := d.c.Modified.UnixMilli()
	values := []any{1, d.c.Created.Unix(), modified, modified, schemaVersion, 0, 0, 0}
	for _, part := range []any{d.c.settings(), d.c.noteTypes(), d.c.deckList(d.decks), deckOptions, d.c.tagList()} {
		text, err := json.Marshal(part)
		if err != nil {
			return err
		}
		values = append(values, string(text))
	}
	_, err := d.tx.Exec("INSERT INTO col VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", values...)
	return err
}

func (d draft) writeNotes() error {
	insert, err := d.tx.Prepare("INSERT INTO notes VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 0, '')")
	if err != nil {
		return err
	}
	defer insert.Close()
	for _, n := range d.c.Notes {
		first := bare(n.Fields[0])
		_, err := insert.Exec(d.notes[n.GUID], n.GUID, d.c.Type.ID, d.c.Modified.Unix(), unsent,
			joinTags(tagsOf(n.Tags)), join(n.Fields), first, checksum(first))
		if err != nil {
			return fmt.Errorf("%q: %w", n.GUID, err)
		}
	}
	return nil
}

func (d draft) writeCards() error {
	insert, err := d.tx.Prepare("INSERT INTO cards VALUES (?, ?, ?, 0, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0, 0, ?)")
	if err != nil {
		return err
	}
	defer insert.Close()
	for _, n := range d.c.Notes {
		c := n.Card
		memory, err := c.memory()
		if err != nil {
			return fmt.Errorf("%q: %w", n.GUID, err)
		}
		_, err = insert.Exec(d.cards[n.GUID], d.notes[n.GUID], d.decks.id(n.Deck), d.c.Modified.Unix(), unsent,
			c.State, c.queue(), c.due(), c.Interval, c.factor(), c.Reps, c.Lapses, c.Steps, memory)
		if err != nil {
			return fmt.Errorf("%q: %w", n.GUID, err)
		}
	}
	return nil
}
