package questions

import (
	"slices"
	"strconv"
	"strings"

	"portdrill/questions/catalogue"
)

// validNumber: is 65536 a port?
var validNumber = kindOf{
	key: ValidNumber, name: catalogue.Text{EN: "whether a number can be a port", ZH: "数字能否作为端口号"},
	formats: []Format{Choice, Boolean}, make: makeValidNumber,
	weight: 2, saysService: true, sameOptions: maxDistractors + 1,
}

var (
	askValid   = catalogue.Text{EN: "How many of these can be port numbers? %s", ZH: "下列数中有几个可以是端口号？%s"}
	areValid   = catalogue.Text{EN: "Of these there can be: %s.", ZH: "其中可以是端口号的有：%s。"}
	askIfValid = catalogue.Text{EN: "Is %d a port number?", ZH: "%d 是端口号吗？"}
	yes        = catalogue.Text{EN: "Yes", ZH: "是"}
	no         = catalogue.Text{EN: "No", ZH: "否"}
)

// tooLarge are numbers that are no ports: one too many, a digit too many, and
// round ones. The post that the project began with had 655535.
var tooLarge = []int{65536, 65537, 65600, 66000, 66535, 70000, 80000, 99999, 100000, 655350, 655535, 1048576}

// makeValidNumber asks which numbers can be ports: of one whether it can, of four how
// many of them can. To find the one that can would take no knowledge of where ports
// end: it is the smallest. 0, which is one but reserved, is never shown.
func makeValidNumber(m *making, _ Facet, _ *catalogue.Service) error {
	m.q.Explanation = Explanation{Fact: m.say(m.m.edge(maxFacet).why)}
	if m.q.Format == Boolean {
		noPort := tooLarge[m.rng.IntN(len(tooLarge))]
		if m.rng.IntN(2) == 0 {
			noPort = int(lastPort) + 1 + m.rng.IntN(30000)
		}
		yesOrNo(m, validOne(m), noPort)
		return nil
	}
	invalid := append([]int{-80}, tooLarge...)
	m.rng.Shuffle(len(invalid), func(i, j int) { invalid[i], invalid[j] = invalid[j], invalid[i] })
	shown := make([]string, handOf)
	for i := range shown {
		shown[i] = strconv.Itoa(i + 1)
	}
	valid := 1 + m.rng.IntN(handOf)
	all := invalid[:handOf-valid]
	for len(all) < handOf {
		if n := validOne(m); !slices.Contains(all, n) {
			all = append(all, n)
		}
	}
	slices.Sort(all)
	texts := make([]string, len(all))
	for i, n := range all {
		texts[i] = strconv.Itoa(n)
		if 0 < n && n <= int(lastPort) {
			m.q.Ports = append(m.q.Ports, texts[i])
		}
	}
	m.q.Stem = m.say(askValid, strings.Join(texts, m.words.comma))
	m.wantText(strconv.Itoa(valid), shown, nil)
	m.contrast(func(string) string { return m.say(areValid, strings.Join(m.q.Ports, m.words.comma)) })
	return nil
}

// validOne draws a number that is a port: a small one, a large one, one of the last.
func validOne(m *making) int {
	switch m.rng.IntN(3) {
	case 0:
		return 20 + m.rng.IntN(2000)
	case 1:
		return int(lastPort) - m.rng.IntN(20000)
	default:
		return int(lastPort) - m.rng.IntN(40)
	}
}

// yesOrNo asks whether one of the two numbers is a port, either as often.
func yesOrNo(m *making, port, noPort int) {
	number, answer := port, m.say(yes)
	if m.rng.IntN(2) == 0 {
		number, answer = noPort, m.say(no)
	}
	m.q.Stem = m.say(askIfValid, number)
	m.q.Ports = []string{strconv.Itoa(number)}
	m.wantText(answer, []string{m.say(yes), m.say(no)}, nil)
}
