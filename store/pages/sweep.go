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
	rest map[uint32]bool // pages that a record from a page in order goes on on, up to its end

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

// mostLevels is how many pages SQLite goes down a tree.
const mostLevels = 20

// over yields the records on the sheets, first those on pages in order. It
// returns false if no more are wanted.
func (s *sweep) over(sheets []sheet) bool {
	var torn []sheet
	for range mostLevels {
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
		r, rest, ok := s.record(page, number, c, mostColumns)
		if !ok {
			continue
		}
		for _, sh := range rest.upToEnd() {
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
// where it goes on.
func (s *sweep) record(page []byte, number uint32, c cell, most int) (r Record, rest chain, ok bool) {
	payload := page[c.payload : c.payload+c.local]
	if c.size == 0 || c.size > s.db.Size()+s.wal.Size() || !isRecord(payload, c.size, most) {
		return r, rest, false
	}
	if int64(c.local) < c.size {
		if rest, ok = s.chain(c.overflow, c.size-int64(c.local)); !ok {
			return r, rest, false
		}
		payload = s.join(payload, c.size, rest)
		if !isRecord(payload, c.size, most) {
			return r, rest, false
		}
	}
	return Record{Page: int(number), RowID: c.rowID, Values: valuesOf(payload)}, rest, true
}

// A chain is the overflow pages of a record. Each begins with the number of the
// next.
type chain struct {
	sheets []sheet
	next   uint32 // what the last one says; not 0 if it or one before is damaged
}

// linkBytes is the length of the number that an overflow page begins with.
const linkBytes = 4

// upToEnd returns the pages if the last one says that it is the last one.
func (c chain) upToEnd() []sheet {
	if c.next != 0 {
		return nil
	}
	return c.sheets
}

// chain returns the overflow pages from the first on that so many bytes are on.
func (s *sweep) chain(first uint32, size int64) (c chain, ok bool) {
	var link [linkBytes]byte
	for c.next = first; size > 0; size -= int64(s.usable - linkBytes) {
		sh, ok := s.sheet(c.next)
		if !ok || s.visits[c.next] == mostVisits || int64(sh.bytes) < min(int64(s.usable), size+linkBytes) {
			return c, false
		}
		s.visits[c.next]++
		sh.read(link[:])
		c.sheets, c.next = append(c.sheets, sh), binary.BigEndian.Uint32(link[:])
	}
	return c, true
}

// join returns the whole payload, of which the page has the beginning.
func (s *sweep) join(beginning []byte, size int64, c chain) []byte {
	payload := make([]byte, size)
	rest := payload[copy(payload, beginning):]
	for _, sh := range c.sheets {
		n := min(len(rest), s.usable-linkBytes)
		readOrZero(sh.file, rest[:n], sh.at+linkBytes)
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
