package store

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"maps"
	"slices"

	"portdrill/quiz"
	"portdrill/store/logline"
)

// VerifyChains checks that every event of the learner still has the hash that it
// was recorded with and follows on the one before, and that no chain lost an event
// or its tail. Gaps and forks of other devices are none.
func (db *DB) VerifyChains(ctx context.Context, learner quiz.LearnerID) error {
	_, err := ofLearner(ctx, db, learner, func(ctx context.Context, q queryer, n int64) ([]Finding, error) {
		_, found, err := checkChains(ctx, q, n, learner)
		for _, f := range found {
			if f.Damage() {
				return found, fmt.Errorf("the log is not as it was recorded: %s: %s, %d", f.Kind, f.Subject, f.Count)
			}
		}
		return found, err
	})
	return err
}

// checkChains goes through a learner's log once, in order, in which a device's events
// follow one another. Every event holds the hash of the one before it on its device,
// and heads hold where each chain ends and how long it is. It returns how many events
// there are.
func checkChains(
	ctx context.Context, q queryer, n int64, learner quiz.LearnerID,
) (events int64, found []Finding, err error) {
	altered := Finding{Kind: Altered, Learner: learner}
	chains := make(map[quiz.DeviceID]*chain)
	err = eachLine(ctx, q, inOrder(byKey, ""), func(l logline.Line) error {
		c := chains[l.Device]
		if c == nil {
			c = &chain{ends: make(map[string]int64)}
			chains[l.Device] = c
		}
		events++
		if !c.add(l, learner) {
			if altered.Count++; altered.Count == 1 {
				altered.Subject = string(l.ID)
			}
		}
		return nil
	}, n)
	if err != nil {
		return events, nil, fmt.Errorf("read the log: %w", err)
	}
	if altered.Count > 0 {
		found = append(found, altered)
	}
	var loose []Finding
	for _, device := range slices.Sorted(maps.Keys(chains)) {
		gaps, forks, err := chains[device].sort(ctx, q, n, device)
		if err != nil {
			return events, found, fmt.Errorf("read the log: %w", err)
		}
		for _, f := range []Finding{{Kind: Gap, Count: gaps}, {Kind: Fork, Count: forks}} {
			if f.Subject = string(device); f.Count > 0 {
				loose = append(loose, f)
			}
		}
	}
	ends, err := compareHeads(ctx, q, n, chains)
	for _, f := range append(ends, loose...) {
		f.Learner = learner
		found = append(found, f)
	}
	return events, found, doing("read the ends of chains", err)
}

// A chain is what was seen of a device's events.
type chain struct {
	count int64
	begun bool
	last  int64
	ends  map[string]int64 // numbers of events that none has followed on yet, by hash
	loose []logline.Line   // that follow on none of them
}

// add takes the next event of the chain in, and reports whether it is as it was
// recorded.
func (c *chain) add(l logline.Line, learner quiz.LearnerID) bool {
	c.count++
	c.last = max(c.last, l.Seq)
	sum := l.Hash(l.Prev, learner)
	before, follows := c.ends[string(l.Prev)]
	switch {
	case l.Seq == 1 && len(l.Prev) == 0 && !c.begun:
		c.begun = true
	case follows && before == l.Seq-1:
		delete(c.ends, string(l.Prev))
	default:
		c.loose = append(c.loose, logline.Line{Seq: l.Seq, Prev: l.Prev})
	}
	c.ends[string(l.Sum)] = l.Seq
	if bytes.Equal(sum, l.Sum) {
		return true
	}
	// The next event follows on what was recorded, which may be either.
	c.ends[string(sum)] = l.Seq
	return false
}

// sort tells apart the loose ends: gaps, before which events have not come yet, and
// forks, which follow on an event that another one follows on too.
func (c *chain) sort(ctx context.Context, q queryer, n int64, device quiz.DeviceID) (gaps, forks int64, err error) {
	if len(c.loose) == 0 {
		return 0, 0, nil
	}
	wanted := make(map[string]bool)
	for _, l := range c.loose {
		wanted[string(l.Prev)] = false
	}
	const hashes = "SELECT hash FROM log JOIN devices ON devices.n = device WHERE learner = ? AND devices.id = ?"
	err = each(ctx, q, hashes, func(rows *sql.Rows) error {
		sum, err := scanned[sql.RawBytes](rows)
		if _, is := wanted[string(sum)]; is {
			wanted[string(sum)] = true
		}
		return err
	}, n, device)
	for _, l := range c.loose {
		if wanted[string(l.Prev)] || l.Seq == 1 {
			forks++
		} else {
			gaps++
		}
	}
	return gaps, forks, err
}

// compareHeads compares what was seen with the ends on record: what was recorded and is
// gone, and what ends otherwise or has no end.
func compareHeads(ctx context.Context, q queryer, n int64, chains map[quiz.DeviceID]*chain) (found []Finding, err error) {
	const heads = `SELECT devices.id, seq, hash, count FROM heads JOIN devices ON devices.n = heads.device
		WHERE learner = ? ORDER BY devices.id`
	err = each(ctx, q, heads, func(rows *sql.Rows) error {
		var device quiz.DeviceID
		var h head
		if err := rows.Scan(&device, &h.seq, &h.hash, &h.count); err != nil {
			return err
		}
		c := chains[device]
		if c == nil {
			c = &chain{}
		}
		seq, ends := c.ends[string(h.hash)]
		switch {
		case c.count != h.count:
			found = append(found, Finding{Kind: Lost, Subject: string(device), Count: h.count - c.count})
		case !ends || seq != h.seq || c.last != h.seq:
			found = append(found, Finding{Kind: BadEnd, Subject: string(device), Count: 1})
		}
		delete(chains, device)
		return nil
	}, n)
	for _, stray := range slices.Sorted(maps.Keys(chains)) {
		found = append(found, Finding{Kind: BadEnd, Subject: string(stray), Count: 1})
	}
	return found, err
}
