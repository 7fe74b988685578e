package app

import (
	"context"
	"maps"
	"slices"

	"portdrill/cmd/internal/wording"
	"portdrill/questions"
	"portdrill/questions/catalogue"
	"portdrill/quiz"
	"portdrill/quiz/progress"
)

// An Progress is what is known about one learner, as figures are made of it.
type Progress struct {
	Maker      *questions.Maker
	Syllabus   *progress.Syllabus
	Scheduler  quiz.Scheduler
	Day        quiz.Day    // today's
	Cards      []quiz.Card // that the catalogue knows
	Begun      []quiz.Card // all of them, also of decks that were removed
	Holds      map[questions.FacetID]quiz.Hold
	Days       progress.Days  // all of them, for stats
	Answers    []quiz.Counted // of the last study days with any
	confusions map[quiz.Mixed]quiz.Confusion
}

// LoadProgress reads what figures about areas are made of. Answers go back so many
// study days from the last with any; with 0 nothing about answers is read.
func LoadProgress(ctx context.Context, a *App, db *DB, back int) (*Progress, error) {
	c, err := db.Catalogue(ctx)
	if err != nil {
		return nil, err
	}
	m := questions.NewMaker(c)
	var s *progress.Syllabus
	if back > 0 {
		s = progress.NewSyllabus(m)
	}
	return LoadProgressWith(ctx, a, db, m, s, back)
}

// LoadProgressWith is [LoadProgress] with a maker and a syllabus that are at hand.
func LoadProgressWith(
	ctx context.Context,
	a *App,
	db *DB,
	m *questions.Maker,
	s *progress.Syllabus,
	back int,
) (*Progress, error) {
	v := &Progress{Maker: m, Syllabus: s, Scheduler: db.Scheduler, Day: db.Scheduler.Day(a.Clock.Now())}
	var err error
	if v.Begun, err = db.Cards(ctx, db.LearnerID); err != nil {
		return nil, err
	}
	v.Cards = slices.DeleteFunc(
		slices.Clone(v.Begun),
		func(c quiz.Card) bool { _, known := m.Facet(c.Facet); return !known },
	)
	if v.Holds, err = db.Holds(ctx, db.LearnerID); err != nil || back == 0 {
		return v, err
	}
	if v.confusions, err = db.Confusions(ctx, db.LearnerID); err != nil {
		return nil, err
	}
	last, any, err := db.LastDay(ctx, db.LearnerID)
	if err != nil || !any {
		return v, err
	}
	v.Answers, err = db.Counted(ctx, db.LearnerID, last-quiz.Day(back)+1)
	return v, err
}

// Areas is how every area stands.
func (v *Progress) Areas() progress.Report {
	return progress.Areas(progress.Source{
		Syllabus: v.Syllabus, Answers: v.Answers, Cards: v.Cards, Scheduler: v.Scheduler, Day: v.Day,
	})
}

// Mixed is what was mixed up.
func (v *Progress) Mixed() []progress.Confusion {
	return progress.Confusions(v.Syllabus, v.confusions, v.Answers)
}

// Leeches are the cards that were forgotten most often, of those that may be asked.
func (v *Progress) Leeches() []quiz.Card {
	var all []quiz.Card
	for _, c := range quiz.NotHeld(v.Cards, v.Holds, v.Day) {
		if c.IsLeech() {
			all = append(all, c)
		}
	}
	slices.SortFunc(all, func(a, b quiz.Card) int {
		if a.Lapses != b.Lapses {
			return b.Lapses - a.Lapses
		}
		return slices.Compare([]byte(a.Facet), []byte(b.Facet))
	})
	return all
}

// ShownAreas is how many areas, and confusions, are shown to a person.
const ShownAreas = 5

// AreasListed returns the areas that a person is shown: the lowest by category and
// kind of question. Of the others, which are made of the same answers, a weak
// service comes in where its category is not, and a weak deck or range only where
// nothing else explains it.
func AreasListed(c *catalogue.Catalogue, r progress.Report) []progress.Standing {
	weak := make(map[progress.Area]bool)
	explained := false
	for _, s := range r.Areas {
		if s.Weak {
			weak[s.Area] = true
			explained = explained || s.By != progress.ByDeck && s.By != progress.ByRange
		}
	}
	var some []progress.Standing
	for _, s := range r.Areas {
		shown := s.Ranked
		switch s.By {
		case progress.ByService:
			service := c.Service(s.Key)
			shown = s.Weak && service != nil && !weak[progress.Area{By: progress.ByCategory, Key: service.Category}]
		case progress.ByDeck, progress.ByRange:
			shown = s.Weak && !explained
		case progress.ByCategory, progress.ByKind:
		}
		if shown && len(some) < ShownAreas {
			some = append(some, s)
		}
	}
	return some
}

// Focus returns the cards that "drill --weak" asks: those of the areas that "weak"
// lists, of services that are mixed up, and leeches.
func (v *Progress) Focus() []questions.FacetID {
	wanted := make(map[progress.Area]bool)
	for _, s := range AreasListed(v.Maker.Catalogue(), v.Areas()) {
		wanted[s.Area] = true
	}
	services := make(map[string]bool)
	for _, c := range v.Mixed() {
		if !c.Over {
			services[c.Right], services[c.Chosen] = true, true
		}
	}
	asked := make(map[questions.FacetID]bool)
	for _, c := range v.Cards {
		f, _ := v.Maker.Facet(c.Facet)
		in := c.IsLeech() || services[f.Service] || wanted[progress.Area{By: progress.ByKind, Key: string(f.Kinds[0])}]
		for _, area := range v.Syllabus.AreasOf(c.Facet) {
			in = in || wanted[area]
		}
		if in {
			asked[c.Facet] = true
		}
	}
	return slices.Sorted(maps.Keys(asked))
}

// AreaName is what people call the area.
func AreaName(a *App, c *catalogue.Catalogue, area progress.Area) string {
	switch area.By {
	case progress.ByKind:
		if name := questions.Kind(area.Key).Name().In(a.Lang); name != "" {
			return name
		}
	case progress.ByDeck:
		if d := c.Deck(area.Key); d != nil {
			return d.Name.In(a.Lang)
		}
	case progress.ByRange:
		if r := c.Range(area.Key); r != nil {
			return textAreaOfRange.In(a.Lang, r.Name.In(a.Lang))
		}
	case progress.ByService:
		if s := c.Service(area.Key); s != nil {
			return s.Label(a.Lang)
		}
	case progress.ByCategory:
		if area.Key == progress.Other {
			return textAreaOther.In(a.Lang)
		}
		return wording.Area(area.Key).In(a.Lang)
	}
	return area.Key
}

var (
	textAreaOfRange = wording.T("%s ports", "端口范围：%s")
	textAreaOther   = wording.T("other", "其他")
)
