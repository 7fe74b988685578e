package class

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"portdrill/cmd/internal/app"
	"portdrill/cmd/internal/classroom"
	"portdrill/cmd/internal/terminal"
	"portdrill/cmd/internal/wording"
	"portdrill/questions"
	"portdrill/quiz/room"
	"portdrill/store"
)

type reportFlags struct {
	class, html, csv, gradebook, platform string
	all, names                            bool
}

func classReportCommand(a *app.App) *cobra.Command {
	var f reportFlags
	cmd := &cobra.Command{
		Use: "report", Short: textReportShort.In(a.Lang), Long: textReportLong.In(a.Lang),
		Example: textReportExamples.In(a.Lang),
		Args:    a.NoArguments,
		RunE:    func(cmd *cobra.Command, _ []string) error { return runReport(a, cmd, f) },
	}
	cmd.Flags().StringVar(&f.class, "class", "", textFlagClass.In(a.Lang))
	cmd.Flags().BoolVar(&f.all, "all", false, textFlagAllSessions.In(a.Lang))
	cmd.Flags().BoolVar(&f.names, "names", false, textFlagReportNames.In(a.Lang))
	cmd.Flags().StringVar(&f.html, "html", "", textFlagReportHTML.In(a.Lang))
	cmd.Flags().StringVar(&f.csv, "csv", "", textFlagReportCSV.In(a.Lang))
	cmd.Flags().StringVar(&f.gradebook, "gradebook", "", textFlagGradebook.In(a.Lang))
	cmd.Flags().StringVar(&f.platform, "for", "", textFlagFor.In(a.Lang))
	a.Completes(cmd, "class", listClassNames)
	a.Completes(cmd, "for", app.Fixed(platforms...))
	a.Completes(cmd, "gradebook", app.ListFiles)
	a.Completes(cmd, "html", app.ListFiles)
	a.Completes(cmd, "csv", app.ListFiles)
	return cmd
}

// A classReport is what a session, or several, have shown.
type classReport struct {
	Class    string           `json:"class,omitempty"`
	Sessions []sessionReport  `json:"sessions"` // the latest first
	Areas    []areaOverTime   `json:"areas"`    // of all sessions, the weakest first
	Reteach  []questionReport `json:"teach_again"`
	Forecast []forecastReport `json:"forecast"` // of those with an exam ahead, who will know least first
}

type sessionReport struct {
	ID          string           `json:"id"`
	Date        string           `json:"date"`
	Learners    int              `json:"learners"`
	Mean        float64          `json:"mean"`
	Reliability *float64         `json:"kr20"` // null for fewer than 10 learners, or no variance
	Error       *float64         `json:"sem"`
	Questions   []questionReport `json:"questions"`
	People      []personReport   `json:"people"`
}

type questionReport struct {
	N              int                 `json:"n"`
	Stem           string              `json:"stem"`
	Block          []string            `json:"block,omitempty"`
	Area           string              `json:"area"`
	Answers        []string            `json:"answers"`
	Facets         []questions.FacetID `json:"facets"`
	Seen           int                 `json:"answered"`
	Right          int                 `json:"right"`
	Facility       float64             `json:"facility"`
	Discrimination *float64            `json:"discrimination"`
	Choices        []room.Choice       `json:"choices"`
	Flags          []room.Flag         `json:"flags"`
}

type personReport struct {
	Name      string            `json:"name"`
	Roster    bool              `json:"roster"`
	Score     int               `json:"score"`
	Right     int               `json:"right"`
	Answered  int               `json:"answered"`
	Weak      []string          `json:"weak"`
	Confusion []confusionReport `json:"confusions"`

	member string
}

type confusionReport struct {
	Right  string `json:"right"`
	Chosen string `json:"chosen"`
}

// areaOverTime is how an area went, session by session, the first one first.
type areaOverTime struct {
	Area   string     `json:"area"`
	Right  int        `json:"right"`
	Asked  int        `json:"asked"`
	Shares []*float64 `json:"shares"` // null where it was not asked about
}

func runReport(a *app.App, cmd *cobra.Command, f reportFlags) error {
	ctx := cmd.Context()
	switch {
	case f.platform != "" && !slices.Contains(platforms, f.platform):
		return app.UsageProblem(textUnknownFor.In(a.Lang, f.platform), "")
	case f.platform != "" && f.gradebook == "":
		return app.UsageProblem(textForAlone.In(a.Lang), "")
	}
	if !a.Exists() {
		return app.Failure(textNoSessions.In(a.Lang), textNoSessionsHint.In(a.Lang))
	}
	var r classReport
	var grades gradebook
	err := a.ToRead(ctx, func(db *app.DB) (err error) {
		if r, err = reportOf(ctx, a, db, f); err != nil || f.gradebook == "" {
			return noClass(ctx, a, db.DB, f.class, err)
		}
		grades, err = gradebookOf(ctx, a, db, r)
		return err
	})
	if err != nil {
		return err
	}
	if f.gradebook != "" {
		if err := writeGrades(a, grades, f); err != nil {
			return err
		}
	}
	if f.html != "" {
		if err := app.WriteTo(a, []string{f.html}, func(w io.Writer) error { return reportHTML(a, w, r) }); err != nil {
			return err
		}
	}
	if f.csv != "" {
		if err := app.WriteTo(a, []string{f.csv}, func(w io.Writer) error { return reportCSV(a, w, r) }); err != nil {
			return err
		}
	}
	switch {
	case a.JSON:
		return a.PrintJSON(r)
	case f.html != "" || f.csv != "" || f.gradebook != "":
		return nil
	}
	return a.Print(reportText(a, r))
}

// writeGrades writes the gradebook. Of those whom a platform cannot import it says how many
// there are.
func writeGrades(a *app.App, g gradebook, f reportFlags) error {
	if f.platform != "" {
		if !slices.ContainsFunc(g.rows, func(r gradebookRow) bool { return r.member && r.number != "" }) {
			return app.Failure(textGradesNobody.In(a.Lang), textNoClassesHint.In(a.Lang))
		}
		if n := g.leftOut(f.platform); n > 0 {
			a.Messages.Say(textGradesLeftOut.In(a.Lang, n))
		}
	}
	return app.WriteTo(a, []string{f.gradebook}, func(w io.Writer) error { return g.write(a, w, f.platform) })
}

// reportOf is about the last session of the class, or about all of them; what goes
// on over time is of all either way.
func reportOf(ctx context.Context, a *app.App, db *app.DB, f reportFlags) (r classReport, err error) {
	rooms, err := db.Rooms(ctx, f.class)
	if err != nil {
		return r, err
	}
	rooms = slices.DeleteFunc(rooms, func(x store.Room) bool { return x.State.Phase == room.Lobby })
	if len(rooms) == 0 {
		return r, app.Failure(textNoSessions.In(a.Lang), textNoSessionsHint.In(a.Lang))
	}
	r.Class = f.class
	if r.Class == "" { // the last session says of which class
		r.Class = rooms[0].Class
		rooms = slices.DeleteFunc(rooms, func(x store.Room) bool { return x.Class != r.Class })
	}
	overTime := make(map[string]*areaOverTime)
	for i, kept := range rooms {
		c, err := db.Content(ctx, kept.ID)
		if err != nil {
			return r, err
		}
		s, figures := sessionOf(a, kept, c, f.names)
		if i == 0 || f.all {
			r.Sessions = append(r.Sessions, s)
		}
		addAreas(overTime, figures, len(rooms), len(rooms)-1-i)
		for _, q := range s.Questions {
			if slices.Contains(q.Flags, room.TeachAgain) && i == 0 {
				r.Reteach = append(r.Reteach, q)
			}
		}
	}
	for _, area := range overTime {
		area.Area = wording.Area(area.Area).In(a.Lang)
		r.Areas = append(r.Areas, *area)
	}
	share := func(x areaOverTime) float64 { return float64(x.Right) / float64(max(x.Asked, 1)) }
	slices.SortFunc(r.Areas, func(x, y areaOverTime) int {
		if share(x) != share(y) {
			if share(x) < share(y) {
				return -1
			}
			return 1
		}
		return strings.Compare(x.Area, y.Area)
	})
	slices.SortStableFunc(r.Reteach, func(x, y questionReport) int { return x.Right - y.Right })
	if r.Forecast, err = forecastsOf(ctx, a, db, r.Class); err == nil && !f.names {
		number(a, r.Forecast, r.Sessions[0])
	}
	r.Forecast = app.EmptyIfNil(r.Forecast)
	return r, err
}

func addAreas(all map[string]*areaOverTime, f room.Figures, sessions, at int) {
	for _, area := range f.Areas {
		if all[area.Name] == nil {
			all[area.Name] = &areaOverTime{Area: area.Name, Shares: make([]*float64, sessions)}
		}
		o := all[area.Name]
		o.Right, o.Asked = o.Right+area.Right, o.Asked+area.Asked
		if area.Asked > 0 {
			o.Shares[at] = new(float64(area.Right) / float64(area.Asked))
		}
	}
}

// sessionOf is what one session has shown. Those who were sent out, or never
// answered, are not in the figures. Without names people are numbered, in no order
// that tells who they are.
func sessionOf(a *app.App, kept store.Room, c store.RoomContent, names bool) (sessionReport, room.Figures) {
	asked := c.Questions
	if kept.Settings.Pace == room.Together { // what was never opened was not asked
		asked = asked[:min(len(asked), kept.State.N)]
	}
	items := make([]room.Item, len(asked))
	for i, q := range asked {
		items[i] = q.Item()
	}
	answers := make(map[room.ParticipantID]map[int]room.Answer)
	for _, x := range c.Answers {
		if answers[x.Participant] == nil {
			answers[x.Participant] = make(map[int]room.Answer)
		}
		answers[x.Participant][x.N] = x
	}
	var people []store.RoomPerson
	var all []room.Sheet
	for i, p := range c.People {
		if !p.Gone && answers[p.ID] != nil {
			people, all = append(people, p), append(all, room.Sheet{Answers: answers[p.ID], First: kept.State.FirstSeen(i)})
		}
	}
	f := room.FiguresOf(items, all)
	s := sessionReport{
		ID: kept.ID, Date: kept.Created.In(a.Clock.Now().Location()).Format("2006-01-02 15:04"),
		Learners: f.Learners, Mean: f.Mean,
		Questions: []questionReport{}, People: []personReport{},
	}
	if f.HasReliability {
		s.Reliability, s.Error = &f.Reliability, &f.Error
	}
	for i, q := range asked {
		s.Questions = append(s.Questions, questionOf(a, i, q, f.Items[i]))
	}
	for i, p := range people {
		s.People = append(s.People, personOf(a, p, all[i], asked))
	}
	rank(a, s.People, names)
	return s, f
}

func questionOf(a *app.App, i int, q store.RoomQuestion, f room.ItemFigures) questionReport {
	stem, block := questions.SplitText(q.Stem)
	r := questionReport{
		N: i + 1, Stem: stem, Block: block, Area: wording.Area(q.Area).In(a.Lang), Answers: q.Answers, Facets: q.Facets,
		Seen: f.Seen, Right: f.Right, Facility: f.Facility, Choices: append([]room.Choice{}, f.Choices...), Flags: app.EmptyIfNil(f.Flags),
	}
	if q.Spec.Format == questions.Typed {
		r.Answers = q.Answers[:1]
	}
	if f.HasIndex {
		r.Discrimination = &f.Discrimination
	}
	return r
}

func personOf(a *app.App, p store.RoomPerson, sheet room.Sheet, asked []store.RoomQuestion) personReport {
	r := personReport{Name: p.Name, Roster: p.Member != "", member: p.Member, Weak: []string{}, Confusion: []confusionReport{}}
	missed := make(map[string]bool)
	for i, q := range asked {
		x, is := sheet.Answers[i+1]
		if is {
			r.Answered++
		}
		if x.Correct {
			r.Right++
			r.Score += x.Points
			continue
		}
		if area := wording.Area(q.Area).In(a.Lang); !missed[area] && i+1 >= sheet.First {
			missed[area] = true
			r.Weak = append(r.Weak, area)
		}
		if is && x.Chosen != "" && len(q.Services) == 1 {
			r.Confusion = append(r.Confusion, confusionReport{q.Services[0], x.Chosen})
		}
	}
	return r
}

// rank sorts people by score, and takes their names away unless they are wanted.
func rank(a *app.App, people []personReport, names bool) {
	slices.SortStableFunc(people, func(x, y personReport) int { return y.Score - x.Score })
	for i := range people {
		if !names {
			people[i].Name = textAnonymous.In(a.Lang, i+1)
		}
	}
}

func reportText(a *app.App, r classReport) string {
	w, _ := a.ScreenSize()
	var text strings.Builder
	for _, s := range r.Sessions {
		fmt.Fprintln(&text, a.Style().Heading(textReportTitle.In(a.Lang, s.Date, s.Learners, app.Percent(s.Mean))))
		if s.Reliability != nil {
			fmt.Fprintln(&text, textReportReliability.In(a.Lang, *s.Reliability, *s.Error))
		}
		for _, q := range s.Questions {
			text.WriteString("\n" + questionText(a, q, w))
		}
		text.WriteString("\n" + peopleText(a, s) + "\n")
	}
	if len(r.Areas) > 0 {
		fmt.Fprintln(&text, a.Style().Heading(textReportAreas.In(a.Lang)))
		text.WriteString(areasText(r))
	}
	if len(r.Forecast) > 0 {
		fmt.Fprintln(&text, "\n"+a.Style().Heading(textReportForecast.In(a.Lang)))
		text.WriteString(forecastText(a, r.Forecast))
	}
	if len(r.Reteach) > 0 {
		fmt.Fprintln(&text, "\n"+a.Style().Heading(textReportReteach.In(a.Lang)))
		for _, q := range r.Reteach {
			text.WriteString(
				terminal.Indent(
					textReportReteachRow.In(
						a.Lang,
						app.Percent(q.Facility),
						q.Stem,
						strings.Join(q.Answers, wording.Listed.In(a.Lang)),
					),
					"  ",
					w-1,
				),
			)
		}
	}
	return text.String()
}

func questionText(a *app.App, q questionReport, w int) string {
	index := ""
	if q.Discrimination != nil {
		index = textReportIndex.In(a.Lang, *q.Discrimination)
	}
	head := textReportQuestion.In(a.Lang, q.N, q.Stem, app.Percent(q.Facility), index)
	var text strings.Builder
	text.WriteString(terminal.Indent(head, "", w-1))
	for _, line := range q.Block {
		text.WriteString(line + "\n")
	}
	for _, c := range q.Choices {
		mark, name := "  ", c.Text
		if c.Right {
			mark = "✓ "
		}
		if c.DontKnow {
			name = classroom.TextPageDontKnow.In(a.Lang)
		}
		fmt.Fprintf(&text, "   %s%3d  %s\n", mark, c.Count, terminal.Truncate(name, w-14, "…"))
	}
	for _, flag := range q.Flags {
		text.WriteString("   ! " + flagWordsOf(flag).In(a.Lang) + "\n")
	}
	return text.String()
}

func flagWordsOf(f room.Flag) wording.Text {
	return map[room.Flag]wording.Text{
		room.TooHard: textFlagTooHard, room.TooEasy: textFlagTooEasy, room.Weak: textFlagWeakItem,
		room.KeyDoubtful: textFlagDoubtful, room.TeachAgain: textFlagReteach,
	}[f]
}

func peopleText(a *app.App, s sessionReport) string {
	widest := 0
	for _, p := range s.People {
		widest = max(widest, terminal.Width(p.Name))
	}
	var text strings.Builder
	for _, p := range s.People {
		row := fmt.Sprintf("%s  %6d  %d/%d", terminal.Pad(p.Name, widest), p.Score, p.Right, len(s.Questions))
		if len(p.Weak) > 0 {
			row += "  " + strings.Join(p.Weak[:min(3, len(p.Weak))], wording.Listed.In(a.Lang))
		}
		text.WriteString(row + "\n")
	}
	return text.String()
}

func areasText(r classReport) string {
	rows := make([][2]string, len(r.Areas))
	for i, area := range r.Areas {
		var shares []string
		for _, s := range area.Shares {
			if s != nil {
				shares = append(shares, app.Percent(*s))
			}
		}
		rows[i] = [2]string{
			"  " + area.Area,
			fmt.Sprintf("%d/%d  %s", area.Right, area.Asked, strings.Join(shares[max(len(shares)-6, 0):], " → ")),
		}
	}
	return app.Table(rows)
}

// reportCSV writes a row for each answer that could be given: what a spreadsheet can
// make any table of.
func reportCSV(a *app.App, w io.Writer, r classReport) error {
	s, err := app.NewSheet(w)
	if err != nil {
		return err
	}
	if err := s.Row(a.Words(
		textColumnSession, textColumnPerson, textColumnRosterMember, textColumnPoints, textColumnRightCount,
		textColumnAsked, textColumnAnswered, textColumnLookAgain, textColumnConfusions,
	)...); err != nil {
		return err
	}
	for _, session := range r.Sessions {
		for _, p := range session.People {
			var mixed []string
			for _, c := range p.Confusion {
				mixed = append(mixed, c.Right+" ← "+c.Chosen)
			}
			err := s.Row(
				session.Date,
				p.Name,
				app.OneOrZero(p.Roster),
				strconv.Itoa(p.Score),
				strconv.Itoa(p.Right),
				strconv.Itoa(len(session.Questions)),
				strconv.Itoa(p.Answered),
				strings.Join(p.Weak, "; "),
				strings.Join(mixed, "; "),
			)
			if err != nil {
				return err
			}
		}
	}
	if err := s.Row(); err != nil {
		return err
	}
	if err := s.Row(a.Words(
		textColumnSession, textColumnNumber, app.TextColumnQuestion, textColumnAnswer, textColumnFacility,
		textColumnIndex, textColumnChoice, textColumnCount, app.TextColumnRight,
	)...); err != nil {
		return err
	}
	for _, session := range r.Sessions {
		for _, q := range session.Questions {
			if err := choiceRows(a, s, session, q); err != nil {
				return err
			}
		}
	}
	return s.End()
}

func choiceRows(a *app.App, s *app.Sheet, session sessionReport, q questionReport) error {
	index := ""
	if q.Discrimination != nil {
		index = strconv.FormatFloat(*q.Discrimination, 'f', 3, 64)
	}
	for _, c := range q.Choices {
		name := c.Text
		if c.DontKnow {
			name = classroom.TextPageDontKnow.In(a.Lang)
		}
		err := s.Row(
			session.Date,
			strconv.Itoa(q.N),
			strings.Join(append([]string{q.Stem}, q.Block...), "\n"),
			strings.Join(q.Answers, "; "),
			strconv.FormatFloat(q.Facility, 'f', 3, 64),
			index,
			name,
			strconv.Itoa(c.Count),
			app.OneOrZero(c.Right),
		)
		if err != nil {
			return err
		}
	}
	return nil
}

var (
	textReportShort = wording.T("show the results of a class", "查看班级报告")
	textReportLong  = wording.T(
		`Covers the last session: the share of right answers, what was chosen instead,
what each student should review, the areas of the class over time, and the
forecast of students who have set an exam (see goal). Reliability needs at least
ten students. Students are numbered unless --names is given.`,
		`包括最近一次课堂练习中每题的答对人数、误选的选项、每人需要复习的内容、班级各领域的
变化，以及已设定考试（见 goal）的学生的预测。信度指标至少需要十人。默认匿名编号，
加 --names 显示姓名。`,
	)
	textReportExamples = wording.T(
		"  portdrill class report\n  portdrill class report --class net-1 --all --names --html report.html\n  "+
			"portdrill class report --csv results.csv",
		"  portdrill class report\n  portdrill class report --class 网络1班 --all --names --html report.html\n  "+
			"portdrill class report --csv results.csv",
	)
	textFlagAllSessions   = wording.T("all sessions, not only the last one", "全部课堂练习，而不只是最近一次")
	textFlagReportNames   = wording.T("show names instead of numbers", "显示姓名而不是编号")
	textFlagReportHTML    = wording.T("write an HTML report to `FILE`", "把网页报告写入`文件`")
	textFlagReportCSV     = wording.T("write a CSV table to `FILE`", "把表格写入`文件`（CSV）")
	textNoSessions        = wording.T("no sessions yet", "还没有进行过课堂练习")
	textNoSessionsHint    = wording.T("start one: portdrill class host --lan", "开始一次：portdrill class host --lan")
	textAnonymous         = wording.T("student %d", "学生 %d")
	textReportTitle       = wording.T("%s: %d students, %s right on average", "%s：%d 人，平均答对 %s")
	textReportReliability = wording.T("KR-20 %.2f, standard error %.2f questions", "信度 KR-20 %.2f，标准误 %.2f 题")
	textReportQuestion    = wording.T("%d. %s  %s right%s", "%d. %s  答对 %s%s")
	textReportIndex       = wording.T(", discrimination %.2f", "，区分度 %.2f")
	textReportReteachRow  = wording.T("%s right: %s %s", "答对 %s：%s %s")
	textFlagTooHard       = wording.T("hardly anyone was right", "几乎没人答对")
	textFlagTooEasy       = wording.T("nearly everyone was right", "几乎全部答对")
	textFlagWeakItem      = wording.T("does not separate strong and weak students", "区分度低")
	textFlagDoubtful      = wording.T(
		"strong students were wrong more often: is the answer right?",
		"成绩好的学生反而答错：请核对答案",
	)
	textFlagReteach        = wording.T("fewer than half were right", "答对不足一半")
	textColumnSession      = wording.T("session", "课堂练习")
	textColumnRosterMember = wording.T("on the list", "在名单上")
	textColumnAsked        = wording.T("questions", "题数")
	textColumnAnswered     = wording.T("answered", "作答")
	textColumnConfusions   = wording.T("mixed up", "混淆")
	textColumnNumber       = wording.T("no.", "题号")
	textColumnAnswer       = wording.T("right answer", "答案")
)
