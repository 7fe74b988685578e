package workbook

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/xuri/nfp"
)

// builtinFormats are those that a workbook does not spell out (ECMA-376, 18.8.30). Those of
// East Asia from 27 to 36 and from 50 to 58 are dates.
var builtinFormats = map[int]string{
	1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?", 13: "# ??/??",
	14: "y", 15: "y", 16: "y", 17: "y", 18: "h", 19: "h", 20: "h", 21: "h", 22: "y",
	27: "y", 28: "y", 29: "y", 30: "y", 31: "y", 32: "h", 33: "h", 34: "h", 35: "h", 36: "y",
	37: "#,##0", 38: "#,##0", 39: "#,##0.00", 40: "#,##0.00", 45: "h", 46: "h", 47: "h", 48: "0.0E+0",
	50: "y", 51: "y", 52: "y", 53: "y", 54: "y", 55: "h", 56: "h", 57: "y", 58: "y",
}

// shown returns a number as its format shows it. Zeros that fill it up and texts around it
// are kept, since a student number may have them. What only helps the eye is not: separators
// of thousands, zeros behind the point of a whole number, powers of ten and fractions. Dates
// and times are written as in RFC 3339.
func (b *book) shown(stored, format string) string {
	n, err := strconv.ParseFloat(strings.TrimSpace(stored), 64)
	if err != nil || math.IsInf(n, 0) || math.IsNaN(n) {
		return stored
	}
	if format == "" || format == "General" {
		return plain(stored, n)
	}
	parser := nfp.NumberFormatParser()
	section, signed := sectionFor(parser.Parse(format), n)
	has := func(types ...string) bool {
		return slices.ContainsFunc(section, func(t nfp.Token) bool { return slices.Contains(types, t.TType) })
	}
	switch {
	case len(section) == 0: // which hides it
		return plain(stored, n)
	case has(nfp.TokenTypeDateTimes, nfp.TokenTypeElapsedDateTimes):
		return b.date(n)
	case has(nfp.TokenTypeTextPlaceHolder, nfp.TokenTypeFraction, nfp.TokenTypeExponential):
		return plain(stored, n)
	case signed && n < 0:
		return "-" + withPlaceholders(section, strings.TrimPrefix(plain(stored, n), "-"), -n)
	}
	return withPlaceholders(section, strings.TrimPrefix(plain(stored, n), "-"), math.Abs(n))
}

// plain returns all digits of a number, of which spreadsheets keep 15.
func plain(stored string, n float64) string {
	if strings.Trim(stored, "0123456789") == "" {
		return stored
	}
	const digits = 15
	if rounded, err := strconv.ParseFloat(strconv.FormatFloat(n, 'g', digits, 64), 64); err == nil {
		n = rounded
	}
	return strconv.FormatFloat(n, 'f', -1, 64)
}

// sectionFor returns the part of a format that is for the number, and whether a negative
// number gets a sign there.
func sectionFor(sections []nfp.Section, n float64) (tokens []nfp.Token, signed bool) {
	if len(sections) > 1 {
		sections = slices.DeleteFunc(sections, func(s nfp.Section) bool { return s.Type == nfp.TokenSectionText })
	}
	if len(sections) == 0 {
		return nil, false
	}
	for _, s := range sections {
		if conditional, holds := condition(s, n); conditional && holds {
			return s.Items, true
		}
	}
	last := len(sections) - 1
	if conditional, _ := condition(sections[0], n); conditional {
		return sections[last].Items, true
	}
	switch {
	case n < 0 && last > 0:
		return sections[1].Items, false
	case n == 0 && last > 1:
		return sections[2].Items, false
	}
	return sections[0].Items, true
}

// condition reports whether a section is for some numbers only, as in [<1000]0, and whether
// this is one of them.
func condition(s nfp.Section, n float64) (conditional, holds bool) {
	for _, t := range s.Items {
		if t.TType != nfp.TokenTypeCondition || len(t.Parts) < 2 {
			continue
		}
		than, err := strconv.ParseFloat(t.Parts[1].Token.TValue, 64)
		if err != nil {
			return false, false
		}
		switch t.Parts[0].Token.TValue {
		case "<":
			return true, n < than
		case "<=":
			return true, n <= than
		case ">":
			return true, n > than
		case ">=":
			return true, n >= than
		case "<>":
			return true, n != than
		}
		return true, n == than
	}
	return false, false
}

// withPlaceholders puts the digits of a number that is not negative where a format has
// placeholders for them.
func withPlaceholders(tokens []nfp.Token, digits string, n float64) string {
	point := slices.IndexFunc(tokens, func(t nfp.Token) bool { return t.TType == nfp.TokenTypeDecimalPoint })
	if point < 0 {
		point = len(tokens)
	}
	decimals := 0
	for i, t := range tokens {
		if i > point && isPlaceholder(t) {
			decimals += len(t.TValue)
		}
		if t.TType == nfp.TokenTypePercent {
			n *= 100
			digits = strconv.FormatFloat(n, 'f', -1, 64)
		}
	}
	whole, fraction, broken := strings.Cut(digits, ".")
	if broken {
		scale := math.Pow10(decimals)
		whole, fraction, _ = strings.Cut(strconv.FormatFloat(math.Round(n*scale)/scale, 'f', decimals, 64), ".")
	}
	text := beforePoint(tokens[:point], whole)
	if strings.Trim(fraction, "0") != "" {
		text += "."
	}
	for _, t := range tokens[min(point+1, len(tokens)):] {
		if !isPlaceholder(t) {
			text += literal(t)
		} else if strings.Trim(fraction, "0") != "" {
			text, fraction = text+fraction[:len(t.TValue)], fraction[len(t.TValue):]
		}
	}
	return text
}

func isPlaceholder(t nfp.Token) bool {
	switch t.TType {
	case nfp.TokenTypeZeroPlaceHolder, nfp.TokenTypeHashPlaceHolder, nfp.TokenTypeDigitalPlaceHolder:
		return true
	}
	return false
}

// beforePoint fills placeholders from the right; the first one takes all digits that are
// left.
func beforePoint(tokens []nfp.Token, digits string) string {
	first := slices.IndexFunc(tokens, isPlaceholder)
	zeros := func(t nfp.Token) bool { return t.TType == nfp.TokenTypeZeroPlaceHolder }
	if slices.ContainsFunc(tokens, zeros) {
		digits = strings.TrimLeft(digits, "0") // the format has them
	}
	text := ""
	for i, t := range slices.Backward(tokens) {
		if !isPlaceholder(t) && t.TType != nfp.TokenTypeGeneral {
			text = literal(t) + text
			continue
		}
		take := min(len(t.TValue), len(digits))
		if i == first || t.TType == nfp.TokenTypeGeneral {
			take = len(digits)
		}
		filled := digits[len(digits)-take:]
		digits = digits[:len(digits)-take]
		if t.TType == nfp.TokenTypeZeroPlaceHolder {
			filled = strings.Repeat("0", max(0, len(t.TValue)-len(filled))) + filled
		}
		text = filled + text
	}
	return text
}

// literal returns the text that a format adds to a number.
func literal(t nfp.Token) string {
	switch t.TType {
	case nfp.TokenTypeLiteral, nfp.TokenTypePercent:
		return t.TValue
	case nfp.TokenTypeAlignment:
		return " "
	case nfp.TokenTypeCurrencyLanguage:
		for _, p := range t.Parts {
			if p.Token.TType == nfp.TokenSubTypeCurrencyString {
				return p.Token.TValue
			}
		}
	}
	return ""
}

// date returns the day, the time, or both that a number of days stands for. Spreadsheets
// that count from 1900 take that year for a leap year.
func (b *book) date(days float64) string {
	const perDay, leapDay, between = 86400, 60, 1462 // days between the two ways to count
	begin := time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)
	switch {
	case b.from1904:
		begin = begin.AddDate(0, 0, between)
	case days < leapDay:
		begin = begin.AddDate(0, 0, 1)
	}
	whole, part := math.Modf(days)
	const last = 2958465 // 31 December 9999
	if days < 0 || days > last {
		return strconv.FormatFloat(days, 'f', -1, 64)
	}
	at := begin.AddDate(0, 0, int(whole)).Add(time.Duration(math.Round(part*perDay)) * time.Second)
	switch {
	case whole == 0:
		return at.Format(time.TimeOnly)
	case part == 0:
		return at.Format(time.DateOnly)
	}
	return at.Format(time.DateTime)
}
