package quiz

import (
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode"

	"portdrill/questions"
)

// ErrSenseless says that nothing that happened can be the event, or that it is of
// a kind that only a later version knows.
var ErrSenseless = errors.New("event makes no sense")

// Check reports what no event can be, in whatever way it came here; the error is
// [ErrSenseless]. Settings may be out of bounds, and an undo may name nothing that
// is there: a replay passes over those.
func (e Event) Check() error {
	err := e.checkTime()
	if err == nil {
		err = e.checkContent()
	}
	if err != nil {
		return fmt.Errorf("%w: %w", ErrSenseless, err)
	}
	return nil
}

// Bounds of what clocks and calendars say.
const (
	firstYear, lastYear = 1970, 9999
	farthestZone        = 25 * time.Hour // from UTC; offsets in force go to 14 hours
	farthestDay         = 1              // from the date: a rollover puts a day off, never further
)

func (e Event) checkTime() error {
	_, zone := e.At.Zone()
	date := DayOf(e.At, 0)
	switch {
	case time.Duration(max(zone, -zone))*time.Second > farthestZone:
		return fmt.Errorf("an offset of %d seconds from UTC", zone)
	case e.At.Year() < firstYear || e.At.Year() > lastYear:
		return fmt.Errorf("the year %d", e.At.Year())
	case max(e.Day-date, date-e.Day) > farthestDay:
		return fmt.Errorf("the study day %s on %s", e.Day, date)
	}
	return nil
}

func (e Event) checkContent() error {
	switch {
	case e.Kind == AnswerEvent && e.Answer != nil:
		return e.Answer.check()
	case e.Kind == NoteEvent && e.Note != nil:
		return checkText("a note on", e.Note.Service)
	case e.Kind == FlagEvent && e.Flag != nil:
		return errors.Join(checkText("a flag on", string(e.Flag.Facet)), checkText("a flag on the kind", string(e.Flag.Kind)))
	case e.Kind == UndoEvent && e.Undo != nil:
		return checkText("an undo of", string(e.Undo.Target))
	case e.IsAboutCards():
		return checkFacets(e.About)
	case (e.Kind == SettingsEvent || e.Kind == WeightsEvent) && e.Change != nil:
		return nil
	case e.Kind == ExamEvent && e.Exam != nil:
		return e.Exam.check()
	case e.Kind == ExamEndEvent && e.ExamEnd != nil:
		return checkText("the end of", string(e.ExamEnd.Exam))
	}
	return fmt.Errorf("a %q", e.Kind)
}

func (x *Exam) check() error {
	if x.Count < 1 || x.Budget < 0 || x.Pass < 0 || x.Pass > 100 {
		return fmt.Errorf("an exam of %d questions in %v that is passed with %d %%", x.Count, x.Budget, x.Pass)
	}
	return checkText("an exam on", x.Deck)
}

func (a *Answer) check() error {
	switch {
	case a.Counts != Review && a.Counts != Practice:
		return fmt.Errorf("an answer that counts as %q", a.Counts)
	case a.Counts == Review && len(a.Facets) != 1:
		return fmt.Errorf("a review of %d facets", len(a.Facets))
	case a.Counts == Review && !a.Grade.Valid():
		return fmt.Errorf("a review with the grade %d", a.Grade)
	case a.Counts == Review && !(a.Target > 0 && a.Target < 1): // nor NaN
		return fmt.Errorf("a review that aims at %v", a.Target)
	case !areSteps(a.Learning):
		return fmt.Errorf("an answer with the steps %v", a.Learning)
	case !(a.Guess >= 0 && a.Guess < 1):
		return fmt.Errorf("a guess of %v", a.Guess)
	}
	return checkFacets(a.Facets)
}

func checkFacets(all []questions.FacetID) error {
	if len(all) == 0 {
		return errors.New("nothing that it is about")
	}
	for _, facet := range all {
		if err := checkText("something about", string(facet)); err != nil {
			return err
		}
	}
	return nil
}

// checkText reports a key that nothing has: empty, or with signs that are none.
func checkText(what, key string) error {
	isNone := func(r rune) bool { return unicode.IsControl(r) || r == unicode.ReplacementChar }
	if key == "" || strings.ContainsFunc(key, isNone) {
		return fmt.Errorf("%s %q", what, key)
	}
	return nil
}
