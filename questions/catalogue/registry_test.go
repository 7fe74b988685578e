package catalogue_test

import (
	"math"
	"runtime"
	"slices"
	"strings"
	"testing"

	"portdrill/questions/catalogue"
)

func registry(t testing.TB) *catalogue.Registry {
	t.Helper()
	r, err := catalogue.IANA()
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// registered returns what IANA has at the port as the curated data put it: the
// transports of each name, sorted.
func registered(t testing.TB, p catalogue.Port) map[string][]catalogue.Transport {
	names := make(map[string][]catalogue.Transport)
	for _, e := range registry(t).At(p) {
		names[e.Service] = append(names[e.Service], e.Transport)
	}
	for _, transports := range names {
		slices.Sort(transports)
	}
	return names
}

// The law: the registry is whole, each entry stands once, and every one is found
// by its port and by its name.
func TestRegistryIsWhole(t *testing.T) {
	r := registry(t)
	if r.Len() != 11838 {
		t.Errorf("%d rows, want 11838", r.Len())
	}
	ports := 0
	once := make(map[catalogue.Entry]bool)
	for p := range math.MaxUint16 + 1 {
		at := r.At(catalogue.Port(p))
		if len(at) > 0 {
			ports++
		}
		for _, e := range at {
			if int(e.Port) != p || once[e] {
				t.Errorf("%+v stands twice or at %d", e, p)
			}
			once[e] = true
		}
	}
	if len(once) != r.Len() || ports != 6152 {
		t.Errorf("%d entries at %d ports, want %d at 6152", len(once), ports, r.Len())
	}
	for _, first := range "0123456789abcdefghijklmnopqrstuvwxyz" {
		for _, e := range r.WithPrefix(string(first)) {
			delete(once, e)
		}
	}
	if len(once) > 0 {
		t.Errorf("by no beginning of a name are found: %v", once)
	}
}

// The law: every curated service says of IANA what IANA says.
func TestCuratedAgreesWithRegistry(t *testing.T) {
	for _, s := range builtin(t).Services {
		there := registered(t, s.Port)
		said := make(map[string][]catalogue.Transport)
		for _, r := range s.Registered {
			said[r.Name] = r.Transports
		}
		for name, transports := range there {
			if !slices.Equal(said[name], transports) {
				t.Errorf("%s: iana_registered has %s on %v, the registry on %v", s.Key, name, said[name], transports)
			}
		}
		for name := range said {
			if there[name] == nil {
				t.Errorf("%s: iana_registered has %s, the registry has not", s.Key, name)
			}
		}
		if problem := disagreement(s, there); problem != "" {
			t.Errorf("%s at %d is %s: %s", s.Key, s.Port, s.Status, problem)
		}
	}
}

// disagreement says what the status of the service claims wrongly about the names
// that are registered at its port.
func disagreement(s *catalogue.Service, there map[string][]catalogue.Transport) string {
	switch s.Status {
	case catalogue.Assigned:
		for _, transport := range s.Transports {
			if !slices.Contains(there[s.IANAName], transport) {
				return s.IANAName + " is not registered there on " + string(transport)
			}
		}
	case catalogue.Taken:
		if len(there) == 0 {
			return "nobody else is registered there"
		}
		for name := range there {
			if s.Accepts(name) {
				return "it is registered there itself, as " + name
			}
		}
	case catalogue.Unassigned:
		if len(there) > 0 {
			return "the port has an owner"
		}
	case catalogue.InDeckOnly: // says nothing about the registry
	}
	return ""
}

// The law: what is registered is returned in full, TCP first, all names of a
// transport together.
func TestRegistryAt(t *testing.T) {
	r := registry(t)
	want := []string{"tcp http", "tcp www", "tcp www-http", "udp http", "udp www", "udp www-http", "sctp http"}
	var got []string
	for _, e := range r.At(80) {
		got = append(got, string(e.Transport)+" "+e.Service)
	}
	if !slices.Equal(got, want) {
		t.Errorf("80 has %q, want %q", got, want)
	}
	login := r.At(513)[0]
	if !strings.HasSuffix(login.Description, `which identify "authentication domains"`) {
		t.Errorf("a quoted description is read as %q", login.Description)
	}
	if e := r.At(21)[0]; e != (catalogue.Entry{Service: "ftp", Port: 21, Transport: catalogue.TCP, Description: "File Transfer Protocol [Control]", RFC: "RFC959"}) {
		t.Errorf("21 has %+v", e)
	}
	for _, nobody := range []catalogue.Port{0, 4, 51820, 65535} {
		if at := r.At(nobody); len(at) != 0 {
			t.Errorf("%d has %v", nobody, at)
		}
	}
}

// The law: names are found whatever their case and hyphens, and no name without
// signs is one, nor the beginning of one.
func TestRegistryNames(t *testing.T) {
	r := registry(t)
	for _, name := range []string{"XmlIpcRegSvc", "xmlipcregsvc", "XML-IPC-reg-svc"} {
		if found := r.Named(name); len(found) != 2 || found[0].Port != 9092 || found[1].Transport != catalogue.UDP {
			t.Errorf("%q finds %v", name, found)
		}
	}
	if found := r.Named("ndl"); len(found) != 0 {
		t.Errorf("a beginning is taken for the name: %v", found)
	}
	if found := r.WithPrefix("NDL"); len(found) == 0 || !slices.ContainsFunc(found, func(e catalogue.Entry) bool { return e.Service == "ndl-aas" }) {
		t.Errorf("ndl begins %v", found)
	}
	for _, nothing := range []string{"", "-", "邮件", "no such name"} {
		if n := len(r.Named(nothing)) + len(r.WithPrefix(nothing)); n != 0 {
			t.Errorf("%q finds %d entries", nothing, n)
		}
	}
}

// The law: every row of a registry is checked, and the bad one is named by line.
func TestBadRegistryRowsAreNamed(t *testing.T) {
	const head = "service,port,transport,description,rfc\n"
	if _, err := catalogue.ReadRegistry(head + "a,1,tcp,,\nb,1,udp,\"x, y\",RFC1\n"); err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]string{
		"":                                  "1: the columns are",
		"service,port\n":                    "1: the columns are",
		head + "a,1,tcp,,\nb,65536,tcp,,\n": `3: port: "65536"`,
		head + "a,2,tcp,,\nb,1,tcp,,\n":     "3: port: 1 stands after a higher one",
		head + "a,1,icmp,,\n":               `2: transport: "icmp"`,
		head + ",1,tcp,,\n":                 "2: service:",
		head + "\"a,b\",1,tcp,,\n":          "2: service:",
		head + "a,1,tcp,\n":                 "2: ",
	} {
		if _, err := catalogue.ReadRegistry(text); err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%q: %v, want %q", text, err, want)
		}
	}
}

// BenchmarkRegistry measures unpacking and reading the whole registry, and how
// much of it stays in memory (kept-B).
func BenchmarkRegistry(b *testing.B) {
	b.ReportAllocs()
	var kept *catalogue.Registry
	for b.Loop() {
		r, err := catalogue.ReadPackedRegistry()
		if err != nil {
			b.Fatal(err)
		}
		kept = r
	}
	b.ReportMetric(float64(heapWithout(&kept)), "kept-B")
}

// heapWithout returns how many bytes become free with the registry let go.
func heapWithout(r **catalogue.Registry) uint64 {
	var with, without runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&with)
	runtime.KeepAlive(*r)
	*r = nil
	runtime.GC()
	runtime.ReadMemStats(&without)
	return with.HeapAlloc - without.HeapAlloc
}

// The law: a name that systems and scanners print is known by the port they print it
// for, in any case.
func TestSystemNames(t *testing.T) {
	for name, want := range map[string]catalogue.Port{
		"imap2": 143, "kerberos-sec": 88, "ssmtp": 465, "x11-1": 6001, "X11:1": 6001, "radacct": 1813, "SPAMD": 783,
	} {
		names, err := catalogue.SystemNamed(name)
		if err != nil || len(names) != 1 || names[0].Port != want || len(names[0].Transports) == 0 {
			t.Errorf("%s: %v, %v", name, names, err)
		}
	}
	if names, err := catalogue.SystemNamed("nosuch"); err != nil || names != nil {
		t.Errorf("%v, %v", names, err)
	}
}
