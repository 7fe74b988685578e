package questions_test

import (
	"cmp"
	"fmt"
	"hash/fnv"
	"maps"
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"portdrill/questions"
	"portdrill/questions/catalogue"
)

// The test-wise bot knows no port. It looks at a question as somebody does who has
// learned nothing but has sat many exams: where an option stands, how long it is,
// which words it shares with the stem and with its rivals, whether it is the
// smallest number, how often it was right before. A small model, a conditional
// logit of each kind and format, learns from one half of the seeds what each cue is
// worth and is tried on the other half.
//
// No cue joins the port or the service of a stem with what an option is: that would
// be knowledge. So where options spell out their stem, as an expansion does its
// acronym, how often they or their words were right is no cue either.

// examDecks are those that people sit exams with.
var examDecks = []string{
	"essentials", "seed", "a-plus", "network-plus", "security-plus", "ccna", "ruankao-network", "hcia-datacom",
}

// A cell is what the bot is tried on: questions of one way to ask in one deck.
type cell struct {
	deck   string
	kind   questions.Kind
	format questions.Format
	lang   catalogue.Lang
}

// A way is a kind in a format and a language, whatever the deck.
type way struct {
	kind   questions.Kind
	format questions.Format
	lang   catalogue.Lang
}

func (c cell) way() way { return way{c.kind, c.format, c.lang} }

// shownFormats are those that have options to choose from. To match and to sort by
// port is left out: the names and numbers are the same in every order there.
var shownFormats = []questions.Format{questions.Choice, questions.Boolean, questions.Set}

// An item is a question with what the bot sees of each option.
type item struct {
	cell
	options []string
	right   []bool
	looks   [][]float64 // by option
}

// scores are what came of trying: how many were right, and how many by chance.
type scores struct{ asked, right, chance float64 }

func (s *scores) add(o scores) { s.asked += o.asked; s.right += o.right; s.chance += o.chance }

func (s scores) String() string {
	return fmt.Sprintf("%6.0f asked: %5.1f %%, by chance %5.1f %%", s.asked, 100*s.right/s.asked, 100*s.chance/s.asked)
}

// excess is by how many points the bot is better than chance.
func (s scores) excess() float64 { return 100 * (s.right - s.chance) / s.asked }

// margin is what the excess may be off by, in points: two standard errors.
func (s scores) margin() float64 {
	p := min(max(s.chance/s.asked, 0.05), 0.95)
	return 100 * 2 * math.Sqrt(p*(1-p)/s.asked)
}

// drawn draws sets of questions for a cell, as generate, a quiz and a class do.
// Those of the first half are learned from.
func drawn(b *bank, maker *questions.Maker, c cell, sets, size, half int) []item {
	deck := maker.Catalogue().Deck(c.deck)
	var all []item
	for n := range sets {
		draw := maker.Draw(deck, []questions.Kind{c.kind}, c.format, c.lang, uint64(2*n+half)+1)
		for range size {
			q, err := draw.Next()
			if err != nil {
				return all // the deck has nothing to ask in this way
			}
			if it := (item{cell: c}); it.isTelling() || authoredHalf(q) == half {
				all = append(all, b.look(c, q))
			}
		}
	}
	return all
}

// authoredHalf is the half that a question belongs to whose texts are always the
// same, so that they are not known when they are tried.
func authoredHalf(q *questions.Question) int {
	h := fnv.New32a()
	h.Write([]byte(q.Facets[0]))
	return int(h.Sum32() >> 3 % 2)
}

// look notes the cues of each option.
func (b *bank) look(c cell, q *questions.Question) item {
	it := item{cell: c, options: q.Options}
	n := len(q.Options)
	stem := newBag(q.Stem)
	bags := make([]bag, n)
	numbers := make([]float64, n)
	categories := make([]string, n)
	numeric := true
	length := 0.0
	for i, option := range q.Options {
		it.right = append(it.right, slices.Contains(q.Answers, option))
		bags[i] = newBag(option)
		value, err := strconv.Atoi(option)
		numeric = numeric && err == nil
		numbers[i] = math.Log(float64(max(value, 0) + 1))
		if meant := b.named(option); len(meant) > 0 {
			categories[i] = b.rows[meant[0].key]["category"]
		}
		length += math.Log(float64(utf8.RuneCountInString(option)+1)) / float64(n)
	}
	near := numbersIn(q.Stem)
	stemLower := strings.NewReplacer("最小", "lowest", "最大", "highest").Replace(q.Stem)
	for i, option := range q.Options {
		var look []float64
		cue := func(v float64) { look = append(look, v) }
		flag := func(v bool) {
			if v {
				cue(1)
			} else {
				cue(0)
			}
		}
		const places = 4
		for at := range places {
			flag(i == at)
		}
		own := math.Log(float64(utf8.RuneCountInString(option) + 1))
		cue(own - length)
		cue(share(bags[i], stem))
		cue(math.Abs(own - length))
		alike, most, places0, least, categoryMates := 0.0, 0.0, 0.0, 1.0, 0.0
		longest, shortest := true, true
		for j, other := range bags {
			if i == j {
				continue
			}
			s := share(bags[i], other)
			alike += s
			most, least = max(most, s), min(least, s)
			places0 += samePlaces(bags[i], other)
			longest = longest && len(q.Options[j]) <= len(option)
			shortest = shortest && len(q.Options[j]) >= len(option)
			if categories[i] != "" && categories[i] == categories[j] {
				categoryMates++
			}
		}
		cue(alike / float64(n-1))
		cue(most)
		cue(least)
		cue(places0 / float64(n-1))
		flag(longest)
		flag(shortest)
		cue(categoryMates)
		flag(categoryMates == 0)
		flag(categoryMates == 1)
		flag(strings.ContainsAny(option, "(（"))
		for _, word := range []string{"TLS", "加密", "SQL", "HTTP", "over", "SSH"} {
			flag(strings.Contains(option, word))
		}
		if numeric {
			low, high, nearest, far := true, true, math.Inf(1), 0.0
			for j, v := range numbers {
				if j != i {
					low, high = low && numbers[i] <= v, high && numbers[i] >= v
					nearest, far = min(nearest, math.Abs(v-numbers[i])), far+math.Abs(v-numbers[i])
				}
			}
			flag(low)
			flag(high)
			flag(low && strings.Contains(stemLower, "lowest"))
			flag(high && strings.Contains(stemLower, "highest"))
			cue(nearest)
			cue(far / float64(n-1))
			cue(numbers[i])
			cue(math.Abs(numbers[i] - 6))
			flag(strings.HasSuffix(option, "0"))
			flag(strings.HasSuffix(option, "00"))
			cue(float64(len(option)))
			toStem := 0.0
			for k, v := range near {
				if d := math.Abs(numbers[i] - math.Log(float64(v+1))); k == 0 || d < toStem {
					toStem = d
				}
			}
			cue(toStem)
			flag(len(near) > 0 && numbers[i] > math.Log(float64(near[0]+1)))
		}
		it.looks = append(it.looks, look)
	}
	return it
}

// A bag holds the words of a text; of a Chinese one its signs by two, since one is
// seldom a word.
type bag struct {
	words []string
	set   map[string]bool
}

func newBag(text string) bag {
	b := bag{set: make(map[string]bool)}
	all := words(text)
	for i, word := range all {
		switch {
		case !hasHan(word):
			b.words = append(b.words, word)
		case i+1 < len(all) && hasHan(all[i+1]):
			b.words = append(b.words, word+all[i+1])
		}
	}
	for _, word := range b.words {
		b.set[word] = true
	}
	return b
}

// share is how much of a is in b, in words.
func share(a, b bag) float64 {
	common := 0
	for word := range a.set {
		if b.set[word] {
			common++
		}
	}
	return float64(common) / float64(max(len(a.set), 1))
}

// samePlaces is how much of a stands in the same place in b.
func samePlaces(a, b bag) float64 {
	same := 0
	for i := range min(len(a.words), len(b.words)) {
		if a.words[i] == b.words[i] {
			same++
		}
	}
	return float64(same) / float64(max(len(a.words), 1))
}

func numbersIn(text string) []int {
	var all []int
	for _, field := range strings.FieldsFunc(text, func(r rune) bool { return r < '0' || r > '9' }) {
		if n, err := strconv.Atoi(field); err == nil {
			all = append(all, n)
		}
	}
	return all
}

// habits are how often each option, and each word of one, was right, beside how
// often it would have been by chance.
type habits map[string][2]float64

func (h habits) learn(it item) {
	by := it.chanceOfEach()
	for i, option := range it.options {
		right := 0.0
		if it.right[i] {
			right = 1
		}
		for _, key := range it.habitKeys(option) {
			counts := h[key]
			h[key] = [2]float64{counts[0] + right, counts[1] + by}
		}
	}
}

func (h habits) of(key string) float64 {
	counts := h[key]
	return math.Log((counts[0] + 1) / (counts[1] + 1))
}

// cues are what the habits say of an option: in the deck, in all decks, by its words.
func (h habits) cues(it item, option string) []float64 {
	keys := it.habitKeys(option)
	all := []float64{0, 0, 0, 0}
	if it.isTelling() {
		all[0], all[1] = h.of(keys[0]), h.of(keys[1])
		keys = keys[2:]
	}
	for _, key := range keys {
		v := h.of(key)
		all[2] += v / float64(len(keys))
		all[3] = min(all[3], v)
	}
	return all
}

// isTelling reports whether it is a cue how often an option was right: not where it
// spells out its stem.
func (it item) isTelling() bool {
	return it.kind != questions.Acronym && it.kind != questions.SpotTheMistake
}

func (it item) habitKeys(option string) []string {
	var keys []string
	if it.isTelling() {
		keys = append(keys, it.deck+"\x00"+option, "\x00"+option)
	}
	if it.isTelling() {
		for word := range newBag(option).set {
			keys = append(keys, it.deck+"\x01"+word)
		}
	}
	slices.Sort(keys[min(len(keys), 2):])
	return keys
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}

func (it item) chanceOfEach() float64 {
	n := 0
	for _, right := range it.right {
		n += b2i(right)
	}
	return float64(n) / float64(len(it.options))
}

// A bot is what was learned of one way to ask.
type bot struct {
	habits  habits
	mean    []float64
	scale   []float64
	weights []float64
	several int // how many of a set it chooses
}

// train learns from items. Habits of one half are tried on the other, so that the
// weights tell what habits are worth for questions that were not learned from.
func train(items []item) *bot {
	halves := [2]habits{make(habits), make(habits)}
	t := &bot{habits: make(habits)}
	sizes := make(map[int]int)
	for i, it := range items {
		halves[i%2].learn(it)
		t.habits.learn(it)
		n := 0
		for _, right := range it.right {
			n += b2i(right)
		}
		sizes[n]++
	}
	for n, count := range sizes {
		if count > sizes[t.several] || count == sizes[t.several] && n < t.several {
			t.several = n
		}
	}
	rows := make([][][]float64, len(items))
	for i, it := range items {
		rows[i] = it.rows(halves[1-i%2])
	}
	t.fit(items, rows)
	return t
}

func (it item) rows(h habits) [][]float64 {
	rows := make([][]float64, len(it.options))
	for i, option := range it.options {
		rows[i] = append(h.cues(it, option), it.looks[i]...)
	}
	return rows
}

// fit is gradient ascent with steps of their own for each weight (AdaGrad) on the
// log-likelihood of a conditional logit, with a small penalty.
func (t *bot) fit(items []item, rows [][][]float64) {
	const epochs, rate, penalty = 30, 0.15, 1e-3
	n := len(rows[0][0])
	t.mean, t.scale, t.weights = make([]float64, n), make([]float64, n), make([]float64, n)
	t.standardize(rows)
	squares, grad := make([]float64, n), make([]float64, n)
	for range epochs {
		for i, it := range items {
			p := t.likely(rows[i])
			by := it.chanceOfEach() * float64(len(it.options))
			clear(grad)
			for o, row := range rows[i] {
				d := -p[o]
				if it.right[o] {
					d += 1 / by
				}
				for k, v := range row {
					grad[k] += d * v
				}
			}
			for k, g := range grad {
				g -= penalty * t.weights[k]
				squares[k] += g * g
				t.weights[k] += rate * g / math.Sqrt(squares[k]+1e-8)
			}
		}
	}
}

func (t *bot) standardize(rows [][][]float64) {
	count := 0.0
	for _, options := range rows {
		for _, row := range options {
			count++
			for k, v := range row {
				t.mean[k] += v
				t.scale[k] += v * v
			}
		}
	}
	for k := range t.mean {
		t.mean[k] /= count
		t.scale[k] = math.Sqrt(max(t.scale[k]/count-t.mean[k]*t.mean[k], 0))
	}
	for _, options := range rows {
		for _, row := range options {
			t.standard(row)
		}
	}
}

func (t *bot) standard(row []float64) {
	for k := range row {
		row[k] -= t.mean[k]
		if t.scale[k] > 1e-9 {
			row[k] /= t.scale[k]
		}
	}
}

// likely are the probabilities of the options.
func (t *bot) likely(rows [][]float64) []float64 {
	p := make([]float64, len(rows))
	top := math.Inf(-1)
	for o, row := range rows {
		for k, v := range row {
			p[o] += t.weights[k] * v
		}
		top = max(top, p[o])
	}
	sum := 0.0
	for o := range p {
		p[o] = math.Exp(p[o] - top)
		sum += p[o]
	}
	for o := range p {
		p[o] /= sum
	}
	return p
}

// answer has the bot answer the item.
func (t *bot) answer(it item) scores {
	rows := it.rows(t.habits)
	for _, row := range rows {
		t.standard(row)
	}
	p := t.likely(rows)
	order := make([]int, len(p))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(p[b], p[a]) })
	chosen, within := order[:t.several], true
	count := 0
	for _, right := range it.right {
		count += b2i(right)
	}
	for _, o := range chosen {
		within = within && it.right[o]
	}
	return scores{asked: 1, right: float64(b2i(within && count == t.several)), chance: it.chance()}
}

// chance is how often somebody is right who chooses an option, or some of a set,
// without looking.
func (it item) chance() float64 {
	if it.format != questions.Set {
		return 1 / float64(len(it.options))
	}
	const twoOrThreeOfSix = 35 // 15 pairs and 20 triples
	return 1.0 / twoOrThreeOfSix
}

// much is how much the bot learns from, and is tried on: sets of questions of each
// cell, and of each mix of kinds.
type much struct{ ofCell, ofMix int }

const (
	setOfCell = 4  // as many of a kind as come in a set at most
	setOfMix  = 20 // as long as a quiz
)

var (
	aLittle = much{ofCell: 24, ofMix: 40}
	aLot    = much{ofCell: 240, ofMix: 400}
)

func howMuch() much {
	if os.Getenv(bankVariable) == "full" {
		return aLot
	}
	return aLittle
}

// cells are all ways to ask in each of the decks, in the language.
func cells(lang catalogue.Lang, formats []questions.Format, decks []string) []cell {
	var all []cell
	for _, kind := range questions.Kinds() {
		for _, format := range formats {
			if slices.Contains(kind.Formats(), format) {
				for _, deck := range decks {
					all = append(all, cell{deck, kind, format, lang})
				}
			}
		}
	}
	return all
}

// A mix is how kinds are drawn together: for generate, a class or a quiz.
type mix struct {
	name   string
	kinds  []questions.Kind
	format questions.Format
	follow bool // a blueprint
}

func mixes() []mix {
	single := slices.DeleteFunc(questions.Kinds(), func(k questions.Kind) bool {
		return k.Several() || !slices.Contains(k.Formats(), questions.Choice)
	})
	return []mix{
		{"generate", questions.Kinds(), "", false},
		{"class", single, questions.Choice, false},
		{"quiz", single, questions.Choice, true},
	}
}

// drawnMixed draws sets of a mix. What has no options to choose from is left out.
func drawnMixed(b *bank, maker *questions.Maker, x mix, deck string, lang catalogue.Lang, sets int) []item {
	d := maker.Catalogue().Deck(deck)
	var all []item
	for n := range sets {
		draw := maker.Draw(d, x.kinds, x.format, lang, uint64(2*n)+2)
		if x.follow {
			draw.Follow(d.Blueprint)
		}
		for range setOfMix {
			q, err := draw.Next()
			if err != nil {
				return nil
			}
			if slices.Contains(shownFormats, q.Format) {
				all = append(all, b.look(cell{deck, q.Kind, q.Format, lang}, q))
			}
		}
	}
	return all
}

// trained has the bot learn every way to ask in the language.
func trained(b *bank, maker *questions.Maker, lang catalogue.Lang, m much) map[way]*bot {
	learn := make(map[way][]item)
	for _, c := range cells(lang, shownFormats, triedDecks) {
		learn[c.way()] = append(learn[c.way()], drawn(b, maker, c, m.ofCell, setOfCell, 0)...)
	}
	bots := make(map[way]*bot)
	for w, items := range learn {
		if len(items) > 0 {
			bots[w] = train(items)
		}
	}
	return bots
}

// triedDecks are those that the kinds are tried in. Some kinds take a deck of many
// services.
var triedDecks = append(slices.Clone(examDecks), catalogue.AllDeck)

// The law: it does not pay to be wise in tests. In none of the exams' decks is the
// bot more than 5 points better than chance, and in no kind and format more than 10,
// in either language, whether generate draws, a class or a quiz. Two standard errors
// of the questions it was tried on are added to either.
func TestTheBotIsNoBetterThanChance(t *testing.T) {
	t.Parallel()
	const mostInDeck, mostOfKind = 5.0, 10.0
	b, maker, m := theBank(t), theMaker(t), howMuch()
	for _, lang := range langs {
		t.Run(string(lang), func(t *testing.T) {
			t.Parallel()
			bots := trained(b, maker, lang, m)
			of := make(map[string]scores)
			count := func(name string, it item) {
				s := of[name]
				s.add(bots[it.way()].answer(it))
				of[name] = s
			}
			for _, deck := range examDecks {
				for _, x := range mixes() {
					for _, it := range drawnMixed(b, maker, x, deck, lang, m.ofMix) {
						count(fmt.Sprintf("deck %-22s %s", deck, x.name), it)
					}
				}
			}
			for _, c := range cells(lang, shownFormats, triedDecks) {
				for _, it := range drawn(b, maker, c, m.ofCell, setOfCell, 1) {
					count(fmt.Sprintf("kind %-22s %s", c.kind, c.format), it)
				}
			}
			for _, name := range slices.Sorted(maps.Keys(of)) {
				s, most := of[name], mostOfKind
				if strings.HasPrefix(name, "deck") {
					most = mostInDeck
				}
				t.Logf("%-38s %s", name, s)
				if s.excess() > most+s.margin() {
					t.Errorf("%s: the bot is %.1f points better than chance, want at most %.0f, within %.1f",
						name, s.excess(), most, s.margin())
				}
			}
		})
	}
}

// drilled makes questions about facets of the deck as they fall due, whatever their
// answers are.
func drilled(b *bank, maker *questions.Maker, c cell, n, half int) []item {
	var facets []questions.FacetID
	for _, f := range maker.FacetsOf(maker.Catalogue().Deck(c.deck)) {
		if f.Asks(c.kind) {
			facets = append(facets, f.ID)
		}
	}
	if len(facets) == 0 {
		return nil
	}
	chance := rand.New(rand.NewPCG(uint64(half), uint64(n)))
	var all []item
	for range n {
		q, err := maker.Make(questions.Spec{
			Facet: facets[chance.IntN(len(facets))], Kind: c.kind, Format: c.format, Lang: c.lang, Deck: c.deck,
			Seed: chance.Uint64(),
		})
		if err != nil {
			return nil
		}
		if it := (item{cell: c}); it.isTelling() || authoredHalf(q) == half {
			all = append(all, b.look(c, q))
		}
	}
	return all
}

// The law: what a card is scheduled with as the chance to guess it right is what the
// bot scores where cards fall due, within 6 points beside what chance may add, and
// never less than one in the number of options.
func TestGuessRates(t *testing.T) {
	t.Parallel()
	const within = 6.0
	b, maker := theBank(t), theMaker(t)
	of := howMuch().ofCell * setOfCell
	measured := make(map[questions.Kind]scores)
	for _, lang := range langs {
		byWay := make(map[way][2][]item)
		for _, c := range cells(lang, shownFormats[:1], triedDecks) {
			if !c.kind.Several() {
				halves := byWay[c.way()]
				for half := range halves {
					halves[half] = append(halves[half], drilled(b, maker, c, of, half)...)
				}
				byWay[c.way()] = halves
			}
		}
		for w, halves := range byWay {
			bot := train(halves[0])
			s := measured[w.kind]
			for _, it := range halves[1] {
				s.add(bot.answer(it))
			}
			measured[w.kind] = s
		}
	}
	for _, kind := range slices.Sorted(maps.Keys(measured)) {
		s, rate := measured[kind], questions.GuessRate(kind, questions.Choice)
		t.Logf("%-22s %s; scheduled with %.2f", kind, s, rate)
		blind := kind.Guess(questions.Choice)
		off := 100 * (s.right/s.asked - max(rate, s.chance/s.asked))
		if rate < blind || off > within+s.margin() || rate > blind && -off > within+s.margin() {
			t.Errorf("%s is scheduled with %.2f, but the bot is right in %.2f", kind, rate, s.right/s.asked)
		}
	}
}
