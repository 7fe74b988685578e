//go:build load

package classroom_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/chromedp"

	"portdrill/cmd/internal/classroom"
	"portdrill/questions"
	"portdrill/questions/catalogue"
	"portdrill/quiz/room"
)

// The law: in a whole lesson of 20 questions with 30 phones and a wall in Chromium, half of
// them in Chinese, every phone is told right or wrong as it answered, every answer is kept
// once, and nothing breaks the policy, is inaccessible or is wider than its screen.
func TestWholeLesson(t *testing.T) {
	const phones, asked = 30, 20
	set := settings()
	set.Scoring = room.ByAccuracyAndSpeed
	s := newSchool(t, set, asked, questions.Choice)
	b := newBrowser(t)
	langs := []catalogue.Lang{catalogue.English, catalogue.Chinese}
	sizes := [][2]int64{{360, 640}, {390, 844}, {768, 1024}, {1280, 720}}
	all := make([]*tab, phones)
	for i := range all {
		lang, size := langs[i%2], sizes[i/2%len(sizes)]
		name := fmt.Sprint(map[catalogue.Lang]string{catalogue.English: "Phone ", catalogue.Chinese: "手机"}[lang], i+1)
		p := b.open(name, nil, size[0], size[1], "")
		p.run("join",
			chromedp.Navigate("http://"+s.at+"/"+s.code+"?lang="+string(lang)), chromedp.WaitVisible("#join"),
			chromedp.SendKeys("#name", name), chromedp.Click("#join button"))
		p.until(name)
		all[i] = p
	}
	walls := make([]*tab, len(langs))
	for i, lang := range langs {
		walls[i] = b.open("wall-"+string(lang), nil, 1920, 1080, "")
		walls[i].run("open", chromedp.Navigate(s.server.WallURL()+"?lang="+string(lang)))
		walls[i].until(s.code)
	}
	// each does the same on every phone at once
	each := func(do func(i int, p *tab)) {
		var group sync.WaitGroup
		for i, p := range all {
			group.Go(func() { do(i, p) })
		}
		group.Wait()
	}
	looked := func(what string) {
		for _, p := range append(all[:2*len(sizes):2*len(sizes)], walls...) {
			p.accessible(what)
		}
	}
	looked("1-lobby")
	right := make([]int, phones)
	isRight := func(i, n int) bool { return (i*7+n*3)%5 != 0 }
	for n := 1; n <= asked; n++ {
		if n == 1 {
			s.do(start)
		} else {
			s.do(next)
		}
		s.do(ask)
		walls[0].until(s.question().Stem)
		if n == 1 {
			looked("2-question")
		}
		q := s.question()
		each(func(i int, p *tab) {
			if isRight(i, n) {
				right[i]++
			}
			p.choose(choice(q, isRight(i, n)).Choice)
		})
		for i, wall := range walls {
			before, _, _ := strings.Cut(classroom.TextPageAnswerIs.In(langs[i]), "{")
			wall.until(before)
		}
		each(func(i int, p *tab) {
			p.until(map[bool][2]string{true: {"Right +", "答对 +"}, false: {"Wrong", "答错"}}[isRight(i, n)][i%2])
		})
		if n == 1 || n == asked/2 {
			looked(fmt.Sprintf("3-result-%d", n))
		}
	}
	if _, err := s.host.End(t.Context()); err != nil {
		t.Fatal(err)
	}
	each(func(i int, p *tab) {
		p.until([2]string{fmt.Sprintf("%d of %d right", right[i], asked), fmt.Sprintf("答对 %d/%d", right[i], asked)}[i%2])
		p.noErrors()
	})
	looked("4-end")
	for _, wall := range walls {
		wall.noErrors()
	}
	content, err := s.db.Content(t.Context(), s.id)
	if err != nil {
		t.Fatal(err)
	}
	correct, sum := 0, 0
	for _, a := range content.Answers {
		if a.Correct {
			correct++
		}
	}
	for _, n := range right {
		sum += n
	}
	if len(content.Answers) != phones*asked || correct != sum {
		t.Errorf("%d answers, %d of them right, want %d and %d", len(content.Answers), correct, phones*asked, sum)
	}
}
