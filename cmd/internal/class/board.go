package class

import (
	"context"
	"errors"
	"strings"
	"sync/atomic"
	"time"

	"portdrill/cmd/internal/app"
	"portdrill/cmd/internal/classroom"
	"portdrill/cmd/internal/terminal"
	"portdrill/cmd/internal/wording"
	"portdrill/quiz/room"
	"portdrill/store"
)

// How long the screen waits for the room, which does not answer while it cannot save.
const (
	lookPatience = 300 * time.Millisecond
	stepPatience = 3 * time.Second
)

// A classBoard is the teacher's view of a session: a screen with keys that is redrawn as
// things change, or lines of text.
type classBoard struct {
	*app.App
	db      *app.DB
	host    *classroom.Host
	server  *classroom.Server
	url     string
	session classroom.Session
	served  <-chan error
	ask     app.Chooser
	notices []string // shown in the lobby
	note    string   // the last message, on the screen
	card    []string // shown instead of the question until the next key: how to lead from a phone
	told    string   // the last state printed in lines, to print each once
	last    room.HostView

	byHand bool // a person presses the keys, not a script

	opened   bool        // pages in the browser may lead the session
	unopened atomic.Bool // no browser could be opened

	led room.Moment // where the last key led
}

// The keys. Enter, or an empty line, takes the next step.
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
	keyWall   = 'w'
	keyPhone  = 'h'
	keyEnd    = 'q'
	boardKeys = "\rsn ptmrkelqaxwhPTMRKELQSNAXWH"
)

// errSwallowed is returned for a key that is ignored: it was meant for an earlier state.
var errSwallowed = errors.New("swallowed")

// errClosed is returned when the teacher has left the board.
var errClosed = errors.New("closed")

func (b *classBoard) lead(ctx context.Context) error {
	var err error
	if b.Console != nil {
		b.ask, b.byHand = b.Console.Prompts, true
		b.Console.Prompts.OnStop(func() string { return b.stopping(ctx) })
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

// heard is how long phones are given to hear of a pause before the program stops: nothing
// is sent while it is stopped.
const heard = 200 * time.Millisecond

// stopping pauses the question, because the program is about to be stopped, and returns
// what to tell the teacher.
func (b *classBoard) stopping(ctx context.Context) string {
	ctx, cancel := context.WithTimeout(ctx, stepPatience)
	defer cancel()
	err := b.host.Do(ctx, func(r *room.Room, at time.Time) (room.Change, error) { return r.Pause(at) })
	switch {
	case errors.Is(err, room.ErrOrder): // there is nothing to pause
		return textStopped.In(b.Lang)
	case err != nil:
		return textStoppedAnyway.In(b.Lang)
	}
	time.Sleep(heard)
	b.note = textPausedByStop.In(b.Lang)
	return textStoppedPaused.In(b.Lang)
}

// watch draws the screen and runs the commands of keys.
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

// broken returns why the session cannot continue, or nil.
func (b *classBoard) broken() error {
	select {
	case err := <-b.served:
		return err
	case <-b.host.Ended():
		return b.whyEnded()
	default:
		return nil
	}
}

// whyEnded returns the error that ended the host.
func (b *classBoard) whyEnded() error {
	err := b.host.Err()
	if errors.Is(err, store.ErrRoomHeld) {
		return app.Failure(textRoomHeld.In(b.Lang, b.session.Code), "")
	}
	return err
}

// do runs the command of a key. If it is not possible now, do says so and changes nothing.
func (b *classBoard) do(ctx context.Context, key rune) error {
	err := b.step(ctx, key)
	if err == nil && (key == keyNext || key == keyReveal || key == keyEnd) {
		if v, err := b.look(ctx); err == nil {
			b.led = v.Moment
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

// say prints a message, or shows it as part of the screen, which would be drawn over it.
func (b *classBoard) say(text string) {
	if b.Console != nil {
		b.note = text
		return
	}
	b.Messages.Say(text)
}

func (b *classBoard) step(ctx context.Context, key rune) error {
	b.note, b.card = "", nil
	v, err := b.look(ctx)
	if errors.Is(err, classroom.ErrBusy) && key == keyEnd {
		b.Messages.Say(textClassLeft.In(b.Lang))
		return errClosed // everything acknowledged is already saved
	}
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, stepPatience)
	defer cancel()
	switch key {
	case keyNext:
		return b.nextByKey(ctx, v)
	case keyPause, keyMore, keyReveal, keyLock:
		do := map[rune]string{keyPause: "pause", keyMore: "more", keyReveal: "reveal", keyLock: "lock"}[key]
		return b.server.Lead(ctx, classroom.Order{Do: do})
	case keyWall:
		b.say(textProjectorAt.In(b.Lang, b.server.WallURL()))
		return nil
	case keyPhone:
		return b.showPhone()
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

// swallowed is how long Enter is ignored after the session moved on by itself: it was
// meant for what the teacher saw before.
const swallowed = time.Second

// nextByKey takes the next step, unless the session has just moved on by itself. It asks
// for confirmation before it closes a self-paced test for everyone.
func (b *classBoard) nextByKey(ctx context.Context, v room.HostView) error {
	since, is := b.host.SinceTurned()
	if b.byHand && is && since < swallowed && v.Moment != b.led {
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
	return b.server.Lead(ctx, classroom.Order{Do: "next", Seen: v.Moment})
}

// end asks whether to end the session, or closes one that is over.
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

// finish saves the results of students on the class list and says where to see them.
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

// look reads the room. The error is [classroom.ErrBusy] while a change is being saved.
func (b *classBoard) look(ctx context.Context) (room.HostView, error) {
	ctx, cancel := context.WithTimeout(ctx, lookPatience)
	defer cancel()
	return b.host.View(ctx)
}

var (
	textClassStuck = wording.T("Answers cannot be saved right now. Trying again.", "暂时无法保存作答，正在重试。")
	textNotNow     = wording.T("Not possible right now.", "现在不能这样做。")
	textBadNewName = wording.T(
		"That name cannot be used: it is taken, empty or longer than 24 characters.",
		"无法使用该姓名：已被占用、为空，或超过 24 个字符。",
	)
	textStopped       = wording.T("Nobody can join or answer now. To continue: fg", "现在无法加入或作答。继续请输入 fg")
	textStoppedPaused = wording.T("The session is paused. To continue: fg", "课堂练习已暂停。继续请输入 fg")
	textStoppedAnyway = wording.T("The session could not be paused: the clock is still running. To continue: fg", "未能暂停课堂练习，计时仍在继续。继续请输入 fg")
	textPausedByStop  = wording.T("Ctrl-Z paused the session. Press Enter to continue.", "Ctrl-Z 已暂停课堂练习，按回车继续。")
	textCloseForAll   = wording.T("Close the questions for everyone? Finished: %d of %d", "结束所有人的作答？已答完 %d/%d 人")
	textCloseNot      = wording.T("not yet", "暂不结束")
	textCloseNow      = wording.T("close them", "结束")
	textEndHow        = wording.T("End the session?", "结束课堂练习？")
	textEndNow        = wording.T("end it; students on the class list get their results", "结束；成绩记入名单上的学生")
	textEndLater      = wording.T("leave it and continue later", "先离开，稍后继续")
	textEndNot        = wording.T("back", "返回")
	textResultsFlowed = wording.T("Answers saved for students on the class list: %d", "已记入名单上学生的作答：%d 条")
	textReportHint    = wording.T("See the results: portdrill class report", "查看成绩：portdrill class report")
)
