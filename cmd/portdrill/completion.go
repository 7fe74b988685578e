package main

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"portdrill/cmd/internal/wording"
	"portdrill/questions"
	"portdrill/questions/catalogue"
	"portdrill/quiz"
	"portdrill/store"
)

// shells are those that a script can be written for.
var shells = []string{"bash", "zsh", "fish", "powershell"}

func (a *app) completionCommand(root *cobra.Command) *cobra.Command {
	return &cobra.Command{
		Use:               "completion bash|zsh|fish|powershell",
		ValidArgsFunction: one(fixed(shells...)),
		Short:             wording.CompletionShort.In(a.lang),
		Long:              wording.CompletionLong.In(a.lang),
		Example:           wording.CompletionExamples.In(a.lang),
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) != 1 {
				return usageProblem(wording.WhichShell.In(a.lang), wording.UsageHint.In(a.lang, cmd.CommandPath()))
			}
			return a.completionScript(root, args[0])
		},
	}
}

// completionScript prints what a shell reads to complete by asking the program.
func (a *app) completionScript(root *cobra.Command, shell string) error {
	switch shell {
	case "bash":
		return root.GenBashCompletionV2(a.out, true)
	case "zsh":
		return root.GenZshCompletion(a.out)
	case "fish":
		return root.GenFishCompletion(a.out, true)
	case "powershell":
		return root.GenPowerShellCompletionWithDesc(a.out)
	}
	return usageProblem(wording.UnknownShell.In(a.lang, shell), a.known(wording.KnownShells, nearestFirst(shell, shells)))
}

// isCompleting reports whether it is a shell that asks what may stand where the
// cursor is.
func isCompleting(args []string) bool {
	return len(args) > 0 && (args[0] == cobra.ShellCompRequestCmd || args[0] == cobra.ShellCompNoDescRequestCmd)
}

// What a shell does beside the completions that it is given.
const (
	noFiles   = cobra.ShellCompDirectiveNoFileComp
	keepOrder = cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveKeepOrder
	files     = cobra.ShellCompDirectiveDefault
	folders   = cobra.ShellCompDirectiveFilterDirs
)

// A lister lists what an argument or the value of a flag can be. It is told what
// stands before it, and what is typed of it.
type lister func(cmd *cobra.Command, args []string, typed string) ([]string, cobra.ShellCompDirective)

// completes says what the value of a flag of the command can be. The flag exists.
func completes(cmd *cobra.Command, flag string, list lister) {
	if err := cmd.RegisterFlagCompletionFunc(flag, list); err != nil {
		panic(err) // it was registered twice, or there is no such flag
	}
}

// completesQuestions completes the flags that choose questions, as far as the command has them.
func (a *app) completesQuestions(cmd *cobra.Command) {
	for name, list := range map[string]lister{"deck": a.listDeckNames, "kind": a.listKinds, "format": a.listFormats} {
		if cmd.Flags().Lookup(name) != nil {
			completes(cmd, name, list)
		}
	}
}

// prepareCompletion makes the commands ready for a shell that asks them.
func (a *app) prepareCompletion(root *cobra.Command) {
	root.CompletionOptions.SetDefaultShellCompDirective(noFiles)
	unquoteUsages(root)
}

// unquoteUsages removes the marks around the names of values, which a shell would
// show as they are.
func unquoteUsages(cmd *cobra.Command) {
	cmd.NonInheritedFlags().VisitAll(func(f *pflag.Flag) { _, f.Usage = pflag.UnquoteUsage(f) })
	for _, sub := range cmd.Commands() {
		unquoteUsages(sub)
	}
}

// one lists for the first argument alone.
func one(list lister) lister {
	return func(cmd *cobra.Command, args []string, typed string) ([]string, cobra.ShellCompDirective) {
		if len(args) > 0 {
			return nil, noFiles
		}
		return list(cmd, args, typed)
	}
}

// fixed lists what is always the same.
func fixed(values ...string) lister {
	return func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) { return values, keepOrder }
}

func listFolders(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	return nil, folders
}

func listFiles(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	return nil, files
}

// listCommands lists what can follow the names of commands.
func listCommands(cmd *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
	parent, rest, err := cmd.Root().Find(args)
	if err != nil || len(rest) > 0 {
		return nil, noFiles
	}
	var all []string
	for _, sub := range parent.Commands() {
		if sub.IsAvailableCommand() {
			all = append(all, described(sub.Name(), sub.Short))
		}
	}
	return all, noFiles
}

// described is a completion with what the shell says of it.
func described(value, about string) string { return cobra.CompletionWithDesc(value, about) }

// glance reads something from the database, if there is one and it can be had at
// once: nobody waits for a completion, and none makes a database.
func (a *app) glance(ctx context.Context, read func(*store.DB) error) {
	if !a.exists() {
		return
	}
	db, ok := store.Glance(ctx, a.file())
	if !ok {
		return
	}
	defer db.Close()
	_ = read(db) // what cannot be read is not completed
}

func (a *app) ownDecks(ctx context.Context) (own []store.Deck) {
	a.glance(ctx, func(db *store.DB) (err error) {
		own, err = db.Decks(ctx)
		return err
	})
	return own
}

// listDeckKeys lists the decks of one's own, then those that are built in.
func (a *app) listDeckKeys(ctx context.Context) []string {
	var all []string
	for _, d := range a.ownDecks(ctx) {
		all = append(all, described(d.Key, d.Name))
	}
	c, err := builtin()
	if err != nil {
		return all
	}
	for _, d := range c.Decks {
		all = append(all, described(d.Key, d.Name.In(a.lang)))
	}
	return all
}

// listDeckNames lists every deck, the registry too.
func (a *app) listDeckNames(cmd *cobra.Command, _ []string, _ string) ([]string, cobra.ShellCompDirective) {
	all := a.listDeckKeys(cmd.Context())
	if c, err := builtin(); err == nil {
		all = append(all, described(catalogue.IANADeck, c.Deck(catalogue.IANADeck).Name.In(a.lang)))
	}
	return all, keepOrder
}

// listCurated lists every deck but the registry, which has no cards.
func (a *app) listCurated(cmd *cobra.Command, _ []string, _ string) ([]string, cobra.ShellCompDirective) {
	return a.listDeckKeys(cmd.Context()), keepOrder
}

func (a *app) listOwnDecks(cmd *cobra.Command, _ []string, _ string) ([]string, cobra.ShellCompDirective) {
	var all []string
	for _, d := range a.ownDecks(cmd.Context()) {
		all = append(all, described(d.Key, d.Name))
	}
	return all, keepOrder
}

// flagOf is what a flag of the command is, as far as it was given.
func flagOf(cmd *cobra.Command, name string) string {
	if f := cmd.Flags().Lookup(name); f != nil {
		return f.Value.String()
	}
	return ""
}

// listKinds lists the kinds that go with the format, if one was given.
func (a *app) listKinds(cmd *cobra.Command, _ []string, _ string) ([]string, cobra.ShellCompDirective) {
	format := questions.Format(flagOf(cmd, "format"))
	if cmd.Name() == "flashcards" {
		format = questions.Flashcards
	}
	var all []string
	for _, k := range questions.Kinds() {
		if format == "" || slices.Contains(k.Formats(), format) {
			all = append(all, described(string(k), kindWords[k].In(a.lang)))
		}
	}
	return all, keepOrder
}

// listFormats lists the formats that go with the kind, if one was given.
func (a *app) listFormats(cmd *cobra.Command, _ []string, _ string) ([]string, cobra.ShellCompDirective) {
	formats := questions.AllFormats()
	if k := questions.Kind(flagOf(cmd, "kind")); k.Formats() != nil {
		formats = k.Formats()
	}
	var all []string
	for _, f := range formats {
		if f != questions.Flashcards || cmd.Name() == "generate" {
			all = append(all, described(string(f), formatWords[f].In(a.lang)))
		}
	}
	return all, keepOrder
}

var kindWords = map[questions.Kind]wording.Text{
	questions.PortToService: wording.KindPortToService, questions.ServiceToPort: wording.KindServiceToPort,
	questions.RangeOfNumber: wording.KindRangeOfNumber, questions.RangeEdge: wording.KindRangeEdge,
	questions.ValidNumber: wording.KindValidNumber, questions.TransportOf: wording.KindTransport,
	questions.SecureTwin: wording.KindSecureTwin, questions.ReplacementOf: wording.KindReplacement,
	questions.FamilyRole: wording.KindFamilyRole, questions.DescriptionToService: wording.KindDescription,
	questions.EncryptedOrNot: wording.KindEncrypted, questions.Acronym: wording.KindAcronym,
	questions.Symptom: wording.KindSymptom, questions.FirewallScenario: wording.KindFirewallScenario,
	questions.SpotTheMistake: wording.KindSpotTheMistake, questions.OddOneOut: wording.KindOddOneOut,
	questions.SelectAll: wording.KindSelectAll, questions.Match: wording.KindMatch, questions.Order: wording.KindOrder,
	questions.TrueFalse: wording.KindTrueFalse, questions.IANAOwner: wording.KindIANAOwner,
}

var formatWords = map[questions.Format]wording.Text{
	questions.Choice: wording.FormatChoice, questions.Typed: wording.FormatTyped, questions.Boolean: wording.FormatBoolean,
	questions.Set: wording.FormatSet, questions.Matching: wording.FormatMatch, questions.Ordering: wording.FormatOrder,
	questions.Flashcards: wording.FormatFlashcard,
}

func (a *app) listLearnerNames(cmd *cobra.Command, _ []string, _ string) ([]string, cobra.ShellCompDirective) {
	var all []string
	a.glance(cmd.Context(), func(db *store.DB) error {
		learners, err := db.Learners(cmd.Context())
		for _, l := range learners {
			all = append(all, described(learnerName(l), wording.LearnerRow.In(a.lang, l.Events, l.Since.Format(time.DateOnly))))
		}
		return err
	})
	return all, keepOrder
}

func (a *app) listStates(_ *cobra.Command, _ []string, _ string) ([]string, cobra.ShellCompDirective) {
	all := make([]string, len(cardStates))
	for i, state := range cardStates {
		about, ok := stateWords[state]
		if !ok {
			about = furtherStates[state]
		}
		all[i] = described(state, about.In(a.lang))
	}
	return all, keepOrder
}

// furtherStates are the words for what cards can be listed by beside the states
// of their memory.
var furtherStates = map[string]wording.Text{
	"due": wording.StateDue, "suspended": wording.StateSuspended, "buried": wording.StateBuried,
	"leech": wording.StateLeeches, "mature": wording.StatsMature,
}

// listAreas lists the areas, each with some of what is in it.
func (a *app) listAreas(_ *cobra.Command, _ []string, _ string) ([]string, cobra.ShellCompDirective) {
	const most = 4
	c, err := builtin()
	if err != nil {
		return nil, noFiles
	}
	facets := questions.NewMaker(c).Facets()
	names := map[string][]string{
		"range":   {kindWords[questions.RangeOfNumber].In(a.lang)},
		"mistake": {kindWords[questions.SpotTheMistake].In(a.lang)},
	}
	for _, f := range facets {
		if s := c.Service(f.Service); s != nil && len(names[f.Category]) < most && !slices.Contains(names[f.Category], s.Name.In(a.lang)) {
			names[f.Category] = append(names[f.Category], s.Name.In(a.lang))
		}
	}
	var all []string
	for _, area := range areasOf(facets) {
		all = append(all, described(area, strings.Join(names[area], ", ")))
	}
	return all, noFiles
}

// listServices lists services by the name that begins as typed: their key, else
// another one; and their ports once a digit is typed.
func (a *app) listServices(_ *cobra.Command, _ []string, typed string) ([]string, cobra.ShellCompDirective) {
	c, err := builtin()
	if err != nil {
		return nil, noFiles
	}
	var all []string
	for _, s := range c.Services {
		if name := nameLike(s, typed); name != "" {
			all = append(all, described(name, s.Socket()+"  "+s.Label(a.lang)))
		}
	}
	return all, noFiles
}

// nameLike returns the name by which the service is best completed: its key, then
// its port, then any other that is one word; "" where none begins as typed.
func nameLike(s *catalogue.Service, typed string) string {
	names := []string{s.Key}
	if typed != "" && unicode.IsDigit(rune(typed[0])) {
		names = []string{fmt.Sprint(s.Port)}
	} else if typed != "" {
		for _, name := range s.Names() {
			names = append(names, strings.ToLower(name), name)
		}
	}
	for _, name := range names {
		if strings.HasPrefix(name, typed) && !strings.ContainsAny(name, " \t") {
			return name
		}
	}
	return ""
}

// listCardNames lists services, and the cards of the one whose name is there.
func (a *app) listCardNames(cmd *cobra.Command, args []string, typed string) ([]string, cobra.ShellCompDirective) {
	all, _ := a.listServices(cmd, args, typed)
	c, err := builtin()
	if err != nil || !strings.ContainsAny(typed, ":/") && c.Service(typed) == nil {
		return all, noFiles
	}
	for _, f := range questions.NewMaker(c).Facets() {
		if strings.HasPrefix(string(f.ID), typed) && !slices.Contains(args, string(f.ID)) {
			all = append(all, a.describedFacet(c, f))
		}
	}
	return all, noFiles
}

func (a *app) describedFacet(c *catalogue.Catalogue, f questions.Facet) string {
	about := kindWords[f.Kinds[0]].In(a.lang)
	if s := c.Service(f.Service); s != nil {
		about = s.Label(a.lang) + ": " + about
	}
	return described(string(f.ID), about)
}

// listHeld lists the cards that are not asked.
func (a *app) listHeld(cmd *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
	ctx := cmd.Context()
	var all []string
	a.glance(ctx, func(db *store.DB) error {
		learner, err := db.Find(ctx, a.whose)
		if err != nil {
			return err
		}
		holds, err := db.Holds(ctx, learner.ID)
		for facet, hold := range holds {
			if about := holdWord(hold); !slices.Contains(args, string(facet)) && about != nil {
				all = append(all, described(string(facet), about.In(a.lang)))
			}
		}
		return err
	})
	slices.Sort(all)
	return all, noFiles
}

func holdWord(h quiz.Hold) *wording.Text {
	switch {
	case h.Suspended:
		return &wording.StateSuspended
	case h.Buried:
		return &wording.StateBuried
	}
	return nil
}

// remarks are the notes and flags of the learner.
func (a *app) remarks(ctx context.Context) (r quiz.Remarks) {
	a.glance(ctx, func(db *store.DB) error {
		learner, err := db.Find(ctx, a.whose)
		if err != nil {
			return err
		}
		r, err = db.Remarks(ctx, learner.ID)
		return err
	})
	return r
}

// listNoted lists services, those with a note where it is to be removed.
func (a *app) listNoted(cmd *cobra.Command, args []string, typed string) ([]string, cobra.ShellCompDirective) {
	if flagOf(cmd, "remove") != "true" {
		return a.listServices(cmd, args, typed)
	}
	var all []string
	for service, note := range a.remarks(cmd.Context()).Notes {
		all = append(all, described(service, note))
	}
	slices.Sort(all)
	return all, noFiles
}

// listFlagged lists the questions whose flag can be taken back. Those that can be
// flagged are more than anybody would look through.
func (a *app) listFlagged(cmd *cobra.Command, _ []string, _ string) ([]string, cobra.ShellCompDirective) {
	if flagOf(cmd, "off") != "true" {
		return nil, noFiles
	}
	var all []string
	for _, f := range a.remarks(cmd.Context()).Flags {
		all = append(all, described(f.Question, f.Stem))
	}
	return all, keepOrder
}

// listSettings lists the settings, then what one can be.
func (a *app) listSettings(cmd *cobra.Command, args []string, typed string) ([]string, cobra.ShellCompDirective) {
	if len(args) == 0 {
		all := make([]string, len(settings))
		for i, s := range settings {
			all[i] = described(s.key, s.about.In(a.lang))
		}
		return all, keepOrder
	}
	i := slices.Index(settingKeys(), args[0])
	if i < 0 || len(args) > 1 {
		return nil, noFiles
	}
	usual := described("default", wording.AsByDefault.In(a.lang, settings[i].show(quiz.DefaultSettings())))
	switch args[0] {
	case "names":
		return append(words(quiz.NameFormats), usual), keepOrder
	case "decks":
		return append(a.listDeckLists(cmd.Context(), typed), usual), keepOrder
	case "learning-steps", "relearning-steps":
		return []string{described("none", wording.NoSteps.In(a.lang)), usual}, keepOrder
	case "weights":
		if strings.HasPrefix("default", typed) {
			return []string{described("default", wording.PublishedWeights.In(a.lang))}, files
		}
		return nil, files
	}
	return []string{usual}, noFiles
}

// listDeckLists lists decks after those that are typed with a comma between.
func (a *app) listDeckLists(ctx context.Context, typed string) []string {
	before := typed[:strings.LastIndex(typed, ",")+1]
	all := a.listDeckKeys(ctx)
	for i, deck := range all {
		all[i] = before + deck
	}
	return all
}

// listSheets lists what can be exported for spreadsheets, then files.
func (a *app) listSheets(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
	switch len(args) {
	case 0:
		return []string{described("answers", wording.EveryAnswer.In(a.lang)), described("cards", wording.EveryCard.In(a.lang))}, keepOrder
	case 1:
		return nil, files
	}
	return nil, noFiles
}

// listBackupFiles lists the backups, and any file where none begins as typed.
func (a *app) listBackupFiles(_ *cobra.Command, _ []string, typed string) ([]string, cobra.ShellCompDirective) {
	backups, err := store.Backups(a.file())
	if err != nil {
		return nil, files
	}
	var all []string
	for _, b := range backups {
		if strings.HasPrefix(b.Path, typed) {
			all = append(all, described(b.Path, a.backupKind(b.Kind)))
		}
	}
	return all, files | cobra.ShellCompDirectiveKeepOrder
}
