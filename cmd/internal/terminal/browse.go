package terminal

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/manifoldco/promptui"
	"golang.org/x/text/unicode/norm"
)

// Browse has one of any number of rows chosen, which must differ, and returns its
// place. They can be paged through, and searched for a part of their text. at is the
// row to begin with. The error is [ErrQuit] or [ErrInterrupted].
func (p *Prompts) Browse(title string, rows []string, at int) (int, error) {
	p.say(title)
	fitted := make([]string, len(rows), len(rows)+1)
	for i, row := range rows {
		fitted[i] = p.fit(row)
	}
	// The last row is always found, so that promptui never says in English that
	// nothing was.
	fitted = append(fitted, p.fit(p.style.Sign("←")+" "+textBack.In(p.lang)))
	index, err := p.browse(fitted, foldAll(rows), at)
	switch {
	case errors.Is(err, ErrRedraw):
		return p.Browse(title, rows, at)
	case err != nil:
		return 0, err
	case index == len(rows):
		return 0, ErrQuit
	}
	p.tell(rows[index])
	return index, nil
}

// browse has one of the rows chosen, of which all but the last are found by a text.
func (p *Prompts) browse(rows, found []string, at int) (int, error) {
	active, searching := "", false
	decided := undecided
	reader := p.keys.reader(func(key rune) (hand rune, end bool) {
		if searching {
			hand, decided = searchKey(key)
			searching = hand != keySearch
		} else {
			hand, decided = browseKey(key)
			searching = hand == keySearch
		}
		return hand, decided != undecided
	})
	defer reader.Close()
	_, h := p.size()
	list := p.list(textKeysBrowse.In(p.lang), rows, reader, &active)
	list.Size = min(len(rows), max(h/2, 2)) // what was opened before stays in sight above
	list.Keys = &promptui.SelectKeys{
		Next: promptui.Key{Code: keyDown}, Prev: promptui.Key{Code: keyUp}, Search: promptui.Key{Code: keySearch},
		PageUp: promptui.Key{Code: keyLeft}, PageDown: promptui.Key{Code: keyRight},
	}
	list.Pointer = promptui.PipeCursor
	list.Searcher = func(text string, i int) bool {
		return i == len(found) || strings.Contains(found[i], fold(text))
	}
	promptui.SearchPrompt = textSearchPrompt.In(p.lang)
	_, _, err := list.RunCursorAt(at, max(at-list.Size/2, 0))
	p.eraseLines(1)
	if decided == entered {
		return slices.Index(rows, active), nil
	}
	return 0, p.leaving(decided, err)
}

// browseKey says what a key does in a list that is browsed: what promptui gets of
// it, and what it decides.
func browseKey(key rune) (hand rune, d decision) {
	switch key {
	case 'q', 'Q':
		return 0, quit
	case keySearch:
		return key, undecided
	}
	return moveFar(key), anyKey(key)
}

// searchKey is [browseKey] while a text is searched: letters belong to it, and Esc
// ends it.
func searchKey(key rune) (hand rune, d decision) {
	switch {
	case key == keyEscape:
		return keySearch, undecided
	case key == keySearch: // promptui would end the search
		return 0, undecided
	case unicode.IsPrint(key):
		return key, undecided
	case key == keyErase || key == keyErase2:
		return keyErase2, undecided
	}
	return moveFar(key), anyKey(key)
}

// moveFar is [move] in a list that has pages.
func moveFar(key rune) rune {
	switch key {
	case keyLeft, keyPageUp:
		return keyLeft
	case keyRight, keyPageDown:
		return keyRight
	}
	return move(key)
}

// fold makes texts alike that differ in case or width alone.
func fold(text string) string { return strings.ToLower(norm.NFKC.String(text)) }

func foldAll(texts []string) []string {
	all := make([]string, len(texts))
	for i, text := range texts {
		all[i] = fold(text)
	}
	return all
}

// pageOfLines is how many rows are printed at a time where nothing is redrawn.
const pageOfLines = 20

// Browse prints the rows page by page: an empty line goes on, a number chooses, and
// any other text is searched for.
func (l *Lines) Browse(title string, rows []string, _ int) (int, error) {
	fmt.Fprintln(l.out, title)
	found := make([]int, len(rows))
	for i := range found {
		found[i] = i
	}
	for from := 0; ; {
		to := min(from+pageOfLines, len(found))
		for i, row := range found[from:to] {
			fmt.Fprintf(l.out, "  %d  %s\n", from+i+1, rows[row])
		}
		fmt.Fprintln(l.out, textBrowseLines.In(l.lang, len(found)))
		text, err := l.read()
		switch {
		case err != nil:
			return 0, err
		case isQuit(text) || strings.EqualFold(text, "q"):
			return 0, ErrQuit
		case text == "":
			if from = to; from >= len(found) {
				from = 0
			}
			continue
		}
		if n, err := strconv.Atoi(norm.NFKC.String(text)); err == nil && 1 <= n && n <= len(found) {
			return found[n-1], nil
		}
		found, from = rowsWith(rows, text), 0
	}
}

// rowsWith are the places of the rows that have the text in them.
func rowsWith(rows []string, text string) []int {
	var found []int
	for i, row := range rows {
		if strings.Contains(fold(row), fold(text)) {
			found = append(found, i)
		}
	}
	return found
}
