// Package room is a class that answers questions together, live: who is there, what
// is asked, until when, and what came of it.
//
// A [Room] is a state machine and nothing else. It knows neither a network nor a
// file nor the clock: instants are arguments, and each step returns what has
// changed, for somebody to keep before anybody is told. What people are shown are
// snapshots of the whole, so that whoever missed one needs only the next.
//
// While a question is open, or closed and not yet revealed, no snapshot holds its
// key in any form, nor what follows from it, such as a score.
package room

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"portdrill/questions"
	"portdrill/questions/catalogue"
)

// Identities. They are opaque: nothing about a person or a key follows from them.
type (
	ParticipantID string
	QuestionID    string
)

// A Phase is where a room stands.
type Phase string

// The phases, in their order. From Revealed it goes on to Ready for the next
// question, or to Done.
const (
	Lobby    Phase = "lobby"    // people join
	Ready    Phase = "ready"    // a question comes next, and nobody has seen it
	Open     Phase = "open"     // it can be answered
	Closed   Phase = "closed"   // it cannot any more; how it was answered is shown
	Revealed Phase = "revealed" // and what is right
	Done     Phase = "done"
)

// A Pace says who answers what when.
type Pace string

// The paces of a room.
const (
	Together  Pace = "together"   // one question for all
	SelfPaced Pace = "self-paced" // everybody goes through all of them, until a deadline
)

// A Scoring says what a right answer is worth.
type Scoring string

// The ways to score. A right answer is worth [Points]; by speed half of them are
// for how much of the time was left.
const (
	ByAccuracy         Scoring = "accuracy"
	ByAccuracyAndSpeed Scoring = "speed"
)

// Points are what a right answer is worth at most.
const Points = 1000

// Bounds of a room.
const (
	MostParticipants = 1000
	MostQuestions    = 200
	MostTime         = 24 * time.Hour // for one question, or for all of a self-paced set
	MostReading      = time.Minute
	MostFactor       = 4.0 // of somebody's time
)

// Settings are how a room is played.
type Settings struct {
	Pace    Pace
	Scoring Scoring
	Limit   time.Duration // for a question; self-paced: for all of them; 0 for none
	Most    int           // participants, 1 to [MostParticipants]
	Places  bool          // participants are shown their place, and the projector the first ones
	Hold    bool          // what is right is shown only once the host reveals it
	Reading time.Duration // for how long a question is shown without its options; not where it is self-paced

	Reserved int  // seats reserved for members of the roster
	NoGuests bool // only members of the roster can join

	Teams []string // their names; nil for none
}

// Check reports what no room can be played with.
func (s Settings) Check() error {
	switch {
	case s.Pace != Together && s.Pace != SelfPaced:
		return fmt.Errorf("pace %q", s.Pace)
	case s.Scoring != ByAccuracy && s.Scoring != ByAccuracyAndSpeed:
		return fmt.Errorf("scoring %q", s.Scoring)
	case s.Limit < 0 || s.Limit > MostTime:
		return fmt.Errorf("a limit of %s, want 0 to %s", s.Limit, MostTime)
	case s.Reading < 0 || s.Reading > MostReading:
		return fmt.Errorf("%s to read, want 0 to %s", s.Reading, MostReading)
	case s.Most < 1 || s.Most > MostParticipants:
		return fmt.Errorf("%d participants, want 1 to %d", s.Most, MostParticipants)
	case s.Reserved < 0 || s.Reserved > MostParticipants:
		return fmt.Errorf("%d seats for members, want 0 to %d", s.Reserved, MostParticipants)
	case len(s.Teams) > 0 && (len(s.Teams) < FewestTeams || len(s.Teams) > MostTeams):
		return fmt.Errorf("%d teams, want %d to %d", len(s.Teams), FewestTeams, MostTeams)
	}
	return nil
}

// An Asked is a question of the room.
type Asked struct {
	ID       QuestionID
	Question *questions.Question
	Area     string // what weakness is reported by; may be empty

	Translations map[catalogue.Lang]*questions.Question // the same in other languages
}

// A Participant is somebody who joined.
type Participant struct {
	ID     ParticipantID
	Name   string
	Member string  // whom of the roster it is; empty for a guest
	Group  string  // of the member, on the roster; may be empty
	Factor float64 // of the time to answer; 1 for most
	Gone   bool    // has left or was removed
	Barred bool    // was removed by the host and cannot rejoin until readmitted
}

// An Answer is what a participant gave to a question, the first time.
type Answer struct {
	Participant ParticipantID
	N           int // of the question; the first is 1
	Reply       questions.Reply
	Given       string // the option chosen or the text typed; empty for "I don't know"
	Chosen      string // key of the service that was named or chosen; may be empty
	Correct     bool
	At          time.Time
	Took        time.Duration // of the time that ran
	Points      int
}

// A State is what a room has to remember beside its people, its questions and their
// answers.
type State struct {
	Seq     int64 // of the last change
	Phase   Phase
	N       int // of the question at hand, from 1; 0 in the lobby and where it is self-paced
	Locked  bool
	Paused  bool
	Limit   time.Duration // of the question at hand, with what was added
	Elapsed time.Duration // of it, until Since
	Since   time.Time     // from when on it runs; zero while it does not
	Reading bool          // the question is open, but its options come at Since, and answers after that
	Leaders bool          // after a question that was revealed: the projector shows the leaders

	// One more than how many had joined when each question was over; 0 before. Whoever
	// joined later has not seen it.
	Seen [MostQuestions]int16
}

// FirstSeen is the number of the first question that somebody has seen, or will: whoever
// joined after so many others.
func (s State) FirstSeen(others int) int {
	for i, seen := range s.Seen {
		if seen == 0 || others < int(seen)-1 {
			return i + 1
		}
	}
	return MostQuestions + 1
}

// A Moment is a point in a session, as its leader sees it.
type Moment struct {
	Phase   Phase `json:"phase"`
	N       int   `json:"n"`
	Reading bool  `json:"reading,omitempty"`
	Leaders bool  `json:"leaders,omitempty"`
}

// Moment returns the point at which the room stands.
func (s State) Moment() Moment { return Moment{s.Phase, s.N, s.Reading, s.Leaders} }

// A Change is what a step has changed: the state, and people and answers that are
// new or otherwise than before.
type Change struct {
	State        State
	Participants []Participant
	Answers      []Answer
}

// What can be wrong with a step. Nothing has changed then. An answer can also be
// [questions.ErrNoAnswer].
var (
	ErrOrder         = errors.New("not at this point of the session")
	ErrFull          = errors.New("the room is full")
	ErrLocked        = errors.New("the room is locked")
	ErrNameTaken     = errors.New("somebody here has that name")
	ErrName          = errors.New("no name")
	ErrNoParticipant = errors.New("not in the room")
	ErrNotAsked      = errors.New("that question is not open")
	ErrLate          = errors.New("the time was up")
	ErrAnswered      = errors.New("answered otherwise before")
	ErrFactor        = errors.New("no factor of time")
	ErrBarred        = errors.New("was removed from the room")
	ErrNoGuests      = errors.New("the room is for members only")
)

// A Room is a live session. It is not for several goroutines at once.
type Room struct {
	settings Settings
	asked    []Asked
	state    State
	people   []*person // in the order they joined
	byID     map[ParticipantID]*person
	byName   map[string]*person // those who are there, by folded name
	byMember map[string]*person
	present  int
	members  int // present, of the roster
	answered int // of those present, to the question at hand

	scores   [2][]int // of those present, the highest first: as they are, and as before the question at hand
	teams    []gains  // their common scores; nil where there are none
	scoresOf int64    // the change that they are of
}

// A person is a participant with the answers so far.
type person struct {
	Participant
	answers map[int]Answer // by number of the question
	last    int            // number of the question that was answered last, 0 for none
	others  int            // how many joined before
	order   Copy           // of questions and options, where it is a person's own
	team    int            // of the settings; noTeam for none
}

// New returns a room in which nobody is yet. The error is that of
// [Settings.Check], or that there are no questions or more than [MostQuestions].
func New(settings Settings, asked []Asked) (*Room, error) {
	return Restore(settings, asked, State{Phase: Lobby}, nil, nil)
}

// Restore returns the room that was kept. A question that was open is paused, with
// the time that had run when it was kept: nobody could answer meanwhile.
func Restore(settings Settings, asked []Asked, state State, people []Participant, answers []Answer) (*Room, error) {
	if err := settings.Check(); err != nil {
		return nil, fmt.Errorf("make a room: %w", err)
	}
	if len(asked) == 0 || len(asked) > MostQuestions || state.N < 0 || state.N > len(asked) {
		return nil, fmt.Errorf("make a room: %d questions, want 1 to %d", len(asked), MostQuestions)
	}
	r := &Room{
		settings: settings, asked: slices.Clone(asked), state: state,
		byID: make(map[ParticipantID]*person), byName: make(map[string]*person), byMember: make(map[string]*person),
	}
	for _, p := range people {
		r.add(p)
	}
	for _, a := range answers {
		p := r.byID[a.Participant]
		if p == nil || a.N < 1 || a.N > len(asked) {
			return nil, fmt.Errorf("make a room: an answer of nobody, or to question %d", a.N)
		}
		p.answers[a.N] = a
		if p.last == 0 || p.turn(a.N) > p.turn(p.last) {
			p.last = a.N
		}
	}
	r.count()
	if r.state.Phase == Open {
		r.state.Paused, r.state.Since = true, time.Time{}
	}
	return r, nil
}

func (r *Room) add(p Participant) *person {
	one := &person{Participant: p, answers: make(map[int]Answer), others: len(r.people), team: r.teamOf(p)}
	if r.settings.Pace == SelfPaced {
		one.order = orderOf(string(p.ID), itemsOf(r.asked))
	}
	r.people = append(r.people, one)
	r.byID[p.ID] = one
	if p.Member != "" {
		r.byMember[p.Member] = one
	}
	if !p.Gone {
		r.enter(one)
	}
	return one
}

// enter counts p among those present; leave no longer does.
func (r *Room) enter(p *person) {
	p.Gone, p.Barred = false, false
	r.byName[Fold(p.Name)] = p
	r.present++
	if p.Member != "" {
		r.members++
	}
}

func (r *Room) leave(p *person) {
	p.Gone = true
	delete(r.byName, Fold(p.Name))
	r.present--
	if p.Member != "" {
		r.members--
	}
}

// count finds out how many of those present have answered the question at hand.
func (r *Room) count() {
	r.answered = 0
	for _, p := range r.people {
		if !p.Gone && r.isThrough(p) {
			r.answered++
		}
	}
}

// isThrough reports whether there is nothing left for the person to answer now.
func (r *Room) isThrough(p *person) bool {
	if r.settings.Pace == SelfPaced {
		return len(p.answers) == len(r.asked)
	}
	_, is := p.answers[r.state.N]
	return is
}

// Settings returns how the room is played.
func (r *Room) Settings() Settings { return r.settings }

// Questions returns the questions of the room.
func (r *Room) Questions() []Asked { return slices.Clone(r.asked) }

// State returns where the room stands.
func (r *Room) State() State { return r.state }

// Participants returns all who ever joined, in the order they did.
func (r *Room) Participants() []Participant {
	all := make([]Participant, len(r.people))
	for i, p := range r.people {
		all[i] = p.Participant
	}
	return all
}

// Member returns the participant that is the member of the roster.
func (r *Room) Member(key string) (Participant, bool) {
	p := r.byMember[key]
	if p == nil || key == "" {
		return Participant{}, false
	}
	return p.Participant, true
}

// Answers returns all answers, by participant and question.
func (r *Room) Answers() []Answer {
	var all []Answer
	for _, p := range r.people {
		for n := range r.asked {
			if a, is := p.answers[n+1]; is {
				all = append(all, a)
			}
		}
	}
	return all
}

// changed is what a step that took place returns.
func (r *Room) changed(people ...*person) Change {
	r.state.Seq++
	c := Change{State: r.state}
	for _, p := range people {
		c.Participants = append(c.Participants, p.Participant)
	}
	return c
}

// elapsed is how much of the question's time has run at the instant: none of it while it
// is read.
func (s State) elapsed(now time.Time) time.Duration {
	if s.Since.IsZero() {
		return s.Elapsed
	}
	return s.Elapsed + max(now.Sub(s.Since), 0)
}

// limit is the time that the person has; 0 for no limit.
func (s State) limit(p *person) time.Duration {
	return time.Duration(float64(s.Limit) * p.Factor)
}

// longest is the time of whoever has the most and has not answered; ok is false
// where nothing runs out.
func (r *Room) longest() (most time.Duration, ok bool) {
	if r.state.Limit == 0 {
		return 0, false
	}
	most = r.state.Limit
	for _, p := range r.people {
		if !p.Gone && p.Factor > 1 && !r.isThrough(p) {
			most = max(most, r.state.limit(p))
		}
	}
	return most, true
}

// Alarm returns when [Room.Tick] has something to do, if it will.
func (r *Room) Alarm() (at time.Time, ok bool) {
	most, limited := r.longest()
	switch {
	case r.state.Phase != Open || r.state.Since.IsZero():
		return time.Time{}, false
	case r.state.Reading:
		return r.state.Since, true
	case !limited:
		return time.Time{}, false
	}
	return r.state.Since.Add(most - r.state.Elapsed), true
}
