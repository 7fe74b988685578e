package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/user"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"time"

	"github.com/adrg/xdg"

	"portdrill/cmd/internal/terminal"
	"portdrill/cmd/internal/wording"
	"portdrill/questions/catalogue"
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
func defaultDataFile() string {
	if os.Getenv("HOME") == "" && runtime.GOOS != "windows" { // xdg would use / instead
		if u, err := user.Current(); err == nil && u.HomeDir != "" {
			os.Setenv("HOME", u.HomeDir) // fails only for invalid names
			xdg.Reload()
		}
	}
	return filepath.Join(xdg.DataHome, "portdrill", "portdrill.db")
}

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

// A DB is an open database, with the learner whose run it is. What only reads gets one
// with default settings where there is no database yet; see [DB.IsThere].
type DB struct {
	*store.DB
	LearnerID quiz.LearnerID
	Settings  quiz.Settings
	Scheduler quiz.Scheduler // that they describe
	Goal      quiz.Goal      // that is still ahead; zero for none
}

// IsThere reports whether there is a database.
func (db *DB) IsThere() bool { return db.DB != nil }

// Opened opens a database file, and closes it when do is done; a wait for a lock is
// reported. All commands open databases here, completions aside.
func (a *App) Opened(ctx context.Context, path string, do func(*store.DB) error, options ...store.Option) error {
	db, err := store.Open(ctx, path, append(options, store.OnWait(a.reportWait))...)
	if err != nil {
		return err
	}
	err = do(db)
	if closing := db.Close(); err == nil {
		return closing // else what went wrong before says more
	}
	return err
}

// WithDB opens the database for as long as do needs it, and makes it if there is none.
// The folder is made only where nobody but the program has chosen it.
func (a *App) WithDB(ctx context.Context, do func(*DB) error) error {
	path := a.File()
	if path == a.DataFile() {
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			return &store.FileError{Path: path, Err: store.ErrUnwritable, Cause: err}
		}
	}
	return a.Opened(ctx, path, func(file *store.DB) error {
		if file.OnNetwork() {
			a.Messages.Say(textOnNetwork.In(a.Lang, path))
		}
		if file.HardLinked() {
			a.Messages.Say(textHardLinked.In(a.Lang, path))
		}
		l := &leaving{db: file}
		l.leave = func() { a.leave(ctx, l) }
		a.exits.leaving.Store(l)
		defer a.exits.leaving.Store(nil)
		defer a.OnSignal(func() {})()
		db, err := a.load(ctx, file, func() (quiz.LearnerID, error) { return file.Learner(ctx, a.Clock.Now()) })
		if err == nil {
			err = do(db)
		}
		if trouble := new(store.FileError); errors.As(err, &trouble) { // which is said enough about
			l.giveUp()
		} else {
			l.leave()
		}
		return err
	})
}

// ToRead opens the database for what only reads, and makes none.
func (a *App) ToRead(ctx context.Context, do func(*DB) error) error {
	if !a.Exists() {
		db := &DB{Settings: quiz.DefaultSettings()}
		var err error
		if db.Scheduler, err = quiz.SchedulerOf(db.Settings); err != nil {
			return err
		}
		return do(db)
	}
	nobody := false
	err := a.Opened(ctx, a.File(), func(file *store.DB) error {
		db, err := a.load(ctx, file, func() (quiz.LearnerID, error) { return file.FirstLearner(ctx) })
		nobody = err == nil && db.LearnerID == ""
		if err != nil || nobody {
			return err
		}
		return do(db)
	}, store.ReadOnly)
	if err != nil || !nobody {
		return err
	}
	return a.WithDB(ctx, do) // all learners were forgotten: a new one begins
}

// load finds the learner, by name where one was given and else by first, and their settings.
func (a *App) load(
	ctx context.Context, file *store.DB, first func() (quiz.LearnerID, error),
) (db *DB, err error) {
	db = &DB{DB: file}
	if a.Whose == "" {
		db.LearnerID, err = first()
	} else {
		db.LearnerID, err = LearnerNamed(ctx, a, file, a.Whose)
	}
	if err != nil || db.LearnerID == "" {
		return db, err
	}
	if db, err = DBOf(ctx, file, db.LearnerID, a.Clock.Now()); err == nil {
		a.follow(db.Settings)
	}
	return db, err
}

// DBOf returns the open database as the learner's, with their settings as they are in
// force at the instant.
func DBOf(ctx context.Context, file *store.DB, learner quiz.LearnerID, now time.Time) (db *DB, err error) {
	db = &DB{DB: file, LearnerID: learner}
	if db.Settings, err = file.Settings(ctx, learner); err != nil {
		return nil, err
	}
	if err := db.keepDeck(ctx); err != nil {
		return nil, err
	}
	if db.Scheduler, err = quiz.SchedulerOf(db.Settings); err != nil {
		return nil, err
	}
	if goal := db.Settings.Goal; goal.On(db.Scheduler.Day(now)) {
		db.Goal = goal
	}
	return db, nil
}

// keepDeck leaves learners who chose no deck on the one that they began with: it was
// another one by default before there was a deck of the essentials.
func (db *DB) keepDeck(ctx context.Context) error {
	if len(db.Settings.Decks) > 0 {
		return nil
	}
	deck, err := db.FirstDeckAnswered(ctx, db.LearnerID)
	if err == nil && deck == catalogue.SeedDeck {
		db.Settings.Decks = []string{deck}
	}
	return err
}

// follow makes everything look as the learner has chosen, but for what flags say.
func (a *App) follow(s quiz.Settings) {
	if s.Lang != "" && !a.HasLang {
		a.Speak(s.Lang)
	}
	a.plain = a.plain || s.Plain
}

// Exists reports whether there is a database, or one is [store.Missing]. Commands that only
// report figures do not create it.
func (a *App) Exists() bool {
	path := a.File()
	_, err := os.Stat(path)
	_, folder := os.Stat(filepath.Dir(path))
	chosen := path != a.DataFile()
	return !errors.Is(err, fs.ErrNotExist) || chosen && folder != nil || store.Missing(path) != nil
}

// Messages takes the messages that are not output. Several goroutines may use it:
// a wait for the database is reported from one of its own, even at a prompt.
type Messages struct {
	mu      sync.Mutex
	to      io.Writer
	columns func() int // of the terminal that it is; nil where it is none
}

// Say writes the text, made [terminal.Visible] and wrapped to the width of the terminal if
// there is one.
func (s *Messages) Say(text string) {
	text = terminal.Visible(text, false)
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

// reportWait says what the program waits for, and for how long.
func (a *App) reportWait(w store.Waiting) {
	seconds := int(w.Most.Seconds())
	if w.Holder == "" {
		a.Messages.Say(textWaitingForSomebody.In(a.Lang, w.Path, seconds))
		return
	}
	a.Messages.Say(textWaitingFor.In(a.Lang, w.Holder, w.PID, w.Path, seconds))
}

var (
	textWaitingFor = wording.T(
		"portdrill: waiting for %s (process %d) to finish writing to %s, at most %d seconds",
		"portdrill：等待 %s（进程 %d）写完 %s，最多 %d 秒",
	)
	textWaitingForSomebody = wording.T(
		"portdrill: %s is locked by another program; waiting at most %d seconds",
		"portdrill：%s 被另一个程序锁定；最多等待 %d 秒",
	)
	textHardLinked = wording.T(
		"portdrill: %s has more than one name (hard link); using two of them at once loses answers. "+
			"Use a symbolic link instead",
		"portdrill：%s 还有另一个名字（硬链接）；同时用两个名字打开会丢失作答。请改用符号链接",
	)
	textOnNetwork = wording.T(
		"portdrill: %s is on a network drive; a slower but safe journal mode is used",
		"portdrill：%s 位于网络驱动器，将使用较慢但安全的日志模式",
	)
)
