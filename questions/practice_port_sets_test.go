package questions_test

import (
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"portdrill/questions"
	"portdrill/questions/catalogue"
)

// The oracle of questions about what must be open. It reads port-sets.csv and
// protocols.csv by itself, and words each opening anew.

var (
	setStems = map[catalogue.Lang][]*regexp.Regexp{ // what must be open, and what may stay closed
		en: shapes(`A firewall has to let this through: (.+)\. Which of these must be open\? Choose all\.`,
			`A firewall has to let only this through: (.+)\. Which of these may stay closed\? Choose all\.`),
		zh: shapes(`防火墙要放行：(.+)。下列哪些必须开放？请全部选出。`, `防火墙只需放行：(.+)。下列哪些可以保持关闭？请全部选出。`),
	}
	matchStem  = map[catalogue.Lang]string{en: "What must be open for which task?", zh: "哪项任务需要开放哪些端口？"}
	setNumbers = regexp.MustCompile(`\d+–\d+`)
)

// openingsSaid are the openings of a column as options say them, with the numbers of the
// range, or in words where there are none.
func (b *bank) openingsSaid(column, numbers string, lang catalogue.Lang) (all []string) {
	for text := range strings.SplitSeq(column, ";") {
		over, ports, is := strings.Cut(text, "/")
		if !is {
			i := slices.IndexFunc(b.portless, func(row map[string]string) bool { return strings.EqualFold(row["name_en"], over) })
			said := map[catalogue.Lang]string{en: "%s (IP protocol %s)", zh: "%s（IP 协议号 %s）"}[lang]
			all = append(all, fmt.Sprintf(said, strings.ToUpper(over), b.portless[i]["number"]))
			continue
		}
		over = strings.ReplaceAll(strings.ToUpper(over), "+", map[catalogue.Lang]string{en: " and ", zh: " 和 "}[lang])
		switch {
		case ports != "range":
			all = append(all, over+" "+strings.ReplaceAll(ports, "-", "–"))
		case numbers != "":
			all = append(all, over+" "+numbers)
		default:
			all = append(all, fmt.Sprintf(map[catalogue.Lang]string{en: "a configured %s range", zh: "所设范围内的 %s 端口"}[lang], over))
		}
	}
	return all
}

// setDefects are those of a question of either format.
func (b *bank) setDefects(q *questions.Question, sets []map[string]string) (found []string) {
	say := func(format string, args ...any) { found = append(found, fmt.Sprintf(format, args...)) }
	shown := slices.Concat([]string{q.Stem, q.Explanation.Fact}, q.Left)
	for i, text := range shown {
		if hasHan(text) != (q.Lang == zh) && (i < 2 || q.Lang == en) {
			say("language: %s", text)
		}
	}
	if len(q.Facets) == 0 || len(q.Facets) != len(q.Services) {
		say("it is about nothing: %q %q", q.Facets, q.Services)
	}
	if q.Format == questions.Matching {
		return append(found, b.matchDefects(q, sets)...)
	}
	ask, task := -1, ""
	for i, shape := range setStems[q.Lang] {
		if m := shape.FindStringSubmatch(q.Stem); m != nil {
			ask, task = i, m[1]
		}
	}
	numbers := setNumbers.FindString(task)
	var meant []map[string]string
	for _, row := range sets {
		said := row["task_"+string(q.Lang)]
		if set := row["range_"+string(q.Lang)]; set != "" {
			said += map[catalogue.Lang]string{en: ", ", zh: ""}[q.Lang] + strings.ReplaceAll(set, "%s", numbers)
		}
		if said == task {
			meant = append(meant, row)
		}
	}
	if ask < 0 || len(meant) != 1 {
		return append(found, fmt.Sprintf("%d tasks: %s", len(meant), q.Stem))
	}
	open, closed := b.openingsSaid(meant[0]["open"], numbers, q.Lang), b.closedBeside(meant[0], sets, numbers, q.Lang)
	var right []string
	for i, option := range q.Options {
		isOpen, isClosed := slices.Contains(open, option), slices.Contains(closed, option)
		if isOpen == isClosed || slices.Contains(q.Options[:i], option) {
			say("%q must be open: %v, may be closed: %v, or stands twice", option, isOpen, isClosed)
		}
		if isOpen == (ask == 0) {
			right = append(right, option)
		}
	}
	if !slices.Equal(right, q.Answers) || len(q.Options) < 5 || len(q.Options) > 6 || len(right) < 2 || len(right) > 3 {
		say("%q are right of %d, the key is %q", right, len(q.Options), q.Answers)
	}
	return append(found, judgedSet(q)...)
}

// closedBeside is what may be shown as not needed: what people open in vain, the range over
// the other transport, and what other tasks need, unless these are not to stand beside.
func (b *bank) closedBeside(row map[string]string, sets []map[string]string, numbers string, lang catalogue.Lang) []string {
	columns := []string{row["closed"]}
	if numbers != "" {
		columns = append(columns, map[bool]string{true: "udp/range", false: "tcp/range"}[strings.Contains(row["open"], "tcp/range")])
	}
	for _, other := range sets {
		apart := slices.Contains(split(row["not_beside"], ";"), other["key"]) ||
			slices.Contains(split(other["not_beside"], ";"), row["key"])
		if other["key"] != row["key"] && !apart {
			columns = append(columns, other["open"])
		}
	}
	var all []string
	for _, column := range columns {
		for text := range strings.SplitSeq(column, ";") {
			if !slices.ContainsFunc(strings.Split(row["open"], ";"), func(open string) bool { return meetOpenings(open, text) }) {
				all = append(all, b.openingsSaid(text, numbers, lang)...)
			}
		}
	}
	return all
}

// meetOpenings reports whether two openings have a port in common: "tcp+udp/53", "udp/53".
func meetOpenings(a, b string) bool {
	overA, portsA, _ := strings.Cut(a, "/")
	overB, portsB, _ := strings.Cut(b, "/")
	if portsA == "" || portsB == "" || portsA == "range" || portsB == "range" {
		return a == b
	}
	lowA, highA := readSpan(portsA, "-")
	lowB, highB := readSpan(portsB, "-")
	return meet(split(overA, "+"), split(overB, "+")) && lowA <= highB && lowB <= highA
}

// judgedSet tries every set of the options.
func judgedSet(q *questions.Question) (found []string) {
	for n := 1; n < 1<<len(q.Options); n++ {
		var choices []int
		var chosen []string
		for i, option := range q.Options {
			if n>>i&1 == 1 {
				choices, chosen = append(choices, i+1), append(chosen, option)
			}
		}
		judged, err := q.Judge(questions.Reply{Choices: choices})
		if err != nil || judged.Correct != slices.Equal(chosen, q.Answers) {
			found = append(found, fmt.Sprintf("%q is judged %+v, %v", chosen, judged, err))
		}
	}
	return found
}

// matchDefects looks for the tasks that each list of openings is right for.
func (b *bank) matchDefects(q *questions.Question, sets []map[string]string) (found []string) {
	say := func(format string, args ...any) { found = append(found, fmt.Sprintf(format, args...)) }
	var pairs []string
	for _, task := range q.Left {
		i := slices.IndexFunc(sets, func(row map[string]string) bool {
			return strings.EqualFold(row["task_"+string(q.Lang)], task)
		})
		if i < 0 {
			say("no such task: %s", task)
			continue
		}
		want := slices.Sorted(slices.Values(b.openingsSaid(sets[i]["open"], "", q.Lang)))
		for _, side := range q.Right {
			comma := map[catalogue.Lang]string{en: ", ", zh: "、"}[q.Lang]
			if slices.Equal(want, slices.Sorted(strings.SplitSeq(side, comma))) {
				pairs = append(pairs, task+"="+side)
			}
		}
	}
	if q.Stem != matchStem[q.Lang] || len(pairs) != 4 || !slices.Equal(pairs, q.Answers) || len(q.Left) != 4 || len(q.Right) != 4 {
		say("%q belong together, the key is %q", pairs, q.Answers)
	}
	judged, err := q.Judge(questions.Reply{Pairs: slices.Clone(q.Answers)})
	if err != nil || !judged.Correct {
		say("the key is judged %+v, %v", judged, err)
	}
	return found
}

// The law: of what is shown of a task each is known to be needed or not, and the key is
// all that is asked for; of four tasks each has its own openings (R8).
func TestPortSets(t *testing.T) {
	t.Parallel()
	b, maker := theBank(t), theMaker(t)
	sets, err := readRows(os.DirFS("catalogue/data"), "port-sets.csv")
	if err != nil {
		t.Fatal(err)
	}
	of := 300
	if os.Getenv(bankVariable) == "full" {
		of = 20_000
	}
	for _, lang := range langs {
		for _, format := range questions.PortSet.Formats() {
			bad, asked := 0, make(map[string]bool)
			for seed := range uint64(of) {
				deck := b.piles[int(seed)%len(b.piles)].key
				q := mustMake(t, maker, questions.Spec{Kind: questions.PortSet, Format: format, Lang: lang, Deck: deck, Seed: seed})
				asked[q.Explanation.Fact] = true
				for _, defect := range b.setDefects(q, sets) {
					if bad++; bad < 10 {
						t.Errorf("%s %d: %s\n%s\n%q %q, key %q", deck, seed, defect, q.Stem, q.Options, q.Left, q.Answers)
					}
				}
			}
			t.Logf("%s %s: %d questions of %d texts, %d defects", lang, format, of, len(asked), bad)
		}
	}
}
