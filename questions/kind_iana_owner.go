package questions

import (
	"fmt"
	"slices"
	"strings"

	"portdrill/questions/catalogue"
)

// ianaOwner: to whom has IANA registered TCP 8080? Registered is not used: many ports are
// known for something else. So these questions say "registered", never meet the
// services that are merely found there (R7), and are practice.
var ianaOwner = kindOf{
	key: IANAOwner, name: catalogue.Text{EN: "who registered a port with IANA", ZH: "IANA 把端口登记给谁"},
	formats: []Format{Choice, Typed, Flashcards}, make: makeIANAOwner,
	several: true, ofOneFact: true, outOfExams: true,
}

var (
	askOwner = catalogue.Text{EN: "To which service is %s registered with IANA?", ZH: "IANA 将 %s登记给哪个服务？"}
	isOwner  = catalogue.Text{EN: "IANA has registered %s %d as %s.", ZH: "IANA 将 %s %d 登记为 %s。"}
	inSource = catalogue.Text{EN: "(IANA registry, %s)", ZH: "（IANA 登记表，%s）"}
	otherOf  = catalogue.Text{EN: "%s is registered at %d.", ZH: "%s 登记在 %d。"}
)

// registryFacet names what IANA has registered at a port. It follows from the
// registry by this rule, belongs to no card, and so is not in the list of facets.
func registryFacet(e catalogue.Entry) FacetID {
	return FacetID(fmt.Sprintf("iana:%s/%d", e.Transport, e.Port))
}

// makeIANAOwner asks about the port that the facet names, else about one of the deck.
func makeIANAOwner(m *making, f Facet, _ *catalogue.Service) error {
	registry, err := catalogue.IANA()
	if err != nil {
		return err
	}
	e, ok := registered(m, registry, f.ID)
	if !ok {
		return fmt.Errorf("%w: %s", ErrTooSmall, IANAOwner)
	}
	others := otherOwners(m, registry, e)
	m.q.Facets = []FacetID{registryFacet(e)}
	m.q.Services, m.q.Ports = []string{e.Service}, []string{fmt.Sprintf("%s/%d", e.Transport, e.Port)}
	accepted := []string{e.Service}
	if s := curatedOwner(m, e); s != nil {
		m.q.Services, accepted = []string{s.Key}, s.Names()
	}
	m.q.Stem = m.say(askOwner, m.words.socket(&catalogue.Service{Port: e.Port, Transports: []catalogue.Transport{e.Transport}}))
	fact := m.say(isOwner, strings.ToUpper(string(e.Transport)), e.Port, e.Service)
	m.q.Explanation = Explanation{
		Fact:  fact,
		About: m.words.sentence(e.Description),
		Use:   strings.TrimLeft(strings.ReplaceAll(e.RFC, ";", ", ")+" "+m.say(inSource, catalogue.RegistryDate), " "),
	}
	shown := []string{e.Service}
	at := make(map[string]catalogue.Port, len(others))
	for _, other := range others {
		shown = append(shown, other.Service)
		at[other.Service] = other.Port
	}
	m.rng.Shuffle(len(shown), func(i, j int) { shown[i], shown[j] = shown[j], shown[i] })
	m.wantText(e.Service, shown, accepted)
	m.contrast(func(option string) string { return m.say(otherOf, option, at[option]) })
	return nil
}

// registered returns the entry to ask about.
func registered(m *making, r *catalogue.Registry, id FacetID) (catalogue.Entry, bool) {
	if id != "" {
		port, transports, err := catalogue.ParsePort(id.aspect())
		if err != nil || len(transports) != 1 {
			return catalogue.Entry{}, false
		}
		return onlyOwner(m, r.At(port), transports[0])
	}
	if m.deck != nil && m.deck.Key != catalogue.IANADeck {
		return registeredInDeck(m, r)
	}
	const tries = 1000 // nine rows in ten will do
	for range tries {
		drawn := r.Entry(m.rng.IntN(r.Len()))
		if e, ok := onlyOwner(m, r.At(drawn.Port), drawn.Transport); ok {
			return e, true
		}
	}
	return catalogue.Entry{}, false
}

func registeredInDeck(m *making, r *catalogue.Registry) (catalogue.Entry, bool) {
	for _, s := range m.members() {
		if s.Deck != "" {
			continue
		}
		t := s.Transports[m.rng.IntN(len(s.Transports))]
		if e, ok := onlyOwner(m, r.At(s.Port), t); ok {
			return e, true
		}
	}
	return catalogue.Entry{}, false
}

// onlyOwner returns the one name that is registered for the transport. There is
// none where several are, and none where a service is merely found on the port
// that goes by such a name too.
func onlyOwner(m *making, at []catalogue.Entry, t catalogue.Transport) (catalogue.Entry, bool) {
	at = slices.DeleteFunc(at, func(e catalogue.Entry) bool { return e.Transport != t })
	if len(at) != 1 {
		return catalogue.Entry{}, false
	}
	return at[0], !slices.ContainsFunc(m.c.At(at[0].Port), func(s *catalogue.Service) bool {
		return s.Status != catalogue.Assigned && s.Accepts(at[0].Service)
	})
}

// curatedOwner returns the service that is taught under the registered name, nil
// if there is none.
func curatedOwner(m *making, e catalogue.Entry) *catalogue.Service {
	for _, s := range m.c.At(e.Port) {
		if s.Status == catalogue.Assigned && s.IANAName == e.Service {
			return s
		}
	}
	return nil
}

// otherOwners returns wrong options, none of them registered at the port, and none
// that anything on the port goes by. For a service that is taught they are the names
// of others that are, as a name that many know is no wrong option beside names that
// nobody does; for the rest names registered near by. Some of those stretch over many
// ports; then it looks farther.
func otherOwners(m *making, r *catalogue.Registry, e catalogue.Entry) []catalogue.Entry {
	if s := curatedOwner(m, e); s != nil {
		return taughtOwners(m, r, e, s)
	}
	const nearby = 60 // rows before and after
	var others []catalogue.Entry
	for around := nearby; len(others) < maxDistractors && around < r.Len(); around *= 4 {
		others = ownersAround(m, r, e, around)
	}
	return others
}

func taughtOwners(m *making, r *catalogue.Registry, e catalogue.Entry, s *catalogue.Service) []catalogue.Entry {
	home := slices.DeleteFunc(slices.Clone(m.atHome(s)), func(other *catalogue.Service) bool {
		return other.Status != catalogue.Assigned || other.IANAName == e.Service || goesBy(m, e.Port, other.IANAName)
	})
	var others []catalogue.Entry
	for _, other := range m.wrongServices(choice{right: s, home: home, numbers: true}) {
		at := r.At(other.Port)
		if i := slices.IndexFunc(at, func(e catalogue.Entry) bool { return e.Service == other.IANAName }); i >= 0 {
			others = append(others, at[i])
		}
	}
	return others
}

func ownersAround(m *making, r *catalogue.Registry, e catalogue.Entry, around int) []catalogue.Entry {
	first := max(r.First(e.Port)-around, 0)
	near := m.rng.Perm(min(2*around, r.Len()-first))
	taken := make(map[string]bool)
	for _, at := range r.At(e.Port) {
		taken[catalogue.Fold(at.Service)] = true
	}
	var others []catalogue.Entry
	for _, i := range near {
		other := r.Entry(first + i)
		folded := catalogue.Fold(other.Service)
		if taken[folded] || goesBy(m, e.Port, other.Service) {
			continue
		}
		taken[folded] = true
		if others = append(others, other); len(others) == maxDistractors {
			break
		}
	}
	return others
}

// goesBy reports whether a service on the port goes by the name, or by that of a
// relative of it.
func goesBy(m *making, p catalogue.Port, name string) bool {
	return slices.ContainsFunc(m.c.At(p), func(s *catalogue.Service) bool {
		return s.Accepts(name) || slices.ContainsFunc(m.c.Find(name), func(other *catalogue.Service) bool { return !m.c.Rivals(s, other) })
	})
}
