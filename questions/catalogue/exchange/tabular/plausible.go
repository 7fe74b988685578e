package tabular

import (
	"strings"
	"unicode"
)

// A weight says how common a character of a double-byte encoding is.
type weight int

const (
	ignored weight = iota // ASCII and punctuation
	common
	uncommon
)

// A classifier says how common the character is that data begins with, and how
// many bytes it takes.
type classifier func(data []byte) (weight, int)

// mostlyCommon reports whether at least the share of the characters are common
// ones of the encoding. Text that was written in another one hits them by chance.
func mostlyCommon(classify classifier, share float64) func([]byte, string) bool {
	return func(data []byte, text string) bool {
		if insideWords(text) {
			return false
		}
		counts := [3]int{}
		for len(data) > 0 {
			w, n := classify(data)
			counts[w]++
			data = data[min(n, len(data)):]
		}
		all := counts[common] + counts[uncommon]
		return counts[common] > 0 && float64(counts[common]) >= share*float64(all)
	}
}

// insideWords reports whether a letter that is not Latin stands between Latin ones,
// as accents read in a wrong encoding do: "M黮ler".
func insideWords(text string) bool {
	var before, last rune
	for _, r := range text {
		if last >= 0x80 && unicode.IsLetter(before) && before < 0x80 && 'a' <= r && r <= 'z' {
			return true
		}
		before, last = last, r
	}
	return false
}

// lead returns the first two bytes; double is false for a character of one byte.
func lead(data []byte) (a, b byte, double bool) {
	if data[0] < 0x80 || len(data) < 2 {
		return data[0], 0, false
	}
	return data[0], data[1], true
}

// chineseSimplified knows the 3,755 characters of the first level of GB 2312.
func chineseSimplified(data []byte) (weight, int) {
	a, b, double := lead(data)
	switch {
	case !double:
		return ignored, 1
	case '0' <= b && b <= '9':
		return uncommon, 4
	case a <= 0xa3 && a >= 0xa1 && b >= 0xa1:
		return ignored, 2
	case a >= 0xb0 && a <= 0xd7 && b >= 0xa1:
		return common, 2
	}
	return uncommon, 2
}

// chineseTraditional knows the 5,401 frequent characters of Big5.
func chineseTraditional(data []byte) (weight, int) {
	a, _, double := lead(data)
	switch {
	case !double:
		return ignored, 1
	case a >= 0xa1 && a <= 0xa3:
		return ignored, 2
	case a >= 0xa4 && a <= 0xc6:
		return common, 2
	}
	return uncommon, 2
}

// shiftJIS knows kana and the 2,965 characters of the first level of JIS X 0208.
func shiftJIS(data []byte) (weight, int) {
	a, b, double := lead(data)
	switch {
	case !double && a < 0x80:
		return ignored, 1
	case !double || a >= 0xa1 && a <= 0xdf: // half-width kana
		return uncommon, 1
	case a == 0x81 || a == 0x82 && b < 0x9f:
		return ignored, 2
	case a == 0x82 || a == 0x83 && b <= 0x96 || a == 0x88 && b >= 0x9f || a >= 0x89 && a <= 0x97 || a == 0x98 && b <= 0x72:
		return common, 2
	}
	return uncommon, 2
}

// eucJP knows the same characters as shiftJIS, in EUC.
func eucJP(data []byte) (weight, int) {
	a, _, double := lead(data)
	switch {
	case !double:
		return ignored, 1
	case a == 0x8f:
		return uncommon, 3
	case a >= 0xa1 && a <= 0xa3:
		return ignored, 2
	case a == 0xa4 || a == 0xa5 || a >= 0xb0 && a <= 0xcf:
		return common, 2
	}
	return uncommon, 2
}

// eucKR knows the 2,350 syllables of KS X 1001.
func eucKR(data []byte) (weight, int) {
	a, b, double := lead(data)
	switch {
	case !double:
		return ignored, 1
	case a >= 0xa1 && a <= 0xa3:
		return ignored, 2
	case a >= 0xb0 && a <= 0xc8 && b >= 0xa1:
		return common, 2
	}
	return uncommon, 2
}

// wordsAreSpelled reports whether the words of a text look like words of some
// language: letters of one script, capitals where they belong, no signs inside.
func wordsAreSpelled(_ []byte, text string) bool {
	for word := range strings.FieldsFuncSeq(text, isSeparator) {
		if !isSpelled([]rune(word)) {
			return false
		}
	}
	return true
}

func isSeparator(r rune) bool { return r < 0x80 && !unicode.IsLetter(r) }

// apart are signs of these encodings that may stand beside letters.
const apart = "«»“”„‘’‚‹›–—…·ªº°§€№"

// oddLetters are in none but a few words of any language.
const oddLetters = "ĹĺŔŕŸÿƒ"

var scripts = []*unicode.RangeTable{
	unicode.Latin, unicode.Cyrillic, unicode.Greek, unicode.Hebrew, unicode.Arabic, unicode.Thai,
}

func isSpelled(word []rune) bool {
	var script *unicode.RangeTable
	foreign := 0 // letters beyond ASCII, one after the other
	for i, r := range word {
		switch {
		case unicode.IsControl(r):
			return false
		case strings.ContainsRune(apart, r):
			foreign = 0
			continue
		case !unicode.IsLetter(r) && !unicode.IsMark(r):
			return len(word) == 1 // a sign between letters
		}
		if unicode.IsMark(r) && (i == 0 || !unicode.IsLetter(word[i-1]) && !unicode.IsMark(word[i-1])) {
			return false
		}
		of := scriptOf(r)
		if script != nil && of != nil && of != script || script == unicode.Latin && unicode.IsMark(r) ||
			strings.ContainsRune(oddLetters, r) {
			return false
		}
		if of != nil {
			script = of
		}
		if foreign++; r < 0x80 {
			foreign = 0
		}
		if script == unicode.Latin && foreign >= 3 || oddCase(word, i) || r == 'ń' && beforeVowel(word, i) {
			return false
		}
	}
	return true
}

func scriptOf(r rune) *unicode.RangeTable {
	for _, s := range scripts {
		if unicode.Is(s, r) {
			return s
		}
	}
	return nil
}

// oddCase reports whether a capital stands behind a small letter, or second in a
// word that goes on in small ones, and one of the letters is beyond ASCII.
func oddCase(word []rune, i int) bool {
	if i == 0 || !unicode.IsUpper(word[i]) || !unicode.IsLetter(word[i-1]) {
		return false
	}
	beyond := word[i] >= 0x80 || word[i-1] >= 0x80
	return beyond && (unicode.IsLower(word[i-1]) || i+1 < len(word) && unicode.IsLower(word[i+1]))
}

// beforeVowel reports whether a vowel follows. Polish, which has ń, writes ni there.
func beforeVowel(word []rune, i int) bool {
	return i+1 < len(word) && strings.ContainsRune("aeiouyáéíóú", unicode.ToLower(word[i+1]))
}
