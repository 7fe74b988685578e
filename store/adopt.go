package store

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"portdrill/quiz"
	"portdrill/store/logline"
)

// Adopt takes into the learner's log what another program has recorded, as events of
// a device that stands for it, in the order of their own times. Events that are there
// already, by their IDs, are known and not added again, so that a longer history of
// the same program can follow. Cards are then derived anew.
//
// The error is [ErrNoLearner], or that of [DB.Record].
func (db *DB) Adopt(ctx context.Context, learner quiz.LearnerID, device quiz.DeviceID, events []quiz.Event) (Merged, error) {
	events = slices.Clone(events)
	slices.SortFunc(events, func(a, b quiz.Event) int {
		return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.ID, b.ID))
	})
	return db.merge(ctx, func(m *merger) error {
		n, err := learnerRow(ctx, m.tx, learner)
		if err != nil {
			return err
		}
		row, err := addDevice(ctx, m.tx, device)
		if err != nil {
			return fmt.Errorf("add device %s: %w", device, err)
		}
		m.learners[learner] = n
		end, err := readHead(ctx, m.tx, n, row)
		if err != nil {
			return fmt.Errorf("read the end of a chain: %w", err)
		}
		for _, e := range events {
			if end, err = m.adopt(ctx, learner, end, device, e); err != nil {
				return err
			}
		}
		return nil
	})
}

// adopt adds an event behind the end of the chain, and returns the end of it then.
func (m *merger) adopt(
	ctx context.Context, learner quiz.LearnerID, end head, device quiz.DeviceID, e quiz.Event,
) (head, error) {
	var known bool
	if err := m.tx.QueryRowContext(ctx, "SELECT EXISTS (SELECT 1 FROM log WHERE id = ?)", e.ID).Scan(&known); err != nil {
		return end, fmt.Errorf("look for event %s: %w", e.ID, err)
	}
	if known {
		m.result.Known++
		return end, nil
	}
	e.Device, e.Seq, e.Order = device, end.seq+1, e.At.UnixMilli()
	line, err := logline.Of(e)
	if err != nil {
		return end, err
	}
	line.Prev = end.hash
	line.Sum = line.Hash(end.hash, learner)
	before := m.result.New
	if err := m.add(ctx, learner, line); err != nil {
		return end, err
	}
	if m.result.New > before {
		end.seq, end.hash = line.Seq, line.Sum
	}
	return end, nil
}
