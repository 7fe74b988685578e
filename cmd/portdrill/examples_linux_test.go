package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"portdrill/cmd/internal/app"
	"portdrill/questions/catalogue"
)

// The law: every example in the help of a command and in the READMEs works as it
// stands, for a learner who has the files and the class that it names.
func TestExamples(t *testing.T) {
	prepared, programs := t.TempDir(), t.TempDir()
	prepareExamples(t, prepared, programs)
	code := readPrinted(t, filepath.Join(prepared, "test.html")).code
	for _, line := range slices.Concat(helpExamples(t), readmeExamples(t)) {
		want, known := exampleOf(line)
		if want.skip != "" {
			continue
		}
		t.Run(line, func(t *testing.T) {
			t.Parallel()
			folder := t.TempDir()
			if err := os.CopyFS(folder, os.DirFS(prepared)); err != nil {
				t.Fatal(err)
			}
			if want.first != "" {
				runLine(t, folder, programs, want.first, "")
			}
			input := ":q\n"
			if known {
				input = want.input
			}
			exit, said := runLine(t, folder, programs, strings.ReplaceAll(line, exampleCode, code), input)
			if exit != want.code || strings.TrimSpace(said) == "" && !strings.ContainsAny(line, ">") {
				t.Errorf("exit code %d, want %d; it says\n%s", exit, want.code, said)
			}
		})
	}
}

// exampleCode stands in examples for the code of a test that was printed.
const exampleCode = "K7M2QX4P"

// An example is what a line needs, beside the prepared folder, and how it ends.
type example struct {
	with  string // begins the line
	first string // is run before it
	also  string // flags that are added, as for a day on which a date lies ahead
	input string
	code  int
	skip  string // why it is not run
}

var examples = []example{
	{with: "portdrill goal network-plus", also: " --db goal.db --now 2026-12-01T09:00:00Z"},
	{with: "portdrill goal --remove", first: "portdrill goal ccna --exam $(date -d '+40 days' +%F) --minutes 10"},
	{with: "portdrill class join", skip: "no class is going on at the address"},
	{with: "portdrill serve teacher add Ms Wu"},
	{with: "portdrill serve teacher add 吴老师"},
	{with: "portdrill serve teacher password Ms Wu", first: "portdrill serve teacher add Ms Wu"},
	{with: "portdrill serve teacher password 吴老师", first: "portdrill serve teacher add 吴老师"},
	{with: "portdrill serve", skip: "it serves until it is stopped, as in TestServePupil"},
	{with: "portdrill man", skip: "the pager of manuals may not be installed; TestManual reads the pages"},
	{with: "make ", skip: "they build and test the program"},
	{with: "portdrill class host --lan --preview"},
	{with: "portdrill class host --lan --open", skip: "it opens a browser; TestClassOpens stands in for one"},
	{with: "portdrill class host", code: app.ExitInputEnded}, // nobody is there to lead it
	{with: "portdrill class forget net-1", input: "net-1\n"},
	{with: "portdrill paper mark " + exampleCode + " --class net-1", input: "1 2026001 ----\n"},
	{with: "portdrill paper mark " + exampleCode + " --class 网络1班", input: "1 王芳 ----\n"},
	{with: "portdrill learner rename Bo Robert", first: "portdrill learner add Bo"},
	{with: "portdrill learner forget Robert", first: "portdrill learner add Robert", input: "Robert\n"},
	{with: `portdrill drill --learner "Li Hua"`, first: "portdrill learner add Li Hua", input: ":q\n"},
	{with: "portdrill drill --learner 李华", first: "portdrill learner add 李华", input: ":q\n"},
	{with: "portdrill learner rename 李华 小李", first: "portdrill learner add 李华"},
	{with: "portdrill learner forget 小李", first: "portdrill learner add 小李", input: "小李\n"},
	{with: "portdrill import anki ports.apkg", first: "portdrill export anki ports.apkg"},
	{with: "portdrill drill --deck ports", first: "portdrill catalogue import ports.csv --yes", input: ":q\n"},
	{with: "portdrill catalogue import lab.csv", first: "portdrill catalogue remove lab"},
	{with: "portdrill sync https", skip: "there is no such server; TestServePupil has one"},
	{with: "portdrill sync", first: "mkdir -p ~/Sync/portdrill"},
	{with: "portdrill unsuspend", first: "portdrill suspend dns tcp/22:service"},
	{with: "portdrill quiz --resume", first: "echo 1 | portdrill quiz --count 3 || true", input: ":q\n"},
	{with: "portdrill drill --json", input: `{"quit":true}` + "\n"},
	{with: "portdrill quiz --json", input: `{"quit":true}` + "\n"},
	{with: "portdrill flashcards --json", input: `{"quit":true}` + "\n"},
}

func exampleOf(line string) (example, bool) {
	for _, e := range examples {
		if strings.HasPrefix(line, e.with) {
			return e, true
		}
	}
	return example{}, false
}

// helpExamples returns the examples of every command in both languages, each once.
func helpExamples(t *testing.T) (lines []string) {
	t.Helper()
	for _, lang := range []catalogue.Lang{catalogue.English, catalogue.Chinese} {
		for _, cmd := range everyCommand(app.New(quietEnv(), lang, portdrill).Root()) {
			lines = append(lines, commandsIn(cmd.Example, "  ")...)
		}
	}
	if len(lines) < 150 {
		t.Errorf("help has %d examples only", len(lines))
	}
	slices.Sort(lines)
	return slices.Compact(lines)
}

// readmeExamples returns the command lines of both READMEs, which have the same ones.
func readmeExamples(t *testing.T) (lines []string) {
	t.Helper()
	var counts []int
	for _, file := range []string{"../../README.md", "README.zh.md"} {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		found := commandsIn(string(text), "    ")
		counts = append(counts, len(found))
		lines = append(lines, found...)
	}
	if counts[0] != counts[1] || counts[0] < 40 {
		t.Errorf("the READMEs have %v command lines", counts)
	}
	slices.Sort(lines)
	return slices.Compact(lines)
}

// commandsIn returns the lines of a text that are commands: indented, and with the
// program's name in them as a word of its own. What ends in a pipe goes on in the next
// line.
func commandsIn(text, indent string) (lines []string) {
	text = strings.ReplaceAll(text, "|\n"+indent, "| ")
	for line := range strings.Lines(text) {
		command, indented := strings.CutPrefix(line, indent)
		command, _, _ = strings.Cut(strings.TrimPrefix(strings.TrimSpace(command), "$ "), "  #")
		command = strings.TrimSpace(command)
		isJSON := strings.HasPrefix(command, "{")
		if indented && !isJSON && slices.Contains(strings.Fields(command), "portdrill") {
			lines = append(lines, command)
		}
	}
	return lines
}

// prepareExamples fills the folder in which the examples are run, and the one of the
// programs that they run.
func prepareExamples(t *testing.T, folder, programs string) {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"lab.csv":       "port,transport,service\n8081,tcp,labweb\n8083,udp,labgate\n",
		"ports.csv":     "port,transport,service\n8081,tcp,labweb\n8083,udp,labgate\n",
		"net-1.csv":     "name,number\nLi Ming,2026001\nAnn,2026002\n",
		"网络1班.csv":      "姓名,学号\n王芳,2026003\n",
		"answers.csv":   "copy,name,answers\n3,Li Ming,----\n",
		"答卷.csv":        "份号,学号,答案\n3,2026003,----\n",
		"reviews.jsonl": `{"card":"a","at":"2026-03-02T20:00:00+08:00","rating":3}` + "\n",
		"fitted.txt": "0.2172, 1.1771, 3.2602, 16.1507, 7.0114, 0.57, 2.0966, 0.0069, 1.5261, 0.112, 1.0178, " +
			"1.849, 0.1133, 0.3127, 2.2934, 0.2191, 3.0004, 0.7536, 0.3332, 0.1437, 0.2\n",
	} {
		write(t, filepath.Join(folder, name), text)
	}
	for name, script := range map[string]string{
		"portdrill": "#!/bin/bash\nexec -a portdrill '" + self + "' \"$@\"\n",
		// What ss prints, for where it is not installed.
		"ss": "#!/bin/sh\necho 'tcp   LISTEN 0      128          0.0.0.0:22        0.0.0.0:*'\n",
	} {
		file := filepath.Join(programs, name)
		write(t, file, script)
		if err := os.Chmod(file, 0o700); err != nil {
			t.Fatal(err)
		}
	}
	list := excelize.NewFile()
	for cell, text := range map[string]string{"A1": "name", "B1": "number", "A2": "Li Ming", "B2": "2026001"} {
		if err := list.SetCellStr("Sheet1", cell, text); err != nil {
			t.Fatal(err)
		}
	}
	if err := list.SaveAs(filepath.Join(folder, "net-1.xlsx")); err != nil {
		t.Fatal(err)
	}
	for _, line := range []string{
		"mkdir -p ~/.config/fish/completions",
		"printf '?\\n:q\\n' | portdrill drill",
		"printf '22\\n:q\\n' | portdrill drill --deck essentials",
		"portdrill class roster net-1.csv --yes",
		"portdrill class roster 网络1班.csv --yes",
		"portdrill paper --count 4 --copies 3 --seed 7 test.html",
		"printf '\\n\\n\\n\\n\\n\\n' | portdrill class host --class net-1 --count 2 --seed 5 --reading 0",
		"printf '\\n\\n\\n\\n\\n\\n' | portdrill class host --new --class 网络1班 --count 2 --seed 5 --reading 0",
		"portdrill catalogue import lab.csv --yes",
		"portdrill note dns 'asks for names'",
		"portdrill db backup ports.db",
		"portdrill export json laptop.json",
	} {
		if code, said := runLine(t, folder, programs, line, ""); code != app.ExitDone {
			t.Fatalf("%s: exit code %d\n%s", line, code, said)
		}
	}
}

// runLine runs a line as somebody would whose home the folder is.
func runLine(t *testing.T, folder, programs, line, input string) (code int, said string) {
	t.Helper()
	var all bytes.Buffer
	cmd := exec.CommandContext(context.WithoutCancel(t.Context()), "bash", "-o", "pipefail", "-c", line)
	cmd.Dir = folder
	cmd.Env = []string{
		"HOME=" + folder, "LANG=C", "TZ=UTC", "PROFILE=profile.ps1", "GORACE=atexit_sleep_ms=0",
		fmt.Sprintf("PATH=%s:%s", programs, os.Getenv("PATH")),
	}
	cmd.Stdin, cmd.Stdout, cmd.Stderr = strings.NewReader(input), &all, &all
	if err := cmd.Run(); cmd.ProcessState == nil {
		t.Fatal(err)
	}
	return cmd.ProcessState.ExitCode(), all.String()
}
