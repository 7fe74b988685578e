package questions_test

import (
	"errors"
	"strings"
	"testing"

	"portdrill/questions"
	"portdrill/questions/catalogue"
)

// The law: a question that a person wrote is judged by its answers, is the same whenever it is
// made, and is refused for what is wrong with it.
func TestWrittenQuestion(t *testing.T) {
	m := questions.NewMaker(catalogue.Builtin())
	choice := questions.Written{Stem: "Which VLAN is for guests?", Options: []string{"10", "20", "30"}, Answers: []string{"20"}, Explanation: "VLAN 20."}
	typed := questions.Written{Stem: "Who runs the lab?", Answers: []string{"Ms Abt", "Abt"}}
	set := questions.Written{Stem: "Which are ours?", Options: []string{"a", "b", "c"}, Answers: []string{"a", "c"}}
	for _, each := range []struct {
		written questions.Written
		reply   questions.Reply
		right   bool
	}{
		{choice, questions.Reply{Choice: 2}, true},
		{choice, questions.Reply{Choice: 3}, false},
		{choice, questions.Reply{DontKnow: true}, false},
		{typed, questions.Reply{Text: " abt"}, true},
		{typed, questions.Reply{Text: "Kay"}, false},
		{set, questions.Reply{Choices: []int{3, 1}}, true},
		{set, questions.Reply{Choices: []int{1}}, false},
	} {
		spec := questions.Spec{Kind: questions.OwnQuestion, Lang: catalogue.English, Written: &each.written}
		q, err := m.Make(spec)
		if err != nil {
			t.Fatal(err)
		}
		spec.Format = q.Format
		if again, err := m.Make(spec); err != nil || again.ID != q.ID {
			t.Errorf("%s: another question, %v", q.Stem, err)
		}
		if judged, err := q.Judge(each.reply); err != nil || judged.Correct != each.right {
			t.Errorf("%s %+v: %+v, %v", q.Stem, each.reply, judged, err)
		}
		if area := questions.AreaOf(m.Catalogue(), q); area != catalogue.OwnCategory {
			t.Errorf("its area is %q", area)
		}
	}
	for _, each := range []struct {
		written questions.Written
		format  questions.Format
		want    error
	}{
		{questions.Written{Answers: []string{"a"}}, "", questions.ErrNoStem},
		{questions.Written{Stem: strings.Repeat("a", 601), Answers: []string{"a"}}, "", questions.ErrNoStem},
		{questions.Written{Stem: "a\x1b[2J", Answers: []string{"a"}}, "", questions.ErrNoStem},
		{questions.Written{Stem: "?", Options: []string{"a"}, Answers: []string{"a"}}, "", questions.ErrOptions},
		{questions.Written{Stem: "?", Options: []string{"a", "A"}, Answers: []string{"a"}}, "", questions.ErrOptions},
		{questions.Written{Stem: "?", Options: strings.Split("abcdefghi", ""), Answers: []string{"a"}}, "", questions.ErrOptions},
		{questions.Written{Stem: "?", Options: []string{"a", "b"}, Answers: []string{"c"}}, "", questions.ErrAnswers},
		{questions.Written{Stem: "?", Options: []string{"a", "b"}, Answers: []string{}}, "", questions.ErrAnswers},
		{questions.Written{Stem: "?", Options: []string{"a", "b"}, Answers: []string{"a", "b"}}, questions.Choice, questions.ErrOwnFormats},
		{questions.Written{Stem: "?", Options: []string{"a", "b", "c"}, Answers: []string{"a"}}, questions.Boolean, questions.ErrOwnFormats},
		{questions.Written{Stem: "?", Options: []string{"a", "b"}, Answers: []string{"a"}}, questions.Typed, questions.ErrOwnFormats},
		{questions.Written{Stem: "?", Options: []string{"a", "b"}, Answers: []string{"a"}}, questions.Ordering, questions.ErrOwnFormats},
	} {
		if _, err := m.Make(questions.Spec{Format: each.format, Written: &each.written}); !errors.Is(err, each.want) {
			t.Errorf("%+v: %v, want %v", each.written, err, each.want)
		}
	}
}

// The law: whatever share of the kinds a blueprint asks for, a draw comes close to it, unless
// the deck has nothing left to ask; with the usual one, ports and services come first.
func TestMix(t *testing.T) {
	m := questions.NewMaker(catalogue.Builtin())
	deck := m.Catalogue().Deck("all")
	const many = 100
	count := func(blueprint map[string]int) map[questions.Kind]int {
		draw := m.Draw(deck, choiceKinds(), questions.Choice, catalogue.English, 7)
		draw.Follow(blueprint)
		drawn := make(map[questions.Kind]int)
		for range many {
			q, err := draw.Next()
			if err != nil {
				t.Fatal(err)
			}
			drawn[q.Kind]++
		}
		return drawn
	}
	for _, blueprint := range []map[string]int{
		{"port-to-service": 100},
		{"port-to-service": 70, "service-to-port": 30},
		{"port-to-service": 20, "symptom": 40, "description-to-service": 40},
	} {
		drawn := count(blueprint)
		for kind, share := range blueprint {
			if got := drawn[questions.Kind(kind)]; got < share-15 || got > share+15 {
				t.Errorf("%v: %d of %d are %s", blueprint, got, many, kind)
			}
		}
		if len(drawn) != len(blueprint) {
			t.Errorf("%v: %v", blueprint, drawn)
		}
	}
	usual := count(nil)
	if n := usual[questions.PortToService] + usual[questions.ServiceToPort]; n < many/2 {
		t.Errorf("%d of %d are about ports and services", n, many)
	}
}

// choiceKinds are the kinds that classes are asked.
func choiceKinds() (kinds []questions.Kind) {
	for _, k := range questions.Kinds() {
		if k.InExams() && !k.Several() {
			kinds = append(kinds, k)
		}
	}
	return kinds
}
