package classroom_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"portdrill/questions"
	"portdrill/questions/catalogue"
	"portdrill/quiz/room"
)

// aPage is what a projector can be shown.
type aPage struct {
	name    string
	extreme bool // longer than any question or name that there is
	view    room.ProjectorView
}

// crowd is a class of n, with names as long as names can be.
func crowd(n int) []room.Participant {
	all := make([]room.Participant, n)
	for i := range all {
		name := fmt.Sprintf("Maximiliana-Josephine %02d", i)
		if i%3 == 0 {
			name = fmt.Sprintf("%s%02d", strings.Repeat("欧阳", 11), i)
		}
		all[i] = room.Participant{ID: room.ParticipantID(fmt.Sprint(i)), Name: name, Factor: 1}
	}
	return all
}

// pagesOf are the pages of a lesson of two questions, the same one twice.
func pagesOf(t testing.TB, name string, q *questions.Question, people []room.Participant) []aPage {
	t.Helper()
	settings := room.Settings{
		Pace: room.Together, Scoring: room.ByAccuracyAndSpeed, Limit: 20 * time.Second, Most: 1000, Places: true,
		Reading: 3 * time.Second,
	}
	now := time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC)
	asked := []room.Asked{{ID: "1", Question: q, Area: "name & directory"}, {ID: "2", Question: q, Area: "vpn/security"}}
	wrong := []string{"SFTP", "TFTP", "8080"}
	var answers []room.Answer
	for i, p := range people {
		for n := 1; n <= 2 && i%5 != 4; n++ {
			a := room.Answer{Participant: p.ID, N: n, Correct: (i+n)%2 == 0, At: now, Given: q.Answers[0]}
			switch {
			case q.Format == questions.Set:
				a.Reply.Choices = []int{i%len(q.Options) + 1, (i+1)%len(q.Options) + 1}
			case !a.Correct && len(q.Options) > 0:
				a.Given = q.Options[i%len(q.Options)]
			case !a.Correct:
				a.Given, a.Chosen = wrong[i%len(wrong)], "x"
			}
			if a.Correct {
				a.Points = 1000 - i
			}
			answers = append(answers, a)
		}
	}
	var all []aPage
	add := func(what string, s room.State) {
		s.Limit = settings.Limit
		first := slices.DeleteFunc(slices.Clone(answers), func(a room.Answer) bool { return a.N > s.N })
		r, err := room.Restore(settings, asked, s, people, first)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, aPage{name: name + " " + what, view: r.Projector(now)})
	}
	add("lobby", room.State{Phase: room.Lobby})
	add("reading", room.State{Phase: room.Open, N: 1, Reading: true})
	add("question", room.State{Phase: room.Open, N: 1})
	add("closed", room.State{Phase: room.Closed, N: 2})
	add("answers", room.State{Phase: room.Revealed, N: 2})
	add("leaders", room.State{Phase: room.Revealed, N: 1, Leaders: true})
	add("end", room.State{Phase: room.Done, N: 2})
	return all
}

// longest is the question of 40 with the most to show.
func longest(t testing.TB, kind questions.Kind, format questions.Format, lang catalogue.Lang) *questions.Question {
	t.Helper()
	c := catalogue.Builtin()
	draw := questions.NewMaker(c).Draw(c.Deck("seed"), []questions.Kind{kind}, format, lang, 5)
	var long *questions.Question
	size := func(q *questions.Question) int {
		return len(q.Stem) + len(strings.Join(q.Options, "")) + 60*len(q.Block.Narrow)
	}
	for range 40 {
		q, err := draw.Next()
		if err != nil {
			break
		}
		if long == nil || size(q) > size(long) {
			long = q
		}
	}
	return long
}

// wallPages are the pages of the longest questions of every kind in both languages, and
// some longer than any.
func wallPages(t testing.TB) []aPage {
	var all []aPage
	for _, lang := range []catalogue.Lang{catalogue.English, catalogue.Chinese} {
		for _, kind := range questions.Kinds() {
			for _, format := range kind.Formats() {
				if !slices.Contains([]questions.Format{questions.Choice, questions.Typed, questions.Boolean, questions.Set}, format) {
					continue
				}
				q := longest(t, kind, format, lang)
				if q == nil {
					continue // it takes services that the deck has not
				}
				some := pagesOf(t, fmt.Sprint(kind, " ", format, " ", lang), q, crowd(43))
				if len(all) > 0 { // lobby, leaders and end are the same for all
					some = some[1:5]
				}
				all = append(all, some...)
			}
		}
	}
	long := &questions.Question{Format: questions.Set, Lang: catalogue.Chinese, Stem: strings.Repeat("下列哪些端口用于名称与目录服务", 12)}
	for i := range 8 {
		long.Options = append(long.Options, fmt.Sprint(i, strings.Repeat("轻型目录访问协议", 4)))
	}
	long.Answers = long.Options[2:5]
	long.Explanation.Fact = strings.Repeat("这一句没有尽头", 40) + "。"
	word := &questions.Question{Format: questions.Choice, Lang: catalogue.English, Stem: strings.Repeat("Donaudampfschifffahrt", 9)}
	for i := range 4 {
		word.Options = append(word.Options, fmt.Sprint(i, strings.Repeat("w", 80)))
	}
	word.Answers = word.Options[:1]
	for _, q := range []*questions.Question{long, word} {
		for _, p := range pagesOf(t, "extreme", q, crowd(1000)) {
			p.extreme = true
			all = append(all, p)
		}
	}
	return all
}

// told by this stand-in for a WebSocket, the page shows what it is given.
const puppet = `window.WebSocket = function () {
	var socket = this; socket.readyState = 1; socket.close = function () {};
	window.give = function (view) { socket.onmessage({ data: JSON.stringify(view) }); };
	setTimeout(function () { socket.onopen(); }, 0);
};`

// measured is what a page looks like from 8 m, where its picture is 2 m wide: for each text
// the height of its capitals in minutes of arc, the least by what it is; and what is cut off.
const measure = `(function () {
	var least = {}, cut = [], canvas = document.createElement("canvas").getContext("2d");
	document.querySelectorAll("body *").forEach(function (e) {
		if (e.closest(".unseen") || e.closest("[hidden]") || e.closest("script") || getComputedStyle(e).display === "none") return;
		var r = e.getBoundingClientRect();
		if (r.left < -0.5 || r.top < -0.5 || r.right > innerWidth + 0.5 || r.bottom > innerHeight + 0.5) cut.push(e.outerHTML.slice(0, 120));
		if (e.scrollWidth > e.clientWidth + 1 && e.clientWidth > 0 && getComputedStyle(e).display !== "inline") cut.push("wider than itself: " + e.outerHTML.slice(0, 120));
		if (!Array.prototype.some.call(e.childNodes, function (n) { return n.nodeType === 3 && n.data.trim(); })) return;
		var font = getComputedStyle(e);
		canvas.font = font.fontWeight + " " + font.fontSize + " " + font.fontFamily;
		var metres = canvas.measureText("H").actualBoundingBoxAscent / innerWidth * 2;
		var minutes = Math.atan(metres / 8) / Math.PI * 180 * 60;
		var what = e.closest(".block") ? "terminal output" : e.id === "time" ? "time" : e.closest("h2") ? "question, heading" : e.closest(".tile") ? "option" :
			e.classList.contains("code") ? "code" : e.classList.contains("url") ? "address" : e.closest(".ranks") || e.closest(".podium") ? "leaders" : "other text";
		if (!(what in least) || minutes < least[what]) least[what] = minutes;
	});
	return JSON.stringify({ least: least, cut: cut });
})()`

// least is how high capitals have to be to be read, in minutes of arc.
const least = 17

// The law: from 8 m every text on the wall but terminal output, which phones have as well,
// is read, and nothing is cut off, whatever is shown on whatever projector.
func TestWall(t *testing.T) {
	t.Parallel()
	s := newSchool(t, settings(), 1, questions.Choice)
	b := newBrowser(t)
	all := wallPages(t)
	for _, size := range [][2]int64{{1024, 768}, {1280, 720}, {1920, 1080}, {3840, 2160}} {
		wall := b.open(fmt.Sprintf("wall-%dx%d", size[0], size[1]), nil, size[0], size[1], puppet)
		wall.run("open", chromedp.Navigate(s.server.WallURL()), chromedp.Poll[chromedp.Void]("!!window.give"))
		smallest := make(map[string]float64)
		for i, p := range all {
			if size[0] != 1024 && size[0] != 1920 && i%5 != 0 && !p.extreme { // it is the same, in other pixels
				continue
			}
			p.view.Seq = int64(i + 1)
			message := strings.Replace(string(mustJSON(p.view)), "{", `{"type":"screen","code":"K7M2QX",`, 1)
			var seen struct {
				Least map[string]float64
				Cut   []string
			}
			text := valueOf(wall, chromedp.Evaluate[string]("give("+message+"); "+measure))
			if err := json.Unmarshal([]byte(text), &seen); err != nil {
				t.Fatal(err)
			}
			for _, cut := range seen.Cut {
				t.Errorf("%s, %s: cut off: %s", wall.name, p.name, cut)
			}
			for what, minutes := range seen.Least {
				if minutes < least && what != "terminal output" && !p.extreme {
					t.Errorf("%s, %s: %s of %.1f minutes of arc, want %d", wall.name, p.name, what, minutes, least)
				}
				if old, is := smallest[what]; (!is || minutes < old) && !p.extreme {
					smallest[what] = minutes
				}
			}
			if os.Getenv("PORTDRILL_SCREENSHOTS") != "" && size[0] == 1920 {
				wall.shoot(strings.ReplaceAll(p.name, " ", "-"))
			}
		}
		for _, what := range slices.Sorted(maps.Keys(smallest)) {
			t.Logf("%s: %-17s %5.1f minutes of arc", wall.name, what, smallest[what])
		}
		wall.noErrors()
	}
}
