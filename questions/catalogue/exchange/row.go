package exchange

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"portdrill/questions/catalogue"
)

// A fault is what is wrong with one field of a row.
type fault struct {
	field        field
	code         Code
	text         string
	count, limit int
}

// faults returns what keeps a row from being part of a deck. Reading and writing
// hold to the same.
func (row *Row) faults() []fault {
	var all []fault
	if row.Service == "" {
		all = append(all, fault{field: fieldService, code: MissingService})
	}
	all = append(all, textFaults(fieldService, row.Service, MaxName)...)
	all = append(all, textFaults(fieldNameEN, row.Name.EN, MaxName)...)
	all = append(all, textFaults(fieldNameZH, row.Name.ZH, MaxName)...)
	all = append(all, textFaults(fieldDescriptionEN, row.Description.EN, MaxText)...)
	all = append(all, textFaults(fieldDescriptionZH, row.Description.ZH, MaxText)...)
	if n := len(row.Aliases); n > MaxAliases {
		return append(all, fault{field: fieldAliases, code: TooManyAliases, count: n, limit: MaxAliases})
	}
	for _, alias := range row.Aliases {
		all = append(all, textFaults(fieldAliases, alias, MaxName)...)
	}
	return all
}

func textFaults(f field, text string, most int) []fault {
	n := utf8.RuneCountInString(text)
	control := strings.IndexFunc(text, func(r rune) bool { return unicode.IsControl(r) && r != '\t' && r != '\n' })
	switch {
	case n > most:
		return []fault{{field: f, code: TooLong, text: text, count: n, limit: most}}
	case control >= 0:
		sign, _ := utf8.DecodeRuneInString(text[control:])
		return []fault{{field: f, code: ControlSign, text: fmt.Sprintf("%U", sign)}}
	case !utf8.ValidString(text) || text != tidy(text):
		return []fault{{field: f, code: Untidy, text: strings.ToValidUTF8(text, "?")}}
	}
	return nil
}

// A span is one port or a range of them, both ends included.
type span struct {
	from, to   catalogue.Port
	transports []catalogue.Transport
}

var rangeShape = regexp.MustCompile(`^(.*\d)\s*(?:[-–—~]|至|到)\s*(\d.*)$`)

// readSpans reads the ports of a cell: "22", "tcp/22", "137、138、139",
// "6000-6063". Faults are about the first thing that is none.
func readSpans(text string) ([]span, []fault) {
	if text == "" {
		return nil, []fault{{field: fieldPort, code: MissingPort}}
	}
	if n := utf8.RuneCountInString(text); n > MaxText {
		return nil, []fault{{field: fieldPort, code: TooLong, text: text, count: n, limit: MaxText}}
	}
	var all []span
	for part := range strings.FieldsFuncSeq(text, func(r rune) bool { return strings.ContainsRune("、，,;；\n", r) }) {
		s, code := readSpan(strings.TrimSpace(part))
		if code != "" {
			return nil, []fault{{field: fieldPort, code: code, text: strings.TrimSpace(part)}}
		}
		all = append(all, s)
	}
	if all == nil {
		return nil, []fault{{field: fieldPort, code: NotAPort, text: text}}
	}
	return all, nil
}

func readSpan(text string) (span, Code) {
	from, to := text, text
	if m := rangeShape.FindStringSubmatch(norm.NFKC.String(text)); m != nil {
		from, to = m[1], m[2]
	}
	first, before, err := catalogue.ParsePort(from)
	if err != nil {
		return span{}, portFault(err)
	}
	last, after, err := catalogue.ParsePort(to)
	switch {
	case err != nil:
		return span{}, portFault(err)
	case last < first:
		return span{}, RangeReversed
	}
	return span{first, last, slices.Concat(before, after)}, ""
}

func portFault(err error) Code {
	switch {
	case errors.Is(err, catalogue.ErrOutOfRange):
		return OutOfRange
	case errors.Is(err, catalogue.ErrNotDecimal):
		return NotDecimal
	default:
		return NotAPort
	}
}

// portLike reports whether a cell is meant as ports, right or wrong ones.
func portLike(text string) bool {
	_, faults := readSpans(text)
	return len(faults) == 0 || faults[0].code == OutOfRange || faults[0].code == RangeReversed
}

// transports are all that there are.
var transports = []catalogue.Transport{catalogue.TCP, catalogue.UDP, catalogue.SCTP, catalogue.DCCP}

var transportSigns = strings.NewReplacer("和", " ", "与", " ", "及", " ", "或", " ", "、", " ",
	"/", " ", ",", " ", ";", " ", "+", " ", "&", " ", "|", " ")

// readTransports reads "tcp", "TCP/UDP", "tcp, udp", "TCP 和 UDP". A dash is as
// good as nothing: unknown.
func readTransports(text string) ([]catalogue.Transport, []fault) {
	if n := utf8.RuneCountInString(text); n > MaxName {
		return nil, []fault{{field: fieldTransport, code: TooLong, text: text, count: n, limit: MaxName}}
	}
	var all []catalogue.Transport
	for word := range strings.FieldsSeq(transportSigns.Replace(strings.ToLower(norm.NFKC.String(text)))) {
		t := catalogue.Transport(word)
		switch known := slices.Contains(transports, t); {
		case strings.Trim(word, "-–—?") == "" || word == "and" || word == "or":
		case !known:
			return nil, []fault{{field: fieldTransport, code: UnknownTransport, text: word}}
		case !slices.Contains(all, t):
			all = append(all, t)
		}
	}
	return all, nil
}

func transportLike(text string) bool {
	ts, faults := readTransports(text)
	return len(faults) == 0 && len(ts) > 0
}

// aliasSigns separate aliases from each other. In an alias they stand behind a
// backslash.
const aliasSigns = ",;，；、"

func splitAliases(text string) []string {
	var parts []string
	var part strings.Builder
	escaped := false
	for _, r := range text {
		sign := strings.ContainsRune(aliasSigns, r)
		switch {
		case escaped && !sign && r != '\\':
			part.WriteRune('\\')
			part.WriteRune(r)
			escaped = false
		case escaped:
			part.WriteRune(r)
			escaped = false
		case r == '\\':
			escaped = true
		case sign:
			parts = append(parts, part.String())
			part.Reset()
		default:
			part.WriteRune(r)
		}
	}
	if escaped {
		part.WriteRune('\\')
	}
	return append(parts, part.String())
}

func joinAliases(parts []string) string {
	escaped := make([]string, len(parts))
	for i, part := range parts {
		escaped[i] = escapeBefore(part, aliasSigns+`\`)
	}
	return strings.Join(escaped, ", ")
}

// escapeBefore puts a backslash before each of the signs.
func escapeBefore(text, signs string) string {
	var escaped strings.Builder
	for _, r := range text {
		if strings.ContainsRune(signs, r) {
			escaped.WriteByte('\\')
		}
		escaped.WriteRune(r)
	}
	return escaped.String()
}
