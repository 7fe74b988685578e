package exchange_test

import (
	"os"
	"reflect"
	"strings"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"

	"portdrill/questions/catalogue"
	"portdrill/questions/catalogue/exchange"
)

// endings are those that a fuzzer tries the content with.
var endings = []string{"", ".csv", ".tsv", ".md", ".json", ".txt"}

// addSeeds adds a file of every format and every encoding.
func addSeeds(f *testing.F) {
	post, err := os.ReadFile("testdata/post.md")
	if err != nil {
		f.Fatal(err)
	}
	little := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder()
	big := unicode.UTF16(unicode.BigEndian, unicode.UseBOM).NewEncoder()
	for _, text := range []string{
		"port,transport,service,name_en,name_zh,description_en,description_zh,aliases\n22,tcp,ssh,SSH,安全外壳,a,\"b\"\"\n\",\"a, b\\,c\"\n",
		"端口;服务;协议\n22;ssh;TCP/UDP\n", "22\ttcp\tssh\n137、138\tudp\tnetbios\n", "22,tcp,ssh\n'=1,tcp,'@x\n",
		"| 端口 | 服务 |\n|---|:-:|\n| 22 | a\\|b<br>c |\n", "ssh 22/tcp a b # c\nrtmp 1/ddp\n",
		"Service Name,Port Number,Transport Protocol,Description\nx11,6000-6063,tcp,X\n,4,tcp,Unassigned\n",
		`{"format":"portdrill-deck","version":1,"name":"a","rows":[{"port":22,"transports":["tcp"],"service":"ssh","name":{"en":"a","zh":"b"},"aliases":["a,b"]}]}`,
		`[{"port":"20-21","service":"a","description":null}]`, "1. **端口：137、138**\n\n- 服务：a\n- 说明：b\nc\n- 其他：d\n",
		string(post[:len(post)/4]),
		"<html><table><tr><th>Port<th>Service<tr><td rowspan=2>22<td colspan=2>a<tr><td>b</table>",
		"#separator:tab\n#html:true\n#tags column:2\n22\tx\tSSH\n", "+--+--+\n|Port|Service|\n+--+--+\n|22|a|\n",
	} {
		for i := range endings {
			f.Add(uint8(i), []byte(text))
		}
		for _, e := range []func(string) (string, error){little.String, big.String, simplifiedchinese.GB18030.NewEncoder().String} {
			if encoded, err := e(strings.ToValidUTF8(text, "")); err == nil {
				f.Add(uint8(0), []byte(encoded))
			}
		}
	}
}

// The law: whatever a file is, reading it ends in rows or in an error that says why
// there are none; what is read keeps to the limits, and what is wrong has words and
// a place in the file.
func FuzzRead(f *testing.F) {
	addSeeds(f)
	c := builtin(f)
	f.Fuzz(func(t *testing.T, ending uint8, data []byte) {
		deck, problems := exchange.Read("deck"+endings[int(ending)%len(endings)], data)
		if len(deck.Rows) == 0 && !exchange.Failed(problems) {
			t.Fatalf("%d rows beside %v", len(deck.Rows), problems)
		}
		lines := 2 + strings.Count(string(data), "\n") + strings.Count(string(data), "\r")
		for _, p := range problems {
			checkProblem(t, p)
			if p.Line > lines && data[0] < 0x80 {
				t.Errorf("%s, but the file has %d lines", p, lines)
			}
		}
		for _, p := range exchange.Check(c, deck) {
			checkProblem(t, p)
		}
		if len(deck.Rows) > exchange.MaxRows {
			t.Errorf("%d rows", len(deck.Rows))
		}
	})
}

func checkProblem(t *testing.T, p exchange.Problem) {
	for _, lang := range []catalogue.Lang{catalogue.English, catalogue.Chinese} {
		if said := p.In(lang); said == "" || len(said) > 4000 {
			t.Errorf("%+v is worded as %q", p, said)
		}
	}
	if p.Line < 0 || (p.Line == 0) != (p.Column == 0) {
		t.Errorf("%+v has no place", p)
	}
}

// fewRows are enough for a round trip. One line can make 65,536 rows, which take
// so long to write six times that the fuzzer believes it hangs.
const fewRows = 500

// The law: whatever was read is written and read back unchanged, in every form.
func FuzzRoundTrip(f *testing.F) {
	addSeeds(f)
	f.Fuzz(func(t *testing.T, ending uint8, data []byte) {
		deck, _ := exchange.Read("deck"+endings[int(ending)%len(endings)], data)
		if len(deck.Rows) == 0 {
			return
		}
		deck.Rows = deck.Rows[:min(len(deck.Rows), fewRows)]
		for _, w := range writers {
			back := rewritten(t, w, deck)
			if again := rewritten(t, w, back); !reflect.DeepEqual(back, again) {
				t.Errorf("%s: the second reading differs", w.file)
			}
		}
	})
}
