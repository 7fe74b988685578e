package questions

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"

	"portdrill/questions/catalogue"
)

// Questions from practice show what a machine prints. It stands in the stem below the
// prose, line by line, and is at most 80 columns wide.

// Printed splits a stem into its prose and the lines that a machine printed, of which
// most stems have none.
func Printed(stem string) (prose string, lines []string) {
	all := strings.Split(stem, "\n")
	return all[0], all[1:]
}

// leaving are the columns that a narrow screen leaves out, the first to go first: what
// is queued, the process, and then what tells nothing where only one thing is asked.
var leaving = []string{
	"Recv-Q", "Send-Q", "PID", "Peer Address:Port", "Foreign Address", "REASON", "State", "(state)", "Netid", "Proto",
}

// Narrow returns printed lines for a screen of the width. Of a table columns are left
// out, in the order of leaving, until it fits, but none in which the rows differ in more
// than a wildcard while there is another; of other lines the words that do not fit go on
// in the next line, set in by four.
func Narrow(lines []string, width int) []string {
	if fits(lines, width) {
		return lines
	}
	if table := tableOf(lines); len(table) > 1 {
		for _, name := range leaving {
			if i := slices.Index(table[0], name); i >= 0 && !(isAddress(name) && tells(table[1:], i)) {
				for at, row := range table {
					table[at] = slices.Delete(slices.Clone(row), i, i+1)
				}
			}
			if narrow := aligned(table); fits(narrow, width) {
				return narrow
			}
		}
		lines = aligned(table)
	}
	var all []string
	for _, line := range lines {
		all = append(all, folded(line, width)...)
	}
	return all
}

func isAddress(column string) bool {
	return strings.HasSuffix(column, "Address") || strings.HasSuffix(column, "Address:Port")
}

// tells reports whether the column holds an address that is no wildcard.
func tells(rows [][]string, column int) bool {
	return slices.ContainsFunc(rows, func(row []string) bool {
		return !slices.Contains([]string{"0.0.0.0:*", "[::]:*", "0.0.0.0:0", "[::]:0", "*:*", "*.*"}, row[column])
	})
}

func fits(lines []string, width int) bool {
	return !slices.ContainsFunc(lines, func(line string) bool { return len(line) > width })
}

// folded breaks a line at spaces.
func folded(line string, width int) []string {
	const indent = "    "
	var all []string
	for len(line) > width {
		at := strings.LastIndex(strings.TrimRight(line[:width+1], " "), " ")
		if at <= len(indent) {
			break
		}
		all = append(all, strings.TrimRight(line[:at], " "))
		line = indent + strings.TrimLeft(line[at:], " ")
	}
	return append(all, line)
}

// columnGap stands between the columns of a table.
const columnGap = "  "

// aligned prints a table, the columns below each other.
func aligned(table [][]string) []string {
	var lines []string
	for _, row := range table {
		var line strings.Builder
		for i, cell := range row {
			widest := 0
			for _, other := range table {
				widest = max(widest, len(other[i]))
			}
			fmt.Fprintf(&line, "%-*s%s", widest, cell, columnGap)
		}
		lines = append(lines, strings.TrimRight(line.String(), " "))
	}
	return lines
}

// tableOf reads lines that [aligned] printed; nil if they are no table. Where a row
// leaves the cells of a column empty they are spaces below the heading.
func tableOf(lines []string) [][]string {
	if len(lines) < 2 || !slices.Contains(tableHeads, strings.Fields(lines[0] + " -")[0]) {
		return nil
	}
	var starts []int
	for i := range lines[0] {
		begins := i == 0 || i >= len(columnGap) && lines[0][i-len(columnGap):i] == columnGap
		if lines[0][i] != ' ' && begins {
			starts = append(starts, i)
		}
	}
	var table [][]string
	for _, line := range lines {
		row := make([]string, len(starts))
		for i, from := range starts {
			to := len(line)
			if i+1 < len(starts) {
				to = min(to, starts[i+1])
			}
			row[i] = strings.TrimSpace(line[min(from, len(line)):to])
		}
		table = append(table, row)
	}
	return table
}

// tableHeads are the first columns of tables.
var tableHeads = []string{"Netid", "Proto", "PORT"}

// A host of the networks that RFC 5737 and RFC 3849 keep for documentation.
func documented(rng *rand.Rand) string {
	network := []string{"192.0.2.", "198.51.100.", "203.0.113."}[rng.IntN(3)]
	return fmt.Sprint(network, 1+rng.IntN(254))
}

// ephemeral draws a port that a client may have and no service is known to use.
func (m *making) ephemeral() catalogue.Port {
	from := m.c.Range("dynamic").From
	for {
		if p := from + catalogue.Port(m.rng.IntN(int(lastPort-from))); len(m.c.At(p)) == 0 {
			return p
		}
	}
}

// noListeners are services that wait for no connections on their port.
var noListeners = []string{"ftp-data", "ftps-data", "bootpc", "dhcpv6-client"}

// listeners draws services of the deck that a host offers on ports which tell them, over
// one of the transports.
func (m *making) listeners(n int, over ...catalogue.Transport) ([]*catalogue.Service, error) {
	return m.apart(m.members(), n, func(s *catalogue.Service) bool {
		return !s.ByName && s.Port > 0 && !slices.Contains(noListeners, s.Key) &&
			len(s.Transports) > 0 && slices.Contains(over, s.Transports[0])
	})
}

// ask makes the question, about the services in the order in which they are shown.
func (m *making) askPrinted(stem catalogue.Text, lines []string, services []*catalogue.Service, args ...any) {
	m.covers(services)
	m.q.Stem = m.say(stem, args...) + "\n" + strings.Join(lines, "\n")
}

// wantOne asks for one of the services that are shown; why says of each what it is.
func (m *making) wantOne(right int, services []*catalogue.Service, why func(int) string) {
	shown := make([]string, len(services))
	for i, s := range services {
		shown[i] = s.Label(m.words.lang)
	}
	answer := shown[right]
	reasons := make(map[string]string)
	for i, label := range shown {
		reasons[label] = why(i)
	}
	m.rng.Shuffle(len(shown), func(i, j int) { shown[i], shown[j] = shown[j], shown[i] })
	m.wantText(answer, shown, nil)
	m.contrast(func(option string) string { return reasons[option] })
}
