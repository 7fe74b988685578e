package terminal

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/rivo/uniseg"
)

// longestTyped is how many bytes of a line can be typed or pasted.
const longestTyped = 4096

// A line is a text that is being edited, and where the cursor is in it. Keys act on
// characters as people see them (grapheme clusters), not on code points: an accent goes
// with its letter.
type line struct{ before, after string }

// A lineEdit changes a line.
type lineEdit func(l *line)

// lineEdits are the keys of Emacs and readline, and those of a terminal.
var lineEdits = map[rune]lineEdit{
	keyErase:      func(l *line) { l.before, _ = l.left() },
	keyErase2:     func(l *line) { l.before, _ = l.left() },
	keyDelete:     func(l *line) { _, l.after = l.right() },
	keyLeft:       func(l *line) { kept, moved := l.left(); l.before, l.after = kept, moved+l.after },
	keyRight:      func(l *line) { moved, kept := l.right(); l.before, l.after = l.before+moved, kept },
	keyHome:       func(l *line) { l.before, l.after = "", l.before+l.after },
	keyCtrlA:      func(l *line) { l.before, l.after = "", l.before+l.after },
	keyLineEnd:    func(l *line) { l.before, l.after = l.before+l.after, "" },
	keyCtrlE:      func(l *line) { l.before, l.after = l.before+l.after, "" },
	keyCtrlU:      func(l *line) { l.before = "" },
	keyCtrlK:      func(l *line) { l.after = "" },
	keyCtrlW:      func(l *line) { l.before, _ = l.wordLeft() },
	keyDeleteWord: func(l *line) { _, l.after = l.wordRight() },
	keyWordLeft:   func(l *line) { kept, moved := l.wordLeft(); l.before, l.after = kept, moved+l.after },
	keyWordRight:  func(l *line) { moved, kept := l.wordRight(); l.before, l.after = l.before+moved, kept },
}

// press does what the key does; keys that mean nothing in a line do nothing.
func (l *line) press(key rune) {
	if edit := lineEdits[key]; edit != nil {
		edit(l)
	} else if isText(key) {
		l.insert(string(key))
	}
}

// paste inserts a pasted text: what would be keys, such as Enter, is a space.
func (l *line) paste(sign rune) {
	if unicode.IsSpace(sign) {
		sign = ' '
	}
	if isText(sign) {
		l.insert(string(sign))
	}
}

// isText reports whether the key stands for itself: keys are private use, and what is
// no character or changes the direction of writing is drawn at no certain width. The
// joiners belong to emoji and to several scripts.
func isText(key rune) bool {
	const nonJoiner, joiner = '\u200c', '\u200d'
	return unicode.IsPrint(key) && key != utf8.RuneError || unicode.Is(unicode.Zs, key) || key == nonJoiner || key == joiner
}

func (l *line) insert(text string) {
	if len(l.before)+len(text)+len(l.after) <= longestTyped {
		l.before += text
	}
}

func (l *line) text() string { return l.before + l.after }

// left splits what is before the cursor at its last character.
func (l *line) left() (rest, last string) {
	at, cluster, state := 0, "", -1
	for from := l.before; from != ""; {
		cluster, from, _, state = uniseg.FirstGraphemeClusterInString(from, state)
		at = len(l.before) - len(from) - len(cluster)
	}
	return l.before[:at], l.before[at:]
}

// right splits what is after the cursor at its first character.
func (l *line) right() (first, rest string) {
	first, rest, _, _ = uniseg.FirstGraphemeClusterInString(l.after, -1)
	return first, rest
}

// wordLeft splits what is before the cursor where its last word begins. Words end at
// spaces.
func (l *line) wordLeft() (rest, word string) {
	at := strings.LastIndexFunc(strings.TrimRightFunc(l.before, unicode.IsSpace), unicode.IsSpace) + 1
	return l.before[:at], l.before[at:]
}

// wordRight splits what is after the cursor where its first word ends.
func (l *line) wordRight() (word, rest string) {
	trimmed := strings.TrimLeftFunc(l.after, unicode.IsSpace)
	at := len(l.after)
	if end := strings.IndexFunc(trimmed, unicode.IsSpace); end >= 0 {
		at += end - len(trimmed)
	}
	return l.after[:at], l.after[at:]
}

// shown returns what is seen of the line in a room of so many columns, one of them for
// the cursor: all of it where that fits, else what is around the cursor, with a sign
// where it was cut.
func (l *line) shown(room int, cut string) (before, after string) {
	room--
	if Width(l.before)+Width(l.after) <= room {
		return l.before, l.after
	}
	const beyond = 4 // the part of the room that is kept for what follows the cursor
	left := room - min(Width(l.after), room/beyond)
	before = l.before
	if columns := Width(before); columns > left {
		for state := -1; columns > left-Width(cut) && before != ""; {
			var wide int
			_, before, wide, state = uniseg.FirstGraphemeClusterInString(before, state)
			columns -= wide
		}
		before = cut + before
	}
	return before, Truncate(l.after, room-Width(before), cut)
}
