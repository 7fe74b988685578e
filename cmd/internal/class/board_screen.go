package class

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"portdrill/cmd/internal/classroom"
	"portdrill/cmd/internal/terminal"
	"portdrill/cmd/internal/wording"
	"portdrill/quiz/room"
)

// lines returns the lines of the screen.
func (b *classBoard) lines(ctx context.Context, w, h int) []string {
	v, err := b.look(ctx)
	if err == nil {
		b.last = v
	}
	v = b.last
	lines := b.header(v, w)
	if trouble := b.host.Trouble(); trouble != nil {
		text := textClassStuck.In(b.Lang)
		if said, is := b.Trouble(trouble); is {
			text = said
		}
		lines = append(lines, b.painted(terminal.Wrap(text, w-2), b.Style().Wrong)...)
	}
	for _, limit := range b.limits() {
		lines = append(lines, b.painted(terminal.Wrap(limit, w-2), b.Style().Wrong)...)
	}
	if b.note != "" {
		lines = append(lines, b.painted(terminal.Wrap(b.note, w-2), b.Style().Wrong)...)
	}
	keys := terminal.Wrap(b.keys(v, w), w-2)
	room0 := h - 1 - len(lines) - len(keys) - 1
	body := b.body(v, w, room0)
	lines = append(lines, body[:min(len(body), max(room0, 0))]...)
	lines = append(lines, "")
	return append(lines, b.painted(keys, b.Style().Faint)...)
}

func (b *classBoard) painted(lines []string, paint func(string) string) []string {
	all := make([]string, len(lines))
	for i, line := range lines {
		all[i] = paint(line)
	}
	return all
}

// header returns how to join and the state of the session.
func (b *classBoard) header(v room.HostView, w int) []string {
	lock := ""
	if v.Locked {
		lock = "  " + textBoardLocked.In(b.Lang)
	}
	first := terminal.Wrap(textBoardCode.In(b.Lang, b.session.Code, b.url)+lock, w-2)
	status := terminal.Wrap(b.status(v), w-2)
	return append(b.painted(first, b.Style().Heading), b.painted(status, b.Style().Key)...)
}

func (b *classBoard) status(v room.HostView) string {
	n := len(v.People)
	switch {
	case v.Phase == room.Lobby:
		return textBoardLobby.In(b.Lang, n)
	case v.Phase == room.Done:
		return textBoardDone.In(b.Lang)
	}
	text := textBoardQuestion.In(b.Lang, v.N, v.Of)
	if v.Pace == room.SelfPaced {
		text = textBoardOwnPace.In(b.Lang, v.Of)
	}
	if v.Phase == room.Ready {
		return text
	}
	text += b.Style().Sign(" · ") + textBoardAnswered.In(b.Lang, v.Answered, n)
	switch {
	case v.Phase != room.Open:
		text += b.Style().Sign(" · ") + textBoardClosed.In(b.Lang)
	case v.Paused:
		text += b.Style().Sign(" · ") + textBoardPaused.In(b.Lang)
	case v.Reading:
		text += b.Style().Sign(" · ") + textBoardReading.In(b.Lang)
	case v.Time != nil:
		text += b.Style().Sign(" · ") + textBoardLeft.In(b.Lang, int((v.Time.Left()+time.Second-1)/time.Second))
	}
	return text
}

func (b *classBoard) keys(v room.HostView, w int) string {
	next := classroom.NextStep(v)
	switch {
	case v.Phase == room.Done:
		return textBoardKeysDone.In(b.Lang)
	case w < 60:
		return textBoardKeysShort.In(b.Lang, next.In(b.Lang))
	}
	return textBoardKeys.In(b.Lang, next.In(b.Lang))
}

// body returns the middle of the screen: the lobby, the question or its results.
func (b *classBoard) body(v room.HostView, w, h int) []string {
	var lines []string
	switch {
	case b.card != nil:
		return b.card
	case v.Phase == room.Lobby:
		return b.lobby(v, w, h)
	case v.Phase == room.Done:
		return b.standings(v, w)
	case v.Question != nil:
		lines = append(lines, b.question(v, w)...)
	}
	lines = append(lines, b.people(v, w)...)
	if v.Phase == room.Revealed && len(v.Areas) > 0 {
		lines = append(lines, b.areas(v, w)...)
	}
	return lines
}

// lobby returns the QR code, if it fits, with the address of the projector page and the
// names of those who have joined.
func (b *classBoard) lobby(v room.HostView, w, h int) []string {
	const between, leastBeside = 2, 24
	code := b.code(h)
	side := w - 2
	if code != nil {
		side -= terminal.Width(classroom.Blocks(b.modules(), true)[0]) + between
	}
	if side < leastBeside {
		code, side = nil, w-2
	}
	about := b.wallLines(side)
	if code == nil {
		about = append(about, terminal.Wrap(textBoardNoRoom.In(b.Lang), side)...)
	}
	if len(v.People) == 0 {
		for _, notice := range b.notices {
			about = append(append(about, ""), terminal.Wrap(notice, side)...)
		}
	}
	about = append(append(about, ""), b.people(v, side+2)...)
	for i := range code {
		if i < len(about) {
			code[i] += strings.Repeat(" ", between) + about[i]
		}
	}
	if code != nil {
		return code
	}
	return about
}

func (b *classBoard) modules() [][]bool {
	rows, err := classroom.QR(classroom.JoinURL(b.url, b.session.Code))
	if err != nil {
		return nil
	}
	return rows
}

// code returns the lines of the QR code, or nil if they do not fit.
func (b *classBoard) code(h int) []string {
	rows := b.modules()
	if rows == nil || (len(rows)+1)/2 > h || b.ASCII {
		return nil
	}
	return b.blocks(rows)
}

func (b *classBoard) question(v room.HostView, w int) []string {
	lines := b.painted(terminal.Wrap(v.Question.Stem, w-2), b.Style().Heading)
	lines = append(lines, v.Question.Block.Narrow...)
	if v.Histogram == nil {
		for i, option := range v.Question.Options { // none while it is read
			lines = append(lines, fmt.Sprintf("  %d  %s", i+1, option))
		}
		return lines
	}
	return append(lines, b.histogram(v, w)...)
}

// histogram returns a bar and a count for each answer.
func (b *classBoard) histogram(v room.HostView, w int) []string {
	widest, most := 0, 1
	for _, bar := range v.Histogram.Bars {
		widest, most = max(widest, terminal.Width(bar.Text)), max(most, bar.Count)
	}
	widest = min(widest, w/2)
	var lines []string
	for _, bar := range v.Histogram.Bars {
		mark, paint := "  ", func(s string) string { return s }
		if bar.Right {
			mark, paint = b.Style().Sign("✓ "), b.Style().Right
		}
		full := max(w-widest-12, 4)
		length := (bar.Count*full + most - 1) / most
		text := terminal.Pad(terminal.Truncate(bar.Text, widest, b.Style().Sign("…")), widest)
		lines = append(
			lines,
			paint(fmt.Sprintf("%s%s %3d %s", mark, text, bar.Count, strings.Repeat(b.Style().Sign("█"), length))),
		)
	}
	var rest []string
	for _, r := range []struct {
		n    int
		text wording.Text
	}{
		{v.Histogram.Other, textBoardOther}, {v.Histogram.DontKnow, textBoardDontKnow}, {v.Histogram.None, textBoardNone},
	} {
		if r.n > 0 {
			rest = append(rest, r.text.In(b.Lang, r.n))
		}
	}
	if len(rest) > 0 {
		lines = append(lines, b.Style().Faint("  "+strings.Join(rest, b.Style().Sign(" · "))))
	}
	if v.Key != nil {
		for _, line := range terminal.Wrap(v.Key.Explanation, w-4) {
			lines = append(lines, "  "+line)
		}
	}
	return lines
}

// people returns the names of the participants: a check mark for those who have answered,
// brackets around those who are offline.
func (b *classBoard) people(v room.HostView, w int) []string {
	var names []string
	for _, p := range v.People {
		name := p.Name
		if v.Phase == room.Open && v.Pace == room.SelfPaced {
			name = fmt.Sprintf("%s %d/%d", name, p.Done, v.Of)
		} else if v.Phase == room.Open && p.Answered {
			name = b.Style().Sign("✓") + name
		}
		if p.Factor > 1 {
			name += fmt.Sprintf(" x%g", p.Factor)
		}
		if !b.host.Online(p.ID) {
			name = "(" + name + ")"
		}
		names = append(names, name)
	}
	if len(names) == 0 {
		return nil
	}
	return terminal.Wrap(strings.Join(names, "  "), w-2)
}

func (b *classBoard) areas(v room.HostView, w int) []string {
	var weak []string
	for _, area := range v.Areas {
		if area.Right < area.Asked && len(weak) < 3 {
			weak = append(weak, textBoardArea.In(b.Lang, wording.Area(area.Name).In(b.Lang), area.Right, area.Asked))
		}
	}
	if len(weak) == 0 {
		return nil
	}
	return terminal.Wrap(textBoardMissed.In(b.Lang, strings.Join(weak, wording.Listed.In(b.Lang))), w-2)
}

// standings returns the final scores.
func (b *classBoard) standings(v room.HostView, w int) []string {
	people := slices.Clone(v.People)
	slices.SortStableFunc(people, func(x, y room.Present) int { return y.Score - x.Score })
	var lines []string
	for _, t := range v.Teams {
		lines = append(lines, fmt.Sprintf("  %5d  %s", t.Score, b.Style().Heading(t.Name)))
	}
	for _, p := range people {
		lines = append(lines, fmt.Sprintf("  %5d  %s  %s", p.Score, textRightShort.In(b.Lang, p.Right), p.Name))
	}
	return append(b.areas(v, w), lines...)
}

var (
	textBoardCode     = wording.T("Code %s   %s", "加入码 %s   %s")
	textBoardLocked   = wording.T("(locked)", "（已停止加入）")
	textBoardLobby    = wording.T("Joined: %d", "已加入：%d 人")
	textBoardQuestion = wording.T("Question %d of %d", "第 %d 题，共 %d 题")
	textBoardOwnPace  = wording.T("%d questions, self-paced", "共 %d 题，各自作答")
	textBoardAnswered = wording.T("answered: %d of %d", "已答 %d/%d 人")
	textBoardLeft     = wording.T("%d s left", "剩余 %d 秒")
	textBoardPaused   = wording.T("paused", "已暂停")
	textBoardReading  = wording.T("reading, no options yet", "读题中，尚未显示选项")
	textBoardClosed   = wording.T("closed", "已结束")
	textBoardDone     = wording.T("The session is over.", "课堂练习已结束。")
	textBoardNoRoom   = wording.T(
		"(This screen is too small for the QR code; it is on the projector page.)",
		"（屏幕太小，二维码请见投影页面。）",
	)
	textBoardOther    = wording.T("other answers: %d", "其他回答：%d")
	textBoardDontKnow = wording.T("don't know: %d", "不知道：%d")
	textBoardNone     = wording.T("no answer: %d", "未作答：%d")
	textBoardArea     = wording.T("%s (%d of %d right)", "%s（答对 %d/%d）")
	textBoardMissed   = wording.T("Weakest so far: %s", "目前最薄弱：%s")
	textBoardKeys     = wording.T(
		"enter: %s   p pause   t +15 s   r reveal   l lock   k remove   a readmit   x remove offline   e rename   m more time for one   w projector address   h lead from a phone   q end",
		"回车 %s   p 暂停   t 加 15 秒   r 公布答案   l 停止加入   k 移出   a 重新允许   x 移出离线学生   e 改名   m 单独加时   w 投影地址   h 用手机主持   q 结束",
	)
	textBoardKeysShort = wording.T(
		"enter: %s  p pause t +15s r reveal l lock k remove a admit x offline e name m time w wall h phone q end",
		"回车 %s  p 暂停 t 加时 r 公布 l 锁定 k 移出 a 允许 x 清离线 e 改名 m 单独加时 w 投影 h 手机 q 结束",
	)
	textBoardKeysDone = wording.T("q: close and save the results   w projector address", "q 关闭并保存成绩   w 投影地址")
	textRightShort    = wording.T("%d right", "答对 %d")
)
