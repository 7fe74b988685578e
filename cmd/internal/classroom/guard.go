package classroom

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/base32"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"sync"
	"time"
)

// CodeSigns are the characters of a code: without those that look alike (0 O, 1 I L).
const CodeSigns = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"

// CodeLength is how many signs a code has: of 31 signs some 900 million codes.
const CodeLength = 6

// NewCode returns a code to join by, as people read it aloud and type it.
func NewCode() string { return drawn(CodeSigns, CodeLength) }

// pinLength is how many digits a PIN has.
const pinLength = 6

// NewPIN returns a PIN for a member of a roster.
func NewPIN() string { return drawn("0123456789", pinLength) }

// drawn draws signs, each as likely as any other.
func drawn(signs string, n int) string {
	text := make([]byte, 0, n)
	var b [1]byte
	for len(text) < n {
		rand.Read(b[:]) // never fails: it ends the program rather than return little chance
		if i := int(b[0]); i < 256/len(signs)*len(signs) {
			text = append(text, signs[i%len(signs)])
		}
	}
	return string(text)
}

// NewToken returns 128 bits of chance, in 26 signs.
func NewToken() string {
	var b [16]byte
	rand.Read(b[:]) // never fails, as above
	return strings.ToLower(base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(b[:]))
}

// sameCode compares what somebody typed: blanks, dashes and case do not count.
func sameCode(typed, code string) bool {
	typed = strings.ToUpper(strings.NewReplacer(" ", "", "-", "", "　", "").Replace(typed))
	return subtle.ConstantTimeCompare([]byte(typed), []byte(code)) == 1
}

func same(a, b string) bool { return subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1 }

// A limiter counts what failed, by who did it. Those who get it right are never
// counted: a class sits behind one address.
type limiter struct {
	most int
	per  time.Duration
	now  func() time.Time

	mu    sync.Mutex
	fails map[string][]time.Time
}

// mostWatched is how many are counted at once; beyond them those who failed longest
// ago are let go.
const mostWatched = 10_000

func newLimiter(most int, per time.Duration, now func() time.Time) *limiter {
	return &limiter{most: most, per: per, now: now, fails: make(map[string][]time.Time)}
}

// exceeded reports whether the one has failed too often.
func (l *limiter) exceeded(who string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.recent(who)) >= l.most
}

// fail counts a failure, and reports whether it was one too many.
func (l *limiter) fail(who string) (exceeded bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	recent := l.recent(who)
	if len(recent) >= l.most {
		return true
	}
	if len(l.fails) >= mostWatched {
		l.forget()
	}
	l.fails[who] = append(recent, l.now())
	return false
}

// pardon forgets the failures of who.
func (l *limiter) pardon(who string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.fails, who)
}

func (l *limiter) recent(who string) []time.Time {
	all := l.fails[who]
	for len(all) > 0 && l.now().Sub(all[0]) > l.per {
		all = all[1:]
	}
	return all
}

// forget lets go of those who have not failed lately, or of everybody where all have.
func (l *limiter) forget() {
	for who := range l.fails {
		if len(l.recent(who)) == 0 {
			delete(l.fails, who)
		}
	}
	if len(l.fails) >= mostWatched {
		clear(l.fails)
	}
}

// addressOf is where a request comes from; of IPv6 the network, which one machine
// has all of.
func addressOf(r *http.Request) string { return networkOf(r.RemoteAddr) }

func networkOf(remote string) string {
	at, err := netip.ParseAddrPort(remote)
	if err != nil {
		return remote
	}
	address := at.Addr().Unmap().WithZone("")
	if address.Is6() {
		if network, err := address.Prefix(64); err == nil {
			return network.String()
		}
	}
	return address.String()
}

// A hostList is the hosts that a server may be called by.
type hostList struct {
	mu  sync.Mutex
	all map[string]bool // in lower case
}

func (l *hostList) allow(hosts ...string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.all == nil {
		l.all = make(map[string]bool)
	}
	for _, host := range hosts {
		l.all[strings.ToLower(host)] = true
	}
}

func (l *hostList) has(host string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.all[strings.ToLower(host)]
}

// guarded lets only requests through that name this server by a host it has (a page
// elsewhere could let a name of its own point here), come from no other site and are
// small, and tells browsers what the pages may do.
func guarded(next http.Handler, allowed *hostList, secure bool) http.Handler {
	const largest = 4 << 10
	protection := http.NewCrossOriginProtection()
	inner := protection.Handler(http.MaxBytesHandler(next, largest))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !allowed.has(r.Host) {
			http.Error(w, "unknown host", http.StatusMisdirectedRequest)
			return
		}
		headers := w.Header()
		// Older browsers do not count a WebSocket of the same host as 'self'.
		headers.Set("Content-Security-Policy", "default-src 'self'; connect-src 'self' "+schemeOf(secure)+r.Host+
			"; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'")
		headers.Set("X-Content-Type-Options", "nosniff")
		headers.Set("X-Frame-Options", "DENY")
		headers.Set("Referrer-Policy", "no-referrer")
		headers.Set("Cross-Origin-Opener-Policy", "same-origin")
		headers.Set("Cross-Origin-Resource-Policy", "same-origin")
		headers.Set("Cache-Control", "no-store")
		inner.ServeHTTP(w, r)
	})
}

func schemeOf(secure bool) string {
	if secure {
		return "wss://"
	}
	return "ws://"
}

// limited is a listener with a limit of connections, and one for each address. Connections
// beyond the first wait in the queue of the system; those beyond the limit of their address
// are closed at once.
type limited struct {
	net.Listener
	places chan struct{}
	share  func() int        // the limit of an address
	bitten func(from string) // called with an address that has reached it

	mu   sync.Mutex
	from map[string]int
}

func limit(l net.Listener, most int, share func() int, bitten func(string)) net.Listener {
	return &limited{Listener: l, places: make(chan struct{}, most), share: share, bitten: bitten, from: make(map[string]int)}
}

// Accept also waits for a free place.
func (l *limited) Accept() (net.Conn, error) {
	for {
		l.places <- struct{}{}
		c, err := l.Listener.Accept()
		if err != nil {
			<-l.places
			return nil, err
		}
		from := networkOf(c.RemoteAddr().String())
		if l.enter(from) {
			return &placed{Conn: c, leave: sync.OnceFunc(func() { l.leave(from) })}, nil
		}
		c.Close() //nolint:errcheck // nothing was sent on it
		<-l.places
		l.bitten(from)
	}
}

func (l *limited) enter(from string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.from[from] >= l.share() {
		return false
	}
	l.from[from]++
	return true
}

func (l *limited) leave(from string) {
	l.mu.Lock()
	if l.from[from]--; l.from[from] <= 0 {
		delete(l.from, from)
	}
	l.mu.Unlock()
	<-l.places
}

type placed struct {
	net.Conn
	leave func()
}

// Close also frees the place.
func (p *placed) Close() error {
	defer p.leave()
	return p.Conn.Close()
}
