package rules

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"net/netip"
	"strconv"
	"strings"
	"unicode/utf8"

	"portdrill/questions/catalogue"
)

// A Dialect is a way to write lists of rules.
type Dialect struct {
	Key string

	// What its rules can say, beside the transport, the ports that are sent to and the
	// address on the other side.
	BothEnds  bool // also the address on this side
	FromPorts bool // the ports that are sent from
	State     bool // that a packet answers another
	Deny      bool // that packets are stopped, so that the order counts

	Remembers bool   // replies to what was let through pass whatever the rules say
	Defaults  []bool // what can become of packets that no rule matches

	// Print returns the lines of the list; in the narrow form columns stand closer.
	Print func(l List, narrow bool) []string
	// Line returns the rule as it stands in a list of that direction, without what numbers it.
	Line func(r Rule, out bool) string

	names func(rng *rand.Rand, n int) []string // for so many rules of a list
}

// Dialects are all there are.
var Dialects = []*Dialect{Cisco, Huawei, Nftables, Iptables, SecurityGroup, NetworkACL}

// The dialects. Where addresses are those of one host, its own is left out.
var (
	// Cisco is an extended access list of IOS. It ends by denying the rest.
	Cisco = &Dialect{
		Key: "cisco", BothEnds: true, FromPorts: true, State: true, Deny: true, Defaults: []bool{false},
		Print: printCisco, Line: ciscoLine, names: inSteps(10, 10),
	}
	// Huawei is an advanced ACL of VRP that a traffic filter applies: it lets through
	// what no rule matches. One of the addresses is left out, to keep lines short.
	Huawei = &Dialect{
		Key: "huawei", FromPorts: true, Deny: true, Defaults: []bool{true},
		Print: printHuawei, Line: huaweiLine, names: inSteps(5, 5),
	}
	// Nftables is a chain of a host as nft -a list prints it.
	Nftables = &Dialect{
		Key: "nftables", FromPorts: true, State: true, Deny: true, Defaults: []bool{false, false, true},
		Print: printNft, Line: nftLine, names: handles,
	}
	// Iptables is a chain of a host as iptables -S prints it.
	Iptables = &Dialect{
		Key: "iptables", FromPorts: true, State: true, Deny: true, Defaults: []bool{false, false, true},
		Print: printIptables, Line: iptablesLine, names: inSteps(1, 1),
	}
	// SecurityGroup is one of a cloud such as AWS: it only permits, and it remembers.
	SecurityGroup = &Dialect{
		Key: "security-group", Remembers: true, Defaults: []bool{false},
		Print: printGroup, Line: groupLine, names: groupNames,
	}
	// NetworkACL is one of a cloud such as AWS. It knows ports that are sent to, and no
	// state.
	NetworkACL = &Dialect{
		Key: "network-acl", Deny: true, Defaults: []bool{false},
		Print: printACL, Line: aclLine, names: inSteps(100, 10),
	}
)

// Answers returns the rule that lets through what answers a packet that was let through.
// Cisco knows it of TCP alone, by its flags.
func (d *Dialect) Answers() Rule {
	r := Rule{Permit: true, Established: true}
	if d == Cisco {
		r.Transport = catalogue.TCP
	}
	return r
}

func inSteps(from, step int) func(*rand.Rand, int) []string {
	return func(_ *rand.Rand, n int) []string {
		all := make([]string, n)
		for i := range all {
			all[i] = strconv.Itoa(from + i*step)
		}
		return all
	}
}

// handles are given in the order in which rules are added, to chains as well.
func handles(rng *rand.Rand, n int) []string {
	const most = 20
	return inSteps(2+rng.IntN(most), 1)(rng, n)
}

func groupNames(rng *rand.Rand, n int) []string {
	const digits = 1 << 16
	all := make([]string, n)
	for i := range all {
		all[i] = fmt.Sprintf("sgr-%04x", rng.IntN(digits))
	}
	return all
}

// ListName is what routers call the list here.
func ListName(out bool) string {
	if out {
		return "OUTBOUND"
	}
	return "INBOUND"
}

func wayOf(out bool) string {
	if out {
		return "out"
	}
	return "in"
}

func printCisco(l List, _ bool) []string {
	lines := []string{"ip access-list extended " + ListName(l.Out)}
	for _, r := range l.Rules {
		lines = append(lines, " "+r.Name+" "+ciscoLine(r, l.Out))
	}
	return append(lines, "interface GigabitEthernet0/0",
		fmt.Sprintf(" ip access-group %s %s", ListName(l.Out), wayOf(l.Out)))
}

func ciscoLine(r Rule, _ bool) string {
	words := []string{verdict(r.Permit, "permit", "deny"), cmp.Or(string(r.Transport), "ip")}
	words = append(words, ciscoAddress(r.From), ciscoPorts("", r.FromPorts), ciscoAddress(r.To), ciscoPorts("", r.ToPorts))
	if r.Established {
		words = append(words, "established")
	}
	return joined(words...)
}

func verdict(permit bool, yes, no string) string {
	if permit {
		return yes
	}
	return no
}

// joined joins the words that are not empty.
func joined(words ...string) string {
	return strings.Join(strings.Fields(strings.Join(words, " ")), " ")
}

func ciscoAddress(p netip.Prefix) string {
	switch {
	case !p.IsValid():
		return "any"
	case p.IsSingleIP():
		return "host " + p.Addr().String()
	}
	return p.Addr().String() + " " + wildcard(p)
}

// wildcard is a mask whose ones are the bits that do not count.
func wildcard(p netip.Prefix) string {
	free := ^uint32(0) >> p.Bits()
	return netip.AddrFrom4([4]byte{byte(free >> 24), byte(free >> 16), byte(free >> 8), byte(free)}).String()
}

const highest catalogue.Port = 65535

// ciscoPorts is how Cisco and Huawei, after a word, write ports.
func ciscoPorts(word string, r Ports) string {
	switch {
	case r.All():
		return ""
	case r.First == r.Last:
		return fmt.Sprintf("%s eq %d", word, r.First)
	case r.Last == highest:
		return fmt.Sprintf("%s gt %d", word, r.First-1)
	}
	return fmt.Sprintf("%s range %d %d", word, r.First, r.Last)
}

// huaweiNumbers are the lists by their direction.
var huaweiNumbers = map[bool]string{false: "3001", true: "3002"}

func printHuawei(l List, _ bool) []string {
	lines := []string{"acl number " + huaweiNumbers[l.Out]}
	for _, r := range l.Rules {
		lines = append(lines, " rule "+r.Name+" "+huaweiLine(r, l.Out))
	}
	return append(lines, "interface GigabitEthernet0/0/1",
		fmt.Sprintf(" traffic-filter %sbound acl %s", wayOf(l.Out), huaweiNumbers[l.Out]))
}

func huaweiLine(r Rule, _ bool) string {
	return joined(
		verdict(r.Permit, "permit", "deny"), cmp.Or(string(r.Transport), "ip"),
		huaweiAddress("source", r.From), huaweiAddress("destination", r.To),
		ciscoPorts("source-port", r.FromPorts), ciscoPorts("destination-port", r.ToPorts),
	)
}

func huaweiAddress(word string, p netip.Prefix) string {
	switch {
	case !p.IsValid():
		return ""
	case p.IsSingleIP():
		return word + " " + p.Addr().String() + " 0"
	}
	return word + " " + p.Addr().String() + " " + wildcard(p)
}

func chainOf(out bool) string { return wayOf(out) + "put" }

// printNft puts the verdict, where a screen is narrow, in a line of its own.
func printNft(l List, narrow bool) []string {
	verdictIn := "%s %s"
	if narrow {
		verdictIn = "%s\n    %s"
	}
	lines := []string{
		fmt.Sprintf("chain %s {", chainOf(l.Out)),
		fmt.Sprintf("  type filter hook %s priority filter; policy %s;", chainOf(l.Out), verdict(l.Permit, "accept", "drop")),
	}
	for _, r := range l.Rules {
		words := strings.Fields(nftLine(r, l.Out))
		last := len(words) - 1
		does := fmt.Sprintf("%s # handle %s", words[last], r.Name)
		if last == 0 {
			lines = append(lines, "  "+does)
			continue
		}
		line := fmt.Sprintf(verdictIn, "  "+strings.Join(words[:last], " "), does)
		lines = append(lines, strings.Split(line, "\n")...)
	}
	return append(lines, "}")
}

func nftLine(r Rule, _ bool) string {
	var words []string
	if r.Established {
		words = append(words, "ct state established,related")
	}
	words = append(words, nftAddress("saddr", r.From), nftAddress("daddr", r.To))
	switch {
	case r.Transport != "" && r.FromPorts.All() && r.ToPorts.All():
		words = append(words, "meta l4proto", string(r.Transport))
	default:
		words = append(words, nftPorts(r, "sport", r.FromPorts), nftPorts(r, "dport", r.ToPorts))
	}
	return joined(append(words, verdict(r.Permit, "accept", "drop"))...)
}

func nftAddress(word string, p netip.Prefix) string {
	switch {
	case !p.IsValid():
		return ""
	case p.IsSingleIP():
		return "ip " + word + " " + p.Addr().String()
	}
	return "ip " + word + " " + p.String()
}

func nftPorts(r Rule, word string, ports Ports) string {
	if ports.All() {
		return ""
	}
	return fmt.Sprintf("%s %s %s", r.Transport, word, ports.Text("-"))
}

func printIptables(l List, _ bool) []string {
	chain := strings.ToUpper(chainOf(l.Out))
	lines := []string{fmt.Sprintf("-P %s %s", chain, verdict(l.Permit, "ACCEPT", "DROP"))}
	for _, r := range l.Rules {
		line := iptablesLine(r, l.Out)
		if over := string(r.Transport); !r.FromPorts.All() || !r.ToPorts.All() { // which iptables adds
			line = strings.Replace(line, "-p "+over, "-p "+over+" -m "+over, 1)
		}
		lines = append(lines, line)
	}
	return lines
}

// iptablesLine is the rule as it is typed.
func iptablesLine(r Rule, out bool) string {
	words := []string{"-A", strings.ToUpper(chainOf(out))}
	if r.From.IsValid() {
		words = append(words, "-s", r.From.String())
	}
	if r.To.IsValid() {
		words = append(words, "-d", r.To.String())
	}
	if r.Transport != "" {
		words = append(words, "-p", string(r.Transport))
	}
	if !r.FromPorts.All() {
		words = append(words, "--sport", r.FromPorts.Text(":"))
	}
	if !r.ToPorts.All() {
		words = append(words, "--dport", r.ToPorts.Text(":"))
	}
	if r.Established {
		words = append(words, "-m conntrack --ctstate RELATED,ESTABLISHED")
	}
	return joined(append(words, "-j", verdict(r.Permit, "ACCEPT", "DROP"))...)
}

// peer is the address on the other side of a rule of a list of that direction.
func peer(r Rule, out bool) netip.Prefix {
	if out {
		return r.To
	}
	return r.From
}

// cloudCells are what a rule of a cloud says: protocol, ports, and the other side.
func cloudCells(r Rule, out bool) []string {
	protocol, ports, other := "All", "All", "0.0.0.0/0"
	if r.Transport != "" {
		protocol = strings.ToUpper(string(r.Transport))
	}
	if !r.ToPorts.All() {
		ports = r.ToPorts.Text("-")
	}
	if p := peer(r, out); p.IsValid() {
		other = p.String()
	}
	return []string{protocol, ports, other}
}

func cloudHead(out bool, more ...string) []string {
	return append([]string{"Rule", "Proto", "Ports", verdict(out, "Destination", "Source")}, more...)
}

func printGroup(l List, narrow bool) []string {
	table := [][]string{cloudHead(l.Out)}
	for _, r := range l.Rules {
		table = append(table, append([]string{r.Name}, cloudCells(r, l.Out)...))
	}
	return append([]string{"Security group, " + wayOf(l.Out) + "bound rules"}, aligned(table, narrow)...)
}

func groupLine(r Rule, out bool) string {
	cells := cloudCells(r, out)
	return fmt.Sprintf("%s %s %s %s", cells[0], cells[1], verdict(out, "to", "from"), cells[2])
}

func printACL(l List, narrow bool) []string {
	table := [][]string{cloudHead(l.Out, "Action")}
	for _, r := range l.Rules {
		row := append([]string{r.Name}, cloudCells(r, l.Out)...)
		table = append(table, append(row, verdict(r.Permit, "Allow", "Deny")))
	}
	last := append([]string{"*"}, cloudCells(Rule{}, l.Out)...)
	table = append(table, append(last, verdict(l.Permit, "Allow", "Deny")))
	return append([]string{"Network ACL, " + wayOf(l.Out) + "bound rules"}, aligned(table, narrow)...)
}

func aclLine(r Rule, out bool) string {
	return groupLine(r, out) + " " + verdict(r.Permit, "Allow", "Deny")
}

func aligned(table [][]string, narrow bool) []string {
	if narrow {
		return Aligned(table, " ")
	}
	return Aligned(table, "  ")
}

// Aligned prints a table, the columns below each other with the gap between them.
func Aligned(table [][]string, gap string) []string {
	lines := make([]string, len(table))
	for at, row := range table {
		var line strings.Builder
		for i, cell := range row {
			widest := 0
			for _, other := range table {
				widest = max(widest, utf8.RuneCountInString(other[i]))
			}
			fmt.Fprintf(&line, "%-*s%s", widest, cell, gap)
		}
		lines[at] = strings.TrimRight(line.String(), " ")
	}
	return lines
}
