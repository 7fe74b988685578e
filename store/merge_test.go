package store_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"portdrill/questions"
	"portdrill/questions/testenv"
	"portdrill/quiz"
	"portdrill/quiz/fsrs"
	"portdrill/store"
)

// stories are of all that a log can hold.
var stories = rapid.Custom(func(t *rapid.T) story { return mixIn(t, drawStory(t)) })

// An exported is an export, as far as tests look into it.
type exported struct {
	Format   string                `json:"format"`
	Version  int                   `json:"version"`
	Learners []any                 `json:"learners"`
	Decks    []any                 `json:"decks"`
	Events   []store.ExportedEvent `json:"events"`
}

func exportOf(t testing.TB, db *store.DB, only ...quiz.LearnerID) string {
	t.Helper()
	var out bytes.Buffer
	if err := db.ExportJSON(t.Context(), &out, only...); err != nil {
		t.Fatalf("export: %v", err)
	}
	return out.String()
}

func parsed(t testing.TB, export string) exported {
	t.Helper()
	var all exported
	if err := json.Unmarshal([]byte(export), &all); err != nil {
		t.Fatalf("an export that is no JSON: %v", err)
	}
	return all
}

// text is the export as JSON again.
func (x exported) text(t testing.TB) string {
	t.Helper()
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(x); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// with is the export with other events.
func (x exported) with(events ...store.ExportedEvent) exported {
	x.Events = events
	return x
}

func importInto(t testing.TB, db *store.DB, export string) store.Merged {
	t.Helper()
	merged, err := db.ImportJSON(t.Context(), strings.NewReader(export), noon)
	if err != nil {
		t.Fatalf("import: %v", err)
	}
	return merged
}

// assertAllCame wants an import to have left nothing out.
func assertAllCame(t testing.TB, m store.Merged) {
	t.Helper()
	if len(m.Altered)+len(m.Senseless)+len(m.Conflicts)+len(m.OtherDeck) > 0 || m.Forgotten > 0 {
		t.Fatalf("something was left out: %+v", m)
	}
}

// findings checks the file and returns what is no damage, counted. Damage is none.
func findings(t testing.TB, db *store.DB) map[store.FindingKind]int64 {
	t.Helper()
	report, err := db.Check(t.Context())
	if err != nil || report.Damaged() {
		t.Fatalf("damage: %+v, %v", report.Findings, err)
	}
	found := make(map[store.FindingKind]int64)
	for _, f := range report.Findings {
		found[f.Kind] += f.Count
	}
	return found
}

// assertSound wants the file to be whole but for so many gaps, and its cards to be
// what its log leads to.
func assertSound(t testing.TB, db *store.DB, learner quiz.LearnerID, gaps int64) {
	t.Helper()
	want := map[store.FindingKind]int64{}
	if gaps > 0 {
		want[store.Gap] = gaps
	}
	if got := findings(t, db); !maps.Equal(got, want) {
		t.Fatalf("found %v, want %v", got, want)
	}
	assertVerified(t, db, learner)
	assertIsReplay(t, db, learner)
}

// empty is a database without a learner, copied since to make one takes longer.
type empty struct{ content []byte }

func newEmpty(t testing.TB) empty {
	t.Helper()
	path := filepath.Join(t.TempDir(), "empty.db")
	closeDB(t, open(t, path))
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return empty{content}
}

// opened returns so many new databases that nobody has learned in. All are closed at
// the end of the test.
func (e empty) opened(t testing.TB, n int) []*store.DB {
	t.Helper()
	all := make([]*store.DB, n)
	for i := range all {
		path := filepath.Join(t.TempDir(), fmt.Sprintf("%d.db", i))
		write(t, path, e.content)
		all[i] = open(t, path)
	}
	return all
}

const splits = 200 // of each kind

// The law: a log that is split over three files, with gaps, with parts that are in
// several of them and whatever comes first, leads to the same to the bit once all
// has come. Until then what is missing is a gap and no damage.
func TestMergeOfParts(t *testing.T) {
	t.Parallel()
	seed, fresh := testenv.Seed(t), newEmpty(t)
	for i := range splits {
		t.Run(strconv.Itoa(i), func(t *testing.T) {
			chance := rand.New(rand.NewPCG(seed, uint64(i)))
			dbs := fresh.opened(t, 2)
			learner := learnerOf(t, dbs[0])
			for _, e := range stories.Example(int(chance.Uint32())) {
				record(t, dbs[0], learner, e)
			}
			whole := exportOf(t, dbs[0])
			assertPartsMerge(t, chance, dbs[1], learner, parsed(t, whole))
			if got := exportOf(t, dbs[1]); got != whole {
				t.Errorf("merged\n%s\nrecorded\n%s", got, whole)
			}
		})
	}
}

// assertPartsMerge imports parts of the export until all has come.
func assertPartsMerge(t *testing.T, chance *rand.Rand, db *store.DB, learner quiz.LearnerID, whole exported) {
	t.Helper()
	var parts [3][]store.ExportedEvent
	for _, e := range whole.Events {
		for holders := 1 + chance.IntN(7); holders > 0; holders &= holders - 1 { // a subset that is not empty
			at := slices.Index([]int{1, 2, 4}, holders&-holders)
			parts[at] = append(parts[at], e)
		}
	}
	here := make(map[int64]bool)
	for _, at := range append(chance.Perm(3), chance.IntN(3), chance.IntN(3)) {
		chance.Shuffle(len(parts[at]), func(i, j int) { parts[at][i], parts[at][j] = parts[at][j], parts[at][i] })
		merged := importInto(t, db, whole.with(parts[at]...).text(t))
		assertAllCame(t, merged)
		known := int64(len(here))
		for _, e := range parts[at] {
			here[e.Seq] = true
		}
		if merged.New != int64(len(here))-known || merged.New+merged.Known != int64(len(parts[at])) {
			t.Fatalf("%+v of %d events, where %d of %d were here", merged, len(parts[at]), known, len(here))
		}
		assertSound(t, db, learner, gapsOf(here))
	}
}

// gapsOf counts the events that lack the one before them.
func gapsOf(here map[int64]bool) (gaps int64) {
	for seq := range here {
		if seq > 1 && !here[seq-1] {
			gaps++
		}
	}
	return gaps
}

// The law: three devices that record in turn, and hand each other exports now and
// then, of which some arrive late, twice or in another order, have the same to the
// bit once each has what the others have.
func TestMergeOfDevices(t *testing.T) {
	t.Parallel()
	seed, fresh := testenv.Seed(t), newEmpty(t)
	for i := range splits {
		t.Run(strconv.Itoa(i), func(t *testing.T) {
			chance := rand.New(rand.NewPCG(seed, uint64(i)))
			devices := fresh.opened(t, 3)
			learner := learnerOf(t, devices[0])
			posted := []string{exportOf(t, devices[0])}
			for _, db := range devices[1:] {
				importInto(t, db, posted[0])
			}
			for _, e := range stories.Example(int(chance.Uint32())) {
				record(t, devices[chance.IntN(3)], learner, e)
				if chance.IntN(5) == 0 {
					posted = append(posted, exportOf(t, devices[chance.IntN(3)]))
				}
				if chance.IntN(5) == 0 {
					assertAllCame(t, importInto(t, devices[chance.IntN(3)], posted[chance.IntN(len(posted))]))
				}
			}
			assertSameOnAll(t, chance, devices, learner)
		})
	}
}

// assertSameOnAll hands everything to everybody and wants them to agree. A device's
// own events come to it in full, so that there are no gaps at any time.
func assertSameOnAll(t *testing.T, chance *rand.Rand, devices []*store.DB, learner quiz.LearnerID) {
	t.Helper()
	for _, db := range devices {
		assertSound(t, db, learner, 0)
	}
	for _, to := range chance.Perm(len(devices)) {
		for _, from := range append(chance.Perm(len(devices)), chance.IntN(len(devices))) {
			assertAllCame(t, importInto(t, devices[to], exportOf(t, devices[from])))
		}
	}
	// The first to receive has not seen what others got later; they all have by now.
	assertAllCame(t, importInto(t, devices[0], exportOf(t, devices[1])))
	for _, db := range devices {
		assertSound(t, db, learner, 0)
		if got, want := exportOf(t, db), exportOf(t, devices[0]); got != want {
			t.Fatalf("%s has\n%s\nand %s has\n%s", db.Path(), got, devices[0].Path(), want)
		}
	}
}

// copied returns a copy of the database, which is closed and opened again for it.
func copied(t testing.TB, db *store.DB) (original, double *store.DB) {
	t.Helper()
	closeDB(t, db)
	path := filepath.Join(t.TempDir(), "copy.db")
	copyFile(t, db.Path(), path)
	return open(t, db.Path()), open(t, path)
}

func deviceOf(t testing.TB, db *store.DB, learner quiz.LearnerID) quiz.DeviceID {
	t.Helper()
	events := eventsOf(t, db, learner)
	return events[len(events)-1].Device
}

// recordSome records answers one after the other from the instant on.
func recordSome(t testing.TB, db *store.DB, learner quiz.LearnerID, at time.Time, n int) {
	t.Helper()
	for i := range n {
		record(t, db, learner, answered(at.Add(time.Duration(i)*time.Minute), fsrs.Grade(1+i%4), questions.FacetID(fmt.Sprint("facet-", i%3))))
	}
}

// The law: a copy is a device of its own, whether anything was recorded before it
// was made or not; nothing is forked when both come together.
func TestCopyIsAnotherDevice(t *testing.T) {
	for before := range 3 {
		t.Run(fmt.Sprint(before, " before"), func(t *testing.T) {
			db := open(t, filepath.Join(t.TempDir(), "it.db"))
			learner := learnerOf(t, db)
			recordSome(t, db, learner, noon, before)
			db, double := copied(t, db)
			recordSome(t, db, learner, noon.Add(time.Hour), 2)
			recordSome(t, double, learner, noon.Add(2*time.Hour), 2)
			if deviceOf(t, db, learner) == deviceOf(t, double, learner) {
				t.Error("both are one device")
			}
			merged := importInto(t, db, exportOf(t, double))
			assertAllCame(t, merged)
			if merged.New != 2 || len(merged.Forked) > 0 {
				t.Errorf("%+v", merged)
			}
			assertSound(t, db, learner, 0)
		})
	}
}

// The law: where a copied file goes on twice as one device, from its first event or
// from a later one, a merge keeps both and says so; that is no damage. From then on
// each is a device of its own, so that it stays at that.
func TestForkIsKept(t *testing.T) {
	for _, before := range []int{0, 1, 4} {
		t.Run(fmt.Sprint(before, " before"), func(t *testing.T) {
			db := open(t, filepath.Join(t.TempDir(), "it.db"))
			learner := learnerOf(t, db)
			recordSome(t, db, learner, noon, before)
			db, double := copied(t, db)
			if err := double.TakeForItself(t.Context()); err != nil {
				t.Fatal(err)
			}
			recordSome(t, db, learner, noon.Add(time.Hour), 3)
			recordSome(t, double, learner, noon.Add(time.Hour), 5)
			both := deviceOf(t, db, learner)
			if deviceOf(t, double, learner) != both {
				t.Fatal("they are two devices already")
			}
			for _, pair := range [][2]*store.DB{{db, double}, {double, db}, {db, double}} {
				to, from := pair[0], pair[1]
				merged := importInto(t, to, exportOf(t, from))
				assertAllCame(t, merged)
				if first := to == db && len(eventsOf(t, db, learner)) == before+8; first && !slices.Equal(merged.Forked, []quiz.DeviceID{both}) {
					t.Errorf("a fork of %s is not told of: %+v", both, merged)
				}
				assertForked(t, to, learner)
				recordSome(t, to, learner, noon.Add(3*time.Hour), 1)
				if deviceOf(t, to, learner) == both {
					t.Error("it goes on as the same device")
				}
				assertForked(t, to, learner)
			}
			importInto(t, double, exportOf(t, db))
			if exportOf(t, db) != exportOf(t, double) {
				t.Error("they do not agree")
			}
		})
	}
}

// assertForked wants one fork and nothing else to be found.
func assertForked(t *testing.T, db *store.DB, learner quiz.LearnerID) {
	t.Helper()
	if found := findings(t, db); !maps.Equal(found, map[store.FindingKind]int64{store.Fork: 1}) {
		t.Errorf("found %v", found)
	}
	assertVerified(t, db, learner)
	assertIsReplay(t, db, learner)
}

// The law: of an event that comes with other content under the same ID, or as
// somebody else's, the first is kept and the other reported; nothing else changes.
func TestFirstContentIsKept(t *testing.T) {
	db := open(t, filepath.Join(t.TempDir(), "it.db"))
	learner := learnerOf(t, db)
	recordSome(t, db, learner, noon, 5)
	whole := exportOf(t, db)
	other := parsed(t, whole)
	forged := &other.Events[2]
	forged.Body = json.RawMessage(strings.Replace(string(forged.Body), `"correct":true`, `"correct":false`, 1))
	*forged = sealed(t, *forged)
	stolen := sealed(t, func(e store.ExportedEvent) store.ExportedEvent { e.Learner = "somebody-else"; return e }(other.Events[3]))

	merged := importInto(t, db, other.with(append(slices.Clone(other.Events), stolen)...).text(t))
	if want := []quiz.EventID{forged.ID, stolen.ID}; merged.New != 0 || merged.Known != 4 || !slices.Equal(merged.Conflicts, want) {
		t.Errorf("%+v, want conflicts %v", merged, want)
	}
	assertSound(t, db, learner, 0)
	if exportOf(t, db) != whole {
		t.Error("something else has changed")
	}

	// Elsewhere the other one came first: what follows on it lacks the one before.
	there := newEmpty(t).opened(t, 1)[0]
	importInto(t, there, other.text(t))
	assertSound(t, there, learner, 1)
	if merged := importInto(t, there, whole); merged.New != 0 || !slices.Equal(merged.Conflicts, []quiz.EventID{forged.ID}) {
		t.Errorf("%+v", merged)
	}
	assertSound(t, there, learner, 1)
	recordSome(t, there, learner, noon.Add(time.Hour), 2)
	assertSound(t, there, learner, 1)
}

func sealed(t testing.TB, e store.ExportedEvent) store.ExportedEvent {
	t.Helper()
	e, err := store.Sealed(e)
	if err != nil {
		t.Fatal(err)
	}
	return e
}
