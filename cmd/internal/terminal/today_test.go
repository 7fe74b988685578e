package terminal

import (
	"strings"
	"testing"
	"time"

	"portdrill/questions/catalogue"
	"portdrill/quiz"
	"portdrill/quiz/session"
)

// A still clock shows one instant.
type still time.Time

func (s still) Now() time.Time   { return time.Time(s) }
func (s still) MoveTo(time.Time) {}

// The law: a session without an answer says how much is waiting; where nothing is, what
// is left, why it does not come now, and until when; and of a finished deck, which one
// to go on with.
func TestNothingAnswered(t *testing.T) {
	const day = quiz.Day(20_000) // 2024-10-04
	now := time.Date(2024, 10, 4, 15, 0, 0, 0, time.UTC)
	next := &catalogue.Deck{Key: "network-plus", Name: catalogue.Text{EN: "Network+", ZH: "网络工程"}}
	for name, test := range map[string]struct {
		today  session.Today
		en, zh []string
	}{
		"a newcomer": {
			session.Today{New: 10, Left: 135, Waits: []session.Wait{{Why: session.WaitNew, Cards: 125, Day: day + 1}}},
			[]string{"Nothing was answered. 10 new cards are waiting."},
			[]string{"本次没有作答。还有 10 张新卡片。"},
		},
		"one": {
			session.Today{Soon: 1},
			[]string{"Nothing was answered. 1 card to review is waiting."},
			[]string{"本次没有作答。还有 1 张卡片待复习。"},
		},
		"both": {
			session.Today{Due: 2, Soon: 1, New: 4},
			[]string{"Nothing was answered. 3 cards to review and 4 new cards are waiting."},
			[]string{"本次没有作答。还有 3 张卡片待复习、4 张新卡片。"},
		},
		"the day's number begun": {
			session.Today{Begun: 10, Left: 57, Waits: []session.Wait{
				{Why: session.WaitNew, Cards: 57, Day: day + 1}, {Why: session.WaitDue, Cards: 56, Day: day + 1},
			}},
			[]string{
				"You're done for today.", "57 new cards are left; more come tomorrow.",
				"To learn more now: portdrill drill --new 20", "Next review: tomorrow.",
			},
			[]string{
				"今天的学习已完成。", "还有 57 张新卡片，明天起继续学。", "现在多学一些：portdrill drill --new 20", "下次复习：明天。",
			},
		},
		"none a day": {
			session.Today{Left: 1, Waits: []session.Wait{{Why: session.WaitNew, Cards: 1}}},
			[]string{
				"You're done for today.", "1 new card is left, but new cards are set to 0 a day.",
				"To learn more now: portdrill drill --new 10",
			},
			[]string{"今天的学习已完成。", "还有 1 张新卡片，但每天新卡片数设为 0。", "现在多学一些：portdrill drill --new 10"},
		},
		"a backlog": {
			session.Today{Left: 9, Waits: []session.Wait{
				{Why: session.WaitReviews, Cards: 60, Day: day + 1}, {Why: session.WaitBacklog, Cards: 9},
			}},
			[]string{
				"You're done for today.", "60 more cards are due than you review in a day; they come tomorrow.",
				"Reviews have piled up: no new cards until fewer than 50 are due.",
			},
			[]string{
				"今天的学习已完成。", "另有 60 张到期，超出每天复习上限，明天再练。",
				"复习积压较多：到期卡片少于 50 张之前不学新卡片。",
			},
		},
		"a deck that is finished": {
			session.Today{Over: true, Next: next, Waits: []session.Wait{
				{Why: session.WaitDue, Cards: 135, Day: day + 3}, {Why: session.WaitSuspended, Cards: 1},
			}},
			[]string{
				"You're done for today.", "You have started every card of Essentials.",
				"Next deck: Network+ (portdrill settings decks network-plus)", "Next review: 2024-10-07.", "1 card is suspended.",
			},
			[]string{
				"今天的学习已完成。", "“Essentials”的卡片已全部开始学习。",
				"下一个卡组：网络工程（portdrill settings decks network-plus）", "下次复习：2024-10-07。", "1 张卡片已暂停。",
			},
		},
		"what comes later, and in other decks": {
			session.Today{Other: 5, Over: true, Waits: []session.Wait{
				{Why: session.WaitStep, Cards: 2, At: now.Add(40 * time.Minute), Day: day},
				{Why: session.WaitBuried, Cards: 3, Day: day + 1},
			}},
			[]string{
				"5 other cards are due: portdrill drill", "You have started every card of Essentials.",
				"2 cards in learning come back at 15:40 or later.", "3 cards are skipped for today.",
			},
			[]string{
				"另有 5 张卡片到期：portdrill drill", "“Essentials”的卡片已全部开始学习。",
				"2 张学习中的卡片，15:40 起再问。", "今天跳过 3 张卡片。",
			},
		},
	} {
		test.today.Day = day
		for lang, lines := range map[catalogue.Lang][]string{catalogue.English: test.en, catalogue.Chinese: test.zh} {
			var out strings.Builder
			p := Player{
				Screen: Screen{Out: &out, Lang: lang, Size: func() (w, h int) { return 200, 40 }},
				Clock:  still(now), Title: "Essentials", MoreNew: 10, Reviews: 100,
			}
			p.showNothing(test.today)
			if want := strings.Join(lines, "\n") + "\n"; out.String() != want {
				t.Errorf("%s: %q, want %q", name, out.String(), want)
			}
		}
	}
}

// The law: what is due comes first; where all of it is outside what the session asks
// about, the step is another drill, and not more of this one.
func TestAdvice(t *testing.T) {
	for name, c := range map[string]struct {
		today session.Today
		want  Step
	}{
		"due":                {session.Today{Due: 2, Other: 3, New: 4}, DrillOn},
		"due elsewhere":      {session.Today{Other: 3, New: 4}, DrillOther},
		"new":                {session.Today{New: 4}, DrillOn},
		"all begun":          {session.Today{Over: true, Next: &catalogue.Deck{Key: "ccna"}}, NextDeck},
		"all begun, no more": {session.Today{Over: true}, NoStep},
		"done":               {session.Today{}, NoStep},
	} {
		p := &Player{Screen: Screen{Lang: catalogue.English}}
		if got := p.adviseOn(session.Summary{}, c.today, nil); got.step != c.want || (got.row == "") != (got.step == NoStep) {
			t.Errorf("%s: %+v, want step %d", name, got, c.want)
		}
	}
}
