package terminal

import (
	"context"
	"errors"
	"strings"

	"portdrill/cmd/internal/wording"
	"portdrill/quiz"
	"portdrill/quiz/session"
)

// A Command is what a learner wants instead of answering. An asker returns it as
// an error.
type Command string

// The commands. Suspend (in a mock exam: skip), Bury and Mark are about the question on
// the screen; Note, Flag and More about the one that was answered last.
const (
	Help    Command = "help"
	Mark    Command = "mark" // in a mock exam, as List
	List    Command = "list"
	Suspend Command = "suspend"
	Bury    Command = "bury"
	Note    Command = "note"
	Flag    Command = "flag"
	More    Command = "more"
	Pause   Command = "pause"
)

// Error returns the name of the command.
func (c Command) Error() string { return string(c) }

// obey does what the learner wants instead of answering. The question then stands,
// unless it is not to be asked.
func (p *Player) obey(ctx context.Context, s *session.Session, asking session.Asking, c Command) error {
	last := lastVerdict(s)
	switch {
	case c == Help:
		p.showKeys(true)
		return nil
	case c == Pause:
		return p.pause(s)
	case p.Exam != nil:
		return p.obeyInExam(s, c)
	case c == Mark || c == List:
		p.lead("!", p.Style.Wrong, textKeyOfExams.In(p.Lang))
		return nil
	case c == Suspend:
		return p.hold(ctx, s, asking, quiz.SuspendEvent, textSuspendedHere)
	case c == Bury:
		return p.hold(ctx, s, asking, quiz.BuryEvent, textBuriedHere)
	case last == nil:
		p.lead("!", p.Style.Wrong, textNothingBefore.In(p.Lang))
		return nil
	case c == Note:
		return p.note(ctx, *last)
	case c == Flag:
		return p.flag(ctx, *last)
	}
	p.showMore(*last)
	return nil
}

// hold keeps the question from being asked any more, or today.
func (p *Player) hold(
	ctx context.Context, s *session.Session, asking session.Asking, kind quiz.EventKind, said wording.Text,
) error {
	err := p.keep(textNotHeld, func() error {
		_, err := s.Hold(ctx, kind, p.Clock.Now())
		return err
	})
	switch {
	case errors.Is(err, session.ErrNoCard):
		p.lead("!", p.Style.Wrong, textNoCardToHold.In(p.Lang))
		return nil
	case err != nil:
		return err
	}
	p.done = append(p.done, nil)
	p.lead(p.Style.Sign("·"), p.Style.Faint, said.In(p.Lang, strings.TrimSpace(asking.Question.Stem)))
	return nil
}

// pause stops the clock of the session until the learner goes on.
func (p *Player) pause(s *session.Session) error {
	p.timer.halt()
	_, err := p.Asker.Pick(textPaused.In(p.Lang), []string{textGoOn.In(p.Lang)})
	s.Paused(p.timer.goOn())
	return err
}

// note takes down a note on the service of the answer before.
func (p *Player) note(ctx context.Context, v session.Verdict) error {
	services := v.Question.Services
	if p.Notebook == nil || len(services) != 1 {
		p.lead("!", p.Style.Wrong, textNoNoteHere.In(p.Lang))
		return nil
	}
	text, err := p.Asker.Type(textNoteOn.In(p.Lang, p.Name(services[0])), p.Notes[services[0]])
	if errors.Is(err, ErrQuit) || err == nil && text == "" {
		return nil // without one
	}
	if err != nil {
		return err
	}
	before := p.Notes[services[0]]
	if err := p.writeNote(ctx, services[0], text); err != nil {
		return err
	}
	p.done = append(p.done, func(ctx context.Context) error {
		p.lead(p.Style.Sign("·"), p.Style.Faint, textNoteUndone.In(p.Lang, p.Name(services[0])))
		return p.writeNote(ctx, services[0], before)
	})
	p.lead(p.Style.Sign("·"), p.Style.Faint, textYourNote.In(p.Lang, text))
	return nil
}

func (p *Player) writeNote(ctx context.Context, service, text string) error {
	if err := p.keep(textNotWrittenDown, func() error { return p.Notebook.Note(ctx, service, text) }); err != nil {
		return err
	}
	if p.Notes == nil {
		p.Notes = make(map[string]string)
	}
	p.Notes[service] = text
	return nil
}

// flag says that the question before is wrong.
func (p *Player) flag(ctx context.Context, v session.Verdict) error {
	if p.Notebook == nil {
		return nil
	}
	why, err := p.Asker.Type(textWhyWrong.In(p.Lang, strings.TrimSpace(v.Question.Stem)), "")
	if errors.Is(err, ErrQuit) {
		return nil // not after all
	}
	if err != nil {
		return err
	}
	if err := p.keep(textNotWrittenDown, func() error { return p.Notebook.Flag(ctx, v, why) }); err != nil {
		return err
	}
	stem := strings.TrimSpace(v.Question.Stem)
	p.done = append(p.done, func(ctx context.Context) error {
		p.lead(p.Style.Sign("·"), p.Style.Faint, textFlagUndone.In(p.Lang, stem))
		return p.keep(textNotWrittenDown, func() error { return p.Notebook.Unflag(ctx, v) })
	})
	p.lead(p.Style.Sign("·"), p.Style.Faint, TextFlagged.In(p.Lang, stem))
	return nil
}

// An undoing takes back what was written in a session besides answers, and says so; nil
// is for what the session itself takes back.
type undoing func(context.Context) error

// undo takes back what was done last, if there is anything, and says so.
func (p *Player) undo(ctx context.Context, s *session.Session) error {
	if n := len(p.done); n > 0 {
		last := p.done[n-1]
		p.done = p.done[:n-1]
		if last != nil {
			return last(ctx)
		}
	}
	err := p.keep(TextNotUndone, func() error {
		_, err := s.Undo(ctx, p.Clock.Now())
		return err
	})
	switch {
	case errors.Is(err, session.ErrNothingToUndo):
		p.lead("!", p.Style.Wrong, TextNothingToUndo.In(p.Lang))
	case err != nil:
		return err
	default:
		p.turned = ""
		p.say("  ", textUndone.In(p.Lang))
	}
	return nil
}

// lastVerdict is that on the last answer of the session that stands; nil where there is
// none.
func lastVerdict(s *session.Session) *session.Verdict {
	turns := s.Turns()
	if len(turns) == 0 {
		return nil
	}
	return &turns[len(turns)-1].Verdict
}
