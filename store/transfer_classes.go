package store

import (
	"bufio"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/mattn/go-sqlite3"

	"portdrill/questions"
	"portdrill/quiz"
)

// exportedClass is a class in an export. Fields are only ever added, as in all below.
type exportedClass struct {
	Name    string `json:"name"`
	SinceMS int64  `json:"since_ms"`
}

// exportedMember is one on the roster of a class.
type exportedMember struct {
	Class   string         `json:"class"`
	Learner quiz.LearnerID `json:"learner"`
	Name    string         `json:"name"`
	Shown   string         `json:"shown"`
	Number  string         `json:"number,omitempty"`
	Team    string         `json:"team,omitempty"`
	PIN     string         `json:"pin"`
}

// exportedRoom is a session of a class that has ended, without what is needed to go on.
type exportedRoom struct {
	ID        string             `json:"id"`
	Class     string             `json:"class,omitempty"`
	Code      string             `json:"code"`
	CreatedMS int64              `json:"created_ms"`
	EndedMS   int64              `json:"ended_ms"`
	FlowedMS  *int64             `json:"flowed_ms,omitempty"`
	KeepDays  int64              `json:"keep_days,omitempty"`
	Settings  json.RawMessage    `json:"settings"`
	State     json.RawMessage    `json:"state"`
	Questions []exportedQuestion `json:"questions"`
	People    []exportedPerson   `json:"people"`
	Answers   []exportedAnswer   `json:"answers"`
}

type exportedQuestion struct {
	ID   string          `json:"id"`
	Spec json.RawMessage `json:"spec"`
	Body json.RawMessage `json:"body"`
}

type exportedPerson struct {
	ID      string         `json:"id"`
	Place   int64          `json:"place"`
	Learner quiz.LearnerID `json:"learner,omitempty"` // empty for a guest
	Name    string         `json:"name"`
	Factor  float64        `json:"factor"`
	Gone    int            `json:"gone,omitempty"`
}

type exportedAnswer struct {
	N           int             `json:"n"` // of the question, from 1
	Participant string          `json:"participant"`
	Reply       json.RawMessage `json:"reply"`
	Given       string          `json:"given"`
	Chosen      string          `json:"chosen,omitempty"`
	Correct     bool            `json:"correct"`
	AtMS        int64           `json:"at_ms"`
	Zone        int             `json:"zone_s"`
	TookMS      int64           `json:"took_ms"`
	Points      int64           `json:"points"`
}

// exportClasses writes rosters and results, where there are any.
func (db *DB) exportClasses(ctx context.Context, out *bufio.Writer) error {
	const classes = "SELECT name, created_ms FROM classes WHERE name <> ? ORDER BY created_ms, name"
	all, err := list(ctx, db.sql, classes, func(rows *sql.Rows) (c exportedClass, err error) {
		err = rows.Scan(&c.Name, &c.SinceMS)
		return c, err
	}, formerClass)
	if err != nil {
		return fmt.Errorf("read the classes: %w", err)
	}
	members, err := exportedMembers(ctx, db.sql)
	if err != nil {
		return err
	}
	rooms, err := exportedRooms(ctx, db.sql)
	if err != nil {
		return err
	}
	return errors.Join(writeSome(out, "classes", all), writeSome(out, "members", members), writeSome(out, "sessions", rooms))
}

// writeSome writes nothing of what there is none of.
func writeSome[T any](out *bufio.Writer, name string, all []T) error {
	if len(all) == 0 {
		return nil
	}
	return writeArray(out, name, all)
}

func exportedMembers(ctx context.Context, q queryer) ([]exportedMember, error) {
	const query = `
		SELECT classes.name, learners.id, members.name, shown, number, team, pin FROM members
		JOIN classes ON classes.n = members.class JOIN learners ON learners.n = members.learner
		WHERE classes.name <> ? ORDER BY classes.created_ms, classes.name, members.n`
	all, err := list(ctx, q, query, func(rows *sql.Rows) (m exportedMember, err error) {
		err = rows.Scan(&m.Class, &m.Learner, &m.Name, &m.Shown, &m.Number, &m.Team, &m.PIN)
		return m, err
	}, formerClass)
	return all, doing("read the rosters", err)
}

func exportedRooms(ctx context.Context, q queryer) ([]exportedRoom, error) {
	const query = `
		SELECT n, id, coalesce((SELECT name FROM classes WHERE n = rooms.class), ''), code, created_ms, ended_ms, flowed_ms,
			keep_days, settings, state
		FROM rooms WHERE ended_ms IS NOT NULL ORDER BY created_ms, id`
	var rowsOf []int64
	all, err := list(ctx, q, query, func(rows *sql.Rows) (r exportedRoom, err error) {
		var n int64
		err = rows.Scan(&n, &r.ID, &r.Class, &r.Code, &r.CreatedMS, &r.EndedMS, &r.FlowedMS, &r.KeepDays,
			(*[]byte)(&r.Settings), (*[]byte)(&r.State))
		rowsOf = append(rowsOf, n)
		return r, err
	})
	for i, n := range rowsOf {
		if err == nil {
			err = all[i].read(ctx, q, n)
		}
	}
	return all, doing("read the sessions", err)
}

// read reads what happened in the room.
func (r *exportedRoom) read(ctx context.Context, q queryer, n int64) error {
	var errs [3]error
	r.Questions, errs[0] = list(ctx, q, "SELECT id, spec, body FROM room_questions WHERE room = ? ORDER BY n",
		func(rows *sql.Rows) (x exportedQuestion, err error) {
			err = rows.Scan(&x.ID, (*[]byte)(&x.Spec), (*[]byte)(&x.Body))
			return x, err
		}, n)
	const people = `
		SELECT participants.id, place, coalesce(learners.id, ''), participants.name, factor, gone FROM participants
		LEFT JOIN members ON members.n = member LEFT JOIN learners ON learners.n = members.learner
		WHERE room = ? ORDER BY place, participants.id`
	r.People, errs[1] = list(ctx, q, people, func(rows *sql.Rows) (p exportedPerson, err error) {
		err = rows.Scan(&p.ID, &p.Place, &p.Learner, &p.Name, &p.Factor, &p.Gone)
		return p, err
	}, n)
	const answers = `
		SELECT n, participant, reply, given, chosen, correct, at_ms, zone_s, took_ms, points FROM room_answers
		WHERE room = ? ORDER BY n, participant`
	r.Answers, errs[2] = list(ctx, q, answers, func(rows *sql.Rows) (a exportedAnswer, err error) {
		err = rows.Scan(&a.N, &a.Participant, (*[]byte)(&a.Reply), &a.Given, &a.Chosen, &a.Correct, &a.AtMS, &a.Zone,
			&a.TookMS, &a.Points)
		return a, err
	}, n)
	return errors.Join(errs[:]...)
}

// class notes whether the class was forgotten here, and so stays away with all in it.
func (in *importer) class(c exportedClass) error {
	if c.Name == formerClass || c.SinceMS < 0 || c.SinceMS > highest {
		return in.broken(fmt.Errorf("a class %q since %d", c.Name, c.SinceMS))
	}
	if in.classes == nil {
		in.classes = make(map[string]exportedClass)
	}
	in.classes[c.Name] = c
	return nil
}

// keepClass returns the row of the class, NULL for none; ok is false if it was forgotten here.
func (in *importer) keepClass(ctx context.Context, name string) (row sql.NullInt64, ok bool, err error) {
	if name == "" {
		return row, true, nil
	}
	c, is := in.classes[name]
	if !is {
		return row, false, in.broken(fmt.Errorf("the class %q is missing", name))
	}
	if in.forgotten[quiz.LearnerID(markOf(c.Name, c.SinceMS))] {
		return row, false, nil
	}
	row.Valid = true
	row.Int64, err = keepClass(ctx, in.tx, name, time.UnixMilli(c.SinceMS))
	return row, err == nil, err
}

// member takes one on a roster in, unless they are on it here or asked to be forgotten.
func (in *importer) member(ctx context.Context, e exportedMember) error {
	if !isIdentity(e.Learner) || e.Class == formerClass {
		return in.broken(fmt.Errorf("a member %q of the class %q", e.Learner, e.Class))
	}
	class, ok, err := in.keepClass(ctx, e.Class)
	if err != nil || !ok || in.forgotten[e.Learner] {
		return err
	}
	if err := in.addLearner(ctx, e.Learner, in.now); err != nil {
		return err
	}
	// A name that another one is shown by here gets a number behind it.
	const add = `
		INSERT INTO members (class, learner, name, shown, number, team, pin)
		SELECT ?1, ?2, ?3, iif(EXISTS (SELECT 1 FROM members WHERE class = ?1 AND shown = ?4), ?4 || ' ' || ?2, ?4), ?5, ?6, ?7
		WHERE NOT EXISTS (SELECT 1 FROM members WHERE class = ?1 AND learner = ?2)`
	err = exec(ctx, in.tx, add, class, in.learners[e.Learner], e.Name, e.Shown, e.Number, e.Team, e.PIN)
	return in.refuse(fmt.Sprintf("the member %q", e.Name), err)
}

// refuse makes a value that no table takes an error of the file.
func (in *importer) refuse(what string, err error) error {
	var said sqlite3.Error
	if errors.As(err, &said) && primary(said) == sqlite3.ErrConstraint {
		return in.broken(fmt.Errorf("%s: %w", what, err))
	}
	return doing("take in "+what, err)
}

// check reports what makes no sense in a session: it may come from anywhere.
func (r exportedRoom) check() error {
	if !isIdentity(r.ID) || r.EndedMS <= 0 || r.EndedMS > highest || r.CreatedMS <= 0 || r.CreatedMS > highest || r.KeepDays < 0 {
		return fmt.Errorf("a session %q from %d to %d", r.ID, r.CreatedMS, r.EndedMS)
	}
	var settings settingsBody
	var state stateBody
	err := errors.Join(json.Unmarshal(r.Settings, &settings), json.Unmarshal(r.State, &state))
	for _, q := range r.Questions {
		var spec questions.Spec
		var body RoomQuestion
		err = errors.Join(err, json.Unmarshal(q.Spec, &spec), json.Unmarshal(q.Body, &body))
	}
	people := make(map[string]bool)
	for _, p := range r.People {
		people[p.ID] = true
	}
	for _, a := range r.Answers {
		var reply questions.Reply
		err = errors.Join(err, json.Unmarshal(a.Reply, &reply))
		if a.N < 1 || a.N > len(r.Questions) || !people[a.Participant] {
			err = errors.Join(err, fmt.Errorf("an answer of %q to question %d", a.Participant, a.N))
		}
	}
	return doing("the session "+r.ID, err)
}

// room takes a session in, with what is missing of it here, unless it goes on here or was
// removed.
func (in *importer) room(ctx context.Context, r exportedRoom) error {
	if err := r.check(); err != nil {
		return in.broken(err)
	}
	class, ok, err := in.keepClass(ctx, r.Class)
	if err != nil || !ok || in.forgotten[quiz.LearnerID(r.ID)] {
		return err
	}
	const add = `
		INSERT INTO rooms (id, class, code, created_ms, ended_ms, flowed_ms, keep_days, host, settings, state)
		VALUES (?, ?, ?, ?, ?, ?, ?, '{}', ?, ?) ON CONFLICT (id) DO NOTHING`
	result, err := in.tx.ExecContext(ctx, add, r.ID, class, r.Code, r.CreatedMS, r.EndedMS, r.FlowedMS, r.KeepDays,
		string(r.Settings), string(r.State))
	if err != nil {
		return in.refuse("the session "+r.ID, err)
	}
	added, err := result.RowsAffected()
	in.result.Sessions += int(added)
	var n sql.NullInt64
	if err == nil {
		const ended = "SELECT (SELECT n FROM rooms WHERE id = ? AND ended_ms IS NOT NULL)"
		err = in.tx.QueryRowContext(ctx, ended, r.ID).Scan(&n)
	}
	if err == nil && n.Valid {
		err = in.fill(ctx, n.Int64, r)
	}
	return in.refuse("the session "+r.ID, err)
}

// fill adds what happened in the room and is not there, but what those did who asked to be
// forgotten. Questions and people take the place of those that a rebuild wrote instead.
func (in *importer) fill(ctx context.Context, n int64, r exportedRoom) error {
	for i, q := range r.Questions {
		const add = `
			INSERT INTO room_questions (room, n, id, spec, body) VALUES (?, ?, ?, ?, ?)
			ON CONFLICT DO UPDATE SET id = excluded.id, spec = excluded.spec, body = excluded.body WHERE id = ?`
		if err := exec(ctx, in.tx, add, n, i+1, q.ID, string(q.Spec), string(q.Body), lostQuestion); err != nil {
			return err
		}
	}
	gone := make(map[string]bool)
	for _, p := range r.People {
		if gone[p.ID] = in.forgotten[p.Learner]; gone[p.ID] {
			continue
		}
		const add = `
			INSERT INTO participants (room, id, place, member, name, factor, gone, tokens)
			VALUES (?1, ?2, ?3, (SELECT members.n FROM members JOIN learners ON learners.n = learner
				WHERE learners.id = ?4 AND class = (SELECT class FROM rooms WHERE n = ?1)), ?5, ?6, ?7, '[]')
			ON CONFLICT DO UPDATE SET place = excluded.place, member = excluded.member, name = excluded.name,
				factor = excluded.factor, gone = excluded.gone WHERE place = ?8`
		if err := exec(ctx, in.tx, add, n, p.ID, p.Place, p.Learner, p.Name, p.Factor, p.Gone, lostPlace); err != nil {
			return err
		}
	}
	for _, a := range r.Answers {
		if gone[a.Participant] {
			continue
		}
		const add = `
			INSERT INTO room_answers (room, n, participant, reply, given, chosen, correct, at_ms, zone_s, took_ms, points)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`
		err := exec(ctx, in.tx, add, n, a.N, a.Participant, string(a.Reply), a.Given, a.Chosen, a.Correct, a.AtMS, a.Zone,
			a.TookMS, a.Points)
		if err != nil {
			return err
		}
	}
	for _, t := range []classTable{roomsTable, questionsTable, participantsTable, roomAnswersTable} {
		if _, err := hashRows(ctx, in.tx, t, t.columns[0]+" = ?", n); err != nil {
			return err
		}
	}
	return sealRooms(ctx, in.tx, "n = ?", n)
}
