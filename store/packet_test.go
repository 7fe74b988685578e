package store_test

import (
	"bytes"
	"errors"
	"math/rand/v2"
	"strconv"
	"testing"

	"portdrill/questions/testenv"
	"portdrill/quiz"
	"portdrill/store"
)

// passed returns the packet as it arrives.
func passed(t testing.TB, p store.Packet) store.Packet {
	t.Helper()
	text, err := p.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	if p, err = store.ReadPacket(text); err != nil {
		t.Fatal(err)
	}
	return p
}

// exchanged syncs a device with another, and returns how many events went.
func exchanged(t testing.TB, from, to *store.DB, learner quiz.LearnerID) (events int) {
	t.Helper()
	var there store.Packet
	for range 2 {
		for _, way := range [][2]*store.DB{{from, to}, {to, from}} {
			p, err := way[0].NewPacket(t.Context(), learner, there.Have)
			if err != nil {
				t.Fatal(err)
			}
			there = passed(t, p)
			events += there.Events
			merged, err := way[1].TakePacket(t.Context(), there, learner)
			if err != nil {
				t.Fatal(err)
			}
			assertAllCame(t, merged)
		}
	}
	return events
}

// The law: devices that record in turn and sync in pairs now and then have the same to the
// bit once each has met a common one twice, and then nothing goes any more.
func TestPackets(t *testing.T) {
	t.Parallel()
	seed, fresh := testenv.Seed(t), newEmpty(t)
	for i := range splits / 4 {
		t.Run(strconv.Itoa(i), func(t *testing.T) {
			chance := rand.New(rand.NewPCG(seed, uint64(i)))
			devices := fresh.opened(t, 3)
			learner := learnerOf(t, devices[0])
			start := exportOf(t, devices[0])
			for _, db := range devices[1:] {
				importInto(t, db, start)
			}
			for _, e := range stories.Example(int(chance.Uint32())) {
				record(t, devices[chance.IntN(3)], learner, e)
				if chance.IntN(4) == 0 {
					exchanged(t, devices[chance.IntN(3)], devices[0], learner)
				}
			}
			for range 2 {
				for _, db := range devices[1:] {
					exchanged(t, db, devices[0], learner)
				}
			}
			for _, db := range devices {
				if n := exchanged(t, db, devices[0], learner); n > 0 {
					t.Fatalf("%d events went", n)
				}
				assertSound(t, db, learner, 0)
				if got, want := logsBut(t, db), logsBut(t, devices[0]); got != want {
					t.Fatalf("got\n%s\nwant\n%s", got, want)
				}
			}
		})
	}
}

// The law: of a packet that is not as a device wrote it, or about somebody else, nothing is
// taken in, and the error says why.
func TestPacketsThatAreRefused(t *testing.T) {
	t.Parallel()
	devices := newEmpty(t).opened(t, 2)
	learner := learnerOf(t, devices[0])
	for _, e := range stories.Example(7) {
		record(t, devices[0], learner, e)
	}
	p, err := devices[0].NewPacket(t.Context(), learner, store.Have{})
	if err != nil || p.Events == 0 {
		t.Fatalf("%+v %v", p, err)
	}
	text, err := p.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	before := exportOf(t, devices[1])
	for name, c := range map[string]struct {
		text []byte
		of   quiz.LearnerID
		want error
	}{
		"nothing":     {nil, learner, store.ErrNotPacket},
		"cut off":     {text[:len(text)-9], learner, store.ErrNotPacket},
		"no event":    {append(bytes.Clone(text), "{}\n"...), learner, store.ErrNotPacket},
		"a newer one": {bytes.Replace(text, []byte(`"version":1`), []byte(`"version":2`), 1), learner, store.ErrNewerPacket},
		"altered":     {bytes.Replace(text, []byte(`"at_ms":1`), []byte(`"at_ms":2`), 1), learner, store.ErrAlteredEvents},
		"another's":   {text, "somebody-else", store.ErrOthersEvents},
	} {
		p, err := store.ReadPacket(c.text)
		if err == nil {
			_, err = devices[1].TakePacket(t.Context(), p, c.of)
		}
		if !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
		if exportOf(t, devices[1]) != before {
			t.Errorf("%s: something was taken in", name)
		}
	}
}

// FuzzPackets holds that no packet does more than be taken in or refused.
func FuzzPackets(f *testing.F) {
	f.Add([]byte("{\"format\":\"portdrill-sync\",\"version\":1,\"learner\":\"x\",\"have\":{\"d\":{\"0\":\"00\"}}}\n{\"event\":{}}\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		p, err := store.ReadPacket(text)
		if err != nil {
			return
		}
		if again := passed(t, p); again.Events != p.Events || again.Learner != p.Learner {
			t.Errorf("%q becomes %+v", text, again)
		}
	})
}
