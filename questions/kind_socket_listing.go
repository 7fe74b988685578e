package questions

import (
	"fmt"
	"strings"

	"portdrill/questions/catalogue"
)

// socketListing: what does this host offer to others, by what ss or netstat prints?
var socketListing = kindOf{
	key: SocketListing, name: catalogue.Text{EN: "what a list of sockets says", ZH: "读套接字列表"},
	formats: []Format{Choice}, make: makeSocketListing,
	several: true, practice: true,
}

// A socket is one of a host: it waits for connections, or is one.
type socket struct {
	transport  catalogue.Transport
	local      string // address
	localPort  catalogue.Port
	remote     string // address; empty where it waits
	remotePort catalogue.Port
	pid        int
}

// A socketAsk is something to ask about sockets of which one is unlike the others.
type socketAsk struct {
	stem    catalogue.Text
	odd     bool // the one that is asked for is as said, the others are not
	waiting bool // about sockets that wait, and else about connections
}

var socketAsks = []socketAsk{
	{catalogue.Text{EN: "Which of these services can other hosts reach?", ZH: "其他主机能访问到下列哪个服务？"}, true, true},
	{catalogue.Text{EN: "Which of these services can other hosts NOT reach?", ZH: "下列哪个服务不是其他主机能访问到的？"}, false, true},
	{catalogue.Text{EN: "Of which service is this host a client?", ZH: "本机是哪个服务的客户端？"}, true, false},
	{catalogue.Text{EN: "Of which service is this host the server?", ZH: "本机是哪个服务的服务器端？"}, false, false},
}

var (
	isOpenOn = catalogue.Text{
		EN: "%s waits on %s, so other hosts can reach it, if no firewall is between.",
		ZH: "%s监听 %s，其他主机可以访问（若中间没有防火墙）。",
	}
	isOpenHere = catalogue.Text{
		EN: "%s waits on %s, which only programs on this host can reach.", ZH: "%s监听 %s，只有本机的程序能访问。",
	}
	isClientOf = catalogue.Text{
		EN: "%s: port %d is on the other side, so this host is the client.", ZH: "%s：%d 端口在对端，本机是客户端。",
	}
	isServerOf = catalogue.Text{
		EN: "%s: port %d is on this side, so this host is the server.", ZH: "%s：%d 端口在本机，本机是服务器端。",
	}
)

func makeSocketListing(m *making, _ Facet, _ *catalogue.Service) error {
	ask := socketAsks[m.rng.IntN(len(socketAsks))]
	over := []catalogue.Transport{catalogue.TCP}
	if ask.waiting {
		over = append(over, catalogue.UDP)
	}
	services, err := m.listeners(handOf, over...)
	if err != nil {
		return err
	}
	right, here := m.rng.IntN(handOf), fmt.Sprint("192.0.2.", 1+m.rng.IntN(254))
	sockets := make([]socket, handOf)
	said := make([]bool, handOf) // whether others reach it, or the host is a client
	for i, s := range services {
		said[i] = (i == right) == ask.odd
		sockets[i] = m.socketOf(s, here, said[i], ask.waiting)
	}
	systems := []func([]socket) [][]string{ssPrints, windowsPrints, bsdPrints}
	table := systems[m.rng.IntN(len(systems))](sockets)
	m.askPrinted(ask.stem, tableBlock(table, leftOut(ask.waiting)...), services)
	why := func(i int) string {
		name := m.words.spaced(services[i].Label(m.words.lang))
		bare := services[i].Label(m.words.lang)
		at := ssAddress(sockets[i].local, sockets[i].localPort)
		switch {
		case ask.waiting && said[i]:
			return m.say(isOpenOn, name, at)
		case ask.waiting:
			return m.say(isOpenHere, name, at)
		case said[i]:
			return m.say(isClientOf, bare, services[i].Port)
		}
		return m.say(isServerOf, bare, services[i].Port)
	}
	m.q.Explanation = Explanation{Fact: why(right), About: services[right].Description.In(m.words.lang)}
	m.wantOne(right, services, why)
	return nil
}

// socketOf draws a socket of the service: one that waits for others, or for this host
// alone; or a connection, as a client or as the server.
func (m *making) socketOf(s *catalogue.Service, here string, said, waiting bool) socket {
	const pids = 60000
	k := socket{transport: s.Transports[0], local: here, localPort: s.Port, pid: 4 * (100 + m.rng.IntN(pids/4))}
	switch {
	case waiting && said:
		k.local = []string{"0.0.0.0", "[::]", here}[m.rng.IntN(3)]
	case waiting:
		k.local = []string{"127.0.0.1", "[::1]"}[m.rng.IntN(2)]
	case said:
		k.localPort, k.remote, k.remotePort = m.ephemeral(), documented(m.rng), s.Port
	default:
		k.remote, k.remotePort = documented(m.rng), m.ephemeral()
	}
	return k
}

// leftOut are the columns that a narrow screen leaves out: what is queued, the process,
// then what the question does not turn on.
func leftOut(waiting bool) []string {
	columns := []string{"Recv-Q", "Send-Q", "PID"}
	if waiting {
		columns = append(columns, "Peer Address:Port", "Foreign Address")
	}
	return append(columns, "State", "(state)", "Netid", "Proto")
}

func ssAddress(address string, p catalogue.Port) string { return fmt.Sprintf("%s:%d", address, p) }

// any is the address of any host, of the version of IP of the address.
func anyBeside(address string) string {
	if strings.HasPrefix(address, "[") {
		return "[::]"
	}
	return "0.0.0.0"
}

// ssPrints is how Linux prints sockets: ss -tuan.
func ssPrints(sockets []socket) [][]string {
	table := [][]string{{"Netid", "State", "Recv-Q", "Send-Q", "Local Address:Port", "Peer Address:Port"}}
	for _, k := range sockets {
		state, backlog, peer := "ESTAB", "0", ssAddress(k.remote, k.remotePort)
		switch {
		case k.remote == "" && k.transport == catalogue.UDP:
			state, peer = "UNCONN", anyBeside(k.local)+":*"
		case k.remote == "":
			state, backlog, peer = "LISTEN", "128", anyBeside(k.local)+":*"
		}
		table = append(table, []string{string(k.transport), state, "0", backlog, ssAddress(k.local, k.localPort), peer})
	}
	return table
}

// windowsPrints is how Windows does: netstat -ano.
func windowsPrints(sockets []socket) [][]string {
	table := [][]string{{"Proto", "Local Address", "Foreign Address", "State", "PID"}}
	for _, k := range sockets {
		state, foreign := "ESTABLISHED", ssAddress(k.remote, k.remotePort)
		switch {
		case k.remote == "" && k.transport == catalogue.UDP:
			state, foreign = "", "*:*"
		case k.remote == "":
			state, foreign = "LISTENING", anyBeside(k.local)+":0"
		}
		table = append(table, []string{
			strings.ToUpper(string(k.transport)), ssAddress(k.local, k.localPort), foreign, state, fmt.Sprint(k.pid),
		})
	}
	return table
}

// bsdPrints is how macOS and BSD do: netstat -an.
func bsdPrints(sockets []socket) [][]string {
	dotted := func(address string, p catalogue.Port) string {
		if address == "0.0.0.0" || address == "[::]" {
			address = "*"
		}
		return fmt.Sprintf("%s.%d", strings.Trim(address, "[]"), p)
	}
	table := [][]string{{"Proto", "Recv-Q", "Send-Q", "Local Address", "Foreign Address", "(state)"}}
	for _, k := range sockets {
		state, foreign, version := "ESTABLISHED", dotted(k.remote, k.remotePort), "4"
		if strings.HasPrefix(k.local, "[") {
			version = "6"
		}
		switch {
		case k.remote == "" && k.transport == catalogue.UDP:
			state, foreign = "", "*.*"
		case k.remote == "":
			state, foreign = "LISTEN", "*.*"
		}
		table = append(table, []string{
			string(k.transport) + version, "0", "0", dotted(k.local, k.localPort), foreign, state,
		})
	}
	return table
}
