package main

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"portdrill/cmd/internal/app"
	"portdrill/quiz"
	"portdrill/store"
)

// A printedTest is what a file to print says for people: its code and the key of each copy.
type printedTest struct {
	code string
	keys map[int]string
}

var (
	keyRow    = regexp.MustCompile(`<th scope="row">(\d+)</th><td>(.*)</td>`)
	keyOfFive = regexp.MustCompile(`<i>([A-Z]+)</i>`)
	codeShown = regexp.MustCompile(`portdrill paper mark ([2-9A-Z]{8})<`)
)

func readPrinted(t *testing.T, file string) printedTest {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	p := printedTest{keys: make(map[int]string)}
	if found := codeShown.FindSubmatch(text); found != nil {
		p.code = string(found[1])
	}
	for _, row := range keyRow.FindAllSubmatch(text, -1) {
		n, _ := strconv.Atoi(string(row[1]))
		for _, five := range keyOfFive.FindAllSubmatch(row[2], -1) {
			p.keys[n] += string(five[1])
		}
	}
	return p
}

// answered changes some letters of a key, as a student would, and returns how many are left
// right.
func answered(rng *rand.Rand, key string) (letters string, right int) {
	all := []byte(key)
	for i := range all {
		switch rng.IntN(4) {
		case 0:
			all[i] = '-'
		case 1: // of two options there is always the other
			all[i] = 'A' + (all[i]-'A'+1)%2
		}
		if all[i] == key[i] {
			right++
		}
	}
	return string(all), right
}

// paperSays runs a command that must end with the exit code, and returns what it says aside.
func paperSays(t *testing.T, path string, code int, args ...string) (out, said string) {
	t.Helper()
	var stdout, stderr strings.Builder
	e := quietEnv()
	e.Out, e.Err = &stdout, &stderr
	e.Getenv = func(name string) string { return map[string]string{"PORTDRILL_DB": path}[name] }
	if got := run(t.Context(), e, args); got != code {
		t.Fatalf("%q: exit code %d, want %d: %s", args, got, code, stderr.String())
	}
	return stdout.String(), stderr.String()
}

// paperClass makes a class of the number of students.
func paperClass(t *testing.T, path string, students int) {
	t.Helper()
	list := filepath.Join(t.TempDir(), "net-1.csv")
	rows := "Name,Student number\n"
	for i := range students {
		rows += fmt.Sprintf("Pupil %c%c,%03d\n", 'A'+i/26, 'a'+i%26, i+1)
	}
	write(t, list, rows)
	runQuiet(t, path, "class", "roster", list)
}

// The law: what a class gets for its papers, in the report and the gradebook, is what a
// teacher would count by the printed keys; marking again changes nothing; and each answer is
// in its student's log once.
func TestPapersAreMarkedByThePrintedKey(t *testing.T) {
	t.Parallel()
	const students, count = 30, 20
	folder := t.TempDir()
	path, html := filepath.Join(folder, "paper.db"), filepath.Join(folder, "test.html")
	paperClass(t, path, students)
	runQuiet(t, path, "paper", "--deck", "ccna", "--count", strconv.Itoa(count), "--copies", "30", "--seed", "7", html)
	printed := readPrinted(t, html)
	if len(printed.keys) != students || len(printed.keys[30]) != count {
		t.Fatalf("%+v", printed)
	}
	rng := rand.New(rand.NewPCG(7, 7))
	want := make(map[string]int)
	all := "Copy,Student number,Name,Letters\n" // half at once, by number or name
	var rest strings.Builder                    // and half typed, a column for each letter
	for i := range students {
		letters, right := answered(rng, printed.keys[i+1])
		number, name := fmt.Sprintf("%03d", i+1), fmt.Sprintf("Pupil %c%c", 'A'+i/26, 'a'+i%26)
		want[number] = right
		switch {
		case i >= students/2:
			fmt.Fprintf(&rest, "%d %s %s %s\n", i+1, number, strings.ToLower(letters[:10]), letters[10:])
		case i%2 == 0:
			all += fmt.Sprintf("%d,,%s,%s\n", i+1, name, letters)
		default:
			all += fmt.Sprintf("%d,%s,,%s\n", i+1, number, letters)
		}
	}
	first, second := filepath.Join(folder, "a.csv"), filepath.Join(folder, "b.txt")
	write(t, first, all)
	write(t, second, rest.String())
	for _, file := range []string{first, second, first, second} {
		runQuiet(t, path, "paper", "mark", printed.code, file, "--class", "net-1")
	}
	grades, _ := paperSays(t, path, app.ExitDone, "class", "report", "--class", "net-1", "--gradebook", "-")
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(grades, "\uFEFF"))).ReadAll()
	if err != nil || len(rows) != students+1 {
		t.Fatalf("%v, %d rows", err, len(rows))
	}
	for _, row := range rows[1:] {
		if got := row[len(row)-1]; got != strconv.Itoa(want[row[0]]) {
			t.Errorf("student %s has %s points, want %d", row[0], got, want[row[0]])
		}
	}
	report, _ := paperSays(t, path, app.ExitDone, "class", "report", "--class", "net-1", "--all", "--json", "--names")
	var r classReport
	if err := json.Unmarshal([]byte(report), &r); err != nil || len(r.Sessions) != 1 || r.Sessions[0].Learners != students {
		t.Errorf("%v: %d sessions of %d students", err, len(r.Sessions), r.Sessions[0].Learners)
	}
	assertAnswers(t, path, students*count)
	paperSays(t, path, app.ExitDone, "db", "check")
}

// assertAnswers asserts how many answers of classes the logs of students have.
func assertAnswers(t *testing.T, path string, want int) {
	t.Helper()
	db, err := store.Open(t.Context(), path, store.ReadOnly)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	classes, err := db.MemberClasses(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	got := 0
	for learner := range classes {
		events, err := db.Events(t.Context(), learner)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range events {
			if e.Answer != nil && e.Answer.Room != "" {
				got++
			}
		}
	}
	if got != want {
		t.Errorf("the logs have %d answers of classes, want %d", got, want)
	}
}

// The law: papers are marked by the key that was printed, also a year later, when the deck
// that it was made of is gone.
func TestPapersAreMarkedYearsLater(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	path, html := filepath.Join(folder, "paper.db"), filepath.Join(folder, "test.html")
	list := filepath.Join(folder, "lab.csv")
	write(t, list, "port,protocol,service\n8081,tcp,Jenkins\n9001,tcp,Portal\n9002,tcp,Mirror\n9003,tcp,Sensor\n9004,tcp,Backup\n9005,tcp,Wiki\n")
	runQuiet(t, path, "catalogue", "import", list)
	runQuiet(t, path, "paper", "--deck", "lab", "--count", "5", "--copies", "2", "--seed", "1", "--now", "2026-03-02T09:00:00Z", html)
	runQuiet(t, path, "catalogue", "remove", "lab")
	printed := readPrinted(t, html)
	papers := filepath.Join(folder, "papers.txt")
	write(t, papers, "2 Ann "+printed.keys[2]+"\n1 Ben -----\n")
	out, _ := paperSays(t, path, app.ExitDone, "paper", "mark", printed.code, papers, "--now", "2028-03-02T09:00:00Z")
	if out != "2  Ann    5/5\n1  Ben    0/5\n" {
		t.Errorf("marked as\n%s", out)
	}
}

// The law: of a file in which anything is not certain nothing is recorded, and every row
// that is in doubt is named.
func TestPapersInDoubt(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	path, html, list := filepath.Join(folder, "paper.db"), filepath.Join(folder, "t.html"), filepath.Join(folder, "net-1.csv")
	write(t, list, "Name,Student number\n李明,0012\n李明,0013\n王芳,0014\nAnn Lee,0015\n")
	runQuiet(t, path, "class", "roster", list)
	runQuiet(t, path, "paper", "--count", "3", "--copies", "5", "--seed", "1", html)
	p := readPrinted(t, html)
	for row, want := range map[string]string{
		"1 Annie " + p.keys[1]:      `"Annie" is not on the class list`,
		"1 12 " + p.keys[1]:         `"12" is not on the class list`, // a spreadsheet drops zeros
		"1 李明 " + p.keys[1]:         `"李明" could be several students`,
		"1 0012 王芳 " + p.keys[1]:    "student number 0012 is not that of 王芳",
		"1 " + p.keys[1]:            "no student is given",
		"6 0012 " + p.keys[1]:       "copy 6: only 5 were printed",
		"x 0012 " + p.keys[1]:       "no copy number",
		"1 0012 " + p.keys[1][1:]:   "copy 1: expected 3 letters, got 2",
		"1 0012 Z" + p.keys[1][1:]:  "copy 1: there is no option Z in question 1",
		"2 0015 " + p.keys[2]:       "copy 2: Ann Lee has copy 3 already",
		"3 0014 " + p.keys[3]:       "copy 3 belongs to Ann Lee",
		"3 ann lee ---":             "copy 3 is listed twice, with different answers",
		"3 0015 " + p.keys[3] + "A": "copy 3: expected 3 letters, got 4",
	} {
		file := filepath.Join(folder, "papers.txt")
		write(t, file, "3 Ann Lee "+p.keys[3]+"\n"+row+"\n")
		_, said := paperSays(t, path, app.ExitFailed, "paper", "mark", p.code, file, "--class", "net-1")
		if !strings.Contains(said, "row 2: "+want+"\n") || !strings.Contains(said, "nothing was recorded") {
			t.Errorf("%s: %s", row, said)
		}
	}
	if _, said := paperSays(t, path, app.ExitFailed, "class", "report"); !strings.Contains(said, "no sessions yet") {
		t.Errorf("something was recorded: %s", said)
	}
	guests := filepath.Join(folder, "guests.txt")
	write(t, guests, "1 Annie "+p.keys[1]+"\n2 lee ann "+p.keys[2]+"\n")
	out, _ := paperSays(t, path, app.ExitDone, "paper", "mark", p.code, guests, "--class", "net-1", "--guests", "--json")
	if !strings.Contains(out, `{"copy":1,"student":"Annie","roster":false,"right":3,"of":3,`) {
		t.Errorf("with guests: %s", out)
	}
}

// The law: a paper that was marked wrong is corrected if that is asked for: the gradebook has
// the last answers, and so has the student's log, where nothing is lost; however often.
func TestPapersAreCorrected(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	path, html, file := filepath.Join(folder, "paper.db"), filepath.Join(folder, "t.html"), filepath.Join(folder, "p.txt")
	paperClass(t, path, 2)
	runQuiet(t, path, "paper", "--count", "4", "--copies", "2", "--seed", "3", html)
	p := readPrinted(t, html)
	typed := []string{p.keys[1], "----", p.keys[1], p.keys[1][:2] + "--"}
	for i, letters := range typed {
		write(t, file, "1 001 "+letters+"\n2 002 "+p.keys[2]+"\n")
		args := []string{"paper", "mark", p.code, file, "--class", "net-1"}
		if i > 0 {
			if _, said := paperSays(t, path, app.ExitFailed, args...); !strings.Contains(said, "copy 1 was recorded with other answers; --correct replaces them") {
				t.Errorf("not asked for: %s", said)
			}
			args = append(args, "--correct")
		}
		out, _ := paperSays(t, path, app.ExitDone, args...)
		if want := strings.Count(letters, "-"); !strings.Contains(out, fmt.Sprintf("%d/4", 4-want)) || strings.Contains(out, "corrected") != (i > 0) {
			t.Errorf("%s: %s", letters, out)
		}
		right, wrong := standing(t, path)
		if want := 8 - strings.Count(letters, "-"); right != want || wrong != 8-want {
			t.Errorf("after %s %d right and %d wrong answers stand in the logs, want %d right", letters, right, wrong, want)
		}
	}
	runQuiet(t, path, "paper", "mark", p.code, file, "--class", "net-1", "--correct") // again: nothing changes
	if right, wrong := standing(t, path); right+wrong != 8 {
		t.Errorf("%d answers stand", right+wrong)
	}
	grades, _ := paperSays(t, path, app.ExitDone, "class", "report", "--class", "net-1", "--gradebook", "-")
	if !strings.Contains(grades, ",2\r\n") || !strings.Contains(grades, ",4\r\n") {
		t.Errorf("the gradebook is\n%s", grades)
	}
	paperSays(t, path, app.ExitDone, "db", "check")
}

// standing counts the answers of classes that stand in the logs of students.
func standing(t *testing.T, path string) (right, wrong int) {
	t.Helper()
	db, err := store.Open(t.Context(), path, store.ReadOnly)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	classes, err := db.MemberClasses(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for learner := range classes {
		events, err := db.Events(t.Context(), learner)
		if err != nil {
			t.Fatal(err)
		}
		undone := make(map[quiz.EventID]bool)
		for _, e := range events {
			if e.Undo != nil {
				undone[e.Undo.Target] = true
			}
		}
		for _, e := range events {
			switch {
			case e.Answer == nil || e.Answer.Room == "" || undone[e.ID]:
			case e.Answer.Correct:
				right++
			default:
				wrong++
			}
		}
	}
	return right, wrong
}
