package quiz

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// A Goal is an exam: what is to be known by when, and how much time there is for it. The
// zero Goal is none.
type Goal struct {
	Deck    string // key
	Exam    Day
	Minutes int // a day
}

// ExamPrice is what a second of answering costs until an exam, in items known for a day:
// more than usually, since what is known after it counts for nothing.
const ExamPrice = 2

// MockDays is how many days before an exam mock exams are worth taking, and nothing new is
// begun any more if it can be helped.
const MockDays = 7

// On reports whether the goal is still ahead on the study day. On the day of the exam it
// is; then it ends by itself.
func (g Goal) On(day Day) bool { return g.Deck != "" && day <= g.Exam }

// Days is how many days there are until the exam.
func (g Goal) Days(day Day) int { return int(g.Exam - day) }

// NewADay is how many of so many cards that were never begun are begun on a study day, so
// that the last is in time: a week before the exam. usual is how many are begun without
// a goal; fewer would leave minutes to waste.
func (g Goal) NewADay(day Day, left, usual int) int {
	days := max(g.Days(day)-MockDays, 1)
	return max((left+days-1)/days, usual)
}

// Minutely is the time a day.
func (g Goal) Minutely() time.Duration { return time.Duration(g.Minutes) * time.Minute }

// MostMinutes is how many minutes a day has.
const MostMinutes = 24 * 60

// isGoal is the rule of goals that can be kept. Whether the day has come is another
// question, to which a log has no answer.
func isGoal(g Goal) bool {
	return g == Goal{} || g.Deck != "" && g.Exam > 0 && 0 < g.Minutes && g.Minutes <= MostMinutes
}

// NoGoal is how having no goal is written.
const NoGoal = "none"

// ParseDay reads the date on which a study day begins: "2026-11-24".
func ParseDay(text string) (Day, error) {
	t, err := time.Parse(time.DateOnly, text)
	return DayOf(t, 0), err
}

// parseGoal reads a deck, the date of the exam, and minutes a day; or [NoGoal].
func parseGoal(text string) (g Goal, err error) {
	if text == NoGoal {
		return g, nil
	}
	words := deckWords(text)
	const parts = 3
	if len(words) != parts {
		return g, fmt.Errorf("%w: %q", ErrSetting, text)
	}
	g.Deck = words[0]
	if g.Exam, err = ParseDay(words[1]); err != nil {
		return g, fmt.Errorf("%w: %q", ErrSetting, words[1])
	}
	if g.Minutes, err = strconv.Atoi(words[2]); err != nil {
		return g, fmt.Errorf("%w: %q", ErrSetting, words[2])
	}
	return g, nil
}

// String is the goal as [Setting] reads it.
func (g Goal) String() string {
	if g == (Goal{}) {
		return NoGoal
	}
	return fmt.Sprintf("%s %s %d", g.Deck, g.Exam, g.Minutes)
}

// A loggedGoal is one in the log; without a goal it is empty.
type loggedGoal struct {
	Deck    string `json:"deck,omitempty"`
	Exam    string `json:"exam,omitempty"`
	Minutes int    `json:"minutes,omitempty"` // a day
}

func encodeGoal(g Goal) any {
	if g == (Goal{}) {
		return loggedGoal{}
	}
	return loggedGoal{g.Deck, g.Exam.String(), g.Minutes}
}

func decodeGoal(logged json.RawMessage) (Goal, error) {
	var l loggedGoal
	if err := json.Unmarshal(logged, &l); err != nil || l == (loggedGoal{}) {
		return Goal{}, err
	}
	exam, err := ParseDay(l.Exam)
	return Goal{l.Deck, exam, l.Minutes}, err
}

// valueOfGoal is the goal in JSON, null for none.
func valueOfGoal(g Goal) any {
	if g == (Goal{}) {
		return nil
	}
	return encodeGoal(g)
}

var goalFormat = format[Goal]{
	parse: parseGoal, show: Goal.String, value: valueOfGoal, encode: encodeGoal, decode: decodeGoal,
}

// ForExam returns the scheduler until an exam: time has another price.
func (s Scheduler) ForExam() Scheduler {
	if s.Price > 0 { // else the retention is fixed
		s.Price = ExamPrice
	}
	return s
}

// deckWords are the words of a list with commas or spaces between.
func deckWords(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r == ' ' })
}
