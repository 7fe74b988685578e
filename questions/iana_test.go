package questions_test

import (
	"compress/gzip"
	"encoding/csv"
	"errors"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"portdrill/questions"
	"portdrill/questions/catalogue"
)

// A listing is the registry as this oracle reads it: the names by socket.
type listing map[string][]string // "tcp/53"

func theListing(t testing.TB) listing {
	t.Helper()
	f, err := os.Open("catalogue/data/iana-services.csv.gz")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	text, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(text).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	l := make(listing)
	for _, row := range rows[1:] {
		socket := row[2] + "/" + row[1]
		l[socket] = append(l[socket], row[0])
	}
	return l
}

// anywhere reports whether the name is registered at the number, on whatever
// transport.
func (l listing) anywhere(number, name string) bool {
	for _, t := range []string{"tcp", "udp", "sctp", "dccp"} {
		if slices.Contains(l[t+"/"+number], name) {
			return true
		}
	}
	return false
}

var askedOwner = map[catalogue.Lang]*regexp.Regexp{
	en: regexp.MustCompile(`^To which service is (TCP|UDP|SCTP|DCCP) port (\d+) registered with IANA\?$`),
	zh: regexp.MustCompile(`^IANA 将 (TCP|UDP|SCTP|DCCP) (\d+) 端口登记给哪个服务？$`),
}

// ownerDefects answers a question from the registry and the rows alone.
func ownerDefects(b *bank, l listing, q *questions.Question) []string {
	var found []string
	say := func(format string, args ...any) { found = append(found, fmt.Sprintf(format, args...)) }
	m := askedOwner[q.Lang].FindStringSubmatch(q.Stem)
	if m == nil {
		return []string{"the stem asks about no socket"}
	}
	socket := strings.ToLower(m[1]) + "/" + m[2]
	names := l[socket]
	if len(names) != 1 {
		return []string{fmt.Sprintf("%d names at %s", len(names), socket)}
	}
	if q.Answers[0] != names[0] {
		say("the key is %s, registered is %s", q.Answers[0], names[0])
	}
	if strings.Contains(strings.ToLower(q.Stem), " "+strings.ToLower(names[0])+" ") {
		say("the stem holds the key")
	}
	if !slices.Equal(q.Ports, []string{socket}) || !slices.Equal(q.Facets, []questions.FacetID{questions.FacetID("iana:" + socket)}) {
		say("it is said to be about %s %s", q.Ports, q.Facets)
	}
	if q.Format != questions.Choice {
		return found
	}
	right, seen := 0, make(map[string]bool)
	for _, option := range q.Options {
		folded := strings.ToLower(strings.NewReplacer("-", "", "_", "").Replace(option))
		if seen[folded] {
			say("%s stands twice", option)
		}
		seen[folded] = true
		if option == names[0] {
			right++
		} else if l.anywhere(m[2], option) {
			say("%s is registered there too", option)
		}
		for _, row := range b.rows {
			called := strings.EqualFold(option, row["service_key"]) || strings.EqualFold(option, row["name_en"])
			if row["port"] == m[2] && called && option != names[0] {
				say("%s is in use there", option)
			}
		}
	}
	if right != 1 || len(q.Options) != 4 {
		say("%d of %d options are right", right, len(q.Options))
	}
	return found
}

// The law: to whom IANA has registered a port is asked where that is one name,
// with the one right answer that the registry has.
func TestIANAOwners(t *testing.T) {
	t.Parallel()
	b, l, maker := theBank(t), theListing(t), theMaker(t)
	seeds, formats := uint64(1), []questions.Format{questions.Choice}
	if os.Getenv(bankVariable) == "full" {
		seeds, formats = 3, questions.IANAOwner.Formats()
	}
	asked, refused := 0, 0
	for socket, names := range l {
		for seed := range seeds {
			for _, lang := range langs {
				for _, format := range formats {
					q, err := maker.Make(questions.Spec{
						Facet: questions.FacetID("iana:" + socket), Kind: questions.IANAOwner, Format: format, Lang: lang, Deck: "iana", Seed: seed,
					})
					if errors.Is(err, questions.ErrTooSmall) && len(names) > 1 {
						refused++
						continue
					}
					if err != nil {
						t.Fatal(socket, err)
					}
					asked++
					for _, defect := range ownerDefects(b, l, q) {
						t.Errorf("%s %v: %s: %s", q.Stem, q.Options, q.Answers[0], defect)
					}
					judged, err := q.Judge(questions.Reply{Text: names[0]})
					if err != nil || !judged.Correct {
						t.Errorf("%s: %q is refused", q.Stem, names[0])
					}
				}
			}
		}
	}
	t.Logf("%d questions, none asked of %d with several names", asked, refused)
}

// The law: of a curated deck only its own ports are asked about.
func TestIANAOwnersOfADeck(t *testing.T) {
	t.Parallel()
	b, l, maker := theBank(t), theListing(t), theMaker(t)
	deck := maker.Catalogue().Deck("seed")
	for seed := range uint64(400) {
		q := mustMake(t, maker, questions.Spec{Kind: questions.IANAOwner, Format: questions.Choice, Lang: langs[seed%2], Deck: "seed", Seed: seed})
		for _, defect := range ownerDefects(b, l, q) {
			t.Errorf("%s %v: %s", q.Stem, q.Options, defect)
		}
		port, _, err := catalogue.ParsePort(q.Ports[0])
		if err != nil || !slices.ContainsFunc(maker.Catalogue().At(port), deck.Holds) {
			t.Errorf("%s is about no port of the deck: %v", q.Stem, err)
		}
	}
}

// The law: the oracle sees each kind of defect.
func TestOracleOfOwnersSeesDefects(t *testing.T) {
	b, l, maker := theBank(t), theListing(t), theMaker(t)
	make := func() *questions.Question {
		return mustMake(t, maker, questions.Spec{Facet: "iana:tcp/4800", Kind: questions.IANAOwner, Format: questions.Choice, Lang: en, Deck: "iana"})
	}
	if found := ownerDefects(b, l, make()); len(found) > 0 {
		t.Fatal(found)
	}
	for name, spoil := range map[string]func(*questions.Question){
		"another key":             func(q *questions.Question) { q.Answers[0] = q.Options[0] + "x" },
		"two right":               func(q *questions.Question) { q.Options[0], q.Options[1] = q.Answers[0], q.Answers[0] },
		"none right":              func(q *questions.Question) { q.Options = []string{"a", "b", "c", "d"} },
		"too few":                 func(q *questions.Question) { q.Options = q.Answers },
		"several owners":          func(q *questions.Question) { q.Stem = "To which service is UDP port 520 registered with IANA?" },
		"nobody's":                func(q *questions.Question) { q.Stem = "To which service is TCP port 51820 registered with IANA?" },
		"no socket":               func(q *questions.Question) { q.Stem = "Who is it?" },
		"another port":            func(q *questions.Question) { q.Ports[0] = "tcp/1" },
		"another facet":           func(q *questions.Question) { q.Facets[0] = "iana:tcp/1" },
		"an owner beside another": func(q *questions.Question) { q.Stem = "To which service is TCP port 80 registered with IANA?" },
	} {
		q := make()
		spoil(q)
		if len(ownerDefects(b, l, q)) == 0 {
			t.Errorf("%s is not seen", name)
		}
	}
}
