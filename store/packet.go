package store

import (
	"bytes"
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"portdrill/quiz"
	"portdrill/store/logline"
)

// LargestPacket is more bytes than any packet takes: events are added to one until it is as
// large as [packetSize], of which one can be as long as [LongestEvent].
const (
	LargestPacket = packetSize + 2*LongestEvent
	packetSize    = 1 << 20
)

// Why a packet is not taken in. Nothing of it is, then.
var (
	ErrNotPacket     = errors.New("is nothing to sync by")
	ErrNewerPacket   = errors.New("is of a newer version of this program")
	ErrOthersEvents  = errors.New("has events of another learner")
	ErrAlteredEvents = errors.New("has events that are not as they were recorded")
)

// A Packet is what two devices that sync a learner's log over a network send each other: the
// lines of a file of [DB.Sync], of which the first also says what the sender has.
type Packet struct {
	Learner quiz.LearnerID // empty from a device that does not know the learner yet
	Have    Have           // that the sender has; nil where that is not told
	lines   []byte
	Events  int // in the packet
}

// Have says what a device has of a learner's log: by the device that recorded them, the
// hashes of the events of each block of [blockSize], added bit by bit, in hex.
type Have map[quiz.DeviceID]map[int64]string

// blockSize is how many events of a device are told of, and sent, together.
const blockSize = 64

// packetHead is the first line of a packet.
type packetHead struct {
	Format  string         `json:"format"`
	Version int            `json:"version"`
	Learner quiz.LearnerID `json:"learner"`
	Have    Have           `json:"have"`
}

// Bytes is the packet as it is sent.
func (p Packet) Bytes() ([]byte, error) {
	head, err := plainJSON(packetHead{syncFormat, syncVersion, p.Learner, p.Have})
	return slices.Concat([]byte(head+"\n"), p.lines), err
}

// ReadPacket reads what [Packet.Bytes] wrote; its events are read by [DB.TakePacket]. The
// error is [ErrNotPacket] or [ErrNewerPacket].
func ReadPacket(text []byte) (p Packet, err error) {
	first, rest, whole := bytes.Cut(text, []byte("\n"))
	var head packetHead
	switch err := json.Unmarshal(first, &head); {
	case err != nil || !whole || head.Format != syncFormat || head.Version < 1:
		return p, ErrNotPacket
	case head.Version > syncVersion:
		return p, fmt.Errorf("%w: version %d", ErrNewerPacket, head.Version)
	case head.Learner != "" && !isIdentity(head.Learner):
		return p, fmt.Errorf("%w: the learner %q", ErrNotPacket, head.Learner)
	case len(rest) > 0 && rest[len(rest)-1] != '\n':
		return p, fmt.Errorf("%w: it is cut off", ErrNotPacket)
	}
	return Packet{head.Learner, head.Have, rest, bytes.Count(rest, []byte("\n"))}, nil
}

// NewPacket returns what a device that has so much lacks of the learner's log, as far as it
// fits in a packet; nothing where that is not known. Of a learner who is not here there is
// nothing.
func (db *DB) NewPacket(ctx context.Context, learner quiz.LearnerID, there Have) (Packet, error) {
	p := Packet{Learner: learner, Have: make(Have)}
	n, err := learnerRow(ctx, db.sql, learner)
	if errors.Is(err, ErrNoLearner) {
		return p, nil
	}
	if err != nil {
		return p, explain(db.path, err)
	}
	here := make(tally)
	err = eachLine(ctx, db.sql, inOrder(byKey, ""), func(l logline.Line) error {
		here.add(l)
		return nil
	}, n)
	p.Have = here.have()
	if err != nil || there == nil {
		return p, explain(db.path, err)
	}
	err = eachLine(ctx, db.sql, inOrder(byKey, ""), func(l logline.Line) error {
		if block := blockOf(l); there[l.Device][block] == p.Have[l.Device][block] {
			return nil
		}
		if len(p.lines) >= packetSize {
			return errEnough
		}
		e := exportedOf(learner, l)
		text, err := plainJSON(syncLine{Event: &e})
		p.lines = append(append(p.lines, text...), '\n')
		p.Events++
		return err
	}, n)
	if errors.Is(err, errEnough) {
		err = nil
	}
	return p, explain(db.path, err)
}

// A tally adds hashes of events up.
type tally map[quiz.DeviceID]map[int64]uint64

func blockOf(l logline.Line) int64 { return (l.Seq - 1) / blockSize }

func (t tally) add(l logline.Line) {
	if t[l.Device] == nil {
		t[l.Device] = make(map[int64]uint64)
	}
	if len(l.Sum) >= 8 {
		t[l.Device][blockOf(l)] ^= binary.BigEndian.Uint64(l.Sum)
	}
}

func (t tally) have() Have {
	all := make(Have, len(t))
	for device, blocks := range t {
		all[device] = make(map[int64]string, len(blocks))
		for block, sum := range blocks {
			all[device][block] = fmt.Sprintf("%016x", sum)
		}
	}
	return all
}

// TakePacket takes in the events of a packet, in any order and as often as one likes, or
// nothing of it. The error is one of those about packets, or else that of [DB.Record].
func (db *DB) TakePacket(ctx context.Context, p Packet, learner quiz.LearnerID) (Merged, error) {
	if p.Events == 0 {
		return Merged{}, nil
	}
	return db.merge(ctx, func(m *merger) error {
		for text := range bytes.Lines(p.lines) {
			var line syncLine
			if err := json.Unmarshal(text, &line); err != nil || line.Event == nil {
				return fmt.Errorf("%w: a line is no event", ErrNotPacket)
			}
			if line.Event.Learner != learner {
				return ErrOthersEvents
			}
			if err := m.event(ctx, *line.Event); errors.Is(err, errNoSense) {
				return fmt.Errorf("%w: %w", ErrAlteredEvents, err)
			} else if err != nil {
				return err
			}
			if wrong := slices.Concat(m.result.Altered, m.result.Senseless); len(wrong) > 0 {
				return fmt.Errorf("%w: %s", ErrAlteredEvents, wrong[0])
			}
		}
		return nil
	})
}
