package class

import (
	"slices"
	"strconv"

	"portdrill/cmd/internal/app"
	"portdrill/cmd/internal/wording"
	"portdrill/quiz/room"
	"portdrill/store"
)

// teamsByGroup is the value of --teams for the groups of the class list.
const teamsByGroup = "groups"

// teamsOf returns the names of the teams, nil for none.
func teamsOf(a *app.App, flag string, members []store.Member) ([]string, error) {
	if flag == "" {
		return nil, nil
	}
	var teams []string
	if flag == teamsByGroup {
		for _, m := range members {
			if m.Group != "" && !slices.Contains(teams, m.Group) {
				teams = append(teams, m.Group)
			}
		}
		slices.Sort(teams)
		if len(teams) < room.FewestTeams || len(teams) > room.MostTeams {
			return nil, app.UsageProblem(textTeamGroups.In(a.Lang, len(teams), room.FewestTeams, room.MostTeams), textTeamHint.In(a.Lang))
		}
		return teams, nil
	}
	n, err := strconv.Atoi(flag)
	if err != nil || n < room.FewestTeams || n > room.MostTeams {
		return nil, app.UsageProblem(textBadTeams.In(a.Lang, room.FewestTeams, room.MostTeams, flag), "")
	}
	for i := range n {
		teams = append(teams, textTeam.In(a.Lang, i+1))
	}
	return teams, nil
}

var (
	textTeam       = wording.T("Team %d", "第 %d 队")
	textBadTeams   = wording.T("--teams takes groups or a number from %d to %d, not %q", "--teams 须为 groups 或 %d 到 %d 的数，不能是 %q")
	textTeamGroups = wording.T("the class list has %d groups; teams need %d to %d", "名单上有 %d 个小组；分队须有 %d 到 %d 个")
	textTeamHint   = wording.T("draw teams instead, such as --teams 4", "可改为随机分队，例如 --teams 4")
)
