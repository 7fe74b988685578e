package room

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"

	"portdrill/questions"
)

// OnPaper is the pace of a set of questions that is printed, and of the sessions that
// marking it makes. No [Room] plays it.
const OnPaper Pace = "paper"

// MostCopies is how many copies of a set can be printed.
const MostCopies = 999

// A Copy is one of the numbered printouts of a set. Each asks the questions in an order
// of its own, and so it lists the options.
type Copy struct {
	Number    int
	Questions []int   // their numbers in the set, from 1, as they are printed
	Options   [][]int // of each printed question: its options, from 1, as they are printed
}

// CopyOf returns a copy of the set with the code. Nothing but the code, the number and
// the items decides about it, so that what was printed can always be marked: things are
// sorted by the SHA-256 of "code/copy/question", or "code/copy/question/option". Yes and
// no stay in their order.
func CopyOf(code string, number int, set []Item) Copy {
	c := orderOf(fmt.Sprintf("%s/%d", code, number), set)
	c.Number = number
	return c
}

// orderOf returns the order of somebody or something, which decides about it with the items.
func orderOf(of string, set []Item) (c Copy) {
	c.Questions = shuffled(len(set), of)
	for _, n := range c.Questions {
		item := set[n-1]
		options := shuffled(len(item.Options), fmt.Sprintf("%s/%d", of, n))
		if item.Format == questions.Boolean {
			slices.Sort(options)
		}
		c.Options = append(c.Options, options)
	}
	return c
}

// itemsOf are the questions as an order needs them.
func itemsOf(asked []Asked) []Item {
	items := make([]Item, len(asked))
	for i, a := range asked {
		items[i] = Item{Options: a.Question.Options, Format: a.Question.Format}
	}
	return items
}

// shuffled returns 1 to n in the order of their hashes.
func shuffled(n int, of string) []int {
	type place struct {
		n    int
		hash [sha256.Size]byte
	}
	places := make([]place, n)
	for i := range places {
		places[i] = place{i + 1, sha256.Sum256(fmt.Appendf(nil, "%s/%d", of, i+1))}
	}
	slices.SortFunc(places, func(x, y place) int { return bytes.Compare(x.hash[:], y.hash[:]) })
	order := make([]int, n)
	for i, p := range places {
		order[i] = p.n
	}
	return order
}

// Letter is the letter of the option that is printed at the place, from 1.
func Letter(place int) string { return string(rune('A' + place - 1)) }

// MostLetters is how many options of a question can have letters.
const MostLetters = 26

// Key returns the letter that is right for each printed question.
func (c Copy) Key(set []Item) string {
	var key strings.Builder
	for i, n := range c.Questions {
		right := slices.Index(set[n-1].Options, set[n-1].Answers[0]) + 1
		key.WriteString(Letter(slices.Index(c.Options[i], right) + 1))
	}
	return key.String()
}

// Blank marks a question that was left blank.
const Blank = '-'

// ParseLetters returns the answers as [Copy.Replies] takes them: in upper case, [Blank]
// for a hyphen or dot, without spaces. ok is false if the text has anything else.
func ParseLetters(typed string) (letters string, ok bool) {
	ok = true
	letters = strings.Map(func(r rune) rune {
		switch {
		case r >= 'A' && r <= 'Z':
			return r
		case strings.ContainsRune("-.–—_−", r):
			return Blank
		case r == ' ':
			return -1
		}
		ok = false
		return r
	}, strings.ToUpper(norm.NFKC.String(typed)))
	return letters, ok && letters != ""
}

// Replies returns the reply to each question of the set, in its order, of letters in the
// order of the copy. A blank is "I don't know", as the sheet says. bad is the place, from 1,
// of the first letter that no option has, 0 if there is none. There must be a letter for
// each question.
func (c Copy) Replies(letters string) (replies []questions.Reply, bad int) {
	replies = make([]questions.Reply, len(c.Questions))
	for i, n := range c.Questions {
		letter := letters[i]
		place := int(letter - 'A')
		switch {
		case letter == Blank:
			replies[n-1] = questions.Reply{DontKnow: true}
		case place >= len(c.Options[i]):
			return nil, i + 1
		default:
			replies[n-1] = questions.Reply{Choice: c.Options[i][place]}
		}
	}
	return replies, 0
}
