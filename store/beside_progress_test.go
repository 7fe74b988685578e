package store_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/uuid"

	"portdrill/quiz"
)

// Progress as whole commands, beside what somebody would ask the log by the sqlite3
// command: in turns, on the same file, in the system's cache. What the naive queries
// answer is less than what the commands do: they know no cards.
//
// A figure is the quotient of two medians, theirs by ours: at a million answers it is
// to be 5 at least.
func BenchmarkProgress(b *testing.B) {
	program, cli := buildBeside(b, "portdrill/cmd/portdrill"), sqlite3Command(b)
	for _, answers := range []int{200_000, 1_000_000} {
		b.Run(fmt.Sprintf("answers=%d", answers), func(b *testing.B) {
			y := liveYears(b, answers)
			progressBeside(b, program, cli, y.path, y.at, answers >= 1_000_000, usualReports)
		})
	}
	b.Run("answers=5000000/learners=1000", func(b *testing.B) {
		path, at := liveClass(b, 1000, 5000)
		progressBeside(b, program, cli, path, at, false, append(usualReports, report{"learners", naiveLearners, []string{"weak", "--learners"}}))
	})
}

// What the log says about areas and confusions, about days, and about both for the
// page.
const (
	undone = `id NOT IN (SELECT json_extract(body, '$.target') FROM log WHERE kind = 'undo')`

	naiveWeak = `
		SELECT json_extract(body, '$.facets[0]') facet, json_extract(body, '$.kind') k, json_array_length(body, '$.options') options, count(*), sum(json_extract(body, '$.correct'))
			FROM log WHERE learner = 1 AND kind = 'answer' AND ` + undone + ` GROUP BY 1, 2, 3;
		SELECT json_extract(body, '$.facets[0]') facet, json_extract(body, '$.chosen') chosen, count(*), min(day), max(day)
			FROM log WHERE learner = 1 AND kind = 'answer' AND NOT json_extract(body, '$.correct') AND ` + undone + ` GROUP BY 1, 2;`

	naiveLearners = `
		SELECT learner, json_extract(body, '$.facets[0]') facet, json_extract(body, '$.kind') k, count(*), sum(json_extract(body, '$.correct'))
			FROM log WHERE kind = 'answer' AND ` + undone + ` GROUP BY 1, 2, 3;`

	naiveStats = `
		SELECT day, count(*), sum(json_extract(body, '$.correct')), sum(json_extract(body, '$.counts') = 'review'), sum(min(json_extract(body, '$.took_ms'), 60000))
			FROM log WHERE learner = 1 AND kind = 'answer' AND ` + undone + ` GROUP BY 1;
		SELECT day / 7, count(*), avg(json_extract(body, '$.correct'))
			FROM log WHERE learner = 1 AND kind = 'answer' AND json_extract(body, '$.counts') = 'review' AND ` + undone + ` GROUP BY 1;`
)

// A report is a command, and what is asked the log for it.
type report struct {
	name, naive string
	args        []string
}

var usualReports = []report{
	{"weak", naiveWeak, []string{"weak"}},
	{"stats", naiveStats, []string{"stats"}},
	{"html", naiveWeak + naiveStats, []string{"stats", "--html", os.DevNull}},
}

func progressBeside(b *testing.B, program, cli, path string, at time.Time, wanted bool, reports []report) {
	now := at.Format(time.RFC3339)
	for _, each := range reports {
		b.Run(each.name, func(b *testing.B) {
			var p pairs
			for b.Loop() {
				ours := wholeRun(b, program, append(each.args, "--db", path, "--now", now, "--lang", "en")...)
				p.add(ours, wholeRun(b, cli, "-readonly", path, each.naive))
			}
			ours, theirs := quantile(p.ours, 50), quantile(p.theirs, 50)
			b.Logf("%-6s ours %8v   naive %8v   %6.1f   %d turns", each.name, brief(ours), brief(theirs), float64(theirs)/float64(ours), len(p.ours))
			b.ReportMetric(float64(theirs)/float64(ours), each.name+"-naive/go")
			b.ReportMetric(0, "ns/op")
			if wanted && theirs < 5*ours {
				b.Errorf("%s takes %v, and the naive way %v: want a fifth at most", each.name, ours, theirs)
			}
		})
	}
}

// wholeRun runs a program from its start to its end.
func wholeRun(b *testing.B, program string, args ...string) time.Duration {
	b.Helper()
	cmd := exec.Command(program, args...)
	cmd.Stderr = os.Stderr
	if len(args) > 1 && args[1] == "--html" {
		cmd.Stderr = nil // where it says what it has written
	}
	return timed(b, cmd.Run)
}

// liveClass makes a file of so many learners with so many answers each.
func liveClass(b *testing.B, learners, answers int) (path string, at time.Time) {
	b.Helper()
	path = filepath.Join(b.TempDir(), "class.db")
	began := time.Now()
	db := open(b, path)
	defer closeDB(b, db)
	if _, err := db.ImportDeck(b.Context(), ownList(), false, noon); err != nil {
		b.Fatal(err)
	}
	first := learnerOf(b, db)
	p := newPerson(b, noon.Add(-time.Duration(answers)*betweenAnswers))
	for i := range learners {
		learner := first
		if i > 0 {
			learner = quiz.LearnerID(uuid.NewString()) // without a name, which would be in the log already
			exe(b, db.SQL(), fmt.Sprintf("INSERT INTO learners (id, created_ms, derivation) VALUES ('%s', 1, %d)", learner, quiz.DerivationVersion))
		}
		p.at, p.asked = noon.Add(-time.Duration(answers)*betweenAnswers), 0
		if err := db.RecordYears(b.Context(), learner, p.answers(b, answers)); err != nil {
			b.Fatal(err)
		}
	}
	b.Logf("%d learners with %d answers, %d MB, made in %v", learners, answers, size(b, path)>>20, time.Since(began).Round(time.Second))
	return path, p.at
}
