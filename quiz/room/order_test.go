package room_test

import (
	"fmt"
	"reflect"
	"slices"
	"testing"
	"time"

	"portdrill/questions"
	"portdrill/questions/catalogue"
	"portdrill/quiz/room"
)

// inBoth returns questions of every kind in English, with their Chinese.
func inBoth(t testing.TB, n int) []room.Asked {
	t.Helper()
	c := catalogue.Builtin()
	m := questions.NewMaker(c)
	formats := []questions.Format{questions.Choice, questions.Typed, questions.Boolean, questions.Set}
	var all []room.Asked
	for i := range n {
		draw := m.Draw(c.Deck("seed"), questions.Kinds(), formats[i%len(formats)], catalogue.English, uint64(i+1))
		q, err := draw.Next()
		if err != nil {
			t.Fatal(err)
		}
		spec := draw.Spec()
		spec.Kind, spec.Format, spec.Deck, spec.Lang = q.Kind, q.Format, q.Deck, catalogue.Chinese
		zh, err := m.Make(spec)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, room.Asked{
			ID: room.QuestionID(fmt.Sprint("q", i)), Question: q, Area: "x",
			Translations: map[catalogue.Lang]*questions.Question{catalogue.Chinese: zh},
		})
	}
	return all
}

// replyTo is a reply to a question as it is shown: by what its options say, in whatever
// language and order.
func replyTo(a room.Asked, shown *room.Shown, correct bool) questions.Reply {
	q := a.In(shown.Lang)
	if q.Format == questions.Typed {
		if correct {
			return questions.Reply{Text: q.Answers[0]}
		}
		return questions.Reply{Text: "65535"}
	}
	var good []int
	for i, option := range shown.Options {
		if slices.Contains(q.Answers, option) == correct {
			good = append(good, i+1)
		}
	}
	if q.Format == questions.Set {
		return questions.Reply{Choices: good}
	}
	return questions.Reply{Choice: good[0]}
}

// The law: a question in another language has its options in the same order, the same right
// ones, and another stem; this is what whoever reads the other language sees and is told.
func TestLanguages(t *testing.T) {
	all := inBoth(t, 120)
	r, err := room.New(together(), all)
	if err != nil {
		t.Fatal(err)
	}
	c := &class{t, r, noon}
	c.join("Ann", "李明")
	for i := range all {
		q := c.ask()
		zh := q.Translations[catalogue.Chinese]
		wall := c.Projector(c.now).Question
		ann, li := c.view("Ann"), c.viewIn("李明", catalogue.Chinese)
		if !reflect.DeepEqual(wall, ann.Question) {
			t.Fatalf("Ann sees %+v, the wall %+v", ann.Question, wall)
		}
		if li.Question.Stem != zh.Stem || li.Question.Lang != catalogue.Chinese || len(li.Question.Options) != len(wall.Options) {
			t.Fatalf("李明 sees %+v", li.Question)
		}
		correct := i%3 != 0
		c.must(c.Answer("Ann", q.ID, replyTo(q, ann.Question, correct), c.now))
		c.must(c.Answer("李明", q.ID, replyTo(q, li.Question, correct), c.now))
		ann, li = c.view("Ann"), c.viewIn("李明", catalogue.Chinese)
		if ann.Result.Correct != correct || li.Result.Correct != correct || !slices.Equal(ann.Chosen, li.Chosen) || !slices.Equal(ann.Result.Right, li.Result.Right) {
			t.Errorf("%s %s: Ann %+v, 李明 %+v, want %t", q.Question.Kind, q.Question.Format, ann.Result, li.Result, correct)
		}
		if n := len(li.Chosen); n == 1 && li.Given != li.Question.Options[li.Chosen[0]-1] || li.Result.Answers[0] != zh.Answers[0] {
			t.Errorf("李明 gave %q (%v) and is told %+v", li.Given, li.Chosen, li.Result)
		}
	}
}

func (c *class) viewIn(name string, lang catalogue.Lang) room.ParticipantView {
	c.Helper()
	v, err := c.ViewOf(room.ParticipantID(name), lang, c.now)
	if err != nil {
		c.Fatal(err)
	}
	return v
}

// The law: where all go at their own pace, each has all questions, and all options, in an
// order of their own, which a restart keeps; what they are told is in that order, and what is
// kept in that of the room.
func TestOrders(t *testing.T) {
	all := inBoth(t, 12)
	s := together()
	s.Pace, s.Limit = room.SelfPaced, 0
	r, err := room.New(s, all)
	if err != nil {
		t.Fatal(err)
	}
	c := &class{t, r, noon}
	names := []string{"Ann", "Bo", "Cy", "Di", "Ed"}
	c.join(names...)
	c.ask()
	orders, firsts := make(map[string]bool), make(map[string]bool)
	for i, name := range names {
		order := ""
		for n := range all {
			before := c.view(name)
			again, err := room.Restore(s, all, c.State(), c.Participants(), c.Answers())
			if err != nil {
				t.Fatal(err)
			}
			if v, err := again.ViewOf(room.ParticipantID(name), "", c.now); err != nil || !reflect.DeepEqual(v.Question, before.Question) || v.Kept != before.Kept {
				t.Fatalf("%s after a restart: %+v, before %+v", name, v, before)
			}
			q := all[slices.IndexFunc(all, func(a room.Asked) bool { return a.ID == before.Question.ID })]
			if before.Question.N != n+1 || q.Question.Format == questions.Boolean && !slices.Equal(before.Question.Options, q.Question.Options) {
				t.Errorf("%s: question %d is %+v", name, n+1, before.Question)
			}
			if q.ID == "q0" {
				firsts[fmt.Sprint(before.Question.Options)] = true
			}
			order += string(q.ID) + " "
			reply := replyTo(q, before.Question, (i+n)%2 == 0)
			c.now = c.now.Add(time.Second)
			c.must(c.Answer(room.ParticipantID(name), q.ID, reply, c.now))
			if _, err := c.Answer(room.ParticipantID(name), q.ID, reply, c.now); err != nil {
				t.Errorf("the same again: %v", err)
			}
			if v := c.view(name); len(reply.Choices) > 0 && v.Kept != q.ID {
				t.Errorf("%s: %s is acknowledged, want %s", name, v.Kept, q.ID)
			}
		}
		orders[order] = true
	}
	if len(orders) != len(names) || len(firsts) < 3 {
		t.Errorf("%d orders of questions and %d of options for %d people", len(orders), len(firsts), len(names))
	}
	for i, name := range names {
		v := c.view(name)
		for n, result := range v.Results {
			if result.N != n+1 || result.Correct != ((i+n)%2 == 0) {
				t.Errorf("%s: result %d is %+v", name, n+1, result)
			}
		}
		if len(v.Results) != len(all) || v.Right != 6 {
			t.Errorf("%s: %d results, %d right", name, len(v.Results), v.Right)
		}
	}
	for _, a := range c.Answers() {
		q := all[a.N-1].Question
		if judged, err := q.Judge(a.Reply); err != nil || judged.Correct != a.Correct || judged.Given != a.Given {
			t.Errorf("%+v is kept, %+v judged, %v", a, judged, err)
		}
	}
}
