package class

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/spf13/cobra"

	"portdrill/cmd/internal/app"
	"portdrill/cmd/internal/classroom"
	"portdrill/cmd/internal/terminal"
	"portdrill/cmd/internal/wording"
	"portdrill/questions"
	"portdrill/quiz/room"
)

type joinFlags struct{ name, pin string }

func classJoinCommand(a *app.App) *cobra.Command {
	var f joinFlags
	cmd := &cobra.Command{
		Use: "join URL CODE", Short: textJoinShort.In(a.Lang), Long: textJoinLong.In(a.Lang),
		Example: textJoinExamples.In(a.Lang),
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) != 2 {
				return app.UsageProblem(textWhichRoom.In(a.Lang), app.TextUsageHint.In(a.Lang, cmd.CommandPath()))
			}
			return runJoin(cmd.Context(), a, args[0], args[1], f)
		},
	}
	cmd.Flags().StringVar(&f.name, "name", "", textFlagJoinName.In(a.Lang))
	cmd.Flags().StringVar(&f.pin, "pin", "", textFlagPIN.In(a.Lang))
	return cmd
}

// runJoin takes part in a session that is held elsewhere.
func runJoin(ctx context.Context, a *app.App, address, code string, f joinFlags) error {
	c, err := classroom.NewClient(address, a.Lang)
	if err != nil {
		return app.UsageProblem(textBadURL.In(a.Lang, address), textBadURLHint.In(a.Lang))
	}
	release, err := a.TakeConsole()
	if err != nil {
		return err
	}
	defer release()
	if a.Console == nil {
		defer a.OnSignal(func() {})()
	}
	first, err := enter(ctx, a, c, address, code, f)
	if errors.Is(err, terminal.ErrQuit) {
		return nil
	}
	if err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	d := &desk{App: a, client: c, lost: make(chan error, 1)}
	go func() { d.lost <- c.Follow(ctx, first) }()
	err = d.sit(ctx)
	if errors.Is(err, terminal.ErrQuit) {
		return nil
	}
	return err
}

// enter joins, and asks for the name and the PIN as far as they are missing.
func enter(
	ctx context.Context,
	a *app.App,
	c *classroom.Client,
	address, code string,
	f joinFlags,
) (classroom.State, error) {
	name, pin := f.name, f.pin
	var refused *classroom.Refused
	noClass := app.Failure(textNoClassThere.In(a.Lang, address), textBadURLHint.In(a.Lang))
	if name == "" { // nobody types a name for nothing; a stranger is gone for the host
		if _, err := c.Poll(ctx); err != nil && !errors.As(err, &refused) && !errors.Is(err, classroom.ErrGone) {
			return classroom.State{}, noClass
		}
	}
	for {
		if name == "" {
			var err error
			name, err = a.Chooser().Type(classroom.TextPageName.In(a.Lang), "")
			switch {
			case errors.Is(err, terminal.ErrInputEnded):
				return classroom.State{}, app.Problem{
					Text: textNameMissing.In(a.Lang), Hint: textNameMissingHint.In(a.Lang), Code: app.ExitInputEnded,
				}
			case err != nil:
				return classroom.State{}, err
			}
		}
		s, err := c.Join(ctx, code, name, pin)
		switch {
		case err == nil:
			return s, nil
		case !errors.As(err, &refused):
			return s, noClass
		case refused.Name == "pin_needed" && f.pin == "":
			if pin, err = a.Chooser().Type(refused.Message, ""); err != nil {
				return s, err
			}
		case slices.Contains(typedWrong, refused.Name) && f.name == "" && !a.NoInput:
			a.Messages.Say(refused.Message)
			name, pin = "", ""
		default:
			return s, app.Failure(refused.Message, "")
		}
	}
}

// typedWrong are the refusals after which the learner is asked for name and PIN again.
var typedWrong = []string{"name", "taken", "rude", "pin", "guests"}

// A desk is where a learner sits in a terminal.
type desk struct {
	*app.App
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
				return app.Failure(classroom.TextJoinGone.In(d.Lang), "")
			}
			return err
		case <-ctx.Done():
			return ctx.Err()
		}
		if s.Phase == room.Done {
			return d.summary(s)
		}
		if s.Phase == room.Open && s.Question != nil && !s.Answered && !s.Paused && !s.Reading {
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
	w, _ := d.ScreenSize()
	fmt.Fprint(d.Out, terminal.Indent(terminal.Visible(text, d.Style().Colour), "", w-1))
}

func (d *desk) standing(s classroom.State) string {
	switch {
	case s.Phase == room.Lobby:
		return pageText(classroom.TextPageWelcome.In(d.Lang), s.Name) + "\n" + classroom.TextPageWaitStart.In(d.Lang)
	case s.Phase == room.Ready:
		return classroom.TextPageGetReady.In(d.Lang)
	case s.Result != nil:
		return d.verdict(*s.Result, s)
	case s.Question == nil && s.Pace == room.Together:
		return classroom.TextPageWaitNext.In(d.Lang)
	case s.Paused:
		return classroom.TextPagePaused.In(d.Lang)
	case s.Reading:
		return classroom.TextPageReadFirst.In(d.Lang) + "\n" + s.Question.Stem
	case s.Phase == room.Closed:
		return classroom.TextPageWaitReveal.In(d.Lang)
	}
	return classroom.TextPageKept.In(d.Lang) + "\n" + classroom.TextPageWaitOthers.In(d.Lang)
}

// pageText puts values into a text of a page.
func pageText(text string, values ...any) string {
	for i, v := range values {
		text = strings.ReplaceAll(text, fmt.Sprintf("{%d}", i), fmt.Sprint(v))
	}
	return text
}

func (d *desk) verdict(r room.Result, s classroom.State) string {
	said := d.Style().Wrong(d.Style().Sign("✗ ") + classroom.TextPageWrong.In(d.Lang))
	switch {
	case r.Correct:
		said = d.Style().Right(d.Style().Sign("✓ ") + classroom.TextPageRight.In(d.Lang))
	case !r.Answered:
		said = classroom.TextPageNoAnswer.In(d.Lang)
	}
	text := said + "\n" + pageText(
		classroom.TextPageAnswerIs.In(d.Lang),
		strings.Join(r.Answers, wording.Listed.In(d.Lang)),
	) + "\n" + r.Explanation
	if s.Place > 0 {
		text += "\n" + d.place(s)
	}
	return text + "\n" + pageText(classroom.TextPageScore.In(d.Lang), s.Right, s.Asked, s.Score)
}

// place is the learner's place, or that of their team.
func (d *desk) place(s classroom.State) string {
	if s.Team != "" {
		return pageText(classroom.TextPageTeam.In(d.Lang), s.Team) + wording.Comma.In(d.Lang) +
			pageText(classroom.TextPageTeamPlace.In(d.Lang), s.Place)
	}
	return pageText(classroom.TextPagePlace.In(d.Lang), s.Place)
}

// ask asks the question until it is answered or closed, and sends the answer until
// the host has it.
func (d *desk) ask(ctx context.Context, s classroom.State) error {
	q := &questions.Question{
		Format:  s.Question.Format,
		Lang:    s.Question.Lang,
		Stem:    s.Question.Stem,
		Block:   s.Question.Block,
		Options: s.Question.Options,
	}
	w, _ := d.ScreenSize()
	heading := pageText(classroom.TextPageQuestionOf.In(d.Lang), s.Question.N, s.Question.Of) + "\n" + s.Question.Stem
	if heading != d.shown {
		d.shown = heading
		fmt.Fprint(d.Out, "\n"+terminal.Indent(terminal.Visible(heading, false), "", w-1))
		for _, line := range s.Question.Block.Fit(w - 1) {
			fmt.Fprintln(d.Out, terminal.Visible(line, false))
		}
	}
	watching := d.watch(ctx, s)
	defer watching.end()
	reply, err := d.reply(q, watching)
	switch {
	case errors.Is(err, terminal.ErrEscape): // people press it to dismiss things
		return nil
	case errors.Is(err, terminal.ErrTimeUp), errors.Is(err, terminal.ErrRedraw):
		return nil
	case errors.Is(err, terminal.ErrQuit),
		errors.Is(err, terminal.ErrInterrupted),
		errors.Is(err, terminal.ErrInputEnded):
		return err
	case err != nil: // a command of a session of one's own, which a class does not know
		return nil
	}
	err = d.client.Answer(ctx, s.Question.ID, reply)
	var refused *classroom.Refused
	if errors.As(err, &refused) {
		d.Messages.Say(refused.Message)
		return nil
	}
	if errors.Is(err, classroom.ErrGone) {
		return app.Failure(classroom.TextJoinGone.In(d.Lang), "")
	}
	return err
}

// reply has the question answered on the terminal, or by a line.
func (d *desk) reply(q *questions.Question, watching *watched) (questions.Reply, error) {
	if d.Console == nil {
		return d.PlainLines().Ask(q)
	}
	d.Console.Prompts.AnswerOnce()
	defer d.Console.Prompts.Countdown(watching.left)()
	return d.Console.Prompts.Ask(q)
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
	w.over = s.Phase != room.Open || s.Question == nil || s.Question.ID != question || s.Answered || s.Paused || s.Reading
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
	return w.state.Time.Left() - time.Since(w.since)
}

// summary says how it went.
func (d *desk) summary(s classroom.State) error {
	text := "\n" + d.Style().
		Heading(classroom.TextPageTheEnd.In(d.Lang)) +
		"\n" + pageText(
		classroom.TextPageRightOf.In(d.Lang),
		s.Right,
		s.Asked,
	) + "\n"
	if s.Place > 0 {
		text += d.place(s) + "\n"
	}
	weak := ""
	for _, area := range s.Areas {
		if area.Right < area.Asked {
			weak += "  " + pageText(classroom.TextPageArea.In(d.Lang), area.Name, area.Right, area.Asked) + "\n"
		}
	}
	if weak != "" {
		text += classroom.TextPageLookAgain.In(d.Lang) + "\n" + weak
	}
	_, err := fmt.Fprint(d.Out, terminal.Visible(text, d.Style().Colour))
	return err
}

var (
	textJoinShort = wording.T("join a session from a terminal", "在终端中加入课堂练习")
	textJoinLong  = wording.T(
		"For labs without browsers. The address and the code are on the projector.",
		"适合没有浏览器的机房。地址和加入码见投影。",
	)
	textJoinExamples = wording.T(
		"  portdrill class join 192.168.1.7:8080 K7M2QX\n  portdrill class join http://192.168.1.7:8080 K7M2QX "+
			"--name Ann --pin 271828",
		"  portdrill class join 192.168.1.7:8080 K7M2QX\n  portdrill class join http://192.168.1.7:8080 K7M2QX "+
			"--name 李明 --pin 271828",
	)
	textFlagJoinName = wording.T("your `NAME`", "你的`姓名`")
	textFlagPIN      = wording.T("your `PIN`, if you have one", "你的 `PIN`（如有）")
	textWhichRoom    = wording.T("give the address and the code shown on the projector", "请给出投影上的地址和加入码")
	textBadURL       = wording.T("%q is not the address of a session", "%q 不是课堂练习的地址")
	textBadURLHint   = wording.T(
		"type it as the projector shows it, such as 192.168.1.7:8080",
		"请按投影上的地址输入，如 192.168.1.7:8080",
	)
	textNameMissing     = wording.T("no name given", "没有输入姓名")
	textNameMissingHint = wording.T("give it with --name", "可用 --name 指定")
	textNoClassThere    = wording.T("no session found at %s", "%s 没有课堂练习")
)
