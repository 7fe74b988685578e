package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"portdrill/cmd/internal/app"
	"portdrill/cmd/internal/classroom"
	"portdrill/questions"
	"portdrill/questions/catalogue"
	"portdrill/quiz/room"
	"portdrill/store"
)

// The law: what a class answers by the program stands in the report as it was given,
// in every form, and in the logs of those on the list alone.
func TestClassReport(t *testing.T) {
	folder := t.TempDir()
	path, list := filepath.Join(folder, "class.db"), filepath.Join(folder, "net-1.csv")
	var names []string
	for i := range 11 {
		names = append(names, fmt.Sprintf("Pupil %d,%03d", i, i))
	}
	write(t, list, "name,number\n"+strings.Join(names, "\n")+"\n")
	w := world{t, path}
	runQuiet(t, path, "class", "roster", list, "--class", "Net 1")
	host := holdClass(t, "--db", path, "--class", "Net 1", "--count", "5", "--seconds", "0", "--format", "typed", "--kind", "service-to-port")
	seats := seatMembers(t, host, path)
	playTyped(t, host, seats)
	host.stdin.Write([]byte("\nq\n")) // the end, and closed
	if err := host.cmd.Wait(); err != nil {
		t.Fatal(err)
	}

	var report classReport
	if err := json.Unmarshal([]byte(w.run("", "class", "report", "--json", "--names")), &report); err != nil {
		t.Fatal(err)
	}
	s := report.Sessions[0]
	if len(report.Sessions) != 1 || s.Learners != 12 || len(s.Questions) != 5 || len(s.People) != 12 || report.Class != "Net 1" {
		t.Fatalf("%+v", report)
	}
	for _, q := range s.Questions {
		if q.Right != 6 || q.Seen != 12 || q.Facility != 0.5 || q.Discrimination == nil || *q.Discrimination < 0.99 {
			t.Errorf("question %d: %+v", q.N, q)
		}
		if len(q.Choices) != 2 || q.Choices[0].Count != 6 {
			t.Errorf("question %d: %+v", q.N, q.Choices)
		}
	}
	if s.People[0].Score != 5*room.Points || s.People[11].Right != 0 || s.Reliability == nil {
		t.Errorf("people %+v", s.People)
	}
	if text := w.run("", "class", "report"); strings.Contains(text, "Pupil") || !strings.Contains(text, "student 1") || !strings.Contains(text, "65001") {
		t.Errorf("the report without names is\n%s", text)
	}
	html, csv := filepath.Join(folder, "r.html"), filepath.Join(folder, "r.csv")
	runQuiet(t, path, "class", "report", "--html", html, "--csv", csv, "--names")
	for _, file := range []string{html, csv} {
		text, err := os.ReadFile(file)
		if err != nil || !strings.Contains(string(text), "Pupil 3") || file == html && strings.Contains(string(text), "<script>alert") || strings.Contains(string(text), "%!") {
			t.Errorf("%s: %v", file, err)
		}
	}
	grades := filepath.Join(folder, "grades.csv")
	runQuiet(t, path, "class", "report", "--gradebook", grades)
	assertGrades(t, grades)
	assertFlowed(t, path)
	if folder := os.Getenv("PORTDRILL_SCREENSHOTS"); folder != "" {
		runQuiet(t, path, "class", "report", "--html", filepath.Join(folder, "report.html"))
	}
}

// runQuiet runs a command that may say something aside.
func runQuiet(t *testing.T, path string, args ...string) {
	t.Helper()
	e := quietEnv()
	e.Getenv = func(name string) string { return map[string]string{"PORTDRILL_DB": path}[name] }
	if code := run(t.Context(), e, args); code != app.ExitDone {
		t.Fatalf("%q: exit code %d", args, code)
	}
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// seatMembers has all of the list join by their PINs, and one guest with a name that a
// page would run.
func seatMembers(t *testing.T, host *hostProgram, path string) (seats []*classroom.Client) {
	t.Helper()
	db, err := store.Open(t.Context(), path, store.ReadOnly)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	roster, err := db.Roster(t.Context(), "Net 1")
	if err != nil {
		t.Fatal(err)
	}
	join := func(name, pin string) {
		c, err := classroom.NewClient(host.url, catalogue.English)
		if err != nil {
			t.Fatal(err)
		}
		first, err := c.Join(t.Context(), host.code, name, pin)
		if err != nil {
			t.Fatal(err)
		}
		go c.Follow(t.Context(), first)
		seats = append(seats, c)
	}
	for _, m := range roster {
		join(m.Shown, m.PIN)
	}
	join("<script>alert(1)", "")
	return seats
}

// playTyped has the first half of the class answer everything rightly, and the others
// wrongly.
func playTyped(t *testing.T, host *hostProgram, seats []*classroom.Client) {
	t.Helper()
	c := catalogue.Builtin()
	for n := 1; n <= 5; n++ {
		host.step()
		for i, seat := range seats {
			q := openQuestion(t, seat, n)
			answer := "65001"
			if i < len(seats)/2 {
				answer = portOf(c, q.Stem)
			}
			if err := seat.Answer(t.Context(), q.ID, questions.Reply{Text: answer}); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// assertGrades holds that the gradebook has a row for each of the list and the guest, with
// what playTyped had them answer.
func assertGrades(t *testing.T, path string) {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	want := "\uFEFFstudent number,student,group,question 1,question 2,question 3,question 4,question 5,total\r\n"
	for i := range 11 {
		answers := "1,1,1,1,1,5"
		if i >= 6 {
			answers = "0,0,0,0,0,0"
		}
		want += fmt.Sprintf("%03d,Pupil %d,,%s\r\n", i, i, answers)
	}
	want += ",<script>alert(1),,0,0,0,0,0,0\r\n"
	if string(text) != want {
		t.Errorf("the gradebook is\n%s\nwant\n%s", text, want)
	}
}

func openQuestion(t *testing.T, seat *classroom.Client, n int) *room.Shown {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	for {
		select {
		case s := <-seat.States():
			if s.Phase == room.Open && s.Question != nil && s.Question.N == n {
				return s.Question
			}
		case <-ctx.Done():
			t.Fatalf("question %d was not seen", n)
		}
	}
}

// portOf finds the port of the service that a stem asks about: the one whose name comes
// first in it, the longest of several. A stem may go on with what is not meant, as in
// "IMAP (not IMAPS)".
func portOf(c *catalogue.Catalogue, stem string) string {
	best, first, port := "", len(stem), ""
	for _, s := range c.Services {
		label := s.Label(catalogue.English)
		at := strings.Index(stem, label)
		if at >= 0 && (at < first || at == first && len(label) > len(best)) {
			best, first, port = label, at, fmt.Sprint(s.Port)
		}
	}
	return port
}

// assertFlowed holds that each of the list has the five answers in the log.
func assertFlowed(t *testing.T, path string) {
	t.Helper()
	db, err := store.Open(t.Context(), path, store.ReadOnly)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	classes, err := db.MemberClasses(t.Context())
	if err != nil || len(classes) != 11 {
		t.Fatalf("%d members, %v", len(classes), err)
	}
	for learner := range classes {
		events, err := db.Events(t.Context(), learner)
		if err != nil {
			t.Fatal(err)
		}
		n := 0
		for _, e := range events {
			if e.Answer != nil && e.Answer.Room != "" && time.Since(e.At) < time.Hour {
				n++
			}
		}
		if n != 5 {
			t.Errorf("a member's log has %d answers of the class", n)
		}
	}
}
