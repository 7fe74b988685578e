package questions

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/text/unicode/norm"

	"portdrill/questions/catalogue"
)

// judgeService is right for the name of the service, in a question that asks
// what a port is for.
type judgeService struct {
	c       *catalogue.Catalogue
	words   *words
	right   *catalogue.Service
	options []*catalogue.Service
}

func (j judgeService) choice(i int) Judgement { return j.took(j.options[i]) }

func (j judgeService) text(s string) (Judgement, error) {
	if j.right.Accepts(s) {
		return j.took(j.right), nil
	}
	if found := j.c.Find(s); len(found) > 0 {
		return j.took(found[0]), nil
	}
	return Judgement{}, nil
}

func (j judgeService) took(s *catalogue.Service) Judgement {
	if s == j.right {
		return Judgement{Correct: true, Service: s.Key}
	}
	return Judgement{Service: s.Key, Contrast: j.words.contrast(j.c, j.right, s)}
}

// judgePort is right for the number of the service's port.
type judgePort struct {
	c       *catalogue.Catalogue
	words   *words
	right   *catalogue.Service
	options []catalogue.Port
}

func (j judgePort) choice(i int) Judgement { return j.took(j.options[i]) }

func (j judgePort) text(s string) (Judgement, error) {
	port, transports, err := parsePort(s, j.words)
	if err != nil {
		return Judgement{}, err
	}
	judged := j.took(port)
	unused := slices.DeleteFunc(transports, j.right.Uses)
	if judged.Correct && len(unused) > 0 {
		name := j.words.led(j.words.spaced(j.right.Label(j.words.lang)))
		said := fmt.Sprintf(j.words.wrongTransport, name, j.words.brief(j.right), strings.Join(j.words.transports(unused), j.words.and))
		return Judgement{Service: j.right.Key, Contrast: said}, nil
	}
	return judged, nil
}

func (j judgePort) took(p catalogue.Port) Judgement {
	if p == j.right.Port {
		return Judgement{Correct: true, Service: j.right.Key}
	}
	at := j.c.At(p)
	if len(at) == 0 {
		return Judgement{Contrast: j.words.owners(j.c, p)}
	}
	said := j.words.owners(j.c, p)
	if pair, ok := j.c.Pair(j.right.Key, at[0].Key); ok {
		said = Paragraph(said, pair.Tell.In(j.words.lang))
	}
	return Judgement{Service: at[0].Key, Contrast: said}
}

// judgeRange is right for the range that a number lies in.
type judgeRange struct {
	c     *catalogue.Catalogue
	words *words
	right *catalogue.Range
}

func (j judgeRange) choice(i int) Judgement { return j.took(j.c.Ranges[i]) }

func (j judgeRange) text(s string) (Judgement, error) {
	for _, r := range j.c.Ranges {
		if r.Accepts(s) {
			return j.took(r), nil
		}
	}
	return Judgement{}, nil
}

func (j judgeRange) took(r *catalogue.Range) Judgement {
	if r == j.right {
		return Judgement{Correct: true}
	}
	return Judgement{Contrast: fmt.Sprintf(j.words.rangeIs, j.words.spaced(r.Name.In(j.words.lang)), r.From, r.To)}
}

var (
	transportWord = `(?:tcp|udp|sctp|dccp)`
	portShape     = regexp.MustCompile(`^(?:(` + transportWord + `(?:\s*[/+]\s*` + transportWord + `)*)\s*[/:\s]?\s*)?` +
		`(?:port\s*|端口号?\s*)?(\d+)(?:\s*(?:端口|号端口))?` +
		`(?:\s*[/:\s]?\s*(` + transportWord + `(?:\s*[/+]\s*` + transportWord + `)*))?$`)
	hexShape    = regexp.MustCompile(`^(?:0[xX][0-9a-fA-F]+|[0-9a-fA-F]+[hH])$`)
	numberShape = regexp.MustCompile(`^[-+]?[0-9]+$`)
)

// parsePort reads a port as people write it: 53, ５３, tcp/53, "TCP 53",
// 53/udp, "端口 53". What is no port from 0 to 65535 is an error of
// [ErrNoAnswer], not a wrong answer.
func parsePort(s string, w *words) (catalogue.Port, []catalogue.Transport, error) {
	s = strings.ToLower(strings.TrimSpace(norm.NFKC.String(s)))
	m := portShape.FindStringSubmatch(s)
	switch {
	case m == nil && hexShape.MatchString(s):
		return 0, nil, noAnswer(w.decimalOnly)
	case m == nil && numberShape.MatchString(s):
		return 0, nil, noAnswer(fmt.Sprintf(w.notAPort, s))
	case m == nil || m[1] != "" && m[3] != "":
		return 0, nil, noAnswer(w.typeNumber)
	}
	n, err := strconv.ParseUint(m[2], 10, 16)
	if err != nil {
		return 0, nil, noAnswer(fmt.Sprintf(w.notAPort, shorten(m[2])))
	}
	var transports []catalogue.Transport
	for word := range strings.FieldsFuncSeq(m[1]+m[3], func(r rune) bool { return !('a' <= r && r <= 'z') }) {
		transports = append(transports, catalogue.Transport(word))
	}
	return catalogue.Port(n), transports, nil
}

// shorten keeps a number that somebody leant on the keyboard for readable.
func shorten(digits string) string {
	if len(digits) > 12 {
		return digits[:9] + "…"
	}
	return digits
}
