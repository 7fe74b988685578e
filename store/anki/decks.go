package anki

import (
	"slices"
	"strings"
)

// The deck that is in every collection.
const (
	defaultDeck   = "Default"
	defaultDeckID = 1
)

// decks are those that notes name and all that these lie in. Anki takes names
// that differ in case alone for one, and so their keys are in lower case.
type decks struct {
	names map[string]string // by key
	ids   map[string]int64  // by key
}

func decksOf(notes []Note) decks {
	names := []string{defaultDeck}
	for _, n := range notes {
		names = append(names, n.Deck)
	}
	slices.Sort(names)
	d := decks{names: make(map[string]string)}
	for _, name := range slices.Compact(names) {
		d.add(path(name))
	}
	var keys []string
	for key := range d.names {
		keys = append(keys, key)
	}
	d.ids = idsOf("deck", keys, idBits)
	d.ids[strings.ToLower(defaultDeck)] = defaultDeckID
	return d
}

// add adds the deck and those that it lies in, which it names as they were
// named first.
func (d decks) add(path []string) {
	name, key := "", ""
	for i, part := range path {
		if i > 0 {
			name, key = name+"::", key+"::"
		}
		name, key = name+part, key+strings.ToLower(part)
		if known, ok := d.names[key]; ok {
			name = known
		} else {
			d.names[key] = name
		}
	}
}

func (d decks) id(name string) int64 {
	return d.ids[strings.ToLower(strings.Join(path(name), "::"))]
}

// path returns the parts of a deck's name as Anki spells them.
func path(name string) []string {
	parts := strings.Split(clean(name), "::")
	for i, part := range parts {
		parts[i] = strings.Trim(strings.Join(strings.Fields(part), " "), " :")
		if parts[i] == "" {
			parts[i] = "blank"
		}
	}
	return parts
}
