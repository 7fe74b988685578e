package exchange

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"portdrill/questions/catalogue"
)

// writable returns what keeps the deck from being read back.
func (d Deck) writable() error {
	switch {
	case len(d.Rows) == 0:
		return fmt.Errorf("write a deck: it has no rows")
	case len(d.Rows) > MaxRows:
		return fmt.Errorf("write a deck: %d rows are more than the %d that can be read again", len(d.Rows), MaxRows)
	}
	for i := range d.Rows {
		if err := d.Rows[i].writable(); err != nil {
			return fmt.Errorf("write a deck: row %d: %w", i+1, err)
		}
	}
	return nil
}

func (row *Row) writable() error {
	for i, t := range row.Transports {
		if !slices.Contains(transports, t) || slices.Contains(row.Transports[:i], t) {
			return fmt.Errorf("transports: %q is none or stands twice", t)
		}
	}
	if slices.Contains(row.Aliases, "") {
		return fmt.Errorf("aliases: one is empty")
	}
	for _, f := range row.faults() {
		p := (&entry{}).problem(f)
		return fmt.Errorf("%s: %s", headingOf(f.field), p.In(catalogue.English))
	}
	return nil
}

// record returns the cells of a row in the order of the own headings.
func (row *Row) record() []string {
	return []string{
		strconv.Itoa(int(row.Port)), joinTransports(row.Transports), row.Service,
		row.Name.EN, row.Name.ZH, row.Description.EN, row.Description.ZH, joinAliases(row.Aliases),
	}
}

func joinTransports(ts []catalogue.Transport) string {
	words := make([]string, len(ts))
	for i, t := range ts {
		words[i] = string(t)
	}
	return strings.Join(words, "/")
}
