package class

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"portdrill/cmd/internal/app"
	"portdrill/cmd/internal/classroom"
	"portdrill/cmd/internal/terminal"
	"portdrill/cmd/internal/wording"
	"portdrill/quiz/room"
)

// While nothing can be kept, the room does not answer. The screen does not wait for it
// that long.
const (
	lookPatience = 300 * time.Millisecond
	stepPatience = 3 * time.Second
)

// moreTime is what is added for all at the key for it.
const moreTime = 15 * time.Second

// A classBoard is where the teacher leads a session: a screen that is drawn anew as
// things change, with keys, or lines of text.
type classBoard struct {
	*app.App
	db      *app.DB
	host    *classroom.Host
	server  *classroom.Server
	url     string
	session classroom.Session
	served  <-chan error
	lost    <-chan error // is told when another program hosts the session
	ask     app.Chooser
	notices []string // for the lobby's screen
	note    string   // on the screen: what was said last
	told    string   // in lines: likewise, so that it is said once
	last    room.HostView

	byHand bool       // keys come from a person, and not from a script
	phase  room.Phase // that a key led to, with the number of the question
	n      int
}

// What keys do. Enter, or an empty line, is the step that comes next.
const (
	keyNext   = '\r'
	keyPause  = 'p'
	keyMore   = 't'
	keyAllow  = 'm'
	keyReveal = 'r'
	keyKick   = 'k'
	keyAdmit  = 'a'
	keyAbsent = 'x'
	keyRename = 'e'
	keyLock   = 'l'
	keyEnd    = 'q'
	boardKeys = "\rsn ptmrkelqaxPTMRKELQSNAX"
)

// errSwallowed is returned for a key that was meant for what was there before.
var errSwallowed = errors.New("swallowed")

// errClosed is returned when the teacher has closed a session that is done.
var errClosed = errors.New("closed")

func (b *classBoard) lead(ctx context.Context) error {
	var err error
	if b.Console != nil {
		b.ask, b.byHand = b.Console.Prompts, true
		err = b.watch(ctx)
	} else {
		defer b.OnSignal(func() {})()
		err = b.readLines(ctx)
	}
	if errors.Is(err, errClosed) {
		return nil
	}
	return err
}

// watch draws the screen and does what keys say.
func (b *classBoard) watch(ctx context.Context) error {
	for {
		key, err := b.Console.Prompts.Watch(
			func(w, h int) []string { return b.lines(ctx, w, h) },
			b.host.Changed(),
			boardKeys,
		)
		switch {
		case errors.Is(err, terminal.ErrQuit):
			key = keyEnd
		case err != nil:
			return err
		}
		if err := b.broken(); err != nil {
			return err
		}
		if err := b.do(ctx, lower(key)); err != nil {
			return err
		}
	}
}

func lower(key rune) rune {
	switch key {
	case 's', 'n', ' ', 'S', 'N', '\n':
		return keyNext
	}
	return []rune(strings.ToLower(string(key)))[0]
}

// broken returns why the session cannot go on.
func (b *classBoard) broken() error {
	select {
	case err := <-b.served:
		return err
	case <-b.lost:
		return app.Failure(textRoomHeld.In(b.Lang, b.session.Code), "")
	case <-b.host.Ended():
		return b.host.Err()
	default:
		return nil
	}
}

// do does what a key says. What is not possible now is said, and nothing happens.
func (b *classBoard) do(ctx context.Context, key rune) error {
	err := b.step(ctx, key)
	if err == nil && (key == keyNext || key == keyReveal || key == keyEnd) {
		if v, err := b.look(ctx); err == nil {
			b.phase, b.n = v.Phase, v.N
		}
	}
	switch {
	case errors.Is(err, errSwallowed):
		return nil
	case errors.Is(err, room.ErrOrder):
		b.say(textNotNow.In(b.Lang))
		return nil
	case errors.Is(err, terminal.ErrQuit), err == nil:
		return nil
	case errors.Is(err, classroom.ErrBusy):
		b.say(textClassStuck.In(b.Lang))
		return nil
	case errors.Is(err, room.ErrNameTaken), errors.Is(err, room.ErrName), errors.Is(err, room.ErrNoParticipant):
		b.say(textBadNewName.In(b.Lang))
		return nil
	}
	return err
}

// say says something: on the screen, which is drawn over, as a part of it.
func (b *classBoard) say(text string) {
	if b.Console != nil {
		b.note = text
		return
	}
	b.Messages.Say(text)
}

func (b *classBoard) step(ctx context.Context, key rune) error {
	b.note = ""
	v, err := b.look(ctx)
	if errors.Is(err, classroom.ErrBusy) && key == keyEnd {
		b.Messages.Say(textClassLeft.In(b.Lang))
		return errClosed // nothing that was acknowledged is lost by it
	}
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, stepPatience)
	defer cancel()
	switch key {
	case keyNext:
		return b.nextByKey(ctx, v)
	case keyPause:
		return b.host.Do(ctx, func(r *room.Room, at time.Time) (room.Change, error) {
			if r.State().Paused {
				return r.Resume(at)
			}
			return r.Pause(at)
		})
	case keyMore:
		return b.host.Do(ctx, func(r *room.Room, _ time.Time) (room.Change, error) { return r.MoreTime(moreTime) })
	case keyReveal:
		return b.host.Do(ctx, func(r *room.Room, at time.Time) (room.Change, error) { return r.Reveal(at) })
	case keyLock:
		return b.host.Do(ctx, func(r *room.Room, _ time.Time) (room.Change, error) { return r.Lock(!v.Locked) })
	case keyAdmit:
		return b.readmit(context.WithoutCancel(ctx))
	case keyAbsent:
		return b.dismissAbsent(ctx)
	case keyKick, keyRename, keyAllow:
		return b.person(context.WithoutCancel(ctx), v, key)
	case keyEnd:
		return b.end(context.WithoutCancel(ctx), v)
	}
	b.say(b.keys(v, 1000))
	return nil
}

// swallowed is for how long keys are passed over after a change that was not by key: they
// were meant for what was there before.
const swallowed = time.Second

// nextByKey does the step that comes next, unless the room has just gone on by itself.
// One key does not end a test for all.
func (b *classBoard) nextByKey(ctx context.Context, v room.HostView) error {
	since, is := b.host.SinceTurned()
	if b.byHand && is && since < swallowed && (v.Phase != b.phase || v.N != b.n) {
		return errSwallowed
	}
	if v.Pace == room.SelfPaced && v.Phase == room.Open && !v.Paused {
		picked, err := b.ask.Pick(
			textCloseForAll.In(b.Lang, v.Answered, len(v.People)),
			[]string{textCloseNot.In(b.Lang), textCloseNow.In(b.Lang)},
		)
		if err != nil || picked == 0 {
			return err
		}
	}
	return b.next(ctx, v)
}

// next does the step that comes next: whoever only strikes Enter has held a session. What
// has changed since v was seen is not what the key was for.
func (b *classBoard) next(ctx context.Context, v room.HostView) error {
	return b.host.Do(ctx, func(r *room.Room, at time.Time) (room.Change, error) {
		if s := r.State(); s.Phase != v.Phase || s.N != v.N {
			return room.Change{State: s}, nil
		}
		switch r.State().Phase {
		case room.Lobby:
			if _, err := r.Start(); err != nil {
				return room.Change{}, err
			}
			return r.Ask(at)
		case room.Ready:
			return r.Ask(at)
		case room.Open:
			if r.State().Paused {
				return r.Resume(at)
			}
			return r.Close(at)
		case room.Closed:
			return r.Reveal(at)
		case room.Revealed:
			if v.Last {
				return r.End(at)
			}
			if _, err := r.Next(); err != nil {
				return room.Change{}, err
			}
			return r.Ask(at)
		case room.Done:
		}
		return room.Change{}, room.ErrOrder
	})
}

// person has somebody chosen to be sent out, renamed, or given more time.
func (b *classBoard) person(ctx context.Context, v room.HostView, key rune) error {
	if len(v.People) == 0 {
		return room.ErrOrder
	}
	titles := map[rune]wording.Text{keyKick: textKickWhom, keyRename: textRenameWhom, keyAllow: textAllowWhom}
	names := make([]string, len(v.People))
	for i, p := range v.People {
		names[i] = p.Name
	}
	i, err := b.ask.Browse(titles[key].In(b.Lang), names, 0)
	if err != nil {
		return err
	}
	id := v.People[i].ID
	switch key {
	case keyKick:
		return b.host.Do(ctx, func(r *room.Room, at time.Time) (room.Change, error) { return r.Kick(id, at) })
	case keyAllow:
		factors := []float64{1, 1.25, 1.5, 2, 3}
		rows := make([]string, len(factors))
		for n, f := range factors {
			rows[n] = textTimeFactor.In(b.Lang, f)
		}
		n, err := b.ask.Pick(textAllowHow.In(b.Lang, names[i]), rows)
		if err != nil {
			return err
		}
		return b.host.Do(ctx, func(r *room.Room, _ time.Time) (room.Change, error) { return r.Allow(id, factors[n]) })
	}
	name, err := b.ask.Type(textNewNameOf.In(b.Lang, names[i]), "")
	if err != nil || name == "" {
		return err
	}
	return b.host.Do(ctx, func(r *room.Room, _ time.Time) (room.Change, error) { return r.Rename(id, name) })
}

// readmit has somebody chosen who may come in again: who was sent out, whose PIN was given
// wrong too often, or a guest on another device.
func (b *classBoard) readmit(ctx context.Context) error {
	var barred []room.Participant
	err := b.host.Do(ctx, func(r *room.Room, _ time.Time) (room.Change, error) {
		barred = r.Barred()
		return room.Change{State: r.State()}, nil
	})
	if err != nil {
		return err
	}
	away, err := b.host.Away(ctx)
	if err != nil {
		return err
	}
	shut := b.server.Shut()
	var names []string
	for _, p := range barred {
		names = append(names, p.Name)
	}
	for _, m := range shut {
		names = append(names, textWrongPINs.In(b.Lang, m.Shown))
	}
	for _, p := range away {
		names = append(names, textOnOtherDevice.In(b.Lang, p.Name))
	}
	if len(names) == 0 {
		return room.ErrOrder
	}
	i, err := b.ask.Browse(textAdmitWhom.In(b.Lang), names, 0)
	if err != nil {
		return err
	}
	switch {
	case i >= len(barred)+len(shut):
		b.host.Expect(away[i-len(barred)-len(shut)].ID)
		return nil
	case i >= len(barred):
		b.server.Admit(shut[i-len(barred)])
		return nil
	}
	return b.host.Do(ctx, func(r *room.Room, _ time.Time) (room.Change, error) { return r.Readmit(barred[i].ID) })
}

// limits say what keeps somebody out that the teacher can change.
func (b *classBoard) limits() []string {
	var all []string
	if from := b.host.Limited(); from != "" {
		all = append(all, textAddressLimited.In(b.Lang, from))
	}
	for _, m := range b.server.Shut() {
		all = append(all, textMemberShut.In(b.Lang, m.Shown))
	}
	return all
}

// dismissAbsent takes out all who are not connected. They may come back as they were.
func (b *classBoard) dismissAbsent(ctx context.Context) error {
	absent, err := b.host.Absent(ctx)
	if err != nil {
		return err
	}
	if len(absent) == 0 {
		b.say(textNobodyAbsent.In(b.Lang))
		return nil
	}
	err = b.host.Do(ctx, func(r *room.Room, at time.Time) (room.Change, error) { return r.Dismiss(absent, at) })
	if err == nil {
		b.say(textAbsentDismissed.In(b.Lang, len(absent)))
	}
	return err
}

// end asks whether the session is to end, and closes one that has.
func (b *classBoard) end(ctx context.Context, v room.HostView) error {
	if v.Phase == room.Done {
		return b.finish(ctx)
	}
	picked, err := b.ask.Pick(
		textEndHow.In(b.Lang),
		[]string{textEndNow.In(b.Lang), textEndLater.In(b.Lang), textEndNot.In(b.Lang)},
	)
	switch {
	case err != nil:
		return err
	case picked == 1:
		b.Messages.Say(textClassLeft.In(b.Lang))
		return errClosed
	case picked == 2:
		return nil
	}
	return b.host.Do(ctx, func(r *room.Room, at time.Time) (room.Change, error) { return r.End(at) })
}

// finish lets the results flow and says what can be done with them.
func (b *classBoard) finish(ctx context.Context) error {
	flowed, err := b.host.End(ctx)
	if err != nil {
		return err
	}
	if flowed > 0 {
		b.Messages.Say(textResultsFlowed.In(b.Lang, flowed))
	}
	b.Messages.Say(textReportHint.In(b.Lang))
	return errClosed
}

// look reads the room, unless it is busy keeping something: then the error is
// [classroom.ErrBusy].
func (b *classBoard) look(ctx context.Context) (room.HostView, error) {
	ctx, cancel := context.WithTimeout(ctx, lookPatience)
	defer cancel()
	return b.host.View(ctx)
}

// lines are what the screen shows.
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

// header says where people join, and where the session stands.
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
	case v.Time != nil:
		text += b.Style().Sign(" · ") + textBoardLeft.In(b.Lang, int((v.Time.Left()+time.Second-1)/time.Second))
	}
	return text
}

func (b *classBoard) keys(v room.HostView, w int) string {
	next := map[room.Phase]wording.Text{
		room.Lobby: textNextStart, room.Ready: textNextAsk, room.Open: textNextClose, room.Closed: textNextReveal,
		room.Revealed: textNextNext, room.Done: textNextNothing,
	}[v.Phase]
	switch {
	case v.Phase == room.Done:
		return textBoardKeysDone.In(b.Lang)
	case v.Phase == room.Revealed && v.Last:
		next = textNextEnd
	case v.Paused:
		next = textNextGoOn
	}
	if w < 60 {
		return textBoardKeysShort.In(b.Lang, next.In(b.Lang))
	}
	return textBoardKeys.In(b.Lang, next.In(b.Lang))
}

// body is what is in the middle: the way in, the question, or how it was answered.
func (b *classBoard) body(v room.HostView, w, h int) []string {
	var lines []string
	switch {
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

// lobby is the QR code, where there is room for it, and beside or below it where the
// projector's page is and who is here.
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
	about := terminal.Wrap(textProjectorAt.In(b.Lang, projectorURL(b.url, b.session)), side)
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

// code is the QR code as lines, nil where there is no room for so many.
func (b *classBoard) code(h int) []string {
	rows := b.modules()
	if rows == nil || (len(rows)+1)/2 > h || b.ASCII {
		return nil
	}
	style := b.Style()
	if !style.Colour { // the ground is taken to be dark: what is light is written
		return classroom.Blocks(rows, false)
	}
	lines := classroom.Blocks(rows, true)
	for i, line := range lines {
		lines[i] = "\x1b[30;107m" + line + "\x1b[0m"
	}
	return lines
}

func (b *classBoard) question(v room.HostView, w int) []string {
	lines := b.painted(terminal.Wrap(v.Question.Stem, w-2), b.Style().Heading)
	lines = append(lines, v.Question.Block.Narrow...)
	if v.Histogram == nil {
		for i, option := range v.Question.Options {
			lines = append(lines, fmt.Sprintf("  %d  %s", i+1, option))
		}
		return lines
	}
	return append(lines, b.histogram(v, w)...)
}

// histogram shows how often each answer was given, as a bar and as a number.
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

// people are those who are there: who has answered is marked, and who has lost the
// connection stands in brackets.
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

// standings are how everybody did in the end.
func (b *classBoard) standings(v room.HostView, w int) []string {
	people := slices.Clone(v.People)
	slices.SortStableFunc(people, func(x, y room.Present) int { return y.Score - x.Score })
	var lines []string
	for _, p := range people {
		lines = append(lines, fmt.Sprintf("  %5d  %s  %s", p.Score, textRightShort.In(b.Lang, p.Right), p.Name))
	}
	return append(b.areas(v, w), lines...)
}

var (
	textClassStuck    = wording.T("Answers cannot be saved right now. Trying again.", "暂时无法保存作答，正在重试。")
	textBoardCode     = wording.T("Code %s   %s", "加入码 %s   %s")
	textBoardLocked   = wording.T("(locked)", "（已停止加入）")
	textBoardLobby    = wording.T("Joined: %d", "已加入：%d 人")
	textBoardQuestion = wording.T("Question %d of %d", "第 %d 题，共 %d 题")
	textBoardOwnPace  = wording.T("%d questions, self-paced", "共 %d 题，各自作答")
	textBoardAnswered = wording.T("answered: %d of %d", "已答 %d/%d 人")
	textBoardLeft     = wording.T("%d s left", "剩余 %d 秒")
	textBoardPaused   = wording.T("paused", "已暂停")
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
		"enter: %s   p pause   t +15 s   r reveal   l lock   k remove   a readmit   x take out who is offline   e rename   m more time for one   q end",
		"回车 %s   p 暂停   t 加 15 秒   r 公布答案   l 停止加入   k 移出   a 重新允许   x 移出离线者   e 改名   m 单独加时   q 结束",
	)
	textBoardKeysShort = wording.T(
		"enter: %s  p pause t +15s r reveal l lock k remove a admit x offline e name m time q end",
		"回车 %s  p 暂停 t 加时 r 公布 l 锁定 k 移出 a 允许 x 清离线 e 改名 m 单独加时 q 结束",
	)
	textBoardKeysDone = wording.T("q: close and save the results", "q 关闭并保存成绩")
	textNextStart     = wording.T("start", "开始")
	textNextAsk       = wording.T("ask", "提问")
	textNextClose     = wording.T("close", "结束本题")
	textNextReveal    = wording.T("reveal", "公布答案")
	textNextNext      = wording.T("next question", "下一题")
	textNextGoOn      = wording.T("resume", "继续")
	textNextEnd       = wording.T("end", "结束")
	textNextNothing   = wording.T("close", "关闭")
	textNotNow        = wording.T("Not possible right now.", "现在不能这样做。")
	textBadNewName    = wording.T(
		"That name cannot be used: it is taken, empty or longer than 24 characters.",
		"无法使用该姓名：已被占用、为空，或超过 24 个字符。",
	)
	textKickWhom       = wording.T("Remove whom? (They cannot join again until you readmit them.)", "移出谁？（重新允许前无法再加入）")
	textAdmitWhom      = wording.T("Readmit whom?", "重新允许谁加入？")
	textWrongPINs      = wording.T("%s (too many wrong PINs)", "%s（PIN 输错次数过多）")
	textOnOtherDevice  = wording.T("%s, on another device", "%s（换了设备）")
	textMemberShut     = wording.T("Too many wrong PINs for %s. To let them in: a", "%s 的 PIN 输错次数过多；允许加入请按 a")
	textAddressLimited = wording.T(
		"%s has too many connections; further ones are refused. If your class shares this address: --per-address",
		"%s 的连接过多，已拒绝更多连接。若全班共用此地址，请加 --per-address",
	)
	textNobodyAbsent    = wording.T("Everyone is connected.", "所有人都已连接。")
	textAbsentDismissed = wording.N(
		"Took out %d who is not connected. They come back as they were.",
		"Took out %d who are not connected. They come back as they were.",
		"已移出 %d 名未连接者，他们可随时恢复原样回来。",
	)
	textRenameWhom    = wording.T("Rename whom?", "给谁改名？")
	textNewNameOf     = wording.T("New name for %s", "%s 的新姓名")
	textAllowWhom     = wording.T("More time for whom?", "给谁加时？")
	textAllowHow      = wording.T("How much time for %s?", "%s 的时间：")
	textTimeFactor    = wording.T("%g times", "%g 倍")
	textCloseForAll   = wording.T("Close the questions for everyone? Finished: %d of %d", "结束所有人的作答？已答完 %d/%d 人")
	textCloseNot      = wording.T("not yet", "暂不结束")
	textCloseNow      = wording.T("close them", "结束")
	textEndHow        = wording.T("End the session?", "结束课堂练习？")
	textEndNow        = wording.T("end it; students on the class list get their results", "结束；成绩记入名单上的学生")
	textEndLater      = wording.T("leave it and continue later", "先离开，稍后继续")
	textEndNot        = wording.T("back", "返回")
	textResultsFlowed = wording.T("Answers saved for students on the class list: %d", "已记入名单上学生的作答：%d 条")
	textReportHint    = wording.T("See the results: portdrill class report", "查看成绩：portdrill class report")
	textRightShort    = wording.T("%d right", "答对 %d")
)
