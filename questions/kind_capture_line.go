package questions

import (
	"fmt"
	"slices"
	"strings"

	"portdrill/questions/catalogue"
)

// captureLine: who talks to whom, by what tcpdump or Wireshark prints?
var captureLine = kindOf{
	key: CaptureLine, name: catalogue.Text{EN: "what captured packets say", ZH: "读抓包结果"},
	formats: []Format{Choice}, make: makeCaptureLine,
	several: true, practice: true,
}

// A flow is what a client and a server exchange.
type flow struct {
	service        *catalogue.Service
	client, server string // addresses
	clientPort     catalogue.Port
}

// A packet is one of a flow, the first of its side.
type packet struct {
	flow
	fromServer bool
}

// ends returns where the packet is from and where it goes.
func (p packet) ends() (from string, fromPort catalogue.Port, to string, toPort catalogue.Port) {
	if p.fromServer {
		return p.server, p.service.Port, p.client, p.clientPort
	}
	return p.client, p.clientPort, p.server, p.service.Port
}

var (
	askWhoServes  = catalogue.Text{EN: "Which of these hosts is the %s server?", ZH: "哪台主机是%s的服务器端？"}
	askWhoAsks    = catalogue.Text{EN: "Which of these hosts is the %s client?", ZH: "哪台主机是%s的客户端？"}
	askReply      = catalogue.Text{EN: "From which port to which port does the next packet in the other direction go?", ZH: "反方向的下一个包从哪个端口发往哪个端口？"}
	askWhatIsUsed = catalogue.Text{EN: "Judging by its ports, which service does this packet belong to?", ZH: "从端口看，这个包属于哪个服务？"}
	askIfTLS      = catalogue.Text{EN: "Judging by its ports, what does this connection carry?", ZH: "从端口看，这条连接承载的是什么？"}

	fromTo   = catalogue.Text{EN: "from %d to %d", ZH: "从 %d 到 %d"}
	withTLS  = catalogue.Text{EN: "%s, encrypted from the first byte", ZH: "%s，从第一个字节起就加密"}
	plain    = catalogue.Text{EN: "%s, not encrypted at first", ZH: "%s，开始时不加密"}
	isServer = catalogue.Text{EN: "%s uses port %d, which is that of %s: it is the server.", ZH: "%s 的端口 %d 属于%s：它是服务器端。"}
	isClient = catalogue.Text{
		EN: "%s uses the ephemeral port %d, and the other side that of %s: it is the client.",
		ZH: "%s 的端口 %d 是临时端口，对方的端口属于%s：它是客户端。",
	}
	turnsRound = catalogue.Text{
		EN: "The answer goes back from the packet's destination port to its source port: from %d to %d.",
		ZH: "应答从原目的端口发出，发往原源端口：从 %d 到 %d。",
	}
	isSameWay = catalogue.Text{EN: "This packet itself goes from %d to %d.", ZH: "这个包自己就是从 %d 到 %d。"}
	isNotSeen = catalogue.Text{EN: "Port %d is not in this packet.", ZH: "这个包里没有端口 %d。"}
)

func makeCaptureLine(m *making, _ Facet, _ *catalogue.Service) error {
	return m.anyOf(m.askSides, m.askPortsOfReply, m.askServiceOfPacket, m.askEncryptionOfPacket)
}

// answering are services over UDP whose servers answer from their port, to a port that the
// client drew. Others do not: DHCP has a port for clients, TFTP goes on from another port,
// traps are not answered.
var answering = []string{"ntp", "snmp", "radius", "radius-acct", "openvpn", "coap"}

// answerers draws services of whose packets the ports tell the sides.
func (m *making) answerers(n int) ([]*catalogue.Service, error) {
	return m.apart(m.members(), n, func(s *catalogue.Service) bool {
		return m.tellsByPort(s, catalogue.TCP) || m.tellsByPort(s, catalogue.UDP) && slices.Contains(answering, s.Key)
	})
}

// askSides: of two exchanges between four hosts, who is the server, or a client, of one?
func (m *making) askSides() error {
	const exchanges = 2
	services, err := m.answerers(exchanges)
	if err != nil {
		return err
	}
	hosts := hereabouts(m.rng, 2*exchanges)
	packets := make([]packet, exchanges)
	for i, s := range services {
		f := flow{service: s, client: hosts[2*i], server: hosts[2*i+1], clientPort: m.ephemeral()}
		packets[i] = packet{f, m.coin()}
	}
	asked, serves, ask := m.rng.IntN(exchanges), m.coin(), askWhoAsks
	right := 2 * asked
	if serves {
		ask = askWhoServes
		right++
	}
	name := services[asked].Label(m.words.lang)
	m.askPrinted(ask, m.printPackets(packets), services, m.words.led(m.words.spaced(name)))
	m.wantPick(right, hosts, func(i int) string {
		f := packets[i/2].flow
		text, port := isClient, f.clientPort
		if i%2 == 1 {
			text, port = isServer, f.service.Port
		}
		return m.say(text, hosts[i], port, m.words.led(f.service.Label(m.words.lang)))
	})
	return nil
}

// askPortsOfReply: which ports has the packet that answers the one that is shown?
func (m *making) askPortsOfReply() error {
	services, err := m.answerers(1)
	if err != nil {
		return err
	}
	p := m.packetTo(services[0])
	_, from, _, to := p.ends()
	other := m.ephemeral()
	for other == p.clientPort {
		other = m.ephemeral()
	}
	swap := func(port catalogue.Port) catalogue.Port { // the other ephemeral port for the client's
		if port == p.clientPort {
			return other
		}
		return port
	}
	pairs := [][2]catalogue.Port{{to, from}, {from, to}, {swap(to), swap(from)}, {swap(from), swap(to)}}
	options := make([]string, len(pairs))
	for i, pair := range pairs {
		options[i] = m.say(fromTo, pair[0], pair[1])
	}
	m.askPrinted(askReply, m.printPackets([]packet{p}), services)
	m.wantPick(0, options, func(i int) string {
		switch i {
		case 0:
			return m.say(turnsRound, to, from)
		case 1:
			return m.say(isSameWay, from, to)
		}
		return m.say(isNotSeen, other)
	})
	return nil
}

// askServiceOfPacket: whose is the port of the server?
func (m *making) askServiceOfPacket() error {
	services, err := m.answerers(handOf)
	if err != nil {
		return err
	}
	m.askPrinted(askWhatIsUsed, m.printPackets([]packet{m.packetTo(services[0])}), services)
	m.wantOne(0, services, func(i int) string {
		return m.usesPort(services[i])
	})
	return nil
}

// askEncryptionOfPacket: of two protocols and their twins over TLS, which is it?
func (m *making) askEncryptionOfPacket() error {
	twins := m.twins()
	const pairs = 2
	if len(twins) < pairs {
		return fmt.Errorf("%w: %s", ErrTooSmall, m.q.Kind)
	}
	services := slices.Concat(twins[0][:], twins[1][:])
	right := m.rng.IntN(len(services))
	services[0], services[right] = services[right], services[0] // the one that is shown comes first
	options := make([]string, len(services))
	for i, s := range services {
		text, base := plain, s
		for _, twin := range twins[:pairs] {
			if twin[1] == s {
				text, base = withTLS, twin[0]
			}
		}
		options[i] = m.say(text, base.Label(m.words.lang))
	}
	m.askPrinted(askIfTLS, m.printPackets([]packet{m.packetTo(services[0])}), services)
	m.wantPick(0, options, func(i int) string {
		return m.usesPort(services[i])
	})
	m.q.Explanation.About = services[0].Description.In(m.words.lang)
	return nil
}

// twins returns protocols over TCP beside their twins that are encrypted from the first
// byte, those of the deck first, and no two of one family, nor one whose name says it.
func (m *making) twins() (all [][2]*catalogue.Service) {
	var picked []*catalogue.Service
	for _, s := range m.members() {
		twin := m.twinOf(s)
		if twin == nil || !m.tellsByPort(s, catalogue.TCP) || !m.alone(s) ||
			!slices.Contains(clearAtFirst, s.Encryption) || strings.Contains(s.Name.EN, "(") {
			continue
		}
		fits := twin.Encryption == "encrypted" && m.tellsByPort(twin, catalogue.TCP) && m.alone(twin)
		sameFamily := slices.ContainsFunc(picked, func(o *catalogue.Service) bool { return o.Family == s.Family })
		if fits && !sameFamily && m.differs(s, picked) && m.differs(twin, picked) {
			all, picked = append(all, [2]*catalogue.Service{s, twin}), append(picked, s, twin)
		}
	}
	return all
}

// clearAtFirst are the kinds of encryption that do not begin with the first byte.
var clearAtFirst = []string{"plaintext", "starttls"}

// packetTo draws a packet between the server of a service and a client.
func (m *making) packetTo(s *catalogue.Service) packet {
	hosts := hereabouts(m.rng, 2)
	return packet{flow{service: s, client: hosts[0], server: hosts[1], clientPort: m.ephemeral()}, m.coin()}
}

// printPackets prints packets as one of the tools does; Wireshark's summaries are drawn
// only where all are TCP, since it says of others what they hold.
func (m *making) printPackets(packets []packet) Block {
	isTCP := func(p packet) bool { return p.service.Transports[0] == catalogue.TCP }
	if !slices.ContainsFunc(packets, func(p packet) bool { return !isTCP(p) }) && m.coin() {
		return tableBlock(wiresharkPrints(packets), "Time", "No.", "Length", "Protocol")
	}
	return m.tcpdumpPrints(packets)
}

// tcpdumpPrints is how tcpdump -nq prints packets. The narrow form leaves out the time.
func (m *making) tcpdumpPrints(packets []packet) Block {
	const day, most = 24 * 60 * 60 * 1_000_000, 600 // microseconds; bytes of data
	var with, without []string
	at := m.rng.IntN(day - len(packets)*1_000_000)
	for _, p := range packets {
		from, fromPort, to, toPort := p.ends()
		data := fmt.Sprintf("tcp %d", m.rng.IntN(most))
		if p.service.Transports[0] == catalogue.UDP {
			data = fmt.Sprintf("UDP, length %d", 20+m.rng.IntN(most))
		}
		line := fmt.Sprintf("IP %s.%d > %s.%d: %s", from, fromPort, to, toPort, data)
		seconds := at / 1_000_000
		time := fmt.Sprintf("%02d:%02d:%02d.%06d", seconds/3600, seconds/60%60, seconds%60, at%1_000_000)
		with, without = append(with, time+" "+line), append(without, line)
		at += 1 + m.rng.IntN(1_000_000)
	}
	return Block{Wide: lineBlock(with).Wide, Narrow: lineBlock(without).Narrow}
}

// wiresharkPrints is how Wireshark lists packets, each the first of its side.
func wiresharkPrints(packets []packet) [][]string {
	const asks, answers = 74, 66 // bytes of the frame
	table := [][]string{{"No.", "Time", "Source", "Destination", "Protocol", "Length", "Info"}}
	for i, p := range packets {
		from, fromPort, to, toPort := p.ends()
		flags, length := "[SYN]", asks
		if p.fromServer {
			flags, length = "[SYN, ACK]", answers
		}
		table = append(table, []string{
			fmt.Sprint(1 + 2*i), fmt.Sprintf("%d.%06d", i, 137*i), from, to, "TCP", fmt.Sprint(length),
			fmt.Sprintf("%d → %d %s", fromPort, toPort, flags),
		})
	}
	return table
}
