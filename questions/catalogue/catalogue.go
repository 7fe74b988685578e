// Package catalogue holds what is known about ports: the curated services, the
// three ranges, the decks, and what is commonly mistaken for what.
//
// The built-in catalogue is embedded as CSV files (data/) and checked row by
// row when it is loaded. Port numbers and names follow the IANA Service Name
// and Transport Protocol Port Number Registry as of 2026-02-13 (CC0); the
// transports are those in use, which for old entries are fewer than registered.
package catalogue

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// A Lang is a language that everything a person sees exists in.
type Lang string

// The two languages.
const (
	English Lang = "en"
	Chinese Lang = "zh"
)

// ParseLang returns the language that a person named: en, zh, or a locale of
// either such as zh_CN.
func ParseLang(name string) (Lang, bool) {
	base, _, _ := strings.Cut(strings.ToLower(strings.ReplaceAll(name, "_", "-")), "-")
	lang := Lang(base)
	if lang != English && lang != Chinese {
		return "", false
	}
	return lang, true
}

// A Text says the same in both languages.
type Text struct{ EN, ZH string }

// In returns t in the language, English unless it is Chinese.
func (t Text) In(lang Lang) string {
	if lang == Chinese {
		return t.ZH
	}
	return t.EN
}

// Shorten keeps a text that someone pasted by mistake readable: it cuts it to so many
// characters, the last one of which then says so.
func Shorten(text string, most int) string {
	if characters := []rune(text); len(characters) > most {
		return string(characters[:most-1]) + "…"
	}
	return text
}

// A Port is a port number, 0 to 65535 (RFC 6335 section 6).
type Port uint16

// A Transport is a transport protocol with ports of its own.
type Transport string

// The transports that IANA registers ports for.
const (
	TCP  Transport = "tcp"
	UDP  Transport = "udp"
	SCTP Transport = "sctp"
	DCCP Transport = "dccp"
)

// A Status says whether IANA has given a port to the service that uses it.
type Status string

// The statuses of a Service.
const (
	Assigned   Status = "iana"                  // registered for this very service
	Taken      Status = "unofficial-port-taken" // in use by custom, registered to another
	Unassigned Status = "unofficial-unassigned" // in use by custom, registered to nobody
	InDeckOnly Status = "own-deck"              // so in a deck of somebody's own
)

// A Service is a network service and the port it uses by default.
type Service struct {
	Key         string // unique, lower case, as IANA names it where it does: "domain", "pop3"
	Port        Port
	Transports  []Transport // in use, TCP first; empty only where a deck of one's own does not say
	Name        Text        // short, for a list of options
	Asked       Text        // the name with the role that tells it from its family; may equal Name
	Expansion   Text        // what the acronym stands for; may be empty
	Aliases     []string    // accepted when typed, besides the names; both languages
	Category    string
	Family      string   // services of one family are never each other's distractors
	Decks       []string // tags as in the data; see [Catalogue.InDeck]
	Rank        int      // 1 is met most often; 0 only in a deck of one's own. See data/README.md
	Tier        int      // 1 exams and the post, 2 daily work, 3 the rest
	Status      Status
	Encryption  string // plaintext, encrypted, starttls (upgraded to TLS on the same port), optional or mixed
	SecureTwin  []Endpoint
	Replacement []Endpoint
	Description Text // fits this service alone and does not name it
	Use         Text // where one meets it; names names
	Hook        Text // a memory hook; may be empty
	RFC         string
	IANAName    string         // empty if IANA has not registered it
	Registered  []Registration // every name IANA has registered at this port
	ByName      bool           // asked about only by stems that name it: others use the port too, or nobody has registered it
	Others      Text           // what else is met on the port; may be empty
	Source      string         // where the port is from, and as of when; may be empty where IANA has registered it
	Note        string
	Deck        string // key of the deck of one's own that alone has it; else empty

	names    []string // as [Service.Names] returns them
	folded   []string // the same, folded
	overlaps []string // keys of services; see [Catalogue.Rivals]
}

// An Endpoint names a service together with its port.
type Endpoint struct {
	Key  string
	Port Port
}

// A Registration is a name that IANA has registered at a port.
type Registration struct {
	Name       string
	Transports []Transport
}

// Uses reports whether the service uses the transport in practice, as far as is
// known.
func (s *Service) Uses(t Transport) bool {
	return len(s.Transports) == 0 || slices.Contains(s.Transports, t)
}

// Socket returns the port with its transports as it is written: "tcp/22",
// "tcp/udp/53", and "53" where no transport is known.
func (s *Service) Socket() string {
	if len(s.Transports) == 0 {
		return fmt.Sprint(s.Port)
	}
	return fmt.Sprintf("%s/%d", joinTransports(s.Transports, "/"), s.Port)
}

// Sockets returns one "tcp/53" for each transport in use, and "53" where none is
// known.
func (s *Service) Sockets() []string {
	if len(s.Transports) == 0 {
		return []string{s.Socket()}
	}
	all := make([]string, len(s.Transports))
	for i, t := range s.Transports {
		all[i] = fmt.Sprintf("%s/%d", t, s.Port)
	}
	return all
}

// Label returns the name of the service as an option or a heading shows it. In
// Chinese a short Latin name, which is what engineers say, stands before the
// Chinese one, as in textbooks: "SNMP（简单网络管理协议）", "IMAPS（加密 IMAP）".
func (s *Service) Label(lang Lang) string {
	if lang != Chinese || s.Name.ZH == s.Name.EN {
		return s.Name.EN
	}
	short := !strings.Contains(s.Name.EN, " ") && len(s.Name.EN) <= 12
	if short && !strings.Contains(s.Name.ZH, s.Name.EN) {
		return s.Name.EN + "（" + s.Name.ZH + "）"
	}
	return s.Name.ZH
}

// AskedLabel is the label with the role that tells the service from the rest
// of its family, for stems: "SMTP (relay between mail servers)".
func (s *Service) AskedLabel(lang Lang) string {
	if asked := s.Asked.In(lang); asked != "" {
		return asked
	}
	return s.Label(lang)
}

// Accepts reports whether a typed name means this service: its key, a name, an
// expansion or an alias, whatever the case, width, spaces and hyphens.
func (s *Service) Accepts(name string) bool { return slices.Contains(s.folded, Fold(name)) }

// Names returns every name the service is known by, the labels first, without
// repetition (as [Fold] sees it). The caller must not change the slice.
func (s *Service) Names() []string { return s.names }

func (s *Service) index() {
	all := []string{s.Name.EN, s.Label(Chinese), s.Name.ZH, s.IANAName, s.Expansion.EN, s.Expansion.ZH}
	all = append(all, s.Aliases...)
	if s.Deck == "" {
		all = slices.Insert(all, 3, s.Key)
	}
	for _, name := range all {
		if folded := Fold(name); folded != "" && !slices.Contains(s.folded, folded) {
			s.folded = append(s.folded, folded)
			s.names = append(s.names, name)
		}
	}
}

// A Range is one of the three ranges of RFC 6335 section 6.
type Range struct {
	Key      string // system, user, dynamic
	From, To Port   // both included
	Name     Text   // with its second name: "System (well-known)"
	About    Text
	Accepted []string // what a typed answer may call it
}

// Contains reports whether the port lies in the range.
func (r *Range) Contains(p Port) bool { return r.From <= p && p <= r.To }

// Accepts reports whether a typed name means this range.
func (r *Range) Accepts(name string) bool {
	folded := Fold(name)
	return folded != "" && slices.ContainsFunc(r.Accepted, func(n string) bool { return Fold(n) == folded })
}

// A Deck is a named part of the catalogue.
type Deck struct {
	Key   string
	Name  Text
	About Text
	Own   bool // made by a user, not built in

	// Blueprint says how many of a hundred questions of a mock exam are of each kind,
	// by the name of the kind; nil for a deck that is about no exam.
	Blueprint map[string]int

	tags    []string
	members map[*Service]bool // of a deck of one's own, besides those that only it has
	words   map[*Service][]string
}

// Words returns what the deck calls a service of the catalogue besides its names;
// only decks of one's own have such words.
func (d *Deck) Words(s *Service) []string {
	if d == nil {
		return nil
	}
	return d.words[s]
}

// Holds reports whether the service belongs to the deck.
func (d *Deck) Holds(s *Service) bool {
	switch {
	case d.Own:
		return d.members[s] || s.Deck == d.Key
	case s.Deck != "":
		return false
	}
	tagged := func(tag string) bool { return slices.Contains(d.tags, tag) }
	return d.Key == AllDeck || slices.ContainsFunc(s.Decks, tagged)
}

// AllDeck is the key of the deck that holds every curated service.
const AllDeck = "all"

// IANADeck is the key of the deck that is the whole registry of IANA. It holds no
// services, is asked about as the registry has it, and is met only by its name.
const IANADeck = "iana"

var ianaDeck = &Deck{
	Key:  IANADeck,
	Name: Text{EN: "IANA registry", ZH: "IANA 登记表"},
	About: Text{
		EN: "All that IANA has registered, as of " + RegistryDate + ".",
		ZH: "IANA 登记的全部端口，截至 " + RegistryDate + "。",
	},
}

// DefaultDeck is the key of the deck a new learner begins with.
const DefaultDeck = "essentials"

// SeedDeck is the key of the deck of the post that the project began with; the
// mistakes of the post belong to it.
const SeedDeck = "seed"

// A Confusion is a pair of services that people mix up.
type Confusion struct {
	A, B string // service keys
	Why  Text
	Tell Text // how to tell them apart
}

// A Catalogue is all that is known. It is not changed after it was loaded, so
// any number of goroutines may read it.
type Catalogue struct {
	Services   []*Service // by port
	Ranges     []*Range   // by port
	Decks      []*Deck
	Confusions []Confusion

	own       []*Service          // of decks of one's own, by port
	ownByKey  map[string]*Service // the same; nil if there are none
	mistakes  []Mistake
	ephemeral []Ephemeral
	protocols []Protocol
	portSets  []PortSet
	byKey     []*Service // sorted
	byName    []named    // sorted
	scenarios []Scenario // by the key of the answer
}

// A named is a folded name and those who go by it.
type named struct {
	name     string
	services []*Service
}

// Service returns the service with the key, nil if there is none.
func (c *Catalogue) Service(key string) *Service {
	if s := c.ownByKey[key]; s != nil {
		return s
	}
	i, found := slices.BinarySearchFunc(c.byKey, key, func(s *Service, key string) int { return cmp.Compare(s.Key, key) })
	if !found {
		return nil
	}
	return c.byKey[i]
}

// At returns the services that use the port, TCP first.
func (c *Catalogue) At(p Port) []*Service {
	from, found := slices.BinarySearchFunc(c.Services, p, func(s *Service, p Port) int { return cmp.Compare(s.Port, p) })
	if !found {
		return nil
	}
	to := from
	for to < len(c.Services) && c.Services[to].Port == p {
		to++
	}
	return c.Services[from:to:to]
}

// RangeOf returns the range that the port lies in.
func (c *Catalogue) RangeOf(p Port) *Range {
	i := slices.IndexFunc(c.Ranges, func(r *Range) bool { return r.Contains(p) })
	return c.Ranges[i] // loading made sure that the ranges cover every port
}

// Range returns the range with the key, nil if there is none.
func (c *Catalogue) Range(key string) *Range {
	for _, r := range c.Ranges {
		if r.Key == key {
			return r
		}
	}
	return nil
}

// Deck returns the deck with the key, nil if there is none.
func (c *Catalogue) Deck(key string) *Deck {
	if key == IANADeck {
		return ianaDeck
	}
	for _, d := range c.Decks {
		if d.Key == key {
			return d
		}
	}
	return nil
}

// InDeck returns the services of the deck: by tier, then as in the catalogue.
func (c *Catalogue) InDeck(d *Deck) []*Service {
	var in []*Service
	for _, s := range slices.Concat(c.Services, c.own) {
		if d.Holds(s) {
			in = append(in, s)
		}
	}
	slices.SortStableFunc(in, func(a, b *Service) int { return a.Tier - b.Tier })
	return in
}

// Find returns the services that go by the name: the one whose key it is, then the
// others in the order of their ports.
func (c *Catalogue) Find(name string) []*Service {
	folded := Fold(name)
	i, found := slices.BinarySearchFunc(c.byName, folded, func(n named, folded string) int { return cmp.Compare(n.name, folded) })
	if !found {
		return nil
	}
	return c.byName[i].services
}

// Confused returns the pairs that the service is part of.
func (c *Catalogue) Confused(key string) []Confusion {
	var with []Confusion
	for _, pair := range c.Confusions {
		if pair.A == key || pair.B == key {
			with = append(with, pair)
		}
	}
	return with
}

// Pair returns what is known about mixing up a and b, in either order.
func (c *Catalogue) Pair(a, b string) (Confusion, bool) {
	i := slices.IndexFunc(c.Confusions, func(pair Confusion) bool {
		return pair.A == a && pair.B == b || pair.A == b && pair.B == a
	})
	if i < 0 {
		return Confusion{}, false
	}
	return c.Confusions[i], true
}

// Rivals reports whether a and b can stand side by side as options of one
// question about either: neither is, in any reading, also right for the other.
// They are no rivals if they share a family, a port, or a name, if one goes by
// a name that IANA has registered at the port of the other, or if the data
// lists the pair as overlapping. Services of a deck of one's own are no rivals of
// anything that resembles them by name either.
func (c *Catalogue) Rivals(a, b *Service) bool {
	if (a.Deck != "" || b.Deck != "") && sharesName(a, b) {
		return false
	}
	return a.Family != b.Family && a.Port != b.Port && !slices.Contains(a.overlaps, b.Key)
}

// joinTransports writes transports one after the other: "tcp/udp".
func joinTransports(ts []Transport, sep string) string {
	words := make([]string, len(ts))
	for i, t := range ts {
		words[i] = string(t)
	}
	return strings.Join(words, sep)
}

// confusableNumbers are at most so far apart.
const confusableNumbers = 2

// Confusable reports whether two services are easily taken for each other: they
// are of one family, or their numbers are at most 2 apart.
func Confusable(a, b *Service) bool {
	distance := max(int(a.Port)-int(b.Port), int(b.Port)-int(a.Port))
	return distance <= confusableNumbers || a.Family != "" && a.Family == b.Family
}

// Confusables returns the services that are easily taken for s.
func (c *Catalogue) Confusables(s *Service) []*Service {
	var all []*Service
	for _, other := range c.Services {
		if other != s && Confusable(s, other) {
			all = append(all, other)
		}
	}
	return all
}
