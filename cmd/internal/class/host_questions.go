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
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"portdrill/cmd/internal/app"
	"portdrill/cmd/internal/terminal"
	"portdrill/cmd/internal/wording"
	"portdrill/questions"
	"portdrill/questions/catalogue"
	"portdrill/quiz/room"
)

// A setLine is a line of a question file: what makes a question, with its stem for people who
// read the file; or, where it has answers, a question of one's own, as generate --key writes
// them.
type setLine struct {
	questions.Spec
	questions.Written
}

// spec is what makes the question of the line.
func (l setLine) spec(lang catalogue.Lang) questions.Spec {
	if l.Answers == nil {
		return l.Spec
	}
	return questions.Spec{Kind: questions.OwnQuestion, Format: l.Format, Lang: cmp.Or(l.Lang, lang), Written: &l.Written}
}

// A madeLine is how a question that the catalogue makes is written, and an ownLine one of
// one's own.
type madeLine struct {
	questions.Spec
	Stem string `json:"stem"`
}

type ownLine struct {
	Kind   questions.Kind   `json:"kind"`
	Format questions.Format `json:"format"`
	Lang   catalogue.Lang   `json:"lang"`
	questions.Written
}

// add adds the flags to a command.
func (f *askFlags) add(a *app.App, cmd *cobra.Command, count int, formats wording.Text) {
	flags := cmd.Flags()
	flags.StringVar(&f.deck, "deck", "", app.TextFlagDeck.In(a.Lang))
	flags.StringVar(&f.kind, "kind", "", app.TextFlagKind.In(a.Lang))
	flags.StringVar(&f.format, "format", "", formats.In(a.Lang))
	flags.StringVar(&f.mix, "mix", "", textFlagMix.In(a.Lang))
	flags.IntVar(&f.count, "count", count, app.TextFlagCount.In(a.Lang))
	flags.BoolVar(&f.preview, "preview", false, textFlagPreview.In(a.Lang))
	flags.StringVar(&f.set, "set", "", textFlagSet.In(a.Lang))
	a.CompletesQuestions(cmd)
	a.Completes(cmd, "set", app.ListFiles)
}

// classSet returns the questions of a session, with wrong options that this class has
// confused before.
func classSet(
	ctx context.Context, a *app.App, db *app.DB, m *questions.Maker, class string, f askFlags,
) ([]questions.Spec, error) {
	mixed, err := db.ClassConfusions(ctx, class)
	if err != nil {
		return nil, err
	}
	return questionSet(a, db, m, mixed, f)
}

// questionSet returns questions that were read from a file or drawn, after the teacher has
// reviewed them if asked to. It is nil if the teacher leaves the review.
func questionSet(
	a *app.App, db *app.DB, m *questions.Maker, mixed questions.Confusions, f askFlags,
) ([]questions.Spec, error) {
	draw, err := drawOf(a, db, m, f)
	if err != nil {
		return nil, err
	}
	draw.Prefer(mixed)
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

// drawOf returns a draw of questions as in a mock exam.
func drawOf(a *app.App, db *app.DB, m *questions.Maker, f askFlags) (*questions.Draw, error) {
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
	mix, err := mixOf(a, f.mix, kinds)
	if err != nil {
		return nil, err
	}
	draw := m.Draw(deck, kinds, format, a.Lang, f.seed)
	switch {
	case f.mix != "":
		draw.Follow(mix)
	case f.kind == "":
		draw.Follow(deck.Blueprint)
	}
	return draw, nil
}

// mixOf reads how many of a hundred questions are of each kind: "port-to-service=60,symptom=40".
func mixOf(a *app.App, text string, kinds []questions.Kind) (map[string]int, error) {
	if text == "" {
		return nil, nil
	}
	mix, whole := make(map[string]int), 0
	for part := range strings.SplitSeq(text, ",") {
		kind, value, _ := strings.Cut(part, "=")
		kind = strings.TrimSpace(kind)
		share, err := strconv.Atoi(strings.TrimSuffix(strings.TrimSpace(value), "%"))
		switch {
		case err != nil || share < 1 || share > 100:
			return nil, app.UsageProblem(app.TextBadFlagValue.In(a.Lang, "mix", text), textMixHint.In(a.Lang))
		case !slices.Contains(kinds, questions.Kind(kind)):
			if _, err := app.KindsWanted(a, kind, ""); err != nil {
				return nil, err
			}
			return nil, app.UsageProblem(textMixKind.In(a.Lang, kind), a.Known(textMixKinds, app.Strings(kinds)))
		}
		mix[kind] += share
		whole += share
	}
	if whole != 100 {
		return nil, app.UsageProblem(textMixWhole.In(a.Lang, whole), textMixHint.In(a.Lang))
	}
	return mix, nil
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
		spec := l.spec(a.Lang)
		if err == nil {
			_, err = m.Make(spec)
		}
		if err != nil || len(set) == room.MostQuestions {
			return nil, true, badSet(a, path, n, err)
		}
		set = append(set, spec)
	}
	if err := lines.Err(); err != nil || len(set) == 0 {
		return nil, true, app.Failure(textBadSet.In(a.Lang, path, 1), textBadSetHint.In(a.Lang))
	}
	return set, true, nil
}

// badSet says what is wrong with a line of a question file.
func badSet(a *app.App, path string, line int, err error) error {
	for wrong, text := range map[error]wording.Text{
		questions.ErrNoStem: textOwnStem, questions.ErrOptions: textOwnOptions, questions.ErrAnswers: textOwnAnswers,
		questions.ErrOwnFormats: textOwnFormat,
	} {
		if errors.Is(err, wrong) {
			return app.Failure(textBadOwn.In(a.Lang, path, line, text.In(a.Lang)), textOwnHint.In(a.Lang))
		}
	}
	return app.Failure(textBadSet.In(a.Lang, path, line), textBadSetHint.In(a.Lang))
}

func writeSet(a *app.App, m *questions.Maker, path string, set []questions.Spec) error {
	return app.WriteTo(a, []string{path}, func(w io.Writer) error {
		for _, s := range set {
			q, err := m.Make(s)
			if err != nil {
				return err
			}
			s.Format = q.Format
			var line any = madeLine{s, q.Stem}
			if s.Written != nil {
				line = ownLine{s.Kind, s.Format, s.Lang, *s.Written}
			}
			text, err := json.Marshal(line)
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
	textFlagMix = wording.T(
		"`SHARES` of the kinds in percent, such as port-to-service=70,service-to-port=30",
		"各题型的`比例`（百分数），如 port-to-service=70,service-to-port=30",
	)
	textMixHint      = wording.T("shares in percent that add up to 100, such as --mix port-to-service=70,symptom=30", "各题型的百分数，合计 100，例如 --mix port-to-service=70,symptom=30")
	textMixKind      = wording.T("--mix: there are no %s questions here", "--mix：这里没有题型 %s")
	textMixKinds     = wording.T("kinds here: %s", "可用题型：%s")
	textMixWhole     = wording.T("the shares of --mix add up to %d, not 100", "--mix 的比例合计为 %d，而不是 100")
	textPreviewTitle = wording.T("Choose a question to change", "选择要修改的题目")
	textPreviewBegin = wording.T("start with these %d", "用这 %d 题开始")
	textPreviewKeep  = wording.T("keep it", "保留")
	textPreviewOther = wording.T("replace it", "换一题")
	textPreviewUp    = wording.T("move up", "上移")
	textPreviewDown  = wording.T("move down", "下移")
	textPreviewDrop  = wording.T("drop it", "删除")
	textBadSet       = wording.T("%s, line %d: this question cannot be made here", "%s 第 %d 行：无法生成该题目")
	textBadOwn       = wording.T("%s, line %d: %s", "%s 第 %d 行：%s")
	textOwnStem      = wording.T("the question (stem) is missing or longer than 600 characters", "缺少题目（stem），或超过 600 字")
	textOwnOptions   = wording.T("there must be 2 to 8 different options of at most 200 characters", "选项须为 2 至 8 个，互不相同，每个不超过 200 字")
	textOwnAnswers   = wording.T("the answers must be among the options", "答案须在选项之中")
	textOwnFormat    = wording.T("the format does not fit the options and answers", "作答方式与选项、答案不符")
	textOwnHint      = wording.T(
		`such as {"stem":"Which VLAN is for guests?","options":["10","20","30"],"answers":["20"]}`,
		`例如 {"stem":"访客使用哪个 VLAN？","options":["10","20","30"],"answers":["20"]}`,
	)
	textBadSetHint = wording.T(
		"--set and generate --key create such files, with at most 200 questions; a different catalogue may lack some",
		"此类文件由 --set 或 generate --key 生成，最多 200 题；目录不同时可能缺少其中的内容",
	)
)
