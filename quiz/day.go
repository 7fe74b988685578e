package quiz

import "time"

// A Day is a study day: days since 1970-01-01 in the learner's own zone, each
// beginning at the rollover and not at midnight, so that an evening that ends at
// one o'clock is one day.
type Day int

const (
	hoursADay   = 24 * time.Hour
	secondsADay = int64(hoursADay / time.Second)
)

// DefaultRollover is when a study day begins, after midnight.
const DefaultRollover = 4 * time.Hour

// DayOf returns the study day of t in t's own location.
func DayOf(t time.Time, rollover time.Duration) Day {
	_, offset := t.Zone()
	local := t.Unix() + int64(offset) - int64(rollover/time.Second)
	day := local / secondsADay
	if local%secondsADay < 0 {
		day--
	}
	return Day(day)
}

// String returns the date on which the study day begins: "2026-11-24".
func (d Day) String() string {
	return time.Unix(int64(d)*secondsADay, 0).UTC().Format(time.DateOnly)
}
