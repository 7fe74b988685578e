package class

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/google/uuid"

	"portdrill/cmd/internal/app"
	"portdrill/quiz/room"
	"portdrill/store"
)

// isRecorded reports whether a participant of the session gave the same answers.
func (m *marking) isRecorded(p *paper, id room.ParticipantID) bool {
	same := 0
	for _, x := range m.before.Answers {
		if x.Participant == id && x.N <= len(p.answers) {
			y := p.answers[x.N-1]
			if x.Reply.Choice != y.Reply.Choice || x.Reply.DontKnow != y.Reply.DontKnow {
				return false
			}
			same++
		}
	}
	return same == len(p.answers)
}

// record keeps papers in the session, which the first one makes.
func (m *marking) record(ctx context.Context, papers []paper) error {
	if m.session.ID == "" {
		m.session = store.Room{
			ID: uuid.NewString(), Class: m.flags.class, Code: m.set.Code, Host: "{}", KeepDays: m.flags.keepDays,
			Settings: m.set.Settings, State: room.State{Phase: room.Done}, Created: m.a.Clock.Now(),
		}
		if err := m.db.AddRoom(ctx, m.session, m.content.Questions); err != nil {
			return err
		}
	}
	b := store.Batch{State: m.session.State}
	for _, p := range papers {
		if p.known {
			continue
		}
		one := room.Participant{ID: room.ParticipantID(strconv.Itoa(p.copy)), Name: p.name, Factor: 1}
		if p.member != nil {
			one.Member = p.member.Key
		}
		if p.anew {
			b.Anew = append(b.Anew, one.ID)
		}
		b.People = append(b.People, store.RoomPerson{Participant: one, Place: p.copy, Tokens: []string{}})
		for _, x := range p.answers {
			x.Participant = one.ID
			b.Answers = append(b.Answers, x)
		}
	}
	return m.db.KeepRoom(ctx, m.session.ID, b)
}

// finish lets what was recorded flow into the records of students.
func (m *marking) finish(ctx context.Context) error {
	if m.session.ID == "" {
		return nil
	}
	_, err := m.db.EndRoom(ctx, m.session.ID, m.a.Clock.Now())
	return err
}

// A markedLine is a paper that was marked, for programs.
type markedLine struct {
	Copy    int    `json:"copy"`
	Student string `json:"student"`
	Number  string `json:"number,omitempty"`
	Roster  bool   `json:"roster"`
	Right   int    `json:"right"`
	Of      int    `json:"of"`
	Answers string `json:"answers"`
	Known   bool   `json:"recorded_before"`
}

func (m *marking) show() error {
	var rows [][]string
	for _, p := range m.papers {
		number := ""
		if p.member != nil {
			number = p.member.Number
		}
		if m.a.JSON {
			err := m.a.PrintJSON(markedLine{p.copy, p.name, number, p.member != nil, p.right, len(m.items), p.letters, p.known})
			if err != nil {
				return err
			}
			continue
		}
		mark := ""
		switch {
		case p.known:
			mark = textMarkKnown.In(m.a.Lang)
		case p.anew:
			mark = textMarkCorrected.In(m.a.Lang)
		}
		rows = append(rows, []string{strconv.Itoa(p.copy), p.name, number, fmt.Sprintf("%d/%d", p.right, len(m.items)), mark})
	}
	if m.a.JSON {
		return nil
	}
	return m.a.Print(trimLines(app.Columns(rows)))
}

func trimLines(text string) string {
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		lines[i] = strings.TrimRight(line, " ")
	}
	return strings.Join(lines, "\n")
}

// tell says what was recorded.
func (m *marking) tell() {
	fresh, right := 0, 0
	for _, p := range m.papers {
		if !p.known {
			fresh, right = fresh+1, right+p.right
		}
	}
	if fresh == 0 {
		m.a.Messages.Say(textMarkNothingNew.In(m.a.Lang))
		return
	}
	command := "portdrill class report"
	if m.flags.class != "" {
		command += " --class " + strconv.Quote(m.flags.class)
	}
	m.a.Messages.Say(textMarkDone.In(m.a.Lang, fresh, float64(right)/float64(fresh), len(m.items), command))
}
