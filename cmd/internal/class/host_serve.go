package class

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"net"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"time"

	"portdrill/cmd/internal/app"
	"portdrill/cmd/internal/classroom"
	"portdrill/cmd/internal/wording"
	"portdrill/store"
)

// renewEvery is how often the lease on the session is renewed.
const renewEvery = store.Lease / 3

// renewLease renews the holder's lease on the session until the context ends. It returns
// an error if another program has taken the session over, as while this machine was asleep.
func renewLease(ctx context.Context, a *app.App, db *app.DB, id, holder string) error {
	tick := time.NewTicker(renewEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
		err := db.HoldRoom(ctx, id, holder, a.Clock.Real())
		if errors.Is(err, store.ErrRoomHeld) || errors.Is(err, store.ErrNoRoom) {
			return err
		}
	}
}

// holdClass serves the session and lets the teacher lead it. The board shows note at first.
func holdClass(
	ctx context.Context,
	a *app.App,
	db *app.DB,
	s classroom.Session,
	memo classroom.Memo,
	f hostFlags,
	note string,
) error {
	holder := store.NewHolder()
	err := db.HoldRoom(ctx, s.ID, holder, a.Clock.Real())
	if errors.Is(err, store.ErrRoomHeld) {
		return app.Failure(textRoomHeld.In(a.Lang, s.Code), textClassNewHint.In(a.Lang))
	}
	if err != nil {
		return err
	}
	defer db.FreeRoom(context.WithoutCancel(ctx), s.ID, holder) //nolint:errcheck // the lease ends by itself
	at, ours := interfaceOf(ctx, memo.Host)
	l, err := listenAt(at, memo.Port)
	if err != nil {
		return app.Failure(
			textNoListening.In(a.Lang, at, cmp.Or(memo.Port, classPort)),
			textNoListeningHint.In(a.Lang),
		)
	}
	memo.Port = l.Addr().(*net.TCPAddr).Port
	url := "http://" + net.JoinHostPort(memo.Host, strconv.Itoa(memo.Port))
	if memo.Secure {
		url = strings.Replace(url, "http", "https", 1)
	}
	if err := rememberMemo(ctx, db, s, memo); err != nil {
		l.Close()
		return err
	}
	host := classroom.NewHost(db.DB, s, classroom.Clock(a.Clock.Real))
	defer host.Close()
	var renewal sync.WaitGroup
	renewing, stop := context.WithCancel(ctx)
	defer renewal.Wait()
	defer stop()
	renewal.Go(func() {
		if err := renewLease(renewing, a, db, s.ID, holder); err != nil {
			host.Abandon(err) // only the program that holds the lease may host
		}
	})
	server := classroom.NewServer(host, url, hostsOf(memo), a.Lang, memo.Secure)
	server.AllowPerAddress(f.perAddress)
	if f.anyName {
		server.AllowAnyName()
	}
	served := make(chan error, 1)
	go func() { served <- server.Serve(l, f.cert, f.key) }()
	defer server.Close()
	board := &classBoard{
		App:     a,
		db:      db,
		host:    host,
		server:  server,
		url:     url,
		session: s,
		served:  served,
		notices: notices(a, memo),
		note:    note,
	}
	if !ours {
		board.notices = append([]string{textLeadsElsewhere.In(a.Lang, memo.Host, at)}, board.notices...)
	}
	if a.Console == nil { // otherwise the screen shows them
		a.Messages.Say(textProjectorAt.In(a.Lang, server.WallURL()))
		for _, notice := range board.notices {
			a.Messages.Say(notice)
		}
	}
	if f.open {
		board.opened = true
		go board.openPages()
	}
	return board.lead(ctx)
}

// rememberMemo saves how to reach the session, for when it is resumed.
func rememberMemo(ctx context.Context, db *app.DB, s classroom.Session, memo classroom.Memo) error {
	memo.Key, memo.Lead = s.Key, s.LeadKey
	text, err := json.Marshal(memo)
	if err != nil {
		return err
	}
	return db.KeepHost(ctx, s.ID, string(text))
}

// listenAt listens on the port, or for 0 on the first free one of a few.
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

// hostsOf returns the host names by which a browser may address this server.
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

// notices returns what the teacher should know about who can reach the session.
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
	textRoomHeld = wording.T("session %s is hosted by another program", "课堂练习 %s 正由另一个程序主持")
)
