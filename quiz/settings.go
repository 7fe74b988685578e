package quiz

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"portdrill/questions"
	"portdrill/questions/catalogue"
	"portdrill/quiz/fsrs"
)

// Settings are what a learner has chosen. They live in the log: what is in force
// when an answer is given is what its card follows. What each of them is called, how
// it is written, and what it can be, stands in the [Registry].
type Settings struct {
	Name       string          // the learner's; empty if none was given
	Retention  float64         // desired for a typed answer when it is due, or what it stands for
	Schedule   Schedule        // what is aimed at
	New        int             // cards begun a day at most
	Reviews    int             // reviews of cards that are due a day at most
	Rollover   time.Duration   // when a study day begins, after midnight
	Learning   []time.Duration // steps, each under a day; nil where none were chosen, empty for none
	Relearning []time.Duration
	Maximum    int        // days; no interval is longer
	Names      NameFormat // how names are answered
	Practice   bool       // drills and quizzes also ask what machines print; no card follows from that
	Decks      []string   // keys; new cards come from the first before the next
	Goal       Goal       // an exam; zero for none
	Weights    []float64  // of FSRS; empty for the published ones
	FitWeights bool       // weights that suit the learner better are taken without asking

	// How it looks; no card follows from these.
	Lang   catalogue.Lang // of everything shown; empty for that of the locale
	Plain  bool           // lines of text, as for a screen reader
	InARow bool           // drills say how many answers in a row were right
	Times  float64        // what time limits are multiplied by; 0 for no limits
	Pass   int            // percent right that a mock exam is passed with
}

// A Change is what a settings or weights event changes; what is nil stays as it is.
// It stands in the log as JSON, under the names in the [Registry].
type Change struct {
	Name       *string
	Retention  *float64
	Schedule   *Schedule
	New        *int
	Reviews    *int
	Rollover   *time.Duration
	Learning   *[]time.Duration
	Relearning *[]time.Duration
	Maximum    *int
	Names      *NameFormat
	Practice   *bool
	Decks      *[]string
	Goal       *Goal
	Weights    *[]float64
	FitWeights *bool
	Lang       *catalogue.Lang
	Plain      *bool
	InARow     *bool
	Times      *float64
	Pass       *int
	Reschedule bool      // cards move as if this had been in force before
	Pace       fsrs.Pace // of the learner where cards move; zero in the log of a version that knew no price
	Fitted     *Fitted   // what the weights were fitted to; nil where they came from elsewhere
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

// typedFrom is from how many days of stability on names are typed.
const typedFrom = 21

// Format returns the format in which a card of such a stability in days is asked.
// Numbers are typed from the beginning: a port is recalled, not recognised, where
// it is needed. Names are typed once they are stable, since that costs time.
func (f NameFormat) Format(k questions.Kind, stability float64) questions.Format {
	formats := k.Formats()
	switch {
	case !slices.Contains(formats, questions.Typed):
		return formats[0]
	case k.WantsNumber() || f == NamesTyped:
		return questions.Typed
	case f != NamesChosen && stability >= typedFrom:
		return questions.Typed
	}
	return formats[0]
}

// onAndOff are what a switch can be, and languages what the language of the screen can be,
// "" that of the locale.
var (
	onAndOff  = []bool{true, false}
	languages = []catalogue.Lang{"", catalogue.English, catalogue.Chinese}
)

// timeFactors are what time limits can be multiplied by: as they are, half as long
// again, twice as long, and none.
var timeFactors = []float64{1, 1.5, 2, 0}

// usualSteps are the learning steps of a learner who chose none: one Good after the first
// answer sends a new card to review. Before answers stated their steps, there were two.
var usualSteps = []time.Duration{10 * time.Minute}

// Bounds of settings. Above HighRetention reviews grow out of proportion.
const (
	LeastRetention = 0.70
	MostRetention  = 0.97
	HighRetention  = 0.95
	maxPerDay      = 9999
	LongestName    = 40 // characters
	defaultPass    = 80 // percent
)

// ErrSetting is the error for a value that a setting cannot have, matched with
// [errors.Is].
var ErrSetting = errors.New("no such value")

// DefaultSettings are those of a learner who chose nothing.
func DefaultSettings() (s Settings) {
	for _, setting := range Registry {
		setting.reset(&s)
	}
	s.Learning = nil
	return s
}

// With returns the settings after the change. The error is that of
// [Settings.Check]; the settings are then as before.
func (s Settings) With(c Change) (Settings, error) {
	after := s
	for _, setting := range Registry {
		setting.apply(c, &after)
	}
	if err := after.Check(); err != nil {
		return s, err
	}
	return after, nil
}

// Change returns what leads from the default settings to these.
func (s Settings) Change() *Change {
	c := new(Change)
	for _, setting := range Registry {
		setting.adopt(s, c)
	}
	if len(s.Weights) == 0 { // as it has always been written
		c.Weights = nil
	}
	if s.Learning == nil {
		c.Learning = nil
	}
	if s.Goal == (Goal{}) {
		c.Goal = nil
	}
	return c
}

// Check reports the first setting that cannot be kept; the error is [ErrSetting].
func (s Settings) Check() error {
	for _, setting := range Registry {
		if err := setting.check(s); err != nil {
			return fmt.Errorf("%w: %s %w", ErrSetting, setting.logged, err)
		}
	}
	return nil
}

// isName reports whether the text can name a learner: visible characters, with single
// spaces between.
func isName(name string) bool {
	for _, r := range name {
		if !unicode.IsPrint(r) {
			return false
		}
	}
	return utf8.ValidString(name) && utf8.RuneCountInString(name) <= LongestName &&
		strings.Join(strings.Fields(name), " ") == name
}

// SchedulerOf returns the scheduler that the settings describe. The error is that
// of [Settings.Check].
func SchedulerOf(settings Settings) (Scheduler, error) {
	if err := settings.Check(); err != nil {
		return Scheduler{}, err
	}
	model, err := fsrs.NewModel(settings.weights())
	if err != nil {
		return Scheduler{}, err
	}
	s := Scheduler{
		Model:    model.ForRelearning(len(settings.Relearning)),
		Steps:    fsrs.Steps{Learning: settings.Learning, Relearning: settings.Relearning, Maximum: settings.Maximum},
		Unstated: settings.Learning, Retention: settings.Retention, Pace: UsualPace,
		Rollover: settings.Rollover, Fuzz: true,
	}
	if settings.Learning == nil {
		s.Steps.Learning, s.Unstated = usualSteps, fsrs.DefaultSteps.Learning
	}
	if settings.Schedule == ByPrice {
		s.Price = priceOf(settings.Retention)
	}
	return s, nil
}

// weights are those that were chosen, which were checked, or the published ones.
func (s Settings) weights() fsrs.Weights {
	if w, err := fsrs.WeightsOf(s.Weights); err == nil {
		return w
	}
	return fsrs.DefaultWeights
}
