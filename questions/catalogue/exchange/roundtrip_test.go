package exchange_test

import (
	"bytes"
	"io"
	"reflect"
	"slices"
	"strings"
	"testing"
	"unicode"

	"pgregory.net/rapid"

	"portdrill/questions/catalogue"
	"portdrill/questions/catalogue/exchange"
	"portdrill/questions/testenv"
)

// A writer is a form that decks are written in, with the name of a file of it.
type writer struct {
	file  string
	write func(io.Writer, exchange.Deck) error
}

var writers = []writer{
	{"deck.csv", exchange.WriteCSV}, {"deck.json", exchange.WriteJSON}, {"deck.md", exchange.WriteMarkdown},
}

// hard are pieces of text that some form has a meaning for.
var hard = []string{
	`"`, `""`, "|", "||", "\n", "\n\n", ",", ";", "，", "、", "\t", "\\", `\|`, `\n`, "<br>", "<BR/>", "&amp;", "*", "**", "`", "_", "~", "#", "# ",
	"'", "'=", "=", "+", "-", "@", "=1+1", "---", "{", "}", "[", "]", "端口：80", "1. **端口：80**", "| a |", "- 服务：", "port,service", "22/tcp",
	"中文", "é", "😀", "\u2028", "\ufeff", "\u200b", "x", "ssh", " ", "0", "http 80/tcp",
}

// texts are tidy texts of at most n pieces.
func texts(n int) *rapid.Generator[string] {
	piece := rapid.OneOf(rapid.SampledFrom(hard), rapid.StringMatching(`[a-zA-Z0-9 .:/-]{1,8}`))
	return rapid.Custom(func(t *rapid.T) string {
		return strings.TrimSpace(strings.Join(rapid.SliceOfN(piece, 0, n).Draw(t, "pieces"), ""))
	})
}

// isName reports whether a text can name a service: figures and dashes do not.
func isName(text string) bool {
	return strings.Count(strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) {
			return 'x'
		}
		return -1
	}, text), "x") > 5
}

var rows = rapid.Custom(func(t *rapid.T) exchange.Row {
	full := isName
	row := exchange.Row{
		Port:        catalogue.Port(rapid.Uint16().Draw(t, "port")),
		Transports:  rapid.SliceOfNDistinct(rapid.SampledFrom([]catalogue.Transport{"tcp", "udp", "sctp", "dccp"}), 0, 4, rapid.ID).Draw(t, "transports"),
		Service:     texts(8).Filter(full).Draw(t, "service"),
		Name:        catalogue.Text{EN: texts(8).Draw(t, "name"), ZH: texts(8).Draw(t, "name")},
		Description: catalogue.Text{EN: texts(40).Draw(t, "description"), ZH: texts(40).Draw(t, "description")},
		Aliases:     rapid.SliceOfN(texts(4).Filter(full), 0, 5).Draw(t, "aliases"),
	}
	if len(row.Transports) == 0 {
		row.Transports = nil
	}
	if len(row.Aliases) == 0 {
		row.Aliases = nil
	}
	return row
})

// The law: what is written is read back unchanged, whatever stands in the cells.
func TestWhatIsWrittenIsReadBack(t *testing.T) {
	testenv.Check(t, func(t *rapid.T) {
		deck := exchange.Deck{
			Name: texts(4).Filter(func(s string) bool { return s != "" }).Draw(t, "deck"),
			Rows: rapid.SliceOfN(rows, 1, 8).Draw(t, "rows"),
		}
		for _, w := range writers {
			back := rewritten(t, w, deck)
			if w.file == "deck.json" && back.Name != deck.Name {
				t.Errorf("the name is %q, was %q", back.Name, deck.Name)
			}
		}
	})
}

// rewritten writes a deck and reads it back.
func rewritten(t interface {
	Errorf(string, ...any)
	Fatalf(string, ...any)
}, w writer, deck exchange.Deck) exchange.Deck {
	var text bytes.Buffer
	if err := w.write(&text, deck); err != nil {
		t.Fatalf("%s: %v", w.file, err)
	}
	back, problems := exchange.Read(w.file, text.Bytes())
	for _, p := range problems {
		if p.Severity == exchange.Error || p.Code != exchange.Twice && p.Code != exchange.MoreProblems {
			t.Errorf("%s: %s\n%s", w.file, p, text.String())
		}
	}
	if got, want := placeless(back), placeless(deck); !reflect.DeepEqual(got, want) {
		t.Errorf("%s: read back as\n%+v\nwant\n%+v\nfrom\n%s", w.file, got, want, text.String())
	}
	return back
}

// The law: a cell that a spreadsheet would calculate is written so that it does
// not, and is read back as it was.
func TestFormulasAreGuarded(t *testing.T) {
	for _, service := range []string{"=1+1", "+1", "-1", "@SUM(A1)", "＝1", "＠x", "'＋1", "'=1", "''@", "'quoted'", "'"} {
		deck := exchange.Deck{Rows: []exchange.Row{{Port: 1, Service: service}}}
		var text bytes.Buffer
		if err := exchange.WriteCSV(&text, deck); err != nil {
			t.Fatal(err)
		}
		cell := strings.Split(strings.Split(text.String(), "\n")[1], ",")[2]
		if strings.IndexAny(cell, "=+-@＝＋－＠") == 0 {
			t.Errorf("%q is written as %q", service, cell)
		}
		rewritten(t, writers[0], deck)
	}
}

// The law: a deck that could not be read back is refused, and nothing of it is
// written.
func TestUnreadableDecksAreNotWritten(t *testing.T) {
	good := exchange.Row{Port: 22, Service: "ssh"}
	for name, change := range map[string]func(*exchange.Row){
		"no service":        func(r *exchange.Row) { r.Service = "" },
		"white space":       func(r *exchange.Row) { r.Name.EN = " ssh" },
		"carriage return":   func(r *exchange.Row) { r.Description.ZH = "a\r\nb" },
		"escape":            func(r *exchange.Row) { r.Service = "s\x1bh" },
		"no UTF-8":          func(r *exchange.Row) { r.Service = "s\xffh" },
		"unknown transport": func(r *exchange.Row) { r.Transports = []catalogue.Transport{"icmp"} },
		"transport twice":   func(r *exchange.Row) { r.Transports = []catalogue.Transport{"tcp", "tcp"} },
		"empty alias":       func(r *exchange.Row) { r.Aliases = []string{""} },
		"many aliases":      func(r *exchange.Row) { r.Aliases = slices.Repeat([]string{"a"}, exchange.MaxAliases+1) },
		"long":              func(r *exchange.Row) { r.Description.EN = strings.Repeat("a", exchange.MaxText+1) },
	} {
		bad := good
		change(&bad)
		for _, w := range writers {
			var text bytes.Buffer
			if err := w.write(&text, exchange.Deck{Name: "d", Rows: []exchange.Row{good, bad}}); err == nil || text.Len() > 0 {
				t.Errorf("%s: %s: error %v after %d bytes", w.file, name, err, text.Len())
			}
		}
	}
	for _, w := range writers {
		if w.write(io.Discard, exchange.Deck{}) == nil {
			t.Errorf("%s: an empty deck was written", w.file)
		}
		if w.write(io.Discard, exchange.Deck{Rows: slices.Repeat([]exchange.Row{good}, exchange.MaxRows+1)}) == nil {
			t.Errorf("%s: too many rows were written", w.file)
		}
	}
	long := exchange.Row{Port: 1, Service: "a", Description: catalogue.Text{EN: strings.Repeat("a", exchange.MaxText)}}
	if exchange.WriteCSV(io.Discard, exchange.Deck{Rows: slices.Repeat([]exchange.Row{long}, 5000)}) == nil {
		t.Error("20 MB were written")
	}
}
