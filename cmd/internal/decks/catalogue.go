package decks

import (
	"bufio"
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"portdrill/cmd/internal/app"
	"portdrill/cmd/internal/terminal"
	"portdrill/cmd/internal/wording"
	"portdrill/questions/catalogue"
)

func catalogueCommand(a *app.App) *cobra.Command {
	cmd := &cobra.Command{
		Use:     "catalogue",
		Short:   textCatalogueShort.In(a.Lang),
		Example: textCatalogueExamples.In(a.Lang),
		Args:    a.NoSuchCommand,
		RunE:    func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(
		&cobra.Command{
			Use: "list", Short: textCatalogueListShort.In(a.Lang), Args: a.NoArguments,
			RunE: func(cmd *cobra.Command, _ []string) error {
				ctx := cmd.Context()
				return a.ToRead(ctx, func(db *app.DB) error { return listDecks(ctx, a, db) })
			},
		},
		&cobra.Command{
			Use: "show DECK", ValidArgsFunction: a.Completion(app.One(app.ListDeckNames)),
			Short: textCatalogueShowShort.In(a.Lang),
			RunE: func(cmd *cobra.Command, args []string) error {
				ctx := cmd.Context()
				return a.ToRead(ctx, func(db *app.DB) error { return showDeck(ctx, a, db, args) })
			},
		},
		checkCommand(a),
		importCommand(a),
		exportCommand(a),
		removeCommand(a),
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

func listDecks(ctx context.Context, a *app.App, db *app.DB) error {
	c, err := db.Catalogue(ctx)
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
		e := deckEntry{d.Key, d.Name.In(a.Lang), d.About.In(a.Lang), counts[i], d.Own}
		if a.JSON {
			if err := a.PrintJSON(e); err != nil {
				return err
			}
			continue
		}
		line := fmt.Sprintf("%s  %5d  %s\n", a.Style().Key(terminal.Pad(e.Key, widest)), e.Services, e.Name)
		if err := a.Print(line + app.Indented(a, e.About)); err != nil {
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
func showDeck(ctx context.Context, a *app.App, db *app.DB, args []string) error {
	c, err := db.Catalogue(ctx)
	if err != nil {
		return err
	}
	if len(args) != 1 {
		return app.UsageProblem(textWhichDeck.In(a.Lang), a.Known(app.TextKnownDecks, app.DeckKeys(c)))
	}
	d := app.DeckNamed(c, args[0])
	if d == nil {
		return app.UnknownDeck(a, c, args[0])
	}
	if d.Key == catalogue.IANADeck {
		return showRegistry(a, d)
	}
	for _, s := range c.InDeck(d) {
		if err := showDeckService(a, d, s); err != nil {
			return err
		}
	}
	if err := showDeckSources(a, d); err != nil {
		return err
	}
	if d.Key != catalogue.SeedDeck {
		return nil
	}
	return showClaims(a, c)
}

// showDeckSources ends the list with where it is from; in JSON every object says
// so itself.
func showDeckSources(a *app.App, d *catalogue.Deck) error {
	if a.JSON {
		return nil
	}
	sources := textDeckSources.In(a.Lang, textLookupSource.In(a.Lang, catalogue.RegistryDate), transportSource(a))
	return a.Print(
		"\n" + a.Style().
			Faint(strings.TrimRight(app.Indented(a, d.About.In(a.Lang))+app.Indented(a, sources), "\n")) +
			"\n",
	)
}

func showDeckService(a *app.App, d *catalogue.Deck, s *catalogue.Service) error {
	e := deckService{
		s.Port, s.Sockets(), s.Key, s.Label(a.Lang), s.Tier, sourceOf(a, s), transportSource(a), d.About.In(a.Lang),
	}
	if a.JSON {
		return a.PrintJSON(e)
	}
	const socketColumn = 16
	return a.Print(terminal.Pad(s.Socket(), socketColumn) + "  " + e.Name + "\n")
}

// showRegistry lists all that IANA has registered.
func showRegistry(a *app.App, d *catalogue.Deck) error {
	registry, err := catalogue.IANA()
	if err != nil {
		return err
	}
	out := bufio.NewWriter(a.Out)
	shown := *a
	shown.Out = out
	for i := range registry.Len() {
		e := registry.Entry(i)
		s := &catalogue.Service{
			Key: e.Service, Port: e.Port, Transports: []catalogue.Transport{e.Transport}, Status: catalogue.Assigned,
			Name: catalogue.Text{EN: e.Service, ZH: e.Service},
		}
		if err := showDeckService(&shown, d, s); err != nil {
			return err
		}
	}
	if err := out.Flush(); err != nil {
		return fmt.Errorf("write to standard output: %w", err)
	}
	return nil
}

// sourceOf says where the port of the service is from, and of what date.
func sourceOf(a *app.App, s *catalogue.Service) string {
	switch s.Status {
	case catalogue.Assigned:
		return textLookupSource.In(a.Lang, catalogue.RegistryDate)
	case catalogue.InDeckOnly:
		return textOwnSource.In(a.Lang, s.Deck)
	case catalogue.Taken, catalogue.Unassigned:
	}
	if s.Source != "" {
		return textByCustomOf.In(a.Lang, s.Source)
	}
	return textByCustom.In(a.Lang, catalogue.SurveyDate)
}

// transportSource says where the transports of services are from.
func transportSource(a *app.App) string { return textAsInUse.In(a.Lang, catalogue.SurveyDate) }

// verdicts are the words and signs for how right a claim is.
var verdicts = map[string]struct {
	sign string
	word wording.Text
}{
	"wrong":  {"✗", textClaimWrong},
	"partly": {"~", textClaimPartly},
	"dated":  {"~", textClaimDated},
	"right":  {"✓", textClaimRight},
}

func showClaims(a *app.App, c *catalogue.Catalogue) error {
	if !a.JSON {
		if err := a.Print("\n" + a.Style().Heading(textClaimsTitle.In(a.Lang)) + "\n"); err != nil {
			return err
		}
	}
	for _, m := range c.Mistakes() {
		e := claim{
			m.ID,
			m.Verdict,
			m.Claim.In(a.Lang),
			m.Truth.In(a.Lang),
			m.Why.In(a.Lang),
			m.Source,
			app.EmptyIfNil(m.Ports),
		}
		if a.JSON {
			if err := a.PrintJSON(e); err != nil {
				return err
			}
			continue
		}
		if err := a.Print(claimText(a, e)); err != nil {
			return err
		}
	}
	return nil
}

func claimText(a *app.App, e claim) string {
	verdict, style := verdicts[e.Verdict], a.Style()
	paint := style.Wrong
	if e.Verdict == "right" {
		paint = style.Right
	}
	w, _ := a.ScreenSize()
	said := strings.TrimLeft(terminal.Indent(e.Claim, "  ", min(w-1, app.WidestText)), " ")
	return paint(verdict.sign+" "+verdict.word.In(a.Lang)) + "  [" + e.ID + "]\n  " + said +
		app.Indented(
			a,
			e.Truth,
		) + app.Indented(a, e.Why) + style.Faint(strings.TrimRight(app.Indented(a, e.Source), "\n")) + "\n"
}

var (
	textDeckSources       = wording.T("Ports: %s. Transports: %s.", "端口：%s。传输协议：%s。")
	textOwnSource         = wording.T("your deck %s", "自建卡组 %s")
	textClaimsTitle       = wording.T("The post, checked", "原文核对")
	textClaimWrong        = wording.T("wrong", "错误")
	textClaimPartly       = wording.T("only partly right", "不完全正确")
	textClaimDated        = wording.T("outdated", "已过时")
	textClaimRight        = wording.T("right", "正确")
	textByCustom          = wording.T("by convention, as of %s; not assigned by IANA", "惯例（%s），并非 IANA 分配")
	textByCustomOf        = wording.T("by convention: %s; not assigned by IANA", "惯例，并非 IANA 分配（来源：%s）")
	textAsInUse           = wording.T("as in actual use, %s; IANA may list more", "实际使用情况（%s），IANA 登记的可能更多")
	textCatalogueShort    = wording.T("browse, check, import and export decks", "查看、检查、导入和导出卡组")
	textCatalogueExamples = wording.T(
		`  portdrill catalogue list
  portdrill catalogue show seed     # its ports, and the blog post corrected`,
		`  portdrill catalogue list
  portdrill catalogue show seed     # 端口，以及对博客原文的更正`,
	)
	textCatalogueListShort = wording.T("list all decks", "列出全部卡组")
	textCatalogueShowShort = wording.T("show what is in a deck", "查看卡组的内容")
)
