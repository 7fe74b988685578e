package cards

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"portdrill/cmd/internal/app"
	"portdrill/cmd/internal/terminal"
	"portdrill/cmd/internal/wording"
	"portdrill/questions"
	"portdrill/questions/catalogue"
	"portdrill/quiz"
	"portdrill/store"
)

func noteCommand(a *app.App) *cobra.Command {
	var remove bool
	cmd := &cobra.Command{
		Use:     "note [SERVICE [TEXT ...]]",
		Short:   textNoteShort.In(a.Lang),
		Example: textNoteExamples.In(a.Lang),
		RunE:    func(cmd *cobra.Command, args []string) error { return runNote(cmd.Context(), a, args, remove) },
	}
	cmd.Flags().BoolVar(&remove, "remove", false, textFlagRemove.In(a.Lang))
	cmd.ValidArgsFunction = a.Completion(app.One(listNoted))
	return cmd
}

// runNote lists all notes, shows the one on a service, writes or removes it.
func runNote(ctx context.Context, a *app.App, args []string, remove bool) error {
	c := catalogue.Builtin()
	if len(args) == 0 {
		return withRemarks(ctx, a, func(r quiz.Remarks) error { return showNotes(a, c, r.Notes) })
	}
	s, err := app.OneService(a, c, args[0])
	if err != nil {
		return err
	}
	text := strings.Join(strings.Fields(strings.Join(args[1:], " ")), " ")
	switch {
	case len([]rune(text)) > app.LongestRemark:
		return app.UsageProblem(textRemarkTooLong.In(a.Lang, app.LongestRemark), "")
	case text == "" && !remove:
		return withRemarks(ctx, a, func(r quiz.Remarks) error {
			notes := maps.Clone(r.Notes)
			maps.DeleteFunc(notes, func(key, _ string) bool { return key != s.Key })
			return showNotes(a, c, notes)
		})
	case remove:
		return removeNote(ctx, a, s)
	}
	return recordNote(ctx, a, s, text, textNoteSaved)
}

// removeNote removes the note on the service, if there is one.
func removeNote(ctx context.Context, a *app.App, s *catalogue.Service) error {
	there := false
	err := withRemarks(ctx, a, func(r quiz.Remarks) error {
		_, there = r.Notes[s.Key]
		return nil
	})
	if err != nil {
		return err
	}
	if !there {
		return sayOfNote(a, s, textNoNoteOn)
	}
	return recordNote(ctx, a, s, "", textNoteRemoved)
}

func recordNote(ctx context.Context, a *app.App, s *catalogue.Service, text string, done wording.Text) error {
	event := quiz.Event{Kind: quiz.NoteEvent, Note: &quiz.Note{Service: s.Key, Text: text}}
	if err := a.Record(ctx, event); err != nil {
		return err
	}
	return sayOfNote(a, s, done)
}

// sayOfNote says what happened to the note on the service; programs know it.
func sayOfNote(a *app.App, s *catalogue.Service, done wording.Text) error {
	if a.JSON {
		return nil
	}
	return a.Print(done.In(a.Lang, s.Label(a.Lang)) + "\n")
}

// A noteEntry is a note in the list of notes.
type noteEntry struct {
	Service string `json:"service"`
	Name    string `json:"name"`
	Note    string `json:"note"`
}

func showNotes(a *app.App, c *catalogue.Catalogue, notes map[string]string) error {
	for _, key := range slices.Sorted(maps.Keys(notes)) {
		e := noteEntry{Service: key, Name: key, Note: notes[key]}
		if s := c.Service(key); s != nil {
			e.Name = s.Label(a.Lang)
		}
		if a.JSON {
			if err := a.PrintJSON(e); err != nil {
				return err
			}
		} else if err := a.Print(a.Style().Heading(e.Name) + "\n" + app.Indented(a, e.Note)); err != nil {
			return err
		}
	}
	if len(notes) == 0 && !a.JSON {
		return a.Print(textNoNotes.In(a.Lang) + "\n")
	}
	return nil
}

type flagFlags struct {
	why       string
	off, list bool
}

func flagCommand(a *app.App) *cobra.Command {
	var f flagFlags
	cmd := &cobra.Command{
		Use:     "flag [QUESTION]",
		Short:   textFlagShort.In(a.Lang),
		Long:    textFlagLong.In(a.Lang),
		Example: textFlagExamples.In(a.Lang),
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) > 1 {
				return a.NoArguments(cmd, args[1:])
			}
			return runFlag(cmd.Context(), a, args, f)
		},
	}
	cmd.Flags().StringVar(&f.why, "why", "", textFlagWhy.In(a.Lang))
	cmd.Flags().BoolVar(&f.off, "off", false, textFlagOff.In(a.Lang))
	cmd.Flags().BoolVar(&f.list, "list", false, textFlagList.In(a.Lang))
	cmd.ValidArgsFunction = a.Completion(app.One(listFlagged))
	return cmd
}

// runFlag flags the question that was answered last, or the one with the ID, or
// lists the flags.
func runFlag(ctx context.Context, a *app.App, args []string, f flagFlags) error {
	if f.list {
		return withRemarks(ctx, a, func(r quiz.Remarks) error { return showFlags(a, r.Flags) })
	}
	if len([]rune(f.why)) > app.LongestRemark {
		return app.UsageProblem(textRemarkTooLong.In(a.Lang, app.LongestRemark), "")
	}
	answer, err := answered(ctx, a, args)
	if err != nil {
		return err
	}
	flag := &quiz.Flag{
		Facet: answer.Facets[0], Kind: answer.Kind, Off: f.off, Text: f.why, Question: answer.Question,
		Format: answer.Format,
		Lang:   answer.Lang, Deck: answer.Deck, Stem: answer.Stem, Options: answer.Options, Given: answer.Given,
		Correct: answer.Correct,
	}
	if err := a.Record(ctx, quiz.Event{Kind: quiz.FlagEvent, Flag: flag}); err != nil {
		return err
	}
	said := terminal.TextFlagged
	if f.off {
		said = textUnflagged
	}
	stem, _ := questions.SplitText(answer.Stem)
	fmt.Fprintln(a.Err, terminal.Visible(said.In(a.Lang, stem), false))
	return nil
}

// answered returns the answer to the question with the ID, or the last one.
func answered(ctx context.Context, a *app.App, args []string) (answer *quiz.Answer, err error) {
	if !a.Exists() {
		return nil, app.Failure(textNothingAnswered.In(a.Lang), "")
	}
	err = a.ToRead(ctx, func(db *app.DB) error {
		if len(args) == 0 {
			answer, err = db.LastAnswer(ctx, db.LearnerID)
		} else {
			answer, err = db.AnswerTo(ctx, db.LearnerID, args[0])
		}
		return err
	})
	if err == nil && answer == nil {
		err = app.Failure(textNothingAnswered.In(a.Lang), textFlagWhich.In(a.Lang))
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
	Block    []string          `json:"block,omitempty"`
	Options  []string          `json:"options"`
	Given    string            `json:"given"`
	Correct  bool              `json:"correct"`
	Why      string            `json:"why"`
}

func showFlags(a *app.App, flags []quiz.Flag) error {
	for _, f := range flags {
		stem, block := questions.SplitText(f.Stem)
		e := flagEntry{
			f.Question,
			f.Facet,
			f.Kind,
			f.Format,
			f.Lang,
			f.Deck,
			stem,
			block,
			app.EmptyIfNil(f.Options),
			f.Given,
			f.Correct,
			f.Text,
		}
		if a.JSON {
			if err := a.PrintJSON(e); err != nil {
				return err
			}
			continue
		}
		text := a.Style().Key(e.Question) + "  " + e.Stem + "\n"
		for _, line := range e.Block {
			text += "  " + line + "\n"
		}
		if e.Why != "" {
			text += app.Indented(a, e.Why)
		}
		if err := a.Print(text); err != nil {
			return err
		}
	}
	if len(flags) == 0 && !a.JSON {
		return a.Print(textNoFlags.In(a.Lang) + "\n")
	}
	return nil
}

// withRemarks hands on the learner's notes and flags, none where there is no
// database yet.
func withRemarks(ctx context.Context, a *app.App, do func(quiz.Remarks) error) error {
	if !a.Exists() {
		return do(quiz.Remarks{})
	}
	return a.ToRead(ctx, func(db *app.DB) error {
		remarks, err := db.Remarks(ctx, db.LearnerID)
		if err != nil {
			return err
		}
		return do(remarks)
	})
}

// remarks are the notes and flags of the learner.
func remarks(ctx context.Context, a *app.App) (r quiz.Remarks) {
	a.Glance(ctx, func(db *store.DB) error {
		learner, err := db.Find(ctx, a.Whose)
		if err != nil {
			return err
		}
		r, err = db.Remarks(ctx, learner.ID)
		return err
	})
	return r
}

// listNoted lists services, those with a note where it is to be removed.
func listNoted(a *app.App, cmd *cobra.Command, args []string, typed string) ([]string, cobra.ShellCompDirective) {
	if app.FlagOf(cmd, "remove") != "true" {
		return app.ListServices(a, cmd, args, typed)
	}
	var all []string
	for service, note := range remarks(cmd.Context(), a).Notes {
		all = append(all, app.Described(service, note))
	}
	slices.Sort(all)
	return all, app.NoFiles
}

// listFlagged lists the questions whose flag can be taken back. Those that can be
// flagged are more than anybody would look through.
func listFlagged(a *app.App, cmd *cobra.Command, _ []string, _ string) ([]string, cobra.ShellCompDirective) {
	if app.FlagOf(cmd, "off") != "true" {
		return nil, app.NoFiles
	}
	var all []string
	for _, f := range remarks(cmd.Context(), a).Flags {
		stem, _ := questions.SplitText(f.Stem)
		all = append(all, app.Described(f.Question, stem))
	}
	return all, app.KeepOrder
}

var (
	textNoNotes = wording.T(
		"No notes yet. To write one: portdrill note dns \"...\"",
		"还没有备注。写一条：portdrill note dns \"...\"",
	)
	textNoteSaved       = wording.T("Note saved: %s", "备注已保存：%s")
	textNoteRemoved     = wording.T("Note removed: %s", "备注已删除：%s")
	textNoNoteOn        = wording.T("There is no note on %s.", "还没有关于“%s”的备注。")
	textNoFlags         = wording.T("No flagged questions.", "没有标记过的题目。")
	textUnflagged       = wording.T("Unflagged. It can be asked again: %s", "已取消标记，可再次提问：%s")
	textNothingAnswered = wording.T("no answer to that question", "没有回答过这道题")
	textFlagWhich       = wording.T(
		"IDs are shown by flag --list, and as id in the JSON dialogue",
		"题目编号见 flag --list，或 JSON 对话中的 id",
	)
	textRemarkTooLong = wording.T("the text must be at most %d characters long", "文字不能超过 %d 个字符")
	textNoteShort     = wording.T("write and show your own notes on services", "为服务写备注，作答后显示")
	textNoteExamples  = wording.T(
		`  portdrill note dns "53: five-three, the name's the key"
  portdrill note dns               # show it
  portdrill note                   # all notes
  portdrill note dns --remove`,
		`  portdrill note dns "53：我算，查域名"
  portdrill note dns               # 显示这条备注
  portdrill note                   # 全部备注
  portdrill note dns --remove`,
	)
	textFlagShort = wording.T("flag a question as wrong", "标记有误的题目")
	textFlagLong  = wording.T(
		`Without an ID it flags your last question. A flagged question is not asked again.
--list shows all flags; --json adds everything needed to report them.`,
		`不给编号则标记你刚回答的题目。标记后不再提问。
--list 列出全部标记；加 --json 则附上报告问题所需的全部信息。`,
	)
	textFlagExamples = wording.T(
		`  portdrill flag --why "445 is right as well"
  portdrill flag --list
  portdrill flag --off`,
		`  portdrill flag --why "445 也对"
  portdrill flag --list
  portdrill flag --off`,
	)
	textFlagRemove = wording.T("remove the note", "删除备注")
	textFlagWhy    = wording.T("`TEXT` saying what is wrong", "说明错在哪里的`文字`")
	textFlagOff    = wording.T("remove the flag", "取消标记")
	textFlagList   = wording.T("list all flags", "列出全部标记")
)
