package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"portdrill/questions"
	"portdrill/quiz/room"
)

// A Room is a session of a class as it is kept.
type Room struct {
	ID       string // a UUID
	Class    string // empty for a session of guests
	Code     string // to join by
	Host     string // JSON: what the host has to remember
	Settings room.Settings
	State    room.State
	Created  time.Time
	Ended    time.Time // zero while it goes on
	Flowed   time.Time // zero until results went into the logs of members
	KeepDays int       // after its end; 0 for ever
}

// A RoomQuestion is a question of a room: what makes it again, and what it was.
type RoomQuestion struct {
	ID          room.QuestionID     `json:"-"`
	Spec        questions.Spec      `json:"-"`
	Area        string              `json:"area"`
	Question    string              `json:"question"` // its own ID, a hash of what is shown
	Stem        string              `json:"stem"`
	Options     []string            `json:"options,omitempty"`
	Answers     []string            `json:"answers"`
	Explanation string              `json:"explanation"`
	Facets      []questions.FacetID `json:"facets"`
	Services    []string            `json:"services"`
}

// QuestionOf returns what is kept of a question that the spec makes.
func QuestionOf(asked room.Asked, spec questions.Spec) RoomQuestion {
	q := asked.Question
	spec.Kind, spec.Format, spec.Lang, spec.Deck = q.Kind, q.Format, q.Lang, q.Deck // whatever was left open
	return RoomQuestion{
		ID: asked.ID, Spec: spec, Area: asked.Area, Question: q.ID, Stem: q.Text(), Options: q.Options, Answers: q.Answers,
		Explanation: q.Explanation.String(), Facets: q.Facets, Services: q.Services,
	}
}

// Item is the question as figures need it.
func (q RoomQuestion) Item() room.Item {
	return room.Item{Options: q.Options, Answers: q.Answers, Format: q.Spec.Format, Area: q.Area, Facets: q.Facets}
}

// settingsBody is how a room is played, in the database. Fields are only ever added, as in all below.
type settingsBody struct {
	Pace    room.Pace    `json:"pace"`
	Scoring room.Scoring `json:"scoring"`
	LimitMS int64        `json:"limit_ms"`
	Most    int          `json:"most"`
	Places  bool         `json:"places,omitempty"`
	Hold    bool         `json:"hold,omitempty"`

	Reserved int  `json:"reserved,omitempty"`
	NoGuests bool `json:"no_guests,omitempty"`

	ReadingMS int64 `json:"reading_ms,omitempty"`

	Teams []string `json:"teams,omitempty"`
}

// stateBody leaves out since when the time runs: after a restart it does not.
type stateBody struct {
	Seq       int64      `json:"seq"`
	Phase     room.Phase `json:"phase"`
	N         int        `json:"n"`
	Locked    bool       `json:"locked,omitempty"`
	Paused    bool       `json:"paused,omitempty"`
	LimitMS   int64      `json:"limit_ms"`
	ElapsedMS int64      `json:"elapsed_ms"`
	Reading   bool       `json:"reading,omitempty"`
	Leaders   bool       `json:"leaders,omitempty"`
	Seen      []int16    `json:"seen,omitempty"`
}

func bodyOfSettings(s room.Settings) settingsBody {
	return settingsBody{
		s.Pace, s.Scoring, s.Limit.Milliseconds(), s.Most, s.Places, s.Hold, s.Reserved, s.NoGuests, s.Reading.Milliseconds(),
		s.Teams,
	}
}

func (b settingsBody) settings() room.Settings {
	return room.Settings{
		Pace: b.Pace, Scoring: b.Scoring, Limit: ms(b.LimitMS), Most: b.Most, Places: b.Places, Hold: b.Hold,
		Reserved: b.Reserved, NoGuests: b.NoGuests, Reading: ms(b.ReadingMS),
		Teams: b.Teams,
	}
}

func bodyOfState(s room.State) stateBody {
	seen := s.Seen[:]
	for len(seen) > 0 && seen[len(seen)-1] == 0 {
		seen = seen[:len(seen)-1]
	}
	return stateBody{
		s.Seq, s.Phase, s.N, s.Locked, s.Paused, s.Limit.Milliseconds(), s.Elapsed.Milliseconds(), s.Reading, s.Leaders, seen,
	}
}

func (b stateBody) state() room.State {
	s := room.State{
		Seq: b.Seq, Phase: b.Phase, N: b.N, Locked: b.Locked, Paused: b.Paused, Limit: ms(b.LimitMS), Elapsed: ms(b.ElapsedMS),
		Reading: b.Reading, Leaders: b.Leaders,
	}
	copy(s.Seen[:], b.Seen)
	return s
}

// AddRoom keeps a new room with its questions. A class that is new is added.
func (db *DB) AddRoom(ctx context.Context, r Room, all []RoomQuestion) error {
	return db.inTx(ctx, func(tx execer) error {
		var class sql.NullInt64
		if r.Class != "" {
			n, err := keepClass(ctx, tx, r.Class, r.Created)
			if err != nil {
				return err
			}
			class = sql.NullInt64{Int64: n, Valid: true}
		}
		n, err := insertRoom(ctx, tx, r, class)
		if err != nil {
			return fmt.Errorf("keep the session: %w", err)
		}
		s := openSeal(ctx, tx, n)
		s.hashRoom(ctx)
		for i, q := range all {
			if err := s.insertQuestion(ctx, i+1, q); err != nil {
				return fmt.Errorf("keep question %d: %w", i+1, err)
			}
		}
		if err := s.close(ctx); err != nil {
			return err
		}
		return seal(ctx, tx)
	})
}

func insertRoom(ctx context.Context, tx execer, r Room, class sql.NullInt64) (int64, error) {
	settings, err := jsonOf(bodyOfSettings(r.Settings))
	if err != nil {
		return 0, err
	}
	state, err := jsonOf(bodyOfState(r.State))
	if err != nil {
		return 0, err
	}
	result, err := tx.ExecContext(ctx,
		"INSERT INTO rooms (created_ms, class, keep_days, id, code, host, settings, state) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
		r.Created.UnixMilli(), class, r.KeepDays, r.ID, r.Code, r.Host, settings, state)
	if err != nil {
		return 0, err
	}
	return result.LastInsertId()
}

func (s *sealer) insertQuestion(ctx context.Context, i int, q RoomQuestion) error {
	spec, err := jsonOf(q.Spec)
	if err != nil {
		return err
	}
	body, err := jsonOf(q)
	if err != nil {
		return err
	}
	s.insert(ctx, questionsTable, s.n, int64(i), string(q.ID), spec, body)
	return s.err
}

// A Batch is what is kept of a room at once: where it stands, and people and answers
// that are new or otherwise than before.
type Batch struct {
	State   room.State
	People  []RoomPerson
	Answers []room.Answer
	Anew    []room.ParticipantID // who are kept anew, with other answers than before
}

// A RoomPerson is a participant with the hashes of what their devices show to be
// let in again.
type RoomPerson struct {
	room.Participant
	Place  int // in the order they joined
	Tokens []string
}

// KeepRoom keeps a batch, all or nothing: when it returns without an error, all of it
// survives a power cut. To keep the same again changes nothing. The error is
// [ErrNoRoom], or that of [DB.Record].
func (db *DB) KeepRoom(ctx context.Context, id string, b Batch) error {
	return db.inTx(ctx, func(tx execer) error {
		n, err := roomRow(ctx, tx, id)
		if err != nil {
			return err
		}
		state, err := jsonOf(bodyOfState(b.State))
		if err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, "UPDATE rooms SET state = ? WHERE n = ?", state, n); err != nil {
			return fmt.Errorf("keep the session: %w", err)
		}
		for _, id := range b.Anew {
			if err := removeParticipant(ctx, tx, n, id); err != nil {
				return fmt.Errorf("keep a participant anew: %w", err)
			}
		}
		s := openSeal(ctx, tx, n)
		s.hashRoom(ctx)
		for _, p := range b.People {
			if err := keepPerson(ctx, tx, n, p); err != nil {
				return fmt.Errorf("keep a participant: %w", err)
			}
			s.hash(ctx, participantsTable, "room = ? AND id = ?", n, string(p.ID))
		}
		for _, a := range b.Answers {
			if err := s.keepAnswer(ctx, a); err != nil {
				return fmt.Errorf("keep an answer: %w", err)
			}
		}
		if err := s.close(ctx); err != nil || len(b.Anew) == 0 {
			return err
		}
		return sealRooms(ctx, tx, "n = ?", n) // as rows are gone
	})
}

// KeepHost keeps what the host has to remember of the room. The error is [ErrNoRoom],
// or that of [DB.Record].
func (db *DB) KeepHost(ctx context.Context, id, host string) error {
	return db.inTx(ctx, func(tx execer) error {
		n, err := roomRow(ctx, tx, id)
		if err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, "UPDATE rooms SET host = ? WHERE n = ?", host, n); err != nil {
			return fmt.Errorf("keep the session: %w", err)
		}
		s := openSeal(ctx, tx, n)
		s.hashRoom(ctx)
		return s.close(ctx)
	})
}

func roomRow(ctx context.Context, q queryer, id string) (n int64, err error) {
	err = q.QueryRowContext(ctx, "SELECT n FROM rooms WHERE id = ?", id).Scan(&n)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, fmt.Errorf("%w: %s", ErrNoRoom, id)
	}
	if err != nil {
		return 0, fmt.Errorf("find the session %s: %w", id, err)
	}
	return n, nil
}

func removeParticipant(ctx context.Context, tx execer, n int64, id room.ParticipantID) error {
	if _, err := tx.ExecContext(ctx, "DELETE FROM room_answers WHERE room = ? AND participant = ?", n, id); err != nil {
		return err
	}
	_, err := tx.ExecContext(ctx, "DELETE FROM participants WHERE room = ? AND id = ?", n, id)
	return err
}

// keepPerson writes a participant. A member who was forgotten meanwhile is a guest.
func keepPerson(ctx context.Context, tx execer, n int64, p RoomPerson) error {
	tokens, err := jsonOf(p.Tokens)
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `
		INSERT INTO participants (room, id, place, member, name, factor, gone, tokens) VALUES (?, ?, ?, (SELECT n FROM members WHERE n = ?), ?, ?, ?, ?)
		ON CONFLICT DO UPDATE SET name = excluded.name, factor = excluded.factor, gone = excluded.gone, tokens = excluded.tokens`,
		n, p.ID, p.Place, p.Member, p.Name, p.Factor, goneOf(p.Participant), tokens)
	return err
}

// barred in the column gone marks participants who cannot rejoin; 1 marks those who can.
const barred = 2

func goneOf(p room.Participant) int {
	switch {
	case p.Barred:
		return barred
	case p.Gone:
		return 1
	}
	return 0
}

// keepAnswer writes an answer. The first one stays, whatever is sent again.
func (s *sealer) keepAnswer(ctx context.Context, a room.Answer) error {
	reply, err := jsonOf(a.Reply)
	if err != nil {
		return err
	}
	_, zone := a.At.Zone()
	correct := 0
	if a.Correct {
		correct = 1
	}
	s.insert(ctx, roomAnswersTable, s.n, a.N, string(a.Participant), reply, a.Given, a.Chosen, correct,
		a.At.UnixMilli(), zone, a.Took.Milliseconds(), a.Points)
	return s.err
}

const roomColumns = `rooms.id, coalesce((SELECT name FROM classes WHERE n = rooms.class), ''), code, host, settings, state,
	created_ms, coalesce(ended_ms, 0), coalesce(flowed_ms, 0), keep_days FROM rooms`

// Rooms returns the rooms of the class, of all of them for "", the latest first.
func (db *DB) Rooms(ctx context.Context, class string) ([]Room, error) {
	query, args := "SELECT "+roomColumns+" ORDER BY n DESC", []any(nil)
	if class != "" {
		n, err := classRow(ctx, db.sql, class)
		if err != nil {
			return nil, err
		}
		query, args = "SELECT "+roomColumns+" WHERE class = ? ORDER BY n DESC", []any{n}
	}
	all, err := roomsOf(ctx, db.sql, query, args...)
	return all, explain(db.path, err)
}

func roomsOf(ctx context.Context, q queryer, query string, args ...any) ([]Room, error) {
	all, err := list(ctx, q, query, func(rows *sql.Rows) (r Room, err error) {
		var settings, state string
		var created, ended, flowed int64
		err = rows.Scan(&r.ID, &r.Class, &r.Code, &r.Host, &settings, &state, &created, &ended, &flowed, &r.KeepDays)
		if err != nil {
			return r, err
		}
		var s settingsBody
		var b stateBody
		if err := errors.Join(json.Unmarshal([]byte(settings), &s), json.Unmarshal([]byte(state), &b)); err != nil {
			return r, fmt.Errorf("session %s: %w", r.ID, err)
		}
		r.Settings, r.State = s.settings(), b.state()
		r.Created, r.Ended, r.Flowed = instant(created), instant(ended), instant(flowed)
		return r, nil
	}, args...)
	return all, doing("read the sessions", err)
}

// instant is the time of Unix milliseconds, zero for none.
func instant(atMS int64) time.Time {
	if atMS == 0 {
		return time.Time{}
	}
	return time.UnixMilli(atMS)
}

// RoomContent is all that happened in a room.
type RoomContent struct {
	Questions []RoomQuestion
	People    []RoomPerson // in the order they joined
	Answers   []room.Answer
}

// Content returns all that happened in the room. The error is [ErrNoRoom].
func (db *DB) Content(ctx context.Context, id string) (RoomContent, error) {
	n, err := roomRow(ctx, db.sql, id)
	if err != nil {
		return RoomContent{}, err
	}
	c, err := contentOf(ctx, db.sql, n)
	return c, explain(db.path, err)
}

func contentOf(ctx context.Context, q queryer, n int64) (c RoomContent, err error) {
	if c.Questions, err = roomQuestions(ctx, q, n); err != nil {
		return c, fmt.Errorf("read the questions: %w", err)
	}
	if c.People, err = roomPeople(ctx, q, n); err != nil {
		return c, fmt.Errorf("read the participants: %w", err)
	}
	if c.Answers, err = roomAnswers(ctx, q, n); err != nil {
		return c, fmt.Errorf("read the answers: %w", err)
	}
	return c, nil
}

func roomQuestions(ctx context.Context, q queryer, n int64) ([]RoomQuestion, error) {
	const query = "SELECT id, spec, body FROM room_questions WHERE room = ? ORDER BY n"
	return list(ctx, q, query, func(rows *sql.Rows) (one RoomQuestion, err error) {
		var spec, body string
		if err := rows.Scan(&one.ID, &spec, &body); err != nil {
			return one, err
		}
		return one, errors.Join(json.Unmarshal([]byte(spec), &one.Spec), json.Unmarshal([]byte(body), &one))
	}, n)
}

func roomPeople(ctx context.Context, q queryer, n int64) ([]RoomPerson, error) {
	const query = `SELECT id, place, coalesce(member, ''), name, factor, gone, tokens FROM participants
		WHERE room = ? ORDER BY place`
	return list(ctx, q, query, func(rows *sql.Rows) (p RoomPerson, err error) {
		var tokens string
		var gone int
		if err := rows.Scan(&p.ID, &p.Place, &p.Member, &p.Name, &p.Factor, &gone, &tokens); err != nil {
			return p, err
		}
		p.Gone, p.Barred = gone != 0, gone == barred
		err = json.Unmarshal([]byte(tokens), &p.Tokens)
		return p, err
	}, n)
}

func roomAnswers(ctx context.Context, q queryer, n int64) ([]room.Answer, error) {
	const query = `SELECT n, participant, reply, given, chosen, correct, at_ms, zone_s, took_ms, points FROM room_answers
		WHERE room = ? ORDER BY n, participant`
	return list(ctx, q, query, func(rows *sql.Rows) (a room.Answer, err error) {
		var reply string
		var at, took int64
		var zone int
		err = rows.Scan(&a.N, &a.Participant, &reply, &a.Given, &a.Chosen, &a.Correct, &at, &zone, &took, &a.Points)
		if err != nil {
			return a, err
		}
		a.At, a.Took = time.UnixMilli(at).In(time.FixedZone("", zone)), ms(took)
		err = json.Unmarshal([]byte(reply), &a.Reply)
		return a, err
	}, n)
}
