package exchange

import (
	"cmp"
	"slices"
	"strings"

	"portdrill/questions/catalogue"
)

// Join matches the deck with the catalogue, under the key. A row that says what
// the catalogue says stands for the service there, so that what is known of it is
// known of this deck too; a row that differs, or that the catalogue knows nothing
// of, becomes a service of the deck's own. Rows that give one port of one
// transport to several services become one, with all their names: where the deck
// leaves it open, each of them is right.
func Join(c *catalogue.Catalogue, key string, d Deck) catalogue.OwnDeck {
	joined := catalogue.OwnDeck{
		Key: key, Name: catalogue.Text{EN: d.Name, ZH: d.Name},
		About: catalogue.Text{EN: "A deck of your own.", ZH: "自建卡组。"},
		Words: make(map[*catalogue.Service][]string),
	}
	var differing []Row
	for _, row := range d.Rows {
		same := agreeing(c, &row)
		if len(same) == 0 {
			differing = append(differing, row)
		}
		for _, s := range same {
			if !slices.Contains(joined.Members, s) {
				joined.Members = append(joined.Members, s)
			}
			joined.Words[s] = append(joined.Words[s], row.ownWords(s)...)
		}
	}
	joined.Services = servicesOf(key, differing)
	for _, s := range joined.Services {
		nameAfter(s, c.At(s.Port), joined.Members)
	}
	return joined
}

// ownWords returns what the row calls the service and the catalogue does not: where
// a deck is learned, its own words are right.
func (row *Row) ownWords(s *catalogue.Service) []string {
	var words []string
	for _, word := range append([]string{row.Service, row.Name.EN, row.Name.ZH}, row.Aliases...) {
		if _, isHeading := heading(word); word != "" && !s.Accepts(word) && !isHeading && !isFigure(word) &&
			!namesNobody(word) {
			words = append(words, word)
		}
	}
	return words
}

// Differs reports whether the row says something else than the catalogue, or
// something that it knows nothing of.
func (row Row) Differs(c *catalogue.Catalogue) bool { return len(agreeing(c, &row)) == 0 }

// agreeing returns the services that the row is about, if they use the port and
// one of its transports. Lists copied from the registry name transports that are
// registered and not in use, which makes no other port of it.
func agreeing(c *catalogue.Catalogue, row *Row) []*catalogue.Service {
	return slices.DeleteFunc(slices.Clone(meant(c, row)), func(s *catalogue.Service) bool {
		return s.Port != row.Port || len(row.Transports) > 0 && !slices.ContainsFunc(row.Transports, s.Uses)
	})
}

// servicesOf makes services of rows, in the order of the rows.
func servicesOf(deck string, rows []Row) []*catalogue.Service {
	names := make(map[string]int)
	groups := grouped(rows)
	for _, g := range groups {
		names[folded(g.Service)]++
	}
	services := make([]*catalogue.Service, len(groups))
	for i, row := range groups {
		services[i] = serviceOf(row)
		services[i].Key = catalogue.ServiceKey(deck, row.Service, row.Port, names[folded(row.Service)] == 1)
	}
	distinctKeys(services)
	return services
}

// distinctKeys tells services apart whose names differ in signs that a key has
// not.
func distinctKeys(services []*catalogue.Service) {
	seen := make(map[string]bool)
	for _, s := range services {
		for seen[s.Key] {
			s.Key += "-" + strings.ReplaceAll(s.Socket(), "/", "-")
		}
		seen[s.Key] = true
	}
}

func serviceOf(row Row) *catalogue.Service {
	return &catalogue.Service{
		Port: row.Port, Transports: row.Transports, Aliases: append(slices.Clone(row.Aliases), row.Service),
		Name: catalogue.Text{
			EN: cmp.Or(row.Name.EN, row.Service),
			ZH: cmp.Or(row.Name.ZH, row.Name.EN, row.Service),
		},
		Description: catalogue.Text{
			EN: cmp.Or(row.Description.EN, row.Description.ZH),
			ZH: cmp.Or(row.Description.ZH, row.Description.EN),
		},
		Status: catalogue.InDeckOnly,
	}
}

// grouped puts the rows of a port together that give one transport of it to
// several services.
func grouped(rows []Row) []Row {
	at := make(map[catalogue.Port][]Row)
	var ports []catalogue.Port
	for _, row := range rows {
		if at[row.Port] == nil {
			ports = append(ports, row.Port)
		}
		row.Transports = slices.Sorted(slices.Values(row.Transports))
		at[row.Port] = append(at[row.Port], row)
	}
	var groups []Row
	for _, p := range ports {
		if apart(at[p]) {
			groups = append(groups, at[p]...)
		} else {
			groups = append(groups, merged(at[p]))
		}
	}
	return groups
}

// apart reports whether no two of the rows have a transport in common.
func apart(rows []Row) bool {
	for i, row := range rows {
		if slices.ContainsFunc(
			rows[:i],
			func(before Row) bool { return overlap(before.Transports, row.Transports) },
		) {
			return false
		}
	}
	return true
}

// overlap reports whether two lists of transports have one in common; an empty
// one may mean any.
func overlap(a, b []catalogue.Transport) bool {
	return len(a) == 0 || len(b) == 0 ||
		slices.ContainsFunc(a, func(t catalogue.Transport) bool { return slices.Contains(b, t) })
}

// merged is one row of several of the same port, with the names of all.
func merged(rows []Row) Row {
	all := rows[0]
	all.Transports, all.Aliases = slices.Clone(all.Transports), slices.Clone(all.Aliases)
	seen := map[string]bool{folded(all.Service): true}
	for _, row := range rows[1:] {
		all.Transports = append(all.Transports, row.Transports...)
		all.Aliases = append(all.Aliases, row.Aliases...)
		for _, name := range []string{row.Service, row.Name.EN, row.Name.ZH} {
			if name != "" {
				all.Aliases = append(all.Aliases, name)
			}
		}
		if !seen[folded(row.Service)] {
			seen[folded(row.Service)] = true
			all.Name = catalogue.Text{
				EN: cmp.Or(all.Name.EN, all.Service) + " / " + cmp.Or(row.Name.EN, row.Service),
				ZH: cmp.Or(all.Name.ZH, all.Service) + " / " + cmp.Or(row.Name.ZH, row.Service),
			}
		}
	}
	slices.Sort(all.Transports)
	all.Transports = slices.Compact(all.Transports)
	return all
}

// nameAfter makes names of services that the deck has on the same port, and that
// are in the catalogue too, right for this one: the deck gives the port to both.
func nameAfter(s *catalogue.Service, at, members []*catalogue.Service) {
	for _, other := range at {
		if slices.Contains(members, other) && overlap(s.Transports, other.Transports) {
			s.Aliases = append(s.Aliases, other.Names()...)
		}
	}
}
