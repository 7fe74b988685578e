package main

import (
	"context"
	"strconv"
	"time"

	"portdrill/cmd/internal/wording"
	"portdrill/questions"
	"portdrill/quiz"
	"portdrill/quiz/progress"
)

// fullFigures are all that stats reports. Fields are only ever added.
type fullFigures struct {
	figures
	TookMS      int64            `json:"took_ms"`
	Known       float64          `json:"known"` // cards known now
	Streak      streakEntry      `json:"streak"`
	States      stateCounts      `json:"states"`
	Readiness   []readinessEntry `json:"readiness"`
	Forecast    []forecastEntry  `json:"forecast"`
	Days        []dayEntry       `json:"days"`
	Weeks       []weekEntry      `json:"weeks"`
	Calibration calibrationEntry `json:"calibration"`
}

type streakEntry struct {
	Now     int `json:"now"`
	Longest int `json:"longest"`
}

type stateCounts struct {
	New        int `json:"new"`
	Learning   int `json:"learning"`
	Young      int `json:"young"`
	Mature     int `json:"mature"`
	Relearning int `json:"relearning"`
	Suspended  int `json:"suspended"`
}

type readinessEntry struct {
	Deck   string  `json:"deck"`
	Facets int     `json:"facets"`
	Begun  int     `json:"begun"`
	Known  float64 `json:"known"`

	name string
}

type forecastEntry struct {
	Day string `json:"day"`
	Due int    `json:"due"`
}

type dayEntry struct {
	Day     string `json:"day"`
	Answers int    `json:"answers"`
	Correct int    `json:"correct"`
	Reviews int    `json:"reviews"`
	New     int    `json:"new"`
	TookMS  int64  `json:"took_ms"`
}

type weekEntry struct {
	Monday    string      `json:"monday"`
	Answers   int         `json:"answers"`
	Reviews   int         `json:"reviews"` // of cards out of the steps
	Recalled  int         `json:"recalled"`
	Retention *float64    `json:"retention"`
	Interval  *[2]float64 `json:"interval"`
}

type calibrationEntry struct {
	Reviews   int          `json:"reviews"`
	Predicted *float64     `json:"predicted"`
	Actual    *float64     `json:"actual"`
	LogLoss   *float64     `json:"log_loss"`
	RMSE      *float64     `json:"rmse_bins"`
	Curve     []curveEntry `json:"curve"`
}

type curveEntry struct {
	From      float64 `json:"from"`
	To        float64 `json:"to"`
	Reviews   int     `json:"reviews"`
	Predicted float64 `json:"predicted"`
	Actual    float64 `json:"actual"`
}

// How far figures go: a month ahead, and a year back.
const (
	forecastDays = 30
	shownDays    = 365
	shownWeeks   = 53
)

// fullFigures are made of what is known about the learner, and of how predictions
// came out.
func (a *app) fullFigures(ctx context.Context, db opened, v *outlook) (f fullFigures, c progress.Calibration, err error) {
	fits, err := db.Fits(ctx, db.learner)
	if err != nil {
		return f, c, err
	}
	c = progress.CalibrationOf(fits)
	f.sum(v.days.Total(), v.days[v.day])
	f.countStates(v.begun)
	if err := a.countDue(ctx, db, v.maker, &f.figures, v.cards, v.holds); err != nil {
		return f, c, err
	}
	f.TookMS = v.days.Total().Took.Milliseconds()
	for _, c := range v.cards {
		f.Known += v.scheduler.Known(c, v.day)
	}
	f.Streak.Now, f.Streak.Longest = v.days.Streak(v.day)
	f.States = a.stateCounts(v)
	f.Readiness = a.readiness(v)
	f.Forecast = forecast(v)
	f.Days = lastDays(v)
	f.Weeks = weekEntries(v)
	f.Calibration = calibrationEntryOf(c)
	return f, c, nil
}

// stateCounts counts the cards of all that the learner may be asked about: of decks
// in which something was begun.
func (a *app) stateCounts(v *outlook) stateCounts {
	facets := make(map[questions.FacetID]bool)
	for _, r := range progress.ReadinessOf(v.maker, v.cards, v.scheduler, v.day) {
		for _, f := range v.maker.FacetsOf(r.Deck) {
			facets[f.ID] = true
		}
	}
	for _, c := range v.cards {
		facets[c.Facet] = true
	}
	s := progress.StatesOf(v.cards, v.holds, len(facets))
	return stateCounts(s)
}

func (a *app) readiness(v *outlook) []readinessEntry {
	all := []readinessEntry{}
	for _, r := range progress.ReadinessOf(v.maker, v.cards, v.scheduler, v.day) {
		all = append(all, readinessEntry{r.Deck.Key, r.Facets, r.Begun, r.Known, r.Deck.Name.In(a.lang)})
	}
	return all
}

func forecast(v *outlook) []forecastEntry {
	all := []forecastEntry{}
	for i, n := range progress.Forecast(v.cards, v.holds, v.day, forecastDays) {
		all = append(all, forecastEntry{(v.day + quiz.Day(i)).String(), n})
	}
	return all
}

// lastDays are the days of a year, from the first with an answer on.
func lastDays(v *outlook) []dayEntry {
	all := []dayEntry{}
	for day := v.day - shownDays + 1; day <= v.day; day++ {
		t, any := v.days[day]
		if len(all) == 0 && !any {
			continue
		}
		all = append(all, dayEntry{day.String(), t.Answers, t.Correct, t.Reviews, t.New, t.Took.Milliseconds()})
	}
	return all
}

func weekEntries(v *outlook) []weekEntry {
	all := []weekEntry{}
	for _, w := range v.days.Weeks(v.day, shownWeeks) {
		e := weekEntry{Monday: w.Monday.String(), Answers: w.Answers, Reviews: w.Repeats, Recalled: w.Recalled}
		if w.Repeats > 0 {
			e.Retention = new(float64(w.Recalled) / float64(w.Repeats))
			e.Interval = &[2]float64{w.Retention.Low, w.Retention.High}
		}
		all = append(all, e)
	}
	return all
}

func calibrationEntryOf(c progress.Calibration) calibrationEntry {
	e := calibrationEntry{Reviews: c.Reviews, Curve: []curveEntry{}}
	if c.Reviews == 0 {
		return e
	}
	e.Predicted, e.Actual, e.LogLoss, e.RMSE = &c.Predicted, &c.Actual, &c.LogLoss, &c.RMSE
	for _, p := range c.Curve {
		e.Curve = append(e.Curve, curveEntry{p.From, p.To, p.Reviews, p.Predicted, p.Actual.Mean})
	}
	return e
}

// dayRows writes every study day with answers as a table for spreadsheets.
func (a *app) dayRows(days progress.Days) error {
	s, err := newSheet(a.out)
	if err != nil {
		return err
	}
	if err := s.row(a.words(
		wording.ColumnDay, wording.ColumnAnswers, wording.ColumnRight, wording.ColumnReviews, wording.ColumnNew,
		wording.ColumnRepeats, wording.ColumnRecalled, wording.ColumnSeconds,
	)...); err != nil {
		return err
	}
	for _, day := range days.Sorted() {
		t := days[day]
		if err := s.row(
			day.String(), strconv.Itoa(t.Answers), strconv.Itoa(t.Correct), strconv.Itoa(t.Reviews), strconv.Itoa(t.New),
			strconv.Itoa(t.Repeats), strconv.Itoa(t.Recalled), strconv.FormatFloat(t.Took.Seconds(), 'f', 1, 64),
		); err != nil {
			return err
		}
	}
	return s.end()
}

// dateOf is the date of a study day.
func dateOf(d quiz.Day) time.Time {
	const secondsADay = 24 * 60 * 60
	return time.Unix(int64(d)*secondsADay, 0).UTC()
}
