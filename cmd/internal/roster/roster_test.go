package roster_test

import (
	"bytes"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
	"golang.org/x/text/encoding/unicode"

	"portdrill/cmd/internal/roster"
	"portdrill/questions/catalogue/exchange/tabular"
	"portdrill/quiz/room"
)

// book makes a workbook with a sheet of these rows. A cell that is a number is
// shown with four digits.
func book(t testing.TB, rows ...[]any) []byte {
	t.Helper()
	f := excelize.NewFile()
	format := "0000"
	style, err := f.NewStyle(&excelize.Style{CustomNumFmt: &format})
	if err != nil {
		t.Fatal(err)
	}
	for i, row := range rows {
		for j, cell := range row {
			place, _ := excelize.CoordinatesToCellName(j+1, i+1)
			if err := f.SetCellValue("Sheet1", place, cell); err != nil {
				t.Fatal(err)
			}
			if _, ok := cell.(int); ok {
				if err := f.SetCellStyle("Sheet1", place, place, style); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	var file bytes.Buffer
	if err := f.Write(&file); err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

func encoded(t testing.TB, text string, encode func(string) (string, error)) string {
	t.Helper()
	data, err := encode(text)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// The law: a list is read as it was meant, whatever program wrote it, and without
// a doubt.
func TestRead(t *testing.T) {
	anna := []room.Entry{{Name: "Anna Example"}}
	numbered := []room.Entry{{Name: "Anna Example", Number: "1100", Group: "net1"}}
	chinese := []room.Entry{{Name: "李明", Number: "2026001", Group: "A"}, {Name: "王芳", Number: "2026002"}}
	list := "姓名,学号,组\r\n李明,2026001,A\r\n王芳,2026002,\r\n"
	for name, c := range map[string]struct {
		text string
		want []room.Entry
	}{
		"Moodle, participants":     {"\uFEFF\"First name\",\"Last name\",\"Email address\",\"Groups\"\r\n\"Anna\",\"Example\",\"anna@example.org\",\"net1\"\r\n", []room.Entry{{Name: "Anna Example", Group: "net1"}}},
		"Moodle, upload":           {"username,firstname,lastname,email,idnumber,cohort1\nanna,Anna,Example,anna@example.org,1100,net1\n", numbered},
		"Google Classroom":         {"Last Name,First Name,Email Address,Quiz 1\nExample,Anna,anna@example.org,90\n", anna},
		"Canvas":                   {"Student,ID,SIS User ID,SIS Login ID,Section,Quiz (1)\n    Points Possible,,,,,10\n\"Example, Anna\",77,1100,anna@example.org,net1,9\n", []room.Entry{{Name: "Example, Anna", Number: "1100", Group: "net1"}}},
		"Teams, attendance":        {"Full Name\tUser Action\tTimestamp\nAnna Example\tJoined\t1/2/2026, 9:00\nAnna Example\tLeft\t1/2/2026, 9:45\n", anna},
		"Teams, report":            {"1. Summary\nMeeting title\tNet-1\nAttended participants\t1\nStart time\t9:00\n\n2. Participants\nName\tFirst Join\tLast Leave\tEmail\nAnna Example\t9:00\t9:45\tanna@example.org\n\n3. In-Meeting Activities\nName\tJoin Time\tLeave Time\nAnna Example\t9:00\t9:10\nAnna Example\t9:20\t9:45\n", anna},
		"Zoom":                     {"Name (Original Name),User Email,Join Time\nAnna Example,anna@example.org,9:00\nAnna Example,anna@example.org,9:30\n", anna},
		"German":                   {"sep=;\r\nNachname;Vorname;Klasse\r\nExample;Anna;10a\r\n", []room.Entry{{Name: "Anna Example", Group: "10a"}}},
		"German, family as name":   {"Name;Vorname\nExample;Anna\n", anna},
		"whole name and first":     {"ID,name,fname\n1,\"Example, Anna\",Anna\n", []room.Entry{{Name: "Example, Anna", Number: "1"}}},
		"name and surname":         {"Name,Surname,ID\nAnna,Example,1100\n", []room.Entry{{Name: "Anna Example", Number: "1100"}}},
		"Italian":                  {"Cognome;Nome;Classe\nExample;Anna;net1\n", []room.Entry{{Name: "Anna Example", Group: "net1"}}},
		"Dutch":                    {"Achternaam;Tussenvoegsel;Voornaam\nBerg;van den;Anna\n", []room.Entry{{Name: "Anna van den Berg"}}},
		"French":                   {"Nom;Prénom;Classe\nExample;Anna;net1\n", []room.Entry{{Name: "Anna Example", Group: "net1"}}},
		"a title above":            {"Class list of Net-1\nTeacher: Ms Li\n\nName,Number,Group\nAnna Example,1100,net1\nTotal,1,\n", numbered},
		"a page's heading again":   {"Name,Number,Group\nAnna Example,1100,net1\n\nName,Number,Group\n", numbered},
		"Chinese names in parts":   {"姓,名,学号\n李,明,7\n", []room.Entry{{Name: "李明", Number: "7"}}},
		"traditional":              {encoded(t, "座號,姓名,班級\n1,陳怡君,甲班\n2,王小明,甲班\n", traditionalchinese.Big5.NewEncoder().String), []room.Entry{{Name: "陳怡君", Number: "1", Group: "甲班"}, {Name: "王小明", Number: "2", Group: "甲班"}}},
		"a count is no number":     {"序号,姓名\n1,李明\n", []room.Entry{{Name: "李明"}}},
		"UTF-8":                    {list, chinese},
		"with a mark":              {"\uFEFF" + list, chinese},
		"GB18030":                  {encoded(t, list, simplifiedchinese.GB18030.NewEncoder().String), chinese},
		"UTF-16, tabs":             {encoded(t, strings.ReplaceAll(list, ",", "\t"), unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String), chinese},
		"Windows-1252":             {encoded(t, "Name;Nummer\nJörg Müller;1\nÅsa Öberg;2\n", charmap.Windows1252.NewEncoder().String), []room.Entry{{Name: "Jörg Müller", Number: "1"}, {Name: "Åsa Öberg", Number: "2"}}},
		"no headings":              {"李明,2026001,A\n王芳,2026002,\n", chinese},
		"guarded, with an e-mail":  {"email,name,number,group\nx@y.z,'=Anna Example,1100,net1\n", []room.Entry{{Name: "=Anna Example", Number: "1100", Group: "net1"}}},
		"quoted, and a blank row":  {"姓名,学号,组\n\"李明\",\"2026001\",\"A\"\n,,\n 王芳 ,2026002,\n", chinese},
		"old line ends":            {strings.ReplaceAll(list, "\r\n", "\r"), chinese},
		"a workbook":               {string(book(t, []any{"First Name", "Last Name", "ID"}, []any{"Anna", "Example", 12})), []room.Entry{{Name: "Anna Example", Number: "0012"}}},
		"a long number":            {string(book(t, []any{"Name", "ID"}, []any{"Anna", 20260012345678.0})), []room.Entry{{Name: "Anna", Number: "20260012345678"}}},
		"namesakes":                {"Name,Number\nLi Wei,2026 101\nLi Wei,2026 102\n", []room.Entry{{Name: "Li Wei", Number: "2026 101"}, {Name: "Li Wei", Number: "2026 102"}}},
		"a long name":              {"Name\nMaría del Carmen Fernández de Córdoba y García\n", []room.Entry{{Name: "María del Carmen Fernández de Córdoba y García"}}},
		"a long one, unnumbered":   {"Name,Number\nBen,1\nMaría del Carmen Fernández de Córdoba y García,\n", []room.Entry{{Name: "Ben", Number: "1"}, {Name: "María del Carmen Fernández de Córdoba y García"}}},
		"the same row twice":       {"Name,Number\nAnna Example,7\nAnna Example,7\n", []room.Entry{{Name: "Anna Example", Number: "7"}}},
		"Classroom, grades":        {"Last Name,First Name,Email Address,Quiz 1\n,,Points,100\n,Class Average,,88\nExample,Anna,anna@example.org,9\n", anna},
		"Canvas, its test student": {"Student,ID,SIS User ID,Section\n\"Example, Anna\",7,1100,net1\n\"Student, Test\",9,,net1\n", []room.Entry{{Name: "Example, Anna", Number: "1100", Group: "net1"}}},
		"Canvas, people":           {"Name,SIS ID,Section,Role\nAnna Example,1100,net1,Student\nMs Li,,net1,Teacher\n", numbered},
		"Brightspace":              {"OrgDefinedId,Username,Last Name,First Name,End-of-Line Indicator\n#1100,#ann,Example,Anna,#\n", []room.Entry{{Name: "Anna Example", Number: "1100"}}},
		"Teams, German":            {"Vollständiger Name\tBenutzeraktion\tZeitstempel\nAnna Example\tBeigetreten\t9:00\nAnna Example\tVerlassen\t9:40\n", anna},
		"qualified headings":       {"UPN,Legal Surname,Legal Forename,Reg Group,Parent Name\n1100,Example,Anna,net1,Mia\n", numbered},
		"two surnames":             {"Primer apellido;Segundo apellido;Nombre\nGarcía;Márquez;Gabriel\n", []room.Entry{{Name: "Gabriel García Márquez"}}},
		"Russian, rows counted":    {"№;Фамилия;Имя;Отчество\n1;Иванов;Пётр;Сергеевич\n2;Смирнова;Анна;Олеговна\n", []room.Entry{{Name: "Пётр Сергеевич Иванов"}, {Name: "Анна Олеговна Смирнова"}}},
		"Vietnamese":               {"STT,Mã sinh viên,Họ,Tên,Lớp\n1,B2,Nguyễn Văn,An,D20\n", []room.Entry{{Name: "Nguyễn Văn An", Number: "B2", Group: "D20"}}},
		"Korean, in parts":         {"성,이름,학번\n김,민수,1\n", []room.Entry{{Name: "김민수", Number: "1"}}},
		"sums in words":            {"Name,Number\nAnna Example,7\nClass average,\nTotal students: 1,\nMax,\n", []room.Entry{{Name: "Anna Example", Number: "7"}}},
		"addresses beside names":   {"Name,ID\nAnna Example <anna@example.org>,7\n", []room.Entry{{Name: "Anna Example", Number: "7"}}},
		"names with a count":       {"Name\nPupil 1\nPupil 12\n", []room.Entry{{Name: "Pupil 1"}, {Name: "Pupil 12"}}},
		"badges of platforms":      {"Name\nAnna Example (she/her)\nOmar Haddad (Guest)\n", []room.Entry{{Name: "Anna Example"}, {Name: "Omar Haddad"}}},
		"digits kept as text":      {"Name,ID\nAnna Example,=\"0041\"\nBen Kay,`0042\nCy Dee,43.0\n", []room.Entry{{Name: "Anna Example", Number: "0041"}, {Name: "Ben Kay", Number: "0042"}, {Name: "Cy Dee", Number: "43"}}},
		"Turkish":                  {"Sıra No;Okul No;Adı;Soyadı;Sınıfı\n1;451;Ayşe;Yılmaz;9/A\n", []room.Entry{{Name: "Ayşe Yılmaz", Number: "451", Group: "9/A"}}},
		"Polish":                   {"Lp.;Nazwisko i imię;Nr w dzienniku;Klasa\n1;Kowalska Żaneta;12;2b\n", []room.Entry{{Name: "Kowalska Żaneta", Number: "12", Group: "2b"}}},
		"who came":                 {"Name,Sep 1,Total\nAnna,P,1\nPresent,1,\n", []room.Entry{{Name: "Anna"}}},
		"remarks without heading":  {"Name,No\nAnna,1,late\nBen,2,\nCy,3,late\n", []room.Entry{{Name: "Anna", Number: "1"}, {Name: "Ben", Number: "2"}, {Name: "Cy", Number: "3"}}},
		"ILIAS":                    {"Nachname;Vorname;Rolle\nAbt;Ben;Kursmitglied\nLi;Ming;Kursadministrator\n", []room.Entry{{Name: "Ben Abt"}}},
		"Gradescope":               {"First Name,Last Name,SID,Sections\nAnna,Novak,3031,Lab 101\n", []room.Entry{{Name: "Anna Novak", Number: "3031", Group: "Lab 101"}}},
		"Untis":                    {"Name\tLangname\tVorname\tKlasse\nAbtBen\tAbt\tBen\t10B\n", []room.Entry{{Name: "Ben Abt", Group: "10B"}}},
		"DingTalk":                 {"姓名,工号,部门,职位\n张三,D1,高一,学生\n陈老师,T1,高一,教师\n", []room.Entry{{Name: "张三", Number: "D1"}}},
		"a Chinese register":       {"序号,学号,姓名,行政班级\n1,26001,欧阳娜娜,网络2601\n", []room.Entry{{Name: "欧阳娜娜", Number: "26001", Group: "网络2601"}}},
		"Magister":                 {"stamnr,roepnaam,tussenvoegsel,achternaam,klas\n12001,Daan,de,Vries,4HA\n", []room.Entry{{Name: "Daan de Vries", Number: "12001", Group: "4HA"}}},
		"SIMS":                     {"Reg,Adno,Legal Name,Pref. Name\n9A,004211,\"Smith, John\",Johnny\n", []room.Entry{{Name: "Smith, John", Number: "004211", Group: "9A"}}},
		"Hebrew":                   {"שם פרטי,שם משפחה,כיתה\nנועה,כהן,ט2\n", []room.Entry{{Name: "נועה כהן", Group: "ט2"}}},
		"Markdown":                 {"| Name | Number |\n|------|-------|\n| Anna Example | 7 |\n", []room.Entry{{Name: "Anna Example", Number: "7"}}},
	} {
		got, err := roster.Read([]byte(c.text), roster.Columns{})
		if err != nil || !reflect.DeepEqual(got.Entries, c.want) || len(got.Doubts) > 0 {
			t.Errorf("%s: %+v, doubts %v, %v", name, got.Entries, got.Doubts, err)
		}
	}
}

// The law: what may have been meant otherwise is a doubt, with its row.
func TestDoubts(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		want roster.Doubt
	}{
		"no name":               {"Name,Number\nAnna,1\n,2\n", roster.Doubt{Code: roster.NoName, Row: 3}},
		"an address":            {"Name,Number\nAnna,1\nben@example.org,2\n", roster.Doubt{Code: roster.BadName, Row: 3, Text: "ben@example.org"}},
		"one number for two":    {"Name,Number\nAnna,1\nBen,1\n", roster.Doubt{Code: roster.SameNumber, Row: 3, With: 2, Text: "1"}},
		"one name for two":      {"Name,Group\nLi Wei,A\nLi Wei,A\n", roster.Doubt{Code: roster.SameName, Row: 3, With: 2, Text: "Li Wei"}},
		"no heading":            {"Anna\nBen\n", roster.Doubt{Code: roster.NoHeading, Row: 1, Text: "Anna"}},
		"no heading, two names": {"7,Anna,Example\n8,Ben,Sample\n", roster.Doubt{Code: roster.TwoNames, Text: "7, Anna, Example"}},
		"families only":         {"Surname,Number\nExample,1\n", roster.Doubt{Code: roster.TwoNames, Row: 1, Text: "Surname"}},
		"two lists in one":      {"姓名,学号,姓名,学号\n李明,1,王芳,2\n", roster.Doubt{Code: roster.TwoNames, Row: 1, Text: "姓名, 姓名"}},
		"a rounded number":      {"Name,ID\nAnna,2.026E+11\n", roster.Doubt{Code: roster.BadNumber, Row: 2, Text: "2.026E+11"}},
		"a number in the name":  {"Name\nAnna 0041\n", roster.Doubt{Code: roster.OddName, Row: 2, Text: "Anna 0041"}},
		"an error for a name":   {"Name,No\nAnna,#N/A\n#REF!,2\n", roster.Doubt{Code: roster.NoName, Row: 3}},
		"a name in two cells":   {"Name,No\nAnna,1\nKay, Ben,2\nCy Dee,3\n", roster.Doubt{Code: roster.WideRow, Row: 3, Text: "Kay, Ben, 2"}},
		"a lost character":      {"Name,No\nJos\uFFFD,1\n", roster.Doubt{Code: roster.OddName, Row: 2, Text: "Jos\uFFFD"}},
		"a question mark":       {"Name,No\nM?ller,1\n", roster.Doubt{Code: roster.OddName, Row: 2, Text: "M?ller"}},
		"wrongly decoded":       {"Name,No\nAnna MÃ¼ller,1\n", roster.Doubt{Code: roster.OddName, Row: 2, Text: "Anna MÃ¼ller"}},
		"two in one cell":       {"姓名\n张三、李四\n", roster.Doubt{Code: roster.OddName, Row: 2, Text: "张三、李四"}},
		"a remark below":        {"Name,Number\nAnna,1\n\nSee page two,\n", roster.Doubt{Code: roster.BareName, Row: 4, Text: "See page two"}},
		"who has left":          {"Name,Status\nAnna,Active\nBen,Withdrawn\n", roster.Doubt{Code: roster.HasLeft, Row: 3, Text: "Ben"}},
		"another list below":    {"Name,Number\nAnna,1\nClass 10B,\nName,Number\nBen,2\n", roster.Doubt{Code: roster.SeveralLists, Row: 3, Text: "Class 10B"}},
		"unknown headings":      {"Wer,Wozu\nAnna Example,0041\nBen Kay,0042\n", roster.Doubt{Code: roster.NoHeading, Row: 1, Text: "Wer, Wozu"}},
		"a sentence":            {"Name\n" + strings.Repeat("long ", 30) + "\nAnna\n", roster.Doubt{Code: roster.LongName, Row: 2, Text: strings.Repeat("long ", 7) + "long…"}},
	} {
		got, err := roster.Read([]byte(c.text), roster.Columns{})
		if err != nil || !slices.Equal(got.Doubts, []roster.Doubt{c.want}) {
			t.Errorf("%s: doubts %+v, %v, want %+v", name, got.Doubts, err, c.want)
		}
	}
}

// The law: a merged cell counts for all its rows, a number is read without separators, and
// a hidden row is a doubt.
func TestWorkbook(t *testing.T) {
	f := excelize.NewFile()
	for i, row := range [][]any{{"Student", nil, "ID", "Group"}, {"First", "Last"}, {"Anna", "Example", 20260101, "A"}, {"Ben", "Kay", 20260102}, {"Cy", "Dee", 20260103}} {
		if err := f.SetSheetRow("Sheet1", fmt.Sprintf("A%d", i+1), &row); err != nil {
			t.Fatal(err)
		}
	}
	grouped, err := f.NewStyle(&excelize.Style{NumFmt: 4}) // #,##0.00
	for _, err := range []error{
		err, f.MergeCell("Sheet1", "A1", "B1"), f.MergeCell("Sheet1", "C1", "C2"), f.MergeCell("Sheet1", "D1", "D2"), f.MergeCell("Sheet1", "D3", "D4"),
		f.SetCellStyle("Sheet1", "C3", "C5", grouped), f.SetRowVisible("Sheet1", 5, false),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	var file bytes.Buffer
	if err := f.Write(&file); err != nil {
		t.Fatal(err)
	}
	got, err := roster.Read(file.Bytes(), roster.Columns{})
	want := []room.Entry{{Name: "Anna Example", Number: "20260101", Group: "A"}, {Name: "Ben Kay", Number: "20260102", Group: "A"}}
	if doubts := []roster.Doubt{{Code: roster.HiddenRow, Row: 5}}; err != nil || !reflect.DeepEqual(got.Entries, want) || !slices.Equal(got.Doubts, doubts) {
		t.Errorf("%+v, doubts %v, %v", got.Entries, got.Doubts, err)
	}
}

// The law: a file that is no class list is refused for what it is.
func TestReadRefuses(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		want error
	}{
		"headings":  {"name,number\n", roster.ErrNobody},
		"ports":     {"22,tcp\n23,tcp\n", roster.ErrNobody},
		"numbers":   {"1,2\n3,4\n", roster.ErrNoNames},
		"settings":  {`{"22":"SSH","53":"DNS"}`, roster.ErrIsData},
		"too many":  {"Name\n" + strings.Repeat("Ann,\n", room.MostParticipants+1), roster.ErrTooLarge},
		"too large": {strings.Repeat("x", roster.Largest+1), roster.ErrTooLarge},
	} {
		got, err := roster.Read([]byte(c.text), roster.Columns{})
		if !errors.Is(err, c.want) && len(got.Doubts) == 0 {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
	}
	for text, want := range map[string]tabular.Kind{
		"<html><body><table><tr><td>姓名</td></tr></table>": tabular.WebPage,
		"<?xml version=\"1.0\"?><Workbook/>":              tabular.XMLBook,
		"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old":            tabular.OldWorkbook,
		"PK\x03\x04 and no more":                          tabular.OtherZip,
	} {
		var kind *tabular.KindError
		if got, err := roster.Read([]byte(text), roster.Columns{}); !errors.As(err, &kind) || kind.Kind != want {
			t.Errorf("%.20q: %v, %v", text, got, err)
		}
	}
	spanish := encoded(t, "Name\nInês Gonçalves\n", charmap.Windows1252.NewEncoder().String)
	var doubt *tabular.EncodingError
	if got, err := roster.Read([]byte(spanish), roster.Columns{}); !errors.As(err, &doubt) {
		t.Errorf("%+v, %v", got, err)
	}
}

// The law: columns that are named are taken, whatever the headings say.
func TestColumns(t *testing.T) {
	c, err := roster.ParseColumns("name=2+3, number=1")
	if err != nil {
		t.Fatal(err)
	}
	got, err := roster.Read([]byte("r08;ABID;ADAM;1 ACS 02\nr09;BEN;BASIL;1 ACS 02\n"), c)
	if want := []room.Entry{{Name: "ABID ADAM", Number: "r08"}, {Name: "BEN BASIL", Number: "r09"}}; err != nil || !reflect.DeepEqual(got.Entries, want) {
		t.Errorf("%+v, %v", got.Entries, err)
	}
	for _, bad := range []string{"", "name", "name=x", "name=0", "name=201", "number=1", "name=1,age=2", "name=1,group=2+3"} {
		if c, err := roster.ParseColumns(bad); err == nil {
			t.Errorf("%q is read as %v", bad, c)
		}
	}
}

// FuzzRead: whatever a list is, it is read or refused; names are names, and no
// address is kept.
func FuzzRead(f *testing.F) {
	f.Add([]byte("姓名,学号\n李明,1\n"))
	f.Add([]byte("\xff\xfea\x00,\x00"))
	f.Add([]byte("First name;Last name;Email\nA;B;a@b.c\n"))
	f.Add(book(f, []any{"Name", "ID"}, []any{"Ann", 7}))
	f.Fuzz(func(t *testing.T, data []byte) {
		list, err := roster.Read(data, roster.Columns{})
		if err != nil {
			return
		}
		if len(list.Entries) == 0 || len(list.Rows) != len(list.Entries) {
			t.Fatalf("%d entries of %d rows", len(list.Entries), len(list.Rows))
		}
		for _, e := range list.Entries {
			if clean, err := room.Visible(e.Name); err != nil || clean != e.Name {
				t.Fatalf("%q: %q, %v", e.Name, clean, err)
			}
			if strings.Contains(e.Name+e.Number+e.Group, "@") {
				t.Fatalf("%+v has an address", e)
			}
		}
	})
}
