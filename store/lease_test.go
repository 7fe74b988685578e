package store_test

import (
	"errors"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"portdrill/quiz/room"
	"portdrill/store"
)

// The law: a room is held by one host at a time, until that lets go of it, its lease is
// over, or its process is gone.
func TestRoomIsHeldOnce(t *testing.T) {
	db := open(t, filepath.Join(t.TempDir(), "class.db"))
	settings := room.Settings{Pace: room.Together, Scoring: room.ByAccuracy, Most: 30}
	r := store.Room{ID: "r", Code: "ABC234", Host: "{}", Created: noon, Settings: settings, State: room.State{Phase: room.Lobby}}
	if err := db.AddRoom(t.Context(), r, nil); err != nil {
		t.Fatal(err)
	}
	hold := func(holder string, now time.Time) error { return db.HoldRoom(t.Context(), "r", holder, now) }
	ann, bo := store.NewHolder(), store.NewHolder()
	if err := hold(ann, noon); err != nil {
		t.Fatal(err)
	}
	for _, err := range []error{hold(ann, noon), hold(ann, noon.Add(store.Lease-time.Second))} {
		if err != nil {
			t.Errorf("renewed: %v", err)
		}
	}
	late := noon.Add(2*store.Lease - 2*time.Second)
	if err := hold(bo, late); !errors.Is(err, store.ErrRoomHeld) {
		t.Errorf("by another host: %v", err)
	}
	if held, err := db.IsHeld(t.Context(), "r", late); err != nil || !held {
		t.Errorf("held: %v, %v", held, err)
	}
	if err := hold(bo, late.Add(2*time.Second)); err != nil {
		t.Errorf("after the lease: %v", err)
	}
	if err := hold(ann, late.Add(3*time.Second)); !errors.Is(err, store.ErrRoomHeld) {
		t.Errorf("back from a long sleep: %v", err)
	}
	if err := db.FreeRoom(t.Context(), "r", ann); err != nil {
		t.Fatal(err)
	}
	if err := hold(ann, late.Add(3*time.Second)); !errors.Is(err, store.ErrRoomHeld) {
		t.Errorf("freed by who does not hold it: %v", err)
	}
	if err := db.FreeRoom(t.Context(), "r", bo); err != nil {
		t.Fatal(err)
	}
	parts := strings.SplitN(ann, " ", 3)
	gone := strings.Join([]string{parts[0], "999999999", parts[2]}, " ")
	elsewhere := strings.Join([]string{parts[0], "999999999", parts[2] + "-other"}, " ")
	for _, holder := range []string{gone, elsewhere} {
		now := late.Add(time.Hour)
		if holder == elsewhere {
			now = now.Add(time.Hour)
		}
		if err := hold(holder, now); err != nil {
			t.Fatal(err)
		}
		if err := hold(bo, now); (err == nil) != (holder == gone) {
			t.Errorf("held by %s: %v", holder, err)
		}
		if err := db.FreeRoom(t.Context(), "r", bo); err != nil {
			t.Fatal(err)
		}
	}
	if err := db.HoldRoom(t.Context(), "none", ann, noon); !errors.Is(err, store.ErrNoRoom) {
		t.Errorf("no such room: %v", err)
	}
}
