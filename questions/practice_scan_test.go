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
				`From which port came no answer, so that nmap cannot tell whether a program listens there\?`,
				`Which of these services can be reached, by this scan\?`,
				`This scan was made from the Internet\. Which finding is the most urgent to deal with\?`,
				`This scan was made from the Internet\. Which finding is no cause for alarm by itself\?`,
				`This scan did not ask for versions \(no -sV\)\. Which of these is certain\?`,
				`This scan did not ask for versions \(no -sV\)\. Which of these is only a guess\?`),
			zh: shapes(`哪个端口上有程序应答了扫描？`, `哪个端口表明主机可达，但没有程序监听？`,
				`哪个端口没有应答，nmap 因此无法判断是否有程序监听？`, `按这次扫描，下列哪个服务可以访问？`,
				`这次扫描从互联网发起。哪一项最需要尽快处理？`, `这次扫描从互联网发起。哪一项本身不足为虑？`,
				`这次扫描没有探测版本（未用 -sV）。哪一项是确定的？`, `这次扫描没有探测版本（未用 -sV）。哪一项只是推测？`),
		},
		read: readScan,
	}
}

var scanLine = regexp.MustCompile(`^((\d+)/(tcp|udp)) +(open|closed|filtered|open\|filtered)(?: +(\S+))?$`)

// The findings of a scan from the Internet, of which everybody agrees that they are
// urgent, or usual; those of the questions must be among them.
var (
	urgentPorts = strings.Fields("23/tcp 445/tcp 513/tcp 2375/tcp 3389/tcp 5900/tcp 6379/tcp 9200/tcp 11211/tcp 27017/tcp")
	usualPorts  = strings.Fields("22/tcp 25/tcp 80/tcp 443/tcp 465/tcp 587/tcp 853/tcp 993/tcp 995/tcp 5061/tcp")
)

// What can be said of a port, as the options say it.
var scanSayings = map[catalogue.Lang]struct {
	fact  map[string]*regexp.Regexp // by state
	guess *regexp.Regexp
}{
	en: {map[string]*regexp.Regexp{
		"open":     regexp.MustCompile(`^TCP (\d+) accepted the connection$`),
		"closed":   regexp.MustCompile(`^TCP (\d+) refused the connection$`),
		"filtered": regexp.MustCompile(`^no connection to TCP (\d+) was made$`),
	}, regexp.MustCompile(`^the program on TCP (\d+) is (.+)$`)},
	zh: {map[string]*regexp.Regexp{
		"open":     regexp.MustCompile(`^TCP (\d+) 接受了连接$`),
		"closed":   regexp.MustCompile(`^TCP (\d+) 拒绝了连接$`),
		"filtered": regexp.MustCompile(`^与 TCP (\d+) 没有建立连接$`),
	}, regexp.MustCompile(`^TCP (\d+) 上的程序是(.+)$`)},
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
			certain, err := b.isCertain(q.Lang, option, states)
			if err != nil {
				return nil, nil, err
			}
			if certain == (ask == 6) {
				right = append(right, option)
			}
		}
	}
	return right, shown, nil
}

// isCertain reports whether the scan saw what the option says, or an error where it
// speaks of something else.
func (b *bank) isCertain(lang catalogue.Lang, option string, states map[string]string) (bool, error) {
	for state, fact := range scanSayings[lang].fact {
		if m := fact.FindStringSubmatch(option); m != nil && states[m[1]] == state {
			return true, nil
		}
	}
	m := scanSayings[lang].guess.FindStringSubmatch(option)
	if m == nil || states[m[1]] != "open" {
		return false, fmt.Errorf("says what is not so: %s", option)
	}
	r, err := b.on("tcp", m[1])
	if err != nil || !slices.Contains(b.named(strings.TrimSpace(m[2])), r) {
		return false, fmt.Errorf("names what is not expected there: %s, %w", option, err)
	}
	return false, nil
}
