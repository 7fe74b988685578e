package questions_test

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"portdrill/questions"
	"portdrill/questions/catalogue"
)

func init() {
	printReaders[questions.CaptureLine] = printReader{
		prose: map[catalogue.Lang][]*regexp.Regexp{
			en: shapes(`Which of these hosts is the (.+) server\?`, `Which of these hosts is the (.+) client\?`,
				`From which port to which port does the next packet in the other direction go\?`,
				`Judging by its ports, which service does this packet belong to\?`, `Judging by its ports, what does this connection carry\?`),
			zh: shapes(`哪台主机是(.+)的服务器端？`, `哪台主机是(.+)的客户端？`, `反方向的下一个包从哪个端口发往哪个端口？`,
				`从端口看，这个包属于哪个服务？`, `从端口看，这条连接承载的是什么？`),
		},
		read: readCapture,
	}
}

var (
	tcpdumpLine   = regexp.MustCompile(`^(?:\d\d:\d\d:\d\d\.\d{6} )?IP ([\d.]+)\.(\d+) > ([\d.]+)\.(\d+): (tcp|UDP, length) \d+$`)
	wiresharkLine = regexp.MustCompile(`^(?:\d+ +)?(?:\d+\.\d+ +)?([\d.]+) +([\d.]+) +(?:TCP +)?(?:\d+ +)?(\d+) → (\d+) \[(SYN|SYN, ACK)\]$`)
)

// A readEnds is where a packet is from and where it goes.
type readEnds struct{ transport, from, fromPort, to, toPort string }

func readPacketLine(line string) (readEnds, error) {
	if m := tcpdumpLine.FindStringSubmatch(line); m != nil {
		return readEnds{strings.ToLower(m[5][:3]), m[1], m[2], m[3], m[4]}, nil
	}
	if m := wiresharkLine.FindStringSubmatch(line); m != nil {
		ends := readEnds{"tcp", m[1], m[3], m[2], m[4]}
		if high(ends.fromPort) != (m[5] == "SYN") { // the first packet is the client's
			return ends, fmt.Errorf("the flags do not fit the ports: %s", line)
		}
		return ends, nil
	}
	return readEnds{}, fmt.Errorf("unreadable: %s", line)
}

// high reports whether clients have the port and no service.
func high(port string) bool {
	n, _ := strconv.Atoi(port)
	return n >= 49152
}

var numbersInOption = regexp.MustCompile(`\d+`)

// readCapture evaluates what tcpdump or Wireshark prints.
func readCapture(b *bank, q *questions.Question, ask int, m, lines []string) (right []string, shown []*record, err error) {
	if strings.HasSuffix(lines[0], "Info") {
		lines = lines[1:]
	}
	for _, line := range lines {
		p, err := readPacketLine(line)
		if err != nil {
			return nil, nil, err
		}
		client, server, port := p.from, p.to, p.toPort
		if !high(p.fromPort) {
			client, server, port = p.to, p.from, p.fromPort
		}
		if high(p.fromPort) == high(p.toPort) {
			return nil, nil, fmt.Errorf("who is the client: %s", line)
		}
		r, err := b.on(p.transport, port)
		if err != nil {
			return nil, nil, err
		}
		shown = append(shown, r)
		switch ask {
		case 0, 1:
			if slices.Contains(b.named(strings.TrimSpace(m[1])), r) {
				right = append(right, []string{server, client}[ask])
			}
		case 2:
			for _, option := range q.Options {
				if slices.Equal(numbersInOption.FindAllString(option, -1), []string{p.toPort, p.fromPort}) {
					right = append(right, option)
				}
			}
		default:
			right = append(right, r.key)
			if clear := b.rows[r.key]["encryption"] != "encrypted"; ask == 4 && clear != strings.HasSuffix(b.optionFor(r.key, q), map[catalogue.Lang]string{
				en: ", not encrypted at first", zh: "，开始时不加密",
			}[q.Lang]) {
				return nil, nil, fmt.Errorf("%s: whether it is encrypted", r.key)
			}
		}
	}
	return right, shown, nil
}
