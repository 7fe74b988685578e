package pages

import (
	"encoding/binary"
	"maps"
)

// A sweep goes over pages of an image and yields the records on them.
type sweep struct {
	*image
	yield func(Record) bool

	free map[uint32]bool // pages that are passed over
	used map[uint32]bool // those of them that a page in order has further down its tree
	rest map[uint32]bool // pages with the rest of a record that begins on a page in order

	visits map[uint32]int // of overflow pages
	buffer []byte         // the page at hand
}

func newSweep(im *image, yield func(Record) bool) *sweep {
	return &sweep{
		image: im, yield: yield, free: im.freePages(),
		used: make(map[uint32]bool), rest: make(map[uint32]bool), visits: make(map[uint32]int),
		buffer: make([]byte, im.pageSize),
	}
}

// over yields the records on the sheets, first those on pages in order. It
// returns false if no more are wanted.
func (s *sweep) over(sheets []sheet) bool {
	var torn []sheet
	for len(sheets) > 0 {
		var held []sheet
		for _, sh := range sheets {
			if s.free[sh.number] {
				held = append(held, sh)
				continue
			}
			page := s.page(sh, s.buffer)
			n, ok := s.node(page, sh.number)
			if !ok {
				torn = append(torn, sh)
			} else if !s.readNode(page, sh.number, n) {
				return false
			}
		}
		if !s.takeBack() {
			break
		}
		sheets = held
	}
	for _, sh := range torn {
		if !s.rest[sh.number] && !s.scour(s.page(sh, s.buffer), sh.number) {
			return false
		}
	}
	return true
}

// takeBack takes from the free pages those that are in use after all. It returns
// false if there were none. Of a list and a tree that contradict each other one
// is damaged, and a page too many does less harm than one too few.
func (s *sweep) takeBack() bool {
	before := len(s.free)
	maps.DeleteFunc(s.free, func(n uint32, _ bool) bool { return s.used[n] })
	return len(s.free) < before
}

func (s *sweep) readNode(page []byte, number uint32, n node) bool {
	s.use(n.right)
	for _, c := range n.cells {
		s.use(c.child)
		r, chain, ok := s.record(page, number, c, mostColumns)
		if !ok {
			continue
		}
		for _, sh := range chain {
			s.rest[sh.number] = true
		}
		if root, ok := rootOf(r); ok && n.kind == leafTable {
			s.use(root)
		}
		if !s.yield(r) {
			return false
		}
	}
	return true
}

func (s *sweep) use(number uint32) {
	if s.free[number] {
		s.used[number] = true
	}
}

// rootOf returns the page at the top of a table or an index, if the record is
// from the schema.
func rootOf(r Record) (page uint32, ok bool) {
	if len(r.Values) != 5 || r.Values[0] != "table" && r.Values[0] != "index" {
		return 0, false
	}
	root, ok := r.Values[3].(int64)
	return uint32(root), ok
}

// Records have at most so many values. One that is guessed at has fewer, since
// each guess is the more work the more there may be.
const (
	mostColumns = 32767 // of SQLite
	mostGuessed = 100
)

// mostVisits is how often an overflow page serves for a record. More than once is
// a sign of damage; without a limit, time could grow with the square of the size.
const mostVisits = 32

// record reads the record of a cell and, if it does not end on the page, tells
// which pages it goes on on.
func (s *sweep) record(page []byte, number uint32, c cell, most int) (r Record, chain []sheet, ok bool) {
	payload := page[c.payload : c.payload+c.local]
	if c.size == 0 || c.size > s.db.Size()+s.wal.Size() || !isRecord(payload, c.size, most) {
		return r, nil, false
	}
	if int64(c.local) < c.size {
		if chain, ok = s.chain(c.overflow, c.size-int64(c.local)); !ok {
			return r, nil, false
		}
		payload = s.join(payload, c.size, chain)
		if !isRecord(payload, c.size, most) {
			return r, nil, false
		}
	}
	return Record{Page: int(number), RowID: c.rowID, Values: valuesOf(payload)}, chain, true
}

// chain returns the overflow pages from the first on that so many bytes are on.
func (s *sweep) chain(first uint32, size int64) (chain []sheet, ok bool) {
	var link [4]byte
	for next := first; size > 0; size -= int64(s.usable - len(link)) {
		sh, ok := s.sheet(next)
		if !ok || s.visits[next] == mostVisits || int64(sh.bytes) < min(int64(s.usable), size+int64(len(link))) {
			return nil, false
		}
		s.visits[next]++
		sh.read(link[:])
		next = binary.BigEndian.Uint32(link[:])
		chain = append(chain, sh)
	}
	return chain, true
}

// join returns the whole payload, of which the page has the beginning.
func (s *sweep) join(beginning []byte, size int64, chain []sheet) []byte {
	payload := make([]byte, size)
	rest := payload[copy(payload, beginning):]
	for _, sh := range chain {
		n := min(len(rest), s.usable-4)
		readOrZero(sh.file, rest[:n], sh.at+4)
		rest = rest[n:]
	}
	return payload
}

// scour yields whatever could be a record on a page that is not in order.
func (s *sweep) scour(page []byte, number uint32) bool {
	for at := range page {
		// What begins on an interior page of an index is, but for the number of
		// a page before it, like what begins on a leaf.
		for _, kind := range [...]byte{leafIndex, leafTable} {
			c, ok := s.cell(page, at, kind)
			if !ok {
				continue
			}
			if r, _, ok := s.record(page, number, c, mostGuessed); ok && !s.yield(r) {
				return false
			}
		}
	}
	return true
}
