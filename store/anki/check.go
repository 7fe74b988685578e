package anki

import (
	"errors"
	"fmt"
	"math"
	"time"
)

// check finds what Anki would refuse, lose or misread.
func (c Collection) check() error {
	switch {
	case c.Created.IsZero() || c.Modified.IsZero():
		return errors.New("the collection has no date")
	case c.Rollover < 0 || c.Rollover >= day || c.Rollover%time.Hour != 0:
		return fmt.Errorf("a study day cannot begin %v after midnight", c.Rollover)
	}
	if err := c.Type.check(); err != nil {
		return err
	}
	seen := make(map[string]bool, len(c.Notes))
	for _, n := range c.Notes {
		if err := n.check(c.Type); err != nil {
			return fmt.Errorf("note %q: %w", n.GUID, err)
		}
		if seen[n.GUID] {
			return fmt.Errorf("note %q: there are two of them", n.GUID)
		}
		seen[n.GUID] = true
	}
	return nil
}

func (t NoteType) check() error {
	if t.ID <= 0 || t.Name == "" || len(t.Fields) == 0 {
		return errors.New("the note type needs an ID, a name and a field")
	}
	if t.Modified.IsZero() {
		return errors.New("the note type has no date")
	}
	if len(fieldsIn(t.Front, t.Fields)) == 0 {
		return errors.New("the front shows no field: Anki takes such cards for empty")
	}
	return nil
}

func (n Note) check(t NoteType) error {
	switch {
	case n.GUID == "" || n.GUID != bare(n.GUID):
		return errors.New("a GUID is a text of one line")
	case n.Deck == "":
		return errors.New("it is in no deck")
	case len(n.Fields) != len(t.Fields):
		return fmt.Errorf("it has %d fields, its type %d", len(n.Fields), len(t.Fields))
	}
	return n.Card.check()
}

func (c Card) check() error {
	switch {
	case c.State < New || c.State > Relearning:
		return fmt.Errorf("there is no state %d", c.State)
	case c.inSteps() && c.Due.IsZero():
		return errors.New("the card is in the steps and never due")
	case c.Position < 0 || c.Interval < 0 || c.Steps < 0 || c.Reps < 0 || c.Lapses < 0:
		return errors.New("the card has a negative number")
	}
	for _, x := range []float64{c.Memory.Stability, c.Memory.Difficulty, c.Memory.Decay, c.Retention} {
		if !isMeasure(x) {
			return fmt.Errorf("the memory has a %v", x)
		}
	}
	return nil
}

func (a Answer) check() error {
	switch {
	case a.At.UnixMilli() <= 0:
		return errors.New("it was given before 1970")
	case a.From < New || a.From > Relearning:
		return fmt.Errorf("there is no state %d", a.From)
	case a.Ease < 0 || a.Ease > 4:
		return fmt.Errorf("there is no ease %d", a.Ease)
	case a.Interval < 0 || a.Last < 0 || a.Took < 0:
		return errors.New("it has a negative time")
	case !isMeasure(a.Difficulty):
		return fmt.Errorf("it has a difficulty of %v", a.Difficulty)
	}
	return nil
}

func isMeasure(x float64) bool { return x >= 0 && !math.IsInf(x, 1) }
