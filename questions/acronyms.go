package questions

import (
	"slices"
	"strings"

	"portdrill/questions/catalogue"
)

// lookalikes are words that begin with the same letter and are met in the names
// of other protocols, so that a wrong expansion spells the acronym too.
var lookalikes = map[string][]string{
	"Access": {"Address", "Advanced"}, "Authentication": {"Access", "Accounting"}, "Application": {"Access"},
	"Border": {"Broadcast", "Basic"}, "Byte": {"Block"},
	"Configuration": {"Control", "Connection"}, "Control": {"Connection", "Configuration"}, "Call": {"Control"}, "Client": {"Control"},
	"Desktop": {"Device", "Data"}, "Directory": {"Data", "Distributed"}, "Domain": {"Dynamic", "Directory"},
	"Dynamic": {"Distributed", "Domain"}, "Discovery": {"Directory", "Delivery"}, "Detection": {"Discovery"}, "Distribution": {"Discovery"}, "Dial": {"Direct"},
	"Exchange": {"Extension"}, "File": {"Frame", "Fast"}, "Forwarding": {"Framing"}, "Gateway": {"Group", "General"},
	"Host": {"Hybrid", "Hypertext"}, "Hot": {"High"}, "Hypertext": {"Host", "Hyperlink"},
	"Information": {"Internet", "Interior"}, "Initiation": {"Internet", "Interface"}, "Internet": {"Integrated", "Interactive"},
	"Key": {"Kernel"}, "Label": {"Link", "Layer"}, "Lightweight": {"Local", "Linked"}, "Local": {"Logical"}, "Link": {"Local"},
	"Mail": {"Message", "Multi"}, "Management": {"Monitoring", "Message"}, "Message": {"Media", "Multicast"}, "Multicast": {"Mobile"}, "Media": {"Message"},
	"Name": {"Network", "Naming"}, "Network": {"Node", "Name"}, "News": {"Network"}, "Office": {"Object"},
	"Printing": {"Presence"}, "Program": {"Process"}, "Protocol": {"Program", "Procedure"}, "Post": {"Packet", "Primary"}, "Point": {"Packet"}, "Precision": {"Primary"},
	"Real": {"Remote"}, "Real-time": {"Routed"}, "Relay": {"Remote"}, "Remote": {"Routing", "Real"}, "Routing": {"Remote", "Relay"}, "Registry": {"Resource"},
	"Secure": {"Standard", "Simple"}, "Security": {"Session"}, "Server": {"Session"}, "Service": {"System", "Session"}, "Session": {"Service", "System"},
	"Shell": {"Socket", "Session"}, "Simple": {"Secure", "Standard"}, "Standby": {"Switching"}, "Storage": {"Service"}, "System": {"Standard", "Source"}, "Streaming": {"Session"},
	"Telemetry": {"Transfer"}, "Terminal": {"Transport"}, "Time": {"Token", "Transfer"}, "Transfer": {"Transport", "Transmission"}, "Transport": {"Transfer", "Transmission"},
	"Trivial": {"Transport", "Tiny"}, "Tunneling": {"Transport"}, "User": {"Unified"}, "Virtual": {"Versatile"},
}

// wrongExpansions returns expansions that spell the acronym of the service and
// are not its own: at each place one word is exchanged. None for a service whose
// name is no acronym with one expansion.
func wrongExpansions(s *catalogue.Service) []string {
	full := s.Expansion.EN
	if full == "" || strings.ContainsAny(s.Name.EN, " /") || strings.ContainsAny(full, "(:;/") || strings.Contains(full, s.Name.EN) {
		return nil
	}
	var all []string
	words := strings.Fields(full)
	for i, word := range words {
		for _, other := range lookalikes[word] {
			if slices.Contains(words, other) {
				continue
			}
			changed := slices.Clone(words)
			changed[i] = other
			all = append(all, strings.Join(changed, " "))
		}
	}
	return all
}
