package questions_test

import (
	"slices"
	"strings"
	"testing"

	"portdrill/questions"
	"portdrill/questions/catalogue"
)

// Defects that were seen in public question banks. Each is a law of its own here,
// over every question of many seeds that it could show in.

// every makes questions of the kind and format about the facet, or about the deck
// all where that is empty.
func every(t *testing.T, facet questions.FacetID, kind questions.Kind, format questions.Format, do func(*questions.Question)) {
	t.Helper()
	for _, lang := range langs {
		for seed := range uint64(200) {
			do(mustMake(t, theMaker(t), questions.Spec{
				Facet: facet, Kind: kind, Format: format, Lang: lang, Deck: catalogue.AllDeck, Seed: seed,
			}))
		}
	}
}

// "SMTP default port?" with 25, 110, 143 and 465: two could be defended.
func TestSMTPHasOnePort(t *testing.T) {
	every(t, "smtp:port", questions.ServiceToPort, questions.Choice, func(q *questions.Question) {
		if slices.Contains(q.Options, "465") || slices.Contains(q.Options, "587") || q.Answers[0] != "25" {
			t.Errorf("%s %v: answers %v", q.Stem, q.Options, q.Answers)
		}
	})
}

// A false statement that always takes port 9999 gives itself away.
func TestFalseStatementsAreNotGivenAway(t *testing.T) {
	said := make(map[string][2]int) // by the port that is named: how often true, how often false
	every(t, "", questions.TrueFalse, questions.Boolean, func(q *questions.Question) {
		port := strings.FieldsFunc(q.Stem, func(r rune) bool { return r < '0' || r > '9' })
		if len(port) == 0 {
			return
		}
		counts := said[port[len(port)-1]]
		if slices.Index(q.Options, q.Answers[0]) == 0 {
			counts[0]++
		} else {
			counts[1]++
		}
		said[port[len(port)-1]] = counts
	})
	if len(said) < 40 {
		t.Fatalf("only %d ports are named", len(said))
	}
	for port, counts := range said {
		if counts[1] > 20 {
			t.Errorf("port %s is named in %d false statements and %d true ones", port, counts[1], counts[0])
		}
	}
}

// DNS stated as UDP alone.
func TestDNSUsesBothTransports(t *testing.T) {
	every(t, "domain:port", questions.ServiceToPort, questions.Typed, func(q *questions.Question) {
		if !slices.Equal(q.Ports, []string{"tcp/53", "udp/53"}) {
			t.Errorf("DNS is on %v", q.Ports)
		}
	})
	if _, known := theMaker(t).Facet("domain:transport"); known {
		t.Error("it is asked which one transport DNS uses")
	}
}

// SNMP and its traps merged as "161-162", FTP as "20-21": two services with a
// port each, and never one answer.
func TestPairsOfPortsAreNotMerged(t *testing.T) {
	for facet, port := range map[questions.FacetID]string{"snmp:port": "161", "snmptrap:port": "162", "ftp:port": "21", "ftp-data:port": "20"} {
		every(t, facet, questions.ServiceToPort, questions.Choice, func(q *questions.Question) {
			for _, option := range q.Options {
				if strings.ContainsAny(option, "-–~～,、") {
					t.Errorf("%s offers %q", facet, option)
				}
			}
			if q.Answers[0] != port {
				t.Errorf("%s is %s", facet, q.Answers[0])
			}
		})
		q := mustMake(t, theMaker(t), questions.Spec{Facet: facet, Kind: questions.ServiceToPort, Format: questions.Typed, Lang: catalogue.English, Deck: catalogue.AllDeck})
		for _, both := range []string{"161-162", "20-21", "161,162", "20/21"} {
			if judged, err := q.Judge(questions.Reply{Text: both}); err == nil && judged.Correct {
				t.Errorf("%s takes %q", facet, both)
			}
		}
	}
}

// SMB 445, LDAP 389 and SNMP 161 listed as registered ports.
func TestSystemPortsAreSystemPorts(t *testing.T) {
	for _, n := range []catalogue.Port{445, 389, 161} {
		if r := theMaker(t).Catalogue().RangeOf(n); r.Key != "system" {
			t.Errorf("%d is said to lie in %s", n, r.Key)
		}
	}
	every(t, "range:user", questions.RangeOfNumber, questions.Choice, func(q *questions.Question) {
		if len(q.Ports[0]) < 4 {
			t.Errorf("%s is said to be %s", q.Ports[0], q.Answers[0])
		}
	})
}

// "SMTPS 465 or 587", and "65,535 possible ports": 587 is submission, though
// Network+ calls it SMTPS, which is taken and told; and there are 65,536 numbers.
func TestSubmissionIsNotSMTPS(t *testing.T) {
	c := theMaker(t).Catalogue()
	for name, want := range map[string][]catalogue.Port{"smtps": {465, 587}, "submission": {587}} {
		var found []catalogue.Port
		for _, s := range c.Find(name) {
			found = append(found, s.Port)
		}
		if !slices.Equal(found, want) {
			t.Errorf("%s is %v, want %v", name, found, want)
		}
	}
	every(t, "tcp/587:service", questions.PortToService, questions.Typed, func(q *questions.Question) {
		if strings.Contains(q.Answers[0], "SMTPS") || !strings.Contains(q.Explanation.String(), "SMTPS") {
			t.Errorf("587 is %s: %s", q.Answers[0], q.Explanation)
		}
	})
	every(t, "number:max", questions.RangeEdge, questions.Typed, func(q *questions.Question) {
		if q.Answers[0] != "65535" || !strings.Contains(q.Explanation.String(), "65,536") && !strings.Contains(q.Explanation.String(), "65536") {
			t.Errorf("%s: %s", q.Answers[0], q.Explanation)
		}
	})
}
