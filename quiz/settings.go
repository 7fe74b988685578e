package quiz

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"portdrill/questions/catalogue"
	"portdrill/quiz/fsrs"
)

// Settings are what a learner has chosen. They live in the log: what is in force
// when an answer is given is what its card follows.
type Settings struct {
	Name       string          // to be told from others by; empty for one who has not said
	Retention  float64         // desired for a typed answer, LeastRetention to MostRetention
	New        int             // cards begun a day at most
	Reviews    int             // reviews of cards that are due a day at most
	Rollover   time.Duration   // when a study day begins, after midnight
	Learning   []time.Duration // steps, each under a day
	Relearning []time.Duration
	Maximum    int           // days; no interval is longer
	Names      NameFormat    // how names are answered
	Decks      []string      // keys; new cards come from the first before the next
	Weights    *fsrs.Weights // nil for the published ones

	// How it looks; no card follows from these.
	Lang  catalogue.Lang // of everything shown; empty for that of the locale
	Plain bool           // lines of text, as for a screen reader
	Times float64        // what limits of time are multiplied by; 0 for no limits
	Pass  int            // percent right that a mock exam is passed with
}

// A NameFormat says how a name is answered. Numbers are always typed.
type NameFormat string

// The ways to answer a name.
const (
	NamesTypedLater NameFormat = "auto"   // chosen at first, typed once it is stable for 21 days
	NamesChosen     NameFormat = "choice" // always chosen
	NamesTyped      NameFormat = "typed"  // always typed
)

// NameFormats are all of them.
var NameFormats = []NameFormat{NamesTypedLater, NamesChosen, NamesTyped}

// TimeFactors are what limits of time can be multiplied by: as they are, half as
// long again, twice as long, and none.
var TimeFactors = []float64{1, 1.5, 2, 0}

// Bounds of settings. Above HighRetention reviews grow out of proportion.
const (
	LeastRetention = 0.70
	MostRetention  = 0.97
	HighRetention  = 0.95
	MostADay       = 9999
	LongestName    = 40 // signs
	DefaultPass    = 80 // percent
)

// DefaultSettings are those of a learner who chose nothing.
func DefaultSettings() Settings {
	return Settings{
		Retention: DefaultRetention, New: 10, Reviews: 100, Rollover: DefaultRollover,
		Learning: slices.Clone(fsrs.DefaultSteps.Learning), Relearning: slices.Clone(fsrs.DefaultSteps.Relearning),
		Maximum: fsrs.DefaultSteps.Maximum, Names: NamesTypedLater, Decks: nil,
		Times: 1, Pass: DefaultPass,
	}
}

// A Change is what a settings or weights event changes; what is nil stays as it
// is.
type Change struct {
	Name       *string
	Retention  *float64
	New        *int
	Reviews    *int
	Rollover   *time.Duration
	Learning   *[]time.Duration
	Relearning *[]time.Duration
	Maximum    *int
	Names      *NameFormat
	Decks      *[]string
	Weights    *[]float64 // empty for the published ones
	Lang       *catalogue.Lang
	Plain      *bool
	Times      *float64
	Pass       *int
	Reschedule bool // cards move as if this had been in force before
}

// With returns the settings after the change. The error is that of
// [Settings.Check], or of [fsrs.WeightsOf]; the settings are then as before.
func (s Settings) With(c Change) (Settings, error) {
	after := s
	set(&after.Name, c.Name)
	set(&after.Retention, c.Retention)
	set(&after.New, c.New)
	set(&after.Reviews, c.Reviews)
	set(&after.Rollover, c.Rollover)
	set(&after.Learning, c.Learning)
	set(&after.Relearning, c.Relearning)
	set(&after.Maximum, c.Maximum)
	set(&after.Names, c.Names)
	set(&after.Decks, c.Decks)
	set(&after.Lang, c.Lang)
	set(&after.Plain, c.Plain)
	set(&after.Times, c.Times)
	set(&after.Pass, c.Pass)
	after.Learning, after.Relearning = steady(after.Learning), steady(after.Relearning)
	if len(after.Decks) == 0 {
		after.Decks = nil
	}
	if c.Weights != nil {
		after.Weights = nil
		if len(*c.Weights) > 0 {
			w, err := fsrs.WeightsOf(*c.Weights)
			if err != nil {
				return s, err
			}
			after.Weights = &w
		}
	}
	if err := after.Check(); err != nil {
		return s, err
	}
	return after, nil
}

// Change returns what leads from the default settings to these.
func (s Settings) Change() *Change {
	c := &Change{
		Name: &s.Name, Retention: &s.Retention, New: &s.New, Reviews: &s.Reviews, Rollover: &s.Rollover,
		Learning: &s.Learning, Relearning: &s.Relearning, Maximum: &s.Maximum, Names: &s.Names, Decks: &s.Decks,
		Lang: &s.Lang, Plain: &s.Plain, Times: &s.Times, Pass: &s.Pass,
	}
	if s.Weights != nil {
		c.Weights = new(s.Weights[:])
	}
	return c
}

// steady makes no steps the same however they were given.
func steady(steps []time.Duration) []time.Duration {
	if len(steps) == 0 {
		return []time.Duration{}
	}
	return steps
}

func set[T any](to *T, from *T) {
	if from != nil {
		*to = *from
	}
}

// Errors of settings out of bounds, matched with [errors.Is].
var (
	ErrRetention = errors.New("retention out of bounds")
	ErrADay      = errors.New("number of cards a day out of bounds")
	ErrRollover  = errors.New("rollover is no time of day")
	ErrSteps     = errors.New("steps or maximum interval out of bounds")
	ErrNames     = errors.New("no way to answer a name")
	ErrName      = errors.New("no name for a learner")
	ErrLooks     = errors.New("no such language, factor of time or pass mark")
)

// Check reports what cannot be kept.
func (s Settings) Check() error {
	switch {
	case math.IsNaN(s.Retention) || s.Retention < LeastRetention || s.Retention > MostRetention:
		return fmt.Errorf("%w: %v, want %v to %v", ErrRetention, s.Retention, LeastRetention, MostRetention)
	case s.New < 0 || s.New > MostADay || s.Reviews < 0 || s.Reviews > MostADay:
		return fmt.Errorf("%w: %d new, %d reviews, want 0 to %d", ErrADay, s.New, s.Reviews, MostADay)
	case s.Rollover < 0 || s.Rollover >= hoursADay:
		return fmt.Errorf("%w: %s", ErrRollover, s.Rollover)
	case !slices.Contains(NameFormats, s.Names):
		return fmt.Errorf("%w: %q", ErrNames, s.Names)
	}
	if s.Lang != "" && s.Lang != catalogue.English && s.Lang != catalogue.Chinese || !slices.Contains(TimeFactors, s.Times) || s.Pass < 1 || s.Pass > 100 {
		return fmt.Errorf("%w: %q, %v, %d %%", ErrLooks, s.Lang, s.Times, s.Pass)
	}
	if !isName(s.Name) && s.Name != "" {
		return fmt.Errorf("%w: %q, want 1 to %d signs that can be seen", ErrName, s.Name, LongestName)
	}
	if err := (fsrs.Steps{Learning: s.Learning, Relearning: s.Relearning, Maximum: s.Maximum}).Check(); err != nil {
		return fmt.Errorf("%w: %w", ErrSteps, err)
	}
	for _, step := range slices.Concat(s.Learning, s.Relearning) {
		if step%time.Millisecond != 0 {
			return fmt.Errorf("%w: a step of %s: want whole milliseconds", ErrSteps, step)
		}
	}
	if s.Weights != nil {
		return s.Weights.Check()
	}
	return nil
}

// isName reports whether a learner can be called so: in signs that can be seen,
// with single spaces between.
func isName(name string) bool {
	for _, r := range name {
		if !unicode.IsPrint(r) {
			return false
		}
	}
	return name != "" && utf8.ValidString(name) && utf8.RuneCountInString(name) <= LongestName && strings.Join(strings.Fields(name), " ") == name
}

// SchedulerOf returns the scheduler that the settings describe. The error is that
// of [Settings.Check].
func SchedulerOf(settings Settings) (Scheduler, error) {
	if err := settings.Check(); err != nil {
		return Scheduler{}, err
	}
	weights := fsrs.DefaultWeights
	if settings.Weights != nil {
		weights = *settings.Weights
	}
	model, err := fsrs.NewModel(weights)
	if err != nil {
		return Scheduler{}, err
	}
	return Scheduler{
		Model:     model.ForRelearning(len(settings.Relearning)),
		Steps:     fsrs.Steps{Learning: settings.Learning, Relearning: settings.Relearning, Maximum: settings.Maximum},
		Retention: settings.Retention, Rollover: settings.Rollover, Fuzz: true,
	}, nil
}
