package school

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"unicode"

	"portdrill/cmd/internal/app"
	"portdrill/cmd/internal/wording"
	"portdrill/questions"
	"portdrill/quiz/session"
)

// answerMessage is an answer, or that the back of a flashcard is to be shown.
type answerMessage struct {
	Question string `json:"question"`
	TookMS   int64  `json:"took_ms"`
	Grade    string `json:"grade"`
	Reveal   bool   `json:"reveal"`
	questions.Reply
}

// longestAnswer is how many characters of what was typed are looked at.
const longestAnswer = 200

// reply is the answer, with nothing in it that a terminal would obey or that changes how
// other text is seen.
func (m answerMessage) reply() questions.Reply {
	r := m.Reply
	r.Text = strings.Map(func(c rune) rune {
		if unicode.IsPrint(c) {
			return c
		}
		return -1
	}, wording.Clip(m.Text, longestAnswer))
	return r
}

// doing does something about what the pupil does now, and answers with how that stands.
func (s *Server) doing(
	ctx context.Context, w http.ResponseWriter, r *http.Request, p pupil, do func(*app.DB, *study) (notice string, err error),
) {
	st := s.busy.of(p.Learner, s.app.Clock.Real())
	st.mu.Lock()
	defer st.mu.Unlock()
	db, err := app.DBOf(ctx, s.db, p.Learner, s.app.Clock.Now())
	if err != nil {
		s.broken(w, r, err)
		return
	}
	notice, err := do(db, st)
	var view any
	if err == nil {
		view, err = s.view(ctx, r, p, db, st, notice)
	}
	switch {
	case err == nil:
		s.say(w, http.StatusOK, view)
	case errors.Is(err, session.ErrNear):
		s.refuse(w, r, "near", http.StatusConflict)
	case errors.Is(err, session.ErrNothingToUndo):
		s.refuse(w, r, "nothing", http.StatusConflict)
	case errors.Is(err, questions.ErrNoAnswer):
		s.say(w, http.StatusUnprocessableEntity, problem{"error", "answer", err.Error()})
	default:
		s.broken(w, r, err)
	}
}

func (s *Server) tellState(ctx context.Context, w http.ResponseWriter, r *http.Request, p pupil) {
	s.doing(ctx, w, r, p, func(*app.DB, *study) (string, error) { return "", nil })
}

func (s *Server) state(ctx context.Context, w http.ResponseWriter, r *http.Request, p pupil) {
	s.tellState(ctx, w, r, p)
}

// begin begins a session, in place of one that goes on.
func (s *Server) begin(ctx context.Context, w http.ResponseWriter, r *http.Request, p pupil) {
	var m struct {
		Mode string `json:"mode"`
	}
	if err := readJSON(r.Body, &m); err != nil || m.Mode != modeDrill && m.Mode != modeCards && m.Mode != modeWeak {
		s.refuse(w, r, "message", http.StatusBadRequest)
		return
	}
	s.doing(ctx, w, r, p, func(db *app.DB, st *study) (string, error) {
		run, err := s.newRun(ctx, db, m.Mode, s.language(r))
		if err != nil {
			return "", err
		}
		st.run = run
		return "", run.draw(ctx, s.app.Clock.Now())
	})
}

// answer takes an answer, and says what came of it once it is kept. One that comes again
// changes nothing.
func (s *Server) answer(ctx context.Context, w http.ResponseWriter, r *http.Request, p pupil) {
	var m answerMessage
	if err := readJSON(r.Body, &m); err != nil {
		s.refuse(w, r, "message", http.StatusBadRequest)
		return
	}
	s.doing(ctx, w, r, p, func(db *app.DB, st *study) (string, error) {
		if st.run == nil || !strings.HasPrefix(m.Question, st.run.id+"/") {
			return s.lateAnswer(ctx, db, m)
		}
		if m.Question != st.run.question() || st.run.last != nil || st.run.over != nil {
			return "", nil // it was taken, and the pupil is further
		}
		if m.Reveal {
			st.run.back = true
			return "", nil
		}
		return "", st.run.answer(ctx, m, s.app.Clock.Now())
	})
}

// lateAnswer says what became of an answer to a question of a session that does not go on:
// the server was started again, or the pupil has begun anew on another device.
func (s *Server) lateAnswer(ctx context.Context, db *app.DB, m answerMessage) (notice string, err error) {
	run, number, _ := strings.Cut(m.Question, "/")
	n, err := strconv.Atoi(number)
	if err != nil || m.Reveal {
		return "", nil //nolint:nilerr // no question of ours
	}
	kept, err := db.HasEvent(ctx, answerID(run, n))
	switch {
	case err != nil:
		return "", err
	case kept:
		return "kept", nil
	}
	return "lost", nil
}

func (s *Server) next(ctx context.Context, w http.ResponseWriter, r *http.Request, p pupil) {
	s.doing(ctx, w, r, p, func(_ *app.DB, st *study) (string, error) {
		if st.run == nil {
			return "", nil
		}
		return "", st.run.next(ctx, s.app.Clock.Now())
	})
}

func (s *Server) undo(ctx context.Context, w http.ResponseWriter, r *http.Request, p pupil) {
	s.doing(ctx, w, r, p, func(_ *app.DB, st *study) (string, error) {
		if st.run == nil {
			return "", session.ErrNothingToUndo
		}
		now := s.app.Clock.Now()
		if err := st.run.takeBack(ctx, now); err != nil {
			return "", err
		}
		return "", st.run.draw(ctx, now)
	})
}

// stop ends the session; what was answered is kept already.
func (s *Server) stop(ctx context.Context, w http.ResponseWriter, r *http.Request, p pupil) {
	s.doing(ctx, w, r, p, func(_ *app.DB, st *study) (string, error) {
		if st.run != nil && st.run.over == nil && len(st.run.Turns()) > 0 {
			sum := st.run.Summary(s.app.Clock.Now())
			st.run.over, st.run.last = &sum, nil
			return "", nil
		}
		st.run = nil
		return "", nil
	})
}

// progress shows the report on the pupil's progress.
func (s *Server) progress(ctx context.Context, w http.ResponseWriter, r *http.Request, p pupil) {
	db, err := app.DBOf(ctx, s.db, p.Learner, s.app.Clock.Now())
	var page bytes.Buffer
	if err == nil {
		err = s.parts.Progress(ctx, s.app.For(s.language(r), &page), db, &page)
	}
	if err != nil {
		s.broken(w, r, err)
		return
	}
	w.Header().Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'")
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Write(page.Bytes())
}

// unwrapped is the width, in columns, of a text that the page wraps.
const unwrapped = "100000"

// lookup shows what is known of a port or a service.
func (s *Server) lookup(ctx context.Context, w http.ResponseWriter, r *http.Request, p pupil) {
	query := strings.TrimSpace(wording.Clip(r.URL.Query().Get("q"), longestTyped))
	if query == "" {
		s.refuse(w, r, "message", http.StatusBadRequest)
		return
	}
	db, err := app.DBOf(ctx, s.db, p.Learner, s.app.Clock.Now())
	if err != nil {
		s.broken(w, r, err)
		return
	}
	var text bytes.Buffer
	lang := s.language(r)
	a := s.app.For(lang, &text)
	a.Getenv = func(string) string { return unwrapped }
	if err := s.parts.Lookup(ctx, a, db, query); err != nil {
		s.say(w, http.StatusNotFound, problem{"error", "unknown", app.ProblemOf(lang, err).Text})
		return
	}
	s.say(w, http.StatusOK, map[string]string{"type": "known", "text": text.String()})
}
