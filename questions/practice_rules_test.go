package questions_test

import (
	"fmt"
	"net/netip"
	"regexp"
	"slices"
	"strings"

	"portdrill/questions"
	"portdrill/questions/catalogue"
)

// The oracle of questions about rules. It reads the prose, and works out what becomes of
// the packets that this is about.

func init() { printReaders[questions.RuleReading] = printReader{examine: (*bank).ruleDefects} }

// The prose, in parts: which device, who contacts what, and what is asked.
var (
	ruleDevices = map[string]map[catalogue.Lang]string{
		"cisco": {en: "A Cisco router filters on its interface to the Internet.", zh: "一台思科路由器在通往互联网的接口上过滤数据包。"},
		"huawei": {
			en: "A Huawei router filters on its interface to the Internet.", zh: "一台华为路由器在通往互联网的接口上过滤数据包。",
		},
		"nftables": {en: "A host filters with nftables.", zh: "一台主机用 nftables 过滤数据包。"},
		"iptables": {
			en: "A host filters with iptables; the rules of a chain are numbered from 1.",
			zh: "一台主机用 iptables 过滤数据包；每条链的规则从 1 开始编号。",
		},
		"group": {en: "A cloud instance has this security group.", zh: "一台云主机绑定了下面的安全组。"},
		"acl":   {en: "A cloud subnet has this network ACL.", zh: "云上的一个子网关联了下面的网络 ACL。"},
		"group acl acl": {
			en: "A cloud instance has this security group, and its subnet this network ACL.",
			zh: "一台云主机绑定了下面的安全组，所在子网关联了下面的网络 ACL。",
		},
	}
	ruleContact = map[catalogue.Lang][2]*regexp.Regexp{
		en: {
			regexp.MustCompile(`^(?P<client>\S+) on the Internet contacts (?P<service>.+) on (?P<server>\S+?)(?: over (?P<proto>TCP|UDP))?, from port (?P<port>\d+)\. (?P<ask>.+)$`),
			regexp.MustCompile(`^(?P<client>\S+) contacts (?P<service>.+) on (?P<server>\S+) on the Internet(?: over (?P<proto>TCP|UDP))?, from port (?P<port>\d+)\. (?P<ask>.+)$`),
		},
		zh: {
			regexp.MustCompile(`^互联网上的 (?P<client>\S+)（源端口 (?P<port>\d+)）(?:通过 (?P<proto>TCP|UDP) )?访问 (?P<server>\S+) 的 ?(?P<service>.+?)。(?P<ask>.+)$`),
			regexp.MustCompile(`^(?P<client>\S+)（源端口 (?P<port>\d+)）(?:通过 (?P<proto>TCP|UDP) )?访问互联网上 (?P<server>\S+) 的 ?(?P<service>.+?)。(?P<ask>.+)$`),
		},
	}
	ruleAsked = map[catalogue.Lang][]string{
		en: {
			"Which rule decides on its first packet?", "The request gets through. Which rule decides on the reply?",
			"What gets through, the request or the reply?", "Does it work?", "It fails. Which rule is missing?",
		},
		zh: {
			"它的第一个数据包由哪条规则决定？", "请求已通过。回复由哪条规则决定？", "请求和回复，哪些能通过？", "能成功吗？",
			"访问失败。缺的是哪条规则？",
		},
	}
	rulePasses = map[catalogue.Lang]*regexp.Regexp{
		en: regexp.MustCompile(`^Which of these requests (to|from) (\S+) does it (NOT )?let (in|out)\?$`),
		zh: regexp.MustCompile(`^下列(对|由) (\S+) (?:的|发出的)请求，哪个(不)?能放(进|出)[来去]？$`),
	}
	ruleFlow = map[catalogue.Lang][2]*regexp.Regexp{
		en: {
			regexp.MustCompile(`^(?P<proto>TCP|UDP) from (?P<host>\S+) to (?P<service>.+)$`),
			regexp.MustCompile(`^(?P<proto>TCP|UDP) to (?P<host>\S+), (?P<service>.+)$`),
		},
		zh: {
			regexp.MustCompile(`^(?P<host>\S+) 以 (?P<proto>TCP|UDP) 访问 ?(?P<service>.+)$`),
			regexp.MustCompile(`^以 (?P<proto>TCP|UDP) 访问 (?P<host>\S+) 的 ?(?P<service>.+)$`),
		},
	}
	bothSaid = map[catalogue.Lang][]string{ // by whether the request, and then the reply, passes
		en: {
			"Neither gets through", "The request does not, a reply would", "The request does, the reply does not",
			"Both get through",
		},
		zh: {"两者都不能通过", "请求不能通过，回复本可通过", "请求能通过，回复不能", "两者都能通过"},
	}
	layersSaid = map[catalogue.Lang][]string{
		en: {
			"Yes, it works", "No, the security group stops the request", "No, the network ACL stops the request",
			"No, the network ACL stops the reply",
		},
		zh: {"能成功", "不能，安全组拦截请求", "不能，网络 ACL 拦截请求", "不能，网络 ACL 拦截回复"},
	}
)

// groups returns the named parts of what matched.
func groups(shape *regexp.Regexp, text string) map[string]string {
	m := shape.FindStringSubmatch(text)
	if m == nil {
		return nil
	}
	parts := make(map[string]string)
	for i, name := range shape.SubexpNames() {
		parts[name] = m[i]
	}
	return parts
}

// serviceSaid returns the one service that a text names in full.
func (b *bank) serviceSaid(text string, lang catalogue.Lang) (*record, error) {
	read := &reading{}
	b.readName(read, text, lang)
	if len(read.defects) > 0 {
		return nil, fmt.Errorf("%v", read.defects)
	}
	return read.right, nil
}

// ruleDefects are what the oracle finds in a question about rules.
func (b *bank) ruleDefects(q *questions.Question) (found []string) {
	for width, shown := range map[int][]string{questions.WideBlock: q.Block.Wide, questions.NarrowBlock: q.Block.Narrow} {
		if i := slices.IndexFunc(shown, func(line string) bool { return len(line) > width || strings.Contains(line, "\n") }); i >= 0 {
			found = append(found, fmt.Sprintf("%d columns: %s", width, shown[i]))
		}
		right, named, err := b.answerRules(q, shown)
		switch {
		case err != nil:
			found = append(found, err.Error())
		case len(right) != 1 || right[0] != q.Answers[0] || len(q.Answers) != 1:
			found = append(found, fmt.Sprintf("at %d columns %q is right, the key is %q", width, right, q.Answers))
		default:
			found = append(found, b.subjectDefects(q, named)...)
		}
	}
	return found
}

// answerRules returns all options that are right, and the services that are named.
func (b *bank) answerRules(q *questions.Question, lines []string) (right []string, named []*record, err error) {
	lists, err := readLists(lines)
	if err != nil {
		return nil, nil, err
	}
	var devices []string
	for _, l := range lists {
		if len(devices) == 0 || l.device != "cisco" && l.device != devices[0] {
			devices = append(devices, l.device)
		}
	}
	prose, is := strings.CutPrefix(q.Stem, ruleDevices[strings.Join(devices, " ")][q.Lang])
	if !is {
		return nil, nil, fmt.Errorf("%q, but the prose says %s", devices, q.Stem)
	}
	prose = strings.TrimSpace(prose)
	if m := rulePasses[q.Lang].FindStringSubmatch(prose); m != nil {
		return b.answerPasses(q, lists, m)
	}
	for inside, shape := range ruleContact[q.Lang] {
		parts := groups(shape, prose)
		if parts == nil {
			continue
		}
		r, err := b.serviceSaid(parts["service"], q.Lang)
		if err != nil {
			return nil, nil, err
		}
		p := readPacket{
			proto: strings.ToLower(parts["proto"]), src: netip.MustParseAddr(parts["client"]),
			dst: netip.MustParseAddr(parts["server"]), sport: atoi(parts["port"]), dport: r.port,
		}
		if p.proto == "" {
			if len(r.transports) != 1 {
				return nil, nil, fmt.Errorf("over which transport: %s", q.Stem)
			}
			p.proto = r.transports[0]
		}
		if !slices.Contains(r.transports, p.proto) || p.sport < 49152 {
			return nil, nil, fmt.Errorf("%s is not over %s, or no client has the port: %s", r.key, p.proto, q.Stem)
		}
		ask := slices.Index(ruleAsked[q.Lang], parts["ask"])
		right, err = answerAsked(q, ask, lists, p, inside == 1)
		return right, []*record{r}, err
	}
	return nil, nil, fmt.Errorf("unreadable prose: %s", prose)
}

// answerAsked answers what is asked about one connection.
func answerAsked(q *questions.Question, ask int, lists []*readList, p readPacket, inside bool) ([]string, error) {
	of := func(device string, out bool) *readList {
		i := slices.IndexFunc(lists, func(l *readList) bool { return l.out == out && (device == "" || l.device == device) })
		if i < 0 {
			return &readList{}
		}
		return lists[i]
	}
	passes := func(l *readList, p readPacket) bool {
		_, permit := l.decide(p)
		return permit
	}
	switch ask {
	case 0, 1:
		if ask == 1 {
			p, inside = p.back(), !inside
		}
		if len(lists) != 1 || lists[0].out != inside {
			return nil, fmt.Errorf("a list of the other direction: %s", q.Text())
		}
		return []string{ruleSaid(q, *lists[0], p)}, nil
	case 2:
		n := 2*b2i(passes(of("", inside), p)) + b2i(passes(of("", !inside), p.back()))
		return []string{bothSaid[q.Lang][n]}, nil
	case 3:
		stops := []bool{false, !passes(of("group", inside), p), !passes(of("acl", inside), p), !passes(of("acl", !inside), p.back())}
		var right []string
		for i, stopped := range stops {
			if stopped {
				right = append(right, layersSaid[q.Lang][i])
			}
		}
		if right == nil {
			right = layersSaid[q.Lang][:1]
		}
		return right, nil
	case 4:
		return answerMissing(q, lists, p, inside)
	}
	return nil, fmt.Errorf("unknown ask: %s", q.Stem)
}

// ruleSaid is how an option says which rule decides, and how.
func ruleSaid(q *questions.Question, l readList, p readPacket) string {
	at, permit := l.decide(p)
	name := map[catalogue.Lang]string{en: "No rule matches", zh: "没有规则匹配"}[q.Lang]
	if at >= 0 {
		name = map[catalogue.Lang]string{en: "Rule ", zh: "规则 "}[q.Lang] + l.rules[at].name
		if l.device == "nftables" {
			name = map[catalogue.Lang]string{en: "Handle ", zh: "handle "}[q.Lang] + l.rules[at].name
		}
	}
	verdicts := map[catalogue.Lang]map[bool]string{
		en: {true: ": permitted", false: ": denied"}, zh: {true: "：放行", false: "：拒绝"},
	}
	return name + verdicts[q.Lang][permit]
}

var additionShape = regexp.MustCompile(
	`^(?:(INBOUND|OUTBOUND|Chain input|Chain output|input 链|output 链|In|Out|入方向|出方向)(?:: |：))?(.+)$`)

// answerMissing tries each option: it is added to its list.
func answerMissing(q *questions.Question, lists []*readList, p readPacket, inside bool) (right []string, err error) {
	device := lists[0].device
	works := func(add *readRule, out bool) bool {
		pass := [2]bool{}
		for i, packet := range []readPacket{p, p.back()} {
			way := inside == (i == 0) // out
			for _, l := range lists {
				if l.out != way {
					continue
				}
				with := *l
				if add != nil && out == way {
					with.rules = append(slices.Clone(l.rules), *add)
				}
				_, pass[i] = with.decide(packet)
			}
		}
		return pass[0] && (pass[1] || device == "group")
	}
	if works(nil, false) {
		return nil, fmt.Errorf("it works without any of the rules")
	}
	for _, option := range q.Options {
		m := additionShape.FindStringSubmatch(option)
		words := strings.Fields(m[2])
		out := slices.Contains([]string{"OUTBOUND", "Chain output", "output 链", "Out", "出方向"}, m[1])
		var r readRule
		switch device {
		case "cisco":
			r = readCisco(append([]string{"0"}, words...))
		case "nftables":
			r, err = readNft(append(words, "#", "handle", "0"))
		case "iptables":
			out = words[1] == "OUTPUT"
			r, err = readIptables(words, out)
		default: // TCP 443 from 0.0.0.0/0 Allow
			if (words[2] == "to") != out {
				return nil, fmt.Errorf("direction: %s", option)
			}
			r, err = readCloud(append([]string{"0"}, slices.Delete(words, 2, 3)...), out, device == "acl")
		}
		if err != nil {
			return nil, err
		}
		if works(&r, out) {
			right = append(right, option)
		}
	}
	return right, nil
}

// answerPasses tries the connections that the options are.
func (b *bank) answerPasses(q *questions.Question, lists []*readList, m []string) (right []string, named []*record, err error) {
	out := m[1] == "from" || m[1] == "由"
	if len(lists) != 1 || lists[0].out != out || out != (m[4] == "out" || m[4] == "出") {
		return nil, nil, fmt.Errorf("another direction: %s", q.Text())
	}
	own := netip.MustParseAddr(m[2])
	for _, option := range q.Options {
		parts := groups(ruleFlow[q.Lang][b2i(out)], option)
		if parts == nil {
			return nil, nil, fmt.Errorf("unreadable option: %s", option)
		}
		meant := slices.DeleteFunc(slices.Clone(b.named(parts["service"])), func(r *record) bool { return !r.calls(parts["service"], q.Lang) })
		if len(meant) != 1 {
			return nil, nil, fmt.Errorf("%d services: %s", len(meant), option)
		}
		r := meant[0]
		if !slices.Contains(named, r) {
			named = append(named, r)
		}
		const anyClientPort = 60000
		p := readPacket{proto: strings.ToLower(parts["proto"]), src: netip.MustParseAddr(parts["host"]), dst: own, sport: anyClientPort, dport: r.port}
		if out {
			p.src, p.dst = p.dst, p.src
		}
		if _, permit := lists[0].decide(p); permit == (m[3] == "") {
			right = append(right, option)
		}
	}
	return right, named, nil
}
