package catalogue_test

import (
	"errors"
	"io/fs"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"portdrill/questions/catalogue"
)

func builtin(t testing.TB) *catalogue.Catalogue {
	t.Helper()
	c := catalogue.Builtin()
	return c
}

// The law: everything that the project began with is there, put right.
func TestSeedIsWhole(t *testing.T) {
	c := builtin(t)
	seed := c.InDeck(c.Deck("seed"))
	if len(seed) != 24 {
		t.Errorf("the deck seed has %d services, want 21 of the post and 3 that put it right", len(seed))
	}
	has := make(map[catalogue.Port]bool)
	for _, s := range seed {
		has[s.Port] = true
	}
	for _, p := range []catalogue.Port{
		8080, 7, 20, 21, 22, 23, 25, 53, 80, 102, 109, 110, 119, 135, 137, 138, 139, 161, 443, 1433, 3389, // the post
		111, 5631, 5632, // where its RPC and pcAnywhere belong
	} {
		if !has[p] {
			t.Errorf("port %d is missing", p)
		}
	}
	for key, port := range map[string]catalogue.Port{
		"ftp-data": 20, "ftp": 21, "pop2": 109, "pop3": 110, "sunrpc": 111,
		"netbios-ns": 137, "netbios-dgm": 138, "netbios-ssn": 139, "ms-wbt-server": 3389,
	} {
		if s := c.Service(key); s == nil || s.Port != port {
			t.Errorf("%s is %+v, want port %d", key, s, port)
		}
	}
}

// The law: exam decks have the sizes that their sources give.
func TestDecksHaveTheirSizes(t *testing.T) {
	c := builtin(t)
	for key, want := range map[string]int{
		"essentials": 28, "a-plus": 18, "network-plus": 23, "security-plus": 48, "ccna": 30, "ruankao-network": 48,
		"hcia-datacom": 27, "all": 273,
	} {
		if got := len(c.InDeck(c.Deck(key))); got != want {
			t.Errorf("%s has %d services, want %d", key, got, want)
		}
	}
	for _, d := range c.Decks {
		if n := len(c.InDeck(d)); n < 5 {
			t.Errorf("%s has %d services: too few to learn from", d.Key, n)
		}
	}
}

// The law: what is met most is ranked first, and what is learned together stands
// together.
func TestRanks(t *testing.T) {
	c := builtin(t)
	first := map[string]bool{"ssh": true, "http": true, "https": true, "domain": true}
	for _, s := range c.Services {
		if first[s.Key] != (s.Rank <= len(first)) {
			t.Errorf("%s has rank %d", s.Key, s.Rank)
		}
	}
	for _, together := range [][]string{
		{"http", "https"}, {"ftp", "ftp-data"}, {"bootps", "bootpc"}, {"pop3", "imap"}, {"snmp", "snmptrap"},
		{"submission", "submissions"}, {"imaps", "pop3s"}, {"netbios-ns", "netbios-dgm", "netbios-ssn"},
		{"radius", "radius-acct"}, {"isakmp", "ipsec-nat-t"}, {"ftps", "ftps-data"}, {"sip", "sips"},
		{"dhcpv6-client", "dhcpv6-server"}, {"capwap-control", "capwap-data"}, {"wsman", "wsmans"},
	} {
		for i, key := range together {
			if want := c.Service(together[0]).Rank + i; c.Service(key).Rank != want {
				t.Errorf("%s has rank %d, want %d, next to %s", key, c.Service(key).Rank, want, together[0])
			}
		}
	}
}

// The law: the three ranges of RFC 6335 cover every port once.
func TestRanges(t *testing.T) {
	c := builtin(t)
	for p, want := range map[catalogue.Port]string{
		0: "system", 1: "system", 1023: "system", 1024: "user", 49151: "user", 49152: "dynamic", 65535: "dynamic",
	} {
		if got := c.RangeOf(p).Key; got != want {
			t.Errorf("%d lies in %s, want %s", p, got, want)
		}
	}
	for name, want := range map[string]string{
		"Well-Known": "system", "公认端口": "system", "registered ports": "user", "用户": "user",
		"ephemeral": "dynamic", "49152–65535": "dynamic", "私有端口": "dynamic",
	} {
		if !c.Range(want).Accepts(name) {
			t.Errorf("%q is not taken for %s", name, want)
		}
	}
}

// The law: what an operating system makes of the ports is taught where it is
// met; Solaris only with the post, which speaks of it.
func TestEphemeral(t *testing.T) {
	c := builtin(t)
	for _, want := range []struct {
		key      string
		from, to catalogue.Port
		decks    string
	}{
		{"linux", 32768, 60999, ""}, {"windows", 49152, 65535, ""}, {"solaris", 32768, 65535, "seed"},
		{"macos", 49152, 65535, "linux home"}, {"freebsd", 10000, 65535, "linux"},
	} {
		i := slices.IndexFunc(c.Ephemeral(), func(e catalogue.Ephemeral) bool { return e.Key == want.key })
		if i < 0 {
			t.Errorf("%s is missing", want.key)
			continue
		}
		e := c.Ephemeral()[i]
		if e.From != want.from || e.To != want.to || strings.Join(e.Decks, " ") != want.decks {
			t.Errorf("%s: %d to %d in %q, want %+v", e.Key, e.From, e.To, e.Decks, want)
		}
	}
}

// The law: two services that could both be right never stand side by side.
func TestRivals(t *testing.T) {
	c := builtin(t)
	for _, pair := range [][2]string{
		{"smtp", "submission"},           // one family
		{"shell", "syslog"},              // one port
		{"ssh", "sftp"},                  // a shared name
		{"microsoft-ds", "netbios-ssn"},  // SMB runs over both
		{"http-alt", "squid"},            // proxies on 8080
		{"l2tp", "isakmp"},               // L2TP/IPsec needs both
		{"pdl-datastream", "prometheus"}, // node exporter on 9100
		{"vxlan", "geneve"},              // both wrap Ethernet frames in UDP
	} {
		a, b := c.Service(pair[0]), c.Service(pair[1])
		if c.Rivals(a, b) || c.Rivals(b, a) {
			t.Errorf("%s and %s stand side by side", pair[0], pair[1])
		}
	}
	for _, pair := range [][2]string{{"domain", "ntp"}, {"pop3", "imap"}, {"ftp", "tftp"}, {"sunrpc", "epmap"}} {
		if a, b := c.Service(pair[0]), c.Service(pair[1]); !c.Rivals(a, b) || !c.Rivals(b, a) {
			t.Errorf("%s and %s do not stand side by side", pair[0], pair[1])
		}
	}
}

// The law: a name is found whatever its case, width, spaces and hyphens, in
// both languages, and no name is taken for another.
func TestFind(t *testing.T) {
	c := builtin(t)
	for name, want := range map[string]string{
		"DNS": "domain", " dns ": "domain", "ｄｎｓ": "domain", "域名系统": "domain", "Domain Name System": "domain",
		"ftp-data": "ftp-data", "FTP Data": "ftp-data", "ftpdata": "ftp-data", "x.400": "iso-tsap", "TACACS+": "tacacs",
		"pop3": "pop3", "pop2": "pop2", "ＰＯＰ３": "pop3", "imaps": "imaps", "tftp": "tftp", "远程桌面": "ms-wbt-server",
	} {
		if found := c.Find(name); len(found) != 1 || found[0].Key != want {
			t.Errorf("%q finds %v, want %s", name, found, want)
		}
	}
	for name, want := range map[string]string{
		"ftp": "ftp ftp-data", "snmp": "snmp snmptrap", "sip": "sip sips", "ftps": "ftps ftps-data",
		"netbios": "netbios-ns netbios-dgm netbios-ssn", "ipsec": "isakmp ipsec-nat-t", "dhcp": "bootps bootpc",
	} {
		var keys []string
		for _, s := range c.Find(name) {
			keys = append(keys, s.Key)
		}
		if got := strings.Join(keys, " "); got != want {
			t.Errorf("%q finds %s, want %s", name, got, want)
		}
	}
	if found := c.Find("sftp"); len(found) != 2 {
		t.Errorf("sftp finds %d services, want SSH and the old one on 115", len(found))
	}
	for _, nobody := range []string{"", " ", "-", "pop4", "80"} {
		if found := c.Find(nobody); len(found) != 0 {
			t.Errorf("%q finds %v", nobody, found)
		}
	}
}

// The law: a port is read as people write it; what is none says why.
func TestParsePort(t *testing.T) {
	for text, want := range map[string]struct {
		port       catalogue.Port
		transports string
	}{
		"53": {53, ""}, " 53 ": {53, ""}, "５３": {53, ""}, "053": {53, ""}, "0": {0, ""}, "65535": {65535, ""},
		"tcp/53": {53, "tcp"}, "TCP 53": {53, "tcp"}, "53/udp": {53, "udp"}, "udp53": {53, "udp"}, "53 UDP": {53, "udp"},
		"tcp/udp/53": {53, "tcp udp"}, "53/tcp/udp": {53, "tcp udp"}, "ＴＣＰ／５３": {53, "tcp"},
		"port 53": {53, ""}, "TCP port 53": {53, "tcp"}, "端口53": {53, ""}, "53 号端口": {53, ""}, "TCP 53 端口": {53, "tcp"},
	} {
		port, transports, err := catalogue.ParsePort(text)
		words := make([]string, len(transports))
		for i, t := range transports {
			words[i] = string(t)
		}
		if err != nil || port != want.port || strings.Join(words, " ") != want.transports {
			t.Errorf("%q: %d %v %v, want %+v", text, port, transports, err, want)
		}
	}
	for text, want := range map[string]error{
		"65536": catalogue.ErrOutOfRange, "655535": catalogue.ErrOutOfRange, "-1": catalogue.ErrOutOfRange,
		"99999999999999999999": catalogue.ErrOutOfRange, "tcp/65536": catalogue.ErrOutOfRange,
		"0x35": catalogue.ErrNotDecimal, "35h": catalogue.ErrNotDecimal,
		"": catalogue.ErrNoNumber, "dns": catalogue.ErrNoNumber, "22,23": catalogue.ErrNoNumber, "5.3": catalogue.ErrNoNumber,
		"tcp/53/udp": catalogue.ErrNoNumber, "sctp": catalogue.ErrNoNumber, "53 54": catalogue.ErrNoNumber,
	} {
		if _, _, err := catalogue.ParsePort(text); !errors.Is(err, want) {
			t.Errorf("%q: %v, want %v", text, err, want)
		}
	}
}

// FuzzParsePort holds that whatever is typed is read as a port or refused.
func FuzzParsePort(f *testing.F) {
	for _, seed := range []string{"53", "tcp/53", "５３", "655535", "0x35", "端口 53", "", "\x00", "\xff53"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		port, transports, err := catalogue.ParsePort(text)
		if err != nil && (port != 0 || transports != nil) {
			t.Errorf("%q: %v, and yet %d %v", text, err, port, transports)
		}
	})
}

// dataWith returns the built-in files with a part of one replaced.
func dataWith(t *testing.T, name, old, replacement string) fs.FS {
	t.Helper()
	files := fstest.MapFS{}
	for _, each := range []string{
		"services.csv", "ranges.csv", "decks.csv", "confusions.csv", "overlaps.csv", "scenarios.csv", "mistakes.csv",
		"ephemeral.csv", "protocols.csv",
	} {
		text, err := os.ReadFile("data/" + each)
		if err != nil {
			t.Fatal(err)
		}
		if each == name {
			if !strings.Contains(string(text), old) {
				t.Fatalf("%s has no %q to replace", name, old)
			}
			text = []byte(strings.Replace(string(text), old, replacement, 1))
		}
		files[each] = &fstest.MapFile{Data: text}
	}
	return files
}

// The law: every row is checked, and what is wrong is said with file and line.
func TestBadRowsAreNamed(t *testing.T) {
	for name, bad := range map[string]struct{ file, old, replacement, want string }{
		"port too large":            {"services.csv", "\n53,tcp/udp,domain,", "\n65536,tcp/udp,domain,", `services.csv:17: port: "65536" is not a port`},
		"unknown transport":         {"services.csv", "\n53,tcp/udp,domain,", "\n53,tcp/upd,domain,", `services.csv:17: transport: "tcp/upd"`},
		"key twice":                 {"services.csv", "\n43,tcp,nicname,", "\n43,tcp,time,", `services.csv:15: service_key: "time" stands in an earlier row`},
		"port twice":                {"services.csv", "\n43,tcp,nicname,", "\n42,tcp,nicname,", `services.csv:15: port: tcp/42 is used by nameserver`},
		"no Chinese name":           {"services.csv", ",WHOIS,域名注册信息查询,", ",WHOIS,,", `services.csv:15: name_zh: is empty`},
		"unknown category":          {"services.csv", ",name & directory,nicname,", ",directories,nicname,", `services.csv:15: category: "directories" is none of`},
		"unknown twin":              {"services.csv", "domain-s:853", "domain-s:854", `services.csv:17: secure_counterpart: there is no service domain-s on port 854`},
		"alias of another":          {"services.csv", "whois,who is,", "whois,finger,", `aliases: "finger" is a name of`},
		"wrong columns":             {"services.csv", "port,transport,", "port,proto,", `services.csv:1: the columns are`},
		"missing field":             {"services.csv", "\n7,tcp/udp,echo,", "\n7,tcp/udp,", `services.csv:2: column 1: wrong number of fields`},
		"rank twice":                {"services.csv", ",1,1,iana,encrypted,", ",2,1,iana,encrypted,", `rank: 2 stands in an earlier row too`},
		"hole in the ranks":         {"services.csv", ",1,1,iana,encrypted,", ",1000,1,iana,encrypted,", `services.csv:10: rank: 1000 is not from 1 to`},
		"no rank":                   {"services.csv", ",1,1,iana,encrypted,", ",,1,iana,encrypted,", `services.csv:10: rank: "" is not a number`},
		"gap between ranges":        {"ranges.csv", "user,1024,", "user,1025,", `ranges.csv:3: from: 1025 to 49151 does not go on from 1024`},
		"empty deck":                {"decks.csv", "\nvoip,voip,", "\nvoip,voice,", `decks.csv:14: tags: no service belongs to the deck voip`},
		"no blueprint":              {"decks.csv", "port-to-service:28 service", "port-to-service service", `decks.csv:5: blueprint: "port-to-service" is not of the form`},
		"too long a blueprint":      {"decks.csv", "port-to-service:28 service", "port-to-service:29 service", `decks.csv:5: blueprint: the weights make 101`},
		"confusion of nobody":       {"confusions.csv", "ftp-data,ftp,", "ftp-date,ftp,", `confusions.csv:2: a: there is no service "ftp-date"`},
		"others, yet asked by port": {"services.csv", ",name,\"Node.js", ",,\"Node.js", `asked_by: must be name`},
		"no source":                 {"services.csv", ",OceanBase documentation: component listening port list (seen 2026-11),", ",,", `source: is empty`},
		"overlap of nobody":         {"overlaps.csv", "microsoft-ds,netbios-ssn,", "microsoft-ds,netbios,", `overlaps.csv:2: b: there is no service "netbios"`},
		"status without owner":      {"services.csv", ",1,iana,plaintext,,,\"Sends back", ",1,unofficial-unassigned,plaintext,,,\"Sends back", `services.csv:2: iana_service: "echo" does not go with status`},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := catalogue.Load(dataWith(t, bad.file, bad.old, bad.replacement))
			if err == nil || !strings.Contains(err.Error(), bad.want) {
				t.Errorf("got %v, want %q", err, bad.want)
			}
		})
	}
}

// The law: all problems are reported at once, not one after the other.
func TestAllProblemsAreReported(t *testing.T) {
	_, err := catalogue.Load(dataWith(t, "services.csv", "\n53,tcp/udp,domain,", "\n65536,upd,domain,"))
	for _, want := range []string{"services.csv:17: port:", "services.csv:17: transport:"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %q too", err, want)
		}
	}
}

func BenchmarkLoad(b *testing.B) {
	b.ReportAllocs()
	files := os.DirFS("data")
	for b.Loop() {
		if _, err := catalogue.Load(files); err != nil {
			b.Fatal(err)
		}
	}
}
