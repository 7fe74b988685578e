package exchange

import (
	"strconv"
	"strings"

	"golang.org/x/net/html"

	"portdrill/questions/catalogue/exchange/tabular"
	"portdrill/questions/catalogue/lazyregexp"
)

// The text export of Anki: header lines such as "#separator:tab" say how to read the rest,
// and which columns are not fields of a note.

// ankiHead is the header of such a text.
type ankiHead struct {
	separator string
	html      bool
	columns   []string     // headings, if any
	aside     map[int]bool // columns of tags, decks and types, from 0
	lines     int
}

// ankiSeparators are the separators by the names that Anki gives them.
var ankiSeparators = map[string]string{
	"tab": "\t", "comma": ",", "semicolon": ";", "pipe": "|", "colon": ":", "space": " ",
}

// ankiHeadOf reads the header; ok is false if the text has none.
func ankiHeadOf(text string) (h ankiHead, ok bool) {
	h = ankiHead{separator: "\t", aside: make(map[int]bool)}
	for line := range strings.Lines(text) {
		key, value, colon := strings.Cut(strings.TrimRight(line, "\n"), ":")
		if !strings.HasPrefix(key, "#") || !colon {
			break
		}
		h.lines++
		key = strings.ToLower(strings.TrimSpace(key[1:]))
		switch {
		case key == "separator":
			ok = true
			bare := strings.ToLower(strings.TrimRight(value, ",;"))
			if named, known := ankiSeparators[bare]; known {
				h.separator = named
			} else if len([]rune(value)) == 1 {
				h.separator = value
			}
		case key == "html":
			ok = true
			h.html = strings.HasPrefix(strings.ToLower(value), "true")
		case key == "columns":
			h.columns = strings.Split(value, h.separator)
		case strings.HasSuffix(key, " column"):
			if n, err := strconv.Atoi(strings.TrimSpace(value)); err == nil {
				h.aside[n-1] = true
			}
		}
	}
	return h, ok
}

// anki reads the fields of the notes as a table.
func (r *reading) anki(text string) {
	h, _ := ankiHeadOf(text)
	at := place{1, 1}
	for range h.lines {
		_, text, _ = strings.Cut(text, "\n")
		at.Line++
	}
	var records [][]cell
	if len(h.columns) > 0 {
		head := make([]cell, len(h.columns))
		for i, c := range h.columns {
			head[i] = cell{text: c, place: place{1, 1}}
		}
		records = append(records, h.fields(head))
	}
	s := tabular.NewScanner(text, h.separator, func(f tabular.Fault) {
		f.Line += h.lines
		r.fault(f)
	})
	for !s.Done() {
		record, ok := s.Next()
		if !ok {
			continue
		}
		cells := make([]cell, len(record))
		for i, c := range record {
			cells[i] = cell{text: c.Text, place: place{c.Line + h.lines, c.Column}}
			if h.html {
				cells[i].text = TextOfHTML(c.Text)
			}
		}
		if cells = h.fields(cells); len(cells) > 0 && !passedOver(cells) {
			records = append(records, cells)
		}
	}
	r.records(records)
}

// fields returns the cells that are fields of a note.
func (h ankiHead) fields(record []cell) []cell {
	var kept []cell
	for i, c := range record {
		if !h.aside[i] {
			kept = append(kept, c)
		}
	}
	return kept
}

var soundMark = lazyregexp.New(`\[sound:[^\]]*\]`)

// TextOfHTML returns the text of a piece of HTML, with line feeds for breaks and paragraphs.
// It leaves out references of Anki to sounds, such as [sound:x.mp3].
func TextOfHTML(text string) string {
	if !strings.ContainsAny(text, "<&[") {
		return text
	}
	var out strings.Builder
	tokens := html.NewTokenizer(strings.NewReader(text))
	for {
		switch tokens.Next() {
		case html.ErrorToken:
			return tidy(soundMark().ReplaceAllString(strings.ReplaceAll(out.String(), "\u00a0", " "), ""))
		case html.TextToken:
			out.WriteString(tokens.Token().Data)
		case html.StartTagToken, html.SelfClosingTagToken:
			if name, _ := tokens.TagName(); breaksLine(string(name)) && out.Len() > 0 {
				out.WriteByte('\n')
			}
		case html.EndTagToken, html.CommentToken, html.DoctypeToken:
		}
	}
}
