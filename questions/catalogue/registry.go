package catalogue

import (
	"cmp"
	"compress/gzip"
	_ "embed"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// RegistryDate is the state of the IANA registry that is built in: the newest
// date in it.
const RegistryDate = "2026-02-13"

// SurveyDate is when the curated data was last gone over: what is in use, which
// the registry does not say, is of that date.
const SurveyDate = "2026-11-24"

// The registry is kept packed: it is three times as large as all other data, and
// a drill never needs it. Where it comes from stands beside it in
// iana-services.PROVENANCE.md.
//
//go:embed data/iana-services.csv.gz
var packedRegistry string

// IANA returns the whole registry of IANA, as of [RegistryDate]. It is unpacked
// and read when first called, which takes some milliseconds; after that it is at
// hand. Its rows are tested, so it can only fail in a damaged build.
var IANA = sync.OnceValues(readPackedRegistry)

func readPackedRegistry() (*Registry, error) {
	text, err := unpack(packedRegistry)
	if err != nil {
		return nil, fmt.Errorf("unpack iana-services.csv.gz: %w", err)
	}
	r, err := ReadRegistry(text)
	if err != nil {
		return nil, fmt.Errorf("iana-services.csv:%w", err)
	}
	return r, nil
}

// An Entry is a name that IANA has registered at a port of one transport.
type Entry struct {
	Service     string // as registered: "domain", "XmlIpcRegSvc"
	Port        Port
	Transport   Transport
	Description string // in English, as registered; may be empty
	RFC         string // "RFC9110", several with ";" between; may be empty
}

// A Registry is what IANA has registered: by port, then transport and name. It
// is not changed after it was read, so any number of goroutines may use it.
//
// It keeps the text as it was read and where each row begins, and makes entries
// of those rows only that somebody asks for: some 600 kB instead of 1.4 MB.
type Registry struct {
	text string
	rows []registryRow
}

type registryRow struct {
	offset uint32 // in bytes from the beginning of the text
	port   Port
}

var registryColumns = []string{"service", "port", "transport", "description", "rfc"}

// ReadRegistry reads a registry of the columns service, port, transport,
// description and rfc, sorted by port. Every row is checked; the error is about
// the first bad one: "3: port: …" with the line it is on.
func ReadRegistry(text string) (*Registry, error) {
	r := &Registry{text: text, rows: make([]registryRow, 0, strings.Count(text, "\n"))}
	reader := csv.NewReader(strings.NewReader(text))
	reader.ReuseRecord = true
	head, err := reader.Read()
	if err != nil || !slices.Equal(head, registryColumns) {
		return nil, fmt.Errorf("1: the columns are %s, not %s", strings.Join(head, ","), strings.Join(registryColumns, ","))
	}
	for {
		offset := reader.InputOffset()
		fields, err := reader.Read()
		if errors.Is(err, io.EOF) {
			return r, nil
		}
		line := len(r.rows) + 2
		if err != nil {
			return nil, fmt.Errorf("%d: %w", line, err)
		}
		if err := r.add(offset, fields); err != nil {
			return nil, fmt.Errorf("%d: %w", line, err)
		}
	}
}

func (r *Registry) add(offset int64, fields []string) error {
	e, err := entryOf(fields)
	switch {
	case err != nil:
		return err
	case e.Service == "" || !strings.HasPrefix(r.text[offset:], e.Service+","):
		return fmt.Errorf("service: %q is empty or quoted", e.Service) // where relies on it
	case len(r.rows) > 0 && e.Port < r.rows[len(r.rows)-1].port:
		return fmt.Errorf("port: %d stands after a higher one", e.Port)
	}
	r.rows = append(r.rows, registryRow{uint32(offset), e.Port})
	return nil
}

func entryOf(fields []string) (Entry, error) {
	port, err := strconv.ParseUint(fields[1], 10, 16)
	if err != nil {
		return Entry{}, fmt.Errorf("port: %q is not a port: 0 to 65535", fields[1])
	}
	t := Transport(fields[2])
	if rank(t) < 0 {
		return Entry{}, fmt.Errorf("transport: %q is none", fields[2])
	}
	return Entry{Service: fields[0], Port: Port(port), Transport: t, Description: fields[3], RFC: fields[4]}, nil
}

// rank orders transports by how common they are, -1 for none at all.
func rank(t Transport) int { return slices.Index([]Transport{TCP, UDP, SCTP, DCCP}, t) }

// Len returns the number of entries.
func (r *Registry) Len() int { return len(r.rows) }

// Entry returns the entry with the index, from 0 to Len-1; they stand by port.
func (r *Registry) Entry(i int) Entry { return r.entry(i) }

// First returns the index of the first entry at the port or above it, Len if
// there is none.
func (r *Registry) First(p Port) int {
	first, _ := slices.BinarySearchFunc(r.rows, p, func(row registryRow, p Port) int { return int(row.port) - int(p) })
	return first
}

// At returns what is registered at the port: TCP first, then UDP, SCTP and DCCP,
// each by name. It is empty if nothing is.
func (r *Registry) At(p Port) []Entry {
	var at []Entry
	for i := r.First(p); i < len(r.rows) && r.rows[i].port == p; i++ {
		at = append(at, r.entry(i))
	}
	slices.SortStableFunc(at, byPortAndTransport)
	return at
}

// Named returns the entries of the name, by port, whatever its case and hyphens
// (as [Fold] sees it).
func (r *Registry) Named(name string) []Entry {
	folded := Fold(name)
	return r.where(func(service string) bool { return folded != "" && foldASCII(service) == folded })
}

// WithPrefix returns the entries whose names begin so, by port, whatever the case
// and hyphens (as [Fold] sees it). None begins with nothing.
func (r *Registry) WithPrefix(prefix string) []Entry {
	folded := Fold(prefix)
	return r.where(func(service string) bool { return folded != "" && strings.HasPrefix(foldASCII(service), folded) })
}

// where returns the entries whose names are wanted. It looks at the names alone
// and passes over the rest of each row.
func (r *Registry) where(wanted func(service string) bool) []Entry {
	var found []Entry
	for i, row := range r.rows {
		service, _, _ := strings.Cut(r.text[row.offset:], ",")
		if wanted(service) {
			found = append(found, r.entry(i))
		}
	}
	slices.SortStableFunc(found, byPortAndTransport)
	return found
}

func byPortAndTransport(a, b Entry) int {
	return cmp.Or(cmp.Compare(a.Port, b.Port), cmp.Compare(rank(a.Transport), rank(b.Transport)))
}

// entry reads a row again. That cannot fail: the same text was read before.
func (r *Registry) entry(i int) Entry {
	row := csv.NewReader(strings.NewReader(r.text[r.rows[i].offset:]))
	fields, _ := row.Read()
	e, _ := entryOf(fields)
	return e
}

func unpack(packed string) (string, error) {
	reader, err := gzip.NewReader(strings.NewReader(packed))
	if err != nil {
		return "", err
	}
	var text strings.Builder
	text.Grow(4 * len(packed)) // it packs to a bit more than a fourth
	if _, err := io.Copy(&text, reader); err != nil {
		return "", err
	}
	return text.String(), nil
}
