package questions

import (
	"slices"
	"strings"

	"portdrill/questions/catalogue"
)

// A Kind is a way to ask about a facet, or about several at once.
type Kind string

// The kinds of question.
const (
	PortToService        Kind = "port-to-service"        // which service uses 53?
	ServiceToPort        Kind = "service-to-port"        // which port does DNS use?
	RangeOfNumber        Kind = "range-of-number"        // which range contains 50000?
	RangeEdge            Kind = "range-edge"             // the highest System port?
	ValidNumber          Kind = "valid-number"           // is 65536 a port?
	TransportOf          Kind = "transport"              // does NTP use TCP or UDP?
	SecureTwin           Kind = "secure-twin"            // LDAP over TLS: which port?
	ReplacementOf        Kind = "replacement"            // what replaces Telnet?
	FamilyRole           Kind = "family-role"            // which of 25, 465, 587 relays between servers?
	DescriptionToService Kind = "description-to-service" // what turns names into addresses?
	EncryptedOrNot       Kind = "encrypted"              // how does Telnet travel?
	Acronym              Kind = "acronym"                // what does LDAP stand for?
	Symptom              Kind = "symptom"                // names fail, addresses work: what to check?
	FirewallScenario     Kind = "firewall-scenario"      // only encrypted web traffic: open what?
	SpotTheMistake       Kind = "spot-the-mistake"       // the post says POP3 is on 109: what is right?
	OddOneOut            Kind = "odd-one-out"            // which is not a mail port?
	SelectAll            Kind = "select-all"             // all mail ports of these
	Match                Kind = "match"                  // four ports with four services
	Order                Kind = "order"                  // by port, the lowest first
	TrueFalse            Kind = "true-false"             // TCP 22 is Telnet?
	IANAOwner            Kind = "iana-owner"             // to whom has IANA registered TCP 8080?
)

// A Format is how the answer is given.
type Format string

// The formats of a question.
const (
	Choice     Format = "choice"    // one of the options
	Typed      Format = "typed"     // a name or a number
	Boolean    Format = "boolean"   // one of two options, yes or no
	Set        Format = "set"       // all options that belong
	Matching   Format = "match"     // pairs of left and right
	Ordering   Format = "order"     // the options in their right order
	Flashcards Format = "flashcard" // front and back; the learner grades
)

// A kindOf is a kind with the formats that make sense of it, the usual one first.
type kindOf struct {
	kind    Kind
	formats []Format
	several bool // about several facets at once, drawn from the deck
}

// kinds are all kinds, in the order they are taught.
var kinds = []kindOf{
	{PortToService, []Format{Choice, Typed, Flashcards}, false},
	{ServiceToPort, []Format{Choice, Typed, Flashcards}, false},
	{RangeOfNumber, []Format{Choice, Typed, Flashcards}, false},
	{RangeEdge, []Format{Choice, Typed, Flashcards}, false},
	{ValidNumber, []Format{Choice, Boolean}, false},
	{TransportOf, []Format{Choice, Typed, Flashcards}, false},
	{SecureTwin, []Format{Choice, Typed, Flashcards}, false},
	{ReplacementOf, []Format{Typed, Choice, Flashcards}, false}, // in some decks one answer is right for all
	{FamilyRole, []Format{Choice, Typed}, false},
	{DescriptionToService, []Format{Choice, Typed, Flashcards}, false},
	{EncryptedOrNot, []Format{Choice, Flashcards}, false},
	{Acronym, []Format{Choice, Typed, Flashcards}, false},
	{Symptom, []Format{Choice, Typed, Flashcards}, false},
	{FirewallScenario, []Format{Choice, Typed, Flashcards}, false},
	{SpotTheMistake, []Format{Choice, Boolean}, false},
	{OddOneOut, []Format{Choice}, true},
	{SelectAll, []Format{Set}, true},
	{Match, []Format{Matching}, true},
	{Order, []Format{Ordering}, true},
	{TrueFalse, []Format{Boolean}, true},
	{IANAOwner, []Format{Choice, Typed, Flashcards}, true},
}

// Kinds returns every kind of question there is.
func Kinds() []Kind {
	all := make([]Kind, len(kinds))
	for i, k := range kinds {
		all[i] = k.kind
	}
	return all
}

// WantsNumber reports whether the answer is a port or another number.
func (k Kind) WantsNumber() bool {
	return k == ServiceToPort || k == RangeEdge || k == SecureTwin
}

// SaysService reports whether a question of the kind says which service it is about,
// or is about none: to tell the area of others would give the answer away.
func (k Kind) SaysService() bool {
	switch k {
	case ServiceToPort, TransportOf, SecureTwin, EncryptedOrNot, Acronym, RangeOfNumber, RangeEdge, ValidNumber:
		return true
	case PortToService, ReplacementOf, FamilyRole, DescriptionToService, Symptom, FirewallScenario,
		SpotTheMistake, OddOneOut, SelectAll, Match, Order, TrueFalse, IANAOwner:
	}
	return false
}

// tells reports whether the stem says in words what the service does.
func (k Kind) tells() bool { return k == DescriptionToService || k == Symptom || k == FirewallScenario }

// usualOptions is how many options a choice has, but for the kinds in fewOptions.
const usualOptions = 4

var fewOptions = map[Kind]int{RangeOfNumber: 3, TransportOf: 2, EncryptedOrNot: 3, SpotTheMistake: 3}

// Guess is the probability that somebody who knows nothing is right: 1 in the
// number of options, and 0 where none are shown.
func (k Kind) Guess(f Format) float64 {
	switch {
	case f == Boolean:
		return 1.0 / 2
	case f != Choice:
		return 0
	case fewOptions[k] > 0:
		return 1 / float64(fewOptions[k])
	}
	return 1.0 / usualOptions
}

// guessRates are how often the test-wise bot of the tests, which knows no port, is
// right in choices about cards as they fall due, where that is more than one in the
// number of options: then their answers are not balanced, as in a quiz.
var guessRates = map[Kind]float64{
	DescriptionToService: 0.33, EncryptedOrNot: 0.62, FamilyRole: 0.54, FirewallScenario: 0.43, RangeEdge: 0.54,
	ReplacementOf: 0.83, SecureTwin: 0.27, SpotTheMistake: 0.38, Symptom: 0.32, TransportOf: 0.65,
}

// GuessRate is the probability that somebody who does not know the answer is right
// all the same, as it was measured for the cards of a drill.
func GuessRate(k Kind, f Format) float64 {
	if f == Choice {
		return max(guessRates[k], k.Guess(f))
	}
	return k.Guess(f)
}

// Formats returns the formats that the kind can be asked in, the usual one
// first; none for a kind that there is not.
func (k Kind) Formats() []Format {
	for _, each := range kinds {
		if each.kind == k {
			return slices.Clone(each.formats)
		}
	}
	return nil
}

// Several reports whether a question of the kind is about several facets at
// once. It is then drawn from a deck and belongs to no card.
func (k Kind) Several() bool {
	return slices.ContainsFunc(kinds, func(each kindOf) bool { return each.kind == k && each.several })
}

// AllFormats returns every format there is.
func AllFormats() []Format {
	return []Format{Choice, Typed, Boolean, Set, Matching, Ordering, Flashcards}
}

// A FacetID names one thing that can be remembered, for ever: rewording a
// question keeps it, so a learner's history survives an edit of the catalogue.
// testdata/facets.golden lists all that were ever given out.
type FacetID string

// A Facet is one thing that can be remembered, and so what a card is about.
type Facet struct {
	ID       FacetID
	Kinds    []Kind // that ask about it, the usual one first
	Service  string // key; empty for ranges and numbers
	Category string // of the service; "range" for ranges and numbers
	Tier     int    // of the service; 1 for ranges and numbers, 3 for what operating systems make of them

	Decks []string // keys of the only built-in decks, beside all, that hold it; empty where its service decides
}

// Asks reports whether a kind asks about the facet.
func (f Facet) Asks(k Kind) bool { return slices.Contains(f.Kinds, k) }

// Own reports whether the facet belongs to a deck of somebody's own:
// "lab/tcp/8080:service", and not "tcp/80:service".
func (id FacetID) Own() bool {
	deck, _, ok := strings.Cut(string(id), "/")
	return ok && !catalogue.Reserved(deck) && !strings.Contains(deck, ":")
}

// aspect returns the last part of the ID: "service", "port", or the key of a
// range or an edge.
func (id FacetID) aspect() string {
	_, after, _ := strings.Cut(string(id), ":")
	return after
}
