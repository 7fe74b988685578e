package class

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/text/unicode/norm"

	"portdrill/cmd/internal/app"
	"portdrill/cmd/internal/terminal"
	"portdrill/cmd/internal/wording"
	"portdrill/questions"
	"portdrill/quiz/room"
	"portdrill/store"
)

type markFlags struct {
	app.TakeFlags
	class                  string
	guests, fresh, correct bool
	keepDays               int
}

func paperMarkCommand(a *app.App) *cobra.Command {
	var f markFlags
	cmd := &cobra.Command{
		Use: "mark TESTCODE [FILE]", Short: textMarkShort.In(a.Lang), Long: textMarkLong.In(a.Lang), Example: textMarkExamples.In(a.Lang),
		RunE: func(cmd *cobra.Command, args []string) error {
			switch len(args) {
			case 0:
				return app.UsageProblem(textWhichCode.In(a.Lang), app.TextUsageHint.In(a.Lang, cmd.CommandPath()))
			case 1, 2:
				return runMark(cmd.Context(), a, f, args[0], args[1:])
			}
			return a.NoArguments(cmd, args[2:])
		},
	}
	cmd.Flags().StringVar(&f.class, "class", "", textFlagClass.In(a.Lang))
	cmd.Flags().BoolVar(&f.guests, "guests", false, textFlagMarkGuests.In(a.Lang))
	cmd.Flags().BoolVar(&f.fresh, "new", false, textFlagMarkNew.In(a.Lang))
	cmd.Flags().BoolVar(&f.correct, "correct", false, textFlagMarkCorrect.In(a.Lang))
	cmd.Flags().BoolVar(&f.DryRun, "dry-run", false, textFlagMarkDryRun.In(a.Lang))
	cmd.Flags().BoolVar(&f.Yes, "yes", false, textFlagMarkYes.In(a.Lang))
	cmd.Flags().IntVar(&f.keepDays, "keep-days", classKeepDays, textFlagKeepDays.In(a.Lang))
	cmd.ValidArgsFunction = a.Completion(listPapers)
	a.Completes(cmd, "class", listClassNames)
	return cmd
}

// runMark marks the papers in a file, or as they are typed at the terminal.
func runMark(ctx context.Context, a *app.App, f markFlags, code string, files []string) error {
	if f.keepDays < 0 || f.keepDays > maxKeepDays {
		return app.UsageProblem(textNotBetween.In(a.Lang, "keep-days", 0, maxKeepDays, f.keepDays), "")
	}
	code = strings.ToUpper(strings.ReplaceAll(norm.NFKC.String(strings.TrimSpace(code)), "-", ""))
	if !a.Exists() {
		return noSuchPaper(a, code)
	}
	return a.WithDB(ctx, func(db *app.DB) error {
		m, err := newMarking(ctx, a, db, code, f)
		if err != nil {
			return err
		}
		_, typed := app.TerminalOf(a.In)
		if len(files) == 0 && typed && !a.NoInput && !a.JSON {
			return m.dialogue(ctx)
		}
		return m.file(ctx, append(files, "-")[0])
	})
}

func noSuchPaper(a *app.App, code string) error {
	return app.Failure(textNoSuchPaper.In(a.Lang, code), textNoSuchPaperHint.In(a.Lang))
}

// marking is the work on the papers of one set and class.
type marking struct {
	a       *app.App
	db      *app.DB
	flags   markFlags
	set     store.Room
	content store.RoomContent
	items   []room.Item
	memo    paperMemo
	made    []*questions.Question // as the catalogue makes them now; nil for others than were printed
	members []store.Member
	session store.Room // that is marked; no ID until the first paper is recorded
	before  store.RoomContent
	papers  []paper // of this run
}

// A paper is one that was understood.
type paper struct {
	copy    int
	letters string
	member  *store.Member // nil for a guest
	name    string
	right   int
	known   bool // it was recorded before, with the same answers
	anew    bool // it was recorded before, with others
	answers []room.Answer
}

func newMarking(ctx context.Context, a *app.App, db *app.DB, code string, f markFlags) (*marking, error) {
	kept, err := paperRooms(ctx, db.DB, code)
	if err != nil {
		return nil, err
	}
	if kept.set == nil {
		return nil, noSuchPaper(a, code)
	}
	m := &marking{a: a, db: db, flags: f, set: *kept.set}
	if m.memo, err = memoOfPaper(m.set); err != nil {
		return nil, err
	}
	if m.content, err = db.Content(ctx, m.set.ID); err != nil {
		return nil, err
	}
	c, err := db.Catalogue(ctx)
	if err != nil {
		return nil, err
	}
	maker := questions.NewMaker(c)
	for _, q := range m.content.Questions {
		made, err := maker.Make(q.Spec)
		if err != nil || made.ID != q.Question {
			made = nil
		}
		m.items, m.made = append(m.items, q.Item()), append(m.made, made)
	}
	if f.class != "" {
		if m.members, err = db.Roster(ctx, f.class); err != nil {
			return nil, noClass(ctx, a, db.DB, f.class, err)
		}
	}
	for _, s := range kept.sessions {
		if s.Class == f.class && !f.fresh {
			m.session = s
			m.before, err = db.Content(ctx, s.ID)
			break
		}
	}
	return m, err
}

// understand marks a paper; problem says what is wrong with it.
func (m *marking) understand(r paperRow) (p paper, problem string) {
	p = paper{copy: r.copy, letters: r.letters}
	lang, count := m.a.Lang, len(m.items)
	switch {
	case r.copy == 0:
		return p, textMarkNoCopy.In(lang)
	case r.copy > m.memo.Copies:
		return p, textMarkFewCopies.In(lang, r.copy, m.memo.Copies)
	case len(r.letters) != count:
		return p, textMarkCount.In(lang, r.copy, count, len(r.letters))
	}
	c := room.CopyOf(m.set.Code, r.copy, m.items)
	replies, bad := c.Replies(r.letters)
	if bad > 0 {
		return p, textMarkNoOption.In(lang, r.copy, r.letters[bad-1:bad], bad)
	}
	for i, reply := range replies {
		answer := m.judged(i, reply)
		p.answers = append(p.answers, answer)
		if answer.Correct {
			p.right++
		}
	}
	return p, ""
}

// judged is the answer to a question of the set. What is right is what was printed; the
// catalogue may have changed since, and only tells which service was meant.
func (m *marking) judged(i int, reply questions.Reply) room.Answer {
	q := m.content.Questions[i]
	x := room.Answer{N: i + 1, Reply: reply, At: m.a.Clock.Now()}
	if reply.DontKnow {
		return x
	}
	x.Given = q.Options[reply.Choice-1]
	if x.Correct = x.Given == q.Answers[0]; x.Correct {
		x.Points = room.Points
	}
	if m.made[i] != nil {
		if judged, err := m.made[i].Judge(reply); err == nil {
			x.Chosen = judged.Service
		}
	}
	return x
}

// belongs finds out whose paper it is; problem is what is not certain.
func (m *marking) belongs(p *paper, e room.Entry) (problem string) {
	e.Name, _ = room.Visible(e.Name)
	if len(m.members) > 0 {
		member, err := memberMeant(m.members, e)
		if err == nil {
			p.member, p.name = member, member.Shown
			return ""
		}
		if !m.flags.guests || !errors.Is(err, errNobodySuch) || e.Name == "" {
			return whoText(m.a, err, e)
		}
	}
	p.name = shortName(writtenAs(e))
	if p.name == "" {
		return textWhoMissing.In(m.a.Lang)
	}
	return ""
}

// shortName is a name as sessions have it.
func shortName(name string) string { return room.TellApart([]room.Entry{{Name: name}})[0] }

// fits reports what does not go together with the papers before: a copy of two students, a
// student with two copies.
func (m *marking) fits(p *paper) (problem string) {
	for _, b := range m.papers {
		if problem := m.collides(p, b.copy, b.member, b.name, true); problem != "" {
			return problem
		}
		if b.copy == p.copy && b.letters != p.letters {
			return textMarkTwice.In(m.a.Lang, p.copy)
		}
	}
	for _, q := range m.before.People {
		var member *store.Member
		if i := slices.IndexFunc(m.members, func(x store.Member) bool { return x.Key == q.Member }); i >= 0 {
			member = &m.members[i]
		}
		same := m.isRecorded(p, q.ID)
		if problem := m.collides(p, q.Place, member, q.Name, same || m.flags.correct); problem != "" {
			return problem
		}
		if q.Place == p.copy {
			p.known, p.anew = same && !p.anew, p.anew || !same
		}
	}
	return ""
}

func (m *marking) collides(p *paper, copyBefore int, member *store.Member, name string, sameAnswers bool) string {
	lang := m.a.Lang
	samePerson := (member == nil) == (p.member == nil) && (member == nil && name == p.name || member != nil && p.member != nil && member.Key == p.member.Key)
	switch {
	case copyBefore == p.copy && !samePerson:
		return textMarkOtherStudent.In(lang, p.copy, name)
	case copyBefore == p.copy && !sameAnswers:
		return textMarkOtherAnswers.In(lang, p.copy)
	case copyBefore != p.copy && samePerson && member != nil:
		return textMarkSecondCopy.In(lang, p.copy, name, copyBefore)
	}
	return ""
}

// file marks the papers of a file: all of them, or none.
func (m *marking) file(ctx context.Context, path string) error {
	rows, err := papersIn(m.a, path, len(m.items))
	if err != nil {
		return err
	}
	var problems []string
	for _, r := range rows {
		p, problem := m.understand(r)
		if problem == "" {
			problem = m.belongs(&p, r.who)
			if problem != "" && m.asks() {
				skip, err := m.ask(&p, r.who, textMarkRow.In(m.a.Lang, r.line, problem))
				if err != nil {
					return err
				}
				if skip {
					continue
				}
				problem = ""
			}
		}
		if problem == "" {
			problem = m.fits(&p)
		}
		if problem != "" {
			problems = append(problems, textMarkRow.In(m.a.Lang, r.line, problem))
			continue
		}
		m.papers = append(m.papers, p)
	}
	if len(problems) > 0 {
		for _, problem := range problems {
			m.a.Messages.Say(problem)
		}
		return app.Failure(textMarkRefused.In(m.a.Lang, app.SourceName(m.a, path)), textMarkRefusedHint.In(m.a.Lang))
	}
	return m.recordAll(ctx)
}

// asks reports whether somebody can be asked who is meant.
func (m *marking) asks() bool {
	_, typed := app.TerminalOf(m.a.In)
	return typed && !m.a.NoInput && !m.a.JSON && len(m.members) > 0
}

func (m *marking) ask(p *paper, e room.Entry, problem string) (skip bool, err error) {
	member, skip, err := askWho(m.a, m.members, e, problem)
	if p.member = member; member != nil {
		p.name = member.Shown
	} else {
		p.name = shortName(writtenAs(e))
	}
	return skip, err
}

// recordAll shows the scores, and records them once that is agreed to.
func (m *marking) recordAll(ctx context.Context) error {
	if err := m.show(); err != nil {
		return err
	}
	agreed, err := m.flags.Agreed(m.a, false, nil)
	if err != nil || !agreed {
		return err
	}
	if err := m.record(ctx, m.papers); err != nil {
		return err
	}
	if err := m.finish(ctx); err != nil {
		return err
	}
	m.tell()
	return nil
}

// dialogue marks papers as they are typed. Each is recorded before its score is shown;
// typed again, it is corrected, until the last one is typed.
func (m *marking) dialogue(ctx context.Context) error {
	release, err := m.a.TakeConsole()
	if err != nil {
		return err
	}
	defer release()
	for {
		line, err := m.a.Chooser().Type(textMarkType.In(m.a.Lang), "")
		if errors.Is(err, terminal.ErrQuit) || err == nil && strings.TrimSpace(line) == "" {
			break
		}
		if err != nil {
			return err
		}
		said, err := m.typed(ctx, line)
		if err != nil {
			return err
		}
		if err := m.a.Print(said + "\n"); err != nil {
			return err
		}
	}
	if err := m.finish(ctx); err != nil {
		return err
	}
	m.tell()
	return nil
}

// typed marks the paper on a line and returns what to say about it.
func (m *marking) typed(ctx context.Context, line string) (said string, err error) {
	r := paperOf([]string{line}, len(m.items))
	p, problem := m.understand(r)
	if problem != "" {
		return problem, nil
	}
	if problem = m.belongs(&p, r.who); problem != "" && m.asks() {
		skip, err := m.ask(&p, r.who, problem)
		if skip || err != nil && errors.Is(err, terminal.ErrQuit) {
			return textMarkSkipped.In(m.a.Lang, p.copy), nil
		}
		if err != nil {
			return "", err
		}
		problem = ""
	}
	if problem != "" {
		return problem, nil
	}
	before := m.papers
	m.papers = slices.DeleteFunc(slices.Clone(before), func(b paper) bool { return b.copy == p.copy })
	p.anew = len(m.papers) < len(before)
	if problem = m.fits(&p); problem != "" {
		m.papers = before
		return problem, nil
	}
	if m.flags.DryRun {
		p.known = true
	} else if err := m.record(ctx, []paper{p}); err != nil {
		return "", err
	}
	m.papers = append(m.papers, p)
	return textMarkScore.In(m.a.Lang, p.copy, p.name, p.right, len(m.items)), nil
}

const maxKeepDays = 36500

var (
	textMarkShort = wording.T("mark papers and record them like a class session", "批改答卷，并像课堂练习一样记录")
	textMarkLong  = wording.T(
		`CODE is on the sheets. FILE is CSV or xlsx, a row for each paper: copy number,
student number or name, and the letters ("-" for a blank) in one cell or in a column
for each question. Without FILE you type a line for each: 7 2026001 ABDCA-BCDA.
With --class the answers go into each student's own record. If it is not certain who
is meant, it asks; without a terminal it then records nothing.`,
		`代码印在试卷上。文件为 CSV 或 xlsx，每份答卷一行：份号、学号或姓名、所选字母（空题
写“-”），字母可写在一格，也可每题一列。不给文件则逐行输入：7 2026001 ABDCA-BCDA。
加 --class 则成绩记入每名学生自己的学习记录。学生无法确定时会询问；不在终端上时则
全部不记录。`,
	)
	textMarkExamples = wording.T(
		"  portdrill paper mark K7M2QX4P answers.csv --class net-1\n  portdrill paper mark K7M2QX4P --class net-1     # type them",
		"  portdrill paper mark K7M2QX4P 答卷.csv --class 网络1班\n  portdrill paper mark K7M2QX4P --class 网络1班   # 逐行输入",
	)
	textFlagMarkGuests  = wording.T("with a class list, accept names that are not on it", "有班级名单时，也接受名单外的姓名")
	textFlagMarkNew     = wording.T("start a new session: these copies were used before", "另记为一次新的练习（这些试卷以前用过）")
	textFlagMarkDryRun  = wording.T("show the scores; record nothing", "只显示分数，不记录")
	textFlagMarkYes     = wording.T("record without asking", "不询问，直接记录")
	textWhichCode       = wording.T("which code? It is at the top of the sheets", "请给出试卷顶部的代码")
	textNoSuchPaper     = wording.T("no test with the code %s was printed from this database", "此数据库没有代码为 %s 的试卷")
	textNoSuchPaperHint = wording.T(
		"check the code; on another machine run the command on the key sheet first: the same code is the same test",
		"请核对代码；在另一台机器上，请先运行答案页上的命令：代码相同即为同一套题",
	)
	textMarkRow          = wording.T("row %d: %s", "第 %d 行：%s")
	textMarkNoCopy       = wording.T("no copy number", "没有份号")
	textMarkFewCopies    = wording.T("copy %d: only %d were printed", "第 %d 份：只打印了 %d 份")
	textMarkCount        = wording.T("copy %d: expected %d letters, got %d", "第 %d 份：应有 %d 个字母，实为 %d 个")
	textMarkNoOption     = wording.T("copy %d: there is no option %s in question %d", "第 %d 份：没有选项 %s（第 %d 题）")
	textMarkOtherStudent = wording.T("copy %d belongs to %s", "第 %d 份是 %s 的")
	textMarkOtherAnswers = wording.T("copy %d was recorded with other answers; --correct replaces them", "第 %d 份已有不同的作答记录；--correct 可更正")
	textMarkTwice        = wording.T("copy %d is listed twice, with different answers", "第 %d 份出现两次，作答不同")
	textFlagMarkCorrect  = wording.T("replace answers that were recorded before", "更正已记录的作答")
	textMarkCorrected    = wording.T("corrected", "已更正")
	textMarkSecondCopy   = wording.T("copy %d: %s has copy %d already", "第 %d 份：%s 已有第 %d 份")
	textMarkRefused      = wording.T("%s is not clear; nothing was recorded", "%s 有不明之处，未作记录")
	textMarkRefusedHint  = wording.T("correct these rows; --guests accepts names that are not on the class list", "请改正上述各行；--guests 接受名单外的姓名")
	textMarkKnown        = wording.T("recorded before", "已有记录")
	textMarkNothingNew   = wording.T("Nothing new to record.", "没有新的答卷。")
	textMarkDone         = wording.T("Recorded %d papers, %.1f of %d right on average. Report: %s", "已记录 %d 份答卷，平均答对 %.1f 题（共 %d 题）。报告：%s")
	textMarkType         = wording.T("Copy, student number or name, letters (Enter alone: done)", "份号、学号或姓名、字母（直接回车结束）")
	textMarkScore        = wording.T("Copy %d, %s: %d/%d", "第 %d 份，%s：%d/%d")
	textMarkSkipped      = wording.T("Copy %d skipped.", "已跳过第 %d 份。")
)
