package catalogue

import (
	"slices"
	"strconv"
)

// A Protocol is one that has no ports, since it does not run over TCP or UDP.
type Protocol struct {
	Key     string // its number, or a name where IP does not carry it
	Number  int    // as in the header of IP; -1 where IP does not carry it
	Name    Text   // the English one is the acronym
	Aliases []string
	About   Text
	Use     Text
	Source  string
	Date    string   // when the source was consulted: 2026-11
	Decks   []string // keys of the only decks that teach it, beside all
}

// NotOverIP is the number of a protocol that IP does not carry.
const NotOverIP = -1

// Protocols returns the protocols without ports, by number.
func (c *Catalogue) Protocols() []Protocol { return c.protocols }

// Accepts reports whether a typed name means the protocol.
func (p Protocol) Accepts(name string) bool {
	folded := Fold(name)
	return slices.ContainsFunc(p.Names(), func(n string) bool { return Fold(n) == folded })
}

// Names returns every name the protocol is known by, the acronym first.
func (p Protocol) Names() []string { return append([]string{p.Name.EN, p.Name.ZH}, p.Aliases...) }

var protocolColumns = []string{
	"key", "number", "name_en", "name_zh", "aliases", "about_en", "about_zh", "use_en", "use_zh", "source", "date", "decks",
}

func (l *loader) protocols() {
	l.each("protocols.csv", protocolColumns, func(r row) {
		const most = 255
		p := Protocol{
			Key: r.must("key"), Number: NotOverIP, Name: r.text("name", true), Aliases: r.list("aliases", ","),
			About: r.text("about", true), Use: r.text("use", true), Source: r.must("source"), Date: r.must("date"),
			Decks: r.list("decks", ","),
		}
		if text := r.get("number"); text != "" {
			n, err := strconv.Atoi(text)
			if err != nil || n < 0 || n > most || text != p.Key {
				r.problem("number", "%q is no number of an IP protocol, or not the key", text)
			}
			p.Number = n
		}
		for _, key := range p.Decks {
			if l.c.Deck(key) == nil {
				r.problem("decks", "there is no deck %q", key)
			}
		}
		for _, other := range l.c.protocols {
			if slices.ContainsFunc(p.Names(), other.Accepts) || other.Key == p.Key {
				r.problem("aliases", "the protocol %s goes by a name of %s", p.Key, other.Key)
			}
		}
		l.c.protocols = append(l.c.protocols, p)
	})
}
