package questions

import (
	"fmt"
	"slices"
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
	command    string
}

var (
	askReach = map[bool]catalogue.Text{
		true:  {EN: "Which of these services can other hosts reach?", ZH: "其他主机能访问到下列哪个服务？"},
		false: {EN: "Which of these services can other hosts NOT reach?", ZH: "其他主机不能访问下列哪个服务？"},
	}
	askSide = map[bool]catalogue.Text{
		true:  {EN: "Of which service is this host a client?", ZH: "本机是哪个服务的客户端？"},
		false: {EN: "Of which service is this host the server?", ZH: "本机是哪个服务的服务器端？"},
	}
	askListens  = catalogue.Text{EN: "Which of these services listens on this host?", ZH: "本机在监听下列哪个服务？"}
	askUnwanted = catalogue.Text{
		EN: "Other hosts need only %s and %s from this host. Which port should not be open to them?",
		ZH: "本机只需向其他主机提供%s和%s。哪个端口不应对外开放？",
	}
	isOpenOn = catalogue.Text{
		EN: "%s listens on %s, so other hosts can reach it unless a firewall blocks them.",
		ZH: "%s监听 %s，其他主机可以访问，除非被防火墙拦截。",
	}
	isOpenHere = catalogue.Text{
		EN: "%s listens on %s, which only programs on this host can reach.", ZH: "%s监听 %s，只有本机的程序能访问。",
	}
	isWantedOn  = catalogue.Text{EN: "%s listens on %s, as it should.", ZH: "%s监听 %s，本来就应开放。"}
	isNotNeeded = catalogue.Text{EN: "Other hosts do not need it.", ZH: "其他主机并不需要它。"}
	isInList    = catalogue.Text{EN: "%s uses %s, which is in the list.", ZH: "%s使用 %s，列表中有。"}
	isNotThere  = catalogue.Text{EN: "%s would use %s, which is not in the list.", ZH: "%s使用 %s，列表中没有。"}
	isClientOf  = catalogue.Text{
		EN: "%s: port %d is the remote one, so this host is the client.", ZH: "%s：%d 是对端的端口，本机是客户端。",
	}
	isServerOf = catalogue.Text{
		EN: "%s: port %d is the local one, so this host is the server.", ZH: "%s：%d 是本机的端口，本机是服务器端。",
	}
)

func makeSocketListing(m *making, _ Facet, _ *catalogue.Service) error {
	return m.anyOf(m.askWhatIsReached, m.askWhichSide, m.askWhatListens, m.askWhatIsUnwanted)
}

// askWhatIsReached: of four services others reach one, or all but one.
func (m *making) askWhatIsReached() error {
	services, err := m.listeners(handOf, catalogue.TCP, catalogue.UDP)
	if err != nil {
		return err
	}
	odd, right := m.coin(), m.rng.IntN(handOf)
	h, sockets := m.newHost(), make([]socket, handOf)
	for i, s := range services {
		sockets[i] = h.waits(s, (i == right) == odd)
	}
	m.askPrinted(askReach[odd], m.printWaiting(sockets), services)
	m.wantOne(right, services, func(i int) string { return m.openText(services[i], sockets[i]) })
	return nil
}

// askWhichSide: of four connections the host is the client of one, or of all but one.
func (m *making) askWhichSide() error {
	services, err := m.listeners(handOf, catalogue.TCP)
	if err != nil {
		return err
	}
	odd, right := m.coin(), m.rng.IntN(handOf)
	h, sockets := m.newHost(), make([]socket, handOf)
	for i, s := range services {
		sockets[i] = h.talks(s, (i == right) == odd)
	}
	m.askPrinted(askSide[odd], m.printConnections(sockets), services)
	m.wantOne(right, services, func(i int) string {
		side := isServerOf
		if (i == right) == odd {
			side = isClientOf
		}
		return m.say(side, services[i].Label(m.words.lang), services[i].Port)
	})
	return nil
}

// askWhatListens: of three services that listen one is among the options.
func (m *making) askWhatListens() error {
	const listed = 3
	services, err := m.listeners(listed+handOf-1, catalogue.TCP, catalogue.UDP)
	if err != nil {
		return err
	}
	h, sockets := m.newHost(), make([]socket, listed)
	for i := range sockets {
		sockets[i] = h.waits(services[i], m.coin())
	}
	m.askPrinted(askListens, m.printWaiting(sockets), services)
	options := append([]*catalogue.Service{services[m.rng.IntN(listed)]}, services[listed:]...)
	m.wantOne(0, options, func(i int) string {
		name := m.words.spaced(options[i].Label(m.words.lang))
		if i == 0 {
			return m.say(isInList, name, onTransport(options[i]))
		}
		return m.say(isNotThere, name, onTransport(options[i]))
	})
	return nil
}

// askWhatIsUnwanted: of three services that others reach two are meant for them.
func (m *making) askWhatIsUnwanted() error {
	const wanted, listed = 2, 5
	services, err := m.listeners(listed, catalogue.TCP, catalogue.UDP)
	if err != nil {
		return err
	}
	h, sockets := m.newHost(), make([]socket, listed)
	for i, s := range services {
		sockets[i] = h.waits(s, i <= wanted) // the last of these is the one not wanted
	}
	order := m.rng.Perm(listed)
	shown, shownSockets := make([]*catalogue.Service, listed), make([]socket, listed)
	for at, i := range order {
		shown[at], shownSockets[at] = services[i], sockets[i]
	}
	m.askPrinted(askUnwanted, m.printWaiting(shownSockets), shown,
		m.words.led(m.words.spaced(services[0].Label(m.words.lang))), m.words.led(services[1].Label(m.words.lang)))
	asked := []int{m.rng.IntN(wanted), wanted, wanted + 1, wanted + 2}
	options := make([]string, len(asked))
	for at, i := range asked {
		options[at] = onTransport(services[i])
	}
	m.wantPick(1, options, func(at int) string {
		if i := asked[at]; i < wanted {
			return m.say(isWantedOn, m.words.spaced(services[i].Label(m.words.lang)), printedAddress(sockets[i].local, services[i].Port))
		}
		said := m.openText(services[asked[at]], sockets[asked[at]])
		if at == 1 {
			return Paragraph(said, m.say(isNotNeeded))
		}
		return said
	})
	return nil
}

// openText says who can reach a service that waits on the socket.
func (m *making) openText(s *catalogue.Service, k socket) string {
	text := isOpenOn
	if isLoopback(k.local) {
		text = isOpenHere
	}
	return m.say(text, m.words.spaced(s.Label(m.words.lang)), printedAddress(k.local, k.localPort))
}

func isLoopback(address string) bool { return address == "127.0.0.1" || address == "[::1]" }

// A host draws sockets of one host.
type host struct {
	*making
	address, private string
}

func (m *making) newHost() host {
	return host{m, hereabouts(m.rng, 1)[0], fmt.Sprintf("10.%d.%d.%d", m.rng.IntN(256), m.rng.IntN(256), 1+m.rng.IntN(254))}
}

// runtimes are what listens without saying which service it is.
var runtimes = []string{"java", "python3", "node", "dotnet", "docker-pr", "systemd"}

// ofOneVersion are services that the other version of IP has none of, or another.
var ofOneVersion = map[string]string{
	"bootps": "4", "router": "4", "netbios-ns": "4", "netbios-dgm": "4", "dhcpv6-server": "6", "ripng": "6",
}

// waits draws a socket of the service that waits for others, or for this host alone.
func (h host) waits(s *catalogue.Service, forOthers bool) socket {
	const pids = 60000
	k := socket{
		transport: s.Transports[0], localPort: s.Port, pid: 4 * (100 + h.rng.IntN(pids/4)),
		command: runtimes[h.rng.IntN(len(runtimes))],
	}
	from := []string{"127.0.0.1", "[::1]"}
	if forOthers {
		from = []string{"0.0.0.0", "[::]", h.address, h.private}
	}
	from = slices.DeleteFunc(from, func(address string) bool {
		only := ofOneVersion[s.Key]
		return only != "" && only != version(address)
	})
	k.local = from[h.rng.IntN(len(from))]
	return k
}

// talks draws a connection to the service, or from a client of it.
func (h host) talks(s *catalogue.Service, asClient bool) socket {
	k := h.waits(s, true)
	k.local, k.remote = h.address, documented(h.rng, h.address)
	if asClient {
		k.localPort, k.remotePort = h.ephemeral(), s.Port
	} else {
		k.remotePort = h.ephemeral()
	}
	return k
}

// printWaiting prints sockets that wait, as one of the systems does. A narrow screen
// leaves out what is queued, who waits, and what all rows have in common.
func (m *making) printWaiting(sockets []socket) Block {
	print := []func([]socket) [][]string{ssPrints, netstatPrints, windowsPrints, bsdPrints, lsofPrints}[m.rng.IntN(5)]
	return tableBlock(print(sockets), "DEVICE", "SIZE/OFF", "FD", "USER", "PID", "Recv-Q", "Send-Q",
		"Peer Address:Port", "Foreign Address", "COMMAND")
}

// printConnections prints connections. A narrow screen leaves out what is queued, the
// process, the state, which all rows share, and the transport, which is TCP.
func (m *making) printConnections(sockets []socket) Block {
	print := []func([]socket) [][]string{ssPrints, netstatPrints, windowsPrints, bsdPrints}[m.rng.IntN(4)]
	return tableBlock(print(sockets), "Recv-Q", "Send-Q", "PID", "State", "(state)", "Netid", "Proto")
}

func printedAddress(address string, p catalogue.Port) string { return fmt.Sprintf("%s:%d", address, p) }

// anyBeside is the address of any host, of the version of IP of the address.
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
		state, backlog, peer := "ESTAB", "0", printedAddress(k.remote, k.remotePort)
		switch {
		case k.remote == "" && k.transport == catalogue.UDP:
			state, peer = "UNCONN", anyBeside(k.local)+":*"
		case k.remote == "":
			state, backlog, peer = "LISTEN", "128", anyBeside(k.local)+":*"
		}
		table = append(table, []string{string(k.transport), state, "0", backlog, printedAddress(k.local, k.localPort), peer})
	}
	return table
}

// netstatPrints is how the older program of Linux does: netstat -tuan.
func netstatPrints(sockets []socket) [][]string {
	bare := func(address string) string { return strings.Trim(address, "[]") }
	table := [][]string{{"Proto", "Recv-Q", "Send-Q", "Local Address", "Foreign Address", "State"}}
	for _, k := range sockets {
		state, foreign := "ESTABLISHED", printedAddress(k.remote, k.remotePort)
		switch {
		case k.remote == "" && k.transport == catalogue.UDP:
			state, foreign = "", bare(anyBeside(k.local))+":*"
		case k.remote == "":
			state, foreign = "LISTEN", bare(anyBeside(k.local))+":*"
		}
		proto := string(k.transport) + strings.TrimSuffix(version(k.local), "4")
		table = append(table, []string{proto, "0", "0", printedAddress(bare(k.local), k.localPort), foreign, state})
	}
	return table
}

// windowsPrints is how Windows does: netstat -ano.
func windowsPrints(sockets []socket) [][]string {
	table := [][]string{{"Proto", "Local Address", "Foreign Address", "State", "PID"}}
	for _, k := range sockets {
		state, foreign := "ESTABLISHED", printedAddress(k.remote, k.remotePort)
		switch {
		case k.remote == "" && k.transport == catalogue.UDP:
			state, foreign = "", "*:*"
		case k.remote == "":
			state, foreign = "LISTENING", anyBeside(k.local)+":0"
		}
		table = append(table, []string{
			nameOf(k.transport), printedAddress(k.local, k.localPort), foreign, state, fmt.Sprint(k.pid),
		})
	}
	return table
}

// bsdPrints is how macOS and BSD do: netstat -an.
func bsdPrints(sockets []socket) [][]string {
	dotted := func(address string, p catalogue.Port) string {
		return fmt.Sprintf("%s.%d", strings.Trim(starred(address), "[]"), p)
	}
	table := [][]string{{"Proto", "Recv-Q", "Send-Q", "Local Address", "Foreign Address", "(state)"}}
	for _, k := range sockets {
		state, foreign := "ESTABLISHED", dotted(k.remote, k.remotePort)
		switch {
		case k.remote == "" && k.transport == catalogue.UDP:
			state, foreign = "", "*.*"
		case k.remote == "":
			state, foreign = "LISTEN", "*.*"
		}
		table = append(table, []string{
			string(k.transport) + version(k.local), "0", "0", dotted(k.local, k.localPort), foreign, state,
		})
	}
	return table
}

// lsofPrints is how lsof does, of sockets that wait: lsof -i -P -n.
func lsofPrints(sockets []socket) [][]string {
	table := [][]string{{"COMMAND", "PID", "USER", "FD", "TYPE", "DEVICE", "SIZE/OFF", "NODE", "NAME"}}
	for i, k := range sockets {
		name := printedAddress(starred(k.local), k.localPort)
		if k.transport == catalogue.TCP {
			name += " (LISTEN)"
		}
		table = append(table, []string{
			k.command, fmt.Sprint(k.pid), "root", fmt.Sprintf("%du", 3+i), "IPv" + version(k.local),
			fmt.Sprint(10_000 + 7*k.pid), "0t0", nameOf(k.transport), name,
		})
	}
	return table
}

// starred writes any address as a star.
func starred(address string) string {
	if slices.Contains([]string{"0.0.0.0", "[::]"}, address) {
		return "*"
	}
	return address
}

func version(address string) string {
	if strings.HasPrefix(address, "[") {
		return "6"
	}
	return "4"
}
