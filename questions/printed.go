package questions

import (
	"fmt"
	"math/rand/v2"
	"slices"

	"portdrill/questions/catalogue"
)

// Questions from practice show what a machine prints, in a [Block].

// documented draws a host of the networks that RFC 5737 keeps for documentation.
func documented(rng *rand.Rand) string {
	network := []string{"192.0.2.", "198.51.100.", "203.0.113."}[rng.IntN(3)]
	return fmt.Sprint(network, 1+rng.IntN(254))
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
	return m.apart(m.members(), n, func(s *catalogue.Service) bool {
		return m.listens(s) && slices.Contains(over, s.Transports[0])
	})
}

// listens reports whether the service waits for others on a port that tells it.
func (m *making) listens(s *catalogue.Service) bool {
	return !s.ByName && s.Port > 0 && !slices.Contains(noListeners, s.Key) && len(s.Transports) > 0
}

// askPrinted makes the question, about the services in the order in which they are shown.
func (m *making) askPrinted(stem catalogue.Text, block Block, services []*catalogue.Service, args ...any) {
	m.covers(services)
	m.q.Stem, m.q.Block = m.say(stem, args...), block
}

// wantOne asks for one of the services that are shown; why says of each what it is.
func (m *making) wantOne(right int, services []*catalogue.Service, why func(int) string) {
	shown := make([]string, len(services))
	for i, s := range services {
		shown[i] = s.Label(m.words.lang)
	}
	answer := shown[right]
	reasons := make(map[string]string)
	for i, label := range shown {
		reasons[label] = why(i)
	}
	m.rng.Shuffle(len(shown), func(i, j int) { shown[i], shown[j] = shown[j], shown[i] })
	m.wantText(answer, shown, nil)
	m.contrast(func(option string) string { return reasons[option] })
}
