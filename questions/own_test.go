package questions_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"

	"portdrill/questions"
	"portdrill/questions/catalogue"
	"portdrill/questions/catalogue/exchange"
)

// ownRows makes a list of ports as people make them: mostly right, some ports
// moved, some names of nobody's, some ports given twice, transports left out.
func ownRows(c *catalogue.Catalogue, rng *rand.Rand) []exchange.Row {
	var rows []exchange.Row
	for range 5 + rng.IntN(20) {
		s := c.Services[rng.IntN(len(c.Services))]
		row := exchange.Row{Port: s.Port, Transports: s.Transports, Service: s.Name.EN}
		switch rng.IntN(6) {
		case 0:
			row.Port = catalogue.Port(rng.IntN(65536))
		case 1:
			row.Port += catalogue.Port(1 + rng.IntN(2))
			row.Transports = nil
		case 2:
			row.Service, row.Transports = fmt.Sprintf("内部系统 %c", 'A'+rng.IntN(8)), []catalogue.Transport{catalogue.TCP}
		case 3:
			row.Service = s.Aliases[0]
			row.Transports = []catalogue.Transport{catalogue.UDP}
		}
		rows = append(rows, row)
	}
	return rows
}

// The law: of a deck of somebody's own every question has exactly one right
// answer by the list it was made from, names the deck where the list differs from
// the catalogue, and no question about anything else meets what differs.
func TestOwnDecks(t *testing.T) {
	builtin := catalogue.Builtin()
	asked := 0
	for seed := range uint64(60) {
		rows := ownRows(builtin, rand.New(rand.NewPCG(seed, 1)))
		c := builtin.With(exchange.Join(builtin, "lab", exchange.Deck{Name: "Lab", Rows: rows}))
		m, deck := questions.NewMaker(c), c.Deck("lab")
		for _, f := range m.FacetsOf(deck) {
			for _, kind := range []questions.Kind{questions.PortToService, questions.ServiceToPort} {
				if !f.Asks(kind) {
					continue
				}
				for _, format := range []questions.Format{questions.Choice, questions.Typed} {
					for _, lang := range []catalogue.Lang{catalogue.English, catalogue.Chinese} {
						q, err := m.Make(questions.Spec{Facet: f.ID, Kind: kind, Format: format, Lang: lang, Deck: "lab", Seed: seed})
						if err != nil {
							t.Fatal(err)
						}
						asked++
						if named := strings.Contains(q.Stem, "lab"); named != f.ID.Own() {
							t.Errorf("%s: names the deck %v: %s", f.ID, named, q.Stem)
						}
						if f.ID.Own() {
							checkOwn(t, q, c.Service(q.Services[0]), rows)
						}
					}
				}
			}
		}
		for _, f := range m.FacetsOf(c.Deck("all")) {
			if f.ID.Own() {
				t.Errorf("%s is in everything curated", f.ID)
			}
		}
	}
	t.Logf("%d questions", asked)
}

// checkOwn answers from the list alone.
func checkOwn(t *testing.T, q *questions.Question, s *catalogue.Service, rows []exchange.Row) {
	t.Helper()
	right := func(option string) bool {
		return slices.ContainsFunc(rows, func(r exchange.Row) bool {
			if q.Kind == questions.ServiceToPort {
				return s.Accepts(r.Service) && option == strconv.Itoa(int(r.Port))
			}
			meets := len(s.Transports) == 0 || len(r.Transports) == 0 || slices.ContainsFunc(r.Transports, s.Uses)
			return r.Port == s.Port && meets && (option == r.Service || slices.Contains(strings.Split(option, " / "), r.Service))
		})
	}
	if !right(q.Answers[0]) {
		t.Errorf("%s is not in the list: %s", q.Answers[0], q.Stem)
	}
	if judged, err := q.Judge(questions.Reply{Text: q.Answers[0]}); err != nil || !judged.Correct {
		t.Errorf("%s: %q is refused: %v", q.Stem, q.Answers[0], err)
	}
	if q.Format != questions.Choice {
		return
	}
	n := 0
	for _, option := range q.Options {
		if right(option) {
			n++
		}
	}
	if n != 1 || len(q.Options) < 3 {
		t.Errorf("%d of %q are right: %s\n%+v", n, q.Options, q.Stem, rows)
	}
}
