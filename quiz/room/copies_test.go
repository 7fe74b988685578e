package room_test

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"portdrill/questions"
	"portdrill/questions/testenv"
	"portdrill/quiz/room"
)

// The law: a copy has every question and every option once, whoever answers by its key is
// right everywhere, and whoever answers otherwise is right where the key says so and
// nowhere else.
func TestCopyIsMarkedByItsKey(t *testing.T) {
	testenv.Check(t, func(t *rapid.T) {
		set := rapid.SliceOfN(rapid.Custom(drawItem), 1, 30).Draw(t, "set")
		c := room.CopyOf("K7M2QX4P", rapid.IntRange(1, room.MostCopies).Draw(t, "copy"), set)
		if !isWhole(c.Questions, len(set)) {
			t.Fatalf("questions %v of %d", c.Questions, len(set))
		}
		key := c.Key(set)
		given := []byte(key)
		right := make(map[int]bool) // by number in the set
		for i, n := range c.Questions {
			options := len(set[n-1].Options)
			if !isWhole(c.Options[i], options) {
				t.Fatalf("options %v of %d", c.Options[i], options)
			}
			given[i] = "-ABCDEFG"[rapid.IntRange(0, options).Draw(t, "letter")]
			right[n] = given[i] == key[i]
		}
		replies, bad := c.Replies(string(given))
		if bad != 0 {
			t.Fatalf("letter %d of %s is taken for none of the options", bad, given)
		}
		for i, r := range replies {
			is := r.Choice > 0 && set[i].Options[r.Choice-1] == set[i].Answers[0]
			if is != right[i+1] || r.DontKnow == (r.Choice > 0) {
				t.Errorf("question %d of the set: %+v, right %t by the key", i+1, r, right[i+1])
			}
		}
	})
}

func drawItem(t *rapid.T) room.Item {
	if rapid.Bool().Draw(t, "boolean") {
		return room.Item{Options: []string{"yes", "no"}, Answers: []string{"no"}, Format: questions.Boolean}
	}
	options := []string{"22", "53", "80", "443", "853", "8080", "8443"}[:rapid.IntRange(2, 7).Draw(t, "options")]
	return room.Item{Options: options, Answers: []string{options[rapid.IntRange(0, len(options)-1).Draw(t, "right")]}, Format: questions.Choice}
}

func isWhole(order []int, n int) bool {
	for i, x := range slices.Sorted(slices.Values(order)) {
		if x != i+1 {
			return false
		}
	}
	return len(order) == n
}

// The law: the order of a copy never changes, as sheets lie in drawers for years.
func TestCopyIsForEver(t *testing.T) {
	set := make([]room.Item, 6)
	for i := range set {
		set[i] = room.Item{Options: []string{"a", "b", "c", "d"}, Answers: []string{"a"}, Format: questions.Choice}
	}
	var keys, orders []string
	for n := 1; n <= 3; n++ {
		c := room.CopyOf("K7M2QX4P", n, set)
		keys = append(keys, c.Key(set))
		order := ""
		for _, q := range c.Questions {
			order += room.Letter(q)
		}
		orders = append(orders, order)
	}
	if got, want := strings.Join(append(keys, orders...), " "), "AACABB ABCBCB ABABBD BDECAF CDBAEF ADEBFC"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// The law: letters are taken in any case and width, with spaces anywhere.
func TestParseLetters(t *testing.T) {
	for typed, want := range map[string]string{
		"ABCDA": "ABCDA", "abc da": "ABCDA", "ＡＢ－ｃ": "AB-C", "A.B—": "A-B-", "": "", "AB1": "", "李明": "",
	} {
		if got, ok := room.ParseLetters(typed); ok != (want != "") || ok && got != want {
			t.Errorf("%q: %q, %t", typed, got, ok)
		}
	}
	c := room.CopyOf("K7M2QX4P", 1, []room.Item{{Options: []string{"a", "b"}, Answers: []string{"a"}, Format: questions.Choice}})
	if _, bad := c.Replies("C"); bad != 1 {
		t.Errorf("the third of two options is taken for one of them")
	}
}
