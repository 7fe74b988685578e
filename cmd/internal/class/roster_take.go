package class

import (
	"context"
	"errors"
	"io"

	"portdrill/cmd/internal/app"
	"portdrill/cmd/internal/classroom"
	"portdrill/cmd/internal/roster"
	"portdrill/cmd/internal/wording"
	"portdrill/questions/catalogue/exchange/tabular"
	"portdrill/quiz"
	"portdrill/quiz/room"
	"portdrill/store"
)

// A classList is a list that is to become the roster of a class.
type classList struct {
	roster.List
	class, path string
	flags       rosterFlags
}

// agreed shows what the list says of those on the roster before, and whether it is
// to be taken; known says that there is a class.
func (l classList) agreed(a *app.App, before []store.Member, known bool) (bool, error) {
	changes := compareRoster(before, known, l.List)
	if len(changes.moved) > 0 {
		l.Doubts = append(l.Doubts, roster.Doubt{Code: roster.Moved, Text: few(a.Lang, changes.moved)})
	}
	if err := showRosterPreview(a, l, changes); err != nil {
		return false, err
	}
	refusal := app.Failure(
		textRosterDoubtful.In(a.Lang, app.SourceName(a, l.path)),
		textRosterDoubtfulHint.In(a.Lang),
	)
	return l.flags.Agreed(a, len(doubtsLeft(l.List, l.flags)) > 0, refusal)
}

// keep brings the roster up to the list.
func (l classList) keep(ctx context.Context, a *app.App, db *app.DB) ([]store.Member, error) {
	day := db.Scheduler.Day(a.Clock.Now())
	naming := func(name string) quiz.Event { return app.Naming(a, name, day) }
	if err := l.removeMissing(ctx, a, db); err != nil {
		return nil, err
	}
	all, added, err := db.KeepRoster(ctx, l.class, l.Entries, a.Clock.Now(), classroom.NewPIN, naming)
	if err == nil {
		a.Messages.Say(textRosterTaken.In(a.Lang, l.class, len(all), added))
	}
	return all, err
}

// removeMissing takes those off the class who are not on the list, if that was asked
// for.
func (l classList) removeMissing(ctx context.Context, a *app.App, db *app.DB) error {
	before, known, err := rosterBefore(ctx, db, l.class)
	if err != nil || !known || !l.flags.removeMissing {
		return err
	}
	_, gone := room.MergeRoster(entriesOf(before), l.Entries)
	var keys []string
	for i, m := range before {
		if gone[i] {
			keys = append(keys, m.Key)
		}
	}
	return db.LeaveClass(ctx, l.class, keys, a.Clock.Now())
}

func entriesOf(all []store.Member) []room.Entry {
	entries := make([]room.Entry, len(all))
	for i, m := range all {
		entries[i] = m.Entry
	}
	return entries
}

// takeRoster brings the roster of the class up to the list in the file, once the
// preview is agreed to; taken is false if it is not.
func takeRoster(
	ctx context.Context,
	a *app.App,
	class, path string,
	f rosterFlags,
) (all []store.Member, taken bool, err error) {
	l, err := readRoster(a, class, path, f)
	if err != nil {
		return nil, false, err
	}
	var before []store.Member
	known := false
	if a.Exists() {
		err = a.ToRead(ctx, func(db *app.DB) error {
			before, known, err = rosterBefore(ctx, db, class)
			return err
		})
		if err != nil {
			return nil, false, err
		}
	}
	if taken, err = l.agreed(a, before, known); err != nil || !taken {
		return nil, false, err
	}
	err = a.WithDB(ctx, func(db *app.DB) error {
		all, err = l.keep(ctx, a, db)
		return err
	})
	return all, err == nil, err
}

// takeRosterIn is [takeRoster] for a session that is about to begin.
func takeRosterIn(ctx context.Context, a *app.App, db *app.DB, class, path string) error {
	l, err := readRoster(a, class, path, rosterFlags{})
	if err != nil {
		return err
	}
	before, known, err := rosterBefore(ctx, db, class)
	if err != nil {
		return err
	}
	taken, err := l.agreed(a, before, known)
	if err == nil && !taken {
		err = app.Failure(textRosterNotTaken.In(a.Lang, app.SourceName(a, path)), "")
	}
	if err == nil {
		_, err = l.keep(ctx, a, db)
	}
	return err
}

// rosterBefore returns the roster of a class; known is false if there is no class.
func rosterBefore(ctx context.Context, db *app.DB, class string) (before []store.Member, known bool, err error) {
	before, err = db.Roster(ctx, class)
	if errors.Is(err, store.ErrNoClass) {
		return nil, false, nil
	}
	return before, err == nil, err
}

// doubtsLeft are the doubts that no flag has settled.
func doubtsLeft(list roster.List, f rosterFlags) []roster.Doubt {
	var left []roster.Doubt
	for _, d := range list.Doubts {
		settled := f.SkipBad && d.Skips() ||
			f.Columns != "" && (d.Code == roster.NoHeading || d.Code == roster.TwoNames)
		if !settled {
			left = append(left, d)
		}
	}
	return left
}

func readRoster(a *app.App, class, path string, f rosterFlags) (l classList, err error) {
	var columns roster.Columns
	if f.Columns != "" {
		if columns, err = roster.ParseColumns(f.Columns); err != nil {
			return l, app.UsageProblem(
				app.TextBadFlagValue.In(a.Lang, "columns", f.Columns),
				textColumnsHint.In(a.Lang),
			)
		}
	}
	in, err := app.Source(a, path)
	if err != nil {
		return l, err
	}
	defer in.Close()
	data, err := io.ReadAll(io.LimitReader(in, roster.Largest+1))
	if err != nil {
		return l, app.Failure(app.TextNotRead.In(a.Lang, app.SourceName(a, path)), "")
	}
	list, err := roster.Read(data, columns)
	if err != nil {
		return l, rosterProblem(a, path, err)
	}
	return classList{list, class, path, f}, nil
}

// rosterProblem says why a file is no class list.
func rosterProblem(a *app.App, path string, err error) error {
	name := app.SourceName(a, path)
	var kind *tabular.KindError
	var doubt *tabular.EncodingError
	switch {
	case errors.Is(err, roster.ErrNoNames):
		return app.Failure(textRosterNoNames.In(a.Lang, name), textRosterHint.In(a.Lang))
	case errors.Is(err, roster.ErrNobody):
		return app.Failure(textRosterNobody.In(a.Lang, name), textRosterHint.In(a.Lang))
	case errors.Is(err, roster.ErrTooLarge):
		return app.Failure(textRosterTooLarge.In(a.Lang, name, room.MostParticipants), "")
	case errors.Is(err, roster.ErrIsData):
		return app.Failure(textRosterIsData.In(a.Lang, name), textRosterHint.In(a.Lang))
	case errors.As(err, &kind):
		return app.Failure(
			app.TextWrongKind.In(a.Lang, name, app.KindName(a.Lang, kind.Kind)),
			app.TextSaveAsCSV.In(a.Lang),
		)
	case errors.As(err, &doubt):
		return app.Failure(app.EncodingText(a.Lang, name, doubt), app.TextSaveAsCSV.In(a.Lang))
	}
	return app.Failure(textRosterUnread.In(a.Lang, name), app.TextSaveAsCSV.In(a.Lang))
}

var (
	textRosterTaken    = wording.T("Class %s: %d on the list, %d new", "班级 %s：共 %d 人，其中新增 %d 人")
	textRosterNoNames  = wording.T("cannot tell which column of %s holds the names", "%s 中没有能确定为姓名的列")
	textRosterNobody   = wording.T("%s contains no names", "%s 中没有姓名")
	textRosterTooLarge = wording.T("%s is too large: a class has at most %d students", "%s 太大：每班最多 %d 人")
	textRosterUnread   = wording.T("%s is neither a CSV table nor an xlsx file", "%s 既不是 CSV 表格，也不是 xlsx 文件")
	textRosterIsData   = wording.T("%s is JSON data, not a table", "%s 是 JSON 数据，不是表格")
	textRosterHint     = wording.T(
		"add a heading row (Name, Number, Group), or use --columns name=1",
		"请加上标题行（姓名、学号、小组），或用 --columns name=1 指定",
	)
	textRosterNotTaken     = wording.T("%s was not imported, so the session cannot start", "%s 未导入，无法开始课堂练习")
	textRosterDoubtful     = wording.T("not sure how to read %s; nothing was changed", "%s 有疑问，未作改动")
	textRosterDoubtfulHint = wording.T(
		"--yes imports it as shown, --skip-bad skips bad rows, --columns name=2+3 says which column is which",
		"--yes 按所示导入；--skip-bad 略过有问题的行；--columns name=2+3 指定各列含义",
	)
	textColumnsHint = wording.T(
		"such as --columns name=2+3,number=4,group=6",
		"例如 --columns name=2+3,number=4,group=6",
	)
)
