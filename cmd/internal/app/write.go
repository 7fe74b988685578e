package app

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"portdrill/cmd/internal/terminal"
	"portdrill/cmd/internal/wording"
)

// Columns aligns all columns but the last.
func Columns(rows [][]string) string {
	var widest []int
	for _, row := range rows {
		for i, cell := range row {
			if i == len(widest) {
				widest = append(widest, 0)
			}
			widest[i] = max(widest[i], terminal.Width(cell))
		}
	}
	var text strings.Builder
	for _, row := range rows {
		for i, cell := range row {
			if i < len(row)-1 {
				cell = terminal.Pad(cell, widest[i]+2)
			}
			text.WriteString(cell)
		}
		text.WriteString("\n")
	}
	return text.String()
}

// Indented returns the text as an indented block that fits the screen.
func Indented(a *App, text string) string {
	const indent = "    "
	w, _ := a.ScreenSize()
	return terminal.Indent(text, indent, min(w-1, WidestText))
}

// WidestText is how wide a line of text is at most, however wide the screen.
const WidestText = 88

// Words are the texts in the language of the run.
func (a *App) Words(texts ...wording.Text) []string {
	all := make([]string, len(texts))
	for i, t := range texts {
		all[i] = t.In(a.Lang)
	}
	return all
}

// Known puts the names into the text: the first five, which is as many as one reads.
func (a *App) Known(text wording.Text, names []string) string {
	const most = 5
	return text.In(a.Lang, strings.Join(names[:min(most, len(names))], wording.Listed.In(a.Lang)))
}

// Strings returns the words as strings.
func Strings[T ~string](of []T) []string {
	texts := make([]string, len(of))
	for i, word := range of {
		texts[i] = string(word)
	}
	return texts
}

// EmptyIfNil makes JSON say [] and not null.
func EmptyIfNil[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}

// LineWidth is how long lines may be: a column less than the screen, since some
// terminals break a line whose last column is taken.
func (a *App) LineWidth() int {
	columns, _ := a.ScreenSize()
	return columns - 1
}

// Percent is a share in whole percent.
func Percent(share float64) string { return fmt.Sprintf("%.0f%%", 100*share) }

// PrintJSON prints the value as a line of JSON.
func (a *App) PrintJSON(value any) error {
	if err := NewJSON(a.Out).Encode(value); err != nil {
		return fmt.Errorf("write to standard output: %w", err)
	}
	return nil
}

// NewJSON writes lines of JSON. What [terminal.Visible] shows as a code stands escaped
// in them: to a program it is the same, and a terminal does not obey it.
func NewJSON(w io.Writer) *json.Encoder {
	encoder := json.NewEncoder(escaping{w})
	encoder.SetEscapeHTML(false)
	return encoder
}

// escaping is written whole values of JSON, in which such signs stand only in strings.
type escaping struct{ to io.Writer }

func (e escaping) Write(line []byte) (int, error) {
	text := line
	if bytes.ContainsFunc(line, terminal.IsHidden) {
		text = nil
		for _, r := range string(line) {
			if terminal.IsHidden(r) {
				text = fmt.Appendf(text, `\u%04x`, r)
			} else {
				text = utf8.AppendRune(text, r)
			}
		}
	}
	if _, err := e.to.Write(text); err != nil {
		return 0, err
	}
	return len(line), nil
}

// Print prints text for people, in which everything is [terminal.Visible]; on a terminal
// no row is wider than that.
func (a *App) Print(text string) error {
	return a.put(terminal.Visible(text, a.Style().Colour))
}

// PrintPath is [App.Print] for the names of files, which a pipe gets as they are: a script
// must be able to open them, whatever bytes they have.
func (a *App) PrintPath(text string) error {
	if a.onTerminal() {
		return a.Print(text)
	}
	return a.put(text)
}

func (a *App) onTerminal() bool {
	_, seen := TerminalOf(a.Out)
	return seen || a.Console != nil
}

func (a *App) put(text string) error {
	if a.onTerminal() {
		columns, _ := a.ScreenSize()
		text = terminal.Reflow(text, columns-1)
	}
	if _, err := fmt.Fprint(a.Out, a.Style().Sign(text)); err != nil {
		return fmt.Errorf("write to standard output: %w", err)
	}
	return nil
}

// Table aligns the second column.
func Table(rows [][2]string) string {
	widest := 0
	for _, row := range rows {
		widest = max(widest, terminal.Width(row[0]))
	}
	var text strings.Builder
	for _, row := range rows {
		text.WriteString(terminal.Pad(row[0], widest+2) + row[1] + "\n")
	}
	return text.String()
}
