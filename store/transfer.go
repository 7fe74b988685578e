package store

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"portdrill/questions/catalogue"
	"portdrill/questions/catalogue/exchange"
	"portdrill/quiz"
	"portdrill/store/logline"
)

// What the first lines of an export say it is.
const (
	exportFormat  = "portdrill-log"
	exportVersion = 1
)

// What can be wrong with a file to import.
var (
	ErrNotExport   = errors.New("is no export of a log")
	ErrNewerExport = errors.New("was exported by a newer version of this program")
)

// How much an import takes in. All that this program records is far below.
const (
	LongestText  = 64 << 10 // bytes of a text in an event
	LongestEvent = 1 << 20  // bytes
	LargestFile  = 4 << 30  // bytes
	mostLearners = 10_000

	longestValue = exchange.MaxSize + 1<<20 // bytes of any value in the file, of which decks are the longest
)

// lastMS is the end of the year 9999, in Unix milliseconds. An order is that of the event
// before and 1 where a clock had said more, so that it can be greater by as many as there are.
const lastMS = 253_402_300_799_999

// Causes of a [BrokenExport] that more is in the file than an import takes in.
var (
	ErrTooLong  = errors.New("a text or an entry is too long")
	ErrTooLarge = errors.New("the file is too large")
	ErrTooLate  = errors.New("the order is after the year 9999")
)

// A BrokenExport is an [ErrNotExport] about a file that says it is one.
type BrokenExport struct {
	Events int64 // that were read before
	Offset int64 // of the byte where reading broke off
	Line   int64 // in which that is, counted from 1
	Cause  error
}

func (e *BrokenExport) Error() string {
	return fmt.Sprintf("%v: after %d events, in line %d, at byte %d: %v", ErrNotExport, e.Events, e.Line, e.Offset, e.Cause)
}

// Unwrap returns [ErrNotExport]; the cause is no error of the database.
func (e *BrokenExport) Unwrap() error { return ErrNotExport }

// exportedEvent is a line of the log in an export. Fields are only ever added.
type exportedEvent struct {
	Learner quiz.LearnerID  `json:"learner"`
	ID      quiz.EventID    `json:"id"`
	Device  quiz.DeviceID   `json:"device"`
	Seq     int64           `json:"seq"`
	Order   int64           `json:"order"`
	AtMS    int64           `json:"at_ms"`
	Zone    int             `json:"zone_s"`
	Day     quiz.Day        `json:"day"`
	Kind    quiz.EventKind  `json:"kind"`
	Body    json.RawMessage `json:"body"`
	Prev    string          `json:"prev"` // hex, as is the next
	Hash    string          `json:"hash"`
}

type exportedLearner struct {
	ID      quiz.LearnerID `json:"id"`
	Name    string         `json:"name,omitempty"` // for people who read the file; it stands in the log, too
	SinceMS int64          `json:"since_ms"`
}

type exportedDeck struct {
	Key  string          `json:"key"`
	Deck json.RawMessage `json:"deck"`
}

// ExportJSON writes the whole logs of the learners and the decks of one's own; where no
// learner is named, of all learners, with rosters and the sessions of classes that have
// ended. [DB.ImportJSON] makes the same of it elsewhere. The same log gives the same bytes.
func (db *DB) ExportJSON(ctx context.Context, w io.Writer, only ...quiz.LearnerID) error {
	out := bufio.NewWriter(w)
	if err := db.exportTo(ctx, out, only); err != nil {
		return explain(db.path, fmt.Errorf("export the log: %w", err))
	}
	return out.Flush()
}

func (db *DB) exportTo(ctx context.Context, out *bufio.Writer, only []quiz.LearnerID) error {
	all, err := db.Learners(ctx)
	if err != nil {
		return err
	}
	var chosen []exportedLearner
	for _, l := range all {
		if len(only) == 0 || slices.Contains(only, l.ID) {
			chosen = append(chosen, exportedLearner{l.ID, l.Name, l.Since.UnixMilli()})
		}
	}
	decks, err := db.exportedDecks(ctx)
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "{\"format\":%q,\"version\":%d", exportFormat, exportVersion)
	if err := writeArray(out, "learners", chosen); err != nil {
		return err
	}
	if err := writeArray(out, "decks", decks); err != nil {
		return err
	}
	fmt.Fprint(out, ",\n\"events\":[")
	separator := "\n"
	for _, l := range chosen {
		if separator, err = db.exportEvents(ctx, out, l.ID, separator); err != nil {
			return err
		}
	}
	if _, err := fmt.Fprint(out, "\n]"); err != nil {
		return err
	}
	if len(only) == 0 {
		if err := db.exportClasses(ctx, out); err != nil {
			return err
		}
	}
	_, err = fmt.Fprint(out, "}\n")
	return err
}

func (db *DB) exportedDecks(ctx context.Context) ([]exportedDeck, error) {
	decks, err := db.Decks(ctx)
	if err != nil {
		return nil, err
	}
	all := make([]exportedDeck, len(decks))
	for i, d := range decks {
		var body bytes.Buffer
		if err := exchange.WriteJSON(&body, d.Deck); err != nil {
			return nil, fmt.Errorf("deck %s: %w", d.Key, err)
		}
		all[i] = exportedDeck{d.Key, body.Bytes()}
	}
	return all, nil
}

// exportEvents writes the learner's log, an event a line.
func (db *DB) exportEvents(ctx context.Context, out *bufio.Writer, learner quiz.LearnerID, separator string) (string, error) {
	n, err := learnerRow(ctx, db.sql, learner)
	if err != nil {
		return separator, err
	}
	err = eachLine(ctx, db.sql, inOrder(byKey, ""), func(l logline.Line) error {
		text, err := plainJSON(exportedOf(learner, l))
		if err != nil {
			return fmt.Errorf("event %s: %w", l.ID, err)
		}
		_, err = out.WriteString(separator + text)
		separator = ",\n"
		return err
	}, n)
	return separator, err
}

func writeArray[T any](out *bufio.Writer, name string, all []T) error {
	fmt.Fprintf(out, ",\n%q:[", name)
	separator := "\n"
	for _, value := range all {
		text, err := plainJSON(value)
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		fmt.Fprint(out, separator+text)
		separator = ",\n"
	}
	_, err := fmt.Fprint(out, "\n]")
	return err
}

// plainJSON is JSON on one line that leaves the body of an event as it is, but for
// [logline.Escape].
func plainJSON(value any) (string, error) {
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	err := encoder.Encode(value)
	return logline.Escape(string(bytes.TrimRight(text.Bytes(), "\n"))), err
}

// ImportJSON takes in what [DB.ExportJSON] wrote, here or on another device: the
// union of the events, whatever the order and however often. It happens whole or
// not at all; events that are not as they were recorded are left out and reported.
//
// The error is of [ErrNotExport] or [ErrNewerExport] where it is the file's, that of
// the reader where that fails, or else that of [DB.Record].
func (db *DB) ImportJSON(ctx context.Context, r io.Reader, now time.Time) (Merged, error) {
	from := &source{r: withoutMark(r)}
	merged, err := db.merge(ctx, func(m *merger) error {
		in := importer{merger: m, decoder: json.NewDecoder(from), source: from, now: now}
		from.taken = in.decoder.InputOffset
		return in.read(ctx)
	})
	if from.err != nil {
		return Merged{}, fmt.Errorf("read the export: %w", from.err)
	}
	return merged, err
}

// A source remembers with what error it ended, which a decoder takes for one of
// its own, and ends where the decoder would keep too much in memory.
type source struct {
	r           io.Reader
	err         error
	read, lines int64
	taken       func() int64 // of what was read
}

func (s *source) Read(into []byte) (int, error) {
	switch {
	case s.read > LargestFile:
		return 0, ErrTooLarge
	case s.read-s.taken() > longestValue:
		return 0, ErrTooLong
	}
	n, err := s.r.Read(into[:min(len(into), 64<<10)])
	if err != nil && !errors.Is(err, io.EOF) {
		s.err = err
	}
	s.read += int64(n)
	s.lines += int64(bytes.Count(into[:n], []byte("\n")))
	return n, err
}

// withoutMark passes over the mark that some programs write before UTF-8.
func withoutMark(r io.Reader) io.Reader {
	const mark = "\uFEFF"
	in := bufio.NewReader(r)
	if begin, _ := in.Peek(len(mark)); string(begin) == mark {
		in.Discard(len(mark)) // which was just seen
	}
	return in
}

// An importer reads an export.
type importer struct {
	*merger
	decoder *json.Decoder
	source  *source
	now     time.Time
	format  string
	version int
	events  int64
	classes map[string]exportedClass
}

// read reads the parts of an export in whatever order they come, but for what it
// is, which comes first.
func (in *importer) read(ctx context.Context) error {
	if token, err := in.decoder.Token(); err != nil || token != json.Delim('{') {
		return fmt.Errorf("%w: it does not begin with {", ErrNotExport)
	}
	for in.decoder.More() {
		key, err := in.decoder.Token()
		if err != nil {
			return in.broken(err)
		}
		if err := in.part(ctx, fmt.Sprint(key)); err != nil {
			return err
		}
	}
	if _, err := in.decoder.Token(); err != nil {
		return in.broken(err)
	}
	if _, err := in.decoder.Token(); !errors.Is(err, io.EOF) {
		return in.broken(errors.New("something follows on the end"))
	}
	return in.known()
}

func (in *importer) part(ctx context.Context, key string) error {
	switch key {
	case "format":
		return in.value(&in.format)
	case "version":
		return in.value(&in.version)
	}
	if err := in.known(); err != nil {
		return err
	}
	switch key {
	case "learners":
		return eachOf(in, func(l exportedLearner) error { return in.learner(ctx, l) })
	case "decks":
		return eachOf(in, func(d exportedDeck) error { return in.deck(ctx, d, in.now) })
	case "events":
		return eachOf(in, func(e exportedEvent) error {
			in.events++
			return in.event(ctx, e)
		})
	case "classes":
		return eachOf(in, in.class)
	case "members":
		return eachOf(in, func(m exportedMember) error { return in.member(ctx, m) })
	case "sessions":
		return eachOf(in, func(r exportedRoom) error { return in.room(ctx, r) })
	}
	var passedOver json.RawMessage // of a later version, which adds only
	return in.value(&passedOver)
}

// known reports an error unless the file has said that it is an export that can be
// read.
func (in *importer) known() error {
	switch {
	case in.format != exportFormat || in.version < 1:
		return fmt.Errorf("%w: it does not say so in its first line", ErrNotExport)
	case in.version > exportVersion:
		return fmt.Errorf("%w: version %d", ErrNewerExport, in.version)
	}
	return nil
}

func (in *importer) value(into any) error {
	if err := in.decoder.Decode(into); err != nil {
		return in.broken(err)
	}
	return nil
}

// broken says where reading broke off, if the file is an export at all.
func (in *importer) broken(err error) error {
	if known := in.known(); known != nil {
		return known
	}
	ahead := bufio.NewReader(in.decoder.Buffered())
	for {
		next, ended := ahead.ReadByte()
		if ended != nil || !strings.ContainsRune(" \t\r\n", rune(next)) {
			return in.at(ahead, err)
		}
	}
}

// wrong is [importer.broken] about what was read last.
func (in *importer) wrong(err error) error { return in.at(in.decoder.Buffered(), err) }

// at is an error about the line that the decoder has come to. What is ahead was read, and
// is not decoded.
func (in *importer) at(ahead io.Reader, cause error) error {
	line := 1 + in.source.lines
	part := make([]byte, 32<<10)
	for n, err := ahead.Read(part); err == nil; n, err = ahead.Read(part) {
		line -= int64(bytes.Count(part[:n], []byte("\n")))
	}
	return &BrokenExport{in.events, in.decoder.InputOffset(), line, cause}
}

// eachOf reads a list value by value. Some programs write null for an empty one.
func eachOf[T any](in *importer, take func(T) error) error {
	switch token, err := in.decoder.Token(); {
	case err == nil && token == nil:
		return nil
	case err != nil || token != json.Delim('['):
		return in.broken(cmp.Or(err, errors.New("a list is missing")))
	}
	for in.decoder.More() {
		var value T
		if err := in.value(&value); err != nil {
			return err
		}
		if err := take(value); errors.Is(err, errNoSense) {
			return in.wrong(err)
		} else if err != nil {
			return err
		}
	}
	if _, err := in.decoder.Token(); err != nil {
		return in.broken(err)
	}
	return nil
}

// isIdentity reports whether the text can name a learner, a device or an event, as
// UUIDs do.
func isIdentity[T ~string](id T) bool {
	const longest = 64
	isNone := func(r rune) bool {
		return r != '-' && (r < '0' || r > '9') && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z')
	}
	return id != "" && len(id) <= longest && !strings.ContainsFunc(string(id), isNone)
}

// errNoSense is of what no program wrote.
var errNoSense = errors.New("makes no sense")

func (m *merger) learner(ctx context.Context, l exportedLearner) error {
	if !isIdentity(l.ID) || l.SinceMS < 0 || l.SinceMS > highest {
		return fmt.Errorf("a learner %q since %d: %w", l.ID, l.SinceMS, errNoSense)
	}
	if len(m.came) >= mostLearners {
		return fmt.Errorf("%w: %w", errNoSense, ErrTooLarge)
	}
	return m.addLearner(ctx, l.ID, time.UnixMilli(l.SinceMS))
}

func (m *merger) event(ctx context.Context, e exportedEvent) error {
	if e.Order > lastMS+m.seen {
		return fmt.Errorf("%w: %w", errNoSense, ErrTooLate)
	}
	m.seen++
	line, err := e.line()
	if err != nil {
		return err
	}
	return m.add(ctx, e.Learner, line)
}

func exportedOf(learner quiz.LearnerID, l logline.Line) exportedEvent {
	return exportedEvent{
		Learner: learner, ID: l.ID, Device: l.Device, Seq: l.Seq, Order: l.Order, AtMS: l.AtMS, Zone: l.Zone, Day: l.Day,
		Kind: l.Kind, Body: json.RawMessage(l.Body), Prev: hex.EncodeToString(l.Prev), Hash: hex.EncodeToString(l.Sum),
	}
}

// line is the event as the log keeps it. The error is [errNoSense].
func (e exportedEvent) line() (l logline.Line, err error) {
	if len(e.Body) > LongestEvent || hasLongText(e.Body) {
		return l, fmt.Errorf("the event %q: %w: %w", e.ID, errNoSense, ErrTooLong)
	}
	prev, err := hex.DecodeString(e.Prev)
	if err != nil {
		return l, fmt.Errorf("the event %q: %w: %w", e.ID, errNoSense, err)
	}
	sum, err := hex.DecodeString(e.Hash)
	if err != nil {
		return l, fmt.Errorf("the event %q: %w: %w", e.ID, errNoSense, err)
	}
	if !isIdentity(e.ID) || !isIdentity(e.Learner) || !isIdentity(e.Device) {
		return l, fmt.Errorf("an event %q of the learner %q on the device %q: %w", e.ID, e.Learner, e.Device, errNoSense)
	}
	return logline.Line{
		ID: e.ID, Device: e.Device, Seq: e.Seq, Order: e.Order, AtMS: e.AtMS, Zone: e.Zone, Day: e.Day, Kind: e.Kind,
		Body: string(e.Body), Prev: prev, Sum: sum,
	}, nil
}

// hasLongText reports whether any text in the JSON is longer than an import takes in.
func hasLongText(body json.RawMessage) bool {
	if len(body) <= LongestText {
		return false
	}
	decoder := json.NewDecoder(bytes.NewReader(body))
	for {
		token, err := decoder.Token()
		if err != nil {
			return false // at its end
		}
		if text, is := token.(string); is && len(text) > LongestText {
			return true
		}
	}
}

// deck takes a deck in, unless one of that key is here or built in, or the same was
// here and was removed.
func (m *merger) deck(ctx context.Context, d exportedDeck, now time.Time) error {
	deck, problems := exchange.Read(d.Key+".json", d.Deck)
	if exchange.Failed(problems) {
		return fmt.Errorf("the deck %s: %s: %w", d.Key, problems[0], errNoSense)
	}
	var body bytes.Buffer
	if err := exchange.WriteJSON(&body, deck); err != nil {
		return fmt.Errorf("keep the deck %s: %w", d.Key, err)
	}
	known := catalogue.Builtin()
	key := catalogue.DeckKey(d.Key)
	switch {
	case key == "":
		return fmt.Errorf("a deck %q: %w", d.Key, errNoSense)
	case key != d.Key || catalogue.Reserved(key) || known.Deck(key) != nil:
		m.result.OtherDeck = append(m.result.OtherDeck, key)
		return nil
	}
	var same, inForce int
	err := m.tx.QueryRowContext(ctx, "SELECT coalesce(sum(body = ?), 0), coalesce(sum(removed_ms IS NULL), 0) FROM decks WHERE key = ?", body.String(), d.Key).Scan(&same, &inForce)
	switch {
	case err != nil:
		return fmt.Errorf("look for the deck %s: %w", d.Key, err)
	case same > 0:
		return nil
	case inForce > 0:
		m.result.OtherDeck = append(m.result.OtherDeck, d.Key)
		return nil
	}
	m.result.Decks = append(m.result.Decks, d.Key)
	_, err = m.tx.ExecContext(ctx, "INSERT INTO decks (key, body, imported_ms) VALUES (?, ?, ?)", d.Key, body.String(), now.UnixMilli())
	return err
}
