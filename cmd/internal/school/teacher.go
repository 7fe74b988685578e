package school

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"time"

	"portdrill/cmd/internal/classroom"
	"portdrill/cmd/internal/wording"
	"portdrill/questions/catalogue"
	"portdrill/quiz"
	"portdrill/store"
)

// How many wrong passwords are tolerated from one address. Nobody else is kept out by them,
// since the passwords that the console makes cannot be guessed from many addresses either.
const (
	mostFailedPasswords = 10
	failedPasswordsPer  = time.Minute
)

// teacherInFor is how long a teacher's device stays signed in: a working day, as the computer
// of a classroom is used by many.
const teacherInFor = 12 * time.Hour

// weekDays is after how many days without practice a pupil is pointed out.
const weekDays = 7

// A teacherView is what the page shows of a teacher and their classes.
type teacherView struct {
	Type    string      `json:"type"` // teacher
	Name    string      `json:"name"`
	Classes []classLine `json:"classes"`
}

type classLine struct {
	Name    string `json:"name"`
	Members int    `json:"members"`
}

// A classView is what the page shows of a class.
type classView struct {
	Type     string       `json:"type"` // class
	Name     string       `json:"name"`
	Teachers []string     `json:"teachers"`
	Members  []memberView `json:"members"`
}

type memberView struct {
	Key    string `json:"key"`
	Name   string `json:"name"`
	Number string `json:"number,omitempty"`
	Last   string `json:"last,omitempty"` // day of the last answer
	Week   int    `json:"week"`           // answers in the last seven days, today among them
	Begun  int    `json:"begun"`          // cards
	Idle   bool   `json:"idle,omitempty"` // nothing in that time
}

func (s *Server) teacherPage(w http.ResponseWriter, r *http.Request) {
	d := pageData{Lang: s.language(r), Other: catalogue.English, Texts: make(map[string]string)}
	if d.Lang == catalogue.English {
		d.Other = catalogue.Chinese
	}
	for name, text := range teacherTexts {
		d.Texts[name] = text.In(d.Lang)
	}
	data, err := json.Marshal(d.Texts)
	if err != nil {
		s.broken(w, r, err)
		return
	}
	d.Data = string(data)
	var page bytes.Buffer
	if err := pages().ExecuteTemplate(&page, "teacher.html", d); err != nil {
		s.broken(w, r, err)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Write(page.Bytes())
}

func (s *Server) teacherCookie() string { return s.cookieName() + "-teacher" }

// nobodysPassword is compared where there is no such teacher, so that it takes as long.
const nobodysPassword = "$argon2id$v=19$m=65536,t=3,p=4$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"

func (s *Server) teacherSignIn(w http.ResponseWriter, r *http.Request) {
	var m struct {
		Name     string `json:"name"`
		Password string `json:"password"`
	}
	if err := readJSON(r.Body, &m); err != nil {
		s.refuse(w, r, "message", http.StatusBadRequest)
		return
	}
	from := s.from(r)
	if s.passwords.Exceeded(from) {
		w.Header().Set("Retry-After", "60")
		s.refuse(w, r, "slow", http.StatusTooManyRequests)
		return
	}
	ctx, cancel := context.WithTimeout(r.Context(), keepPatience)
	defer cancel()
	t, err := s.db.Teacher(ctx, strings.TrimSpace(wording.Clip(m.Name, longestTyped)))
	if err != nil && !errors.Is(err, store.ErrNoTeacher) {
		s.broken(w, r, err)
		return
	}
	typed := strings.TrimSpace(wording.Clip(m.Password, longestTyped))
	right, err := s.check.matches(ctx, typed, cmp.Or(t.Password, nobodysPassword))
	switch {
	case err != nil:
		s.broken(w, r, err)
		return
	case !right || t.Name == "":
		s.passwords.Fail(from)
		s.refuse(w, r, "password", http.StatusForbidden)
		return
	}
	before, _ := s.token(r, s.teacherCookie())
	token, now := classroom.NewToken(), s.app.Clock.Real()
	switch err := s.db.SignTeacherIn(ctx, t, token, before, now, now.Add(teacherInFor)); {
	case errors.Is(err, store.ErrSignedOut): // the password was changed meanwhile
		s.refuse(w, r, "password", http.StatusForbidden)
		return
	case err != nil:
		s.broken(w, r, err)
		return
	}
	http.SetCookie(w, s.cookie(s.teacherCookie(), token, teacherInFor))
	s.log.Info("teacher signed in")
	s.teacherClasses(ctx, w, r, t)
}

func (s *Server) teacherSignOut(w http.ResponseWriter, r *http.Request) {
	if token, is := s.token(r, s.teacherCookie()); is {
		ctx, cancel := context.WithTimeout(r.Context(), keepPatience)
		defer cancel()
		if err := s.db.SignTeacherOut(ctx, token); err != nil {
			s.broken(w, r, err)
			return
		}
	}
	http.SetCookie(w, s.cookie(s.teacherCookie(), "", -time.Second))
	s.say(w, http.StatusOK, map[string]string{"type": "out"})
}

func (s *Server) teacherClasses(ctx context.Context, w http.ResponseWriter, r *http.Request, t store.Teacher) {
	v := teacherView{Type: "teacher", Name: t.Name, Classes: []classLine{}}
	for _, name := range t.Classes {
		members, err := s.db.Roster(ctx, name)
		if err != nil && !errors.Is(err, store.ErrNoClass) { // it was removed meanwhile
			s.broken(w, r, err)
			return
		}
		v.Classes = append(v.Classes, classLine{name, len(members)})
	}
	s.say(w, http.StatusOK, v)
}

func (s *Server) teacherClass(ctx context.Context, w http.ResponseWriter, r *http.Request, _ store.Teacher, class string) {
	v, err := s.viewClass(ctx, class)
	if err != nil {
		s.broken(w, r, err)
		return
	}
	s.say(w, http.StatusOK, v)
}

// viewClass measures what a class has done from the logs of those on its list.
func (s *Server) viewClass(ctx context.Context, class string) (v classView, err error) {
	v = classView{Type: "class", Name: class, Members: []memberView{}}
	all, err := s.db.Teachers(ctx)
	if err != nil {
		return v, err
	}
	for _, t := range all {
		for _, name := range t.Classes {
			if name == class {
				v.Teachers = append(v.Teachers, t.Name)
			}
		}
	}
	members, err := s.db.Roster(ctx, class)
	if err != nil {
		return v, err
	}
	for _, m := range members {
		days, err := s.db.Days(ctx, m.Learner)
		if err != nil {
			return v, err
		}
		settings, err := s.db.Settings(ctx, m.Learner)
		if err != nil {
			return v, err
		}
		one := memberView{Key: m.Key, Name: m.Shown, Number: m.Number}
		today, last := quiz.DayOf(s.app.Clock.Now(), settings.Rollover), quiz.Day(0)
		for day, did := range days {
			if did.Answers == 0 {
				continue
			}
			last = max(last, day)
			one.Begun += did.New
			if day > today-weekDays {
				one.Week += did.Answers
			}
		}
		if last > 0 {
			one.Last = last.String()
		}
		one.Idle = one.Week == 0
		v.Members = append(v.Members, one)
	}
	return v, nil
}

func (s *Server) shareClass(ctx context.Context, w http.ResponseWriter, r *http.Request, t store.Teacher, class string) {
	var m struct {
		Teacher string `json:"teacher"`
	}
	if err := readJSON(r.Body, &m); err != nil {
		s.refuse(w, r, "message", http.StatusBadRequest)
		return
	}
	switch err := s.db.Teach(ctx, strings.TrimSpace(wording.Clip(m.Teacher, longestTyped)), class); {
	case errors.Is(err, store.ErrNoTeacher):
		s.refuse(w, r, "teacher", http.StatusNotFound)
	case err != nil:
		s.broken(w, r, err)
	default:
		s.teacherClass(ctx, w, r, t, class)
	}
}

// renewPIN gives a pupil another PIN, which signs out all devices of theirs.
func (s *Server) renewPIN(ctx context.Context, w http.ResponseWriter, r *http.Request, _ store.Teacher, class string) {
	var m struct {
		Member string `json:"member"`
	}
	if err := readJSON(r.Body, &m); err != nil {
		s.refuse(w, r, "message", http.StatusBadRequest)
		return
	}
	switch pin, err := s.db.RenewPIN(ctx, class, m.Member, classroom.NewPIN); {
	case errors.Is(err, store.ErrNoMember):
		s.refuse(w, r, "member", http.StatusNotFound)
	case err != nil:
		s.broken(w, r, err)
	default:
		s.byAll.Pardon(m.Member)
		s.say(w, http.StatusOK, map[string]string{"type": "pin", "member": m.Member, "pin": pin})
	}
}
