package school_test

import (
	"net/http"
	"strings"
	"testing"

	"portdrill/store"
)

// The law: a pupil reads and writes their own log only, and of what is refused nothing is
// taken in.
func TestSyncAttacks(t *testing.T) {
	p := newPlace(t)
	ann, li := p.in("Ann Lee", "000001"), p.in("1002", "000002")
	_, m := ann.send("POST", "/begin", `{"mode":"drill"}`)
	ann.send("POST", "/answer", `{"question":"`+m.Question.ID+`","dont_know":true}`)
	members, err := p.db.Roster(p.Context(), "Net-1")
	if err != nil {
		t.Fatal(err)
	}
	annsLog, err := p.db.NewPacket(p.Context(), members[0].Learner, store.Have{})
	if err != nil {
		t.Fatal(err)
	}
	text, err := annsLog.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	anonymous := strings.Replace(string(text), string(members[0].Learner), "", 1)
	head, _, _ := strings.Cut(anonymous, "\n")
	for _, c := range []struct {
		name string
		from *device
		body string
		want int
	}{
		{"her own", ann, string(text), 200},
		{"nobody signed in", p.device("192.0.2.9:1"), string(text), 401},
		{"another's, named", li, string(text), 422},
		{"another's events", li, anonymous, 422},
		{"no packet", ann, "{}", 422},
		{"an empty body", ann, "", 422},
		{"a newer one", ann, strings.Replace(string(text), `"version":1`, `"version":9`, 1), 409},
		{"no event", ann, head + "\n[]\n", 422},
		{"cut off", ann, string(text[:len(text)-5]), 422},
		{"too large", ann, head + "\n" + strings.Repeat("x", store.LargestPacket) + "\n", 413},
	} {
		code, said := c.from.send("POST", "/sync", c.body)
		if code != c.want || code != http.StatusOK && said.Error == "" {
			t.Errorf("%s: %d %+v, want %d", c.name, code, said, c.want)
		}
	}
	if n := p.answers("000001") + p.answers("000002"); n != 1 {
		t.Errorf("%d answers", n)
	}
	last := 0
	for range 130 {
		last, _ = ann.send("POST", "/sync", string(text))
	}
	if last != http.StatusTooManyRequests {
		t.Errorf("after many: %d", last)
	}
	if code, _ := li.send("POST", "/sync", head+"\n"); code != http.StatusOK {
		t.Errorf("another pupil: %d", code)
	}
}
