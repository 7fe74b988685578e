package terminal

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"portdrill/cmd/internal/wording"
	"portdrill/questions"
	"portdrill/quiz/fsrs"
)

// several asks for an answer that has several parts, one list after another: there is
// no notation to learn.
func (p *Prompts) several(q *questions.Question) (questions.Reply, error) {
	switch q.Format {
	case questions.Matching:
		return p.match(q)
	case questions.Ordering:
		return p.order(q)
	case questions.Set, questions.Choice, questions.Typed, questions.Boolean, questions.Flashcards:
	}
	return p.set(q)
}

// match asks of each thing on the left what belongs to it, of what is left on the
// right.
func (p *Prompts) match(q *questions.Question) (questions.Reply, error) {
	picked, err := p.pickEach(len(q.Left), q.Right, func(i int) string {
		return textMatchWhat.In(p.lang, q.Left[i], i+1, len(q.Left))
	}, func(i int, right string) string { return q.Left[i] + " = " + right })
	return questions.Reply{Choices: picked}, err
}

// order asks what comes first, what next, and so on.
func (p *Prompts) order(q *questions.Question) (questions.Reply, error) {
	picked, err := p.pickEach(len(q.Options), q.Options, func(i int) string {
		return textOrderWhat.In(p.lang, i+1, len(q.Options))
	}, func(i int, option string) string { return fmt.Sprintf("%d. %s", i+1, option) })
	return questions.Reply{Choices: picked}, err
}

// pickEach has each of n places filled with one of the options that are left, and
// returns their numbers from 1. The last one is clear by itself. u takes the place
// before back, and at the first the answer before.
func (p *Prompts) pickEach(
	n int, options []string, ask func(place int) string, told func(place int, option string) string,
) ([]int, error) {
	picked := p.unfinished.parts
	for i, number := range picked {
		p.tell(told(i, options[number-1]))
	}
	for len(picked) < n {
		left := unpicked(len(options), picked)
		if len(left) == 1 && len(picked) == n-1 {
			picked = append(picked, left[0])
			p.tell(told(n-1, options[left[0]-1]))
			break
		}
		rows := make([]string, len(left))
		for i, number := range left {
			rows[i] = options[number-1]
		}
		all := append(p.numbered(rows), p.fit("?  "+TextDontKnow.In(p.lang)))
		index, decided, err := p.pick(ask(len(picked)), all, 0, func(key rune) (decision, int) {
			return choiceKey(key, len(left))
		})
		switch {
		case errors.Is(err, ErrUndo) && len(picked) > 0:
			picked = picked[:len(picked)-1]
			p.eraseLines(1)
			continue
		case err != nil:
			p.leaveUnfinished(err, picked)
			return nil, err
		case decided == dontKnow || index >= len(left):
			return nil, errDontKnow
		}
		picked = append(picked, left[index])
		p.tell(told(len(picked)-1, rows[index]))
	}
	return picked, nil
}

// errDontKnow is how a list within an answer says that the learner does not know.
var errDontKnow = errors.New("not known")

// unpicked are the numbers from 1 to n that were not picked.
func unpicked(n int, picked []int) []int {
	var left []int
	for i := 1; i <= n; i++ {
		if !slices.Contains(picked, i) {
			left = append(left, i)
		}
	}
	return left
}

// tell leaves a line of what was picked.
func (p *Prompts) tell(text string) {
	fmt.Fprintln(p.out, indent+p.style.Key(p.style.Sign("❯"))+" "+p.fit(text))
}

// set has options marked, each with its digit or with Space, until Enter sends them.
func (p *Prompts) set(q *questions.Question) (questions.Reply, error) {
	isMarked := make([]bool, len(q.Options))
	for _, number := range p.unfinished.parts {
		isMarked[number-1] = true
	}
	n := len(q.Options)
	keys := p.roomFor(textKeysSet.In(p.lang, digits(n)), textKeysSetShort.In(p.lang))
	for at := 0; ; {
		rows := append(p.numbered(boxed(q.Options, isMarked)), p.fit("?  "+TextDontKnow.In(p.lang)))
		index, decided, err := p.pick(keys, rows, at, func(key rune) (decision, int) {
			if key == ' ' || key == '\u3000' { // also the wide one of Chinese input methods
				return marked, 0
			}
			return choiceKey(key, n)
		})
		switch {
		case err != nil:
			p.leaveUnfinished(err, numbersOf(isMarked))
			return questions.Reply{}, err
		case decided == dontKnow || decided == entered && index == n:
			return questions.Reply{}, errDontKnow
		case decided == entered && slices.Contains(isMarked, true):
			return p.markedReply(q, isMarked), nil
		case decided == entered:
			keys = textMarkFirst.In(p.lang)
		case index < n:
			isMarked[index] = !isMarked[index]
		}
		at = index
	}
}

// boxed are the options with a box before each that shows whether it is marked.
func boxed(options []string, isMarked []bool) []string {
	rows := make([]string, len(options))
	for i, option := range options {
		box := "[ ] "
		if isMarked[i] {
			box = "[x] "
		}
		rows[i] = box + option
	}
	return rows
}

// leaveUnfinished keeps the parts that were answered for when the question is drawn
// anew.
func (p *Prompts) leaveUnfinished(err error, parts []int) {
	if errors.Is(err, ErrRedraw) {
		p.unfinished.parts = parts
	}
}

// numbersOf are the numbers from 1 of those that are marked.
func numbersOf(marked []bool) (numbers []int) {
	for i, is := range marked {
		if is {
			numbers = append(numbers, i+1)
		}
	}
	return numbers
}

func (p *Prompts) markedReply(q *questions.Question, marked []bool) questions.Reply {
	var texts []string
	numbers := numbersOf(marked)
	for _, number := range numbers {
		texts = append(texts, q.Options[number-1])
	}
	p.tell(strings.Join(texts, wording.Listed.In(p.lang)))
	return questions.Reply{Choices: numbers}
}

// turn has one of the rows of a flashcard chosen: the only one of its front, or a grade,
// where Space and Enter are the one that is marked at first, good.
func (p *Prompts) turn(rows []string) (questions.Reply, error) {
	keys := p.roomFor(textKeysTurn.In(p.lang), textKeysTurnShort.In(p.lang))
	if len(rows) > 1 {
		keys = p.roomFor(textKeysGrade.In(p.lang, digits(len(rows))), textKeysGradeShort.In(p.lang, digits(len(rows))))
	}
	numbered := p.numbered(rows)
	index, decided, err := p.pick(keys, numbered, usualRow(len(rows)), func(key rune) (decision, int) {
		if key == ' ' || key == '\u3000' {
			return entered, 0
		}
		return choiceKey(key, len(rows))
	})
	switch {
	case err != nil:
		return questions.Reply{}, err
	case decided == dontKnow:
		return questions.Reply{DontKnow: true}, nil
	case len(rows) > 1:
		p.tell(numbered[index])
	}
	return questions.Reply{Choice: index + 1}, nil
}

// usualRow is the place of the row of a flashcard that is usually chosen: of the grades
// good, which is the third.
func usualRow(rows int) int { return min(rows-1, int(fsrs.Good)-1) }
