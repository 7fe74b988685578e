package class

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"time"

	"portdrill/cmd/internal/app"
	"portdrill/cmd/internal/classroom"
	"portdrill/cmd/internal/wording"
	"portdrill/questions/catalogue"
	"portdrill/store"
)

// addressMemo returns the address at which the class can join: the loopback address, unless
// the flags ask for the network.
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
	var renewal sync.WaitGroup
	renewing, stop := context.WithCancel(ctx)
	defer renewal.Wait()
	defer stop()
	renewal.Go(func() {
		if err := renewLease(renewing, a, db, s.ID, holder); err != nil {
			host.Abandon(err) // only the program that holds the lease may host
		}
	})
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
		note:    note,
	}
	if a.Console == nil { // otherwise the screen shows them
		a.Messages.Say(textProjectorAt.In(a.Lang, projectorURL(board.url, s)))
		for _, notice := range board.notices {
			a.Messages.Say(notice)
		}
	}
	return board.lead(ctx)
}

// rememberMemo saves how to reach the session, for when it is resumed.
func rememberMemo(ctx context.Context, db *app.DB, s classroom.Session, memo classroom.Memo) error {
	memo.Key = s.Key
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

func projectorURL(url string, s classroom.Session) string { return url + "/screen?k=" + s.Key }

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
	textBadAddress    = wording.T("%q is not an IP address", "%q 不是 IP 地址")
	textNoNetwork     = wording.T("this machine is not on a network", "本机没有连接网络")
	textNoNetworkHint = wording.T(
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
	textRoomHeld = wording.T("session %s is hosted by another program", "课堂练习 %s 正由另一个程序主持")
)
