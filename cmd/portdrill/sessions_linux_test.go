package main

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
	"testing"

	"portdrill/questions"
	"portdrill/questions/catalogue"
)

// TestSessionsInARow plays whole sessions one after the other on one terminal, each
// with other questions, sizes, languages and ways to answer, and with all that may
// happen to a terminal meanwhile: the law of the screen holds after every step.
// PORTDRILL_SCREENS=full plays 200.
func TestSessionsInARow(t *testing.T) {
	t.Parallel()
	sessions := 10
	if os.Getenv("PORTDRILL_SCREENS") == "full" {
		sessions = 200
	}
	s := newScreen(t, size{80, 24})
	for n := range sessions {
		if !t.Run(fmt.Sprint(n), func(t *testing.T) { newSession(t, s, n).play() }) {
			return // what comes after it would be on a spoilt screen
		}
	}
}

// A wildSession is played at random, and the same each time that it has the same number.
type wildSession struct {
	*player
	chance *rand.Rand
	format questions.Format
	limit  int
}

func newSession(t *testing.T, s *screen, n int) *wildSession {
	t.Helper()
	chance := rand.New(rand.NewPCG(uint64(n), 0))
	lang := oneOf(chance, catalogue.English, catalogue.Chinese)
	format := oneOf(chance, questions.Choice, questions.Typed)
	limit := 3 + chance.IntN(5)
	flags := []string{
		"--seed", fmt.Sprint(n), "--format", string(format), "--limit", fmt.Sprint(limit), "--new", "40",
		"--deck", oneOf(chance, "seed", "security-plus", "ccna", "all"),
	}
	if format == questions.Typed {
		flags = append(flags, "--kind", string(oneOf(chance, questions.PortToService, questions.ServiceToPort, questions.RangeOfNumber)))
	}
	s.t = t
	if chance.IntN(2) == 0 {
		s.resize(oneOf(chance, size{100, 30}, size{80, 24}, size{60, 20}, size{50, 16}, size{40, 24}))
		s.write([]byte(clearing)) // as people do who find their screen in disorder
	}
	s.beginHere()
	s.run([]string{"NO_COLOR=" + oneOf(chance, "", "1")}, drillArgs(t.TempDir(), lang, flags...)...)
	p := &player{screen: s, oracle: consult(t, drillArgs(t.TempDir(), lang, flags...)...), lang: lang}
	p.prepare()
	return &wildSession{player: p, chance: chance, format: format, limit: limit}
}

func oneOf[T any](chance *rand.Rand, all ...T) T { return all[chance.IntN(len(all))] }

// beginHere has what is on the screen count no longer.
func (s *screen) beginHere() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.emulator.ClearScrollback()
	s.past = s.emulator.CursorPosition().Y
}

func (s *wildSession) play() {
	for s.question.N != 0 { // while one is asked
		s.showsQuestion()
		s.happens()
		if s.format == questions.Typed {
			s.types()
		} else {
			s.chooses()
		}
	}
	s.stops()
	s.hasSummary()
	if err := s.view().fits(); err != nil {
		s.t.Error(err)
	}
}

// happens does to the terminal what may come in the middle of a question: what was
// begun of an answer is there afterwards.
func (s *wildSession) happens() {
	switch s.chance.IntN(8) {
	case 0:
		s.begun(s.narrows)
	case 1:
		s.begun(func() {
			s.press("\x1a")
			if !s.again {
				s.story = append(s.story, s.head())
			}
			s.redrawn()
		})
	case 2:
		s.pastes()
	}
	s.showsQuestion()
}

// begun begins an answer, which something happens to, and takes it back.
func (s *wildSession) begun(happens func()) {
	keys, back := down, up
	if s.format == questions.Typed {
		keys, back = "端口", backspace+backspace
		s.typing = keys + "|"
	} else {
		s.active = 1
	}
	s.press(keys)
	s.showsQuestion()
	happens()
	s.showsQuestion()
	s.press(back)
	s.active, s.typing = 0, "|"
}

// narrows makes the screen narrower in the middle of a question.
func (s *wildSession) narrows() {
	for _, columns := range []int{100, 45} {
		if columns == s.size.columns {
			continue // nothing would be drawn anew
		}
		cleared := s.timesCleared()
		s.resize(size{columns, s.size.rows})
		s.await("a screen drawn anew", func(view) error {
			if s.timesCleared() == cleared {
				return errors.New("it is the old one")
			}
			return nil
		})
		s.story = nil
		s.redrawn()
		s.showsQuestion()
	}
}

// redrawn expects the question below the last verdict, at the same place of it.
func (s *wildSession) redrawn() {
	if n := len(s.lasts); n > 0 {
		s.story = append(s.story, s.lasts[n-1])
	}
	s.again = false
}

// pastes 400 signs, and takes them back where they are typed.
func (s *wildSession) pastes() {
	const signs = 400
	if s.format != questions.Typed {
		s.press(strings.Repeat("x", signs)) // which is no key at a choice
		return
	}
	s.press(strings.Repeat("端", signs))
	s.typing = "…" + strings.Repeat("端", (s.size.columns-2-4-1-1)/2) + "|"
	s.showsQuestion()
	s.press(strings.Repeat(backspace, signs))
	s.typing = "|"
}

func (s *wildSession) chooses() {
	options := len(s.question.Options)
	one := 1 + s.chance.IntN(options)
	switch s.chance.IntN(6) {
	case 0:
		s.answer("?", s.choosing(0), replyLine{DontKnow: true})
	case 1:
		s.press(strings.Repeat(down, one-1))
		s.active = one - 1
		s.showsQuestion()
		s.answer(enter, s.choosing(one), replyLine{Choice: &one})
	case 2:
		s.press(strings.Repeat(down, 60))
		s.active = options
		s.showsQuestion()
		s.answer(strings.Repeat(up, 60)+enter, s.choosing(1), replyLine{Choice: new(1)})
	case 3:
		s.takesBack("u")
	default:
		s.answer(fmt.Sprint(one), s.choosing(one), replyLine{Choice: &one})
	}
}

// typedAnswers are right or wrong by chance, or nearly right, or no answer at all.
var typedAnswers = map[questions.Kind][]string{
	questions.PortToService: {"ssh", "SMTP", "域名系统", "htps", "telnte", "http"},
	questions.ServiceToPort: {"22", "443", "25", "65536", "５３"},
	questions.RangeOfNumber: {"system", "系统端口", "user", "dynamic"},
}

func (s *wildSession) types() {
	text := oneOf(s.chance, typedAnswers[s.question.Kind]...)
	switch s.chance.IntN(6) {
	case 0:
		s.answer("?"+enter, "> ?", replyLine{DontKnow: true})
	case 1:
		s.takesBack(":u" + enter)
	case 2:
		s.press(text + "xy" + left + left)
		s.typing = text + "|xy"
		s.showsQuestion()
		s.answer(right+right+backspace+backspace+enter, "> "+text, replyLine{Text: &text})
	default:
		s.press(text)
		s.typing = text + "|"
		s.showsQuestion()
		s.answer(enter, "> "+text, replyLine{Text: &text})
	}
}

// takesBack takes the answer before back, if there is one that was not.
func (s *wildSession) takesBack(keys string) {
	if len(s.lasts) == 0 {
		return
	}
	if !s.again {
		s.story = append(s.story, s.head())
	}
	s.press(keys)
	if s.format == questions.Typed {
		s.story = append(s.story, "  > :u")
	}
	s.undo()
}
