package quiz

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"portdrill/questions/catalogue"
	"portdrill/quiz/fsrs"
)

// A Setting describes one learner setting: its key, syntax, validation and storage.
// Its display name is defined where it is shown.
type Setting struct {
	Key    string // on the command line; empty for the name, which has a command of its own
	Looks  bool   // does not affect cards
	logged string // its name in the log, which never changes
	field
}

// Registry holds every setting, in the order in which they are listed and logged.
var Registry = []Setting{
	{"", true, "name", &fieldOf[string]{
		in:     func(s *Settings) *string { return &s.Name },
		change: func(c *Change) **string { return &c.Name },
		format: word, fits: isName,
	}},
	{"retention", false, "retention", &fieldOf[float64]{
		in:      func(s *Settings) *float64 { return &s.Retention },
		change:  func(c *Change) **float64 { return &c.Retention },
		initial: DefaultRetention, format: decimal,
		fits: func(x float64) bool { return LeastRetention <= x && x <= MostRetention },
	}},
	{"new", false, "new", &fieldOf[int]{
		in:      func(s *Settings) *int { return &s.New },
		change:  func(c *Change) **int { return &c.New },
		initial: 10, format: number, fits: from(0, maxPerDay),
	}},
	{"reviews", false, "reviews", &fieldOf[int]{
		in:      func(s *Settings) *int { return &s.Reviews },
		change:  func(c *Change) **int { return &c.Reviews },
		initial: 100, format: number, fits: from(0, maxPerDay),
	}},
	{"rollover", false, "rollover_s", &fieldOf[time.Duration]{
		in:      func(s *Settings) *time.Duration { return &s.Rollover },
		change:  func(c *Change) **time.Duration { return &c.Rollover },
		initial: DefaultRollover, format: timeOfDay,
		fits: func(after time.Duration) bool { return 0 <= after && after < hoursADay },
	}},
	{"learning-steps", false, "learning_steps_s", &fieldOf[[]time.Duration]{
		in:      func(s *Settings) *[]time.Duration { return &s.Learning },
		change:  func(c *Change) **[]time.Duration { return &c.Learning },
		initial: usualSteps, format: learningSteps, fits: areSteps,
	}},
	{"relearning-steps", false, "relearning_steps_s", &fieldOf[[]time.Duration]{
		in:      func(s *Settings) *[]time.Duration { return &s.Relearning },
		change:  func(c *Change) **[]time.Duration { return &c.Relearning },
		initial: fsrs.DefaultSteps.Relearning, format: steps, fits: areSteps,
	}},
	{"max-interval", false, "max_interval", &fieldOf[int]{
		in:      func(s *Settings) *int { return &s.Maximum },
		change:  func(c *Change) **int { return &c.Maximum },
		initial: fsrs.DefaultSteps.Maximum, format: number,
		fits: func(days int) bool { return fsrs.Steps{Maximum: days}.Check() == nil },
	}},
	{"schedule", false, "schedule", &fieldOf[Schedule]{
		in:      func(s *Settings) *Schedule { return &s.Schedule },
		change:  func(c *Change) **Schedule { return &c.Schedule },
		initial: ByPrice, format: format[Schedule]{
			parse: func(text string) (Schedule, error) { return Schedule(text), nil },
			show:  func(schedule Schedule) string { return string(schedule) },
		},
		fits: func(schedule Schedule) bool { return slices.Contains(Schedules, schedule) }, values: Schedules,
	}},
	{"names", false, "names", &fieldOf[NameFormat]{
		in:      func(s *Settings) *NameFormat { return &s.Names },
		change:  func(c *Change) **NameFormat { return &c.Names },
		initial: NamesTypedLater, format: format[NameFormat]{
			parse: func(text string) (NameFormat, error) { return NameFormat(text), nil },
			show:  func(names NameFormat) string { return string(names) },
		},
		fits: func(names NameFormat) bool { return slices.Contains(NameFormats, names) }, values: NameFormats,
	}},
	{"practice", true, "practice", &fieldOf[bool]{
		in:      func(s *Settings) *bool { return &s.Practice },
		change:  func(c *Change) **bool { return &c.Practice },
		initial: true, format: onOff, fits: func(bool) bool { return true }, values: onAndOff,
	}},
	{"decks", false, "decks", &fieldOf[[]string]{
		in:     func(s *Settings) *[]string { return &s.Decks },
		change: func(c *Change) **[]string { return &c.Decks },
		format: deckKeys, fits: func([]string) bool { return true },
	}},
	{"goal", false, "goal", &fieldOf[Goal]{
		in:     func(s *Settings) *Goal { return &s.Goal },
		change: func(c *Change) **Goal { return &c.Goal },
		format: goalFormat, fits: isGoal,
	}},
	{"weights", false, "weights", &fieldOf[[]float64]{
		in:     func(s *Settings) *[]float64 { return &s.Weights },
		change: func(c *Change) **[]float64 { return &c.Weights },
		format: weights, fits: func(list []float64) bool {
			_, err := fsrs.WeightsOf(list)
			return len(list) == 0 || err == nil
		},
	}},
	{"weights auto", true, "weights_auto", &fieldOf[bool]{
		in:     func(s *Settings) *bool { return &s.FitWeights },
		change: func(c *Change) **bool { return &c.FitWeights },
		format: onOff, fits: func(bool) bool { return true }, values: onAndOff,
	}},
	{"language", true, "lang", &fieldOf[catalogue.Lang]{
		in:     func(s *Settings) *catalogue.Lang { return &s.Lang },
		change: func(c *Change) **catalogue.Lang { return &c.Lang },
		format: language, fits: func(lang catalogue.Lang) bool { return slices.Contains(languages, lang) }, values: languages,
	}},
	{"plain", true, "plain", &fieldOf[bool]{
		in:     func(s *Settings) *bool { return &s.Plain },
		change: func(c *Change) **bool { return &c.Plain },
		format: onOff, fits: func(bool) bool { return true }, values: onAndOff,
	}},
	{"in-a-row", true, "in_a_row", &fieldOf[bool]{
		in:     func(s *Settings) *bool { return &s.InARow },
		change: func(c *Change) **bool { return &c.InARow },
		format: onOff, fits: func(bool) bool { return true }, values: onAndOff,
	}},
	{"time", true, "times", &fieldOf[float64]{
		in:      func(s *Settings) *float64 { return &s.Times },
		change:  func(c *Change) **float64 { return &c.Times },
		initial: 1, format: factor, fits: func(x float64) bool { return slices.Contains(timeFactors, x) },
		values: timeFactors,
	}},
	{"pass", true, "pass", &fieldOf[int]{
		in:      func(s *Settings) *int { return &s.Pass },
		change:  func(c *Change) **int { return &c.Pass },
		initial: defaultPass, format: percent, fits: from(1, 100),
	}},
}

// A field is what a Setting does with its values, whatever their type.
type field interface {
	// Parse reads a value as a person writes it. The error is [ErrSetting] or says what
	// is wrong with the value.
	Parse(text string) (Change, error)

	// Values are all that the setting can be, as people write them; nil where there are
	// too many to choose from.
	Values() []string

	// Default changes the setting back.
	Default() Change

	// Show is the value as a person would write it.
	Show(s Settings) string

	// Value is the value in JSON.
	Value(s Settings) any

	check(s Settings) error
	reset(s *Settings)
	apply(c Change, s *Settings)
	adopt(s Settings, c *Change) // c then sets what s has
	encode(c Change) (logged any, changes bool)
	decode(logged json.RawMessage, c *Change) error
}

// A fieldOf is a field of values of one type.
type fieldOf[T any] struct {
	in      func(*Settings) *T
	change  func(*Change) **T
	initial T
	format  format[T]
	fits    func(T) bool
	values  []T // all of them, where they are few
}

// A format is how values of a type are written. What is nil is not needed: in JSON and
// in the log most stand as they are.
type format[T any] struct {
	parse  func(text string) (T, error)
	show   func(T) string
	value  func(T) any // in JSON
	encode func(T) any // in the log
	decode func(json.RawMessage) (T, error)
	tidy   func(T) T // makes values that are the same look the same
}

func (f *fieldOf[T]) Parse(text string) (c Change, err error) {
	value, err := f.format.parse(text)
	if err == nil && !f.fits(value) {
		err = fmt.Errorf("%w: %q", ErrSetting, text)
	}
	*f.change(&c) = &value
	return c, err
}

func (f *fieldOf[T]) Values() (all []string) {
	for _, value := range f.values {
		all = append(all, f.format.show(value))
	}
	return all
}

func (f *fieldOf[T]) Default() (c Change) {
	*f.change(&c) = new(f.initial)
	return c
}

func (f *fieldOf[T]) Show(s Settings) string { return f.format.show(*f.in(&s)) }

func (f *fieldOf[T]) Value(s Settings) any {
	if f.format.value != nil {
		return f.format.value(*f.in(&s))
	}
	return *f.in(&s)
}

func (f *fieldOf[T]) check(s Settings) error {
	if value := *f.in(&s); !f.fits(value) {
		return fmt.Errorf("%v", value)
	}
	return nil
}

func (f *fieldOf[T]) reset(s *Settings) { f.apply(f.Default(), s) }

func (f *fieldOf[T]) apply(c Change, s *Settings) {
	value := *f.change(&c)
	switch {
	case value == nil:
	case f.format.tidy != nil:
		*f.in(s) = f.format.tidy(*value)
	default:
		*f.in(s) = *value
	}
}

func (f *fieldOf[T]) adopt(s Settings, c *Change) { *f.change(c) = f.in(&s) }

func (f *fieldOf[T]) encode(c Change) (logged any, changes bool) {
	switch value := *f.change(&c); {
	case value == nil:
		return nil, false
	case f.format.encode != nil:
		return f.format.encode(*value), true
	default:
		return *value, true
	}
}

func (f *fieldOf[T]) decode(logged json.RawMessage, c *Change) (err error) {
	var value T
	if f.format.decode != nil {
		value, err = f.format.decode(logged)
	} else {
		err = json.Unmarshal(logged, &value)
	}
	*f.change(c) = &value
	return err
}

// MarshalJSON writes the change as it stands in the log.
func (c Change) MarshalJSON() ([]byte, error) {
	var all []string
	add := func(name string, value any) error {
		text, err := json.Marshal(value)
		all = append(all, fmt.Sprintf("%q:%s", name, text))
		return err
	}
	for _, s := range Registry {
		if value, changes := s.encode(c); changes {
			if err := add(s.logged, value); err != nil {
				return nil, err
			}
		}
	}
	if c.Reschedule {
		if err := add(logsReschedule, true); err != nil {
			return nil, err
		}
		if isPace(c.Pace) {
			if err := add(logsPace, [2]float64{c.Pace.Right, c.Pace.Wrong}); err != nil {
				return nil, err
			}
		}
	}
	if c.Fitted != nil {
		if err := add(logsFitted, c.Fitted); err != nil {
			return nil, err
		}
	}
	return []byte("{" + strings.Join(all, ",") + "}"), nil
}

// The names in the log of what is no setting.
const (
	logsReschedule = "reschedule"
	logsPace       = "pace_s" // right, wrong
	logsFitted     = "fitted"
)

// UnmarshalJSON reads a change from the log. What only a later version knows is left
// out.
func (c *Change) UnmarshalJSON(text []byte) error {
	var logged map[string]json.RawMessage
	if err := json.Unmarshal(text, &logged); err != nil {
		return err
	}
	for _, s := range Registry {
		if value := logged[s.logged]; value != nil && string(value) != "null" {
			if err := s.decode(value, c); err != nil {
				return fmt.Errorf("setting %s: %w", s.logged, err)
			}
		}
	}
	if value := logged[logsReschedule]; value != nil {
		if err := json.Unmarshal(value, &c.Reschedule); err != nil {
			return err
		}
	}
	if value := logged[logsPace]; value != nil {
		var pace [2]float64
		if err := json.Unmarshal(value, &pace); err != nil {
			return err
		}
		c.Pace = fsrs.Pace{Right: pace[0], Wrong: pace[1]}
	}
	if value := logged[logsFitted]; value != nil {
		if err := json.Unmarshal(value, &c.Fitted); err != nil {
			return err
		}
	}
	return nil
}
