package classroom_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"net"
	"net/netip"
	"reflect"
	"strings"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"

	"portdrill/cmd/internal/classroom"
	"portdrill/quiz/room"
)

// xlsx makes a file as spreadsheets write it, with these rows of cells in XML.
func xlsx(t testing.TB, shared, rows string) []byte {
	t.Helper()
	var file bytes.Buffer
	z := zip.NewWriter(&file)
	for name, text := range map[string]string{
		"xl/sharedStrings.xml":     "<sst>" + shared + "</sst>",
		"xl/worksheets/sheet1.xml": "<worksheet><sheetData>" + rows + "</sheetData></worksheet>",
		"xl/worksheets/sheet2.xml": "<worksheet><sheetData/></worksheet>",
	} {
		w, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

// The law: a list is read as it was meant, whatever program wrote it.
func TestReadRoster(t *testing.T) {
	chinese := "姓名,学号,组\r\n李明,2026001,A\r\n王芳,2026002,\r\n"
	want := []room.Entry{{Name: "李明", Number: "2026001", Group: "A"}, {Name: "王芳", Number: "2026002"}}
	gb, err := simplifiedchinese.GB18030.NewEncoder().String(chinese)
	if err != nil {
		t.Fatal(err)
	}
	wide, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String(strings.ReplaceAll(chinese, ",", "\t"))
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"UTF-8": chinese, "with a mark": "\uFEFF" + chinese, "GB18030": gb, "UTF-16, tabs": wide,
		"semicolons":          "Group;Name;Student ID\nA;李明;2026001\n\n;王芳;2026002\n",
		"no headings":         "李明,2026001,A\n王芳,2026002\n",
		"guarded, with more":  "email,name,number,group\nx,'=李明,2026001,A\ny,王芳,2026002,\n",
		"quoted, and a blank": "姓名,学号,组\n\"李明\",\"2026001\",\"A\"\n,,\n 王芳 ,2026002,\n",
		"old line ends":       strings.ReplaceAll(chinese, "\r\n", "\r"),
		"a spreadsheet": string(xlsx(t, "<si><t>姓名</t></si><si><t>学号</t></si><si><t>组</t></si><si><r><t>李</t></r><r><t>明</t></r></si><si><t>A</t></si>",
			`<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="D1" t="s"><v>2</v></c></row>`+
				`<row r="3"><c r="A3" t="s"><v>3</v></c><c r="B3"><v>2026001</v></c><c r="D3" t="s"><v>4</v></c></row>`+
				`<row r="4"><c r="A4" t="inlineStr"><is><t>王芳</t></is></c><c r="B4"><v>2.026002E6</v></c></row>`)),
	} {
		got, err := classroom.ReadRoster([]byte(text))
		if name == "guarded, with more" && len(got) > 0 {
			got[0].Name = strings.TrimPrefix(got[0].Name, "=")
		}
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
	}
}

// The law: what is no list is refused, and says where.
func TestReadRosterRefuses(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		want error
	}{
		"nothing": {"", classroom.ErrNoNames}, "headings": {"name,number\n", classroom.ErrNoNames},
		"too many":  {strings.Repeat("Ann\n", room.MostParticipants+1), classroom.ErrRosterSize},
		"too large": {strings.Repeat("x", classroom.LargestRoster+1), classroom.ErrRosterSize},
	} {
		if _, err := classroom.ReadRoster([]byte(c.text)); !errors.Is(err, c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	var bad *classroom.BadRow
	if _, err := classroom.ReadRoster([]byte("name,number\nAnn,1\n,2\n")); !errors.As(err, &bad) || bad.Row != 3 {
		t.Errorf("no name: %v", err)
	}
	for _, text := range []string{"GIF89a\x00\x01", "PK\x03\x04 and no more", string(xlsx(t, "", "<row><c"))} {
		if got, err := classroom.ReadRoster([]byte(text)); err == nil {
			t.Errorf("%q is read as %v", text, got)
		}
	}
}

// FuzzReadRoster: whatever a list is, it is read or refused, and names are names.
func FuzzReadRoster(f *testing.F) {
	f.Add([]byte("姓名,学号\n李明,1\n"))
	f.Add([]byte("\xff\xfea\x00,\x00"))
	f.Add(xlsx(f, "<si><t>x</t></si>", `<row><c t="s"><v>0</v></c></row>`))
	f.Fuzz(func(t *testing.T, data []byte) {
		all, err := classroom.ReadRoster(data)
		if err != nil {
			return
		}
		for _, e := range all {
			if clean, err := room.CleanName(e.Name); err != nil || clean != e.Name {
				t.Fatalf("%q: %q, %v", e.Name, clean, err)
			}
		}
	})
}

// The law: a class is told the address of a real network before that of a VPN or a
// virtual machine, and IPv4 before what nobody likes to type.
func TestAddresses(t *testing.T) {
	all := []classroom.Address{
		{Addr: netip.MustParseAddr("fd00::7"), Interface: "eth0"},
		{Addr: netip.MustParseAddr("172.17.0.1"), Interface: "docker0", Virtual: classroom.IsVirtual("docker0", 0)},
		{Addr: netip.MustParseAddr("169.254.3.4"), Interface: "eth1"},
		{Addr: netip.MustParseAddr("10.8.0.2"), Interface: "tun0", Virtual: classroom.IsVirtual("tun0", net.FlagPointToPoint)},
		{Addr: netip.MustParseAddr("192.168.1.7"), Interface: "wlan0", Virtual: classroom.IsVirtual("wlan0", 0)},
	}
	classroom.SortAddresses(all)
	if all[0].String() != "192.168.1.7" || !all[3].Virtual || !all[4].Virtual {
		t.Errorf("%v", all)
	}
	for name, want := range map[string]bool{"vEthernet (WSL)": true, "Ethernet": false, "Wi-Fi": false, "VMware Network Adapter": true, "en0": false, "My VPN": true} {
		if got := classroom.IsVirtual(name, 0); got != want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

// The law: a code is of signs that do not look alike, is taken in any case and with
// blanks, and no two are the same.
func TestCodes(t *testing.T) {
	seen := make(map[string]bool)
	for range 1000 {
		code := classroom.NewCode()
		if len(code) != classroom.CodeLength || strings.ContainsAny(code, "01OIL") || seen[code] {
			t.Fatalf("the code %q", code)
		}
		seen[code] = true
	}
	if rows, err := classroom.QR(classroom.JoinURL("http://192.168.100.200:8080", classroom.NewCode())); err != nil || len(rows) != 29 {
		t.Errorf("the QR code has %d rows, %v; a terminal of 24 lines has room for 29", len(rows), err)
	}
}
