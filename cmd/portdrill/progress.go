package main

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"portdrill/cmd/internal/wording"
	"portdrill/questions"
	"portdrill/questions/catalogue"
	"portdrill/quiz"
	"portdrill/quiz/progress"
)

// An outlook is what is known about one learner, as figures are made of it.
type outlook struct {
	maker      *questions.Maker
	syllabus   *progress.Syllabus
	scheduler  quiz.Scheduler
	day        quiz.Day    // today's
	cards      []quiz.Card // that the catalogue knows
	begun      []quiz.Card // all of them, also of decks that were removed
	holds      map[questions.FacetID]quiz.Hold
	days       progress.Days
	slots      []quiz.Counted // of the last study days with answers
	confusions map[quiz.Mixed]quiz.Confusion
}

// look reads what figures about areas are made of. Slots go back so many study days
// from the last with an answer.
func (a *app) look(ctx context.Context, db opened, back int) (*outlook, error) {
	c, err := withOwn(ctx, db)
	if err != nil {
		return nil, err
	}
	m := questions.NewMaker(c)
	return a.lookAt(ctx, db, m, progress.NewSyllabus(m), back)
}

func (a *app) lookAt(ctx context.Context, db opened, m *questions.Maker, s *progress.Syllabus, back int) (*outlook, error) {
	v := &outlook{maker: m, syllabus: s, scheduler: db.scheduler, day: db.scheduler.Day(a.clock.Now())}
	var err error
	if v.days, err = db.Days(ctx, db.learner); err != nil {
		return nil, err
	}
	if v.begun, err = db.Cards(ctx, db.learner); err != nil {
		return nil, err
	}
	v.cards = slices.DeleteFunc(slices.Clone(v.begun), func(c quiz.Card) bool { _, known := m.Facet(c.Facet); return !known })
	if v.holds, err = db.Holds(ctx, db.learner); err != nil {
		return nil, err
	}
	if v.confusions, err = db.Confusions(ctx, db.learner); err != nil {
		return nil, err
	}
	last, any := v.days.Last()
	if !any || back == 0 {
		return v, nil
	}
	v.slots, err = db.Slots(ctx, db.learner, last-quiz.Day(back)+1)
	return v, err
}

// areas is how every area stands.
func (v *outlook) areas() progress.Report {
	return progress.Areas(progress.Source{
		Syllabus: v.syllabus, Slots: quiz.Each(v.slots), Cards: v.cards, Scheduler: v.scheduler, Day: v.day,
	})
}

// mixed is what was mixed up.
func (v *outlook) mixed() []progress.Confusion {
	return progress.Confusions(v.syllabus, v.confusions, quiz.Each(v.slots))
}

// leeches are the cards that were forgotten most often, of those that may be asked.
func (v *outlook) leeches() []quiz.Card {
	var all []quiz.Card
	for _, c := range quiz.NotHeld(v.cards, v.holds, v.day) {
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

// shownAreas is how many areas, and confusions, are shown to a person.
const shownAreas = 5

// areasListed returns the areas that a person is shown: the lowest by category and
// kind of question. Of the others, which are made of the same answers, a weak
// service comes in where its category is not, and a weak deck or range only where
// nothing else explains it.
func areasListed(c *catalogue.Catalogue, r progress.Report) []progress.Standing {
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
		}
		if shown && len(some) < shownAreas {
			some = append(some, s)
		}
	}
	return some
}

// focus returns the cards that "drill --weak" asks: those of the areas that "weak"
// lists, of services that are mixed up, and leeches.
func (v *outlook) focus() []questions.FacetID {
	wanted := make(map[progress.Area]bool)
	for _, s := range areasListed(v.maker.Catalogue(), v.areas()) {
		wanted[s.Area] = true
	}
	services := make(map[string]bool)
	for _, c := range v.mixed() {
		if !c.Over {
			services[c.Right], services[c.Chosen] = true, true
		}
	}
	asked := make(map[questions.FacetID]bool)
	for _, c := range v.cards {
		f, _ := v.maker.Facet(c.Facet)
		in := c.IsLeech() || services[f.Service] || wanted[progress.Area{By: progress.ByKind, Key: string(f.Kinds[0])}]
		for _, area := range v.syllabus.AreasOf(c.Facet) {
			in = in || wanted[area]
		}
		if in {
			asked[c.Facet] = true
		}
	}
	return slices.Sorted(maps.Keys(asked))
}

// areaName is what people call the area.
func (a *app) areaName(c *catalogue.Catalogue, area progress.Area) string {
	switch area.By {
	case progress.ByKind:
		if text, known := kindWords[questions.Kind(area.Key)]; known {
			return text.In(a.lang)
		}
	case progress.ByDeck:
		if d := c.Deck(area.Key); d != nil {
			return d.Name.In(a.lang)
		}
	case progress.ByRange:
		if r := c.Range(area.Key); r != nil {
			return wording.AreaOfRange.In(a.lang, r.Name.In(a.lang))
		}
	case progress.ByService:
		if s := c.Service(area.Key); s != nil {
			return s.Label(a.lang)
		}
	case progress.ByCategory:
		if area.Key == progress.Other {
			return wording.AreaOther.In(a.lang)
		}
		return wording.Area(area.Key).In(a.lang)
	}
	return area.Key
}

// lineWidth is how long lines may be: a column less than the screen, since some
// terminals break a line whose last column is taken.
func (a *app) lineWidth() int {
	columns, _ := a.screenSize()
	return columns - 1
}

// percent is a share in whole percent.
func percent(share float64) string { return fmt.Sprintf("%.0f%%", 100*share) }
