package questions

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"portdrill/questions/catalogue"
)

// portSet: what must be open for passive FTP, or for joining a Windows domain?
var portSet = kindOf{
	key: PortSet, name: catalogue.Text{EN: "all that must be open for a task", ZH: "一项任务需要开放哪些端口"},
	formats: []Format{Set, Matching}, make: makePortSet,
	several: true, practice: true,
}

var (
	mustBeOpen = catalogue.Text{
		EN: "A firewall has to let this through: %s. Which of these must be open? Choose all.",
		ZH: "防火墙要放行：%s。下列哪些必须开放？请全部选出。",
	}
	mayStayClosed = catalogue.Text{
		EN: "A firewall has to let only this through: %s. Which of these may stay closed? Choose all.",
		ZH: "防火墙只需放行：%s。下列哪些可以保持关闭？请全部选出。",
	}
	matchTasks = catalogue.Text{EN: "What must be open for which task?", ZH: "哪项任务需要开放哪些端口？"}

	ownRange   = catalogue.Text{EN: "a configured %s range", ZH: "所设范围内的 %s 端口"}
	hasNoPorts = catalogue.Text{EN: "%s (IP protocol %d)", ZH: "%s（IP 协议号 %d）"}
	taskSaid   = catalogue.Text{EN: "%s: %s", ZH: "%s：%s"}
	sourceIs   = catalogue.Text{EN: "Source: %s.", ZH: "来源：%s。"}
)

const (
	shownOfSet = 6 // options of a set
	fewest     = 2 // of them that belong, and as many or one more
	inVain     = 4 // one in so many questions has something that people open in vain
)

func makePortSet(m *making, _ Facet, _ *catalogue.Service) error {
	sets := m.portSets()
	if m.q.Format == Matching {
		return m.matchSets(sets)
	}
	const together = 3
	sets = slices.DeleteFunc(sets, func(s catalogue.PortSet) bool { return len(s.Open) < fewest })
	if len(sets) < together {
		return fmt.Errorf("%w: %s", ErrTooSmall, m.q.Kind)
	}
	beside := []catalogue.PortSet{sets[0]}
	slices.SortStableFunc(sets, func(a, b catalogue.PortSet) int {
		return rank(a.Area == beside[0].Area) - rank(b.Area == beside[0].Area)
	})
	for _, s := range sets {
		apart := func(other catalogue.PortSet) bool { return s.Key == other.Key || standApart(s, other) }
		if len(beside) < together && !slices.ContainsFunc(beside, apart) {
			beside = append(beside, s)
		}
	}
	// Any of them may be the one that is asked for, lest what it needs be always right.
	beside = shuffled(m.rng, beside)
	m.askSet(beside[0], slices.Concat(beside[1:], sets, shuffled(m.rng, m.c.PortSets())))
	return nil
}

// standApart reports whether two sets do not stand beside each other: what the one opens
// could be wanted for the other, or they open the same.
func standApart(a, b catalogue.PortSet) bool {
	return slices.Contains(a.NotBeside, b.Key) || slices.Contains(b.NotBeside, a.Key) || openTheSame(a, b)
}

func openTheSame(a, b catalogue.PortSet) bool {
	return slices.EqualFunc(sorted(a.Open), sorted(b.Open), sameOpening)
}

// portSets returns what is asked about, in the order of chance: first the sets all of
// whose services are of the deck, if these are some.
func (m *making) portSets() []catalogue.PortSet {
	const some = 6
	members := m.members()
	sets := slices.DeleteFunc(shuffled(m.rng, m.c.PortSets()), func(s catalogue.PortSet) bool {
		services := m.needs(s)
		missing := func(each *catalogue.Service) bool { return !slices.Contains(members, each) }
		return len(services) == 0 || slices.ContainsFunc(services, missing)
	})
	held := func(s catalogue.PortSet) bool {
		return m.deck != nil && !slices.ContainsFunc(m.needs(s), func(each *catalogue.Service) bool { return !m.deck.Holds(each) })
	}
	ofDeck := slices.DeleteFunc(slices.Clone(sets), func(s catalogue.PortSet) bool { return !held(s) })
	if len(ofDeck) >= some {
		return ofDeck
	}
	return sets
}

// needs returns the services that a set opens the ports of, as far as each is alone on one.
func (m *making) needs(s catalogue.PortSet) []*catalogue.Service {
	var all []*catalogue.Service
	for _, o := range s.Open {
		if o.Protocol != "" || o.OfRange() || o.From != o.To {
			continue
		}
		for _, service := range m.c.At(o.From) {
			if service.Deck == "" && service.Uses(o.Transports[0]) && m.alone(service) && !slices.Contains(all, service) {
				all = append(all, service)
			}
		}
	}
	return all
}

// askSet asks what must be open, or what may stay closed. What is not needed is needed for
// other tasks, so that each option is right as often as others, but for one that people
// open in vain.
func (m *making) askSet(s catalogue.PortSet, others []catalogue.PortSet) {
	ask, numbers := mustBeOpen, m.rangeNumbers()
	open := shuffled(m.rng, s.Open)
	open = open[:min(len(open), fewest+m.rng.IntN(2))]
	right, closed := open, m.besides(s, others)[:shownOfSet-len(open)]
	if m.coin() {
		ask, closed = mayStayClosed, closed[:fewest+1]
		right = closed
	}
	m.covers(m.needs(s))
	m.q.Stem = m.say(ask, m.taskOf(s, numbers))
	for _, o := range sorted(slices.Concat(open, closed)) {
		text := m.opening(o, numbers)
		m.q.Options = append(m.q.Options, text)
		if slices.ContainsFunc(right, func(r catalogue.Opening) bool { return sameOpening(r, o) }) {
			m.q.Answers = append(m.q.Answers, text)
		}
	}
	m.q.Explanation = Explanation{Fact: s.Why.In(m.words.lang), Hook: m.say(sourceIs, strings.ReplaceAll(s.Source, "; ", m.words.comma))}
}

// besides returns what the set does not need: its range over the other transport, or
// something that people open in vain; then what the others need.
func (m *making) besides(s catalogue.PortSet, others []catalogue.PortSet) []catalogue.Opening {
	var all []catalogue.Opening
	add := func(o catalogue.Opening) bool {
		meets := func(other catalogue.Opening) bool { return overlap(o, other) }
		if slices.ContainsFunc(slices.Concat(s.Open, all), meets) {
			return false
		}
		all = append(all, o)
		return true
	}
	if i := slices.IndexFunc(s.Open, catalogue.Opening.OfRange); i >= 0 {
		add(catalogue.Opening{Transports: otherThan(s.Open[i].Transports)})
	} else if m.rng.IntN(inVain) == 0 {
		add(shuffled(m.rng, s.Closed)[0])
	}
	for _, other := range others {
		if standApart(s, other) {
			continue
		}
		added := 0
		for _, o := range shuffled(m.rng, other.Open) {
			if !o.OfRange() && added < fewest && add(o) {
				added++
			}
		}
	}
	return all
}

func otherThan(over []catalogue.Transport) []catalogue.Transport {
	if slices.Contains(over, catalogue.TCP) {
		return []catalogue.Transport{catalogue.UDP}
	}
	return []catalogue.Transport{catalogue.TCP}
}

// overlap reports whether one of the two opens some of what the other does.
func overlap(a, b catalogue.Opening) bool {
	if a.Protocol != b.Protocol || a.OfRange() != b.OfRange() {
		return false
	}
	both := func(t catalogue.Transport) bool { return slices.Contains(b.Transports, t) }
	return a.Protocol != "" || slices.ContainsFunc(a.Transports, both) && a.From <= b.To && b.From <= a.To
}

// taskOf words the task, with the range that the program was set to use.
func (m *making) taskOf(s catalogue.PortSet, numbers string) string {
	task, set := s.Task.In(m.words.lang), s.Range.In(m.words.lang)
	if set == "" {
		return task
	}
	set = fmt.Sprintf(set, numbers)
	if m.words.lang == catalogue.Chinese {
		return task + set
	}
	return task + ", " + set
}

// rangeNumbers draws the numbers that a program was set to use, where no task has a port.
func (m *making) rangeNumbers() string {
	const lowest, hundreds, longest = 33_000, 150, 5
	from := lowest + 100*m.rng.IntN(hundreds)
	return fmt.Sprintf("%d–%d", from, from+100*(1+m.rng.IntN(longest))-1)
}

// opening words what is opened: "TCP 21", "TCP and UDP 53", "TCP 30000–32767".
func (m *making) opening(o catalogue.Opening, numbers string) string {
	if o.Protocol != "" {
		all := m.c.Protocols()
		i := slices.IndexFunc(all, func(p catalogue.Protocol) bool { return p.Name.EN == o.Protocol })
		return m.say(hasNoPorts, o.Protocol, all[i].Number)
	}
	over := strings.Join(m.words.transports(o.Transports), m.words.and)
	switch {
	case o.OfRange() && numbers == "":
		return m.say(ownRange, over)
	case o.OfRange():
		return over + " " + numbers
	case o.From != o.To:
		return fmt.Sprintf("%s %d–%d", over, o.From, o.To)
	}
	return fmt.Sprintf("%s %d", over, o.From)
}

// byOpening sorts by port, protocols without ports and ranges to be set last.
func byOpening(a, b catalogue.Opening) int {
	key := func(o catalogue.Opening) int {
		switch {
		case o.Protocol != "":
			return 1 << 18
		case o.OfRange():
			return 1 << 17
		}
		return int(o.From)
	}
	return cmp.Or(
		cmp.Compare(key(a), key(b)), cmp.Compare(a.Protocol, b.Protocol), cmp.Compare(a.To, b.To),
		slices.Compare(a.Transports, b.Transports),
	)
}

// matchSets asks which of four sets is for which of four tasks.
func (m *making) matchSets(sets []catalogue.PortSet) error {
	var picked []catalogue.PortSet
	for _, s := range sets {
		same := func(other catalogue.PortSet) bool { return openTheSame(s, other) }
		if len(picked) < pairs && !slices.ContainsFunc(picked, same) {
			picked = append(picked, s)
		}
	}
	if len(picked) < pairs {
		return fmt.Errorf("%w: %s", ErrTooSmall, m.q.Kind)
	}
	m.q.Stem = m.say(matchTasks)
	var services []*catalogue.Service
	var facts string
	for _, s := range picked {
		task, texts := upperFirst(s.Task.In(m.words.lang)), []string(nil)
		for _, o := range sorted(s.Open) {
			texts = append(texts, m.opening(o, ""))
		}
		open := strings.Join(texts, m.words.comma)
		m.q.Left, m.q.Right = append(m.q.Left, task), append(m.q.Right, open)
		m.q.Answers = append(m.q.Answers, task+"="+open)
		for _, service := range m.needs(s) {
			if !slices.Contains(services, service) {
				services = append(services, service)
			}
		}
		facts = Paragraph(facts, m.say(taskSaid, task, s.Why.In(m.words.lang)))
	}
	m.q.Right = shuffled(m.rng, m.q.Right)
	m.covers(services)
	m.q.Explanation = Explanation{Fact: facts}
	return nil
}

func sorted(all []catalogue.Opening) []catalogue.Opening {
	return slices.SortedFunc(slices.Values(all), byOpening)
}

func sameOpening(a, b catalogue.Opening) bool { return byOpening(a, b) == 0 }

func upperFirst(s string) string {
	first, size := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(first)) + s[size:]
}
