package data

import (
	"strconv"
	"strings"
	"unicode"

	"portdrill/questions"
	"portdrill/questions/catalogue"
	"portdrill/questions/catalogue/exchange"
	"portdrill/questions/catalogue/lazyregexp"
)

// A matcher tells what the notes of other people's decks are about.
type matcher struct{ maker *questions.Maker }

// facet returns the facet that a card exercises: one that portdrill has written says
// so in its first field; of others the port and the service must be those of the
// catalogue. ok is false if they are not.
func (m matcher) facet(fields []string, front, back string) (questions.FacetID, bool) {
	if len(fields) > 2 && m.maker.IsFacet(fields[0]) {
		return questions.FacetID(fields[0]), true
	}
	c := m.maker.Catalogue()
	if ports, _ := exchange.PortsIn(back); len(ports) == 1 {
		if s := mentioned(c, ports[0], front); s != nil {
			return m.about(s, ":port")
		}
		return "", false
	}
	ports, transports := exchange.PortsIn(front)
	if len(ports) == 0 {
		ports, transports = portAsked(front)
	}
	if len(ports) != 1 {
		return "", false
	}
	for _, s := range c.At(ports[0]) {
		if (len(transports) == 0 || s.Uses(transports[0])) && called(s, back) {
			return m.about(s, ":service")
		}
	}
	return "", false
}

// about returns the facet of the service whose ID ends so.
func (m matcher) about(s *catalogue.Service, ending string) (questions.FacetID, bool) {
	for _, id := range m.maker.FacetsOfService(s.Key) {
		if strings.HasSuffix(string(id), ending) {
			return id, true
		}
	}
	return "", false
}

// mentioned returns the service at the port that a text names in whole words, the
// one with the longest name; nil if there is none.
func mentioned(c *catalogue.Catalogue, p catalogue.Port, text string) (found *catalogue.Service) {
	const longestName = 6 // words
	words := strings.FieldsFunc(text, func(r rune) bool {
		return unicode.IsSpace(r) || strings.ContainsRune("?？!,，。:：;()（）\"“”'", r)
	})
	most := 0
	for from := range words {
		for to := from + 1; to <= min(len(words), from+longestName); to++ {
			name := strings.Join(words[from:to], " ")
			for _, s := range c.At(p) {
				if s.Accepts(name) && to-from > most {
					found, most = s, to-from
				}
			}
		}
	}
	return found
}

var (
	askedPort = lazyregexp.New(`(?i)(?:\bports?|端口号?|\btcp|\budp)[ /:：]*(\d{1,5})(?:\D|$)|(?:^|\D)(\d{1,5})[ /]*(?:端口|tcp\b|udp\b|号端口)`)
	anyNumber = lazyregexp.New(`\d+`)
)

// portAsked returns the one port that a question names: "What runs on port 22?"
func portAsked(text string) ([]catalogue.Port, []catalogue.Transport) {
	m := askedPort().FindStringSubmatch(text)
	if m == nil || len(anyNumber().FindAllString(text, -1)) != 1 {
		return nil, nil
	}
	n, err := strconv.ParseUint(m[1]+m[2], 10, 16)
	if err != nil {
		return nil, nil
	}
	lower := strings.ToLower(text)
	tcp, udp := strings.Contains(lower, "tcp"), strings.Contains(lower, "udp")
	var transports []catalogue.Transport
	switch {
	case tcp && !udp:
		transports = append(transports, catalogue.TCP)
	case udp && !tcp:
		transports = append(transports, catalogue.UDP)
	}
	return []catalogue.Port{catalogue.Port(n)}, transports
}

// called reports whether a text is a name of the service, as a whole or outside or
// inside of its brackets, or before a dash.
func called(s *catalogue.Service, text string) bool {
	parts := append([]string{text}, strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune("()（）\n;；", r) })...)
	before, _, _ := strings.Cut(text, " - ")
	for _, part := range append(parts, before) {
		if s.Accepts(strings.TrimSpace(part)) {
			return true
		}
	}
	return false
}

// row returns the rows for a deck of one's own of a card with ports on one side and a
// name on the other; none for any other.
func (m matcher) rows(front, back string) []exchange.Row {
	for _, side := range [][2]string{{front, back}, {back, front}} {
		ports, transports := exchange.PortsIn(side[0])
		name := strings.TrimSpace(side[1])
		const longest = 60
		if len(ports) == 0 || name == "" || len([]rune(name)) > longest || strings.ContainsAny(name, "?？\n") {
			continue
		}
		var rows []exchange.Row
		for _, p := range ports {
			rows = append(rows, exchange.Row{Port: p, Transports: transports, Service: name})
		}
		return rows
	}
	return nil
}
