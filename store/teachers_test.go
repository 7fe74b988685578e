package store_test

import (
	"errors"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"portdrill/quiz/room"
	"portdrill/store"
)

// The law: a teacher is signed in until the password changes, the account goes, the time is
// over or the device signs in anew; a class that is forgotten is nobody's.
func TestTeachers(t *testing.T) {
	path := filepath.Join(t.TempDir(), "it.db")
	db := open(t, path)
	defer closeDB(t, db)
	ctx, now := t.Context(), time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	pin := func() string { return "000001" }
	if _, _, err := db.KeepRoster(ctx, "Net-1", []room.Entry{{Name: "Ann Lee"}}, now, pin, naming); err != nil {
		t.Fatal(err)
	}
	if err := db.AddTeacher(ctx, store.Teacher{Name: "Ms Wu", Password: "h1", Since: now, Classes: []string{"Net-2"}}); !errors.Is(err, store.ErrNoClass) {
		t.Error(err)
	}
	wu := store.Teacher{Name: "Ms Wu", Password: "h1", Since: now, Classes: []string{"Net-1"}}
	if err := db.AddTeacher(ctx, wu); err != nil {
		t.Fatal(err)
	}
	if err := db.AddTeacher(ctx, store.Teacher{Name: "ms wu", Since: now}); !errors.Is(err, store.ErrTeacherTaken) {
		t.Error(err)
	}
	signIn := func(token, before string) error {
		return db.SignTeacherIn(ctx, wu, token, before, now, now.Add(time.Hour))
	}
	assertIn := func(token string, at time.Time, want bool) {
		t.Helper()
		got, err := db.TeacherSignedIn(ctx, token, at)
		if want != (err == nil) || err != nil && !errors.Is(err, store.ErrSignedOut) || want && got.Name != "Ms Wu" {
			t.Errorf("%s: %+v, %v", token, got, err)
		}
	}
	if err := signIn("a", ""); err != nil {
		t.Fatal(err)
	}
	assertIn("a", now, true)
	assertIn("a", now.Add(2*time.Hour), false)
	if err := signIn("b", "a"); err != nil {
		t.Fatal(err)
	}
	assertIn("a", now, false)
	assertIn("b", now, true)
	if err := db.ChangePassword(ctx, "MS WU", "h2"); err != nil {
		t.Fatal(err)
	}
	assertIn("b", now, false)
	if err := signIn("c", ""); !errors.Is(err, store.ErrSignedOut) {
		t.Errorf("by the old password: %v", err)
	}
	if _, err := db.ForgetClass(ctx, "Net-1", now); err != nil {
		t.Fatal(err)
	}
	if got, err := db.Teacher(ctx, "ms wu"); err != nil || !slices.Equal(got.Classes, nil) || got.Password != "h2" {
		t.Errorf("%+v, %v", got, err)
	}
	wu.Password = "h2"
	if err := signIn("d", ""); err != nil {
		t.Fatal(err)
	}
	if err := db.RemoveTeacher(ctx, "Ms Wu"); err != nil {
		t.Fatal(err)
	}
	assertIn("d", now, false)
	if err := db.RemoveTeacher(ctx, "Ms Wu"); !errors.Is(err, store.ErrNoTeacher) {
		t.Error(err)
	}
	if report, err := db.Check(ctx); err != nil || report.Damaged() {
		t.Errorf("%+v, %v", report, err)
	}
}
