package terminal

import (
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
	"time"
)

// The law: what is struck before a question is drawn is dropped whole, also what comes
// in two parts: the end of a paste or of a sequence is no key. What leaves is kept.
func TestForgottenKeys(t *testing.T) {
	for name, c := range map[string]struct {
		before, after string
		want          rune
	}{
		"a key":                  {"1", "2", '2'},
		"a paste":                {"\x1b[200~1\n1", "b1\x1b[201~2", '2'},
		"a paste with its end":   {"\x1b[200~1\n1\x1b[201~", "2", '2'},
		"the end of a paste":     {"\x1b[200~1\x1b[20", "1~2", '2'},
		"a sequence":             {"\x1b[1;5", "Z2", '2'},
		"Esc":                    {"\x1b", "2", '2'},
		"a key that leaves":      {"1\x03", "2", keyInterrupt},
		"what leaves in a paste": {"\x1b[200~\x03", "\x1b[201~2", '2'},
	} {
		t.Run(name, func(t *testing.T) {
			in, keys := io.Pipe()
			defer keys.Close()
			k := newKeyboard(in)
			io.WriteString(keys, c.before)
			io.WriteString(keys, "") // returns once the other was taken
			k.forget(0)
			got := make(chan rune, 1)
			reader := k.reader(func(key rune) (rune, bool) { got <- key; return 0, true })
			go reader.Read(make([]byte, 1))
			io.WriteString(keys, c.after)
			select {
			case key := <-got:
				if key != c.want {
					t.Errorf("%q is the key, want %q", key, c.want)
				}
			case <-time.After(10 * time.Second):
				t.Error("no key")
			}
		})
	}
}

// The law: a paste is drawn when all of it is there, and what happens meanwhile is no
// part of it.
func TestPasteIsDrawnOnce(t *testing.T) {
	in, keys := io.Pipe()
	defer keys.Close()
	k := newKeyboard(in)
	var taken []rune
	pasted := ""
	reader := k.reader(func(key rune) (rune, bool) {
		taken = append(taken, key)
		return 0, key == '.'
	})
	reader.paste = func(sign rune) { pasted += string(sign) }
	io.WriteString(keys, "a\x1b[200~53"+strings.Repeat("x", 1000))
	k.resize()
	go io.WriteString(keys, "dns\x1b[201~.")
	if _, err := reader.Read(make([]byte, 1)); !errors.Is(err, io.EOF) {
		t.Fatal(err)
	}
	if want := "53" + strings.Repeat("x", 1000) + "dns"; pasted != want {
		t.Errorf("%q was pasted", pasted)
	}
	slices.Sort(taken)
	if want := []rune{'.', 'a', keyResized, keyPasteEnd}; !slices.Equal(taken, want) {
		t.Errorf("%q were taken, want %q", taken, want)
	}
}
