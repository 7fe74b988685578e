package questions_test

import (
	"errors"
	"slices"
	"testing"

	"portdrill/questions"
	"portdrill/questions/catalogue"
)

// FuzzJudge holds that whatever is typed is judged or refused, and that a name is
// only taken for right if it is one of those that the question says it accepts.
func FuzzJudge(f *testing.F) {
	c := catalogue.Builtin()
	maker := questions.NewMaker(c)
	facets := maker.Facets()
	for _, seed := range []string{"53", "DNS", "ｄｎｓ", "tcp/53", "655535", "0x35", "pop2", "sftp", "", "?", "\x00", "\xff", "系统端口", "yes"} {
		f.Add(seed, uint16(0), false)
		f.Add(seed, uint16(400), true)
	}
	f.Fuzz(func(t *testing.T, text string, which uint16, chinese bool) {
		lang := catalogue.English
		if chinese {
			lang = catalogue.Chinese
		}
		facet := facets[int(which)%len(facets)]
		for _, kind := range facet.Kinds {
			if !slices.Contains(kind.Formats(), questions.Typed) {
				continue
			}
			q, err := maker.Make(questions.Spec{Facet: facet.ID, Kind: kind, Format: questions.Typed, Lang: lang, Seed: uint64(which)})
			if err != nil {
				t.Fatal(err)
			}
			judgeTyped(t, q, text)
		}
	})
}

func judgeTyped(t *testing.T, q *questions.Question, text string) {
	t.Helper()
	judged, err := q.Judge(questions.Reply{Text: text})
	if err != nil && (judged.Correct || !errors.Is(err, questions.ErrNoAnswer)) {
		t.Errorf("%s: %q: %+v, %v", q.Stem, text, judged, err)
	}
	folded := catalogue.Fold(text)
	accepted := slices.ContainsFunc(q.Answers, func(a string) bool { return catalogue.Fold(a) == folded })
	if _, _, err := catalogue.ParsePort(text); err != nil && judged.Correct && !accepted {
		t.Errorf("%s: %q is taken for %v", q.Stem, text, q.Answers)
	}
}
