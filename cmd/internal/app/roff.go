package app

import (
	"fmt"
	"strings"
	"unicode"

	"github.com/rivo/uniseg"
	"golang.org/x/text/width"

	"portdrill/questions/catalogue"
)

// A page is a page of the manual in roff, with the macros of man(7). Text is
// handed to it as people read it; the page makes sure that roff takes none of it
// for a request.
type page struct {
	strings.Builder
	lang   catalogue.Lang
	headed bool // a title is the last that was written
}

// newPage begins the page of a command. Lines are broken and not spread out, which
// roff could not do to Chinese.
func newPage(lang catalogue.Lang, name, date, source, title string) *page {
	p := &page{lang: lang}
	fmt.Fprintf(p, `.TH "%s" "1" "%s" "%s" "%s"`+"\n.nh\n.ad l\n", // the date as it is, or mandoc cannot read it
		escaped(strings.ToUpper(name)), date, escaped(source), escaped(title))
	return p
}

// request writes a request or a macro with what it is given.
func (p *page) request(name string, args ...string) {
	p.headed = name == "SH" || name == "SS"
	p.WriteString("." + name)
	for _, arg := range args {
		p.WriteString(` "` + escaped(arg) + `"`)
	}
	p.WriteString("\n")
}

// section begins a section.
func (p *page) section(title string) { p.request("SH", title) }

// text writes what somebody wrote to be read: paragraphs are filled, and what is
// indented stands as it is.
func (p *page) text(text string) {
	for _, paragraph := range strings.Split(strings.Trim(text, "\n"), "\n\n") {
		if strings.HasPrefix(paragraph, "  ") {
			p.verbatim(paragraph)
			continue
		}
		p.paragraph()
		p.line(filled(paragraph))
	}
}

// paragraph begins a paragraph; a title has begun one already.
func (p *page) paragraph() {
	if !p.headed {
		p.request("PP")
	}
}

// verbatim writes lines as they are, as of a terminal.
func (p *page) verbatim(text string) {
	p.paragraph()
	p.request("nf")
	for line := range strings.Lines(strings.Trim(text, "\n")) {
		p.line(escaped(strings.TrimRight(line, "\n")))
	}
	p.request("fi")
}

// item writes what a word means: a flag, a variable, a file.
func (p *page) item(word, value, about string) {
	p.request("TP")
	tag := `\fB` + escaped(word) + `\fR`
	if value != "" {
		tag += ` \fI` + escaped(value) + `\fR`
	}
	p.line(tag)
	p.line(filled(about))
}

// line writes a line of text that is escaped already. One that begins with a dot
// would be a request.
func (p *page) line(text string) {
	if strings.HasPrefix(text, ".") {
		text = `\&` + text
	}
	p.WriteString(text + "\n")
	p.headed = false
}

// signs are those that roff reads otherwise, or prints as something else: it makes
// typographer's signs of those of a keyboard.
var signs = strings.NewReplacer(`\`, `\(rs`, `-`, `\-`, `'`, `\(aq`, "`", `\(ga`, `^`, `\(ha`, `~`, `\(ti`, `"`, `\(dq`)

func escaped(text string) string { return signs.Replace(text) }

// filled is a paragraph as one line that roff can break: it does so at blanks, and
// is told where Chinese can be.
func filled(paragraph string) string {
	text := unbroken(paragraph)
	var out strings.Builder
	state := -1
	for text != "" {
		var segment string
		segment, text, _, state = uniseg.FirstLineSegmentInString(text, state)
		out.WriteString(escaped(segment))
		if text != "" && (isWide(lastRune(segment)) || isWide(firstRune(text)) && !strings.HasSuffix(segment, " ")) {
			out.WriteString(`\:`)
		}
	}
	return out.String()
}

// unbroken is a paragraph as one line.
func unbroken(paragraph string) string {
	lines := strings.Split(paragraph, "\n")
	text := lines[0]
	for _, line := range lines[1:] {
		text = joinedLines(text, line)
	}
	return text
}

// joinedLines joins two lines of a paragraph, with a blank unless Chinese stands
// on both sides, or a Chinese comma does.
func joinedLines(before, after string) string {
	last, first := lastRune(before), firstRune(after)
	if isWide(last) && (isWide(first) || unicode.IsPunct(last)) {
		return before + after
	}
	return before + " " + after
}

func firstRune(s string) rune {
	for _, r := range s {
		return r
	}
	return 0
}

func lastRune(s string) (last rune) {
	for _, r := range s {
		last = r
	}
	return last
}

// isWide reports whether the sign takes two columns, as Chinese ones do.
func isWide(r rune) bool {
	kind := width.LookupRune(r).Kind()
	return kind == width.EastAsianWide || kind == width.EastAsianFullwidth
}
