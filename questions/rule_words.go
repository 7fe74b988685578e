package questions

import (
	"net/netip"

	"portdrill/questions/catalogue"
	"portdrill/questions/rules"
)

// Here is what questions about rules say, and how they explain what the rules did.

// ruleContexts say which device it is.
var ruleContexts = map[*rules.Dialect]catalogue.Text{
	rules.Cisco: {
		EN: "A Cisco router filters on its interface to the Internet.", ZH: "一台思科路由器在通往互联网的接口上过滤数据包。",
	},
	rules.Huawei: {
		EN: "A Huawei router filters on its interface to the Internet.", ZH: "一台华为路由器在通往互联网的接口上过滤数据包。",
	},
	rules.Nftables: {EN: "A host filters with nftables.", ZH: "一台主机用 nftables 过滤数据包。"},
	rules.Iptables: {
		EN: "A host filters with iptables; the rules of a chain are numbered from 1.",
		ZH: "一台主机用 iptables 过滤数据包；每条链的规则从 1 开始编号。",
	},
	rules.SecurityGroup: {EN: "A cloud instance has this security group.", ZH: "一台云主机绑定了下面的安全组。"},
	rules.NetworkACL:    {EN: "A cloud subnet has this network ACL.", ZH: "云上的一个子网关联了下面的网络 ACL。"},
}

var layersContext = catalogue.Text{
	EN: "A cloud instance has this security group, and its subnet this network ACL.",
	ZH: "一台云主机绑定了下面的安全组，所在子网关联了下面的网络 ACL。",
}

// The connection, from outside and from inside: client, service, server, transport, and
// the port of the client.
var (
	contacts = map[bool]catalogue.Text{
		false: {
			EN: "%[1]s on the Internet contacts %[2]s on %[3]s over %[4]s, from port %[5]d.",
			ZH: "互联网上的 %[1]s（源端口 %[5]d）通过 %[4]s 访问 %[3]s 的%[2]s。",
		},
		true: {
			EN: "%[1]s contacts %[2]s on %[3]s on the Internet over %[4]s, from port %[5]d.",
			ZH: "%[1]s（源端口 %[5]d）通过 %[4]s 访问互联网上 %[3]s 的%[2]s。",
		},
	}
	contactsSomehow = map[bool]catalogue.Text{ // over a transport that is to be known
		false: {
			EN: "%[1]s on the Internet contacts %[2]s on %[3]s, from port %[5]d.",
			ZH: "互联网上的 %[1]s（源端口 %[5]d）访问 %[3]s 的%[2]s。",
		},
		true: {
			EN: "%[1]s contacts %[2]s on %[3]s on the Internet, from port %[5]d.",
			ZH: "%[1]s（源端口 %[5]d）访问互联网上 %[3]s 的%[2]s。",
		},
	}
)

var (
	whichDecides      = catalogue.Text{EN: "Which rule decides on its first packet?", ZH: "它的第一个数据包由哪条规则决定？"}
	whichDecidesReply = catalogue.Text{
		EN: "The request gets through. Which rule decides on the reply?", ZH: "请求已通过。回复由哪条规则决定？",
	}
	whatBecomes    = catalogue.Text{EN: "What gets through, the request or the reply?", ZH: "请求和回复，哪些能通过？"}
	doesItWork     = catalogue.Text{EN: "Does it work?", ZH: "能成功吗？"}
	whichIsMissing = catalogue.Text{EN: "It fails. Which rule is missing?", ZH: "访问失败。缺的是哪条规则？"}

	passes = map[bool]catalogue.Text{
		false: {EN: "Which of these requests to %s does it let in?", ZH: "下列对 %s 的请求，哪个能放进来？"},
		true:  {EN: "Which of these requests from %s does it let out?", ZH: "下列由 %s 发出的请求，哪个能放出去？"},
	}
	doesNotPass = map[bool]catalogue.Text{
		false: {EN: "Which of these requests to %s does it NOT let in?", ZH: "下列对 %s 的请求，哪个不能放进来？"},
		true:  {EN: "Which of these requests from %s does it NOT let out?", ZH: "下列由 %s 发出的请求，哪个不能放出去？"},
	}
	flowsTo = map[bool]catalogue.Text{
		false: {EN: "%[3]s from %[1]s to %[2]s", ZH: "%[1]s 以 %[3]s 访问%[2]s"},
		true:  {EN: "%[3]s to %[1]s, %[2]s", ZH: "以 %[3]s 访问 %[1]s 的%[2]s"},
	}
)

// What is permitted or denied, by a rule or by none.
var (
	permits     = catalogue.Text{EN: "%s: permitted", ZH: "%s：放行"}
	denies      = catalogue.Text{EN: "%s: denied", ZH: "%s：拒绝"}
	ruleCalled  = catalogue.Text{EN: "Rule %s", ZH: "规则 %s"}
	handleNamed = catalogue.Text{EN: "Handle %s", ZH: "handle %s"}
	noRule      = catalogue.Text{EN: "No rule matches", ZH: "没有规则匹配"}
)

var (
	bothOutcomes = []catalogue.Text{
		{EN: "Both get through", ZH: "两者都能通过"},
		{EN: "The request does, the reply does not", ZH: "请求能通过，回复不能"},
		{EN: "The request does not, a reply would", ZH: "请求不能通过，回复本可通过"},
		{EN: "Neither gets through", ZH: "两者都不能通过"},
	}
	layerOutcomes = []catalogue.Text{
		{EN: "Yes, it works", ZH: "能成功"},
		{EN: "No, the security group stops the request", ZH: "不能，安全组拦截请求"},
		{EN: "No, the network ACL stops the request", ZH: "不能，网络 ACL 拦截请求"},
		{EN: "No, the network ACL stops the reply", ZH: "不能，网络 ACL 拦截回复"},
	}
	requestPasses = map[bool]catalogue.Text{
		true: {EN: "The request gets through.", ZH: "请求能通过。"}, false: {EN: "The request is stopped.", ZH: "请求被拦截。"},
	}
	replyPasses = map[bool]catalogue.Text{
		true: {EN: "The reply gets through.", ZH: "回复能通过。"}, false: {EN: "The reply is stopped.", ZH: "回复被拦截。"},
	}

	ofRequest  = catalogue.Text{EN: "The request:", ZH: "请求："}
	ofReply    = catalogue.Text{EN: "The reply:", ZH: "回复："}
	ofGroup    = catalogue.Text{EN: "Security group:", ZH: "安全组："}
	ofACL      = catalogue.Text{EN: "Network ACL, request:", ZH: "网络 ACL，请求："}
	ofACLReply = catalogue.Text{EN: "Network ACL, reply:", ZH: "网络 ACL，回复："}
)

// Which list a rule would be added to, before the rule.
var additionTo = map[*rules.Dialect]map[bool]catalogue.Text{
	rules.Cisco: {
		false: {EN: rules.ListName(false) + ": %s", ZH: rules.ListName(false) + "：%s"},
		true:  {EN: rules.ListName(true) + ": %s", ZH: rules.ListName(true) + "：%s"},
	},
	rules.Nftables: {
		false: {EN: "Chain input: %s", ZH: "input 链：%s"}, true: {EN: "Chain output: %s", ZH: "output 链：%s"},
	},
	rules.Iptables:      {false: {EN: "%s", ZH: "%s"}, true: {EN: "%s", ZH: "%s"}},
	rules.SecurityGroup: inOrOutbound,
	rules.NetworkACL:    inOrOutbound,
}

var inOrOutbound = map[bool]catalogue.Text{
	false: {EN: "In: %s", ZH: "入方向：%s"}, true: {EN: "Out: %s", ZH: "出方向：%s"},
}

var (
	lacksRequest = map[bool]catalogue.Text{
		false: {EN: "Nothing lets the request in: %s.", ZH: "没有规则放行进来的请求：%s。"},
		true:  {EN: "Nothing lets the request out: %s.", ZH: "没有规则放行出去的请求：%s。"},
	}
	lacksReplyRule = map[bool]catalogue.Text{
		false: {EN: "The request gets out, but nothing lets the reply in: %s.", ZH: "请求出得去，但没有规则放行进来的回复：%s。"},
		true:  {EN: "The request gets in, but nothing lets the reply out: %s.", ZH: "请求进得来，但没有规则放行出去的回复：%s。"},
	}
	fromPortToPort = catalogue.Text{EN: "%s from port %d to port %d", ZH: "%s，源端口 %d，目的端口 %d"}
	thenWorks      = catalogue.Text{EN: "This one does: %s.", ZH: "应添加%s。"}
	wrongList      = map[bool]catalogue.Text{
		false: {EN: "That is for what comes in, but what is stopped goes out.", ZH: "这条管进来的，而被拦截的是出去的。"},
		true:  {EN: "That is for what goes out, but what is stopped comes in.", ZH: "这条管出去的，而被拦截的是进来的。"},
	}
	wouldNotMatch = catalogue.Text{EN: "That does not match what is stopped: %s.", ZH: "它与被拦截的数据包不匹配：%s。"}
)

// Why a rule decides or does not.
var (
	decidesAlone = catalogue.Text{EN: "%s matches, so the packet is let through.", ZH: "%s 匹配，因此放行。"}
	letThrough   = catalogue.Text{EN: "%s is the first that matches, and permits.", ZH: "%s 最先匹配，放行。"}
	stopped      = catalogue.Text{EN: "%s is the first that matches, and denies.", ZH: "%s 最先匹配，拒绝。"}
	doesNotMatch = catalogue.Text{EN: "%s does not match: %s.", ZH: "%s 不匹配：%s。"}
	comesLater   = catalogue.Text{EN: "%s would match, but %s comes first.", ZH: "%s 虽然匹配，但%s 在它之前。"}
	oneMatches   = catalogue.Text{EN: "%s matches, so it does not come to that.", ZH: "%s 已匹配，轮不到默认动作。"}

	byDefault = map[*rules.Dialect]map[bool]catalogue.Text{
		rules.Cisco: {false: {
			EN: "No rule matches, so the implicit deny at the end of every access list applies.",
			ZH: "没有规则匹配，于是由访问列表末尾隐含的拒绝生效。",
		}},
		rules.Huawei: {true: {
			EN: "No rule matches, and traffic-filter lets such packets through: VRP adds no implicit deny.",
			ZH: "没有规则匹配，而 traffic-filter 放行未匹配的数据包：VRP 不会隐含拒绝。",
		}},
		rules.Nftables:      policyDecides,
		rules.Iptables:      policyDecides,
		rules.SecurityGroup: {false: {EN: "No rule matches, and a security group lets through only what a rule names.", ZH: "没有规则匹配，而安全组只放行规则写明的流量。"}},
		rules.NetworkACL:    {false: {EN: "No numbered rule matches, so the last one, *, denies.", ZH: "没有带编号的规则匹配，由最后的 * 规则拒绝。"}},
	}
	policyDecides = map[bool]catalogue.Text{
		false: {EN: "No rule matches, so the chain's policy decides: drop.", ZH: "没有规则匹配，由链的默认策略决定：丢弃。"},
		true:  {EN: "No rule matches, so the chain's policy decides: accept.", ZH: "没有规则匹配，由链的默认策略决定：放行。"},
	}
)

// In what a rule misses a packet.
var (
	isForOther    = catalogue.Text{EN: "it is for %s, not %s", ZH: "它针对 %s，不是 %s"}
	isNotIn       = catalogue.Text{EN: "%s is not in %s", ZH: "%s 不在 %s 内"}
	isNotHost     = catalogue.Text{EN: "it is for %[2]s, not %[1]s", ZH: "它针对 %[2]s，不是 %[1]s"}
	isFromPort    = catalogue.Text{EN: "it asks for source port %s, but the source port is %d", ZH: "它要求源端口 %s，而源端口是 %d"}
	isToPort      = catalogue.Text{EN: "it asks for destination port %s, but the destination port is %d", ZH: "它要求目的端口 %s，而目的端口是 %d"}
	isForReplies  = catalogue.Text{EN: "it is for replies alone", ZH: "它只针对已建立连接的回复"}
	ephemeralNote = catalogue.Text{
		EN: "A reply swaps addresses and ports: it comes from the service's port and goes to the client's ephemeral port, " +
			"so without state it needs a rule of its own.",
		ZH: "回复的地址和端口与请求对调：源端口是服务端口，目的端口是客户端的临时端口；不记录连接状态时，必须另有规则放行。",
	}
	wildcardNote = catalogue.Text{
		EN: "In a wildcard mask, bits that are 1 are ignored: 0.0.0.31 covers 32 addresses.",
		ZH: "通配符掩码中为 1 的位不参与比较：0.0.0.31 表示 32 个地址。",
	}
	firstMatchNote = catalogue.Text{
		EN: "Rules are read from the top, and the first match decides.", ZH: "规则自上而下比较，第一条匹配的规则说了算。",
	}
	groupsRemember = catalogue.Text{
		EN: "A security group has allow rules alone, in no order, and keeps state: replies need no rule.",
		ZH: "安全组只有放行规则，不分先后，并且记录连接状态：回复无需规则。",
	}
	aclsForget = catalogue.Text{
		EN: "A network ACL keeps no state: a reply to the client's ephemeral port needs a rule in the other direction.",
		ZH: "网络 ACL 不记录连接状态：发往客户端临时端口的回复，需要反方向上有规则放行。",
	}
)

// contact says who contacts what; over which transport only where that is not asked for.
func (f *filtering) contact(transport bool) string {
	how := contactsSomehow
	if transport {
		how = contacts
	}
	service := f.words.led(f.service.AskedLabel(f.words.lang))
	p := f.request
	return f.say(how[f.out], p.From.Addr(), service, p.To.Addr(), nameOf(p.Transport), p.From.Port())
}

// called names the rule at the place.
func (f *filtering) called(l rulesOf, at int) string {
	if l.d == rules.Nftables {
		return f.say(handleNamed, l.Rules[at].Name)
	}
	return f.say(ruleCalled, l.Rules[at].Name)
}

// outcome is what the rule at the place, or none, does.
func (f *filtering) outcome(l rulesOf, at int) string {
	name, permit := f.say(noRule), l.Permit
	if at != rules.ByDefault {
		name, permit = f.called(l, at), l.Rules[at].Permit
	}
	if permit {
		return f.say(permits, name)
	}
	return f.say(denies, name)
}

// decides says which rule decides on the packet, and how.
func (f *filtering) decides(l rulesOf, p rules.Packet) string {
	at, permit := l.Decide(p)
	switch {
	case at == rules.ByDefault:
		return f.say(byDefault[l.d][permit])
	case l.d == rules.SecurityGroup:
		return f.say(decidesAlone, f.called(l, at))
	case permit:
		return f.say(letThrough, f.called(l, at))
	}
	return f.say(stopped, f.called(l, at))
}

// missesBefore says of up to two rules that are read before it why they do not match.
func (f *filtering) missesBefore(l rulesOf, p rules.Packet) string {
	const most = 2
	said := ""
	decides, _ := l.Decide(p)
	for at := range l.Rules {
		if at == decides || at == most {
			break
		}
		said = Paragraph(said, f.misses(l, p, at))
	}
	return said
}

func (f *filtering) misses(l rulesOf, p rules.Packet, at int) string {
	return f.say(doesNotMatch, f.called(l, at), f.miss(l.Rules[at], p))
}

// miss says in what the rule misses the packet.
func (f *filtering) miss(r rules.Rule, p rules.Packet) string {
	switch r.Misses(p)[0] {
	case rules.Transport:
		return f.say(isForOther, nameOf(r.Transport), nameOf(p.Transport))
	case rules.From:
		return f.notIn(p.From.Addr(), r.From)
	case rules.To:
		return f.notIn(p.To.Addr(), r.To)
	case rules.FromPorts:
		return f.say(isFromPort, r.FromPorts.Text("–"), p.From.Port())
	case rules.ToPorts:
		return f.say(isToPort, r.ToPorts.Text("–"), p.To.Port())
	case rules.Established:
	}
	return f.say(isForReplies)
}

func (f *filtering) notIn(a netip.Addr, in netip.Prefix) string {
	if in.IsSingleIP() {
		return f.say(isNotHost, a, in.Addr())
	}
	return f.say(isNotIn, a, in)
}

// whyNot says why the rule at the place, or none, does not decide on the packet.
func (f *filtering) whyNot(l rulesOf, p rules.Packet, at int) string {
	decides, _ := l.Decide(p)
	switch {
	case at == rules.ByDefault:
		return f.say(oneMatches, f.called(l, decides))
	case l.Rules[at].Matches(p):
		return f.say(comesLater, f.called(l, at), f.words.led(lowerFirst(f.called(l, decides))))
	}
	return f.misses(l, p, at)
}

func (f *filtering) whatItIs(p rules.Packet) string {
	return f.say(fromPortToPort, nameOf(p.Transport), p.From.Port(), p.To.Port())
}

// whyAddedInVain says why an addition does not let the packet through, which a rule of
// that direction would.
func (f *filtering) whyAddedInVain(a addition, missing rules.Packet, out bool) string {
	if a.out != out {
		return f.say(wrongList[a.out])
	}
	return f.say(wouldNotMatch, f.miss(a.Rule, missing))
}

// principle says what the question teaches about such lists.
func (f *filtering) principle(reply bool, l rules.List) string {
	switch {
	case f.d == rules.SecurityGroup:
		return f.say(groupsRemember)
	case reply && f.d == rules.NetworkACL:
		return f.say(aclsForget)
	case reply:
		return f.say(ephemeralNote)
	case (f.d == rules.Cisco || f.d == rules.Huawei) && hasNetwork(l):
		return f.say(wildcardNote)
	}
	return f.say(firstMatchNote)
}

// hasNetwork reports whether a rule is for a network, and not for one host or all.
func hasNetwork(l rules.List) bool {
	for _, r := range l.Rules {
		for _, p := range []netip.Prefix{r.From, r.To} {
			if p.IsValid() && !p.IsSingleIP() {
				return true
			}
		}
	}
	return false
}
