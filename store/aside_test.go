package store_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"portdrill/quiz/fsrs"
	"portdrill/store"
)

// readOnce opens the file to read, and says how many events it has and whether all is well.
func readOnce(path string) error {
	if err := awaitBegin(); err != nil {
		return err
	}
	ctx := context.Background()
	db, err := store.Open(ctx, path, store.ReadOnly)
	if err != nil {
		return named(err)
	}
	report, err := db.Check(ctx)
	fmt.Printf("%d events, damaged: %v\n", report.Events, report.Damaged())
	return named(errors.Join(err, db.Close()))
}

// The law: on a disk where nothing can be written, as in a snapshot, all that was recorded
// can be read: what stands in a log of which the index is not there, and a file of an
// older version. Nothing is left anywhere.
func TestReadOnlyFolders(t *testing.T) {
	program := programForAll(t)
	for what, prepare := range map[string]func(path string){
		"a log without its index": func(path string) {
			db := open(t, path)
			for range 3 {
				record(t, db, learnerOf(t, db), answered(noon, fsrs.Good, "a"))
			}
			files := filesAt(t, path)
			closeDB(t, db)
			files.shm = nil
			removeFiles(t, path)
			files.leave(t, path)
		},
		"an older version": func(path string) { copyFile(t, "testdata/v8.db", path) },
	} {
		t.Run(what, func(t *testing.T) {
			folder, temporary := sharedFolder(t), sharedFolder(t)
			path := filepath.Join(folder, "it.db")
			prepare(path)
			db := open(t, path)
			report, err := db.Check(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			closeDB(t, db)
			removeFiles(t, path)
			prepare(path)
			for _, name := range namesIn(t, folder) {
				chmod(t, filepath.Join(folder, name), 0o444)
			}
			chmod(t, folder, 0o555)
			chmod(t, temporary, 0o777)
			before := contents(t, folder)
			u := hire(t, "read", path, func(cmd *exec.Cmd) {
				cmd.Path, cmd.Args, cmd.Dir = program, []string{program}, filepath.Dir(program)
				cmd.Env = append(cmd.Env, "TMPDIR="+temporary)
				asNobody(cmd)
			})
			u.begin.Close()
			said, err := u.finish()
			if want := fmt.Sprintf("%d events, damaged: false", report.Events); err != nil || said != want || report.Events == 0 {
				t.Errorf("said %q, %v; want %q", said, err, want)
			}
			assertUntouched(t, before, contents(t, folder))
			if left, err := os.ReadDir(temporary); err != nil || len(left) > 0 {
				t.Errorf("left %v, %v", left, err)
			}
		})
	}
}
