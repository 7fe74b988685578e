package class

import (
	"bufio"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
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

	"portdrill/cmd/internal/app"
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
	reachFlags
	askFlags
	playFlags
	roster, class string
	fresh         bool
	keepDays      int
	asked         map[string]string // that were given, of what a session is
}

// ofSession are the flags that say what a session asks, of whom and how: it is gone on
// with by the same ones alone.
var ofSession = []string{
	"deck", "kind", "format", "count", "set", "seconds", "self-paced", "minutes", "speed", "places", "hold", "roster", "class", "guests", "max", "preview",
}

// askedBy returns those of them that were given.
func askedBy(cmd *cobra.Command) map[string]string {
	asked := make(map[string]string)
	for _, name := range ofSession {
		if flag := cmd.Flags().Lookup(name); flag.Changed {
			asked[name] = flag.Value.String()
		}
	}
	return asked
}

// reachFlags say how a session is reached.
type reachFlags struct {
	lan                bool
	address, cert, key string
	port, perAddress   int
}

// askFlags say what it asks.
type askFlags struct {
	deck, kind, format, set string
	count                   int
	preview                 bool
}

// playFlags say how it is played.
type playFlags struct {
	selfPaced, speed, places, hold, guests bool
	seconds, minutes, most                 int
}

func classHostCommand(a *app.App) *cobra.Command {
	var f hostFlags
	cmd := &cobra.Command{
		Use: "host", Short: textHostShort.In(a.Lang), Long: textHostLong.In(a.Lang),
		Example: textHostExamples.In(a.Lang),
		Args:    a.NoArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			f.asked = askedBy(cmd)
			return runHost(a, cmd, f)
		},
	}
	flags := cmd.Flags()
	flags.BoolVar(&f.lan, "lan", false, textFlagLAN.In(a.Lang))
	flags.StringVar(&f.address, "address", "", textFlagAddress.In(a.Lang))
	flags.IntVar(&f.port, "port", 0, textFlagPort.In(a.Lang))
	flags.StringVar(&f.deck, "deck", "", app.TextFlagDeck.In(a.Lang))
	flags.StringVar(&f.kind, "kind", "", app.TextFlagKind.In(a.Lang))
	flags.StringVar(&f.format, "format", "", textFlagClassFormat.In(a.Lang))
	flags.IntVar(&f.count, "count", classCount, app.TextFlagCount.In(a.Lang))
	flags.IntVar(&f.seconds, "seconds", classSeconds, textFlagSeconds.In(a.Lang))
	flags.BoolVar(&f.selfPaced, "self-paced", false, textFlagSelfPaced.In(a.Lang))
	flags.IntVar(&f.minutes, "minutes", classMinutes, textFlagClassMinutes.In(a.Lang))
	flags.BoolVar(&f.speed, "speed", false, textFlagSpeed.In(a.Lang))
	flags.BoolVar(&f.places, "places", false, textFlagPlaces.In(a.Lang))
	flags.BoolVar(&f.hold, "hold", false, textFlagHold.In(a.Lang))
	flags.StringVar(&f.roster, "roster", "", textFlagRoster.In(a.Lang))
	flags.StringVar(&f.class, "class", "", textFlagClass.In(a.Lang))
	flags.BoolVar(&f.guests, "guests", false, textFlagGuests.In(a.Lang))
	flags.IntVar(&f.perAddress, "per-address", classroom.PerAddress, textFlagPerAddress.In(a.Lang))
	flags.IntVar(&f.most, "max", classMost, textFlagMax.In(a.Lang))
	flags.BoolVar(&f.preview, "preview", false, textFlagPreview.In(a.Lang))
	flags.StringVar(&f.set, "set", "", textFlagSet.In(a.Lang))
	flags.BoolVar(&f.fresh, "new", false, textFlagNewSession.In(a.Lang))
	flags.IntVar(&f.keepDays, "keep-days", classKeepDays, textFlagKeepDays.In(a.Lang))
	flags.StringVar(&f.cert, "tls-cert", "", textFlagCert.In(a.Lang))
	flags.StringVar(&f.key, "tls-key", "", textFlagTLSKey.In(a.Lang))
	a.CompletesQuestions(cmd)
	a.Completes(cmd, "address", listAddresses)
	a.Completes(cmd, "class", listClassNames)
	for _, name := range []string{"roster", "set", "tls-cert", "tls-key"} {
		a.Completes(cmd, name, app.ListFiles)
	}
	return cmd
}

// check refuses what no session can be held with.
func (f hostFlags) check(a *app.App) error {
	for _, n := range []struct {
		flag              string
		value, least, top int
	}{
		{"count", f.count, 1, room.MostQuestions}, {"seconds", f.seconds, 0, 3600}, {"minutes", f.minutes, 1, 24 * 60},
		{"max", f.most, 1, room.MostParticipants}, {"port", f.port, 0, 65535}, {"keep-days", f.keepDays, 0, 36500},
		{"per-address", f.perAddress, 1, room.MostParticipants},
	} {
		if n.value < n.least || n.value > n.top {
			return app.UsageProblem(textNotBetween.In(a.Lang, n.flag, n.least, n.top, n.value), "")
		}
	}
	formats := []questions.Format{questions.Choice, questions.Typed, questions.Boolean, questions.Set}
	if f.format != "" && !slices.Contains(formats, questions.Format(f.format)) {
		return app.UsageProblem(
			textNoClassFormat.In(a.Lang, f.format),
			a.Known(app.TextKnownFormats, app.Strings(formats)),
		)
	}
	if (f.cert == "") != (f.key == "") {
		return app.UsageProblem(textBothOfTLS.In(a.Lang), "")
	}
	return nil
}

// runHost holds a session: one that was left within the last hours, if it is what the
// flags ask for and nobody else hosts it, or a new one.
func runHost(a *app.App, cmd *cobra.Command, f hostFlags) error {
	if err := f.check(a); err != nil {
		return err
	}
	ctx := cmd.Context()
	return a.WithDB(ctx, func(db *app.DB) error {
		left, err := tidyRooms(ctx, a, db)
		if err != nil {
			return err
		}
		c, err := db.Catalogue(ctx)
		if err != nil {
			return err
		}
		m := questions.NewMaker(c)
		release, err := a.TakeConsole()
		if err != nil {
			return err
		}
		defer release()
		goOn, err := toGoOn(a, left, f)
		switch {
		case err != nil:
			return err
		case goOn != nil && !f.fresh:
			return resumeClass(ctx, a, db, m, *goOn, f)
		case goOn != nil:
			if _, err := db.EndRoom(ctx, goOn.ID, a.Clock.Now()); err != nil {
				return err
			}
		}
		return beginClass(ctx, a, db, m, f)
	})
}

// tidyRooms removes sessions that were kept long enough, ends those that were left for
// long, and returns those that can be gone on with, the latest first. Those that
// another host holds are left alone.
func tidyRooms(ctx context.Context, a *app.App, db *app.DB) (left []store.Room, err error) {
	now := a.Clock.Now()
	if err := db.ExpireRooms(ctx, now); err != nil {
		return nil, err
	}
	all, err := db.Rooms(ctx, "")
	if err != nil {
		return nil, err
	}
	for _, r := range all {
		if !r.Ended.IsZero() {
			continue
		}
		held, err := db.IsHeld(ctx, r.ID, a.Clock.Real())
		if err != nil {
			return nil, err
		}
		switch {
		case held:
		case r.State.Phase != room.Done && now.Sub(r.Created) < longestOpen:
			left = append(left, r)
		default:
			if _, err := db.EndRoom(ctx, r.ID, now); err != nil {
				return nil, err
			}
		}
	}
	return left, nil
}

// toGoOn returns the session to go on with: the latest that was begun with the very
// flags, else the latest that the flags match. If there are none but others, a person is
// asked about the latest of them.
func toGoOn(a *app.App, left []store.Room, f hostFlags) (*store.Room, error) {
	var matching *store.Room
	for i, r := range left {
		memo, err := classroom.MemoOf(r)
		if err != nil {
			return nil, err
		}
		if maps.Equal(memo.Asked, f.asked) {
			return &left[i], nil
		}
		if matching == nil && memo.Matches(f.asked) {
			matching = &left[i]
		}
	}
	if matching != nil || len(left) == 0 || f.fresh {
		return matching, nil
	}
	r := left[0]
	what := textSessionLeft.In(a.Lang, r.Code, cmp.Or(r.Class, textGuestsAlone.In(a.Lang)), r.Created.Format("15:04"))
	if a.Console == nil {
		a.Messages.Say(textOtherLeft.In(a.Lang, what))
		return nil, nil
	}
	picked, err := a.Console.Prompts.Pick(what, []string{textBeginNew.In(a.Lang), textGoOnThere.In(a.Lang)})
	if err != nil || picked == 0 {
		return nil, err
	}
	return &left[0], nil
}

func resumeClass(ctx context.Context, a *app.App, db *app.DB, m *questions.Maker, left store.Room, f hostFlags) error {
	s, err := classroom.Resume(ctx, db.DB, m, left)
	if errors.Is(err, classroom.ErrChanged) {
		return app.Failure(textClassChanged.In(a.Lang, left.Code), textClassNewHint.In(a.Lang))
	}
	if err != nil {
		return err
	}
	memo, err := classroom.MemoOf(left)
	if err != nil {
		return err
	}
	if f.lan || f.address != "" || f.port != 0 { // the machine may be in another network now
		reach, err := addressMemo(a, f)
		if err != nil {
			return err
		}
		memo.Host, memo.Port = reach.Host, cmp.Or(f.port, memo.Port)
	}
	resumed := textClassResumed.In(a.Lang, left.Code)
	a.Messages.Say(resumed)
	return holdClass(ctx, a, db, s, memo, f, resumed)
}

func beginClass(ctx context.Context, a *app.App, db *app.DB, m *questions.Maker, f hostFlags) error {
	class, err := classOf(ctx, a, db, f)
	if err != nil {
		return err
	}
	memo, err := addressMemo(a, f)
	if err != nil {
		return err
	}
	set, err := questionSet(ctx, a, db, m, class, f)
	if err != nil || set == nil {
		return err
	}
	memo.Lang, memo.Asked = a.Lang, f.asked
	settings := f.settings()
	if class != "" {
		members, err := db.Roster(ctx, class)
		if err != nil {
			return err
		}
		settings.Reserved, settings.NoGuests = len(members), !f.guests
	}
	s, err := classroom.Begin(ctx, db.DB, m, classroom.Plan{
		Class: class, Set: set, KeepDays: f.keepDays, Memo: memo, Settings: settings,
	}, a.Clock.Now())
	if err != nil {
		return err
	}
	return holdClass(ctx, a, db, s, memo, f, "")
}

func (f hostFlags) settings() room.Settings {
	s := room.Settings{
		Pace: room.Together, Scoring: room.ByAccuracy, Limit: time.Duration(f.seconds) * time.Second, Most: f.most,
		Places: f.places, Hold: f.hold,
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
func classOf(ctx context.Context, a *app.App, db *app.DB, f hostFlags) (string, error) {
	name := f.class
	if name == "" && f.roster != "" {
		name = strings.TrimSuffix(filepath.Base(f.roster), filepath.Ext(f.roster))
	}
	if name == "" {
		return "", nil
	}
	name, err := className(a, name)
	if err != nil {
		return "", err
	}
	if f.roster != "" {
		return name, takeRosterIn(ctx, a, db, name, f.roster)
	}
	_, err = db.Roster(ctx, name)
	return name, noClass(ctx, a, db.DB, name, err)
}

// addressMemo finds out by which address the class is to be reached: this machine's own
// alone unless the network is asked for.
func addressMemo(a *app.App, f hostFlags) (classroom.Memo, error) {
	memo := classroom.Memo{Host: "127.0.0.1", Port: f.port, Secure: f.cert != ""}
	if !f.lan && f.address == "" {
		return memo, nil
	}
	if f.address != "" {
		address, err := netip.ParseAddr(f.address)
		if err != nil {
			return memo, app.UsageProblem(textBadAddress.In(a.Lang, f.address), "")
		}
		memo.Host = address.String()
		return memo, nil
	}
	all, err := classroom.Addresses()
	if err != nil || len(all) == 0 {
		return memo, app.Failure(textNoNetwork.In(a.Lang), textNoNetworkHint.In(a.Lang))
	}
	if len(all) > 1 {
		a.Messages.Say(textOtherAddresses.In(a.Lang, addressList(a.Lang, all)))
	}
	memo.Host = all[0].String()
	return memo, nil
}

func addressList(lang catalogue.Lang, all []classroom.Address) string {
	texts := make([]string, len(all))
	for i, address := range all {
		texts[i] = fmt.Sprintf("%s (%s)", address, address.Interface)
		if address.Virtual {
			texts[i] = textVirtualAddress.In(lang, address, address.Interface)
		}
	}
	return strings.Join(texts, wording.Listed.In(lang))
}

// A setLine is a question of a set in a file. The stem is for people who read it.
type setLine struct {
	questions.Spec
	Stem string `json:"stem"`
}

// questionSet returns what is asked: from a file, or drawn; the teacher may look it
// through. It is nil if the teacher leaves there.
func questionSet(
	ctx context.Context,
	a *app.App,
	db *app.DB,
	m *questions.Maker,
	class string,
	f hostFlags,
) ([]questions.Spec, error) {
	draw, err := classDraw(ctx, a, db, m, class, f)
	if err != nil {
		return nil, err
	}
	set, kept, err := readSet(a, m, f.set)
	if err != nil {
		return nil, err
	}
	for len(set) < f.count && !kept {
		if _, err := draw.Next(); err != nil {
			return nil, app.NothingToAsk(a, m, f.kind, cmp.Or(f.deck, db.FirstDeck(m.Catalogue())))
		}
		set = append(set, draw.Spec())
	}
	if f.preview {
		set, err = previewSet(a, m, draw, set)
		if errors.Is(err, terminal.ErrQuit) || set == nil {
			return nil, nil
		}
		if err != nil {
			return nil, err
		}
	}
	if f.set != "" && (f.preview || !kept) {
		return set, writeSet(a, m, f.set, set)
	}
	return set, nil
}

// classDraw draws questions as a class is asked them: as in a mock exam, with what
// this class really mixes up for wrong options.
func classDraw(
	ctx context.Context,
	a *app.App,
	db *app.DB,
	m *questions.Maker,
	class string,
	f hostFlags,
) (*questions.Draw, error) {
	c := m.Catalogue()
	deck := app.DeckNamed(c, cmp.Or(f.deck, db.FirstDeck(c)))
	if deck == nil {
		return nil, app.UnknownDeck(a, c, f.deck)
	}
	format := questions.Format(cmp.Or(f.format, string(questions.Choice)))
	if f.kind != "" && f.format == "" {
		if k := questions.Kind(f.kind); len(k.Formats()) > 0 {
			format = k.Formats()[0]
		}
	}
	kinds, err := app.KindsWanted(a, f.kind, string(format))
	if err != nil {
		return nil, err
	}
	if f.kind == "" {
		kinds = slices.DeleteFunc(kinds, func(k questions.Kind) bool {
			return k.Several() && format != questions.Set && format != questions.Boolean
		})
	}
	if !slices.Contains(
		[]questions.Format{questions.Choice, questions.Typed, questions.Boolean, questions.Set},
		format,
	) {
		return nil, app.UsageProblem(textNoClassFormat.In(a.Lang, format), "")
	}
	mixed, err := db.ClassConfusions(ctx, class)
	if err != nil {
		return nil, err
	}
	draw := m.Draw(deck, kinds, format, a.Lang, a.SeedOrChance())
	draw.Prefer(mixed)
	return draw, nil
}

// readSet reads a set of questions; kept is false if there is no such file yet.
func readSet(a *app.App, m *questions.Maker, path string) (set []questions.Spec, kept bool, err error) {
	if _, err := os.Stat(path); path == "" || errors.Is(err, fs.ErrNotExist) {
		return nil, false, nil
	}
	in, err := app.Source(a, path)
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
		if err == nil {
			_, err = m.Make(l.Spec)
		}
		if err != nil || len(set) == room.MostQuestions {
			return nil, true, app.Failure(textBadSet.In(a.Lang, path, n), textBadSetHint.In(a.Lang))
		}
		set = append(set, l.Spec)
	}
	if err := lines.Err(); err != nil || len(set) == 0 {
		return nil, true, app.Failure(textBadSet.In(a.Lang, path, 1), textBadSetHint.In(a.Lang))
	}
	return set, true, nil
}

func writeSet(a *app.App, m *questions.Maker, path string, set []questions.Spec) error {
	return app.WriteTo(a, []string{path}, func(w io.Writer) error {
		for _, s := range set {
			q, err := m.Make(s)
			if err != nil {
				return err
			}
			s.Format = q.Format
			text, err := json.Marshal(setLine{s, q.Stem})
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
func previewSet(a *app.App, m *questions.Maker, draw *questions.Draw, set []questions.Spec) ([]questions.Spec, error) {
	for {
		rows := []string{textPreviewBegin.In(a.Lang, len(set))}
		for _, s := range set {
			q, err := m.Make(s)
			if err != nil {
				return nil, err
			}
			rows = append(rows, q.Stem)
		}
		picked, err := a.Chooser().Pick(textPreviewTitle.In(a.Lang), rows)
		if err != nil {
			return nil, err
		}
		if picked == 0 {
			return set, nil
		}
		if set, err = previewOne(a, m, draw, set, picked-1); err != nil {
			return nil, err
		}
	}
}

// previewOne shows one question with its key, and does with it what is wanted.
func previewOne(
	a *app.App,
	m *questions.Maker,
	draw *questions.Draw,
	set []questions.Spec,
	i int,
) ([]questions.Spec, error) {
	q, err := m.Make(set[i])
	if err != nil {
		return nil, err
	}
	w, _ := a.ScreenSize()
	text := strings.Join(append([]string{q.Stem}, q.Block.Fit(w)...), "\n") + "\n"
	for _, option := range q.Options {
		mark := "  "
		if slices.Contains(q.Answers, option) {
			mark = a.Style().Sign("✓ ")
		}
		text += "  " + mark + option + "\n"
	}
	if len(q.Options) == 0 {
		text += "  " + a.Style().Sign("✓ ") + q.Answers[0] + "\n"
	}
	rows := []string{
		textPreviewKeep.In(a.Lang), textPreviewOther.In(a.Lang), textPreviewUp.In(a.Lang),
		textPreviewDown.In(a.Lang), textPreviewDrop.In(a.Lang),
	}
	if len(set) == 1 {
		rows = rows[:4]
	}
	picked, err := a.Chooser().Pick(text, rows)
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

// renewEvery is how often it is noted that the session is still hosted.
const renewEvery = store.Lease / 3

// holdRoom has this program be the only one that hosts the session. lost gets the error
// if another one does nonetheless, as after the machine was asleep.
func holdRoom(ctx context.Context, a *app.App, db *app.DB, id string) (lost <-chan error, free func(), err error) {
	holder := store.NewHolder()
	if err := db.HoldRoom(ctx, id, holder, a.Clock.Real()); err != nil {
		return nil, nil, err
	}
	ctx, cancel := context.WithCancel(ctx)
	failed, done := make(chan error, 1), make(chan struct{})
	go func() {
		defer close(done)
		tick := time.NewTicker(renewEvery)
		defer tick.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-tick.C:
			}
			err := db.HoldRoom(ctx, id, holder, a.Clock.Real())
			if errors.Is(err, store.ErrRoomHeld) || errors.Is(err, store.ErrNoRoom) {
				failed <- err
				return
			}
		}
	}()
	return failed, func() {
		cancel()
		<-done
		db.FreeRoom(context.WithoutCancel(ctx), id, holder) //nolint:errcheck // the lease ends by itself
	}, nil
}

// holdClass serves the session and lets the teacher lead it. note is on the board first.
func holdClass(
	ctx context.Context,
	a *app.App,
	db *app.DB,
	s classroom.Session,
	memo classroom.Memo,
	f hostFlags,
	note string,
) error {
	lost, free, err := holdRoom(ctx, a, db, s.ID)
	if errors.Is(err, store.ErrRoomHeld) {
		return app.Failure(textRoomHeld.In(a.Lang, s.Code), textClassNewHint.In(a.Lang))
	}
	if err != nil {
		return err
	}
	defer free()
	l, err := listenAt(memo.Host, memo.Port)
	if err != nil {
		return app.Failure(
			textNoListening.In(a.Lang, memo.Host, cmp.Or(memo.Port, classPort)),
			textNoListeningHint.In(a.Lang),
		)
	}
	memo.Port = l.Addr().(*net.TCPAddr).Port
	at := net.JoinHostPort(memo.Host, strconv.Itoa(memo.Port))
	scheme := "http://"
	if f.cert != "" {
		scheme = "https://"
	}
	if err := rememberMemo(ctx, db, s, memo); err != nil {
		l.Close()
		return err
	}
	host := classroom.NewHost(db.DB, s, classroom.Clock(a.Clock.Real))
	defer host.Close()
	ended := make(chan error, 1)
	stop, cancel := context.WithCancel(ctx)
	defer cancel()
	go func() {
		select {
		case err := <-lost:
			host.Close() // whoever hosts it now is the only one that may
			ended <- err
		case <-stop.Done():
		}
	}()
	server := classroom.NewServer(host, scheme+at, hostsOf(memo), a.Lang, f.cert != "")
	server.AllowPerAddress(f.perAddress)
	served := make(chan error, 1)
	go func() { served <- server.Serve(l, f.cert, f.key) }()
	defer server.Close()
	board := &classBoard{
		App:     a,
		db:      db,
		host:    host,
		server:  server,
		url:     scheme + at,
		session: s,
		served:  served,
		notices: notices(a, memo),
		lost:    ended,
		note:    note,
	}
	if a.Console == nil { // else these are on the screen
		a.Messages.Say(textProjectorAt.In(a.Lang, projectorURL(board.url, s)))
		for _, notice := range board.notices {
			a.Messages.Say(notice)
		}
	}
	return board.lead(ctx)
}

// rememberMemo keeps where the session is to be found, for when it is gone on with.
func rememberMemo(ctx context.Context, db *app.DB, s classroom.Session, memo classroom.Memo) error {
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
func notices(a *app.App, memo classroom.Memo) []string {
	if memo.Host == "127.0.0.1" {
		return []string{textOnlyHere.In(a.Lang)}
	}
	var all []string
	if !memo.Secure {
		all = append(all, textPlainHTTP.In(a.Lang))
	}
	hint := textFirewallHint
	if runtime.GOOS == "windows" {
		hint = textFirewallWindows
	}
	return append(all, hint.In(a.Lang, memo.Port))
}

var (
	textHostShort = wording.T("host a session: show the code, ask, see answers", "主持课堂练习：显示加入码、提问、查看作答")
	textHostLong  = wording.T(
		`Enter always takes the next step. Without --lan only this machine can join. If
the program stops during a session, run the same command again to resume it,
with the same code, students and scores.`,
		`回车总是进入下一步。不加 --lan 时只有本机能加入。若程序中途退出，再次运行同一命令
即可继续：加入码、学生、分数都不变。`,
	)
	textHostExamples = wording.T(
		"  portdrill class host --lan\n  portdrill class host --lan --deck ccna --count 15 --seconds 30 "+
			"--places\n  portdrill class host --lan --preview --set lesson-3.jsonl\n  portdrill class host --lan "+
			"--self-paced --minutes 20",
		"  portdrill class host --lan\n  portdrill class host --lan --deck ccna --count 15 --seconds 30 "+
			"--places\n  portdrill class host --lan --preview --set lesson-3.jsonl\n  portdrill class host --lan "+
			"--self-paced --minutes 20",
	)
	textFlagLAN     = wording.T("let other devices on the network join", "允许同一网络中的设备加入")
	textFlagAddress = wording.T("`ADDRESS` of this machine to use", "使用本机的这个`地址`")
	textFlagPort    = wording.T(
		"`PORT` to listen on (default: 8080 or the next free one)",
		"监听的`端口`（默认 8080 或其后空闲的端口）",
	)
	textFlagClassFormat = wording.T(
		"`FORMAT`: choice, typed, boolean or set",
		"作答`方式`：choice、typed、boolean 或 set",
	)
	textFlagSeconds      = wording.T("`SECONDS` per question (0: no limit)", "每题`秒数`（0 为不限时）")
	textFlagSelfPaced    = wording.T("let students work at their own pace until a deadline", "学生按自己的节奏作答，到时截止")
	textFlagClassMinutes = wording.T(
		"`MINUTES` until the deadline, with --self-paced",
		"截止前的`分钟数`（配合 --self-paced）",
	)
	textFlagSpeed      = wording.T("give half of the points for speed", "一半分数取决于速度")
	textFlagPlaces     = wording.T("show places and the leaders", "显示名次和领先者")
	textFlagHold       = wording.T("show the answer only when you reveal it", "由教师决定何时公布答案")
	textFlagRoster     = wording.T("class list `FILE` (CSV or xlsx)", "班级名单`文件`（CSV 或 xlsx）")
	textFlagMax        = wording.T("at most `N` students (up to 1000)", "最多 `N` 人加入（上限 1000）")
	textFlagGuests     = wording.T("with a class list, let guests join as well", "有班级名单时，也允许名单外的人加入")
	textFlagPerAddress = wording.T("at most `N` connections from one address, as behind a router", "同一地址最多 `N` 个连接（如全班在同一路由器之后）")
	textFlagPreview    = wording.T("review the questions first: drop or move them", "先预览题目，可删除、调整顺序")
	textFlagSet        = wording.T("question `FILE`: read if it exists, else written", "题目`文件`：存在则读取，否则写入")
	textFlagNewSession = wording.T("start a new session, even if one is unfinished", "重新开始，即使有未完成的课堂练习")
	textFlagKeepDays   = wording.T("keep the session for `DAYS` days (0: forever)", "数据保留的`天数`（0 为永久）")
	textFlagCert       = wording.T("certificate `FILE`, for HTTPS", "HTTPS 证书`文件`")
	textFlagTLSKey     = wording.T("private key `FILE` of the certificate", "证书私钥`文件`")
	textNotBetween     = wording.T("--%s must be from %d to %d, not %d", "--%s 须在 %d 到 %d 之间，不能是 %d")
	textNoClassFormat  = wording.T("class sessions do not support the format %q", "课堂练习不支持作答方式 %q")
	textBothOfTLS      = wording.T("--tls-cert and --tls-key must be used together", "--tls-cert 与 --tls-key 须同时给出")
	textBadAddress     = wording.T("%q is not an IP address", "%q 不是 IP 地址")
	textNoNetwork      = wording.T("this machine is not on a network", "本机没有连接网络")
	textNoNetworkHint  = wording.T(
		"connect it or turn on a hotspot; without --lan it works on this machine only",
		"请连接网络或打开热点；不加 --lan 则仅限本机",
	)
	textOtherAddresses = wording.T(
		"Addresses of this machine; the first one is used (to change it: --address): %s",
		"本机地址（使用第一个，可用 --address 另选）：%s",
	)
	textVirtualAddress  = wording.T("%s (%s, virtual or VPN)", "%s（%s，虚拟网卡或 VPN）")
	textNoListening     = wording.T("cannot listen on %s, port %d", "无法监听 %s 的端口 %d")
	textNoListeningHint = wording.T(
		"another program may be using it; try another --port or --address",
		"可能已被其他程序占用；请换 --port 或 --address",
	)
	textOnlyHere = wording.T(
		"Only this machine can join. Use --lan to let others on the network join.",
		"目前只有本机能加入；加 --lan 后同一网络的设备可以加入。",
	)
	textPlainHTTP = wording.T(
		"This is plain HTTP: anyone on this network can read names, PINs and answers. Don't use PINs on a "+
			"network you don't trust, or use --tls-cert and --tls-key.",
		"这是未加密的 HTTP：同一网络中的任何人都可能看到姓名、PIN 和作答。请勿在不可信的网络中使用 PIN，或使用 --tls-cert 和 --tls-key。",
	)
	textFirewallHint = wording.T(
		"If nobody can join: allow TCP port %d in the firewall, and check that the Wi-Fi lets devices reach "+
			"each other.",
		"若无人能加入：请在防火墙放行 TCP 端口 %d，并确认无线网络允许设备互访。",
	)
	textFirewallWindows = wording.T(
		"If nobody can join: allow portdrill in Windows Firewall for this network (TCP port %d), and check "+
			"that the Wi-Fi lets devices reach each other.",
		"若无人能加入：请在 Windows 防火墙中允许 portdrill 访问当前网络（TCP 端口 %d），并确认无线网络允许设备互访。",
	)
	textSessionLeft  = wording.T("Session %s (%s, started %s) is unfinished.", "课堂练习 %s（%s，%s 开始）尚未结束。")
	textGuestsAlone  = wording.T("no class", "无班级")
	textOtherLeft    = wording.T("%s It does not match these options; starting a new one.", "%s与本次选项不符，将新建。")
	textBeginNew     = wording.T("start a new session", "新建课堂练习")
	textGoOnThere    = wording.T("continue that one", "继续那一次")
	textRoomHeld     = wording.T("session %s is hosted by another program", "课堂练习 %s 正由另一个程序主持")
	textClassResumed = wording.T(
		"Resuming the unfinished session; its code is %s. (To start a new one: --new)",
		"继续上次未完成的课堂练习，加入码为 %s。（重新开始：--new）",
	)
	textClassChanged = wording.T(
		"session %s cannot be resumed: the catalogue has changed since",
		"课堂练习 %s 无法继续：目录已改变",
	)
	textClassNewHint = wording.T("start a new one: --new", "重新开始：--new")
	textPreviewTitle = wording.T("Choose a question to change", "选择要修改的题目")
	textPreviewBegin = wording.T("start with these %d", "用这 %d 题开始")
	textPreviewKeep  = wording.T("keep it", "保留")
	textPreviewOther = wording.T("replace it", "换一题")
	textPreviewUp    = wording.T("move up", "上移")
	textPreviewDown  = wording.T("move down", "下移")
	textPreviewDrop  = wording.T("drop it", "删除")
	textBadSet       = wording.T("%s, line %d: this question cannot be made here", "%s 第 %d 行：无法生成该题目")
	textBadSetHint   = wording.T(
		"create such files with --set, at most 200 questions; another catalogue may lack some",
		"此类文件由 --set 生成，最多 200 题；目录不同时可能缺少其中的内容",
	)
)
