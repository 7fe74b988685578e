package tabular_test

import (
	"errors"
	"strings"
	"testing"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
	"golang.org/x/text/encoding/unicode"

	"portdrill/questions/catalogue/exchange/tabular"
)

// The law: a text is read as it was written, or refused because it can be read in
// two ways. It is never read in a wrong one.
func TestDecode(t *testing.T) {
	wide := unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM)
	for _, c := range []struct {
		in   encoding.Encoding
		name tabular.Encoding // empty if it must be refused
		text string
	}{
		{encoding.Nop, tabular.UTF8, "Name,Number\nZoë O’Brien,7\n"},
		{unicode.UTF8BOM, tabular.UTF8, "姓名,学号\n王小明,1\n"},
		{unicode.UTF16(unicode.BigEndian, unicode.UseBOM), tabular.UTF16, "姓名\t学号\n王小明\t1\n"},
		{wide, tabular.UTF16, "Name\tNumber\nAnna\t1\n"},
		{wide, tabular.UTF16, "姓名\t学号\n王小明\t2026001\n李\t2026002\n"},
		{simplifiedchinese.GB18030, "GB18030", "姓名,学号\n王小明,1\n"},
		{simplifiedchinese.GB18030, "GB18030", "王小明,1\n"},
		{simplifiedchinese.GB18030, "GB18030", "学号,姓名\n1,欧阳婷婷\n2,朱镕基\n3,陶喆\n4,李堃\n"},
		{simplifiedchinese.GB18030, "GB18030", "端口,服务\n22,SSH\n23,远程登录\n"},
		{traditionalchinese.Big5, "Big5", "姓名,學號\n王小明,1\n陳怡君,2\n"},
		{traditionalchinese.Big5, "Big5", "座號,姓名\n1,林志玲\n2,蔡依林\n3,張惠妹\n"},
		{japanese.ShiftJIS, "Shift_JIS", "氏名,番号\n山田太郎,1\n佐藤花子,2\n"},
		{japanese.ShiftJIS, "Shift_JIS", "やまだ たろう,1\n"},
		{korean.EUCKR, "EUC-KR", "이름,번호\n김철수,1\n이영희,2\n박민수,3\n최지우,4\n"},
		{charmap.Windows1252, "Windows-1252", "Name,Number\nMuñoz Peña,1\nGarçon Noël,2\n"},
		{charmap.Windows1252, "Windows-1252", "Name;Number;Group\r\nJörg Müller;1001;A\r\nÅsa Öberg;1003;B\r\n"},
		{charmap.Windows1252, "Windows-1252", "Name\nFrançois Lefèvre\nHélène Béranger\n"},
		{charmap.Windows1250, "Windows-1250", "Imię;Numer\nŁukasz Wójcik;1\nŻaneta Dąbrowska;2\n"},
		{charmap.Windows1251, "Windows-1251", "Имя;Номер\nИван Петров;1\nМария Сидорова;2\n"},
		{charmap.Windows1251, "Windows-1251", "Ф.И.О.\nКузнецов Пётр\nСмирнова Анна\nПопов Олег\n"},
		{charmap.Windows1253, "Windows-1253", "Όνομα;Αρ\nΓιώργος Παπαδόπουλος;1\nΜαρία Νικολάου;2\n"},
		{charmap.Macintosh, "Mac OS Roman", "Name,Number\nJörg Müller,1\nNoël Peña,2\n"},
		{charmap.Windows1254, "Windows-1254", "Ad;No\nAyşe Yılmaz;1\nÇağrı Şahin;2\n"},
		{charmap.CodePage850, "Windows-1252", "Name;Nr\nJörg Müller;1\n"},
		{charmap.CodePage437, "Windows-1252", "Name;Nr\nJosé Núñez;1\n"},
		{charmap.KOI8R, "Windows-1251", "Имя;Номер\nИван Петров;1\nМария Сидорова;2\n"},
	} {
		data, err := c.in.NewEncoder().String(c.text)
		if err != nil {
			t.Fatalf("%q: %v", c.text, err)
		}
		got, name, err := tabular.Decode([]byte(data))
		var doubt *tabular.EncodingError
		want := lines(c.text)
		switch {
		case err == nil && (got != want || name != c.name):
			t.Errorf("%s: read as %s: %q, want %q", c.name, name, got, want)
		case err != nil && !errors.As(err, &doubt):
			t.Errorf("%s: %q: %v", c.name, want, err)
		case err != nil:
			t.Logf("%s: %q is refused: %v", c.name, want, err)
		}
	}
}

func lines(text string) string { return strings.ReplaceAll(text, "\r\n", "\n") }
