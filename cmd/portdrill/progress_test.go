package main

import (
	"database/sql"
	"encoding/json"
	"fmt"
	"math"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/mattn/go-sqlite3"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"portdrill/cmd/internal/app"
	"portdrill/cmd/internal/terminal"
	"portdrill/questions"
	"portdrill/questions/catalogue"
	"portdrill/quiz"
	"portdrill/quiz/progress"
	"portdrill/quiz/session"
	"portdrill/store"
)

// Law: what stats, weak and history print with --json is as the schema says, of
// somebody who has done much and of somebody who has done nothing.
func TestJSONIsAsTheSchemaSays(t *testing.T) {
	l := theLived(t)
	nothing := *l
	nothing.path = t.TempDir() + "/none.db"
	described, err := jsonschema.UnmarshalJSON(strings.NewReader(l.says(t, "80", "stats", "--schema")))
	if err != nil {
		t.Fatal(err)
	}
	compiler := jsonschema.NewCompiler()
	compiler.AssertFormat()
	if err := compiler.AddResource("schema.json", described); err != nil {
		t.Fatal(err)
	}
	for _, each := range []struct {
		def  string
		args []string
	}{
		{"stats", []string{"stats", "--json"}}, {"weak", []string{"weak", "--json"}}, {"weak", []string{"weak", "--json", "--by", "service"}},
		{"learners", []string{"weak", "--learners", "--json"}}, {"history", []string{"history", "--json", "--limit", "50"}},
	} {
		schema, err := compiler.Compile("schema.json#/$defs/" + each.def)
		if err != nil {
			t.Fatal(err)
		}
		for _, of := range []*lived{l, &nothing} {
			for line := range strings.Lines(of.says(t, "80", each.args...)) {
				value, err := jsonschema.UnmarshalJSON(strings.NewReader(line))
				if err == nil {
					err = schema.Validate(value)
				}
				if err != nil {
					t.Errorf("%q: %v", each.args, err)
				}
			}
		}
	}
}

// Law: on screens from 40 to 200 columns no line of weak and stats is longer than
// that, in either language; with --ascii there are no other signs than those of
// ASCII, but in Chinese and in the stems of questions.
func TestProgressFitsTheScreen(t *testing.T) {
	t.Parallel()
	l := theLived(t)
	for _, command := range [][]string{{"weak"}, {"weak", "--by", "service"}, {"weak", "--learners"}, {"stats"}, {"history"}} {
		for _, lang := range []string{"en", "zh"} {
			for _, columns := range []int{40, 41, 50, 64, 80, 100, 132, 200} {
				for _, ascii := range []bool{false, true} {
					if ascii && columns != 41 && columns != 132 {
						continue // it changes characters, and no width
					}
					args := append(append([]string{}, command...), "--lang", lang)
					if ascii {
						args = append(args, "--ascii")
					}
					assertFits(t, l.says(t, fmt.Sprint(columns), args...), columns, ascii && lang == "en" && command[0] != "history", args)
				}
			}
		}
	}
}

func assertFits(t *testing.T, said string, columns int, ascii bool, args []string) {
	t.Helper()
	for line := range strings.SplitSeq(said, "\n") {
		if w := terminal.Width(line); w > columns {
			t.Errorf("%q at %d columns: a line of %d: %q", args, columns, w, line)
		}
		if ascii && strings.ContainsFunc(line, func(r rune) bool { return r > '~' }) {
			t.Errorf("%q: %q", args, line)
		}
	}
}

// Law: what is shown first is what is true of the learner: little is known about
// file transfer, and POP2 was taken for POP3 and is no longer.
func TestWeakSaysWhatIsTrue(t *testing.T) {
	l := theLived(t)
	over := regexp.MustCompile(`"right":"pop3","chosen":"pop2",[^}]*"over":true`)
	if said := l.says(t, "100", "weak", "--json"); !over.MatchString(said) {
		t.Errorf("POP2 for POP3 is not over in\n%s", said)
	}
	said := l.says(t, "100", "weak")
	for _, want := range []string{"! File transfer", "You answered ", "portdrill drill --weak"} {
		if !strings.Contains(said, want) {
			t.Errorf("no %q in\n%s", want, said)
		}
	}
	if i, j := strings.Index(said, "! File transfer"), strings.Index(said, "which port"); j >= 0 && i > j {
		t.Errorf("file transfer is not first:\n%s", said)
	}
}

// Law: drill --weak asks about what weak lists, and nothing else.
func TestDrillWeakAsksWhatIsWeak(t *testing.T) {
	l := theLived(t)
	db, err := store.Open(t.Context(), l.path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	v := l.outlook(t, db)
	focus := v.Focus()
	if len(focus) == 0 || len(focus) == len(v.Cards) {
		t.Fatalf("%d of %d cards are weak", len(focus), len(v.Cards))
	}
	s, err := session.Start(t.Context(), db, v.Maker, v.Scheduler, l.first, session.Plan{
		Deck: v.Maker.Catalogue().Deck("seed"), Limit: 1000, Mode: session.Weak, These: focus, Lang: catalogue.English,
		NewID: func() quiz.EventID { return quiz.EventID(fmt.Sprint(time.Now().UnixNano())) },
	}, l.now.Add(24*time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	asked := make(map[questions.FacetID]bool)
	for {
		asking, err := s.Next(t.Context(), l.now.Add(24*time.Hour))
		if err != nil {
			break
		}
		asked[asking.Question.Facets[0]] = true
		if _, err := s.Answer(t.Context(), questions.Reply{Text: asking.Question.Answers[0]}, l.now.Add(24*time.Hour), time.Second); err != nil {
			t.Fatal(err)
		}
	}
	for _, f := range focus {
		if !asked[f] {
			t.Errorf("%s is not asked", f)
		}
		delete(asked, f)
	}
	if len(asked) > 0 {
		t.Errorf("asked as well: %v", asked)
	}
}

func (l *lived) outlook(t testing.TB, db *store.DB) *app.Progress {
	t.Helper()
	scheduler, err := quiz.NewScheduler()
	if err != nil {
		t.Fatal(err)
	}
	e := app.System()
	e.Now = func() time.Time { return l.now }
	a := app.New(e, "en", portdrill)
	v, err := app.LoadProgress(t.Context(), a, &app.DB{DB: db, LearnerID: l.first, Scheduler: scheduler}, progress.Window)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// Law: each figure is what plain SQL makes of the log, to 1e-9. What a card was at
// the time, which no SQL can tell, is taken from the cards and the day's tallies,
// which the store's own law holds to the log.
func TestFiguresAreWhatSQLSays(t *testing.T) {
	t.Parallel()
	l := theLived(t)
	undoSome(t, l)
	q := l.sql(t)
	assertAreas(t, l, q)
	assertStats(t, l, q)
}

// undoSome takes answers back, of the last day and before, and one twice.
func undoSome(t *testing.T, l *lived) {
	t.Helper()
	db, err := store.Open(t.Context(), l.path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	events, err := db.Events(t.Context(), l.first)
	if err != nil {
		t.Fatal(err)
	}
	for i, at := range []int{len(events) - 1, len(events) - 40, len(events) / 2, len(events) / 2} {
		e := quiz.Event{
			ID: quiz.EventID(fmt.Sprintf("undo-%d", i)), At: l.now, Day: quiz.DayOf(l.now, quiz.DefaultRollover), Kind: quiz.UndoEvent,
			Undo: &quiz.Undo{Target: events[at].ID, Facets: events[at].Facets()},
		}
		if _, err := db.Record(t.Context(), l.first, e); err != nil {
			t.Fatal(err)
		}
	}
}

func init() {
	sql.Register("sqlite3_pow", &sqlite3.SQLiteDriver{ConnectHook: func(c *sqlite3.SQLiteConn) error {
		return c.RegisterFunc("pow", math.Pow, true)
	}})
}

// sql opens the file with views of what stands: the answers, each with the areas
// that it counts for.
func (l *lived) sql(t *testing.T) *sql.DB {
	t.Helper()
	q, err := sql.Open("sqlite3_pow", l.path)
	if err != nil {
		t.Fatal(err)
	}
	q.SetMaxOpenConns(1) // temporary tables are of one connection
	t.Cleanup(func() { q.Close() })
	exec := func(statement string, args ...any) {
		if _, err := q.Exec(statement, args...); err != nil {
			t.Fatalf("%s: %v", statement, err)
		}
	}
	exec("CREATE TEMP TABLE me AS SELECT n FROM learners WHERE id = ?", l.first)
	exec("CREATE TEMP TABLE areas (facet TEXT, area_by TEXT, area TEXT)")
	c := catalogue.Builtin()
	m := questions.NewMaker(c)
	s := progress.NewSyllabus(m)
	for _, f := range m.Facets() {
		for _, area := range s.AreasOf(f.ID) {
			exec("INSERT INTO areas VALUES (?, ?, ?)", f.ID, area.By, area.Key)
		}
	}
	exec(`CREATE TEMP VIEW answers AS
		SELECT id, ord, day, json_extract(body, '$.facets[0]') facet, json_extract(body, '$.kind') kind, json_extract(body, '$.correct') correct,
			json_extract(body, '$.took_ms') took, CASE json_extract(body, '$.format') WHEN 'choice' THEN 1.0 / json_array_length(body, '$.options') ELSE 0.0 END guess,
			coalesce(json_extract(body, '$.chosen'), '') chosen, json_extract(body, '$.counts') counts,
			row_number() OVER (PARTITION BY json_extract(body, '$.facets[0]') ORDER BY ord, id) = 1 fresh
		FROM log, me WHERE learner = me.n AND kind = 'answer'
			AND id NOT IN (SELECT json_extract(body, '$.target') FROM log WHERE kind = 'undo')`)
	exec(`CREATE TEMP TABLE counted AS
		SELECT areas.area_by, areas.area, answers.* FROM answers JOIN areas USING (facet)
		UNION ALL SELECT 'kind', kind, answers.* FROM answers`)
	return q
}

func assertAreas(t *testing.T, l *lived, q *sql.DB) {
	t.Helper()
	var got weakEntry
	if err := json.Unmarshal([]byte(l.says(t, "80", "weak", "--json")), &got); err != nil {
		t.Fatal(err)
	}
	const figures = `
		WITH whole AS (SELECT min(max((sum(correct - guess) + 0.5) / (sum(1 - guess) + 1), 0), 1) rate FROM answers WHERE NOT fresh),
		area AS (SELECT count(*) answers, coalesce(sum(correct), 0) correct FROM counted WHERE area_by = ?1 AND area = ?2),
		sums AS (SELECT count(*) n, sum(1 - guess) w, sum(correct - guess) s, sum((1 - guess) * (1 - guess)) v, sum((1 - guess) * guess) c
			FROM counted WHERE area_by = ?1 AND area = ?2 AND NOT fresh),
		smoothed AS (SELECT *, min(max((s + 0.5) / (w + 1), 0.5 / (w + 1)), (w + 0.5) / (w + 1)) k FROM sums),
		sized AS (SELECT *, k * w * w / (c + k * v) size, min(max(s / w, 0), 1) share FROM smoothed),
		times AS (SELECT took / 100 tenth, row_number() OVER (ORDER BY took / 100) i, count(*) OVER () n
			FROM counted WHERE area_by = ?1 AND area = ?2 AND NOT fresh)
		SELECT area.answers, area.correct, (10 * rate + size * share) / (10 + size),
			(SELECT avg(tenth) * 100 FROM times WHERE i IN ((n + 1) / 2, n / 2 + 1)), sized.n
		FROM area, whole, sized`
	for _, e := range got.Areas {
		var answers, correct, counted int
		var accuracy, median sql.NullFloat64
		if err := q.QueryRow(figures, e.By, e.Area).Scan(&answers, &correct, &accuracy, &median, &counted); err != nil {
			t.Fatalf("%s %s: %v", e.By, e.Area, err)
		}
		if answers != e.Answers || correct != e.Correct {
			t.Errorf("%s %s: %d of %d right, SQL says %d of %d", e.By, e.Area, e.Correct, e.Answers, correct, answers)
		}
		if (counted >= progress.LeastAnswers) != (e.Accuracy != nil) || e.Accuracy != nil && math.Abs(*e.Accuracy-accuracy.Float64) > 1e-9 {
			t.Errorf("%s %s: accuracy %v, SQL says %v of %d", e.By, e.Area, e.Accuracy, accuracy.Float64, counted)
		}
		if e.MedianMS != nil && *e.MedianMS != int64(median.Float64) {
			t.Errorf("%s %s: median %d ms, SQL says %v", e.By, e.Area, *e.MedianMS, median.Float64)
		}
		assertKnown(t, l, q, e)
	}
	if len(got.Areas) < 30 {
		t.Errorf("only %d areas", len(got.Areas))
	}
	assertConfusions(t, q, got.Confusions)
}

// assertKnown computes retrievabilities by the formula of FSRS-6 with the default
// decay: R = (1 + FACTOR·t/S)^-0.1542, rounded to 8 decimals.
func assertKnown(t *testing.T, l *lived, q *sql.DB, e areaEntry) {
	t.Helper()
	if e.By == string(progress.ByKind) {
		return // cards belong to all kinds that ask about them, which no table has
	}
	const known = `
		SELECT count(*), coalesce(sum(r), 0), coalesce(avg(1 - r), 0), (SELECT count(*) FROM areas WHERE area_by = ?1 AND area = ?2) FROM (
			SELECT round(pow(1 + round(pow(0.9, 1 / -0.1542) - 1, 8) * max(?3 - last, 0) / stability, -0.1542), 8) r
			FROM cards JOIN me ON learner = me.n JOIN areas USING (facet) WHERE area_by = ?1 AND area = ?2)`
	var begun, facets int
	var sum, forgotten float64
	if err := q.QueryRow(known, e.By, e.Area, int(quiz.DayOf(l.now, quiz.DefaultRollover))).Scan(&begun, &sum, &forgotten, &facets); err != nil {
		t.Fatal(err)
	}
	if begun != e.Begun || facets != e.Facets || math.Abs(sum-e.Known) > 1e-9*float64(max(begun, 1)) || math.Abs(forgotten-e.Forgotten) > 1e-9 ||
		math.Abs(e.Coverage-float64(begun)/float64(facets)) > 1e-9 {
		t.Errorf("%s %s: %d of %d begun, known %v, forgotten %v; SQL says %d of %d, %v, %v", e.By, e.Area, e.Begun, e.Facets, e.Known, e.Forgotten, begun, facets, sum, forgotten)
	}
}

func assertConfusions(t *testing.T, q *sql.DB, got []confusionEntry) {
	t.Helper()
	const pairs = `SELECT count(*) FROM (
		SELECT DISTINCT areas.area, chosen FROM answers JOIN areas USING (facet) WHERE area_by = 'service' AND NOT correct AND chosen <> '' AND chosen <> areas.area)`
	var n int
	if err := q.QueryRow(pairs).Scan(&n); err != nil || n != len(got) {
		t.Errorf("%d confusions, SQL says %d; %v", len(got), n, err)
	}
	const one = `SELECT count(*), date(86400 * min(day), 'unixepoch'), date(86400 * max(day), 'unixepoch') FROM answers JOIN areas USING (facet)
		WHERE area_by = 'service' AND area = ? AND chosen = ? AND NOT correct`
	for _, c := range got {
		var count int
		var first, last string
		if err := q.QueryRow(one, c.Right, c.Chosen).Scan(&count, &first, &last); err != nil {
			t.Fatal(err)
		}
		if count != c.Count || first != c.First || last != c.Last {
			t.Errorf("%+v: SQL says %d times, %s to %s", c, count, first, last)
		}
	}
}

func assertStats(t *testing.T, l *lived, q *sql.DB) {
	t.Helper()
	var got fullFigures
	if err := json.Unmarshal([]byte(l.says(t, "80", "stats", "--json")), &got); err != nil {
		t.Fatal(err)
	}
	var answers, correct, reviews, streak int
	var took int64
	if err := q.QueryRow("SELECT count(*), sum(correct), sum(counts = 'review'), sum(min(took, 60000)) FROM answers").Scan(&answers, &correct, &reviews, &took); err != nil {
		t.Fatal(err)
	}
	if answers != got.Answers || correct != got.Correct || reviews != got.Reviews || took != got.TookMS {
		t.Errorf("%+v; SQL says %d answers, %d right, %d reviews, %d ms", got.Figures, answers, correct, reviews, took)
	}
	const islands = "SELECT coalesce(max(n), 0) FROM (SELECT count(*) n FROM (SELECT day, day - dense_rank() OVER (ORDER BY day) island FROM (SELECT DISTINCT day FROM answers)) GROUP BY island)"
	if err := q.QueryRow(islands).Scan(&streak); err != nil || streak != got.Streak.Longest {
		t.Errorf("longest streak %d, SQL says %d; %v", got.Streak.Longest, streak, err)
	}
	for _, d := range got.Days {
		var n, right int
		if err := q.QueryRow("SELECT count(*), coalesce(sum(correct), 0) FROM answers WHERE date(86400 * day, 'unixepoch') = ?", d.Day).Scan(&n, &right); err != nil || n != d.Answers || right != d.Correct {
			t.Errorf("%+v: SQL says %d, %d; %v", d, n, right, err)
		}
	}
	assertForecast(t, l, q, got)
	assertCalibration(t, q, got)
}

func assertForecast(t *testing.T, l *lived, q *sql.DB, got fullFigures) {
	t.Helper()
	today := int(quiz.DayOf(l.now, quiz.DefaultRollover))
	for i, d := range got.Forecast {
		var n int
		err := q.QueryRow("SELECT count(*) FROM cards JOIN me ON learner = me.n WHERE max(CASE state WHEN 'review' THEN due_day ELSE ?1 END, ?1) = ?2", today, today+i).Scan(&n)
		if err != nil || n != d.Due {
			t.Errorf("%s: %d due, SQL says %d; %v", d.Day, d.Due, n, err)
		}
	}
	for _, w := range got.Weeks {
		var reviews, recalled int
		err := q.QueryRow("SELECT count(*), coalesce(sum(grade > 1), 0) FROM main.answers JOIN me ON learner = me.n WHERE grade > 0 AND state = 2 AND date(86400 * day, 'unixepoch') BETWEEN ?1 AND date(?1, '+6 days')", w.Monday).Scan(&reviews, &recalled)
		if err != nil || reviews != w.Reviews || recalled != w.Recalled || w.Retention != nil && math.Abs(*w.Retention-float64(recalled)/float64(reviews)) > 1e-9 {
			t.Errorf("%+v: SQL says %d of %d; %v", w, recalled, reviews, err)
		}
	}
}

func assertCalibration(t *testing.T, q *sql.DB, got fullFigures) {
	t.Helper()
	const sums = `
		WITH fits AS (SELECT bin / 100 bin, predicted, loss, grade > 1 recalled FROM main.answers JOIN me ON learner = me.n WHERE predicted > 0)
		SELECT count(*), avg(predicted) / 1e6, avg(recalled), avg(loss) / 1e6,
			(SELECT sum(n * off * off) / sum(n) FROM (SELECT count(*) n, avg(predicted) / 1e6 - avg(recalled) off
				FROM fits GROUP BY bin))
		FROM fits`
	var reviews int
	var predicted, actual, loss, square float64
	if err := q.QueryRow(sums).Scan(&reviews, &predicted, &actual, &loss, &square); err != nil {
		t.Fatal(err)
	}
	c := got.Calibration
	if reviews != c.Reviews || math.Abs(predicted-*c.Predicted) > 1e-9 || math.Abs(actual-*c.Actual) > 1e-9 || math.Abs(loss-*c.LogLoss) > 1e-9 || math.Abs(math.Sqrt(square)-*c.RMSE) > 1e-9 {
		t.Errorf("%+v: SQL says %d, %v, %v, %v, %v", c, reviews, predicted, actual, loss, math.Sqrt(square))
	}
}
