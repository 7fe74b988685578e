package questions

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"portdrill/questions/catalogue"
)

// Questions about ports and the services on them.

func (m *making) portToService(s *catalogue.Service) {
	m.about(s)
	m.q.Stem = m.words.askService(s)
	m.wantService(choice{right: s, home: m.atHome(s), numbers: true})
}

func (m *making) serviceToPort(s *catalogue.Service) {
	m.about(s)
	m.q.Stem = m.words.askPort(s)
	m.wantPort(choice{right: s, home: m.atHome(s)})
}

var askRole = catalogue.Text{
	EN: "These ports are all of one family. Which one is this? “%s”",
	ZH: "下列端口同属一个协议家族，这说的是哪一个？“%s”",
}

// familyRole tells the members of a family apart by what each is for.
func (m *making) familyRole(s *catalogue.Service) {
	m.about(s)
	m.q.Stem = m.say(askRole, s.Description.In(m.words.lang))
	if m.q.Format == Typed {
		m.q.Stem = m.say(askRoleTyped, m.familyName(s), s.Description.In(m.words.lang))
	}
	relatives := m.m.relatives(s)
	if m.deck != nil { // those that are asked about too, if there are enough
		foreign := func(other *catalogue.Service) bool { return !m.deck.Holds(other) }
		if in := slices.DeleteFunc(slices.Clone(relatives), foreign); len(in) >= minDistractors {
			relatives = in
		}
	}
	m.rng.Shuffle(len(relatives), func(i, j int) { relatives[i], relatives[j] = relatives[j], relatives[i] })
	m.wantPortAmong(s, relatives[:min(maxDistractors, len(relatives))])
}

var askRoleTyped = catalogue.Text{
	EN: "Of the family of %s, which port is this? “%s”",
	ZH: "在%s所属的协议家族中，这说的是哪个端口？“%s”",
}

// familyName names the family by one of its other members.
func (m *making) familyName(s *catalogue.Service) string {
	return m.words.led(m.words.spaced(m.m.relatives(s)[0].Label(m.words.lang)))
}

// Questions about the ranges.

func (m *making) rangeOfNumber(r *catalogue.Range) {
	p := m.numberIn(r)
	m.q.Stem = fmt.Sprintf(m.words.whichRange, p)
	name := r.Name.In(m.words.lang)
	m.q.Explanation = Explanation{
		Fact:  fmt.Sprintf(m.words.inRange, p, m.words.led(name), r.From, r.To),
		About: r.About.In(m.words.lang),
	}
	m.q.Ports = []string{portText(p)}
	m.q.Answers = []string{name}
	switch m.q.Format {
	case Choice:
		for _, each := range m.c.Ranges {
			m.q.Options = append(m.q.Options, each.Name.In(m.words.lang))
		}
	case Typed:
		m.q.Answers = canonicalFirst(name, r.Accepted)
	case Boolean, Set, Matching, Ordering, Flashcards: // the name is enough
	}
	m.q.judge = judgeRange{c: m.c, words: m.words, right: r}
}

// nearEdge is how close to the edge of its range half of the numbers are that a
// question asks the range of.
const nearEdge = 50

// numberIn draws a number of the range, one time in two within nearEdge of an
// edge between ranges. Port 0, which is reserved, is never drawn.
func (m *making) numberIn(r *catalogue.Range) catalogue.Port {
	from, to := max(int(r.From), 1), int(r.To)
	low, high := 0, 0 // how many numbers lie near the lower and the upper edge
	if r.From > 0 {
		low = nearEdge + 1
	}
	if r.To < lastPort {
		high = nearEdge + 1
	}
	if m.rng.IntN(2) == 0 {
		n := m.rng.IntN(low + high)
		if n < low {
			return catalogue.Port(from + n)
		}
		return catalogue.Port(to - (n - low))
	}
	return catalogue.Port(from + low + m.rng.IntN(to-from+1-low-high))
}

const lastPort catalogue.Port = 65535

func (m *making) rangeEdge(id FacetID) {
	e := m.m.edge(id)
	m.q.Stem = m.say(e.ask)
	m.q.Explanation = Explanation{Fact: m.say(e.why)}
	m.q.Ports = []string{strconv.Itoa(e.number)}
	var wrong []int
	contrasts := make(map[string]string)
	for _, other := range m.otherEdges(e) {
		wrong = append(wrong, other.number)
		contrasts[strconv.Itoa(other.number)] = fmt.Sprintf("%d%s", other.number, m.say(other.is()))
	}
	m.wantNumber(e.number, wrong, contrasts)
}

// otherEdges returns the edges that are asked about beside this one, each number
// once. The highest of all ports is none of them: it is always the largest.
func (m *making) otherEdges(e edge) []edge {
	var all []edge
	for _, other := range m.m.edges {
		asked := m.deck == nil || m.deck.Own || m.m.holds(m.deck, m.m.facets[other.id])
		known := slices.ContainsFunc(all, func(known edge) bool { return known.number == other.number })
		if asked && !known && other.id != maxFacet && other.number != e.number {
			all = append(all, other)
		}
	}
	return all
}

var (
	askValid   = catalogue.Text{EN: "How many of these can be port numbers? %s", ZH: "下列数中有几个可以是端口号？%s"}
	areValid   = catalogue.Text{EN: "Of these there can be: %s.", ZH: "其中可以是端口号的有：%s。"}
	askIfValid = catalogue.Text{EN: "Is %d a port number?", ZH: "%d 是端口号吗？"}
	yes        = catalogue.Text{EN: "Yes", ZH: "是"}
	no         = catalogue.Text{EN: "No", ZH: "否"}
)

// tooLarge are numbers that are no ports: one too many, a digit too many, and
// round ones. The post that the project began with had 655535.
var tooLarge = []int{65536, 65537, 65600, 66000, 66535, 70000, 80000, 99999, 100000, 655350, 655535, 1048576}

// validNumber asks which numbers can be ports: of one whether it can, of four how
// many of them can. To find the one that can would take no knowledge of where ports
// end: it is the smallest. 0, which is one but reserved, is never shown.
func (m *making) validNumber() {
	m.q.Explanation = Explanation{Fact: m.say(m.m.edge(maxFacet).why)}
	if m.q.Format == Boolean {
		noPort := tooLarge[m.rng.IntN(len(tooLarge))]
		if m.rng.IntN(2) == 0 {
			noPort = int(lastPort) + 1 + m.rng.IntN(30000)
		}
		m.yesOrNo(m.validOne(), noPort)
		return
	}
	invalid := append([]int{-80}, tooLarge...)
	m.rng.Shuffle(len(invalid), func(i, j int) { invalid[i], invalid[j] = invalid[j], invalid[i] })
	shown := make([]string, handOf)
	for i := range shown {
		shown[i] = strconv.Itoa(i + 1)
	}
	valid := 1 + m.rng.IntN(handOf)
	all := invalid[:handOf-valid]
	for len(all) < handOf {
		if n := m.validOne(); !slices.Contains(all, n) {
			all = append(all, n)
		}
	}
	slices.Sort(all)
	texts := make([]string, len(all))
	for i, n := range all {
		texts[i] = strconv.Itoa(n)
		if 0 < n && n <= int(lastPort) {
			m.q.Ports = append(m.q.Ports, texts[i])
		}
	}
	m.q.Stem = m.say(askValid, strings.Join(texts, m.words.comma))
	m.wantText(strconv.Itoa(valid), shown, nil)
	m.contrast(func(string) string { return m.say(areValid, strings.Join(m.q.Ports, m.words.comma)) })
}

// validOne draws a number that is a port: a small one, a large one, one of the last.
func (m *making) validOne() int {
	switch m.rng.IntN(3) {
	case 0:
		return 20 + m.rng.IntN(2000)
	case 1:
		return int(lastPort) - m.rng.IntN(20000)
	default:
		return int(lastPort) - m.rng.IntN(40)
	}
}

// yesOrNo asks whether one of the two numbers is a port, either as often.
func (m *making) yesOrNo(port, noPort int) {
	number, answer := port, m.say(yes)
	if m.rng.IntN(2) == 0 {
		number, answer = noPort, m.say(no)
	}
	m.q.Stem = m.say(askIfValid, number)
	m.q.Ports = []string{strconv.Itoa(number)}
	m.wantText(answer, []string{m.say(yes), m.say(no)}, nil)
}
