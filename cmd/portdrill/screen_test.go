//go:build unix

package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/charmbracelet/x/vt"
	"github.com/creack/pty"
	"golang.org/x/term"

	"portdrill/cmd/internal/app"
	"portdrill/cmd/internal/terminal"
	"portdrill/questions"
	"portdrill/questions/catalogue"
	"portdrill/store"
)

// patience is how long the program may take to show what it should. Only a test
// that fails waits for it.
const patience = 20 * time.Second

// Keys as a terminal sends them.
const (
	up        = "\x1b[A"
	down      = "\x1b[B"
	right     = "\x1b[C"
	left      = "\x1b[D"
	enter     = "\r"
	backspace = "\x7f"
	ctrlC     = "\x03"
	ctrlD     = "\x04"
)

// TestScreenStory walks through a session at every size, in both languages, with
// and without colour: whatever way an answer is given, the screen shows what was
// asked and answered, the list of the current question once, and nothing else.
func TestScreenStory(t *testing.T) {
	for _, size := range []size{{80, 24}, {50, 16}} {
		for _, lang := range []catalogue.Lang{catalogue.English, catalogue.Chinese} {
			for _, noColour := range []string{"", "1"} {
				t.Run(fmt.Sprintf("%dx%d %s NO_COLOR=%s", size.columns, size.rows, lang, noColour), func(t *testing.T) {
					t.Parallel()
					s := begin(t, size, lang, []string{"NO_COLOR=" + noColour}, "--deck", "security-plus", "--new", "40", "--limit", "12")
					for n := range 12 {
						s.answerAs(n)
					}
					s.stops()
					s.hasSummary()
					if coloured := sgr.Match(s.written()); coloured == (noColour != "") {
						t.Errorf("coloured: %v", coloured)
					}
				})
			}
		}
	}
}

// TestScreenTypedStory is the same for answers that are typed.
func TestScreenTypedStory(t *testing.T) {
	for _, size := range []size{{80, 24}, {50, 16}} {
		for _, lang := range []catalogue.Lang{catalogue.English, catalogue.Chinese} {
			t.Run(fmt.Sprintf("%dx%d %s", size.columns, size.rows, lang), func(t *testing.T) {
				t.Parallel()
				s := begin(t, size, lang, nil, "--format", "typed", "--new", "40", "--limit", "12")
				for n := range 12 {
					s.answerAs(n)
				}
				s.stops()
				s.hasSummary()
			})
		}
	}
}

// TestScreenEditing types, corrects and pastes: the line shows what was typed, with the
// terminal's own cursor in it where the next character comes, and leaves no stale row.
func TestScreenEditing(t *testing.T) {
	const room = 50 - 2 - 4 - 1 // columns less the margin, the lead and the cursor
	long := strings.Repeat("0123456789", 40)
	for _, step := range []struct{ name, keys, line string }{
		{"Chinese", "域名系统", "域名系统|"},
		{"erase Chinese", "域名系统" + backspace + backspace, "域名|"},
		{"erase more than there is", "域名" + backspace + backspace + backspace + "解析", "解析|"},
		{"move", "域名系统" + left + left, "域名|系统"},
		{"move beyond the ends", strings.Repeat(left, 3) + "b" + strings.Repeat(right, 3) + "c" + left + left + "a", "a|bc"},
		{"insert and erase within", "dns域名" + left + left + backspace + "系" + right, "dn系域|名"},
		{"an accent goes with its letter", "ae\u0301b" + left + backspace, "a|b"},
		{"arrows of the keypad", "ab\x1bOD", "a|b"},
		{"Ctrl-A, Ctrl-E", "b域\x01a\x05c", "ab域c|"},
		{"Home, End", "b\x1b[Ha\x1b[Fc\x1b[1~\x1b[3~", "|bc"},
		{"Ctrl-U", "域名系统" + left + "\x15", "|统"},
		{"Ctrl-K", "域名系统" + left + left + "\x0b", "域名|"},
		{"Ctrl-W", "secure  域名 \x17shell", "secure  shell|"},
		{"word moves", "a bc def\x1bb\x1bb\x1bf\x1b[1;5D1", "a 1|bc def"},
		{"word erased ahead", "a bc def\x01\x1bd", "| bc def"},
		{"Alt-Backspace", "a bc\x1b" + backspace, "a |"},
		{"keys that do nothing", "ab\x1b[2~\x12\x13\x0c\t\x1bx" + up + down + "c", "abc|"},
		{"bracketed paste", "a\x1b[200~域\r名\t:q\x03\x1b[201~b", "a域 名 :qb|"},
		{"a paste of what is no text", "a\x1b[200~\ufffd\xff\x9b\u202e\u200e\u0085\u2028\ue0b0\u0378\u3000b\x1b[201~", "a   b|"},
		{"a long paste", "\x1b[200~" + strings.Repeat("端", 9999) + "\x1b[201~", "…" + strings.Repeat("端", room/2) + "|"},
		{"more than fits", long, "…" + long[400-room+1:] + "|"},
		{"more Chinese than fits", strings.Repeat("端", 400), "…" + strings.Repeat("端", room/2) + "|"},
		{"the beginning of what does not fit", long + "\x01", "|" + long[:room-1] + "…"},
	} {
		t.Run(step.name, func(t *testing.T) {
			t.Parallel()
			s := begin(t, size{50, 16}, catalogue.Chinese, nil, "--format", "typed", "--kind", "port-to-service")
			s.showsQuestion()
			s.press(step.keys)
			s.typing = step.line
			s.showsQuestion()
			text := strings.TrimSpace(strings.Replace(step.line, "|", "", 1))
			s.typing = "|"
			if strings.Contains(text, "…") || text == "" {
				s.press(ctrlC)
				s.leaves(app.ExitInterrupted)
				return
			}
			s.answer(enter, "> "+text, replyLine{Text: &text})
			s.showsQuestion()
			s.press(ctrlD)
			s.leaves(app.ExitDone)
		})
	}
}

// TestScreenNoPort types what is no port: it is said so, the question stands and
// nothing is recorded.
func TestScreenNoPort(t *testing.T) {
	t.Parallel()
	s := begin(t, size{80, 24}, catalogue.English, nil, "--kind", "service-to-port")
	s.showsQuestion()
	s.press("65536" + enter)
	s.story = append(s.story, s.head(), "  > 65536", "  ! 65536 is not a port")
	s.again = true
	s.showsQuestion()
	s.answer("22"+enter, "> 22", replyLine{Text: new("22")})
	s.showsQuestion()
	s.press(ctrlD)
	s.leaves(app.ExitDone)
	s.recorded(1)
}

// TestScreenTypedAhead strikes more keys than there are questions on the screen: the
// first answers the one that is shown, the others none, neither at once nor pasted.
func TestScreenTypedAhead(t *testing.T) {
	t.Parallel()
	s := begin(t, size{80, 24}, catalogue.English, nil, "--format", "choice", "--new", "40", "--limit", "4")
	s.showsQuestion()
	s.answer("443"+down+enter, s.choosing(4), replyLine{Choice: new(4)})
	s.showsQuestion()
	s.press("\x1b[200~443\r\x1b[201~")
	s.answer("2", s.choosing(2), replyLine{Choice: new(2)})
	s.showsQuestion()
	s.press("1\x03") // but what leaves is never passed over
	s.story = append(s.story, s.head(), "  "+s.choosing(1))
	s.leaves(app.ExitInterrupted)
	s.recorded(3)
}

// TestScreenUnknownCommand types commands that there are not: the keys are named, the
// question stands, and nothing is recorded.
func TestScreenUnknownCommand(t *testing.T) {
	for _, format := range []string{"typed", "choice"} {
		t.Run(format, func(t *testing.T) {
			t.Parallel()
			s := begin(t, size{80, 24}, catalogue.English, nil, "--format", format, "--kind", "port-to-service")
			s.showsQuestion()
			if format == "choice" {
				s.press("h")
				s.await("the keys", asks("?  I don't know", "undo the last thing you did", "s  suspend"))
				s.press("q")
				s.leaves(app.ExitDone)
				s.recorded(0)
				return
			}
			for i, command := range []string{":x", ":help", "：wq", ":"} {
				s.press(command + enter)
				s.await(command, func(v view) error {
					if n := strings.Count(v.String(), "Nothing was recorded."); n != i+1 {
						return fmt.Errorf("refused %d times", n)
					}
					return asks("  >", "u undo the last thing you did")(v)
				})
			}
			s.press(":h" + enter)
			s.await("the keys", asks("  >", "u  undo the last thing you did"))
			s.press("\x1b")
			s.await("whether to leave", endsWith("2  Leave"))
			s.press("\x1b")
			s.await("the question", asks("  >", "Leave the session?"))
			s.press("abc")
			s.await("what is typed", endsWith("  > abc"))
			s.press("\x1b")
			s.await("nothing is left of it", asks("  >"))
			s.press("\x1b")
			s.await("whether to leave", endsWith("2  Leave"))
			s.press("2")
			s.leaves(app.ExitDone)
			s.recorded(0)
		})
	}
}

// TestScreenFullWidth answers with the keys that Chinese input methods send.
func TestScreenFullWidth(t *testing.T) {
	t.Parallel()
	s := begin(t, size{50, 16}, catalogue.Chinese, nil, "--format", "choice", "--new", "40")
	s.showsQuestion()
	s.answer("２", s.choosing(2), replyLine{Choice: new(2)})
	s.showsQuestion()
	s.answer("？", s.choosing(0), replyLine{DontKnow: true})
	s.showsQuestion()
	s.press("ｑ")
	s.leaves(app.ExitDone)
	s.recorded(2)
}

// TestScreenHeldKeys answers sixty questions with keys held down.
func TestScreenHeldKeys(t *testing.T) {
	t.Parallel()
	s := begin(t, size{50, 16}, catalogue.English, nil, "--deck", "all", "--kind", "port-to-service", "--format", "choice",
		"--new", "60", "--limit", "60")
	for n := range 60 {
		s.showsQuestion()
		last := len(s.question.Options)
		s.press(strings.Repeat(down, 30))
		s.active = last
		s.showsQuestion()
		if n%2 == 0 {
			s.answer(enter, s.choosing(0), replyLine{DontKnow: true})
		} else {
			s.answer(strings.Repeat(up, 30)+down+enter, s.choosing(2), replyLine{Choice: new(2)})
		}
	}
	s.stops()
	s.hasSummary()
	s.recorded(60)
}

// TestScreenResize makes the screen narrower: the next question fits.
func TestScreenResize(t *testing.T) {
	for _, lang := range []catalogue.Lang{catalogue.English, catalogue.Chinese} {
		t.Run(string(lang), func(t *testing.T) {
			t.Parallel()
			s := begin(t, size{100, 24}, lang, nil, "--new", "40", "--limit", "12")
			s.showsQuestion()
			s.resize(size{45, 24})
			s.showsQuestion()
			s.answer("1", s.choosing(1), replyLine{Choice: new(1)})
			for n := range 6 {
				s.answerAs(n)
			}
			s.showsQuestion()
			s.press(ctrlC)
			s.leaves(app.ExitInterrupted)
		})
	}
}

// TestScreenLeaving leaves in every way: the exit code says which, the terminal
// is as it was before, just what was seen to be answered is recorded, and it is in
// the backup of the day.
func TestScreenLeaving(t *testing.T) {
	type leaving struct {
		name    string
		keys    string
		signal  syscall.Signal
		code    int
		summary bool
	}
	ways := map[questions.Format][]leaving{
		questions.Choice: {{"q", "q", 0, app.ExitDone, true}, {"Q", "Q", 0, app.ExitDone, true}},
		questions.Typed:  {{":q", ":q" + enter, 0, app.ExitDone, true}, {"begun", "abc" + ctrlD, 0, app.ExitDone, true}},
	}
	for format := range ways {
		ways[format] = append(ways[format],
			leaving{"Ctrl-D", ctrlD, 0, app.ExitDone, true},
			leaving{"Ctrl-C", ctrlC, 0, app.ExitInterrupted, true},
			leaving{"SIGINT", "", syscall.SIGINT, app.ExitInterrupted, false},
			leaving{"SIGTERM", "", syscall.SIGTERM, 143, false},
			leaving{"SIGHUP", "", syscall.SIGHUP, 129, false},
		)
	}
	for format, ways := range ways {
		for _, way := range ways {
			t.Run(fmt.Sprintf("%s %s", format, way.name), func(t *testing.T) {
				t.Parallel()
				s := begin(t, size{80, 24}, catalogue.English, nil, "--format", string(format), "--new", "40")
				s.answerAs(0)
				s.answerAs(1)
				s.showsQuestion()
				if way.signal != 0 {
					s.program.Process.Signal(way.signal)
				} else {
					s.press(way.keys)
				}
				s.leaves(way.code)
				if way.summary {
					s.hasSummary()
				}
				s.recorded(2)
				onlyBackup(t, s.path(), store.Daily)
			})
		}
	}
}

// TestScreenPlain uses terminals that cannot be redrawn, or must not be: there is
// no escape sequence at all.
func TestScreenPlain(t *testing.T) {
	for name, start := range map[string]func(t *testing.T) *screen{
		"TERM=dumb": func(t *testing.T) *screen {
			return start(t, size{80, 24}, []string{"TERM=dumb"}, drillArgs(t.TempDir(), catalogue.Chinese)...)
		},
		"--plain": func(t *testing.T) *screen {
			return start(t, size{80, 24}, nil, drillArgs(t.TempDir(), catalogue.Chinese, "--plain")...)
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := start(t)
			for n, line := range []string{"1", "？", ":q"} {
				s.await("the question", func(v view) error {
					if asked := strings.Count(v.String(), " · 必会端口"); asked != n+1 {
						return fmt.Errorf("%d questions were asked", asked)
					}
					return v.holds("> ")
				})
				s.press(line + "\n")
			}
			s.leaves(app.ExitDone)
			if s.hasSummary(); bytes.ContainsRune(s.written(), '\x1b') {
				t.Errorf("an escape sequence in %q", s.written())
			}
		})
	}
}

// A player is a learner before a screen, who knows what to expect from the same
// session played as a dialogue.
type player struct {
	*screen
	*oracle
	lang   catalogue.Lang
	limit  int      // questions at most
	story  []string // how the rows begin that tell what was asked and answered, in order
	active int      // index of the row that the cursor is on, at a choice
	typing string   // what the line shows, at a typed answer
	again  bool     // the question is asked again, so that it is not headed
	lasts  []string // how the rows of the verdicts begin that were not taken back
}

// begin starts a drill with a new database.
func begin(t *testing.T, size size, lang catalogue.Lang, environ []string, flags ...string) *player {
	t.Helper()
	flags = append(flags, "--seed", "1")
	p := &player{
		screen: start(t, size, environ, drillArgs(t.TempDir(), lang, flags...)...),
		oracle: consult(t, drillArgs(t.TempDir(), lang, flags...)...),
		lang:   lang, limit: app.DefaultLimit,
	}
	if i := slices.Index(flags, "--limit"); i >= 0 {
		p.limit, _ = strconv.Atoi(flags[i+1])
	}
	p.prepare()
	return p
}

// drillArgs are the arguments of a drill with a database in the folder.
func drillArgs(folder string, lang catalogue.Lang, flags ...string) []string {
	return append([]string{
		"drill", "--lang", string(lang), "--db", filepath.Join(folder, "drill.db"), "--now", "2026-03-02T09:00:00+00:00",
	}, flags...)
}

// prepare expects a question as it is first shown.
func (p *player) prepare() { p.active, p.typing, p.again = 0, "|", false }

// head is how the row begins that heads the question: by its number where the limit ends
// the session, else by a bar that is empty at first.
func (p *player) head() string {
	if p.question.Of < p.limit {
		return "░"
	}
	return fmt.Sprintf("%d/%d · ", p.question.N, p.question.Of)
}

// choosing is what is left of a list when the option is chosen; 0 is none.
func (p *player) choosing(option int) string {
	rows := p.options()
	return "❯ " + rows[(option+len(rows)-1)%len(rows)]
}

// options are the rows of the list, cut where they do not fit.
func (p *player) options() []string {
	var rows []string
	for i, option := range p.question.Options {
		rows = append(rows, fmt.Sprintf("%d  %s", i+1, option))
	}
	rows = append(rows, "?  "+text("DontKnow").In(p.lang))
	for i, row := range rows {
		rows[i] = p.fitted(row, 6)
	}
	return rows
}

// choiceKeys are the keys at a choice, in fewer words where they would not fit.
func (p *player) choiceKeys() string {
	digits := fmt.Sprintf("1-%d", len(p.question.Options))
	long := text("KeysChoice").In(p.lang, digits)
	if p.fitted(long, 2) == long {
		return long
	}
	return text("KeysChoiceShort").In(p.lang, digits)
}

// typedKeys are the keys where an answer is typed, likewise.
func (p *player) typedKeys() string {
	long := text("KeysTyped").In(p.lang)
	if p.fitted(long, 2) == long {
		return long
	}
	return text("KeysTypedShort").In(p.lang)
}

// fitted is the text cut to fit the screen but for some columns.
func (p *player) fitted(text string, but int) string {
	return terminal.Truncate(text, p.screen.size.columns-but, "…")
}

// answerAs answers the n-th question: each in another way.
func (p *player) answerAs(n int) {
	p.t.Helper()
	p.showsQuestion()
	typed := map[questions.Kind]string{
		questions.ServiceToPort: "22", questions.PortToService: "域名系统", questions.RangeOfNumber: "系统端口",
	}[p.question.Kind]
	switch choice := p.question.Format == questions.Choice; {
	case choice && n%4 == 0:
		p.answer("1", p.choosing(1), replyLine{Choice: new(1)})
	case choice && n%4 == 1:
		p.press(down + down + up)
		p.active = 1
		p.showsQuestion()
		p.answer(enter, p.choosing(2), replyLine{Choice: new(2)})
	case choice && n%4 == 2:
		p.answer("?", p.choosing(0), replyLine{DontKnow: true})
	case choice:
		p.answer(strings.Repeat(down, 9)+up+enter, p.choosing(len(p.question.Options)), replyLine{Choice: new(len(p.question.Options))})
	case n%3 == 2:
		p.answer("?"+enter, "> ?", replyLine{DontKnow: true})
	default:
		p.press(typed)
		p.typing = typed + "|"
		p.showsQuestion()
		p.answer(enter, "> "+typed, replyLine{Text: &typed})
	}
}

// answer answers by the keys, which leave a row of the text on the screen and
// mean the reply.
func (p *player) answer(keys, left string, reply replyLine) {
	p.t.Helper()
	if !p.again {
		p.story = append(p.story, p.head())
	}
	p.press(keys)
	p.story = append(p.story, "  "+left)
	p.verdict(reply)
}

// verdict expects what comes of the reply.
func (p *player) verdict(reply replyLine) {
	p.t.Helper()
	verdict := p.reply(reply)
	p.prepare()
	sign := "  ✗ "
	switch {
	case verdict.Type == "near":
		sign, p.again = "  ≈ ", true
	case verdict.Type == "error":
		sign, p.again = "  ! ", true
	case verdict.Correct:
		sign = "  ✓ "
	case reply.DontKnow:
		sign = "  → "
	}
	p.story = append(p.story, sign)
	if !p.again {
		p.lasts = append(p.lasts, sign)
	}
}

// undo expects the question before the present one once more.
func (p *player) undo() {
	p.t.Helper()
	p.takeBack()
	p.prepare()
	p.lasts = p.lasts[:len(p.lasts)-1]
}

// showsQuestion waits for the law of the screen: it tells the story so far, and
// below that the question with its options, each on one row and once, with
// nothing after.
func (p *player) showsQuestion() {
	p.t.Helper()
	begun, rest, _ := strings.Cut(p.typing, "|")
	rows := []string{p.typedKeys(), strings.TrimRight("  > "+begun+rest, " ")}
	open := rows[1]
	if p.question.Format == questions.Choice {
		rows = []string{p.choiceKeys()}
		for i, option := range p.options() {
			if i == p.active {
				open = "  ❯ " + option
				rows = append(rows, open)
			} else {
				rows = append(rows, "    "+option)
			}
		}
	}
	story := slices.Clone(p.story)
	if !p.again {
		story = append(story, p.head())
	}
	story = append(story, open)
	p.await("the question", func(v view) error {
		cursor := v.outOfTheWay
		if p.question.Format == questions.Typed {
			cursor = func() error { return v.cursorAt(terminal.Width("  > " + begun)) }
		}
		return errors.Join(v.tells(story), v.ends(p.question.Stem, rows), cursor(), v.fits(), v.listsOnce(len(rows)))
	})
}

// stops leaves where a session that is over offers another step.
func (p *player) stops() {
	p.t.Helper()
	p.await("what next", endsWith("2  "+text("EnoughForNow").In(p.lang)))
	p.press("q")
	p.leaves(app.ExitDone)
}

// What a summary says of cards that come, and of none.
var (
	cardsCome  = regexp.MustCompile(`[1-9]\d* (left today|more tomorrow|more this week)|(还剩|再到期) [1-9]`)
	noCardCome = regexp.MustCompile(`\b0 (left today|more)|(还剩|再到期) 0`)
)

// hasSummary holds that the last thing on the screen is the summary, which says how many
// cards come, and nothing where none does.
func (s *screen) hasSummary() {
	s.t.Helper()
	v := s.view()
	i := slices.IndexFunc(v.rows, func(row string) bool { return row == "Done" || row == "本次小结" })
	if i < 0 {
		s.t.Fatalf("no summary:\n%s", v)
	}
	if summary := strings.Join(v.rows[i:], "\n"); !cardsCome.MatchString(summary) || noCardCome.MatchString(summary) {
		s.t.Errorf("what comes is not told:\n%s", v)
	}
}

// recorded holds that as many answers are in the database.
func (p *player) recorded(answers int) {
	p.t.Helper()
	var out bytes.Buffer
	e := quietEnv()
	e.Out = &out
	path := p.path()
	if code := run(p.t.Context(), e, []string{"stats", "--json", "--db", path}); code != app.ExitDone {
		p.t.Fatalf("stats: exit code %d", code)
	}
	var f app.Figures
	if err := json.Unmarshal(out.Bytes(), &f); err != nil || f.Answers != answers {
		p.t.Errorf("%d answers are recorded, not %d (%v)", f.Answers, answers, err)
	}
}

// path is that of the database.
func (p *player) path() string {
	return p.program.Args[slices.Index(p.program.Args, "--db")+1]
}

// An oracle plays the session as a dialogue, with a database of its own, and so
// knows what the screen is to show.
type oracle struct {
	tb       testing.TB
	in       *json.Encoder
	out      *json.Decoder
	question questionLine
}

func consult(t *testing.T, args ...string) *oracle {
	t.Helper()
	e := quietEnv()
	fromTest, toOracle := io.Pipe()
	fromOracle, toTest := io.Pipe()
	e.In, e.Out = fromTest, toTest
	done := make(chan struct{})
	go func() {
		defer close(done)
		run(t.Context(), e, append(args, "--json"))
		toTest.Close()
		fromTest.Close()
	}()
	t.Cleanup(func() {
		toOracle.Close()
		fromOracle.Close()
		<-done
	})
	o := &oracle{tb: t, in: json.NewEncoder(toOracle), out: json.NewDecoder(fromOracle)}
	o.hear(&o.question)
	return o
}

// quietEnv is a world without a terminal.
func quietEnv() app.Env {
	e := app.System()
	e.In, e.Out, e.Err = strings.NewReader(""), io.Discard, io.Discard
	e.Getenv = func(string) string { return "" }
	return e
}

// reply gives the reply and goes on to the next question, if there is one. Where it
// was no answer, or nearly right, the question stands.
func (o *oracle) reply(r replyLine) (v verdictLine) {
	o.tb.Helper()
	o.tell(o.said(r))
	if o.hear(&v); v.Type == "verdict" {
		o.next()
	}
	return v
}

// takeBack takes the answer before back and goes on to its question.
func (o *oracle) takeBack() {
	o.tb.Helper()
	o.tell(map[string]any{"undo": true})
	var undone app.UndoneLine
	o.hear(&undone)
	o.next()
}

func (o *oracle) next() {
	o.tb.Helper()
	o.question = questionLine{}
	o.hear(&o.question)
}

func (o *oracle) tell(line any) {
	o.tb.Helper()
	if err := o.in.Encode(line); err != nil {
		o.tb.Fatal(err)
	}
}

// said leaves out what is not part of the reply.
func (o *oracle) said(r replyLine) map[string]any {
	switch {
	case r.Choice != nil:
		return map[string]any{"choice": *r.Choice}
	case r.Text != nil:
		return map[string]any{"text": *r.Text}
	default:
		return map[string]any{"dont_know": true}
	}
}

func (o *oracle) hear(line any) {
	o.tb.Helper()
	if err := o.out.Decode(line); err != nil {
		o.tb.Fatal(err)
	}
}

// A size of a screen.
type size struct{ columns, rows int }

// A screen is a terminal, with the program on it.
type screen struct {
	t       *testing.T
	program *exec.Cmd
	keys    *os.File // where the terminal takes keys, and what is shown comes out
	tty     *os.File // what programs have for a terminal
	modes   *term.State
	left    chan leftBehind
	changed chan struct{} // something may have been shown since
	marked  chan struct{} // an end was
	size    size

	mu       sync.Mutex
	emulator *vt.Emulator
	raw      bytes.Buffer // all that the program wrote
	past     int          // rows above the screen that were left when it was cleared
	cleared  int          // times that it was
}

// leftBehind is what the program left: its exit code and the terminal's modes.
type leftBehind struct {
	Code  int
	modes *term.State
}

// sgr is the escape sequence of colours (ECMA-48, 8.3.117).
var sgr = regexp.MustCompile("\x1b\\[[0-9;:]*m")

// start starts the program on a screen of its own.
func start(t *testing.T, size size, environ []string, args ...string) *screen {
	t.Helper()
	s := newScreen(t, size)
	s.run(environ, args...)
	return s
}

// newScreen returns a screen that nothing runs on.
func newScreen(t *testing.T, size size) *screen {
	t.Helper()
	keys, tty, err := pty.Open()
	if err != nil {
		t.Fatal(err)
	}
	s := &screen{
		t: t, keys: keys, tty: tty, size: size, left: make(chan leftBehind, 1),
		changed: make(chan struct{}, 1), marked: make(chan struct{}, 1),
		emulator: vt.NewEmulator(size.columns, size.rows), modes: modesOf(t, tty),
	}
	s.setSize(size)
	shown := make(chan struct{})
	go s.show(shown)
	t.Cleanup(func() {
		tty.Close()
		<-shown
		keys.Close()
	})
	return s
}

// run starts the program on the screen, where no other one may run.
func (s *screen) run(environ []string, args ...string) {
	s.t.Helper()
	s.runs(itself(s.t, "portdrill", args...), environ...)
}

// runs starts a program on the screen, which ends with the test at the latest.
func (s *screen) runs(program *exec.Cmd, environ ...string) {
	s.t.Helper()
	s.program = program
	program.Env = append(append(program.Env, "TERM=xterm-256color"), environ...)
	program.Stdin, program.Stdout, program.Stderr = s.tty, s.tty, s.tty
	program.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	if err := program.Start(); err != nil {
		s.t.Fatal(err)
	}
	ended := make(chan struct{})
	go s.watch(program, ended)
	s.t.Cleanup(func() {
		program.Process.Kill() // if it has not ended
		<-ended
	})
}

func modesOf(t *testing.T, tty *os.File) *term.State {
	modes, err := term.GetState(int(tty.Fd()))
	if err != nil {
		t.Error(err)
	}
	return modes
}

// show puts on the screen what the program writes, until nobody has the terminal
// open any more.
func (s *screen) show(shown chan<- struct{}) {
	defer close(shown)
	buffer := make([]byte, 4096)
	for {
		n, err := s.keys.Read(buffer)
		s.write(buffer[:n])
		s.notice()
		if err != nil {
			return // of several kinds, by system
		}
	}
}

// clearing is what the program writes to draw a screen of a new size.
const clearing = "\x1b[H\x1b[2J"

// write puts text on the screen. What was there before it was cleared is what is
// left of another size: that no longer counts.
func (s *screen) write(text []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.raw.Write(text)
	if bytes.HasSuffix(s.raw.Bytes(), []byte(endMark)) {
		s.raw.Truncate(s.raw.Len() - len(endMark))
		defer func() { s.marked <- struct{}{} }()
	}
	if i := bytes.LastIndex(text, []byte(clearing)); i >= 0 {
		s.emulator.Write(text[:i+len(clearing)])
		s.past = s.emulator.ScrollbackLen()
		s.cleared++
		text = text[i+len(clearing):]
	}
	s.emulator.Write(text)
}

// written is all that the program has written.
func (s *screen) written() []byte {
	s.mu.Lock()
	defer s.mu.Unlock()
	return bytes.Clone(s.raw.Bytes())
}

func (s *screen) timesCleared() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.cleared
}

// notice says that the screen may have changed.
func (s *screen) notice() {
	select {
	case s.changed <- struct{}{}:
	default: // said already
	}
}

// endMark is what a test writes where a program has ended, and no terminal shows: all
// that comes before it is the program's.
const endMark = "\x1b]7357;end\a"

// watch waits for the program's end, and until all that it wrote is shown.
func (s *screen) watch(program *exec.Cmd, ended chan<- struct{}) {
	defer close(ended)
	program.Wait()
	modes := modesOf(s.t, s.tty)
	io.WriteString(s.tty, endMark)
	<-s.marked
	s.left <- leftBehind{program.ProcessState.ExitCode(), modes}
}

func (s *screen) press(keys string) {
	s.t.Helper()
	if _, err := io.WriteString(s.keys, keys); err != nil {
		s.t.Fatal(err)
	}
}

func (s *screen) resize(to size) {
	s.mu.Lock()
	s.size = to
	s.emulator.Resize(to.columns, to.rows)
	s.mu.Unlock()
	s.setSize(to)
}

func (s *screen) setSize(to size) {
	if err := pty.Setsize(s.keys, &pty.Winsize{Cols: uint16(to.columns), Rows: uint16(to.rows)}); err != nil {
		s.t.Fatal(err)
	}
}

// await waits until the screen is as it should be.
func (s *screen) await(what string, law func(view) error) {
	s.t.Helper()
	late := time.After(patience)
	for {
		v := s.view()
		err := law(v)
		if err == nil {
			return
		}
		select {
		case <-s.changed:
		case <-late:
			s.t.Fatalf("%s is not as it should be: %v\n%s", what, err, v)
		}
	}
}

// leaves holds that the program ends with the code and leaves the terminal as it
// found it.
func (s *screen) leaves(code int) {
	s.t.Helper()
	select {
	case <-time.After(patience):
		s.t.Fatalf("the program goes on:\n%s", s.view())
	case left := <-s.left:
		if left.Code != code {
			s.t.Errorf("exit code %d, not %d:\n%s", left.Code, code, s.view())
		}
		if *left.modes != *s.modes {
			s.t.Errorf("the terminal was left with modes %v, not %v", left.modes, s.modes)
		}
		if s.emulator.CursorHidden() || s.emulator.CursorPosition().X != 0 {
			s.t.Errorf("the cursor was left hidden or within a row:\n%s", s.view())
		}
	}
}

// A view is what the screen shows, after what was scrolled out of it.
type view struct {
	rows   []string // none after the last one with text
	torn   []string // rows with one half of a wide sign
	cursor int      // row that it is on
	column int
	hidden bool // the cursor
	width  int
}

func (v view) String() string { return strings.Join(v.rows, "\n") }

func (s *screen) view() view {
	s.mu.Lock()
	defer s.mu.Unlock()
	at, above := s.emulator.CursorPosition(), s.emulator.ScrollbackLen()-s.past
	v := view{cursor: above + at.Y, column: at.X, hidden: s.emulator.CursorHidden(), width: s.size.columns}
	for y := range above + s.emulator.Height() {
		v.add(s.row(y - above))
	}
	for len(v.rows) > 0 && v.rows[len(v.rows)-1] == "" {
		v.rows = v.rows[:len(v.rows)-1]
	}
	return v
}

// row returns the signs of a row and whether they are whole; above the screen
// rows count from -1 up.
func (s *screen) row(y int) (text string, whole bool) {
	whole = true
	wide := false // the cell before holds a wide sign
	for x := range s.size.columns {
		cell := s.emulator.CellAt(x, y)
		if y < 0 {
			cell = s.emulator.ScrollbackCellAt(x, s.emulator.ScrollbackLen()+y)
		}
		if cell == nil { // past the end of a row above the screen
			return strings.TrimRight(text, " "), whole
		}
		whole = whole && wide == (cell.Width == 0)
		wide = cell.Width == 2
		text += cell.Content
		if cell.Content == "" && cell.Width == 1 {
			text += " "
		}
	}
	return strings.TrimRight(text, " "), whole && !wide
}

func (v *view) add(row string, whole bool) {
	v.rows = append(v.rows, row)
	if !whole {
		v.torn = append(v.torn, row)
	}
}

// telling matches the rows that tell what was asked, answered and said.
var telling = regexp.MustCompile(`^\d+/\d+ · |^[█░]{8} |^ {2}[❯>✓✗→≈!] |^ {2}>$`)

// tells holds that the rows that tell the story begin like those, in order.
func (v view) tells(story []string) error {
	told := slices.DeleteFunc(slices.Clone(v.rows), func(row string) bool { return !telling.MatchString(row) })
	if !slices.EqualFunc(told, story, strings.HasPrefix) {
		return fmt.Errorf("the screen tells\n%s\nnot\n%s", strings.Join(told, "\n"), strings.Join(story, "\n"))
	}
	return nil
}

// ends holds that the screen ends with the rows, the stem before them whole (or,
// asked again, what was said about the answer).
func (v view) ends(stem string, rows []string) error {
	before := len(v.rows) - len(rows)
	if before < 0 || !slices.Equal(v.rows[before:], rows) {
		return fmt.Errorf("the screen does not end with\n%s", strings.Join(rows, "\n"))
	}
	head := before - 1
	for head > 0 && !telling.MatchString(v.rows[head]) {
		head--
	}
	squeeze := func(text string) string { return strings.ReplaceAll(text, " ", "") }
	shown := squeeze(strings.Join(v.rows[head+1:before], ""))
	if again := strings.HasPrefix(v.rows[head], "  ! ") || strings.HasPrefix(v.rows[head], "  ≈ "); !again && shown != squeeze(stem) {
		return fmt.Errorf("the stem is shown as %q", shown)
	}
	return nil
}

// outOfTheWay holds that the cursor is below all rows, and hidden.
func (v view) outOfTheWay() error {
	if !v.hidden || v.cursor != len(v.rows) || v.column != 0 {
		return fmt.Errorf("the cursor is at %d, %d (hidden: %v), not hidden on row %d", v.cursor, v.column, v.hidden, len(v.rows))
	}
	return nil
}

// cursorAt holds that the cursor is seen in the column of the last row.
func (v view) cursorAt(column int) error {
	if v.hidden || v.cursor != len(v.rows)-1 || v.column != column {
		return fmt.Errorf("the cursor is at %d, %d (hidden: %v), not in column %d of row %d",
			v.cursor, v.column, v.hidden, column, len(v.rows)-1)
	}
	return nil
}

// fits holds that no row was broken at the edge of the screen, nor any sign.
func (v view) fits() error {
	if len(v.torn) > 0 {
		return fmt.Errorf("half a sign in %q", v.torn)
	}
	for _, row := range v.rows {
		if terminal.Width(row) >= v.width {
			return fmt.Errorf("a row as wide as the screen: %q", row)
		}
	}
	return nil
}

// listed matches the rows of a list that the cursor is not on, and the keys.
var listed = regexp.MustCompile(`^ {4}[1-9?]  |1-\d(, enter|  \?: don't| 选择)|:q quit|:q 退出`)

// listsOnce holds that above the last n rows nothing is left of a list or a
// prompt that was there before.
func (v view) listsOnce(n int) error {
	if i := slices.IndexFunc(v.rows[:max(len(v.rows)-n, 0)], listed.MatchString); i >= 0 {
		return fmt.Errorf("a stale row: %q", v.rows[i])
	}
	return nil
}

// holds holds that the texts are on the screen, the last at its end.
func (v view) holds(texts ...string) error {
	all := v.String() + " "
	for _, text := range texts {
		if !strings.Contains(all, text) {
			return fmt.Errorf("%q is not shown", text)
		}
	}
	if !strings.HasSuffix(all, texts[len(texts)-1]) {
		return fmt.Errorf("the screen does not end with %q", texts[len(texts)-1])
	}
	return nil
}
