package main

import (
	"encoding/csv"
	"errors"
	"fmt"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"portdrill/cmd/internal/app"
)

// The law: what Moodle and Canvas import of a gradebook, by the rules of their importers, is
// what each student has answered, session by session; nobody else gets a grade, and who was
// absent gets none.
func TestGradebookIsImported(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "it.db")
	list := filepath.Join(t.TempDir(), "net-1.csv")
	write(t, list, "Name,Student number,Group\n\"Lee, Ann\",0012,A\nBen Kay,0013,\n王芳,2026003,B\n=1+1 Eve,2026004,B\nJo Doe,2026005,A\nNo Number,,A\n")
	runQuiet(t, path, "class", "roster", list, "--yes")
	sessions := [][]string{
		{"0012 ***", "0013 **-", "2026003 ---", "No Number ***", "Guest ***"},
		{"2026003 *--", "0012 **-", "2026004 ***"},
	}
	want := make(map[string][]float64) // by student number: the share right in each session, -1 if absent
	for i, papers := range sessions {
		markStarred(t, path, i, papers)
		for _, number := range []string{"0012", "0013", "2026003", "2026004", "2026005"} {
			share := -1.0
			for _, paper := range papers {
				if answers, is := strings.CutPrefix(paper, number+" "); is {
					share = float64(strings.Count(answers, "*")) / float64(len(answers))
				}
			}
			want[number] = append(want[number], share)
		}
	}
	for platform, imports := range map[string]func(string) (map[string][]float64, error){
		"moodle": moodleImports, "canvas": canvasImports,
	} {
		for _, lang := range []string{"en", "zh"} {
			text, said := paperSays(t, path, app.ExitDone, "class", "report", "--class", "net-1", "--all", "--gradebook", "-", "--for", platform, "--lang", lang)
			got, err := imports(text)
			if err != nil {
				t.Fatalf("%s refuses it: %v\n%s", platform, err, text)
			}
			if !sameShares(want, got) {
				t.Errorf("%s has %v, want %v", platform, got, want)
			}
			if n := map[string]string{"moodle": "2 ", "canvas": "1 "}[platform]; !strings.Contains(said, n) {
				t.Errorf("%s: %q does not say that %s are left out", platform, said, n)
			}
		}
	}
}

// markStarred prints a test and marks papers of which a * is the right letter, in the order
// of the copies.
func markStarred(t *testing.T, path string, session int, papers []string) {
	t.Helper()
	folder := t.TempDir()
	html, file := filepath.Join(folder, "t.html"), filepath.Join(folder, "p.txt")
	runQuiet(t, path, "paper", "--count", "3", "--copies", "5", "--seed", strconv.Itoa(session+1), html)
	p := readPrinted(t, html)
	var text strings.Builder
	for i, paper := range papers {
		at := len(paper) - 3
		letters := []byte(paper[at:])
		for j := range letters {
			if letters[j] == '*' {
				letters[j] = p.keys[i+1][j]
			}
		}
		fmt.Fprintf(&text, "%d %s%s\n", i+1, paper[:at], letters)
	}
	write(t, file, text.String())
	runQuiet(t, path, "paper", "mark", p.code, file, "--class", "net-1", "--guests", "--now", "2026-03-02T09:00:00Z") // at the same minute
}

func sameShares(want, got map[string][]float64) bool {
	for number, shares := range want {
		for i, share := range shares {
			if len(got[number]) != len(shares) || got[number][i] < share-0.0001 || got[number][i] > share+0.0001 {
				return false
			}
		}
	}
	return len(got) == len(want)
}

// users are those of the course in Moodle and Canvas, by number.
var users = []string{"0012", "0013", "2026003", "2026004", "2026005"}

// moodleImports imports as grade/import/csv of Moodle does with "Map from: ID number" and
// "new grade item" for every column of grades; -1 is no grade.
func moodleImports(text string) (map[string][]float64, error) {
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(text, "\uFEFF"))).ReadAll() // refuses rows of other lengths
	if err != nil || len(rows) < 2 || len(rows[0]) < 3 {
		return nil, fmt.Errorf("csvweirdcolumns: %w", err)
	}
	all := make(map[string][]float64)
	for _, row := range rows[1:] {
		switch {
		case row[0] == "":
			return nil, errors.New("usermappingerrorusernotfound, or worse: the student before")
		case !slices.Contains(users, row[0]):
			return nil, fmt.Errorf("usermappingerror: idnumber %s", row[0])
		case all[row[0]] != nil:
			return nil, fmt.Errorf("twice: %s", row[0])
		}
		for _, cell := range row[2:] {
			share := -1.0
			if strings.TrimSpace(cell) != "-" {
				grade, err := strconv.ParseFloat(cell, 64)
				if err != nil || grade > 100 {
					return nil, fmt.Errorf("gradevaluetoobig, or no number: %q", cell)
				}
				share = grade / 100
			}
			all[row[0]] = append(all[row[0]], share)
		}
	}
	return all, nil
}

// calculated are parts of headings that Canvas takes for columns that it calculates.
var calculated = regexp.MustCompile(`(Current|Final) (Score|Points|Grade)|Override (Score|Grade|Status)`)

// canvasImports imports as GradebookImporter of Canvas does; -1 is no change.
func canvasImports(text string) (map[string][]float64, error) {
	rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil || len(rows) < 3 {
		return nil, fmt.Errorf("%d rows: %w", len(rows), err)
	}
	const students = 5 // columns
	header, possible := rows[0], rows[1]
	if !strings.Contains(header[0], "Student") || !strings.Contains(header[1], "ID") || header[2] != "SIS User ID" ||
		header[3] != "SIS Login ID" || !strings.Contains(header[students-1], "Section") {
		return nil, fmt.Errorf("InvalidHeaderRow: %q", header)
	}
	for i, title := range header[students:] {
		if calculated.MatchString(title) || slices.Contains(header[:students+i], title) {
			return nil, fmt.Errorf("%q is no assignment of its own", title)
		}
	}
	if !strings.Contains(possible[0], "Points Possible") {
		return nil, fmt.Errorf("no points possible: %q", possible)
	}
	all := make(map[string][]float64)
	for _, row := range rows[2:] {
		if row[2] == "" && row[0] == "No Number" { // whom Canvas finds by name
			continue
		}
		if !slices.Contains(users, row[2]) {
			return nil, fmt.Errorf("a missing student: %q", row)
		}
		for i, cell := range row[students:] {
			share := -1.0
			if cell != "" {
				points, err := strconv.Atoi(cell)
				of, failed := strconv.Atoi(possible[students+i])
				if err != nil || failed != nil || of < 1 || points > of {
					return nil, fmt.Errorf("%q of %q points", cell, possible[students+i])
				}
				share = float64(points) / float64(of)
			}
			all[row[2]] = append(all[row[2]], share)
		}
	}
	return all, nil
}
