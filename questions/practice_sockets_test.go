package questions_test

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"portdrill/questions"
	"portdrill/questions/catalogue"
)

func init() {
	printReaders[questions.SocketListing] = printReader{
		prose: map[catalogue.Lang][]*regexp.Regexp{
			en: shapes(`Which of these services can other hosts reach\?`, `Which of these services can other hosts NOT reach\?`,
				`Of which service is this host a client\?`, `Of which service is this host the server\?`,
				`Which of these services listens on this host\?`,
				`Other hosts need only (.+) and (.+) from this host\. Which port should not be open to them\?`),
			zh: shapes(`其他主机能访问到下列哪个服务？`, `其他主机不能访问下列哪个服务？`,
				`本机是哪个服务的客户端？`, `本机是哪个服务的服务器端？`, `本机在监听下列哪个服务？`,
				`本机只需向其他主机提供(.+)和(.+)。哪个端口不应对外开放？`),
		},
		read: readSockets,
	}
}

// The asks, as they are told apart by the prose.
const (
	reachAsk = iota
	noReachAsk
	clientAsk
	serverAsk
	listensAsk
	unwantedAsk
)

// A readSocket is a line as it was read.
type readSocket struct {
	transport, local, localPort, remote, remotePort string
}

// The lines of each tool; what a narrow screen leaves out may be missing.
var (
	ssLine      = regexp.MustCompile(`^(?:(tcp|udp) +)?(?:(?:LISTEN|UNCONN|ESTAB) +)?(?:\d+ +\d+ +)?(\S+):(\d+)(?: +(\S+):(\d+|\*))?$`)
	linuxLine   = regexp.MustCompile(`^(?:(tcp|udp)6? +)?(?:\d+ +\d+ +)?(\S+):(\d+)(?: +(\S+):(\d+|\*))?(?: +(?:LISTEN|ESTABLISHED))?$`)
	windowsLine = regexp.MustCompile(`^(?:(TCP|UDP) +)?(\S+):(\d+)(?: +(\S+):(\d+|\*))?(?: +(?:LISTENING|ESTABLISHED))?(?: +\d+)?$`)
	bsdLine     = regexp.MustCompile(`^(?:(tcp|udp)[46] +)?(?:0 +0 +)?(\S+)\.(\d+)(?: +(\S+)\.(\d+|\*))?(?: +(?:LISTEN|ESTABLISHED))?$`)
	lsofLine    = regexp.MustCompile(`^(?:\S+ +)?(?:\d+ +)?(?:root +)?(?:\d+u +)?IPv[46] +(?:\d+ +)?(?:0t0 +)?(TCP|UDP) +(\S+):(\d+)(?: +\(LISTEN\))?$`)
)

// readSocketLine reads a line below the heading, which tells the tool.
func readSocketLine(heading, line string) (readSocket, error) {
	tool := lsofLine
	switch {
	case strings.Contains(heading, "Address:Port"):
		tool = ssLine
	case strings.Contains(heading, "Local Address") && linuxLine.MatchString(line):
		tool = linuxLine
	case strings.Contains(heading, "Local Address") && regexp.MustCompile(`\S\.(\d+|\*)( |$)`).MatchString(line):
		tool = bsdLine
	case strings.Contains(heading, "Local Address"):
		tool = windowsLine
	}
	m := tool.FindStringSubmatch(line)
	if m == nil {
		return readSocket{}, fmt.Errorf("unreadable: %s", line)
	}
	k := readSocket{transport: strings.ToLower(m[1]), local: m[2], localPort: m[3]}
	if len(m) > 4 {
		k.remote, k.remotePort = m[4], m[5]
	}
	if k.transport == "" { // only connections, which are over TCP
		k.transport = "tcp"
	}
	return k, nil
}

func (k readSocket) waits() bool {
	anyPort := slices.Contains([]string{"", "*", "0"}, k.remotePort)
	return anyPort && slices.Contains([]string{"", "*", "0.0.0.0", "[::]", "::"}, k.remote)
}

// Ports of DHCP, RIP and the datagrams of NetBIOS, which are of one version of IP alone.
var (
	onlyIPv4 = strings.Fields("67 137 138 520")
	onlyIPv6 = strings.Fields("521 547")
)

func (k readSocket) isLocal() bool {
	return slices.Contains([]string{"127.0.0.1", "[::1]", "::1"}, k.local)
}

// readSockets evaluates what ss, netstat or lsof prints.
func readSockets(b *bank, q *questions.Question, ask int, m, lines []string) (right []string, shown []*record, err error) {
	listed := make(map[*record]readSocket)
	for _, line := range lines[1:] {
		k, err := readSocketLine(lines[0], line)
		if err != nil {
			return nil, nil, err
		}
		connections := ask == clientAsk || ask == serverAsk
		if k.waits() == connections {
			return nil, nil, fmt.Errorf("waits, or is a connection: %s", line)
		}
		if connections && k.local == k.remote {
			return nil, nil, fmt.Errorf("the host is connected to itself: %s", line)
		}
		port, client := k.localPort, false
		if connections && high(k.localPort) {
			port, client = k.remotePort, true
		}
		ofIPv6 := regexp.MustCompile(`::|[tu][cd]p6|IPv6`).MatchString(line)
		if ofIPv6 && slices.Contains(onlyIPv4, port) || !ofIPv6 && slices.Contains(onlyIPv6, port) {
			return nil, nil, fmt.Errorf("of the other version of IP: %s", line)
		}
		r, err := b.on(k.transport, port)
		if err != nil {
			return nil, nil, err
		}
		shown, listed[r] = append(shown, r), k
		if ask < listensAsk && []bool{!k.isLocal(), k.isLocal(), client, !client}[ask] {
			right = append(right, r.key)
		}
	}
	for _, option := range q.Options {
		switch ask {
		case listensAsk:
			if slices.ContainsFunc(b.named(option), func(r *record) bool { return listed[r].local != "" }) {
				right = append(right, option)
			}
		case unwantedAsk:
			transport, port, _ := strings.Cut(option, " ")
			r, err := b.on(strings.ToLower(transport), port)
			if err != nil {
				return nil, nil, err
			}
			wanted := slices.ContainsFunc(m[1:], func(name string) bool { return slices.Contains(b.named(strings.TrimSpace(name)), r) })
			if k := listed[r]; k.local != "" && !k.isLocal() && !wanted {
				right = append(right, option)
			}
		}
	}
	return right, shown, nil
}
