package main

import (
	"bufio"
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"portdrill/cmd/internal/terminal"
	"portdrill/cmd/internal/wording"
	"portdrill/questions/catalogue"
)

func (a *app) catalogueCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:     "catalogue",
		Short:   wording.CatalogueShort.In(a.lang),
		Example: wording.CatalogueExamples.In(a.lang),
		Args:    a.noSuchCommand,
		RunE:    func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(
		&cobra.Command{
			Use: "list", Short: wording.CatalogueListShort.In(a.lang), Args: a.noArguments,
			RunE: func(cmd *cobra.Command, _ []string) error { return a.listDecks(cmd.Context()) },
		},
		&cobra.Command{
			Use: "show DECK", Short: wording.CatalogueShowShort.In(a.lang),
			RunE: func(cmd *cobra.Command, args []string) error { return a.showDeck(cmd.Context(), args) },
		},
		a.checkCommand(),
		a.importCommand(),
		a.exportCommand(),
		a.removeCommand(),
	)
	return cmd
}

// A deckEntry is a deck in the list of decks.
type deckEntry struct {
	Key      string `json:"deck"`
	Name     string `json:"name"`
	About    string `json:"about"`
	Services int    `json:"services"`
	Own      bool   `json:"own"` // made by a user, not built in
}

func (a *app) listDecks(ctx context.Context) error {
	c, err := a.everything(ctx)
	if err != nil {
		return err
	}
	decks, counts, err := withRegistry(c)
	if err != nil {
		return err
	}
	widest := 0
	for _, d := range decks {
		widest = max(widest, terminal.Width(d.Key))
	}
	for i, d := range decks {
		e := deckEntry{d.Key, d.Name.In(a.lang), d.About.In(a.lang), counts[i], d.Own}
		if a.json {
			if err := a.writeJSON(e); err != nil {
				return err
			}
			continue
		}
		line := fmt.Sprintf("%s  %5d  %s\n", a.style().Key(terminal.Pad(e.Key, widest)), e.Services, e.Name)
		if err := a.write(line + a.indented(e.About)); err != nil {
			return err
		}
	}
	return nil
}

// withRegistry returns all decks, the registry last, and how much each holds.
func withRegistry(c *catalogue.Catalogue) (decks []*catalogue.Deck, counts []int, err error) {
	registry, err := catalogue.IANA()
	if err != nil {
		return nil, nil, err
	}
	for _, d := range c.Decks {
		decks, counts = append(decks, d), append(counts, len(c.InDeck(d)))
	}
	return append(decks, c.Deck(catalogue.IANADeck)), append(counts, registry.Len()), nil
}

func (a *app) indented(text string) string {
	const indent = "    "
	w, _ := a.screenSize()
	return terminal.Indent(text, indent, min(w-1, widestText))
}

// widestText is how wide a line of text is at most, however wide the screen.
const widestText = 88

// A deckService is a service in a deck.
type deckService struct {
	Port    catalogue.Port `json:"port"`
	Ports   []string       `json:"ports"`
	Service string         `json:"service"`
	Name    string         `json:"name"`
	Tier    int            `json:"tier"`
	Source  string         `json:"source"`

	TransportSource string `json:"transport_source"`
	DeckSource      string `json:"deck_source"` // why it is in the deck
}

// A claim is what the post says, beside the truth.
type claim struct {
	ID      string   `json:"id"`
	Verdict string   `json:"verdict"` // wrong, partly, dated or right
	Claim   string   `json:"claim"`
	Truth   string   `json:"truth"`
	Why     string   `json:"why"`
	Source  string   `json:"source"`
	Ports   []string `json:"ports"`
}

// showDeck lists the services of the deck; of the first one also what the post
// that it comes from says, beside the truth.
func (a *app) showDeck(ctx context.Context, args []string) error {
	c, err := a.everything(ctx)
	if err != nil {
		return err
	}
	if len(args) != 1 {
		return usageProblem(wording.WhichDeck.In(a.lang), a.known(wording.KnownDecks, deckKeys(c)))
	}
	d := c.Deck(args[0])
	if d == nil {
		return a.unknownDeck(c, args[0])
	}
	if d.Key == catalogue.IANADeck {
		return a.showRegistry(d)
	}
	for _, s := range c.InDeck(d) {
		if err := a.showDeckService(d, s); err != nil {
			return err
		}
	}
	if err := a.showDeckSources(d); err != nil {
		return err
	}
	if d.Key != catalogue.SeedDeck {
		return nil
	}
	return a.showClaims(c)
}

// showDeckSources ends the list with where it is from; in JSON every object says
// so itself.
func (a *app) showDeckSources(d *catalogue.Deck) error {
	if a.json {
		return nil
	}
	sources := wording.DeckSources.In(a.lang, wording.LookupSource.In(a.lang, catalogue.RegistryDate), a.transportSource())
	return a.write("\n" + a.style().Faint(strings.TrimRight(a.indented(d.About.In(a.lang))+a.indented(sources), "\n")) + "\n")
}

func (a *app) showDeckService(d *catalogue.Deck, s *catalogue.Service) error {
	e := deckService{
		s.Port, s.Sockets(), s.Key, s.Label(a.lang), s.Tier, a.sourceOf(s), a.transportSource(), d.About.In(a.lang),
	}
	if a.json {
		return a.writeJSON(e)
	}
	const socketColumn = 16
	return a.write(terminal.Pad(strings.Join(e.Ports, ", "), socketColumn) + "  " + e.Name + "\n")
}

// showRegistry lists all that IANA has registered.
func (a *app) showRegistry(d *catalogue.Deck) error {
	registry, err := catalogue.IANA()
	if err != nil {
		return err
	}
	out := bufio.NewWriter(a.out)
	shown := *a
	shown.out = out
	for i := range registry.Len() {
		e := registry.Entry(i)
		s := &catalogue.Service{
			Key: e.Service, Port: e.Port, Transports: []catalogue.Transport{e.Transport}, Status: catalogue.Assigned,
			Name: catalogue.Text{EN: e.Service, ZH: e.Service},
		}
		if err := shown.showDeckService(d, s); err != nil {
			return err
		}
	}
	if err := out.Flush(); err != nil {
		return fmt.Errorf("write to standard output: %w", err)
	}
	return nil
}

// sourceOf says where the port of the service is from, and of what date.
func (a *app) sourceOf(s *catalogue.Service) string {
	switch s.Status {
	case catalogue.Assigned:
		return wording.LookupSource.In(a.lang, catalogue.RegistryDate)
	case catalogue.InDeckOnly:
		return wording.OwnSource.In(a.lang, s.Deck)
	}
	return wording.ByCustom.In(a.lang, catalogue.SurveyDate)
}

// transportSource says where the transports of services are from.
func (a *app) transportSource() string { return wording.AsInUse.In(a.lang, catalogue.SurveyDate) }

// verdicts are the words and signs for how right a claim is.
var verdicts = map[string]struct {
	sign string
	word wording.Text
}{
	"wrong":  {"✗", wording.ClaimWrong},
	"partly": {"~", wording.ClaimPartly},
	"dated":  {"~", wording.ClaimDated},
	"right":  {"✓", wording.ClaimRight},
}

func (a *app) showClaims(c *catalogue.Catalogue) error {
	if !a.json {
		if err := a.write("\n" + a.style().Heading(wording.ClaimsTitle.In(a.lang)) + "\n"); err != nil {
			return err
		}
	}
	for _, m := range c.Mistakes() {
		e := claim{m.ID, m.Verdict, m.Claim.In(a.lang), m.Truth.In(a.lang), m.Why.In(a.lang), m.Source, emptyIfNil(m.Ports)}
		if a.json {
			if err := a.writeJSON(e); err != nil {
				return err
			}
			continue
		}
		if err := a.write(a.claimText(e)); err != nil {
			return err
		}
	}
	return nil
}

func (a *app) claimText(e claim) string {
	verdict, style := verdicts[e.Verdict], a.style()
	paint := style.Wrong
	if e.Verdict == "right" {
		paint = style.Right
	}
	w, _ := a.screenSize()
	said := strings.TrimLeft(terminal.Indent(e.Claim, "  ", min(w-1, widestText)), " ")
	return paint(verdict.sign+" "+verdict.word.In(a.lang)) + "  [" + e.ID + "]\n  " + said +
		a.indented(e.Truth) + a.indented(e.Why) + style.Faint(strings.TrimRight(a.indented(e.Source), "\n")) + "\n"
}
