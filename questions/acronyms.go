package questions

import (
	"slices"
	"strings"
	"sync"

	"portdrill/questions/catalogue"
)

// lookalikes are words that begin with the same letter and are met in the names of
// other protocols, so that a wrong expansion spells the acronym too.
var lookalikes = sync.OnceValue(func() map[string][]string {
	return map[string][]string{
		"Access": {"Address", "Advanced", "Agent", "Area"}, "Application": {"Access", "Administration"},
		"Authentication": {"Access", "Authorization"}, "Block": {"Buffer", "Byte", "Bus"},
		"Border": {"Broadcast", "Basic", "Bridge", "Base"}, "Byte": {"Block"}, "Call": {"Control", "Core"},
		"Client": {"Control", "Call"}, "Configuration": {"Control", "Connection", "Communication"},
		"Control": {"Connection", "Core", "Call"}, "Desktop": {"Device", "Data", "Distributed"},
		"Detection": {"Discovery", "Data"}, "Dial": {"Direct", "Data"},
		"Directory": {"Data", "Distributed", "Domain"}, "Discovery": {"Directory", "Delivery", "Data"},
		"Distribution": {"Discovery", "Data"}, "Domain": {"Dynamic", "Directory", "Data"},
		"Dynamic": {"Distributed", "Domain", "Direct"}, "Exchange": {"Extension", "Entry", "Encryption"},
		"File": {"Frame", "Fast", "Flow"}, "Forwarding": {"Framing", "Frame"},
		"Gateway": {"Group", "General", "Guarantee"}, "Host": {"Hybrid", "Hub"}, "Hot": {"High", "Host"},
		"Hypertext": {"Host", "Hybrid", "Hypermedia"}, "Information": {"Internet", "Interior", "Identification"},
		"Initiation": {"Internet", "Interface", "Identification"},
		"Internet":   {"Integrated", "Interactive", "Index", "Inbox"}, "Key": {"Kernel"},
		"Label": {"Link", "Layer", "Logical"}, "Lightweight": {"Local", "Linked", "Limited"}, "Link": {"Local"},
		"Local": {"Logical", "Link"}, "Mail": {"Message", "Media", "Multi"},
		"Management": {"Monitoring", "Message", "Measurement"}, "Media": {"Message", "Mail"},
		"Message": {"Media", "Multicast", "Mail"}, "Multicast": {"Mobile", "Message"},
		"Name": {"Network", "Naming", "Node"}, "Network": {"Node", "Name", "Notification"},
		"News": {"Network", "Node"}, "Office": {"Object", "Open", "Operator"}, "Point": {"Packet", "Peer"},
		"Post": {"Packet", "Primary", "Peer"}, "Precision": {"Primary", "Packet"},
		"Printing": {"Presence", "Page"}, "Program": {"Process"}, "Real": {"Remote"},
		"Real-time": {"Routed", "Redundant"}, "Registry": {"Resource", "Record"}, "Relay": {"Remote", "Room"},
		"Remote": {"Routing", "Real", "Relay"}, "Routing": {"Remote", "Relay", "Redundancy"},
		"Secure": {"Standard", "Simple", "Safe", "Shared"}, "Security": {"Session", "Signalling"},
		"Server": {"Session", "Site", "Shared"}, "Service": {"System", "Session", "Set", "Signalling"},
		"Session": {"Service", "System", "Signalling", "Set"}, "Shell": {"Socket", "Session", "Site"},
		"Simple": {"Secure", "Standard", "Small", "Site"}, "Standby": {"Switching", "State"},
		"Storage": {"Service", "System"}, "Streaming": {"Session", "Signalling", "Synchronization"},
		"System": {"Standard", "Source", "Site"}, "Telemetry": {"Transfer", "Transmission"},
		"Terminal": {"Transport", "Test"}, "Time": {"Token", "Transfer", "Tag"},
		"Transfer":  {"Transport", "Transmission", "Traffic", "Tunnel"},
		"Transport": {"Transfer", "Transmission", "Traffic"}, "Trivial": {"Transport", "Tiny", "Temporary"},
		"Tunneling": {"Transport", "Transmission"}, "User": {"Unified", "Unit"}, "Virtual": {"Versatile", "Voice"},
	}
})

// An exchange puts a word in the place of another.
type exchange struct {
	place int
	word  string
}

// exchanges returns the words that can be exchanged in the expansion of the service.
// There are none where its name is no acronym with one expansion.
func exchanges(s *catalogue.Service) []exchange {
	full := s.Expansion.EN
	if full == "" || strings.ContainsAny(s.Name.EN, " /") || strings.ContainsAny(full, "(:;/") || strings.Contains(full, s.Name.EN) {
		return nil
	}
	var all []exchange
	words := strings.Fields(full)
	for i, word := range words {
		for _, other := range lookalikes()[word] {
			if !slices.Contains(words, other) {
				all = append(all, exchange{i, other})
			}
		}
	}
	return all
}

// wrongExpansions returns expansions that spell the acronym of the service and are
// not its own. Of two of its words the one is exchanged, the other, and both, so that
// each word stands in half of the options and none tells by standing in most; where
// only one can be exchanged it stands in one option, as each that is put in its place.
func (m *making) wrongExpansions(s *catalogue.Service) []string {
	all := exchanges(s)
	m.rng.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	words := strings.Fields(s.Expansion.EN)
	exchanged := func(some ...exchange) string {
		changed := slices.Clone(words)
		for _, x := range some {
			changed[x.place] = x.word
		}
		return strings.Join(changed, " ")
	}
	var grids, fitting [][]string // in those that fit as many are shorter than the right one as it was drawn
	shorter := []int{0, 1, 1, 3}[m.rng.IntN(handOf)]
	for i, x := range all {
		for _, y := range all[i+1:] {
			if x.place == y.place || x.word == y.word {
				continue
			}
			grid := []string{exchanged(x), exchanged(y), exchanged(x, y)}
			grids = append(grids, grid)
			if n := countShorter(grid, s.Expansion.EN); n == shorter || n == 2 && shorter == 1 {
				fitting = append(fitting, grid)
			}
		}
	}
	switch {
	case len(fitting) > 0:
		return fitting[0]
	case len(grids) > 0:
		return grids[0]
	}
	var wrong []string
	for _, x := range all[:min(maxDistractors, len(all))] {
		wrong = append(wrong, exchanged(x))
	}
	return wrong
}

func countShorter(texts []string, than string) int {
	n := 0
	for _, text := range texts {
		n += rank(len(text) >= len(than))
	}
	return n
}
