// Package rules is a model of packet filters: lists of rules, the packets that they
// are asked about, and which rule decides. Dialects print the lists as the
// configuration of a router, of Linux or of a cloud writes them.
package rules

import (
	"fmt"
	"net/netip"

	"portdrill/questions/catalogue"
)

// A Packet is what a filter decides on.
type Packet struct {
	Transport   catalogue.Transport
	From, To    netip.AddrPort
	Established bool // it answers a packet that was let through
}

// Reply returns the packet that answers p: addresses and ports change places.
func (p Packet) Reply() Packet {
	return Packet{Transport: p.Transport, From: p.To, To: p.From, Established: true}
}

// Peer returns the address on the other side of a packet that leaves, or comes in.
func (p Packet) Peer(out bool) netip.Addr {
	if out {
		return p.To.Addr()
	}
	return p.From.Addr()
}

// Own returns the address on this side.
func (p Packet) Own(out bool) netip.Addr { return p.Peer(!out) }

// Ports are a range of port numbers; the zero value holds all of them.
type Ports struct{ First, Last catalogue.Port }

// Port is the range of one number.
func Port(p catalogue.Port) Ports { return Ports{p, p} }

// All reports whether the range holds every port.
func (r Ports) All() bool { return r == Ports{} }

// Holds reports whether the port is in the range.
func (r Ports) Holds(p uint16) bool {
	return r.All() || uint16(r.First) <= p && p <= uint16(r.Last)
}

// Text returns the one port, or the first and the last with a sign between.
func (r Ports) Text(between string) string {
	if r.First == r.Last {
		return fmt.Sprint(r.First)
	}
	return fmt.Sprint(r.First, between, r.Last)
}

// A Rule lets packets through, or stops them. A field that is zero fits every packet.
type Rule struct {
	Name      string // by which the configuration, or its reader, calls it: "20"
	Permit    bool
	Transport catalogue.Transport

	From, To           netip.Prefix
	FromPorts, ToPorts Ports
	Established        bool // only what answers a packet that was let through
}

// A Field is what a rule can ask of a packet.
type Field int

// The fields, in the order in which people compare them.
const (
	Transport Field = iota
	From
	To
	FromPorts
	ToPorts
	Established
)

// Misses returns the fields in which the rule does not fit the packet: none where it
// matches.
func (r Rule) Misses(p Packet) []Field {
	var all []Field
	for field, fits := range [...]bool{
		Transport:   r.Transport == "" || r.Transport == p.Transport,
		From:        !r.From.IsValid() || r.From.Contains(p.From.Addr()),
		To:          !r.To.IsValid() || r.To.Contains(p.To.Addr()),
		FromPorts:   r.FromPorts.Holds(p.From.Port()),
		ToPorts:     r.ToPorts.Holds(p.To.Port()),
		Established: !r.Established || p.Established,
	} {
		if !fits {
			all = append(all, Field(field))
		}
	}
	return all
}

// Matches reports whether the rule fits the packet.
func (r Rule) Matches(p Packet) bool { return len(r.Misses(p)) == 0 }

// A List is read from its first rule on. The first that matches decides.
type List struct {
	Out    bool // it is for what leaves, and else for what comes in
	Rules  []Rule
	Permit bool // what no rule matches
}

// ByDefault is the place of no rule: none matched.
const ByDefault = -1

// Decide returns the place of the rule that decides, or [ByDefault], and whether the
// packet is let through.
func (l List) Decide(p Packet) (at int, permit bool) {
	for i, r := range l.Rules {
		if r.Matches(p) {
			return i, r.Permit
		}
	}
	return ByDefault, l.Permit
}

// Permits reports whether the packet is let through.
func (l List) Permits(p Packet) bool {
	_, permit := l.Decide(p)
	return permit
}
