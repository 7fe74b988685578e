package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/google/uuid"

	"portdrill/quiz"
	"portdrill/quiz/room"
)

// EndRoom notes that the room has ended, and lets its results flow, in one
// transaction: the first answer of each member to each question goes into the log
// of that member as a learner, once, whatever is called again. Guests have no log.
// It returns how many answers went into logs now. The error is [ErrNoRoom], or that
// of [DB.Record].
func (db *DB) EndRoom(ctx context.Context, id string, now time.Time) (flowed int, err error) {
	err = db.inTx(ctx, func(tx execer) error {
		n, err := roomRow(ctx, tx, id)
		if err != nil {
			return err
		}
		if flowed, err = db.flow(ctx, tx, id, n); err != nil {
			return fmt.Errorf("keep results for learners: %w", err)
		}
		const end = "UPDATE rooms SET ended_ms = coalesce(ended_ms, ?1), flowed_ms = coalesce(flowed_ms, ?1) WHERE n = ?2"
		if err := exec(ctx, tx, end, now.UnixMilli(), n); err != nil {
			return fmt.Errorf("end the session: %w", err)
		}
		s := openSeal(ctx, tx, n)
		s.hashRoom(ctx)
		return s.close(ctx)
	})
	return flowed, err
}

// flow records what members answered.
func (db *DB) flow(ctx context.Context, tx execer, id string, n int64) (flowed int, err error) {
	c, err := contentOf(ctx, tx, n)
	if err != nil {
		return 0, err
	}
	members := make(map[room.ParticipantID]quiz.LearnerID)
	for _, p := range c.People {
		if p.Member == "" {
			continue
		}
		if members[p.ID], err = learnerOf(ctx, tx, p.Member); err != nil {
			return 0, err
		}
	}
	for _, a := range c.Answers {
		learner := members[a.Participant]
		if learner == "" || a.N > len(c.Questions) || c.Questions[a.N-1].Spec.Written != nil {
			continue // of nobody on the list, or about nothing that there are cards of
		}
		is, err := db.flowAnswer(ctx, tx, id, learner, c.Questions[a.N-1], a)
		if err != nil {
			return 0, err
		}
		if is {
			flowed++
		}
	}
	return flowed, nil
}

func learnerOf(ctx context.Context, q queryer, member string) (learner quiz.LearnerID, err error) {
	n, err := strconv.ParseInt(member, 10, 64)
	if err != nil {
		return "", fmt.Errorf("find the member %q: %w", member, err)
	}
	err = q.QueryRowContext(ctx, "SELECT id FROM learners WHERE n = (SELECT learner FROM members WHERE n = ?)", n).Scan(&learner)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	return learner, err
}

// classAnswers is the namespace of the identities of answers from classes, which
// follow from the room, the learner and the question: whoever lets results flow
// again, on whatever copy of the file, records the same events.
var classAnswers = uuid.MustParse("7b0f3c1e-5c0e-4f57-9a5e-2f6f5d5d5a11")

func (db *DB) flowAnswer(
	ctx context.Context, tx execer, id string, learner quiz.LearnerID, q RoomQuestion, a room.Answer,
) (bool, error) {
	event, end, err := db.flowInto(ctx, tx, id, learner, q, a)
	if err != nil || end.recorded {
		return false, err
	}
	settings, err := parseSettings(end.settings)
	if err != nil {
		return false, err
	}
	scheduler, err := db.schedulerOf(end.settings)
	if err != nil {
		return false, err
	}
	cards, err := facetCards(ctx, tx, end.learner, q.Facets)
	if err != nil {
		return false, err
	}
	var card quiz.Card
	if len(cards) == 1 && len(q.Facets) == 1 {
		card = cards[0]
	}
	_, err = db.recordAt(ctx, tx, end, scheduler.InClass(event, a.At, answerOf(id, q, a), card, settings.Names))
	return err == nil, err
}

// flowInto returns the identity of the answer, and the end of the log that it goes into;
// recorded says that it is there already. An answer that was marked again with another one
// is undone, and the other one has an identity of its own, which follows from how often that
// happened.
func (db *DB) flowInto(
	ctx context.Context, tx execer, id string, learner quiz.LearnerID, q RoomQuestion, a room.Answer,
) (event quiz.EventID, end logEnd, err error) {
	name := fmt.Sprintf("%s/%s/%d", id, learner, a.N)
	event = quiz.EventID(uuid.NewSHA1(classAnswers, []byte(name)).String())
	if end, err = db.readEnd(ctx, tx, learner, event); err != nil || !end.recorded {
		return event, end, err
	}
	for corrections := 1; ; corrections++ {
		next := quiz.EventID(uuid.NewSHA1(classAnswers, fmt.Appendf(nil, "%s/%d", name, corrections)).String())
		after, err := db.readEnd(ctx, tx, learner, next)
		if err != nil {
			return event, end, err
		}
		if after.recorded {
			event, end = next, after
			continue
		}
		same, err := db.isSame(ctx, tx, event, a)
		if err != nil || same {
			return event, end, err
		}
		if !end.undone {
			undo := quiz.Event{
				ID: quiz.EventID(uuid.NewSHA1(classAnswers, fmt.Appendf(nil, "%s/undo", event)).String()),
				At: a.At, Kind: quiz.UndoEvent, Undo: &quiz.Undo{Target: event, Facets: q.Facets},
			}
			scheduler, err := db.schedulerOf(end.settings)
			if err != nil {
				return event, end, err
			}
			undo.Day = scheduler.Day(undo.At)
			if _, err := db.recordAt(ctx, tx, end, undo); err != nil {
				return event, end, fmt.Errorf("undo what was marked otherwise: %w", err)
			}
			if after, err = db.readEnd(ctx, tx, learner, next); err != nil {
				return event, end, err
			}
		}
		return next, after, nil
	}
}

// isSame reports whether an answer in a log is the one that the session has.
func (db *DB) isSame(ctx context.Context, tx execer, event quiz.EventID, a room.Answer) (same bool, err error) {
	const query = `SELECT coalesce(json_extract(body, '$.given'), '') = ? AND coalesce(json_extract(body, '$.dont_know'), 0) = ?
		FROM log WHERE id = ?`
	err = tx.QueryRowContext(ctx, query, a.Given, a.Reply.DontKnow, event).Scan(&same)
	return same, doing("read what was answered in class", err)
}

// answerOf is what a learner's log keeps of an answer in a class.
func answerOf(id string, q RoomQuestion, a room.Answer) quiz.Answer {
	return quiz.Answer{
		Question: q.Question, Facets: q.Facets, Kind: q.Spec.Kind, Format: q.Spec.Format, Lang: q.Spec.Lang,
		Deck: q.Spec.Deck, Stem: q.Stem,
		Options: q.Options, Given: a.Given, Chosen: a.Chosen, DontKnow: a.Reply.DontKnow, Correct: a.Correct, Took: a.Took, Room: id,
	}
}
