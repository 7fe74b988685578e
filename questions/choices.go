package questions

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"portdrill/questions/catalogue"
)

// maxDistractors wrong options stand beside the right one where so many are
// plausible. Fewer than minDistractors never do.
const (
	maxDistractors = 3
	minDistractors = 2
)

// A choice is what wrong options are wanted for.
//
// Options must not tell which of them is right: not by what they resemble, not by
// their numbers, not by how often each is right in other questions. So the services
// at home, those that questions of the kind may be about, are dealt out in hands of
// four that go well together, by a chance that does not depend on which of them is
// asked for. The options are the hand that holds the right one: whatever it looks
// like, each in it is the right one as often as any other.
type choice struct {
	right  *catalogue.Service
	home   []*catalogue.Service
	beside []*catalogue.Service // that no option may be right for either

	fits    func(a, b *catalogue.Service) bool // whether both can be options, beside what holds of all; nil for always
	numbers bool                               // a number is shown, so near ones are mistaken for each other
}

// atHome returns the services of the deck that is learned, if the right one is of it
// too; else all that options can be taken from.
func (m *making) atHome(right *catalogue.Service) []*catalogue.Service {
	if m.deck == nil || m.deck.Own || m.deck.Key == catalogue.AllDeck || !m.deck.Holds(right) {
		return m.pool(right)
	}
	return m.c.InDeck(m.deck)
}

// wrongServices returns wrong options: what this very learner, or class, has taken
// for the right one, then the hand of the right one, and where that is too small
// others that resemble it, if all can be options.
func (m *making) wrongServices(c choice) []*catalogue.Service {
	picked := m.pick(c, nil, m.mixedUp(c.right), maxDistractors)
	if len(picked) < maxDistractors {
		picked = m.pick(c, picked, m.hand(c), maxDistractors)
	}
	if len(picked) < minDistractors && c.fits == nil {
		picked = m.pick(c, picked, m.likest(c, c.right, m.pool(c.right)), minDistractors)
	}
	return picked
}

// mixedUp returns what was taken for the service, most often first.
func (m *making) mixedUp(s *catalogue.Service) []*catalogue.Service {
	counts := m.confused[s.Key]
	var all []*catalogue.Service
	for _, key := range slices.SortedFunc(maps.Keys(counts), func(a, b string) int {
		return cmp.Or(cmp.Compare(counts[b], counts[a]), cmp.Compare(a, b))
	}) {
		if other := m.c.Service(key); other != nil {
			all = append(all, other)
		}
	}
	return all
}

// pick adds services to those picked, until there are n, so that none is right for
// what is asked (R2) and none could be taken for another (R4).
func (m *making) pick(c choice, picked, from []*catalogue.Service, n int) []*catalogue.Service {
	for _, s := range from {
		if len(picked) >= n {
			break
		}
		unfit := func(right *catalogue.Service) bool { return !m.standsBeside(right, s) }
		fits := !unfit(c.right) && !slices.ContainsFunc(c.beside, unfit) && (c.fits == nil || c.fits(c.right, s))
		if fits && m.isAnswerable(s) && m.differs(s, picked) {
			picked = append(picked, s)
		}
	}
	return picked
}

// standsBeside reports whether neither s nor another service on the port of s
// is in any reading right where right is asked for.
func (m *making) standsBeside(right, s *catalogue.Service) bool {
	return !slices.ContainsFunc(m.m.at(right, s.Port), func(at *catalogue.Service) bool {
		return at == right || !m.c.Rivals(right, at)
	})
}

// isAnswerable reports whether the service is the right answer of some question of the
// kind, and so can be a wrong option of others.
func (m *making) isAnswerable(s *catalogue.Service) bool { return !s.ByName || m.q.Kind.SaysService() }

func (m *making) differs(s *catalogue.Service, from []*catalogue.Service) bool {
	return !slices.ContainsFunc(from, func(other *catalogue.Service) bool { return !m.c.Rivals(s, other) })
}

// handOf services are dealt to a hand, of at most mostAtOnce.
const (
	handOf     = maxDistractors + 1
	mostAtOnce = 28
)

// hand deals, and returns the others in the hand of the right one first, then the
// rest in an order of chance, for where some of the hand cannot be shown.
func (m *making) hand(c choice) []*catalogue.Service {
	home := m.cut(c)
	m.fair.Shuffle(len(home), func(i, j int) { home[i], home[j] = home[j], home[i] })
	// Those over get a hand with others of chance. Which they are is drawn before, lest
	// it be those that nothing goes with.
	over := len(home) % handOf
	rest := slices.Clone(home[over:])
	if at := slices.Index(home, c.right); at < over {
		return without(c.right, slices.Concat(home[:over], rest))
	}
	members := make(map[string]int)
	for _, s := range home {
		members[s.Family]++
	}
	slices.SortStableFunc(rest, func(a, b *catalogue.Service) int { // those with whom fewer can meet first
		return members[b.Family] - members[a.Family]
	})
	for {
		dealt := rest[:1:1]
		for _, s := range m.likest(c, rest[0], rest[1:]) {
			unfit := func(other *catalogue.Service) bool { return !m.meet(c, other, s) }
			if len(dealt) < handOf && !slices.ContainsFunc(dealt, unfit) {
				dealt = append(dealt, s)
			}
		}
		if slices.Contains(dealt, c.right) {
			return without(c.right, slices.Concat(dealt, home))
		}
		rest = slices.DeleteFunc(rest, func(s *catalogue.Service) bool { return slices.Contains(dealt, s) })
	}
}

// meet reports whether two services can be options of a question about either.
func (m *making) meet(c choice, a, b *catalogue.Service) bool {
	return m.standsBeside(a, b) && m.standsBeside(b, a) && (c.fits == nil || c.fits(a, b))
}

func without(s *catalogue.Service, from []*catalogue.Service) []*catalogue.Service {
	return slices.DeleteFunc(from, func(other *catalogue.Service) bool { return other == s })
}

// cut returns the part of those at home that is dealt out. Where there are many it
// holds what is near the right one, by number or by category.
func (m *making) cut(c choice) []*catalogue.Service {
	home := slices.DeleteFunc(slices.Clone(c.home), func(s *catalogue.Service) bool { return !m.isAnswerable(s) })
	if !slices.Contains(home, c.right) {
		home = append(home, c.right)
	}
	if len(home) <= mostAtOnce {
		return home
	}
	slices.SortStableFunc(home, byPort)
	if !c.numbers || m.fair.IntN(2) == 0 {
		slices.SortStableFunc(home, func(a, b *catalogue.Service) int { return cmp.Compare(a.Category, b.Category) })
	}
	from := m.fair.IntN(len(home))
	home = slices.Concat(home[from:], home[:from])
	parts := (len(home) + mostAtOnce - 1) / mostAtOnce
	return partWith(home, slices.Index(home, c.right), parts)
}

// partWith returns the one of so many equal parts that holds what is at the place.
func partWith[E any](all []E, at, parts int) []E {
	part := at * parts / len(all)
	first := func(part int) int { return (part*len(all) + parts - 1) / parts }
	return all[first(part):first(part+1)]
}

// What makes one service plausible beside another (R5), in points.
const (
	pointsConfused = 2.0 // people mix the two up
	pointsCategory = 2.0
	pointsAdjacent = 2.0 // numbers at most 2 apart, where numbers are shown
	pointsWord     = 2.0 // such as TLS in both names
	pointsJitter   = 3.0

	adjacent = 2
)

// likest returns the services by how much they resemble s, with some chance.
func (m *making) likest(c choice, s *catalogue.Service, from []*catalogue.Service) []*catalogue.Service {
	type rated struct {
		*catalogue.Service
		score float64
	}
	pairs := m.c.Confused(s.Key)
	all := make([]rated, len(from))
	for i, other := range from {
		score := m.fair.Float64() * pointsJitter
		if slices.ContainsFunc(pairs, func(p catalogue.Confusion) bool { return other != s && (p.A == other.Key || p.B == other.Key) }) {
			score += pointsConfused
		}
		if s.Category == other.Category {
			score += pointsCategory
		}
		if c.numbers && distance(s.Port, other.Port) <= adjacent {
			score += pointsAdjacent
		}
		if sharesWord(s.Name.EN, other.Name.EN) {
			score += pointsWord
		}
		all[i] = rated{other, score}
	}
	slices.SortStableFunc(all, func(a, b rated) int { return cmp.Compare(b.score, a.score) })
	sorted := make([]*catalogue.Service, len(all))
	for i, r := range all {
		sorted[i] = r.Service
	}
	return sorted
}

func sharesWord(a, b string) bool {
	for word := range strings.FieldsFuncSeq(a, func(r rune) bool { return !unicode.IsLetter(r) }) {
		if len(word) > 2 && strings.Contains(b, word) {
			return true
		}
	}
	return false
}

func distance(a, b catalogue.Port) int {
	if a < b {
		return int(b) - int(a)
	}
	return int(a) - int(b)
}

// tellsItself reports whether a stem in words about the service repeats its name. It
// is then neither asked for by such stems where another will do, nor a wrong option.
func (m *Maker) tellsItself(k Kind, s *catalogue.Service, lang catalogue.Lang) bool {
	label := labelIn(k, s, lang)
	return slices.ContainsFunc(k.row().stems(m, s), func(stem catalogue.Text) bool { return repeats(stem.In(lang), label) })
}

// sayNothing takes out what stems hold whatever they are about.
var sayNothing = strings.NewReplacer(
	"服务器", "", "服务", "", "端口", "", "协议", "", "连接", "", "网络", "",
)

// repeats reports whether a word of the label, of a Chinese one two signs, is in the
// stem.
func repeats(stem, label string) bool {
	label = sayNothing.Replace(label)
	for word := range strings.FieldsFuncSeq(label, func(r rune) bool { return !unicode.IsLetter(r) }) {
		signs := []rune(word)
		if signs[0] < utf8.RuneSelf {
			if strings.Contains(stem, word) {
				return true
			}
			continue
		}
		for i := range len(signs) - 1 {
			if strings.Contains(stem, string(signs[i:i+2])) {
				return true
			}
		}
	}
	return false
}

// linked returns what the link leads to from s and from the other services that are
// learned with it, as far as that is one thing; where that is little, from all.
func (m *making) linked(s *catalogue.Service, link func(*catalogue.Service) []catalogue.Endpoint) []*catalogue.Service {
	for _, from := range [][]*catalogue.Service{m.atHome(s), m.c.Services} {
		var all []*catalogue.Service
		for _, other := range from {
			if to := link(other); len(to) == 1 && !slices.Contains(all, m.c.Service(to[0].Key)) {
				all = append(all, m.c.Service(to[0].Key))
			}
		}
		if len(all) > minDistractors {
			return all
		}
	}
	return nil
}

// untold returns the services that a stem in words can be about without naming them.
func (m *making) untold(from []*catalogue.Service) []*catalogue.Service {
	return slices.DeleteFunc(slices.Clone(from), func(s *catalogue.Service) bool {
		return m.m.tellsItself(m.q.Kind, s, m.words.lang)
	})
}

// isUntold returns the rule that a stem of the kind does not repeat the name that it
// asks for.
func isUntold(k Kind) func(*Maker, *catalogue.Deck, Facet, catalogue.Lang) bool {
	return func(m *Maker, _ *catalogue.Deck, f Facet, lang catalogue.Lang) bool {
		return !m.tellsItself(k, m.c.Service(f.Service), lang)
	}
}
