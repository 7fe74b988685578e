package class

import (
	"errors"
	"strings"

	"portdrill/cmd/internal/app"
	"portdrill/cmd/internal/wording"
	"portdrill/quiz/room"
	"portdrill/store"
)

// Why nobody on the list is meant.
var (
	errNobodySuch = errors.New("no such student")
	errSeveral    = errors.New("several students")
	errAtOdds     = errors.New("number and name are of two students")
)

// memberMeant returns the only one on the list who can be meant: by the student number, and
// where a name stands beside it by both; without a number by the name.
func memberMeant(all []store.Member, written room.Entry) (*store.Member, error) {
	whole := strings.TrimSpace(written.Name + " " + written.Number) // as in "Pupil 12", a name
	if m, err := memberCalled(all, whole); err == nil {
		return m, nil
	}
	if written.Number == "" {
		return memberCalled(all, written.Name)
	}
	var found []*store.Member
	for i, m := range all {
		if m.Number != "" && room.Fold(m.Number) == room.Fold(written.Number) {
			found = append(found, &all[i])
		}
	}
	switch {
	case len(found) == 0:
		return nil, errNobodySuch
	case len(found) > 1:
		return nil, errSeveral
	case written.Name != "" && !goesBy(*found[0], written.Name):
		return nil, errAtOdds
	}
	return found[0], nil
}

// memberCalled returns the only one who goes by the name. Where several do by its sound,
// the one who is written so is meant.
func memberCalled(all []store.Member, name string) (*store.Member, error) {
	var alike, same []*store.Member
	for i, m := range all {
		if goesBy(m, name) {
			alike = append(alike, &all[i])
		}
		if room.Fold(m.Name) == room.Fold(name) || room.Fold(m.Shown) == room.Fold(name) {
			same = append(same, &all[i])
		}
	}
	switch {
	case len(same) == 1:
		return same[0], nil
	case len(same) == 0 && len(alike) == 1:
		return alike[0], nil
	case len(alike) == 0:
		return nil, errNobodySuch
	}
	return nil, errSeveral
}

func goesBy(m store.Member, name string) bool {
	return room.Called(name, m.Name) || room.Called(name, m.Shown)
}

// writtenAs is how a student is written on a paper.
func writtenAs(e room.Entry) string { return strings.TrimSpace(e.Number + " " + e.Name) }

// whoText says why it is not certain who is meant.
func whoText(a *app.App, err error, e room.Entry) string {
	switch {
	case writtenAs(e) == "":
		return textWhoMissing.In(a.Lang)
	case errors.Is(err, errSeveral):
		return textWhoSeveral.In(a.Lang, writtenAs(e))
	case errors.Is(err, errAtOdds):
		return textWhoAtOdds.In(a.Lang, e.Number, e.Name)
	}
	return textWhoNobody.In(a.Lang, writtenAs(e))
}

// nearestMembers returns those who come nearest to what was written, the nearest first.
func nearestMembers(all []store.Member, written room.Entry) []store.Member {
	const few = 6
	names := make([]string, 0, 2*len(all))
	of := make(map[string]int)
	for i, m := range all {
		for _, name := range []string{m.Shown, m.Number} {
			if _, taken := of[name]; name != "" && !taken {
				of[name] = i
				names = append(names, name)
			}
		}
	}
	written.Name, written.Number = strings.TrimSpace(written.Name), strings.TrimSpace(written.Number)
	typed := written.Number
	if typed == "" {
		typed = written.Name
	}
	var nearest []store.Member
	seen := make(map[int]bool)
	for _, name := range app.NearestFirst(typed, names) {
		if i := of[name]; !seen[i] && len(nearest) < few {
			seen[i] = true
			nearest = append(nearest, all[i])
		}
	}
	return nearest
}

// askWho asks a person at the terminal who is meant. The member is nil for a guest; skip is
// true if the paper is left out.
func askWho(a *app.App, all []store.Member, e room.Entry, problem string) (m *store.Member, skip bool, err error) {
	nearest := nearestMembers(all, e)
	var rows []string
	for _, m := range nearest {
		rows = append(rows, strings.TrimSpace(m.Shown+"  "+m.Number))
	}
	if e.Name != "" {
		rows = append(rows, textWhoGuest.In(a.Lang, e.Name))
	}
	rows = append(rows, textWhoSkip.In(a.Lang))
	picked, err := a.Chooser().Pick(problem, rows)
	switch {
	case err != nil:
		return nil, false, err
	case picked < len(nearest):
		return &nearest[picked], false, nil
	}
	return nil, picked == len(rows)-1, nil
}

var (
	textWhoMissing = wording.T("no student is given", "没有写明学生")
	textWhoSeveral = wording.T("%q could be several students", "%q 可能指多名学生")
	textWhoAtOdds  = wording.T("student number %s is not that of %s", "学号 %s 不是 %s 的学号")
	textWhoNobody  = wording.T("%q is not on the class list", "名单上没有 %q")
	textWhoGuest   = wording.T("a guest: %s", "名单外的人：%s")
	textWhoSkip    = wording.T("skip this paper", "跳过这份答卷")
)
