package app

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

// File returns the path of the database.
func (a *App) File() string {
	for _, path := range []string{a.db, a.Getenv("PORTDRILL_DB")} {
		if path != "" {
			return path
		}
	}
	if a.portable {
		return a.BesideProgram()
	}
	return a.DataFile()
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

// An DB database, with the learner whose it is.
type DB struct {
	*store.DB
	LearnerID quiz.LearnerID
	Settings  quiz.Settings
	Scheduler quiz.Scheduler // that they describe
}

// open opens the database, and makes it if there is none. The folder is made
// only where nobody but the program has chosen it.
func (a *App) open(ctx context.Context) (DB, error) {
	path := a.File()
	if path == a.DataFile() {
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			return DB{}, &store.FileError{Path: path, Err: store.ErrUnwritable, Cause: err}
		}
	}
	db, err := store.Open(ctx, path, store.OnWait(a.TellWaiting))
	if err != nil {
		return DB{}, err
	}
	if db.OnNetwork() {
		a.Messages.Say(textOnNetwork.In(a.Lang, path))
	}
	return a.load(ctx, db)
}

// load finds the learner and what is chosen.
func (a *App) load(ctx context.Context, db *store.DB) (o DB, err error) {
	o.DB = db
	defer func() {
		if err != nil {
			db.Close() // says less than what went wrong
		}
	}()
	if a.Whose == "" {
		o.LearnerID, err = db.Learner(ctx, a.Clock.Now())
	} else {
		o.LearnerID, err = LearnerNamed(ctx, a, db, a.Whose)
	}
	if err != nil {
		return o, err
	}
	if o.Settings, err = db.Settings(ctx, o.LearnerID); err != nil {
		return o, err
	}
	a.follow(o.Settings)
	o.Scheduler, err = quiz.SchedulerOf(o.Settings)
	return o, err
}

// follow makes everything look as the learner has chosen, but for what flags say.
func (a *App) follow(s quiz.Settings) {
	if s.Lang != "" && !a.HasLang {
		a.Speak(s.Lang)
	}
	a.plain = a.plain || s.Plain
}

// WithDB opens the database for as long as do needs it.
func (a *App) WithDB(ctx context.Context, do func(DB) error) error {
	db, err := a.open(ctx)
	if err != nil {
		return err
	}
	return Finish(db.DB, do(db))
}

// ToRead opens a database that there is, for what only reports.
func (a *App) ToRead(ctx context.Context, do func(DB) error) error {
	db, err := store.OpenToRead(ctx, a.File(), store.OnWait(a.TellWaiting))
	if err != nil {
		return err
	}
	all, err := db.Learners(ctx)
	if err == nil && len(all) == 0 { // all were forgotten: somebody begins
		if err := db.Close(); err != nil {
			return err
		}
		return a.WithDB(ctx, do)
	}
	if err != nil {
		return Finish(db, err)
	}
	o, err := a.load(ctx, db)
	if err != nil {
		return err
	}
	return Finish(db, do(o))
}

// Finish closes the database. What went wrong before says more than that.
func Finish(db *store.DB, err error) error {
	if closing := db.Close(); err == nil {
		return closing
	}
	return err
}

// Exists reports whether there is a database yet: what only reports figures does
// not make one.
func (a *App) Exists() bool {
	path := a.File()
	_, err := os.Stat(path)
	_, folder := os.Stat(filepath.Dir(path))
	chosen := path != a.DataFile()
	return !errors.Is(err, fs.ErrNotExist) || chosen && folder != nil
}

// Messages is where messages go that are no data. A wait is told of by another
// goroutine, while a prompt may have the terminal.
type Messages struct {
	mu      sync.Mutex
	to      io.Writer
	columns func() int // of the terminal that it is; nil where it is none
}

func (s *Messages) Say(text string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.columns != nil {
		const margin = 2
		text = strings.Join(terminal.Wrap(text, s.columns()-margin), "\n")
	}
	fmt.Fprintln(s.to, text)
}

// Redirect sends messages another way, to a terminal, until the returned function is
// called.
func (s *Messages) Redirect(w io.Writer, columns func() int) (back func()) {
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

// TellWaiting says what is waited for, and for how long.
func (a *App) TellWaiting(w store.Waiting) {
	seconds := int(w.Most.Seconds())
	if w.Holder == "" {
		a.Messages.Say(textWaitingForSomebody.In(a.Lang, w.Path, seconds))
		return
	}
	a.Messages.Say(textWaitingFor.In(a.Lang, w.Holder, w.PID, w.Path, seconds))
}

var (
	textWaitingFor         = wording.T("portdrill: waiting for %s (process %d), which is writing to %s; %d seconds at most", "portdrill：正在等待 %s（进程 %d），它正在写入 %s；最多等 %d 秒")
	textWaitingForSomebody = wording.T("portdrill: waiting for another program, which has %s locked; %d seconds at most", "portdrill：正在等待另一个程序，它锁定了 %s；最多等 %d 秒")
	textOnNetwork          = wording.T("portdrill: %s lies on a network file system: a rollback journal is used, which is slower, and safe there", "portdrill：%s 位于网络文件系统，改用回滚日志：较慢，但在那里是安全的")
)
