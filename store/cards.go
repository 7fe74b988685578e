package store

import (
	"context"
	"database/sql"
	"fmt"
	"maps"
	"slices"
	"time"

	"portdrill/questions"
	"portdrill/quiz"
	"portdrill/quiz/fsrs"
)

const cardColumns = "facet, state, stability, difficulty, step, lapses, reviews, begun, last," +
	" due_ms, due_day, days, target"

const everyCard = "SELECT " + cardColumns + " FROM cards WHERE learner = ?"

// Cards returns every card that the learner has begun.
func (db *DB) Cards(ctx context.Context, learner quiz.LearnerID) ([]quiz.Card, error) {
	return ofLearner(ctx, db, learner, func(ctx context.Context, q queryer, n int64) ([]quiz.Card, error) {
		return readCards(ctx, q, everyCard, n)
	})
}

// cardFrom makes a card of the values of cardColumns.
func cardFrom(r *row) (quiz.Card, error) {
	c := quiz.Card{
		Facet: questions.FacetID(r.text(0)),
		Begun: quiz.Day(r.number(7)), Last: quiz.Day(r.number(8)), Due: time.UnixMilli(r.number(9)).UTC(),
		DueDay: quiz.Day(r.number(10)), Days: int(r.number(11)), Reviews: int(r.number(6)), Target: r.decimal(12),
	}
	c.Memory.Stability, c.Memory.Difficulty = r.decimal(2), r.decimal(3)
	c.Step, c.Lapses = int(r.number(4)), int(r.number(5))
	var err error
	if c.State, err = parseState(r.text(1)); err == nil && c.Step < 0 {
		err = fmt.Errorf("there is no step %d", c.Step)
	}
	if err != nil {
		return c, fmt.Errorf("the card of %s: %w", c.Facet, err)
	}
	return c, nil
}

// readCards returns the cards that the query finds.
func readCards(ctx context.Context, q queryer, query string, args ...any) (cards []quiz.Card, err error) {
	err = eachRow(ctx, q, query, func(r *row) error {
		c, err := cardFrom(r)
		cards = append(cards, c)
		return err
	}, args...)
	return cards, doing("read cards", err)
}

func parseState(word string) (fsrs.State, error) {
	for s := fsrs.Learning; s <= fsrs.Relearning; s++ {
		if s.String() == word {
			return s, nil
		}
	}
	return 0, fmt.Errorf("%q is no state", word)
}

// facetCards returns the cards of the facets that were begun, in that order.
func facetCards(ctx context.Context, q queryer, n int64, facets []questions.FacetID) ([]quiz.Card, error) {
	var all []quiz.Card
	for _, facet := range facets {
		cards, err := readCards(ctx, q, everyCard+" AND facet = ?", n, facet)
		if err != nil {
			return nil, err
		}
		all = append(all, cards...)
	}
	return all, nil
}

// derive writes what follows from an event that was just appended, and returns the
// cards of its facets. The cards are read inside the transaction: another program
// may have moved them since the session drew its question.
func (db *DB) derive(ctx context.Context, tx execer, end logEnd, e quiz.Event) ([]quiz.Card, error) {
	switch {
	case e.Kind == quiz.UndoEvent: // which nothing takes back
		if err := db.deriveUndo(ctx, tx, end.learner, e); err != nil {
			return nil, err
		}
	case end.undone: // what follows from it was taken back before it came
	case e.Change != nil:
		return nil, db.deriveChange(ctx, tx, end.learner, *e.Change)
	case e.Kind == quiz.AnswerEvent || e.IsAboutCards():
		return db.apply(ctx, tx, end, e)
	}
	return facetCards(ctx, tx, end.learner, e.Facets())
}

// apply writes what follows from an answer, or an event about cards, that is the
// last one.
func (db *DB) apply(ctx context.Context, tx execer, end logEnd, e quiz.Event) ([]quiz.Card, error) {
	scheduler, err := db.schedulerOf(end.settings)
	if err != nil {
		return nil, err
	}
	before, err := readConcerned(ctx, tx, end.learner, e)
	if err != nil {
		return nil, err
	}
	after := before.Clone()
	if counted, stands := scheduler.Apply(after, e); stands {
		if err := insertAnswer(ctx, tx, end.learner, counted); err != nil {
			return nil, err
		}
	}
	if err := writeChanged(ctx, tx, end.learner, before, after); err != nil {
		return nil, err
	}
	var cards []quiz.Card
	for _, facet := range e.Facets() {
		if c, begun := after.Cards[facet]; begun {
			cards = append(cards, c)
		}
	}
	return cards, nil
}

// schedulerOf returns the scheduler that settings describe. The last one is kept:
// settings seldom change, and a model takes a while to make.
func (db *DB) schedulerOf(settings string) (quiz.Scheduler, error) {
	if db.scheduler.of == settings {
		return db.scheduler.Scheduler, nil
	}
	parsed, err := parseSettings(settings)
	if err != nil {
		return quiz.Scheduler{}, err
	}
	scheduler, err := quiz.SchedulerOf(parsed)
	if err == nil {
		db.scheduler.of, db.scheduler.Scheduler = settings, scheduler
	}
	return scheduler, err
}

// deriveChange writes what follows from other settings. Only where cards are to
// be scheduled anew is the log gone through.
func (db *DB) deriveChange(ctx context.Context, tx execer, n int64, c quiz.Change) error {
	if c.Reschedule {
		return db.rebuild(ctx, tx, n)
	}
	settings, err := readSettings(ctx, tx, n)
	if err != nil {
		return err
	}
	if settings, err = settings.With(c); err != nil {
		return err
	}
	return writeSettings(ctx, tx, n, settings)
}

// deriveUndo writes what follows from taking an event back. What it changed lies in
// the cards of its facets and in how their answers count, and follows from those
// answers alone; but settings change everything after them.
func (db *DB) deriveUndo(ctx context.Context, tx execer, n int64, undo quiz.Event) error {
	settled, err := isOfSettings(ctx, tx, n, undo.Undo.Target)
	if err != nil {
		return err
	}
	if settled {
		return db.rebuild(ctx, tx, n)
	}
	part, err := readEventsAbout(ctx, tx, n, undo.Undo.Facets)
	if err != nil {
		return err
	}
	without := slices.DeleteFunc(slices.Clone(part), func(e quiz.Event) bool { return e.ID == undo.ID })
	before, counted := replay(without)
	after, counting := replay(part)
	if err := updateAnswers(ctx, tx, n, counted, counting); err != nil {
		return err
	}
	return writeChanged(ctx, tx, n, before, after)
}

// replay derives everything from events in any order, and how the answers count.
func replay(events []quiz.Event) (quiz.Derived, map[quiz.EventID]quiz.Counted) {
	undone, w, counted := quiz.Undone(events), quiz.NewWalker(), make(map[quiz.EventID]quiz.Counted)
	for _, e := range quiz.InOrder(events) {
		if undone[e.ID] {
			continue
		}
		if c, answered := w.Step(e); answered {
			counted[e.ID] = c
		}
	}
	return w.Derived, counted
}

// readConcerned reads what the log has led to for the facets of the event, as far as
// it may change.
func readConcerned(ctx context.Context, tx execer, n int64, e quiz.Event) (quiz.Derived, error) {
	d := quiz.NewDerived(quiz.Settings{})
	cards, err := facetCards(ctx, tx, n, e.Facets())
	if err != nil {
		return d, err
	}
	for _, c := range cards {
		d.Cards[c.Facet] = c
	}
	if e.IsAboutCards() {
		for _, facet := range e.About {
			if err := readHolds(ctx, tx, d.Holds, "learner = ? AND facet = ?", n, facet); err != nil {
				return d, err
			}
		}
	}
	return d, nil
}

// writeChanged writes what differs from before.
func writeChanged(ctx context.Context, tx execer, n int64, before, after quiz.Derived) error {
	for facet := range before.Cards {
		if _, still := after.Cards[facet]; !still {
			if err := exec(ctx, tx, "DELETE FROM cards WHERE learner = ? AND facet = ?", n, facet); err != nil {
				return fmt.Errorf("take away the card of %s: %w", facet, err)
			}
		}
	}
	for facet := range before.Holds {
		if _, still := after.Holds[facet]; !still {
			if err := exec(ctx, tx, "DELETE FROM holds WHERE learner = ? AND facet = ?", n, facet); err != nil {
				return fmt.Errorf("take away the hold on %s: %w", facet, err)
			}
		}
	}
	changed := after.Clone()
	maps.DeleteFunc(changed.Cards, func(facet questions.FacetID, c quiz.Card) bool { return before.Cards[facet] == c })
	maps.DeleteFunc(changed.Holds, func(facet questions.FacetID, h quiz.Hold) bool { return before.Holds[facet] == h })
	return writeDerived(ctx, tx, n, changed)
}

// writeDerived writes cards and holds.
func writeDerived(ctx context.Context, tx execer, n int64, d quiz.Derived) error {
	for _, c := range d.Cards {
		_, err := tx.ExecContext(ctx,
			"INSERT OR REPLACE INTO cards (learner, "+cardColumns+") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
			n, c.Facet, c.State.String(), c.Memory.Stability, c.Memory.Difficulty, c.Step, c.Lapses, c.Reviews,
			c.Begun, c.Last, c.Due.UnixMilli(), c.DueDay, c.Days, c.Target)
		if err != nil {
			return fmt.Errorf("write the card of %s: %w", c.Facet, err)
		}
	}
	for facet, h := range d.Holds {
		buried := sql.NullInt64{Int64: int64(h.Until), Valid: h.Buried}
		_, err := tx.ExecContext(ctx,
			"INSERT OR REPLACE INTO holds (learner, facet, suspended, buried) VALUES (?, ?, ?, ?)",
			n, facet, h.Suspended, buried)
		if err != nil {
			return fmt.Errorf("write the hold on %s: %w", facet, err)
		}
	}
	return nil
}

// deriveAnew derives everything from the log, for every learner whose cards follow
// older rules.
func (db *DB) deriveAnew(ctx context.Context) error {
	outdated, err := countOutdated(ctx, db.sql)
	if err != nil || outdated == 0 {
		return err
	}
	return db.inTx(ctx, func(tx execer) error {
		learners, err := list(ctx, tx, "SELECT n FROM learners WHERE derivation <> ?", scanned[int64], quiz.DerivationVersion)
		if err != nil {
			return fmt.Errorf("derive cards anew: %w", err)
		}
		return db.rebuildAll(ctx, tx, learners)
	})
}

func countOutdated(ctx context.Context, q queryer) (n int, err error) {
	err = q.QueryRowContext(ctx, "SELECT count(*) FROM learners WHERE derivation <> ?", quiz.DerivationVersion).Scan(&n)
	return n, err
}

func (db *DB) rebuildAll(ctx context.Context, tx execer, learners []int64) error {
	for _, n := range learners {
		if err := db.rebuild(ctx, tx, n); err != nil {
			return fmt.Errorf("derive cards anew: %w", err)
		}
	}
	return nil
}

// derivedTables hold what follows from the log, by learner.
var derivedTables = []string{"cards", "holds", "answers"}

// rebuild derives everything of a learner anew. The log goes by event by event: one of
// years need not be in memory.
func (db *DB) rebuild(ctx context.Context, tx execer, n int64) error {
	for _, table := range derivedTables {
		if _, err := tx.ExecContext(ctx, "DELETE FROM "+table+" WHERE learner = ?", n); err != nil {
			return err
		}
	}
	d, err := replayAnswers(ctx, tx, n, func(c quiz.Counted) error { return insertAnswer(ctx, tx, n, c) })
	if err != nil {
		return err
	}
	if err := writeDerived(ctx, tx, n, d); err != nil {
		return err
	}
	if err := writeSettings(ctx, tx, n, d.Settings); err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, "UPDATE learners SET derivation = ? WHERE n = ?", quiz.DerivationVersion, n)
	return err
}

// replayAnswers derives everything from the learner's log, and shows how each answer
// that stands counts, in order.
func replayAnswers(ctx context.Context, q queryer, n int64, see func(quiz.Counted) error) (quiz.Derived, error) {
	w := quiz.NewWalker()
	err := eachStanding(ctx, q, n, func(e quiz.Event) error {
		if c, answered := w.Step(e); answered {
			return see(c)
		}
		return nil
	})
	return w.Derived, err
}

// Walk shows what stands after each event of the learner's log that counts, in order,
// until see returns an error. It must not change what it is shown.
func (db *DB) Walk(ctx context.Context, learner quiz.LearnerID, see func(quiz.Event, quiz.Derived) error) error {
	n, err := learnerRow(ctx, db.sql, learner)
	if err != nil {
		return err
	}
	w := quiz.NewWalker()
	return explain(db.path, eachStanding(ctx, db.sql, n, func(e quiz.Event) error {
		w.Step(e)
		return see(e, w.Derived)
	}))
}

// Holds returns what is not to be asked about.
func (db *DB) Holds(ctx context.Context, learner quiz.LearnerID) (map[questions.FacetID]quiz.Hold, error) {
	return ofLearner(ctx, db, learner, func(ctx context.Context, q queryer, n int64) (map[questions.FacetID]quiz.Hold, error) {
		holds := make(map[questions.FacetID]quiz.Hold)
		return holds, readHolds(ctx, q, holds, "learner = ?", n)
	})
}

func readHolds(ctx context.Context, q queryer, into map[questions.FacetID]quiz.Hold, where string, args ...any) error {
	const query = "SELECT facet, suspended, buried FROM holds WHERE "
	return doing("read holds", each(ctx, q, query+where, func(rows *sql.Rows) error {
		var facet questions.FacetID
		var h quiz.Hold
		var buried sql.NullInt64
		err := rows.Scan(&facet, &h.Suspended, &buried)
		h.Buried, h.Until = buried.Valid, quiz.Day(buried.Int64)
		into[facet] = h
		return err
	}, args...))
}
