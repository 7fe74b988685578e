package pages

import (
	"bytes"
	"encoding/binary"
)

// A freeList is what can be read of SQLite's list of free pages. The list is
// written on trunks, which are free pages themselves.
type freeList struct {
	im     *image
	last   uint32 // no page has a higher number, nor had before the file was cut off
	pages  map[uint32]bool
	buffer []byte
}

func (im *image) freePages() map[uint32]bool {
	l := freeList{im: im, last: im.last, pages: make(map[uint32]bool), buffer: make([]byte, im.pageSize)}
	if header := im.header(); bytes.HasPrefix(header, magic) {
		l.last = max(l.last, binary.BigEndian.Uint32(header[headerPageCount:]))
		if l.follow(binary.BigEndian.Uint32(header[headerTrunk:]), binary.BigEndian.Uint32(header[headerFree:])) {
			return l.pages
		}
	}
	// The header or a trunk is lost. Then what looks like a trunk is one: hardly
	// any other page begins with so many page numbers.
	for _, s := range im.sheets() {
		if named, _, ok := l.trunk(s); ok && len(named) > 0 {
			l.add(s.number, named)
		}
	}
	return l.pages
}

func (l *freeList) add(trunk uint32, named []uint32) {
	l.pages[trunk] = true
	for _, n := range named {
		l.pages[n] = true
	}
}

// follow adds the pages of the first trunk and of all that come after it. It
// tells whether there were count, as the header states.
func (l *freeList) follow(first, count uint32) (whole bool) {
	for next := first; next != 0; {
		s, there := l.im.sheet(next)
		if !there || l.pages[next] {
			return false
		}
		named, further, ok := l.trunk(s)
		if !ok {
			return false
		}
		l.add(next, named)
		next = further
	}
	return len(l.pages) == int(count)
}

// trunk returns the pages that a trunk names, and the next trunk, 0 if it is the
// last. ok is false if the page cannot be one.
func (l *freeList) trunk(s sheet) (named []uint32, next uint32, ok bool) {
	page := l.im.page(s, l.buffer)
	if s.number == 1 || len(page) < l.im.usable {
		return nil, 0, false
	}
	next, count := binary.BigEndian.Uint32(page), int64(binary.BigEndian.Uint32(page[4:]))
	if next != 0 && !l.mayName(next) || count > int64(l.im.usable/4-2) {
		return nil, 0, false
	}
	for at := int64(8); at < 8+4*count; at += 4 {
		n := binary.BigEndian.Uint32(page[at:])
		if !l.mayName(n) {
			return nil, 0, false
		}
		named = append(named, n)
	}
	return named, next, true
}

func (l *freeList) mayName(number uint32) bool { return number > 1 && number <= l.last }
