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
	printReaders[questions.ScanResult] = printReader{
		prose: map[catalogue.Lang][]*regexp.Regexp{
			en: shapes(`On which port did a program answer the scan\?`,
				`Which port shows that the host can be reached, but that nothing listens there\?`,
				`Which port gave no answer, so that nmap cannot tell whether a program listens there\?`,
				`By its usual port, which of these services does the scan show to be reachable\?`,
				`This scan was made from the Internet\. Which finding is the most urgent to deal with\?`,
				`This scan was made from the Internet\. Which finding is no cause for alarm by itself\?`,
				`This scan looked at ports and not at versions \(no -sV\)\. Which of these does it show\?`,
				`This scan looked at ports and not at versions \(no -sV\)\. Which of these is possible, but not shown\?`),
			zh: shapes(`哪个端口上有程序应答了扫描？`, `哪个端口表明主机可达，但没有程序监听？`,
				`哪个端口没有应答，nmap 因此无法判断是否有程序监听？`, `按常用端口看，扫描表明下列哪个服务可以访问？`,
				`这次扫描从互联网发起。哪一项最需要尽快处理？`, `这次扫描从互联网发起。哪一项本身不必担心？`,
				`这次扫描只看端口，没有探测版本（未用 -sV）。哪一项是它证实的？`,
				`这次扫描只看端口，没有探测版本（未用 -sV）。哪一项有可能，但没有证实？`),
		},
		read: readScan,
	}
}

var scanLine = regexp.MustCompile(`^((\d+)/(tcp|udp)) +(open|closed|filtered|open\|filtered)(?: +(\S+))?$`)

// The findings of a scan from the Internet, of which everybody agrees that they are
// urgent, or usual; those of the questions must be among them.
var (
	urgentPorts = strings.Fields("23/tcp 445/tcp 513/tcp 2375/tcp 3389/tcp 5900/tcp 6379/tcp 9200/tcp")
	usualPorts  = strings.Fields("22/tcp 25/tcp 80/tcp 443/tcp 465/tcp 587/tcp 993/tcp 995/tcp 5061/tcp 5222/tcp 8883/tcp")
)

// The ports over UDP whose servers answer nobody, or not from there.
var silentPorts = strings.Fields("67/udp 69/udp 137/udp 138/udp 162/udp 514/udp 520/udp 521/udp 547/udp 1985/udp 2055/udp 5353/udp 5355/udp")

// What can be said of a port, as the options say it.
var scanSayings = map[catalogue.Lang]struct{ accepted, refused, program *regexp.Regexp }{
	en: {
		regexp.MustCompile(`^TCP (\d+) accepted the connection$`), regexp.MustCompile(`^TCP (\d+) refused the connection$`),
		regexp.MustCompile(`^The program on TCP (\d+) is (.+)$`),
	},
	zh: {
		regexp.MustCompile(`^TCP (\d+) 接受了连接$`), regexp.MustCompile(`^TCP (\d+) 拒绝了连接$`),
		regexp.MustCompile(`^TCP (\d+) 上的程序是(.+)$`),
	},
}

// readScan evaluates what nmap prints.
func readScan(b *bank, q *questions.Question, ask int, _, lines []string) (right []string, shown []*record, err error) {
	states := make(map[string]string) // by number
	for _, line := range lines[1:] {
		m := scanLine.FindStringSubmatch(line)
		if m == nil || m[3] == "tcp" && m[4] == "open|filtered" {
			return nil, nil, fmt.Errorf("unreadable: %s", line)
		}
		r, err := b.on(m[3], m[2])
		if err != nil {
			return nil, nil, err
		}
		if name := m[5]; name != "" && name != "unknown" && !slices.ContainsFunc(r.registered, func(x registration) bool { return x.name == name }) {
			return nil, nil, fmt.Errorf("%s is not registered as %s", m[1], name)
		}
		if m[4] == "open" && slices.Contains(silentPorts, m[1]) {
			return nil, nil, fmt.Errorf("no program answers there: %s", line)
		}
		shown, states[m[2]] = append(shown, r), m[4]
		silent := m[4] == "open|filtered" || m[3] == "tcp" && m[4] == "filtered"
		isUrgent, isUsual := slices.Contains(urgentPorts, m[1]), slices.Contains(usualPorts, m[1])
		if ask == 4 || ask == 5 {
			if isUrgent == isUsual || m[4] != "open" {
				return nil, nil, fmt.Errorf("urgent or not: %s", line)
			}
		}
		if ask < 6 && []bool{m[4] == "open", m[4] == "closed", silent, m[4] == "open", isUrgent, isUsual}[ask] {
			right = append(right, m[1])
			if ask == 3 {
				right[len(right)-1] = r.key
			}
		}
	}
	for _, option := range q.Options {
		if ask >= 6 {
			shows, possible, err := b.isSaid(q.Lang, option, states)
			if err != nil {
				return nil, nil, err
			}
			if ask == 6 && shows || ask == 7 && possible && !shows {
				right = append(right, option)
			}
		}
	}
	return right, shown, nil
}

// isSaid reports whether the scan shows what the option says, and whether it can be so
// at all. The error is of an option that speaks of something else.
func (b *bank) isSaid(lang catalogue.Lang, option string, states map[string]string) (shows, possible bool, err error) {
	sayings := scanSayings[lang]
	if m := sayings.accepted.FindStringSubmatch(option); m != nil && states[m[1]] != "" {
		return states[m[1]] == "open", states[m[1]] == "open", nil
	}
	if m := sayings.refused.FindStringSubmatch(option); m != nil && states[m[1]] != "" {
		return states[m[1]] == "closed", states[m[1]] == "closed", nil
	}
	m := sayings.program.FindStringSubmatch(option)
	if m == nil || states[m[1]] == "" {
		return false, false, fmt.Errorf("says what is not there: %s", option)
	}
	r, err := b.on("tcp", m[1])
	if err != nil || !slices.Contains(b.named(strings.TrimSpace(m[2])), r) {
		return false, false, fmt.Errorf("names what is not expected there: %s, %w", option, err)
	}
	return false, states[m[1]] == "open", nil
}
