package questions

import (
	"cmp"
	"fmt"
	"slices"

	"portdrill/questions/catalogue"
)

// scanResult: what does a scan by nmap say, and what does it not?
var scanResult = kindOf{
	key: ScanResult, name: catalogue.Text{EN: "what a scan of ports says", ZH: "读端口扫描结果"},
	formats: []Format{Choice}, make: makeScanResult,
	several: true, practice: true,
}

// A finding is a row of a scan.
type finding struct {
	service *catalogue.Service // that is expected on the port
	state   string
}

// The states that nmap prints, beside what it got for an answer.
const (
	stateOpen     = "open"
	stateClosed   = "closed"
	stateFiltered = "filtered"
	stateSilent   = "open|filtered" // of UDP only
)

// statesOf are those that a scan over the transport finds.
func statesOf(t catalogue.Transport) []string {
	if t == catalogue.UDP {
		return []string{stateOpen, stateClosed, stateSilent}
	}
	return []string{stateOpen, stateClosed, stateFiltered}
}

var (
	askAnswered = catalogue.Text{EN: "On which port did a program answer the scan?", ZH: "哪个端口上有程序应答了扫描？"}
	askRefused  = catalogue.Text{
		EN: "Which port shows that the host can be reached, but that nothing listens there?", ZH: "哪个端口表明主机可达，但没有程序监听？",
	}
	askNoAnswer = catalogue.Text{
		EN: "Which port gave no answer, so that nmap cannot tell whether a program listens there?",
		ZH: "哪个端口没有应答，nmap 因此无法判断是否有程序监听？",
	}
	askOpen = catalogue.Text{
		EN: "By its usual port, which of these services does the scan show to be reachable?",
		ZH: "按常用端口看，扫描表明下列哪个服务可以访问？",
	}

	fromInternet = catalogue.Text{EN: "This scan was made from the Internet.", ZH: "这次扫描从互联网发起。"}
	askUrgent    = catalogue.Text{EN: "Which finding is the most urgent to deal with?", ZH: "哪一项最需要尽快处理？"}
	askOrdinary  = catalogue.Text{EN: "Which finding is no cause for alarm by itself?", ZH: "哪一项本身不必担心？"}

	withoutVersions = catalogue.Text{
		EN: "This scan looked at ports and not at versions (no -sV).", ZH: "这次扫描只看端口，没有探测版本（未用 -sV）。",
	}
	askShown    = catalogue.Text{EN: "Which of these does it show?", ZH: "哪一项是它证实的？"}
	askPossible = catalogue.Text{EN: "Which of these is possible, but not shown?", ZH: "哪一项有可能，但没有证实？"}
)

// stateStems ask for a state, and stateFacts say what it means, of a port over TCP and
// over UDP.
var (
	stateStems = map[string]catalogue.Text{
		stateOpen: askAnswered, stateClosed: askRefused, stateFiltered: askNoAnswer, stateSilent: askNoAnswer,
	}
	stateFacts = map[catalogue.Transport]map[string]catalogue.Text{
		catalogue.TCP: {
			stateOpen: {EN: "%s is open: a program accepted the connection.", ZH: "%s 是 open：有程序接受了连接。"},
			stateClosed: {
				EN: "%s is closed: the host answered with a reset, so nothing listens there.",
				ZH: "%s 是 closed：主机回了复位（RST），没有程序监听。",
			},
			stateFiltered: {
				EN: "%s is filtered: no answer came, most likely because a firewall drops the probes; a program may listen or not.",
				ZH: "%s 是 filtered：没有应答，多半被防火墙丢弃；是否有程序监听无从判断。",
			},
		},
		catalogue.UDP: {
			stateOpen: {EN: "%s is open: a program answered the probe.", ZH: "%s 是 open：有程序应答了探测。"},
			stateClosed: {
				EN: "%s is closed: the host answered “port unreachable” by ICMP, so nothing listens there.",
				ZH: "%s 是 closed：主机用 ICMP 回了“端口不可达”，没有程序监听。",
			},
			stateSilent: {
				EN: "%s is open|filtered: over UDP silence can mean a program that does not answer the probe, or a firewall.",
				ZH: "%s 是 open|filtered：UDP 没有应答，可能是程序不理会探测，也可能是防火墙丢弃。",
			},
		},
	}
	scanFacts = map[string]catalogue.Text{
		stateOpen:   {EN: "TCP %d accepted the connection", ZH: "TCP %d 接受了连接"},
		stateClosed: {EN: "TCP %d refused the connection", ZH: "TCP %d 拒绝了连接"},
	}
	scanGuess  = catalogue.Text{EN: "The program on TCP %d is %s", ZH: "TCP %d 上的程序是%s"}
	isObserved = catalogue.Text{
		EN: "The state of a port is what the scan saw: %d is %s.", ZH: "端口的状态是扫描实际观察到的：%d 是 %s。",
	}
	isContrary = catalogue.Text{EN: "The scan saw the contrary: %d is %s.", ZH: "扫描看到的恰好相反：%d 是 %s。"}
	isPossible = catalogue.Text{
		EN: "The name beside %d is only what usually runs there: any program may use any port.",
		ZH: "端口 %d 旁的名称只是通常运行的服务：任何程序都可以用任何端口。",
	}
	isRuledOut = catalogue.Text{
		EN: "Port %d is closed: no program listens there.", ZH: "端口 %d 是 closed：没有程序在那里监听。",
	}
)

// urgent are services that nobody should reach from the Internet, with what comes of it,
// and ordinary those that servers there offer.
var (
	urgent = map[string]catalogue.Text{
		"telnet":        {EN: "%s sends passwords in clear text, and botnets try it all day.", ZH: "%s明文传口令，僵尸网络整天在尝试登录。"},
		"docker":        {EN: "%s makes anyone who can reach it root on the host.", ZH: "%s让任何能访问它的人都成为主机的 root。"},
		"redis":         {EN: "%s often has no password, and lets attackers write files on the host.", ZH: "%s常常没有口令，攻击者可借它在主机上写文件。"},
		"elasticsearch": {EN: "%s often asks for no login: data is copied, or deleted for ransom.", ZH: "%s常常不设登录，数据会被拖走或删除勒索。"},
		"microsoft-ds":  {EN: "%s is what worms such as WannaCry spread through.", ZH: "%s是 WannaCry 等蠕虫的传播途径。"},
		"ms-wbt-server": {EN: "%s is where passwords are guessed and ransomware gets in.", ZH: "%s是口令爆破和勒索软件入侵的常见入口。"},
		"rfb":           {EN: "%s gives away screen and keyboard, for a password of eight characters at most.", ZH: "%s交出屏幕和键盘，口令最多八位。"},
		"login":         {EN: "%s trusts host names and addresses, in clear text.", ZH: "%s凭主机名和地址信任对方，而且是明文。"},
	}
	ordinary = map[string]bool{
		"https": true, "http": true, "ssh": true, "smtp": true, "imaps": true, "pop3s": true, "submissions": true,
		"submission": true, "sips": true, "xmpp-client": true, "secure-mqtt": true,
	}
	isOrdinary = catalogue.Text{EN: "%s is offered to the Internet by many servers; keep it patched.", ZH: "%s在公网服务器上很常见，及时打补丁即可。"}
)

func makeScanResult(m *making, _ Facet, _ *catalogue.Service) error {
	return m.anyOf(m.askState, m.askOpenService, m.askFinding, m.askProof)
}

// askState: one of four ports is in the state that is asked for.
func (m *making) askState() error {
	services, states, err := m.scanned(m.coin())
	if err != nil {
		return err
	}
	t := services[0].Transports[0]
	asked := states[m.rng.IntN(len(states))]
	right := m.rng.IntN(handOf)
	findings := m.findings(services, right, asked, states)
	m.askPrinted(stateStems[asked], printScan(findings), services)
	m.wantPick(right, scanPorts(findings), func(i int) string {
		return m.say(stateFacts[t][findings[i].state], scanPort(findings[i].service))
	})
	return nil
}

// askOpenService: one of four ports is open; which service is it?
func (m *making) askOpenService() error {
	services, states, err := m.scanned(m.coin())
	if err != nil {
		return err
	}
	t, right := services[0].Transports[0], m.rng.IntN(handOf)
	findings := m.findings(services, right, stateOpen, states)
	m.askPrinted(askOpen, printScan(findings), services)
	m.wantOne(right, services, func(i int) string {
		fact := m.say(stateFacts[t][findings[i].state], scanPort(services[i]))
		return Paragraph(m.usesPort(services[i]), fact)
	})
	return nil
}

// scanned draws what was scanned, over TCP or UDP, and the states it can be in: services
// that answer, so that they can be found open.
func (m *making) scanned(udp bool) ([]*catalogue.Service, []string, error) {
	over := catalogue.TCP
	if udp {
		over = catalogue.UDP
	}
	services, err := m.apart(m.members(), handOf, func(s *catalogue.Service) bool {
		return m.converses(s) && s.Transports[0] == over
	})
	return services, statesOf(over), err
}

// findings draws a state for each service: the right one has the state, no other.
func (m *making) findings(services []*catalogue.Service, right int, state string, states []string) []finding {
	others := slices.DeleteFunc(slices.Clone(states), func(s string) bool { return s == state })
	all := make([]finding, len(services))
	for i, s := range services {
		all[i] = finding{s, others[m.rng.IntN(len(others))]}
	}
	all[right].state = state
	return all
}

// askFinding: one of four open ports is urgent, or all but one.
func (m *making) askFinding() error {
	urgently := m.coin()
	ones, rest := handOf-1, 1
	ask := askOrdinary
	if urgently {
		ones, rest, ask = 1, handOf-1, askUrgent
	}
	system := m.coin() // all of them, or none: else the longer number would be the urgent one
	fits := func(s *catalogue.Service) bool {
		return s.Deck == "" && m.tellsByPort(s, catalogue.TCP) && (m.c.RangeOf(s.Port).Key == "system") == system
	}
	isUrgent := func(s *catalogue.Service) bool { return urgent[s.Key] != catalogue.Text{} && fits(s) }
	isUsual := func(s *catalogue.Service) bool { return ordinary[s.Key] && fits(s) }
	bad, err := m.apart(m.members(), ones, isUrgent)
	good, err2 := m.apart(m.members(), rest, isUsual)
	if err := cmp.Or(err, err2); err != nil {
		return err
	}
	services := slices.Concat(bad, good)
	if !urgently {
		slices.Reverse(services)
	}
	order := m.rng.Perm(handOf)
	findings, right := make([]finding, handOf), 0
	shown := make([]*catalogue.Service, handOf)
	for at, i := range order {
		findings[at], shown[at] = finding{services[i], stateOpen}, services[i]
		if i == 0 {
			right = at
		}
	}
	m.askPrinted(ask, printScan(findings), shown)
	m.q.Stem = Paragraph(m.say(fromInternet), m.q.Stem)
	m.wantPick(right, scanPorts(findings), func(i int) string {
		s := shown[i]
		name := m.words.spaced(s.Label(m.words.lang))
		if ordinary[s.Key] {
			return m.say(isOrdinary, name)
		}
		return m.say(urgent[s.Key], name)
	})
	return nil
}

// askProof: what did the scan see, and what does it only suppose? Two of the options say
// whether a port accepted connections, one of them rightly; two say what program is
// there, of an open port and of the closed one.
func (m *making) askProof() error {
	services, _, err := m.scanned(false)
	if err != nil {
		return err
	}
	findings, order := make([]finding, handOf), m.rng.Perm(handOf)
	for i, s := range services {
		findings[i] = finding{s, stateOpen}
	}
	shut, open := order[0], order[1:]
	findings[shut].state = stateClosed
	of := map[string]string{stateOpen: stateClosed, stateClosed: stateOpen}
	rows := []int{m.either(shut, open[0]), m.either(shut, open[1]), open[2], shut}
	options := make([]string, handOf)
	for at, i := range rows {
		f := findings[i]
		switch at {
		case 0:
			options[at] = m.say(scanFacts[f.state], f.service.Port)
		case 1:
			options[at] = m.say(scanFacts[of[f.state]], f.service.Port)
		default:
			options[at] = m.say(scanGuess, f.service.Port, m.words.led(f.service.Label(m.words.lang)))
		}
	}
	right, ask := 0, askShown
	if m.coin() {
		right, ask = 2, askPossible
	}
	m.askPrinted(ask, printScan(findings), services)
	m.q.Stem = Paragraph(m.say(withoutVersions), m.q.Stem)
	m.wantPick(right, options, func(at int) string {
		f := findings[rows[at]]
		return []string{
			m.say(isObserved, f.service.Port, f.state), m.say(isContrary, f.service.Port, f.state),
			m.say(isPossible, f.service.Port), m.say(isRuledOut, f.service.Port),
		}[at]
	})
	return nil
}

// either is as often the one as the other.
func (m *making) either(a, b int) int {
	if m.coin() {
		return a
	}
	return b
}

func scanPort(s *catalogue.Service) string { return fmt.Sprintf("%d/%s", s.Port, s.Transports[0]) }

func scanPorts(findings []finding) []string {
	all := make([]string, len(findings))
	for i, f := range findings {
		all[i] = scanPort(f.service)
	}
	return all
}

// printScan is how nmap prints what it found. The name is IANA's; nmap says unknown
// where it has none.
func printScan(findings []finding) Block {
	table := [][]string{{"PORT", "STATE", "SERVICE"}}
	for _, f := range findings {
		table = append(table, []string{scanPort(f.service), f.state, cmp.Or(f.service.IANAName, "unknown")})
	}
	return tableBlock(table, "SERVICE")
}
