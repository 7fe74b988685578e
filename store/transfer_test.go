package store_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"math/rand/v2"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"portdrill/questions/catalogue"
	"portdrill/questions/catalogue/exchange"
	"portdrill/questions/testenv"
	"portdrill/quiz"
	"portdrill/quiz/fsrs"
	"portdrill/store"
)

// The law: what was exported and imported into a new file is exported as the same
// bytes: several learners, decks, and whatever a log can hold.
func TestExportComesBackAsItWas(t *testing.T) {
	seed, fresh := testenv.Seed(t), newEmpty(t)
	for i := range 40 {
		t.Run(strconv.Itoa(i), func(t *testing.T) {
			chance := rand.New(rand.NewPCG(seed, uint64(i)))
			db := fresh.opened(t, 1)[0]
			for n := range 1 + chance.IntN(3) {
				learner := learnerNamed(t, db, fmt.Sprint("<Li & 李> ", n))
				for _, e := range stories.Example(int(chance.Uint32())) {
					e.ID += quiz.EventID(fmt.Sprint("-", n)) // which no other learner's event has
					record(t, db, learner, e)
				}
			}
			keepDeck(t, db, "lab", "Grafana <3000> & 看板")
			want := exportOf(t, db)
			for _, other := range fresh.opened(t, 2) {
				merged := importInto(t, other, want)
				assertAllCame(t, merged)
				if got := exportOf(t, other); got != want {
					t.Fatalf("came back as\n%s\nwas\n%s", got, want)
				}
				want = exportOf(t, other)
			}
		})
	}
}

func learnerNamed(t testing.TB, db *store.DB, name string) quiz.LearnerID {
	t.Helper()
	learner, err := db.AddLearner(t.Context(), naming(name))
	if err != nil {
		t.Fatal(err)
	}
	return learner
}

// naming gives a learner a name at noon.
func naming(name string) quiz.Event {
	e := answered(noon, fsrs.Good, "a")
	e.Kind, e.Answer, e.Change = quiz.SettingsEvent, nil, &quiz.Change{Name: &name}
	return e
}

func keepDeck(t testing.TB, db *store.DB, key string, services ...string) {
	t.Helper()
	deck := store.Deck{Key: key, Deck: exchange.Deck{Name: key}}
	for i, service := range services {
		deck.Rows = append(deck.Rows, exchange.Row{Port: 3000 + catalogue.Port(i), Service: service})
	}
	if _, err := db.ImportDeck(t.Context(), deck, false, noon); err != nil {
		t.Fatal(err)
	}
}

// rewriters are other programs that write the same JSON in ways of their own.
var rewriters = map[string]func(t *testing.T, export string) string{
	"indented": func(t *testing.T, export string) string {
		var out bytes.Buffer
		if err := json.Indent(&out, []byte(export), "", "\t"); err != nil {
			t.Fatal(err)
		}
		return out.String()
	},
	"HTML as it is": func(_ *testing.T, export string) string {
		return strings.NewReplacer(`\u003c`, "<", `\u003e`, ">", `\u0026`, "&", `\u2028`, "\u2028", `\u2029`, "\u2029").Replace(export)
	},
	"by Go":           func(t *testing.T, export string) string { return remarshalled(t, export, false) },
	"by Go, for HTML": func(t *testing.T, export string) string { return remarshalled(t, export, true) },
	"in ASCII":        func(t *testing.T, export string) string { return inASCII(remarshalled(t, export, false)) },
	"with a mark, on many lines": func(t *testing.T, export string) string {
		return "\uFEFF" + strings.ReplaceAll(export, "\n", "\r\n\r\n")
	},
}

// remarshalled is the export with keys in another order and numbers as floats.
func remarshalled(t *testing.T, export string, escape bool) string {
	t.Helper()
	var all any
	if err := json.Unmarshal([]byte(export), &all); err != nil {
		t.Fatal(err)
	}
	// What it is comes first, whoever writes it.
	parts := all.(map[string]any)
	out := bytes.NewBufferString(`{"format":"portdrill-log","version":1`)
	for _, key := range []string{"events", "learners", "decks"} {
		fmt.Fprintf(out, ",%q:", key)
		encoder := json.NewEncoder(out)
		encoder.SetEscapeHTML(escape)
		if err := encoder.Encode(parts[key]); err != nil {
			t.Fatal(err)
		}
	}
	return out.String() + "}"
}

// inASCII escapes every sign that is not ASCII, as Python does.
func inASCII(text string) string {
	var out strings.Builder
	for _, r := range text {
		if r < 0x80 {
			out.WriteRune(r)
			continue
		}
		for _, unit := range utf16.Encode([]rune{r}) {
			fmt.Fprintf(&out, `\u%04x`, unit)
		}
	}
	return out.String()
}

// The law: an export that another program has rewritten comes in whole, as it was.
func TestRewrittenExportComesInWhole(t *testing.T) {
	t.Parallel()
	seed, fresh := testenv.Seed(t), newEmpty(t)
	for name, rewrite := range rewriters {
		t.Run(name, func(t *testing.T) {
			for i := range 15 {
				chance := rand.New(rand.NewPCG(seed, uint64(i)))
				dbs := fresh.opened(t, 2)
				learner := learnerNamed(t, dbs[0], "<李> & Co")
				for _, e := range stories.Example(int(chance.Uint32())) {
					record(t, dbs[0], learner, e)
				}
				tag := answered(noon.AddDate(3, 0, 0), fsrs.Good, "a")
				tag.Answer.Given, tag.Answer.Stem = "<b>\u2028&\xff", "\x00\"\\/\u007f\U0001F600"
				record(t, dbs[0], learner, tag)
				keepDeck(t, dbs[0], "lab", "Grafana <看板>")
				want := exportOf(t, dbs[0])
				assertAllCame(t, importInto(t, dbs[1], rewrite(t, want)))
				if got := exportOf(t, dbs[1]); got != want {
					t.Fatalf("came as\n%s\nwas\n%s", got, want)
				}
			}
		})
	}
}

// A lesson is a log in a file, with what there is to compare after an import.
type lesson struct {
	db      *store.DB
	learner quiz.LearnerID
	whole   exported
	before  string
}

func newLesson(t testing.TB, answers int) lesson {
	t.Helper()
	db := open(t, filepath.Join(t.TempDir(), "it.db"))
	learner := learnerOf(t, db)
	recordSome(t, db, learner, noon, answers)
	before := exportOf(t, db)
	return lesson{db, learner, parsed(t, before), before}
}

// assertUnchanged wants the file to hold what it held, and to be sound.
func (l lesson) assertUnchanged(t testing.TB) {
	t.Helper()
	if exportOf(t, l.db) != l.before {
		t.Errorf("something has changed")
	}
	assertSound(t, l.db, l.learner, 0)
}

// assertUsable wants everything that can be recorded still to be, behind all that is
// there, and to come in elsewhere.
func (l lesson) assertUsable(t testing.TB) {
	t.Helper()
	events := eventsOf(t, l.db, l.learner)
	e := answered(noon.Add(time.Hour), fsrs.Good, "facet-1")
	undo := answered(noon.Add(time.Hour), fsrs.Good, "facet-1")
	undo.Kind, undo.Answer, undo.Undo = quiz.UndoEvent, nil, &quiz.Undo{Target: e.ID, Facets: e.Answer.Facets}
	for _, next := range []quiz.Event{e, undo, naming("Bo")} {
		record(t, l.db, l.learner, next)
	}
	after := eventsOf(t, l.db, l.learner)
	if len(after) != len(events)+3 || after[len(after)-3].ID != e.ID || after[len(after)-2].ID != undo.ID {
		t.Errorf("what was recorded last does not come last")
	}
	for _, e := range after {
		if e.Seq < 1 || e.Order < 0 {
			t.Errorf("event %s has number %d and order %d", e.ID, e.Seq, e.Order)
		}
	}
	assertVerified(t, l.db, l.learner)
	assertIsReplay(t, l.db, l.learner)
	if _, err := l.db.Recent(t.Context(), l.learner, after[0].Day, 10); err != nil {
		t.Error(err)
	}
	there := open(t, filepath.Join(t.TempDir(), "there.db"))
	assertAllCame(t, importInto(t, there, exportOf(t, l.db)))
}

// The law: an event that is not in every part as it was recorded is left out and
// reported, whatever was changed; the rest comes in, and so does the event when it
// comes as it was.
func TestAlteredEventIsLeftOut(t *testing.T) {
	l, fresh := newLesson(t, 5), newEmpty(t)
	for what, alter := range map[string]func(*store.ExportedEvent){
		"learner":   func(e *store.ExportedEvent) { e.Learner = "somebody" },
		"identity":  func(e *store.ExportedEvent) { e.ID = "another" },
		"device":    func(e *store.ExportedEvent) { e.Device = "another" },
		"number":    func(e *store.ExportedEvent) { e.Seq = 7 },
		"order":     func(e *store.ExportedEvent) { e.Order++ },
		"time":      func(e *store.ExportedEvent) { e.AtMS-- },
		"zone":      func(e *store.ExportedEvent) { e.Zone = 3600 },
		"study day": func(e *store.ExportedEvent) { e.Day-- },
		"kind":      func(e *store.ExportedEvent) { e.Kind = quiz.NoteEvent },
		"grade":     func(e *store.ExportedEvent) { e.Body = replaced(e.Body, `"grade":"`, `"grade":"x`) },
		"answer":    func(e *store.ExportedEvent) { e.Body = replaced(e.Body, `"given":"SSH"`, `"given":"SsH"`) },
		"no body":   func(e *store.ExportedEvent) { e.Body = json.RawMessage("null") },
		"before":    func(e *store.ExportedEvent) { e.Prev = e.Hash },
		"hash":      func(e *store.ExportedEvent) { e.Hash = e.Prev },
		"no hash":   func(e *store.ExportedEvent) { e.Hash = "" },
	} {
		t.Run(what, func(t *testing.T) {
			events := slices.Clone(l.whole.Events)
			alter(&events[2])
			db := fresh.opened(t, 1)[0]
			merged := importInto(t, db, l.whole.with(events...).text(t))
			if merged.New != 4 || !slices.Equal(merged.Altered, []quiz.EventID{events[2].ID}) {
				t.Errorf("%+v", merged)
			}
			if all, err := db.Learners(t.Context()); err != nil || len(all) != 1 || all[0].ID != l.learner {
				t.Errorf("learners %+v, %v", all, err)
			}
			assertSound(t, db, l.learner, 1)
			assertAllCame(t, importInto(t, db, l.before))
			if exportOf(t, db) != l.before {
				t.Error("it is not as it was, even now")
			}
		})
	}
}

func replaced(body json.RawMessage, old, new string) json.RawMessage {
	return json.RawMessage(strings.Replace(string(body), old, new, 1))
}

// The law: a file that is no export, or one that is broken, of a newer version or of
// other types, changes nothing, and the error says which of these it is.
func TestBrokenExportChangesNothing(t *testing.T) {
	l := newLesson(t, 3)
	more := newLesson(t, 2).before
	refuse := func(what, text string, want error) {
		t.Helper()
		merged, err := l.db.ImportJSON(t.Context(), strings.NewReader(text), noon)
		if !errors.Is(err, want) || !reflect.DeepEqual(merged, store.Merged{}) {
			t.Errorf("%s: %+v, %v", what, merged, err)
		}
	}
	for cut := range len(strings.TrimSpace(more)) {
		refuse(fmt.Sprint("cut after ", cut), more[:cut], store.ErrNotExport)
	}
	l.assertUnchanged(t)
	body := strings.TrimPrefix(more, `{"format":"portdrill-log","version":1`)
	deep := strings.Repeat("[", 100_000)
	for what, text := range map[string]string{
		"nothing": "", "blank": " \n", "text": "This is a letter.\n", "zeros": strings.Repeat("\x00", 5000), "a list": "[]", "null": "null", "a number": "17",
		"an object": "{}", "another object": `{"rows":[]}`, "a deck": `{"format":"portdrill-deck","version":1,"rows":[]}`,
		"no format": "{" + body[1:], "no version": `{"format":"portdrill-log"` + body, "version 0": `{"format":"portdrill-log","version":0` + body,
		"version of text": `{"format":"portdrill-log","version":"1"` + body, "format late": `{"version":1,"events":[],"format":"portdrill-log"}`,
		"two in one": more + more, "something behind": more + "x", "events of another type": `{"format":"portdrill-log","version":1,"events":{}}`,
		"an event of another type": `{"format":"portdrill-log","version":1,"events":[17]}`, "an event without anything": `{"format":"portdrill-log","version":1,"events":[{}]}`,
		"learner without an ID": `{"format":"portdrill-log","version":1,"learners":[{}]}`, "learner with signs": `{"format":"portdrill-log","version":1,"learners":[{"id":"\u001b[2J"}]}`,
		"ID with signs": strings.Replace(more, `"id":"`, `"id":"\u001b[31m`, 2), "a hash that is none": strings.Replace(more, `"hash":"`, `"hash":"x`, 1),
		"number of text": strings.Replace(more, `"seq":2`, `"seq":"2"`, 1), "half a number": strings.Replace(more, `"seq":2`, `"seq":2.5`, 1),
		"a huge number": strings.Replace(more, `"seq":2`, `"seq":1e400`, 1), "more than fits": strings.Replace(more, `"seq":2`, `"seq":9223372036854775808`, 1),
		"deep": deep, "deep inside": `{"format":"portdrill-log","version":1,"more":` + deep, "deep event": `{"format":"portdrill-log","version":1,"events":[{"body":` + deep,
		"a deck of text": `{"format":"portdrill-log","version":1,"decks":[{"key":"lab","deck":"x"}]}`, "a deck without a key": `{"format":"portdrill-log","version":1,"decks":[{"deck":{"rows":[]}}]}`,
		"a deck of nothing": `{"format":"portdrill-log","version":1,"decks":[{"key":"lab","deck":{"format":"portdrill-deck","version":1,"rows":[]}}]}`,
		"a deck called ...": `{"format":"portdrill-log","version":1,"decks":[{"key":"...","deck":{"format":"portdrill-deck","version":1,"rows":[{"port":1,"service":"x"}]}}]}`,
	} {
		refuse(what, text, store.ErrNotExport)
	}
	refuse("version 2", `{"format":"portdrill-log","version":2`+body, store.ErrNewerExport)
	refuse("version 2, with things that nobody knows", `{"format":"portdrill-log","version":2,"events":{"packed":true}}`, store.ErrNewerExport)
	l.assertUnchanged(t)
	l.assertUsable(t)
}

// A failing reader fails in the middle of an export.
type failing struct {
	*strings.Reader
	err error
}

func (f failing) Read(into []byte) (int, error) {
	n, err := f.Reader.Read(into[:min(len(into), 100)])
	if err != nil {
		err = f.err
	}
	return n, err
}

// The law: where reading an export fails, nothing changes, and the error is the
// reader's and not about the database.
func TestReaderFails(t *testing.T) {
	l := newLesson(t, 3)
	more := newLesson(t, 2).before
	for _, said := range []error{errors.New("the stick was pulled out"), fmt.Errorf("read it: %w", fs.ErrPermission)} {
		_, err := l.db.ImportJSON(t.Context(), failing{strings.NewReader(more[:700]), said}, noon)
		var file *store.FileError
		if !errors.Is(err, said) || errors.As(err, &file) || errors.Is(err, store.ErrNotExport) {
			t.Errorf("%v", err)
		}
		l.assertUnchanged(t)
	}
}

// An absurdity is an event that has the hash of its content, and a content that
// nothing has.
type absurdity struct {
	what   string
	change func(*store.ExportedEvent)
	kept   bool // since it does no harm
}

func body(kind quiz.EventKind, text string) func(*store.ExportedEvent) {
	return func(e *store.ExportedEvent) { e.Kind, e.Body = kind, json.RawMessage(text) }
}

// in replaces a part of the body of an answer.
func in(old, new string) func(*store.ExportedEvent) {
	return func(e *store.ExportedEvent) {
		if !strings.Contains(string(e.Body), old) {
			panic(fmt.Sprintf("no %s in %s", old, e.Body))
		}
		e.Body = replaced(e.Body, old, new)
	}
}

var absurdities = []absurdity{
	{"a review without a grade", in(`"grade":"good"`, `"grade":""`), false},
	{"a review with a grade that is none", in(`"grade":"good"`, `"grade":"superb"`), false},
	{"a review of two facets", in(`["facet-2"]`, `["facet-2","facet-1"]`), false},
	{"a review of no facet", in(`["facet-2"]`, `[]`), false},
	{"a review of nothing", in(`["facet-2"]`, `[""]`), false},
	{"a review of signs", in(`["facet-2"]`, `["\u001b[2J"]`), false},
	{"a review of a number", in(`["facet-2"]`, `[2]`), false},
	{"practice of no facet", in(`"facets":["facet-2"]`, `"counts":"practice"`), false},
	{"target 0", in(`"target":0.9`, `"target":0`), false},
	{"target 1", in(`"target":0.9`, `"target":1`), false},
	{"target 2", in(`"target":0.9`, `"target":2`), false},
	{"a negative target", in(`"target":0.9`, `"target":-0.5`), false},
	{"a huge target", in(`"target":0.9`, `"target":1e308`), false},
	{"a target that is no number", in(`"target":0.9`, `"target":"NaN"`), false},
	{"a sure guess", in(`"target":0.9`, `"target":0.9,"guess":1`), false},
	{"a negative guess", in(`"target":0.9`, `"target":0.9,"guess":-1`), false},
	{"it counts as nothing known", in(`"counts":"review"`, `"counts":"homework"`), false},
	{"it took longer than there are numbers", in(`"took_ms":1500`, `"took_ms":9223372036854775807`), false},
	{"it took less than nothing", in(`"took_ms":1500`, `"took_ms":-1500`), true},
	{"facets twice", in(`"facets":["facet-2"]`, `"facets":["facet-1"],"facets":["facet-2"]`), false},
	{"facets in capitals", in(`"facets":`, `"FACETS":`), false},
	{"deeper than SQLite reads", in(`{`, `{"more":`+strings.Repeat("[", 5000)+strings.Repeat("]", 5000)+`,`), false},
	{"a field of a later version", in(`{`, `{"mood":{"sleepy":true},`), true},
	{"an answer that is a list", body(quiz.AnswerEvent, `[]`), false},
	{"an answer that is null", body(quiz.AnswerEvent, `null`), false},
	{"a kind of a later version", body("dream", `{}`), false},
	{"no kind", body("", `{}`), false},
	{"a note on nothing", body(quiz.NoteEvent, `{"text":"x"}`), false},
	{"a flag on nothing", body(quiz.FlagEvent, `{}`), false},
	{"an undo of nothing", body(quiz.UndoEvent, `{}`), false},
	{"an undo of what is not there", body(quiz.UndoEvent, `{"target":"nowhere","facets":null}`), true},
	{"an undo of itself", func(e *store.ExportedEvent) {
		body(quiz.UndoEvent, fmt.Sprintf(`{"target":%q,"facets":["facet-1"]}`, e.ID))(e)
	}, true},
	{"targets twice", body(quiz.UndoEvent, `{"target":"a","target":"b","facets":null}`), false},
	{"a suspension of nothing", body(quiz.SuspendEvent, `{"facets":[]}`), false},
	{"a reset of null", body(quiz.ResetEvent, `null`), false},
	{"a retention of 2", body(quiz.SettingsEvent, `{"retention":2}`), true},
	{"a negative number a day", body(quiz.SettingsEvent, `{"new":-1}`), true},
	{"a number a day that does not fit", body(quiz.SettingsEvent, `{"new":1e30}`), false},
	{"steps of nothing and of years", body(quiz.SettingsEvent, `{"learning_steps_s":[0,1e300],"reschedule":true}`), true},
	{"a day that begins never", body(quiz.SettingsEvent, `{"rollover_s":9223372036854775807}`), true},
	{"a name of signs", body(quiz.SettingsEvent, `{"name":"\u001b[2J"}`), true},
	{"no names format", body(quiz.SettingsEvent, `{"names":"sung"}`), true},
	{"settings of nothing", body(quiz.SettingsEvent, `null`), true},
	{"three weights", body(quiz.WeightsEvent, `{"weights":[1,2,3],"reschedule":true}`), true},
	{"huge weights", body(quiz.WeightsEvent, `{"weights":[`+strings.Repeat("1e300,", 20)+`1]}`), true},
	{"number 0", func(e *store.ExportedEvent) { e.Seq = 0 }, false},
	{"a negative number", func(e *store.ExportedEvent) { e.Seq = -3 }, false},
	{"the last number", func(e *store.ExportedEvent) { e.Seq = math.MaxInt64 }, false},
	{"a number far ahead", func(e *store.ExportedEvent) { e.Seq = 1 << 53 }, true},
	{"number 1 behind another", func(e *store.ExportedEvent) { e.Seq = 1 }, false},
	{"number 3 behind nothing", func(e *store.ExportedEvent) { e.Prev = "" }, false},
	{"a negative order", func(e *store.ExportedEvent) { e.Order = -1 }, false},
	{"the least order", func(e *store.ExportedEvent) { e.Order = math.MinInt64 }, false},
	{"an order far ahead", func(e *store.ExportedEvent) { e.Order = 1 << 47 }, true},
	{"an order before its time", func(e *store.ExportedEvent) { e.Order = e.AtMS - 1 }, false},
	{"before all time", func(e *store.ExportedEvent) { e.AtMS = math.MinInt64 }, false},
	{"after all time", func(e *store.ExportedEvent) { e.AtMS = math.MaxInt64 }, false},
	{"in the year 30000", func(e *store.ExportedEvent) { e.AtMS, e.Day = 1e15, 11574074 }, false},
	{"in the last year", func(e *store.ExportedEvent) { e.AtMS, e.Order, e.Day = 253402300799999, 253402300799999, 2932896 }, true},
	{"a zone that goes round the world", func(e *store.ExportedEvent) { e.Zone = 1 << 40 }, false},
	{"the zone of another planet", func(e *store.ExportedEvent) { e.Zone = -26 * 3600 }, false},
	{"another study day", func(e *store.ExportedEvent) { e.Day += 30 }, false},
	{"the last study day", func(e *store.ExportedEvent) { e.Day = math.MaxInt }, false},
}

// The law: an event whose hash is right and whose content is absurd is left out and
// reported, or does no harm: all goes on as before, on this device and on the next.
func TestAbsurdEventDoesNoHarm(t *testing.T) {
	t.Parallel()
	fresh := newEmpty(t)
	l := newLesson(t, 4)
	for _, absurd := range absurdities {
		for _, itself := range []bool{false, true} { // whether it says that it is of the very device
			t.Run(fmt.Sprint(absurd.what, ", of itself ", itself), func(t *testing.T) {
				db := fresh.opened(t, 1)[0]
				assertAllCame(t, importInto(t, db, l.before))
				recordSome(t, db, l.learner, noon, 1)
				e := absurdEvent(t, l, db, absurd.change, itself)
				merged := importInto(t, db, l.whole.with(e).text(t))
				switch {
				case absurd.kept && (merged.New != 1 || len(merged.Senseless) > 0):
					t.Errorf("it is harmless and left out: %+v", merged)
				case !absurd.kept && (merged.New != 0 || !slices.Equal(merged.Senseless, []quiz.EventID{e.ID})):
					t.Errorf("it is not left out: %+v", merged)
				}
				findings(t, db)
				lesson{db: db, learner: l.learner}.assertUsable(t)
			})
		}
	}
}

// absurdEvent is an event behind the last one of a device.
func absurdEvent(t testing.TB, l lesson, db *store.DB, change func(*store.ExportedEvent), itself bool) store.ExportedEvent {
	t.Helper()
	e := l.whole.Events[2] // good, about facet-2
	if itself {
		all := parsed(t, exportOf(t, db)).Events
		last := all[len(all)-1]
		e.Device, e.Seq, e.Order, e.Prev = last.Device, last.Seq+1, last.Order+1, last.Hash
	}
	e.ID = "absurd"
	change(&e)
	return sealed(t, e)
}
