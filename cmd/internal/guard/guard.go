// Package guard keeps servers on a network from what strangers send: too many requests,
// connections and guesses, and requests that pages elsewhere have made.
package guard

import (
	"net"
	"net/http"
	"net/netip"
	"strings"
	"sync"
	"time"
)

// A Limiter counts what failed, by who did it. Those who get it right are never
// counted: a class sits behind one address.
type Limiter struct {
	most int
	per  time.Duration
	now  func() time.Time

	mu    sync.Mutex
	fails map[string][]time.Time
}

// mostWatched is how many are counted at once; beyond them those who failed longest
// ago are let go.
const mostWatched = 10_000

// NewLimiter returns a limiter that lets who failed fewer times than most within the time go
// on.
func NewLimiter(most int, per time.Duration, now func() time.Time) *Limiter {
	return &Limiter{most: most, per: per, now: now, fails: make(map[string][]time.Time)}
}

// Exceeded reports whether the one has failed too often.
func (l *Limiter) Exceeded(who string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.recent(who)) >= l.most
}

// Fail counts a failure, and reports whether it was one too many.
func (l *Limiter) Fail(who string) (exceeded bool) {
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

// Pardon forgets the failures of who.
func (l *Limiter) Pardon(who string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.fails, who)
}

func (l *Limiter) recent(who string) []time.Time {
	all := l.fails[who]
	for len(all) > 0 && l.now().Sub(all[0]) > l.per {
		all = all[1:]
	}
	return all
}

// forget lets go of those who have not failed lately, or of everybody where all have.
func (l *Limiter) forget() {
	for who := range l.fails {
		if len(l.recent(who)) == 0 {
			delete(l.fails, who)
		}
	}
	if len(l.fails) >= mostWatched {
		clear(l.fails)
	}
}

// AddressOf is where a request comes from; of IPv6 the network, which one machine
// has all of.
func AddressOf(r *http.Request) string { return networkOf(r.RemoteAddr) }

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

// Hosts are the hosts that a server may be called by.
type Hosts struct {
	mu  sync.Mutex
	all map[string]bool // in lower case
}

// Allow adds hosts.
func (l *Hosts) Allow(hosts ...string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.all == nil {
		l.all = make(map[string]bool)
	}
	for _, host := range hosts {
		l.all[strings.ToLower(host)] = true
	}
}

func (l *Hosts) has(host string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.all[strings.ToLower(host)]
}

// Guarded lets only requests through that name this server by a host it has (a page
// elsewhere could let a name of its own point here), come from no other site and are
// small, and tells browsers what the pages may do. larger are how many bytes a request may
// have at paths where it may be larger.
func Guarded(next http.Handler, allowed *Hosts, secure bool, larger map[string]int64) http.Handler {
	const largest = 4 << 10
	protection := http.NewCrossOriginProtection()
	inner := protection.Handler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		http.MaxBytesHandler(next, max(largest, larger[r.URL.Path])).ServeHTTP(w, r)
	}))
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

// Limit returns a listener with at most so many connections, and at most share of each
// address; bitten is called with an address that has reached its share.
func Limit(l net.Listener, most int, share func() int, bitten func(string)) net.Listener {
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
