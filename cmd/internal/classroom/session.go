package classroom

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"

	"portdrill/questions"
	"portdrill/questions/catalogue"
	"portdrill/quiz/room"
	"portdrill/store"
)

// ErrChanged says that a question cannot be made again as it was: the catalogue is
// another one.
var ErrChanged = errors.New("a question is not what it was")

// A Plan is what a new session is made of.
type Plan struct {
	Class    string // empty for guests alone
	Settings room.Settings
	Set      []questions.Spec
	KeepDays int
	Memo     Memo
}

// A Memo is what a host needs to resume a session.
type Memo struct {
	Key    string         `json:"key"`            // to see the projector's page
	Lead   string         `json:"lead,omitempty"` // to lead the session from the host page
	Host   string         `json:"host"`
	Port   int            `json:"port"`
	Lang   catalogue.Lang `json:"lang"`
	Secure bool           `json:"secure,omitempty"`

	Asked map[string]string `json:"asked,omitempty"` // the flags that define the session, with their values
}

// Matches reports whether the session was started with all of these flags, and possibly
// more.
func (m Memo) Matches(flags map[string]string) bool {
	for name, value := range flags {
		if kept, is := m.Asked[name]; !is || kept != value {
			return false
		}
	}
	return true
}

// Begin makes a session and keeps it.
func Begin(ctx context.Context, db *store.DB, m *questions.Maker, p Plan, now time.Time) (Session, error) {
	asked, kept, err := ask(m, p.Set)
	if err != nil {
		return Session{}, err
	}
	r, err := room.New(p.Settings, asked)
	if err != nil {
		return Session{}, err
	}
	p.Memo.Key, p.Memo.Lead = NewToken(), NewToken()
	memo, err := json.Marshal(p.Memo)
	if err != nil {
		return Session{}, fmt.Errorf("keep the session: %w", err)
	}
	s := Session{
		ID: uuid.NewString(), Code: NewCode(), Key: p.Memo.Key, LeadKey: p.Memo.Lead, Room: r,
	}
	err = db.AddRoom(ctx, store.Room{
		ID: s.ID, Class: p.Class, Code: s.Code, Host: string(memo), Settings: p.Settings, State: r.State(), Created: now, KeepDays: p.KeepDays,
	}, kept)
	if err != nil {
		return Session{}, err
	}
	s.Members, err = membersOf(ctx, db, p.Class)
	return s, err
}

// ask makes the questions, each with an identity from which nothing follows.
func ask(m *questions.Maker, set []questions.Spec) (asked []room.Asked, kept []store.RoomQuestion, err error) {
	for _, spec := range set {
		q, err := m.Make(spec)
		if err != nil {
			return nil, nil, err
		}
		a := room.Asked{
			ID: room.QuestionID(NewToken()), Question: q, Area: cmp.Or(questions.AreaOf(m.Catalogue(), q), "range"),
			Translations: translated(m, spec, q),
		}
		asked, kept = append(asked, a), append(kept, store.QuestionOf(a, spec))
	}
	return asked, kept, nil
}

// translated returns the question that the spec makes in other languages, as far as it can be
// made in them: a question of somebody's own deck may be in one alone.
func translated(m *questions.Maker, spec questions.Spec, q *questions.Question) map[catalogue.Lang]*questions.Question {
	spec.Kind, spec.Format, spec.Deck = q.Kind, q.Format, q.Deck // whatever was left open
	all := make(map[catalogue.Lang]*questions.Question)
	for _, lang := range []catalogue.Lang{catalogue.English, catalogue.Chinese} {
		spec.Lang = lang
		if other, err := m.Make(spec); err == nil && lang != q.Lang {
			all[lang] = other
		}
	}
	return all
}

func membersOf(ctx context.Context, db *store.DB, class string) ([]store.Member, error) {
	if class == "" {
		return nil, nil
	}
	return db.Roster(ctx, class)
}

// MemoOf reads the memo of a session.
func MemoOf(r store.Room) (m Memo, err error) {
	if err := json.Unmarshal([]byte(r.Host), &m); err != nil {
		return m, fmt.Errorf("read the session: %w", err)
	}
	return m, nil
}

// Resume returns a session as it was kept: the same code lets people in, those who
// were in are known, and scores are what they were. The error can be [ErrChanged].
func Resume(ctx context.Context, db *store.DB, m *questions.Maker, kept store.Room) (Session, error) {
	memo, err := MemoOf(kept)
	if err != nil {
		return Session{}, err
	}
	content, err := db.Content(ctx, kept.ID)
	if err != nil {
		return Session{}, err
	}
	var asked []room.Asked
	for _, q := range content.Questions {
		made, err := m.Make(q.Spec)
		if err != nil || made.ID != q.Question {
			return Session{}, errors.Join(fmt.Errorf("%w: %s", ErrChanged, q.Stem), err)
		}
		asked = append(asked, room.Asked{ID: q.ID, Question: made, Area: q.Area, Translations: translated(m, q.Spec, made)})
	}
	members, err := membersOf(ctx, db, kept.Class)
	if err != nil {
		return Session{}, err
	}
	groups := make(map[string]string)
	for _, m := range members {
		groups[m.Key] = m.Group
	}
	people := make([]room.Participant, len(content.People))
	for i, p := range content.People {
		people[i] = p.Participant
		people[i].Group = groups[p.Member]
	}
	s := Session{
		ID: kept.ID, Code: kept.Code, Key: memo.Key, LeadKey: cmp.Or(memo.Lead, NewToken()), People: content.People,
		Members: members,
	}
	s.Room, err = room.Restore(kept.Settings, asked, kept.State, people, content.Answers)
	return s, err
}
