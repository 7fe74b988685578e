package questions_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"portdrill/questions"
)

// testdata/listings holds what the tools of a Debian print, each with its command and its
// version: make listings records them anew, of a host that is 192.0.2.10, on which these
// sockets wait, one connection is open, and one port of each transport is filtered.
var recordedWaiting = []string{"tcp 0.0.0.0:22", "tcp [::]:80", "tcp 127.0.0.1:5432", "tcp [::1]:631", "udp 0.0.0.0:123", "udp 192.0.2.10:53"}

const (
	recordedServer = "192.0.2.10"
	recordedPort   = "443" // of the connection
)

// recording returns the lines that the tool printed, without the remarks, from the
// heading on where it has one.
func recording(t *testing.T, tool, heading string) []string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", "listings", tool+".txt"))
	if err != nil {
		t.Fatal(err)
	}
	lines := slices.DeleteFunc(strings.Split(string(text), "\n"), func(line string) bool {
		return line == "" || strings.HasPrefix(line, "#")
	})
	from := slices.IndexFunc(lines, func(line string) bool { return strings.HasPrefix(line, heading) })
	if from < 0 {
		t.Fatalf("%s prints no line that begins with %q", tool, heading)
	}
	for i := range lines {
		lines[i] = strings.TrimSpace(lines[i])
	}
	return lines[from:]
}

// The law: what reads the questions reads what the tools print, and to the same effect;
// the columns of questions are those of the tools, in their order.
func TestListings(t *testing.T) {
	t.Parallel()
	headings := printedHeadings(t)
	for tool, first := range map[string]string{"ss": "Netid", "netstat": "Proto", "lsof": "COMMAND"} {
		lines := recording(t, tool, first)
		recorded := strings.ReplaceAll(lines[0], "PortProcess", "Port Process")
		if !slices.ContainsFunc(keysOf(headings), func(h string) bool {
			return strings.HasPrefix(h, first) && isWithin(strings.Fields(h), strings.Fields(recorded))
		}) {
			t.Errorf("%s prints the columns %q, questions have %q", tool, recorded, keysOf(headings))
		}
		var waiting []string
		connections := 0
		for _, line := range lines[1:] {
			if strings.Contains(line, "->") || strings.Contains(line, "TIME-WAIT") || strings.Contains(line, "TIME_WAIT") {
				continue // questions show none of lsof's
			}
			k, err := readSocketLine(lines[0], line)
			if err != nil {
				t.Errorf("%s: %v", tool, err)
				continue
			}
			if k.waits() {
				waiting = append(waiting, k.transport+" "+k.local+":"+k.localPort)
			} else if k.local == recordedServer && k.localPort == recordedPort {
				connections++
			}
		}
		if tool != "lsof" && connections != 1 {
			t.Errorf("%s: %d connections are to this server, want 1", tool, connections)
		}
		for _, want := range recordedWaiting {
			if !slices.ContainsFunc(waiting, func(line string) bool { return sameSocket(line, want) }) {
				t.Errorf("%s: %s does not wait; %q do", tool, want, waiting)
			}
		}
	}
}

// sameSocket reports whether two tools mean the same.
func sameSocket(a, b string) bool {
	bare := strings.NewReplacer("[", "", "]", "", "0.0.0.0", "*", " :::", " *:").Replace
	return bare(strings.ReplaceAll(a, "[::]", "*")) == bare(strings.ReplaceAll(b, "[::]", "*"))
}

func keysOf(headings map[string]bool) (all []string) {
	for h := range headings {
		all = append(all, h)
	}
	slices.Sort(all)
	return all
}

// isWithin reports whether the words stand among the others, in their order.
func isWithin(words, others []string) bool {
	for _, word := range others {
		if len(words) > 0 && words[0] == word {
			words = words[1:]
		}
	}
	return len(words) == 0
}

// printedHeadings are the headings of socket listings and scans in the wide form.
func printedHeadings(t *testing.T) map[string]bool {
	t.Helper()
	all := make(map[string]bool)
	for _, kind := range []questions.Kind{questions.SocketListing, questions.ScanResult} {
		for seed := range uint64(200) {
			q := mustMake(t, theMaker(t), questions.Spec{Kind: kind, Lang: en, Deck: "network-plus", Seed: seed})
			all[strings.Join(strings.Fields(q.Block.Wide[0]), " ")] = true
		}
	}
	return all
}

// The law: the states that nmap printed are read as they were made, by TCP and by UDP.
func TestRecordedScans(t *testing.T) {
	t.Parallel()
	states := make(map[string]string)
	for tool := range map[string]bool{"nmap": true, "nmap-udp": true} {
		lines := recording(t, tool, "PORT")
		if heading := strings.Join(strings.Fields(lines[0]), " "); !printedHeadings(t)[heading] {
			t.Errorf("%s prints the columns %q", tool, heading)
		}
		for _, line := range lines[1:] {
			if m := scanLine.FindStringSubmatch(line); m != nil {
				states[m[1]] = m[4]
			}
		}
	}
	for port, want := range map[string]string{
		"22/tcp": "open", "23/tcp": "filtered", "25/tcp": "closed", "53/udp": "open|filtered", "69/udp": "open|filtered", "161/udp": "closed",
	} {
		if states[port] != want {
			t.Errorf("%s is %q, want %q", port, states[port], want)
		}
	}
}

// The law: packets that tcpdump printed are read with their sides.
func TestRecordedPackets(t *testing.T) {
	t.Parallel()
	answers := 0
	for _, line := range recording(t, "tcpdump", "") {
		p, err := readPacketLine(line)
		if err != nil {
			t.Error(err)
		}
		if p.from == recordedServer && p.fromPort == recordedPort {
			answers++
		}
	}
	if answers == 0 {
		t.Error("no packet is from the server")
	}
}
