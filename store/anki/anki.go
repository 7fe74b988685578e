// Package anki writes decks for Anki, the flashcard program, as .apkg files.
//
// They are of the oldest form, which every Anki since 2.1.16 imports: a zip of
// an SQLite database of schema 11 and of a list of media, which is empty. The
// same collection makes the same bytes.
//
// Anki knows a note by its GUID. When a file brings a note that it has, it takes
// over the texts if the file is the newer one, and leaves the card alone: what
// was learned since in Anki stays.
package anki

import (
	"archive/zip"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"
)

// A Collection is what a file holds.
type Collection struct {
	Created  time.Time     // when the study day 0 began, in the learner's own zone
	Rollover time.Duration // when a study day begins, after midnight; whole hours
	Modified time.Time     // a later one is what makes a file the newer one
	Type     NoteType
	Notes    []Note

	// Log hands over the answers to each card in the order that they were given in, by
	// the GUIDs of notes. There may be more of them than memory has room for. It returns
	// the first error of write, or its own; nil stands for no answers.
	Log func(write func(guid string, a Answer) error) error
}

// A NoteType says what notes have in them and how a card shows it.
type NoteType struct {
	ID       int64     // names it for ever
	Modified time.Time // of the type itself; Anki takes over changes of a later one
	Name     string
	Fields   []string // names; the first is what Anki sorts and finds duplicates by
	Front    string   // HTML with {{names of fields}}; so is Back
	Back     string
	CSS      string
}

// A Note is one thing to learn, with its card.
type Note struct {
	GUID   string   // names it for ever
	Deck   string   // "a::b" is the deck b within the deck a; cases are one
	Fields []string // plain texts, as many as the type has names
	Tags   []string
	Card   Card
}

// A State is where a card stands.
type State int

// The states, numbered as Anki does.
const (
	New        State = iota
	Learning         // in the first steps
	Review           // it waits for days
	Relearning       // in the steps after it was forgotten
)

// A Card is what a learner remembers about a note. A new one has a position and
// nothing else.
type Card struct {
	State      State
	Suspended  bool      // not asked until the learner says so
	Buried     bool      // not asked until the next day
	Position   int       // of a new one, among the new ones
	Due        time.Time // in the steps
	DueDay     int       // in review: study days after day 0
	Interval   int       // days; in relearning, the one that follows the steps
	Steps      int       // yet to pass
	Reps       int
	Lapses     int
	Memory     Memory
	Retention  float64 // that the interval aims at; 0 if it is not known
	LastReview time.Time
}

// A Memory is that of FSRS. The zero Memory is not known, and Anki makes one
// from the answers.
type Memory struct {
	Stability  float64 // days
	Difficulty float64 // 1 to 10
	Decay      float64 // of the forgetting curve, above 0; FSRS-6 calls it w20
}

// An Answer is an entry of the log of a card.
type Answer struct {
	At         time.Time     // Anki knows it to the millisecond, and no two at one
	From       State         // of the card before
	Ease       int           // 1 (again) to 4 (easy), or 0: the card was made new again
	Interval   time.Duration // after it; of a day and more it counts as days
	Last       time.Duration // before it
	Difficulty float64       // after it, 1 to 10; 0 if it is not known
	Took       time.Duration // Anki counts a minute at most
}

// Write writes the collection as an .apkg file. What is wrong with a collection,
// and an error of its log, is found before anything is written; an error of w may leave part of the file.
func Write(w io.Writer, c Collection) error {
	if err := c.check(); err != nil {
		return fmt.Errorf("write for Anki: %w", err)
	}
	dir, err := os.MkdirTemp("", "apkg-")
	if err != nil {
		return fmt.Errorf("write for Anki: %w", err)
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, databaseName)
	if err := writeDatabase(path, c); err != nil {
		return fmt.Errorf("write for Anki: %w", err)
	}
	if err := pack(w, path); err != nil {
		return fmt.Errorf("write for Anki: %w", err)
	}
	return nil
}

// What the zip holds. A file named otherwise would tell of a newer form.
const (
	databaseName = "collection.anki2"
	mediaName    = "media"
)

// packed is the date of the parts, so that the hour of writing changes no byte.
var packed = time.Date(1980, time.January, 1, 0, 0, 0, 0, time.UTC)

func pack(w io.Writer, database string) error {
	f, err := os.Open(database)
	if err != nil {
		return err
	}
	defer f.Close()
	z := zip.NewWriter(w)
	part, err := z.CreateHeader(&zip.FileHeader{Name: databaseName, Method: zip.Deflate, Modified: packed})
	if err != nil {
		return err
	}
	if _, err := io.Copy(part, f); err != nil {
		return err
	}
	part, err = z.CreateHeader(&zip.FileHeader{Name: mediaName, Method: zip.Deflate, Modified: packed})
	if err != nil {
		return err
	}
	if _, err := io.WriteString(part, "{}"); err != nil {
		return err
	}
	return z.Close()
}
