package catalogue

import "strings"

// A Mistake is a claim of the post that the project began with, beside the truth.
// Not every claim is wrong.
type Mistake struct {
	ID      string
	Verdict string // wrong, partly, dated or right
	Claim   Text   // the Chinese as it stands in the post
	Truth   Text
	Why     Text
	Source  string // RFCs and registries, with their sections
	Ports   []string

	// For questions, of all that is wrong and of what is dated or right only in part
	// where the correction is worth it: the claim in a sentence, what is right, and
	// what else is wrong.
	Said, Right Text
	Wrong       []Text
}

// Asked reports whether there is a question about the claim.
func (m Mistake) Asked() bool { return m.Said != Text{} }

// Mistakes returns every claim of the post that was checked, in its order.
func (c *Catalogue) Mistakes() []Mistake { return c.mistakes }

var mistakeColumns = []string{
	"id", "verdict", "claim_en", "claim_zh", "truth_en", "truth_zh", "why_en", "why_zh", "source", "ports",
	"said_en", "said_zh", "right_en", "right_zh", "wrong_en", "wrong_zh",
}

func (l *loader) mistakes() {
	l.each("mistakes.csv", mistakeColumns, func(r row) {
		m := Mistake{
			ID: r.must("id"), Verdict: r.oneOf("verdict", "wrong", "partly", "dated", "right"),
			Claim: r.text("claim", true), Truth: r.text("truth", true), Why: r.text("why", true),
			Source: r.must("source"), Ports: r.list("ports", ";"),
		}
		m.Said = r.text("said", m.Verdict == "wrong")
		m.Right = r.text("right", m.Asked())
		en, zh := r.list("wrong_en", ";"), strings.Split(r.get("wrong_zh"), "；")
		if m.Asked() && (len(en) < 2 || len(en) != len(zh)) {
			r.problem("wrong_en", "want two or more, and as many in Chinese")
			return
		}
		for i := range en {
			m.Wrong = append(m.Wrong, Text{EN: en[i], ZH: zh[i]})
		}
		l.c.mistakes = append(l.c.mistakes, m)
	})
}
