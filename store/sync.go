package store

import (
	"bufio"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"portdrill/quiz"
	"portdrill/store/files"
	"portdrill/store/logline"
)

// A folder to sync by holds a file for each device, named by the ID of that, to which only
// that device adds: a first line that says what it is, and then an event or a deck a line.
// So that programs that copy folders between machines never meet two versions of a file.
const (
	syncFormat  = "portdrill-sync"
	syncVersion = 1
	syncSuffix  = ".jsonl"
)

// longestSyncLine is more than any event or deck takes, in bytes.
const longestSyncLine = 16 << 20

// A syncLine is a line of such a file: what the file is, an event or a deck. Fields are only
// ever added.
type syncLine struct {
	Format  string         `json:"format,omitempty"`
	Version int            `json:"version,omitempty"`
	Event   *exportedEvent `json:"event,omitempty"`
	Deck    *exportedDeck  `json:"deck,omitempty"`
	Sum     string         `json:"sum,omitempty"` // SHA-256 of the deck, hex; an event has its own
}

// asWritten reports whether the line is as a device wrote it.
func (l syncLine) asWritten() bool {
	switch {
	case l.Event != nil:
		line, err := l.Event.line()
		return err == nil && line.Restore(l.Event.Learner)
	case l.Deck != nil:
		again, err := lineOfDeck(*l.Deck)
		return err == nil && again.Sum == l.Sum
	}
	return true
}

func lineOfDeck(d exportedDeck) (syncLine, error) {
	text, err := plainJSON(d)
	return syncLine{Deck: &d, Sum: fmt.Sprintf("%x", sha256.Sum256([]byte(text)))}, err
}

// A Synced says what was exchanged with a folder.
type Synced struct {
	Merged
	Sent    int64        `json:"sent"`    // events and decks that no file in the folder had
	Damaged []DamagedLog `json:"damaged"` // files of which lines are no longer what was written
	Newer   []string     `json:"newer"`   // files of a later version of this program; left out
	Strange []string     `json:"strange"` // files of the ending that are something else; left out
}

// A DamagedLog is a file of which lines were left out.
type DamagedLog struct {
	File  string `json:"file"`
	Lines int64  `json:"lines"`
}

// A FolderError is about the folder to sync by, or a file in it.
type FolderError struct{ Err error }

func (e *FolderError) Error() string { return "sync: " + e.Err.Error() }

// Unwrap returns what the system said.
func (e *FolderError) Unwrap() error { return e.Err }

// Sync takes in what other devices left in the folder, and leaves there what none of its
// files has: the logs of the learners, of all where none is named, and decks of one's own.
// It can be called in any order and as often as one likes; an event counts once. What is
// missing or damaged in the folder is left there again by whichever device has it.
//
// The error is a [FolderError], or else that of [DB.Record].
func (db *DB) Sync(ctx context.Context, folder string, now time.Time, only ...quiz.LearnerID) (Synced, error) {
	names, err := syncFiles(folder)
	if err != nil {
		return Synced{}, &FolderError{err}
	}
	decks, err := db.exportedDecks(ctx)
	if err != nil {
		return Synced{}, explain(db.path, err)
	}
	s := syncer{folder: folder, now: now, decks: decks, only: only, there: make(map[quiz.EventID]bool)}
	s.decksThere = make(map[string]bool)
	merged, err := db.merge(ctx, func(m *merger) error {
		s.merger = m
		return s.exchange(ctx, db, names)
	})
	if outside := (*FolderError)(nil); errors.As(err, &outside) {
		return Synced{}, outside
	}
	s.result.Merged = merged
	return s.result, err
}

// syncFiles returns the names of the files in the folder that can be of devices. Some
// programs keep two versions of a file under other names, which are read, too.
func syncFiles(folder string) (names []string, err error) {
	entries, err := os.ReadDir(folder)
	for _, e := range entries {
		name := e.Name()
		if strings.HasSuffix(name, syncSuffix) && !strings.HasPrefix(name, ".") {
			if info, err := os.Stat(filepath.Join(folder, name)); err == nil && info.Mode().IsRegular() {
				names = append(names, name)
			}
		}
	}
	return names, err
}

// A syncer exchanges a log with a folder.
type syncer struct {
	*merger
	folder string
	now    time.Time
	only   []quiz.LearnerID
	decks  []exportedDeck // of this file
	result Synced

	there      map[quiz.EventID]bool // in the folder
	decksThere map[string]bool       // by their sums
}

// A syncFile is what was found in a file.
type syncFile struct {
	whole     int64 // bytes up to the end of the last line that is whole
	damaged   int64 // lines
	forgotten int64 // events of learners who asked to be forgotten
}

// exchange reads all files, then adds to that of this device. It has the database for
// itself meanwhile, so that two programs do not add to one file.
func (s *syncer) exchange(ctx context.Context, db *DB, names []string) error {
	found := make(map[string]syncFile)
	for _, name := range names {
		var err error
		if found[name], err = s.read(ctx, name); err != nil {
			return err
		}
	}
	if s.ownCame { // this file was put back to what it was before
		if err := s.leaveDevice(ctx, db); err != nil {
			return err
		}
		s.ownCame = false
	}
	self, err := db.device(ctx, s.tx)
	if err != nil {
		return err
	}
	own := string(self.id) + syncSuffix
	for _, name := range names {
		if f := found[name]; f.damaged > 0 && name != own {
			s.result.Damaged = append(s.result.Damaged, DamagedLog{name, f.damaged})
		}
	}
	if slices.Contains(s.result.Newer, own) {
		return nil
	}
	return s.leave(ctx, own, found[own])
}

// leave adds to the file of this device what is missing in the folder. Where lines of it
// are damaged, or of learners who asked to be forgotten, it is written anew without them.
func (s *syncer) leave(ctx context.Context, own string, f syncFile) error {
	path := filepath.Join(s.folder, own)
	strange := slices.Index(s.result.Strange, own)
	if strange < 0 && f.damaged+f.forgotten == 0 {
		return s.addTo(ctx, path, f.whole)
	}
	if strange >= 0 {
		s.result.Strange = slices.Delete(s.result.Strange, strange, strange+1)
	}
	files.RemoveUnfinished(s.folder) // or else a later time
	fresh, err := files.TemporaryBeside(path)
	if err != nil {
		return &FolderError{err}
	}
	defer os.Remove(fresh) // not there any more, if all went well
	kept, err := s.keepGood(path, fresh)
	if err != nil {
		return &FolderError{err}
	}
	if err := s.addTo(ctx, fresh, kept); err != nil {
		return err
	}
	if err := files.PutInPlace(fresh, path); err != nil {
		return &FolderError{err}
	}
	return nil
}

// keepGood copies what is in order in a file into another one, and returns its size.
func (s *syncer) keepGood(from, to string) (size int64, err error) {
	in, err := os.Open(from)
	if err != nil {
		return 0, err
	}
	defer in.Close()
	out, err := os.OpenFile(to, os.O_WRONLY|os.O_TRUNC, 0)
	if err != nil {
		return 0, err
	}
	err = eachSyncLine(in, func(text []byte, _ int64) error {
		var line syncLine
		fits := json.Unmarshal(text, &line) == nil
		switch {
		case size == 0 && line.Format != syncFormat:
			return errNotOurs
		case !fits || !line.asWritten() || line.Event != nil && s.forgotten[line.Event.Learner]:
			return nil
		}
		n, err := out.Write(text)
		size += int64(n)
		return err
	})
	if errors.Is(err, errNotOurs) {
		err = nil
	}
	return size, errors.Join(err, out.Sync(), out.Close())
}

// addTo adds what is missing to a file, after the first bytes, which are whole lines.
func (s *syncer) addTo(ctx context.Context, path string, after int64) error {
	a := adder{path: path, after: after}
	err := s.eachMissing(ctx, func(line syncLine) error {
		s.result.Sent++
		return a.add(line)
	})
	return cmp.Or(a.end(), err)
}

// An adder adds lines to a file after its first bytes. It makes the file if there is none,
// and leaves it alone if there are no lines.
type adder struct {
	path  string
	after int64
	f     *os.File
	out   *bufio.Writer
}

func (a *adder) add(line syncLine) (err error) {
	if a.f == nil {
		if err := a.begin(); err != nil {
			return &FolderError{err}
		}
	}
	text, err := plainJSON(line)
	if err != nil {
		return err
	}
	if _, err := a.out.WriteString(text + "\n"); err != nil {
		return &FolderError{err}
	}
	return nil
}

func (a *adder) begin() (err error) {
	if a.f, err = os.OpenFile(a.path, os.O_WRONLY|os.O_CREATE, 0o600); err != nil {
		return err
	}
	a.out = bufio.NewWriter(a.f)
	if err := a.f.Truncate(a.after); err != nil {
		return err
	}
	if _, err := a.f.Seek(a.after, io.SeekStart); err != nil {
		return err
	}
	if a.after > 0 {
		return nil
	}
	_, err = fmt.Fprintf(a.out, "{\"format\":%q,\"version\":%d}\n", syncFormat, syncVersion)
	return err
}

// end puts the lines on the disk.
func (a *adder) end() error {
	if a.f == nil {
		return nil
	}
	err := errors.Join(a.out.Flush(), a.f.Sync(), a.f.Close(), files.SyncFolder(filepath.Dir(a.path)))
	if err != nil {
		return &FolderError{err}
	}
	return nil
}

// eachMissing shows what is here and in no file of the folder.
func (s *syncer) eachMissing(ctx context.Context, see func(syncLine) error) error {
	for _, d := range s.decks {
		line, err := lineOfDeck(d)
		if err != nil {
			return err
		}
		if s.decksThere[line.Sum] {
			continue
		}
		if err := see(line); err != nil {
			return err
		}
	}
	all, err := learners(ctx, s.tx)
	if err != nil {
		return err
	}
	for _, l := range all {
		if len(s.only) > 0 && !slices.Contains(s.only, l.ID) {
			continue
		}
		n, err := learnerRow(ctx, s.tx, l.ID)
		if err != nil {
			return err
		}
		err = eachLine(ctx, s.tx, inOrder(byKey, ""), func(line logline.Line) error {
			if s.there[line.ID] {
				return nil
			}
			e := exportedOf(l.ID, line)
			return see(syncLine{Event: &e})
		}, n)
		if err != nil {
			return err
		}
	}
	return nil
}

// read takes in what is in a file. A line that is not whole is being written or copied.
func (s *syncer) read(ctx context.Context, name string) (found syncFile, err error) {
	f, err := os.Open(filepath.Join(s.folder, name))
	if errors.Is(err, fs.ErrNotExist) { // gone since
		return found, nil
	}
	if err != nil {
		return found, &FolderError{err}
	}
	defer f.Close()
	err = eachSyncLine(f, func(text []byte, end int64) error {
		var line syncLine
		fits := json.Unmarshal(text, &line) == nil
		first := found.whole == 0
		found.whole = end
		switch {
		case first && line.Version > syncVersion && line.Format == syncFormat:
			s.result.Newer = append(s.result.Newer, name)
			return errNotOurs
		case first && line.Format != syncFormat:
			s.result.Strange = append(s.result.Strange, name)
			return errNotOurs
		case first:
		case !fits:
			found.damaged++
		default:
			if err := s.take(ctx, line, &found); err != nil {
				return err
			}
		}
		return nil
	})
	if errors.Is(err, errNotOurs) {
		return found, nil
	}
	return found, err
}

// errNotOurs ends the reading of a file that is none of a device.
var errNotOurs = errors.New("is no file of a device")

// take takes a line in that is whole.
func (s *syncer) take(ctx context.Context, line syncLine, found *syncFile) (err error) {
	switch {
	case !line.asWritten():
		err = errNoSense
	case line.Event != nil:
		s.there[line.Event.ID] = true
		if s.forgotten[line.Event.Learner] {
			found.forgotten++
		}
		err = s.event(ctx, *line.Event)
	case line.Deck != nil:
		s.decksThere[line.Sum] = true
		err = s.deck(ctx, *line.Deck, s.now)
	}
	if errors.Is(err, errNoSense) {
		found.damaged++
		return nil
	}
	return err
}

// eachSyncLine shows the lines of a file that are whole, and where each ends. One that is
// too long is empty.
func eachSyncLine(r io.Reader, see func(text []byte, end int64) error) error {
	in := bufio.NewReader(r)
	var text []byte
	var end int64
	tooLong := false
	for {
		part, err := in.ReadSlice('\n')
		end += int64(len(part))
		if tooLong = tooLong || len(text)+len(part) > longestSyncLine; tooLong {
			text = text[:0]
		} else {
			text = append(text, part...)
		}
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
			continue
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return &FolderError{err}
		}
		if err := see(text, end); err != nil {
			return err
		}
		text, tooLong = text[:0], false
	}
}
