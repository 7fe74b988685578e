package bank

import (
	"bytes"
	"fmt"
	"io"
	"strings"

	"portdrill/questions"
)

// WriteGIFT writes the questions in GIFT, as UTF-8. The explanation becomes the
// general feedback. Nothing is written if one of them cannot be (see [Takes]).
//
// GIFT: docs.moodle.org, "GIFT format".
func WriteGIFT(w io.Writer, qs []*questions.Question) error {
	all, err := items(qs)
	if err != nil {
		return err
	}
	var out bytes.Buffer
	for i, it := range all {
		if i > 0 {
			out.WriteByte('\n')
		}
		it.gift(&out)
	}
	_, err = w.Write(out.Bytes())
	return err
}

func (it item) gift(out *bytes.Buffer) {
	kind := ""
	if it.numerical() {
		kind = "#"
	}
	format, stem := "plain", it.stem
	if it.block != nil {
		format, stem = "html", it.html()
	}
	fmt.Fprintf(out, "::%s::[%s]%s {%s\n", escaped(it.name), format, escaped(stem), kind)
	for _, answer := range it.giftAnswers() {
		fmt.Fprintf(out, "\t%s\n", answer)
	}
	if it.feedback != "" {
		fmt.Fprintf(out, "\t####%s\n", escaped(it.feedback))
	}
	out.WriteString("}\n")
}

func (it item) giftAnswers() []string {
	var lines []string
	for _, option := range it.options {
		mark := "~"
		if option == it.right[0] {
			mark = "="
		}
		lines = append(lines, mark+escaped(option))
	}
	if it.options != nil {
		return lines
	}
	for _, answer := range it.right {
		if it.numerical() {
			lines = append(lines, "="+answer+":0") // no tolerance
		} else {
			lines = append(lines, "="+escaped(wildcards(answer)))
		}
	}
	return lines
}

// giftSigns are escaped by a backslash. An answer must not begin with a weight
// and hold no arrow, which would make pairs of it; so a sign of no width is put
// into those.
var giftSigns = strings.NewReplacer(`\`, `\\`, "~", `\~`, "=", `\=`, "#", `\#`, "{", `\{`, "}", `\}`, ":", `\:`, "\n", `\n`,
	"->", "-\u2060>")

func escaped(s string) string {
	if strings.HasPrefix(s, "%") {
		s = "\u2060" + s
	}
	return giftSigns.Replace(s)
}
