package decks

import (
	"slices"
	"strings"
	"testing"
)

// The law: of a listing each local port is looked up once, whatever machine and
// tool it is from and whatever language the machine speaks; what is no socket is
// passed over.
func TestQueriesInListings(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		want string
	}{
		"ss":                {"Netid State Recv-Q Send-Q Local Address:Port Peer Address:Port\nudp UNCONN 0 0 127.0.0.53%lo:53 0.0.0.0:*\ntcp LISTEN 0 128 [::]:22 [::]:*\nu_str LISTEN 0 4 /run/x 18511 * 0\n", "udp/53 tcp/22"},
		"ss, states":        {"LISTEN 0 128 0.0.0.0:22 0.0.0.0:*\nLISTEN 0 128 [::]:imap2 [::]:*\n", "22 imap2"},
		"netstat of Linux":  {"tcp6 0 0 :::22 :::* LISTEN 1/sshd\nActive UNIX domain sockets (only servers)\nunix 2 [ ACC ] STREAM LISTENING 20 /tmp/x\n", "tcp/22"},
		"Windows":           {"\nActive Connections\n\n  Proto  Local Address  Foreign Address  State\n  TCP    0.0.0.0:135    0.0.0.0:0        LISTENING   4\n  TCP    [::]:445       [::]:0           LISTENING\n RpcSs\n [svchost.exe]\n  UDP    0.0.0.0:5353   *:*\n", "tcp/135 tcp/445 udp/5353"},
		"Windows, German":   {"Aktive Verbindungen\n\n  Proto  Lokale Adresse  Remoteadresse  Status\n  TCP    0.0.0.0:135    0.0.0.0:0        ABH\x99REN\n", "tcp/135"},
		"Windows, Chinese":  {"活动连接\n\n  协议  本地地址  外部地址  状态\n  TCP    127.0.0.1:3306    0.0.0.0:0        LISTENING\n", "tcp/3306"},
		"BSD":               {"Proto Recv-Q Send-Q Local Address          Foreign Address        (state)\ntcp4 0 0 *.22 *.* LISTEN\ntcp6 0 0 fe80::1%lo0.123 *.* LISTEN\nudp4 0 0 *.* *.*\nudp46 0 0 *.514 *.*\n", "tcp/22 tcp/123 udp/514"},
		"macOS, cut":        {"Address Rhiwat Proto Recv-Q Send-Q Local Address      Foreign Address    (state)\n7fb0 ced0 tcp4 0 0  192.168.1.221.5486 140.82.113.26.443 ESTABLISHED\n7fb0 ced0 tcp4 0 0  *.22 *.* LISTEN\n", "tcp/22"},
		"lsof":              {"COMMAND PID USER FD TYPE DEVICE SIZE/OFF NODE NAME\nsshd 900 root 3u IPv4 20000 0t0 TCP *:22 (LISTEN)\nx 9 me 4u IPv4 2 0t0 TCP 10.0.0.5:49152->192.0.2.1:443 (ESTABLISHED)\nx 9 me 4u REG 8,1 0t0 12 /tmp/x\n", "tcp/22 tcp/49152"},
		"nmap":              {"Starting Nmap 7.94\nNot shown: 998 closed tcp ports (reset)\nPORT STATE SERVICE\n22/tcp open ssh\n25/tcp closed smtp\n53/udp open|filtered domain\nService Info: OS: Linux\n", "tcp/22 udp/53"},
		"nmap -oG":          {"# Nmap 7.94 scan\nHost: 192.0.2.10 ()\tStatus: Up\nHost: 192.0.2.10 ()\tPorts: 22/open/tcp//ssh///, 25/closed/tcp//smtp///, 443/open/tcp//https///\tIgnored State: closed (998)\n", "tcp/22 tcp/443"},
		"docker ps":         {"CONTAINER ID   IMAGE   COMMAND   CREATED   STATUS   PORTS   NAMES\n1a2b   nginx   \"/x\"   2 days ago   Up 2 days   0.0.0.0:8080->80/tcp, :::8080->80/tcp   web\n3c4d   pg   \"/y\"   2 days ago   Up 2 days   5432/tcp   db\n", "tcp/8080 tcp/80 tcp/5432"},
		"docker port":       {"80/tcp -> 0.0.0.0:8080\n443/tcp -> [::]:8443\n", "tcp/8080 tcp/80 tcp/8443 tcp/443"},
		"kubectl":           {"NAME TYPE CLUSTER-IP EXTERNAL-IP PORT(S) AGE\nkube-dns ClusterIP 10.96.0.10 <none> 53/UDP,53/TCP,9153/TCP 10d\nweb NodePort 10.96.44.2 <none> 80:30080/TCP 3d\n", "tcp/udp/53 tcp/9153 tcp/80 tcp/30080"},
		"ufw":               {"To Action From\n-- ------ ----\n80,443/tcp ALLOW Anywhere\n6000:6001/udp ALLOW Anywhere\n", "tcp/80 tcp/443 udp/6000 udp/6001"},
		"iptables":          {"Chain INPUT (policy DROP)\nACCEPT tcp -- 0.0.0.0/0 0.0.0.0/0 tcp dpt:22\nACCEPT tcp -- 0.0.0.0/0 0.0.0.0/0 multiport dports 80,443\nDROP udp -- 0.0.0.0/0 0.0.0.0/0 udp dpt:53\n", "tcp/22 tcp/80 tcp/443"},
		"PowerShell":        {"LocalAddress LocalPort RemoteAddress RemotePort State AppliedSetting OwningProcess\n------------ --------- ------------- ---------- ----- -------------- -------------\n:: 445 :: 0 Listen 4\n192.168.1.5 50022 52.1.2.3 443 Established Internet 9000\n", "445 50022"},
		"Solaris":           {"UDP: IPv4\n   Local Address  Remote Address  State\n------ ------ ------\n      *.68   Idle\nTCP: IPv4\n      *.22   *.*   0 0 128000 0 LISTEN\n", "udp/68 tcp/22"},
		"nmap -oX":          {"<?xml version=\"1.0\"?>\n<nmaprun><ports><port protocol=\"tcp\" portid=\"22\"><state state=\"open\"/></port>\n<port protocol=\"tcp\" portid=\"25\"><state state=\"closed\"/></port></ports></nmaprun>\n", "tcp/22"},
		"queries":           {"22\n\n https \n53/udp\n", "22 https 53/udp"},
		"services, a query": {"ssh 22/tcp\n", "ssh 22/tcp"},
	} {
		got, _ := queriesIn(c.text)
		if strings.Join(got, " ") != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

// The law: a list, a range, an address or a URL stands for its ports.
func TestExpanded(t *testing.T) {
	for query, want := range map[string]string{
		"53": "53", "tcp/53": "tcp/53", "80,443": "80 443", "80, 443": "80 443", "22、53": "22 53", "ssh,dns": "ssh dns",
		"8000-8003": "8000 8001 8002 8003", "udp/67-68": "udp/67 udp/68", "8000–8001": "8000 8001", "0-65535": "0-65535",
		":22": "22", "localhost:8080": "8080", "[::1]:631": "631", "::1": "::1", "http://host:8080/x": "8080", "https://host/x": "https",
		"x11:1": "x11:1", "ftp-data": "ftp-data", "Remote Desk": "Remote Desk",
	} {
		if got := strings.Join(expanded(query), " "); got != want {
			t.Errorf("%q: %q, want %q", query, got, want)
		}
	}
}

// FuzzQueriesIn: whatever is piped in, what is looked up is in it.
func FuzzQueriesIn(f *testing.F) {
	f.Add([]byte("tcp4 0 0 *.22 *.* LISTEN\n"))
	f.Add([]byte("22/tcp open ssh\n0.0.0.0:8080->80/tcp\n"))
	f.Add([]byte("\xff\xfe2\x002\x00"))
	f.Fuzz(func(t *testing.T, data []byte) {
		queries, cut := queriesIn(listingText(data))
		if cut < 0 || slices.Contains(queries, "") {
			t.Errorf("%q, %d", queries, cut)
		}
	})
}
