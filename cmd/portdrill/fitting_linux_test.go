package main

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"portdrill/cmd/internal/app"
	"portdrill/questions/catalogue"
)

// The law: weights that suit the learner better are offered as a row to press when a
// session ends, at most weekly, and taken only when it is pressed.
func TestFitIsOffered(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	for _, lang := range []catalogue.Lang{catalogue.English, catalogue.Chinese} {
		for _, size := range []size{{80, 24}, {50, 16}} {
			t.Run(fmt.Sprintf("%s %dx%d", lang, size.columns, size.rows), func(t *testing.T) {
				t.Parallel()
				path := filepath.Join(t.TempDir(), "it.db")
				if err := forgetful(t.Context(), path, 900, now); err != nil {
					t.Fatal(err)
				}
				// A session of one question each, so many days later.
				session := func(day int) *screen {
					t.Helper()
					s := start(t, size, nil, "drill", "--lang", string(lang), "--db", path, "--limit", "1", "--seed", "1", "--kind", "service-to-port",
						"--now", now.AddDate(0, 0, day).Format(time.RFC3339))
					s.await("a question", asks(">", "1/1"))
					s.press("?" + enter)
					return s
				}
				enough := text("EnoughForNow").In(lang)
				offered := strings.SplitN(text("RowFit").In(lang), "%d", 2)[0]
				said := strings.SplitN(text("Fitted").In(lang), "%d", 2)[0]
				notOffered := func(v view) error {
					if strings.Contains(v.String(), offered) {
						return errors.New("it is offered")
					}
					return endsWith("2  " + enough)(v)
				}
				published := statsOf(t, path, "settings", "weights")

				s := session(0)
				s.await("the offer", endsWith("3  "+enough))
				s.await("the offer", shows("2  "+offered))
				s.press("3")
				s.leaves(app.ExitDone)
				s = session(6)
				s.await("no offer within a week", notOffered)
				s.press("2")
				s.leaves(app.ExitDone)
				if got := statsOf(t, path, "settings", "weights"); got != published {
					t.Errorf("weights that were not taken are %s", got)
				}
				s = session(7)
				s.await("the offer again", endsWith("3  "+enough))
				s.press("2")
				s.await("what next, without the offer", func(v view) error {
					return errors.Join(shows(said)(v), endsWith("2  "+enough)(v))
				})
				s.press("2")
				s.leaves(app.ExitDone)
				if got := statsOf(t, path, "settings", "weights"); got == published {
					t.Error("weights that were taken are the published ones")
				}
				if got := statsOf(t, path, "stats", "--json"); !strings.Contains(got, `"fitted":{"day":"2026-03-09"`) {
					t.Errorf("stats: %s", got)
				}
			})
		}
	}
}
