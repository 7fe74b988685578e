package play

import (
	"context"
	"strings"
	"testing"

	"portdrill/cmd/internal/app"
	"portdrill/cmd/internal/terminal"
	"portdrill/questions/catalogue"
	"portdrill/quiz/session"
)

// The law: the Today screen says where the learner is, welcomes back only after a week
// away, with a plan in place of what waits where that is more than one session asks, and its first row is what
// can be done now.
func TestTodayLines(t *testing.T) {
	deck := &catalogue.Deck{Key: "network-plus", Name: catalogue.Text{EN: "CompTIA Network+", ZH: "CompTIA Network+"}}
	of := session.Standing{Day: 20_000, Facets: 114, Begun: 60, Week: 12, Known: 0.4842, Finish: 20_006}
	drill := func(drillFlags) func(context.Context) error { return nil }
	for name, test := range map[string]struct {
		standing standing
		en, zh   []string
	}{
		"in the middle": {
			standing{deck: deck, of: of, answered: true, last: 19_999, today: session.Today{Due: 3, Soon: 1, New: 10}},
			[]string{
				"CompTIA Network+: 48% known, 60 of 114 cards started, 12 this week",
				"At this pace you will start the last card on 2024-10-10.", "Start: 4 to review, 10 new",
			},
			[]string{
				"CompTIA Network+：当前记得 48%，已学 60/114 张，本周新学 12 张", "按目前的进度，将在 2024-10-10 学到最后一张。",
				"开始：复习 4 张，新学 10 张",
			},
		},
		"back with a backlog": {
			standing{
				name: "Ann", deck: deck, of: of, answered: true, last: 20_000 - 21, reviews: 100,
				today: session.Today{Due: 82, Backlog: true, Left: 54, Waits: []session.Wait{{Why: session.WaitBacklog, Cards: 54}}},
			},
			[]string{
				"Welcome back, Ann! It has been 21 days.",
				"CompTIA Network+: 48% known, 60 of 114 cards started, 12 this week",
				"82 cards are due. At 20 a day you catch up in about 5 days.", "Start: 82 to review",
			},
			[]string{
				"Ann，欢迎回来！距上次练习 21 天。", "CompTIA Network+：当前记得 48%，已学 60/114 张，本周新学 12 张",
				"82 张卡片到期。每天练 20 张，约 5 天补完。", "开始：复习 82 张",
			},
		},
		"done": {
			standing{deck: deck, of: of, answered: true, last: 20_000},
			[]string{
				"CompTIA Network+: 48% known, 60 of 114 cards started, 12 this week",
				"At this pace you will start the last card on 2024-10-10.", "Done for today. Review ahead",
			},
			[]string{
				"CompTIA Network+：当前记得 48%，已学 60/114 张，本周新学 12 张", "按目前的进度，将在 2024-10-10 学到最后一张。",
				"今天已完成。提前复习",
			},
		},
	} {
		for lang, want := range map[catalogue.Lang][]string{catalogue.English: test.en, catalogue.Chinese: test.zh} {
			a := &app.App{Lang: lang}
			got := append(test.standing.lines(a), test.standing.start(a, drill).text)
			if strings.Join(got, "\n") != strings.Join(want, "\n") {
				t.Errorf("%s: %q, want %q", name, got, want)
			}
		}
	}
}

// The law: to go on keeps to the deck that was named; what is due elsewhere does not.
func TestTakeStep(t *testing.T) {
	f := drillFlags{deck: "ccna", limit: 5}
	for step, deck := range map[terminal.Step]string{terminal.DrillOn: "ccna", terminal.DrillOther: "", terminal.DrillWeak: ""} {
		next, err := takeStep(t.Context(), nil, nil, f, &terminal.Player{Next: step})
		if err != nil || next == nil || next.deck != deck || next.weak != (step == terminal.DrillWeak) {
			t.Errorf("step %d: %+v, %v", step, next, err)
		}
	}
	if next, err := takeStep(t.Context(), nil, nil, f, &terminal.Player{}); next != nil || err != nil {
		t.Errorf("no step: %+v, %v", next, err)
	}
}
