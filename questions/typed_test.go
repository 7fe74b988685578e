package questions_test

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"unicode"

	"portdrill/questions"
	"portdrill/questions/catalogue"
)

// The rules of R9 in the words of this test: what a name is, whatever its
// case, width, spaces and punctuation. It shares no code with what is tested.
func bare(name string) string {
	var signs []rune
	for _, r := range name {
		if r >= '！' && r <= '～' { // full width
			r -= '！' - '!'
		}
		if unicode.IsLetter(r) || unicode.IsDigit(r) || r == '+' {
			signs = append(signs, unicode.ToLower(r))
		}
	}
	return string(signs)
}

// rewritten returns the name as people may type it: still the same name.
func rewritten(name string, rng *rand.Rand) string {
	var out []rune
	for _, r := range name {
		switch rng.IntN(6) {
		case 0:
			r = unicode.ToUpper(r)
		case 1:
			r = unicode.ToLower(r)
		case 2:
			if r > ' ' && r <= '~' {
				r += '！' - '!'
			}
		case 3:
			out = append(out, []rune{' ', '-', '\u3000', '_', '\t'}[rng.IntN(5)])
		}
		out = append(out, r)
	}
	return strings.Repeat(" ", rng.IntN(3)) + string(out) + strings.Repeat("\u3000", rng.IntN(2))
}

// mistyped returns the name with one slip of the finger.
func mistyped(name string, rng *rand.Rand) string {
	signs := []rune(name)
	i := rng.IntN(len(signs))
	letter := rune('a' + rng.IntN(26))
	switch rng.IntN(4) {
	case 0:
		return string(slices.Insert(signs, i, letter))
	case 1:
		return string(slices.Delete(signs, i, i+1))
	case 2:
		signs[i] = letter
	default:
		j := (i + 1) % len(signs)
		signs[i], signs[j] = signs[j], signs[i]
	}
	return string(signs)
}

// typedQuestion asks for the name of the service.
func typedQuestion(t *testing.T, maker *questions.Maker, s *catalogue.Service, lang catalogue.Lang) *questions.Question {
	t.Helper()
	facet := questions.FacetID(s.Sockets()[0] + ":service")
	return mustMake(t, maker, questions.Spec{Facet: facet, Kind: questions.PortToService, Format: questions.Typed, Lang: lang})
}

// The law: a name is taken in whatever case, width and spacing, in either
// language whatever is shown, and with a slip of the finger not at all, even if
// that makes the name of another service.
func TestTypedNames(t *testing.T) {
	t.Parallel()
	const variants = 200
	maker := theMaker(t)
	tried, slips, landed := 0, 0, 0
	for _, s := range maker.Catalogue().Services {
		if s.ByName { // its name is never asked for
			continue
		}
		known := make(map[string]bool)
		for _, name := range s.Names() {
			known[bare(name)] = true
		}
		asked := map[catalogue.Lang]*questions.Question{en: typedQuestion(t, maker, s, en), zh: typedQuestion(t, maker, s, zh)}
		for _, name := range s.Names() {
			rng := rand.New(rand.NewPCG(uint64(s.Port), uint64(len(name))))
			for i := range variants {
				q, typed := asked[langs[i%2]], rewritten(name, rng)
				if i%4 == 3 {
					typed = mistyped(name, rng)
					slips++
				}
				if strings.TrimSpace(typed) == "" {
					continue
				}
				tried++
				judged, err := q.Judge(questions.Reply{Text: typed})
				if err != nil || judged.Correct != known[bare(typed)] {
					t.Errorf("%s: %q for %q: %+v %v", q.Stem, typed, name, judged, err)
				}
				others := maker.Catalogue().Find(typed)
				if want := !judged.Correct && len(others) == 0 && isSlipOf(bare(typed), known); judged.Near != want {
					t.Errorf("%s: %q for %q is near: %v", q.Stem, typed, name, judged.Near)
				}
				if !judged.Correct && len(others) > 0 {
					landed++
					if !slices.ContainsFunc(others, func(o *catalogue.Service) bool { return o.Key == judged.Service }) {
						t.Errorf("%s: %q is taken for %q, not for another's name", q.Stem, typed, judged.Service)
					}
				}
			}
		}
	}
	t.Logf("%d typed answers, %d of them slips, %d of which are another's name", tried, slips, landed)
}

// isSlipOf says whether the text is one of the names with one letter more, less or
// other, or two beside each other exchanged, and all digits as they are. Short ones are
// too near to other names. It shares no code with what is tested.
func isSlipOf(typed string, names map[string]bool) bool {
	const fewest = 4
	digits := func(text string) string {
		return strings.Join(strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsDigit(r) }), "")
	}
	for name := range names {
		a, b := []rune(typed), []rune(name)
		if len(a) >= fewest && len(b) >= fewest && digits(typed) == digits(name) && isOneSlip(a, b) {
			return true
		}
	}
	return false
}

// isOneSlip looks at what is left where both differ.
func isOneSlip(a, b []rune) bool {
	for len(a) > 0 && len(b) > 0 && a[0] == b[0] {
		a, b = a[1:], b[1:]
	}
	for len(a) > 0 && len(b) > 0 && a[len(a)-1] == b[len(b)-1] {
		a, b = a[:len(a)-1], b[:len(b)-1]
	}
	exchanged := len(a) == 2 && len(b) == 2 && a[0] == b[1] && a[1] == b[0]
	return exchanged || len(a)+len(b) > 0 && len(a) <= 1 && len(b) <= 1
}

// The law: a port is taken however it is written, and as no other number.
func TestTypedPorts(t *testing.T) {
	t.Parallel()
	maker := theMaker(t)
	tried := 0
	for _, s := range maker.Catalogue().Services {
		q := mustMake(t, maker, questions.Spec{
			Facet: questions.FacetID(s.Key + ":port"), Kind: questions.ServiceToPort, Format: questions.Typed, Lang: langs[int(s.Port)%2],
		})
		number := strings.Fields(strings.ReplaceAll(s.Socket(), "/", " "))
		n := number[len(number)-1]
		wide := strings.Map(func(r rune) rune { return r + '０' - '0' }, n)
		for _, form := range []string{"%", " % ", "\u3000%", "port %", "Port%", "端口 %", "端口号%", "%端口", "0%", "00%", "％"} {
			text := strings.ReplaceAll(strings.ReplaceAll(form, "%", n), "％", wide)
			tried++
			if judged, err := q.Judge(questions.Reply{Text: text}); err != nil || !judged.Correct {
				t.Errorf("%s: %q is refused: %v", q.Stem, text, err)
			}
		}
		for _, transport := range []string{"tcp", "udp", "sctp", "dccp"} {
			for _, form := range []string{"#/%", "#%", "# %", "#:%", "%/#", "% #", "# ％", "#／％"} {
				text := strings.NewReplacer("#", transport, "%", n, "％", wide).Replace(form)
				if tried%2 == 0 {
					text = strings.ToUpper(text)
				}
				tried++
				judged, err := q.Judge(questions.Reply{Text: text})
				if inUse := slices.Contains(s.Transports, catalogue.Transport(transport)); err != nil || judged.Correct != inUse {
					t.Errorf("%s: %q: %v %v, want %v", q.Stem, text, judged.Correct, err, inUse)
				}
			}
		}
		for _, text := range []string{"0x35", "35h", "65536", "655535", "-1", "99999999999999999999", "1.5", "fifty", "tcp", "53,54", ""} {
			tried++
			if _, err := q.Judge(questions.Reply{Text: text}); err == nil {
				t.Errorf("%s: %q is taken for an answer", q.Stem, text)
			}
		}
		for _, text := range []string{n + "1", "1" + n} {
			tried++
			if judged, err := q.Judge(questions.Reply{Text: text}); err == nil && judged.Correct {
				t.Errorf("%s: %q is right", q.Stem, text)
			}
		}
	}
	t.Logf("%d typed ports", tried)
}

// within2 reports whether two changes at most (a sign put in, left out, replaced,
// or two swapped) make one of the other.
func within2(a, b string) bool {
	x, y := []rune(a), []rune(b)
	rows := make([][]int, len(x)+1)
	for i := range rows {
		rows[i] = make([]int, len(y)+1)
		for j := range rows[i] {
			switch {
			case i == 0 || j == 0:
				rows[i][j] = i + j
				continue
			}
			replace := rows[i-1][j-1]
			if x[i-1] != y[j-1] {
				replace++
			}
			rows[i][j] = min(rows[i-1][j]+1, rows[i][j-1]+1, replace)
			if i > 1 && j > 1 && x[i-1] == y[j-2] && x[i-2] == y[j-1] {
				rows[i][j] = min(rows[i][j], rows[i-2][j-2]+1)
			}
		}
	}
	return rows[len(x)][len(y)] <= 2
}

// The law: of two names that lie close together neither is taken for the other.
func TestNamesThatLieClose(t *testing.T) {
	t.Parallel()
	maker := theMaker(t)
	type named struct {
		s    *catalogue.Service
		name string
	}
	var all []named
	for _, s := range maker.Catalogue().Services {
		for _, name := range s.Names() {
			all = append(all, named{s, name})
		}
	}
	asked := make(map[*catalogue.Service]*questions.Question)
	for _, s := range maker.Catalogue().Services {
		if s.ByName { // its name is never asked for
			continue
		}
		asked[s] = typedQuestion(t, maker, s, en)
	}
	pairs := 0
	for _, a := range all {
		for _, b := range all {
			x, y := bare(a.name), bare(b.name)
			if a.s == b.s || asked[a.s] == nil || asked[b.s] == nil || len(x)-len(y) > 6 || len(y)-len(x) > 6 || !within2(x, y) {
				continue
			}
			pairs++
			shared := slices.ContainsFunc(a.s.Names(), func(name string) bool { return bare(name) == y })
			if judged, err := asked[a.s].Judge(questions.Reply{Text: b.name}); err != nil || judged.Correct != shared {
				t.Errorf("%s: %q of %s: %v %v, want %v", asked[a.s].Stem, b.name, b.s.Key, judged.Correct, err, shared)
			}
		}
	}
	t.Logf("%d pairs within two changes", pairs)

	for _, pair := range [][2]string{
		{"pop2", "pop3"}, {"pop3", "pop3s"}, {"ftp", "tftp"}, {"ftp", "ftps"}, {"tftp", "sftp"}, {"imap", "imaps"},
		{"http", "https"}, {"ldap", "ldaps"}, {"snmp", "smtp"}, {"ntp", "nntp"}, {"amqp", "amqps"}, {"coap", "coaps"}, {"nntp", "nntps"},
		{"telnet", "telnets"}, {"stun", "stuns"}, {"ssh", "shell"}, {"mysql", "ms-sql-s"}, {"bootps", "bootpc"},
	} {
		for _, way := range [][2]string{pair, {pair[1], pair[0]}} {
			s, other := maker.Catalogue().Service(way[0]), maker.Catalogue().Service(way[1])
			if s == nil || other == nil {
				t.Fatalf("no service %s or %s", way[0], way[1])
			}
			if judged, err := asked[s].Judge(questions.Reply{Text: other.Key}); err != nil || judged.Correct {
				t.Errorf("%s is taken for %s: %v", other.Key, s.Key, err)
			}
		}
	}
}
