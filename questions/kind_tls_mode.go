package questions

import (
	"fmt"
	"slices"

	"portdrill/questions/catalogue"
)

// tlsMode: clear text, STARTTLS or TLS from the first byte: which port, and what happens
// on the other one?
var tlsMode = kindOf{
	key: TLSMode, name: catalogue.Text{EN: "plain, STARTTLS or TLS", ZH: "明文、STARTTLS 与 TLS"},
	formats: []Format{Choice}, make: makeTLSMode,
	several: true, practice: true,
}

// upgrades are the services whose clients are told to upgrade by STARTTLS, and what
// openssl calls the protocol. Databases do it unasked.
var upgrades = map[string]string{
	"ftp": "ftp", "pop3": "pop3", "imap": "imap", "nntp": "nntp", "ldap": "ldap", "msft-gc": "ldap",
	"submission": "smtp", "sieve": "sieve",
}

// wrappable are the services that speak TLS from the first byte on their only port where
// that was switched on, and else clear text.
var wrappable = []string{
	"elasticsearch", "kibana", "grafana", "prometheus", "alertmanager", "vault", "influxdb", "solr", "minio", "registry",
	"redis", "mongodb", "memcache", "cassandra", "kafka",
}

// A security is how a client is told to begin.
type security int

const (
	inClear security = iota
	startTLS
	fromFirstByte
)

// securityNames are what mail programs call it.
var securityNames = []string{"None", "STARTTLS", "SSL/TLS"}

// A tlsOutcome is what becomes of a connection.
type tlsOutcome int

const (
	encryptedAtOnce tlsOutcome = iota
	upgraded
	readable
	misunderstood
)

var tlsOutcomes = []catalogue.Text{
	{EN: "It is encrypted from the first byte", ZH: "从第一个字节起就加密"},
	{EN: "First clear text, then encrypted", ZH: "先明文，随后升级为加密"},
	{EN: "It stays in clear text", ZH: "始终是明文"},
	{EN: "They do not understand each other", ZH: "双方无法沟通，连接失败"},
}

// A dialling is a client that is told how to begin, and the port that it calls.
type dialling struct {
	service *catalogue.Service // as people call it, whichever of its ports it is
	port    *catalogue.Service // that is called
	tells   *bool              // whether the stem says that TLS is switched on there; nil if it says nothing
	client  security
}

// expectsTLS reports whether the server begins with TLS.
func (d dialling) expectsTLS() bool {
	if d.tells != nil {
		return *d.tells
	}
	return d.port != d.service
}

// outcome is what becomes of it.
func (d dialling) outcome() tlsOutcome {
	switch {
	case d.expectsTLS() != (d.client == fromFirstByte):
		return misunderstood
	case d.client == fromFirstByte:
		return encryptedAtOnce
	case d.client == startTLS:
		return upgraded
	}
	return readable
}

var (
	askTLSPort = catalogue.Text{
		EN: "A client for %s needs these settings. Which port goes with them?", ZH: "%s的客户端要这样设置，端口应填多少？",
	}
	askTLSOutcome = catalogue.Text{
		EN: "A client for %s connects like this. What happens?", ZH: "%s的客户端这样连接，结果会怎样？",
	}
	askSwitched = map[bool]catalogue.Text{
		true: {
			EN: "A server for %s has TLS switched on. A client connects like this. What happens?",
			ZH: "%s服务器启用了 TLS。客户端这样连接，结果会怎样？",
		},
		false: {
			EN: "A server for %s has TLS switched off. A client connects like this. What happens?",
			ZH: "%s服务器没有启用 TLS。客户端这样连接，结果会怎样？",
		},
	}

	tlsFacts = []catalogue.Text{ // by [tlsOutcome], of the port
		{EN: "Port %d begins with TLS here, and so does the client.", ZH: "这里 %d 端口一开始就用 TLS，客户端也是。"},
		{
			EN: "Port %d begins in clear text; STARTTLS then turns the same connection to TLS.",
			ZH: "%d 端口先用明文，经 STARTTLS 在同一连接上转为 TLS。",
		},
		{
			EN: "Port %d begins in clear text here, and nothing asks for more: anyone on the path can read it all.",
			ZH: "这里 %d 端口用明文，又没有要求加密，途中任何人都能读到全部内容。",
		},
	}
	tlsTooEarly = catalogue.Text{
		EN: "Port %d begins in clear text here. A client that begins with TLS gets no TLS back (openssl: “wrong version number”).",
		ZH: "这里 %d 端口先用明文。客户端一上来就用 TLS，得不到 TLS 应答（openssl 提示“wrong version number”）。",
	}
	tlsTooLate = catalogue.Text{
		EN: "Port %d expects TLS from the first byte. A client that begins in clear text waits in vain, or is cut off.",
		ZH: "%d 端口要求从第一个字节起就用 TLS。客户端用明文开头，只会空等或被断开。",
	}

	tlsTakes = []catalogue.Text{ // what it would have taken for the outcome
		{EN: "For that both would have to begin with TLS.", ZH: "那需要双方一开始都用 TLS。"},
		{
			EN: "For that the client would have to ask for STARTTLS, on a port that begins in clear text.",
			ZH: "那需要客户端在先用明文的端口上请求 STARTTLS。",
		},
		{EN: "For that both would have to begin in clear text, and leave it at that.", ZH: "那需要双方都用明文，且不再加密。"},
		{EN: "They would not if one began with TLS and the other in clear text.", ZH: "一方先用 TLS、另一方先用明文时才会这样。"},
	}
	goesInClear = catalogue.Text{EN: "%s is for %s in clear text or with STARTTLS.", ZH: "%s 是%s的明文或 STARTTLS 端口。"}
	goesWithTLS = catalogue.Text{EN: "%s is for %s with TLS from the first byte.", ZH: "%s 是%s从首字节起用 TLS 的端口。"}

	portsOfUpgrade = catalogue.Text{
		EN: "%s: %d is for clear text and STARTTLS, %d for TLS from the first byte.",
		ZH: "%s：%d 用于明文和 STARTTLS，%d 从第一个字节起就用 TLS。",
	}
	portOfUpgrade = catalogue.Text{
		EN: "%s: %d is for clear text and STARTTLS.", ZH: "%s：%d 用于明文和 STARTTLS。",
	}
	portsOfTwins = catalogue.Text{
		EN: "%s: %d is for clear text, %d for TLS from the first byte.", ZH: "%s：%d 用于明文，%d 从第一个字节起就用 TLS。",
	}
	portOfWrapped = catalogue.Text{
		EN: "%s uses %d either way: the port does not tell whether TLS is switched on.",
		ZH: "%s无论加密与否都用 %d：从端口看不出是否启用了 TLS。",
	}
)

func makeTLSMode(m *making, _ Facet, _ *catalogue.Service) error {
	if m.rng.IntN(3) == 0 {
		return askPortOfMode(m)
	}
	want := tlsOutcome(m.rng.IntN(len(tlsOutcomes)))
	const tries = 200
	for range tries {
		if d, ok := m.dialling(); ok && d.outcome() == want {
			m.askDialled(d)
			return nil
		}
	}
	return fmt.Errorf("%w: %s", ErrTooSmall, m.q.Kind)
}

// twinOf is the service's other port, where TLS is spoken from the first byte; nil if
// there is none over TCP.
func (m *making) twinOf(s *catalogue.Service) *catalogue.Service {
	if len(s.SecureTwin) != 1 {
		return nil
	}
	twin := m.c.Service(s.SecureTwin[0].Key)
	if !slices.Contains(twin.Transports, catalogue.TCP) {
		return nil
	}
	return twin
}

func isUpgraded(s *catalogue.Service) bool { return upgrades[s.Key] != "" }

// hasBoth reports whether the service has a port for clear text, and perhaps STARTTLS, and
// another for TLS.
func (m *making) hasBoth(s *catalogue.Service) bool {
	twin := m.twinOf(s)
	beginsPlain := isUpgraded(s) || s.Encryption == "plaintext"
	return s.Deck == "" && beginsPlain && s.Uses(catalogue.TCP) && s.Port > 0 && s.Key != "domain" &&
		twin != nil && m.alone(twin)
}

// dialling draws a client; ok is false where the deck has no such service.
func (m *making) dialling() (d dialling, ok bool) {
	pass := []func(*catalogue.Service) bool{
		func(s *catalogue.Service) bool { return isUpgraded(s) && s.Deck == "" }, m.hasBoth,
		func(s *catalogue.Service) bool { return slices.Contains(wrappable, s.Key) },
	}
	sort := m.rng.IntN(len(pass))
	found, err := m.apart(m.members(), 1, pass[sort])
	if err != nil {
		return d, false
	}
	d.service, d.port, d.client = found[0], found[0], security(m.rng.IntN(len(securityNames)))
	if d.client == startTLS && !isUpgraded(d.service) {
		return d, false
	}
	if sort == len(pass)-1 {
		on := m.coin()
		d.tells = &on
	} else if twin := m.twinOf(d.service); twin != nil && m.alone(twin) && m.coin() {
		d.port = twin
	}
	return d, true
}

// askDialled asks what becomes of the client.
func (m *making) askDialled(d dialling) {
	host := documented(m.rng)
	block := settings(host, portText(d.port.Port), d.client)
	if m.coin() {
		block = lineBlock([]string{d.command(host)})
	}
	ask := askTLSOutcome
	if d.tells != nil {
		ask = askSwitched[*d.tells]
	}
	m.askPrinted(ask, block, []*catalogue.Service{d.port}, m.words.spaced(d.service.Label(m.words.lang)))
	right := d.outcome()
	m.q.Explanation = Explanation{Fact: m.tlsFact(d), About: m.portsOf(d.service)}
	m.choose(m.texts(tlsOutcomes), int(right), func(i int) string { return m.say(tlsTakes[i]) })
}

func (m *making) tlsFact(d dialling) string {
	said := tlsTooLate
	switch right := d.outcome(); {
	case right != misunderstood:
		said = tlsFacts[right]
	case d.client == fromFirstByte:
		said = tlsTooEarly
	}
	return m.say(said, d.port.Port)
}

// portsOf says which port of the service is for what.
func (m *making) portsOf(s *catalogue.Service) string {
	name, twin := s.Label(m.words.lang), m.twinOf(s)
	switch {
	case slices.Contains(wrappable, s.Key):
		return m.say(portOfWrapped, m.words.spaced(name), s.Port)
	case twin == nil:
		return m.say(portOfUpgrade, name, s.Port)
	case isUpgraded(s):
		return m.say(portsOfUpgrade, name, s.Port, twin.Port)
	}
	return m.say(portsOfTwins, name, s.Port, twin.Port)
}

// settings prints what a mail program, or another, shows.
func settings(host, port string, s security) Block {
	return tableBlock([][]string{{"Server", host}, {"Port", port}, {"Security", securityNames[s]}})
}

// command is how the client would be tried by hand.
func (d dialling) command(host string) string {
	switch d.client {
	case startTLS:
		return fmt.Sprintf("$ openssl s_client -starttls %s -connect %s:%d", upgrades[d.service.Key], host, d.port.Port)
	case fromFirstByte:
		return fmt.Sprintf("$ openssl s_client -connect %s:%d", host, d.port.Port)
	case inClear:
	}
	return fmt.Sprintf("$ nc %s %d", host, d.port.Port)
}

// askPortOfMode asks for the port that goes with STARTTLS, or with TLS from the first
// byte, among those of two protocols.
func askPortOfMode(m *making) error {
	const protocols = 2
	found, err := m.apart(m.members(), protocols, func(s *catalogue.Service) bool { return isUpgraded(s) && m.hasBoth(s) })
	if err != nil {
		return err
	}
	s, mode := found[m.rng.IntN(protocols)], []security{startTLS, fromFirstByte}[m.rng.IntN(2)]
	right := s
	if mode == fromFirstByte {
		right = m.twinOf(s)
	}
	var all []*catalogue.Service
	for _, each := range found {
		all = append(all, each, m.twinOf(each))
	}
	slices.SortFunc(all, byPort)
	m.askPrinted(askTLSPort, settings(documented(m.rng), "?", mode), []*catalogue.Service{right}, m.words.spaced(s.Label(m.words.lang)))
	m.q.Explanation = Explanation{Fact: m.portsOf(s)}
	shown := make([]string, len(all))
	for i, each := range all {
		shown[i] = onTransport(each)
	}
	m.choose(shown, slices.Index(all, right), func(i int) string {
		base, text := all[i], goesInClear
		if !slices.Contains(found, base) {
			base, text = found[slices.IndexFunc(found, func(s *catalogue.Service) bool { return m.twinOf(s) == all[i] })], goesWithTLS
		}
		return m.say(text, shown[i], m.words.led(m.words.spaced(base.Label(m.words.lang))))
	})
	return nil
}
