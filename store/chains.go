package store

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"maps"
	"slices"

	"portdrill/quiz"
)

// Chains is what a look at all chains of a learner's log found. Every event holds
// the hash of the one before it on its device, and heads hold where each chain
// ends and how long it is.
type Chains struct {
	Learner quiz.LearnerID
	Events  int64
	Devices int

	// Damage.
	Altered []quiz.EventID  // not as they were recorded
	Lost    []Break         // events that were in this file, and are not
	Stray   []quiz.DeviceID // with events, and no end on record
	Ends    []quiz.DeviceID // whose last event is not the one on record

	// No damage: what other devices have recorded, as far as it came here.
	Gaps  []Break // events that have not come yet
	Forks []Break // two that follow on the same one: a copied file that went on twice
}

// A Break is where a chain does not hold together.
type Break struct {
	Device quiz.DeviceID
	Seq    int64 // of the event after it; of what is lost the last one on record
	Count  int64 // of lost events
}

// Damaged reports whether something is not as it was recorded.
func (c Chains) Damaged() bool {
	return len(c.Altered)+len(c.Lost)+len(c.Stray)+len(c.Ends) > 0
}

// VerifyChains checks that every event of the learner still has the hash that it
// was recorded with and follows on the one before, and that no chain lost an event
// or its tail. Gaps and forks of other devices are none.
func (db *DB) VerifyChains(ctx context.Context, learner quiz.LearnerID) error {
	n, err := learnerRow(ctx, db.sql, learner)
	if err != nil {
		return err
	}
	c, err := readChains(ctx, db.sql, n, learner)
	if err != nil {
		return explain(db.path, fmt.Errorf("read the log: %w", err))
	}
	switch {
	case len(c.Altered) > 0:
		return fmt.Errorf("event %s is not as it was recorded", c.Altered[0])
	case len(c.Lost) > 0:
		return fmt.Errorf("device %s has lost %d of its events", c.Lost[0].Device, c.Lost[0].Count)
	case len(c.Stray) > 0:
		return fmt.Errorf("device %s has events in the log, and its end is not on record", c.Stray[0])
	case len(c.Ends) > 0:
		return fmt.Errorf("device %s does not end with the event on record", c.Ends[0])
	}
	return nil
}

// readChains goes through a learner's log once, in order, in which a device's
// events follow one another.
func readChains(ctx context.Context, q queryer, n int64, learner quiz.LearnerID) (Chains, error) {
	found := Chains{Learner: learner}
	chains := make(map[quiz.DeviceID]*chain)
	err := eachLine(ctx, q, inOrder(byKey, ""), func(l logLine) error {
		c := chains[l.device]
		if c == nil {
			c = &chain{ends: make(map[string]int64)}
			chains[l.device] = c
		}
		found.Events++
		if !c.add(l, learner) {
			found.Altered = append(found.Altered, l.id)
		}
		return nil
	}, n)
	if err != nil {
		return found, err
	}
	found.Devices = len(chains)
	for _, device := range slices.Sorted(maps.Keys(chains)) {
		if err := chains[device].tell(ctx, q, n, device, &found); err != nil {
			return found, err
		}
	}
	return found, compareHeads(ctx, q, n, chains, &found)
}

// A chain is what was seen of a device's events.
type chain struct {
	count int64
	begun bool
	last  int64
	ends  map[string]int64 // numbers of events that none has followed on yet, by hash
	loose []logLine        // that follow on none of them
}

// add takes the next event of the chain in, and reports whether it is as it was
// recorded.
func (c *chain) add(l logLine, learner quiz.LearnerID) bool {
	c.count++
	c.last = max(c.last, l.seq)
	sum := l.hash(l.prev, learner)
	before, follows := c.ends[string(l.prev)]
	switch {
	case l.seq == 1 && len(l.prev) == 0 && !c.begun:
		c.begun = true
	case follows && before == l.seq-1:
		delete(c.ends, string(l.prev))
	default:
		c.loose = append(c.loose, logLine{seq: l.seq, prev: l.prev})
	}
	c.ends[string(l.sum)] = l.seq
	if bytes.Equal(sum, l.sum) {
		return true
	}
	// The next event follows on what was recorded, which may be either.
	c.ends[string(sum)] = l.seq
	return false
}

// tell sorts the loose ends into forks, which follow on an event that another one
// follows on too, and gaps.
func (c *chain) tell(ctx context.Context, q queryer, n int64, device quiz.DeviceID, found *Chains) error {
	if len(c.loose) == 0 {
		return nil
	}
	wanted := make(map[string]bool)
	for _, l := range c.loose {
		wanted[string(l.prev)] = false
	}
	const hashes = "SELECT hash FROM log JOIN devices ON devices.n = device WHERE learner = ? AND devices.id = ?"
	err := each(ctx, q, hashes, func(rows *sql.Rows) error {
		sum, err := scanned[sql.RawBytes](rows)
		if _, is := wanted[string(sum)]; is {
			wanted[string(sum)] = true
		}
		return err
	}, n, device)
	if err != nil {
		return err
	}
	for _, l := range c.loose {
		at := Break{Device: device, Seq: l.seq}
		if wanted[string(l.prev)] || l.seq == 1 {
			found.Forks = append(found.Forks, at)
		} else {
			found.Gaps = append(found.Gaps, at)
		}
	}
	return nil
}

// compareHeads compares what was seen with the ends on record.
func compareHeads(ctx context.Context, q queryer, n int64, chains map[quiz.DeviceID]*chain, found *Chains) error {
	const heads = `SELECT devices.id, seq, hash, count FROM heads JOIN devices ON devices.n = heads.device
		WHERE learner = ? ORDER BY devices.id`
	err := each(ctx, q, heads, func(rows *sql.Rows) error {
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
			found.Lost = append(found.Lost, Break{device, h.seq, h.count - c.count})
		case !ends || seq != h.seq || c.last != h.seq:
			found.Ends = append(found.Ends, device)
		}
		delete(chains, device)
		return nil
	}, n)
	found.Stray = slices.Sorted(maps.Keys(chains))
	return err
}
