package school

import (
	"context"
	"crypto/subtle"
	"net"
	"net/http"
	"strings"
	"time"

	"golang.org/x/text/unicode/norm"

	"portdrill/cmd/internal/classroom"
	"portdrill/cmd/internal/guard"
	"portdrill/cmd/internal/wording"
	"portdrill/quiz/room"
	"portdrill/store"
)

// How many wrong PINs are tolerated. Beyond the second number nobody signs in as that pupil
// on a new device for a while; devices that are signed in stay so.
const (
	mostFailedPINs  = 10 // for a pupil, from one address
	failedPINsPer   = time.Minute
	mostFailedByAll = 100 // for a pupil, from all addresses
	failedByAllPer  = time.Hour
	mostFailedNames = 60 // that are in no class, from one address
	failedNamesPer  = time.Minute
)

// signedInFor is how long a device stays signed in.
const signedInFor = 90 * 24 * time.Hour

// longestTyped is how many characters of what is typed are looked at.
const longestTyped = 200

// signInMessage is the body of a request to sign in.
type signInMessage struct {
	Class string `json:"class"`
	Name  string `json:"name"` // or the student number
	PIN   string `json:"pin"`
}

func (s *Server) signIn(w http.ResponseWriter, r *http.Request) {
	var m signInMessage
	if err := readJSON(r.Body, &m); err != nil {
		s.refuse(w, r, "message", http.StatusBadRequest)
		return
	}
	ctx, cancel := context.WithTimeout(r.Context(), keepPatience)
	defer cancel()
	who, why, err := s.pupilFor(ctx, m, s.from(r))
	switch {
	case err != nil:
		s.broken(w, r, err)
		return
	case why == "slow" || why == "shut":
		w.Header().Set("Retry-After", "60")
		s.refuse(w, r, why, http.StatusTooManyRequests)
		return
	case why != "":
		s.refuse(w, r, why, http.StatusForbidden)
		return
	}
	token, now := classroom.NewToken(), s.app.Clock.Real()
	if err := s.db.SignIn(ctx, who.Member, token, now, now.Add(signedInFor)); err != nil {
		s.broken(w, r, err)
		return
	}
	http.SetCookie(w, s.cookie(s.cookieName(), token, signedInFor))
	s.log.Info("signed in", "learner", who.Learner)
	s.tellState(ctx, w, r, who)
}

// pupilFor returns who signs in. why says why they cannot, "" if they can: which of the
// class, the name and the PIN is wrong is not told apart.
func (s *Server) pupilFor(ctx context.Context, m signInMessage, from string) (who pupil, why string, err error) {
	if s.names.Exceeded(from) {
		return who, "slow", nil
	}
	class, members, err := s.membersOf(ctx, m.Class)
	if err != nil {
		return who, "", err
	}
	typed := wording.Clip(m.Name, longestTyped)
	number := room.Fold(strings.Join(strings.Fields(typed), " "))
	pin := norm.NFKC.String(strings.TrimSpace(m.PIN))
	why = "pin"
	found := false
	for _, x := range members {
		if !room.Called(typed, x.Shown) && !room.Called(typed, x.Name) && (x.Number == "" || number != room.Fold(x.Number)) {
			continue
		}
		found = true
		switch {
		case s.pins.Exceeded(x.Key + " " + from):
			why = "slow"
		case s.byAll.Exceeded(x.Key):
			why = "shut"
		case subtle.ConstantTimeCompare([]byte(pin), []byte(x.PIN)) == 1:
			return pupil{x, class}, "", nil
		default:
			s.pins.Fail(x.Key + " " + from)
			s.byAll.Fail(x.Key)
		}
	}
	if !found {
		s.names.Fail(from)
	}
	return who, why, nil
}

// membersOf returns the class that was typed, and who is in it; nobody where there is none.
func (s *Server) membersOf(ctx context.Context, typed string) (class string, all []store.Member, err error) {
	classes, err := s.db.Classes(ctx)
	if err != nil {
		return "", nil, err
	}
	typed = room.Fold(strings.Join(strings.Fields(wording.Clip(typed, longestTyped)), " "))
	for _, c := range classes {
		if room.Fold(c.Name) == typed {
			all, err = s.db.Roster(ctx, c.Name)
			return c.Name, all, err
		}
	}
	return "", nil, nil
}

// from is the address that a request comes from; of a proxy, the one that it names.
func (s *Server) from(r *http.Request) string {
	if s.proxy {
		all := strings.Split(r.Header.Get("X-Forwarded-For"), ",")
		if last := strings.TrimSpace(all[len(all)-1]); last != "" {
			as := *r
			as.RemoteAddr = net.JoinHostPort(last, "0")
			return guard.AddressOf(&as)
		}
	}
	return guard.AddressOf(r)
}

func (s *Server) signOut(w http.ResponseWriter, r *http.Request) {
	if token, is := s.token(r, s.cookieName()); is {
		ctx, cancel := context.WithTimeout(r.Context(), keepPatience)
		defer cancel()
		if err := s.db.SignOut(ctx, token); err != nil {
			s.broken(w, r, err)
			return
		}
	}
	http.SetCookie(w, s.cookie(s.cookieName(), "", -time.Second))
	s.say(w, http.StatusOK, map[string]string{"type": "out"})
}

// cookie keeps a token on a device. Browsers take one of this prefix from no other host.
func (s *Server) cookie(name, token string, lasts time.Duration) *http.Cookie {
	return &http.Cookie{
		Name: name, Value: token, Path: "/", HttpOnly: true, SameSite: http.SameSiteStrictMode, Secure: s.secure,
		MaxAge: int(lasts.Seconds()),
	}
}

func (s *Server) cookieName() string {
	if s.secure {
		return "__Host-portdrill"
	}
	return "portdrill"
}

func (s *Server) token(r *http.Request, of string) (string, bool) {
	cookie, err := r.Cookie(of)
	if err != nil || cookie.Value == "" {
		return "", false
	}
	return cookie.Value, true
}

// A pupil is who a request is from.
type pupil struct {
	store.Member
	class string
}
