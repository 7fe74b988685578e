package quiz_test

import (
	"testing"
	"time"

	"portdrill/quiz"
)

// The law: a study day begins at four in the morning where the learner is, on
// every day of the year, also when clocks change.
func TestStudyDay(t *testing.T) {
	zone := func(name string) *time.Location {
		loc, err := time.LoadLocation(name)
		if err != nil {
			t.Fatal(err)
		}
		return loc
	}
	shanghai, berlin := zone("Asia/Shanghai"), zone("Europe/Berlin")
	for name, c := range map[string]struct {
		at   time.Time
		want string
	}{
		"evening":                {time.Date(2026, 3, 2, 23, 55, 0, 0, shanghai), "2026-03-02"},
		"after midnight":         {time.Date(2026, 3, 3, 0, 5, 0, 0, shanghai), "2026-03-02"},
		"just before":            {time.Date(2026, 3, 3, 3, 59, 59, 0, shanghai), "2026-03-02"},
		"at four":                {time.Date(2026, 3, 3, 4, 0, 0, 0, shanghai), "2026-03-03"},
		"summer time begins":     {time.Date(2026, 3, 29, 3, 30, 0, 0, berlin), "2026-03-28"},
		"in summer time":         {time.Date(2026, 3, 29, 4, 0, 0, 0, berlin), "2026-03-29"},
		"summer time ends":       {time.Date(2026, 10, 25, 3, 59, 0, 0, berlin), "2026-10-24"},
		"in winter time":         {time.Date(2026, 10, 25, 4, 0, 0, 0, berlin), "2026-10-25"},
		"before 1970":            {time.Date(1969, 12, 31, 12, 0, 0, 0, time.UTC), "1969-12-31"},
		"the same instant, east": {time.Date(2026, 3, 2, 21, 0, 0, 0, time.UTC).In(shanghai), "2026-03-03"},
	} {
		if got := quiz.DayOf(c.at, quiz.DefaultRollover).String(); got != c.want {
			t.Errorf("%s: %s belongs to %s, want %s", name, c.at, got, c.want)
		}
	}
}
