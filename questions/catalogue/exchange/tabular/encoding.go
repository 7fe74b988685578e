package tabular

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/gogs/chardet"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
	"golang.org/x/text/encoding/unicode"
)

// An Encoding names how the characters of a file are written as bytes.
type Encoding string

// The encodings that a file is known by without any doubt.
const (
	UTF8    Encoding = "UTF-8"
	UTF16   Encoding = "UTF-16"
	GB18030 Encoding = "GB18030"
)

// A legacy encoding is one that says nothing of itself in the file.
type legacy struct {
	name      Encoding
	detected  []string // what the detector calls it, in lower case
	encoding  encoding.Encoding
	plausible func(data []byte, text string) bool
}

var legacies = []legacy{
	{GB18030, []string{"gb18030"}, simplifiedchinese.GB18030, mostlyCommon(chineseSimplified, 0.6)},
	{"Big5", []string{"big5"}, traditionalchinese.Big5, mostlyCommon(chineseTraditional, 0.6)},
	{"Shift_JIS", []string{"shift_jis"}, japanese.ShiftJIS, mostlyCommon(shiftJIS, 0.6)},
	{"EUC-JP", []string{"euc-jp"}, japanese.EUCJP, mostlyCommon(eucJP, 0.7)},
	{"EUC-KR", []string{"euc-kr"}, korean.EUCKR, mostlyCommon(eucKR, 0.9)},
	{"Windows-1252", []string{"windows-1252", "iso-8859-1"}, charmap.Windows1252, wordsAreSpelled},
	{"Windows-1250", []string{"windows-1250", "iso-8859-2"}, charmap.Windows1250, wordsAreSpelled},
	{"Windows-1251", []string{"windows-1251"}, charmap.Windows1251, wordsAreSpelled},
	{"Windows-1253", []string{"windows-1253", "iso-8859-7"}, charmap.Windows1253, wordsAreSpelled},
	{"Windows-1254", []string{"windows-1254", "iso-8859-9"}, charmap.Windows1254, wordsAreSpelled},
	{"Windows-1255", []string{"windows-1255", "iso-8859-8", "iso-8859-8-i"}, charmap.Windows1255, wordsAreSpelled},
	{"Windows-1256", []string{"windows-1256", "iso-8859-6"}, charmap.Windows1256, wordsAreSpelled},
	{"Windows-1257", nil, charmap.Windows1257, wordsAreSpelled},
	{"Windows-874", nil, charmap.Windows874, wordsAreSpelled},
	{"Mac OS Roman", nil, charmap.Macintosh, wordsAreSpelled},
}

var (
	markUTF8    = []byte("\xef\xbb\xbf")
	markUTF16LE = []byte("\xff\xfe")
	markUTF16BE = []byte("\xfe\xff")
)

// An EncodingError reports that the text of a file cannot be told with
// certainty: several encodings are plausible, or none.
type EncodingError struct {
	Plausible []Encoding // empty if none is
	Before    string     // the text up to the first byte that is in doubt
}

func (e *EncodingError) Error() string {
	if len(e.Plausible) == 0 {
		return "the text is in no encoding that is known"
	}
	return fmt.Sprintf("the text may be in any of %v", e.Plausible)
}

// A BinaryError reports a byte that no text has.
type BinaryError struct{ Before string }

func (*BinaryError) Error() string { return "not a text" }

// Decode returns the text of a file, without a byte order mark and with line
// feeds at the ends of lines, and the encoding it was in. UTF-8 and UTF-16 are
// told by what they are. Of other encodings it takes the one that is plausible:
// its characters are common ones, and words are spelled as words are. Where
// several are plausible and differ in a character, the detector must be certain.
//
// The error is a [KindError], a [BinaryError] or an [EncodingError].
func Decode(data []byte) (string, Encoding, error) {
	if kind := KindOf(data); kind != Text {
		return "", "", &KindError{kind}
	}
	return DecodeText(data)
}

// DecodeText is [Decode] without the check of what kind of file it is, as for HTML.
func DecodeText(data []byte) (string, Encoding, error) {
	text, from, err := decode(data)
	if err != nil {
		return "", from, err
	}
	if i := strings.IndexByte(text, 0); i >= 0 {
		return "", from, &BinaryError{LineFeeds.Replace(text[:i])}
	}
	return LineFeeds.Replace(text), from, nil
}

func decode(data []byte) (string, Encoding, error) {
	switch {
	case bytes.HasPrefix(data, markUTF8):
		if data = data[len(markUTF8):]; !utf8.Valid(data) {
			return "", UTF8, &EncodingError{Before: validPart(data)}
		}
		return string(data), UTF8, nil
	case bytes.HasPrefix(data, markUTF16LE), bytes.HasPrefix(data, markUTF16BE):
		return wide(data, unicode.UTF16(unicode.LittleEndian, unicode.ExpectBOM))
	case utf8.Valid(data) && bytes.IndexByte(data, 0) < 0:
		return string(data), UTF8, nil
	}
	if order, ok := unmarked(data); ok {
		return wide(data, unicode.UTF16(order, unicode.IgnoreBOM))
	}
	if utf8.Valid(data) || bytes.IndexByte(data, 0) >= 0 { // no text of one of the legacy encodings has a NUL
		return strings.ToValidUTF8(string(data), "?"), UTF8, nil
	}
	if damaged(data) {
		return "", UTF8, &EncodingError{Before: validPart(data)}
	}
	return decodeLegacy(data)
}

// wide decodes UTF-16. What cannot be decoded comes out as a replacement
// character, which no list needs.
func wide(data []byte, from encoding.Encoding) (string, Encoding, error) {
	text, err := from.NewDecoder().Bytes(data)
	if i := bytes.IndexRune(text, utf8.RuneError); err != nil || i >= 0 {
		return "", UTF16, &EncodingError{Before: string(text[:max(i, 0)])}
	}
	return string(text), UTF16, nil
}

// unmarked tells UTF-16 without a byte order mark by the zeros of its commas and
// line ends, which are all on one side.
func unmarked(data []byte) (unicode.Endianness, bool) {
	zeros := [2]int{}
	for i, b := range data {
		if b == 0 {
			zeros[i%2]++
		}
	}
	switch {
	case len(data)%2 != 0 || 10*(zeros[0]+zeros[1]) < len(data):
	case zeros[0] == 0:
		return unicode.LittleEndian, true
	case zeros[1] == 0:
		return unicode.BigEndian, true
	}
	return unicode.LittleEndian, false
}

// damaged reports whether data is UTF-8 for the most part, so that what is not is
// an error and no other encoding.
func damaged(data []byte) bool {
	fine, wrong := 0, 0
	for i := 0; i < len(data); {
		r, size := utf8.DecodeRune(data[i:])
		switch {
		case r == utf8.RuneError && size == 1:
			wrong++
		case size > 1:
			fine++
		}
		i += size
	}
	return fine > wrong
}

// validPart returns what comes before the first byte that is not UTF-8.
func validPart(data []byte) string {
	for i := 0; i < len(data); {
		r, size := utf8.DecodeRune(data[i:])
		if r == utf8.RuneError && size == 1 {
			return LineFeeds.Replace(string(data[:i]))
		}
		i += size
	}
	return LineFeeds.Replace(string(data))
}

// decodeLegacy finds the one encoding that makes sense of the data.
func decodeLegacy(data []byte) (string, Encoding, error) {
	texts := make(map[string]Encoding)
	var plausible []Encoding
	for _, l := range legacies {
		text, err := l.encoding.NewDecoder().Bytes(data)
		if err != nil || bytes.ContainsRune(text, utf8.RuneError) || !l.plausible(data, string(text)) {
			continue
		}
		plausible = append(plausible, l.name)
		if _, ok := texts[string(text)]; !ok {
			texts[string(text)] = l.name
		}
	}
	detected := detect(data, plausible)
	for text, name := range texts {
		if len(texts) == 1 || name == detected {
			return text, name, nil
		}
	}
	return "", "", &EncodingError{Plausible: plausible, Before: validPart(data)}
}

// Confidences of the detector, in percent. It counts pairs of letters, of which short
// lists have few, and gives every encoding a figure of its own.
const (
	certain = 100 // decides between any encodings
	likely  = 20  // decides if the next plausible one is far behind
	far     = 30
)

// comparable are the encodings whose figures can be compared with each other. Between
// those that write one alphabet with a few letters of their own, one name with an accent
// makes all the difference.
var comparable = []Encoding{GB18030, "Big5", "Shift_JIS", "EUC-JP", "EUC-KR", "Windows-1251", "Windows-1253"}

// detect returns the one of the plausible encodings that the detector decides for, or ""
// if it does not decide.
func detect(data []byte, plausible []Encoding) Encoding {
	figures, err := chardet.NewTextDetector().DetectAll(data)
	if err != nil || len(plausible) == 0 {
		return ""
	}
	confidence := make(map[Encoding]int)
	for _, f := range figures {
		name := Encoding(f.Charset)
		for _, l := range legacies {
			if slices.Contains(l.detected, strings.ToLower(f.Charset)) {
				name = l.name
			}
		}
		confidence[name] = max(confidence[name], f.Confidence)
	}
	best := slices.MaxFunc(plausible, func(a, b Encoding) int { return confidence[a] - confidence[b] })
	comparing := slices.Contains(comparable, best)
	certainly := confidence[best] >= certain
	for name, c := range confidence {
		certainly = certainly && (name == best || c < certain)
	}
	for _, p := range plausible {
		comparing = comparing && slices.Contains(comparable, p) && (p == best || confidence[p]+far <= confidence[best])
	}
	if certainly || comparing && confidence[best] >= likely {
		return best
	}
	return ""
}

// LineFeeds makes every end of a line a line feed.
var LineFeeds = strings.NewReplacer("\r\n", "\n", "\r", "\n")
