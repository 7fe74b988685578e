package exchange_test

import (
	"slices"
	"strings"
	"testing"

	"portdrill/questions/catalogue"
	"portdrill/questions/catalogue/exchange"
	"portdrill/questions/catalogue/exchange/tabular"
)

// The law: a list is read as it is written on the web and by programs, without an
// error; numbers, titles and what is not known are passed over.
func TestAsPeopleWrite(t *testing.T) {
	for name, c := range map[string]struct{ file, text, want string }{
		"several ports":          {"a.csv", "20/21,FTP\n22,SSH\n67/68,DHCP\n161 / 162,SNMP\n", "20 [] FTP; 21 [] FTP; 22 [] SSH; 67 [] DHCP; 68 [] DHCP; 161 [] SNMP; 162 [] SNMP"},
		"protocol, the service":  {"a.md", "| Port | Protocol | Purpose |\n|---|---|---|\n| 22 | SSH | remote login |\n| 53 | DNS | names |\n", "22 [] SSH; 53 [] DNS"},
		"protocol, both":         {"a.md", "| Port | Protocol | Transport | Service |\n|-|-|-|-|\n| 22 | SSH | TCP | Secure Shell |\n", "22 [tcp] SSH"},
		"transport in the port":  {"a.md", "| Protocol | Port |\n|-|-|\n| SSH | TCP 22 |\n| DNS | TCP/UDP 53 |\n| SNMP | 161 (UDP) |\n| SIP | 5060 TCP, 5061 UDP |\n", "22 [tcp] SSH; 53 [tcp udp] DNS; 161 [udp] SNMP; 5060 [tcp] SIP; 5061 [udp] SIP"},
		"marks":                  {"a.csv", "Port,TCP,UDP,Name\n22,✅,❌,SSH\n53,x,x,DNS\n", "22 [tcp] SSH; 53 [tcp udp] DNS"},
		"ports by transport":     {"a.tsv", "Servicio\tPuerto TCP\tPuerto UDP\nSSH\t22\t-\nDNS\t53\t53\n", "22 [tcp] SSH; 53 [tcp] DNS; 53 [udp] DNS"},
		"words of transports":    {"a.csv", "port,service,protocol\n50,ipsec,n/a\n4711,Own,both\n443,HTTPS,TCP (and UDP for HTTP/3)\n", "50 [] ipsec; 4711 [tcp udp] Own; 443 [tcp] HTTPS"},
		"thousands":              {"a.csv", "port,service\n\"3,389\",RDP\n\"5,432\",PostgreSQL\n", "3389 [] RDP; 5432 [] PostgreSQL"},
		"no thousands":           {"a.csv", "port,service\n\"80,443\",Web\n3389,RDP\n", "80 [] Web; 443 [] Web; 3389 [] RDP"},
		"no end":                 {"a.md", "| Port | Service |\n|-|-|\n| 5900+ | VNC |\n", "5900 [] VNC"},
		"headings of English":    {"a.csv", "Port Number(s),Service Name,Transport Protocol,Use Case\n22,SSH,TCP,login\n", "22 [tcp] SSH"},
		"headings of Chinese":    {"a.csv", "服务名称,默认端口号,协议类型,备注说明\nSSH,22,TCP,远程登录\n", "22 [tcp] SSH"},
		"Chinese, application":   {"a.md", "|应用|应用层协议|端口号|传输层协议|\n|-|-|-|-|\n|域名解析|DNS|53|UDP/TCP|\n", "53 [udp tcp] DNS"},
		"headings of Spanish":    {"a.md", "| Puerto | Protocolo | Descripción |\n|-|-|-|\n| 22 | SSH | acceso |\n", "22 [] SSH"},
		"headings not known":     {"a.csv", "Αριθμός,Όνομα\n22,SSH\n53,DNS\n80,HTTP\n", "22 [] SSH; 53 [] DNS; 80 [] HTTP"},
		"what it is used for":    {"a.md", "| Port | Description |\n|-|-|\n| 22 | SSH - Secure Shell |\n| 80 | HTTP (web) |\n", "22 [] SSH; 80 [] HTTP"},
		"a short row":            {"a.md", "| Port | Service | Description |\n|---|---|---|\n| 22 | SSH |\n| 53 | DNS | Names | more |\n", "22 [] SSH; 53 [] DNS"},
		"as it is shown":         {"a.md", "| Port | Service |\n|-|-|\n| **22** | [SSH](https://example.org/a_b)[^1] |\n| `53` | ~~BIND~~ :lock: <b>DNS</b>&nbsp;<br>names |\n", "22 [] SSH; 53 [] BIND  DNS \nnames"},
		"several tables":         {"a.md", "| Flag | Meaning |\n|-|-|\n| -p | port |\n\n| Port | Service |\n|-|-|\n| 22 | SSH |\n\n| Service | Port |\n|-|-|\n| DNS | 53 |\n", "22 [] SSH; 53 [] DNS"},
		"a title above":          {"a.csv", "Our ports,\nPort,Service\n22,SSH\n", "22 [] SSH"},
		"titles between":         {"a.md", "| Port | Service | Notes |\n|-|-|-|\n| **Mail** | | |\n| 25 | SMTP | |\n", "25 [] SMTP"},
		"sep=":                   {"a.csv", "sep=;\r\nPort;Service;Protocol\r\n22;SSH;TCP\r\n", "22 [tcp] SSH"},
		"free numbers":           {"a.csv", "port,service,description\n4,unknown,\n5,,Unassigned\n22,SSH,\n", "22 [] SSH"},
		"blocks":                 {"a.txt", "端口：21 \n服务：FTP \n说明：上传、下载。 \n\n端口：22 \n服务：Ssh \n", "21 [] FTP; 22 [] Ssh"},
		"blocks, numbered":       {"a.txt", "7、端口：80 \n 服务：HTTP \n 说明：网页。 \n8、端口：102 \n 服务：X.400 over TCP/IP \n", "80 [] HTTP; 102 [] X.400 over TCP/IP"},
		"blocks, blank lines":    {"a.txt", "端口：135\n\n服务：Location Service\n\n说明：映射。\n\n端口：137、138\n\n服务：NETBIOS Name Service\n", "135 [] Location Service; 137 [] NETBIOS Name Service; 138 [] NETBIOS Name Service"},
		"blocks, fenced":         {"a.md", "**21**\n\n```\n端口：21 \n服务：FTP \n```\n\n**22**\n\n```\n端口：22 \n服务：SSH \n```\n", "21 [] FTP; 22 [] SSH"},
		"blocks, the name first": {"a.txt", "Service: SSH\nPort: 22\nProtocol: TCP\n\nService: DNS\nPort: 53\nProtocol: UDP\n", "22 [tcp] SSH; 53 [udp] DNS"},
		"YAML":                   {"a.yaml", "ports:\n  - port: 22\n    service: SSH\n  - port: 53\n    service: \"DNS\"\n", "22 [] SSH; 53 [] DNS"},
		"YAML, the name first":   {"a.yaml", "- name: SSH\n  port: 22\n- name: DNS\n  port: 53\n", "22 [] SSH; 53 [] DNS"},
		"name:port":              {"a.txt", "ssh:22\ndns:53\nftp:20,21\n", "22 [] ssh; 53 [] dns; 20 [] ftp; 21 [] ftp"},
		"name - port":            {"a.txt", "SSH - 22\nFTP-data - 20\n", "22 [] SSH; 20 [] FTP-data"},
		"name：port":              {"a.txt", "FTP：21\nSSH：22\n", "21 [] FTP; 22 [] SSH"},
		"name (port)":            {"a.txt", "- SSH (22)\n- FTP (20/21)\n", "22 [] SSH; 20 [] FTP; 21 [] FTP"},
		"port name":              {"a.txt", "22 SSH\n53/udp DNS\n80 World Wide Web\n", "22 [] SSH; 53 [udp] DNS; 80 [] World Wide Web"},
		"name port":              {"a.txt", "SSH 22\nDNS 53\n", "22 [] SSH; 53 [] DNS"},
		"Port 22: name":          {"a.txt", "Port 22: SSH\nPort 53: DNS\n", "22 [] SSH; 53 [] DNS"},
		"port: name":             {"a.md", "# Ports\n\n- `22`: SSH\n- **53** - DNS\n", "22 [] SSH; 53 [] DNS"},
		"JSON by port":           {"a.json", `{"20": {"protocol": "FTP (Data)", "transport": "TCP", "similar_ports": [21, 22]}, "22": {"protocol": "SSH", "transport": "TCP"}}`, "20 [tcp] FTP (Data); 22 [tcp] SSH"},
		"JSON, words":            {"a.json", `{"22": "SSH", "53": "DNS"}`, "22 [] SSH; 53 [] DNS"},
		"JSON by name":           {"a.json", `{"ssh": 22, "web": [80, 443]}`, "22 [] ssh; 80 [] web; 443 [] web"},
		"JSON under keys":        {"a.json", `{"name": "Web", "groups": {"web": {"ports": [{"port": 8080, "name": "Example"}]}}}`, "8080 [] Example"},
		"JSON by transport":      {"a.json", `{"tcp": {"22": "SSH"}, "udp": {"53": "DNS"}}`, "22 [tcp] SSH; 53 [udp] DNS"},
		"JSON, name and port":    {"a.json", `{"SSH": {"port": 22}, "DNS": {"port": "53/udp"}}`, "22 [] SSH; 53 [udp] DNS"},
		"JSON, marks":            {"a.json", `{"ports": {"22": [{"description": "Secure Shell (SSH)", "port": "22", "tcp": true, "udp": false}]}}`, "22 [tcp] Secure Shell"},
		"JSON, rows as arrays":   {"a.json", `[["port", "service"], [22, "SSH"], [53, "DNS"]]`, "22 [] SSH; 53 [] DNS"},
		"JSON lines":             {"a.jsonl", "{\"port\":22,\"service\":\"SSH\"}\n{\"port\":53,\"service\":\"DNS\"}\n", "22 [] SSH; 53 [] DNS"},
		"a web page":             {"a.html", "<!doctype html><table class=nav><tr><td>Home<td>About</table><table><tr><th>Port<th>Protocol<th>Service\n<tr><td>22<td>TCP<td><a href=x>SSH</a><sup class=reference>[1]</sup><tr><td rowspan=2>53<td>TCP<td>DNS<tr><td>UDP<td>DNS<tr><td>67<br>68<td>UDP<td>DHCP&nbsp;v4</table>", "22 [tcp] SSH; 53 [tcp] DNS; 53 [udp] DNS; 67 [udp] DHCP v4; 68 [udp] DHCP v4"},
		"a web page in GBK":      {"a.htm", "<html><head><meta charset=gbk></head><table><tr><th>\xb6\xcb\xbf\xda<th>\xb7\xfe\xce\xf1<tr><td>22<td>SSH</table></html>", "22 [] SSH"},
		"HTML in Markdown":       {"a.md", "# Ports\n\n<table>\n<tr><th>Service</th><th>Port</th></tr>\n<tr><td>SSH</td><td>22</td></tr>\n</table>\n", "22 [] SSH"},
		"a table of a database":  {"a.txt", "+------+---------+\n| Port | Service |\n+------+---------+\n| 22   | SSH     |\n+------+---------+\n", "22 [] SSH"},
		"Anki's text":            {"a.txt", "#separator:tab\n#html:true\n#notetype column:1\n#tags column:4\nBasic\tport <b>22</b>\tS&#83;H<br>\tnet\nBasic\t80\tHTTP\tnet\n", "22 [] SSH; 80 [] HTTP"},
		"Anki's text, columns":   {"a.txt", "#separator:Comma\n#html:false\n#columns:Front,Back,Tags\n#tags column:3\nSSH,22,net\nHTTP,80,net\n", "22 [] SSH; 80 [] HTTP"},
		"settings":               {"a.ini", "[ports]\nssh=22\nhttp = 80\n; more\nhttps=443\n", "22 [] ssh; 80 [] http; 443 [] https"},
		"YAML, under a title":    {"a.yaml", "services:\n  - name: ssh\n    port: 22\n  - name: dns\n    port: 53\n", "22 [] ssh; 53 [] dns"},
		"bullets with transport": {"a.md", "- 22 – SSH (TCP)\n- 53 – DNS\n", "22 [tcp] SSH; 53 [] DNS"},
		"ports with transport":   {"a.md", "Protocol | Port/Proto\n---|---\nSSH | 22/tcp\nSNMP | 161-162/udp\n", "22 [tcp] SSH; 161 [udp] SNMP; 162 [udp] SNMP"},
		"transports, unheaded":   {"a.csv", "服务;端口;传输\nSSH;22;TCP\n", "22 [tcp] SSH"},
		"services, remarks":      {"services", "myapp\t4711/tcp\t0.484143\t# My application\nother 4712/udp My Very Own Protocol\nhttp 80/tcp www\n", "4711 [tcp] myapp; 4712 [udp] other; 80 [tcp] http"},
	} {
		deck, problems := exchange.Read(c.file, []byte(c.text))
		if got := strings.Join(brief(deck), "; "); got != c.want || exchange.Failed(problems) {
			t.Errorf("%s: %q, want %q; %v", name, got, c.want, problems)
		}
	}
}

// The law: what a row says is not what its columns say is no row, and the others are.
func TestBadRowsAreLeftOut(t *testing.T) {
	for name, c := range map[string]struct {
		file, text, want string
		code             exchange.Code
	}{
		"a port":         {"a.csv", "port,service\n22,SSH\n655535,HTTP\n", "22 [] SSH", exchange.OutOfRange},
		"a comma":        {"a.csv", "port,service\n\"22,443\",Both\n21,FTP\n", "21 [] FTP", exchange.Ambiguous},
		"a figure":       {"a.csv", "port,service\n22,SSH\n23,0.484143\n", "22 [] SSH", exchange.NotAName},
		"no name":        {"a.md", "|Port|Service|\n|-|-|\n|22|SSH|\n|23| |\n", "22 [] SSH", exchange.MissingService},
		"cells moved":    {"a.csv", "port,service\n22,SSH\n23,Telnet, plain\n", "22 [] SSH", exchange.WrongCells},
		"two ports":      {"a.md", "| Protocol | Unsecure port | Secure port |\n|-|-|-|\n| HTTP | 80 | 443 |\n", "", exchange.TwoPortColumns},
		"a question":     {"a.csv", "question,answer\nWhat port is SSH?,22\nHTTP,80\n", "80 [] HTTP", exchange.NotAName},
		"prose":          {"a.txt", "SSH uses port 22 and HTTP uses port 80.\nDNS uses port 53.\n", "", exchange.UnknownFormat},
		"wikitext":       {"a.txt", "{| class=\"wikitable\"\n! Port !! Service\n|-\n| 22 || SSH\n|}\n", "", exchange.UnknownFormat},
		"a Python dict":  {"a.txt", "{'ssh': 22}\n", "", exchange.BadJSON},
		"another page":   {"a.html", "<html><body><p>port 22 is SSH</p></body></html>", "", exchange.WrongKind},
		"another format": {"a.txt", "ssh:22\ndns:53\nchapter 7\n", "22 [] ssh; 53 [] dns", exchange.NotAPair},
	} {
		deck, problems := exchange.Read(c.file, []byte(c.text))
		has := slices.ContainsFunc(problems, func(p exchange.Problem) bool { return p.Code == c.code && p.Severity == exchange.Error })
		if got := strings.Join(brief(deck), "; "); got != c.want || !has {
			t.Errorf("%s: %q, want %q; %v", name, got, c.want, problems)
		}
	}
}

// The law: words that are no names are no aliases either.
func TestJunkIsNoAlias(t *testing.T) {
	deck, _ := exchange.Read("services", []byte("myapp 4711/tcp 0.484143 # My application\nother 4712/udp My Very Own Protocol\nhttp 80/tcp www\n"))
	for i, want := range [][]string{nil, nil, {"www"}} {
		if got := deck.Rows[i].Aliases; !slices.Equal(got, want) {
			t.Errorf("%s: aliases %q, want %q", deck.Rows[i].Service, got, want)
		}
	}
	if got := deck.Rows[1].Description.EN; got != "My Very Own Protocol" {
		t.Errorf("the remark is %q", got)
	}
}

// The law: a workbook is read sheet by sheet, and columns that are named are taken.
func TestWorkbooksAndColumns(t *testing.T) {
	book := exchange.ReadSheets("a.xlsx", []tabular.Sheet{
		{Name: "About", Rows: []tabular.Row{{Number: 1, Cells: []string{"Ports of our lab"}}}},
		{Name: "Ports", Rows: []tabular.Row{
			{Number: 1, Cells: []string{"Our ports"}}, {Number: 2, Cells: []string{"Service", "Port"}}, {Number: 4, Cells: []string{"SSH", "22"}},
		}},
	}, nil)
	if got := brief(book.Deck); !slices.Equal(got, []string{"22 [] SSH"}) || len(book.Problems) > 0 || book.Deck.Rows[0].Line != 4 {
		t.Errorf("%+v", book)
	}
	columns, err := exchange.ParseColumns("port=3, service=1")
	if err != nil {
		t.Fatal(err)
	}
	list := exchange.ReadColumns("a.csv", []byte("x,1,y\nSSH,9,22\n"), columns)
	if got := brief(list.Deck); !slices.Equal(got, []string{"22 [] SSH"}) {
		t.Errorf("%q, %v", got, list.Problems)
	}
	for _, bad := range []string{"", "port=1", "port=0,service=2", "port=1,service=x", "port=1,service=2,age=3"} {
		if _, err := exchange.ParseColumns(bad); err == nil {
			t.Errorf("%q is taken", bad)
		}
	}
}

// The law: what a deck calls a service of the catalogue is a word of the deck, and
// what the catalogue calls it is none, nor is a heading or a number.
func TestWordsOfADeck(t *testing.T) {
	c := builtin(t)
	deck, _ := exchange.Read("l.csv", []byte("port,service,aliases\n137,NetBIOS,\n1433,SQL,\"Protocol, 1433\"\n22,Secure Shell,\n2049,NFS server,\n"))
	own := exchange.Join(c, "l", deck)
	got := make(map[catalogue.Port][]string)
	for s, words := range own.Words {
		got[s.Port] = words
	}
	for port, want := range map[catalogue.Port][]string{1433: {"SQL"}, 2049: {"NFS server"}, 22: nil} {
		if !slices.Equal(got[port], want) {
			t.Errorf("%d: %q, want %q", port, got[port], want)
		}
	}
	if d := c.With(own).Deck("l"); !slices.Equal(d.Words(c.At(1433)[0]), []string{"SQL"}) || (*catalogue.Deck)(nil).Words(c.At(22)[0]) != nil {
		t.Errorf("the deck has %q", d.Words(c.At(1433)[0]))
	}
}
