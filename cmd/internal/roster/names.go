package roster

import (
	"strings"
	"unicode"

	"portdrill/questions/catalogue/exchange/tabular"
	"portdrill/questions/catalogue/lazyregexp"
	"portdrill/quiz/room"
)

// LongestName is how many characters a name on a list has at most. Names of
// people are far shorter; whole sentences are no names.
const LongestName = 120

// rounded are numbers as a spreadsheet writes long ones: their last digits are lost.
var rounded = lazyregexp.New(`^\d([.,]\d+)?[eE]\+\d+$`)

// clean returns the visible text of a cell on one line, "" for an error of a spreadsheet.
func clean(cell string) string {
	text, _ := room.Visible(cell)
	if sheetErrors()[text] {
		return ""
	}
	return text
}

var sheetErrors = wordSet(`#REF! #N/A #NAME? #VALUE! #DIV/0! #NULL! #NUM! #####`)

// nameFrom puts a name together. Chinese, Japanese and Korean names are written
// without a blank.
func nameFrom(cells []string, columns []int) string {
	var parts []string
	for _, column := range columns {
		if part := clean(at(cells, column)); part != "" {
			parts = append(parts, part)
		}
	}
	if len(parts) == 2 && isEastAsian(parts[0]) && isEastAsian(parts[1]) {
		return parts[1] + parts[0] // columns stand as first and last name
	}
	return strings.Join(parts, " ")
}

func isEastAsian(text string) bool {
	return text != "" && !strings.ContainsFunc(text, func(r rune) bool {
		return !unicode.In(r, unicode.Han, unicode.Hangul, unicode.Hiragana, unicode.Katakana)
	})
}

// nameFault says why a text is no name, or nothing.
func nameFault(name string) DoubtCode {
	switch {
	case name == "":
		return NoName
	case len([]rune(name)) > LongestName:
		return LongName
	case strings.Contains(name, "@") || !strings.ContainsFunc(name, unicode.IsLetter):
		return BadName
	}
	return ""
}

// numberFrom returns a student number without the characters that mark it as text in a
// spreadsheet, and without decimals that programs add.
func numberFrom(cell string) string {
	number := strings.TrimLeft(clean(cell), "#'`’")
	if whole := strings.TrimSuffix(number, ".0"); strings.Trim(whole, "0123456789") == "" {
		return whole
	}
	return number
}

// looksLikeNote reports whether a row has a name but no number where others do, and the
// name is a sentence or follows a blank row.
func (r *reading) looksLikeNote(row tabular.Row, name string) bool {
	const enough = 4 // words; names can have many, and initials end with a full stop
	c := r.list.Columns
	if c.Number == 0 || strings.Join(row.Cells, "") != at(row.Cells, c.Name[0]) {
		return false
	}
	return r.last > 0 && row.Number > r.last+1 || strings.HasSuffix(name, ".") && len(strings.Fields(name)) >= enough || strings.ContainsAny(name, "。！？，!?")
}

// numbered matches names with a student number, but not with a count as in "Pupil 12".
var numbered = lazyregexp.New(`^\d|\d{4}`)

// isOdd reports whether a character is in no name of a person, but in remarks and lists of
// names.
func isOdd(r rune) bool {
	return strings.ContainsRune("()[]{}（）【】、/;；:：<>|?？", r)
}

// garbled matches names that were saved in the wrong encoding: "MÃ¼ller", or with a
// replacement character.
var garbled = lazyregexp.New(`[ÂÃÄÅ][\x{80}-\x{bf}€‚ƒ„…†‡ˆ‰‹‘’“”•–—˜™›]|\x{fffd}`)

// joined returns the cells of a name as they are written.
func joined(cells []string, columns []int) string {
	var parts []string
	for _, column := range columns {
		parts = append(parts, at(cells, column))
	}
	return strings.Join(parts, " ")
}

// address matches an e-mail address next to a name: "Ann Lee <ann@example.org>".
var address = lazyregexp.New(`[<(\[]?[^\s<>()\[\]]+@[^\s<>()\[\]]+[>)\]]?`)

// badge matches what platforms add to a name in brackets: "(she/her)", "(Guest)".
var badge = lazyregexp.New(`(?i) *[(（](?:(?:she|he|they|ze|xe|er|sie|elle|il)(?:/\pL+)+|guest|gast|invité|invitado|external|访客|來賓|来宾)[)）]$`)

// withoutAddress returns a name without an address or a badge next to it.
func withoutAddress(name string) string {
	if rest := strings.TrimSpace(badge().ReplaceAllString(address().ReplaceAllString(name, ""), "")); rest != "" {
		return rest
	}
	return name
}

// sums are words in the column of names of rows that are about nobody, alone or with
// ofWhom. Those of shortSums are also names of people.
var (
	sums = wordSet(`total totals present absent sum summe average mean median pointspossible count gesamt durchschnitt moyenne promedio
		media média subtotal итого среднее toplam ortalama maximum minimum
		合计 总计 平均 平均分 总人数 合計 總計 小计 人数 人數 最高分 最低分 及格率 优秀率 备注 備註 制表人 平均成绩 総計 평균 합계 صافي المجموع`)
	shortSums = wordSet(`max min avg std stdev`)
	ofWhom    = wordSet(`class grand students student the of number learners score scores group overall
		der die das de la generale general`)
)

// isAboutNobody reports whether a row is a sum. A word of shortSums is one only where the
// list has numbers and the row has none.
func (r *reading) isAboutNobody(e room.Entry) bool {
	bare := e.Number == ""
	if e.Name == "Student, Test" || e.Name == "Test Student" { // added to every class by Canvas
		return bare
	}
	isSum := func(word string) bool {
		return sums()[word] || bare && r.list.Columns.Number > 0 && shortSums()[word]
	}
	if isSum(plain(e.Name)) {
		return true
	}
	sum := false
	for word := range strings.FieldsFuncSeq(strings.ToLower(e.Name), isBetweenWords) {
		switch {
		case isSum(word):
			sum = true
		case !ofWhom()[word]:
			return false
		}
	}
	return sum
}

func isBetweenWords(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsMark(r) }

// longestShown is how much of a cell is shown, in characters.
const longestShown = 40
