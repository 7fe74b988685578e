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
	askTransport = catalogue.Text{EN: "Which transport does %s use by default?", ZH: "%s默认使用哪种传输协议？"}
	askTwin      = catalogue.Text{
		EN: "%s has a port of its own for %s from the first byte. Which one?",
		ZH: "%s另有一个从首字节起就用 %s 加密的专用端口，是哪一个？",
	}
	askSuccessor  = catalogue.Text{EN: "What is used today in place of %s?", ZH: "如今用什么取代%s？"}
	askEncrypted  = catalogue.Text{EN: "How does %s send its data?", ZH: "%s怎样传送数据？"}
	askWhat       = catalogue.Text{EN: "Which service is this? “%s”", ZH: "这说的是哪个服务？“%s”"}
	askExpansion  = catalogue.Text{EN: "What does %s stand for?", ZH: "%s 的英文全称是什么？"}
	howTheyDiffer = catalogue.Text{
		EN: "TCP sets up a connection and sends again what was lost; UDP sends single datagrams and promises nothing.",
		ZH: "TCP 先建立连接，丢失的数据会重传；UDP 只发送单个数据报，不作任何保证。",
	}
	twinIs       = catalogue.Text{EN: "Encrypted from the first byte, %s becomes %s.", ZH: "%s若从首字节起就加密，则使用%s。"}
	replacedBy   = catalogue.Text{EN: "%[2]s is used today in place of %[1]s.", ZH: "如今用%[2]s取代%[1]s。"}
	sendsItsData = catalogue.Text{EN: "%s: %s.", ZH: "%s：%s。"}
	soDoes       = catalogue.Text{EN: "That is how %s does it.", ZH: "%s才是这样。"}
	notThisWord  = catalogue.Text{EN: "%s, not %s.", ZH: "是 %s，不是 %s。"}
	standsForIt  = catalogue.Text{EN: "%s stands for %s.", ZH: "%s 的全称是 %s。"}
)

func (m *making) transport(s *catalogue.Service) {
	m.about(s)
	m.q.Stem = m.say(askTransport, m.words.spaced(m.onPort(s)))
	right := strings.ToUpper(string(s.Transports[0]))
	shown := []string{"TCP", "UDP"}
	if !slices.Contains(shown, right) {
		shown = append(shown, right)
	}
	m.wantText(right, shown, nil)
	m.contrast(func(string) string { return m.say(howTheyDiffer) })
}

func (m *making) secureTwin(s *catalogue.Service) {
	twin := m.c.Service(s.SecureTwin[0].Key)
	m.about(s)
	m.q.Stem = m.say(askTwin, m.words.spaced(s.Label(m.words.lang)), encryptionOf(twin))
	m.q.Explanation.Fact = m.say(twinIs, m.words.spaced(m.onPort(s)), m.words.led(m.onPort(twin)))
	m.q.Explanation.About, m.q.Explanation.Use, m.q.Explanation.Hook = twin.Description.In(m.words.lang), twin.Use.In(m.words.lang), twin.Hook.In(m.words.lang)
	m.wantPort(choice{right: twin, beside: m.besideTwin(s), home: m.linked(s, secureTwin)})
}

// encryptionOf names the encryption of an encrypted twin.
func encryptionOf(twin *catalogue.Service) string {
	if strings.Contains(twin.Name.EN, "DTLS") {
		return "DTLS"
	}
	return "TLS"
}

// besideTwin are the services that no wrong option may be right for where the twin
// of s is asked for: s itself, and what is used in its place.
func (m *making) besideTwin(s *catalogue.Service) []*catalogue.Service {
	all := []*catalogue.Service{s}
	for _, successor := range s.Replacement {
		all = append(all, m.c.Service(successor.Key))
	}
	return all
}

// linked returns what the link leads to from s and from the other services that are
// learned with it, as far as that is one thing; where that is little, from all.
func (m *making) linked(s *catalogue.Service, link func(*catalogue.Service) []catalogue.Endpoint) []*catalogue.Service {
	for _, from := range [][]*catalogue.Service{m.atHome(s), m.c.Services} {
		var all []*catalogue.Service
		for _, other := range from {
			if to := link(other); len(to) == 1 && !slices.Contains(all, m.c.Service(to[0].Key)) {
				all = append(all, m.c.Service(to[0].Key))
			}
		}
		if len(all) > minDistractors {
			return all
		}
	}
	return nil
}

func secureTwin(s *catalogue.Service) []catalogue.Endpoint { return s.SecureTwin }
func successor(s *catalogue.Service) []catalogue.Endpoint  { return s.Replacement }

func (m *making) replacement(s *catalogue.Service) {
	right := m.c.Service(s.Replacement[0].Key)
	m.about(s)
	m.q.Stem = m.say(askSuccessor, m.words.led(m.onPort(s)))
	m.q.Explanation.Fact = m.say(replacedBy, m.words.led(s.Label(m.words.lang)), m.words.led(m.words.spaced(right.Label(m.words.lang))))
	m.q.Explanation.About = s.Use.In(m.words.lang)
	m.q.Explanation.Use, m.q.Explanation.Hook = "", ""
	m.wantService(choice{right: right, beside: []*catalogue.Service{s}, home: m.linked(s, successor)})
	if m.q.Format == Typed {
		m.q.Answers = canonicalFirst(right.Label(m.words.lang), m.successorNames(s, right))
		m.q.judge = judgeSuccessor{judgeService{m: m.m, words: m.words, right: right}, m.q.Answers}
	}
}

// successorNames returns what may be typed for what is used in place of s. What
// moves files takes the place of what moved files alone, and so do its encrypted
// versions.
func (m *making) successorNames(s, right *catalogue.Service) []string {
	const files = "file transfer"
	if s.Category != files {
		return slices.DeleteFunc(slices.Clone(right.Names()), func(name string) bool {
			return movesFiles[catalogue.Fold(name)]
		})
	}
	names := slices.Clone(right.Names())
	for _, twin := range s.SecureTwin {
		names = append(names, m.c.Service(twin.Key).Names()...)
	}
	return names
}

// movesFiles are names of what moves files within a service that does more.
var movesFiles = map[string]bool{"sftp": true, "scp": true}

// judgeSuccessor is right for the names of what is used in place of a service.
type judgeSuccessor struct {
	judgeService
	names []string
}

func (j judgeSuccessor) text(s string) (Judgement, error) {
	if slices.ContainsFunc(j.names, func(name string) bool { return catalogue.Fold(name) == catalogue.Fold(s) }) {
		return j.took(j.right), nil
	}
	judged, err := j.judgeService.text(s)
	judged.Correct = false
	return judged, err
}

// A way is how data may travel.
type way struct {
	encryption string
	say        catalogue.Text
}

// ways are those there are, from what the catalogue calls it. Services that
// do now this and now that are not asked about.
var ways = []way{
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
	m.contrast(func(option string) string { return m.sentSo(option) })
}

// sentSo names a service that sends its data in the way that the option says.
func (m *making) sentSo(option string) string {
	var best *catalogue.Service
	for _, s := range m.c.Services {
		i := slices.IndexFunc(ways, func(w way) bool { return m.say(w.say) == option && w.encryption == s.Encryption })
		if i >= 0 && asksEncryption(s) && (best == nil || s.Rank < best.Rank) {
			best = s
		}
	}
	return m.say(soDoes, m.words.spaced(m.onPort(best)))
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
	m.wantService(choice{right: s, home: m.untold(m.atHome(s))})
}

// untold returns the services that a stem in words can be about without naming them.
func (m *making) untold(from []*catalogue.Service) []*catalogue.Service {
	return slices.DeleteFunc(slices.Clone(from), func(s *catalogue.Service) bool {
		return m.m.tellsItself(m.q.Kind, s, m.words.lang)
	})
}

// acronym asks for the words behind an acronym; the wrong ones spell it too.
func (m *making) acronym(s *catalogue.Service) {
	m.about(s)
	m.q.Stem = m.say(askExpansion, s.Name.EN)
	m.q.Explanation.Fact = m.say(standsForIt, s.Name.EN, s.Expansion.EN)
	shown := []string{s.Expansion.EN}
	if m.q.Format == Choice {
		shown = append(shown, m.wrongExpansions(s)...)
	}
	m.rng.Shuffle(len(shown), func(i, j int) { shown[i], shown[j] = shown[j], shown[i] })
	accepted := []string{s.Expansion.EN}
	if s.Expansion.ZH != "" {
		accepted = append(accepted, s.Expansion.ZH)
	}
	m.wantText(s.Expansion.EN, shown, accepted)
	m.contrast(func(option string) string {
		said, words := "", strings.Fields(option)
		for i, right := range strings.Fields(s.Expansion.EN) {
			if words[i] != right {
				said = Paragraph(said, m.say(notThisWord, right, words[i]))
			}
		}
		return said
	})
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
	var authored []*catalogue.Service
	for _, key := range scene.Wrong {
		authored = append(authored, m.c.Service(key))
	}
	wrong := m.wrongServices(choice{right: s, home: m.scenes(s), fits: func(a, b *catalogue.Service) bool {
		if a == s {
			return a.Category != b.Category || slices.Contains(authored, b)
		}
		return a.Category != b.Category || m.authored(a, b) || m.authored(b, a)
	}})
	wrong = m.pick(choice{right: s}, wrong, m.untold(authored), maxDistractors)
	for _, other := range authored { // which may be of its family: the stem tells them apart
		if len(wrong) < minDistractors && !slices.Contains(wrong, other) {
			wrong = append(wrong, other)
		}
	}
	m.wantServiceAmong(s, wrong)
}

// authored reports whether b is an authored wrong option of a scenario about a.
func (m *making) authored(a, b *catalogue.Service) bool {
	return slices.ContainsFunc(m.c.Scenarios(scenarioKinds[m.q.Kind], a.Key), func(scene catalogue.Scenario) bool {
		return slices.Contains(scene.Wrong, b.Key)
	})
}

// scenes returns the services that scenarios of the kind are about, as far as they
// are learned with s.
func (m *making) scenes(s *catalogue.Service) []*catalogue.Service {
	return slices.DeleteFunc(m.untold(m.atHome(s)), func(other *catalogue.Service) bool {
		return len(m.c.Scenarios(scenarioKinds[m.q.Kind], other.Key)) == 0
	})
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
