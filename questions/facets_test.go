package questions_test

import (
	"bufio"
	"flag"
	"os"
	"slices"
	"strings"
	"testing"

	"portdrill/questions"
	"portdrill/questions/catalogue"
)

var update = flag.Bool("update", false, "add new facets to the golden file")

// goldenFacets lists every facet ID that was ever given out. A line that begins
// with - names one that was retired: it is not asked any more and never used again.
const goldenFacets = "testdata/facets.golden"

// The law: an ID that was given out stays, for a learner's history hangs on it,
// and one that was retired does not come back.
func TestFacetsAreForEver(t *testing.T) {
	c := catalogue.Builtin()
	current := make(map[string]bool)
	for _, f := range questions.NewMaker(c).Facets() {
		if current[string(f.ID)] {
			t.Errorf("%s stands for two facets", f.ID)
		}
		current[string(f.ID)] = true
	}
	given, retired := readGolden(t)
	for _, id := range given {
		if !current[id] {
			t.Errorf("%s was given out and is gone: retire it with a - in %s, or bring it back", id, goldenFacets)
		}
		delete(current, id)
	}
	for _, id := range retired {
		if current[id] {
			t.Errorf("%s was retired and is used again", id)
		}
	}
	if len(current) == 0 {
		return
	}
	if !*update {
		t.Fatalf("%d new facets are not in %s: run make facets", len(current), goldenFacets)
	}
	for id := range current {
		given = append(given, id)
	}
	writeGolden(t, given, retired)
}

func readGolden(t *testing.T) (given, retired []string) {
	t.Helper()
	f, err := os.Open(goldenFacets)
	if os.IsNotExist(err) && *update {
		return nil, nil
	}
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for lines := bufio.NewScanner(f); lines.Scan(); {
		if id, gone := strings.CutPrefix(lines.Text(), "-"); gone {
			retired = append(retired, id)
		} else {
			given = append(given, id)
		}
	}
	return given, retired
}

func writeGolden(t *testing.T, given, retired []string) {
	t.Helper()
	slices.Sort(given)
	text := strings.Join(given, "\n") + "\n"
	for _, id := range retired {
		text += "-" + id + "\n"
	}
	if err := os.WriteFile(goldenFacets, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}
