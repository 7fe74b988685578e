package catalogue

import (
	"errors"
	"strconv"
	"strings"

	"golang.org/x/text/unicode/norm"

	"portdrill/questions/catalogue/lazyregexp"
)

// What can be wrong with a port that was typed.
var (
	ErrOutOfRange = errors.New("not a port: 0 to 65535")
	ErrNotDecimal = errors.New("not a decimal number")
	ErrNoNumber   = errors.New("no port number")
)

const transportWords = `((?:tcp|udp|sctp|dccp)(?:\s*[/+]\s*(?:tcp|udp|sctp|dccp))*)`

var (
	portShape = lazyregexp.New(`^(?:` + transportWords + `\s*[/:]?\s*)?` + // tcp/
		`(?:port\s*|端口号?\s*)?(\d+)(?:\s*号?端口)?` + // 53
		`(?:\s*[/:]?\s*` + transportWords + `)?$`) // /udp
	hexShape    = lazyregexp.New(`^(?:0x[0-9a-f]+|[0-9a-f]+h)$`)
	numberShape = lazyregexp.New(`^[-+]?\d+$`)
)

// ParsePort reads a port as people write it: 53, ５３, tcp/53, "TCP 53", 53/udp,
// "端口 53". It returns the transports that were named, if any. The error is
// [ErrOutOfRange], [ErrNotDecimal] or [ErrNoNumber].
func ParsePort(text string) (Port, []Transport, error) {
	text = strings.ToLower(strings.TrimSpace(norm.NFKC.String(text)))
	m := []string{text, "", text, ""}
	if text == "" || strings.Trim(text, "0123456789") != "" { // else the shape need not be compiled
		m = portShape().FindStringSubmatch(text)
	}
	switch {
	case m == nil && numberShape().MatchString(text):
		return 0, nil, ErrOutOfRange
	case m == nil && hexShape().MatchString(text):
		return 0, nil, ErrNotDecimal
	case m == nil || m[1] != "" && m[3] != "":
		return 0, nil, ErrNoNumber
	}
	n, err := strconv.ParseUint(m[2], 10, 16)
	if err != nil {
		return 0, nil, ErrOutOfRange
	}
	var transports []Transport
	for word := range strings.FieldsFuncSeq(m[1]+m[3], func(r rune) bool { return r < 'a' || 'z' < r }) {
		transports = append(transports, Transport(word))
	}
	return Port(n), transports, nil
}
