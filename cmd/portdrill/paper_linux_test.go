package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/ledongthuc/pdf"
	"golang.org/x/text/unicode/norm"

	"portdrill/cmd/internal/chromium"
)

// A paperSize is that of a sheet, in inches.
type paperSize struct {
	name          string
	width, height float64
}

var (
	sizeA4     = paperSize{"A4", 8.27, 11.69}
	sizeLetter = paperSize{"Letter", 8.5, 11}
)

// The law: printed, each copy is on pages of its own that say which it is, with each question
// whole on one page, and so is each key; nothing is beyond the margins. On both sizes of
// paper, in both languages, also with what machines print. Chromium prints, and axe-core
// finds nothing.
//
// With PORTDRILL_SCREENSHOTS=FOLDER it leaves the PDF files there.
func TestPaperIsPrinted(t *testing.T) {
	t.Parallel()
	axe := chromium.Axe(t)
	browser := chromium.Start(t)
	for _, each := range []struct {
		size        paperSize
		lang        string
		copies      int
		pagesOfCopy int
		flags       string
	}{
		{sizeA4, "en", 30, 2, "--deck ccna --count 20"},
		{sizeLetter, "zh", 4, 2, "--deck ccna --count 20"},
		{sizeLetter, "en", 3, 0, "--deck network-plus --kind rule-reading --count 10"},
		{sizeA4, "en", 2, 0, "--deck all --count 200"},
	} {
		t.Run(fmt.Sprintf("%s %s %s", each.size.name, each.lang, each.flags), func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "paper.html")
			args := append([]string{"paper", "--lang", each.lang, "--seed", "7", "--copies", strconv.Itoa(each.copies), file}, strings.Fields(each.flags)...)
			//nolint:contextcheck // the context at hand is that of the browser
			runQuiet(t, filepath.Join(t.TempDir(), "paper.db"), args...)
			sheets, pages := printSheets(t, browser, file, each.size, axe)
			if each.lang == "en" { // a machine may have no font for the others
				assertSheets(t, sheets, pages)
			}
			copies := len(slices.DeleteFunc(slices.Clone(sheets), func(s sheet) bool { return s.Kind != "copy" }))
			if copies != each.copies || len(sheets) != 2*each.copies+1 {
				t.Errorf("%d copies of %d sheets, want %d", copies, len(sheets), each.copies)
			}
			if want := each.copies*each.pagesOfCopy + 1 + each.copies; each.pagesOfCopy > 0 && len(pages) != want {
				t.Errorf("%d pages, want %d", len(pages), want)
			}
		})
	}
}

// A sheet is a part of the file that begins on a page of its own: what its head says, and
// the texts none of which may be broken over two pages.
type sheet struct {
	Kind, Head string
	Whole      [][]string // each the texts of a question
}

const sheetsOfPage = `[...document.querySelectorAll(".sheet")].map(s => ({
	Kind: s.classList[1],
	Head: s.querySelector(".head").textContent,
	Whole: [...s.querySelectorAll(".ask")].map(q => [...q.querySelectorAll("p, pre, ol span")].map(e => e.textContent))
		.concat([...s.querySelectorAll(".right li")].map(q => [...q.querySelectorAll("span")].map(e => e.textContent))),
}))`

// overflowing are elements whose content does not fit.
const overflowing = `[...document.querySelectorAll("body *")].filter(e => e.scrollWidth > e.clientWidth + 1 && e.clientWidth > 0 || getComputedStyle(e).overflow == "hidden" && e.scrollHeight > e.clientHeight + 1).map(e => e.outerHTML.slice(0, 200))`

// printSheets shows the file in Chromium, asks axe-core about it, and prints it.
func printSheets(t *testing.T, browser context.Context, file string, size paperSize, axe string) ([]sheet, []string) {
	t.Helper()
	tab, done := printing(t, browser, file, 672)
	defer done()
	sheets, err := chromedp.Run(tab, chromedp.Evaluate[[]sheet](sheetsOfPage))
	if err != nil {
		t.Fatal(err)
	}
	pages := printPDF(t, tab, size)
	assertAccessible(t, tab, axe)
	return sheets, pages
}

// printing opens a file as it is printed on paper of which so many pixels lie between the
// margins, as on A4.
func printing(t *testing.T, browser context.Context, file string, width int64) (context.Context, func()) {
	t.Helper()
	tab, done := chromedp.NewContext(browser)
	if err := chromedp.Do(tab, chromedp.EmulateViewport(width, 900), chromedp.Navigate("file://"+file),
		told(emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: "print"})); err != nil {
		t.Fatal(err)
	}
	wide, err := chromedp.Run(tab, chromedp.Evaluate[[]string](overflowing))
	if err != nil || len(wide) > 0 {
		t.Errorf("cut off, %v: %q", err, wide)
	}
	return tab, done
}

func assertAccessible(t *testing.T, tab context.Context, axe string) {
	t.Helper()
	screen := told(emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: "screen"})
	if err := chromedp.Do(tab, screen, chromedp.Evaluate[chromedp.Void](axe)); err != nil {
		t.Fatal(err)
	}
	violations, err := chromedp.Run(tab, chromedp.Evaluate[string](
		`axe.run().then(r => JSON.stringify(r.violations.map(v => v.id + " " + v.nodes[0].html.slice(0, 200))))`, chromedp.EvalAwaitPromise))
	if err != nil || violations != "[]" {
		t.Errorf("axe-core finds %s, %v", violations, err)
	}
}

// ascii is a text without spaces and ligatures, and without what fonts can lack.
func ascii(text string) string {
	return strings.Map(func(r rune) rune {
		if r <= ' ' || r > '~' {
			return -1
		}
		return r
	}, norm.NFKC.String(text))
}

// printPDF prints the page that is shown, and asserts that all text is within margins.
func printPDF(t *testing.T, tab context.Context, size paperSize) (pages []string) {
	t.Helper()
	var data []byte
	err := chromedp.Do(tab, chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
		printed, err := cdp.Call(ctx, target, page.PrintToPDF, page.PrintToPDFParams{PaperWidth: size.width, PaperHeight: size.height})
		data = printed.Data
		return err
	}))
	if err != nil {
		t.Fatal(err)
	}
	if folder := os.Getenv("PORTDRILL_SCREENSHOTS"); folder != "" {
		write(t, filepath.Join(folder, strings.Map(nameSign, t.Name())+".pdf"), string(data))
	}
	file, err := pdf.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	const inch, edge = 72, 18 // points
	for n := 1; n <= file.NumPage(); n++ {
		p := file.Page(n)
		text, err := p.GetPlainText(nil)
		if err != nil {
			t.Fatal(err)
		}
		pages = append(pages, ascii(text))
		for _, sign := range p.Content().Text {
			if sign.X < edge || sign.X > size.width*inch-edge || sign.Y < edge || sign.Y > size.height*inch-edge {
				t.Fatalf("page %d: %q is at %.0f, %.0f", n, sign.S, sign.X, sign.Y)
			}
		}
	}
	return pages
}

func nameSign(r rune) rune {
	if r == '/' || r == ' ' {
		return '-'
	}
	return r
}

// assertSheets asserts that the pages are those of the sheets, one after the other.
func assertSheets(t *testing.T, sheets []sheet, pages []string) {
	t.Helper()
	at := 0
	for _, s := range sheets {
		head := ascii(s.Head)
		first := at
		for at < len(pages) && strings.HasPrefix(pages[at], head) {
			at++
		}
		if at == first {
			t.Fatalf("page %d begins with %.60q, want %q", at+1, pages[min(at, len(pages)-1)], head)
		}
		for _, whole := range s.Whole {
			if !slices.ContainsFunc(pages[first:at], func(page string) bool { return hasAll(page, whole) }) {
				t.Errorf("%s, pages %d to %d: %q is on none of them as a whole", s.Head, first+1, at, whole)
			}
		}
	}
	if at != len(pages) {
		t.Errorf("%d pages after the last sheet", len(pages)-at)
	}
}

func hasAll(page string, texts []string) bool {
	for _, text := range texts {
		if !strings.Contains(page, ascii(text)) {
			return false
		}
	}
	return true
}

// The law: the backs of flash cards lie behind their fronts, eight to a page, and what is on
// them fits.
func TestCardsArePrinted(t *testing.T) {
	t.Parallel()
	axe := chromium.Axe(t)
	browser := chromium.Start(t)
	for _, each := range []struct {
		size  paperSize
		lang  string
		count int
	}{{sizeA4, "en", 100}, {sizeLetter, "zh", 20}} {
		t.Run(each.size.name+" "+each.lang, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "cards.html")
			//nolint:contextcheck // the context at hand is that of the browser
			runQuiet(t, filepath.Join(t.TempDir(), "paper.db"), "paper", "--cards", "--deck", "network-plus", "--count", strconv.Itoa(each.count), "--seed", "7", "--lang", each.lang, file)
			tab, done := printing(t, browser, file, 733)
			defer done()
			assertMirrored(t, tab, each.count)
			if pages := printPDF(t, tab, each.size); len(pages) != (each.count+7)/8*2 {
				t.Errorf("%d pages for %d cards", len(pages), each.count)
			}
			assertAccessible(t, tab, axe)
		})
	}
}

// cardsOfPage tells, for each side of each sheet, the numbers of the cards with the middle
// of each, from the middle of the sheet.
const cardsOfPage = `[...document.querySelectorAll(".side")].map(side => {
	const frame = side.getBoundingClientRect(), middle = frame.left + frame.width / 2;
	return [...side.querySelectorAll(".card")].filter(c => c.querySelector("small")).map(c => {
		const r = c.getBoundingClientRect();
		return {N: +c.querySelector("small").textContent.split("·").pop(), X: Math.round(r.left + r.width / 2 - middle), Y: Math.round(r.top - frame.top)};
	});
})`

type cardPlace struct{ N, X, Y int }

func assertMirrored(t *testing.T, tab context.Context, count int) {
	t.Helper()
	sides, err := chromedp.Run(tab, chromedp.Evaluate[[][]cardPlace](cardsOfPage))
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for i := 0; i+1 < len(sides); i += 2 {
		behind := make(map[int]cardPlace)
		for _, c := range sides[i+1] {
			behind[c.N] = c
		}
		for _, front := range sides[i] {
			if back, is := behind[front.N]; !is || back.X != -front.X || back.Y != front.Y || front.X == 0 {
				t.Errorf("sheet %d: card %d is at %+v, its back at %+v", i/2+1, front.N, front, back)
			}
			n++
		}
	}
	if n != count {
		t.Errorf("%d cards, want %d", n, count)
	}
}

// The law: papers are marked as they are typed, each recorded before its score is shown;
// whoever is not certain is asked for; a paper that is typed again is corrected; and a
// program that is killed has lost none.
func TestPapersAreTyped(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	path, html, list := filepath.Join(folder, "paper.db"), filepath.Join(folder, "t.html"), filepath.Join(folder, "net-1.csv")
	write(t, list, "Name,Student number\nAnn Lee,0012\nBen Kay,0013\n王芳,0014\n")
	runQuiet(t, path, "class", "roster", list)
	runQuiet(t, path, "paper", "--count", "3", "--copies", "5", "--seed", "1", html)
	p := readPrinted(t, html)
	mark := []string{"paper", "mark", p.code, "--class", "net-1", "--db", path}

	s := start(t, size{80, 24}, nil, mark...)
	s.await("the question", shows("Copy, student number or name, letters"))
	s.press("1 0012 ---" + enter)
	s.await("a score", shows("Copy 1, Ann Lee: 0/3"))
	s.press("1 0012 " + p.keys[1] + enter)
	s.await("a corrected score", shows("Copy 1, Ann Lee: 3/3"))
	s.press("2 Ben Kai " + p.keys[2] + enter)
	s.await("who is meant", shows(`"Ben Kai" is not on the class list`, "Ben Kay  0013", "a guest: Ben Kai", "skip this paper"))
	s.press("1")
	s.await("a score", shows("Copy 2, Ben Kay: 3/3"))
	s.program.Process.Kill()
	<-s.left

	s = start(t, size{50, 16}, nil, mark...)
	s.await("the question", shows("Copy, student number or name, letters"))
	s.press("2 0014 " + p.keys[2] + enter)
	s.await("that the paper is Ben's", shows("copy 2 belongs to Ben Kay"))
	s.press("3 王芳 " + p.keys[3] + enter)
	s.await("a score", shows("Copy 3, 王芳: 3/3"))
	s.press(enter)
	s.leaves(0)
	assertAnswers(t, path, 9)
	grades, _ := paperSays(t, path, 0, "class", "report", "--class", "net-1", "--gradebook", "-")
	for _, row := range []string{"0012,Ann Lee,,1,1,1,3", "0013,Ben Kay,,1,1,1,3", "0014,王芳,,1,1,1,3"} {
		if !strings.Contains(grades, row) {
			t.Errorf("no row %s in\n%s", row, grades)
		}
	}
}
