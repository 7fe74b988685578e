package exchange_test

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"

	"portdrill/questions/catalogue"
	"portdrill/questions/catalogue/exchange"
)

// read reads a file that must have no problems at all.
func read(t testing.TB, name, text string) exchange.Deck {
	t.Helper()
	deck, problems := exchange.Read(name, []byte(text))
	for _, p := range problems {
		t.Errorf("%s: %s", name, p)
	}
	return deck
}

// brief writes rows as "22 tcp ssh", for comparing.
func brief(d exchange.Deck) []string {
	var all []string
	for _, row := range d.Rows {
		all = append(all, fmt.Sprintf("%d %s %s", row.Port, row.Transports, row.Service))
	}
	return all
}

// placeless is the deck without the places of its rows.
func placeless(d exchange.Deck) []exchange.Row {
	rows := slices.Clone(d.Rows)
	for i := range rows {
		rows[i].Line, rows[i].Column = 0, 0
	}
	return rows
}

// The law: one deck comes out of every form it can be written in.
func TestEveryFormat(t *testing.T) {
	want := []string{"22 [tcp] ssh", "53 [tcp udp] domain", "137 [udp] netbios", "138 [udp] netbios"}
	for file, text := range map[string]string{
		"headed.csv":      "port,transport,service\n22,tcp,ssh\n53,tcp/udp,domain\n137-138,udp,netbios\n",
		"chinese.csv":     "服务名称,端口号,协议\nssh,22,TCP\ndomain,53,TCP 和 UDP\nnetbios,137、138,UDP\n",
		"bare.csv":        "22,tcp,ssh\n53,tcp+udp,domain\n\"137,138\",udp,netbios\n",
		"crlf.csv":        "# my ports\r\nPort,Service,Protocol\r\n22,ssh,TCP\r\n\r\n53,domain,\"TCP, UDP\"\r\n137~138,netbios,udp,,\r\n",
		"excel.csv":       "Port;Service;Protocol\n22;ssh;tcp\n53;domain;tcp/udp\n137-138;netbios;udp\n",
		"headed.tsv":      "service\tport\tproto\nssh\t22\ttcp\ndomain\t53\ttcp/udp\nnetbios\t137，138\tudp\n",
		"bare.tsv":        "22\ttcp\tssh\n53\ttcp/udp\tdomain\n137–138\tudp\tnetbios\n",
		"table.md":        "# Ports\n\nSome of mine.\n\n| Port | Transport | Service |\n|-----:|:---:|---|\n| **22** | `tcp` | ssh |\n| 53 | tcp/udp | domain |\n| 137、138 | udp | netbios |\n\nThat is all.\n",
		"pipeless.md":     "端口 | 协议 | 服务\n--- | --- | ---\n22 | tcp | ssh\n53 | tcp/udp | domain\n137-138 | udp | netbios\n",
		"array.json":      `[{"port":22,"transport":"tcp","service":"ssh"},{"port":"53","transport":["tcp","udp"],"service":"domain"},{"ports":[137,138],"protocol":"UDP","service":"netbios"}]`,
		"object.json":     `{"name":"object","rows":[{"端口":22,"协议":"tcp","服务":"ssh"},{"port":53,"transports":["tcp","udp"],"name":"domain","x":{"y":[1]}},{"port":"137-138","transports":["udp"],"service":"netbios","name":null}]}`,
		"list.md":         "Intro：80\n\n1. **端口：22**\n\n- 服务：ssh\n- 协议：TCP\n\n2. **端口: 53/tcp、53/udp**\n- 服务: domain\n### 更多\n3、端口：137、138\n- **服务**：netbios\n- 协议：udp\n",
		"port-in-all.csv": "tcp/22,ssh\n\"53/tcp/udp\",domain\n137-138/udp,netbios\n",
	} {
		deck := read(t, file, text)
		if got := brief(deck); file == "list.md" {
			apart := []string{"22 [tcp] ssh", "53 [tcp] domain", "53 [udp] domain", "137 [udp] netbios", "138 [udp] netbios"}
			if !slices.Equal(got, apart) {
				t.Errorf("%s: %q, want %q", file, got, apart)
			}
		} else if !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", file, got, want)
		}
		if name, _, _ := strings.Cut(file, "."); deck.Name != name {
			t.Errorf("%s: the deck is called %q", file, deck.Name)
		}
	}
}

// The law: the content tells the format even where the name says otherwise.
func TestContentGoesBeforeName(t *testing.T) {
	for file, text := range map[string]string{
		"deck.csv":    `[{"port":22,"service":"ssh"}]`,
		"deck.json.x": `{"rows":[{"port":22,"service":"ssh"}]}`,
		"deck.md":     "port,service\n22,ssh\n",
		"deck":        "1. 端口：22\n- 服务：ssh\n",
		"deck.txt":    "|port|service|\n|-|-|\n|22|ssh|\n",
	} {
		if got := brief(read(t, file, text)); !slices.Equal(got, []string{"22 [] ssh"}) {
			t.Errorf("%s: %q", file, got)
		}
	}
}

// The law: names and descriptions go to the language they are written in, and
// aliases are taken apart at signs of both.
func TestTextsOfBothLanguages(t *testing.T) {
	deck := read(t, "a.csv", "port,service,name,说明,comment,别名\n53,dns,域名系统,把名称变成地址,turns names,\"domain; named、解析，a\\,b\"\n")
	want := exchange.Row{
		Port: 53, Service: "dns", Name: catalogue.Text{ZH: "域名系统"},
		Description: catalogue.Text{EN: "", ZH: "把名称变成地址\nturns names"},
		Aliases:     []string{"domain", "named", "解析", "a,b"}, Line: 2, Column: 1,
	}
	if !reflect.DeepEqual(deck.Rows[0], want) {
		t.Errorf("%+v, want %+v", deck.Rows[0], want)
	}
}

// The law: /etc/services is read line by line; AppleTalk has no ports.
func TestServicesFile(t *testing.T) {
	deck, problems := exchange.Read("/etc/services", []byte(
		"# Network services\n\nssh\t\t22/tcp\t\t\t# Remote login\nhttp 80/tcp www www-http # 网页\nhttp 80/udp\nrtmp 1/ddp # AppleTalk\n"))
	if got := brief(deck); !slices.Equal(got, []string{"22 [tcp] ssh", "80 [tcp] http", "80 [udp] http"}) {
		t.Errorf("%q", got)
	}
	if len(problems) != 1 || problems[0].Code != exchange.OtherTransport || problems[0].String() != "6:6: Ports of ddp are not taught here; the row is skipped." {
		t.Errorf("%v", problems)
	}
	if row := deck.Rows[1]; !slices.Equal(row.Aliases, []string{"www", "www-http"}) || row.Description.ZH != "网页" || row.Line != 4 {
		t.Errorf("%+v", row)
	}
	if deck.Rows[0].Description.EN != "Remote login" || deck.Name != "services" {
		t.Errorf("%+v", deck)
	}
}

// The law: of IANA's file ranges become ports; what has no port or no name is
// passed over.
func TestRegistryOfIANA(t *testing.T) {
	text := "Service Name,Port Number,Transport Protocol,Description,Assignee,Contact,Registration Date,Modification Date,Reference,Service Code,Unauthorized Use Reported,Assignment Notes\n" +
		",0,tcp,Reserved,[Jon_Postel],[Jon_Postel],,,,,,\n" +
		"ssh,22,tcp,The Secure Shell (SSH) Protocol,,,,,[RFC4251],,,\"Defined TXT keys: u=<username>\n p=<password>\"\n" +
		"x11,6000-6063,tcp,X Window System,[Stephen_Gildea],[Stephen_Gildea],,,,,,\n" +
		",4,tcp,Unassigned,,,,,,,,\n" +
		"1password,,,1Password Password Manager,[Rick],[Rick],2013,,,,,\n"
	deck := read(t, "service-names-port-numbers.csv", text)
	if len(deck.Rows) != 65 || deck.Rows[0].Service != "ssh" || deck.Rows[1].Port != 6000 || deck.Rows[64].Port != 6063 {
		t.Errorf("%d rows: %q", len(deck.Rows), brief(deck))
	}
	if row := deck.Rows[1]; row.Line != 5 || row.Description.EN != "X Window System" {
		t.Errorf("%+v", row)
	}
}

// The law: the largest list of ports that there is fits into a deck, and every
// row of it is one that the reader of the registry has too.
func TestWholeRegistry(t *testing.T) {
	packed, err := os.Open("../data/iana-services.csv.gz")
	if err != nil {
		t.Fatal(err)
	}
	defer packed.Close()
	text, err := gzip.NewReader(packed)
	if err != nil {
		t.Fatal(err)
	}
	data, err := io.ReadAll(text)
	deck, problems := exchange.Read("iana-services.csv", data)
	if err != nil || exchange.Failed(problems) {
		t.Fatal(err, problems)
	}
	registry, err := catalogue.IANA()
	if err != nil {
		t.Fatal(err)
	}
	if len(deck.Rows) != registry.Len() {
		t.Errorf("%d rows, want %d", len(deck.Rows), registry.Len())
	}
	for _, row := range deck.Rows[:100] {
		same := func(e catalogue.Entry) bool { return e.Service == row.Service && e.Transport == row.Transports[0] }
		if !slices.ContainsFunc(registry.At(row.Port), same) {
			t.Errorf("%+v is not registered", row)
		}
	}
}

// The law: the post this trainer began with is read whole, and the catalogue
// says where it is wrong.
func TestPost(t *testing.T) {
	text, err := os.ReadFile("testdata/post.md")
	if err != nil {
		t.Fatal(err)
	}
	deck := read(t, "post.md", string(text))
	var ports []catalogue.Port
	for _, row := range deck.Rows {
		ports = append(ports, row.Port)
	}
	want := []catalogue.Port{8080, 7, 20, 21, 22, 23, 25, 53, 80, 102, 109, 110, 119, 135, 137, 138, 139, 161, 443, 1433, 3389}
	if !slices.Equal(ports, want) {
		t.Fatalf("ports %v, want %v", ports, want)
	}
	if rpc := deck.Rows[11]; !strings.HasSuffix(rpc.Description.ZH, "等。\nPOP3 协议默认端口也是 110。") || rpc.Line != 88 {
		t.Errorf("%+v", rpc)
	}
	found := make(map[catalogue.Port][]string)
	for _, p := range exchange.Check(builtin(t), deck) {
		if p.Severity != exchange.Warning {
			t.Errorf("%s is no warning", p)
		}
		row := deck.Rows[slices.IndexFunc(deck.Rows, func(r exchange.Row) bool { return r.Line == p.Line })]
		found[row.Port] = append(found[row.Port], p.In(catalogue.Chinese))
	}
	for port, says := range map[catalogue.Port]string{
		20: "FTP 数据", 21: "ftp", 109: "tcp/110", 110: "POP3",
	} {
		if all := strings.Join(found[port], " "); !strings.Contains(strings.ToLower(all), strings.ToLower(says)) {
			t.Errorf("%d: %q does not say %q", port, all, says)
		}
	}
	for _, port := range []catalogue.Port{7, 22, 23, 25, 53, 80, 119, 135, 161, 443, 1433} {
		if all := found[port]; all != nil {
			t.Errorf("%d is right in the post, but: %q", port, all)
		}
	}
}

// The law: the catalogue does not contradict itself.
func TestCatalogueAgreesWithItself(t *testing.T) {
	text, err := os.ReadFile("../data/services.csv")
	if err != nil {
		t.Fatal(err)
	}
	c := builtin(t)
	deck := read(t, "services.csv", string(text))
	if len(deck.Rows) != len(c.Services) {
		t.Errorf("%d rows, want %d", len(deck.Rows), len(c.Services))
	}
	for _, p := range exchange.Check(c, deck) {
		t.Error(p)
	}
}

func builtin(t testing.TB) *catalogue.Catalogue {
	t.Helper()
	c := catalogue.Builtin()
	return c
}

// The law: a row against the catalogue is warned of by what it contradicts; what
// the catalogue does not know is nobody's fault.
func TestCheck(t *testing.T) {
	for text, want := range map[string]string{
		"22,tcp,ssh":             "",
		"22,,Secure Shell":       "",
		"514,udp,syslog":         "",
		"1433,tcp,SQL":           "",
		"53,,DNS 服务器":            "",
		"40404,tcp,My game":      "",
		"3128,tcp,ndl-aas":       "", // as IANA has it
		"22,udp,ssh":             "unused-transport SSH (tcp/22)",
		"514,tcp,syslog":         "unused-transport Syslog (udp/514)",
		"22,tcp,My game":         "other-service SSH (tcp/22)",
		"22,udp,My game":         "",
		"2022,tcp,ssh":           "other-port SSH (tcp/22)",
		"109,tcp,POP3":           "other-service POP2 (tcp/109); other-port POP3 (tcp/110)",
		"20,tcp,FTP-命令":          "other-service FTP data (tcp/20); other-port FTP control (tcp/21)",
		"21,tcp,FTP-上传数据":        "other-service FTP control (tcp/21); other-port FTP data (tcp/20)",
		"20,tcp,FTP control":     "other-service FTP data (tcp/20); other-port FTP control (tcp/21)",
		"23,tcp,SSH server,说明文字": "other-service Telnet (tcp/23)",
	} {
		var got []string
		deck := read(t, "a.csv", "port,transport,service,description\n"+text+strings.Repeat(",", 3-strings.Count(text, ",")))
		for _, p := range exchange.Check(builtin(t), deck) {
			got = append(got, string(p.Code)+" "+p.Known.EN)
			if p.Line != 2 || p.Column != 1 {
				t.Errorf("%s: %+v is at another place", text, p)
			}
		}
		if strings.Join(got, "; ") != want {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
	}
}

// The law: whatever the encoding, the text is the same.
func TestEveryEncoding(t *testing.T) {
	const text = "端口,服务,说明\n53,DNS,域名解析\n80,HTTP,网页浏览 😀\n"
	want := read(t, "a.csv", text)
	little, _ := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String(text)
	big, _ := unicode.UTF16(unicode.BigEndian, unicode.UseBOM).NewEncoder().String(text)
	for encoding, data := range map[string]string{
		"UTF-8 with a mark": "\ufeff" + text, "UTF-16 LE": little, "UTF-16 BE": big,
	} {
		if got := read(t, "a.csv", data); !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %+v, want %+v", encoding, got, want)
		}
	}
	gb, _ := simplifiedchinese.GB18030.NewEncoder().String(text)
	got, problems := exchange.Read("a.csv", []byte(gb))
	if !reflect.DeepEqual(got, want) {
		t.Errorf("GB18030: %+v, want %+v", got, want)
	}
	if len(problems) != 1 || problems[0].Code != exchange.TakenAsGB || problems[0].Severity != exchange.Warning {
		t.Errorf("GB18030: %v", problems)
	}
}

// The law: every problem is said where it is, and no rows are left without an error.
func TestProblems(t *testing.T) {
	long := strings.Repeat("长", exchange.MaxName+1)
	for _, c := range []struct {
		name, text, want string
	}{
		{"a.csv", "端口,服务\n53,DNS\n 655535,HTTP\n", "3:1 port-out-of-range error"},
		{"a.csv", "port,service\n-1,DNS\n", "2:1 port-out-of-range error"},
		{"a.csv", "service,port\n中文,x22\n", "2:4 not-a-port error"},
		{"a.csv", "service,port\nssh,0x16\n", "2:5 not-decimal error"},
		{"a.csv", "service,port\nssh,30-20\n", "2:5 range-reversed error"},
		{"a.csv", "service,port\nssh,\n", "2:5 missing-port error"},
		{"a.csv", "port,service,protocol\n22,,tcp\n", "2:4 missing-service error"},
		{"a.csv", "port,service,protocol\n22,ssh,icmp\n", "2:8 unknown-transport error"},
		{"a.csv", "port,service,protocol\n22,ssh,6\n", "2:8 unknown-transport error"},
		{"a.csv", "port,service\n22,ssh,tcp\n80\n", "2:1 wrong-number-of-cells error; 3:1 missing-service error"},
		{"a.csv", "port,service\n22,\"ssh\n80,http\n", "2:4 unbalanced-quote error"},
		{"a.csv", "port,service\n22,\"s\"s,h\n", "2:7 text-after-quote error"},
		{"a.csv", "port,service\n22," + long + "\n", "2:4 too-long error"},
		{"a.csv", "port,service,alias\n22,ssh,\"" + strings.Repeat("a,", 51) + "\"\n", "2:8 too-many-aliases error"},
		{"a.csv", "port,service\n22,s\x1b[31mh\n", "2:4 control-sign error"},
		{"a.csv", "port,port,service\n22,23,ssh\n", "1:1 two-port-columns error"},
		{"a.csv", "port,transport\n22,tcp\n", "2:1 no-service-column error"},
		{"a.csv", "service,transport\nssh,tcp\n", "1:1 no-port-column error"},
		{"a.csv", "port,service\n", "1:1 no-rows error"},
		{"a.csv", "port,transport,service\n22,tcp,ssh\n22,tcp/udp,SSH\n23,tcp,ssh\n", "3:1 twice warning"},
		{"a.csv", "port,service\n22,ssh\n22,ssh\n22,\n", "3:1 twice warning; 4:4 missing-service error"},
		{"a.md", "text\n| port | service |\n|---|---|\n| 22 | a | b |\n|  | ssh |\n", "5:4 missing-port error"},
		{"a.md", "1. **端口：99999**\n- 说明：无\n", "1:9 port-out-of-range error; 2:6 not-a-name error"},
		{"a.md", "1. **端口：22**\n- 服务：a\n- 服务：b\n", "3:6 repeated-column error"},
		{"a.md", "Nothing here.\n", "1:1 no-port-column error"},
		{"services", "ssh 22/tcp\nhttp 80/xyz\nftp 99999/tcp\nx\n", "2:9 unknown-transport error; 3:5 port-out-of-range error; 4:1 missing-port error"},
		{"a.json", "[{\"port\": 22,\n \"service\": true}]", "2:13 wrong-value error"},
		{"a.json", "[{\"port\": 22,\n \"service\": \"ssh\",}]", "2:19 bad-json error"},
		{"a.json", "[{\"port\":22,\"service\":\"ssh\"}] x", "1:31 bad-json error"},
		{"a.json", "[{\"port\":22,\"service\":\"ssh\"}", "1:29 bad-json error"},
		{"a.json", "{\"rows\":[{\"port\":70000,\"service\":\"ssh\"}]}", "1:18 port-out-of-range error"},
		{"a.json", "{\"version\":2,\"rows\":[{\"port\":70000}]}", "1:12 too-new error"},
		{"a.json", "{\"rows\":{}}", "1:1 no-rows error"},
		{"a.json", "[22]", "1:2 wrong-value error"},
		{"a.json", strings.Repeat("[", 100_000), "1:18 too-long error"},
		{"a.json", "3", "1:1 unknown-format error"},
		{"a", "hello\n", "1:1 unknown-format error"},
		{"a", "", "0:0 empty error"},
		{"a", "\ufeff \n\r\n", "0:0 empty error"},
		{"a.csv", "port,service\n22,s\x00sh\n", "2:5 binary error"},
		{"a.png", "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "3:1 binary error"},
		{"a.csv", "port,service\n22,caf\xe9\n", "1:1 taken-as warning"},
		{"a.csv", "\xef\xbb\xbfport,service\n22,\xff\n", "2:4 bad-encoding error"},
		{"a.csv", "\xff\xfea\x00\x00", "1:2 bad-encoding error"},
		{"a.csv", "\xff\xfea\x00\x00\xd8b\x00", "1:2 bad-encoding error"},
	} {
		deck, problems := exchange.Read(c.name, []byte(c.text))
		var got []string
		for _, p := range problems {
			got = append(got, fmt.Sprintf("%d:%d %s %s", p.Line, p.Column, p.Code, p.Severity))
		}
		if strings.Join(got, "; ") != c.want {
			t.Errorf("%.60q: %q, want %q", c.text, got, c.want)
		}
		if len(deck.Rows) == 0 && !exchange.Failed(problems) {
			t.Errorf("%.60q: no rows beside %v", c.text, problems)
		}
	}
}

// The law: a problem is worded in both languages, with what stands there.
func TestProblemsAreWorded(t *testing.T) {
	_, problems := exchange.Read("a.csv", []byte("端口,服务\n655535,HTTP\n"))
	if got := problems[0].In(catalogue.Chinese); got != "655535 不是端口号：应为 0 到 65535。" {
		t.Error(got)
	}
	if got := problems[0].String(); got != "2:1: 655535 is not a port: 0 to 65535." {
		t.Error(got)
	}
	hostile := exchange.Problem{Code: exchange.NotAPort, Cell: "{known}%s"}
	if got := hostile.In(catalogue.English); got != "“{known}%s” is not a port number." {
		t.Error(got)
	}
}

// The law: no more than a hundred problems are listed, and the rest counted.
func TestProblemsAreFew(t *testing.T) {
	_, problems := exchange.Read("a.csv", []byte("port,service\n"+strings.Repeat("x,y\n", 5000)))
	last := problems[len(problems)-1]
	if len(problems) != 100 || last.Code != exchange.MoreProblems || last.Count != 4901 {
		t.Errorf("%d problems, the last %+v", len(problems), last)
	}
	_, problems = exchange.Read("a.csv", []byte("port,service\n"+strings.Repeat("1,y\n", 5000)+"x,y\n"))
	if !exchange.Failed(problems) {
		t.Error("an error that is not listed any more is lost")
	}
}

// The law: a deck holds 70,000 rows and not one more, whatever makes them.
func TestRowsAreLimited(t *testing.T) {
	const row = "1,tcp,y\n"
	head := "port,transport,service\n"
	if deck, _ := exchange.Read("a.csv", []byte(head+strings.Repeat(row, exchange.MaxRows))); len(deck.Rows) != exchange.MaxRows {
		t.Errorf("%d rows", len(deck.Rows))
	}
	many := strings.Repeat("0-65535,tcp,y\n", 1000)
	array := "[" + strings.Repeat(`{"port":"0-65535","service":"y"},`, 2) + `{"port":1,"service":"y"}]`
	for name, text := range map[string]string{
		"a.csv": head + strings.Repeat(row, exchange.MaxRows+1), "b.csv": head + many, "c.json": array,
		"e.md": strings.Repeat("1. 端口：1\n- 服务：y\n", exchange.MaxRows+1),
		"f":    strings.Repeat("y 1/tcp\n", exchange.MaxRows+1),
	} {
		deck, problems := exchange.Read(name, []byte(text))
		full := slices.ContainsFunc(problems, func(p exchange.Problem) bool { return p.Code == exchange.TooManyRows && p.Line > 0 })
		if deck.Rows != nil || !full {
			t.Errorf("%s: %d rows, %v", name, len(deck.Rows), problems[len(problems)-1])
		}
	}
	two, problems := exchange.Read("a.csv", []byte(head+"0-65535,tcp,y\n0-65535,udp,y\n"))
	if two.Rows != nil || !exchange.Failed(problems) {
		t.Errorf("two rows of 65,536 ports: %d rows", len(two.Rows))
	}
}

// The law: 100 MB are refused.
func TestLargeFiles(t *testing.T) {
	data := bytes.Repeat([]byte("22,ssh,tcp,\n"), 100<<20/12)
	deck, problems := exchange.Read("large.csv", data)
	if deck.Rows != nil || len(problems) != 1 || problems[0].Code != exchange.TooLarge {
		t.Errorf("%v", problems)
	}
	if got := problems[0].In(catalogue.Chinese); got != "文件超过 16 MiB。" {
		t.Error(got)
	}
}

// The law: a large file comes to an end, however it is made: a part of the reading
// that took the square of its length would outlast the patience of the test run.
func TestHostileFilesEnd(t *testing.T) {
	t.Parallel()
	for name, piece := range map[string]string{
		"quotes.csv": `""`, "cells.csv": ",", "lines.csv": "x\n", "spaces.csv": " ", "open.json": "[", "numbers.json": "[0,",
		"objects.json": `{"a":`, "pipes.md": "|", "dashes.md": "-|\n", "escapes.md": `\|`, "one-word": "a", "digits.csv": "1",
		"list.md": "1. 端口：1\n", "parts.md": "- 服务：x\n", "ranges.csv": "1-", "words": "x 1/tcp ", "colons.md": "端口：",
		"lists.csv": "1,2,", "heads.csv": "port,service\n",
	} {
		for _, first := range []string{"", "port,service\n", "|port|service|\n|-|-|\n", "1. 端口：1\n- 说明：x\n"} {
			text := first + strings.Repeat(piece, (1<<20)/len(piece))
			if deck, problems := exchange.Read(name, []byte(text)); len(deck.Rows) == 0 && !exchange.Failed(problems) {
				t.Errorf("%s after %q: %d rows, %v", name, first, len(deck.Rows), problems)
			}
		}
	}
}
