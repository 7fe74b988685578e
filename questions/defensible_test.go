package questions_test

import (
	"slices"
	"testing"

	"portdrill/questions"
)

// Answers that were defensible beside the key once, each as a law of its own.

// The law: services that one description fits are never options of one question.
func TestServicesOfOneDescriptionNeverMeet(t *testing.T) {
	c := theMaker(t).Catalogue()
	for key, other := range map[string]string{"vxlan": "geneve", "geneve": "vxlan"} {
		facet := questions.FacetID(key + ":port")
		every(t, facet, questions.DescriptionToService, questions.Choice, func(q *questions.Question) {
			s := c.Service(other)
			if slices.Contains(q.Options, s.Label(q.Lang)) || slices.Contains(q.Options, s.Name.EN) {
				t.Errorf("%s %q", q.Stem, q.Options)
			}
		})
	}
}

// The law: of FTP it is said that it can be upgraded to TLS on its port, and of its
// data nothing is asked.
func TestFTPCanBeUpgraded(t *testing.T) {
	maker := theMaker(t)
	for _, lang := range langs {
		q := mustMake(t, maker, questions.Spec{Facet: "ftp:encrypted", Format: questions.Choice, Lang: lang})
		if want := waysSaid["starttls"][lang]; q.Answers[0] != want {
			t.Errorf("%s %q, want %q", q.Stem, q.Answers[0], want)
		}
	}
	if _, known := maker.Facet("ftp-data:encrypted"); known {
		t.Error("it is asked how FTP data travel, which follows from the other connection")
	}
}

// The law: what tunnels, carries or controls mobile networks and overlays is not
// counted to routing.
func TestRoutingIsRouting(t *testing.T) {
	maker := theMaker(t)
	for _, key := range []string{"gtp-control", "gtp-user", "s1-control", "ng-control", "openflow", "vxlan", "geneve"} {
		if s := maker.Catalogue().Service(key); s.Category == "routing" {
			t.Errorf("%s is of %s", key, s.Category)
		}
	}
}

// The law: where it is asked for a port of TLS, what else encrypts is no answer and
// no option: not SSH for Telnet, nor HTTPS for DNS.
func TestTwinsAreOfTheSameProtocol(t *testing.T) {
	others := map[questions.FacetID]string{"telnet:twin": "22", "domain:twin": "443", "snmp:twin": "161"}
	for facet, other := range others {
		every(t, facet, questions.SecureTwin, questions.Choice, func(q *questions.Question) {
			if slices.Contains(q.Options, other) {
				t.Errorf("%s %q", q.Stem, q.Options)
			}
		})
	}
}

// The law: the words that exams use for a service are right when typed.
func TestWordsOfTheExamsAreRight(t *testing.T) {
	maker := theMaker(t)
	for facet, name := range map[questions.FacetID]string{
		"tcp/587:service": "SMTPS", "udp/162:service": "SNMP", "tcp/5061:service": "SIP", "tcp/20:service": "FTP",
		"udp/137:service": "NetBIOS", "udp/138:service": "NetBIOS", "tcp/139:service": "NetBIOS",
		"udp/500:service": "IPsec", "udp/4500:service": "IPsec",
	} {
		q := mustMake(t, maker, questions.Spec{Facet: facet, Format: questions.Typed, Lang: en})
		if judged, err := q.Judge(questions.Reply{Text: name}); err != nil || !judged.Correct {
			t.Errorf("%s %q: %+v, %v", q.Stem, name, judged, err)
		}
	}
}

// The law: in place of Telnet one types SSH, and neither of its ways to move files;
// in place of FTP either of these, and FTPS.
func TestSuccessorsThatAreTyped(t *testing.T) {
	maker := theMaker(t)
	for facet, want := range map[questions.FacetID]map[string]bool{
		"telnet:replacement": {"SSH": true, "SFTP": false, "scp": false, "FTPS": false},
		"ftp:replacement":    {"SSH": true, "SFTP": true, "scp": true, "FTPS": true, "TFTP": false},
	} {
		q := mustMake(t, maker, questions.Spec{Facet: facet, Format: questions.Typed, Lang: en})
		for name, right := range want {
			if judged, err := q.Judge(questions.Reply{Text: name}); err != nil || judged.Correct != right {
				t.Errorf("%s %q: %+v, %v, want %v", q.Stem, name, judged, err, right)
			}
		}
	}
}

// The law: a symptom or a task has no wrong option but those that were authored for
// it and what answers another of another area, also in a deck of few services.
func TestScenesOfSmallDecks(t *testing.T) {
	b, maker := theBank(t), theMaker(t)
	for _, deck := range []string{"home", "classic", "monitoring", "voip"} {
		for _, f := range maker.Facets() {
			for _, kind := range []questions.Kind{questions.Symptom, questions.FirewallScenario} {
				for seed := uint64(0); f.Asks(kind) && seed < 20; seed++ {
					q := mustMake(t, maker, questions.Spec{
						Facet: f.ID, Kind: kind, Format: questions.Choice, Lang: zh, Deck: deck, Seed: seed,
					})
					for _, d := range b.defectsOf(q, false) {
						t.Errorf("%s %q in %s: %s %s", q.Stem, q.Options, deck, d.fault, d.detail)
					}
				}
			}
		}
	}
}
