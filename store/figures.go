package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"time"

	"portdrill/questions"
	"portdrill/quiz"
	"portdrill/quiz/fsrs"
)

const answerColumns = `ord, id, day, facet, kind, options, chosen, correct, took_ms, grade, state,
	bin, predicted, loss`

// insertAnswer writes how an answer counts that comes after all that are there.
func insertAnswer(ctx context.Context, tx execer, n int64, c quiz.Counted) error {
	_, err := tx.ExecContext(ctx, "INSERT INTO answers (learner, "+answerColumns+`)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, append([]any{n}, valuesOf(c)...)...)
	if err != nil {
		return fmt.Errorf("write how %s counts: %w", c.ID, err)
	}
	return nil
}

// Pace returns how long the learner's answers take, by the last ones that moved a card.
func (db *DB) Pace(ctx context.Context, learner quiz.LearnerID) (fsrs.Pace, error) {
	const last = 400
	const query = "SELECT correct, took_ms FROM answers WHERE learner = ? AND grade > 0 AND took_ms > 0 ORDER BY day DESC LIMIT ?"
	return ofLearner(ctx, db, learner, func(ctx context.Context, q queryer, n int64) (fsrs.Pace, error) {
		var right, wrong []time.Duration
		err := eachRow(ctx, q, query, func(r *row) error {
			took := min(time.Duration(r.number(1))*time.Millisecond, quiz.LongestTook)
			if r.number(0) != 0 {
				right = append(right, took)
			} else {
				wrong = append(wrong, took)
			}
			return nil
		}, n, last)
		return quiz.PaceOf(right, wrong), err
	})
}

// Spent is how much time the learner spent on the study day: from each answer to the next,
// as far as one does not exceed [quiz.LongestTook], and at least as long as answers took.
func (db *DB) Spent(ctx context.Context, learner quiz.LearnerID, day quiz.Day) (spent time.Duration, err error) {
	const query = "SELECT ord, took_ms FROM answers WHERE learner = ? AND day = ? ORDER BY ord"
	last := int64(0)
	return spent, db.eachAbout(ctx, learner, query, func(r *row) error {
		took := min(max(r.milliseconds(1), 0), quiz.LongestTook)
		since := time.Duration(r.number(0)-last) * time.Millisecond
		if since > quiz.LongestTook || last == 0 {
			since = took
		}
		spent += max(since, took)
		last = r.number(0)
		return nil
	}, day)
}

// updateAnswers writes how answers count that counted otherwise before, and takes away
// those that do not stand any more.
func updateAnswers(ctx context.Context, tx execer, n int64, before, after map[quiz.EventID]quiz.Counted) error {
	const one = " WHERE learner = ? AND day = ? AND id = ?"
	for id, c := range before {
		now, still := after[id]
		var err error
		switch {
		case !still:
			_, err = tx.ExecContext(ctx, "DELETE FROM answers"+one, n, c.Day, id)
		case now != c:
			_, err = tx.ExecContext(ctx, "UPDATE answers SET ("+answerColumns+`)
				= (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`+one, append(valuesOf(now), n, c.Day, id)...)
		}
		if err != nil {
			return fmt.Errorf("write how %s counts: %w", id, err)
		}
	}
	for id, c := range after {
		if _, before := before[id]; !before {
			if err := insertAnswer(ctx, tx, n, c); err != nil {
				return err
			}
		}
	}
	return nil
}

// valuesOf returns the values of answerColumns.
func valuesOf(c quiz.Counted) []any {
	return []any{
		c.Order, c.ID, c.Day, c.Facet, c.Kind, c.Options, c.Chosen, c.Correct, c.Took.Milliseconds(), c.Grade, c.From,
		numberOf(c.Bin), c.Predicted, c.Loss,
	}
}

// scanAnswer reads answerColumns.
func scanAnswer(rows *sql.Rows) (c quiz.Counted, err error) {
	var ms, bin int64
	err = rows.Scan(&c.Order, &c.ID, &c.Day, &c.Facet, &c.Kind, &c.Options, &c.Chosen, &c.Correct, &ms, &c.Grade, &c.From,
		&bin, &c.Predicted, &c.Loss)
	c.Took, c.Bin = time.Duration(ms)*time.Millisecond, binOf(bin)
	return c, err
}

// aBin is by how much the parts of a bin are apart in the number that is kept of it:
// one number is grouped by in less time than four.
const aBin = 100

func numberOf(b quiz.Bin) int64 { return int64(((b.Lag*aBin+b.Nth)*aBin+b.Lapses)*aBin + b.Likely) }

func binOf(number int64) quiz.Bin {
	n := int(number)
	return quiz.Bin{Lag: n / aBin / aBin / aBin, Nth: n / aBin / aBin % aBin, Lapses: n / aBin % aBin, Likely: n % aBin}
}

// Counted returns the learner's answers of the study day and after it that stand, in
// the order of days, as far as areas are made of them.
func (db *DB) Counted(ctx context.Context, learner quiz.LearnerID, from quiz.Day) ([]quiz.Counted, error) {
	const those = " FROM answers WHERE learner = ? AND day >= ?"
	var all []quiz.Counted
	err := db.eachAbout(ctx, learner, "SELECT count(*)"+those, func(r *row) error {
		all = slices.Grow(all, int(r.number(0)))
		return nil
	}, from)
	if err != nil {
		return nil, err
	}
	const query = "SELECT day, facet, kind, options, chosen, correct, took_ms, grade, state" + those + " ORDER BY day"
	err = db.eachAbout(ctx, learner, query, func(r *row) error {
		all = append(all, quiz.Counted{
			Day: quiz.Day(r.number(0)), Facet: questions.FacetID(r.text(1)), Kind: questions.Kind(r.text(2)),
			Options: int(r.number(3)), Chosen: r.text(4), Correct: r.number(5) != 0, Took: r.milliseconds(6),
			Grade: fsrs.Grade(r.number(7)), From: fsrs.State(r.number(8)),
		})
		return nil
	}, from)
	return all, err
}

// Reviews returns the learner's answers that moved a card and stand, in order, as far as
// forecasts are made of them; and how long it took on average from one to the next beside
// answering, without breaks.
func (db *DB) Reviews(ctx context.Context, learner quiz.LearnerID) (all []quiz.Counted, beside time.Duration, err error) {
	const query = "SELECT day, facet, grade, ord, took_ms FROM answers WHERE learner = ? AND grade > 0 ORDER BY ord"
	const lately, usual = 400, 50 // answers; so many that took no time beside
	var times []time.Duration
	last := int64(0)
	err = db.eachAbout(ctx, learner, query, func(r *row) error {
		c := quiz.Counted{Day: quiz.Day(r.number(0)), Facet: questions.FacetID(r.text(1)), Grade: fsrs.Grade(r.number(2))}
		all = append(all, c)
		since := time.Duration(r.number(3)-last) * time.Millisecond
		if last = r.number(3); since <= quiz.LongestTook {
			times = append(times, max(since-r.milliseconds(4), 0))
		}
		return nil
	})
	times = times[max(len(times)-lately, 0):]
	for _, t := range times {
		beside += t
	}
	return all, beside / time.Duration(len(times)+usual), err
}

// Answered returns how many of the learner's answers stand, or most if they are more.
func (db *DB) Answered(ctx context.Context, learner quiz.LearnerID, most int) (count int, err error) {
	const query = "SELECT count(*) FROM (SELECT 1 FROM answers WHERE learner = ? LIMIT ?)"
	err = db.eachAbout(ctx, learner, query, func(r *row) error {
		count = int(r.number(0))
		return nil
	}, most)
	return count, err
}

// LastDay returns the last study day on which the learner answered anything; ok is
// false if there is none.
func (db *DB) LastDay(ctx context.Context, learner quiz.LearnerID) (day quiz.Day, ok bool, err error) {
	const query = "SELECT day FROM answers WHERE learner = ? ORDER BY day DESC LIMIT 1"
	err = db.eachAbout(ctx, learner, query, func(r *row) error {
		day, ok = quiz.Day(r.number(0)), true
		return nil
	})
	return day, ok, err
}

// Days returns what the learner did on each study day with an answer.
func (db *DB) Days(ctx context.Context, learner quiz.LearnerID) (map[quiz.Day]quiz.Tally, error) {
	return db.tallies(ctx, learner, "")
}

// Tally returns what the learner did on the study day, zero if nothing.
func (db *DB) Tally(ctx context.Context, learner quiz.LearnerID, day quiz.Day) (quiz.Tally, error) {
	days, err := db.tallies(ctx, learner, "AND day = ?", day)
	return days[day], err
}

func (db *DB) tallies(
	ctx context.Context, learner quiz.LearnerID, where string, args ...any,
) (map[quiz.Day]quiz.Tally, error) {
	days := make(map[quiz.Day]quiz.Tally)
	query := fmt.Sprintf(`
		SELECT day, grade, state, correct, count(*), sum(min(took_ms, %d)) FROM answers
		WHERE learner = ? %s GROUP BY 1, 2, 3, 4`, quiz.LongestTook.Milliseconds(), where)
	return days, db.eachAbout(ctx, learner, query, func(r *row) error {
		day, grade, count := quiz.Day(r.number(0)), fsrs.Grade(r.number(1)), int(r.number(4))
		t := quiz.Tally{Answers: count, Took: r.milliseconds(5)}
		if r.number(3) != 0 {
			t.Correct = count
		}
		if grade != 0 {
			t.Reviews = count
			switch fsrs.State(r.number(2)) {
			case fsrs.New:
				t.New = count
			case fsrs.Review:
				t.Repeats = count
				if grade != fsrs.Again {
					t.Recalled = count
				}
			case fsrs.Learning, fsrs.Relearning: // in the steps
			}
		}
		days[day] = days[day].Plus(t)
		return nil
	}, args...)
}

// Confusions returns what the learner mixed up.
func (db *DB) Confusions(ctx context.Context, learner quiz.LearnerID) (map[quiz.Mixed]quiz.Confusion, error) {
	// The first and the last day are those in the log, which a clock that was set back
	// may have left in another order.
	const inLog = `iif(min(day) = max(day), min(day), (SELECT day FROM answers AS one
		WHERE one.learner = answers.learner AND one.facet = answers.facet AND one.chosen = answers.chosen
			AND one.chosen <> '' ORDER BY ord %[1]s, id %[1]s LIMIT 1))`
	query := "SELECT facet, chosen, count(*), " + fmt.Sprintf(inLog, "") + ", " + fmt.Sprintf(inLog, "DESC") +
		" FROM answers WHERE learner = ? AND chosen <> '' GROUP BY 1, 2"
	all := make(map[quiz.Mixed]quiz.Confusion)
	return all, db.eachAbout(ctx, learner, query, func(r *row) error {
		all[quiz.Mixed{Facet: questions.FacetID(r.text(0)), Chosen: r.text(1)}] = quiz.Confusion{
			Count: int(r.number(2)), First: quiz.Day(r.number(3)), Last: quiz.Day(r.number(4)),
		}
		return nil
	})
}

// Fits returns how the scheduler's predictions for the learner came out.
func (db *DB) Fits(ctx context.Context, learner quiz.LearnerID) (map[quiz.Bin]quiz.Fit, error) {
	return db.fits(ctx, learner, "")
}

// FitsSince is [DB.Fits] of answers that come after the order in the log.
func (db *DB) FitsSince(ctx context.Context, learner quiz.LearnerID, order int64) (map[quiz.Bin]quiz.Fit, error) {
	return db.fits(ctx, learner, "AND ord > ?", order)
}

func (db *DB) fits(ctx context.Context, learner quiz.LearnerID, where string, args ...any) (map[quiz.Bin]quiz.Fit, error) {
	fits := make(map[quiz.Bin]quiz.Fit)
	query := fmt.Sprintf(`
		SELECT bin, count(*), sum(grade <> %d), sum(predicted), sum(loss) FROM answers
		WHERE learner = ? AND predicted > 0 %s GROUP BY 1`, fsrs.Again, where)
	return fits, db.eachAbout(ctx, learner, query, func(r *row) error {
		fits[binOf(r.number(0))] = quiz.Fit{
			Reviews: int(r.number(1)), Recalled: int(r.number(2)), Predicted: r.number(3), Loss: r.number(4),
		}
		return nil
	}, args...)
}

// eachAbout shows the rows that a query about the learner finds, whose row is the
// first of the arguments.
func (db *DB) eachAbout(
	ctx context.Context, learner quiz.LearnerID, query string, see func(*row) error, args ...any,
) error {
	n, err := learnerRow(ctx, db.sql, learner)
	if err != nil {
		return err
	}
	err = eachRow(ctx, db.sql, query, see, append([]any{n}, args...)...)
	return explain(db.path, doing("read what follows from the log", err))
}
