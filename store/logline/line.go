// Package logline writes and reads an event as a line of the log: its body as JSON, and
// the hash that chains it to the one before.
package logline

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"strconv"
	"strings"
	"time"

	"portdrill/questions"
	"portdrill/questions/catalogue"
	"portdrill/quiz"
	"portdrill/quiz/fsrs"
)

// A Line is an event as the log keeps it.
type Line struct {
	ID     quiz.EventID
	Device quiz.DeviceID
	Seq    int64 // 1, 2, 3 ... per learner and device
	Order  int64
	AtMS   int64 // Unix milliseconds
	Zone   int   // seconds east of UTC
	Day    quiz.Day
	Kind   quiz.EventKind
	Body   string // JSON
	Prev   []byte // hash of the line before, empty for the first
	Sum    []byte // hash
}

// Hash chains the line to the one before: SHA-256 over the hash of that one and
// every field, each with its length before it.
func (l Line) Hash(prev []byte, learner quiz.LearnerID) []byte {
	h := sha256.New()
	fmt.Fprintf(h, "%d:", len(prev))
	h.Write(prev)
	for _, field := range []string{
		string(learner), string(l.Device), string(l.ID), decimal(l.Seq), decimal(l.Order), decimal(l.AtMS),
		decimal(int64(l.Zone)), decimal(int64(l.Day)), string(l.Kind), l.Body,
	} {
		HashText(h, field)
	}
	return h.Sum(nil)
}

func decimal(n int64) string { return strconv.FormatInt(n, 10) }

// HashText adds a text with its length before it, so that no two rows of values run
// together to the same.
func HashText(h hash.Hash, text string) {
	io.WriteString(h, strconv.Itoa(len(text))+":") // a hash takes all
	io.WriteString(h, text)
}

// answerBody is an answer in the log. Fields are only ever added.
type answerBody struct {
	Question string              `json:"question"`
	Facets   []questions.FacetID `json:"facets"`
	Kind     questions.Kind      `json:"kind"`
	Format   questions.Format    `json:"format"`
	Lang     catalogue.Lang      `json:"lang"`
	Deck     string              `json:"deck"`
	Stem     string              `json:"stem"`
	Options  []string            `json:"options,omitempty"`
	Given    string              `json:"given"`
	Chosen   string              `json:"chosen,omitempty"`
	DontKnow bool                `json:"dont_know,omitempty"`
	Correct  bool                `json:"correct"`
	TookMS   int64               `json:"took_ms"`
	Counts   quiz.Counts         `json:"counts"`
	Grade    string              `json:"grade,omitempty"`
	Guess    float64             `json:"guess,omitempty"`
	Target   float64             `json:"target"`
	StepsMS  *[]int64            `json:"steps_ms,omitempty"` // learning steps, of a review
	Exam     quiz.EventID        `json:"exam,omitempty"`
	Room     string              `json:"room,omitempty"`
}

// examBody is a mock exam in the log.
type examBody struct {
	Deck     string         `json:"deck"`
	Kind     questions.Kind `json:"kind,omitempty"`
	Lang     catalogue.Lang `json:"lang"`
	Count    int            `json:"count"`
	Seed     uint64         `json:"seed,string"` // too big for numbers elsewhere
	BudgetMS int64          `json:"budget_ms,omitempty"`
	Pass     int            `json:"pass"`
	Practice bool           `json:"practice,omitempty"`
}

// aboutBody is a suspend, unsuspend, bury or reset in the log.
type aboutBody struct {
	Facets []questions.FacetID `json:"facets"`
}

// Of returns the line of an event that makes sense, but for its hashes.
func Of(e quiz.Event) (Line, error) {
	if err := e.Check(); err != nil {
		return Line{}, fmt.Errorf("event %s: %w", e.ID, err)
	}
	text, err := json.Marshal(bodyOf(e))
	if err != nil {
		return Line{}, fmt.Errorf("event %s: %w", e.ID, err)
	}
	_, zone := e.At.Zone()
	return Line{
		ID: e.ID, Device: e.Device, Seq: e.Seq, Order: e.Order,
		AtMS: e.At.UnixMilli(), Zone: zone, Day: e.Day, Kind: e.Kind, Body: string(text),
	}, nil
}

// bodyOf is what the log keeps of an event that makes sense.
func bodyOf(e quiz.Event) any {
	switch e.Kind {
	case quiz.AnswerEvent:
		return bodyOfAnswer(e.Answer)
	case quiz.NoteEvent:
		return e.Note
	case quiz.FlagEvent:
		return e.Flag
	case quiz.UndoEvent:
		return e.Undo
	case quiz.SettingsEvent, quiz.WeightsEvent:
		return e.Change
	case quiz.ExamEvent:
		x := e.Exam
		return examBody{x.Deck, x.Kind, x.Lang, x.Count, x.Seed, x.Budget.Milliseconds(), x.Pass, x.Practice}
	case quiz.ExamEndEvent:
		return e.ExamEnd
	case quiz.SuspendEvent, quiz.UnsuspendEvent, quiz.BuryEvent, quiz.ResetEvent:
	}
	return aboutBody{e.About}
}

func bodyOfAnswer(a *quiz.Answer) answerBody {
	body := answerBody{
		Question: a.Question, Facets: a.Facets, Kind: a.Kind, Format: a.Format, Lang: a.Lang, Deck: a.Deck,
		Stem: a.Stem, Options: a.Options, Given: a.Given, Chosen: a.Chosen, DontKnow: a.DontKnow,
		Correct: a.Correct, TookMS: a.Took.Milliseconds(), Counts: a.Counts, Guess: a.Guess, Target: a.Target,
		Exam: a.Exam, Room: a.Room,
	}
	if a.Counts == quiz.Review {
		body.Grade = a.Grade.String()
		body.StepsMS = stepsInLog(a.Learning)
	}
	return body
}

// Event returns the event that the line keeps.
func (l Line) Event() (quiz.Event, error) {
	e := quiz.Event{
		ID: l.ID, Device: l.Device, Seq: l.Seq, Order: l.Order,
		At: time.UnixMilli(l.AtMS).In(time.FixedZone("", l.Zone)), Day: l.Day, Kind: l.Kind,
	}
	var err error
	switch l.Kind {
	case quiz.AnswerEvent:
		e.Answer, err = l.decodeAnswer()
	case quiz.NoteEvent:
		e.Note, err = decoded[quiz.Note](l.Body)
	case quiz.FlagEvent:
		e.Flag, err = decoded[quiz.Flag](l.Body)
	case quiz.UndoEvent:
		e.Undo, err = decoded[quiz.Undo](l.Body)
	case quiz.SettingsEvent, quiz.WeightsEvent:
		e.Change, err = decoded[quiz.Change](l.Body)
	case quiz.SuspendEvent, quiz.UnsuspendEvent, quiz.BuryEvent, quiz.ResetEvent:
		var b aboutBody
		err = json.Unmarshal([]byte(l.Body), &b)
		e.About = b.Facets
	case quiz.ExamEvent:
		var b examBody
		err = json.Unmarshal([]byte(l.Body), &b)
		e.Exam = &quiz.Exam{
			Deck: b.Deck, Kind: b.Kind, Lang: b.Lang, Count: b.Count, Seed: b.Seed,
			Budget: time.Duration(b.BudgetMS) * time.Millisecond, Pass: b.Pass, Practice: b.Practice,
		}
	case quiz.ExamEndEvent:
		e.ExamEnd, err = decoded[quiz.ExamEnd](l.Body)
	default:
		err = fmt.Errorf("%q is no kind of event", l.Kind)
	}
	return e, err
}

// decoded reads what stands in the log as it is.
func decoded[T any](body string) (*T, error) {
	into := new(T)
	return into, json.Unmarshal([]byte(body), into)
}

func (l Line) decodeAnswer() (*quiz.Answer, error) {
	var b answerBody
	if err := json.Unmarshal([]byte(l.Body), &b); err != nil {
		return nil, err
	}
	grade, err := parseGrade(b.Grade)
	switch {
	case err != nil:
		return nil, err
	case b.TookMS != time.Duration(b.TookMS*int64(time.Millisecond)).Milliseconds():
		return nil, fmt.Errorf("an answer that took %d ms", b.TookMS)
	case b.Counts == quiz.Review && !grade.Valid():
		return nil, errors.New("a review without a grade")
	}
	return &quiz.Answer{
		Question: b.Question, Facets: b.Facets, Kind: b.Kind, Format: b.Format, Lang: b.Lang, Deck: b.Deck,
		Stem: b.Stem, Options: b.Options, Given: b.Given, Chosen: b.Chosen, DontKnow: b.DontKnow,
		Correct: b.Correct, Took: time.Duration(b.TookMS) * time.Millisecond, Counts: b.Counts,
		Grade: grade, Guess: b.Guess, Target: b.Target, Learning: stepsFromLog(b.StepsMS),
		Exam: b.Exam, Room: b.Room,
	}, nil
}

// stepsInLog is nil where an answer states none.
func stepsInLog(list []time.Duration) *[]int64 {
	if list == nil {
		return nil
	}
	all := make([]int64, len(list))
	for i, step := range list {
		all[i] = step.Milliseconds()
	}
	return &all
}

func stepsFromLog(list *[]int64) []time.Duration {
	if list == nil {
		return nil
	}
	all := make([]time.Duration, len(*list))
	for i, ms := range *list {
		all[i] = time.Duration(ms) * time.Millisecond
	}
	return all
}

func parseGrade(word string) (fsrs.Grade, error) {
	if word == "" {
		return 0, nil
	}
	for g := fsrs.Again; g <= fsrs.Easy; g++ {
		if g.String() == word {
			return g, nil
		}
	}
	return 0, fmt.Errorf("%q is no grade", word)
}

// Restore checks that the line is as it was recorded, and reports whether it is.
// Text that was only written in another way, as programs do that rewrite JSON, is
// brought back to what was hashed.
func (l *Line) Restore(learner quiz.LearnerID) bool {
	if bytes.Equal(l.Hash(l.Prev, learner), l.Sum) {
		return true
	}
	for _, body := range l.otherBodies() {
		again := *l
		again.Body = body
		if bytes.Equal(again.Hash(l.Prev, learner), l.Sum) {
			*l = again
			return true
		}
	}
	return false
}

// otherBodies are what the body may have been: before [Escape], without blanks, with the
// signs of HTML escaped, and as this program writes it.
func (l Line) otherBodies() []string {
	bodies := []string{unescape(l.Body)}
	var compact bytes.Buffer
	if json.Compact(&compact, []byte(l.Body)) == nil {
		var escaped bytes.Buffer
		json.HTMLEscape(&escaped, compact.Bytes())
		bodies = append(bodies, compact.String(), escaped.String())
	}
	if e, err := l.Event(); err == nil {
		if again, err := Of(e); err == nil {
			// Bytes that were no UTF-8 were recorded as an escape.
			bodies = append(bodies, again.Body, strings.ReplaceAll(again.Body, "\uFFFD", `\ufffd`))
		}
	}
	return bodies
}
