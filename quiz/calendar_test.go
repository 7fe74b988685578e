package quiz_test

import (
	"testing"
	"time"

	"portdrill/quiz"
	"portdrill/quiz/fsrs"
)

// The law: however the clock and the zone move between two reviews, the days
// between are the study days that passed, and never fewer than none; the card is
// due again, once, and later than it was answered.
func TestCalendar(t *testing.T) {
	scheduler, err := quiz.NewScheduler()
	if err != nil {
		t.Fatal(err)
	}
	at := func(zone, local string) time.Time {
		loc, err := time.LoadLocation(zone)
		if err != nil {
			t.Fatal(err)
		}
		when, err := time.ParseInLocation("2006-01-02 15:04", local, loc)
		if err != nil {
			t.Fatal(err)
		}
		return when
	}
	for name, c := range map[string]struct {
		first, second time.Time
		elapsed       int
	}{
		"one evening":               {at("Asia/Shanghai", "2026-03-02 23:55"), at("Asia/Shanghai", "2026-03-03 00:05"), 0},
		"before and after four":     {at("Asia/Shanghai", "2026-03-03 03:59"), at("Asia/Shanghai", "2026-03-03 04:00"), 1},
		"spring in Berlin":          {at("Europe/Berlin", "2026-03-28 12:00"), at("Europe/Berlin", "2026-03-29 12:00"), 1},
		"spring night in Berlin":    {at("Europe/Berlin", "2026-03-29 01:30"), at("Europe/Berlin", "2026-03-29 03:30"), 0},
		"autumn in Berlin":          {at("Europe/Berlin", "2026-10-24 12:00"), at("Europe/Berlin", "2026-10-25 12:00"), 1},
		"spring in New York":        {at("America/New_York", "2026-03-07 20:00"), at("America/New_York", "2026-03-08 05:00"), 1},
		"autumn in New York":        {at("America/New_York", "2026-11-01 00:30"), at("America/New_York", "2026-11-01 03:30"), 0},
		"spring in Sydney":          {at("Australia/Sydney", "2026-10-03 12:00"), at("Australia/Sydney", "2026-10-04 12:00"), 1},
		"autumn in Sydney":          {at("Australia/Sydney", "2026-04-04 12:00"), at("Australia/Sydney", "2026-04-05 03:00"), 0},
		"flight west over a date":   {at("Asia/Tokyo", "2026-05-02 10:00"), at("America/Los_Angeles", "2026-05-01 20:00"), 0},
		"flight east over a date":   {at("America/Los_Angeles", "2026-05-01 20:00"), at("Asia/Tokyo", "2026-05-03 06:00"), 2},
		"a clock set back a day":    {at("UTC", "2026-05-02 12:00"), at("UTC", "2026-05-01 12:00"), 0},
		"a clock ten years forward": {at("UTC", "2026-05-02 12:00"), at("UTC", "2036-05-02 12:00"), 3653},
		"and back":                  {at("UTC", "2036-05-02 12:00"), at("UTC", "2026-05-02 12:00"), 0},
	} {
		t.Run(name, func(t *testing.T) {
			known := quiz.Card{Facet: "x", Card: fsrs.Card{State: fsrs.Review, Memory: fsrs.Memory{Stability: 5, Difficulty: 5}}}
			card := scheduler.Next(known, quiz.Rating{Grade: fsrs.Good, At: c.first, Day: scheduler.Day(c.first), Target: scheduler.Retention})
			got := scheduler.Next(card, quiz.Rating{Grade: fsrs.Good, At: c.second, Day: scheduler.Day(c.second), Target: scheduler.Retention})
			if want := scheduler.Model.Next(card.Memory, c.elapsed, fsrs.Good); got.Memory != want {
				t.Errorf("%+v, want %+v as after %d days", got.Memory, want, c.elapsed)
			}
			if got.Days < 1 || !got.Due.After(c.second) {
				t.Errorf("%d days, due %s", got.Days, got.Due)
			}
			day := scheduler.Day(c.second)
			dueOn := 0
			for offset := range quiz.Day(got.Days + 3) {
				noon := time.Unix((int64(day+offset)*24+12)*3600, 0).UTC() // of that study day
				if scheduler.IsDue(got, noon) {
					dueOn++
				}
			}
			if dueOn != 3 { // on the day it falls due and on each one after, not before
				t.Errorf("due on %d of the last 3 days", dueOn)
			}
		})
	}
}
