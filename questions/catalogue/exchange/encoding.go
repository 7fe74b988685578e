package exchange

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
)

var (
	markUTF8    = []byte("\xef\xbb\xbf")
	markUTF16LE = []byte("\xff\xfe")
	markUTF16BE = []byte("\xfe\xff")
)

// decode returns the text of a file, lines ending in line feeds. ok is false if
// there is none, which was then reported.
func (r *reading) decode(data []byte) (text string, ok bool) {
	if len(data) > MaxSize {
		r.report(Problem{Code: TooLarge, Limit: MaxSize >> 20})
		return "", false
	}
	text, ok = r.unicode(data)
	if !ok {
		return "", false
	}
	if i := strings.IndexByte(text, 0); i >= 0 {
		r.at(text[:i], Problem{Code: Binary})
		return "", false
	}
	text = lineFeeds.Replace(text)
	if strings.TrimSpace(text) == "" {
		r.report(Problem{Code: Empty})
		return "", false
	}
	return text, true
}

// unicode brings the bytes to UTF-8.
func (r *reading) unicode(data []byte) (string, bool) {
	switch {
	case bytes.HasPrefix(data, markUTF8):
		data = data[len(markUTF8):]
		if !utf8.Valid(data) {
			r.at(validPart(data), Problem{Code: BadEncoding})
			return "", false
		}
		return string(data), true
	case bytes.HasPrefix(data, markUTF16LE):
		return r.convert(data, unicode.UTF16(unicode.LittleEndian, unicode.ExpectBOM))
	case bytes.HasPrefix(data, markUTF16BE):
		return r.convert(data, unicode.UTF16(unicode.BigEndian, unicode.ExpectBOM))
	case utf8.Valid(data), bytes.IndexByte(data, 0) >= 0: // no text in GB18030 has a NUL
		return string(data), true
	}
	text, ok := r.convert(data, simplifiedchinese.GB18030)
	if ok {
		r.at(validPart(data), Problem{Code: TakenAsGB, Severity: Warning})
	}
	return text, ok
}

// convert decodes the bytes. What cannot be decoded comes out as a replacement
// character, which no deck needs.
func (r *reading) convert(data []byte, from encoding.Encoding) (string, bool) {
	text, err := from.NewDecoder().Bytes(data)
	i := bytes.IndexRune(text, utf8.RuneError)
	if err != nil || i >= 0 {
		r.at(string(text[:max(i, 0)]), Problem{Code: BadEncoding})
		return "", false
	}
	return string(text), true
}

// at reports a problem behind the text that comes before it.
func (r *reading) at(before string, p Problem) {
	here := place{1, 1}.after(lineFeeds.Replace(before))
	p.Line, p.Column = here.line, here.column
	r.report(p)
}

// validPart returns what comes before the first byte that is not UTF-8.
func validPart(data []byte) string {
	for i := 0; i < len(data); {
		r, size := utf8.DecodeRune(data[i:])
		if r == utf8.RuneError && size == 1 {
			return string(data[:i])
		}
		i += size
	}
	return string(data)
}
