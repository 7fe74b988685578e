package store

import (
	"bytes"
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"

	"portdrill/quiz"
	"portdrill/store/files"
	"portdrill/store/logline"
)

// A Merged says what became of events that came from elsewhere.
type Merged struct {
	Learners  []quiz.LearnerID `json:"-"`           // that got new events, or are new
	New       int64            `json:"new"`         // events that were not here
	Known     int64            `json:"known"`       // that were here already
	Forgotten int64            `json:"forgotten"`   // of learners who asked to be forgotten; left out
	Altered   []quiz.EventID   `json:"altered"`     // not as they were recorded; left out
	Conflicts []quiz.EventID   `json:"conflicts"`   // that are here with other content; the first one is kept
	Decks     []string         `json:"decks"`       // that are new
	Sessions  int              `json:"sessions"`    // of classes that are new
	OtherDeck []string         `json:"other_decks"` // of which there is another of that key, or a built-in one; left out

	// That nothing can be made of here, as of a kind that a later version knows; left out.
	Senseless []quiz.EventID  `json:"senseless"`
	Forked    []quiz.DeviceID `json:"forked"` // of which files were copied and went on twice; both are kept
}

// A merger puts events from elsewhere into the log, in one transaction.
type merger struct {
	tx        execer
	result    Merged
	learners  map[quiz.LearnerID]int64 // rows; 0 for those who were forgotten
	devices   map[quiz.DeviceID]int64
	heads     map[[2]int64]head // by learner and device
	seen      int64             // events
	touched   map[int64]bool    // learners whose log has grown
	forgotten map[quiz.LearnerID]bool
	unused    []int64                  // learners who were there before, if nothing was ever recorded
	self      int64                    // row of the device that this file is
	ownCame   bool                     // an event of this very device, which this file does not know
	rows      map[quiz.LearnerID]int64 // that learners had elsewhere, and are to have
	came      map[quiz.LearnerID]bool  // who were not here before; true where an event was left out
	raising   bool                     // from a damaged file: what was recorded once is not judged
}

// merge has bring hand events to a merger, and then derives the cards of those
// whose log has grown, all or nothing.
func (db *DB) merge(ctx context.Context, bring func(*merger) error) (Merged, error) {
	var result Merged
	err := db.inTx(ctx, func(tx execer) error {
		m := &merger{
			tx: tx, learners: make(map[quiz.LearnerID]int64), devices: make(map[quiz.DeviceID]int64),
			heads: make(map[[2]int64]head), touched: make(map[int64]bool), forgotten: make(map[quiz.LearnerID]bool),
			rows: make(map[quiz.LearnerID]int64), came: make(map[quiz.LearnerID]bool),
		}
		if err := m.survey(ctx); err != nil {
			return err
		}
		if err := bring(m); err != nil {
			return err
		}
		if err := m.finish(ctx, db); err != nil {
			return err
		}
		result = m.result
		return nil
	})
	return result, err
}

// survey notes what was there before.
func (m *merger) survey(ctx context.Context) error {
	if err := m.tx.QueryRowContext(ctx, "SELECT device FROM self").Scan(&m.self); err != nil {
		return fmt.Errorf("tell which device this is: %w", err)
	}
	var err error
	if m.unused, err = list(ctx, m.tx, "SELECT n FROM learners WHERE NOT EXISTS (SELECT 1 FROM heads)", scanned[int64]); err != nil {
		return fmt.Errorf("find unused learners: %w", err)
	}
	return m.readForgotten(ctx)
}

func (m *merger) readForgotten(ctx context.Context) error {
	all, err := list(ctx, m.tx, "SELECT id FROM forgotten", scanned[quiz.LearnerID])
	for _, id := range all {
		m.forgotten[id] = true
	}
	return doing("read who is forgotten", err)
}

// addLearner makes room for the learner, unless they asked to be forgotten.
func (m *merger) addLearner(ctx context.Context, id quiz.LearnerID, since time.Time) error {
	if _, known := m.learners[id]; known || m.forgotten[id] {
		return nil
	}
	n, err := learnerRow(ctx, m.tx, id)
	if errors.Is(err, ErrNoLearner) {
		n, err = addLearnerIn(ctx, m.tx, m.rows[id], id, since)
		m.touched[n], m.came[id] = true, false
	}
	m.learners[id] = n
	return err
}

// mayStandIn notes the row of a learner, whose order says whose file it is. The
// first row that is told of counts.
func (m *merger) mayStandIn(id quiz.LearnerID, n int64) {
	if m.rows[id] == 0 {
		m.rows[id] = n
	}
}

// add takes an event in. The line may come in any order, and again.
func (m *merger) add(ctx context.Context, learner quiz.LearnerID, l logline.Line) error {
	if m.forgotten[learner] {
		m.result.Forgotten++
		return nil
	}
	if !l.Restore(learner) {
		m.result.Altered = append(m.result.Altered, l.ID)
		m.leaveOut(learner)
		return nil
	}
	kept, sense, err := m.look(ctx, l)
	switch {
	case err != nil:
		return fmt.Errorf("event %s: %w", l.ID, err)
	case !sense:
		m.result.Senseless = append(m.result.Senseless, l.ID)
		m.leaveOut(learner)
	case kept == nil:
		if err := m.addLearner(ctx, learner, time.UnixMilli(l.AtMS)); err != nil {
			return err
		}
		return m.insert(ctx, m.learners[learner], l)
	case bytes.Equal(kept, l.Sum):
		m.result.Known++
	default:
		m.result.Conflicts = append(m.result.Conflicts, l.ID)
	}
	return nil
}

func (m *merger) leaveOut(of quiz.LearnerID) {
	if _, is := m.came[of]; is {
		m.came[of] = true
	}
}

// removeEmpty removes those who came, and of whom nothing did but what was left out.
func (m *merger) removeEmpty(ctx context.Context) error {
	filled := make(map[int64]bool)
	for key := range m.heads {
		filled[key[0]] = true
	}
	for id, left := range m.came {
		n := m.learners[id]
		if filled[n] || !left {
			continue
		}
		if err := exec(ctx, m.tx, "DELETE FROM learners WHERE n = ?", n); err != nil {
			return fmt.Errorf("remove an empty learner: %w", err)
		}
		delete(m.learners, id)
		delete(m.touched, n)
	}
	return nil
}

func (m *merger) insert(ctx context.Context, n int64, l logline.Line) error {
	device, known := m.devices[l.Device]
	if !known {
		var err error
		if device, err = addDevice(ctx, m.tx, l.Device); err != nil {
			return fmt.Errorf("add device %s: %w", l.Device, err)
		}
		m.devices[l.Device] = device
	}
	if err := insertLine(ctx, m.tx, n, device, l); err != nil {
		return fmt.Errorf("add event %s: %w", l.ID, err)
	}
	m.touched[n] = true
	m.ownCame = m.ownCame || device == m.self
	m.result.New++
	return m.extend(ctx, n, device, l)
}

// extend moves the end of the chain on.
func (m *merger) extend(ctx context.Context, n, device int64, l logline.Line) error {
	key := [2]int64{n, device}
	end, known := m.heads[key]
	if !known {
		var err error
		if end, err = readHead(ctx, m.tx, n, device); err != nil {
			return fmt.Errorf("read the end of a chain: %w", err)
		}
	}
	// Of two that forked the same one is the end whichever came first.
	if l.Seq > end.seq || l.Seq == end.seq && bytes.Compare(l.Sum, end.hash) > 0 {
		end.seq, end.hash = l.Seq, l.Sum
	}
	end.count++
	m.heads[key] = end
	return nil
}

// finish writes the ends of the chains and derives what has changed.
func (m *merger) finish(ctx context.Context, db *DB) error {
	for key, end := range m.heads {
		if err := writeHead(ctx, m.tx, key[0], key[1], end); err != nil {
			return err
		}
	}
	if err := m.removeEmpty(ctx); err != nil {
		return err
	}
	if err := m.replaceUnused(ctx); err != nil {
		return err
	}
	if m.ownCame {
		if err := m.leaveDevice(ctx, db); err != nil {
			return err
		}
	}
	for id, n := range m.learners {
		if !m.touched[n] {
			continue
		}
		m.result.Learners = append(m.result.Learners, id)
		if err := db.rebuild(ctx, m.tx, n); err != nil {
			return fmt.Errorf("derive cards anew: %w", err)
		}
		if err := m.findForks(ctx, id, n); err != nil {
			return fmt.Errorf("look for forks: %w", err)
		}
	}
	slices.SortFunc(m.result.Learners, func(a, b quiz.LearnerID) int {
		return cmp.Compare(m.learners[a], m.learners[b])
	})
	return seal(ctx, m.tx)
}

// leaveDevice makes the file a new device: somewhere a copy of it goes on as the
// one that it was, or it was itself put back to what it was before.
func (m *merger) leaveDevice(ctx context.Context, db *DB) error {
	mark, err := files.MarkOf(db.path)
	if err == nil {
		_, err = beginDevice(ctx, m.tx, mark)
	}
	if err != nil {
		return fmt.Errorf("begin a new device: %w", err)
	}
	db.self = selfDevice{}
	return nil
}

// findForks notes the forked ones among the devices of which events came.
func (m *merger) findForks(ctx context.Context, id quiz.LearnerID, n int64) error {
	_, found, err := checkChains(ctx, m.tx, n, id)
	for _, f := range found {
		device := quiz.DeviceID(f.Subject)
		came := f.Kind == Fork && m.heads[[2]int64{n, m.devices[device]}].count > 0
		if came && !slices.Contains(m.result.Forked, device) {
			m.result.Forked = append(m.result.Forked, device)
		}
	}
	return err
}

// replaceUnused removes learners of whom nothing was ever recorded where others
// came: on a new machine one is there before the first import.
func (m *merger) replaceUnused(ctx context.Context) error {
	for _, n := range m.unused {
		if len(m.touched) == 0 || m.touched[n] {
			continue
		}
		if _, err := m.tx.ExecContext(ctx, "DELETE FROM learners WHERE n = ?", n); err != nil {
			return fmt.Errorf("remove an unused learner: %w", err)
		}
	}
	return nil
}

// highest is more than any clock says in milliseconds, or than any device records
// events, and leaves room for all those that are still to come.
const highest = 1 << 53

// look returns the hash of the event of that ID in the log, nil if there is none, and
// reports whether what was recorded can have been: it may come from anywhere. SQLite,
// which finds events by what is in them, has to read the body as this program does: of
// keys that stand twice it takes the other one.
func (m *merger) look(ctx context.Context, l logline.Line) (kept []byte, sense bool, err error) {
	odd := l.Seq < 1 || l.Seq > highest || l.Order < l.AtMS || l.Order > highest || (l.Seq == 1) != (len(l.Prev) == 0)
	e, err := l.Event()
	if err != nil || !m.raising && (odd || e.Check() != nil) {
		return nil, false, nil //nolint:nilerr // what does not decode makes no sense
	}
	const query = `
		SELECT (SELECT hash FROM log WHERE id = ?2), json_valid(?1),
			iif(json_valid(?1), json_extract(?1, '$.facets[0]'), NULL), iif(json_valid(?1), json_extract(?1, '$.target'), NULL)`
	var facet, target sql.NullString
	if err := m.tx.QueryRowContext(ctx, query, l.Body, l.ID).Scan(&kept, &sense, &facet, &target); err != nil {
		return nil, false, err
	}
	switch {
	case m.raising:
	case e.Answer != nil:
		sense = sense && facet.String == string(e.Answer.Facets[0])
	case e.Undo != nil:
		sense = sense && target.String == string(e.Undo.Target)
	}
	return kept, sense, nil
}
