package questions_test

import (
	"fmt"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"portdrill/questions"
	"portdrill/questions/catalogue"
)

// The oracle of the questions that show what a machine prints. It reads the stem as a
// person does who knows the tool: the prose by its words, the lines by the columns of the
// tool; and it evaluates what it read by itself, from the rows of the data.

// A printReader answers a question from what is printed. read returns all that could be
// the answer, as keys of services or as options say it, and the services that are shown,
// by port and transport.
type printReader struct {
	prose map[catalogue.Lang][]*regexp.Regexp // the asks, in the same order in both languages
	read  func(b *bank, q *questions.Question, ask int, m, lines []string) (right []string, shown []*record, err error)

	examine func(b *bank, q *questions.Question) []string // instead of both, all but how it is judged
}

var printReaders = map[questions.Kind]printReader{}

func shapes(all ...string) []*regexp.Regexp {
	compiled := make([]*regexp.Regexp, len(all))
	for i, each := range all {
		compiled[i] = regexp.MustCompile("^" + each + "$")
	}
	return compiled
}

// joined puts lines together that go on in the next one, set in.
func joined(lines []string) (all []string) {
	for _, line := range lines {
		if rest, is := strings.CutPrefix(line, "    "); is {
			all[len(all)-1] += " " + rest
			continue
		}
		all = append(all, line)
	}
	return all
}

// on returns the one service on the port over the transport, by the rows.
func (b *bank) on(transport, port string) (*record, error) {
	n, err := strconv.Atoi(port)
	if err != nil {
		return nil, fmt.Errorf("%q is no port", port)
	}
	var there []*record
	for _, r := range b.records {
		if r.port == n && slices.Contains(r.transports, transport) {
			there = append(there, r)
		}
	}
	if len(there) != 1 {
		return nil, fmt.Errorf("%d services on %s/%d", len(there), transport, n)
	}
	return there[0], nil
}

// labelled returns how an option calls the service.
func (b *bank) labelled(r *record, q *questions.Question) string {
	for _, option := range q.Options {
		if slices.Contains(b.namedIn(option), r) {
			return option
		}
	}
	return ""
}

// printDefects are what the oracle finds in a question that shows what a machine prints.
func (b *bank) printDefects(q *questions.Question) (found []string) {
	say := func(format string, args ...any) { found = append(found, fmt.Sprintf(format, args...)) }
	prose := q.Stem
	reader, known := printReaders[q.Kind]
	if !known {
		return []string{"no oracle"}
	}
	if reader.examine != nil {
		return append(reader.examine(b, q), judgeDefects(q)...)
	}
	ask, m := -1, []string(nil)
	for i, shape := range reader.prose[q.Lang] {
		if found := shape.FindStringSubmatch(prose); found != nil {
			ask, m = i, found
		}
	}
	if ask < 0 {
		return []string{"unreadable prose: " + prose}
	}
	for width, shown := range map[int][]string{questions.WideBlock: q.Block.Wide, questions.NarrowBlock: q.Block.Narrow} {
		if i := slices.IndexFunc(shown, func(line string) bool { return utf8.RuneCountInString(line) > width }); i >= 0 {
			say("%d columns: %s", width, shown[i])
		}
		right, services, err := reader.read(b, q, ask, m, joined(shown))
		if err != nil {
			say("at %d columns: %v", width, err)
			continue
		}
		if len(right) != 1 {
			say("at %d columns %q are right", width, right)
			continue
		}
		if option := b.optionFor(right[0], q); option != q.Answers[0] || len(q.Answers) != 1 {
			say("at %d columns %s is right, the key is %q", width, right[0], q.Answers)
		}
		found = append(found, b.subjectDefects(q, services)...)
	}
	return append(found, judgeDefects(q)...)
}

// judgeDefects are what is wrong with the options, the judge or the language.
func judgeDefects(q *questions.Question) (found []string) {
	say := func(format string, args ...any) { found = append(found, fmt.Sprintf(format, args...)) }
	for i, option := range q.Options {
		judged, err := q.Judge(questions.Reply{Choice: i + 1})
		if err != nil || judged.Correct != (option == q.Answers[0]) || !judged.Correct && judged.Contrast == "" {
			say("%q is judged %+v, %v", option, judged, err)
		}
		if slices.Contains(q.Options[:i], option) {
			say("%q stands twice", option)
		}
	}
	if len(q.Options) != 4 || hasHan(q.Stem) != (q.Lang == zh) || hasHan(q.Explanation.Fact) != (q.Lang == zh) || hasHan(strings.Join(q.Block.Wide, "\n")) {
		say("options, or language: %q %q", q.Options, q.Explanation.Fact)
	}
	return found
}

// optionFor returns the option that says the answer: the label of a service, or itself.
func (b *bank) optionFor(right string, q *questions.Question) string {
	if slices.Contains(q.Options, right) {
		return right
	}
	return b.labelled(b.keyed(right), q)
}

// subjectDefects compares what the question says it is about with what is shown: first
// the services that are printed, in their order, then those that only options name.
func (b *bank) subjectDefects(q *questions.Question, shown []*record) (found []string) {
	say := func(format string, args ...any) { found = append(found, fmt.Sprintf(format, args...)) }
	var facets, ports []string
	for i, key := range q.Services {
		r := b.keyed(key)
		facets, ports = append(facets, string(r.portFacet())), append(ports, r.sockets()...)
		switch {
		case i < len(shown) && shown[i] != r:
			say("%s is shown, and it is said to be about %s", shown[i].key, key)
		case i >= len(shown) && !slices.ContainsFunc(q.Options, func(o string) bool { return slices.Contains(b.namedIn(o), r) }):
			say("it is said to be about %s", key)
		}
	}
	var said []string
	for _, f := range q.Facets {
		said = append(said, string(f))
	}
	if len(q.Services) < len(shown) || !slices.Equal(said, facets) || !slices.Equal(q.Ports, ports) {
		say("it is said to be about %q, %q, %q", q.Services, said, q.Ports)
	}
	return found
}

// namedIn returns what an option names, alone or before a comma; of what it says is
// encrypted from the first byte the twin too.
func (b *bank) namedIn(option string) (all []*record) {
	name, what, _ := strings.Cut(strings.ReplaceAll(option, "，", ", "), ", ")
	all = append(slices.Clone(b.named(option)), b.named(name)...)
	if strings.HasPrefix(what, "encrypted from") || strings.HasPrefix(what, "从第一个字节起") {
		var twins []*record
		for _, r := range all {
			if key, _, is := strings.Cut(b.rows[r.key]["secure_counterpart"], ":"); is {
				twins = append(twins, b.keyed(key))
			}
		}
		return twins
	}
	return slices.DeleteFunc(all, func(r *record) bool { return what != "" && b.rows[r.key]["encryption"] == "encrypted" })
}

// The law: what a machine prints has one answer, which the oracle finds in the printed
// lines, on a screen of 80 columns and in the narrow form of 50 (R8).
func TestPrintedQuestions(t *testing.T) {
	t.Parallel()
	b, maker := theBank(t), theMaker(t)
	of := 300
	if os.Getenv(bankVariable) == "full" {
		of = 20_000
	}
	for _, kind := range questions.Kinds() {
		if !kind.Practice() || !slices.Contains(kind.Formats(), questions.Choice) {
			continue
		}
		for _, lang := range langs {
			t.Run(string(kind)+" "+string(lang), func(t *testing.T) {
				t.Parallel()
				bad := 0
				for seed := range uint64(of) {
					deck := b.piles[int(seed)%len(b.piles)].key
					q := mustMake(t, maker, questions.Spec{Kind: kind, Format: questions.Choice, Lang: lang, Deck: deck, Seed: seed})
					for _, defect := range b.printDefects(q) {
						if bad++; bad < 10 {
							t.Errorf("%s %d: %s\n%s\n%q, key %q", deck, seed, defect, q.Text(), q.Options, q.Answers)
						}
					}
				}
				t.Logf("%d questions, %d defects", of, bad)
			})
		}
	}
}
