package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"github.com/adrg/xdg"

	"portdrill/cmd/internal/terminal"
	"portdrill/cmd/internal/wording"
	"portdrill/quiz"
	"portdrill/store"
)

// file returns the path of the database.
func (a *app) file() string {
	for _, path := range []string{a.db, a.getenv("PORTDRILL_DB")} {
		if path != "" {
			return path
		}
	}
	if a.portable {
		return a.besideProgram()
	}
	return a.dataFile()
}

// defaultDataFile returns the path in the user's data folder (XDG).
func defaultDataFile() string { return filepath.Join(xdg.DataHome, "portdrill", "portdrill.db") }

// besideProgram returns the path beside the program, as on a stick that is carried
// from machine to machine.
func besideProgram() string {
	program, err := os.Executable()
	if err != nil {
		return "portdrill.db" // where it was started
	}
	if real, err := filepath.EvalSymlinks(program); err == nil {
		program = real
	}
	return filepath.Join(filepath.Dir(program), "portdrill.db")
}

// An opened database, with the learner whose it is.
type opened struct {
	*store.DB
	learner   quiz.LearnerID
	settings  quiz.Settings
	scheduler quiz.Scheduler // that they describe
}

// open opens the database, and makes it if there is none. The folder is made
// only where nobody but the program has chosen it.
func (a *app) open(ctx context.Context) (opened, error) {
	path := a.file()
	if path == a.dataFile() {
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			return opened{}, &store.FileError{Path: path, Err: store.ErrUnwritable, Cause: err}
		}
	}
	db, err := store.Open(ctx, path, store.OnWait(a.tellWaiting))
	if err != nil {
		return opened{}, err
	}
	if db.OnNetwork() {
		a.aside.say(wording.OnNetwork.In(a.lang, path))
	}
	return a.load(ctx, db)
}

// load finds the learner and what is chosen.
func (a *app) load(ctx context.Context, db *store.DB) (o opened, err error) {
	o.DB = db
	defer func() {
		if err != nil {
			db.Close() // says less than what went wrong
		}
	}()
	if a.whose == "" {
		o.learner, err = db.Learner(ctx, a.clock.Now())
	} else {
		o.learner, err = a.learnerNamed(ctx, db, a.whose)
	}
	if err != nil {
		return o, err
	}
	if o.settings, err = o.Settings(ctx, o.learner); err != nil {
		return o, err
	}
	a.follow(o.settings)
	o.scheduler, err = quiz.SchedulerOf(o.settings)
	return o, err
}

// follow makes everything look as the learner has chosen, but for what flags say.
func (a *app) follow(s quiz.Settings) {
	if s.Lang != "" && !a.hasLang {
		a.speak(s.Lang)
	}
	a.plain = a.plain || s.Plain
}

// learnerNamed returns the learner of the name; the error says who there is.
func (a *app) learnerNamed(ctx context.Context, db *store.DB, name string) (quiz.LearnerID, error) {
	l, err := db.Find(ctx, name)
	if !errors.Is(err, store.ErrNoLearner) && !errors.Is(err, store.ErrNotOne) {
		return l.ID, err
	}
	all, listing := db.Learners(ctx)
	if listing != nil {
		return "", listing
	}
	if errors.Is(err, store.ErrNotOne) {
		return "", usageProblem(wording.SeveralLearners.In(a.lang, name), wording.Nearest.In(a.lang, strings.Join(idsOf(all, name), ", ")))
	}
	var names []string
	for _, l := range all {
		names = append(names, learnerName(l))
	}
	if len(names) == 0 {
		return "", usageProblem(wording.NoLearner.In(a.lang, name), wording.NoLearners.In(a.lang))
	}
	return "", usageProblem(wording.NoLearner.In(a.lang, name), wording.KnownLearners.In(a.lang, strings.Join(nearestFirst(name, names), ", ")))
}

// idsOf returns the beginnings of IDs of those who go by the name.
func idsOf(all []store.Learner, name string) []string {
	var ids []string
	for _, l := range all {
		if strings.EqualFold(l.Name, name) || strings.HasPrefix(string(l.ID), strings.ToLower(name)) {
			ids = append(ids, shortID(l.ID))
		}
	}
	return ids
}

// shortID is enough of an ID to tell learners of one file apart.
func shortID(id quiz.LearnerID) string { return string(id)[:min(len(id), 8)] }

// learnerName is what a learner is called: by the ID, for one who gave no name.
func learnerName(l store.Learner) string {
	if l.Name == "" {
		return shortID(l.ID)
	}
	return l.Name
}

// withDB opens the database for as long as do needs it.
func (a *app) withDB(ctx context.Context, do func(opened) error) error {
	db, err := a.open(ctx)
	if err != nil {
		return err
	}
	return finish(db.DB, do(db))
}

// toRead opens a database that there is, for what only reports.
func (a *app) toRead(ctx context.Context, do func(opened) error) error {
	db, err := store.OpenToRead(ctx, a.file(), store.OnWait(a.tellWaiting))
	if err != nil {
		return err
	}
	all, err := db.Learners(ctx)
	if err == nil && len(all) == 0 { // all were forgotten: somebody begins
		if err := db.Close(); err != nil {
			return err
		}
		return a.withDB(ctx, do)
	}
	if err != nil {
		return finish(db, err)
	}
	o, err := a.load(ctx, db)
	if err != nil {
		return err
	}
	return finish(db, do(o))
}

// finish closes the database. What went wrong before says more than that.
func finish(db *store.DB, err error) error {
	if closing := db.Close(); err == nil {
		return closing
	}
	return err
}

// exists reports whether there is a database yet: what only reports figures does
// not make one.
func (a *app) exists() bool {
	path := a.file()
	_, err := os.Stat(path)
	_, folder := os.Stat(filepath.Dir(path))
	chosen := path != a.dataFile()
	return !errors.Is(err, fs.ErrNotExist) || chosen && folder != nil
}

// aside is where messages go that are no data. A wait is told of by another
// goroutine, while a prompt may have the terminal.
type aside struct {
	mu      sync.Mutex
	to      io.Writer
	columns func() int // of the terminal that it is; nil where it is none
}

func (s *aside) say(text string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.columns != nil {
		const margin = 2
		text = strings.Join(terminal.Wrap(text, s.columns()-margin), "\n")
	}
	fmt.Fprintln(s.to, text)
}

// through sends messages another way, to a terminal, until the returned function is
// called.
func (s *aside) through(w io.Writer, columns func() int) (back func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	to, before := s.to, s.columns
	s.to, s.columns = w, columns
	return func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.to, s.columns = to, before
	}
}

// tellWaiting says what is waited for, and for how long.
func (a *app) tellWaiting(w store.Waiting) {
	seconds := int(w.Most.Seconds())
	if w.Holder == "" {
		a.aside.say(wording.WaitingForSomebody.In(a.lang, w.Path, seconds))
		return
	}
	a.aside.say(wording.WaitingFor.In(a.lang, w.Holder, w.PID, w.Path, seconds))
}
