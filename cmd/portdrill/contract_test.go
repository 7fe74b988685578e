package main

import (
	"portdrill/cmd/internal/app"
	"portdrill/questions"
	"portdrill/questions/catalogue"
	"portdrill/quiz"
	"portdrill/quiz/room"
)

// What the program prints and reads as JSON, as another program would declare it.

type questionLine struct {
	Type string `json:"type"` // question
	N    int    `json:"n"`
	Of   int    `json:"of"`
	shownPart
	Intervals map[string]string `json:"intervals,omitempty"` // of a flashcard, by grade
}

type shownPart struct {
	ID      string           `json:"id"`
	Kind    questions.Kind   `json:"kind"`
	Format  questions.Format `json:"format"`
	Lang    catalogue.Lang   `json:"lang"`
	Deck    string           `json:"deck"`
	Stem    string           `json:"stem"`
	Block   questions.Block  `json:"block,omitzero"`
	Options []string         `json:"options,omitempty"`
	Left    []string         `json:"left,omitempty"`
	Right   []string         `json:"right,omitempty"`
}

type verdictLine struct {
	Type          string              `json:"type"` // verdict
	ID            string              `json:"id"`
	Correct       bool                `json:"correct"`
	Answers       []string            `json:"answers"`
	Facets        []questions.FacetID `json:"facets"`
	Counts        quiz.Counts         `json:"counts"`
	Grade         *string             `json:"grade"`
	State         *string             `json:"state"` // null for practice, as all of the card
	Stability     *float64            `json:"stability"`
	Difficulty    *float64            `json:"difficulty"`
	Target        *float64            `json:"target"`
	ScheduledDays *int                `json:"scheduled_days"`
	Due           *string             `json:"due"`
	Explanation   string              `json:"explanation"`
	Note          string              `json:"note,omitempty"` // of one's own
	Leech         *leechPart          `json:"leech,omitempty"`
}

type leechPart struct {
	Lapses int    `json:"lapses"`
	With   string `json:"with"` // the service it is confused with; may be empty
}

type replyLine struct {
	Choice    *int     `json:"choice"`
	Text      *string  `json:"text"`
	Choices   []int    `json:"choices"`
	Pairs     []string `json:"pairs"`
	Order     []string `json:"order"`
	DontKnow  bool     `json:"dont_know"`
	Reveal    bool     `json:"reveal"`
	Grade     *string  `json:"grade"`
	Undo      bool     `json:"undo"`
	Quit      bool     `json:"quit"`
	ElapsedMS *int64   `json:"elapsed_ms"`
}

type cardEntry struct {
	Facet      questions.FacetID `json:"facet"`
	Service    string            `json:"service"`
	Area       string            `json:"area"`
	State      string            `json:"state"`
	Stability  *float64          `json:"stability"`
	Difficulty *float64          `json:"difficulty"`
	Due        *string           `json:"due"`
	Lapses     int               `json:"lapses"`
	Reviews    int               `json:"reviews"`
	Known      *float64          `json:"known"` // probability that it is recalled now
	Suspended  bool              `json:"suspended"`
	Buried     bool              `json:"buried"`
	Leech      bool              `json:"leech"`
	History    []historyEntry    `json:"history,omitempty"`
}

type historyEntry struct {
	At        string   `json:"at"`
	Event     string   `json:"event"`
	Kind      string   `json:"kind,omitempty"`
	Format    string   `json:"format,omitempty"`
	Given     string   `json:"given,omitempty"`
	Correct   *bool    `json:"correct,omitempty"`
	Counts    string   `json:"counts,omitempty"`
	Grade     string   `json:"grade,omitempty"`
	TookMS    int64    `json:"took_ms,omitempty"`
	State     string   `json:"state,omitempty"`
	Stability *float64 `json:"stability,omitempty"`
	Days      int      `json:"scheduled_days,omitempty"`
}

type fullFigures struct {
	app.Figures
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

type calibrationEntry struct {
	Reviews   int          `json:"reviews"`
	Predicted *float64     `json:"predicted"`
	Actual    *float64     `json:"actual"`
	LogLoss   *float64     `json:"log_loss"`
	RMSE      *float64     `json:"rmse_bins"`
	Curve     []curveEntry `json:"curve"`
}

type readinessEntry struct {
	Deck   string  `json:"deck"`
	Facets int     `json:"facets"`
	Begun  int     `json:"begun"`
	Known  float64 `json:"known"`
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

type weakEntry struct {
	Rate       *float64         `json:"rate"`
	Areas      []areaEntry      `json:"areas"`
	Confusions []confusionEntry `json:"confusions"`
	Leeches    []leechEntry     `json:"leeches"`
}

type trendEntry struct {
	Days     int        `json:"days"`
	Change   float64    `json:"change"`
	Interval [2]float64 `json:"interval"`
}

type curveEntry struct {
	From      float64 `json:"from"`
	To        float64 `json:"to"`
	Reviews   int     `json:"reviews"`
	Predicted float64 `json:"predicted"`
	Actual    float64 `json:"actual"`
}

type areaEntry struct {
	By        string       `json:"by"`
	Area      string       `json:"area"`
	Answers   int          `json:"answers"`
	Correct   int          `json:"correct"`
	Accuracy  *float64     `json:"accuracy"`
	Interval  *[2]float64  `json:"interval"`
	Known     float64      `json:"known"`
	Facets    int          `json:"facets"`
	Begun     int          `json:"begun"`
	Coverage  float64      `json:"coverage"`
	Forgotten float64      `json:"forgotten"`
	MedianMS  *int64       `json:"median_ms"`
	Trend     *float64     `json:"trend"`
	Trends    []trendEntry `json:"trends"`
	Chance    *float64     `json:"chance"`
	Weak      bool         `json:"weak"`
}

type confusionEntry struct {
	Right  string `json:"right"`
	Chosen string `json:"chosen"`
	Count  int    `json:"count"`
	Recent int    `json:"recent"`
	First  string `json:"first"`
	Last   string `json:"last"`
	Since  int    `json:"since"`
	Over   bool   `json:"over"`
}

type leechEntry struct {
	Facet   string `json:"facet"`
	Service string `json:"service"`
	Lapses  int    `json:"lapses"`
	With    string `json:"with"`
}

type classReport struct {
	Class    string           `json:"class,omitempty"`
	Sessions []sessionReport  `json:"sessions"` // the latest first
	Areas    []areaOverTime   `json:"areas"`    // of all sessions, the weakest first
	Reteach  []questionReport `json:"teach_again"`
}

type sessionReport struct {
	ID          string           `json:"id"`
	Date        string           `json:"date"`
	Learners    int              `json:"learners"`
	Mean        float64          `json:"mean"`
	Reliability *float64         `json:"kr20"` // null for fewer than 10 learners, or no variance
	Error       *float64         `json:"sem"`
	Questions   []questionReport `json:"questions"`
	People      []personReport   `json:"people"`
}

type questionReport struct {
	N              int                 `json:"n"`
	Stem           string              `json:"stem"`
	Area           string              `json:"area"`
	Answers        []string            `json:"answers"`
	Facets         []questions.FacetID `json:"facets"`
	Seen           int                 `json:"answered"`
	Right          int                 `json:"right"`
	Facility       float64             `json:"facility"`
	Discrimination *float64            `json:"discrimination"`
	Choices        []choiceReport      `json:"choices"`
	Flags          []room.Flag         `json:"flags"`
}

type choiceReport struct {
	Text     string `json:"text"`
	Count    int    `json:"count"`
	Right    bool   `json:"right,omitempty"`
	DontKnow bool   `json:"dont_know,omitempty"`
}

type personReport struct {
	Name      string            `json:"name"`
	Roster    bool              `json:"roster"`
	Score     int               `json:"score"`
	Right     int               `json:"right"`
	Answered  int               `json:"answered"`
	Weak      []string          `json:"weak"`
	Confusion []confusionReport `json:"confusions"`
}

type confusionReport struct {
	Right  string `json:"right"`
	Chosen string `json:"chosen"`
}

type areaOverTime struct {
	Area   string     `json:"area"`
	Right  int        `json:"right"`
	Asked  int        `json:"asked"`
	Shares []*float64 `json:"shares"` // null where it was not asked about
}
