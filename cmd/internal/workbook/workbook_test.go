package workbook_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"reflect"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"portdrill/cmd/internal/workbook"
	"portdrill/questions/catalogue/exchange/tabular"
)

// bytesOf returns the file of a workbook.
func bytesOf(t testing.TB, f *excelize.File) []byte {
	t.Helper()
	var file bytes.Buffer
	if err := f.Write(&file); err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

func set(t testing.TB, f *excelize.File, place string, value any, format string) {
	t.Helper()
	style, err := f.NewStyle(&excelize.Style{CustomNumFmt: &format})
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(f.SetCellValue("Sheet1", place, value), f.SetCellStyle("Sheet1", place, place, style)); err != nil {
		t.Fatal(err)
	}
}

// cellsOf reads the workbook and returns the cells of a sheet that is its only one.
func cellsOf(t testing.TB, file []byte) [][]string {
	t.Helper()
	sheets, _, err := workbook.Sheets(file)
	if err != nil || len(sheets) != 1 {
		t.Fatalf("%d sheets, %v", len(sheets), err)
	}
	var all [][]string
	for _, r := range sheets[0].Rows {
		all = append(all, r.Cells)
	}
	return all
}

// The law: a number is read as another library shows it, but for separators of thousands,
// zeros behind the point, powers of ten and fractions, which nobody means.
func TestNumbersAsAnotherLibraryShowsThem(t *testing.T) {
	values := []any{0, 1, 7, 12, 53, 443, 8080, 65535, 20260101, 20260012345678, 1.5, 0.25, 1234.5, -3, -1234.5, 100000}
	formats := []string{
		"General", "0", "00", "0000", "00000000", "0.00", "#,##0", "#,##0.00", `"S"0000`, `0000"号"`, "000-0000", "@",
		"0%", "#", "0.0#", "#,##0;-#,##0", "0;-0;;@", "0.00E+00",
	}
	f := excelize.NewFile()
	for i, v := range values {
		for j, format := range formats {
			place, _ := excelize.CoordinatesToCellName(j+1, i+1)
			set(t, f, place, v, format)
		}
	}
	file := bytesOf(t, f)
	read := cellsOf(t, file)
	for i, v := range values {
		for j, format := range formats {
			place, _ := excelize.CoordinatesToCellName(j+1, i+1)
			shown, err := f.GetCellValue("Sheet1", place)
			if err != nil {
				t.Fatal(err)
			}
			got := ""
			if j < len(read[i]) {
				got = read[i][j]
			}
			if want := meant(shown, v); got != want {
				t.Errorf("%v as %s: %q, want %q", v, format, got, want)
			}
		}
	}
}

// meant returns what is left of a number without what only helps the eye.
func meant(shown string, value any) string {
	bare := strings.NewReplacer(",", "").Replace(shown)
	if strings.Contains(bare, "E") {
		n, _ := strconv.ParseFloat(fmt.Sprint(value), 64)
		return strconv.FormatFloat(n, 'f', -1, 64)
	}
	if before, after, ok := strings.Cut(bare, "."); ok && strings.Trim(after, "0") == "" {
		return before
	}
	return bare
}

// The law: texts, truth values, formulas, dates and times are read as they are seen.
func TestCells(t *testing.T) {
	f := excelize.NewFile()
	at := time.Date(2026, 11, 30, 9, 5, 0, 0, time.UTC)
	for place, c := range map[string]struct {
		value  any
		format string
	}{
		"A1": {"0041", "@"}, "B1": {true, "General"}, "C1": {" two\r\nlines ", "General"}, "D1": {"a_x_b", "General"},
		"A2": {at, "yyyy-mm-dd hh:mm"}, "B2": {at.Truncate(24 * time.Hour), `yyyy"年"m"月"d"日"`}, "C2": {0.5, "h:mm"},
		"D2": {1, "[$-409]d-mmm-yy"},
		"A4": {7, "[>=100]0000;00000"}, "B4": {123, "[>=100]0000;00000"}, "C4": {1234567, `[<=9999999]000\-0000;0000\-0000`},
		"D4": {12345678, `[<=9999999]000\-0000;0000\-0000`},
	} {
		set(t, f, place, c.value, c.format)
	}
	rich := []excelize.RichTextRun{{Text: "An"}, {Text: "na", Font: &excelize.Font{Bold: true}}}
	if err := errors.Join(f.SetCellRichText("Sheet1", "A3", rich), f.SetCellFormula("Sheet1", "B3", "1+1")); err != nil {
		t.Fatal(err)
	}
	want := [][]string{
		{"0041", "TRUE", "two\nlines", "a_x_b"},
		{"2026-11-30 09:05:00", "2026-11-30", "12:00:00", "1900-01-01"},
		{"Anna", ""},
		{"00007", "0123", "123-4567", "1234-5678"},
	}
	if got := cellsOf(t, bytesOf(t, f)); !reflect.DeepEqual(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

// The law: sheets that are hidden, and those without cells, are left out; the others come
// in their order. A row is known by its number, whatever is blank above it.
func TestSheets(t *testing.T) {
	f := excelize.NewFile()
	for _, name := range []string{"hidden", "second", "empty"} {
		if _, err := f.NewSheet(name); err != nil {
			t.Fatal(err)
		}
	}
	err := errors.Join(
		f.SetCellValue("Sheet1", "B3", 22), f.SetCellValue("hidden", "A1", 23), f.SetCellValue("second", "A1", 53),
		f.SetRowVisible("Sheet1", 3, false), f.SetSheetVisible("hidden", false), f.MergeCell("Sheet1", "B3", "B4"),
		f.SetCellValue("Sheet1", "A4", "SSH"),
	)
	if err != nil {
		t.Fatal(err)
	}
	got, _, err := workbook.Sheets(bytesOf(t, f))
	want := []tabular.Sheet{
		{Name: "Sheet1", Rows: []tabular.Row{
			{Number: 3, Cells: []string{"", "22"}, Hidden: true}, {Number: 4, Cells: []string{"SSH", "22"}},
		}},
		{Name: "second", Rows: []tabular.Row{{Number: 1, Cells: []string{"53"}}}},
	}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%+v, %v, want %+v", got, err, want)
	}
}

// The law: a workbook that is damaged, or larger than it looks, is refused.
func TestRefuses(t *testing.T) {
	f := excelize.NewFile()
	set(t, f, "A1", "Anna", "General")
	whole := bytesOf(t, f)
	for name, change := range map[string]func(part string) string{
		"a part that ends early": func(part string) string { return part[:len(part)/2] },
		"a part that is a bomb":  func(string) string { return "<worksheet>" + strings.Repeat(" ", 40<<20) + "</worksheet>" },
		"a cell of no style":     func(part string) string { return strings.Replace(part, `s="1"`, `s="x"`, 1) },
	} {
		var kind *tabular.KindError
		if got, _, err := workbook.Sheets(changed(t, whole, change)); !errors.As(err, &kind) {
			t.Errorf("%s: %v, %v", name, got, err)
		}
	}
	if got, _, err := workbook.Sheets(changed(t, whole, func(part string) string { return part })); err != nil || len(got) != 1 {
		t.Errorf("unchanged: %v, %v", got, err)
	}
}

// changed returns a workbook with another first sheet.
func changed(t testing.TB, file []byte, change func(string) string) []byte {
	t.Helper()
	from, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	to := zip.NewWriter(&out)
	for _, part := range from.File {
		content, err := part.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(content)
		if err != nil {
			t.Fatal(err)
		}
		if part.Name == "xl/worksheets/sheet1.xml" {
			text = []byte(change(string(text)))
		}
		w, err := to.Create(part.Name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write(text); err != nil {
			t.Fatal(err)
		}
	}
	if err := to.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// FuzzSheet: whatever a sheet of a workbook is, it is read or refused.
func FuzzSheet(f *testing.F) {
	parts := map[string]string{
		"xl/workbook.xml":            `<workbook><sheets><sheet name="a" id="1"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels": `<Relationships><Relationship Id="1" Type="worksheet" Target="/s.xml"/></Relationships>`,
		"xl/styles.xml": `<styleSheet><numFmts><numFmt numFmtId="200" formatCode="0000"/></numFmts>` +
			`<cellXfs><xf numFmtId="0"/><xf numFmtId="200"/></cellXfs></styleSheet>`,
	}
	f.Add(`<worksheet><sheetData><row r="2"><c r="C2" s="1"><v>7</v></c><c t="s"><v>0</v></c></row></sheetData></worksheet>`)
	f.Add(`<worksheet><sheetData><row><c t="inlineStr"><is><r><t>a</t></r></is></c></row></sheetData><mergeCells><mergeCell ref="A1:B9"/></mergeCells></worksheet>`)
	f.Fuzz(func(t *testing.T, sheet string) {
		var file bytes.Buffer
		archive := zip.NewWriter(&file)
		parts["s.xml"] = sheet
		for name, part := range parts {
			w, err := archive.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Store})
			if err != nil {
				t.Fatal(err)
			}
			if _, err := io.WriteString(w, part); err != nil {
				t.Fatal(err)
			}
		}
		if err := archive.Close(); err != nil {
			t.Fatal(err)
		}
		got, _, err := workbook.Sheets(file.Bytes())
		for _, s := range got {
			for _, r := range s.Rows {
				if r.Number < 1 || len(r.Cells) > tabular.MaxColumns || err != nil {
					t.Errorf("row %d of %d cells, %v", r.Number, len(r.Cells), err)
				}
			}
		}
	})
}
