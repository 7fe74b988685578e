package room

import (
	"slices"
	"strings"
	"time"

	"portdrill/questions"
	"portdrill/questions/catalogue"
)

// A sight is a room as somebody is shown it at an instant.
type sight struct {
	*Room
	now  time.Time
	lang catalogue.Lang // of questions; empty for that of the room
}

// In returns the question in the language, or as the room has it if it is not known in that.
// Options stand in the same order.
func (a Asked) In(lang catalogue.Lang) *questions.Question {
	if q := a.Translations[lang]; q != nil && len(q.Options) == len(a.Question.Options) {
		return q
	}
	return a.Question
}

// at is the number of the question that is the person's turn to answer, 0 for none. Where
// each goes at their own pace, each has an order of their own.
func (r *Room) at(p *person) int {
	if r.settings.Pace == Together {
		return r.state.N
	}
	for _, n := range p.order.Questions {
		if _, answered := p.answers[n]; !answered {
			return n
		}
	}
	return 0
}

// saw reports whether the person was there before the question was over.
func (r *Room) saw(p *person, n int) bool {
	return r.settings.Pace != Together || n >= r.state.FirstSeen(p.others)
}

// turn is at which place the person is asked the question, from 1.
func (p *person) turn(n int) int {
	if i := slices.Index(p.order.Questions, n); i >= 0 {
		return i + 1
	}
	return n
}

// options are those of the question, from 1, in the order in which the person sees them; nil
// for that of the room.
func (p *person) options(n int) []int {
	if i := slices.Index(p.order.Questions, n); i >= 0 {
		return p.order.Options[i]
	}
	return nil
}

// inRoom is a reply to the options as the person sees them, as one to those of the room.
func (p *person) inRoom(n int, reply questions.Reply) questions.Reply {
	order := p.options(n)
	real := func(i int) int {
		if 1 <= i && i <= len(order) {
			return order[i-1]
		}
		return i // which is none, or as it is in the room
	}
	reply.Choice = real(reply.Choice)
	reply.Choices = slices.Clone(reply.Choices)
	for i := range reply.Choices {
		reply.Choices[i] = real(reply.Choices[i])
	}
	return reply
}

// seen are options of the room as the person sees them, in order.
func seen(options, order []int) []int {
	if len(order) == 0 || len(options) == 0 {
		return options
	}
	all := make([]int, len(options))
	for i, o := range options {
		all[i] = slices.Index(order, o) + 1
	}
	slices.Sort(all)
	return all
}

// chosen returns the options that were chosen, from 1 and in order.
func (a Asked) chosen(given Answer) []int {
	if a.Question.Format == questions.Set {
		return slices.Sorted(slices.Values(given.Reply.Choices))
	}
	if i := slices.Index(a.Question.Options, given.Given); i >= 0 {
		return []int{i + 1}
	}
	return nil
}

// right returns the options that are right, from 1.
func (a Asked) right() (all []int) {
	for i, option := range a.Question.Options {
		if slices.Contains(a.Question.Answers, option) {
			all = append(all, i+1)
		}
	}
	return all
}

// shown is the question as all see it, or the person.
func (s sight) shown(p *person, n int) *Shown {
	a := s.asked[n-1]
	q := a.In(s.lang)
	v := &Shown{
		ID: a.ID, N: n, Of: len(s.asked), Format: q.Format, Lang: q.Lang, Stem: q.Stem, Block: q.Block, Options: q.Options,
		Numeric: isNumeric(q),
	}
	if s.state.Reading {
		v.Options = nil
	}
	if p == nil {
		return v
	}
	v.N = p.turn(n)
	if order := p.options(n); len(order) == len(v.Options) && len(order) > 0 {
		v.Options = make([]string, len(order))
		for i, o := range order {
			v.Options[i] = q.Options[o-1]
		}
	}
	return v
}

// isNumeric reports whether a number is to be typed.
func isNumeric(q *questions.Question) bool {
	return q.Format == questions.Typed && strings.Trim(q.Answers[0], digits) == ""
}

const digits = "0123456789"

// given is what the person gave to the question, in words.
func (s sight) given(n int, a Answer) string {
	q := s.asked[n-1].In(s.lang)
	chosen := s.asked[n-1].chosen(a)
	if len(chosen) == 0 {
		return a.Given
	}
	texts := make([]string, len(chosen))
	for i, o := range chosen {
		texts[i] = q.Options[o-1]
	}
	return strings.Join(texts, ", ")
}

// key is what is right, for all or as the person sees it.
func (s sight) key(p *person, n int) Key {
	q := s.asked[n-1].In(s.lang)
	answers := q.Answers
	if q.Format == questions.Typed {
		answers = answers[:1] // the canonical one; the others are ways to type it
	}
	right := s.asked[n-1].right()
	if p != nil {
		right = seen(right, p.options(n))
	}
	more, _ := q.Explanation.Brief("")
	return Key{answers, right, questions.Paragraph(append([]string{q.Explanation.Fact}, more...)...)}
}

// time is what is left of the limit, or to read; nil where neither runs out.
func (s sight) time(limit time.Duration) *Time {
	left := limit - s.state.elapsed(s.now)
	switch {
	case s.state.Phase != Open:
		return nil
	case s.state.Reading && s.state.Paused: // it is read anew
		limit, left = s.settings.Reading, s.settings.Reading
	case s.state.Reading:
		limit, left = s.settings.Reading, s.state.Since.Sub(s.now)
	case limit == 0:
		return nil
	}
	return &Time{LeftMS: max(left, 0).Milliseconds(), LimitMS: limit.Milliseconds(), Runs: !s.state.Paused}
}
