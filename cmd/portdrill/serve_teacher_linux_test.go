package main

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"portdrill/cmd/internal/chromium"
)

// The story: the console makes an account; the teacher signs in on a laptop and on a phone,
// sees who has not practiced, gives out a new PIN and lets a colleague in.
func TestServeTeacher(t *testing.T) {
	t.Parallel()
	s, pin := newSchoolServer(t)
	added := portdrillIn(t, "serve", "teacher", "add", "Ms", "Wu", "--class", "net-1", "--db", s.db)
	portdrillIn(t, "serve", "teacher", "add", "Mr Berg", "--db", s.db)
	_, password, _ := strings.Cut(added, "the password ")
	password, _, _ = strings.Cut(password, ".")
	browser := chromium.Start(t, chromedp.Flag("accept-lang", "en"))
	for _, screen := range []struct {
		name, lang, idle, hello string
		width, height           int64
	}{
		{"laptop", "en", "No practice in the last 7 days: 1 of 1", "Hello, Ms Wu", 1366, 768},
		{"phone", "zh", "近 7 天未练习：1/1 人", "Ms Wu，你好", 360, 740},
	} {
		tab := chromium.Open(t, browser, screen.name, screen.width, screen.height)
		signInWith := func(password string) {
			tab.Do("sign in", chromedp.Navigate(s.url()+"/teacher?lang="+screen.lang), chromedp.WaitVisible("#sign-in"),
				chromedp.SendKeys("#name", "ms wu"), chromedp.SendKeys("#password", password), chromedp.Click("#sign-in button"))
		}
		signInWith("wrong")
		tab.Until("document.getElementById('trouble').textContent !== ''")
		tab.Accessible("sign-in")
		signInWith(password)
		tab.UntilShown(screen.hello)
		tab.Accessible("classes")
		tab.Do("open the class", chromedp.Click("#classes button"))
		tab.UntilShown(screen.idle)
		tab.Accessible("class")
		tab.Do("share", chromedp.SendKeys("#colleague", "mr berg"), chromedp.Click("#stage form button"))
		tab.UntilShown("Mr Berg")
		tab.Until("document.documentElement.scrollWidth <= innerWidth")
		tab.Do("a new PIN", chromedp.Evaluate[chromedp.Void]("window.confirm = () => true; document.querySelector('td button').click()"))
		tab.Until(`/\d{6}/.test(document.getElementById("pin").textContent)`)
		tab.Accessible("class with a new PIN")
		tab.Do("sign out", chromedp.Evaluate[chromedp.Void]("[...document.querySelectorAll('#stage > button')].pop().click()"))
		tab.UntilShown(screen.hello)
		tab.Do("sign out", chromedp.Evaluate[chromedp.Void]("[...document.querySelectorAll('#stage > button')].pop().click()"))
		tab.Do("out", chromedp.WaitVisible("#sign-in"))
	}
	phone := chromium.Open(t, browser, "pupil", 360, 740)
	signIn(phone, s.url(), "1001", pin)
	phone.UntilShown("do not go together") // the old PIN
}
