package questions

import (
	"slices"
	"strings"
)

// A Kind is a way to ask about a facet.
type Kind string

// The kinds of question.
const (
	PortToService Kind = "port-to-service" // which service uses 53?
	ServiceToPort Kind = "service-to-port" // which port does DNS use?
	RangeOfNumber Kind = "range-of-number" // which range contains 50000?
)

// A Format is how the answer is given.
type Format string

// The formats of a question.
const (
	Choice Format = "choice" // one of the options
	Typed  Format = "typed"  // a name or a number
)

// Kinds returns every kind of question there is.
func Kinds() []Kind { return []Kind{PortToService, ServiceToPort, RangeOfNumber} }

// Formats returns the formats that the kind can be asked in.
func (k Kind) Formats() []Format {
	if !slices.Contains(Kinds(), k) {
		return nil
	}
	return []Format{Choice, Typed}
}

// A FacetID names one thing that can be remembered, for ever: rewording a
// question keeps it, so a learner's history survives an edit of the catalogue.
// testdata/facets.golden lists all that were ever given out.
type FacetID string

// A Facet is one thing that can be remembered, and so what a card is about.
type Facet struct {
	ID       FacetID
	Kind     Kind   // that asks about it
	Service  string // key; empty for a range
	Category string // of the service; "range" for a range
	Tier     int    // of the service; 1 for a range
}

// aspect returns the last part of the ID: "service", "port", or the key of a
// range.
func (id FacetID) aspect() string {
	_, after, _ := strings.Cut(string(id), ":")
	return after
}
