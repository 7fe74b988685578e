package decks

import (
	"slices"
	"strings"

	"portdrill/questions/catalogue/lazyregexp"
)

// Listings whose lines depend on those above them, as of PowerShell and Solaris, and the
// open ports that firewalls and clusters list.

// A listing is what the lines read so far say about the next one.
type listing struct {
	port int    // the column of local ports, from 0; -1 for none
	part string // the transport of the current part, in netstat of Solaris
}

// read returns the local ends of the sockets in a line, and whether the line belongs to a
// listing at all.
func (l *listing) read(line string) (sockets []socket, is bool) {
	words := strings.Fields(line)
	if i := slices.Index(words, "LocalPort"); i >= 0 {
		l.port = i
		return nil, true
	}
	if m := solarisPart().FindStringSubmatch(line); m != nil {
		l.part = strings.ToLower(m[1])
		return nil, true
	}
	switch {
	case strings.Trim(line, "- ") == "" && (l.port >= 0 || l.part != ""):
		return nil, true
	case l.port >= 0 && l.port < len(words) && isNumber(words[l.port]) && strings.ContainsAny(words[0], ".:"):
		return one(words[l.port], ""), true
	case l.part != "" && len(words) > 1 && strings.Contains(words[0], "."):
		if port, ok := portOf(words[0]); ok {
			return one(port, l.part), true
		}
	}
	if len(words) > 1 && words[0] == "services:" { // of firewalld
		for _, name := range words[1:] {
			sockets = append(sockets, socket{port: name})
		}
		return sockets, true
	}
	if s := ruled(line); len(s) > 0 {
		return s, true
	}
	if s, is := readSockets(line); is {
		return s, true
	}
	return specified(words)
}

var (
	solarisPart = lazyregexp.New(`^(TCP|UDP|SCTP): +IPv[46]$`)
	ruleOf      = lazyregexp.New(`\b(tcp|udp|sctp|dccp)\b`)
	rulePorts   = lazyregexp.New(`(?:\bdpts?:|--dports? +|\bdports? +\{? *)([0-9][0-9,: -]*)`)
	portSpec    = lazyregexp.New(`^([0-9][0-9,:-]*)/(tcp|udp|sctp|TCP|UDP|SCTP)$`)
	nmapPort    = lazyregexp.New(`<port protocol="(\w+)" portid="(\d+)"><state state="open`)
)

// ruled returns the ports that a rule of iptables or nftables accepts.
func ruled(line string) []socket {
	ports, transport := rulePorts().FindStringSubmatch(line), ruleOf().FindString(line)
	if ports == nil || transport == "" || strings.Contains(line, "DROP") || strings.Contains(line, "REJECT") ||
		strings.HasSuffix(line, "drop") || strings.HasSuffix(line, "reject") {
		return nil
	}
	return specs(ports[1], transport, false)
}

// specified returns the ports of words such as kubectl and ufw print: 53/UDP,9153/TCP,
// 80:30080/TCP, 80,443/tcp, 60000:60010/udp.
func specified(words []string) (sockets []socket, is bool) {
	for _, word := range words {
		from := 0
		var found []socket
		for i := range len(word) + 1 {
			if i < len(word) && word[i] != ',' {
				continue
			}
			m := portSpec().FindStringSubmatch(word[from:i])
			if m == nil {
				continue // "80,443/tcp": the transport follows
			}
			from = i + 1
			found = append(found, specs(m[1], strings.ToLower(m[2]), m[2] == strings.ToUpper(m[2]))...)
		}
		if from == len(word)+1 {
			sockets = append(sockets, found...)
		}
	}
	return sockets, len(sockets) > 0 && (len(words) > 2 || words[0] == "ports:")
}

// specs returns the ports of "80,443" and "60000:60010". If pairs is set, a colon separates
// two ports instead of the ends of a range, as in "80:30080".
func specs(text, transport string, pairs bool) []socket {
	var all []socket
	for part := range strings.FieldsFuncSeq(text, func(r rune) bool { return r == ',' || r == ' ' || r == ':' && pairs }) {
		for _, port := range spanned(strings.ReplaceAll(part, ":", "-")) {
			all = append(all, socket{port, transport})
		}
	}
	return all
}

// scannedXML returns the open ports in the XML output of nmap.
func scannedXML(text string) (list queryList) {
	for _, m := range nmapPort().FindAllStringSubmatch(text, -1) {
		list.add(socket{m[2], m[1]})
	}
	return list
}
