package terminal

import (
	"strings"

	"github.com/fatih/color"
)

// A Style colours what is said, or leaves it plain. Colour never says anything
// that a word or a sign does not say too.
type Style struct {
	Colour bool
	ASCII  bool // signs that every terminal and every font has
}

// inASCII are the signs that stand for others where only those of ASCII are shown.
var inASCII = strings.NewReplacer("✓", "+", "✗", "x", "→", ">", "·", "-", "█", "#", "░", ".", "❯", ">", "…", "~", "≈", "~", "←", "<")

// Sign returns the text with what stands for its signs, as wide as they are.
func (s Style) Sign(text string) string {
	if s.ASCII {
		return inASCII.Replace(text)
	}
	return text
}

func (s Style) paint(text string, attributes ...color.Attribute) string {
	c := color.New(attributes...)
	if s.Colour {
		c.EnableColor() // whatever the library finds out about standard output
	} else {
		c.DisableColor()
	}
	return c.Sprint(text)
}

// Right, Wrong, Heading, Faint and Key paint text for what they are named after.
func (s Style) Right(text string) string   { return s.paint(text, color.FgGreen, color.Bold) }
func (s Style) Wrong(text string) string   { return s.paint(text, color.FgRed, color.Bold) }
func (s Style) Heading(text string) string { return s.paint(text, color.Bold) }
func (s Style) Faint(text string) string   { return s.paint(text, color.Faint) }
func (s Style) Key(text string) string     { return s.paint(text, color.FgCyan) }
