package questions

import (
	"fmt"
	"net/netip"
	"slices"

	"portdrill/questions/catalogue"
	"portdrill/questions/rules"
)

// ruleReading: which rule of an access list decides, and does the reply pass?
var ruleReading = kindOf{
	key: RuleReading, name: catalogue.Text{EN: "what a firewall's rules do", ZH: "读防火墙规则"},
	formats: []Format{Choice}, make: makeRuleReading,
	several: true, practice: true,
}

// A filtering is a connection, and the rules that it meets.
type filtering struct {
	*making
	d       *rules.Dialect
	scene   *rules.Scene
	out     bool // the client is inside
	service *catalogue.Service
	other   *catalogue.Service // another one, to tell it from
	request rules.Packet
}

// A ruleAsk is a way to ask about rules.
type ruleAsk struct {
	of   []*rules.Dialect
	make func(*filtering) bool // false where chance drew nothing that has one answer
}

// routersAndACL are the dialects that keep no state.
var routersAndACL = []*rules.Dialect{rules.Cisco, rules.Huawei, rules.NetworkACL}

var ruleAsks = []ruleAsk{
	{rules.Dialects, (*filtering).askWhich},
	{slices.Concat(routersAndACL, []*rules.Dialect{rules.Nftables, rules.Iptables}), (*filtering).askReply},
	{routersAndACL, (*filtering).askBoth},
	{[]*rules.Dialect{rules.SecurityGroup}, (*filtering).askLayers},
	{rules.Dialects, (*filtering).askPasses},
	{[]*rules.Dialect{rules.Cisco, rules.NetworkACL}, (*filtering).askMissingPort},
	{[]*rules.Dialect{rules.Nftables, rules.Iptables, rules.SecurityGroup}, (*filtering).askMissingTransport},
}

func makeRuleReading(m *making, _ Facet, _ *catalogue.Service) error {
	const tries = 400
	services, err := m.overBoth()
	if err != nil {
		return err
	}
	for range tries {
		ask := ruleAsks[m.rng.IntN(len(ruleAsks))]
		f := m.filtering(ask.of[m.rng.IntN(len(ask.of))], services)
		if ask.make(f) {
			return nil
		}
	}
	return fmt.Errorf("%w: %s", ErrTooSmall, m.q.Kind)
}

// overBoth draws four services, half of them over UDP where there are any.
func (m *making) overBoth() ([]*catalogue.Service, error) {
	all, err := m.apart(m.members(), handOf, m.converses)
	if err != nil {
		return nil, err
	}
	for i, over := range []catalogue.Transport{catalogue.TCP, catalogue.TCP, catalogue.UDP, catalogue.UDP} {
		others := slices.Concat(all[:i], all[i+1:])
		found, err := m.apart(m.members(), 1, func(s *catalogue.Service) bool {
			return m.converses(s) && len(s.Transports) == 1 && s.Transports[0] == over && m.differs(s, others) &&
				!slices.ContainsFunc(others, func(o *catalogue.Service) bool { return o.Port == s.Port })
		})
		if err == nil {
			all[i] = found[0]
		}
	}
	return all, nil
}

// noConversations are services of which a host does not ask another, far away, from a port
// of its own, or is not answered from theirs: they speak among neighbours, from the very
// port that they are on, to hosts that do not answer; or, as TFTP, answer from another.
var noConversations = []string{
	"tftp", "snmptrap", "syslog", "netflow", "sflow", "ipfix", "discard", "l2tp", "bacnet",
	"bootps", "dhcpv6-server", "router", "ripng", "isakmp", "ipsec-nat-t", "hsrp", "glbp", "bfd-control", "ptp-event",
	"ptp-general", "netbios-ns", "netbios-dgm", "mdns", "llmnr", "ssdp", "ws-discovery", "ldp", "vxlan", "geneve",
	"gtp-control", "gtp-user", "avt-profile-1", "avt-profile-2", "pcp",
}

// converses reports whether clients ask the service over TCP or UDP.
func (m *making) converses(s *catalogue.Service) bool {
	return m.tellsByPort(s, catalogue.TCP, catalogue.UDP) && !slices.Contains(noConversations, s.Key)
}

// filtering draws a connection to one of the services.
func (m *making) filtering(d *rules.Dialect, services []*catalogue.Service) *filtering {
	order := m.rng.Perm(len(services))
	var numbers []catalogue.Port
	for _, i := range order {
		numbers = append(numbers, services[i].Port)
	}
	f := &filtering{
		making: m, d: d, scene: rules.NewScene(m.rng, d, numbers...), out: m.coin(),
		service: services[order[0]], other: services[order[1]],
	}
	client, server := f.scene.Outside(), f.scene.Inside()
	if f.out {
		client, server = server, client
	}
	f.request = f.packet(client, server, f.service)
	return f
}

func (f *filtering) packet(client, server netip.Addr, to *catalogue.Service) rules.Packet {
	return rules.Packet{
		Transport: to.Transports[0],
		From:      netip.AddrPortFrom(client, uint16(f.ephemeral())), To: netip.AddrPortFrom(server, uint16(to.Port)),
	}
}

// ask words the question and shows the lists.
func (f *filtering) ask(stem string, about []*catalogue.Service, lists ...rulesOf) {
	f.covers(about)
	var wide, narrow []string
	for _, each := range lists {
		wide = append(wide, each.d.Print(each.List, false)...)
		narrow = append(narrow, each.d.Print(each.List, true)...)
	}
	f.q.Stem = Paragraph(f.say(ruleContexts[f.d]), stem)
	f.q.Block = Block{Wide: foldedLines(wide, WideBlock), Narrow: foldedLines(narrow, NarrowBlock)}
}

// rulesOf is a list in a dialect.
type rulesOf struct {
	d *rules.Dialect
	rules.List
}

func (f *filtering) in(l rules.List) rulesOf { return rulesOf{f.d, l} }

// askWhich asks which rule decides on the request.
func (f *filtering) askWhich() bool {
	f.askDecider(f.request, f.out, whichDecides)
	return true
}

// askReply asks which rule decides on the reply.
func (f *filtering) askReply() bool {
	f.askDecider(f.request.Reply(), !f.out, whichDecidesReply)
	return true
}

func (f *filtering) askDecider(p rules.Packet, out bool, ask catalogue.Text) {
	const fewest = 3
	n := fewest + f.rng.IntN(2)
	at := f.rng.IntN(n+1) - 1
	list := f.in(f.scene.List(out, p, n, at))
	var shown []int
	for i := range n {
		shown = append(shown, i)
	}
	shown = append(shown, rules.ByDefault)
	for len(shown) > handOf {
		if i := f.rng.IntN(len(shown)); shown[i] != at {
			shown = slices.Delete(shown, i, i+1)
		}
	}
	options := make([]string, len(shown))
	for i, place := range shown {
		options[i] = f.outcome(list, place)
	}
	f.ask(Paragraph(f.contact(true), f.say(ask)), []*catalogue.Service{f.service}, list)
	f.q.Explanation = Explanation{
		Fact: f.decides(list, p), About: f.missesBefore(list, p), Use: f.principle(p.Established, list.List),
	}
	f.choose(options, slices.Index(shown, at), func(i int) string { return f.whyNot(list, p, shown[i]) })
}

// askBoth asks what becomes of the request and of the reply where no state is kept.
func (f *filtering) askBoth() bool {
	const n = 2
	right := f.rng.IntN(len(bothOutcomes))
	reply := f.request.Reply()
	there := f.in(f.scene.Verdict(f.out, f.request, n, right == 0 || right == 1))
	back := f.in(f.scene.Verdict(!f.out, reply, n, right == 0 || right == 2))
	f.ask(Paragraph(f.contact(true), f.say(whatBecomes)), []*catalogue.Service{f.service}, inOrder(there, back)...)
	f.q.Explanation = Explanation{
		Fact:  Paragraph(f.say(ofRequest), f.decides(there, f.request)),
		About: Paragraph(f.say(ofReply), f.decides(back, reply)), Use: f.principle(true, back.List),
	}
	f.choose(f.texts(bothOutcomes), right, func(i int) string {
		if passes := there.Permits(f.request); passes != (i == 0 || i == 1) {
			return f.say(requestPasses[passes])
		}
		return f.say(replyPasses[back.Permits(reply)])
	})
	return true
}

// inOrder returns what comes in before what goes out.
func inOrder(a, b rulesOf) []rulesOf {
	if a.Out {
		return []rulesOf{b, a}
	}
	return []rulesOf{a, b}
}

// askLayers asks which of a security group, which keeps state, and a network ACL, which
// does not, stops a connection.
func (f *filtering) askLayers() bool {
	const n = 2
	right, reply := f.rng.IntN(len(layerOutcomes)), f.request.Reply()
	group := f.in(f.scene.Verdict(f.out, f.request, n, right != 1))
	acl := f.scene.With(rules.NetworkACL)
	there := rulesOf{rules.NetworkACL, acl.Verdict(f.out, f.request, n, right != 2)}
	back := rulesOf{rules.NetworkACL, acl.Verdict(!f.out, reply, n, right != 3)}
	f.ask(Paragraph(f.contact(true), f.say(doesItWork)), []*catalogue.Service{f.service},
		append([]rulesOf{group}, inOrder(there, back)...)...)
	f.q.Stem = Paragraph(f.say(layersContext), f.contact(true), f.say(doesItWork))
	facts := []string{
		"", f.labelled(ofGroup, f.decides(group, f.request)), f.labelled(ofACL, f.decides(there, f.request)),
		f.labelled(ofACLReply, f.decides(back, reply)),
	}
	facts[0] = Paragraph(facts[1:]...)
	f.q.Explanation = Explanation{Fact: facts[right], About: f.say(groupsRemember), Use: f.say(aclsForget)}
	f.choose(f.texts(layerOutcomes), right, func(i int) string {
		switch {
		case right > 0 && i > 0:
			return facts[i]
		case max(right, i) == len(facts)-1:
			return f.say(replyPasses[right == 0])
		}
		return f.say(requestPasses[right == 0])
	})
	return true
}

func (f *filtering) labelled(label catalogue.Text, fact string) string {
	return Paragraph(f.say(label), fact)
}

// askPasses asks which of four connections, of two hosts to two services, gets through,
// or which does not.
func (f *filtering) askPasses() bool {
	const n, tries = 3, 60
	hosts := []netip.Addr{f.request.Peer(f.out), f.scene.Outside()}
	if hosts[0] == hosts[1] {
		return false
	}
	services := []*catalogue.Service{f.service, f.other}
	right, let := f.rng.IntN(handOf), f.coin()
	packets, options := make([]rules.Packet, handOf), make([]string, handOf)
	for i := range packets {
		client, server := hosts[i/2], f.request.Own(f.out)
		if f.out {
			client, server = server, client
		}
		packets[i] = f.packet(client, server, services[i%2])
		options[i] = f.say(flowsTo[f.out], hosts[i/2], f.words.led(services[i%2].Label(f.words.lang)), nameOf(packets[i].Transport))
	}
	for range tries {
		list := f.in(f.scene.List(f.out, packets[f.rng.IntN(handOf)], n, f.rng.IntN(n+1)-1))
		if !onlyOne(list.List, packets, right, let) {
			continue
		}
		ask := passes
		if !let {
			ask = doesNotPass
		}
		f.ask(f.say(ask[f.out], f.request.Own(f.out)), services, list)
		f.q.Explanation = Explanation{
			Fact: f.decides(list, packets[right]), About: f.missesBefore(list, packets[right]),
			Use: f.principle(false, list.List),
		}
		f.choose(options, right, func(i int) string { return f.decides(list, packets[i]) })
		return true
	}
	return false
}

// onlyOne reports whether the list does as said with that packet, and not so with the
// others.
func onlyOne(l rules.List, packets []rules.Packet, right int, let bool) bool {
	for i, p := range packets {
		if l.Permits(p) != ((i == right) == let) {
			return false
		}
	}
	return true
}

// askMissingPort asks for the rule that is missing where no state is kept: in which list,
// and with the service's port on which side.
func (f *filtering) askMissingPort() bool {
	const n = 2
	reply, lacksReply := f.request.Reply(), f.coin()
	lists := map[bool]rules.List{
		f.out:  f.scene.Verdict(f.out, f.request, n, true),
		!f.out: f.scene.Verdict(!f.out, reply, n, true),
	}
	missing := f.request
	if lacksReply {
		missing = reply
	}
	at := f.out != lacksReply
	lists[at] = f.scene.Deaf(at, n, missing)
	return f.askMissing(lists, missing, f.portRules())
}

// portRules are rules for what comes in and for what goes out, each for both sides that
// the port may be on.
func (f *filtering) portRules() []addition {
	port, r := rules.Port(f.service.Port), rules.Rule{Permit: true, Transport: f.request.Transport}
	all := []addition{{false, r}, {false, r}, {true, r}, {true, r}}
	for i := range all {
		switch {
		case i%2 == 0:
			all[i].ToPorts = port
		case f.d.FromPorts:
			all[i].FromPorts = port
		default:
			const firstOfClients = 1024
			all[i].ToPorts = rules.Ports{First: firstOfClients, Last: lastPort}
		}
	}
	return all
}

// An addition is a rule that could be added to a list.
type addition struct {
	out bool
	rules.Rule
}

// askMissingTransport asks for the rule that is missing where state is kept: in which
// list, and for which transport.
func (f *filtering) askMissingTransport() bool {
	const n = 2
	if len(f.service.Transports) != 1 {
		return false
	}
	lists := make(map[bool]rules.List)
	for _, out := range []bool{false, true} {
		p := f.request
		if out != f.out {
			p = f.packet(p.To.Addr(), p.From.Addr(), f.other)
		}
		l := f.scene.Deaf(out, n, p)
		if l.Rules[n-1].Established {
			return false // which the first will be
		}
		if f.d.State {
			l.Rules[0] = rules.Rule{Name: l.Rules[0].Name, Permit: true, Established: true}
		}
		lists[out] = l
	}
	var all []addition
	for _, out := range []bool{false, true} {
		for _, transport := range []catalogue.Transport{catalogue.TCP, catalogue.UDP} {
			all = append(all, addition{out, rules.Rule{
				Permit: true, Transport: transport, ToPorts: rules.Port(f.service.Port),
			}})
		}
	}
	return f.askMissing(lists, f.request, all)
}

// askMissing asks which of the additions lets the connection work; false unless just one
// does, and without it none.
func (f *filtering) askMissing(lists map[bool]rules.List, missing rules.Packet, all []addition) bool {
	if f.works(lists) {
		return false
	}
	right := -1
	options := make([]string, len(all))
	for i, a := range all {
		options[i] = f.say(additionTo[f.d][a.out], f.d.Line(a.Rule, a.out))
		if !f.works(a.addedTo(lists)) {
			continue
		}
		if right >= 0 {
			return false
		}
		right = i
	}
	if right < 0 {
		return false
	}
	f.ask(Paragraph(f.contact(!f.d.State && !f.d.Remembers), f.say(whichIsMissing)), []*catalogue.Service{f.service},
		f.in(lists[false]), f.in(lists[true]))
	lacks := lacksRequest
	if missing.Established {
		lacks = lacksReplyRule
	}
	fact := f.say(lacks[all[right].out], f.whatItIs(missing))
	f.q.Explanation = Explanation{
		Fact: fact, About: f.say(thenWorks, f.words.led(options[right])), Use: f.principle(missing.Established, lists[all[right].out]),
	}
	f.choose(options, right, func(i int) string { return f.whyAddedInVain(all[i], missing, all[right].out) })
	return true
}

func (a addition) addedTo(lists map[bool]rules.List) map[bool]rules.List {
	all := map[bool]rules.List{false: lists[false], true: lists[true]}
	l := all[a.out]
	l.Rules = append(slices.Clone(l.Rules), a.Rule)
	all[a.out] = l
	return all
}

// works reports whether the request and its reply get through.
func (f *filtering) works(lists map[bool]rules.List) bool {
	return lists[f.out].Permits(f.request) && (f.d.Remembers || lists[!f.out].Permits(f.request.Reply()))
}
