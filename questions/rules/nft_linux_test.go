package rules_test

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"net/netip"
	"os"
	"os/exec"
	"regexp"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"unsafe"

	"portdrill/questions/catalogue"
	"portdrill/questions/rules"
	"portdrill/questions/testenv"
)

// rulesVariable is how many pairs of lists [TestAgainstNftables] tries; make rules sets
// it. The test needs root, nft and ip, and a network namespace that it makes itself.
const rulesVariable = "PORTDRILL_RULES"

// The law: the evaluator decides as nftables does. Random lists are printed as a
// question prints them and loaded into the kernel; real packets are sent through it, as
// a router forwards them; they must come out at the other side where the evaluator lets
// them pass, and the rule that the kernel counts must be the one that the evaluator
// names. Replies are sent after what was let through, so that the kernel knows them.
func TestAgainstNftables(t *testing.T) {
	trials, err := strconv.Atoi(os.Getenv(rulesVariable))
	if err != nil {
		t.Skipf("%s is not set: make rules, as root, sets it", rulesVariable)
	}
	rng := rand.New(rand.NewPCG(testenv.Seed(t), 0))
	k := newKernel(t)
	sent, passed, byDefault, answers, differ := 0, 0, 0, 0, 0
	try := func(l rules.List, p rules.Packet) bool {
		at, permit := l.Decide(p)
		through, counted := k.send(p), k.counted(l)
		sent++
		if through {
			passed++
		}
		if at == rules.ByDefault {
			byDefault++
		}
		if through != permit || at != counted {
			differ++
			t.Errorf("%+v\n%s\nrule %d, let through: %v; nftables: rule %d, let through: %v",
				p, strings.Join(rules.Nftables.Print(l, false), "\n"), at, permit, counted, through)
		}
		return through
	}
	for n := range trials {
		in, out := drawList(rng, false), drawList(rng, true)
		k.load(in, out)
		p := drawPacket(rng, n)
		there, back := in, out
		if outside.Contains(p.To.Addr()) {
			there, back = out, in
		}
		let := try(there, p)
		reply := p.Reply()
		if reply.Established = let; let {
			answers++
		}
		try(back, reply)
	}
	t.Logf("%d pairs of lists, %d packets: %d let through, %d by no rule, %d replies: %d differ",
		trials, sent, passed, byDefault, answers, differ)
}

// inside is the network that the filter protects, outside what else is routed.
var (
	inside  = netip.MustParsePrefix("192.0.2.0/24")
	outside = netip.MustParsePrefix("198.51.100.0/24")
)

// drawPacket draws one that no other trial has: n is in its client's port.
func drawPacket(rng *rand.Rand, n int) rules.Packet {
	const firstClient = 20_000
	client, server := drawHost(rng, outside), drawHost(rng, inside)
	if rng.IntN(2) == 0 {
		client, server = drawHost(rng, inside), drawHost(rng, outside)
	}
	return rules.Packet{
		Transport: drawTransport(rng),
		From:      netip.AddrPortFrom(client, uint16(firstClient+n)),
		To:        netip.AddrPortFrom(server, drawPort(rng)),
	}
}

func drawTransport(rng *rand.Rand) catalogue.Transport {
	return []catalogue.Transport{catalogue.TCP, catalogue.UDP}[rng.IntN(2)]
}

func drawPort(rng *rand.Rand) uint16 { return []uint16{22, 53, 443, 8443}[rng.IntN(4)] }

func drawHost(rng *rand.Rand, in netip.Prefix) netip.Addr {
	bytes := in.Addr().As4()
	bytes[3] = byte(1 + rng.IntN(8)*30)
	return netip.AddrFrom4(bytes)
}

// drawList draws a list whose rules fit every so often.
func drawList(rng *rand.Rand, out bool) rules.List {
	const most = 6
	l := rules.List{Out: out, Permit: rng.IntN(3) == 0}
	from, to := outside, inside
	if out {
		from, to = inside, outside
	}
	for i := range 1 + rng.IntN(most) {
		r := rules.Rule{Name: strconv.Itoa(i + 1), Permit: rng.IntN(2) == 0, From: drawPrefix(rng, from), To: drawPrefix(rng, to)}
		if rng.IntN(3) > 0 {
			r.Transport = drawTransport(rng)
			r.FromPorts, r.ToPorts = drawPorts(rng), drawPorts(rng)
		}
		r.Established = rng.IntN(5) == 0
		l.Rules = append(l.Rules, r)
	}
	return l
}

func drawPrefix(rng *rand.Rand, in netip.Prefix) netip.Prefix {
	if rng.IntN(2) == 0 {
		return netip.Prefix{}
	}
	return netip.PrefixFrom(drawHost(rng, in), []int{24, 25, 26, 27, 32}[rng.IntN(5)]).Masked()
}

func drawPorts(rng *rand.Rand) rules.Ports {
	switch rng.IntN(6) {
	case 0:
		return rules.Port(catalogue.Port(drawPort(rng)))
	case 1:
		return rules.Ports{First: 1024, Last: 65535}
	case 2:
		return rules.Ports{First: 1, Last: catalogue.Port(drawPort(rng))}
	}
	return rules.Ports{}
}

// A kernel is a network namespace that forwards packets between two devices which the
// test holds the other ends of.
type kernel struct {
	t        *testing.T
	in, out  int // of the device to the outside, and to the inside
	markers  int
	received []byte
}

func newKernel(t *testing.T) *kernel {
	t.Helper()
	runtime.LockOSThread() // and never unlocked: the thread ends with the test, and with it the namespace
	if err := syscall.Unshare(syscall.CLONE_NEWNET); err != nil {
		t.Fatalf("a network namespace: %v (make rules needs root)", err)
	}
	k := &kernel{t: t, in: openTun(t, "outside"), out: openTun(t, "inside"), received: make([]byte, 2048)}
	for name, to := range map[string]netip.Prefix{"outside": outside, "inside": inside} {
		k.run("ip", "link", "set", name, "up")
		k.run("ip", "route", "add", to.String(), "dev", name)
	}
	for setting, value := range map[string]string{"ip_forward": "1", "conf/all/rp_filter": "0"} {
		if err := os.WriteFile("/proc/sys/net/ipv4/"+setting, []byte(value), 0); err != nil {
			t.Fatal(err)
		}
	}
	return k
}

func openTun(t *testing.T, name string) int {
	t.Helper()
	const setInterface, tunWithoutHeader = 0x400454ca, 0x1001
	fd, err := syscall.Open("/dev/net/tun", syscall.O_RDWR, 0)
	if err != nil {
		t.Fatalf("/dev/net/tun: %v", err)
	}
	var request [40]byte
	copy(request[:16], name)
	binary.NativeEndian.PutUint16(request[16:], tunWithoutHeader)
	if _, _, e := syscall.Syscall(syscall.SYS_IOCTL, uintptr(fd), setInterface, uintptr(unsafe.Pointer(&request))); e != 0 {
		t.Fatalf("device %s: %v", name, e)
	}
	return fd
}

func (k *kernel) run(name string, args ...string) string {
	k.t.Helper()
	return k.feed("", name, args...)
}

func (k *kernel) feed(input, name string, args ...string) string {
	k.t.Helper()
	command := exec.CommandContext(k.t.Context(), name, args...)
	command.Stdin = strings.NewReader(input)
	said, err := command.CombinedOutput()
	if err != nil {
		k.t.Fatalf("%s %s: %v\n%s\n%s", name, args, err, said, input)
	}
	return string(said)
}

var verdictOf = regexp.MustCompile(`\b(accept|drop) # handle`)

// load has nftables read the lists as they are printed. Both hang on the way of what is
// forwarded and let pass what comes from the other side; so does ICMP, which marks the
// end of a try.
func (k *kernel) load(in, out rules.List) {
	k.t.Helper()
	var text strings.Builder
	text.WriteString("flush ruleset\ntable inet filter {\n")
	for _, l := range []rules.List{in, out} {
		from := "inside"
		if l.Out {
			from = "outside"
		}
		for i, line := range rules.Nftables.Print(l, false) {
			line = strings.NewReplacer("hook input", "hook forward", "hook output", "hook forward").Replace(line)
			line = verdictOf.ReplaceAllString(line, "counter $1 # handle")
			text.WriteString(line + "\n")
			if i == 1 {
				fmt.Fprintf(&text, "iifname %q accept\nip protocol icmp accept\n", from)
			}
		}
	}
	text.WriteString("}\n")
	k.feed(text.String(), "nft", "-f", "-")
}

var countOf = regexp.MustCompile(`counter packets (\d+)`)

// counted returns the place of the rule that has counted a packet.
func (k *kernel) counted(l rules.List) int {
	k.t.Helper()
	chain := "input"
	if l.Out {
		chain = "output"
	}
	at := rules.ByDefault
	for i, m := range countOf.FindAllStringSubmatch(k.run("nft", "list", "chain", "inet", "filter", chain), -1) {
		if m[1] != "0" {
			at = i
		}
	}
	return at
}

// send reports whether the packet comes out at the other side: before a marker that is
// sent after it.
func (k *kernel) send(p rules.Packet) bool {
	k.t.Helper()
	from, to := k.out, k.in
	if outside.Contains(p.From.Addr()) {
		from, to = k.in, k.out
	}
	k.markers++
	sent := packetOf(p)
	marker := ipv4(1, p.From.Addr(), p.To.Addr(), echo(uint16(k.markers)))
	for _, each := range [][]byte{sent, marker} {
		if _, err := syscall.Write(from, each); err != nil {
			k.t.Fatal(err)
		}
	}
	for through := false; ; {
		n, err := syscall.Read(to, k.received)
		if err != nil {
			k.t.Fatal(err)
		}
		const afterHeader = 20
		switch got := k.received[:n]; {
		case n > afterHeader && bytes.Equal(got[afterHeader:], sent[afterHeader:]):
			through = true
		case n > afterHeader && bytes.Equal(got[afterHeader:], marker[afterHeader:]):
			return through
		}
	}
}

// packetOf is the packet as it travels: of TCP a SYN, or a SYN with ACK that answers one.
func packetOf(p rules.Packet) []byte {
	ports := binary.BigEndian.AppendUint16(nil, p.From.Port())
	ports = binary.BigEndian.AppendUint16(ports, p.To.Port())
	if p.Transport == catalogue.UDP {
		const length = 8
		datagram := binary.BigEndian.AppendUint16(ports, length)
		return summed(p, 17, append(datagram, 0, 0), 6)
	}
	const syn, synAck, offset = 0x02, 0x12, 0x50
	segment := append(ports, 0, 0, 0, 1) // sequence number
	flags := byte(syn)
	acknowledged := []byte{0, 0, 0, 0}
	if p.Established {
		flags, acknowledged[3] = synAck, 2
	}
	segment = append(segment, acknowledged...)
	return summed(p, 6, append(segment, offset, flags, 0x20, 0, 0, 0, 0, 0), 16)
}

// summed puts the checksum, over addresses too, where it belongs.
func summed(p rules.Packet, protocol byte, body []byte, at int) []byte {
	from, to := p.From.Addr().As4(), p.To.Addr().As4()
	over := append(append(append([]byte{}, from[:]...), to[:]...), 0, protocol, 0, byte(len(body)))
	binary.BigEndian.PutUint16(body[at:], checksum(append(over, body...)))
	return ipv4(protocol, p.From.Addr(), p.To.Addr(), body)
}

func echo(n uint16) []byte {
	body := binary.BigEndian.AppendUint16([]byte{8, 0, 0, 0, 0, 1}, n)
	binary.BigEndian.PutUint16(body[2:], checksum(body))
	return body
}

func ipv4(protocol byte, from, to netip.Addr, body []byte) []byte {
	const version, headerLength, ttl = 4, 5, 64
	header := []byte{version<<4 | headerLength, 0, 0, byte(20 + len(body)), 0, 0, 0x40, 0, ttl, protocol, 0, 0}
	a, b := from.As4(), to.As4()
	header = append(append(header, a[:]...), b[:]...)
	binary.BigEndian.PutUint16(header[10:], checksum(header))
	return append(header, body...)
}

// checksum is that of RFC 1071.
func checksum(over []byte) uint16 {
	sum := uint32(0)
	for i, b := range over {
		sum += uint32(b) << (8 * (1 - i%2))
	}
	for sum > 0xffff {
		sum = sum>>16 + sum&0xffff
	}
	return ^uint16(sum)
}
