package session

import (
	"slices"
	"time"

	"portdrill/questions"
	"portdrill/questions/catalogue"
	"portdrill/quiz"
)

// Plan is what a session asks.
type Plan struct {
	Deck     *catalogue.Deck   // that new cards are taken from
	Then     []*catalogue.Deck // and from these, once all of it is begun
	Only     bool              // cards that are due come from the deck alone, too
	Area     string            // a category of services; empty for all
	Kind     questions.Kind    // only this; empty for all
	Format   questions.Format
	Names    quiz.NameFormat // where Format is empty
	Lang     catalogue.Lang
	Mode     Mode
	Practice bool                // also asks what machines print
	Budget   time.Duration       // no question is put after it; 0 for no end
	Limit    int                 // questions
	New      int                 // cards begun on one study day, those begun before this session included
	Reviews  int                 // reviews of cards that are due on one study day, likewise
	Seed     uint64              // of the choice and order of options
	Without  quiz.Remarks        // whose flagged questions are not asked
	Goal     quiz.Goal           // an exam to be ready for, by the deck of its own; zero for none
	Spare    time.Duration       // of the day's minutes for the goal, those that are left
	Spread   bool                // New is how many it takes to begin the last card in time, if that is more
	Sitting  *quiz.Sitting       // the exam that was begun, of the mode [MockExam]; nil where its result is not to be kept
	These    []questions.FacetID // of the modes [Misses] and [Weak]; of the latter empty for all
	NewID    func() quiz.EventID
}

// A Mode says what is asked beside, or instead of, what the scheduler would.
type Mode int

// The modes of a session.
const (
	Scheduled Mode = iota // what is due, then what is new
	Ahead                 // what is due, then what will be, the least likely to be recalled first
	Weak                  // what was begun, of what the plan names, the least likely to be recalled first
	Placement             // what was not begun: right the first time is easy, wrong leaves it new
	MockExam              // practice, whatever is asked
	Misses                // what the plan names, begun or not, whatever else is due
)

// format returns the format in which the kind is asked about a card of such a stability
// in days.
func (p *Plan) format(k questions.Kind, stability float64) questions.Format {
	if p.Mode == Placement {
		return p.formatBy(quiz.NamesTyped, k, stability)
	}
	return p.laterFormat(k, stability)
}

// laterFormat is the format in which it will be asked: a placement asks in another.
func (p *Plan) laterFormat(k questions.Kind, stability float64) questions.Format {
	return p.formatBy(p.Names, k, stability)
}

func (p *Plan) formatBy(names quiz.NameFormat, k questions.Kind, stability float64) questions.Format {
	if p.Format != "" && slices.Contains(k.Formats(), p.Format) {
		return p.Format
	}
	return names.Format(k, stability)
}

// kind returns how the facet is asked about: as the plan wants, else as usual.
func (p *Plan) kind(f questions.Facet) questions.Kind {
	if p.Kind != "" {
		return p.Kind
	}
	return f.Kinds[0]
}

// places is in which part of a placement the kind comes.
func places(k questions.Kind) int {
	if k.WantsNumber() {
		return 0
	}
	return 1
}

// examKinds are those that a mock exam asks: what exams ask in choices.
func examKinds(practice bool) []questions.Kind {
	return slices.DeleteFunc(questions.Kinds(), func(k questions.Kind) bool {
		return !k.InExams() || k.Practice() && !practice
	})
}
