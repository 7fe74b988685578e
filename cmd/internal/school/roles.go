package school

import (
	"context"
	"errors"
	"net/http"
	"slices"

	"portdrill/store"
)

// A route says who may do what: its handler takes the pupil, the teacher, or the teacher and
// a class of theirs, and only [Server.admit] has these to give.
type route struct {
	pattern string
	// One of http.HandlerFunc for anybody, forPupil, forTeacher and forClass.
	do any
}

type (
	forPupil   func(context.Context, http.ResponseWriter, *http.Request, pupil)
	forTeacher func(context.Context, http.ResponseWriter, *http.Request, store.Teacher)
	forClass   func(context.Context, http.ResponseWriter, *http.Request, store.Teacher, string) // {class} of the pattern
)

// table is all that the server does.
func (s *Server) table() []route {
	anybody := func(do http.HandlerFunc) any { return do }
	return []route{
		{"GET /{$}", anybody(s.page)},
		{"GET /healthz", anybody(s.health)},
		{"GET /assets/{name}", anybody(s.asset)},
		{"POST /sign-in", anybody(s.signIn)},
		{"POST /sign-out", anybody(s.signOut)},
		{"GET /state", forPupil(s.state)},
		{"POST /begin", forPupil(s.begin)},
		{"POST /answer", forPupil(s.answer)},
		{"POST /next", forPupil(s.next)},
		{"POST /undo", forPupil(s.undo)},
		{"POST /stop", forPupil(s.stop)},
		{"GET /progress", forPupil(s.progress)},
		{"GET /lookup", forPupil(s.lookup)},
		{"POST " + SyncPath, forPupil(s.sync)},
		{"GET /teacher", anybody(s.teacherPage)},
		{"POST /teacher/sign-in", anybody(s.teacherSignIn)},
		{"POST /teacher/sign-out", anybody(s.teacherSignOut)},
		{"GET /teacher/classes", forTeacher(s.teacherClasses)},
		{"GET /teacher/classes/{class}", forClass(s.teacherClass)},
		{"POST /teacher/classes/{class}/share", forClass(s.shareClass)},
		{"POST /teacher/classes/{class}/pin", forClass(s.renewPIN)},
	}
}

func (s *Server) routes() http.Handler {
	mux := http.NewServeMux()
	for _, r := range s.table() {
		mux.HandleFunc(r.pattern, s.admit(r.do))
	}
	return mux
}

// admit lets those through whom the handler is for. Another's class is answered as one that
// does not exist.
func (s *Server) admit(do any) http.HandlerFunc {
	if open, is := do.(http.HandlerFunc); is {
		return open
	}
	return func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithTimeout(r.Context(), keepPatience)
		defer cancel()
		var err error
		switch do := do.(type) {
		case forPupil:
			var p pupil
			if p, err = s.pupilOf(ctx, r); err == nil {
				do(ctx, w, r, p)
			}
		case forTeacher:
			var t store.Teacher
			if t, err = s.teacherOf(ctx, r); err == nil {
				do(ctx, w, r, t)
			}
		case forClass:
			var t store.Teacher
			class := r.PathValue("class")
			switch t, err = s.teacherOf(ctx, r); {
			case err != nil:
			case !slices.Contains(t.Classes, class):
				err = store.ErrNoClass
			default:
				do(ctx, w, r, t, class)
			}
		default:
			err = errors.New("nobody is admitted")
		}
		switch {
		case errors.Is(err, store.ErrSignedOut):
			s.refuse(w, r, "out", http.StatusUnauthorized)
		case errors.Is(err, store.ErrNoClass):
			s.refuse(w, r, "class", http.StatusNotFound)
		case err != nil:
			s.broken(w, r, err)
		}
	}
}

// pupilOf returns the pupil who is signed in; the error is [store.ErrSignedOut] if nobody is.
func (s *Server) pupilOf(ctx context.Context, r *http.Request) (pupil, error) {
	token, is := s.token(r, s.cookieName())
	if !is {
		return pupil{}, store.ErrSignedOut
	}
	member, class, err := s.db.SignedIn(ctx, token, s.app.Clock.Real())
	return pupil{member, class}, err
}

// teacherOf returns the teacher who is signed in; the error is [store.ErrSignedOut] if nobody is.
func (s *Server) teacherOf(ctx context.Context, r *http.Request) (store.Teacher, error) {
	token, is := s.token(r, s.teacherCookie())
	if !is {
		return store.Teacher{}, store.ErrSignedOut
	}
	return s.db.TeacherSignedIn(ctx, token, s.app.Clock.Real())
}
