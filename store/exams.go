package store

import (
	"context"
	"fmt"

	"portdrill/quiz"
)

// Exams returns the learner's mock exam that was begun last, if it is not over (else
// nil), and the results of all that are, the oldest first.
func (db *DB) Exams(ctx context.Context, learner quiz.LearnerID) (open *quiz.Sitting, over []quiz.Result, err error) {
	n, err := learnerRow(ctx, db.sql, learner)
	if err != nil {
		return nil, nil, err
	}
	// An exam cannot be taken back, so that undos are of no use here.
	events, err := eventsOf(ctx, db.sql, inOrder(byExam, "AND kind IN ('exam', 'exam-end')"), n)
	if open, over = quiz.ExamsOf(events); open != nil && err == nil {
		const since = `AND ord > (SELECT ord FROM log WHERE id = ?)
			AND (kind = 'undo' OR kind = 'answer' AND json_extract(body, '$.exam') = ?)`
		var answers []quiz.Event
		answers, err = eventsOf(ctx, db.sql, inOrder(byKey, since), n, open.ID, open.ID)
		open, over = quiz.ExamsOf(append(events, answers...))
	}
	if err != nil {
		return nil, nil, explain(db.path, fmt.Errorf("read the exams: %w", err))
	}
	return open, over, nil
}
