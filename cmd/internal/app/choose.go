package app

import (
	"slices"
	"strings"
	"unicode"

	"portdrill/cmd/internal/wording"
	"portdrill/questions"
	"portdrill/questions/catalogue"
)

// AreasOf returns the areas of the facets, each once, in order.
func AreasOf(facets []questions.Facet) []string {
	var areas []string
	for _, f := range facets {
		if !slices.Contains(areas, f.Category) {
			areas = append(areas, f.Category)
		}
	}
	return areas
}

var formatWords = map[questions.Format]wording.Text{
	questions.Choice: textFormatChoice, questions.Typed: textFormatTyped, questions.Boolean: textFormatBoolean,
	questions.Set: textFormatSet, questions.Matching: textFormatMatch, questions.Ordering: textFormatOrder,
	questions.Flashcards: textFormatFlashcard,
}

// FurtherDecks are the decks that the learner has chosen after the first. Until an exam
// there are none.
func (db *DB) FurtherDecks(c *catalogue.Catalogue) []*catalogue.Deck {
	if c.Deck(db.Goal.Deck) != nil {
		return nil
	}
	var decks []*catalogue.Deck
	for _, key := range db.Settings.Decks {
		if d := c.Deck(key); d != nil {
			decks = append(decks, d)
		}
	}
	return decks[min(1, len(decks)):]
}

// DeckKeys returns the keys of all decks but the registry.
func DeckKeys(c *catalogue.Catalogue) []string {
	keys := make([]string, len(c.Decks))
	for i, d := range c.Decks {
		keys[i] = d.Key
	}
	return keys
}

// SeedOrChance returns the seed that was given by --seed, else one by chance.
func (a *App) SeedOrChance() uint64 {
	if a.hasSeed {
		return a.Seed
	}
	return a.NewSeed()
}

// HasSeed reports whether --seed was given.
func (a *App) HasSeed() bool { return a.hasSeed }

// KindsWanted returns the kinds that the flags leave, refusing what does not go
// together.
func KindsWanted(a *App, kind, format string) ([]questions.Kind, error) {
	k, f := questions.Kind(kind), questions.Format(format)
	switch {
	case kind != "" && k.Formats() == nil:
		return nil, UsageProblem(
			textUnknownKind.In(a.Lang, kind),
			a.Known(textKnownKinds, NearestFirst(kind, questions.Kinds())),
		)
	case format != "" && !slices.Contains(questions.AllFormats(), f):
		return nil, UsageProblem(
			textUnknownFormat.In(a.Lang, format),
			a.Known(TextKnownFormats, NearestFirst(format, questions.AllFormats())),
		)
	case kind != "" && format != "" && !slices.Contains(k.Formats(), f):
		return nil, UsageProblem(
			textNoSuchFormat.In(a.Lang, kind, format),
			a.Known(TextKnownFormats, Strings(k.Formats())),
		)
	case kind != "":
		return []questions.Kind{k}, nil
	}
	return slices.DeleteFunc(questions.Kinds(), func(k questions.Kind) bool {
		return format != "" && !slices.Contains(k.Formats(), f)
	}), nil
}

// NothingToAsk says that no question of the kind can be made from the deck, and from
// which decks one can.
func NothingToAsk(a *App, m *questions.Maker, kind, deck string) error {
	const most = 5
	var can []string
	for _, d := range m.Catalogue().Decks {
		if len(can) < most && d.Key != deck && m.Asks(d, questions.Kind(kind)) {
			can = append(can, d.Key)
		}
	}
	hint := ""
	if len(can) > 0 {
		hint = textDecksThatCan.In(a.Lang, strings.Join(can, wording.Listed.In(a.Lang)))
	}
	return Failure(textNothingToAsk.In(a.Lang, kind, deck), hint)
}

// DeckNamed returns the deck that a person named: by its key, in upper or lower case, by
// its name in either language, or by the beginning of a single deck's name. It returns
// nil where there is none.
func DeckNamed(c *catalogue.Catalogue, name string) *catalogue.Deck {
	if d := c.Deck(name); d != nil || name == "" {
		return d
	}
	if strings.EqualFold(name, catalogue.IANADeck) {
		return c.Deck(catalogue.IANADeck)
	}
	typed := catalogue.Fold(name)
	var partly []*catalogue.Deck
	for _, d := range c.Decks {
		for _, known := range []string{d.Key, d.Name.EN, d.Name.ZH} {
			folded := catalogue.Fold(known)
			if folded == typed {
				return d
			}
			if len([]rune(typed)) > 1 && strings.HasPrefix(folded, typed) && !slices.Contains(partly, d) {
				partly = append(partly, d)
			}
		}
	}
	if len(partly) != 1 {
		return nil
	}
	return partly[0]
}

// UnknownDeck says that there is no deck of the name, with those that there are.
func UnknownDeck(a *App, c *catalogue.Catalogue, name string) error {
	return UsageProblem(textUnknownDeck.In(a.Lang, name), a.Known(TextKnownDecks, NearestFirst(name, DeckKeys(c))))
}

// FirstDeck is the key of the deck that questions are about where none is named: that of
// an exam, or the first that the learner has chosen and that still exists, else the
// default one.
func (db *DB) FirstDeck(c *catalogue.Catalogue) string {
	for _, key := range append([]string{db.Goal.Deck}, db.Settings.Decks...) {
		if c.Deck(key) != nil {
			return key
		}
	}
	return catalogue.DefaultDeck
}

// FacetsNamed returns the facets that the names are of: a facet by its ID, a
// service by all that is asked about it.
func FacetsNamed(a *App, m *questions.Maker, names []string) ([]questions.FacetID, error) {
	var facets []questions.FacetID
	for _, name := range names {
		if f, ok := m.Facet(questions.FacetID(name)); ok {
			facets = append(facets, f.ID)
			continue
		}
		s, err := OneService(a, m.Catalogue(), name)
		if err != nil {
			return nil, err
		}
		facets = append(facets, facetsOf(m, s)...)
	}
	slices.Sort(facets)
	return slices.Compact(facets), nil
}

func facetsOf(m *questions.Maker, s *catalogue.Service) []questions.FacetID {
	var all []questions.FacetID
	for _, f := range m.Facets() {
		if f.Service == s.Key {
			all = append(all, f.ID)
		}
	}
	return all
}

// UsesAny reports whether the service uses one of the transports. No transports
// are as good as all.
func UsesAny(s *catalogue.Service, transports []catalogue.Transport) bool {
	return len(transports) == 0 || slices.ContainsFunc(transports, s.Uses)
}

// NearestNames returns the few names that may have been meant by the one typed, each of
// another service, and none where nothing is like it. Chinese names are for readers of
// Chinese.
func NearestNames(c *catalogue.Catalogue, typed string, lang catalogue.Lang) []string {
	typed = catalogue.Fold(typed)
	folded := make(map[string]string) // to the name
	var best []string                 // of each service, folded
	for _, s := range c.Services {
		var names []string
		for _, name := range s.Names() {
			if lang != catalogue.Chinese && strings.ContainsFunc(name, func(r rune) bool { return unicode.Is(unicode.Han, r) }) {
				continue
			}
			names = append(names, catalogue.Fold(name))
			folded[catalogue.Fold(name)] = name
		}
		if near := nearestOf(typed, names); len(near) > 0 && !slices.Contains(best, near[0]) {
			best = append(best, near[0])
		}
	}
	near := Nearest(typed, best)
	for i, name := range near {
		near[i] = folded[name]
	}
	return near
}

// NoService says that no service has the name, with those that may have been meant.
func NoService(a *App, c *catalogue.Catalogue, name string) Problem {
	hint := textSearchHow.In(a.Lang)
	if near := NearestNames(c, name, a.Lang); len(near) > 0 {
		hint = a.Known(TextNearest, near)
	}
	return Problem{textNothingNamed.In(a.Lang, name), hint, ExitFailed}
}

// OneService returns the only service that the name or port can mean.
func OneService(a *App, c *catalogue.Catalogue, name string) (*catalogue.Service, error) {
	found := c.Find(name)
	if port, transports, err := catalogue.ParsePort(name); err == nil {
		found = slices.DeleteFunc(
			slices.Clone(c.At(port)),
			func(s *catalogue.Service) bool { return !UsesAny(s, transports) },
		)
	}
	if len(found) > 1 && found[0].Key == strings.ToLower(name) {
		found = found[:1] // whose own name it is
	}
	switch len(found) {
	case 0:
		return nil, NoService(a, c, name)
	case 1:
		return found[0], nil
	}
	var sockets []string
	for _, s := range found {
		sockets = append(sockets, s.Sockets()[0])
	}
	return nil, UsageProblem(textSeveralNamed.In(a.Lang, name), a.Known(TextNearest, sockets))
}

var (
	textNothingNamed    = wording.T("no service called %q", "没有名为 %q 的服务")
	textSearchHow       = wording.T("try a port, or part of a name", "可以输入端口号，或名称的一部分")
	textSeveralNamed    = wording.T("%q matches several services", "%q 对应多个服务")
	textUnknownDeck     = wording.T("unknown deck %q", "没有名为 %q 的卡组")
	textUnknownKind     = wording.T("unknown question kind %q", "没有名为 %q 的题型")
	textKnownKinds      = wording.T("kinds: %s (all: portdrill drill --help)", "题型：%s（全部见 portdrill drill --help）")
	textUnknownFormat   = wording.T("unknown format %q", "没有名为 %q 的作答方式")
	textNoSuchFormat    = wording.T("%s questions have no format %q", "题型 %s 没有作答方式 %q")
	textFormatChoice    = wording.T("choose one", "单选")
	textFormatTyped     = wording.T("type the answer", "填空")
	textFormatBoolean   = wording.T("yes or no", "判断")
	textFormatSet       = wording.T("select all that apply", "多选")
	textFormatMatch     = wording.T("match pairs", "配对")
	textFormatOrder     = wording.T("put in order", "排序")
	textFormatFlashcard = wording.T("front and back", "正面和背面")
)
