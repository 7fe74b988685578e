package terminal

import (
	"strings"
	"time"

	"portdrill/cmd/internal/wording"
	"portdrill/questions"
	"portdrill/questions/catalogue"
	"portdrill/quiz/session"
)

// showNothing says of a session without an answer what is waiting; where nothing is,
// why not, and until when.
func (p *Player) showNothing(t session.Today) {
	if t.ToReview()+t.New == 0 {
		if t.Other == 0 {
			p.say("", textDoneToday.In(p.Lang))
		}
		for _, line := range p.whatWaits(t) {
			p.say("", line)
		}
		return
	}
	var parts []string
	if n := t.ToReview(); n > 0 {
		parts = append(parts, textToReview.In(p.Lang, n))
	}
	if t.New > 0 {
		parts = append(parts, textNewCards.In(p.Lang, t.New))
	}
	waiting := textAreWaiting
	if t.ToReview()+t.New == 1 {
		waiting = textIsWaiting
	}
	all := strings.Join(parts, textWaitingAnd.In(p.Lang))
	p.say("", questions.Paragraph(textNothingAsked.In(p.Lang), waiting.In(p.Lang, all)))
}

// whatWaits says what else there is, why it does not come now, and until when.
func (p *Player) whatWaits(t session.Today) []string {
	var lines []string
	add := func(some ...string) { lines = append(lines, some...) }
	if t.Other > 0 {
		add(textDueElsewhere.In(p.Lang, t.Other))
	}
	if t.Over {
		add(p.finished(t)...)
	}
	for _, w := range t.Waits {
		switch n := w.Cards; w.Why {
		case session.WaitStep, session.WaitReviews, session.WaitBacklog, session.WaitBuried:
			add(WaitText(p.Lang, w, p.Clock.Now(), p.Reviews))
		case session.WaitNew:
			if w.Day == 0 {
				add(textNewOff.In(p.Lang, n), textMoreNow.In(p.Lang, p.MoreNew))
			} else {
				add(textNewTomorrow.In(p.Lang, n), textMoreNow.In(p.Lang, t.Begun+p.MoreNew))
			}
		case session.WaitSuspended:
			add(textSuspendedNow.In(p.Lang, n))
		case session.WaitDue:
			add(textNextReview.In(p.Lang, p.dayText(t.Day, w.Day)))
		}
	}
	return lines
}

// WaitText says of cards that could be asked today why they are not, and until when; ""
// of others. now is in the zone that times are told in, reviews how many there are a day
// at most.
func WaitText(lang catalogue.Lang, w session.Wait, now time.Time, reviews int) string {
	switch w.Why {
	case session.WaitStep:
		at := w.At.In(now.Location()).Format("15:04")
		return textLearningLater.In(lang, w.Cards) + textComeBackAt.In(lang, at)
	case session.WaitReviews:
		return textOverLimit.In(lang, w.Cards)
	case session.WaitBacklog:
		return textBacklogNow.In(lang, max(reviews/2, 1))
	case session.WaitBuried:
		return textBuriedToday.In(lang, w.Cards)
	case session.WaitNew, session.WaitDue, session.WaitSuspended: // as it should be
	}
	return ""
}

// finished says that all of the deck was begun, and which one to go on with.
func (p *Player) finished(t session.Today) []string {
	sentences := []string{textDeckFinished.In(p.Lang, p.Title)}
	if t.Next != nil {
		sentences = append(sentences, textDeckNext.In(p.Lang, t.Next.Name.In(p.Lang), t.Next.Key))
	}
	return sentences
}

// What a learner can do today.
var (
	textNothingAsked = wording.T("Nothing was answered.", "本次没有作答。")
	textIsWaiting    = wording.T("%s is waiting.", "还有 %s。")
	textAreWaiting   = wording.T("%s are waiting.", "还有 %s。")
	textWaitingAnd   = wording.T(" and ", "、")
	textDoneToday    = wording.T("You're done for today.", "今天的学习已完成。")
	textSuggestNew   = wording.T(
		"Next: portdrill drill (%s left today)",
		"下一步：portdrill drill（今天还有 %s）",
	)
	textDeckFinished = wording.T("You have started every card of %s.", "“%s”的卡片已全部开始学习。")
	textDeckNext     = wording.T(
		"Next deck: %s (portdrill settings decks %s)",
		"下一个卡组：%s（portdrill settings decks %s）",
	)
	textMoreNow    = wording.T("To learn more now: portdrill drill --new %d", "现在多学一些：portdrill drill --new %d")
	textBacklogNow = wording.T("Reviews have piled up: no new cards until fewer than %d are due.", "复习积压较多：到期卡片少于 %d 张之前不学新卡片。")
	textComeBackAt = wording.T(" at %s or later.", "，%s 起再问。")
	textNextReview = wording.T("Next review: %s.", "下次复习：%s。")
	textTomorrow   = wording.T("tomorrow", "明天")
)

// Numbers of cards.
var (
	textToReview    = wording.N("%d card to review", "%d cards to review", "%d 张卡片待复习")
	textNewCards    = wording.N("%d new card", "%d new cards", "%d 张新卡片")
	textNewTomorrow = wording.N(
		"%d new card is left; it comes tomorrow.",
		"%d new cards are left; more come tomorrow.",
		"还有 %d 张新卡片，明天起继续学。",
	)
	textNewOff = wording.N(
		"%d new card is left, but new cards are set to 0 a day.",
		"%d new cards are left, but new cards are set to 0 a day.",
		"还有 %d 张新卡片，但每天新卡片数设为 0。",
	)
	textOverLimit = wording.N(
		"%d more card is due than you review in a day; it comes tomorrow.",
		"%d more cards are due than you review in a day; they come tomorrow.",
		"另有 %d 张到期，超出每天复习上限，明天再练。",
	)
	textLearningLater = wording.N(
		"%d card in learning comes back",
		"%d cards in learning come back",
		"%d 张学习中的卡片",
	)
	textBuriedToday = wording.N(
		"%d card is skipped for today.",
		"%d cards are skipped for today.",
		"今天跳过 %d 张卡片。",
	)
	textSuspendedNow = wording.N("%d card is suspended.", "%d cards are suspended.", "%d 张卡片已暂停。")
	textDueElsewhere = wording.N(
		"%d other card is due: portdrill drill", "%d other cards are due: portdrill drill",
		"另有 %d 张卡片到期：portdrill drill",
	)
)
