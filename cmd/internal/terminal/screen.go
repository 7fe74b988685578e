package terminal

import (
	"fmt"
	"io"
	"strings"
	"time"

	"portdrill/cmd/internal/wording"
	"portdrill/questions"
	"portdrill/questions/catalogue"
	"portdrill/quiz"
)

// A Screen is what a session is shown on.
type Screen struct {
	Out   io.Writer
	Style Style
	Lang  catalogue.Lang
	Size  func() (w, h int) // in columns and rows
}

// margin is how many columns are left free at the right edge.
const margin = 2

// widest is how wide a line of text is at most, however wide the screen.
const widest = 88

func (s Screen) width() int {
	w, _ := s.Size()
	return min(w-margin, widest)
}

// roomy reports whether the screen has rows for more than what is needed.
func (s Screen) roomy() bool {
	_, h := s.Size()
	return h >= 20
}

// lead prints the text wrapped behind a painted word or sign.
func (s Screen) lead(sign string, paint func(string) string, text string) {
	const first, rest = "  ", "    "
	for i, line := range Wrap(questions.Paragraph(sign, Visible(text, s.Style.Colour)), s.width()-len(rest)) {
		if i == 0 {
			fmt.Fprintln(s.Out, first+paint(sign)+strings.TrimPrefix(line, sign))
		} else {
			fmt.Fprintln(s.Out, rest+line)
		}
	}
}

// say prints the text wrapped and indented.
func (s Screen) say(indent, text string) {
	fmt.Fprint(s.Out, Indent(Visible(text, s.Style.Colour), indent, s.width()))
}

func (s Screen) showStem(q *questions.Question) {
	for _, line := range Wrap(Visible(q.Stem, false), s.width()) {
		fmt.Fprintln(s.Out, s.Style.Heading(line))
	}
	for _, line := range q.Block.Fit(s.width()) {
		fmt.Fprintln(s.Out, s.Style.Sign(Visible(line, false)))
	}
}

func (s Screen) duration(d time.Duration) string {
	minutes := int(d.Round(time.Minute) / time.Minute)
	if minutes >= 60 {
		return TextHours.In(s.Lang, minutes/60)
	}
	return TextMinutes.In(s.Lang, max(minutes, 1))
}

// bracketed is what stands in brackets after a word.
func (s Screen) bracketed(text string) string {
	if s.Lang == catalogue.Chinese {
		return "（" + text + "）"
	}
	return " (" + text + ")"
}

func (s Screen) dayText(today, day quiz.Day) string {
	if day == today+1 {
		return textTomorrow.In(s.Lang)
	}
	return day.String()
}

func (s Screen) showFacts(title wording.Text, qs []*questions.Question) {
	most := mostFacts
	if !s.roomy() {
		most = mostFacts / 2
	}
	if len(qs) == 0 {
		return
	}
	s.say("  ", title.In(s.Lang))
	for _, q := range qs[:min(len(qs), most)] {
		s.lead(s.Style.Sign("·"), s.Style.Faint, q.Explanation.Fact)
	}
	if more := len(qs) - most; more > 0 {
		s.say("    ", TextAndMore.In(s.Lang, more))
	}
}
