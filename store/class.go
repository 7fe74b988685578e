package store

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"

	"portdrill/questions"
	"portdrill/quiz"
	"portdrill/quiz/room"
)

// What can be wrong with what is named of classes.
var (
	ErrNoClass = errors.New("no such class")
	ErrNoRoom  = errors.New("no such session of a class")
)

// A Class is a group of people that is taught together.
type Class struct {
	Name    string
	Since   time.Time
	Members int
	Rooms   int // that were opened for it
}

// Classes returns all classes, the one added first first.
func (db *DB) Classes(ctx context.Context) ([]Class, error) {
	const query = `
		SELECT name, created_ms, (SELECT count(*) FROM members WHERE class = classes.n),
			(SELECT count(*) FROM rooms WHERE class = classes.n)
		FROM classes WHERE name <> ? ORDER BY n`
	all, err := list(ctx, db.sql, query, func(rows *sql.Rows) (c Class, err error) {
		var since int64
		err = rows.Scan(&c.Name, &since, &c.Members, &c.Rooms)
		c.Since = time.UnixMilli(since)
		return c, err
	}, formerClass)
	return all, explain(db.path, doing("read the classes", err))
}

// classRow returns the row of the class; the error is [ErrNoClass].
func classRow(ctx context.Context, q queryer, name string) (int64, error) {
	var n int64
	err := q.QueryRowContext(ctx, "SELECT n FROM classes WHERE name = ?", name).Scan(&n)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, fmt.Errorf("%w: %q", ErrNoClass, name)
	}
	if err != nil {
		return 0, fmt.Errorf("find the class %s: %w", name, err)
	}
	return n, nil
}

// keepClass returns the row of the class, which is added if there is none.
func keepClass(ctx context.Context, tx execer, name string, now time.Time) (int64, error) {
	n, err := classRow(ctx, tx, name)
	if !errors.Is(err, ErrNoClass) {
		return n, err
	}
	result, err := tx.ExecContext(ctx, "INSERT INTO classes (name, created_ms) VALUES (?, ?)", name, now.UnixMilli())
	if err != nil {
		return 0, fmt.Errorf("add the class %s: %w", name, err)
	}
	return result.LastInsertId()
}

// formerClass is the name of the class that members are in who have left theirs.
const formerClass = ""

// LeaveClass takes members off the roster of the class, by their keys. What they
// have answered stays, in their logs and in the sessions of the class. The error can
// be [ErrNoClass].
func (db *DB) LeaveClass(ctx context.Context, class string, keys []string, now time.Time) error {
	return db.inTx(ctx, func(tx execer) error {
		n, err := classRow(ctx, tx, class)
		if err != nil {
			return err
		}
		former, err := keepClass(ctx, tx, formerClass, now)
		if err != nil {
			return err
		}
		for _, key := range keys {
			_, err := tx.ExecContext(ctx, "UPDATE members SET class = ?, shown = n || ' ' || shown WHERE n = ? AND class = ?", former, key, n)
			if err != nil {
				return fmt.Errorf("take a member off the roster: %w", err)
			}
		}
		return seal(ctx, tx)
	})
}

// ErrNoMember is returned for a key that nobody on the roster has.
var ErrNoMember = errors.New("no such member of a class")

// RenewPIN gives a member of the class another PIN and returns it. The error can be
// [ErrNoClass] or [ErrNoMember].
func (db *DB) RenewPIN(ctx context.Context, class, key string, newPIN func() string) (pin string, err error) {
	err = db.inTx(ctx, func(tx execer) error {
		n, err := classRow(ctx, tx, class)
		if err != nil {
			return err
		}
		all, err := members(ctx, tx, n)
		if err != nil {
			return err
		}
		taken := make(map[string]bool)
		found := false
		for _, m := range all {
			taken[m.PIN] = true
			found = found || m.Key == key
		}
		if !found {
			return ErrNoMember
		}
		pin = keeper{newPIN: newPIN}.freePIN(taken)
		if _, err := tx.ExecContext(ctx, "UPDATE members SET pin = ? WHERE n = ?", pin, key); err != nil {
			return fmt.Errorf("renew a PIN: %w", err)
		}
		return seal(ctx, tx)
	})
	return pin, err
}

// A Member is one on the roster of a class.
type Member struct {
	Key     string // of [room.Participant]
	Learner quiz.LearnerID
	Shown   string // the name, told apart from others of the class
	room.Entry
	PIN string
}

const (
	memberColumnsOnly = "members.n, learners.id, shown, members.name, number, team, pin"
	memberColumns     = memberColumnsOnly + " FROM members JOIN learners ON learners.n = members.learner"
)

// Roster returns the members of the class, in the order they were added. The error
// is [ErrNoClass].
func (db *DB) Roster(ctx context.Context, class string) ([]Member, error) {
	n, err := classRow(ctx, db.sql, class)
	if err != nil {
		return nil, err
	}
	all, err := members(ctx, db.sql, n)
	return all, explain(db.path, err)
}

func members(ctx context.Context, q queryer, class int64) ([]Member, error) {
	const query = "SELECT " + memberColumns + " WHERE class = ? ORDER BY members.n"
	all, err := list(ctx, q, query, func(rows *sql.Rows) (m Member, err error) {
		err = rows.Scan(&m.Key, &m.Learner, &m.Shown, &m.Name, &m.Number, &m.Group, &m.PIN)
		return m, err
	}, class)
	return all, doing("read the roster", err)
}

// MemberClasses returns a class of each learner who is on a roster, "" for those who have
// left all their classes.
func (db *DB) MemberClasses(ctx context.Context) (map[quiz.LearnerID]string, error) {
	const query = `
		SELECT learners.id, classes.name FROM members
		JOIN learners ON learners.n = members.learner JOIN classes ON classes.n = members.class
		ORDER BY classes.name`
	all := make(map[quiz.LearnerID]string)
	err := each(ctx, db.sql, query, func(rows *sql.Rows) error {
		var id quiz.LearnerID
		var class string
		err := rows.Scan(&id, &class)
		all[id] = class
		return err
	})
	return all, explain(db.path, doing("read the rosters", err))
}

// KeepRoster adds those who are not on the roster of the class yet, each with a PIN
// and as a learner, and returns the roster and how many are new. Who has a number is
// known by it, and gets the name that the entry has; others are known by their name, and
// get the number. Someone with the same number and name in another class is the same learner.
// Nobody is removed. naming makes the settings event that gives a learner a name.
func (db *DB) KeepRoster(ctx context.Context, class string, entries []room.Entry, now time.Time, newPIN func() string, naming func(name string) quiz.Event) (all []Member, added int, err error) {
	err = db.inTx(ctx, func(tx execer) error {
		n, err := keepClass(ctx, tx, class, now)
		if err != nil {
			return err
		}
		before, err := members(ctx, tx, n)
		if err != nil {
			return err
		}
		k := keeper{db: db, class: n, name: class, now: now, newPIN: newPIN, naming: naming}
		if added, err = k.keep(ctx, tx, before, entries); err != nil {
			return err
		}
		if all, err = members(ctx, tx, n); err != nil {
			return err
		}
		return seal(ctx, tx)
	})
	return all, added, err
}

// A keeper brings a roster up to a list.
type keeper struct {
	db     *DB
	class  int64
	name   string
	now    time.Time
	newPIN func() string
	naming func(string) quiz.Event
}

func (k keeper) keep(ctx context.Context, tx execer, before []Member, entries []room.Entry) (added int, err error) {
	whole, _ := room.MergeRoster(entriesOf(before), entries)
	shown := room.TellApart(whole)
	pins := make(map[string]bool)
	for _, m := range before {
		pins[m.PIN] = true
	}
	// Names may change places, so that all are out of the way first.
	if _, err := tx.ExecContext(ctx, "UPDATE members SET shown = n || ' ' || shown WHERE class = ?", k.class); err != nil {
		return 0, fmt.Errorf("keep the roster: %w", err)
	}
	for i, e := range whole {
		if i < len(before) {
			_, err := tx.ExecContext(ctx, "UPDATE members SET name = ?, shown = ?, number = ?, team = ? WHERE n = ?",
				e.Name, shown[i], e.Number, e.Group, before[i].Key)
			if err != nil {
				return 0, fmt.Errorf("keep the roster: %w", err)
			}
			continue
		}
		if err := k.add(ctx, tx, e, shown[i], k.freePIN(pins)); err != nil {
			return 0, fmt.Errorf("add %s to the roster: %w", shown[i], err)
		}
		added++
	}
	return added, nil
}

func entriesOf(all []Member) []room.Entry {
	entries := make([]room.Entry, len(all))
	for i, m := range all {
		entries[i] = m.Entry
	}
	return entries
}

// freePIN returns a PIN that nobody else in the class has.
func (k keeper) freePIN(taken map[string]bool) string {
	for {
		if pin := k.newPIN(); !taken[pin] {
			taken[pin] = true
			return pin
		}
	}
}

// comeBack puts a former member on the roster who has the number and the name; it
// returns false if there is none.
func (k keeper) comeBack(ctx context.Context, tx execer, e room.Entry, shown, pin string) (bool, error) {
	former, err := classRow(ctx, tx, formerClass)
	if errors.Is(err, ErrNoClass) || e.Number == "" {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	result, err := tx.ExecContext(ctx, "UPDATE members SET class = ?, shown = ?, team = ?, pin = ? WHERE class = ? AND number = ? AND name = ?",
		k.class, shown, e.Group, pin, former, e.Number, e.Name)
	if err != nil {
		return false, fmt.Errorf("put a former member on the roster: %w", err)
	}
	n, err := result.RowsAffected()
	return n > 0, err
}

// inOtherClass returns the row of the learner with the same number and name in another
// class, or 0. The number alone is not enough: classes may number their students alike.
func (k keeper) inOtherClass(ctx context.Context, tx execer, e room.Entry) (learner int64, err error) {
	if e.Number == "" {
		return 0, nil
	}
	const query = `SELECT learner, members.name FROM members JOIN classes ON classes.n = class
		WHERE number = ?1 AND class <> ?2 AND classes.name <> ?3
			AND learner NOT IN (SELECT learner FROM members WHERE class = ?2) ORDER BY members.n`
	err = each(ctx, tx, query, func(rows *sql.Rows) error {
		var n int64
		var name string
		err := rows.Scan(&n, &name)
		if learner == 0 && room.Fold(name) == room.Fold(e.Name) {
			learner = n
		}
		return err
	}, e.Number, k.class, formerClass)
	return learner, doing("look for a learner in other classes", err)
}

func (k keeper) add(ctx context.Context, tx execer, e room.Entry, shown, pin string) error {
	if back, err := k.comeBack(ctx, tx, e, shown, pin); back || err != nil {
		return err
	}
	learner, err := k.inOtherClass(ctx, tx, e)
	if learner == 0 && err == nil {
		id := quiz.LearnerID(uuid.NewString())
		if learner, err = addLearner(ctx, tx, id, k.now); err == nil {
			err = k.giveName(ctx, tx, id, shown)
		}
	}
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, "INSERT INTO members (class, learner, name, shown, number, team, pin) VALUES (?, ?, ?, ?, ?, ?, ?)",
		k.class, learner, e.Name, shown, e.Number, e.Group, pin)
	return err
}

// giveName names a learner as on the roster; where another learner has the name, with
// the class or a number behind it.
func (k keeper) giveName(ctx context.Context, tx execer, id quiz.LearnerID, shown string) error {
	for try := 0; ; try++ {
		name := shown
		switch {
		case try == 1:
			name = fmt.Sprintf("%s, %s", shown, k.name)
		case try > 1:
			name = fmt.Sprintf("%s %d", shown, try)
		}
		if len([]rune(name)) > quiz.LongestName {
			continue
		}
		err := k.db.nameIn(ctx, tx, id, k.naming(name))
		if !errors.Is(err, ErrNameTaken) {
			return err
		}
	}
}

// ClassConfusions returns what was mixed up in the rooms of the class; for "" in
// those of none.
func (db *DB) ClassConfusions(ctx context.Context, class string) (questions.Confusions, error) {
	const query = `
		SELECT q.body ->> '$.services[0]', a.chosen, count(*)
		FROM rooms JOIN room_answers a ON a.room = rooms.n JOIN room_questions q ON q.room = a.room AND q.n = a.n
		LEFT JOIN classes ON classes.n = rooms.class
		WHERE coalesce(classes.name, '') = ? AND NOT a.correct AND a.chosen <> ''
			AND json_array_length(q.body, '$.services') = 1
		GROUP BY 1, 2`
	all := make(questions.Confusions)
	err := each(ctx, db.sql, query, func(rows *sql.Rows) error {
		var right, chosen string
		var count int
		err := rows.Scan(&right, &chosen, &count)
		if all[right] == nil {
			all[right] = make(map[string]int)
		}
		if right != chosen {
			all[right][chosen] = count
		}
		return err
	}, class)
	return all, explain(db.path, doing("read what a class mixed up", err))
}

// ForgetClass removes the class with its rooms, its roster, and all that was
// recorded of those on it as learners, as [DB.Forget] does, except for those who are also
// in another class. The error can be [ErrNoClass] or [ErrNotWiped].
func (db *DB) ForgetClass(ctx context.Context, name string, now time.Time) (Traces, error) {
	return db.forget(ctx, func(tx execer) (again quiz.LearnerID, err error) {
		n, err := classRow(ctx, tx, name)
		if err != nil {
			return "", err
		}
		gone, err := onlyIn(ctx, tx, n)
		if err != nil {
			return "", err
		}
		rooms, err := list(ctx, tx, "SELECT id FROM rooms WHERE class = ?", scanned[string], n)
		if err != nil {
			return "", err
		}
		class, err := markOfClass(ctx, tx, n)
		if err != nil {
			return "", err
		}
		if err := removeAll(ctx, tx, gone); err != nil {
			return "", err
		}
		if err := dissolve(ctx, tx, name); err != nil {
			return "", err
		}
		for _, id := range append(append(gone, rooms...), class) {
			again = quiz.LearnerID(cmp.Or(string(again), id))
			if err := mark(ctx, tx, now, id); err != nil {
				return again, err
			}
		}
		return again, nil
	})
}

// onlyIn returns the learners on the roster of the class who are in no other.
func onlyIn(ctx context.Context, q queryer, class int64) ([]string, error) {
	const query = `
		SELECT learners.id FROM members JOIN learners ON learners.n = learner WHERE class = ?1
			AND learner NOT IN (SELECT learner FROM members JOIN classes ON classes.n = class WHERE class <> ?1 AND classes.name <> ?2)
		ORDER BY members.n`
	all, err := list(ctx, q, query, scanned[string], class, formerClass)
	return all, doing("read the roster", err)
}

// classMarks is the namespace of what remains of classes that were forgotten.
var classMarks = uuid.MustParse("5f0c0d53-7d0b-4c0e-8d1c-0a6a4f5b9b57")

// markOf is the mark that no import brings a class back by, from which nobody can tell its
// name.
func markOf(name string, sinceMS int64) string {
	return uuid.NewSHA1(classMarks, fmt.Appendf(nil, "%d/%s", sinceMS, name)).String()
}

func markOfClass(ctx context.Context, q queryer, n int64) (string, error) {
	var name string
	var since int64
	err := q.QueryRowContext(ctx, "SELECT name, created_ms FROM classes WHERE n = ?", n).Scan(&name, &since)
	return markOf(name, since), err
}

// dissolve removes a class, its rooms and its roster, and nobody's log.
func dissolve(ctx context.Context, tx execer, name string) error {
	n, err := classRow(ctx, tx, name)
	if errors.Is(err, ErrNoClass) {
		return nil
	}
	if err == nil {
		err = removeRooms(ctx, tx, "class = ?", n)
	}
	if err != nil {
		return err
	}
	const elsewhere = "SELECT DISTINCT room FROM participants WHERE member IN (SELECT n FROM members WHERE class = ?)"
	rooms, err := list(ctx, tx, elsewhere, scanned[int64], n)
	if err != nil {
		return err
	}
	for _, statement := range []string{
		"UPDATE participants SET member = NULL WHERE member IN (SELECT n FROM members WHERE class = ?)",
		"DELETE FROM members WHERE class = ?",
		"DELETE FROM classes WHERE n = ?",
	} {
		if err := exec(ctx, tx, statement, n); err != nil {
			return err
		}
	}
	for _, room := range rooms {
		s := openSeal(ctx, tx, room)
		s.hash(ctx, participantsTable, "room = ?", room)
		if err := s.close(ctx); err != nil {
			return err
		}
	}
	return nil
}

// removeMember takes a learner off the roster, with all that was answered in rooms.
func removeMember(ctx context.Context, tx execer, learner int64) error {
	const theirs = "FROM participants WHERE member IN (SELECT n FROM members WHERE learner = ?)"
	rooms, err := list(ctx, tx, "SELECT DISTINCT room "+theirs, scanned[int64], learner)
	if err != nil {
		return err
	}
	for _, statement := range []string{
		"DELETE FROM room_answers WHERE (room, participant) IN (SELECT room, id " + theirs + ")",
		"DELETE " + theirs,
		"DELETE FROM members WHERE learner = ?",
	} {
		if err := exec(ctx, tx, statement, learner); err != nil {
			return err
		}
	}
	for _, n := range rooms {
		if err := sealRooms(ctx, tx, "n = ?", n); err != nil {
			return err
		}
	}
	return nil
}

// removeRooms removes the rooms that the condition is true of, with all in them.
func removeRooms(ctx context.Context, tx execer, condition string, args ...any) error {
	for _, table := range []string{"room_answers", "participants", "room_questions"} {
		those := " WHERE room IN (SELECT n FROM rooms WHERE " + condition + ")"
		if err := exec(ctx, tx, "DELETE FROM "+table+those, args...); err != nil {
			return err
		}
	}
	if err := exec(ctx, tx, "DELETE FROM rooms WHERE "+condition, args...); err != nil {
		return err
	}
	return sealRooms(ctx, tx, "false")
}

// ExpireRooms removes the rooms that were to be kept for so many days after their
// end and no longer. What flowed into the logs of members stays.
func (db *DB) ExpireRooms(ctx context.Context, now time.Time) error {
	return db.inTx(ctx, func(tx execer) error {
		const aDay = int64(24 * time.Hour / time.Millisecond)
		err := removeRooms(ctx, tx, "keep_days > 0 AND ended_ms + keep_days * ? < ?", aDay, now.UnixMilli())
		if err != nil {
			return fmt.Errorf("remove old sessions: %w", err)
		}
		return nil
	})
}

// jsonOf is JSON of what always can be written so.
func jsonOf(value any) (string, error) {
	text, err := json.Marshal(value)
	return string(text), err
}
