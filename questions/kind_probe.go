package questions

import (
	"fmt"
	"slices"
	"strings"

	"portdrill/questions/catalogue"
)

// probe: refused, timed out or unreachable, what does it say? And what do a firewall's
// accept, drop and reject look like from outside?
var probe = kindOf{
	key: Probe, name: catalogue.Text{EN: "what a failed connection says", ZH: "连接失败说明什么"},
	formats: []Format{Choice}, make: makeProbe,
	several: true, practice: true,
}

// A fate is what becomes of an attempt to reach a port.
type fate int

const (
	answered fate = iota
	refused
	unanswered
	unreachable

	fates = int(unreachable) + 1
)

// A verdictOn is what a firewall does with the packets to a port.
type verdictOn struct {
	iptables, nftables string
	passes             bool
	fate               fate // unless it passes
	onlyTCP            bool
}

var verdictsOn = []verdictOn{
	{iptables: "ACCEPT", nftables: "accept", passes: true},
	{iptables: "DROP", nftables: "drop", fate: unanswered},
	{iptables: "REJECT --reject-with icmp-port-unreachable", nftables: "reject", fate: refused},
	{iptables: "REJECT --reject-with tcp-reset", nftables: "reject with tcp reset", fate: refused, onlyTCP: true},
	{
		iptables: "REJECT --reject-with icmp-admin-prohibited", nftables: "reject with icmpx admin-prohibited",
		fate: unreachable,
	},
}

// fateOf is what becomes of an attempt, if a program listens or does not.
func (v verdictOn) fateOf(listens bool) fate {
	switch {
	case !v.passes:
		return v.fate
	case listens:
		return answered
	}
	return refused
}

var (
	askMeaning = catalogue.Text{
		EN: "A client tries to reach %[1]s on %[2]s. What follows from the output?",
		ZH: "客户端尝试访问 %[2]s 上的%[1]s。由输出可知什么？",
	}
	askEffects = map[bool]map[catalogue.Transport]catalogue.Text{ // whether a program listens
		true: {
			catalogue.TCP: {
				EN: "%s runs on a host with these rules. What does a client get when it connects?",
				ZH: "主机上运行着%s，防火墙规则如下。客户端连接它会得到什么？",
			},
			catalogue.UDP: {
				EN: "%s runs on a host with these rules. What does a client get when it sends a request?",
				ZH: "主机上运行着%s，防火墙规则如下。客户端向它发请求会得到什么？",
			},
		},
		false: {
			catalogue.TCP: {
				EN: "%s does not run on a host with these rules. What does a client get when it connects?",
				ZH: "主机上没有运行%s，防火墙规则如下。客户端连接它会得到什么？",
			},
			catalogue.UDP: {
				EN: "%s does not run on a host with these rules. What does a client get when it sends a request?",
				ZH: "主机上没有运行%s，防火墙规则如下。客户端向它发请求会得到什么？",
			},
		},
	}

	nothingListens    = catalogue.Text{EN: "Nothing listens, or a firewall rejects", ZH: "没有程序监听，或被防火墙拒绝"}
	isSaidUnreachable = catalogue.Text{EN: "The host is reported unreachable", ZH: "收到了主机不可达的回报"}

	// By [fate].
	meanings = map[catalogue.Transport][]catalogue.Text{
		catalogue.TCP: {
			{EN: "A program accepts connections", ZH: "有程序接受连接"},
			nothingListens,
			{EN: "Packets are dropped, and nothing answers", ZH: "数据包被丢弃，没有任何回应"},
			isSaidUnreachable,
		},
		catalogue.UDP: {
			{EN: "A program answers", ZH: "有程序应答"},
			nothingListens,
			{EN: "Open and silent, or packets are dropped", ZH: "开放但不应答，或数据包被丢弃"},
			isSaidUnreachable,
		},
	}
	effects = map[catalogue.Transport][]catalogue.Text{
		catalogue.TCP: {
			{EN: "A connection", ZH: "连接成功"},
			{EN: "“Connection refused”, at once", ZH: "立即提示“Connection refused”"},
			{EN: "Nothing, until it times out", ZH: "没有任何回应，直到超时"},
			{EN: "“No route to host”, at once", ZH: "立即提示“No route to host”"},
		},
		catalogue.UDP: {
			{EN: "An answer from the program", ZH: "程序的应答"},
			{EN: "ICMP: port unreachable", ZH: "ICMP 端口不可达"},
			{EN: "Nothing at all", ZH: "没有任何回应"},
			{EN: "ICMP: administratively prohibited", ZH: "ICMP 管理性禁止"},
		},
	}
	signs = map[catalogue.Transport][]catalogue.Text{
		catalogue.TCP: {
			{EN: "An open port answers the SYN with SYN and ACK.", ZH: "开放的端口用 SYN+ACK 应答 SYN。"},
			{
				EN: "“Connection refused” is a reset (RST) from a host where nothing listens; a firewall that rejects looks the same.",
				ZH: "“Connection refused”说明收到了 RST：没有程序监听；防火墙拒绝时看起来也一样。",
			},
			{
				EN: "Where a firewall drops packets, or a host is gone and no router says so, nothing comes back: " +
					"the client repeats its SYN until it times out.",
				ZH: "防火墙丢弃数据包，或主机不在线又没有路由器回报时，什么也收不到：客户端反复发送 SYN，直到超时。",
			},
			{
				EN: "“No route to host” comes from an ICMP error: a firewall rejects, or a router cannot reach the host.",
				ZH: "“No route to host”源于 ICMP 差错：防火墙拒绝访问，或路由器无法到达主机。",
			},
		},
		catalogue.UDP: {
			{EN: "Only an answer proves that a UDP port is open.", ZH: "只有收到应答，才能证明 UDP 端口是开放的。"},
			{
				EN: "A host where nothing listens answers with ICMP port unreachable; so do firewalls that reject that way.",
				ZH: "没有程序监听时，主机发回 ICMP 端口不可达；以此方式拒绝的防火墙也一样。",
			},
			{
				EN: "UDP has no handshake: an open port may be as silent as a firewall that drops; nc -u says “succeeded” to both.",
				ZH: "UDP 没有握手：端口开放或防火墙丢弃都可能毫无回应；这时 nc -u 也会显示“succeeded”。",
			},
			{
				EN: "ICMP administratively prohibited: a filter rejects, and says so.",
				ZH: "ICMP 管理性禁止说明过滤设备明确拒绝了请求。",
			},
		},
	}
	ruleDecides = catalogue.Text{EN: "The rule for port %d decides: %s.", ZH: "由 %d 端口的规则决定：%s。"}
	inNoRule    = catalogue.Text{EN: "Port %d is in no rule, so the policy decides: %s.", ZH: "没有针对 %d 端口的规则，由默认策略决定：%s。"}

	dropOrReject = catalogue.Text{
		EN: "Drop makes clients wait until they time out; reject tells them at once.",
		ZH: "丢弃（drop）让客户端一直等到超时；拒绝（reject）则立即告知。",
	}
)

func makeProbe(m *making, _ Facet, _ *catalogue.Service) error {
	services, err := m.overBoth()
	if err != nil {
		return err
	}
	s, other := services[0], services[1]
	if i := m.rng.IntN(len(services)); i > 0 {
		s, other = services[i], services[0]
	}
	over, want := s.Transports[0], fate(m.rng.IntN(fates))
	options, why, advice := meanings[over], "", ""
	label := m.words.led(s.AskedLabel(m.words.lang))
	if m.coin() {
		host := documented(m.rng)
		m.askPrinted(askMeaning, lineBlock(m.probed(host, s, over, want)), []*catalogue.Service{s}, label, host)
	} else {
		options = effects[over]
		r := m.ruled(s, other, want)
		m.askPrinted(askEffects[r.listens][over], lineBlock(r.lines()), []*catalogue.Service{s}, label)
		if r.named {
			why = m.say(ruleDecides, s.Port, r.decides.name())
		} else {
			why = m.say(inNoRule, s.Port, r.decides.name())
		}
		if !r.decides.passes {
			advice = m.say(dropOrReject)
		}
	}
	m.q.Explanation = Explanation{
		Fact: Paragraph(why, m.say(signs[over][want])), About: m.words.explain(s).Fact, Use: advice,
	}
	m.choose(m.texts(options), int(want), func(i int) string { return m.say(signs[over][i]) })
	return nil
}

// probed returns what a tool prints that checks the service on the host.
func (m *making) probed(host string, s *catalogue.Service, over catalogue.Transport, is fate) []string {
	switch tool := m.rng.IntN(3); {
	case over == catalogue.UDP && is == unanswered && tool > 0:
		return []string{
			fmt.Sprintf("$ nc -nuvz -w 3 %s %d", host, s.Port),
			fmt.Sprintf("Connection to %s %d port [udp/*] succeeded!", host, s.Port),
		}
	case over == catalogue.TCP && tool == 0:
		return []string{fmt.Sprintf("$ nc -nvz -w 3 %s %d", host, s.Port), fmt.Sprintf([]string{
			"Connection to %s %d port [tcp/*] succeeded!", "nc: connect to %s port %d (tcp) failed: Connection refused",
			"nc: connect to %s port %d (tcp) timed out: Operation now in progress",
			"nc: connect to %s port %d (tcp) failed: No route to host",
		}[is], host, s.Port)}
	case over == catalogue.TCP && tool == 1:
		lines := []string{fmt.Sprintf("$ telnet %s %d", host, s.Port), "Trying " + host + "..."}
		if is == answered {
			return append(lines, "Connected to "+host+".", "Escape character is '^]'.")
		}
		said := []string{"", "Connection refused", "Connection timed out", "No route to host"}[is]
		return append(lines, "telnet: Unable to connect to remote host: "+said)
	case over == catalogue.UDP:
		return append([]string{"$ tcpdump -qnt host " + host}, m.captured(s, over, is, host)...)
	}
	return append([]string{"$ tcpdump -nt host " + host}, m.captured(s, over, is, host)...)
}

// captured returns the lines of tcpdump.
func (m *making) captured(s *catalogue.Service, over catalogue.Transport, is fate, host string) []string {
	const shortest, lengths, most = 20, 60, 1 << 32
	quoted := 68 // bytes of the ICMP message that quotes a SYN
	client := documented(m.rng, host)
	router := documented(m.rng, host, client)
	at, length := m.ephemeral(), shortest+m.rng.IntN(lengths)
	first, then := m.rng.Uint64N(most-1), m.rng.Uint64N(most-1)
	there := fmt.Sprintf("IP %s.%d > %s.%d: ", client, at, host, s.Port)
	back := fmt.Sprintf("IP %s.%d > %s.%d: ", host, s.Port, client, at)
	request := there + fmt.Sprintf("Flags [S], seq %d, win 64240, length 0", first)
	reply := back + fmt.Sprintf("Flags [S.], seq %d, ack %d, win 65160, length 0", then, first+1)
	reset := back + fmt.Sprintf("Flags [R.], seq 0, ack %d, win 0, length 0", first+1)
	if over == catalogue.UDP {
		request = there + fmt.Sprintf("UDP, length %d", length)
		reply = back + fmt.Sprintf("UDP, length %d", shortest+m.rng.IntN(lengths))
		const headers = 36
		quoted = length + headers
		reset = fmt.Sprintf("IP %s > %s: ICMP %s udp port %d unreachable, length %d", host, client, host, s.Port, quoted)
	}
	prohibited := fmt.Sprintf("IP %s > %s: ICMP host %s unreachable - admin prohibited filter, length %d", router, client, host, quoted)
	return slices.Concat([]string{request}, [][]string{{reply}, {reset}, {request, request}, {prohibited}}[is])
}

// A ruling is what a firewall does with the packets to a service.
type ruling struct {
	listens bool // the host runs the service
	named   bool // a rule is about its port
	decides verdictOn
	policy  verdictOn
	rules   []portRule
	nft     bool
}

// A portRule is what one rule does with the packets to a service.
type portRule struct {
	service *catalogue.Service
	does    verdictOn
}

// ruled draws rules by which an attempt to reach the service ends as is wanted; another
// rule is about something else.
func (m *making) ruled(s, other *catalogue.Service, want fate) ruling {
	for {
		r := ruling{
			listens: m.coin(), named: m.rng.IntN(4) > 0, nft: m.coin(),
			policy: verdictsOn[m.rng.IntN(2)], decides: verdictsOn[m.rng.IntN(len(verdictsOn))],
			rules: []portRule{{other, verdictsOn[m.rng.IntN(3)]}},
		}
		if r.named {
			r.rules = append(r.rules, portRule{s, r.decides})
		} else {
			r.decides = r.policy
		}
		if r.decides.onlyTCP && s.Transports[0] != catalogue.TCP || r.decides.fateOf(r.listens) != want {
			continue
		}
		m.rng.Shuffle(len(r.rules), func(i, j int) { r.rules[i], r.rules[j] = r.rules[j], r.rules[i] })
		return r
	}
}

// name is the verdict in one word.
func (v verdictOn) name() string {
	word, _, _ := strings.Cut(v.nftables, " ")
	return word
}

// lines prints the rules as iptables -S or as nft list chain does.
func (r ruling) lines() []string {
	lines := []string{"-P INPUT " + r.policy.iptables}
	if r.nft {
		lines = []string{
			"chain input {", fmt.Sprintf("  type filter hook input priority filter; policy %s;", r.policy.nftables),
		}
	}
	for _, each := range r.rules {
		over, port := each.service.Transports[0], each.service.Port
		line := fmt.Sprintf("-A INPUT -p %s -m %s --dport %d -j %s", over, over, port, each.does.iptables)
		if r.nft {
			line = fmt.Sprintf("  %s dport %d %s", over, port, each.does.nftables)
		}
		lines = append(lines, line)
	}
	if r.nft {
		lines = append(lines, "}")
	}
	return lines
}
