package questions_test

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"portdrill/questions"
	"portdrill/questions/catalogue"
)

// The oracle of questions about STARTTLS and TLS. What begins how it takes from the rows:
// a service that starts in clear text, and its secure counterpart.

func init() { printReaders[questions.TLSMode] = printReader{examine: (*bank).tlsDefects} }

var (
	tlsStems = map[catalogue.Lang][]*regexp.Regexp{ // for the port; what happens, and where TLS is switched on, or off
		en: shapes(`A client for (.+) needs these settings\. Which port goes with them\?`,
			`A client for (.+) connects like this\. What happens\?`,
			`A server for (.+) has TLS switched on\. A client connects like this\. What happens\?`,
			`A server for (.+) has TLS switched off\. A client connects like this\. What happens\?`),
		zh: shapes(`(.+?) ?的客户端要这样设置，端口应填多少？`, `(.+?) ?的客户端这样连接，结果会怎样？`,
			`(.+?) ?服务器启用了 TLS。客户端这样连接，结果会怎样？`, `(.+?) ?服务器没有启用 TLS。客户端这样连接，结果会怎样？`),
	}
	tlsSaid = map[catalogue.Lang][]string{
		en: {
			"It is encrypted from the first byte", "First clear text, then encrypted", "It stays in clear text",
			"They do not understand each other",
		},
		zh: {"从第一个字节起就加密", "先明文，随后升级为加密", "始终是明文", "双方无法沟通，连接失败"},
	}
	tlsSettings = regexp.MustCompile(`^Server +\S+\nPort +(\d+|\?)\nSecurity +(None|STARTTLS|SSL/TLS)$`)
	tlsCommand  = regexp.MustCompile(`^\$ (?:openssl s_client (?:-starttls (\S+) )?-connect \S+:|(nc) \S+ )(\d+)$`)

	// startTLSWords are what openssl knows, by the port that begins in clear text.
	startTLSWords = map[string]string{
		"21": "ftp", "110": "pop3", "119": "nntp", "143": "imap", "389": "ldap", "587": "smtp", "3268": "ldap", "4190": "sieve",
	}
)

func (b *bank) tlsDefects(q *questions.Question) (found []string) {
	for _, lines := range [][]string{q.Block.Wide, q.Block.Narrow} {
		right, named, err := b.answerTLS(q, joined(lines))
		switch {
		case err != nil:
			found = append(found, err.Error())
		case q.Answers[0] != right || len(q.Answers) != 1:
			found = append(found, fmt.Sprintf("%q is right, the key is %q", right, q.Answers))
		default:
			found = append(found, b.subjectDefects(q, []*record{named})...)
		}
	}
	return found
}

func (b *bank) answerTLS(q *questions.Question, lines []string) (right string, named *record, err error) {
	ask, name := -1, ""
	for i, shape := range tlsStems[q.Lang] {
		if m := shape.FindStringSubmatch(q.Stem); m != nil {
			ask, name = i, m[1]
		}
	}
	meant := slices.DeleteFunc(slices.Clone(b.named(name)), func(r *record) bool { return !r.calls(name, q.Lang) })
	if ask < 0 || len(meant) != 1 {
		return "", nil, fmt.Errorf("unreadable prose: %s: %d services", q.Stem, len(meant))
	}
	row := b.rows[meant[0].key]
	port, mode := "", ""
	text := strings.Join(lines, "\n")
	if m := tlsSettings.FindStringSubmatch(text); m != nil {
		port, mode = m[1], m[2]
	} else if m := tlsCommand.FindStringSubmatch(text); m != nil {
		port, mode = m[3], "SSL/TLS"
		switch {
		case m[2] == "nc":
			mode = "None"
		case m[1] != "" && m[1] != startTLSWords[row["port"]]:
			return "", nil, fmt.Errorf("openssl does not speak %s to %s", m[1], row["port"])
		case m[1] != "":
			mode = "STARTTLS"
		}
	} else {
		return "", nil, fmt.Errorf("unreadable: %s", text)
	}
	if mode == "STARTTLS" && row["encryption"] != "starttls" {
		return "", nil, fmt.Errorf("%s knows no STARTTLS", name)
	}
	twin := b.rows[b.counterpart(row)]
	if ask == 0 {
		return b.portOfMode(q, row, twin, mode)
	}
	expectsTLS := ask == 2
	switch {
	case ask >= 2 && (row["encryption"] != "optional" || port != row["port"]):
		return "", nil, fmt.Errorf("TLS is not switched on and off on %s of %s", port, name)
	case ask >= 2:
	case port == row["port"] && slices.Contains([]string{"starttls", "plaintext"}, row["encryption"]):
	case twin != nil && port == twin["port"] && twin["encryption"] == "encrypted":
		expectsTLS = true
	default:
		return "", nil, fmt.Errorf("%s does not tell how %s begins", port, name)
	}
	outcome := 3
	switch {
	case expectsTLS && mode == "SSL/TLS":
		outcome = 0
	case !expectsTLS && mode == "STARTTLS":
		outcome = 1
	case !expectsTLS && mode == "None":
		outcome = 2
	}
	if !slices.Equal(q.Options, tlsSaid[q.Lang]) {
		return "", nil, fmt.Errorf("options: %q", q.Options)
	}
	named = meant[0]
	if twin != nil && port == twin["port"] {
		named = b.keyed(twin["service_key"])
	}
	return tlsSaid[q.Lang][outcome], named, nil
}

// counterpart is the key of the secure counterpart: the column says "imaps:993".
func (b *bank) counterpart(row map[string]string) string {
	m := regexp.MustCompile(`^([^:]+):\d+$`).FindStringSubmatch(row["secure_counterpart"])
	if m == nil {
		return ""
	}
	return m[1]
}

// portOfMode is the port that goes with STARTTLS, or with TLS from the first byte; no
// other option may be a port of the protocol that begins so.
func (b *bank) portOfMode(q *questions.Question, row, twin map[string]string, mode string) (string, *record, error) {
	number := func(option string) int { return atoi(strings.TrimPrefix(option, "TCP ")) }
	ascend := slices.IsSortedFunc(q.Options, func(a, b string) int { return number(a) - number(b) })
	if twin == nil || mode == "None" || len(q.Options) != 4 || !ascend || number(q.Options[0]) < 1 {
		return "", nil, fmt.Errorf("options: %s %q", mode, q.Options)
	}
	right := row
	if mode == "SSL/TLS" {
		right = twin
	}
	return "TCP " + right["port"], b.keyed(right["service_key"]), nil
}
