package questions_test

import (
	"fmt"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"portdrill/questions"
	"portdrill/questions/catalogue"
)

// The oracle of the questions that show what a machine prints. It reads the stem as a
// person does who knows the tool: the prose by its words, the lines by the columns of the
// tool; and it evaluates what it read by itself, from the rows of the data.

// A reader answers a question from what is printed. of returns all that could be the
// answer, as options say it, and the services that are shown, by port and transport.
type printReader struct {
	prose map[catalogue.Lang][]*regexp.Regexp // the asks, in the same order in both languages
	read  func(b *bank, ask int, m, lines []string, lang catalogue.Lang) (right []string, shown []*record, err error)

	examine func(b *bank, q *questions.Question) []string // instead of both, all but how it is judged
}

var printReaders = map[questions.Kind]printReader{
	questions.SocketListing: {
		prose: map[catalogue.Lang][]*regexp.Regexp{
			en: shapes(`Which of these services can other hosts reach\?`, `Which of these services can other hosts NOT reach\?`,
				`Of which service is this host a client\?`, `Of which service is this host the server\?`),
			zh: shapes(`其他主机能访问到下列哪个服务？`, `下列哪个服务不是其他主机能访问到的？`,
				`本机是哪个服务的客户端？`, `本机是哪个服务的服务器端？`),
		},
		read: readSockets,
	},
}

func shapes(all ...string) []*regexp.Regexp {
	compiled := make([]*regexp.Regexp, len(all))
	for i, each := range all {
		compiled[i] = regexp.MustCompile("^" + each + "$")
	}
	return compiled
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
		if slices.Contains(b.named(option), r) {
			return option
		}
	}
	return ""
}

var (
	ssLine      = regexp.MustCompile(`^(tcp|udp) +(?:(LISTEN|UNCONN|ESTAB) +)?(?:\d+ +\d+ +)?(\S+):(\d+)(?: +(\S+):(\d+|\*))?$`)
	windowsLine = regexp.MustCompile(`^(TCP|UDP) +(\S+):(\d+)(?: +(\S+):(\d+|\*))?(?: +(LISTENING|ESTABLISHED))?(?: +\d+)?$`)
	bsdLine     = regexp.MustCompile(`^(tcp|udp)[46] +(?:0 +0 +)?(\S+)\.(\d+)(?: +(\S+)\.(\d+|\*))?(?: +(LISTEN|ESTABLISHED))?$`)
)

// readSockets evaluates what ss or netstat prints.
func readSockets(b *bank, ask int, _, lines []string, _ catalogue.Lang) (right []string, shown []*record, err error) {
	for _, line := range lines[1:] {
		var transport, local, localPort, remote, remotePort string
		switch {
		case strings.HasPrefix(lines[0], "Netid") || ssLine.MatchString(line) && strings.HasPrefix(lines[0], "State"):
			m := ssLine.FindStringSubmatch(line)
			if m == nil {
				return nil, nil, fmt.Errorf("unreadable: %s", line)
			}
			transport, local, localPort, remote, remotePort = m[1], m[3], m[4], m[5], m[6]
		case strings.HasPrefix(line, "TCP") || strings.HasPrefix(line, "UDP"):
			m := windowsLine.FindStringSubmatch(line)
			if m == nil {
				return nil, nil, fmt.Errorf("unreadable: %s", line)
			}
			transport, local, localPort, remote, remotePort = strings.ToLower(m[1]), m[2], m[3], m[4], m[5]
		default:
			m := bsdLine.FindStringSubmatch(line)
			if m == nil {
				return nil, nil, fmt.Errorf("unreadable: %s", line)
			}
			transport, local, localPort, remote, remotePort = m[1], m[2], m[3], m[4], m[5]
		}
		waits := ask < 2
		if isAny := remotePort == "" || remotePort == "*" || remotePort == "0"; isAny != waits || waits && remote != "" && !slices.Contains([]string{"*", "0.0.0.0", "[::]"}, remote) {
			return nil, nil, fmt.Errorf("waits, or is a connection: %s", line)
		}
		port, client := localPort, false
		if !waits {
			if n, _ := strconv.Atoi(localPort); n >= 49152 {
				port, client = remotePort, true
			}
		}
		r, err := b.on(transport, port)
		if err != nil {
			return nil, nil, err
		}
		shown = append(shown, r)
		loopback := slices.Contains([]string{"127.0.0.1", "[::1]", "::1"}, local)
		is := []bool{!loopback, loopback, client, !client}[ask]
		if is {
			right = append(right, r.key)
		}
	}
	return right, shown, nil
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
		if i := slices.IndexFunc(shown, func(line string) bool { return len(line) > width }); i >= 0 {
			say("%d columns: %s", width, shown[i])
		}
		right, services, err := reader.read(b, ask, m, shown, q.Lang)
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
	if r := b.keyed(right); r != nil {
		return b.labelled(r, q)
	}
	return right
}

// subjectDefects compares what the question says it is about with what is shown.
func (b *bank) subjectDefects(q *questions.Question, shown []*record) (found []string) {
	var services, facets, ports []string
	for _, r := range shown {
		services = append(services, r.key)
		facets = append(facets, string(r.portFacet()))
		ports = append(ports, r.sockets()...)
	}
	var said []string
	for _, f := range q.Facets {
		said = append(said, string(f))
	}
	for _, pair := range [][2][]string{{q.Services, services}, {said, facets}, {q.Ports, ports}} {
		if !slices.Equal(pair[0], pair[1]) {
			found = append(found, fmt.Sprintf("it is said to be about %q, shown are %q", pair[0], pair[1]))
		}
	}
	return found
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
		if !kind.Practice() {
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
