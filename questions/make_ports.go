package questions

import (
	"fmt"
	"slices"
	"strconv"

	"portdrill/questions/catalogue"
)

// Questions about ports and the services on them.

func (m *making) portToService(s *catalogue.Service) {
	m.about(s)
	m.q.Stem = m.words.askService(s)
	m.wantService(s, m.distractors(s))
}

func (m *making) serviceToPort(s *catalogue.Service) {
	m.about(s)
	m.q.Stem = m.words.askPort(s)
	m.wantPort(s, m.wrongPorts(s))
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
	m.rng.Shuffle(len(relatives), func(i, j int) { relatives[i], relatives[j] = relatives[j], relatives[i] })
	var wrong []catalogue.Port
	for _, other := range relatives[:min(maxDistractors, len(relatives))] {
		wrong = append(wrong, other.Port)
	}
	m.wantPort(s, wrong)
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
	edges := m.m.edges()
	e := edges[slices.IndexFunc(edges, func(e edge) bool { return e.id == id })]
	m.q.Stem = m.say(e.ask)
	m.q.Explanation = Explanation{Fact: m.say(e.why)}
	m.q.Ports = []string{strconv.Itoa(e.number)}
	m.wantNumber(e.number, slices.Clone(e.wrong))
}

var (
	askValid   = catalogue.Text{EN: "Which of these is a port number?", ZH: "下列哪一个是端口号？"}
	askIfValid = catalogue.Text{EN: "Is %d a port number?", ZH: "%d 是端口号吗？"}
	yes        = catalogue.Text{EN: "Yes", ZH: "是"}
	no         = catalogue.Text{EN: "No", ZH: "否"}
)

// tooLarge are numbers that are no ports: one too many, a digit too many, and
// round ones. The post that the project began with had 655535.
var tooLarge = []int{65536, 65537, 65600, 66000, 66535, 70000, 80000, 99999, 100000, 655350, 655535, 1048576}

// validNumber asks which number can be a port. 0, which is one but reserved, is
// never shown.
func (m *making) validNumber() {
	wrong := slices.Clone(tooLarge)
	m.rng.Shuffle(len(wrong), func(i, j int) { wrong[i], wrong[j] = wrong[j], wrong[i] })
	right := int(lastPort) - m.rng.IntN(20000)
	edges := m.m.edges()
	highest := edges[slices.IndexFunc(edges, func(e edge) bool { return e.id == maxFacet })]
	m.q.Explanation = Explanation{Fact: m.say(highest.why)}
	if m.q.Format == Boolean {
		m.yesOrNo(right, wrong[0])
		return
	}
	m.q.Stem = m.say(askValid)
	m.q.Ports = []string{strconv.Itoa(right)}
	shown := []string{strconv.Itoa(right)}
	for _, n := range wrong[:maxDistractors] {
		shown = append(shown, strconv.Itoa(n))
	}
	// In ascending order the only port would always come first.
	m.rng.Shuffle(len(shown), func(i, j int) { shown[i], shown[j] = shown[j], shown[i] })
	m.wantText(strconv.Itoa(right), shown, nil)
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
