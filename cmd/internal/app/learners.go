package app

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"portdrill/cmd/internal/terminal"
	"portdrill/cmd/internal/wording"
	"portdrill/quiz"
	"portdrill/store"
)

// OwnLearners are those who learn at this machine: all but those who are here by the
// list of a class alone.
func OwnLearners(ctx context.Context, db *store.DB) ([]store.Learner, error) {
	all, err := db.Learners(ctx)
	if err != nil {
		return nil, err
	}
	classes, err := db.MemberClasses(ctx)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(all, func(l store.Learner) bool { _, is := classes[l.ID]; return is }), nil
}

// Naming is the event that gives a learner a name.
func Naming(a *App, name string, day quiz.Day) quiz.Event {
	now := a.Clock.Now()
	return quiz.Event{
		ID: a.NewID(), At: now.Truncate(time.Millisecond), Day: day, Kind: quiz.SettingsEvent,
		Change: &quiz.Change{Name: &name},
	}
}

// NameGiven returns the name that was typed, with single blanks, if a learner can
// be called so.
func NameGiven(a *App, typed string) (string, error) {
	name := strings.Join(strings.Fields(typed), " ")
	if _, err := quiz.DefaultSettings().With(quiz.Change{Name: &name}); err != nil || name == "" {
		return "", UsageProblem(textBadName.In(a.Lang, typed), textBadNameHint.In(a.Lang, quiz.LongestName))
	}
	return name, nil
}

// ConfirmBy is the same for anything that has a name.
func ConfirmBy(a *App, asks, name, confirmed string) error {
	if confirmed == "" {
		if a.NoInput {
			return UsageProblem(textNotConfirmed.In(a.Lang), textConfirmHint.In(a.Lang, name))
		}
		fmt.Fprintln(a.Err, terminal.Visible(asks, false))
		fmt.Fprint(a.Err, "> ")
		line, err := terminal.ReadLine(bufio.NewReader(a.In))
		if err != nil && !errors.Is(err, io.EOF) {
			return fmt.Errorf("read the confirmation: %w", err)
		}
		confirmed = strings.TrimSpace(line)
	}
	if confirmed != name {
		return Problem{textNotConfirmed.In(a.Lang), textConfirmHint.In(a.Lang, name), ExitFailed}
	}
	return nil
}

// LearnerNamed returns the learner of the name; the error says who there is.
func LearnerNamed(ctx context.Context, a *App, db *store.DB, name string) (quiz.LearnerID, error) {
	l, err := db.Find(ctx, name)
	if !errors.Is(err, store.ErrNoLearner) && !errors.Is(err, store.ErrNotOne) {
		return l.ID, err
	}
	all, listing := db.Learners(ctx)
	if listing != nil {
		return "", listing
	}
	if errors.Is(err, store.ErrNotOne) {
		return "", UsageProblem(
			textSeveralLearners.In(a.Lang, name),
			a.Known(TextNearest, idsOf(all, name)),
		)
	}
	var names []string
	for _, l := range all {
		names = append(names, LearnerName(l))
	}
	if len(names) == 0 {
		return "", UsageProblem(TextNoLearner.In(a.Lang, name), TextNoLearners.In(a.Lang))
	}
	return "", UsageProblem(
		TextNoLearner.In(a.Lang, name),
		a.Known(textKnownLearners, NearestFirst(name, names)),
	)
}

// idsOf returns the beginnings of IDs of those who go by the name.
func idsOf(all []store.Learner, name string) []string {
	var ids []string
	for _, l := range all {
		if strings.EqualFold(l.Name, name) || strings.HasPrefix(string(l.ID), strings.ToLower(name)) {
			ids = append(ids, ShortID(l.ID))
		}
	}
	return ids
}

// ShortID is enough of an ID to tell learners of one file apart.
func ShortID(id quiz.LearnerID) string { return string(id)[:min(len(id), 8)] }

// LearnerName is what a learner is called: by the ID, for one who gave no name.
func LearnerName(l store.Learner) string {
	if l.Name == "" {
		return ShortID(l.ID)
	}
	return l.Name
}

var (
	textKnownLearners = wording.T(
		"learners: %s (all: portdrill learner list)",
		"学习者：%s（全部见 portdrill learner list）",
	)
	textSeveralLearners = wording.T("%q matches several learners", "%q 对应多位学习者")
	textNotConfirmed    = wording.T("nothing was deleted: the name does not match", "未删除任何内容：输入的名称不一致")
	textConfirmHint     = wording.T(
		"type %[1]s when asked, or use --confirm %[1]q",
		"请在询问时输入 %[1]s，或用 --confirm %[1]q",
	)
	textBadName     = wording.T("%q cannot be used as a name", "%q 不能用作姓名")
	textBadNameHint = wording.T("a name has 1 to %d visible characters", "姓名须为 1 到 %d 个可见字符")
)
