package rules

import (
	"math/rand/v2"
	"net/netip"

	"portdrill/questions/catalogue"
)

// A Scene is where lists are drawn about: a network that the filter protects and others
// outside, of those that RFC 5737 keeps for documentation.
type Scene struct {
	rng     *rand.Rand
	dialect *Dialect
	inside  netip.Prefix
	outside [2]netip.Prefix
	ports   []catalogue.Port // of services, for rules about others
}

// NewScene draws a scene. The ports are those of the services that its rules are about,
// at least two.
func NewScene(rng *rand.Rand, d *Dialect, ports ...catalogue.Port) *Scene {
	all := []netip.Prefix{
		netip.MustParsePrefix("192.0.2.0/24"), netip.MustParsePrefix("198.51.100.0/24"),
		netip.MustParsePrefix("203.0.113.0/24"),
	}
	rng.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	return &Scene{rng: rng, dialect: d, inside: all[0], outside: [2]netip.Prefix(all[1:]), ports: ports}
}

// Inside draws a host of the network that is protected.
func (s *Scene) Inside() netip.Addr { return s.host(s.inside) }

// Outside draws a host from outside it.
func (s *Scene) Outside() netip.Addr { return s.host(s.outside[0]) }

func (s *Scene) host(in netip.Prefix) netip.Addr {
	const hosts = 254
	bytes := in.Addr().As4()
	bytes[3] = byte(1 + s.rng.IntN(hosts))
	return netip.AddrFrom4(bytes)
}

// List draws a list of n rules of which the one at the place decides on the packet, or
// none by [ByDefault]. Those before it nearly match; of those after it some would.
func (s *Scene) List(out bool, p Packet, n, at int) List {
	for {
		l := List{Out: out, Permit: s.dialect.Defaults[s.rng.IntN(len(s.dialect.Defaults))]}
		for i, name := range s.dialect.names(s.rng, n) {
			r := s.near(out, p)
			if i == at || at != ByDefault && i > at && s.dialect.Deny && s.rng.IntN(2) == 0 {
				r = s.matching(out, p)
			}
			const permits, of = 3, 5
			r.Name, r.Permit = name, !s.dialect.Deny || r.Established || s.rng.IntN(of) < permits
			l.Rules = append(l.Rules, r)
		}
		if decides, _ := l.Decide(p); decides == at && l.isPlain() {
			return l
		}
	}
}

// With returns the scene for lists of another dialect.
func (s *Scene) With(d *Dialect) *Scene {
	other := *s
	other.dialect = d
	return &other
}

// Verdict draws a list that does as is wanted with the packet.
func (s *Scene) Verdict(out bool, p Packet, n int, permit bool) List {
	for {
		at := s.rng.IntN(n+1) - 1
		if l := s.List(out, p, n, at); l.Permits(p) == permit {
			return l
		}
	}
}

// Deaf draws a list of n rules that permit something, but not the packet.
func (s *Scene) Deaf(out bool, n int, p Packet) List {
	l := s.List(out, p, n, ByDefault)
	for i := range l.Rules {
		l.Rules[i].Permit = true
	}
	l.Permit = false
	return l
}

// isPlain reports whether no two rules ask for the same, nor two have one name.
func (l List) isPlain() bool {
	seen, names := make(map[Rule]bool), make(map[string]bool)
	for _, r := range l.Rules {
		name := r.Name
		r.Name, r.Permit = "", false
		if seen[r] || names[name] {
			return false
		}
		seen[r], names[name] = true, true
	}
	return true
}

// matching draws a rule that the packet fits, now and then one for all that a network
// sends.
func (s *Scene) matching(out bool, p Packet) Rule {
	const general = 6
	if s.rng.IntN(general) == 0 {
		r := Rule{}
		setPeer(&r, out, netip.PrefixFrom(p.Peer(out), s.bits()).Masked())
		return r
	}
	return s.specific(out, p)
}

// specific draws one for the transport and ports of the packet.
func (s *Scene) specific(out bool, p Packet) Rule {
	r := Rule{Transport: p.Transport}
	setPeer(&r, out, s.around(p.Peer(out)))
	if s.dialect.BothEnds && s.rng.IntN(2) == 0 {
		setPeer(&r, !out, netip.PrefixFrom(p.Own(out), 32))
	}
	switch {
	case !p.Established:
		r.ToPorts = Port(catalogue.Port(p.To.Port()))
	case s.dialect.Answers().Matches(p) && s.dialect.State && s.rng.IntN(3) == 0:
		return s.dialect.Answers()
	case s.dialect.FromPorts && s.rng.IntN(3) > 0:
		r.FromPorts = Port(catalogue.Port(p.From.Port()))
	default:
		r.ToPorts = s.clientPorts()
	}
	return r
}

// clientPorts draws a range that clients take their ports from: of IANA, and of old;
// all that are not the system's.
func (s *Scene) clientPorts() Ports {
	return []Ports{{1024, highest}, {49152, highest}, {32768, highest}}[s.rng.IntN(3)]
}

// near draws a rule that the packet misses in one thing.
func (s *Scene) near(out bool, p Packet) Rule {
	for {
		r := s.specific(out, p)
		if r.Established {
			continue // nothing else of it can be varied
		}
		switch s.rng.IntN(5) {
		case 0:
			setPeer(&r, out, s.elsewhere(p.Peer(out)))
		case 1:
			r.Transport = other(r.Transport)
		case 2:
			s.otherPorts(&r)
		case 3:
			if s.dialect.FromPorts {
				r.FromPorts, r.ToPorts = r.ToPorts, r.FromPorts
			} else {
				s.otherPorts(&r)
			}
		case 4:
			switch {
			case s.dialect.BothEnds:
				setPeer(&r, !out, netip.PrefixFrom(s.Inside(), 32))
			case s.dialect.State && !p.Established:
				r = s.dialect.Answers()
			default:
				s.otherPorts(&r)
			}
		}
		if len(r.Misses(p)) == 1 {
			return r
		}
	}
}

func other(t catalogue.Transport) catalogue.Transport {
	if t == catalogue.TCP {
		return catalogue.UDP
	}
	return catalogue.TCP
}

// otherPorts has the rule ask for another service, or for fewer of the clients' ports.
func (s *Scene) otherPorts(r *Rule) {
	port := Port(s.ports[s.rng.IntN(len(s.ports))])
	switch {
	case !r.FromPorts.All():
		r.FromPorts = port
	case r.ToPorts.First != r.ToPorts.Last && s.rng.IntN(2) == 0:
		const oldWindows = 5000 // the last that Windows XP took
		r.ToPorts = Ports{1024, oldWindows}
	default:
		r.ToPorts = port
	}
}

// setPeer has the rule ask for an address on the other side.
func setPeer(r *Rule, out bool, to netip.Prefix) {
	if out {
		r.To = to
	} else {
		r.From = to
	}
}

// around draws a network that holds the address; every other time all do.
func (s *Scene) around(a netip.Addr) netip.Prefix {
	if s.rng.IntN(2) == 0 {
		return netip.Prefix{}
	}
	return netip.PrefixFrom(a, s.bits()).Masked()
}

func (s *Scene) bits() int { return []int{24, 25, 26, 27, 28, 32}[s.rng.IntN(6)] }

// elsewhere draws a network that does not hold the address: beside it, or another.
func (s *Scene) elsewhere(a netip.Addr) netip.Prefix {
	for {
		in := s.outside[s.rng.IntN(len(s.outside))]
		if p := netip.PrefixFrom(s.host(in), s.bits()).Masked(); !p.Contains(a) {
			return p
		}
	}
}
