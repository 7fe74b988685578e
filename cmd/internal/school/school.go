// Package school serves what goes on between lessons: pupils on class lists practice on
// their phones, each with a schedule of their own.
package school

import (
	"bytes"
	"context"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"html/template"
	"io"
	"log"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"time"

	"golang.org/x/text/language"

	"portdrill/cmd/internal/app"
	"portdrill/cmd/internal/classroom"
	"portdrill/cmd/internal/guard"
	"portdrill/questions"
	"portdrill/questions/catalogue"
	"portdrill/store"
)

//go:embed pages
var pageFiles embed.FS

var pages = sync.OnceValue(func() *template.Template {
	return template.Must(template.ParseFS(pageFiles, "pages/*.html"))
})

// Limits of what comes in.
const (
	headerPatience = 5 * time.Second
	readPatience   = 10 * time.Second
	writePatience  = 30 * time.Second
	idlePatience   = 60 * time.Second
	mostOfHeaders  = 8 << 10

	// For how long a request waits until what it brought is kept. The page tries again,
	// which changes nothing if it was.
	keepPatience = 8 * time.Second

	mostConnections = 4096
	perAddress      = 1024 // a school is behind one address
)

// Parts are what other commands show, and pages of the server show as well.
type Parts struct {
	Progress func(context.Context, *app.App, *app.DB, io.Writer) error
	Lookup   func(context.Context, *app.App, *app.DB, string) error
}

// A Server is what pupils' browsers speak to.
type Server struct {
	app       *app.App
	db        *store.DB
	maker     *questions.Maker
	parts     Parts
	log       *slog.Logger
	secure    bool // pages are fetched by TLS, be it that of a proxy
	proxy     bool // requests come from a proxy, which says from whom
	pins      *guard.Limiter
	byAll     *guard.Limiter
	names     *guard.Limiter
	syncs     *guard.Limiter
	passwords *guard.Limiter
	check     passwordCheck
	hosts     guard.Hosts
	http      *http.Server
	busy      studies
}

// Settings are how a server is reached.
type Settings struct {
	Hosts         []string // that browsers name, with the port where it is not the usual one
	Secure, Proxy bool
}

// NewServer returns a server of the database.
func NewServer(ctx context.Context, a *app.App, db *app.DB, parts Parts, s Settings) (*Server, error) {
	c, err := db.Catalogue(ctx)
	if err != nil {
		return nil, err
	}
	server := &Server{
		app: a, db: db.DB, maker: questions.NewMaker(c), parts: parts, secure: s.Secure, proxy: s.Proxy,
		log:       slog.New(slog.NewTextHandler(a.Err, nil)),
		pins:      guard.NewLimiter(mostFailedPINs, failedPINsPer, a.Clock.Real),
		byAll:     guard.NewLimiter(mostFailedByAll, failedByAllPer, a.Clock.Real),
		names:     guard.NewLimiter(mostFailedNames, failedNamesPer, a.Clock.Real),
		syncs:     guard.NewLimiter(mostPackets, packetsPer, a.Clock.Real),
		passwords: guard.NewLimiter(mostFailedPasswords, failedPasswordsPer, a.Clock.Real), check: make(passwordCheck, 1),
	}
	server.hosts.Allow(s.Hosts...)
	server.http = &http.Server{
		Handler: guard.Guarded(server.routes(), &server.hosts, s.Secure, larger), MaxHeaderBytes: mostOfHeaders,
		ReadHeaderTimeout: headerPatience, ReadTimeout: readPatience, WriteTimeout: writePatience, IdleTimeout: idlePatience,
		ErrorLog: log.New(io.Discard, "", 0), // what strangers send need not be known
	}
	return server, nil
}

// Handler returns the handler of the server, for use without its listener.
func (s *Server) Handler() http.Handler { return s.http.Handler }

// Serve serves until the server is shut down; cert and key are the files for TLS, empty for
// none.
func (s *Server) Serve(l net.Listener, cert, key string) (err error) {
	most := perAddress
	if s.proxy {
		most = mostConnections
	}
	l = guard.Limit(l, mostConnections, func() int { return most }, func(from string) { s.log.Warn("too many connections", "from", from) })
	if cert != "" {
		err = s.http.ServeTLS(l, cert, key)
	} else {
		err = s.http.Serve(l)
	}
	if errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return fmt.Errorf("serve: %w", err)
}

// Shutdown lets requests end that are under way, and then closes all connections.
func (s *Server) Shutdown(ctx context.Context) error {
	return errors.Join(s.http.Shutdown(ctx), s.http.Close())
}

// health says that the database can be read, to what watches the server.
func (s *Server) health(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), keepPatience)
	defer cancel()
	if _, err := s.db.Classes(ctx); err != nil {
		s.log.Error("database", "error", err)
		http.Error(w, "database", http.StatusServiceUnavailable)
		return
	}
	io.WriteString(w, "ok\n")
}

// pageData is what the page is made of.
type pageData struct {
	Lang, Other catalogue.Lang // Other can be switched to
	Texts       map[string]string
	Data        string // the texts as JSON, for the script
}

func (s *Server) page(w http.ResponseWriter, r *http.Request) {
	d := pageData{Lang: s.language(r), Other: catalogue.English}
	if d.Lang == catalogue.English {
		d.Other = catalogue.Chinese
	}
	d.Texts = textsOfPage(d.Lang)
	data, err := json.Marshal(d.Texts)
	if err != nil {
		s.broken(w, r, err)
		return
	}
	d.Data = string(data)
	var page bytes.Buffer
	if err := pages().ExecuteTemplate(&page, "pupil.html", d); err != nil {
		s.broken(w, r, err)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Write(page.Bytes())
}

var languages = sync.OnceValue(func() language.Matcher {
	return language.NewMatcher([]language.Tag{language.English, language.Chinese})
})

// language is that of the address, else of the browser, else of the program.
func (s *Server) language(r *http.Request) catalogue.Lang {
	if lang, ok := catalogue.ParseLang(r.URL.Query().Get("lang")); ok {
		return lang
	}
	wanted, _, err := language.ParseAcceptLanguage(r.Header.Get("Accept-Language"))
	if err != nil || len(wanted) == 0 {
		return s.app.Lang
	}
	_, i, sure := languages().Match(wanted...)
	switch {
	case sure == language.No:
		return s.app.Lang
	case i == 1:
		return catalogue.Chinese
	}
	return catalogue.English
}

var assetTypes = map[string]string{"pupil.js": "text/javascript", "pupil.css": "text/css", "teacher.js": "text/javascript", "teacher.css": "text/css"}

func (s *Server) asset(w http.ResponseWriter, r *http.Request) {
	name := r.PathValue("name")
	content, kind := classroom.Asset(name)
	if assetTypes[name] != "" {
		kind = assetTypes[name]
		content, _ = pageFiles.ReadFile("pages/" + name) // is there, as the types are of what is
	}
	if content == nil {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Type", kind+"; charset=utf-8")
	w.Write(content)
}

// broken tells of what should not happen, without what it was.
func (s *Server) broken(w http.ResponseWriter, r *http.Request, err error) {
	s.log.Error("request", "path", r.URL.Path, "error", err)
	s.refuse(w, r, "busy", http.StatusServiceUnavailable)
}

// A problem is why something was not done, in the words of who asked.
type problem struct {
	Type    string `json:"type"` // error
	Error   string `json:"error"`
	Message string `json:"message"`
}

func (s *Server) refuse(w http.ResponseWriter, r *http.Request, name string, status int) {
	s.say(w, status, problem{"error", name, problemText(name).In(s.language(r))})
}

func (s *Server) say(w http.ResponseWriter, status int, message any) {
	text, err := json.Marshal(message)
	if err != nil {
		http.Error(w, "", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	w.Write(text)
}

// readJSON reads one value and nothing behind it.
func readJSON(from io.Reader, into any) error {
	d := json.NewDecoder(from)
	if err := d.Decode(into); err != nil {
		return err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return errors.New("something follows")
	}
	return nil
}
