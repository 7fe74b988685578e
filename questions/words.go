package questions

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"portdrill/questions/catalogue"
)

// words are the texts of questions and explanations in one language.
type words struct {
	lang catalogue.Lang
	stemWords
	factWords
	promptWords
}

// stemWords are the texts of stems.
type stemWords struct {
	whichService, usuallyWhichService string // socket
	whichPort, usuallyWhichPort       string // name
	whichRange                        string // number
	inDeck                            string // stem, deck
}

// factWords are the texts of explanations.
type factWords struct {
	uses, usuallyUses string // name, socket
	registeredTo      string // IANA names
	othersUse         string // what else is met on a port
	inDeckUses        string // deck, name, socket
	catalogueHas      string // name, socket
	standsFor         string // expansion
	inRange           string // number, range, from, to
	wouldBe           string // name, socket
	portIs            string // number, names
	portIsFree        string // number, range
	wrongTransport    string // name, socket, transport
	rangeIs           string // range, from, to
	and, comma        string
}

// promptWords say how an answer is given.
type promptWords struct {
	typeAnswer, notAPort, decimalOnly, typeNumber string
	pick, pickSet, pickOrder, pickPairs           string // number of options
}

var inEnglish = words{
	lang: catalogue.English,
	stemWords: stemWords{
		whichService:        "Which service uses %s?",
		usuallyWhichService: "Which service is usually found on %s?",
		whichPort:           "Which port number belongs to %s?",
		usuallyWhichPort:    "Which port number does %s usually have?",
		whichRange:          "Which range contains port %d?",
		inDeck:              "%[1]s in %[2]s?",
	},
	factWords: factWords{
		uses:           "%s uses %s.",
		usuallyUses:    "%s is usually found on %s.",
		registeredTo:   "IANA registered that number as %s.",
		othersUse:      "Also found on this port: %s.",
		inDeckUses:     "In %s, %s uses %s.",
		catalogueHas:   "Elsewhere %s uses %s.",
		standsFor:      "%s (%s)",
		inRange:        "%d lies in %s: %d to %d.",
		wouldBe:        "%s would have been %s.",
		portIs:         "%d is %s.",
		portIsFree:     "%d is in %s, but none of the services taught here.",
		wrongTransport: "The number is right, but %s uses %s, not %s.",
		rangeIs:        "%s is %d to %d.",
		and:            " and ",
		comma:          ", ",
	},
	promptWords: promptWords{
		typeAnswer:  "Type an answer, or ? if you don't know.",
		notAPort:    "%s is not a port: 0 to 65535.",
		decimalOnly: "Write the port in decimal: 0 to 65535.",
		typeNumber:  "Type a port number: 0 to 65535, such as 53 or tcp/53.",
		pick:        "Choose a number from 1 to %d.",
		pickSet:     "Choose numbers from 1 to %d, such as: 1 3",
		pickOrder:   "Give all numbers from 1 to %d in their order, such as: 3 1 4 2",
		pickPairs:   "For each on the left give the number of the right one, all from 1 to %d: 2 1 4 3",
	},
}

var inChinese = words{
	lang: catalogue.Chinese,
	stemWords: stemWords{
		whichService:        "哪个服务使用 %s？",
		usuallyWhichService: "哪个服务通常使用 %s？",
		whichPort:           "%s对应哪个端口号？",
		usuallyWhichPort:    "%s通常使用哪个端口号？",
		whichRange:          "端口 %d 属于哪个范围？",
		inDeck:              "在%[2]s中，%[1]s？",
	},
	factWords: factWords{
		uses:           "%s使用 %s。",
		usuallyUses:    "%s通常使用 %s。",
		registeredTo:   "IANA 将此端口登记给 %s。",
		othersUse:      "此端口上还常见：%s。",
		inDeckUses:     "在%s中，%s使用 %s。",
		catalogueHas:   "通常%s使用 %s。",
		standsFor:      "%s，全称 %s，",
		inRange:        "%d 属于%s：%d 到 %d。",
		wouldBe:        "%s是 %s。",
		portIs:         "%d 是%s。",
		portIsFree:     "%d 属于%s，不是这里所教的服务。",
		wrongTransport: "端口号对了，但%s使用 %s，不用 %s。",
		rangeIs:        "%s是 %d 到 %d。",
		and:            " 和 ",
		comma:          "、",
	},
	promptWords: promptWords{
		typeAnswer:  "请输入答案；不知道就输入 ?。",
		notAPort:    "%s 不是端口号：应为 0 到 65535。",
		decimalOnly: "请用十进制写端口号：0 到 65535。",
		typeNumber:  "请输入端口号：0 到 65535，例如 53 或 tcp/53。",
		pick:        "请选 1 到 %d。",
		pickSet:     "请选 1 到 %d 中的若干个，例如：1 3",
		pickOrder:   "请按顺序给出 1 到 %d 的全部号码，例如：3 1 4 2",
		pickPairs:   "请依次给出左边各项对应的右边号码，1 到 %d 各用一次，例如：2 1 4 3",
	},
}

func wordsIn(lang catalogue.Lang) *words {
	if lang == catalogue.Chinese {
		return &inChinese
	}
	return &inEnglish
}

// pickSeveral says how a set, pairs or an order are answered.
func (w *words) pickSeveral(q *Question) string {
	switch q.Format {
	case Set:
		return fmt.Sprintf(w.pickSet, len(q.Options))
	case Ordering:
		return fmt.Sprintf(w.pickOrder, len(q.Options))
	case Matching, Choice, Typed, Boolean, Flashcards: // of these only pairs have several answers
	}
	return fmt.Sprintf(w.pickPairs, len(q.Right))
}

func (w *words) pickOption(n int) string { return fmt.Sprintf(w.pick, n) }

// socket names a port with the transports in use, for the middle of a sentence:
// "TCP port 22", "port 53 (TCP and UDP)".
func (w *words) socket(s *catalogue.Service) string {
	names := w.transports(s.Transports)
	switch {
	case w.lang == catalogue.Chinese && len(names) == 0:
		return fmt.Sprintf("%d 端口", s.Port)
	case len(names) == 0:
		return fmt.Sprintf("port %d", s.Port)
	case w.lang == catalogue.Chinese && len(names) == 1:
		return fmt.Sprintf("%s %d 端口", names[0], s.Port)
	case w.lang == catalogue.Chinese:
		return fmt.Sprintf("%d 端口（%s）", s.Port, strings.Join(names, w.and))
	case len(names) == 1:
		return fmt.Sprintf("%s port %d", names[0], s.Port)
	default:
		return fmt.Sprintf("port %d (%s)", s.Port, strings.Join(names, w.and))
	}
}

// brief names a port for a fact: "TCP 22", "TCP and UDP 53", "port 53".
func (w *words) brief(s *catalogue.Service) string {
	if len(s.Transports) == 0 {
		return w.socket(s)
	}
	return fmt.Sprintf("%s %d", strings.Join(w.transports(s.Transports), w.and), s.Port)
}

func (w *words) transports(ts []catalogue.Transport) []string {
	names := make([]string, len(ts))
	for i, t := range ts {
		names[i] = nameOf(t)
	}
	return names
}

func nameOf(t catalogue.Transport) string { return strings.ToUpper(string(t)) }

// spaced returns a label that can stand before Chinese text: a space follows a
// Latin letter or digit, nothing follows a Chinese sign.
func (w *words) spaced(label string) string {
	if w.lang == catalogue.Chinese && label != "" && label[len(label)-1] < 0x80 {
		return label + " "
	}
	return label
}

// led is [words.spaced] for a label that stands behind Chinese text.
func (w *words) led(label string) string {
	if w.lang == catalogue.Chinese && label != "" && label[0] < 0x80 {
		return " " + label
	}
	return label
}

func (w *words) askService(s *catalogue.Service) string {
	switch s.Status {
	case catalogue.Assigned:
		return fmt.Sprintf(w.whichService, w.socket(s))
	case catalogue.InDeckOnly:
		return w.askedIn(s.Deck, fmt.Sprintf(w.whichService, w.socket(s)))
	case catalogue.Taken, catalogue.Unassigned:
	}
	return fmt.Sprintf(w.usuallyWhichService, w.socket(s))
}

func (w *words) askPort(s *catalogue.Service) string {
	label := w.spaced(s.AskedLabel(w.lang))
	switch s.Status {
	case catalogue.Assigned:
		return fmt.Sprintf(w.whichPort, label)
	case catalogue.InDeckOnly:
		return w.askedIn(s.Deck, fmt.Sprintf(w.whichPort, label))
	case catalogue.Taken, catalogue.Unassigned:
	}
	return fmt.Sprintf(w.usuallyWhichPort, label)
}

// askedIn asks about a deck of somebody's own, where something else may be right
// than elsewhere.
func (w *words) askedIn(deck, stem string) string {
	return fmt.Sprintf(w.inDeck, strings.TrimRight(stem, "?？"), w.led(w.spaced(deck)))
}

// explain says what is right about a service and why it matters.
func (w *words) explain(s *catalogue.Service) Explanation {
	name := s.Label(w.lang)
	if s.Deck != "" {
		fact := fmt.Sprintf(w.inDeckUses, w.led(w.spaced(s.Deck)), w.spaced(name), w.brief(s))
		return Explanation{Fact: fact, About: w.sentence(s.Description.In(w.lang))}
	}
	if full := s.Expansion.EN; full != "" && !strings.ContainsAny(full, "(:") && !strings.Contains(catalogue.Fold(name), catalogue.Fold(full)) {
		name = fmt.Sprintf(w.fullName(s, name), name, full)
	}
	fact := fmt.Sprintf(w.uses, w.spaced(name), w.brief(s))
	if s.Status != catalogue.Assigned {
		fact = fmt.Sprintf(w.usuallyUses, w.spaced(name), w.brief(s))
	}
	if s.Status == catalogue.Taken {
		fact = Paragraph(fact, fmt.Sprintf(w.registeredTo, w.registered(s)))
	}
	if others := s.Others.In(w.lang); others != "" {
		fact = Paragraph(fact, fmt.Sprintf(w.othersUse, others))
	}
	return Explanation{Fact: fact, About: s.Description.In(w.lang), Use: s.Use.In(w.lang), Hook: s.Hook.In(w.lang)}
}

// fullName returns how the words behind an acronym follow the name. They are the
// full name only of a name that is the acronym and nothing else: of the one in
// "FTP control" they stand in brackets.
func (w *words) fullName(s *catalogue.Service, name string) string {
	if w.lang == catalogue.Chinese && strings.Contains(s.Name.EN, " ") && !strings.HasSuffix(name, "）") {
		return "%s（%s）"
	}
	return w.standsFor
}

// sentence ends a text that somebody else wrote with a full stop, so that others
// can follow.
func (w *words) sentence(text string) string {
	switch last, _ := utf8.DecodeLastRuneInString(text); {
	case text == "" || strings.ContainsRune(".!?。！？", last):
		return text
	case w.lang == catalogue.Chinese:
		return text + "。"
	default:
		return text + "."
	}
}

func (w *words) registered(s *catalogue.Service) string {
	var names []string
	for _, r := range s.Registered {
		if !slices.Contains(names, r.Name) {
			names = append(names, r.Name)
		}
	}
	return strings.Join(names, w.comma)
}

// contrast says what the service that was taken for another would have been,
// and how to tell the two apart where that is known.
func (w *words) contrast(c *catalogue.Catalogue, right, taken *catalogue.Service) string {
	said := fmt.Sprintf(w.wouldBe, w.spaced(taken.Label(w.lang)), w.brief(taken))
	if pair, ok := c.Pair(right.Key, taken.Key); ok {
		said = Paragraph(said, pair.Tell.In(w.lang))
	}
	return said
}

// owners says what lives on a port that was taken for another: the services.
func (w *words) owners(c *catalogue.Catalogue, p catalogue.Port, at ...*catalogue.Service) string {
	if len(at) == 0 {
		return fmt.Sprintf(w.portIsFree, p, w.led(c.RangeOf(p).Name.In(w.lang)))
	}
	names := make([]string, len(at))
	for i, s := range at {
		names[i] = s.Label(w.lang)
	}
	return fmt.Sprintf(w.portIs, p, w.led(strings.Join(names, w.comma)))
}
