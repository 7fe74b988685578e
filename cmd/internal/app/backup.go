package app

import (
	"context"
	"errors"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"portdrill/cmd/internal/wording"
	"portdrill/store"
)

// longestLeaving is how long the program takes to leave while it makes a backup. What is
// not made by then is made behind the next session.
const longestLeaving = 2 * time.Second

// A leaving makes the backup of the day when the program leaves a database that it may
// have written to, in whatever way: at the end of the command, or on a signal from
// another goroutine.
type leaving struct {
	once   sync.Once
	leave  func() // on a signal
	db     *store.DB
	cancel context.CancelFunc // of what began behind
	mu     sync.Mutex
	behind func() error // waits for the backup that was begun; nil if there is none
}

// BackUpBehind has the backup of the day made while the session goes on, if what was
// recorded before it is in none: a program that was killed made none.
func (a *App) BackUpBehind(ctx context.Context) {
	l := a.exits.leaving.Load()
	if l == nil {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.behind == nil {
		ctx, l.cancel = context.WithCancel(context.WithoutCancel(ctx))
		l.behind = l.db.BackUpBehind(ctx, a.Clock.Now())
	}
}

// leave makes the backup of the day. That it cannot ends nothing: what was recorded is
// kept.
func (a *App) leave(ctx context.Context, l *leaving) {
	l.once.Do(func() {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), longestLeaving)
		defer cancel()
		l.mu.Lock()
		defer l.mu.Unlock()
		if l.behind != nil {
			end := context.AfterFunc(ctx, l.cancel)
			defer end()
			defer l.cancel()
			if err := l.behind(); err != nil {
				a.reportNoBackup(err)
				return
			}
		}
		if _, err := l.db.BackUpDaily(ctx, a.Clock.Now()); err != nil {
			a.reportNoBackup(err)
		}
	})
}

// giveUp ends a backup that was begun behind, so that nothing stays of it.
func (l *leaving) giveUp() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.behind != nil {
		l.cancel()
		_ = l.behind() // there is a greater trouble, which was told
	}
}

// reportNoBackup says why the backup was not made; that there was no time is no reason
// to say anything, since the next session makes it.
func (a *App) reportNoBackup(err error) {
	if errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled) {
		return
	}
	p := ProblemOf(a.Lang, err)
	a.Messages.Say(textNoBackup.In(a.Lang, p.Text))
	if p.Hint != "" {
		a.Messages.Say(TextHintPrefix.In(a.Lang) + p.Hint)
	}
}

// An exits is what is to be done when the program ends on a signal.
type exits struct {
	leaving  atomic.Pointer[leaving] // of the database that may be written to; nil where none is open
	mu       sync.Mutex
	restores []func()
	end      func() // of the watch for signals
}

// OnSignal is that of the world, for what is taken over within another, in which case
// everything is restored; and the backup of the day is made before the program ends.
func (a *App) OnSignal(restore func()) func() {
	x := a.exits
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.restores = append(x.restores, restore); len(x.restores) == 1 {
		x.end = a.Env.OnSignal(func() { x.exit() })
	}
	return func() {
		x.mu.Lock()
		defer x.mu.Unlock()
		if x.restores = x.restores[:len(x.restores)-1]; len(x.restores) == 0 {
			x.end()
		}
	}
}

func (x *exits) exit() {
	x.mu.Lock()
	for _, restore := range slices.Backward(x.restores) {
		restore()
	}
	x.mu.Unlock()
	if l := x.leaving.Load(); l != nil {
		l.leave()
	}
}

var textNoBackup = wording.T("portdrill: today's backup failed: %s", "portdrill：今天的备份失败：%s")
