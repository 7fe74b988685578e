package store_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"pgregory.net/rapid"

	"portdrill/questions"
	"portdrill/questions/catalogue"
	"portdrill/questions/testenv"
	"portdrill/quiz"
	"portdrill/quiz/fsrs"
	"portdrill/quiz/quiztest"
	"portdrill/store"
)

// noon is when stories begin.
var noon = time.Date(2026, time.November, 24, 12, 0, 0, 0, time.UTC)

// answered returns the answer of a learner about the facets, without an identity.
func answered(at time.Time, grade fsrs.Grade, facets ...questions.FacetID) quiz.Event {
	return quiz.Event{
		ID: quiz.EventID(uuid.NewString()), At: at, Day: quiz.DayOf(at, quiz.DefaultRollover), Kind: quiz.AnswerEvent,
		Answer: &quiz.Answer{
			Question: "q", Facets: facets, Kind: questions.PortToService, Format: questions.Choice, Lang: catalogue.English,
			Deck: "core", Stem: "What uses TCP 22?", Options: []string{"SSH", "DNS"}, Given: "SSH", Chosen: "ssh",
			Correct: grade != fsrs.Again, Took: 1500 * time.Millisecond, Counts: quiz.Review, Grade: grade, Target: quiz.DefaultRetention,
		},
	}
}

// A fataler is a test or a trial of rapid.
type fataler interface {
	Helper()
	Fatalf(format string, args ...any)
}

func record(t fataler, db *store.DB, learner quiz.LearnerID, e quiz.Event) []quiz.Card {
	t.Helper()
	cards, err := db.Record(context.Background(), learner, e)
	if err != nil {
		t.Fatalf("record %s: %v", e.ID, err)
	}
	return cards
}

func eventsOf(t fataler, db *store.DB, learner quiz.LearnerID) []quiz.Event {
	t.Helper()
	events, err := db.Events(context.Background(), learner)
	if err != nil {
		t.Fatalf("events: %v", err)
	}
	return events
}

func cardsOf(t fataler, db *store.DB, learner quiz.LearnerID) map[questions.FacetID]quiz.Card {
	t.Helper()
	all, err := db.Cards(context.Background(), learner)
	if err != nil {
		t.Fatalf("cards: %v", err)
	}
	cards := make(map[questions.FacetID]quiz.Card)
	for _, c := range all {
		cards[c.Facet] = c
	}
	if len(cards) != len(all) {
		t.Fatalf("%d cards of %d facets", len(all), len(cards))
	}
	return cards
}

// assertIsReplay wants cards, holds and figures of the database to be those that its
// log leads to.
func assertIsReplay(t fataler, db *store.DB, learner quiz.LearnerID) {
	t.Helper()
	assertIsDerived(t, db, learner, eventsOf(t, db, learner))
}

func assertIsDerived(t fataler, db *store.DB, learner quiz.LearnerID, log []quiz.Event) {
	t.Helper()
	ctx, want := context.Background(), quiz.Replay(log)
	cards := cardsOf(t, db, learner)
	if len(cards) != len(want.Cards) {
		t.Fatalf("%d cards, want %d", len(cards), len(want.Cards))
	}
	for facet, card := range want.Cards {
		if got := cards[facet]; !sameBits(got, card) {
			t.Fatalf("card of %s\n got %+v\nwant %+v", facet, got, card)
		}
	}
	if holds, err := db.Holds(ctx, learner); err != nil || !maps.Equal(holds, want.Holds) {
		t.Fatalf("holds %v, want %v; %v", holds, want.Holds, err)
	}
	if settings, err := db.Settings(ctx, learner); err != nil || !reflect.DeepEqual(settings, want.Settings) {
		t.Fatalf("settings %+v, want %+v; %v", settings, want.Settings, err)
	}
	assertFigures(t, db, learner, quiztest.FiguresOf(log))
}

// assertFigures wants every figure to be what was counted event by event.
func assertFigures(t fataler, db *store.DB, learner quiz.LearnerID, want *quiztest.Figures) {
	t.Helper()
	ctx := context.Background()
	days, err := db.Days(ctx, learner)
	if err != nil || !maps.Equal(days, want.Days) {
		t.Fatalf("days %v, want %v; %v", days, want.Days, err)
	}
	var last quiz.Day
	answers := 0
	for day, tally := range want.Days {
		if got, err := db.Tally(ctx, learner, day); err != nil || got != tally {
			t.Fatalf("tally of %s: %+v, want %+v; %v", day, got, tally, err)
		}
		last, answers = max(last, day), answers+tally.Answers
	}
	if got, any, err := db.LastDay(ctx, learner); err != nil || any != (answers > 0) || got != last {
		t.Fatalf("the last day is %s, want %s; %v", got, last, err)
	}
	for most, want := range map[int]int{1 << 40: answers, 3: min(answers, 3)} {
		if got, err := db.Answered(ctx, learner, most); err != nil || got != want {
			t.Fatalf("%d answers, want %d; %v", got, want, err)
		}
	}
	if mixed, err := db.Confusions(ctx, learner); err != nil || !maps.Equal(mixed, want.Confusions) {
		t.Fatalf("confusions %v, want %v; %v", mixed, want.Confusions, err)
	}
	counted, err := db.Counted(ctx, learner, 0)
	if slots := quiztest.SlotsOf(counted); err != nil || !reflect.DeepEqual(slots, want.Slots) {
		t.Fatalf("answers %v, want %v; %v", slots, want.Slots, err)
	}
	if fits, err := db.Fits(ctx, learner); err != nil || !maps.Equal(fits, want.Fits) {
		t.Fatalf("fits %v, want %v; %v", fits, want.Fits, err)
	}
}

// sameBits compares cards, and their numbers by their bits: by == zero is also
// its negative.
func sameBits(a, b quiz.Card) bool {
	bits := func(c quiz.Card) [3]uint64 {
		return [3]uint64{
			math.Float64bits(c.Memory.Stability), math.Float64bits(c.Memory.Difficulty), math.Float64bits(c.Target),
		}
	}
	return a == b && bits(a) == bits(b)
}

func assertVerified(t fataler, db *store.DB, learner quiz.LearnerID) {
	t.Helper()
	if err := db.VerifyChains(context.Background(), learner); err != nil {
		t.Fatalf("the log is as it was recorded, and yet: %v", err)
	}
}

// steps are how far the clock goes from one answer to the next: not at all,
// on, and back.
var steps = []time.Duration{
	0, 0, time.Millisecond, 7 * time.Second, 70 * time.Second, 11 * time.Minute, 5 * time.Hour, 26 * time.Hour,
	9 * 24 * time.Hour, 400 * 24 * time.Hour, -time.Millisecond, -time.Hour, -30 * time.Hour, -60 * 24 * time.Hour,
}

// zones are offsets in seconds, as they are and were in force somewhere.
var zones = []int{0, 8 * 3600, 14 * 3600, -12 * 3600, 5*3600 + 45*60, -(3*3600 + 30*60), 8*3600 + 5*60 + 43}

// A story is what one learner did.
type story []quiz.Event

// drawStory draws a story of answers and of practice about few facets, so that
// they meet again.
func drawStory(t *rapid.T) story {
	at := noon.Add(time.Duration(rapid.Int64Range(0, int64(365*24*time.Hour)).Draw(t, "start"))).Truncate(time.Millisecond)
	var all story
	for i := range rapid.IntRange(1, 40).Draw(t, "answers") {
		at = at.Add(rapid.SampledFrom(steps).Draw(t, "step"))
		zone := time.FixedZone("", rapid.SampledFrom(zones).Draw(t, "zone"))
		facets := rapid.SliceOfNDistinct(rapid.SampledFrom([]questions.FacetID{"a", "b", "c", "d", "e"}), 1, rapid.SampledFrom([]int{1, 1, 1, 3}).Draw(t, "several"), rapid.ID).Draw(t, "facets")
		e := answered(at.In(zone), fsrs.Grade(rapid.IntRange(1, 4).Draw(t, "grade")), facets...)
		e.ID = quiz.EventID(fmt.Sprintf("%08x-%d", rapid.Uint32().Draw(t, "id"), i))
		e.Answer.Stem = rapid.String().Draw(t, "stem")
		e.Answer.Took = time.Duration(rapid.IntRange(0, 60000).Draw(t, "took")) * time.Millisecond
		if len(facets) > 1 || rapid.IntRange(0, 5).Draw(t, "counts") == 0 {
			e.Answer.Counts, e.Answer.Grade = quiz.Practice, 0
		}
		if e.Answer.Guess = rapid.SampledFrom([]float64{0, 0.25}).Draw(t, "guess"); rapid.Bool().Draw(t, "aims") {
			e.Answer.Target = rapid.Float64Range(0.7, 0.99).Draw(t, "target")
		}
		all = append(all, e)
	}
	return all
}

// The law: whatever is answered, whenever and wherever, the log keeps every
// answer as it was given, in the order of recording; cards and tallies are those
// that the log leads to, in whatever order it is read.
func TestCardsAreWhatTheLogLeadsTo(t *testing.T) {
	t.Parallel()
	testenv.Check(t, func(t *rapid.T) {
		folder, err := os.MkdirTemp("", "portdrill-story")
		if err != nil {
			t.Fatal(err)
		}
		defer os.RemoveAll(folder)
		db, err := store.Open(context.Background(), filepath.Join(folder, "it.db"))
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		learner, err := db.Learner(context.Background(), noon)
		if err != nil {
			t.Fatal(err)
		}
		told := drawStory(t)
		for _, e := range told {
			cards := record(t, db, learner, e)
			assertNow(t, cardsOf(t, db, learner), cards)
		}
		log := eventsOf(t, db, learner)
		assertTold(t, told, log)
		assertIsReplay(t, db, learner)
		assertIsDerived(t, db, learner, rapid.Permutation(log).Draw(t, "shuffled"))
		assertVerified(t, db, learner)
	})
}

// assertNow wants what Record returned to be what is kept.
func assertNow(t fataler, kept map[questions.FacetID]quiz.Card, cards []quiz.Card) {
	t.Helper()
	for _, c := range cards {
		if !sameBits(kept[c.Facet], c) {
			t.Fatalf("Record returned %+v and keeps %+v", c, kept[c.Facet])
		}
	}
}

// assertTold wants the log to be the story, with numbers and order given to it.
func assertTold(t fataler, told story, log []quiz.Event) {
	t.Helper()
	if len(log) != len(told) {
		t.Fatalf("%d events in the log of %d", len(log), len(told))
	}
	highest := int64(math.MinInt64)
	for i, got := range log {
		want := told[i]
		switch {
		case got.Seq != int64(i+1):
			t.Fatalf("event %d has the number %d", i, got.Seq)
		case got.Order <= highest || got.Order < got.At.UnixMilli():
			t.Fatalf("event %d has the order %d after %d, at %d", i, got.Order, highest, got.At.UnixMilli())
		case got.Device == "" || got.Device != log[0].Device:
			t.Fatalf("event %d has the device %q", i, got.Device)
		}
		highest = got.Order
		want.Device, want.Seq, want.Order = got.Device, got.Seq, got.Order
		assertSameEvent(t, got, want)
	}
}

// assertSameEvent compares what was observed; a zone is its offset.
func assertSameEvent(t fataler, got, want quiz.Event) {
	t.Helper()
	_, gotZone := got.At.Zone()
	_, wantZone := want.At.Zone()
	if !got.At.Equal(want.At) || gotZone != wantZone {
		t.Fatalf("event at %v, want %v", got.At, want.At)
	}
	got.At, want.At = time.Time{}, time.Time{}
	if !reflect.DeepEqual(got, want) {
		t.Fatalf("event\n got %+v %+v\nwant %+v %+v", got, got.Answer, want, want.Answer)
	}
}

// The law: an event recorded twice is recorded once, at once or after others,
// and the second time returns the cards as they stand.
func TestRecordTwiceIsOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "it.db")
	db := open(t, path)
	learner := learnerOf(t, db)
	first := answered(noon, fsrs.Good, "a")
	cards := record(t, db, learner, first)
	if again := record(t, db, learner, first); !slices.EqualFunc(again, cards, sameBits) {
		t.Errorf("cards %+v, then %+v", cards, again)
	}
	later := record(t, db, learner, answered(noon.Add(time.Minute), fsrs.Good, "a"))
	if again := record(t, db, learner, first); !slices.EqualFunc(again, later, sameBits) {
		t.Errorf("cards %+v, then %+v", later, again)
	}
	if n := len(eventsOf(t, db, learner)); n != 2 {
		t.Errorf("%d events, want 2", n)
	}
	assertIsReplay(t, db, learner)
	assertVerified(t, db, learner)
}

// tampered is the number of the event that is tampered with, the third of five.
const tampered = 3

// The law: no change to what was recorded passes for what was recorded. It holds
// against accidents and careless hands; who computes hashes can forge a chain.
func TestVerifyChainsCatchesTampering(t *testing.T) {
	at := func(statement string) string { return fmt.Sprintf("%s WHERE seq = %d", statement, tampered) }
	swap := func(column string) []string {
		return []string{fmt.Sprintf(`UPDATE log SET %[1]s = (SELECT %[1]s FROM log other WHERE other.seq = %[2]d - log.seq)
			WHERE seq IN (2, 3)`, column, 2+tampered)}
	}
	for _, attempt := range []struct {
		what       string
		statements []string
	}{
		{"body", []string{at(`UPDATE log SET body = replace(body, '"correct":true', '"correct":false')`)}},
		{"body, by a space", []string{at("UPDATE log SET body = body || ' '")}},
		{"time", []string{at("UPDATE log SET at_ms = at_ms + 1")}},
		{"zone", []string{at("UPDATE log SET zone_s = 3600")}},
		{"study day", []string{at("UPDATE log SET day = day - 1")}},
		{"order", []string{at("UPDATE log SET ord = ord + 1")}},
		{"identity", []string{at("UPDATE log SET id = 'x'")}},
		{"hash", []string{at("UPDATE log SET hash = zeroblob(32)")}},
		{"hash before", []string{at("UPDATE log SET prev = zeroblob(32)")}},
		{"last hash, in log and head", []string{"UPDATE log SET hash = zeroblob(32) WHERE seq = 5", "UPDATE heads SET hash = zeroblob(32)"}},
		{"first deleted", []string{"DELETE FROM log WHERE seq = 1"}},
		{"middle deleted", []string{at("DELETE FROM log")}},
		{"middle deleted, gap closed", []string{at("DELETE FROM log"), "UPDATE log SET seq = 3 WHERE seq = 4", "UPDATE log SET seq = 4 WHERE seq = 5"}},
		{"last deleted", []string{"DELETE FROM log WHERE seq = 5"}},
		{"all deleted", []string{"DELETE FROM log"}},
		{"head deleted", []string{"DELETE FROM heads"}},
		{"two bodies swapped", swap("body")},
		{"two times swapped", swap("at_ms")},
		{"two swapped in order", []string{
			"UPDATE log SET ord = ord + 1000000 WHERE seq = 3", "UPDATE log SET ord = ord + 2000000 WHERE seq = 2",
			"UPDATE log SET ord = ord + 3000000 WHERE seq > 3",
		}},
		{"two numbers swapped", []string{
			"UPDATE log SET seq = 99 WHERE seq = 2", "UPDATE log SET seq = 2 WHERE seq = 3", "UPDATE log SET seq = 3 WHERE seq = 99",
		}},
		{"one doubled", []string{`INSERT INTO log SELECT learner, ord + 1000000, 'double', device, 6, at_ms, zone_s, day, kind, body, prev, hash
			FROM log WHERE seq = 5`}},
		{"one moved to another device", []string{"INSERT INTO devices VALUES (2, 'other')", "UPDATE log SET device = 2 WHERE seq = 5"}},
	} {
		t.Run(attempt.what, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "it.db")
			db := open(t, path)
			learner := learnerOf(t, db)
			for i := range 5 {
				e := answered(noon.Add(time.Duration(i)*time.Minute), fsrs.Good, "a")
				e.Answer.Question = fmt.Sprint("question ", i)
				record(t, db, learner, e)
			}
			assertVerified(t, db, learner)
			changes := alterCounted(t, path, attempt.statements)
			if err := db.VerifyChains(t.Context(), learner); err == nil || changes == 0 {
				t.Errorf("%d rows were changed, and the log verifies: %v", changes, err)
			}
		})
	}
}

// alterCounted runs the statements and returns how many rows they changed.
func alterCounted(t testing.TB, path string, statements []string) (rows int64) {
	t.Helper()
	db := plain(t, path)
	defer db.Close()
	for _, statement := range statements {
		result, err := db.Exec(statement)
		if err != nil {
			t.Fatalf("%s: %v", statement, err)
		}
		n, err := result.RowsAffected()
		if err != nil {
			t.Fatal(err)
		}
		rows += n
	}
	return rows
}

// fully is set to "full" to try at length what a run of all tests tries in short.
const fully = "PORTDRILL_TORTURE"

// orFully is how much is tried, in short or at length.
func orFully(short, full int) int {
	if os.Getenv(fully) == "full" {
		return full
	}
	return short
}

// recordings is how much each of several records at the same time.
var recordings = orFully(60, 500)

// recordMany records answers about the same three cards, as one of several
// programs that do so at the same time.
func recordMany(path string) error {
	db, err := store.Open(context.Background(), path)
	if err != nil {
		return err
	}
	defer db.Close()
	learner, err := db.Learner(context.Background(), noon)
	if err != nil {
		return err
	}
	if err := awaitBegin(); err != nil {
		return err
	}
	return recordTurns(db, learner)
}

func recordTurns(db *store.DB, learner quiz.LearnerID) error {
	facets := []questions.FacetID{"a", "b", "c"}
	for i := range recordings {
		e := answered(noon.Add(time.Duration(i)*time.Minute), fsrs.Grade(1+i%4), facets[i%3])
		if _, err := db.Record(context.Background(), learner, e); err != nil {
			return fmt.Errorf("answer %d: %w", i, err)
		}
	}
	return nil
}

// The law: of what 8 programs record at the same time on the same cards nothing is
// lost or doubled, and the cards are what the common log leads to.
func TestProgramsRecordAtOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "it.db")
	makeOurs(t, path)
	var crew []*understudy
	for range 8 {
		crew = append(crew, hire(t, "record", path))
	}
	for _, u := range crew {
		u.begin.Close()
	}
	for _, u := range crew {
		if said, err := u.finish(); err != nil {
			t.Errorf("%v: %s", err, said)
		}
	}
	assertRecorded(t, path, len(crew)*recordings)
}

// The law: the same holds for several handles in one program.
func TestHandlesRecordAtOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "it.db")
	handles := []*store.DB{open(t, path), open(t, path)}
	learner := learnerOf(t, handles[0])
	var all sync.WaitGroup
	for _, db := range handles {
		all.Go(func() {
			if err := recordTurns(db, learner); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	for _, db := range handles {
		closeDB(t, db)
	}
	assertRecorded(t, path, len(handles)*recordings)
}

// The law: answers given in turns to two handles, each with the cards as the
// other left them, are one story.
func TestHandlesRecordInTurns(t *testing.T) {
	path := filepath.Join(t.TempDir(), "it.db")
	handles := []*store.DB{open(t, path), open(t, path)}
	learner := learnerOf(t, handles[0])
	var last quiz.Card
	for i := range recordings {
		card := record(t, handles[i%2], learner, answered(noon.Add(time.Duration(i)*time.Hour), fsrs.Good, "a"))[0]
		if card.Reviews != last.Reviews+1 {
			t.Fatalf("%d reviews after %d", card.Reviews, last.Reviews)
		}
		last = card
	}
	assertRecorded(t, path, recordings)
}

// assertRecorded wants so many events in the log and all else to follow from it.
func assertRecorded(t *testing.T, path string, want int) {
	t.Helper()
	db := open(t, path)
	learner := learnerOf(t, db)
	if n := len(eventsOf(t, db, learner)); n != want {
		t.Errorf("%d events, want %d", n, want)
	}
	assertVerified(t, db, learner)
	assertIsReplay(t, db, learner)
}

// The law: a second handle that comes and goes in one program does not take away
// what keeps the first handle's file from other programs. Opening looks at the
// file, and by POSIX whoever closes a file gives up all locks that the program
// has on it.
func TestHandleOutlivesAnother(t *testing.T) {
	path := filepath.Join(t.TempDir(), "it.db")
	db := open(t, path)
	learner := learnerOf(t, db)
	record(t, db, learner, answered(noon, fsrs.Good, "a"))
	closeDB(t, open(t, path))
	u := hire(t, "record", path)
	u.begin.Close()
	if said, err := u.finish(); err != nil {
		t.Fatalf("%v: %s", err, said)
	}
	record(t, db, learner, answered(noon, fsrs.Good, "a"))
	closeDB(t, db)
	assertRecorded(t, path, recordings+2)
}

// The law: cards and tallies that follow older rules, or none, are derived anew
// on opening; those of a learner whose rules are today's are left alone.
func TestOpenDerivesAnew(t *testing.T) {
	path := filepath.Join(t.TempDir(), "it.db")
	db := open(t, path)
	learner := learnerOf(t, db)
	if err := recordTurns(db, learner); err != nil {
		t.Fatal(err)
	}
	want := eventsOf(t, db, learner)
	closeDB(t, db)
	spoil := []string{
		"UPDATE cards SET stability = 99, lapses = 7, due_ms = 0", "DELETE FROM cards WHERE facet = 'b'",
		"INSERT INTO cards SELECT learner, 'ghost', state, 1, 1, 0, 0, 1, 1, 1, 1, 1, 1, 0.9 FROM cards LIMIT 1",
		"UPDATE answers SET correct = 1 - correct, loss = loss + 1", "DELETE FROM answers WHERE facet = 'b'",
		"INSERT INTO answers SELECT n + 1000, learner, ord, 'ghost', day, 'ghost', kind, options, chosen, correct, took_ms, grade, state," +
			" bin, predicted, loss FROM answers",
		"UPDATE learners SET settings = '{\"retention\":0.8}'",
	}
	alter(t, path, append(spoil, "UPDATE learners SET derivation = 0")...)

	db = open(t, path)
	assertIsDerived(t, db, learner, want)
	assertVerified(t, db, learner)
	closeDB(t, db)
	assertDerivation(t, path)

	alter(t, path, "UPDATE cards SET lapses = 7 WHERE facet = 'a'")
	if c := cardsOf(t, open(t, path), learner)["a"]; c.Lapses != 7 {
		t.Errorf("a card of today's rules was derived anew: %+v", c)
	}
}

func assertDerivation(t testing.TB, path string) {
	t.Helper()
	db := plain(t, path)
	defer db.Close()
	var got int
	if err := db.QueryRow("SELECT derivation FROM learners").Scan(&got); err != nil || got != quiz.DerivationVersion {
		t.Errorf("derivation %d, want %d; %v", got, quiz.DerivationVersion, err)
	}
}

// The law: an answer that cannot be recorded leaves nothing recorded, and the
// database usable as soon as the reason is gone.
func TestRecordIsAllOrNothing(t *testing.T) {
	t.Parallel()
	spoilt := answered(noon, fsrs.Good, "a")
	spoilt.Answer.Target = math.NaN() // JSON cannot say it
	for _, failing := range []struct {
		what  string
		event quiz.Event
		spoil func(t *testing.T, path string) (mend func())
		want  error // nil for any
	}{
		{"locked", answered(noon, fsrs.Good, "a"), lockForWriting, store.ErrLocked},
		{"log refuses", answered(noon, fsrs.Good, "a"), refuse("log"), nil},
		{"head refuses", answered(noon, fsrs.Good, "a"), refuse("heads"), nil},
		{"card refuses", answered(noon, fsrs.Good, "a"), refuse("cards"), nil},
		{"answers refuse", answered(noon, fsrs.Good, "a"), refuse("answers"), nil},
		{"cannot be written down", spoilt, func(*testing.T, string) func() { return func() {} }, nil},
	} {
		t.Run(failing.what, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "it.db")
			db := open(t, path)
			learner := learnerOf(t, db)
			record(t, db, learner, answered(noon, fsrs.Good, "a"))
			before := eventsOf(t, db, learner)

			mend := failing.spoil(t, path)
			cards, err := db.Record(t.Context(), learner, failing.event)
			if err == nil || cards != nil || failing.want != nil && !errors.Is(err, failing.want) {
				t.Errorf("cards %v, error %v, want %v", cards, err, failing.want)
			}
			if log := eventsOf(t, db, learner); !reflect.DeepEqual(log, before) {
				t.Errorf("the log has %d events", len(log))
			}
			assertIsReplay(t, db, learner)

			mend()
			failing.event.Answer.Target = quiz.DefaultRetention
			record(t, db, learner, failing.event)
			closeDB(t, db)
			assertRecorded(t, path, len(before)+1)
		})
	}
}

// lockForWriting keeps everybody else from writing, though not from reading.
func lockForWriting(t *testing.T, path string) (mend func()) {
	return holdLock(t, path, "BEGIN IMMEDIATE")
}

// refuse lets the table take nothing.
func refuse(table string) func(*testing.T, string) func() {
	return func(t *testing.T, path string) (mend func()) {
		alter(t, path, "CREATE TRIGGER refuse BEFORE INSERT ON "+table+" BEGIN SELECT raise(ABORT, 'refused'); END")
		return func() { alter(t, path, "DROP TRIGGER refuse") }
	}
}

// The law: the last answers of a study day come in their order, those that were taken
// back among them, and none of the day before.
func TestRecentAnswers(t *testing.T) {
	db := open(t, filepath.Join(t.TempDir(), "recent.db"))
	learner := learnerOf(t, db)
	var today []questions.FacetID
	for i, at := range []time.Time{noon.AddDate(0, 0, -1), noon, noon.Add(time.Minute), noon.Add(time.Hour)} {
		e := answered(at, fsrs.Good, questions.FacetID(fmt.Sprint("tcp/", i, ":port")))
		if record(t, db, learner, e); i > 0 {
			today = append(today, e.Answer.Facets[0])
		}
	}
	last := eventsOf(t, db, learner)[3]
	record(t, db, learner, quiz.Event{
		ID: "undo", At: last.At, Day: last.Day, Kind: quiz.UndoEvent, Undo: &quiz.Undo{Target: last.ID, Facets: last.Facets()},
	})
	answers, err := db.Recent(t.Context(), learner, last.Day, 10)
	if err != nil {
		t.Fatal(err)
	}
	var got []questions.FacetID
	for _, a := range answers {
		got = append(got, a.Facets[0])
	}
	if !slices.Equal(got, today) {
		t.Errorf("%v, want %v", got, today)
	}
}

// The law: what is asked of a learner who is not there is an error, and adds
// nobody.
func TestUnknownLearner(t *testing.T) {
	path := filepath.Join(t.TempDir(), "it.db")
	db := open(t, path)
	learnerOf(t, db)
	_, recording := db.Record(t.Context(), "nobody", answered(noon, fsrs.Good, "a"))
	_, reading := db.Cards(t.Context(), "nobody")
	for _, err := range []error{recording, reading, db.VerifyChains(t.Context(), "nobody")} {
		if !errors.Is(err, store.ErrNoLearner) {
			t.Errorf("error %v, want %v", err, store.ErrNoLearner)
		}
	}
	assertRows(t, path, map[string]int{"learners": 1, "log": 0, "cards": 0})
}

// The law: a context that has ended records nothing and harms nothing.
func TestRecordWithEndedContext(t *testing.T) {
	path := filepath.Join(t.TempDir(), "it.db")
	db := open(t, path)
	learner := learnerOf(t, db)
	ended, end := context.WithCancel(t.Context())
	end()
	if _, err := db.Record(ended, learner, answered(noon, fsrs.Good, "a")); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
	record(t, db, learner, answered(noon, fsrs.Good, "a"))
	assertRecorded(t, path, 1)
}

// An answer recorded costs little more than the disk: the baseline puts one row
// of the same size into a table with the same safety, and nothing else.
func BenchmarkRecord(b *testing.B) {
	b.Run("store", func(b *testing.B) {
		db := open(b, filepath.Join(b.TempDir(), "it.db"))
		learner := learnerOf(b, db)
		chance := rand.New(rand.NewPCG(1, 1))
		at := noon
		for b.Loop() {
			at = at.Add(time.Second)
			record(b, db, learner, answered(at, fsrs.Grade(1+chance.IntN(4)), questions.FacetID(fmt.Sprint(chance.IntN(400)))))
		}
	})
	b.Run("single-insert", func(b *testing.B) {
		db := plain(b, filepath.Join(b.TempDir(), "it.db"))
		exe(b, db, "PRAGMA journal_mode=WAL", "PRAGMA synchronous=FULL", "CREATE TABLE log (id TEXT, at_ms INTEGER, body TEXT)")
		insert, err := db.Prepare("INSERT INTO log (id, at_ms, body) VALUES (?, ?, ?)")
		if err != nil {
			b.Fatal(err)
		}
		defer insert.Close()
		body := string(make([]byte, 400))
		for b.Loop() {
			if _, err := insert.Exec(uuid.NewString(), noon.UnixMilli(), body); err != nil {
				b.Fatal(err)
			}
		}
	})
}
