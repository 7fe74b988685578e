package app

import (
	"context"
	"fmt"
	"math"
	"time"

	"portdrill/cmd/internal/wording"
	"portdrill/questions"
	"portdrill/questions/catalogue"
	"portdrill/quiz"
	"portdrill/quiz/forecast"
	"portdrill/quiz/fsrs"
	"portdrill/quiz/session"
)

// CheckGoal refuses an exam that cannot be prepared for, and says what can.
func CheckGoal(a *App, c *catalogue.Catalogue, g quiz.Goal, today quiz.Day) error {
	const years = 5
	latest := quiz.DayOf(dateOf(today).AddDate(years, 0, 0), 0)
	deck := c.Deck(g.Deck)
	switch {
	case deck == nil || deck.Key == catalogue.IANADeck:
		return UnknownDeck(a, c, g.Deck)
	case g.Exam < today:
		return UsageProblem(textGoalPast.In(a.Lang, g.Exam), textGoalEarliest.In(a.Lang, today+1))
	case g.Exam == today:
		return UsageProblem(textGoalToday.In(a.Lang), textGoalMockNow.In(a.Lang, deck.Key))
	case g.Exam > latest:
		return UsageProblem(textGoalFar.In(a.Lang, g.Exam), textGoalLatest.In(a.Lang, latest))
	case g.Minutes < 1 || g.Minutes > quiz.MostMinutes:
		return UsageProblem(textGoalMinutes.In(a.Lang, quiz.MostMinutes), textGoalFew.In(a.Lang))
	}
	return nil
}

// dateOf is midnight of the date, in UTC.
func dateOf(day quiz.Day) time.Time { return time.Unix(0, 0).UTC().AddDate(0, 0, int(day)) }

// An Outlook is what a learner may know on days to come.
type Outlook struct {
	*forecast.Outlook
	Plan    forecast.Plan
	Today   quiz.Day
	Goal    quiz.Goal // that is ahead; zero for none
	Deck    *catalogue.Deck
	Unbegun int
	Mock    *quiz.Result // the last of the deck; nil for none

	expected map[int]forecast.Range // by minutes a day
}

// OutlookOf makes the forecast of a learner, about the deck of an exam if one is ahead. The
// report of a class and the learner's own make it here alike.
func OutlookOf(ctx context.Context, a *App, db *DB, m *questions.Maker) (*Outlook, error) {
	s, err := TodaysSession(ctx, a, db, m)
	if err != nil {
		return nil, err
	}
	return OutlookIn(ctx, a, db, s, m.Catalogue())
}

// OutlookIn is [OutlookOf] with a session that was begun.
func OutlookIn(ctx context.Context, a *App, db *DB, s *session.Session, c *catalogue.Catalogue) (*Outlook, error) {
	reviews, beside, err := db.Reviews(ctx, db.LearnerID)
	if err != nil {
		return nil, err
	}
	_, over, err := db.Exams(ctx, db.LearnerID)
	if err != nil {
		return nil, err
	}
	now := a.Clock.Now()
	o := &Outlook{Today: db.Scheduler.Day(now), Goal: db.Goal, Deck: c.Deck(db.FirstDeck(c)), Mock: lastMock(over, db.Goal.Deck)}
	l, p := s.Outlook(now, reviews)
	l.Weights = fsrs.DefaultWeights
	if w, err := fsrs.WeightsOf(db.Settings.Weights); err == nil {
		l.Weights = w
	}
	l.Pace.Right += beside.Seconds()
	l.Pace.Wrong += beside.Seconds()
	if o.Mock != nil {
		l.Mock = &forecast.Mock{
			Day: int(db.Scheduler.Day(o.Mock.At.In(now.Location()))), Right: o.Mock.Correct, Of: o.Mock.Answered, Guess: mockGuess,
		}
	}
	o.Plan, o.Unbegun = p, l.Items-len(l.Cards)
	o.Outlook = forecast.New(l, forecastSeed)
	return o, nil
}

// mockGuess is how likely a question of a mock exam is guessed: most have four options.
const mockGuess = 0.25

// forecastSeed is that of all forecasts: who asks twice is told the same.
const forecastSeed = 1

// lastMock is the last mock exam of the deck that says something; nil for none.
func lastMock(over []quiz.Result, deck string) *quiz.Result {
	const fewest = 10 // answers
	for i := len(over) - 1; i >= 0; i-- {
		if r := over[i]; deck != "" && r.Deck == deck && r.Kind == "" && r.Answered >= fewest {
			return &r
		}
	}
	return nil
}

// MockIsDue reports whether a mock exam is worth taking on the day: in the week before the
// exam, if the last was two days ago.
func MockIsDue(g quiz.Goal, over []quiz.Result, today quiz.Day, in *time.Location) bool {
	const apart = 2
	if !g.On(today) || g.Days(today) > quiz.MockDays {
		return false
	}
	last := lastMock(over, g.Deck)
	return last == nil || today-quiz.DayOf(last.At.In(in), quiz.DefaultRollover) >= apart
}

// With is the plan with other minutes a day.
func (o *Outlook) With(minutes int) forecast.Plan {
	p := o.Plan
	p.Minutes = time.Duration(minutes) * time.Minute
	p.Today = max(p.Today+p.Minutes-o.Plan.Minutes, 0)
	return p
}

// Expected is what will be known on the day of the exam with so many minutes a day.
func (o *Outlook) Expected(minutes int) forecast.Range {
	if o.expected == nil {
		o.expected = make(map[int]forecast.Range)
	}
	r, known := o.expected[minutes]
	if !known {
		r = o.On(int(o.Goal.Exam), o.With(minutes))
		o.expected[minutes] = r
	}
	return r
}

// MinutesFor is how many minutes a day it takes to know the share of the deck on the day
// of the exam, with two to one; ok is false where two hours would not do.
func (o *Outlook) MinutesFor(share float64) (minutes int, ok bool) {
	const most, precise = 120, 8
	enough := func(minutes int) bool { return o.Expected(minutes).Sure >= share }
	low, high := 0, 1
	for !enough(high) {
		if low, high = high, 2*high; low >= most {
			return 0, false
		}
	}
	for high-low > max(1, high/precise) {
		if middle := (low + high) / 2; enough(middle) {
			high = middle
		} else {
			low = middle
		}
	}
	return high, true
}

// A GoalEntry is an exam that is ahead, for programs.
type GoalEntry struct {
	Deck    string `json:"deck"`
	Exam    string `json:"exam"`
	Days    int    `json:"days"`
	Minutes int    `json:"minutes"` // a day
}

// GoalEntry is the goal of the outlook.
func (o *Outlook) GoalEntry() GoalEntry {
	return GoalEntry{o.Goal.Deck, o.Goal.Exam.String(), o.Goal.Days(o.Today), o.Goal.Minutes}
}

// A RangeEntry is a [forecast.Range] for programs, in shares from 0 to 1.
type RangeEntry struct {
	Low  float64 `json:"low"`
	Mid  float64 `json:"mid"`
	High float64 `json:"high"`
}

// RangeOf is the range as it is shown everywhere.
func RangeOf(r forecast.Range) RangeEntry {
	const places = 1e3
	round := func(x float64) float64 { return math.Round(x*places) / places }
	return RangeEntry{round(r.Low), round(r.Mid), round(r.High)}
}

// Percent is "85% to 96%", rounded outwards.
func (r RangeEntry) Percent(a *App) string {
	low, high := forecast.Range{Low: r.Low, Mid: r.Mid, High: r.High}.Percent()
	if low == high {
		return fmt.Sprintf("%d%%", low)
	}
	return textRangePercent.In(a.Lang, low, high)
}

// Headings of what a forecast says.
var (
	TextKnownNow  = wording.T("Known now", "现在记得")
	TextOnExamDay = wording.T("On exam day", "考试当天")
)

var (
	textRangePercent = wording.T("%d%% to %d%%", "%d%% 到 %d%%")

	textGoalPast     = wording.T("%s is in the past", "%s 已经过去")
	textGoalEarliest = wording.T("the earliest exam date is %s", "考试日期最早为 %s")
	textGoalToday    = wording.T("the exam is today: there is no day left to plan", "考试就在今天，已没有可以安排的日子")
	textGoalMockNow  = wording.T(
		"take a mock exam now: portdrill quiz --deck %s", "可以马上做一次模拟考试：portdrill quiz --deck %s",
	)
	textGoalFar     = wording.T("%s is more than five years away", "%s 在五年之后")
	textGoalLatest  = wording.T("the latest exam date is %s", "考试日期最晚为 %s")
	textGoalMinutes = wording.T("the minutes a day must be from 1 to %d", "每天的分钟数须在 1 到 %d 之间")
	textGoalFew     = wording.T("5 minutes a day are a good start", "每天 5 分钟就是不错的开始")
)
