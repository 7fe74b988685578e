package catalogue

import (
	"slices"
	"strings"
)

// A PortSet is what must be open for a task, and what is often opened for it in vain.
type PortSet struct {
	Key    string
	Area   string // tasks of one area are mistaken for each other: "vpn"
	Task   Text   // what is to be let through, in the middle of a sentence
	Range  Text   // which ports the program was set to use, of which "%s" stands for the numbers; may be empty
	Open   []Opening
	Closed []Opening // that may stay closed, though people open it

	NotBeside []string // keys of sets whose openings could be wanted for this one too
	Why       Text
	Source    string
	Date      string // when the source was consulted: 2026-11
}

// An Opening is what a firewall can let through: a range of ports, or a protocol that has
// none.
type Opening struct {
	Transports []Transport // none for a protocol without ports
	From, To   Port        // both included; zero where they are those of [PortSet.Range]
	Protocol   string      // that has no ports: "ESP"
}

// OfRange reports whether the ports are those that the program was set to use.
func (o Opening) OfRange() bool { return o.Protocol == "" && o.From == 0 }

// PortSets returns what must be open for which task.
func (c *Catalogue) PortSets() []PortSet { return c.portSets }

var portSetColumns = []string{
	"key", "area", "task_en", "task_zh", "range_en", "range_zh", "open", "closed", "not_beside", "why_en", "why_zh",
	"source", "date",
}

func (l *loader) portSets() {
	l.each("port-sets.csv", portSetColumns, func(r row) {
		s := PortSet{
			Key: r.must("key"), Area: r.must("area"), Task: r.text("task", true), Range: r.text("range", false),
			NotBeside: r.list("not_beside", ";"), Why: r.text("why", true),
			Source: r.must("source"), Date: r.must("date"),
		}
		open, closed := r.list("open", ";"), r.list("closed", ";")
		for _, text := range open {
			s.Open = append(s.Open, l.opening(r, "open", text))
		}
		for _, text := range closed {
			s.Closed = append(s.Closed, l.opening(r, "closed", text))
			if slices.Contains(open, text) {
				r.problem("closed", "%s must be open", text)
			}
		}
		if len(open) == 0 || slices.ContainsFunc(s.Open, Opening.OfRange) != (s.Range.EN != "") {
			r.problem("open", "is empty, or has a range where range_en is empty")
		}
		l.c.portSets = append(l.c.portSets, s)
	})
}

// opening reads "tcp/21", "tcp+udp/53", "tcp/30000-32767", "udp/range" or "esp".
func (l *loader) opening(r row, column, text string) Opening {
	over, ports, is := strings.Cut(text, "/")
	if !is {
		known := slices.ContainsFunc(l.c.protocols, func(p Protocol) bool { return strings.EqualFold(p.Name.EN, over) })
		if !known {
			r.problem(column, "%q is no protocol of protocols.csv", text)
		}
		return Opening{Protocol: strings.ToUpper(over)}
	}
	var o Opening
	for name := range strings.SplitSeq(over, "+") {
		o.Transports = append(o.Transports, Transport(name))
		if t := Transport(name); t != TCP && t != UDP {
			r.problem(column, "%q is neither tcp nor udp", name)
		}
	}
	if ports == "range" {
		return o
	}
	from, to, isRange := strings.Cut(ports, "-")
	if !isRange {
		to = from
	}
	for _, end := range []struct {
		text string
		into *Port
	}{{from, &o.From}, {to, &o.To}} {
		port, _, err := ParsePort(end.text)
		if err != nil {
			r.problem(column, "%q: %v", text, err)
		}
		*end.into = port
	}
	if o.From == 0 || o.To < o.From {
		r.problem(column, "%q is no range", text)
	}
	return o
}
