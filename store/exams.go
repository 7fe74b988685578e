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
	lines, err := linesOf(ctx, db.sql, fmt.Sprintf(selectLines, byExam, "AND kind IN ('exam', 'exam-end')", "", ""), n)
	if err == nil {
		var events []quiz.Event
		if events, err = decodeAll(lines); err == nil {
			open, over, err = examsOf(ctx, db.sql, n, events)
		}
	}
	if err != nil {
		return nil, nil, explain(db.path, fmt.Errorf("read the exams: %w", err))
	}
	return open, over, nil
}

// examsOf gathers exams from the events of exams alone, and reads the answers to the
// one that is open.
func examsOf(ctx context.Context, q queryer, n int64, events []quiz.Event) (open *quiz.Sitting, over []quiz.Result, err error) {
	if open, over = quiz.ExamsOf(events); open == nil {
		return nil, over, nil
	}
	const since = "AND ord > (SELECT ord FROM log WHERE id = ?) AND (kind = 'undo' OR kind = 'answer' AND json_extract(body, '$.exam') = ?)"
	lines, err := linesOf(ctx, q, fmt.Sprintf(selectLines, byKey, since, "", ""), n, open.ID, open.ID)
	if err != nil {
		return nil, nil, err
	}
	answers, err := decodeAll(lines)
	if err != nil {
		return nil, nil, err
	}
	open, over = quiz.ExamsOf(append(events, answers...))
	return open, over, nil
}
