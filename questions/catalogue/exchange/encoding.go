package exchange

import (
	"errors"
	"fmt"
	"strings"

	"portdrill/questions/catalogue/exchange/tabular"
)

// decode returns the text of a file, lines ending in line feeds. ok is false if
// there is none, which was then reported.
func (r *reading) decode(data []byte) (text string, ok bool) {
	if len(data) > MaxSize {
		r.report(Problem{Code: TooLarge, Limit: MaxSize >> 20})
		return "", false
	}
	text, from, err := tabular.Decode(data)
	var kind *tabular.KindError
	var binary *tabular.BinaryError
	var encoding *tabular.EncodingError
	switch {
	case errors.As(err, &kind):
		r.report(Problem{Code: WrongKind, Cell: string(kind.Kind)})
		return "", false
	case errors.As(err, &binary):
		r.at(binary.Before, Problem{Code: Binary})
		return "", false
	case errors.As(err, &encoding) && len(encoding.Plausible) > 1:
		r.at(encoding.Before, Problem{Code: InDoubt, Cell: fmt.Sprint(encoding.Plausible)})
		return "", false
	case err != nil:
		r.at(before(encoding), Problem{Code: BadEncoding})
		return "", false
	}
	if strings.TrimSpace(text) == "" {
		r.report(Problem{Code: Empty})
		return "", false
	}
	switch from {
	case tabular.UTF8, tabular.UTF16:
	case tabular.GB18030:
		r.report(Problem{Line: 1, Column: 1, Code: TakenAsGB, Severity: Warning})
	default:
		r.report(Problem{Line: 1, Column: 1, Code: TakenAs, Cell: string(from), Severity: Warning})
	}
	return text, true
}

func before(err *tabular.EncodingError) string {
	if err == nil {
		return ""
	}
	return err.Before
}

// at reports a problem behind the text that comes before it.
func (r *reading) at(before string, p Problem) {
	here := place{1, 1}.after(before)
	p.Line, p.Column = here.Line, here.Column
	r.report(p)
}
