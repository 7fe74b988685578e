package room

import (
	"cmp"
	"slices"
	"time"

	"portdrill/questions"
	"portdrill/questions/catalogue"
)

// A Shown is what is seen of a question while it can be answered.
type Shown struct {
	ID      QuestionID
	N, Of   int
	Format  questions.Format
	Lang    catalogue.Lang
	Stem    string
	Options []string
}

// A Key is what is right, and why. It is in no snapshot before it was revealed.
type Key struct {
	Answers     []string
	Explanation string
}

// A Result is how somebody answered a question that was revealed.
type Result struct {
	Shown
	Key
	Answered bool
	Given    string // empty for "I don't know", too
	Correct  bool
	Points   int
}

// An Area is how somebody, or the class, did in one area.
type Area struct {
	Name         string
	Right, Asked int
}

// Time is what is left to answer.
type Time struct {
	Limited bool
	Runs    bool
	Left    time.Duration // 0 and more
	Limit   time.Duration
}

// A ParticipantView is what one participant is shown.
type ParticipantView struct {
	Seq      int64
	Phase    Phase
	Pace     Pace
	Paused   bool
	Of       int // questions
	Name     string
	Question *Shown // that is open, or was last; nil before the first
	Answered bool   // the question
	Given    string
	Last     QuestionID // that was answered, empty for none
	Time     Time
	Result   *Result // of the question, once it was revealed
	Right    int     // of those that were revealed
	Asked    int
	Score    int
	Place    int      // 0 where places are not shown
	Results  []Result // of all that was asked, at the end
	Areas    []Area   // likewise, the weakest first
}

// ViewOf returns what the participant is shown at the instant. The error is
// [ErrNoParticipant].
func (r *Room) ViewOf(id ParticipantID, now time.Time) (ParticipantView, error) {
	p, err := r.person(id)
	if err != nil {
		return ParticipantView{}, err
	}
	v := ParticipantView{
		Seq: r.state.Seq, Phase: r.state.Phase, Pace: r.settings.Pace, Paused: r.state.Paused, Of: len(r.asked), Name: p.Name,
	}
	if p.last > 0 {
		v.Last = r.asked[p.last-1].ID
	}
	r.showQuestion(&v, p, now)
	v.Right, v.Asked, v.Score = r.tally(p)
	if r.settings.Places && v.Asked > 0 {
		v.Place = r.place(v.Score)
	}
	if r.isOver() {
		v.Results = r.results(p)
		v.Areas = r.areasOf(p)
	}
	return v, nil
}

// isOver reports whether all that was asked was revealed, and nothing more comes.
func (r *Room) isOver() bool {
	return r.state.Phase == Done || r.state.Phase == Revealed && r.isLast()
}

// showQuestion adds the question that is the participant's turn.
func (r *Room) showQuestion(v *ParticipantView, p *person, now time.Time) {
	n := r.at(p)
	if n == 0 || r.state.Phase == Lobby || r.state.Phase == Ready || r.settings.Pace == SelfPaced && r.state.Phase != Open {
		return
	}
	v.Question = r.shown(n)
	a, answered := p.answers[n]
	v.Answered, v.Given = answered, a.Given
	if r.state.Phase == Open {
		v.Time = r.timeOf(r.limit(p), now)
	}
	if r.isRevealed(n) {
		result := r.result(p, n)
		v.Result = &result
	}
}

func (r *Room) shown(n int) *Shown {
	a := r.asked[n-1]
	q := a.Question
	return &Shown{ID: a.ID, N: n, Of: len(r.asked), Format: q.Format, Lang: q.Lang, Stem: q.Stem, Options: q.Options}
}

func (r *Room) timeOf(limit time.Duration, now time.Time) Time {
	if limit == 0 {
		return Time{Runs: !r.state.Paused}
	}
	return Time{Limited: true, Runs: !r.state.Paused, Left: max(limit-r.elapsed(now), 0), Limit: limit}
}

// isRevealed reports whether everybody may know what is right.
func (r *Room) isRevealed(n int) bool {
	last := r.state.Phase == Revealed || r.state.Phase == Done
	if r.settings.Pace == SelfPaced {
		return last
	}
	return n < r.state.N || n == r.state.N && last
}

// revealed are the numbers of the questions that everybody may know the key of.
func (r *Room) revealed() (numbers []int) {
	for n := 1; n <= len(r.asked); n++ {
		if r.isRevealed(n) {
			numbers = append(numbers, n)
		}
	}
	return numbers
}

func (r *Room) result(p *person, n int) Result {
	a, answered := p.answers[n]
	return Result{Shown: *r.shown(n), Key: r.key(n), Answered: answered, Given: a.Given, Correct: a.Correct, Points: a.Points}
}

func (r *Room) key(n int) Key {
	q := r.asked[n-1].Question
	answers := q.Answers
	if q.Format == questions.Typed {
		answers = answers[:1] // the canonical one; the others are ways to type it
	}
	shown, _ := q.Explanation.Brief("")
	return Key{answers, questions.Paragraph(append([]string{q.Explanation.Fact}, shown...)...)}
}

func (r *Room) results(p *person) (all []Result) {
	for _, n := range r.revealed() {
		all = append(all, r.result(p, n))
	}
	return all
}

// tally counts what was revealed.
func (r *Room) tally(p *person) (right, asked, score int) {
	for n := range r.asked {
		if !r.isRevealed(n + 1) {
			continue
		}
		asked++
		if a := p.answers[n+1]; a.Correct {
			right++
			score += a.Points
		}
	}
	return right, asked, score
}

// place is that of a score: one more than how many have a higher one. The scores are
// gathered once for all who are shown theirs.
func (r *Room) place(score int) int {
	if r.scores == nil || r.scoresOf != r.state.Seq {
		r.scores, r.scoresOf = make([]int, 0, r.present), r.state.Seq
		for _, p := range r.there() {
			_, _, other := r.tally(p)
			r.scores = append(r.scores, other)
		}
		slices.SortFunc(r.scores, func(a, b int) int { return cmp.Compare(b, a) })
	}
	higher, _ := slices.BinarySearchFunc(r.scores, score, func(a, b int) int { return cmp.Compare(b, a) })
	return higher + 1
}

func (r *Room) areasOf(people ...*person) []Area {
	byName := make(map[string]*Area)
	var all []*Area
	for _, n := range r.revealed() {
		name := r.asked[n-1].Area
		if byName[name] == nil {
			byName[name] = &Area{Name: name}
			all = append(all, byName[name])
		}
		for _, p := range people {
			byName[name].Asked++
			if p.answers[n].Correct {
				byName[name].Right++
			}
		}
	}
	areas := make([]Area, len(all))
	for i, a := range all {
		areas[i] = *a
	}
	slices.SortStableFunc(areas, func(a, b Area) int { return cmp.Compare(a.share(), b.share()) })
	return areas
}

func (a Area) share() float64 {
	if a.Asked == 0 {
		return 1
	}
	return float64(a.Right) / float64(a.Asked)
}

// A Bar is how many gave one answer.
type Bar struct {
	Text  string
	Count int
	Right bool // only once it was revealed
}

// A Histogram is how a question that is closed was answered.
type Histogram struct {
	Bars     []Bar // an option each; for what was typed, once it was revealed, what is right alone
	Other    int   // answers that no bar stands for
	DontKnow int
	None     int // of those present
}

// histogram counts the answers to the question.
func (r *Room) histogram(n int) Histogram {
	q := r.asked[n-1].Question
	var h Histogram
	texts := q.Options
	if len(texts) == 0 && r.isRevealed(n) {
		texts = q.Answers[:1]
	}
	for _, text := range texts {
		h.Bars = append(h.Bars, Bar{Text: text, Right: r.isRevealed(n) && slices.Contains(q.Answers, text)})
	}
	for _, p := range r.people {
		if a, is := p.answers[n]; p.Gone {
			continue
		} else if !is {
			h.None++
		} else {
			h.count(a, q.Format)
		}
	}
	return h
}

func (h *Histogram) count(a Answer, f questions.Format) {
	switch {
	case a.Reply.DontKnow:
		h.DontKnow++
		return
	case f == questions.Typed:
		if a.Correct && len(h.Bars) > 0 {
			h.Bars[0].Count++
			return
		}
	case f == questions.Set:
		for _, i := range a.Reply.Choices {
			h.Bars[i-1].Count++
		}
		return
	}
	for i := range h.Bars {
		if h.Bars[i].Text == a.Given {
			h.Bars[i].Count++
			return
		}
	}
	h.Other++
}

// A Standing is how far somebody has come.
type Standing struct {
	Place int
	Name  string
	Score int
	Right int
}

// A ProjectorView is what everybody may see on the wall.
type ProjectorView struct {
	Seq       int64
	Phase     Phase
	Pace      Pace
	Paused    bool
	Of        int
	Locked    bool
	Present   int
	Names     []string // in the lobby
	Question  *Shown
	Time      Time
	Histogram *Histogram // once it is closed
	Key       *Key       // once it was revealed
	Leaders   []Standing // where places are shown, between questions and at the end
	Areas     []Area     // at the end, the weakest first
}

// leaders is how many the projector shows.
const leaders = 10

// Projector returns what the projector shows at the instant.
func (r *Room) Projector(now time.Time) ProjectorView {
	v := ProjectorView{
		Seq: r.state.Seq, Phase: r.state.Phase, Pace: r.settings.Pace, Paused: r.state.Paused, Of: len(r.asked),
		Locked: r.state.Locked, Present: r.present,
	}
	if v.Phase == Lobby {
		for _, p := range r.people {
			if !p.Gone {
				v.Names = append(v.Names, p.Name)
			}
		}
	}
	if v.Phase == Open {
		v.Time = r.timeOf(r.state.Limit, now)
	}
	v.Question, v.Histogram, v.Key = r.exhibit()
	if r.settings.Places && (v.Phase == Revealed || v.Phase == Done) {
		v.Leaders = r.Standings()
		v.Leaders = v.Leaders[:min(leaders, len(v.Leaders))]
	}
	if r.isOver() {
		v.Areas = r.areasOf(r.there()...)
	}
	return v
}

// exhibit is the question at hand, as far as everybody may see it.
func (r *Room) exhibit() (q *Shown, h *Histogram, k *Key) {
	if r.state.N == 0 || r.state.Phase == Lobby || r.state.Phase == Ready {
		return nil, nil, nil
	}
	q = r.shown(r.state.N)
	if r.state.Phase == Open {
		return q, nil, nil
	}
	histogram := r.histogram(r.state.N)
	if r.isRevealed(r.state.N) {
		key := r.key(r.state.N)
		k = &key
	}
	return q, &histogram, k
}

func (r *Room) there() (people []*person) {
	for _, p := range r.people {
		if !p.Gone {
			people = append(people, p)
		}
	}
	return people
}

// Standings returns those present by score, the highest first; who has the same
// shares a place.
func (r *Room) Standings() []Standing {
	var all []Standing
	for _, p := range r.there() {
		right, _, score := r.tally(p)
		all = append(all, Standing{Name: p.Name, Score: score, Right: right})
	}
	slices.SortStableFunc(all, func(a, b Standing) int { return cmp.Compare(b.Score, a.Score) })
	for i := range all {
		all[i].Place = i + 1
		if i > 0 && all[i].Score == all[i-1].Score {
			all[i].Place = all[i-1].Place
		}
	}
	return all
}

// A Present is somebody who is there, as the host sees it.
type Present struct {
	Participant
	Answered bool // all there is to answer now
	Done     int  // questions answered
	Score    int
	Right    int
}

// A HostView is what the host sees.
type HostView struct {
	Seq       int64
	Phase     Phase
	Pace      Pace
	Paused    bool
	Locked    bool
	N, Of     int
	Question  *Shown
	Time      Time
	People    []Present // in the order they joined
	Answered  int       // of them
	Histogram *Histogram
	Key       *Key
	Last      bool   // no question comes after this one
	Areas     []Area // of what was revealed, the weakest first
}

// Host returns what the host sees at the instant.
func (r *Room) Host(now time.Time) HostView {
	v := HostView{
		Seq: r.state.Seq, Phase: r.state.Phase, Pace: r.settings.Pace, Paused: r.state.Paused, Locked: r.state.Locked,
		N: r.state.N, Of: len(r.asked), Answered: r.answered, Last: r.isLast(), Areas: r.areasOf(r.there()...),
	}
	for _, p := range r.there() {
		right, _, score := r.tally(p)
		v.People = append(v.People, Present{p.Participant, r.isThrough(p), len(p.answers), score, right})
	}
	if v.Phase == Open {
		v.Time = r.timeOf(r.state.Limit, now)
	}
	v.Question, v.Histogram, v.Key = r.exhibit()
	return v
}
