package class

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"portdrill/cmd/internal/app"
	"portdrill/cmd/internal/classroom"
	"portdrill/cmd/internal/wording"
	"portdrill/questions"
	"portdrill/quiz/room"
	"portdrill/store"
)

// Defaults of a class.
const (
	classCount    = 10
	classSeconds  = 20
	classReading  = 3 // seconds
	classMost     = 200
	classMinutes  = 15 // of a self-paced set
	classKeepDays = 365
	classPort     = 8080
	portsToTry    = 20
	longestOpen   = 8 * time.Hour // a session left unfinished ends after that
)

type hostFlags struct {
	reachFlags
	askFlags
	playFlags
	roster, class  string
	fresh, anyName bool
	teams          string
	keepDays       int
	asked          map[string]string // the flags given of [ofSession], with their values
}

// ofSession are the flags that define a session. An unfinished one is resumed only if they
// match.
var ofSession = []string{
	"deck", "kind", "format", "mix", "count", "set", "seconds", "reading", "self-paced", "minutes", "speed", "places", "hold", "roster", "class", "guests", "max", "preview", "teams",
}

// askedBy returns the flags of [ofSession] that were given, with their values.
func askedBy(cmd *cobra.Command) map[string]string {
	asked := make(map[string]string)
	for _, name := range ofSession {
		if flag := cmd.Flags().Lookup(name); flag.Changed {
			asked[name] = flag.Value.String()
		}
	}
	return asked
}

// reachFlags say how to reach a session.
type reachFlags struct {
	lan, open          bool
	address, cert, key string
	port, perAddress   int
}

// askFlags say what it asks.
type askFlags struct {
	deck, kind, format, mix, set string
	count                        int
	preview                      bool
	seed                         uint64 // of what is drawn
}

// playFlags say how it is played.
type playFlags struct {
	selfPaced, speed, places, hold, guests bool
	seconds, reading, minutes, most        int
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
	flags.BoolVar(&f.open, "open", false, textFlagOpen.In(a.Lang))
	flags.StringVar(&f.address, "address", "", textFlagAddress.In(a.Lang))
	flags.IntVar(&f.port, "port", 0, textFlagPort.In(a.Lang))
	f.askFlags.add(a, cmd, classCount, textFlagClassFormat)
	flags.IntVar(&f.seconds, "seconds", classSeconds, textFlagSeconds.In(a.Lang))
	flags.IntVar(&f.reading, "reading", classReading, textFlagReading.In(a.Lang))
	flags.BoolVar(&f.selfPaced, "self-paced", false, textFlagSelfPaced.In(a.Lang))
	flags.IntVar(&f.minutes, "minutes", classMinutes, textFlagClassMinutes.In(a.Lang))
	flags.BoolVar(&f.speed, "speed", false, textFlagSpeed.In(a.Lang))
	flags.BoolVar(&f.places, "places", false, textFlagPlaces.In(a.Lang))
	flags.BoolVar(&f.hold, "hold", false, textFlagHold.In(a.Lang))
	flags.StringVar(&f.roster, "roster", "", textFlagRoster.In(a.Lang))
	flags.StringVar(&f.class, "class", "", textFlagClass.In(a.Lang))
	flags.StringVar(&f.teams, "teams", "", textFlagTeams.In(a.Lang))
	flags.BoolVar(&f.anyName, "any-name", false, textFlagAnyName.In(a.Lang))
	flags.BoolVar(&f.guests, "guests", false, textFlagGuests.In(a.Lang))
	flags.IntVar(&f.perAddress, "per-address", classroom.PerAddress, textFlagPerAddress.In(a.Lang))
	flags.IntVar(&f.most, "max", classMost, textFlagMax.In(a.Lang))
	flags.BoolVar(&f.fresh, "new", false, textFlagNewSession.In(a.Lang))
	flags.IntVar(&f.keepDays, "keep-days", classKeepDays, textFlagKeepDays.In(a.Lang))
	flags.StringVar(&f.cert, "tls-cert", "", textFlagCert.In(a.Lang))
	flags.StringVar(&f.key, "tls-key", "", textFlagTLSKey.In(a.Lang))
	a.Completes(cmd, "teams", app.Fixed(teamsByGroup, "2", "3", "4"))
	a.Completes(cmd, "address", classroom.ListAddresses)
	a.Completes(cmd, "class", listClassNames)
	for _, name := range []string{"roster", "tls-cert", "tls-key"} {
		a.Completes(cmd, name, app.ListFiles)
	}
	return cmd
}

// check reports flags that no session can have.
func (f hostFlags) check(a *app.App) error {
	for _, n := range []struct {
		flag              string
		value, least, top int
	}{
		{"count", f.count, 1, room.MostQuestions}, {"seconds", f.seconds, 0, 3600},
		{"reading", f.reading, 0, int(room.MostReading / time.Second)}, {"minutes", f.minutes, 1, 24 * 60},
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

// runHost hosts an unfinished session of the last hours, if it matches the flags and no
// other program hosts it, or else a new one.
func runHost(a *app.App, cmd *cobra.Command, f hostFlags) error {
	if err := f.check(a); err != nil {
		return err
	}
	ctx := cmd.Context()
	return a.WithDB(ctx, func(db *app.DB) error {
		a.BackUpBehind(ctx)
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
		resume, err := toResume(a, left, f)
		switch {
		case err != nil:
			return err
		case resume != nil && !f.fresh:
			return resumeClass(ctx, a, db, m, *resume, f)
		}
		return beginClass(ctx, a, db, m, f, resume)
	})
}

// tidyRooms removes expired sessions, ends those left unfinished for too long, and returns
// those that can be resumed, the latest first. It leaves alone those that another program
// hosts.
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

// toResume returns the session to resume: the latest that was started with exactly these
// flags, else the latest that matches them. If there are only others, it asks about the
// latest on a terminal. It returns nil for none.
func toResume(a *app.App, left []store.Room, f hostFlags) (*store.Room, error) {
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
	picked, err := a.Console.Prompts.Pick(what, []string{textBeginNew.In(a.Lang), textContinueThat.In(a.Lang)})
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
		reach, err := addressMemo(ctx, a, f)
		if err != nil {
			return err
		}
		memo.Host, memo.Port = reach.Host, cmp.Or(f.port, memo.Port)
	}
	memo.Secure = f.cert != ""
	if err := checkCertificate(a, f, memo.Host); err != nil {
		return err
	}
	resumed := textClassResumed.In(a.Lang, left.Code)
	a.Messages.Say(resumed)
	return holdClass(ctx, a, db, s, memo, f, resumed)
}

// beginClass begins a session, and ends the one that it replaces, if any.
func beginClass(
	ctx context.Context, a *app.App, db *app.DB, m *questions.Maker, f hostFlags, replaced *store.Room,
) error {
	memo, err := addressMemo(ctx, a, f)
	if err != nil {
		return err
	}
	if err := checkCertificate(a, f, memo.Host); err != nil {
		return err
	}
	class, err := classOf(ctx, a, db, f)
	if err != nil {
		return err
	}
	f.seed = a.SeedOrChance()
	set, err := classSet(ctx, a, db, m, class, f.askFlags)
	if err != nil || set == nil {
		return err
	}
	memo.Lang, memo.Asked = a.Lang, f.asked
	settings := f.settings()
	var members []store.Member
	if class != "" {
		if members, err = db.Roster(ctx, class); err != nil {
			return err
		}
		settings.Reserved, settings.NoGuests = len(members), !f.guests
	}
	if settings.Teams, err = teamsOf(a, f.teams, members); err != nil {
		return err
	}
	settings.Places = settings.Places || settings.Teams != nil
	if replaced != nil {
		if _, err := db.EndRoom(ctx, replaced.ID, a.Clock.Now()); err != nil {
			return err
		}
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
		Places: f.places, Hold: f.hold, Reading: time.Duration(f.reading) * time.Second,
	}
	if f.selfPaced {
		s.Pace, s.Limit = room.SelfPaced, time.Duration(f.minutes)*time.Minute
	}
	if f.speed {
		s.Scoring = room.ByAccuracyAndSpeed
	}
	return s
}

// classOf returns the class of the session: the one given by name, or the name of the
// class list; "" for guests only.
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
	textFlagAddress = wording.T("IP `ADDRESS` or host name at which others reach this machine", "其他设备访问本机所用的 IP `地址`或主机名")
	textFlagPort    = wording.T(
		"`PORT` to listen on (default: 8080 or the next free one)",
		"监听的`端口`（默认 8080 或其后空闲的端口）",
	)
	textFlagClassFormat = wording.T(
		"`FORMAT`: choice, typed, boolean or set",
		"作答`方式`：choice、typed、boolean 或 set",
	)
	textFlagSeconds      = wording.T("`SECONDS` per question (0: no limit)", "每题`秒数`（0 为不限时）")
	textFlagReading      = wording.T("`SECONDS` to read a question before its options appear", "显示选项前的读题`秒数`")
	textFlagSelfPaced    = wording.T("let students work at their own pace until a deadline", "学生按自己的节奏作答，到时截止")
	textFlagClassMinutes = wording.T(
		"`MINUTES` until the deadline, with --self-paced",
		"截止前的`分钟数`（配合 --self-paced）",
	)
	textFlagSpeed      = wording.T("give half of the points for speed", "一半分数取决于速度")
	textFlagPlaces     = wording.T("show places and the leaders", "显示名次和领先者")
	textFlagHold       = wording.T("show the answer only when you reveal it", "由教师决定何时公布答案")
	textFlagRoster     = wording.T("class list `FILE` (CSV or xlsx)", "班级名单`文件`（CSV 或 xlsx）")
	textFlagTeams      = wording.T("play in teams with a common score: `TEAMS` is groups, as on the class list, or a number of teams to draw", "分队比赛，每队共同计分：`分队`为 groups（按名单的小组）或队数（随机分队）")
	textFlagAnyName    = wording.T("accept any name from guests, also rude ones", "接受名单外的人使用任何名字，包括不雅的")
	textFlagMax        = wording.T("at most `N` students (up to 1000)", "最多 `N` 人加入（上限 1000）")
	textFlagGuests     = wording.T("with a class list, let guests join as well", "有班级名单时，也允许名单外的人加入")
	textFlagPerAddress = wording.T("allow `N` connections from one address; raise it if the class shares one", "同一地址最多 `N` 个连接；全班共用一个地址时请调大")
	textFlagPreview    = wording.T("review the questions first: drop or move them", "先预览题目，可删除、调整顺序")
	textFlagSet        = wording.T("question `FILE`: read if it exists, else written", "题目`文件`：存在则读取，否则写入")
	textFlagNewSession = wording.T("start a new session, even if one is unfinished", "重新开始，即使有未完成的课堂练习")
	textFlagKeepDays   = wording.T("keep the session for `DAYS` days (0: forever)", "数据保留的`天数`（0 为永久）")
	textFlagCert       = wording.T("certificate `FILE`, for HTTPS", "HTTPS 证书`文件`")
	textFlagTLSKey     = wording.T("private key `FILE` of the certificate", "证书私钥`文件`")
	textNotBetween     = wording.T("--%s must be from %d to %d, not %d", "--%s 须在 %d 到 %d 之间，不能是 %d")
	textNoClassFormat  = wording.T("class sessions do not support the format %q", "课堂练习不支持作答方式 %q")
	textBothOfTLS      = wording.T("--tls-cert and --tls-key must be used together", "--tls-cert 与 --tls-key 须同时给出")
	textSessionLeft    = wording.T("Session %s (%s, started %s) is unfinished.", "课堂练习 %s（%s，%s 开始）尚未结束。")
	textGuestsAlone    = wording.T("no class", "无班级")
	textOtherLeft      = wording.T("%s It does not match these options; starting a new one.", "%s与本次选项不符，将新建。")
	textBeginNew       = wording.T("start a new session", "新建课堂练习")
	textContinueThat   = wording.T("continue that one", "继续那一次")
	textClassResumed   = wording.T(
		"Resuming the unfinished session; its code is %s. (To start a new one: --new)",
		"继续上次未完成的课堂练习，加入码为 %s。（重新开始：--new）",
	)
	textClassChanged = wording.T(
		"session %s cannot be resumed: the catalogue has changed since",
		"课堂练习 %s 无法继续：目录已改变",
	)
	textClassNewHint = wording.T("start a new one: --new", "重新开始：--new")
)
