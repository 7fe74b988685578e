package store

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"

	"portdrill/quiz"
)

// A Report is what [Check] found.
type Report struct {
	Path     string
	Version  int // of the schema
	Learners int
	Events   int64
	Findings []Finding
}

// A Finding is something that is not as it should be, or is worth knowing.
type Finding struct {
	Kind    FindingKind
	Learner quiz.LearnerID // where it is about one
	Subject string         // a table, a device or an event
	Count   int64          // how many of them
	Detail  string         // in the words of whoever noticed it
}

// A FindingKind says what was found.
type FindingKind string

// What may be found, the gravest first.
const (
	Unreadable   FindingKind = "unreadable" // reading broke off
	BadPages     FindingKind = "pages"      // SQLite finds the file inconsistent
	BadSchema    FindingKind = "schema"     // tables are not those of this version
	Altered      FindingKind = "altered"    // events are not as they were recorded
	Lost         FindingKind = "lost"       // events that were recorded are gone
	BadEnd       FindingKind = "end"        // where a chain ends is not as it was recorded
	BadSeal      FindingKind = "seal"       // a small table is not as it was written
	BadResults   FindingKind = "results"    // of a class session are not as they were when it ended; the subject says which
	BadReference FindingKind = "reference"  // rows that belong to nothing
	BadIndex     FindingKind = "index"      // an index does not fit its table
	NotReplay    FindingKind = "derived"    // cards or totals are not what the log leads to
	Gap          FindingKind = "gap"        // no damage: events of another device have not come yet
	Fork         FindingKind = "fork"       // no damage: a copied file went on twice
	Future       FindingKind = "future"     // no damage: events of a clock that was wrong; the subject is their last day
	HardLink     FindingKind = "hard-link"  // no damage yet: the file has several names
)

// Damage reports whether it is damage, and not only worth knowing.
func (f Finding) Damage() bool {
	return f.Kind != Gap && f.Kind != Fork && f.Kind != Future && f.Kind != HardLink
}

// Rebuildable reports whether deriving anew mends it without loss.
func (f Finding) Rebuildable() bool { return f.Kind == BadIndex || f.Kind == NotReplay }

// Damaged reports whether anything is.
func (r Report) Damaged() bool {
	for _, f := range r.Findings {
		if f.Damage() {
			return true
		}
	}
	return false
}

// Sound reports whether all is well, or would be after deriving anew.
func (r Report) Sound() bool {
	for _, f := range r.Findings {
		if f.Damage() && !f.Rebuildable() {
			return false
		}
	}
	return true
}

// Check goes through the whole file: its pages, tables, references and chains, and
// whether cards and totals are what the log leads to. Nothing is written.
//
// The error is that of [Open]; what is wrong with a file that can be opened
// is in the report.
func (db *DB) Check(ctx context.Context) (Report, error) {
	// One transaction, so that what another program writes meanwhile is no finding.
	conn, err := begin(ctx, db.sql, "BEGIN")
	if err != nil {
		return Report{Path: db.path}, explain(db.path, err)
	}
	defer conn.Close()
	r := db.checkIn(ctx, conn)
	if err := rollBack(context.WithoutCancel(ctx), conn); err != nil {
		r.Findings = append(r.Findings, Finding{Kind: Unreadable, Count: 1, Detail: err.Error()})
	}
	if db.HardLinked() {
		r.Findings = append(r.Findings, Finding{Kind: HardLink, Count: int64(db.names())})
	}
	return r, nil
}

// CheckClock finds the events of every learner that were made more than a day after now
// and not taken back.
func (db *DB) CheckClock(ctx context.Context, now time.Time) ([]Finding, error) {
	const query = `
		SELECT learners.id, count(*), max(day) FROM log JOIN learners ON learners.n = learner
		WHERE at_ms > ? AND log.id NOT IN (SELECT json_extract(body, '$.target') FROM log WHERE kind <> 'answer' AND kind = 'undo')
		GROUP BY learner ORDER BY learner`
	found, err := list(ctx, db.sql, query, func(rows *sql.Rows) (Finding, error) {
		f := Finding{Kind: Future}
		var day quiz.Day
		err := rows.Scan(&f.Learner, &f.Count, &day)
		f.Subject = day.String()
		return f, err
	}, now.AddDate(0, 0, 1).UnixMilli())
	return found, explain(db.path, doing("look for events of the future", err))
}

// checkIn is [DB.Check] in a transaction.
func (db *DB) checkIn(ctx context.Context, tx execer) Report {
	r := Report{Path: db.path}
	for _, look := range []func(context.Context, execer, *Report) error{
		checkPages, checkSchema, checkIndexes, checkReferences, checkSeals, checkLearners,
	} {
		if err := look(ctx, tx, &r); err != nil {
			r.Findings = append(r.Findings, Finding{Kind: Unreadable, Count: 1, Detail: err.Error()})
		}
	}
	return r
}

// checkPages has SQLite look at its pages, and tells apart what is wrong with
// indexes alone, which can be made anew.
func checkPages(ctx context.Context, tx execer, r *Report) error {
	pages, indexes := Finding{Kind: BadPages}, Finding{Kind: BadIndex}
	err := each(ctx, tx, "PRAGMA integrity_check(1000)", func(rows *sql.Rows) error {
		said, err := scanned[string](rows)
		into := &pages
		switch {
		case err != nil || said == "ok":
			return err
		case isAboutIndex(said):
			into = &indexes
		}
		if into.Count++; into.Count == 1 {
			into.Detail = said
		}
		return nil
	})
	for _, f := range []Finding{pages, indexes} {
		if f.Count > 0 {
			r.Findings = append(r.Findings, f)
		}
	}
	return err
}

func isAboutIndex(said string) bool {
	return strings.Contains(said, "missing from index") || strings.Contains(said, "wrong # of entries in index") ||
		strings.Contains(said, "values differ from index") || strings.Contains(said, "non-unique entry in index")
}

func checkReferences(ctx context.Context, tx execer, r *Report) error {
	const query = `SELECT "table", count(*) FROM pragma_foreign_key_check GROUP BY 1 ORDER BY 1`
	found, err := list(ctx, tx, query, func(rows *sql.Rows) (Finding, error) {
		f := Finding{Kind: BadReference}
		return f, rows.Scan(&f.Subject, &f.Count)
	})
	if err != nil {
		return err
	}
	ours, err := latestSchema()
	for _, f := range found {
		if _, is := ours[nameOfTable(f.Subject)]; is {
			r.Findings = append(r.Findings, f)
		}
	}
	return err
}

func checkSeals(ctx context.Context, tx execer, r *Report) error {
	broken, err := brokenSeals(ctx, tx)
	for _, table := range broken {
		r.Findings = append(r.Findings, Finding{Kind: BadSeal, Subject: table, Count: 1})
	}
	if err != nil {
		return err
	}
	rooms, err := brokenRooms(ctx, tx)
	for _, room := range rooms {
		r.Findings = append(r.Findings, Finding{Kind: BadResults, Subject: room.session, Count: max(room.rows, 1)})
	}
	return err
}

// checkLearners goes through the logs, and derives everything from them.
func checkLearners(ctx context.Context, tx execer, r *Report) error {
	all, err := learners(ctx, tx)
	if err != nil {
		return err
	}
	r.Learners = len(all)
	for _, l := range all {
		if err := checkLearner(ctx, tx, l.ID, r); err != nil {
			return err
		}
	}
	return nil
}

func checkLearner(ctx context.Context, tx execer, learner quiz.LearnerID, r *Report) error {
	n, err := learnerRow(ctx, tx, learner)
	if err != nil {
		return err
	}
	events, found, err := checkChains(ctx, tx, n, learner)
	if err != nil {
		return err
	}
	r.Events += events
	r.Findings = append(r.Findings, found...)
	if slices.ContainsFunc(found, func(f Finding) bool { return f.Kind == Altered }) {
		return nil // what such a log leads to says nothing
	}
	if slices.ContainsFunc(r.Findings, func(f Finding) bool { return derivedTable(f.Detail) != "" }) {
		return nil // there is nothing to compare with
	}
	return checkDerived(ctx, tx, n, learner, r)
}

// checkDerived compares what is kept with a replay of the log.
func checkDerived(ctx context.Context, tx execer, n int64, learner quiz.LearnerID, r *Report) error {
	want, answers, err := compareAnswers(ctx, tx, n)
	if err != nil {
		return err
	}
	got, err := readDerived(ctx, tx, n)
	if err != nil {
		return err
	}
	settings, err := settingsDiffer(ctx, tx, n, got.Settings, want.Settings)
	if err != nil {
		return err
	}
	for _, part := range []struct {
		name   string
		differ int64
	}{
		{"cards", differing(got.Cards, want.Cards)},
		{"holds", differing(got.Holds, want.Holds)},
		{"answers", answers},
		{"settings", settings},
	} {
		if part.differ > 0 {
			f := Finding{Kind: NotReplay, Learner: learner, Subject: part.name, Count: part.differ}
			r.Findings = append(r.Findings, f)
		}
	}
	var derivation int
	if err := tx.QueryRowContext(ctx, "SELECT derivation FROM learners WHERE n = ?", n).Scan(&derivation); err != nil {
		return err
	}
	if derivation != quiz.DerivationVersion {
		r.Findings = append(r.Findings, Finding{Kind: NotReplay, Learner: learner, Subject: "derivation", Count: 1})
	}
	return nil
}

// compareAnswers replays the log, and counts the answers that are kept otherwise.
func compareAnswers(ctx context.Context, q queryer, n int64) (want quiz.Derived, differ int64, err error) {
	rows, err := q.QueryContext(ctx, "SELECT "+answerColumns+" FROM answers WHERE learner = ? ORDER BY ord, id", n)
	if err != nil {
		return want, 0, fmt.Errorf("read answers: %w", err)
	}
	defer rows.Close()
	k := keptAnswers{Rows: rows}
	if err := k.advance(); err != nil {
		return want, 0, err
	}
	if want, err = replayAnswers(ctx, q, n, k.compare); err != nil {
		return want, 0, err
	}
	if err := k.end(); err != nil {
		return want, 0, err
	}
	return want, k.differ, rows.Err()
}

// A keptAnswers goes through the answers that are kept beside those that are to be:
// both come in the order of the log.
type keptAnswers struct {
	*sql.Rows
	next   *quiz.Counted // nil at the end
	differ int64         // so far
}

func (k *keptAnswers) advance() error {
	if k.next = nil; !k.Next() {
		return k.Err()
	}
	c, err := scanAnswer(k.Rows)
	if err != nil {
		return fmt.Errorf("read answers: %w", err)
	}
	k.next = &c
	return nil
}

// compare counts what differs up to the answer, which is to be there.
func (k *keptAnswers) compare(want quiz.Counted) error {
	for k.next != nil && cmp.Or(cmp.Compare(k.next.Order, want.Order), cmp.Compare(k.next.ID, want.ID)) < 0 {
		k.differ++
		if err := k.advance(); err != nil {
			return err
		}
	}
	switch {
	case k.next == nil || k.next.Order != want.Order || k.next.ID != want.ID:
		k.differ++
		return nil
	case *k.next != want:
		k.differ++
	}
	return k.advance()
}

// end counts those that are left over.
func (k *keptAnswers) end() error {
	for k.next != nil {
		k.differ++
		if err := k.advance(); err != nil {
			return err
		}
	}
	return nil
}

// differing counts the keys under which two maps do not hold the same.
func differing[K, V comparable](a, b map[K]V) int64 {
	n := int64(0)
	for key, value := range a {
		if other, there := b[key]; !there || other != value {
			n++
		}
	}
	for key := range b {
		if _, there := a[key]; !there {
			n++
		}
	}
	return n
}

// settingsDiffer returns 1 if the settings are others, or are not written as this
// program writes them: JSON is read leniently, and a damaged key may pass for a good
// one.
func settingsDiffer(ctx context.Context, q queryer, n int64, kept, want quiz.Settings) (int64, error) {
	var text string
	if err := q.QueryRowContext(ctx, "SELECT settings FROM learners WHERE n = ?", n).Scan(&text); err != nil {
		return 0, fmt.Errorf("read settings: %w", err)
	}
	var chosen quiz.Change
	if err := json.Unmarshal([]byte(text), &chosen); err != nil {
		return 0, fmt.Errorf("read settings: %w", err)
	}
	again, err := json.Marshal(chosen)
	if err != nil {
		return 0, fmt.Errorf("read settings: %w", err)
	}
	if string(again) == text && reflect.DeepEqual(kept, want) {
		return 0, nil
	}
	return 1, nil
}

// readDerived reads what was derived for a learner, but answers.
func readDerived(ctx context.Context, q queryer, n int64) (quiz.Derived, error) {
	d := quiz.NewDerived(quiz.Settings{})
	cards, err := readCards(ctx, q, everyCard, n)
	if err != nil {
		return d, err
	}
	for _, c := range cards {
		d.Cards[c.Facet] = c
	}
	if err := readHolds(ctx, q, d.Holds, "learner = ?", n); err != nil {
		return d, err
	}
	d.Settings, err = readSettings(ctx, q, n)
	return d, err
}
