package questions_test

import (
	"fmt"
	"net/netip"
	"slices"
	"strconv"
	"strings"
)

// How the oracle of questions about rules reads lists: a grammar of its own for each
// device, which knows nothing of the model.

// A readPacket is what a rule is compared with.
type readPacket struct {
	proto        string
	src, dst     netip.Addr
	sport, dport int
	reply        bool
}

func (p readPacket) back() readPacket {
	return readPacket{p.proto, p.dst, p.src, p.dport, p.sport, true}
}

// A readRule has a condition for each thing that the line says.
type readRule struct {
	name   string
	permit bool
	conds  []func(readPacket) bool
}

// A readList is a list as it was read.
type readList struct {
	device  string
	out     bool
	rules   []readRule
	permit  bool // by default
	applied bool
}

// decide returns the index of the first rule all of whose conditions hold, or -1.
func (l readList) decide(p readPacket) (int, bool) {
	for i, r := range l.rules {
		if !slices.ContainsFunc(r.conds, func(is func(readPacket) bool) bool { return !is(p) }) {
			return i, r.permit
		}
	}
	return -1, l.permit
}

// readLists reads all lists of a block.
func readLists(lines []string) (lists []*readList, err error) {
	var l *readList
	for _, line := range joined(lines) {
		words := strings.Fields(line)
		start := func(device string, out, permit, applied bool) {
			l = &readList{device: device, out: out, permit: permit, applied: applied}
			lists = append(lists, l)
		}
		var r readRule
		isRule := false
		switch {
		case strings.HasPrefix(line, "ip access-list extended "):
			start("cisco", words[3] == "OUTBOUND", false, false)
		case strings.HasPrefix(line, "acl number "):
			start("huawei", words[2] == "3002", true, false)
		case strings.HasPrefix(line, "chain "):
			start("nftables", words[1] == "output", false, true)
		case strings.HasPrefix(line, "-P "):
			start("iptables", words[1] == "OUTPUT", words[2] == "ACCEPT", true)
		case strings.HasPrefix(line, "Security group, "):
			start("group", words[2] == "outbound", false, true)
		case strings.HasPrefix(line, "Network ACL, "):
			start("acl", words[2] == "outbound", false, true)
		case l == nil:
			return nil, fmt.Errorf("before any list: %s", line)
		case words[0] == "Rule" && (l.device == "group" || l.device == "acl"), strings.HasPrefix(line, "interface "), line == "}":
		case words[0] == "ip" && words[1] == "access-group", words[0] == "traffic-filter":
			direction := words[len(words)-1]
			if words[0] == "traffic-filter" {
				direction = strings.TrimSuffix(words[1], "bound")
			}
			l.applied = l.out == (direction == "out")
		case words[0] == "type":
			if l.out != (words[3] == "output") {
				return nil, fmt.Errorf("hook: %s", line)
			}
			l.permit = strings.HasSuffix(line, "policy accept;")
		case l.device == "cisco":
			r, err, isRule = readCisco(words), nil, true
		case l.device == "huawei":
			r, err = readHuawei(words)
			isRule = true
		case l.device == "nftables":
			r, err = readNft(words)
			isRule = true
		case l.device == "iptables":
			r, err = readIptables(words, l.out)
			r.name, isRule = strconv.Itoa(len(l.rules)+1), true
		case words[0] == "*" && l.device == "acl":
			if got := strings.Join(words, " "); got != "* All All 0.0.0.0/0 Deny" {
				return nil, fmt.Errorf("last rule: %s", line)
			}
		default:
			r, err = readCloud(words, l.out, l.device == "acl")
			isRule = true
		}
		if err != nil {
			return nil, err
		}
		if isRule {
			l.rules = append(l.rules, r)
		}
	}
	for _, l := range lists {
		if !l.applied {
			return nil, fmt.Errorf("a list of %s is not applied to its direction", l.device)
		}
	}
	return lists, nil
}

func protoIs(want string) func(readPacket) bool {
	return func(p readPacket) bool { return p.proto == want }
}
func isReply(p readPacket) bool { return p.reply }

func between(low, high int, src bool) func(readPacket) bool {
	return func(p readPacket) bool {
		n := p.dport
		if src {
			n = p.sport
		}
		return low <= n && n <= high
	}
}

// covers compares an address bit by bit: ones of the wildcard do not count.
func covers(base, wildcard string, src bool) func(readPacket) bool {
	b, w := netip.MustParseAddr(base).As4(), netip.MustParseAddr(wildcard).As4()
	return func(p readPacket) bool {
		a := p.dst.As4()
		if src {
			a = p.src.As4()
		}
		for i := range a {
			if a[i]|w[i] != b[i]|w[i] {
				return false
			}
		}
		return true
	}
}

func inNetwork(text string, src bool) (func(readPacket) bool, error) {
	if !strings.Contains(text, "/") {
		text += "/32"
	}
	network, err := netip.ParsePrefix(text)
	if err != nil || network != network.Masked() {
		return nil, fmt.Errorf("%q is no network", text)
	}
	return func(p readPacket) bool {
		if src {
			return network.Contains(p.src)
		}
		return network.Contains(p.dst)
	}, nil
}

func atoi(text string) int {
	n, err := strconv.Atoi(text)
	if err != nil {
		return -1
	}
	return n
}

// readCisco reads: 10 permit tcp any eq 443 host 192.0.2.1 gt 1023 established.
func readCisco(words []string) readRule {
	r := readRule{name: words[0], permit: words[1] == "permit"}
	if words[2] != "ip" {
		r.conds = append(r.conds, protoIs(words[2]))
	}
	rest := words[3:]
	for _, src := range []bool{true, false} {
		switch rest[0] {
		case "any":
			rest = rest[1:]
		case "host":
			r.conds, rest = append(r.conds, covers(rest[1], "0.0.0.0", src)), rest[2:]
		default:
			r.conds, rest = append(r.conds, covers(rest[0], rest[1], src)), rest[2:]
		}
		var is func(readPacket) bool
		if is, rest = readOperator(rest, src); is != nil {
			r.conds = append(r.conds, is)
		}
	}
	if len(rest) > 0 { // established, or what nobody knows
		known := rest[0] == "established" && len(rest) == 1 && words[2] == "tcp"
		r.conds = append(r.conds, func(p readPacket) bool { return known && p.reply })
	}
	return r
}

func readOperator(words []string, src bool) (func(readPacket) bool, []string) {
	switch {
	case len(words) > 1 && words[0] == "eq":
		return between(atoi(words[1]), atoi(words[1]), src), words[2:]
	case len(words) > 1 && words[0] == "gt":
		return between(atoi(words[1])+1, 65535, src), words[2:]
	case len(words) > 2 && words[0] == "range":
		return between(atoi(words[1]), atoi(words[2]), src), words[3:]
	}
	return nil, words
}

// readHuawei reads: rule 5 permit tcp source 192.0.2.0 0.0.0.255 destination-port eq 443.
func readHuawei(words []string) (readRule, error) {
	r := readRule{name: words[1], permit: words[2] == "permit"}
	if words[3] != "ip" {
		r.conds = append(r.conds, protoIs(words[3]))
	}
	for rest := words[4:]; len(rest) > 0; {
		switch rest[0] {
		case "source", "destination":
			wildcard := rest[2]
			if wildcard == "0" {
				wildcard = "0.0.0.0"
			}
			r.conds, rest = append(r.conds, covers(rest[1], wildcard, rest[0] == "source")), rest[3:]
		case "source-port", "destination-port":
			is, after := readOperator(rest[1:], rest[0] == "source-port")
			if is == nil {
				return r, fmt.Errorf("ports: %q", words)
			}
			r.conds, rest = append(r.conds, is), after
		default:
			return r, fmt.Errorf("word %s: %q", rest[0], words)
		}
	}
	return r, nil
}

// readNft reads: ip saddr 192.0.2.0/24 tcp dport 443 accept # handle 5.
func readNft(words []string) (readRule, error) {
	n := len(words)
	if n < 4 || words[n-3] != "#" || words[n-2] != "handle" {
		return readRule{}, fmt.Errorf("no handle: %q", words)
	}
	r := readRule{name: words[n-1], permit: words[n-4] == "accept"}
	for rest := words[:n-4]; len(rest) > 0; rest = rest[3:] {
		switch key := strings.Join(rest[:2], " "); key {
		case "ct state":
			r.conds = append(r.conds, isReply)
		case "ip saddr", "ip daddr":
			is, err := inNetwork(rest[2], key == "ip saddr")
			if err != nil {
				return r, err
			}
			r.conds = append(r.conds, is)
		case "tcp sport", "tcp dport", "udp sport", "udp dport":
			low, high := readSpan(rest[2], "-")
			r.conds = append(r.conds, protoIs(rest[0]), between(low, high, rest[1] == "sport"))
		default:
			return r, fmt.Errorf("%s: %q", key, words)
		}
	}
	return r, nil
}

func readSpan(text, between string) (low, high int) {
	first, last, is := strings.Cut(text, between)
	if !is {
		last = first
	}
	return atoi(first), atoi(last)
}

// readIptables reads: -A INPUT -s 192.0.2.0/24 -p tcp -m tcp --dport 443 -j ACCEPT.
func readIptables(words []string, out bool) (readRule, error) {
	if want := map[bool]string{false: "INPUT", true: "OUTPUT"}[out]; words[0] != "-A" || words[1] != want {
		return readRule{}, fmt.Errorf("chain: %q", words)
	}
	r := readRule{}
	proto := ""
	for rest := words[2:]; len(rest) > 0; rest = rest[2:] {
		switch rest[0] {
		case "-s", "-d":
			is, err := inNetwork(rest[1], rest[0] == "-s")
			if err != nil {
				return r, err
			}
			r.conds = append(r.conds, is)
		case "-p":
			proto = rest[1]
			r.conds = append(r.conds, protoIs(proto))
		case "-m":
			if rest[1] != proto && rest[1] != "conntrack" {
				return r, fmt.Errorf("module: %q", words)
			}
		case "--sport", "--dport":
			low, high := readSpan(rest[1], ":")
			r.conds = append(r.conds, between(low, high, rest[0] == "--sport"))
		case "--ctstate":
			r.conds = append(r.conds, isReply)
		case "-j":
			r.permit = rest[1] == "ACCEPT"
		default:
			return r, fmt.Errorf("word %s: %q", rest[0], words)
		}
	}
	return r, nil
}

// readCloud reads: 100 TCP 443 192.0.2.0/24 Allow.
func readCloud(words []string, out, action bool) (readRule, error) {
	if len(words) != 4 && !action || len(words) != 5 && action {
		return readRule{}, fmt.Errorf("cells: %q", words)
	}
	r := readRule{name: words[0], permit: !action || words[4] == "Allow"}
	if words[1] != "All" {
		r.conds = append(r.conds, protoIs(strings.ToLower(words[1])))
	}
	if words[2] != "All" {
		low, high := readSpan(words[2], "-")
		r.conds = append(r.conds, between(low, high, false))
	}
	is, err := inNetwork(words[3], !out)
	r.conds = append(r.conds, is)
	return r, err
}
