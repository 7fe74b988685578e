package store

import (
	"bytes"
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"maps"
	"slices"

	"portdrill/questions"
	"portdrill/quiz"
	"portdrill/quiz/room"
)

// keptRows are rows of the tables about classes, by table and by what names a row: its
// key, where the number of a room is replaced by its ID.
type keptRows map[string]map[string]keptRow

func newKeptRows() keptRows {
	all := make(keptRows)
	for _, t := range classTables {
		all[t.name] = make(map[string]keptRow)
	}
	return all
}

// add takes in a row, unless there is one of that name. Of a room the later state counts.
func (all keptRows) add(t classTable, r keptRow) {
	name := fmt.Sprint(r.values[:t.key])
	switch {
	case t.name == roomsTable.name:
		name = t.text(r, "id")
	case t.isOfRoom():
		name = fmt.Sprint(r.owner, r.values[1:t.key])
	}
	known, is := all[t.name][name]
	if !is || t.name == roomsTable.name && t.number(known, "ended_ms") == 0 && t.number(r, "ended_ms") > 0 {
		all[t.name][name] = r
	}
}

// of returns the rows of the table in the order of their keys.
func (all keptRows) of(t classTable) []keptRow {
	rows := slices.Collect(maps.Values(all[t.name]))
	slices.SortFunc(rows, func(a, b keptRow) int {
		for i := range t.key {
			order := cmp.Compare(fmt.Sprint(a.values[i]), fmt.Sprint(b.values[i]))
			if n, is := a.values[i].(int64); is {
				m, _ := b.values[i].(int64)
				order = cmp.Compare(n, m)
			}
			if order != 0 {
				return order
			}
		}
		return cmp.Compare(a.owner, b.owner)
	})
	return rows
}

// hasResults reports whether anything about classes is left.
func (w *wreck) hasResults() bool {
	all := w.classRows(nil)
	return slices.ContainsFunc(classTables, func(t classTable) bool { return len(all[t.name]) > 0 })
}

// classRows returns the rows about classes that are as they were written. More rooms may be
// known than the wreck knows. In a file of before rows had hashes, it takes what may be one.
func (w *wreck) classRows(more []string) keptRows {
	all, old := newKeptRows(), newKeptRows()
	owners := map[string][]string{"rooms": more}
	for _, ids := range w.rooms {
		owners["rooms"] = append(owners["rooms"], ids...)
	}
	for id := range w.roomSeals {
		owners["rooms"] = append(owners["rooms"], id)
	}
	for _, ids := range w.learners {
		for _, id := range ids {
			owners["learners"] = append(owners["learners"], string(id))
		}
	}
	hashed := false
	for record := range recordsOf(w.parts) {
		for f := range w.shapes.thatFit(record) {
			i := slices.IndexFunc(classTables, func(t classTable) bool { return t.name == f.name })
			if i < 0 {
				continue
			}
			t := classTables[i]
			r := f.classRow(t)
			likely := w.likelyOwners(t, r)
			switch {
			case !f.has("hash"):
				r.owner = first(likely)
				old.add(t, r)
			case t.recognise(&r, slices.Concat(likely, owners[t.owners])):
				hashed = true
				all.add(t, r)
			}
		}
	}
	if !hashed {
		return old
	}
	return all
}

func first(all []string) string {
	if len(all) == 0 {
		return ""
	}
	return all[0]
}

func (f found) classRow(t classTable) keptRow {
	r := keptRow{hash: f.blob("hash")}
	for _, name := range t.columns {
		r.values = append(r.values, f.value(name))
	}
	return r
}

// likelyOwners are those that the row's number may stand for.
func (w *wreck) likelyOwners(t classTable, r keptRow) (all []string) {
	switch t.owners {
	case "rooms":
		return w.rooms[t.number(r, t.owner)]
	case "learners":
		for _, id := range w.learners[t.number(r, t.owner)] {
			if _, is := w.since[id]; is {
				all = append(all, string(id))
			}
		}
	}
	return all
}

// recognise finds the owner with whom the row has its hash.
func (t classTable) recognise(r *keptRow, owners []string) bool {
	if t.owner == "" {
		return t.isWhole(*r)
	}
	for _, r.owner = range owners {
		if t.isWhole(*r) {
			return true
		}
	}
	return false
}

// addBackup adds rows of a backup that are found nowhere else.
func (all keptRows) addBackup(ctx context.Context, q queryer, forgotten map[quiz.LearnerID]bool) error {
	gone := make(map[string]bool) // people in rooms who asked to be forgotten since
	const query = `SELECT rooms.id, p.id, learners.id FROM participants p JOIN rooms ON rooms.n = room
		JOIN members ON members.n = member JOIN learners ON learners.n = learner`
	err := each(ctx, q, query, func(rows *sql.Rows) error {
		var in, id string
		var learner quiz.LearnerID
		err := rows.Scan(&in, &id, &learner)
		gone[in+" "+id] = forgotten[learner]
		return err
	})
	for _, t := range classTables {
		if err != nil {
			break
		}
		who := max(t.column("participant"), t.column("id"))
		err = eachKeptRow(ctx, q, t, "true", func(r keptRow) error {
			if !t.isWhole(r) || who >= 0 && gone[fmt.Sprint(r.owner, " ", r.values[who])] {
				return nil
			}
			all.add(t, keptRow{slices.Clone(r.values), r.owner, bytes.Clone(r.hash)})
			return nil
		})
	}
	return doing("read classes of the backup", err)
}

// bringClasses keeps what is left of classes in the wreck, and of its backup what is not,
// and returns of which sessions answers are lost. The logs of learners were raised before.
func (w *wreck) bringClasses(ctx context.Context, m *merger) ([]LostResults, error) {
	const inLogs = `SELECT DISTINCT json_extract(body, '$.room') FROM log
		WHERE kind = 'answer' AND json_extract(body, '$.room') IS NOT NULL`
	more, err := list(ctx, m.tx, inLogs, scanned[string])
	if err != nil {
		return nil, fmt.Errorf("read which sessions there were: %w", err)
	}
	all := w.classRows(more)
	if w.backup != nil {
		if err := all.addBackup(ctx, w.backup.sql, m.forgotten); err != nil {
			return nil, err
		}
	}
	s := salvager{wreck: w, merger: m, classes: make(map[int64]int64), rooms: make(map[string]int64)}
	for _, bring := range []func(context.Context, keptRows) error{
		s.bringClassRows, s.bringMembers, s.bringRooms, s.bringParts, s.standIn,
	} {
		if err := bring(ctx, all); err != nil {
			return nil, fmt.Errorf("keep classes: %w", err)
		}
	}
	if err := hashClasses(ctx, m.tx); err != nil {
		return nil, err
	}
	lost, err := s.lost(ctx)
	if err != nil {
		return nil, err
	}
	return lost, seal(ctx, m.tx)
}

// A salvager writes rows about classes into a new file.
type salvager struct {
	*wreck
	*merger
	classes map[int64]int64  // rows of classes by those that they had
	rooms   map[string]int64 // rows of rooms by their IDs
}

// insert writes a row with some values in place of those that it had, unless it conflicts
// with another one.
func (s *salvager) insert(ctx context.Context, t classTable, r keptRow, instead map[string]any) (written bool, err error) {
	values := slices.Clone(r.values)
	for name, value := range instead {
		values[t.column(name)] = value
	}
	columns, places := "", ""
	for _, name := range t.columns {
		columns, places = columns+", "+name, places+", ?"
	}
	result, err := s.tx.ExecContext(ctx, "INSERT OR IGNORE INTO "+t.name+" ("+columns[2:]+") VALUES ("+places[2:]+")", values...)
	if err != nil {
		return false, fmt.Errorf("%s: %w", t.name, err)
	}
	n, err := result.RowsAffected()
	return n > 0, err
}

// bringClassRows writes the classes, and others for those that are lost of which there are
// members or rooms.
func (s *salvager) bringClassRows(ctx context.Context, all keptRows) error {
	for _, r := range s.wreck.classes {
		all.add(classesTable, r) // unless it is there
	}
	for _, t := range []classTable{roomsTable, membersTable} {
		for _, r := range all.of(t) {
			if n := t.number(r, "class"); n > 0 {
				all.add(classesTable, keptRow{values: []any{n, fmt.Sprint(lostName, " ", n), t.number(r, "created_ms")}})
			}
		}
	}
	for _, r := range all.of(classesTable) {
		n, name := r.values[0].(int64), classesTable.text(r, "name")
		if s.merger.forgotten[quiz.LearnerID(markOf(name, classesTable.number(r, "created_ms")))] {
			continue
		}
		written, err := s.insert(ctx, classesTable, r, nil)
		if err != nil {
			return err
		}
		if written { // else another one has its name
			s.classes[n] = n
		}
	}
	return nil
}

func (s *salvager) bringMembers(ctx context.Context, all keptRows) error {
	for _, r := range all.of(membersTable) {
		class, is := s.classes[membersTable.number(r, "class")]
		owner := quiz.LearnerID(r.owner)
		if !is || r.owner == "" || s.merger.forgotten[owner] {
			continue
		}
		s.mayStandIn(owner, membersTable.number(r, "learner"))
		if err := s.addLearner(ctx, owner, instant(s.since[owner])); err != nil {
			return err
		}
		instead := map[string]any{"class": class, "learner": s.merger.learners[owner]}
		written, err := s.insert(ctx, membersTable, r, instead)
		if err == nil && !written { // another one is shown by that name, which was theirs before
			instead["shown"] = fmt.Sprint(membersTable.text(r, "shown"), " ", r.values[0])
			_, err = s.insert(ctx, membersTable, r, instead)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// classOf returns the row of a class that may be lost.
func (s *salvager) classOf(n int64) any {
	if now, is := s.classes[n]; is {
		return now
	}
	return nil
}

func (s *salvager) bringRooms(ctx context.Context, all keptRows) error {
	for _, r := range all.of(roomsTable) {
		id := roomsTable.text(r, "id")
		if s.merger.forgotten[quiz.LearnerID(id)] {
			continue
		}
		instead := map[string]any{"class": s.classOf(roomsTable.number(r, "class"))}
		if err := s.bringRoom(ctx, id, r, instead); err != nil {
			return err
		}
	}
	for _, t := range []classTable{questionsTable, participantsTable, roomAnswersTable} {
		for _, r := range all.of(t) {
			if s.rooms[r.owner] > 0 || s.merger.forgotten[quiz.LearnerID(r.owner)] || r.owner == "" {
				continue
			}
			if err := s.roomInstead(ctx, r.owner, t.number(r, "room"), all); err != nil {
				return err
			}
		}
	}
	return nil
}

// bringRoom writes a room, with another number if its own is taken.
func (s *salvager) bringRoom(ctx context.Context, id string, r keptRow, instead map[string]any) error {
	written, err := s.insert(ctx, roomsTable, r, instead)
	if err == nil && !written {
		instead["n"] = nil
		_, err = s.insert(ctx, roomsTable, r, instead)
	}
	if err == nil {
		s.rooms[id], err = roomRow(ctx, s.tx, id)
	}
	return err
}

// roomInstead writes a room that is lost, for what is left of it: what its seal says of it,
// and that it is over.
func (s *salvager) roomInstead(ctx context.Context, id string, n int64, all keptRows) error {
	sealed, is := s.roomSeals[id]
	for _, r := range all[roomAnswersTable.name] {
		if !is && r.owner == id { // its seal is lost, too
			sealed.created = max(sealed.created, roomAnswersTable.number(r, "at_ms"))
		}
	}
	settings, err := jsonOf(bodyOfSettings(room.Settings{Pace: room.SelfPaced, Scoring: room.ByAccuracy}))
	if err != nil {
		return err
	}
	state, err := jsonOf(bodyOfState(room.State{Phase: room.Done}))
	if err != nil {
		return err
	}
	values := []any{n, sealed.created, s.classOf(sealed.class), sealed.created, sealed.created, sealed.keepDays, id, "", "{}", settings, state}
	return s.bringRoom(ctx, id, keptRow{values: values}, make(map[string]any))
}

// bringParts writes what happened in rooms.
func (s *salvager) bringParts(ctx context.Context, all keptRows) error {
	members, err := list(ctx, s.tx, "SELECT n FROM members", scanned[int64])
	if err != nil {
		return err
	}
	for _, t := range []classTable{questionsTable, participantsTable, roomAnswersTable} {
		for _, r := range all.of(t) {
			n := s.rooms[r.owner]
			if n == 0 {
				continue
			}
			instead := map[string]any{"room": n}
			if i := t.column("member"); i >= 0 {
				if member, is := r.values[i].(int64); is && !slices.Contains(members, member) {
					instead["member"] = nil // whose place on the roster is lost
				}
			}
			if _, err := s.insert(ctx, t, r, instead); err != nil {
				return err
			}
		}
	}
	return nil
}

// What stands for questions and people that are lost.
const (
	lostQuestion = "lost"
	lostPlace    = 1_000_000
	lostName     = "?"
)

// standIn writes questions and people that are lost, for the answers that are not.
func (s *salvager) standIn(ctx context.Context, _ keptRows) error {
	spec, err := jsonOf(questions.Spec{})
	if err != nil {
		return err
	}
	body, err := jsonOf(RoomQuestion{Stem: lostName})
	if err != nil {
		return err
	}
	const inRooms = "SELECT room, n FROM room_answers UNION SELECT room, n FROM room_questions"
	err = exec(ctx, s.tx, `
		INSERT OR IGNORE INTO room_questions (room, n, id, spec, body)
		WITH RECURSIVE last (room, n) AS (SELECT room, max(n) FROM (`+inRooms+`) WHERE n < 10000 GROUP BY room),
			every (room, n) AS (SELECT room, 1 FROM last UNION ALL SELECT every.room, every.n + 1 FROM every JOIN last USING (room) WHERE every.n < last.n)
		SELECT room, n, ?, ?, ? FROM every`, lostQuestion, spec, body)
	if err != nil {
		return err
	}
	return exec(ctx, s.tx, `
		INSERT OR IGNORE INTO participants (room, id, place, name, factor, gone, tokens)
		SELECT DISTINCT room, participant, ?, ?, 1.0, 0, '[]' FROM room_answers`, lostPlace, lostName)
}

// lost returns of which sessions there are fewer answers than there were.
func (s *salvager) lost(ctx context.Context) ([]LostResults, error) {
	lost := []LostResults{}
	for _, id := range slices.Sorted(maps.Keys(s.roomSeals)) {
		if s.merger.forgotten[quiz.LearnerID(id)] {
			continue
		}
		var kept int64
		const query = "SELECT count(*) FROM room_answers WHERE room = ?"
		if err := s.tx.QueryRowContext(ctx, query, s.rooms[id]).Scan(&kept); err != nil {
			return nil, fmt.Errorf("count answers: %w", err)
		}
		if was := s.roomSeals[id]; kept < was.answers {
			lost = append(lost, LostResults{sessionName(ctx, s.tx, was), was.answers - kept})
		}
	}
	slices.SortStableFunc(lost, func(a, b LostResults) int { return cmp.Compare(a.Session, b.Session) })
	return lost, nil
}
