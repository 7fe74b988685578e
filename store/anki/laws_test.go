package anki_test

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"portdrill/questions/testenv"
	"portdrill/store/anki"
)

// The laws of every file: the same collection makes the same bytes, each note
// has one card, whatever is in its texts it keeps its fields, and no answer is
// lost.
func TestLaws(t *testing.T) {
	testenv.Check(t, func(r *rapid.T) {
		c, given := drawCollection(r)
		file := written(r, c)
		if !bytes.Equal(file, written(r, c)) {
			r.Error("the same collection made other bytes")
		}
		db := database(r, file)
		answers := 0
		for _, n := range c.Notes {
			answers += len(given[n.GUID])
		}
		same(r, db, "PRAGMA integrity_check", "ok")
		same(r, db, "SELECT count(*), count(DISTINCT guid) FROM notes", fmt.Sprint(len(c.Notes), len(c.Notes)))
		same(r, db, "SELECT count(*) FROM cards JOIN notes ON nid = notes.id, col, json_each(decks) d WHERE did = d.key", fmt.Sprint(len(c.Notes)))
		same(r, db, "SELECT count(*) FROM revlog JOIN cards ON cid = cards.id", fmt.Sprint(answers))
		same(r, db, "SELECT count(*) FROM cards WHERE type NOT BETWEEN 0 AND 3 OR queue NOT IN (-3, -1, type, 1)", "0")
		for _, n := range c.Notes {
			got := rows(r, db, "SELECT flds FROM notes WHERE guid = ?", n.GUID)
			if len(got) != 1 || strings.Count(got[0], "\x1f") != len(n.Fields)-1 || strings.ContainsAny(strings.ReplaceAll(got[0], "<br>", ""), "<>[{\n\x00") {
				r.Errorf("%q became %q", n.Fields, got)
			}
		}
	})
}

// An answer is told at its own millisecond, or at the next one free after it.
func TestAnswersKeepTheirOrder(t *testing.T) {
	testenv.Check(t, func(r *rapid.T) {
		c, given := drawCollection(r)
		db := database(r, written(r, c))
		var instants []int64
		for _, answers := range given {
			for _, a := range answers {
				instants = append(instants, a.At.UnixMilli())
			}
		}
		slices.Sort(instants)
		var want []string
		last := int64(0)
		for _, at := range instants {
			last = max(at, last+1)
			want = append(want, fmt.Sprint(last))
		}
		same(r, db, "SELECT id FROM revlog ORDER BY id", want...)
	})
}

func drawCollection(r *rapid.T) (anki.Collection, given) {
	answers := make(given)
	c := anki.Collection{
		Created: created, Rollover: 4 * time.Hour, Modified: modified, Type: portType, Log: answers.log,
	}
	hostile := rapid.OneOf(rapid.String(), rapid.StringOfN(rapid.RuneFrom([]rune("<>&\"'[{}]\x1f\x00\r\n端a")), 0, 20, -1),
		rapid.Map(rapid.SliceOfN(rapid.Byte(), 0, 9), func(b []byte) string { return string(b) }))
	guids := rapid.SliceOfNDistinct(rapid.StringMatching("[a-z:]{1,6}"), 0, 12, rapid.ID).Draw(r, "guids")
	for _, guid := range guids {
		answers[guid] = drawAnswers(r)
		c.Notes = append(c.Notes, anki.Note{
			GUID:   guid,
			Deck:   rapid.OneOf(rapid.SampledFrom([]string{"A", "a::B", "A::b::c"}), rapid.StringN(1, 5, -1)).Draw(r, "deck"),
			Fields: []string{hostile.Draw(r, "question"), hostile.Draw(r, "answer")},
			Tags:   rapid.SliceOfN(hostile, 0, 2).Draw(r, "tags"),
			Card:   drawCard(r),
		})
	}
	return c, answers
}

// instant is one of few, so that many answers meet at one.
var instant = rapid.Custom(func(r *rapid.T) time.Time {
	return created.Add(time.Duration(rapid.IntRange(0, 5).Draw(r, "ms")) * time.Millisecond)
})

var state = rapid.SampledFrom([]anki.State{anki.New, anki.Learning, anki.Review, anki.Relearning})

func drawAnswers(r *rapid.T) []anki.Answer {
	answer := rapid.Custom(func(r *rapid.T) anki.Answer {
		return anki.Answer{
			At: instant.Draw(r, "at"), From: state.Draw(r, "from"), Ease: rapid.IntRange(0, 4).Draw(r, "ease"),
			Interval: time.Duration(rapid.Int64Range(0, int64(99*day)).Draw(r, "interval")),
			Took:     time.Duration(rapid.Int64Range(0, int64(time.Hour)).Draw(r, "took")),
		}
	})
	return rapid.SliceOfN(answer, 0, 6).Draw(r, "answers")
}

func drawCard(r *rapid.T) anki.Card {
	return anki.Card{
		State: state.Draw(r, "state"), Suspended: rapid.Bool().Draw(r, "suspended"), Buried: rapid.Bool().Draw(r, "buried"),
		Position: rapid.IntRange(0, 99).Draw(r, "position"), Due: instant.Draw(r, "due"), DueDay: rapid.IntRange(-9, 999).Draw(r, "day"),
		Interval: rapid.IntRange(0, 999).Draw(r, "days"), Memory: anki.Memory{Stability: rapid.Float64Range(0, 36500).Draw(r, "stability")},
	}
}
