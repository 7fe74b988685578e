package main

import (
	"context"
	"errors"
	"fmt"
	"math"
	"strings"
	"sync"
	"time"

	"github.com/spf13/cobra"

	"portdrill/cmd/internal/classroom"
	"portdrill/cmd/internal/terminal"
	"portdrill/cmd/internal/wording"
	"portdrill/questions"
	"portdrill/quiz/room"
)

type joinFlags struct{ name, pin string }

func (a *app) classJoinCommand() *cobra.Command {
	var f joinFlags
	cmd := &cobra.Command{
		Use: "join URL CODE", Short: wording.JoinShort.In(a.lang), Long: wording.JoinLong.In(a.lang), Example: wording.JoinExamples.In(a.lang),
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) != 2 {
				return usageProblem(wording.WhichRoom.In(a.lang), wording.UsageHint.In(a.lang, cmd.CommandPath()))
			}
			return a.classJoin(cmd.Context(), args[0], args[1], f)
		},
	}
	cmd.Flags().StringVar(&f.name, "name", "", wording.FlagJoinName.In(a.lang))
	cmd.Flags().StringVar(&f.pin, "pin", "", wording.FlagPIN.In(a.lang))
	return cmd
}

// classJoin takes part in a session that is held elsewhere.
func (a *app) classJoin(ctx context.Context, address, code string, f joinFlags) error {
	c, err := classroom.NewClient(address, a.lang)
	if err != nil {
		return usageProblem(wording.BadURL.In(a.lang, address), wording.BadURLHint.In(a.lang))
	}
	release, err := a.takeConsole()
	if err != nil {
		return err
	}
	defer release()
	if a.console == nil {
		defer a.onSignal(func() {})()
	}
	first, err := a.enter(ctx, c, address, code, f)
	if errors.Is(err, terminal.ErrQuit) {
		return nil
	}
	if err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	d := &desk{app: a, client: c, lost: make(chan error, 1)}
	go func() { d.lost <- c.Follow(ctx, first) }()
	err = d.sit(ctx)
	if errors.Is(err, terminal.ErrQuit) {
		return nil
	}
	return err
}

// enter joins, and asks for the name and the PIN as far as they are missing.
func (a *app) enter(ctx context.Context, c *classroom.Client, address, code string, f joinFlags) (classroom.State, error) {
	name, pin := f.name, f.pin
	for {
		if name == "" {
			var err error
			if name, err = a.chooser().Type(wording.PageName.In(a.lang), ""); err != nil {
				return classroom.State{}, err
			}
		}
		s, err := c.Join(ctx, code, name, pin)
		var refused *classroom.Refused
		switch {
		case err == nil:
			return s, nil
		case !errors.As(err, &refused):
			return s, problem{wording.NoClassThere.In(a.lang, address), wording.BadURLHint.In(a.lang), exitFailed}
		case refused.Name == "pin_needed" && f.pin == "":
			if pin, err = a.chooser().Type(refused.Message, ""); err != nil {
				return s, err
			}
		case (refused.Name == "name" || refused.Name == "taken" || refused.Name == "pin") && f.name == "" && !a.noInput:
			a.aside.say(refused.Message)
			name, pin = "", ""
		default:
			return s, problem{refused.Message, "", exitFailed}
		}
	}
}

// A desk is where a learner sits in a terminal.
type desk struct {
	*app
	client *classroom.Client
	lost   chan error
	shown  string // what was said last, so that it is said once
}

// sit shows what comes, and asks what there is to answer, until the session is done.
func (d *desk) sit(ctx context.Context) error {
	var s classroom.State
	for {
		select {
		case s = <-d.client.States():
		case err := <-d.lost:
			if errors.Is(err, classroom.ErrGone) {
				return problem{wording.JoinGone.In(d.lang), "", exitFailed}
			}
			return err
		case <-ctx.Done():
			return ctx.Err()
		}
		if s.Phase == room.Done {
			return d.summary(s)
		}
		if s.Phase == room.Open && s.Question != nil && !s.Answered && !s.Paused {
			if err := d.ask(ctx, s); err != nil {
				return err
			}
			continue
		}
		d.tell(s)
	}
}

// tell says where the session stands, once.
func (d *desk) tell(s classroom.State) {
	text := d.standing(s)
	if text == d.shown || text == "" {
		return
	}
	d.shown = text
	w, _ := d.screenSize()
	fmt.Fprint(d.out, terminal.Indent(text, "", w-1))
}

func (d *desk) standing(s classroom.State) string {
	switch {
	case s.Phase == room.Lobby:
		return pageText(wording.PageWelcome.In(d.lang), s.Name) + " " + wording.PageWaitStart.In(d.lang)
	case s.Phase == room.Ready:
		return wording.PageGetReady.In(d.lang)
	case s.Result != nil:
		return d.verdict(*s.Result, s)
	case s.Paused:
		return wording.PagePaused.In(d.lang)
	case s.Phase == room.Closed:
		return wording.PageWaitReveal.In(d.lang)
	}
	return wording.PageKept.In(d.lang) + " " + wording.PageWaitOthers.In(d.lang)
}

// pageText puts values into a text of a page.
func pageText(text string, values ...any) string {
	for i, v := range values {
		text = strings.ReplaceAll(text, fmt.Sprintf("{%d}", i), fmt.Sprint(v))
	}
	return text
}

func (d *desk) verdict(r classroom.Result, s classroom.State) string {
	said := d.style().Wrong(d.style().Sign("✗ ") + wording.PageWrong.In(d.lang))
	switch {
	case r.Correct:
		said = d.style().Right(d.style().Sign("✓ ") + wording.PageRight.In(d.lang))
	case !r.Answered:
		said = wording.PageNoAnswer.In(d.lang)
	}
	text := said + "\n" + pageText(wording.PageAnswerIs.In(d.lang), strings.Join(r.Answers, wording.Listed.In(d.lang))) + "\n" + r.Explanation
	if s.Place > 0 {
		text += "\n" + pageText(wording.PagePlace.In(d.lang), s.Place)
	}
	return text + "\n" + pageText(wording.PageScore.In(d.lang), s.Right, s.Asked, s.Score)
}

// ask asks the question until it is answered or closed, and sends the answer until
// the host has it.
func (d *desk) ask(ctx context.Context, s classroom.State) error {
	q := &questions.Question{Format: s.Question.Format, Lang: s.Question.Lang, Stem: s.Question.Stem, Options: s.Question.Options}
	w, _ := d.screenSize()
	heading := pageText(wording.PageQuestionOf.In(d.lang), s.Question.N, s.Question.Of) + "\n" + s.Question.Stem
	if heading != d.shown {
		d.shown = heading
		fmt.Fprint(d.out, "\n"+terminal.Indent(heading, "", w-1))
	}
	watching := d.watch(ctx, s)
	defer watching.end()
	reply, err := d.reply(q, watching)
	switch {
	case errors.Is(err, terminal.ErrTimeUp), errors.Is(err, terminal.ErrRedraw):
		return nil
	case errors.Is(err, terminal.ErrQuit), errors.Is(err, terminal.ErrInterrupted), errors.Is(err, terminal.ErrInputEnded):
		return err
	case err != nil: // a command of a session of one's own, which a class does not know
		return nil
	}
	err = d.client.Answer(ctx, s.Question.ID, reply)
	var refused *classroom.Refused
	if errors.As(err, &refused) {
		d.aside.say(refused.Message)
		return nil
	}
	if errors.Is(err, classroom.ErrGone) {
		return problem{wording.JoinGone.In(d.lang), "", exitFailed}
	}
	return err
}

// reply has the question answered on the terminal, or by a line.
func (d *desk) reply(q *questions.Question, watching *watched) (questions.Reply, error) {
	if d.console == nil {
		return d.plainLines().Ask(q)
	}
	d.console.prompts.AnswerOnce()
	defer d.console.prompts.Countdown(watching.left)()
	return d.console.prompts.Ask(q)
}

// A watched question is one that is being answered while states come in.
type watched struct {
	mu    sync.Mutex
	state classroom.State
	since time.Time
	over  bool
	done  chan struct{}
	end   func()
}

// watch follows what comes while a question is asked. In the end it gives back the
// last of it.
func (d *desk) watch(ctx context.Context, s classroom.State) *watched {
	ctx, cancel := context.WithCancel(ctx)
	w := &watched{state: s, since: time.Now(), done: make(chan struct{})}
	w.end = func() {
		cancel()
		<-w.done
		d.client.Remind(w.state)
	}
	go func() {
		defer close(w.done)
		for {
			select {
			case <-ctx.Done():
				return
			case next := <-d.client.States():
				w.take(next, s.Question.ID)
			}
		}
	}()
	return w
}

func (w *watched) take(s classroom.State, question room.QuestionID) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.state, w.since = s, time.Now()
	w.over = s.Phase != room.Open || s.Question == nil || s.Question.ID != question || s.Answered || s.Paused
}

// left is how much time there is; nothing once the question is over.
func (w *watched) left() time.Duration {
	w.mu.Lock()
	defer w.mu.Unlock()
	switch {
	case w.over:
		return 0
	case w.state.Time == nil:
		return math.MaxInt64
	}
	return time.Duration(w.state.Time.LeftMS)*time.Millisecond - time.Since(w.since)
}

// summary says how it went.
func (d *desk) summary(s classroom.State) error {
	text := "\n" + d.style().Heading(wording.PageTheEnd.In(d.lang)) + "\n" + pageText(wording.PageRightOf.In(d.lang), s.Right, s.Asked) + "\n"
	if s.Place > 0 {
		text += pageText(wording.PagePlace.In(d.lang), s.Place) + "\n"
	}
	weak := ""
	for _, area := range s.Areas {
		if area.Right < area.Asked {
			weak += "  " + pageText(wording.PageArea.In(d.lang), area.Name, area.Right, area.Asked) + "\n"
		}
	}
	if weak != "" {
		text += wording.PageLookAgain.In(d.lang) + "\n" + weak
	}
	_, err := fmt.Fprint(d.out, text)
	return err
}
