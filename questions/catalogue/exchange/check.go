package exchange

import (
	"slices"
	"strings"

	"github.com/agnivade/levenshtein"

	"portdrill/questions/catalogue"
)

// Check compares the deck with the catalogue. All it finds are warnings, in the
// order of the rows: a port that belongs to another service, a service that
// lives on another port, a transport that is not in use. What the catalogue
// knows nothing of is no contradiction.
func Check(c *catalogue.Catalogue, d Deck) []Problem {
	var all []Problem
	for i := range d.Rows {
		row := &d.Rows[i]
		for _, p := range checkRow(c, row) {
			p.Line, p.Column, p.Severity = row.Line, row.Column, Warning
			p.Cell = catalogue.Shorten(row.Service, 40)
			all = append(all, p)
		}
	}
	return all
}

func checkRow(c *catalogue.Catalogue, row *Row) []Problem {
	named := meant(c, row)
	at := slices.DeleteFunc(slices.Clone(named), func(s *catalogue.Service) bool { return s.Port != row.Port })
	switch {
	case len(at) > 0:
		return unused(row, at)
	case len(named) > 0:
		found := []Problem{{Code: OtherPort, Count: int(row.Port), Known: known(named)}}
		return append(owned(c, row), found...)
	default:
		return owned(c, row)
	}
}

// owned says who has the port, if somebody has whom the row does not name.
func owned(c *catalogue.Catalogue, row *Row) []Problem {
	var owners []*catalogue.Service
	for _, s := range c.At(row.Port) {
		if len(row.Transports) == 0 || slices.ContainsFunc(row.Transports, s.Uses) {
			owners = append(owners, s)
		}
	}
	if len(owners) == 0 || slices.ContainsFunc(owners, row.registered) {
		return nil
	}
	return []Problem{{Code: OtherService, Known: known(owners)}}
}

// unused says which transports none of the services uses.
func unused(row *Row, services []*catalogue.Service) []Problem {
	for _, t := range row.Transports {
		if !slices.ContainsFunc(services, func(s *catalogue.Service) bool { return s.Uses(t) }) {
			return []Problem{{Code: UnusedTransport, Known: known(services)}}
		}
	}
	return nil
}

// meant returns the services that the row is about: those that go by one of its
// names, else those on its port whose name it has a part of.
func meant(c *catalogue.Catalogue, row *Row) []*catalogue.Service {
	for _, name := range []string{row.Service, row.Name.EN, row.Name.ZH} {
		if found := c.Find(name); len(found) > 0 {
			return found
		}
	}
	for _, s := range c.At(row.Port) {
		if s.Resembles(row.Service) {
			return []*catalogue.Service{nearest(c, row.Service, s)}
		}
	}
	return nil
}

// nearest returns whom of the service's family the name fits best: of FTP,
// "FTP-上传数据" is the data connection.
func nearest(c *catalogue.Catalogue, name string, s *catalogue.Service) *catalogue.Service {
	best, least := s, distance(name, s)
	for _, other := range c.Services {
		if d := distance(name, other); other.Family == s.Family && d < least {
			best, least = other, d
		}
	}
	return best
}

// distance returns how many signs must change to make one of the service's names
// of the name.
func distance(name string, s *catalogue.Service) int {
	given, least := catalogue.Fold(name), MaxName
	for _, n := range s.Names() {
		least = min(least, levenshtein.ComputeDistance(given, catalogue.Fold(n)))
	}
	return least
}

// registered reports whether IANA has registered the row's name at the port of
// the service, which then merely is the more common there.
func (row *Row) registered(s *catalogue.Service) bool {
	return slices.ContainsFunc(s.Registered, func(r catalogue.Registration) bool {
		return catalogue.Fold(r.Name) == catalogue.Fold(row.Service)
	})
}

// known names services with their ports: "POP3 (tcp/110)".
func known(services []*catalogue.Service) catalogue.Text {
	var en, zh []string
	for _, s := range services {
		en = append(en, s.Label(catalogue.English)+" ("+s.Socket()+")")
		zh = append(zh, s.Label(catalogue.Chinese)+"（"+s.Socket()+"）")
	}
	return catalogue.Text{EN: strings.Join(en, ", "), ZH: strings.Join(zh, "、")}
}
