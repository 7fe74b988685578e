package catalogue

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Fold brings names that differ only in case, width, spaces, hyphens or other
// punctuation to one form, so that they can be compared: "FTP Data",
// "ftp-data" and "ＦＴＰ－ＤＡＴＡ" all become "ftpdata". Width is folded by
// Unicode compatibility decomposition (NFKC). A + is kept: it tells protocols
// apart ("rmcp", "rmcp+").
func Fold(name string) string {
	if ascii(name) {
		return foldASCII(name)
	}
	return strings.Map(foldRune, norm.NFKC.String(name))
}

func foldASCII(name string) string {
	folded := make([]byte, 0, len(name))
	for i := range len(name) {
		switch b := name[i]; {
		case 'A' <= b && b <= 'Z':
			folded = append(folded, b+'a'-'A')
		case 'a' <= b && b <= 'z', '0' <= b && b <= '9', b == '+':
			folded = append(folded, b)
		}
	}
	return string(folded)
}

func foldRune(r rune) rune {
	if unicode.IsLetter(r) || unicode.IsDigit(r) || r == '+' {
		return unicode.ToLower(r)
	}
	return -1
}

func ascii(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}
