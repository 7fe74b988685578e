package class

import (
	"context"
	"errors"
	"strings"
	"time"

	"portdrill/cmd/internal/app"
	"portdrill/cmd/internal/classroom"
	"portdrill/cmd/internal/terminal"
	"portdrill/cmd/internal/wording"
	"portdrill/quiz/room"
	"portdrill/store"
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
	case <-b.host.Ended():
		return b.whyEnded()
	default:
		return nil
	}
}

// whyEnded returns why the host could not go on.
func (b *classBoard) whyEnded() error {
	err := b.host.Err()
	if errors.Is(err, store.ErrRoomHeld) {
		return app.Failure(textRoomHeld.In(b.Lang, b.session.Code), "")
	}
	return err
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

var (
	textClassStuck = wording.T("Answers cannot be saved right now. Trying again.", "暂时无法保存作答，正在重试。")
	textNotNow     = wording.T("Not possible right now.", "现在不能这样做。")
	textBadNewName = wording.T(
		"That name cannot be used: it is taken, empty or longer than 24 characters.",
		"无法使用该姓名：已被占用、为空，或超过 24 个字符。",
	)
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
