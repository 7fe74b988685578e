package main

import (
	"bytes"
	"context"
	"errors"
	"math/rand/v2"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"portdrill/cmd/internal/app"
	"portdrill/questions"
	"portdrill/questions/catalogue"
	"portdrill/quiz"
	"portdrill/quiz/session"
	"portdrill/store"
)

// A lived database has two learners who practised on most days for months. Both know
// little about file transfer, and took POP2 for POP3 until half time.
type lived struct {
	path    string
	first   quiz.LearnerID
	now     time.Time
	content []byte
}

const livedDays = 120

var livedOnce = sync.OnceValues(func() (*lived, error) {
	folder, err := os.MkdirTemp("", "portdrill-lived")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(folder)
	l := &lived{path: filepath.Join(folder, "lived.db"), now: time.Date(2026, 11, 25, 20, 0, 0, 0, time.UTC)}
	if err := l.live(context.Background()); err != nil {
		return nil, err
	}
	l.content, err = os.ReadFile(l.path)
	return l, err
})

// theLived returns a copy of the database, which is made once.
func theLived(t testing.TB) *lived {
	t.Helper()
	l, err := livedOnce()
	if err != nil {
		t.Fatal(err)
	}
	copied := *l
	copied.path = filepath.Join(t.TempDir(), "lived.db")
	if err := os.WriteFile(copied.path, l.content, 0o600); err != nil {
		t.Fatal(err)
	}
	return &copied
}

func (l *lived) live(ctx context.Context) error {
	db, err := store.Open(ctx, l.path)
	if err != nil {
		return err
	}
	c := catalogue.Builtin()
	start := l.now.AddDate(0, 0, -livedDays)
	if l.first, err = db.Learner(ctx, start); err != nil {
		return err
	}
	name := "Ada"
	second, err := db.AddLearner(ctx, quiz.Event{
		ID: quiz.EventID(uuid.NewString()), At: start, Day: quiz.DayOf(start, quiz.DefaultRollover), Kind: quiz.SettingsEvent, Change: &quiz.Change{Name: &name},
	})
	if err != nil {
		return err
	}
	for i, learner := range []quiz.LearnerID{l.first, second} {
		p := practising{db: db, maker: questions.NewMaker(c), learner: learner, rng: rand.New(rand.NewPCG(uint64(i), 1))}
		for day := range livedDays {
			if err := p.practise(ctx, start.AddDate(0, 0, day), day); err != nil {
				return err
			}
		}
	}
	return db.Close()
}

// A practising learner answers in sessions, as a person does.
type practising struct {
	db      *store.DB
	maker   *questions.Maker
	learner quiz.LearnerID
	rng     *rand.Rand
}

func (p practising) practise(ctx context.Context, at time.Time, day int) error {
	if p.rng.IntN(6) == 0 { // a day off
		return nil
	}
	scheduler, err := quiz.NewScheduler()
	if err != nil {
		return err
	}
	s, err := session.Start(ctx, p.db, p.maker, scheduler, p.learner, session.Plan{
		Deck: p.maker.Catalogue().Deck("seed"), Limit: 6 + p.rng.IntN(10), New: 3, Reviews: 100, Lang: catalogue.English, Seed: p.rng.Uint64(),
		NewID: func() quiz.EventID { return quiz.EventID(uuid.NewString()) },
	}, at)
	for err == nil {
		var asking session.Asking
		if asking, err = s.Next(ctx, at); err != nil {
			break
		}
		took := time.Duration(1500+p.rng.IntN(6000)) * time.Millisecond
		at = at.Add(took)
		_, err = s.Answer(ctx, p.reply(asking, day), at, took)
	}
	if errors.Is(err, session.ErrDone) {
		return nil
	}
	return err
}

func (p practising) reply(asking session.Asking, day int) questions.Reply {
	q := asking.Question
	knows, service := 0.9, p.maker.Catalogue().Service(append(q.Services, "")[0])
	switch {
	case service == nil:
	case service.Key == "pop3" && q.Kind == questions.ServiceToPort && day < livedDays/2:
		return questions.Reply{Text: "109"}
	case service.Category == "file transfer":
		knows = 0.5
	}
	switch {
	case p.rng.Float64() < knows:
		return questions.Reply{Text: q.Answers[0]}
	case len(q.Options) > 0:
		return questions.Reply{Choice: 1 + p.rng.IntN(len(q.Options))}
	}
	return questions.Reply{DontKnow: true}
}

// says runs the program about the lived database, on a screen of so many columns,
// and returns what it printed.
func (l *lived) says(t testing.TB, columns string, args ...string) string {
	t.Helper()
	var out, errs bytes.Buffer
	e := app.System()
	e.In, e.Out, e.Err = &bytes.Buffer{}, &out, &errs
	e.Getenv = func(name string) string { return map[string]string{"COLUMNS": columns, "PORTDRILL_DB": l.path}[name] }
	args = append(args, "--now", l.now.Format(time.RFC3339))
	if len(l.first) > 0 {
		args = append(args, "--learner", string(l.first)[:8])
	}
	if code := run(t.Context(), e, args); code != 0 {
		t.Fatalf("%q: exit code %d: %s", args, code, errs.String())
	}
	return out.String()
}
