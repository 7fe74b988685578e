package questions

import (
	"cmp"
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
	NoPort               Kind = "no-port"                // which protocol is IP number 47, and has no port?
	SocketListing        Kind = "socket-listing"         // what does this host offer, by what ss prints?
	CaptureLine          Kind = "capture-line"           // who is the client, by what tcpdump prints?
	ScanResult           Kind = "scan-result"            // what is certain, by what nmap prints?
	RuleReading          Kind = "rule-reading"           // which line of an access list decides?
	Probe                Kind = "probe"                  // connection refused: what does that say?
	TLSMode              Kind = "tls-mode"               // STARTTLS for IMAP: which port?
	PortSet              Kind = "port-set"               // passive FTP: what must be open?
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

// A kindOf is a row of the table of kinds: all there is to know of one. Each stands in
// the file of its kind. What is left out is right for most.
type kindOf struct {
	key     Kind
	name    catalogue.Text // in a list of kinds
	formats []Format       // that make sense of it, the usual one first

	// make fills in a question about the facet, and the service, nil for none; of a kind
	// about several facets it draws what it is about.
	make func(*making, Facet, *catalogue.Service) error

	several     bool // about several facets at once, drawn from the deck
	practice    bool // of those, that it is from practice: see [Kind.Practice]
	ofOneFact   bool // of those, that it is about one fact all the same
	wantsNumber bool // the answer is a port or another number
	saysService bool // it says which service it is about, or is about none
	outOfExams  bool // exams do not ask it
	bareLabels  bool // options leave out the name that explains an acronym: it would repeat the stem

	// Of a kind that asks about services: the aspect, which names the facet, and which of
	// the services, nil for all.
	aspect string
	asks   func(*Maker, *catalogue.Service) bool

	// fair reports whether a question about the facet says nothing of its answer, where it
	// is drawn from the deck; nil where none does.
	fair func(*Maker, *catalogue.Deck, Facet, catalogue.Lang) bool

	// answer names the answer, where few facets share it, and answers is how many
	// different ones a deck must have for it to take knowledge.
	answer  func(*Maker, Facet) string
	answers int

	stems func(*Maker, *catalogue.Service) []catalogue.Text // that say in words what the service does

	options     int     // of a choice; 0 for the usual number
	sameOptions int     // of a choice, where they are the same in all questions; else 0
	guess       float64 // see [GuessRate]; 0 for 1 in the number of options
	weight      int     // how often a quiz asks it, of decks that do not say
}

// kinds are all kinds, in the order they are taught. They are filled in by init, since
// how a question is made depends on what is known of its kind.
var (
	kinds []*kindOf
	rows  = make(map[Kind]*kindOf)
)

func init() {
	kinds = []*kindOf{
		&portToService, &serviceToPort, &rangeOfNumber, &rangeEdge, &validNumber, &transportOf, &secureTwin,
		&replacementOf, &familyRole, &descriptionToService, &encryptedOrNot, &acronym, &symptom, &firewallScenario,
		&spotTheMistake, &oddOneOut, &selectAll, &matchPairs, &orderByPort, &trueFalse, &ianaOwner, &noPort,
		&socketListing, &captureLine, &scanResult, &ruleReading, &probe, &tlsMode, &portSet,
	}
	for _, k := range kinds {
		rows[k.key] = k
	}
}

// row is what is known of the kind; nothing of one that there is not.
func (k Kind) row() *kindOf {
	if row := rows[k]; row != nil {
		return row
	}
	return &kindOf{}
}

// Kinds returns every kind of question there is.
func Kinds() []Kind {
	all := make([]Kind, len(kinds))
	for i, k := range kinds {
		all[i] = k.key
	}
	return all
}

// Name returns what people call the kind; nothing for one that there is not.
func (k Kind) Name() catalogue.Text { return k.row().name }

// Formats returns the formats that the kind can be asked in, the usual one
// first; none for a kind that there is not.
func (k Kind) Formats() []Format { return slices.Clone(k.row().formats) }

// Several reports whether a question of the kind is about several facets at
// once. It is then drawn from a deck and belongs to no card.
func (k Kind) Several() bool { return k.row().several }

// Practice reports whether a question of the kind is from practice: it shows what a
// machine prints, in a [Block], or asks what a task needs.
func (k Kind) Practice() bool { return k.row().practice }

// WantsNumber reports whether the answer is a port or another number.
func (k Kind) WantsNumber() bool { return k.row().wantsNumber }

// SaysService reports whether a question of the kind says which service it is about,
// or is about none: to tell the area of others would give the answer away.
func (k Kind) SaysService() bool { return k.row().saysService }

// InExams reports whether exams ask it, in choices.
func (k Kind) InExams() bool { return slices.Contains(k.row().formats, Choice) && !k.row().outOfExams }

// usualOptions is how many options most choices have.
const usualOptions = 4

// Guess is the probability that a learner who knows nothing is right: 1 in the
// number of options, and 0 where none are shown.
func (k Kind) Guess(f Format) float64 {
	switch f {
	case Boolean:
		return 1.0 / 2
	case Choice:
		return 1 / float64(cmp.Or(k.row().options, usualOptions))
	case Typed, Set, Matching, Ordering, Flashcards:
	}
	return 0
}

// GuessRate is the probability that a learner who does not know the answer is right
// all the same. For cards as they fall due it is how often the test-wise bot of the
// tests, which knows no port, is right, where that is more than one in the number of
// options: then their answers are not balanced, as in a quiz.
func GuessRate(k Kind, f Format) float64 {
	if f == Choice {
		return max(k.row().guess, k.Guess(f))
	}
	return k.Guess(f)
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
