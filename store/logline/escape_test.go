package logline

import (
	"encoding/json"
	"testing"

	"pgregory.net/rapid"

	"portdrill/questions/testenv"
)

// The law: what is escaped is the same JSON without characters that a terminal acts on, and
// comes back to the byte.
func TestEscape(t *testing.T) {
	testenv.Check(t, func(t *rapid.T) {
		sign := rapid.RuneFrom([]rune{'a', '\\', '"', 'u', '0', '\x7f', '\u009b', '\u202e', '\u2069', '\u061c', '\x1b', '\n', '\u2028', '中'})
		body, err := json.Marshal(map[string]string{"text": rapid.StringOf(sign).Draw(t, "text")})
		if err != nil {
			t.Fatal(err)
		}
		escaped := Escape(string(body))
		var before, after map[string]string
		if json.Unmarshal(body, &before) != nil || json.Unmarshal([]byte(escaped), &after) != nil || before["text"] != after["text"] {
			t.Fatalf("%q became %q", body, escaped)
		}
		for _, r := range escaped {
			if isHidden(r) {
				t.Fatalf("%q is left in %q", r, escaped)
			}
		}
		if back := unescape(escaped); back != string(body) {
			t.Fatalf("%q came back as %q", body, back)
		}
	})
}
