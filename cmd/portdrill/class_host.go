package main

import (
	"bufio"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/netip"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"portdrill/cmd/internal/classroom"
	"portdrill/cmd/internal/terminal"
	"portdrill/cmd/internal/wording"
	"portdrill/questions"
	"portdrill/questions/catalogue"
	"portdrill/quiz/room"
	"portdrill/store"
)

// Defaults of a class.
const (
	classCount    = 10
	classSeconds  = 20
	classMost     = 200
	classMinutes  = 15 // of a self-paced set
	classKeepDays = 365
	classPort     = 8080
	portsToTry    = 20
	longestOpen   = 8 * time.Hour // then a session that was left is over, and its code dead
)

type hostFlags struct {
	lan, preview, fresh, selfPaced, speed, places, hold bool
	deck, kind, format, roster, class, set, address     string
	cert, key                                           string
	count, seconds, minutes, most, port, keepDays       int
}

func (a *app) classHostCommand() *cobra.Command {
	var f hostFlags
	cmd := &cobra.Command{
		Use: "host", Short: wording.HostShort.In(a.lang), Long: wording.HostLong.In(a.lang), Example: wording.HostExamples.In(a.lang),
		Args: a.noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error { return a.classHost(cmd, f) },
	}
	flags := cmd.Flags()
	flags.BoolVar(&f.lan, "lan", false, wording.FlagLAN.In(a.lang))
	flags.StringVar(&f.address, "address", "", wording.FlagAddress.In(a.lang))
	flags.IntVar(&f.port, "port", 0, wording.FlagPort.In(a.lang))
	flags.StringVar(&f.deck, "deck", "", wording.FlagDeck.In(a.lang))
	flags.StringVar(&f.kind, "kind", "", wording.FlagKind.In(a.lang))
	flags.StringVar(&f.format, "format", "", wording.FlagClassFormat.In(a.lang))
	flags.IntVar(&f.count, "count", classCount, wording.FlagCount.In(a.lang))
	flags.IntVar(&f.seconds, "seconds", classSeconds, wording.FlagSeconds.In(a.lang))
	flags.BoolVar(&f.selfPaced, "self-paced", false, wording.FlagSelfPaced.In(a.lang))
	flags.IntVar(&f.minutes, "minutes", classMinutes, wording.FlagClassMinutes.In(a.lang))
	flags.BoolVar(&f.speed, "speed", false, wording.FlagSpeed.In(a.lang))
	flags.BoolVar(&f.places, "places", false, wording.FlagPlaces.In(a.lang))
	flags.BoolVar(&f.hold, "hold", false, wording.FlagHold.In(a.lang))
	flags.StringVar(&f.roster, "roster", "", wording.FlagRoster.In(a.lang))
	flags.StringVar(&f.class, "class", "", wording.FlagClass.In(a.lang))
	flags.IntVar(&f.most, "max", classMost, wording.FlagMax.In(a.lang))
	flags.BoolVar(&f.preview, "preview", false, wording.FlagPreview.In(a.lang))
	flags.StringVar(&f.set, "set", "", wording.FlagSet.In(a.lang))
	flags.BoolVar(&f.fresh, "new", false, wording.FlagNewSession.In(a.lang))
	flags.IntVar(&f.keepDays, "keep-days", classKeepDays, wording.FlagKeepDays.In(a.lang))
	flags.StringVar(&f.cert, "tls-cert", "", wording.FlagCert.In(a.lang))
	flags.StringVar(&f.key, "tls-key", "", wording.FlagTLSKey.In(a.lang))
	a.completesQuestions(cmd)
	completes(cmd, "address", listAddresses)
	completes(cmd, "class", a.listClassNames)
	for _, name := range []string{"roster", "set", "tls-cert", "tls-key"} {
		completes(cmd, name, listFiles)
	}
	return cmd
}

// check refuses what no session can be held with.
func (f hostFlags) check(a *app) error {
	for _, n := range []struct {
		flag              string
		value, least, top int
	}{
		{"count", f.count, 1, room.MostQuestions}, {"seconds", f.seconds, 0, 3600}, {"minutes", f.minutes, 1, 24 * 60},
		{"max", f.most, 1, room.MostParticipants}, {"port", f.port, 0, 65535}, {"keep-days", f.keepDays, 0, 36500},
	} {
		if n.value < n.least || n.value > n.top {
			return usageProblem(wording.NotBetween.In(a.lang, n.flag, n.least, n.top, n.value), "")
		}
	}
	formats := []questions.Format{questions.Choice, questions.Typed, questions.Boolean, questions.Set}
	if f.format != "" && !slices.Contains(formats, questions.Format(f.format)) {
		return usageProblem(wording.NoClassFormat.In(a.lang, f.format), a.known(wording.KnownFormats, words(formats)))
	}
	if (f.cert == "") != (f.key == "") {
		return usageProblem(wording.BothOfTLS.In(a.lang), "")
	}
	return nil
}

// classHost holds a session: the one that was left within the last hours, or a new
// one.
func (a *app) classHost(cmd *cobra.Command, f hostFlags) error {
	if err := f.check(a); err != nil {
		return err
	}
	ctx := cmd.Context()
	return a.withDB(ctx, func(db opened) error {
		left, err := a.tidyRooms(ctx, db)
		if err != nil {
			return err
		}
		c, err := withOwn(ctx, db)
		if err != nil {
			return err
		}
		a.chosen = db.settings.Decks
		m := questions.NewMaker(c)
		release, err := a.takeConsole()
		if err != nil {
			return err
		}
		defer release()
		if left != nil && !f.fresh {
			return a.resumeClass(ctx, db, m, *left, f)
		}
		if left != nil {
			if _, err := db.EndRoom(ctx, left.ID, a.clock.Now()); err != nil {
				return err
			}
		}
		return a.beginClass(cmd, db, m, f)
	})
}

// tidyRooms removes sessions that were kept long enough, ends those that were left,
// and returns the one that can be gone on with, nil if there is none.
func (a *app) tidyRooms(ctx context.Context, db opened) (left *store.Room, err error) {
	now := a.clock.Now()
	if err := db.ExpireRooms(ctx, now); err != nil {
		return nil, err
	}
	all, err := db.Rooms(ctx, "")
	if err != nil {
		return nil, err
	}
	for i, r := range all {
		if !r.Ended.IsZero() {
			continue
		}
		if left == nil && r.State.Phase != room.Done && now.Sub(r.Created) < longestOpen {
			left = &all[i]
			continue
		}
		if _, err := db.EndRoom(ctx, r.ID, now); err != nil {
			return nil, err
		}
	}
	return left, nil
}

func (a *app) resumeClass(ctx context.Context, db opened, m *questions.Maker, left store.Room, f hostFlags) error {
	s, err := classroom.Resume(ctx, db.DB, m, left)
	if errors.Is(err, classroom.ErrChanged) {
		return problem{wording.ClassChanged.In(a.lang, left.Code), wording.ClassNewHint.In(a.lang), exitFailed}
	}
	if err != nil {
		return err
	}
	memo, err := classroom.MemoOf(left)
	if err != nil {
		return err
	}
	if f.lan || f.address != "" || f.port != 0 { // the machine may be in another network now
		reach, err := a.reach(f)
		if err != nil {
			return err
		}
		memo.Host, memo.Port = reach.Host, cmp.Or(f.port, memo.Port)
	}
	a.aside.say(wording.ClassResumed.In(a.lang, left.Code))
	return a.holdClass(ctx, db, s, memo, f)
}

func (a *app) beginClass(cmd *cobra.Command, db opened, m *questions.Maker, f hostFlags) error {
	ctx := cmd.Context()
	class, err := a.classOf(cmd, db, f)
	if err != nil {
		return err
	}
	memo, err := a.reach(f)
	if err != nil {
		return err
	}
	set, err := a.questionSet(ctx, db, m, class, f)
	if err != nil || set == nil {
		return err
	}
	memo.Lang = a.lang
	s, err := classroom.Begin(ctx, db.DB, m, classroom.Plan{
		Class: class, Set: set, KeepDays: f.keepDays, Memo: memo, Settings: f.settings(),
	}, a.clock.Now())
	if err != nil {
		return err
	}
	return a.holdClass(ctx, db, s, memo, f)
}

func (f hostFlags) settings() room.Settings {
	s := room.Settings{
		Pace: room.Together, Scoring: room.ByAccuracy, Limit: time.Duration(f.seconds) * time.Second, Most: f.most, Places: f.places, Hold: f.hold,
	}
	if f.selfPaced {
		s.Pace, s.Limit = room.SelfPaced, time.Duration(f.minutes)*time.Minute
	}
	if f.speed {
		s.Scoring = room.ByAccuracyAndSpeed
	}
	return s
}

// classOf is the class of the session: the one that was named, or that the list is
// named after; none for guests alone.
func (a *app) classOf(cmd *cobra.Command, db opened, f hostFlags) (string, error) {
	name := f.class
	if name == "" && f.roster != "" {
		name = strings.TrimSuffix(filepath.Base(f.roster), filepath.Ext(f.roster))
	}
	if name == "" {
		return "", nil
	}
	name, err := a.className(name)
	if err != nil {
		return "", err
	}
	if f.roster != "" {
		_, err := a.takeRoster(cmd.Context(), db, name, f.roster)
		return name, err
	}
	_, err = db.Roster(cmd.Context(), name)
	return name, a.noClass(cmd, db.DB, name, err)
}

// reach finds out by which address the class is to be reached: this machine's own
// alone unless the network is asked for.
func (a *app) reach(f hostFlags) (classroom.Memo, error) {
	memo := classroom.Memo{Host: "127.0.0.1", Port: f.port, Secure: f.cert != ""}
	if !f.lan && f.address == "" {
		return memo, nil
	}
	if f.address != "" {
		address, err := netip.ParseAddr(f.address)
		if err != nil {
			return memo, usageProblem(wording.BadAddress.In(a.lang, f.address), "")
		}
		memo.Host = address.String()
		return memo, nil
	}
	all, err := classroom.Addresses()
	if err != nil || len(all) == 0 {
		return memo, problem{wording.NoNetwork.In(a.lang), wording.NoNetworkHint.In(a.lang), exitFailed}
	}
	if len(all) > 1 {
		a.aside.say(wording.OtherAddresses.In(a.lang, addressList(a.lang, all)))
	}
	memo.Host = all[0].String()
	return memo, nil
}

func addressList(lang catalogue.Lang, all []classroom.Address) string {
	texts := make([]string, len(all))
	for i, address := range all {
		texts[i] = fmt.Sprintf("%s (%s)", address, address.Interface)
		if address.Virtual {
			texts[i] = wording.VirtualAddress.In(lang, address, address.Interface)
		}
	}
	return strings.Join(texts, wording.Listed.In(lang))
}

// A setLine is a question of a set in a file. The stem is for people who read it.
type setLine struct {
	Facet  questions.FacetID `json:"facet,omitempty"`
	Kind   questions.Kind    `json:"kind"`
	Format questions.Format  `json:"format"`
	Lang   catalogue.Lang    `json:"lang"`
	Deck   string            `json:"deck"`
	Seed   uint64            `json:"seed,string"`
	Stem   string            `json:"stem"`

	Confused questions.Confusions `json:"confused,omitempty"`
}

// questionSet returns what is asked: from a file, or drawn; the teacher may look it
// through. It is nil if the teacher leaves there.
func (a *app) questionSet(ctx context.Context, db opened, m *questions.Maker, class string, f hostFlags) ([]questions.Spec, error) {
	draw, err := a.classDraw(ctx, db, m, class, f)
	if err != nil {
		return nil, err
	}
	set, kept, err := a.readSet(m, f.set)
	if err != nil {
		return nil, err
	}
	for len(set) < f.count && !kept {
		if _, err := draw.Next(); err != nil {
			return nil, problem{wording.NothingToAsk.In(a.lang, f.kind, cmp.Or(f.deck, a.firstDeck(m.Catalogue()))), "", exitFailed}
		}
		set = append(set, draw.Spec())
	}
	if f.preview {
		set, err = a.previewSet(m, draw, set)
		if errors.Is(err, terminal.ErrQuit) || set == nil {
			return nil, nil
		}
		if err != nil {
			return nil, err
		}
	}
	if f.set != "" && (f.preview || !kept) {
		return set, a.writeSet(m, f.set, set)
	}
	return set, nil
}

// classDraw draws questions as a class is asked them: as in a mock exam, with what
// this class really mixes up for wrong options.
func (a *app) classDraw(ctx context.Context, db opened, m *questions.Maker, class string, f hostFlags) (*questions.Draw, error) {
	c := m.Catalogue()
	deck := c.Deck(cmp.Or(f.deck, a.firstDeck(c)))
	if deck == nil {
		return nil, a.unknownDeck(c, f.deck)
	}
	format := questions.Format(cmp.Or(f.format, string(questions.Choice)))
	if f.kind != "" && f.format == "" {
		if k := questions.Kind(f.kind); len(k.Formats()) > 0 {
			format = k.Formats()[0]
		}
	}
	kinds, err := a.kindsWanted(f.kind, string(format))
	if err != nil {
		return nil, err
	}
	if f.kind == "" {
		kinds = slices.DeleteFunc(kinds, func(k questions.Kind) bool {
			return k.Several() && format != questions.Set && format != questions.Boolean
		})
	}
	if !slices.Contains([]questions.Format{questions.Choice, questions.Typed, questions.Boolean, questions.Set}, format) {
		return nil, usageProblem(wording.NoClassFormat.In(a.lang, format), "")
	}
	mixed, err := db.ClassConfusions(ctx, class)
	if err != nil {
		return nil, err
	}
	draw := m.Draw(deck, kinds, format, a.lang, a.seedOrChance())
	draw.Prefer(mixed)
	return draw, nil
}

// readSet reads a set of questions; kept is false if there is no such file yet.
func (a *app) readSet(m *questions.Maker, path string) (set []questions.Spec, kept bool, err error) {
	if _, err := os.Stat(path); path == "" || errors.Is(err, fs.ErrNotExist) {
		return nil, false, nil
	}
	in, err := a.source(path)
	if err != nil {
		return nil, false, err
	}
	defer in.Close()
	lines := bufio.NewScanner(in)
	for n := 1; lines.Scan(); n++ {
		if strings.TrimSpace(lines.Text()) == "" {
			continue
		}
		var l setLine
		err := json.Unmarshal(lines.Bytes(), &l)
		spec := questions.Spec{Facet: l.Facet, Kind: l.Kind, Format: l.Format, Lang: l.Lang, Deck: l.Deck, Seed: l.Seed, Confused: l.Confused}
		if err == nil {
			_, err = m.Make(spec)
		}
		if err != nil || len(set) == room.MostQuestions {
			return nil, true, problem{wording.BadSet.In(a.lang, path, n), wording.BadSetHint.In(a.lang), exitFailed}
		}
		set = append(set, spec)
	}
	if err := lines.Err(); err != nil || len(set) == 0 {
		return nil, true, problem{wording.BadSet.In(a.lang, path, 1), wording.BadSetHint.In(a.lang), exitFailed}
	}
	return set, true, nil
}

func (a *app) writeSet(m *questions.Maker, path string, set []questions.Spec) error {
	return a.writeTo([]string{path}, func(w io.Writer) error {
		for _, s := range set {
			q, err := m.Make(s)
			if err != nil {
				return err
			}
			text, err := json.Marshal(setLine{s.Facet, s.Kind, q.Format, s.Lang, s.Deck, s.Seed, q.Stem, s.Confused})
			if err != nil {
				return err
			}
			if _, err := fmt.Fprintf(w, "%s\n", text); err != nil {
				return err
			}
		}
		return nil
	})
}

// previewSet has the teacher look through the questions, drop, move and replace
// them. It returns nil if they are not to be asked.
func (a *app) previewSet(m *questions.Maker, draw *questions.Draw, set []questions.Spec) ([]questions.Spec, error) {
	for {
		rows := []string{wording.PreviewBegin.In(a.lang, len(set))}
		for _, s := range set {
			q, err := m.Make(s)
			if err != nil {
				return nil, err
			}
			rows = append(rows, q.Stem)
		}
		picked, err := a.chooser().Pick(wording.PreviewTitle.In(a.lang), rows)
		if err != nil {
			return nil, err
		}
		if picked == 0 {
			return set, nil
		}
		if set, err = a.previewOne(m, draw, set, picked-1); err != nil {
			return nil, err
		}
	}
}

// previewOne shows one question with its key, and does with it what is wanted.
func (a *app) previewOne(m *questions.Maker, draw *questions.Draw, set []questions.Spec, i int) ([]questions.Spec, error) {
	q, err := m.Make(set[i])
	if err != nil {
		return nil, err
	}
	text := q.Stem + "\n"
	for _, option := range q.Options {
		mark := "  "
		if slices.Contains(q.Answers, option) {
			mark = a.style().Sign("✓ ")
		}
		text += "  " + mark + option + "\n"
	}
	if len(q.Options) == 0 {
		text += "  " + a.style().Sign("✓ ") + q.Answers[0] + "\n"
	}
	rows := []string{
		wording.PreviewKeep.In(a.lang), wording.PreviewOther.In(a.lang), wording.PreviewUp.In(a.lang), wording.PreviewDown.In(a.lang), wording.PreviewDrop.In(a.lang),
	}
	if len(set) == 1 {
		rows = rows[:4]
	}
	picked, err := a.chooser().Pick(text, rows)
	switch {
	case errors.Is(err, terminal.ErrQuit):
		return set, nil
	case err != nil:
		return nil, err
	}
	switch picked {
	case 1:
		if _, err := draw.Next(); err != nil {
			return nil, err
		}
		set[i] = draw.Spec()
	case 2, 3:
		other := i - 1
		if picked == 3 {
			other = i + 1
		}
		if 0 <= other && other < len(set) {
			set[i], set[other] = set[other], set[i]
		}
	case 4:
		set = slices.Delete(set, i, i+1)
	}
	return set, nil
}

// holdClass serves the session and lets the teacher lead it.
func (a *app) holdClass(ctx context.Context, db opened, s classroom.Session, memo classroom.Memo, f hostFlags) error {
	l, err := listenAt(memo.Host, memo.Port)
	if err != nil {
		return problem{wording.NoListening.In(a.lang, memo.Host, cmp.Or(memo.Port, classPort)), wording.NoListeningHint.In(a.lang), exitFailed}
	}
	memo.Port = l.Addr().(*net.TCPAddr).Port
	at := net.JoinHostPort(memo.Host, strconv.Itoa(memo.Port))
	scheme := "http://"
	if f.cert != "" {
		scheme = "https://"
	}
	if err := a.rememberMemo(ctx, db, s, memo); err != nil {
		l.Close()
		return err
	}
	host := classroom.NewHost(db.DB, s, classroom.Clock(a.clock.real))
	defer host.Close()
	server := classroom.NewServer(host, scheme+at, hostsOf(memo), a.lang, f.cert != "")
	served := make(chan error, 1)
	go func() { served <- server.Serve(l, f.cert, f.key) }()
	defer server.Close()
	board := &classBoard{app: a, db: db, host: host, url: scheme + at, session: s, served: served, notices: a.notices(memo)}
	if a.console == nil { // else these are on the screen
		for _, notice := range append([]string{wording.ProjectorAt.In(a.lang, projectorURL(board.url, s))}, board.notices...) {
			a.aside.say(notice)
		}
	}
	return board.lead(ctx)
}

// rememberMemo keeps where the session is to be found, for when it is gone on with.
func (a *app) rememberMemo(ctx context.Context, db opened, s classroom.Session, memo classroom.Memo) error {
	memo.Key = s.Key
	text, err := json.Marshal(memo)
	if err != nil {
		return err
	}
	return db.KeepHost(ctx, s.ID, string(text))
}

// listenAt listens at the port, or where none was chosen at the first that is free.
func listenAt(host string, port int) (net.Listener, error) {
	if port != 0 {
		return net.Listen("tcp", net.JoinHostPort(host, strconv.Itoa(port)))
	}
	for port = classPort; port < classPort+portsToTry; port++ {
		if l, err := net.Listen("tcp", net.JoinHostPort(host, strconv.Itoa(port))); err == nil {
			return l, nil
		}
	}
	return net.Listen("tcp", net.JoinHostPort(host, "0"))
}

// hostsOf are what a browser may call this server.
func hostsOf(memo classroom.Memo) []string {
	port := strconv.Itoa(memo.Port)
	names := []string{memo.Host}
	if memo.Host == "127.0.0.1" {
		names = append(names, "localhost")
	}
	var all []string
	for _, name := range names {
		all = append(all, net.JoinHostPort(name, port))
		if port == "80" || port == "443" {
			all = append(all, name)
		}
	}
	return all
}

func projectorURL(url string, s classroom.Session) string { return url + "/screen?k=" + s.Key }

// notices say who can reach the session, and what may be in the way.
func (a *app) notices(memo classroom.Memo) []string {
	if memo.Host == "127.0.0.1" {
		return []string{wording.OnlyHere.In(a.lang)}
	}
	var all []string
	if !memo.Secure {
		all = append(all, wording.PlainHTTP.In(a.lang))
	}
	hint := wording.FirewallHint
	if runtime.GOOS == "windows" {
		hint = wording.FirewallWindows
	}
	return append(all, hint.In(a.lang, memo.Port))
}
