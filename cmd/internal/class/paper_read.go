package class

import (
	"bytes"
	"io"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"portdrill/cmd/internal/app"
	"portdrill/cmd/internal/roster"
	"portdrill/cmd/internal/wording"
	"portdrill/cmd/internal/workbook"
	"portdrill/questions/catalogue/exchange/tabular"
	"portdrill/quiz/room"
)

// A paperRow is a paper as it was typed.
type paperRow struct {
	line    int // of the file
	copy    int // 0 if none was understood
	who     room.Entry
	letters string // as [room.ParseLetters] returns them; "" if they were not understood
}

// readPapers reads a table of papers: a row for each, with the number of the copy, the
// student, and the letters, all in one cell or each in its own, below headings or in that
// order. count is how many questions there are.
func readPapers(data []byte, count int) ([]paperRow, error) {
	sheets, _, err := workbook.Sheets(data)
	if err != nil {
		return nil, err
	}
	var rows []paperRow
	for _, sheet := range sheets[:min(1, len(sheets))] {
		read, begin := rowReader(sheet, count), 0
		if read == nil {
			read = func(row tabular.Row) paperRow { return paperOf(row.Cells, count) }
		} else {
			begin = 1
		}
		for _, row := range sheet.Rows[begin:] {
			if strings.TrimSpace(strings.Join(row.Cells, "")) == "" {
				continue
			}
			one := read(row)
			one.line = row.Number
			rows = append(rows, one)
		}
	}
	return rows, nil
}

// paperOf reads a paper without headings: the number of the copy, the student, and as many
// letters as there are questions.
func paperOf(cells []string, count int) (r paperRow) {
	var words []string
	for _, cell := range cells {
		words = append(words, strings.Fields(cell)...)
	}
	if len(words) == 0 {
		return r
	}
	r.copy = copyNumber(words[0])
	letters, words := "", words[1:]
	for len(words) > 0 && len(letters) < count {
		more, ok := room.ParseLetters(words[len(words)-1])
		if !ok {
			break
		}
		letters, words = more+letters, words[:len(words)-1]
	}
	r.letters = letters
	r.who = whoOf(words)
	return r
}

// whoOf tells numbers from names: a word that is mostly digits is a student number.
func whoOf(words []string) (e room.Entry) {
	var names []string
	for _, word := range words {
		digits := strings.Count(strings.Map(func(r rune) rune {
			if unicode.IsDigit(r) {
				return '0'
			}
			return r
		}, word), "0")
		if e.Number == "" && 2*digits > len([]rune(word)) {
			e.Number = word
			continue
		}
		names = append(names, word)
	}
	e.Name = strings.Join(names, " ")
	return e
}

// copyNumber reads the number of a copy, also as the sheet has it ("Copy 7", "第 7 份"); it
// is 0 if the text is none.
func copyNumber(text string) int {
	text = strings.ToLower(norm.NFKC.String(text))
	for _, word := range []string{"copy", "第", "份", "#", "no."} {
		text = strings.ReplaceAll(text, word, "")
	}
	n, err := strconv.Atoi(strings.TrimSpace(text))
	if err != nil || n < 1 || n > room.MostCopies {
		return 0
	}
	return n
}

// Headings of a table of papers, without spaces and in lower case.
var (
	copyHeadings   = " copy copyno copynumber copyno. papernumber sheet 份 份号 卷号 试卷号 试卷编号 第几份 "
	answerHeadings = " answers answer letters 答案 作答 答题 所选答案 "
)

// rowReader returns what reads the rows below the headings in the first row, nil if there
// are none.
func rowReader(sheet tabular.Sheet, count int) func(tabular.Row) paperRow {
	if len(sheet.Rows) == 0 {
		return nil
	}
	copyAt, answersAt := -1, -1
	questions := make(map[int]int) // their columns
	for i, cell := range sheet.Rows[0].Cells {
		heading := strings.ToLower(strings.Join(strings.Fields(norm.NFKC.String(cell)), ""))
		switch {
		case heading == "":
		case strings.Contains(copyHeadings, " "+heading+" "):
			copyAt = i
		case strings.Contains(answerHeadings, " "+heading+" "):
			answersAt = i
		default:
			if n := questionNumber(heading); n > 0 && n <= count {
				questions[n] = i
			}
		}
	}
	who := roster.Headed(sheet, 0)
	if copyAt < 0 || answersAt < 0 && len(questions) < count || who == nil {
		return nil
	}
	return func(row tabular.Row) paperRow {
		cell := func(i int) string {
			if i < 0 || i >= len(row.Cells) {
				return ""
			}
			return row.Cells[i]
		}
		r := paperRow{copy: copyNumber(cell(copyAt)), who: who(row)}
		r.letters, _ = room.ParseLetters(cell(answersAt))
		if answersAt < 0 {
			r.letters = lettersIn(count, func(n int) string { return cell(questions[n]) })
		}
		return r
	}
}

// lettersIn joins the letters of a cell for each question; an empty one is a blank. It is
// "" if a cell has anything else.
func lettersIn(count int, cell func(n int) string) string {
	var all strings.Builder
	for n := 1; n <= count; n++ {
		text := strings.TrimSpace(cell(n))
		if text == "" {
			text = string(room.Blank)
		}
		letter, ok := room.ParseLetters(text)
		if !ok || len(letter) != 1 {
			return ""
		}
		all.WriteString(letter)
	}
	return all.String()
}

// questionNumber reads a heading such as "3", "Q3", "question 3" or "第 3 题"; 0 for any other.
func questionNumber(heading string) int {
	for _, word := range []string{"question", "q", "第", "题", "."} {
		heading = strings.ReplaceAll(heading, word, "")
	}
	n, err := strconv.Atoi(heading)
	if err != nil {
		return 0
	}
	return n
}

// papersIn reads the file, or standard input for "-".
func papersIn(a *app.App, path string, count int) ([]paperRow, error) {
	in, err := app.Source(a, path)
	if err != nil {
		return nil, err
	}
	defer in.Close()
	data, err := io.ReadAll(io.LimitReader(in, roster.Largest+1))
	if err != nil {
		return nil, app.Failure(app.TextNotRead.In(a.Lang, app.SourceName(a, path)), "")
	}
	if len(data) > roster.Largest {
		return nil, app.Failure(textPapersTooLarge.In(a.Lang, app.SourceName(a, path)), "")
	}
	if len(bytes.TrimSpace(data)) == 0 {
		return nil, app.Failure(textNoPapers.In(a.Lang, app.SourceName(a, path)), textPaperLineHint.In(a.Lang))
	}
	rows, err := readPapers(data, count)
	if err != nil {
		return nil, rosterProblem(a, path, err)
	}
	if len(rows) == 0 {
		return nil, app.Failure(textNoPapers.In(a.Lang, app.SourceName(a, path)), textPaperLineHint.In(a.Lang))
	}
	return rows, nil
}

var (
	textPapersTooLarge = wording.T("%s is too large for a list of papers", "%s 太大，不是答卷表")
	textNoPapers       = wording.T("%s contains no papers", "%s 中没有答卷")
	textPaperLineHint  = wording.T(
		"a line for each: copy number, student number or name, letters, such as 7 2026001 ABDCA-BCDA",
		"每份一行：份号、学号或姓名、所选字母，例如 7 2026001 ABDCA-BCDA",
	)
)
