package decks

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"portdrill/cmd/internal/app"
	"portdrill/cmd/internal/terminal"
	"portdrill/cmd/internal/wording"
)

// pipedQueries reads what to look up from standard input, a query a line, or what
// ss and netstat list.
func pipedQueries(a *app.App) ([]string, error) {
	nothing := app.UsageProblem(textNothingGiven.In(a.Lang), app.TextUsageHint.In(a.Lang, "portdrill lookup"))
	if _, typed := app.TerminalOf(a.In); typed {
		return nil, nothing
	}
	var list queryList
	in := bufio.NewReader(a.In)
	for {
		line, err := terminal.ReadLine(in)
		switch {
		case errors.Is(err, io.EOF) && len(list) == 0:
			return nil, nothing
		case errors.Is(err, io.EOF):
			return list.queries(), nil
		case err != nil:
			return nil, fmt.Errorf("read what to look up: %w", err)
		}
		list.add(line)
	}
}

// A queryList is what was piped in. Ports of sockets stand in it once, however
// many sockets there are, since a service listens on IPv4 and IPv6 alike; other
// lines stand in it as they came, so that each has its answer.
type queryList []pipedQuery

type pipedQuery struct {
	text       string
	socket     bool
	transports []string // of a socket, as named; none is any
}

func (l *queryList) add(line string) {
	s, ok := readSocket(line)
	switch line = strings.TrimSpace(line); {
	case ok && s.port != "":
		l.addSocket(s)
	case !ok && line != "":
		*l = append(*l, pipedQuery{text: line})
	}
}

func (l *queryList) addSocket(s socket) {
	i := slices.IndexFunc(*l, func(q pipedQuery) bool { return q.socket && q.text == s.port })
	switch {
	case i < 0 && s.transport == "":
		*l = append(*l, pipedQuery{text: s.port, socket: true})
	case i < 0:
		*l = append(*l, pipedQuery{text: s.port, socket: true, transports: []string{s.transport}})
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
		queries[i] = strings.Join(append(slices.Sorted(slices.Values(q.transports)), q.text), "/")
	}
	return queries
}

// A socket is what a line of ss or netstat says of the near end of one.
type socket struct {
	port      string // a number, or a name where the tool was not told -n; empty where there is none
	transport string // empty where the line does not name it
}

// readSocket reads a line of ss or netstat and reports whether it is one, headers
// included. They have the local address behind two lengths of queues:
//
//	LISTEN 0 128 [::]:22 [::]:*              ss -tln
//	udp UNCONN 0 0 127.0.0.53%lo:53 0.0.0.0:*    ss -tuln
//	tcp6 0 0 :::22 :::* LISTEN               netstat -tln
func readSocket(line string) (socket, bool) {
	if isSocketHeader(line) {
		return socket{}, true
	}
	words := strings.Fields(line)
	queues := slices.IndexFunc(words, isNumber)
	if queues < 1 || 2 < queues || len(words) < queues+4 || !isNumber(words[queues+1]) {
		return socket{}, false
	}
	address := words[queues+2]
	colon := strings.LastIndex(address, ":")
	if colon < 0 {
		return socket{}, queues == 2 // ss lists sockets in the file system too
	}
	transport, ok := "", true
	if queues == 2 || !isState(words[0]) {
		transport, ok = transportOf(words[0])
	}
	port := address[colon+1:]
	switch {
	case !ok || port == "" || port == "*":
		return socket{}, true
	case !isNumber(port):
		return socket{port: port}, true
	}
	return socket{port, transport}, true
}

// isSocketHeader knows headers by the column that every one has and nobody
// translates, and netstat's title above it, which is translated.
func isSocketHeader(line string) bool {
	line = strings.TrimSpace(line)
	return strings.Contains(line, "Recv-Q") || strings.HasPrefix(line, "Active Internet connections") ||
		strings.HasPrefix(line, "激活Internet连接")
}

// isState reports whether a word such as LISTEN or FIN-WAIT-1 is the state of a
// socket; names of protocols are in lower case.
func isState(word string) bool { return word == strings.ToUpper(word) }

// transportOf returns the transport of a protocol as the tools name it: tcp, or
// tcp6. Others, such as raw and unix, have no ports.
func transportOf(protocol string) (string, bool) {
	transport := strings.TrimRight(protocol, "46")
	return transport, slices.Contains([]string{"tcp", "udp", "sctp", "dccp"}, transport)
}

func isNumber(word string) bool {
	return word != "" && strings.Trim(word, "0123456789") == ""
}

var textNothingGiven = wording.T("what should be looked up? give a port or a name", "请给出要查询的端口或名称")
