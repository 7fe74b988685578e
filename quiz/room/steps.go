package room

import (
	"fmt"
	"time"

	"portdrill/questions"
)

// Join adds p and returns the participant. A member of the roster who was here before
// rejoins as the same participant. The error is [ErrFull],
// [ErrLocked], [ErrNameTaken], [ErrName], [ErrBarred], [ErrNoGuests], or [ErrOrder]
// once the session is over. Nobody can use the name of a guest who was removed.
func (r *Room) Join(p Participant) (Participant, Change, error) {
	if r.state.Phase == Done {
		return p, Change{}, ErrOrder
	}
	if before := r.byMember[p.Member]; p.Member != "" && before != nil {
		return r.comeBack(before)
	}
	name, err := CleanName(p.Name)
	switch {
	case err != nil:
		return p, Change{}, err
	case p.Member == "" && r.settings.NoGuests:
		return p, Change{}, ErrNoGuests
	case p.Member == "" && r.isBarred(name):
		return p, Change{}, ErrBarred
	case r.byName[Fold(name)] != nil:
		return p, Change{}, ErrNameTaken
	case r.byID[p.ID] != nil || p.ID == "":
		return p, Change{}, fmt.Errorf("%w: the identity %q", ErrOrder, p.ID)
	}
	if err := r.admits(p.Member); err != nil {
		return p, Change{}, err
	}
	p.Name, p.Factor, p.Gone = name, 1, false
	one := r.add(p)
	return p, r.changed(one), nil
}

// admits returns why a newcomer cannot join, or nil.
func (r *Room) admits(member string) error {
	if r.state.Locked {
		return ErrLocked
	}
	return r.seats(member)
}

// seats returns [ErrFull] if no seat is left. Reserved seats are for members, even beyond
// [Settings.Most]; guests get the others.
func (r *Room) seats(member string) error {
	reserved := max(r.settings.Reserved-r.members, 0)
	switch {
	case member != "" && reserved > 0:
		return nil
	case r.present+reserved >= r.settings.Most:
		return ErrFull
	}
	return nil
}

// isBarred reports whether a guest of that name was removed.
func (r *Room) isBarred(name string) bool {
	for _, p := range r.people {
		if p.Barred && p.Member == "" && Fold(p.Name) == Fold(name) {
			return true
		}
	}
	return false
}

// ComeBack lets a participant rejoin who has left or was dismissed. The error is that of
// [Room.Join].
func (r *Room) ComeBack(id ParticipantID) (Participant, Change, error) {
	p := r.byID[id]
	switch {
	case p == nil:
		return Participant{}, Change{}, ErrNoParticipant
	case r.state.Phase == Done && p.Gone:
		return p.Participant, Change{}, ErrOrder
	}
	return r.comeBack(p)
}

// comeBack lets p rejoin, even while joining is locked, which is meant for newcomers.
func (r *Room) comeBack(p *person) (Participant, Change, error) {
	switch {
	case !p.Gone:
		return p.Participant, Change{State: r.state}, nil
	case p.Barred:
		return p.Participant, Change{}, ErrBarred
	case r.byName[Fold(p.Name)] != nil:
		return p.Participant, Change{}, ErrNameTaken
	}
	if err := r.seats(p.Member); err != nil {
		return p.Participant, Change{}, err
	}
	r.enter(p)
	r.count()
	return p.Participant, r.changed(p), nil
}

// person returns a participant who is present.
func (r *Room) person(id ParticipantID) (*person, error) {
	if p := r.byID[id]; p != nil && !p.Gone {
		return p, nil
	}
	return nil, ErrNoParticipant
}

// Kick removes a participant, who cannot rejoin until [Room.Readmit].
func (r *Room) Kick(id ParticipantID, now time.Time) (Change, error) {
	p, err := r.person(id)
	if err != nil {
		return Change{}, err
	}
	p.Barred = true
	return r.takeOut(now, p), nil
}

// Dismiss removes participants who can rejoin as before. Others can use their names
// meanwhile.
func (r *Room) Dismiss(ids []ParticipantID, now time.Time) (Change, error) {
	var all []*person
	for _, id := range ids {
		if p, err := r.person(id); err == nil {
			all = append(all, p)
		}
	}
	if len(all) == 0 {
		return Change{}, ErrNoParticipant
	}
	return r.takeOut(now, all...), nil
}

func (r *Room) takeOut(now time.Time, all ...*person) Change {
	for _, p := range all {
		r.leave(p)
	}
	r.count()
	r.closeIfThrough(now)
	return r.changed(all...)
}

// Barred returns the participants who were removed and not readmitted, in the order they
// joined.
func (r *Room) Barred() []Participant {
	var all []Participant
	for _, p := range r.people {
		if p.Barred {
			all = append(all, p.Participant)
		}
	}
	return all
}

// Readmit allows a participant who was removed to rejoin.
func (r *Room) Readmit(id ParticipantID) (Change, error) {
	p := r.byID[id]
	if p == nil || !p.Barred {
		return Change{}, ErrNoParticipant
	}
	p.Barred = false
	return r.changed(p), nil
}

// Rename gives a participant another name.
func (r *Room) Rename(id ParticipantID, name string) (Change, error) {
	p, err := r.person(id)
	if err != nil {
		return Change{}, err
	}
	if name, err = CleanName(name); err != nil {
		return Change{}, err
	}
	if other := r.byName[Fold(name)]; other != nil && other != p {
		return Change{}, ErrNameTaken
	}
	delete(r.byName, Fold(p.Name))
	p.Name = name
	r.byName[Fold(name)] = p
	return r.changed(p), nil
}

// Allow gives a participant more time for every question: the factor, 1 to
// [MostFactor], of what the others have.
func (r *Room) Allow(id ParticipantID, factor float64) (Change, error) {
	p, err := r.person(id)
	if err != nil {
		return Change{}, err
	}
	if !(factor >= 1 && factor <= MostFactor) { // nor NaN
		return Change{}, ErrFactor
	}
	p.Factor = factor
	return r.changed(p), nil
}

// Lock keeps anybody else from joining, or no longer does.
func (r *Room) Lock(locked bool) (Change, error) {
	if r.state.Phase == Done {
		return Change{}, ErrOrder
	}
	r.state.Locked = locked
	return r.changed(), nil
}

// Start ends the waiting for people: the first question comes next.
func (r *Room) Start() (Change, error) {
	if r.state.Phase != Lobby {
		return Change{}, ErrOrder
	}
	return r.ready(1), nil
}

// Next goes on to the next question after one that was revealed. After the last
// one the error is [ErrOrder].
func (r *Room) Next() (Change, error) {
	if r.state.Phase != Revealed || r.isLast() {
		return Change{}, ErrOrder
	}
	return r.ready(r.state.N + 1), nil
}

func (r *Room) isLast() bool { return r.settings.Pace == SelfPaced || r.state.N == len(r.asked) }

func (r *Room) ready(n int) Change {
	if r.settings.Pace == SelfPaced {
		n = 0
	}
	r.state.Phase, r.state.N = Ready, n
	r.state.Limit, r.state.Elapsed, r.state.Since, r.state.Paused = r.settings.Limit, 0, time.Time{}, false
	r.state.Leaders = false
	r.count()
	return r.changed()
}

// ShowLeaders has the projector show the leaders, between a question and the next.
func (r *Room) ShowLeaders() (Change, error) {
	if r.state.Phase != Revealed || r.isLast() || !r.settings.Places || r.state.Leaders {
		return Change{}, ErrOrder
	}
	r.state.Leaders = true
	return r.changed(), nil
}

// Ask opens the question that is ready. Its time begins once it was read.
func (r *Room) Ask(now time.Time) (Change, error) {
	if r.state.Phase != Ready {
		return Change{}, ErrOrder
	}
	r.state.Phase = Open
	r.state.Reading = r.settings.Pace == Together && r.settings.Reading > 0
	r.run(now)
	return r.changed(), nil
}

// run lets the time run from the instant on, or from when the question was read.
func (r *Room) run(now time.Time) {
	r.state.Since = now
	if r.state.Reading {
		r.state.Since = now.Add(r.settings.Reading)
	}
}

// Offer shows the options of a question that is still read.
func (r *Room) Offer(now time.Time) (Change, error) {
	if !r.state.Reading || r.state.Paused {
		return Change{}, ErrOrder
	}
	r.state.Reading, r.state.Since = false, now
	return r.changed(), nil
}

// Pause stops the time, and nobody can answer until [Room.Resume].
func (r *Room) Pause(now time.Time) (Change, error) {
	if r.state.Phase != Open || r.state.Paused {
		return Change{}, ErrOrder
	}
	r.state.Elapsed, r.state.Since, r.state.Paused = r.state.elapsed(now), time.Time{}, true
	return r.changed(), nil
}

// Resume lets the time run again.
func (r *Room) Resume(now time.Time) (Change, error) {
	if r.state.Phase != Open || !r.state.Paused {
		return Change{}, ErrOrder
	}
	r.state.Paused = false
	r.run(now)
	return r.changed(), nil
}

// MoreTime adds to the time of the question that is open, for all.
func (r *Room) MoreTime(more time.Duration) (Change, error) {
	if r.state.Phase != Open || r.state.Limit == 0 || more <= 0 || r.state.Limit+more > MostTime {
		return Change{}, ErrOrder
	}
	r.state.Limit += more
	return r.changed(), nil
}

// Close ends the question; what is right is revealed with it, unless the room
// holds that back.
func (r *Room) Close(now time.Time) (Change, error) {
	if r.state.Phase != Open {
		return Change{}, ErrOrder
	}
	r.close(now)
	return r.changed(), nil
}

func (r *Room) close(now time.Time) {
	r.state.Elapsed, r.state.Since, r.state.Paused = r.state.elapsed(now), time.Time{}, false
	r.state.Reading = false
	if r.state.N > 0 {
		r.state.Seen[r.state.N-1] = int16(len(r.people) + 1)
	}
	r.state.Phase = Revealed
	if r.settings.Hold {
		r.state.Phase = Closed
	}
}

// Reveal shows what is right, and closes a question that is still open.
func (r *Room) Reveal(now time.Time) (Change, error) {
	if r.state.Phase != Open && r.state.Phase != Closed {
		return Change{}, ErrOrder
	}
	if r.state.Phase == Open {
		r.close(now)
	}
	r.state.Phase = Revealed
	return r.changed(), nil
}

// End ends the session, wherever it stands. A question that is open is closed.
func (r *Room) End(now time.Time) (Change, error) {
	if r.state.Phase == Done {
		return Change{}, ErrOrder
	}
	if r.state.Phase == Open {
		r.close(now)
	}
	if r.state.Phase == Ready { // nobody has seen it
		r.state.N = max(r.state.N-1, 0)
	}
	r.state.Phase, r.state.Leaders = Done, false
	return r.changed(), nil
}

// Tick shows the options of a question that was read, or closes one whose time is up; ok is
// false if nothing has changed.
func (r *Room) Tick(now time.Time) (c Change, ok bool) {
	if r.state.Reading && !r.state.Paused && !now.Before(r.state.Since) {
		r.state.Reading = false
		return r.changed(), true
	}
	most, limited := r.longest()
	if r.state.Phase != Open || r.state.Paused || !limited || r.state.elapsed(now) < most {
		return Change{}, false
	}
	r.close(now)
	return r.changed(), true
}

// Answer takes the answer of a participant that came in at the instant. The first
// one counts: the same again changes nothing, and any other is [ErrAnswered]. The
// error can also be [ErrNoParticipant], [ErrNotAsked], [ErrLate] or
// [questions.ErrNoAnswer].
func (r *Room) Answer(id ParticipantID, question QuestionID, reply questions.Reply, at time.Time) (Change, error) {
	p, err := r.person(id)
	if err != nil {
		return Change{}, err
	}
	n := numberOf(r.asked, question)
	reply = p.inRoom(n, reply)
	if before, is := p.answers[n]; is {
		return Change{State: r.state}, r.asked[n-1].sameAs(before, reply)
	}
	if n == 0 || r.state.Phase != Open || n != r.at(p) {
		return Change{}, ErrNotAsked
	}
	if r.state.Paused || r.state.Reading {
		return Change{}, ErrOrder
	}
	elapsed := r.state.elapsed(at)
	limit := r.state.limit(p)
	if limit > 0 && elapsed > limit {
		return Change{}, ErrLate
	}
	judged, err := r.asked[n-1].judge(reply)
	if err != nil {
		return Change{}, err
	}
	a := Answer{
		Participant: id, N: n, Reply: reply, Given: judged.Given, Chosen: judged.Service, Correct: judged.Correct,
		At: at, Took: elapsed,
	}
	if r.settings.Pace == SelfPaced {
		a.Took -= p.spent()
		limit /= time.Duration(len(r.asked))
	}
	a.Points = r.settings.Scoring.points(a, limit)
	p.answers[n], p.last = a, n
	if r.isThrough(p) {
		r.answered++
	}
	r.closeIfThrough(at)
	c := r.changed()
	c.Answers = []Answer{a}
	return c, nil
}

// IsSlip reports whether the reply would be the participant's answer now, and wrong only for
// a slip in the spelling.
func (r *Room) IsSlip(id ParticipantID, question QuestionID, reply questions.Reply, at time.Time) bool {
	p, err := r.person(id)
	n := numberOf(r.asked, question)
	if err != nil || n == 0 || r.state.Phase != Open || r.state.Paused || r.state.Reading || n != r.at(p) {
		return false
	}
	limit := r.state.limit(p)
	if _, answered := p.answers[n]; answered || limit > 0 && r.state.elapsed(at) > limit {
		return false
	}
	judged, err := r.asked[n-1].judge(reply)
	return err == nil && judged.Near
}

// judge judges a reply, which may be typed in any of the languages that it is asked in.
func (a Asked) judge(reply questions.Reply) (questions.Judgement, error) {
	judged, err := a.Question.Judge(reply)
	for _, q := range a.Translations {
		if err != nil || judged.Correct || a.Question.Format != questions.Typed {
			break
		}
		if other, otherErr := q.Judge(reply); otherErr == nil && other.Correct {
			judged = other
		}
	}
	return judged, err
}

// sameAs is nil if the reply is what was answered before.
func (a Asked) sameAs(before Answer, reply questions.Reply) error {
	judged, err := a.Question.Judge(reply)
	if err != nil {
		return err
	}
	if judged.Given != before.Given || reply.DontKnow != before.Reply.DontKnow {
		return ErrAnswered
	}
	return nil
}

// closeIfThrough closes a question that everybody has answered.
func (r *Room) closeIfThrough(now time.Time) {
	if r.state.Phase == Open && r.present > 0 && r.answered == r.present {
		r.close(now)
	}
}

// numberOf is that of the question with the identity, 0 if there is none.
func numberOf(asked []Asked, id QuestionID) int {
	for i, a := range asked {
		if a.ID == id {
			return i + 1
		}
	}
	return 0
}

// spent is how much of the time the earlier answers took.
func (p *person) spent() (all time.Duration) {
	for _, a := range p.answers {
		all += a.Took
	}
	return all
}

// points is what an answer is worth, where there was such a limit; 0 for none.
func (s Scoring) points(a Answer, limit time.Duration) int {
	switch {
	case !a.Correct:
		return 0
	case s == ByAccuracy || limit == 0:
		return Points
	}
	left := max(1-float64(a.Took)/float64(limit), 0)
	const forSpeed = Points / 2
	return Points - forSpeed + int(float64(forSpeed*left))
}
