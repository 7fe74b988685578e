package questions

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"

	"portdrill/questions/catalogue"
)

// Questions from practice show what a machine prints, in a [Block]. A kind of them can
// ask several things of what it prints; which it does is drawn.

// anyOf makes one of the questions, by chance, of those for which the deck is large
// enough.
func (m *making) anyOf(asks ...func() error) (err error) {
	m.rng.Shuffle(len(asks), func(i, j int) { asks[i], asks[j] = asks[j], asks[i] })
	for _, ask := range asks {
		if err = ask(); !errors.Is(err, ErrTooSmall) {
			break
		}
	}
	return err
}

// coin is as often true as false.
func (m *making) coin() bool { return m.rng.IntN(2) == 0 }

// shuffled returns the same in an order of chance.
func shuffled[E any](rng *rand.Rand, all []E) []E {
	all = slices.Clone(all)
	rng.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	return all
}

// documented draws a host of the networks that RFC 5737 keeps for documentation, none of
// the others.
func documented(rng *rand.Rand, others ...string) string {
	for {
		network := []string{"192.0.2.", "198.51.100.", "203.0.113."}[rng.IntN(3)]
		if host := fmt.Sprint(network, 1+rng.IntN(254)); !slices.Contains(others, host) {
			return host
		}
	}
}

// hereabouts draws hosts of the first of those networks, each another one.
func hereabouts(rng *rand.Rand, n int) []string {
	hosts := make([]string, n)
	for i, last := range rng.Perm(254)[:n] {
		hosts[i] = fmt.Sprint("192.0.2.", 1+last)
	}
	return hosts
}

// ephemeral draws a port that a client may have and no service is known to use.
func (m *making) ephemeral() catalogue.Port {
	from := m.c.Range("dynamic").From
	for {
		if p := from + catalogue.Port(m.rng.IntN(int(lastPort-from))); len(m.c.At(p)) == 0 {
			return p
		}
	}
}

// noListeners are services that wait for no connections on their port.
var noListeners = []string{"ftp-data", "ftps-data", "bootpc", "dhcpv6-client"}

// listeners draws services of the deck that a host offers on ports which tell them, over
// one of the transports.
func (m *making) listeners(n int, over ...catalogue.Transport) ([]*catalogue.Service, error) {
	return m.apart(m.members(), n, func(s *catalogue.Service) bool { return m.tellsByPort(s, over...) })
}

// tellsByPort reports whether a server of the service is known by its port, over one of
// the transports, and by it told from a client.
func (m *making) tellsByPort(s *catalogue.Service, over ...catalogue.Transport) bool {
	return !s.ByName && 0 < s.Port && s.Port < m.c.Range("dynamic").From && !slices.Contains(noListeners, s.Key) &&
		len(s.Transports) > 0 && slices.Contains(over, s.Transports[0])
}

// askPrinted makes the question, about the services in the order in which they are
// shown, those that only options name after them.
func (m *making) askPrinted(stem catalogue.Text, block Block, services []*catalogue.Service, args ...any) {
	m.covers(services)
	m.q.Stem, m.q.Block = m.say(stem, args...), block
}

// wantPick asks for one of the options, which are shuffled; why says of each what it is.
func (m *making) wantPick(right int, options []string, why func(int) string) {
	order := m.rng.Perm(len(options))
	shown := make([]string, len(options))
	for at, i := range order {
		shown[at] = options[i]
	}
	m.choose(shown, slices.Index(order, right), func(at int) string { return why(order[at]) })
	m.q.Explanation.Fact = why(right)
}

// choose asks for one of the options, which stay in their order; why says of each that is
// wrong why.
func (m *making) choose(options []string, right int, why func(int) string) {
	m.wantText(options[right], options, nil)
	m.contrast(func(option string) string { return why(slices.Index(options, option)) })
}

func (m *making) texts(all []catalogue.Text) []string {
	said := make([]string, len(all))
	for i, each := range all {
		said[i] = m.say(each)
	}
	return said
}

// wantOne asks for one of the services; why says of each what it is.
func (m *making) wantOne(right int, services []*catalogue.Service, why func(int) string) {
	m.wantPick(right, m.labels(services), why)
	m.q.Explanation.About = services[right].Description.In(m.words.lang)
}

func (m *making) labels(services []*catalogue.Service) []string {
	all := make([]string, len(services))
	for i, s := range services {
		all[i] = s.Label(m.words.lang)
	}
	return all
}

// onTransport names the port of a service as a scan or a rule does, and people: "TCP 443".
func onTransport(s *catalogue.Service) string {
	return fmt.Sprintf("%s %d", nameOf(s.Transports[0]), s.Port)
}
