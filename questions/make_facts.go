package questions

import (
	"fmt"
	"slices"
	"strings"

	"portdrill/questions/catalogue"
)

// Questions about what else there is to know of a service.

// onPort names a service with its port, so that no other is meant: "LDAP on
// port 389".
func (m *making) onPort(s *catalogue.Service) string {
	return m.say(catalogue.Text{EN: "%[1]s on port %[2]d", ZH: "%[2]d 端口的%[1]s"}, m.words.led(s.Label(m.words.lang)), s.Port)
}

var (
	askTransport = catalogue.Text{EN: "Which transport does %s use?", ZH: "%s使用哪种传输协议？"}
	askTwin      = catalogue.Text{EN: "Which port has the encrypted version of %s?", ZH: "%s，其加密版本使用哪个端口？"}
	askSuccessor = catalogue.Text{EN: "What is used today in place of %s?", ZH: "如今用什么取代%s？"}
	askEncrypted = catalogue.Text{EN: "How does %s send its data?", ZH: "%s怎样传送数据？"}
	askWhat      = catalogue.Text{EN: "Which service is this? “%s”", ZH: "这说的是哪个服务？“%s”"}
	askExpansion = catalogue.Text{EN: "What does %s stand for?", ZH: "%s 的英文全称是什么？"}
	twinIs       = catalogue.Text{EN: "The encrypted version of %s is %s.", ZH: "%s的加密版本是%s。"}
	replacedBy   = catalogue.Text{EN: "In place of %s one uses %s.", ZH: "如今用%[2]s取代%[1]s。"}
	sendsItsData = catalogue.Text{EN: "%s: %s.", ZH: "%s：%s。"}
	standsForIt  = catalogue.Text{EN: "%s stands for %s.", ZH: "%s 的全称是 %s。"}
)

func (m *making) transport(s *catalogue.Service) {
	m.about(s)
	m.q.Stem = m.say(askTransport, m.words.spaced(m.onPort(s)))
	right := strings.ToUpper(string(s.Transports[0]))
	m.wantText(right, []string{"TCP", "UDP", "SCTP"}, nil)
}

func (m *making) secureTwin(s *catalogue.Service) {
	twin := m.c.Service(s.SecureTwin[0].Key)
	m.about(s)
	m.q.Stem = m.say(askTwin, m.onPort(s))
	m.q.Explanation.Fact = m.say(twinIs, m.words.spaced(m.onPort(s)), m.words.led(m.onPort(twin)))
	m.q.Explanation.About, m.q.Explanation.Use, m.q.Explanation.Hook = twin.Description.In(m.words.lang), twin.Use.In(m.words.lang), twin.Hook.In(m.words.lang)
	m.wantPort(twin, m.wrongPorts(twin, s))
}

func (m *making) replacement(s *catalogue.Service) {
	right := m.c.Service(s.Replacement[0].Key)
	m.about(s)
	m.q.Stem = m.say(askSuccessor, m.words.led(m.onPort(s)))
	m.q.Explanation.Fact = m.say(replacedBy, m.words.led(s.Label(m.words.lang)), m.words.led(m.words.spaced(right.Label(m.words.lang))))
	m.q.Explanation.About = s.Use.In(m.words.lang)
	m.q.Explanation.Use, m.q.Explanation.Hook = "", ""
	m.wantService(right, m.outdated(s, right))
}

// outdated returns services that are no step forward from s: unencrypted ones
// that are rivals of both.
func (m *making) outdated(s, right *catalogue.Service) []*catalogue.Service {
	plausible, rest := m.candidates(right)
	fits := func(c candidate) bool {
		return c.Service != s && c.Family != s.Family && c.Encryption == "plaintext" && m.c.Rivals(c.Service, s)
	}
	var picked []*catalogue.Service
	for _, some := range [][]candidate{plausible, rest} {
		some = slices.DeleteFunc(some, func(c candidate) bool { return !fits(c) })
		picked = m.pick(picked, some, maxDistractors)
	}
	return picked
}

// ways are how data may travel, from what the catalogue calls it. Services that
// do now this and now that are not asked about.
var ways = []struct {
	encryption string
	say        catalogue.Text
}{
	{"plaintext", catalogue.Text{EN: "In clear text, which anybody on the way can read", ZH: "明文传送，途中任何人都能读到"}},
	{"starttls", catalogue.Text{EN: "In clear text at first, then upgraded to TLS on the same port", ZH: "先明文，再在同一端口升级为 TLS 加密"}},
	{"encrypted", catalogue.Text{EN: "Encrypted by its own protocol or by TLS from the start", ZH: "由协议自身或 TLS 从一开始就加密"}},
}

func (m *making) encrypted(s *catalogue.Service) {
	m.about(s)
	m.q.Stem = m.say(askEncrypted, m.words.spaced(m.onPort(s)))
	right := ""
	var shown []string
	for _, way := range ways {
		shown = append(shown, m.say(way.say))
		if way.encryption == s.Encryption {
			right = m.say(way.say)
		}
	}
	m.q.Explanation.Fact = m.say(sendsItsData, s.Label(m.words.lang), lowerFirst(right))
	m.wantText(right, shown, nil)
}

func lowerFirst(s string) string {
	if s == "" || s[0] >= 0x80 {
		return s
	}
	return strings.ToLower(s[:1]) + s[1:]
}

func (m *making) description(s *catalogue.Service) {
	m.about(s)
	m.q.Stem = m.say(askWhat, s.Description.In(m.words.lang))
	m.q.Explanation.About = "" // it was in the stem
	m.wantService(s, m.distractors(s))
}

// acronym asks for the words behind an acronym; the wrong ones spell it too.
func (m *making) acronym(s *catalogue.Service) {
	m.about(s)
	m.q.Stem = m.say(askExpansion, s.Name.EN)
	m.q.Explanation.Fact = m.say(standsForIt, s.Name.EN, s.Expansion.EN)
	wrong := wrongExpansions(s)
	m.rng.Shuffle(len(wrong), func(i, j int) { wrong[i], wrong[j] = wrong[j], wrong[i] })
	shown := append(wrong[:min(maxDistractors, len(wrong))], s.Expansion.EN)
	m.rng.Shuffle(len(shown), func(i, j int) { shown[i], shown[j] = shown[j], shown[i] })
	accepted := []string{s.Expansion.EN}
	if s.Expansion.ZH != "" {
		accepted = append(accepted, s.Expansion.ZH)
	}
	m.wantText(s.Expansion.EN, shown, accepted)
}

// scenarioKinds are the names that the catalogue has for kinds of scenario.
var scenarioKinds = map[Kind]string{Symptom: "symptom", FirewallScenario: "firewall"}

// scenario asks an authored question, whose wrong options are authored too.
func (m *making) scenario(s *catalogue.Service) {
	scenarios := m.c.Scenarios(scenarioKinds[m.q.Kind], s.Key)
	scene := scenarios[m.rng.IntN(len(scenarios))]
	m.about(s)
	m.q.Stem = scene.Stem.In(m.words.lang)
	m.q.Explanation = Explanation{
		Fact: scene.Why.In(m.words.lang), About: s.Use.In(m.words.lang), Hook: s.Hook.In(m.words.lang),
	}
	var wrong []*catalogue.Service
	for _, key := range scene.Wrong {
		wrong = append(wrong, m.c.Service(key))
	}
	m.wantService(s, wrong)
}

// statement says of a service that it is on the sockets of another, or its own.
func (m *making) statement(said, sockets *catalogue.Service) string {
	if sockets.Deck != "" {
		deck := m.words.led(m.words.spaced(sockets.Deck))
		return fmt.Sprintf(m.words.inDeckUses, deck, m.words.spaced(said.Label(m.words.lang)), m.words.brief(sockets))
	}
	return fmt.Sprintf(m.uses(sockets), m.words.spaced(said.Label(m.words.lang)), m.words.brief(sockets))
}

func (m *making) uses(s *catalogue.Service) string {
	if s.Status == catalogue.Assigned {
		return m.words.uses
	}
	return m.words.usuallyUses
}
