package store

import (
	"context"

	"portdrill/questions"
	"portdrill/quiz"
	"portdrill/quiz/fsrs"
)

// Histories returns what the learner answered about each card, as weights are fitted to
// it: the reviews that stand, in the order of the log. A card that was reset has a history
// before that and another after it.
func (db *DB) Histories(ctx context.Context, learner quiz.LearnerID) (all []fsrs.History, err error) {
	const query = "SELECT facet, state, day, grade FROM answers WHERE learner = ? AND grade > 0 ORDER BY ord, id"
	last := make(map[questions.FacetID]int) // history of each
	err = db.eachAbout(ctx, learner, query, func(r *row) error {
		facet := questions.FacetID(r.text(0))
		at, begun := last[facet]
		if !begun || fsrs.State(r.number(1)) == fsrs.New {
			at = len(all)
			last[facet], all = at, append(all, nil)
		}
		all[at] = append(all[at], fsrs.Rating{Day: int(r.number(2)), Grade: fsrs.Grade(r.number(3))})
		return nil
	})
	return all, err
}

// LastFit returns the event of the weights that were fitted last, taken or not, even if it
// was undone; nil if there is none.
func (db *DB) LastFit(ctx context.Context, learner quiz.LearnerID) (*quiz.Event, error) {
	return db.first(ctx, learner, lastFirst(byRemark, fitEvents))
}

// FitInForce returns the event that put the learner's fitted weights in force; nil if
// the published ones are, or others that came from elsewhere.
func (db *DB) FitInForce(ctx context.Context, learner quiz.LearnerID) (*quiz.Event, error) {
	const weights = "AND kind <> 'answer' AND kind IN ('settings', 'weights') AND json_extract(body, '$.weights') IS NOT NULL"
	return ofLearner(ctx, db, learner, func(ctx context.Context, q queryer, n int64) (*quiz.Event, error) {
		events, err := eventsOf(ctx, q, lastFirst(byRemark, weights+" AND "+stands), n)
		for _, e := range events {
			if _, err := quiz.DefaultSettings().With(*e.Change); err != nil { // it was passed over
				continue
			}
			if e.Change.Fitted == nil {
				return nil, nil
			}
			return &e, nil
		}
		return nil, err
	})
}

const fitEvents = "AND kind <> 'answer' AND kind = 'weights' AND json_extract(body, '$.fitted') IS NOT NULL"
