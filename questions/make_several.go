package questions

import (
	"cmp"
	"fmt"
	"slices"

	"portdrill/questions/catalogue"
)

// Questions about several services at once. They are drawn from the deck, and
// from the whole catalogue where the deck has too few.

// areas are the categories that a service belongs to beyond doubt, which not all
// are: remote desktop, for one, is remote access and Windows.
var areas = map[string]catalogue.Text{
	"mail":          {EN: "e-mail", ZH: "电子邮件"},
	"database":      {EN: "databases", ZH: "数据库"},
	"routing":       {EN: "routing", ZH: "路由"},
	"voip":          {EN: "telephony and video calls", ZH: "语音与视频通话"},
	"file transfer": {EN: "file transfer", ZH: "文件传输"},
	"printing":      {EN: "printing", ZH: "打印"},
	"time":          {EN: "time", ZH: "对时"},
}

// ErrTooSmall is returned where neither the deck nor the catalogue has enough
// services for a kind of question.
var ErrTooSmall = fmt.Errorf("too few services for this kind of question")

// members returns the services of the deck in the order of chance, those of the
// rest of the catalogue after them, but for a deck of somebody's own, beside whose
// services they would look like its own.
func (m *making) members() []*catalogue.Service {
	all := slices.Clone(m.c.Services)
	if m.deck != nil && m.deck.Own {
		all = m.c.InDeck(m.deck)
	}
	m.rng.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	if m.deck != nil {
		slices.SortStableFunc(all, func(a, b *catalogue.Service) int {
			return rank(m.deck.Holds(a)) - rank(m.deck.Holds(b))
		})
	}
	return all
}

func rank(first bool) int {
	if first {
		return 0
	}
	return 1
}

// apart returns the first n services that pass and of which none could be taken
// for another.
func (m *making) apart(from []*catalogue.Service, n int, pass func(*catalogue.Service) bool) ([]*catalogue.Service, error) {
	var picked []*catalogue.Service
	for _, s := range from {
		if pass(s) && m.alone(s) && m.differs(s, picked) {
			if picked = append(picked, s); len(picked) == n {
				return picked, nil
			}
		}
	}
	return nil, fmt.Errorf("%w: %s", ErrTooSmall, m.q.Kind)
}

// alone reports whether nobody else is on the service's port, and it on no other;
// of a service that only somebody's own deck has, as far as that deck goes.
func (m *making) alone(s *catalogue.Service) bool {
	_, onOnePort := m.m.facets[portFacet(s)]
	return onOnePort && !slices.ContainsFunc(m.m.at(s, s.Port), func(other *catalogue.Service) bool {
		return other != s && (s.Deck == "" || m.deck.Holds(other))
	})
}

// covers makes the question be about the services: their facets, keys and ports.
func (m *making) covers(services []*catalogue.Service) {
	for _, s := range services {
		m.q.Facets = append(m.q.Facets, portFacet(s))
		m.q.Services = append(m.q.Services, s.Key)
		m.q.Ports = append(m.q.Ports, s.Sockets()...)
	}
}

// facts says of each service which port it has.
func (m *making) facts(services []*catalogue.Service) string {
	said := ""
	for _, s := range services {
		said = Paragraph(said, m.words.explain(s).Fact)
	}
	return said
}

var (
	askOdd     = catalogue.Text{EN: "Three of these ports are for %s. Which one is NOT?", ZH: "下列端口有三个用于%s，哪一个不是？"}
	askAll     = catalogue.Text{EN: "Which of these ports are for %s? Choose all.", ZH: "下列哪些端口用于%s？请全部选出。"}
	askPairs   = catalogue.Text{EN: "Which port belongs to which service?", ZH: "哪个端口属于哪个服务？"}
	askOrderIn = catalogue.Text{EN: "Put these services in the order of their ports in %s, the lowest first.", ZH: "请按%s中的端口号从小到大排列这些服务。"}
	askPairsIn = catalogue.Text{EN: "Which port belongs to which service in %s?", ZH: "在%s中，哪个端口属于哪个服务？"}
	askOrder   = catalogue.Text{EN: "Put these services in the order of their ports, the lowest first.", ZH: "请按端口号从小到大排列这些服务。"}
	askIfTrue  = catalogue.Text{EN: "True or false? %s", ZH: "判断对错：%s"}
	trueAnswer = catalogue.Text{EN: "True", ZH: "对"}
	falseWord  = catalogue.Text{EN: "False", ZH: "错"}
)

// area draws an area with at least n services that can stand side by side.
func (m *making) area(from []*catalogue.Service, n int) (string, []*catalogue.Service, error) {
	for _, s := range from {
		if _, clear := areas[s.Category]; !clear {
			continue
		}
		in, err := m.apart(from, n, func(other *catalogue.Service) bool { return other.Category == s.Category })
		if err == nil {
			return s.Category, in, nil
		}
	}
	return "", nil, fmt.Errorf("%w: %s", ErrTooSmall, m.q.Kind)
}

// outside returns n services that belong beyond doubt to other areas.
func (m *making) outside(from []*catalogue.Service, area string, n int, beside []*catalogue.Service) ([]*catalogue.Service, error) {
	return m.apart(from, n, func(s *catalogue.Service) bool {
		_, clear := areas[s.Category]
		return clear && s.Category != area && m.differs(s, beside)
	})
}

func (m *making) oddOneOut() error {
	from := m.members()
	area, in, err := m.area(from, maxDistractors)
	if err != nil {
		return err
	}
	odd, err := m.outside(m.inPlace(from, in), area, 1, in)
	if err != nil {
		odd, err = m.outside(from, area, 1, in)
	}
	if err != nil {
		return err
	}
	all := append(in, odd...)
	slices.SortFunc(all, byPort)
	m.covers(all)
	m.q.Stem = m.say(askOdd, m.say(areas[area]))
	m.q.Explanation = Explanation{Fact: m.facts(all)}
	m.wantText(portText(odd[0].Port), ports(all), nil)
	return nil
}

// inPlace draws a place among the ports and returns the services of the deck
// that would stand there, so that the odd one is not always the largest.
func (m *making) inPlace(from, among []*catalogue.Service) []*catalogue.Service {
	place := m.rng.IntN(len(among) + 1)
	var there []*catalogue.Service
	for _, s := range from {
		below := 0
		for _, other := range among {
			below += rank(s.Port < other.Port)
		}
		if below == place && (m.deck == nil || m.deck.Holds(s)) {
			there = append(there, s)
		}
	}
	return there
}

// selectAll shows six ports, two or three of them of one area.
func (m *making) selectAll() error {
	const shown = 6
	from := m.members()
	area, in, err := m.area(from, 2+m.rng.IntN(2))
	if err != nil {
		return err
	}
	others, err := m.outside(from, area, shown-len(in), in)
	if err != nil {
		return err
	}
	slices.SortFunc(in, byPort)
	all := slices.Concat(in, others)
	slices.SortFunc(all, byPort)
	m.covers(all)
	m.q.Stem = m.say(askAll, m.say(areas[area]))
	m.q.Explanation = Explanation{Fact: m.facts(in)}
	m.q.Options, m.q.Answers = ports(all), ports(in)
	return nil
}

// pairs is how many pairs are to be matched, and how many services sorted.
const pairs = 4

func (m *making) match() error {
	services, err := m.apart(m.members(), pairs, func(*catalogue.Service) bool { return true })
	if err != nil {
		return err
	}
	m.q.Stem = m.inDeck(services, askPairs, askPairsIn)
	for _, s := range services {
		m.q.Right = append(m.q.Right, s.Label(m.words.lang))
	}
	slices.SortFunc(services, byPort)
	m.covers(services)
	m.q.Explanation = Explanation{Fact: m.facts(services)}
	for _, s := range services {
		m.q.Left = append(m.q.Left, portText(s.Port))
		m.q.Answers = append(m.q.Answers, portText(s.Port)+"="+s.Label(m.words.lang))
	}
	return nil
}

func (m *making) order() error {
	services, err := m.apart(m.members(), pairs, func(*catalogue.Service) bool { return true })
	if err != nil {
		return err
	}
	m.q.Stem = m.inDeck(services, askOrder, askOrderIn)
	for _, s := range services {
		m.q.Options = append(m.q.Options, s.Label(m.words.lang))
	}
	slices.SortFunc(services, byPort)
	m.covers(services)
	m.q.Explanation = Explanation{Fact: m.facts(services)}
	for _, s := range services {
		m.q.Answers = append(m.q.Answers, s.Label(m.words.lang))
	}
	return nil
}

// trueFalse states where a service is, as often truly as falsely; a false
// statement takes a port that the service might well have (R6).
func (m *making) trueFalse() error {
	members := m.members()
	if len(members) == 0 {
		return fmt.Errorf("%w: %s", ErrTooSmall, m.q.Kind)
	}
	s := members[0]
	m.q.Facets = []FacetID{serviceFacet(s), portFacet(s)}
	m.q.Services, m.q.Ports = []string{s.Key}, s.Sockets()
	m.q.Explanation = m.words.explain(s)
	said, answer := s, trueAnswer
	if wrong := m.distractors(s); m.rng.IntN(2) == 0 {
		said, answer = wrong[m.rng.IntN(len(wrong))], falseWord
	}
	m.q.Stem = m.say(askIfTrue, m.statement(said, s))
	m.wantText(m.say(answer), []string{m.say(trueAnswer), m.say(falseWord)}, nil)
	return nil
}

func byPort(a, b *catalogue.Service) int { return cmp.Compare(a.Port, b.Port) }

func ports(of []*catalogue.Service) []string {
	texts := make([]string, len(of))
	for i, s := range of {
		texts[i] = portText(s.Port)
	}
	return texts
}
