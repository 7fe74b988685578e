package report

import (
	"context"
	"strconv"
	"time"

	"portdrill/cmd/internal/app"
	"portdrill/cmd/internal/charts"
	"portdrill/cmd/internal/wording"
	"portdrill/questions"
	"portdrill/quiz"
	"portdrill/quiz/progress"
)

// fullFigures are all that stats reports. Fields are only ever added.
type fullFigures struct {
	app.Figures
	TookMS      int64            `json:"took_ms"`
	Known       float64          `json:"known"` // cards known now
	Streak      streakEntry      `json:"streak"`
	States      stateCounts      `json:"states"`
	Readiness   []readinessEntry `json:"readiness"`
	deck        string           // the learner's
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
	Fitted    *fittedEntry `json:"fitted"` // null where the weights in force were not fitted here
}

// A fittedEntry says what the weights in force were fitted to, and how predictions came out
// before them and since.
type fittedEntry struct {
	Day string `json:"day"`
	quiz.Fitted
	Earlier accuracyEntry `json:"earlier"`
	Since   accuracyEntry `json:"since"`
}

type accuracyEntry struct {
	Reviews   int      `json:"reviews"`
	Predicted *float64 `json:"predicted"`
	Actual    *float64 `json:"actual"`
	LogLoss   *float64 `json:"log_loss"`
	RMSE      *float64 `json:"rmse_bins"`
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

// computeFigures are made of what is known about the learner, and of how predictions
// came out.
func computeFigures(
	ctx context.Context,
	a *app.App,
	db *app.DB,
	v *app.Progress,
) (f fullFigures, c progress.Calibration, err error) {
	fits, err := db.Fits(ctx, db.LearnerID)
	if err != nil {
		return f, c, err
	}
	c = progress.CalibrationOf(fits)
	if v.Days, err = db.Days(ctx, db.LearnerID); err != nil {
		return f, c, err
	}
	f.Sum(v.Days.Total(), v.Days[v.Day])
	f.CountStates(v.Begun)
	if err := f.CountDue(ctx, a, db, v.Maker); err != nil {
		return f, c, err
	}
	f.TookMS = v.Days.Total().Took.Milliseconds()
	for _, c := range v.Cards {
		f.Known += v.Scheduler.Known(c, v.Day)
	}
	f.Streak.Now, f.Streak.Longest = v.Days.Streak(v.Day)
	ready := progress.ReadinessOf(v.Maker, v.Cards, v.Scheduler, v.Day)
	f.States = countByState(v, ready)
	f.Readiness, f.deck = readiness(a, ready), db.FirstDeck(v.Maker.Catalogue())
	f.Forecast = forecast(v)
	f.Days = lastDays(v)
	f.Weeks = weekEntries(v)
	f.Calibration = calibrationEntryOf(c)
	f.Calibration.Fitted, err = fittedEntryOf(ctx, db, fits)
	return f, c, err
}

// fittedEntryOf says what fitted weights, if any are in force, have changed in how all
// predictions came out.
func fittedEntryOf(ctx context.Context, db *app.DB, all map[quiz.Bin]quiz.Fit) (*fittedEntry, error) {
	e, err := db.FitInForce(ctx, db.LearnerID)
	if err != nil || e == nil {
		return nil, err
	}
	since, err := db.FitsSince(ctx, db.LearnerID, e.Order)
	if err != nil {
		return nil, err
	}
	earlier := make(map[quiz.Bin]quiz.Fit)
	for bin, fit := range all {
		if rest := fit.Minus(since[bin]); rest.Reviews > 0 {
			earlier[bin] = rest
		}
	}
	return &fittedEntry{
		Day: e.Day.String(), Fitted: *e.Change.Fitted, Earlier: accuracyEntryOf(earlier), Since: accuracyEntryOf(since),
	}, nil
}

func accuracyEntryOf(fits map[quiz.Bin]quiz.Fit) accuracyEntry {
	c := calibrationEntryOf(progress.CalibrationOf(fits))
	return accuracyEntry{c.Reviews, c.Predicted, c.Actual, c.LogLoss, c.RMSE}
}

// countByState counts the cards of all that the learner may be asked about: of decks
// in which something was begun.
func countByState(v *app.Progress, ready []progress.Readiness) stateCounts {
	facets := make(map[questions.FacetID]bool)
	for _, r := range ready {
		for _, f := range v.Maker.FacetsOf(r.Deck) {
			facets[f.ID] = true
		}
	}
	for _, c := range v.Cards {
		facets[c.Facet] = true
	}
	s := progress.StatesOf(v.Cards, v.Holds, len(facets))
	return stateCounts(s)
}

func readiness(a *app.App, ready []progress.Readiness) []readinessEntry {
	all := []readinessEntry{}
	for _, r := range ready {
		all = append(all, readinessEntry{r.Deck.Key, r.Facets, r.Begun, r.Known, r.Deck.Name.In(a.Lang)})
	}
	return all
}

func forecast(v *app.Progress) []forecastEntry {
	all := []forecastEntry{}
	for i, n := range progress.Forecast(v.Cards, v.Holds, v.Day, forecastDays) {
		all = append(all, forecastEntry{(v.Day + quiz.Day(i)).String(), n})
	}
	return all
}

// lastDays are the days of a year, from the first with an answer on.
func lastDays(v *app.Progress) []dayEntry {
	all := []dayEntry{}
	for day := v.Day - shownDays + 1; day <= v.Day; day++ {
		t, any := v.Days[day]
		if len(all) == 0 && !any {
			continue
		}
		all = append(all, dayEntry{day.String(), t.Answers, t.Correct, t.Reviews, t.New, t.Took.Milliseconds()})
	}
	return all
}

func weekEntries(v *app.Progress) []weekEntry {
	all := []weekEntry{}
	for _, w := range v.Days.Weeks(v.Day, shownWeeks) {
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
func dayRows(a *app.App, days progress.Days) error {
	s, err := app.NewSheet(a.Out)
	if err != nil {
		return err
	}
	if err := s.Row(a.Words(
		charts.TextColumnDay, charts.TextColumnAnswers, app.TextColumnRight, charts.TextColumnReviews, textColumnNew,
		textColumnRepeats, charts.TextColumnRecalled, app.TextColumnSeconds,
	)...); err != nil {
		return err
	}
	for _, day := range days.Sorted() {
		t := days[day]
		if err := s.Row(
			day.String(), strconv.Itoa(t.Answers), strconv.Itoa(t.Correct), strconv.Itoa(t.Reviews),
			strconv.Itoa(t.New),
			strconv.Itoa(t.Repeats), strconv.Itoa(t.Recalled), strconv.FormatFloat(t.Took.Seconds(), 'f', 1, 64),
		); err != nil {
			return err
		}
	}
	return s.End()
}

// dateOf is the date of a study day.
func dateOf(d quiz.Day) time.Time {
	const secondsADay = 24 * 60 * 60
	return time.Unix(int64(d)*secondsADay, 0).UTC()
}

var (
	textColumnNew     = wording.T("new cards", "新卡片")
	textColumnRepeats = wording.T("reviews after learning", "学习步骤之后的复习")
)
