package class

import (
	"bufio"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"strings"

	"portdrill/cmd/internal/app"
	"portdrill/cmd/internal/terminal"
	"portdrill/cmd/internal/wording"
	"portdrill/questions"
	"portdrill/quiz/room"
)

// A setLine is a line of a question file. The stem is there for people who read the file.
type setLine struct {
	questions.Spec
	Stem string `json:"stem"`
}

// questionSet returns the questions of the session, read from a file or drawn, after the
// teacher has reviewed them if asked to. It is nil if the teacher leaves the review.
func questionSet(
	ctx context.Context,
	a *app.App,
	db *app.DB,
	m *questions.Maker,
	class string,
	f hostFlags,
) ([]questions.Spec, error) {
	draw, err := classDraw(ctx, a, db, m, class, f)
	if err != nil {
		return nil, err
	}
	set, kept, err := readSet(a, m, f.set)
	if err != nil {
		return nil, err
	}
	for len(set) < f.count && !kept {
		if _, err := draw.Next(); err != nil {
			return nil, app.NothingToAsk(a, m, f.kind, cmp.Or(f.deck, db.FirstDeck(m.Catalogue())))
		}
		set = append(set, draw.Spec())
	}
	if f.preview {
		set, err = previewSet(a, m, draw, set)
		if errors.Is(err, terminal.ErrQuit) || set == nil {
			return nil, nil
		}
		if err != nil {
			return nil, err
		}
	}
	if f.set != "" && (f.preview || !kept) {
		return set, writeSet(a, m, f.set, set)
	}
	return set, nil
}

// classDraw returns a draw of questions for the class: as in a mock exam, with wrong options
// that this class has confused before.
func classDraw(
	ctx context.Context,
	a *app.App,
	db *app.DB,
	m *questions.Maker,
	class string,
	f hostFlags,
) (*questions.Draw, error) {
	c := m.Catalogue()
	deck := app.DeckNamed(c, cmp.Or(f.deck, db.FirstDeck(c)))
	if deck == nil {
		return nil, app.UnknownDeck(a, c, f.deck)
	}
	format := questions.Format(cmp.Or(f.format, string(questions.Choice)))
	if f.kind != "" && f.format == "" {
		if k := questions.Kind(f.kind); len(k.Formats()) > 0 {
			format = k.Formats()[0]
		}
	}
	kinds, err := app.KindsWanted(a, f.kind, string(format))
	if err != nil {
		return nil, err
	}
	if f.kind == "" {
		kinds = slices.DeleteFunc(kinds, func(k questions.Kind) bool {
			return k.Several() && format != questions.Set && format != questions.Boolean
		})
	}
	if !slices.Contains(
		[]questions.Format{questions.Choice, questions.Typed, questions.Boolean, questions.Set},
		format,
	) {
		return nil, app.UsageProblem(textNoClassFormat.In(a.Lang, format), "")
	}
	mixed, err := db.ClassConfusions(ctx, class)
	if err != nil {
		return nil, err
	}
	draw := m.Draw(deck, kinds, format, a.Lang, a.SeedOrChance())
	draw.Prefer(mixed)
	return draw, nil
}

// readSet reads a question file; kept is false if there is no such file yet.
func readSet(a *app.App, m *questions.Maker, path string) (set []questions.Spec, kept bool, err error) {
	if _, err := os.Stat(path); path == "" || errors.Is(err, fs.ErrNotExist) {
		return nil, false, nil
	}
	in, err := app.Source(a, path)
	if err != nil {
		return nil, false, err
	}
	defer in.Close()
	lines := bufio.NewScanner(in)
	for n := 1; lines.Scan(); n++ {
		if strings.TrimSpace(lines.Text()) == "" {
			continue
		}
		var l setLine
		err := json.Unmarshal(lines.Bytes(), &l)
		if err == nil {
			_, err = m.Make(l.Spec)
		}
		if err != nil || len(set) == room.MostQuestions {
			return nil, true, app.Failure(textBadSet.In(a.Lang, path, n), textBadSetHint.In(a.Lang))
		}
		set = append(set, l.Spec)
	}
	if err := lines.Err(); err != nil || len(set) == 0 {
		return nil, true, app.Failure(textBadSet.In(a.Lang, path, 1), textBadSetHint.In(a.Lang))
	}
	return set, true, nil
}

func writeSet(a *app.App, m *questions.Maker, path string, set []questions.Spec) error {
	return app.WriteTo(a, []string{path}, func(w io.Writer) error {
		for _, s := range set {
			q, err := m.Make(s)
			if err != nil {
				return err
			}
			s.Format = q.Format
			text, err := json.Marshal(setLine{s, q.Stem})
			if err != nil {
				return err
			}
			if _, err := fmt.Fprintf(w, "%s\n", text); err != nil {
				return err
			}
		}
		return nil
	})
}

// previewSet lets the teacher review the questions, drop, move and replace them. It
// returns nil if the teacher leaves.
func previewSet(a *app.App, m *questions.Maker, draw *questions.Draw, set []questions.Spec) ([]questions.Spec, error) {
	for {
		rows := []string{textPreviewBegin.In(a.Lang, len(set))}
		for _, s := range set {
			q, err := m.Make(s)
			if err != nil {
				return nil, err
			}
			rows = append(rows, q.Stem)
		}
		picked, err := a.Chooser().Pick(textPreviewTitle.In(a.Lang), rows)
		if err != nil {
			return nil, err
		}
		if picked == 0 {
			return set, nil
		}
		if set, err = previewOne(a, m, draw, set, picked-1); err != nil {
			return nil, err
		}
	}
}

// previewOne shows one question with its key, and changes the set as the teacher chooses.
func previewOne(
	a *app.App,
	m *questions.Maker,
	draw *questions.Draw,
	set []questions.Spec,
	i int,
) ([]questions.Spec, error) {
	q, err := m.Make(set[i])
	if err != nil {
		return nil, err
	}
	w, _ := a.ScreenSize()
	text := strings.Join(append([]string{q.Stem}, q.Block.Fit(w)...), "\n") + "\n"
	for _, option := range q.Options {
		mark := "  "
		if slices.Contains(q.Answers, option) {
			mark = a.Style().Sign("✓ ")
		}
		text += "  " + mark + option + "\n"
	}
	if len(q.Options) == 0 {
		text += "  " + a.Style().Sign("✓ ") + q.Answers[0] + "\n"
	}
	rows := []string{
		textPreviewKeep.In(a.Lang), textPreviewOther.In(a.Lang), textPreviewUp.In(a.Lang),
		textPreviewDown.In(a.Lang), textPreviewDrop.In(a.Lang),
	}
	if len(set) == 1 {
		rows = rows[:4]
	}
	picked, err := a.Chooser().Pick(text, rows)
	switch {
	case errors.Is(err, terminal.ErrQuit):
		return set, nil
	case err != nil:
		return nil, err
	}
	switch picked {
	case 1:
		if _, err := draw.Next(); err != nil {
			return nil, err
		}
		set[i] = draw.Spec()
	case 2, 3:
		other := i - 1
		if picked == 3 {
			other = i + 1
		}
		if 0 <= other && other < len(set) {
			set[i], set[other] = set[other], set[i]
		}
	case 4:
		set = slices.Delete(set, i, i+1)
	}
	return set, nil
}

var (
	textPreviewTitle = wording.T("Choose a question to change", "选择要修改的题目")
	textPreviewBegin = wording.T("start with these %d", "用这 %d 题开始")
	textPreviewKeep  = wording.T("keep it", "保留")
	textPreviewOther = wording.T("replace it", "换一题")
	textPreviewUp    = wording.T("move up", "上移")
	textPreviewDown  = wording.T("move down", "下移")
	textPreviewDrop  = wording.T("drop it", "删除")
	textBadSet       = wording.T("%s, line %d: this question cannot be made here", "%s 第 %d 行：无法生成该题目")
	textBadSetHint   = wording.T(
		"create such files with --set, at most 200 questions; another catalogue may lack some",
		"此类文件由 --set 生成，最多 200 题；目录不同时可能缺少其中的内容",
	)
)
