package pages

import (
	"bytes"
	"encoding/binary"
	"math/bits"
)

// The header of the file, at its beginning.
const (
	fileHeader      = 100
	headerPageSize  = 16
	headerReserved  = 20
	headerPageCount = 28
	headerTrunk     = 32
	headerFree      = 36
)

var magic = []byte("SQLite format 3\x00")

// A layout is how a file is cut into pages.
type layout struct {
	pageSize int
	usable   int // bytes of a page from its beginning on; the rest is reserved
}

// newLayout returns the layout; ok is false if there can be none like it.
func newLayout(pageSize, reserved int) (l layout, ok bool) {
	l = layout{pageSize: pageSize, usable: pageSize - reserved}
	return l, isPageSize(pageSize) && l.usable >= 480
}

// isPageSize tells whether SQLite has pages of so many bytes.
func isPageSize(n int) bool {
	return n >= 512 && n <= 65536 && bits.OnesCount(uint(n)) == 1
}

// pageSizes are in the order that they are tried in where the header does not
// say: SQLite's own choice first.
var pageSizes = []int{4096, 1024, 2048, 8192, 16384, 32768, 65536, 512}

// layoutOf returns the layout that the header states, if any page agrees, and else
// the one that most pages agree with. If the write-ahead log states a page size,
// which it does under a checksum, logged is that, and else 0.
func layoutOf(db, wal File, header []byte, logged int) layout {
	stated, ok := statedLayout(header)
	ok = ok && (logged == 0 || logged == stated.pageSize)
	if ok && stated.votes(db, wal) > 0 {
		return stated
	}
	sizes := pageSizes
	if logged != 0 {
		sizes = []int{logged}
	}
	var best layout
	mostVotes := -1
	for _, size := range sizes {
		l, _ := newLayout(size, 0)
		if votes := l.votes(db, wal); votes > mostVotes {
			best, mostVotes = l, votes
		}
	}
	if ok && mostVotes == 0 {
		return stated
	}
	return best
}

// statedLayout reads the header of the file; ok is false if it makes no sense.
func statedLayout(header []byte) (l layout, ok bool) {
	if len(header) < fileHeader || !bytes.HasPrefix(header, magic) {
		return l, false
	}
	pageSize := int(binary.BigEndian.Uint16(header[headerPageSize:]))
	if pageSize == 1 {
		pageSize = 65536 // which two bytes cannot say
	}
	return newLayout(pageSize, int(header[headerReserved]))
}

// sampled is how many pages of either file have a vote, so that large ones take
// no longer.
const sampled = 256

// votes counts b-tree pages that are in order if this is the layout.
func (l layout) votes(db, wal File) (n int) {
	page := make([]byte, l.pageSize)
	for _, s := range append(l.sample(db), l.sampleLog(wal)...) {
		s.read(page)
		if _, ok := l.node(page[:l.usable], s.number); ok {
			n++
		}
	}
	return n
}

func (l layout) sample(db File) (some []sheet) {
	pages := db.Size() / int64(l.pageSize)
	for i := int64(0); i < pages; i += max(1, pages/sampled) {
		some = append(some, sheet{uint32(i + 1), db, i * int64(l.pageSize), l.pageSize})
	}
	return some
}

func (l layout) sampleLog(wal File) (some []sheet) {
	frames := log{file: wal, pageSize: l.pageSize}.frames()
	for i := 0; i < len(frames); i += max(1, len(frames)/sampled) {
		some = append(some, sheet{frames[i].page, wal, frames[i].at, l.pageSize})
	}
	return some
}
