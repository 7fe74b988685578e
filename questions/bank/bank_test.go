package bank_test

import (
	"bytes"
	"encoding/xml"
	"html"
	"io"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"portdrill/questions"
	"portdrill/questions/bank"
	"portdrill/questions/catalogue"
	"portdrill/questions/testenv"
)

// made are questions of every kind in both languages, in the formats that banks
// take.
func made(t testing.TB) []*questions.Question {
	t.Helper()
	c := catalogue.Builtin()
	m := questions.NewMaker(c)
	var all []*questions.Question
	for i, facet := range m.Facets() {
		for _, kind := range facet.Kinds {
			for _, format := range kind.Formats() {
				if !bank.Takes(format) {
					continue
				}
				lang := []catalogue.Lang{catalogue.English, catalogue.Chinese}[i%2]
				q, err := m.Make(questions.Spec{Facet: facet.ID, Kind: kind, Format: format, Lang: lang, Deck: "all", Seed: 1})
				if err != nil {
					t.Fatal(err)
				}
				all = append(all, q)
			}
		}
	}
	for i, kind := range questions.Kinds() {
		if !kind.Practice() || !bank.Takes(kind.Formats()[0]) {
			continue
		}
		lang := []catalogue.Lang{catalogue.English, catalogue.Chinese}[i%2]
		q, err := m.Make(questions.Spec{Kind: kind, Format: kind.Formats()[0], Lang: lang, Deck: "essentials", Seed: 1})
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, q)
	}
	return all
}

// stemOf is the text of a stem: of one in HTML the paragraph, and below it the lines
// that stand in monospaced type.
func stemOf(t interface{ Fatalf(string, ...any) }, stem string) string {
	marked, is := strings.CutPrefix(stem, "<p>")
	if !is {
		return stem
	}
	stem, block, is := strings.Cut(strings.TrimSuffix(marked, "</pre>"), "</p><pre>")
	if !is || strings.ContainsAny(stem+block, "<>") {
		t.Fatalf("not a paragraph and lines: %q", marked)
	}
	return html.UnescapeString(stem + "\n" + block)
}

// A readQuiz is Moodle's XML as this test reads it.
type readQuiz struct {
	Questions []struct {
		Type     string `xml:"type,attr"`
		Name     string `xml:"name>text"`
		Stem     string `xml:"questiontext>text"`
		Feedback string `xml:"generalfeedback>text"`
		Answers  []struct {
			Fraction string `xml:"fraction,attr"`
			Text     string `xml:"text"`
		} `xml:"answer"`
	} `xml:"question"`
}

// A readItem is a question as it was read back from either form.
type readItem struct {
	name, stem, feedback string
	right, wrong         []string
}

func readMoodle(t interface{ Fatalf(string, ...any) }, text string) []readItem {
	var quiz readQuiz
	if err := xml.Unmarshal([]byte(text), &quiz); err != nil {
		t.Fatalf("%v in\n%s", err, text)
	}
	var all []readItem
	for _, q := range quiz.Questions {
		it := readItem{name: q.Name, stem: stemOf(t, q.Stem), feedback: q.Feedback}
		for _, a := range q.Answers {
			answer := a.Text
			if q.Type == "shortanswer" {
				answer = strings.ReplaceAll(answer, `\*`, "*")
			}
			if a.Fraction == "100" {
				it.right = append(it.right, answer)
			} else {
				it.wrong = append(it.wrong, answer)
			}
		}
		all = append(all, it)
	}
	return all
}

// readGIFT reads GIFT sign by sign: a backslash takes the next sign as it is,
// anything else that GIFT knows divides.
func readGIFT(t interface{ Fatalf(string, ...any) }, text string) []readItem {
	var all []readItem
	for text = strings.TrimSpace(text); text != ""; text = strings.TrimSpace(text) {
		var it readItem
		rest, ok := strings.CutPrefix(text, "::")
		if !ok {
			t.Fatalf("no name at %.80q", text)
		}
		it.name, rest = until(rest, "::")
		it.stem, rest = until(strings.TrimPrefix(strings.TrimPrefix(rest, "[plain]"), "[html]"), "{")
		it.stem = stemOf(t, it.stem)
		body, after := rawUntil(rest, "}")
		text = after
		answers, feedback := rawUntil(body, "####")
		it.feedback, _ = until(feedback, "}")
		answers, numerical := strings.CutPrefix(answers, "#")
		for answers = strings.TrimSpace(answers); answers != ""; {
			mark := answers[0]
			var answer string
			line, next := rawUntil(answers[1:], "\n")
			answer, _ = until(line, "\n")
			if numerical {
				answer = strings.TrimSuffix(answer, ":0")
			}
			switch mark {
			case '=':
				it.right = append(it.right, answer)
			case '~':
				it.wrong = append(it.wrong, answer)
			default:
				t.Fatalf("answer %q begins with %q", line, mark)
			}
			answers = strings.TrimSpace(next)
		}
		all = append(all, it)
	}
	return all
}

// rawUntil cuts at the first end that is not escaped.
func rawUntil(text, end string) (before, after string) {
	for i := 0; i < len(text); i++ {
		if text[i] == '\\' {
			i++
		} else if strings.HasPrefix(text[i:], end) {
			return text[:i], text[i+len(end):]
		}
	}
	return text, ""
}

// until is rawUntil without the backslashes.
func until(text, end string) (before, after string) {
	raw, after := rawUntil(text, end)
	var plain strings.Builder
	for i := 0; i < len(raw); i++ {
		if raw[i] == '\\' && i+1 < len(raw) {
			i++
			if raw[i] == 'n' {
				plain.WriteByte('\n')
				continue
			}
		}
		plain.WriteByte(raw[i])
	}
	return strings.TrimSpace(strings.ReplaceAll(plain.String(), "\u2060", "")), after
}

// forms are both forms with their readers.
var forms = map[string]struct {
	write func(io.Writer, []*questions.Question) error
	read  func(interface{ Fatalf(string, ...any) }, string) []readItem
}{
	"GIFT":   {bank.WriteGIFT, readGIFT},
	"Moodle": {bank.WriteMoodleXML, readMoodle},
}

// The law: every question that can be made and taken comes back whole: as many as
// there were, each with one right option or with all that is accepted, under a
// name of its own, with its explanation.
func TestQuestionsComeBackWhole(t *testing.T) {
	qs := made(t)
	for form, f := range forms {
		var text bytes.Buffer
		if err := f.write(&text, qs); err != nil {
			t.Fatal(err)
		}
		back := f.read(t, text.String())
		if len(back) != len(qs) {
			t.Fatalf("%s: %d questions came back of %d", form, len(back), len(qs))
		}
		names := make(map[string]bool)
		for i, q := range qs {
			if names[back[i].name] || back[i].name == "" {
				t.Errorf("%s: the name %q is not its own", form, back[i].name)
			}
			names[back[i].name] = true
			same(t, form, q, back[i])
		}
	}
}

func same(t interface{ Errorf(string, ...any) }, form string, q *questions.Question, back readItem) {
	if back.stem != strings.TrimSpace(q.Text()) || back.feedback != strings.TrimSpace(q.Explanation.String()) {
		t.Errorf("%s: %q and %q came back of %q and %q", form, back.stem, back.feedback, q.Text(), q.Explanation.String())
	}
	if q.Format == questions.Typed {
		for _, answer := range q.Answers {
			if !slices.ContainsFunc(back.right, func(r string) bool { return strings.EqualFold(r, answer) }) {
				t.Errorf("%s: %q: %q is not accepted, only %q", form, q.Stem, answer, back.right)
			}
		}
		if len(back.wrong) > 0 {
			t.Errorf("%s: %q: typed, but with options %q", form, q.Stem, back.wrong)
		}
		return
	}
	if !slices.Equal(back.right, q.Answers[:1]) {
		t.Errorf("%s: %q: %q is right, want %q", form, q.Stem, back.right, q.Answers[0])
	}
	all := slices.Sorted(slices.Values(slices.Concat(back.right, back.wrong)))
	if want := slices.Sorted(slices.Values(q.Options)); !slices.Equal(all, want) {
		t.Errorf("%s: %q: options %q, want %q", form, q.Stem, all, want)
	}
}

// The law: no sign that a form has a meaning for is taken for that.
func TestEverySignComesBack(t *testing.T) {
	signs := []string{"~", "=", "#", "####", "{", "}", ":", "::", `\`, `\n`, "\n", "->", "%50%", "//", "*", "<b>", "&amp;", "]]>", "<![CDATA[", `"`, "'",
		"中", "é", "a", " ", "[html]", "$CATEGORY: x", "\t"}
	texts := rapid.Custom(func(t *rapid.T) string {
		return strings.TrimSpace("x" + strings.Join(rapid.SliceOfN(rapid.SampledFrom(signs), 0, 8).Draw(t, "signs"), ""))
	})
	testenv.Check(t, func(t *rapid.T) {
		options := rapid.SliceOfNDistinct(texts, 2, 5, rapid.ID).Draw(t, "options")
		fact := questions.Explanation{Fact: texts.Draw(t, "fact")}
		qs := []*questions.Question{
			{Format: questions.Choice, Stem: texts.Draw(t, "stem"), Options: options, Answers: options[:1], Explanation: fact},
			{Format: questions.Typed, Stem: texts.Draw(t, "stem"), Answers: options, Explanation: fact},
			{Format: questions.Choice, Stem: texts.Draw(t, "stem"), Options: options, Answers: options[:1],
				Block: questions.Block{Narrow: []string{texts.Draw(t, "line"), "  " + texts.Draw(t, "line")}}},
		}
		for form, f := range forms {
			var text bytes.Buffer
			if err := f.write(&text, qs); err != nil {
				t.Fatal(err)
			}
			back := f.read(t, text.String())
			if len(back) != len(qs) {
				t.Fatalf("%s: %d questions in\n%s", form, len(back), text.String())
			}
			for i, q := range qs {
				if form == "GIFT" { // a star is still escaped there
					for j := range back[i].right {
						if q.Format == questions.Typed {
							back[i].right[j] = strings.ReplaceAll(back[i].right[j], `\*`, "*")
						}
					}
				}
				same(t, form, q, back[i])
			}
		}
	})
}

// The law: plain numbers are asked for as numbers, all else as words; options
// that are numbers keep their order.
func TestTypesOfQuestions(t *testing.T) {
	qs := []*questions.Question{
		{Format: questions.Typed, Stem: "a", Answers: []string{"1023"}},
		{Format: questions.Typed, Stem: "b", Answers: []string{"22", "tcp/22", "TCP/22"}},
		{Format: questions.Choice, Stem: "c", Options: []string{"22", "23", "25"}, Answers: []string{"23"}},
		{Format: questions.Choice, Stem: "c", Options: []string{"SSH", "DNS", "NTP"}, Answers: []string{"DNS"}},
	}
	var gift, moodle bytes.Buffer
	if err := bank.WriteGIFT(&gift, qs); err != nil {
		t.Fatal(err)
	}
	if err := bank.WriteMoodleXML(&moodle, qs); err != nil {
		t.Fatal(err)
	}
	const want = "::a::[plain]a {#\n\t=1023:0\n}\n\n::b::[plain]b {\n\t=22\n\t=tcp/22\n}\n\n" +
		"::c::[plain]c {\n\t~22\n\t=23\n\t~25\n}\n\n::c (2)::[plain]c {\n\t~SSH\n\t=DNS\n\t~NTP\n}\n"
	if gift.String() != want {
		t.Errorf("%s\nwant\n%s", gift.String(), want)
	}
	for _, part := range []string{`type="numerical"`, `type="shortanswer"`, `<shuffleanswers>false<`, `<shuffleanswers>true<`, `<tolerance>0<`} {
		if strings.Count(moodle.String(), part) != 1 {
			t.Errorf("%s is not there once in\n%s", part, moodle.String())
		}
	}
}

// The law: what a bank cannot hold is refused, and nothing is written.
func TestWhatIsRefused(t *testing.T) {
	good := &questions.Question{Format: questions.Typed, Stem: "a", Answers: []string{"1"}}
	for name, bad := range map[string]*questions.Question{
		"pairs":        {Format: questions.Matching, Stem: "a"},
		"no stem":      {Format: questions.Typed, Answers: []string{"1"}},
		"no answer":    {Format: questions.Typed, Stem: "a"},
		"none right":   {Format: questions.Choice, Stem: "a", Options: []string{"1", "2"}, Answers: []string{"3"}},
		"two right":    {Format: questions.Choice, Stem: "a", Options: []string{"1", " 1"}, Answers: []string{"1"}},
		"one option":   {Format: questions.Choice, Stem: "a", Options: []string{"1"}, Answers: []string{"1"}},
		"empty option": {Format: questions.Choice, Stem: "a", Options: []string{"1", "\x01"}, Answers: []string{"1"}},
	} {
		for form, f := range forms {
			var text bytes.Buffer
			if err := f.write(&text, []*questions.Question{good, bad}); err == nil || text.Len() > 0 {
				t.Errorf("%s: %s: error %v after %d bytes", form, name, err, text.Len())
			}
		}
	}
}
