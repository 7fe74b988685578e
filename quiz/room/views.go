package room

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"portdrill/questions"
	"portdrill/questions/catalogue"
)

// A Shown is what is seen of a question while it can be answered.
type Shown struct {
	ID      QuestionID       `json:"id"`
	N       int              `json:"n"`
	Of      int              `json:"of"`
	Format  questions.Format `json:"format"`
	Lang    catalogue.Lang   `json:"lang"`
	Stem    string           `json:"stem"`
	Block   questions.Block  `json:"block,omitzero"`
	Options []string         `json:"options,omitempty"`
	Numeric bool             `json:"numeric,omitempty"` // a number is to be typed
}

// A Key is what is right, and why. It is in no snapshot before it was revealed.
type Key struct {
	Answers     []string `json:"answers"`
	Right       []int    `json:"right_options,omitempty"` // of the options, from 1
	Explanation string   `json:"explanation"`
}

// A Result is how a participant answered a question that was revealed.
type Result struct {
	N     int             `json:"n"`
	Stem  string          `json:"stem"`
	Block questions.Block `json:"block,omitzero"`
	Key
	Answered bool   `json:"answered"`
	Given    string `json:"given"` // empty for "I don't know", too
	Correct  bool   `json:"correct"`
	Points   int    `json:"points"`
}

// An Area is how a participant, or the class, did in one area.
type Area struct {
	Name  string `json:"name"`
	Right int    `json:"right"`
	Asked int    `json:"asked"`
}

// Time is what is left to answer where that is limited, or to read, in milliseconds: the clocks of
// others are not trusted, nor do they need to agree.
type Time struct {
	LeftMS  int64 `json:"left_ms"` // 0 and more
	LimitMS int64 `json:"limit_ms"`
	Runs    bool  `json:"runs"`
}

// Left returns what is left.
func (t Time) Left() time.Duration { return time.Duration(t.LeftMS) * time.Millisecond }

// A ParticipantView is what one participant is shown.
type ParticipantView struct {
	Seq      int64      `json:"seq"`
	Phase    Phase      `json:"phase"`
	Pace     Pace       `json:"pace"`
	Paused   bool       `json:"paused,omitempty"`
	Reading  bool       `json:"reading,omitempty"` // the question has no options yet, and Time is until they come
	Of       int        `json:"of"`                // questions
	Name     string     `json:"name"`
	Question *Shown     `json:"question,omitempty"` // that is open, or was last; nil before the first
	Answered bool       `json:"answered,omitempty"` // the question
	Given    string     `json:"given,omitempty"`
	Chosen   []int      `json:"chosen,omitempty"` // of its options, from 1
	Kept     QuestionID `json:"kept,omitempty"`   // that was answered last: its acknowledgement
	Time     *Time      `json:"time,omitempty"`   // nil for no limit
	Result   *Result    `json:"result,omitempty"` // of the question, once it was revealed
	Right    int        `json:"right"`            // of those that were revealed
	Asked    int        `json:"asked"`
	Score    int        `json:"score"`
	Team     string     `json:"team,omitempty"`    // whose place it is; "" where there are no teams
	Place    int        `json:"place,omitempty"`   // 0 where places are not shown
	Moved    int        `json:"moved,omitempty"`   // places gained by the question that was revealed; below 0, lost
	Results  []Result   `json:"results,omitempty"` // of all that was asked, at the end
	Areas    []Area     `json:"areas,omitempty"`   // likewise, the weakest first
}

// ViewOf returns what the participant is shown at the instant, questions in the language if
// they are known in it. The error is [ErrNoParticipant].
func (r *Room) ViewOf(id ParticipantID, lang catalogue.Lang, now time.Time) (ParticipantView, error) {
	p, err := r.person(id)
	if err != nil {
		return ParticipantView{}, err
	}
	s := sight{r, now, lang}
	v := ParticipantView{
		Seq: r.state.Seq, Phase: r.state.Phase, Pace: r.settings.Pace, Paused: r.state.Paused, Reading: r.state.Reading,
		Of: len(r.asked), Name: p.Name,
	}
	if p.last > 0 {
		v.Kept = r.asked[p.last-1].ID
	}
	s.showQuestion(&v, p)
	v.Right, v.Asked, v.Score = s.tally(p)
	v.Team = r.teamName(p)
	if r.settings.Places && v.Asked > 0 {
		of := s.scoreOf(p)
		v.Place = s.place(0, of.now)
		v.Moved = s.moved(of, v.Place)
	}
	if s.isOver() {
		v.Results = s.results(p)
		v.Areas = s.areasOf(p)
	}
	return v, nil
}

// isOver reports whether all that was asked was revealed, and nothing more comes.
func (s sight) isOver() bool {
	return s.state.Phase == Done || s.state.Phase == Revealed && s.isLast()
}

// showQuestion adds the question that is the participant's turn.
func (s sight) showQuestion(v *ParticipantView, p *person) {
	n := s.at(p)
	if n == 0 || !s.saw(p, n) || s.state.Phase == Lobby || s.state.Phase == Ready || s.settings.Pace == SelfPaced && s.state.Phase != Open {
		return
	}
	v.Question = s.shown(p, n)
	if a, answered := p.answers[n]; answered {
		v.Answered, v.Given, v.Chosen = true, s.given(n, a), seen(s.asked[n-1].chosen(a), p.options(n))
	}
	v.Time = s.time(s.state.limit(p))
	if s.isRevealed(n) {
		result := s.result(p, n)
		v.Result = &result
	}
}

// isRevealed reports whether everybody may know what is right.
func (s sight) isRevealed(n int) bool {
	last := s.state.Phase == Revealed || s.state.Phase == Done
	if s.settings.Pace == SelfPaced {
		return last
	}
	return n < s.state.N || n == s.state.N && last
}

// revealed are the numbers of the questions that everybody may know the key of.
func (s sight) revealed() (numbers []int) {
	for n := 1; n <= len(s.asked); n++ {
		if s.isRevealed(n) {
			numbers = append(numbers, n)
		}
	}
	return numbers
}

func (s sight) result(p *person, n int) Result {
	a, answered := p.answers[n]
	q := s.asked[n-1].In(s.lang)
	return Result{
		N: p.turn(n), Stem: q.Stem, Block: q.Block, Key: s.key(p, n),
		Answered: answered, Given: s.given(n, a), Correct: a.Correct, Points: a.Points,
	}
}

func (s sight) results(p *person) (all []Result) {
	for _, n := range s.revealed() {
		if s.saw(p, n) {
			all = append(all, s.result(p, n))
		}
	}
	slices.SortFunc(all, func(a, b Result) int { return cmp.Compare(a.N, b.N) })
	return all
}

// tally counts what was revealed.
func (s sight) tally(p *person) (right, asked, score int) {
	for n := range s.asked {
		if !s.isRevealed(n+1) || !s.saw(p, n+1) {
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

// place is that of a score as scores are, or for 1 as they were before the question at
// hand: one more than how many have a higher one.
func (s sight) place(when, score int) int {
	s.gather()
	higher, _ := slices.BinarySearchFunc(s.scores[when], score, falling)
	return higher + 1
}

// gained is what the question at hand was worth to somebody, once it was revealed.
func (s sight) gained(p *person) int {
	if s.settings.Pace == SelfPaced || !s.isRevealed(s.state.N) {
		return 0
	}
	return p.answers[s.state.N].Points
}

// moved is how many places were gained by the question at hand; the first one moves
// nobody.
func (s sight) moved(of gains, place int) int {
	if s.settings.Pace == SelfPaced || s.state.N < 2 || !s.isRevealed(s.state.N) {
		return 0
	}
	return s.place(1, of.before) - place
}

func (s sight) areasOf(people ...*person) []Area {
	byName := make(map[string]*Area)
	var all []*Area
	for _, n := range s.revealed() {
		name := s.asked[n-1].Area
		if byName[name] == nil {
			byName[name] = &Area{Name: name}
			all = append(all, byName[name])
		}
		for _, p := range people {
			if !s.saw(p, n) {
				continue
			}
			byName[name].Asked++
			if p.answers[n].Correct {
				byName[name].Right++
			}
		}
	}
	areas := []Area{}
	for _, a := range all {
		if a.Asked > 0 || len(people) == 0 {
			areas = append(areas, *a)
		}
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
	Text  string `json:"text"`
	Count int    `json:"count"`
	Right bool   `json:"right,omitempty"` // only once it was revealed
}

// A Histogram is how a question that is closed was answered. Its bars stand for an
// option each; for what was typed, once it was revealed, for what is right alone.
type Histogram struct {
	Bars     []Bar `json:"bars"`
	Other    int   `json:"other"` // answers that no bar stands for
	DontKnow int   `json:"dont_know"`
	None     int   `json:"none"` // of those present

	Mistakes []Bar `json:"mistakes,omitempty"` // that were typed most often, among Other; once it was revealed
}

// histogram counts the answers to the question.
func (s sight) histogram(n int) Histogram {
	q := s.asked[n-1].Question
	h := Histogram{Bars: []Bar{}}
	texts := q.Options
	if len(texts) == 0 && s.isRevealed(n) {
		texts = q.Answers[:1]
	}
	for _, text := range texts {
		h.Bars = append(h.Bars, Bar{Text: text, Right: s.isRevealed(n) && slices.Contains(q.Answers, text)})
	}
	for _, p := range s.people {
		if a, is := p.answers[n]; p.Gone || !s.saw(p, n) {
			continue
		} else if !is {
			h.None++
		} else {
			h.count(a, q.Format)
		}
	}
	if q.Format == questions.Typed && s.isRevealed(n) {
		h.Mistakes = s.mistakes(n)
	}
	return h
}

// mostMistakes is how many wrong answers a histogram names.
const mostMistakes = 3

// mistakes are the most frequent of those that were typed. What is neither a number nor a
// service is named only if two typed it: it is shown to a whole class.
func (s sight) mistakes(n int) []Bar {
	counts := make(map[string]*Bar)
	known := make(map[string]bool)
	for _, p := range s.there() {
		a, is := p.answers[n]
		if !is || a.Correct || a.Reply.DontKnow {
			continue
		}
		key := catalogue.Fold(a.Given)
		if counts[key] == nil {
			counts[key] = &Bar{Text: a.Given}
		}
		counts[key].Count++
		known[key] = a.Chosen != "" || strings.Trim(key, digits) == ""
	}
	var all []Bar
	for key, bar := range counts {
		if known[key] || bar.Count > 1 {
			all = append(all, *bar)
		}
	}
	slices.SortFunc(all, func(a, b Bar) int { return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Text, b.Text)) })
	return all[:min(mostMistakes, len(all))]
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

// A Standing is how far a participant has come.
type Standing struct {
	Place int    `json:"place"`
	Name  string `json:"name"`
	Score int    `json:"score"`
	Moved int    `json:"moved,omitempty"` // places gained by the last question; below 0, lost
	Right int    `json:"-"`
}

// A ProjectorView is what everybody may see on the wall.
type ProjectorView struct {
	Seq       int64      `json:"seq"`
	Phase     Phase      `json:"phase"`
	Pace      Pace       `json:"pace"`
	Paused    bool       `json:"paused,omitempty"`
	Reading   bool       `json:"reading,omitempty"` // the question has no options yet, and Time is until they come
	Locked    bool       `json:"locked,omitempty"`
	Of        int        `json:"of"`
	Present   int        `json:"present"`
	Answered  int        `json:"answered"`        // of them, all there is to answer now
	Names     []string   `json:"names,omitempty"` // in the lobby
	Question  *Shown     `json:"question,omitempty"`
	Time      *Time      `json:"time,omitempty"`
	Histogram *Histogram `json:"histogram,omitempty"` // once it is closed
	*Key                 // once it was revealed
	Leaders   []Standing `json:"leaders,omitempty"` // where places are shown, on a screen of their own and at the end
	Areas     []Area     `json:"areas,omitempty"`   // at the end, the weakest first
}

// leaders is how many the projector shows.
const leaders = 5

// Projector returns what the projector shows at the instant.
func (r *Room) Projector(now time.Time) ProjectorView {
	s := sight{Room: r, now: now}
	v := ProjectorView{
		Seq: r.state.Seq, Phase: r.state.Phase, Pace: r.settings.Pace, Paused: r.state.Paused, Of: len(r.asked),
		Reading: r.state.Reading, Locked: r.state.Locked, Present: r.present, Answered: r.answered,
	}
	if v.Phase == Lobby {
		for _, p := range r.people {
			if !p.Gone {
				v.Names = append(v.Names, p.Name)
			}
		}
	}
	v.Time = s.time(r.state.Limit)
	v.Question, v.Histogram, v.Key = s.exhibit()
	if r.settings.Places && (r.state.Leaders || v.Phase == Done) {
		v.Leaders = r.Standings()
		v.Leaders = v.Leaders[:min(leaders, len(v.Leaders))]
	}
	if s.isOver() {
		v.Areas = s.areasOf(s.there()...)
	}
	return v
}

// exhibit is the question at hand, as far as everybody may see it.
func (s sight) exhibit() (q *Shown, h *Histogram, k *Key) {
	if s.state.N == 0 || s.state.Phase == Lobby || s.state.Phase == Ready {
		return nil, nil, nil
	}
	q = s.shown(nil, s.state.N)
	if s.state.Phase == Open {
		return q, nil, nil
	}
	histogram := s.histogram(s.state.N)
	if s.isRevealed(s.state.N) {
		key := s.key(nil, s.state.N)
		k = &key
	}
	return q, &histogram, k
}

func (s sight) there() (people []*person) {
	for _, p := range s.people {
		if !p.Gone {
			people = append(people, p)
		}
	}
	return people
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
	Seq int64
	Moment
	Pace      Pace
	Paused    bool
	Locked    bool
	Ranking   bool // the leaders come next on the projector
	Of        int
	Question  *Shown
	Time      *Time     // of the question, or to read it; nil for no limit
	People    []Present // in the order they joined
	Answered  int       // of them
	Histogram *Histogram
	Key       *Key
	Last      bool   // no question comes after this one
	Areas     []Area // of what was revealed, the weakest first

	Teams []Standing // by score, the highest first; nil where there are none
}

// Host returns what the host sees at the instant.
func (r *Room) Host(now time.Time) HostView {
	s := sight{Room: r, now: now}
	v := HostView{
		Seq: r.state.Seq, Moment: r.state.Moment(), Pace: r.settings.Pace, Paused: r.state.Paused, Locked: r.state.Locked,
		Of: len(r.asked), Answered: r.answered, Last: r.isLast(),
		Areas: s.areasOf(s.there()...),
	}
	v.Ranking = v.Phase == Revealed && r.settings.Places && !v.Last && !r.state.Leaders
	for _, p := range s.there() {
		right, _, score := s.tally(p)
		v.People = append(v.People, Present{p.Participant, r.isThrough(p), len(p.answers), score, right})
	}
	if len(r.settings.Teams) > 0 {
		v.Teams = r.Standings()
	}
	v.Time = s.time(r.state.Limit)
	v.Question, v.Histogram, v.Key = s.exhibit()
	return v
}
