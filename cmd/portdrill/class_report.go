package main

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"portdrill/cmd/internal/terminal"
	"portdrill/cmd/internal/wording"
	"portdrill/questions"
	"portdrill/quiz/room"
	"portdrill/store"
)

type reportFlags struct {
	class, html, csv string
	all, names       bool
}

func (a *app) classReportCommand() *cobra.Command {
	var f reportFlags
	cmd := &cobra.Command{
		Use: "report", Short: wording.ReportShort.In(a.lang), Long: wording.ReportLong.In(a.lang), Example: wording.ReportExamples.In(a.lang),
		Args: a.noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error { return a.classReport(cmd, f) },
	}
	cmd.Flags().StringVar(&f.class, "class", "", wording.FlagClass.In(a.lang))
	cmd.Flags().BoolVar(&f.all, "all", false, wording.FlagAllSessions.In(a.lang))
	cmd.Flags().BoolVar(&f.names, "names", false, wording.FlagReportNames.In(a.lang))
	cmd.Flags().StringVar(&f.html, "html", "", wording.FlagReportHTML.In(a.lang))
	cmd.Flags().StringVar(&f.csv, "csv", "", wording.FlagReportCSV.In(a.lang))
	completes(cmd, "class", a.listClassNames)
	completes(cmd, "html", listFiles)
	completes(cmd, "csv", listFiles)
	return cmd
}

// A classReport is what a session, or several, have shown.
type classReport struct {
	Class    string           `json:"class,omitempty"`
	Sessions []sessionReport  `json:"sessions"` // the latest first
	Areas    []areaOverTime   `json:"areas"`    // of all sessions, the weakest first
	Reteach  []questionReport `json:"teach_again"`
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
	Area           string              `json:"area"`
	Answers        []string            `json:"answers"`
	Facets         []questions.FacetID `json:"facets"`
	Seen           int                 `json:"answered"`
	Right          int                 `json:"right"`
	Facility       float64             `json:"facility"`
	Discrimination *float64            `json:"discrimination"`
	Choices        []choiceReport      `json:"choices"`
	Flags          []room.Flag         `json:"flags"`
}

type choiceReport struct {
	Text     string `json:"text"`
	Count    int    `json:"count"`
	Right    bool   `json:"right,omitempty"`
	DontKnow bool   `json:"dont_know,omitempty"`
}

type personReport struct {
	Name      string            `json:"name"`
	Roster    bool              `json:"roster"`
	Score     int               `json:"score"`
	Right     int               `json:"right"`
	Answered  int               `json:"answered"`
	Weak      []string          `json:"weak"`
	Confusion []confusionReport `json:"confusions"`
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

func (a *app) classReport(cmd *cobra.Command, f reportFlags) error {
	ctx := cmd.Context()
	if !a.exists() {
		return problem{wording.NoSessions.In(a.lang), wording.NoSessionsHint.In(a.lang), exitFailed}
	}
	var r classReport
	err := a.toRead(ctx, func(db opened) (err error) {
		r, err = a.reportOf(ctx, db, f)
		return a.noClass(cmd, db.DB, f.class, err)
	})
	if err != nil {
		return err
	}
	if f.html != "" {
		if err := a.writeTo([]string{f.html}, func(w io.Writer) error { return a.reportHTML(w, r) }); err != nil {
			return err
		}
	}
	if f.csv != "" {
		if err := a.writeTo([]string{f.csv}, func(w io.Writer) error { return a.reportCSV(w, r) }); err != nil {
			return err
		}
	}
	switch {
	case a.json:
		return a.writeJSON(r)
	case f.html != "" || f.csv != "":
		return nil
	}
	return a.write(a.reportText(r))
}

// reportOf is about the last session of the class, or about all of them; what goes
// on over time is of all either way.
func (a *app) reportOf(ctx context.Context, db opened, f reportFlags) (r classReport, err error) {
	rooms, err := db.Rooms(ctx, f.class)
	if err != nil {
		return r, err
	}
	rooms = slices.DeleteFunc(rooms, func(x store.Room) bool { return x.State.Phase == room.Lobby })
	if len(rooms) == 0 {
		return r, problem{wording.NoSessions.In(a.lang), wording.NoSessionsHint.In(a.lang), exitFailed}
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
		s, figures := a.sessionOf(kept, c, f.names)
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
		area.Area = wording.Area(area.Area).In(a.lang)
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
	return r, nil
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
func (a *app) sessionOf(kept store.Room, c store.RoomContent, names bool) (sessionReport, room.Figures) {
	asked := c.Questions
	if kept.Settings.Pace == room.Together { // what was never opened was not asked
		asked = asked[:min(len(asked), kept.State.N)]
	}
	items := make([]room.Item, len(asked))
	for i, q := range asked {
		items[i] = q.Item()
	}
	sheets := make(map[room.ParticipantID]room.Sheet)
	for _, x := range c.Answers {
		if sheets[x.Participant] == nil {
			sheets[x.Participant] = make(room.Sheet)
		}
		sheets[x.Participant][x.N] = x
	}
	var people []store.RoomPerson
	var all []room.Sheet
	for _, p := range c.People {
		if !p.Gone && sheets[p.ID] != nil {
			people, all = append(people, p), append(all, sheets[p.ID])
		}
	}
	f := room.FiguresOf(items, all)
	s := sessionReport{
		ID: kept.ID, Date: kept.Created.In(a.clock.Now().Location()).Format("2006-01-02 15:04"), Learners: f.Learners, Mean: f.Mean,
		Questions: []questionReport{}, People: []personReport{},
	}
	if f.HasReliability {
		s.Reliability, s.Error = &f.Reliability, &f.Error
	}
	for i, q := range asked {
		s.Questions = append(s.Questions, a.questionOf(i, q, f.Items[i]))
	}
	for i, p := range people {
		s.People = append(s.People, a.personOf(p, all[i], asked))
	}
	a.rank(s.People, names)
	return s, f
}

func (a *app) questionOf(i int, q store.RoomQuestion, f room.ItemFigures) questionReport {
	r := questionReport{
		N: i + 1, Stem: q.Stem, Area: wording.Area(q.Area).In(a.lang), Answers: q.Answers, Facets: q.Facets,
		Seen: f.Seen, Right: f.Right, Facility: f.Facility, Choices: []choiceReport{}, Flags: emptyIfNil(f.Flags),
	}
	if q.Format == questions.Typed {
		r.Answers = q.Answers[:1]
	}
	if f.HasIndex {
		r.Discrimination = &f.Discrimination
	}
	for _, c := range f.Choices {
		r.Choices = append(r.Choices, choiceReport(c))
	}
	return r
}

func (a *app) personOf(p store.RoomPerson, sheet room.Sheet, asked []store.RoomQuestion) personReport {
	r := personReport{Name: p.Name, Roster: p.Member != "", Weak: []string{}, Confusion: []confusionReport{}}
	missed := make(map[string]bool)
	for i, q := range asked {
		x, is := sheet[i+1]
		if is {
			r.Answered++
		}
		if x.Correct {
			r.Right++
			r.Score += x.Points
			continue
		}
		if area := wording.Area(q.Area).In(a.lang); !missed[area] {
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
func (a *app) rank(people []personReport, names bool) {
	slices.SortStableFunc(people, func(x, y personReport) int { return y.Score - x.Score })
	for i := range people {
		if !names {
			people[i].Name = wording.Anonymous.In(a.lang, i+1)
		}
	}
}

func (a *app) reportText(r classReport) string {
	w, _ := a.screenSize()
	var text strings.Builder
	for _, s := range r.Sessions {
		fmt.Fprintln(&text, a.style().Heading(wording.ReportTitle.In(a.lang, s.Date, s.Learners, percent(s.Mean))))
		if s.Reliability != nil {
			fmt.Fprintln(&text, wording.ReportReliability.In(a.lang, *s.Reliability, *s.Error))
		}
		for _, q := range s.Questions {
			text.WriteString("\n" + a.questionText(q, w))
		}
		text.WriteString("\n" + a.peopleText(s) + "\n")
	}
	if len(r.Areas) > 0 {
		fmt.Fprintln(&text, a.style().Heading(wording.ReportAreas.In(a.lang)))
		text.WriteString(a.areasText(r))
	}
	if len(r.Reteach) > 0 {
		fmt.Fprintln(&text, "\n"+a.style().Heading(wording.ReportReteach.In(a.lang)))
		for _, q := range r.Reteach {
			text.WriteString(terminal.Indent(wording.ReportReteachRow.In(a.lang, percent(q.Facility), q.Stem, strings.Join(q.Answers, wording.Listed.In(a.lang))), "  ", w-1))
		}
	}
	return text.String()
}

func (a *app) questionText(q questionReport, w int) string {
	index := ""
	if q.Discrimination != nil {
		index = wording.ReportIndex.In(a.lang, *q.Discrimination)
	}
	head := wording.ReportQuestion.In(a.lang, q.N, q.Stem, percent(q.Facility), index)
	var text strings.Builder
	text.WriteString(terminal.Indent(head, "", w-1))
	for _, c := range q.Choices {
		mark, name := "  ", c.Text
		if c.Right {
			mark = "✓ "
		}
		if c.DontKnow {
			name = wording.PageDontKnow.In(a.lang)
		}
		fmt.Fprintf(&text, "   %s%3d  %s\n", mark, c.Count, terminal.Truncate(name, w-14, "…"))
	}
	for _, flag := range q.Flags {
		text.WriteString("   ! " + flagWordsOf(flag).In(a.lang) + "\n")
	}
	return text.String()
}

func flagWordsOf(f room.Flag) wording.Text {
	return map[room.Flag]wording.Text{
		room.TooHard: wording.FlagTooHard, room.TooEasy: wording.FlagTooEasy, room.Weak: wording.FlagWeakItem,
		room.KeyDoubtful: wording.FlagDoubtful, room.TeachAgain: wording.FlagReteach,
	}[f]
}

func (a *app) peopleText(s sessionReport) string {
	widest := 0
	for _, p := range s.People {
		widest = max(widest, terminal.Width(p.Name))
	}
	var text strings.Builder
	for _, p := range s.People {
		row := fmt.Sprintf("%s  %6d  %d/%d", terminal.Pad(p.Name, widest), p.Score, p.Right, len(s.Questions))
		if len(p.Weak) > 0 {
			row += "  " + strings.Join(p.Weak[:min(3, len(p.Weak))], wording.Listed.In(a.lang))
		}
		text.WriteString(row + "\n")
	}
	return text.String()
}

func (a *app) areasText(r classReport) string {
	rows := make([][2]string, len(r.Areas))
	for i, area := range r.Areas {
		var shares []string
		for _, s := range area.Shares {
			if s != nil {
				shares = append(shares, percent(*s))
			}
		}
		rows[i] = [2]string{"  " + area.Area, fmt.Sprintf("%d/%d  %s", area.Right, area.Asked, strings.Join(shares[max(len(shares)-6, 0):], " → "))}
	}
	return table(rows)
}

// reportCSV writes a row for each answer that could be given: what a spreadsheet can
// make any table of.
func (a *app) reportCSV(w io.Writer, r classReport) error {
	s, err := newSheet(w)
	if err != nil {
		return err
	}
	if err := s.row(a.words(wording.ColumnSession, wording.ColumnPerson, wording.ColumnRosterMember, wording.ColumnPoints, wording.ColumnRightCount,
		wording.ColumnAsked, wording.ColumnAnswered, wording.ColumnLookAgain, wording.ColumnConfusions)...); err != nil {
		return err
	}
	for _, session := range r.Sessions {
		for _, p := range session.People {
			var mixed []string
			for _, c := range p.Confusion {
				mixed = append(mixed, c.Right+" ← "+c.Chosen)
			}
			err := s.row(session.Date, p.Name, oneOrZero(p.Roster), strconv.Itoa(p.Score), strconv.Itoa(p.Right), strconv.Itoa(len(session.Questions)),
				strconv.Itoa(p.Answered), strings.Join(p.Weak, "; "), strings.Join(mixed, "; "))
			if err != nil {
				return err
			}
		}
	}
	if err := s.row(); err != nil {
		return err
	}
	if err := s.row(a.words(wording.ColumnSession, wording.ColumnNumber, wording.ColumnQuestion, wording.ColumnAnswer, wording.ColumnFacility,
		wording.ColumnIndex, wording.ColumnChoice, wording.ColumnCount, wording.ColumnRight)...); err != nil {
		return err
	}
	for _, session := range r.Sessions {
		for _, q := range session.Questions {
			if err := a.choiceRows(s, session, q); err != nil {
				return err
			}
		}
	}
	return s.end()
}

func (a *app) choiceRows(s *sheet, session sessionReport, q questionReport) error {
	index := ""
	if q.Discrimination != nil {
		index = strconv.FormatFloat(*q.Discrimination, 'f', 3, 64)
	}
	for _, c := range q.Choices {
		name := c.Text
		if c.DontKnow {
			name = wording.PageDontKnow.In(a.lang)
		}
		err := s.row(session.Date, strconv.Itoa(q.N), q.Stem, strings.Join(q.Answers, "; "), strconv.FormatFloat(q.Facility, 'f', 3, 64), index,
			name, strconv.Itoa(c.Count), oneOrZero(c.Right))
		if err != nil {
			return err
		}
	}
	return nil
}
