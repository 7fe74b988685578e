package decks

import (
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"portdrill/cmd/internal/app"
	"portdrill/cmd/internal/wording"
	"portdrill/questions/catalogue"
	"portdrill/questions/catalogue/exchange/tabular"
)

// largestListing is how many bytes of a listing are read.
const largestListing = 16 << 20

// pipedQueries reads what to look up from standard input: a query a line, or what
// a machine lists of its sockets.
func pipedQueries(a *app.App) ([]string, error) {
	nothing := app.UsageProblem(textNothingGiven.In(a.Lang), app.TextUsageHint.In(a.Lang, "portdrill lookup"))
	if _, typed := app.TerminalOf(a.In); typed {
		return nil, nothing
	}
	data, err := io.ReadAll(io.LimitReader(a.In, largestListing))
	if err != nil {
		return nil, fmt.Errorf("read what to look up: %w", err)
	}
	queries, cut := queriesIn(listingText(data))
	if cut > 0 {
		a.Messages.Say(textAddressesCut.In(a.Lang, cut))
	}
	if len(queries) == 0 {
		return nil, nothing
	}
	return queries, nil
}

// listingText is the text of a listing. The shells of Windows write in whatever
// code page they are set to; addresses and ports are the same in all of them.
func listingText(data []byte) string {
	text, _, err := tabular.Decode(data)
	if err != nil {
		text = strings.ToValidUTF8(strings.ReplaceAll(string(data), "\r\n", "\n"), "?")
	}
	return text
}

// queriesIn returns what to look up. In a listing of sockets, of ports that a
// scanner found open, or of containers it is their ports, each once, since a
// service listens on IPv4 and IPv6 alike; what is no socket is passed over. Any
// other text has a query in each line. cut counts addresses that end before their
// port does.
func queriesIn(text string) (queries []string, cut int) {
	if strings.Contains(text, "<nmaprun") {
		list := scannedXML(text)
		return list.queries(), 0
	}
	var list queryList
	reader, known := listing{port: -1}, false
	var lines []string
	width := 0 // of the column for addresses
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if from, to := strings.Index(line, "Local Address"), strings.Index(line, "Foreign Address"); 0 <= from &&
			from < to {
			width = to - from - 1
		}
		if isCut(line, width) {
			cut++
			continue
		}
		sockets, is := reader.read(line)
		known = known || is
		for _, s := range sockets {
			list.add(s)
		}
		if line != "" {
			lines = append(lines, line)
		}
	}
	if known {
		return list.queries(), cut
	}
	return lines, cut
}

// isCut reports whether the near address in a line fills its column, in netstat of
// macOS with -A: the column is too narrow for an address with a port of five digits.
func isCut(line string, width int) bool {
	const wideEnough = 22
	if width <= 0 || width >= wideEnough {
		return false
	}
	for word := range strings.FieldsSeq(line) {
		if _, ok := portOf(word); ok && strings.LastIndexByte(word, '.') > strings.LastIndexByte(word, ':') {
			return len(word) >= width
		}
	}
	return false
}

// A queryList holds the ports of sockets.
type queryList []listedPort

type listedPort struct {
	port       string
	transports []string // as named; none is any
}

func (l *queryList) add(s socket) {
	i := slices.IndexFunc(*l, func(q listedPort) bool { return q.port == s.port })
	switch {
	case i < 0 && s.transport == "":
		*l = append(*l, listedPort{port: s.port})
	case i < 0:
		*l = append(*l, listedPort{s.port, []string{s.transport}})
	case s.transport == "":
		(*l)[i].transports = nil
	case len((*l)[i].transports) > 0 && !slices.Contains((*l)[i].transports, s.transport):
		(*l)[i].transports = append((*l)[i].transports, s.transport)
	}
}

// queries returns what to look up: "443", "tcp/22", "tcp/udp/53", "dns".
func (l queryList) queries() []string {
	queries := make([]string, len(l))
	for i, q := range l {
		queries[i] = strings.Join(append(slices.Sorted(slices.Values(q.transports)), q.port), "/")
	}
	return queries
}

// A socket is what a line says of the near end of one.
type socket struct {
	port      string // a number, or a name where the tool was not told -n
	transport string // empty where the line does not name it
}

// titles begin lines that only listings have. Those of netstat are translated;
// the columns of Linux and BSD are not.
var titles = []string{
	"Active Internet connections",
	"Active Connections",
	"激活Internet连接",
	"活动连接",
	"Aktive Verbindungen",
	"Starting Nmap",
	"# Nmap",
	"Nmap scan report",
	"CONTAINER ID",
	"COMMAND ",
}

// readSockets returns the near ends of the sockets that a line is about, and
// whether it is a line of a listing at all: also one without any, such as a
// heading. It knows
//
//	LISTEN 0 128 [::]:22 [::]:*                       ss -tln
//	udp UNCONN 0 0 127.0.0.53%lo:53 0.0.0.0:*         ss -tuln
//	tcp6 0 0 :::22 :::* LISTEN                        netstat of Linux
//	tcp4 0 0 *.22 *.* LISTEN                          netstat of macOS and BSD
//	TCP 0.0.0.0:135 0.0.0.0:0 LISTENING               netstat of Windows
//	sshd 900 root 3u IPv4 20000 0t0 TCP *:22 (LISTEN) lsof -i
//	22/tcp open ssh                                   nmap
//	Host: 192.0.2.10 () Ports: 22/open/tcp//ssh///    nmap -oG
//	0.0.0.0:8080->80/tcp, :::8080->80/tcp             docker ps
func readSockets(line string) (sockets []socket, is bool) {
	words := strings.Fields(line)
	switch {
	case len(words) == 0:
		return nil, false
	case strings.Contains(line, "Recv-Q"),
		slices.ContainsFunc(titles, func(t string) bool { return strings.HasPrefix(line, t) }):
		return nil, true
	case strings.Contains(line, "Ports: ") && strings.HasPrefix(line, "Host: "):
		return greppable(line), true
	}
	if s, is := scanned(words); is {
		return s, true
	}
	if s := published(words); len(s) > 0 {
		return s, true
	}
	if s, is := named(words); is {
		return s, true
	}
	return stated(words)
}

// named reads a line that names its transport: netstat, lsof, and ss with several.
func named(words []string) (sockets []socket, is bool) {
	for i, word := range words {
		transport, ok := transportOf(word)
		if !ok {
			continue
		}
		rest := words[i+1:]
		if len(rest) > 0 && isState(rest[0]) { // ss has the state first
			rest = rest[1:]
		}
		for len(rest) > 0 && isNumber(rest[0]) { // lengths of queues
			rest = rest[1:]
		}
		if len(rest) == 0 {
			return nil, false
		}
		near, _, _ := strings.Cut(rest[0], "->")
		port, ok := portOf(near)
		if !ok {
			return nil, false
		}
		return one(port, transport), true
	}
	return nil, isOther(words)
}

// isOther reports whether a line is about a socket without ports, as those of the
// file system and raw ones are.
func isOther(words []string) bool {
	for _, kind := range []string{"unix", "u_str", "u_dgr", "u_seq", "p_raw", "p_dgr", "nl", "raw", "raw6", "icmp6", "icm4", "icm6", "v_str", "v_dgr", "ti_rd"} {
		if words[0] == kind && len(words) > 3 {
			return true
		}
	}
	return false
}

// stated reads a line of ss that begins with the state: LISTEN 0 128 [::]:22 [::]:*.
func stated(words []string) (sockets []socket, is bool) {
	if len(words) < 5 || !isState(words[0]) || !isNumber(words[1]) || !isNumber(words[2]) {
		return nil, false
	}
	port, ok := portOf(words[3])
	if !ok {
		return nil, false
	}
	return one(port, ""), true
}

// one returns the socket at a port, none where there is no port. A name alone says
// which transport it is of.
func one(port, transport string) []socket {
	switch {
	case port == "*" || port == "0":
		return nil
	case !isNumber(port):
		transport = ""
	}
	return []socket{{port, transport}}
}

// portOf returns the port of an address: behind the last colon, or as BSD writes
// it, the last dot. Where both are, the dot of BSD stands behind the colons of
// IPv6.
func portOf(address string) (port string, ok bool) {
	i := strings.LastIndexAny(address, ":.")
	if i < 0 || i == len(address)-1 {
		return "", false
	}
	port = address[i+1:]
	return port, port == "*" || isNumber(port) ||
		strings.Trim(port, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_+") == ""
}

// scanned reads what nmap and masscan found: open ports, and others, which are
// passed over.
func scanned(words []string) (sockets []socket, is bool) {
	if len(words) >= 4 && words[0] == "Discovered" && words[1] == "open" && words[2] == "port" {
		words = []string{words[3], "open"}
	}
	port, transport, ok := strings.Cut(words[0], "/")
	if _, known := transportOf(transport); !ok || !known || !isNumber(port) || len(words) < 2 {
		return nil, false
	}
	switch states := strings.Split(words[1], "|"); {
	case slices.Contains(states, "open"):
		return one(port, transport), true
	case slices.Contains(states, "closed"),
		slices.Contains(states, "filtered"),
		slices.Contains(states, "unfiltered"):
		return nil, true
	}
	return nil, false
}

// greppable reads nmap's line for programs.
func greppable(line string) []socket {
	var all []socket
	_, ports, _ := strings.Cut(line, "Ports: ")
	for entry := range strings.SplitSeq(ports, ",") {
		parts := strings.Split(strings.TrimSpace(entry), "/")
		if len(parts) < 3 || !isNumber(parts[0]) || !slices.Contains(strings.Split(parts[1], "|"), "open") {
			continue
		}
		if transport, ok := transportOf(parts[2]); ok {
			all = append(all, one(parts[0], transport)...)
		}
	}
	return all
}

// published reads the ports that docker ps lists, of the machine and of the
// container: 0.0.0.0:8000-8001->80-81/tcp, 5432/tcp.
func published(words []string) []socket {
	var all []socket
	for i, word := range words {
		word = strings.TrimSuffix(word, ",")
		near, far, arrow := strings.Cut(word, "->")
		switch {
		case word == "->" && 0 < i && i+1 < len(words): // docker port
			near, far = words[i+1], words[i-1]
		case !arrow && (len(words) < 4 || !strings.Contains(word, "/") || isNumber(words[0])):
			continue
		case !arrow:
			near, far = "", word
		}
		ports, transport, ok := strings.Cut(far, "/")
		if _, known := transportOf(transport); !ok || !known {
			continue
		}
		outside := near[strings.LastIndexByte(near, ':')+1:]
		for _, span := range []string{outside, ports} {
			for _, port := range spanned(span) {
				all = append(all, socket{port, transport})
			}
		}
	}
	return all
}

// maxRangePorts is the largest number of ports in a range to look up.
const maxRangePorts = 256

// spanned returns the ports of "80" or "8000-8010"; none for anything else.
func spanned(text string) []string {
	from, to, ranged := strings.Cut(text, "-")
	if !ranged {
		to = from
	}
	first, err := strconv.ParseUint(from, 10, 16)
	last, err2 := strconv.ParseUint(to, 10, 16)
	if err != nil || err2 != nil || last < first || last-first >= maxRangePorts {
		return nil
	}
	var all []string
	for n := first; n <= last; n++ {
		all = append(all, strconv.FormatUint(n, 10))
	}
	return all
}

// isState reports whether a word such as LISTEN or FIN-WAIT-1 is the state of a
// socket; names of protocols are in lower case, but for Windows.
func isState(word string) bool {
	return slices.Contains([]string{
		"LISTEN", "UNCONN", "ESTAB", "SYN-SENT", "SYN-RECV", "FIN-WAIT-1", "FIN-WAIT-2", "TIME-WAIT", "CLOSE-WAIT", "LAST-ACK", "CLOSING", "CLOSED",
	}, word)
}

// transportOf returns the transport of a protocol as the tools name it: tcp, tcp6,
// tcp46, TCP.
func transportOf(protocol string) (string, bool) {
	transport := strings.ToLower(strings.TrimRight(protocol, "46"))
	return transport, slices.Contains([]string{"tcp", "udp", "sctp", "dccp"}, transport) &&
		(protocol == strings.ToLower(protocol) || protocol == strings.ToUpper(protocol))
}

func isNumber(word string) bool {
	return word != "" && strings.Trim(word, "0123456789") == ""
}

// expanded returns the queries that one may stand for: the ports of a list or a
// range, the port of an address or a URL.
func expanded(query string) []string {
	bare := strings.TrimSpace(query)
	if _, _, err := catalogue.ParsePort(bare); err == nil || bare == "" {
		return []string{bare}
	}
	if names, err := catalogue.SystemNamed(bare); err == nil && len(names) > 0 { // x11:1
		return []string{bare}
	}
	if parts := strings.FieldsFunc(bare, func(r rune) bool { return strings.ContainsRune(",;，；、", r) }); len(
		parts,
	) > 1 {
		var all []string
		for _, part := range parts {
			all = append(all, expanded(part)...)
		}
		return all
	}
	transport, numbers, cut := strings.Cut(bare, "/")
	if _, known := transportOf(transport); !cut || !known {
		transport, numbers = "", bare
	}
	if ports := spanned(strings.NewReplacer("–", "-", "~", "-", "—", "-", " ", "").Replace(numbers)); len(ports) > 0 {
		for i := range ports {
			if transport != "" {
				ports[i] = transport + "/" + ports[i]
			}
		}
		return ports
	}
	return []string{ofAddress(bare)}
}

// ofAddress returns the port of "localhost:8080", ":22" and "http://host:8080/",
// and anything else as it is.
func ofAddress(text string) string {
	scheme, rest, isURL := strings.Cut(text, "://")
	if isURL {
		host, _, _ := strings.Cut(rest, "/")
		if port, ok := cutPort(host); ok {
			return port
		}
		return scheme
	}
	if port, ok := cutPort(text); ok {
		return port
	}
	return text
}

func cutPort(address string) (port string, ok bool) {
	i := strings.LastIndexByte(address, ':')
	if i < 0 || !isNumber(address[i+1:]) || strings.ContainsAny(address[:i], " \t") {
		return "", false
	}
	if host := address[:i]; strings.Contains(host, ":") && !strings.HasPrefix(host, "[") {
		return "", false // IPv6 without a port
	}
	return address[i+1:], true
}

var (
	textAddressesCut = wording.N(
		"%d truncated address was skipped; netstat -l shows addresses in full",
		"%d truncated addresses were skipped; netstat -l shows addresses in full",
		"有 %d 个地址显示不全，已略过；netstat -l 可完整显示",
	)
	textNothingGiven = wording.T("what should be looked up? give a port or a name", "请给出要查询的端口或名称")
)
