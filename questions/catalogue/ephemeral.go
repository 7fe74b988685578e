package catalogue

// An Ephemeral is the range that an operating system takes the client side's port
// of a connection from, unless it is told otherwise. That of IANA, the dynamic
// ports, is a recommendation that not all follow.
type Ephemeral struct {
	Key      string
	From, To Port // both included
	System   Text
	About    Text
	Source   string
	Date     string   // when the source was consulted: 2026-11
	Decks    []string // keys of the only decks that teach it; empty for every one that is built in
}

// Ephemeral returns the ranges that operating systems take clients' ports from.
func (c *Catalogue) Ephemeral() []Ephemeral { return c.ephemeral }

// EphemeralAt returns those that the port lies in.
func (c *Catalogue) EphemeralAt(p Port) []Ephemeral {
	var in []Ephemeral
	for _, e := range c.ephemeral {
		if e.From <= p && p <= e.To {
			in = append(in, e)
		}
	}
	return in
}

// IsReserved reports whether IANA keeps the number back: 0 and those at the edges
// of the ranges (RFC 6335 section 6), as the registry lists them.
func IsReserved(p Port) bool { return p == 0 || p == 1023 || p == 1024 || p == 49151 }

func (l *loader) ephemeral() {
	columns := []string{"key", "from", "to", "name_en", "name_zh", "about_en", "about_zh", "source", "date", "decks"}
	l.each("ephemeral.csv", columns, func(r row) {
		e := Ephemeral{
			Key: r.must("key"), From: r.port("from"), To: r.port("to"), System: r.text("name", true),
			About: r.text("about", true), Source: r.must("source"), Date: r.must("date"), Decks: r.list("decks", ","),
		}
		for _, key := range e.Decks {
			if l.c.Deck(key) == nil {
				r.problem("decks", "there is no deck %q", key)
			}
		}
		if e.To <= e.From {
			r.problem("to", "%d is not above %d", e.To, e.From)
		}
		l.c.ephemeral = append(l.c.ephemeral, e)
	})
}
