package exchange

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"portdrill/questions/catalogue"
	"portdrill/questions/catalogue/lazyregexp"
)

// A fault is what is wrong with one field of a row.
type fault struct {
	field        field
	code         Code
	text         string
	count, limit int
	harmless     bool // the row is read nonetheless
}

// faults returns what keeps a row from being part of a deck. Reading and writing
// hold to the same.
func (row *Row) faults() []fault {
	var all []fault
	if row.Service == "" {
		all = append(all, fault{field: fieldService, code: MissingService})
	}
	if isFigure(row.Service) || namesNobody(row.Service) || strings.HasSuffix(row.Service, "?") || strings.HasSuffix(row.Service, "？") {
		all = append(all, fault{field: fieldService, code: NotAName, text: row.Service})
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

// transports are all that there are.
var transports = []catalogue.Transport{catalogue.TCP, catalogue.UDP, catalogue.SCTP, catalogue.DCCP}

// unsaid are what stands in a cell for transports that are not known.
var unsaid = []string{"n/a", "na", "none", "unknown", "any", "all", "未知", "无", "不限", "任意", "null", "nil"}

// bothWords stand for TCP and UDP.
var bothWords = []string{"both", "两者", "均可", "都有", "两种", "both tcp and udp"}

var remark = lazyregexp.New(`\([^()]*\)|（[^（）]*）|\[[^\[\]]*\]`)

// readTransports reads "tcp", "TCP/UDP", "tcp, udp", "TCP 和 UDP", "both", "TCP (UDP
// for HTTP/3)". A dash is as good as nothing: unknown. Brackets hold remarks unless
// all that is said stands in them.
func readTransports(text string) ([]catalogue.Transport, []fault) {
	if n := utf8.RuneCountInString(text); n > MaxName {
		return nil, []fault{{field: fieldTransport, code: TooLong, text: text, count: n, limit: MaxName}}
	}
	plain := strings.ToLower(norm.NFKC.String(text))
	if bare := remark().ReplaceAllString(plain, " "); strings.TrimSpace(bare) != "" {
		plain = bare
	}
	plain = strings.TrimSpace(plain)
	if slices.Contains(unsaid, plain) || strings.Trim(plain, "-–—?？/ ") == "" {
		return nil, nil
	}
	if slices.Contains(bothWords, plain) {
		return []catalogue.Transport{catalogue.TCP, catalogue.UDP}, nil
	}
	var all []catalogue.Transport
	unknown := ""
	for word := range strings.FieldsFuncSeq(plain, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) || unicode.Is(unicode.Han, r) }) {
		t := catalogue.Transport(strings.TrimRight(word, "46"))
		switch known := slices.Contains(transports, t); {
		case !known && unknown == "" && word != "and" && word != "or":
			unknown = word
		case known && !slices.Contains(all, t):
			all = append(all, t)
		}
	}
	if all == nil {
		return nil, []fault{{field: fieldTransport, code: UnknownTransport, text: cmp.Or(unknown, plain)}}
	}
	return all, nil
}

// besides are words that may stand beside transports.
var besides = []string{"and", "or", "only", "mainly", "mostly", "usually", "optional", "ip", "over", "port", "also"}

// transportLike reports whether a text says nothing but transports.
func transportLike(text string) bool {
	ts, faults := readTransports(text)
	if len(faults) > 0 || len(ts) == 0 {
		return false
	}
	plain := strings.ToLower(norm.NFKC.String(text))
	if bare := remark().ReplaceAllString(plain, " "); strings.TrimSpace(bare) != "" {
		plain = bare
	}
	for word := range strings.FieldsFuncSeq(plain, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) || unicode.Is(unicode.Han, r) }) {
		if !slices.Contains(transports, catalogue.Transport(strings.TrimRight(word, "46"))) &&
			!slices.Contains(besides, word) &&
			!slices.Contains(bothWords, plain) {
			return false
		}
	}
	return true
}

// isIPProtocol reports whether a text names a protocol of IP that has no ports, or
// the number of one.
func isIPProtocol(text string) bool {
	return slices.Contains(
		[]string{"icmp", "igmp", "gre", "esp", "ah", "ospf", "ip", "eigrp", "vrrp", "pim"},
		strings.ToLower(text),
	) ||
		isFigure(text)
}

// isFree reports whether a remark says that a number is kept free.
func isFree(text string) bool {
	return slices.Contains(
		[]string{"reserved", "unassigned", "保留", "未分配"},
		strings.ToLower(strings.Trim(text, " .。")),
	)
}

// nobody are what stands for a service where there is none.
var nobody = []string{
	"unknown",
	"n/a",
	"na",
	"none",
	"reserved",
	"unassigned",
	"unspecified",
	"null",
	"未知",
	"保留",
	"未分配",
	"无",
	"待定",
	"tbd",
	"reserved port",
}

// namesNobody reports whether the text stands for no service: the row says that the
// number is free, or that it is not known who has it.
func namesNobody(text string) bool {
	return slices.Contains(nobody, strings.ToLower(strings.Trim(text, " -–—?？.()（）"))) ||
		text != "" && strings.Trim(text, "-–—?？ ") == ""
}

// isFigure reports whether a text has no letter: a number or a frequency is not the
// name of anything.
func isFigure(text string) bool {
	return strings.ContainsFunc(text, unicode.IsDigit) && !strings.ContainsFunc(text, func(r rune) bool {
		return unicode.IsLetter(r) || unicode.IsSymbol(r) || strings.ContainsRune("'=+-@", r)
	})
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
