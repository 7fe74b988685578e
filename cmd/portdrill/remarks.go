package main

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"portdrill/cmd/internal/wording"
	"portdrill/questions"
	"portdrill/questions/catalogue"
	"portdrill/quiz"
)

// longestRemark is how many signs a note or the reason of a flag has at most.
const longestRemark = 1000

func (a *app) noteCommand() *cobra.Command {
	var remove bool
	cmd := &cobra.Command{
		Use:     "note [SERVICE [TEXT ...]]",
		Short:   wording.NoteShort.In(a.lang),
		Example: wording.NoteExamples.In(a.lang),
		RunE:    func(cmd *cobra.Command, args []string) error { return a.note(cmd.Context(), args, remove) },
	}
	cmd.Flags().BoolVar(&remove, "remove", false, wording.FlagRemove.In(a.lang))
	return cmd
}

// note lists all notes, shows the one on a service, writes or removes it.
func (a *app) note(ctx context.Context, args []string, remove bool) error {
	c, err := builtin()
	if err != nil {
		return err
	}
	if len(args) == 0 {
		return a.withRemarks(ctx, func(r quiz.Remarks) error { return a.showNotes(c, r.Notes) })
	}
	s, err := a.oneService(c, args[0])
	if err != nil {
		return err
	}
	text := strings.Join(strings.Fields(strings.Join(args[1:], " ")), " ")
	switch {
	case len([]rune(text)) > longestRemark:
		return usageProblem(wording.RemarkTooLong.In(a.lang, longestRemark), "")
	case text == "" && !remove:
		return a.withRemarks(ctx, func(r quiz.Remarks) error {
			notes := maps.Clone(r.Notes)
			maps.DeleteFunc(notes, func(key, _ string) bool { return key != s.Key })
			return a.showNotes(c, notes)
		})
	case remove:
		text = ""
	}
	return a.record(ctx, quiz.Event{Kind: quiz.NoteEvent, Note: &quiz.Note{Service: s.Key, Text: text}})
}

// oneService returns the only service that the name or port can mean.
func (a *app) oneService(c *catalogue.Catalogue, name string) (*catalogue.Service, error) {
	found := c.Find(name)
	if port, transports, err := catalogue.ParsePort(name); err == nil {
		found = slices.DeleteFunc(slices.Clone(c.At(port)), func(s *catalogue.Service) bool { return !usesAny(s, transports) })
	}
	if len(found) > 1 && found[0].Key == strings.ToLower(name) {
		found = found[:1]
	}
	switch len(found) {
	case 0:
		hint := wording.Nearest.In(a.lang, strings.Join(nearestNames(c, name), ", "))
		return nil, problem{wording.NothingNamed.In(a.lang, name), hint, exitFailed}
	case 1:
		return found[0], nil
	}
	var sockets []string
	for _, s := range found {
		sockets = append(sockets, s.Sockets()[0])
	}
	return nil, usageProblem(wording.SeveralNamed.In(a.lang, name), wording.Nearest.In(a.lang, strings.Join(sockets, ", ")))
}

// A noteEntry is a note in the list of notes.
type noteEntry struct {
	Service string `json:"service"`
	Name    string `json:"name"`
	Note    string `json:"note"`
}

func (a *app) showNotes(c *catalogue.Catalogue, notes map[string]string) error {
	for _, key := range slices.Sorted(maps.Keys(notes)) {
		e := noteEntry{Service: key, Name: key, Note: notes[key]}
		if s := c.Service(key); s != nil {
			e.Name = s.Label(a.lang)
		}
		if a.json {
			if err := a.writeJSON(e); err != nil {
				return err
			}
		} else if err := a.write(a.style().Heading(e.Name) + "\n" + a.indented(e.Note)); err != nil {
			return err
		}
	}
	if len(notes) == 0 && !a.json {
		return a.write(wording.NoNotes.In(a.lang) + "\n")
	}
	return nil
}

type flagFlags struct {
	why       string
	off, list bool
}

func (a *app) flagCommand() *cobra.Command {
	var f flagFlags
	cmd := &cobra.Command{
		Use:     "flag [QUESTION]",
		Short:   wording.FlagShort.In(a.lang),
		Long:    wording.FlagLong.In(a.lang),
		Example: wording.FlagExamples.In(a.lang),
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) > 1 {
				return a.noArguments(cmd, args[1:])
			}
			return a.flag(cmd.Context(), args, f)
		},
	}
	cmd.Flags().StringVar(&f.why, "why", "", wording.FlagWhy.In(a.lang))
	cmd.Flags().BoolVar(&f.off, "off", false, wording.FlagOff.In(a.lang))
	cmd.Flags().BoolVar(&f.list, "list", false, wording.FlagList.In(a.lang))
	return cmd
}

// flag flags the question that was answered last, or the one with the ID, or
// lists the flags.
func (a *app) flag(ctx context.Context, args []string, f flagFlags) error {
	if f.list {
		return a.withRemarks(ctx, func(r quiz.Remarks) error { return a.showFlags(r.Flags) })
	}
	if len([]rune(f.why)) > longestRemark {
		return usageProblem(wording.RemarkTooLong.In(a.lang, longestRemark), "")
	}
	answer, err := a.answered(ctx, args)
	if err != nil {
		return err
	}
	flag := &quiz.Flag{
		Facet: answer.Facets[0], Kind: answer.Kind, Off: f.off, Text: f.why, Question: answer.Question, Format: answer.Format,
		Lang: answer.Lang, Deck: answer.Deck, Stem: answer.Stem, Options: answer.Options, Given: answer.Given, Correct: answer.Correct,
	}
	if err := a.record(ctx, quiz.Event{Kind: quiz.FlagEvent, Flag: flag}); err != nil {
		return err
	}
	said := wording.Flagged
	if f.off {
		said = wording.Unflagged
	}
	fmt.Fprintln(a.err, said.In(a.lang, answer.Stem))
	return nil
}

// answered returns the answer to the question with the ID, or the last one.
func (a *app) answered(ctx context.Context, args []string) (answer *quiz.Answer, err error) {
	if !a.exists() {
		return nil, problem{wording.NothingAnswered.In(a.lang), "", exitFailed}
	}
	err = a.toRead(ctx, func(db opened) error {
		if len(args) == 0 {
			answer, err = db.LastAnswer(ctx, db.learner)
		} else {
			answer, err = db.AnswerTo(ctx, db.learner, args[0])
		}
		return err
	})
	if err == nil && answer == nil {
		err = problem{wording.NothingAnswered.In(a.lang), wording.FlagWhich.In(a.lang), exitFailed}
	}
	return answer, err
}

// A flagEntry is a flag with all that made the question, for those who mend it.
type flagEntry struct {
	Question string            `json:"question"`
	Facet    questions.FacetID `json:"facet"`
	Kind     questions.Kind    `json:"kind"`
	Format   questions.Format  `json:"format"`
	Lang     catalogue.Lang    `json:"lang"`
	Deck     string            `json:"deck"`
	Stem     string            `json:"stem"`
	Options  []string          `json:"options"`
	Given    string            `json:"given"`
	Correct  bool              `json:"correct"`
	Why      string            `json:"why"`
}

func (a *app) showFlags(flags []quiz.Flag) error {
	for _, f := range flags {
		e := flagEntry{f.Question, f.Facet, f.Kind, f.Format, f.Lang, f.Deck, f.Stem, emptyIfNil(f.Options), f.Given, f.Correct, f.Text}
		if a.json {
			if err := a.writeJSON(e); err != nil {
				return err
			}
			continue
		}
		text := a.style().Key(e.Question) + "  " + e.Stem + "\n"
		if e.Why != "" {
			text += a.indented(e.Why)
		}
		if err := a.write(text); err != nil {
			return err
		}
	}
	if len(flags) == 0 && !a.json {
		return a.write(wording.NoFlags.In(a.lang) + "\n")
	}
	return nil
}

// withRemarks hands on the learner's notes and flags, none where there is no
// database yet.
func (a *app) withRemarks(ctx context.Context, do func(quiz.Remarks) error) error {
	if !a.exists() {
		return do(quiz.Remarks{})
	}
	return a.toRead(ctx, func(db opened) error {
		remarks, err := db.Remarks(ctx, db.learner)
		if err != nil {
			return err
		}
		return do(remarks)
	})
}

// record appends an event that is no answer to the learner's log.
func (a *app) record(ctx context.Context, e quiz.Event) error {
	return a.withDB(ctx, func(db opened) error { return a.recordIn(ctx, db, e) })
}

func (a *app) recordIn(ctx context.Context, db opened, e quiz.Event) error {
	now := a.clock.Now()
	if e.ID == "" {
		e.ID = a.newID()
	}
	e.At, e.Day = now.Truncate(time.Millisecond), db.scheduler.Day(now)
	_, err := db.Record(ctx, db.learner, e)
	return err
}
