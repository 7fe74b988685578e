package questions_test

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"portdrill/questions"
	"portdrill/questions/catalogue"
)

// The oracle of questions about attempts that fail. It reads the output of the tools by
// the words that these are known for, and rules by what Linux does with them.

func init() { printReaders[questions.Probe] = printReader{examine: (*bank).probeDefects} }

// What options say, by what becomes of the attempt: answered, refused, silent, reported.
var probeSaid = map[string]map[catalogue.Lang][]string{
	"meaning tcp": {
		en: {
			"A program accepts connections", "Nothing listens, or a firewall rejects",
			"Packets are dropped, and nothing answers", "The host is reported unreachable",
		},
		zh: {
			"有程序接受连接", "没有程序监听，或被防火墙拒绝", "数据包被丢弃，没有任何回应",
			"收到了主机不可达的回报",
		},
	},
	"meaning udp": {
		en: {
			"A program answers", "Nothing listens, or a firewall rejects",
			"Open and silent, or packets are dropped", "The host is reported unreachable",
		},
		zh: {
			"有程序应答", "没有程序监听，或被防火墙拒绝", "开放但不应答，或数据包被丢弃",
			"收到了主机不可达的回报",
		},
	},
	"effect tcp": {
		en: {"A connection", "“Connection refused”, at once", "Nothing, until it times out", "“No route to host”, at once"},
		zh: {
			"连接成功", "立即提示“Connection refused”", "没有任何回应，直到超时",
			"立即提示“No route to host”",
		},
	},
	"effect udp": {
		en: {"An answer from the program", "ICMP: port unreachable", "Nothing at all", "ICMP: administratively prohibited"},
		zh: {"程序的应答", "ICMP 端口不可达", "没有任何回应", "ICMP 管理性禁止"},
	},
}

var (
	probeMeaning = map[catalogue.Lang]*regexp.Regexp{
		en: regexp.MustCompile(`^A client tries to reach (?P<service>.+) on (?P<host>\S+)\. What follows from the output\?$`),
		zh: regexp.MustCompile(`^客户端尝试访问 (?P<host>\S+) 上的 ?(?P<service>.+)。由输出可知什么？$`),
	}
	probeEffect = map[catalogue.Lang]*regexp.Regexp{
		en: regexp.MustCompile(`^(?P<service>.+?) (?P<not>does not run|runs) on a host with these rules\. What does a client get when it (?P<how>connects|sends a request)\?$`),
		zh: regexp.MustCompile(`^主机上(?P<not>没有运行|运行着) ?(?P<service>.+)，防火墙规则如下。客户端(?P<how>连接它|向它发请求)会得到什么？$`),
	}
	probeCaptured = regexp.MustCompile(`^IP (\d+\.\d+\.\d+\.\d+)(?:\.(\d+))? > (\d+\.\d+\.\d+\.\d+)(?:\.(\d+))?: (.+)$`)
	probedPort    = regexp.MustCompile(`^\$ (?:nc -nu?vz -w 3|telnet) (\S+) (\d+)$`)
	ruleForPort   = regexp.MustCompile(`^(?:-A INPUT -p (tcp|udp) -m (?:tcp|udp) --dport (\d+) -j (.+)|  (tcp|udp) dport (\d+) (.+))$`)
)

func (b *bank) probeDefects(q *questions.Question) (found []string) {
	for _, lines := range [][]string{q.Block.Wide, q.Block.Narrow} {
		named, table, is, err := b.readProbe(q, joined(lines))
		if err != nil {
			found = append(found, err.Error())
			continue
		}
		said := probeSaid[table][q.Lang]
		if !slices.Equal(q.Options, said) || q.Answers[0] != said[is] {
			found = append(found, fmt.Sprintf("%q is right of %q, the key is %q", said[is], said, q.Answers))
		}
		found = append(found, b.subjectDefects(q, []*record{named})...)
	}
	return found
}

// readProbe returns the service that is named, which options there should be, and the
// place of the right one.
func (b *bank) readProbe(q *questions.Question, lines []string) (named *record, table string, is int, err error) {
	m, effect := groups(probeMeaning[q.Lang], q.Stem), false
	if m == nil {
		m, effect = groups(probeEffect[q.Lang], q.Stem), true
	}
	if m == nil {
		return nil, "", 0, fmt.Errorf("unreadable prose: %s", q.Stem)
	}
	if named, err = b.serviceSaid(m["service"], q.Lang); err != nil {
		return nil, "", 0, err
	}
	over := named.transports[0]
	if effect {
		if (m["how"] == "connects" || m["how"] == "连接它") != (over == "tcp") {
			return nil, "", 0, fmt.Errorf("of %s: %s", over, q.Stem)
		}
		is, err = effectOf(lines, over, fmt.Sprint(named.port), m["not"] == "runs" || m["not"] == "运行着")
		return named, "effect " + over, is, err
	}
	is, err = meaningOf(lines, over, fmt.Sprint(named.port), m["host"])
	return named, "meaning " + over, is, err
}

// meaningOf reads what nc, telnet or tcpdump printed.
func meaningOf(lines []string, over, port, host string) (int, error) {
	if !strings.HasPrefix(lines[0], "$ tcpdump ") {
		m := probedPort.FindStringSubmatch(lines[0])
		if m == nil || m[1] != host || m[2] != port || strings.Contains(lines[0], "-nu") != (over == "udp") {
			return 0, fmt.Errorf("another host or port: %s", lines[0])
		}
		said := strings.Join(lines[1:], " ")
		for is, words := range [][]string{
			{"[tcp/*] succeeded!", "Connected to"}, {"Connection refused"}, {"timed out", "[udp/*] succeeded!"}, {"No route to host"},
		} {
			if slices.ContainsFunc(words, func(word string) bool { return strings.Contains(said, word) }) {
				return is, nil
			}
		}
		return 0, fmt.Errorf("unreadable: %s", said)
	}
	is, client, at := 2, "", "" // while nothing comes back
	for _, line := range lines[1:] {
		m := probeCaptured.FindStringSubmatch(line)
		if m == nil {
			return 0, fmt.Errorf("unreadable: %s", line)
		}
		switch {
		case m[3] == host && m[4] == port:
			if client != "" && (m[1] != client || m[2] != at) || strings.Contains(m[5], "Flags") != (over == "tcp") {
				return 0, fmt.Errorf("another client, or transport: %s", line)
			}
			client, at = m[1], m[2]
		case m[3] != client || m[4] != "" && m[4] != at:
			return 0, fmt.Errorf("to another host: %s", line)
		case m[1] == host && m[2] == port && (strings.HasPrefix(m[5], "Flags [S.]") || strings.HasPrefix(m[5], "UDP, length")):
			is = 0
		case m[1] == host && (strings.HasPrefix(m[5], "Flags [R.]") || strings.HasPrefix(m[5], "ICMP "+host+" udp port "+port+" unreachable")):
			is = 1
		case strings.HasPrefix(m[5], "ICMP host "+host+" unreachable - admin prohibited filter"):
			is = 3
		default:
			return 0, fmt.Errorf("unreadable: %s", line)
		}
	}
	return is, nil
}

// effectOf works out what rules do with a packet to the port.
func effectOf(lines []string, over, port string, runs bool) (int, error) {
	does := ""
	for _, line := range lines {
		m := ruleForPort.FindStringSubmatch(line)
		policy, isPolicy := strings.CutPrefix(line, "-P INPUT ")
		if _, after, is := strings.Cut(line, "policy "); is {
			policy, isPolicy = strings.TrimSuffix(after, ";"), true
		}
		switch {
		case isPolicy:
			does = policy
		case m != nil && (m[1]+m[4] == over) && (m[2]+m[5] == port):
			does = m[3] + m[6]
		case m == nil && line != "chain input {" && line != "}":
			return 0, fmt.Errorf("unreadable: %s", line)
		}
	}
	switch strings.ToLower(does) {
	case "accept":
		return 1 - b2i(runs), nil
	case "drop":
		return 2, nil
	case "reject", "reject --reject-with icmp-port-unreachable":
		return 1, nil
	case "reject with tcp reset", "reject --reject-with tcp-reset":
		if over == "tcp" {
			return 1, nil
		}
	case "reject with icmpx admin-prohibited", "reject --reject-with icmp-admin-prohibited":
		return 3, nil
	}
	return 0, fmt.Errorf("what does %q do?", does)
}
