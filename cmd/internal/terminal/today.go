package terminal

import (
	"strings"

	"portdrill/cmd/internal/wording"
	"portdrill/questions/catalogue"
	"portdrill/quiz"
)

// showNothing says of a session without an answer what is waiting; where nothing is,
// why not, and until when.
func (p *Player) showNothing(t quiz.Today) {
	if t.ToReview()+t.New == 0 {
		if t.Other == 0 {
			p.say("", wording.DoneToday.In(p.Lang))
		}
		for _, line := range p.whatWaits(t) {
			p.say("", line)
		}
		return
	}
	var parts []string
	if n := t.ToReview(); n > 0 {
		parts = append(parts, wording.ToReview.In(p.Lang, n))
	}
	if t.New > 0 {
		parts = append(parts, wording.NewCards.In(p.Lang, t.New))
	}
	waiting := wording.AreWaiting
	if t.ToReview()+t.New == 1 {
		waiting = wording.IsWaiting
	}
	all := strings.Join(parts, wording.WaitingAnd.In(p.Lang))
	p.say("", wording.NothingAsked.In(p.Lang)+p.space()+waiting.In(p.Lang, all))
}

// whatWaits says what else there is, why it does not come now, and until when.
func (p *Player) whatWaits(t quiz.Today) []string {
	var lines []string
	add := func(some ...string) { lines = append(lines, some...) }
	if t.Other > 0 {
		add(wording.DueElsewhere.In(p.Lang, t.Other))
	}
	if t.Over {
		add(p.finished(t)...)
	}
	for _, w := range t.Waits {
		switch n := w.Cards; w.Why {
		case quiz.WaitStep:
			at := w.At.In(p.Clock.Now().Location()).Format("15:04")
			add(wording.LearningLater.In(p.Lang, n) + wording.ComeBackAt.In(p.Lang, at))
		case quiz.WaitReviews:
			add(wording.OverLimit.In(p.Lang, n))
		case quiz.WaitNew:
			if w.Day == 0 {
				add(wording.NewOff.In(p.Lang, n), wording.MoreNow.In(p.Lang, p.MoreNew))
			} else {
				add(wording.NewTomorrow.In(p.Lang, n), wording.MoreNow.In(p.Lang, t.Begun+p.MoreNew))
			}
		case quiz.WaitBacklog:
			add(wording.BacklogNow.In(p.Lang, max(p.Reviews/2, 1)))
		case quiz.WaitBuried:
			add(wording.BuriedToday.In(p.Lang, n))
		case quiz.WaitSuspended:
			add(wording.SuspendedNow.In(p.Lang, n))
		case quiz.WaitDue:
			add(wording.NextReview.In(p.Lang, p.dayText(t.Day, w.Day)))
		}
	}
	return lines
}

// space stands between two sentences.
func (p *Player) space() string {
	if p.Lang == catalogue.Chinese {
		return ""
	}
	return " "
}

// finished says that all of the deck was begun, and which one to go on with.
func (p *Player) finished(t quiz.Today) []string {
	sentences := []string{wording.DeckFinished.In(p.Lang, p.Title)}
	if t.Next != nil {
		sentences = append(sentences, wording.DeckNext.In(p.Lang, t.Next.Name.In(p.Lang), t.Next.Key))
	}
	return sentences
}

func (p *Player) dayText(today, day quiz.Day) string {
	if day == today+1 {
		return wording.Tomorrow.In(p.Lang)
	}
	return day.String()
}
