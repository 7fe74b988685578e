package pages

import (
	"cmp"
	"encoding/binary"
	"slices"
)

// The kinds of pages of a b-tree, by the first byte.
const (
	interiorIndex = 0x02
	interiorTable = 0x05
	leafIndex     = 0x0a
	leafTable     = 0x0d
)

func isNode(kind byte) bool {
	return kind == interiorIndex || kind == interiorTable || kind == leafIndex || kind == leafTable
}

func isInterior(kind byte) bool { return kind == interiorIndex || kind == interiorTable }

// longest is how many bytes SQLite allows a record.
const longest = 1<<31 - 1

// A cell is an entry of a b-tree page: a record, a page further down, or both.
type cell struct {
	at, end  int    // the cell on its page
	child    uint32 // of interior pages, else 0
	rowID    int64  // of tables, else 0
	payload  int    // where the record begins
	local    int    // its bytes on this page
	size     int64  // its bytes in all; 0 if there is none
	overflow uint32 // the page that the rest begins on, if there is any
}

// cell reads what is a cell of a page of the kind if it begins at the offset. ok
// is false if it would not end on the page.
func (l layout) cell(page []byte, at int, kind byte) (c cell, ok bool) {
	c = cell{at: at, end: at}
	if at >= len(page) {
		return c, false
	}
	if isInterior(kind) {
		if c.end+4 > len(page) {
			return c, false
		}
		c.child = binary.BigEndian.Uint32(page[c.end:])
		c.end += 4
	}
	if kind != interiorTable {
		size, n := varint(page[c.end:])
		if n == 0 || size == 0 || size > longest {
			return c, false
		}
		c.size, c.end = int64(size), c.end+n
	}
	if kind == interiorTable || kind == leafTable {
		rowID, n := varint(page[c.end:])
		if n == 0 {
			return c, false
		}
		c.rowID, c.end = int64(rowID), c.end+n
	}
	if c.size > 0 {
		c.payload, c.local = c.end, l.local(c.size, kind)
		c.end += c.local
	}
	if int64(c.local) < c.size {
		if c.end+4 > len(page) {
			return c, false
		}
		c.overflow = binary.BigEndian.Uint32(page[c.end:])
		c.end += 4
	}
	return c, c.end <= len(page)
}

// local is how much of a payload stands on the page itself.
func (l layout) local(size int64, kind byte) int {
	u := int64(l.usable)
	most, least := (u-12)*64/255-23, (u-12)*32/255-23
	if kind == leafTable {
		most = u - 35
	}
	if size <= most {
		return int(size)
	}
	if fit := least + (size-least)%(u-4); fit <= most {
		return int(fit)
	}
	return int(least)
}

// A node is a b-tree page in order.
type node struct {
	kind  byte
	cells []cell
	right uint32 // the last page further down; 0 in a leaf
}

// headerOf returns where the header of a b-tree page begins: the first page of a
// file has that of the file before it.
func headerOf(number uint32) int {
	if number == 1 {
		return fileHeader
	}
	return 0
}

// node reads a b-tree page. ok is false unless every byte of it is a cell's, is
// free, or is one of the few that SQLite counts as lost.
func (l layout) node(page []byte, number uint32) (n node, ok bool) {
	header := headerOf(number)
	if len(page) < l.usable || !isNode(page[header]) {
		return n, false
	}
	n.kind = page[header]
	content := int(binary.BigEndian.Uint16(page[header+5:]))
	if content == 0 {
		content = 65536
	}
	pointers := header + 8
	if isInterior(n.kind) {
		n.right = binary.BigEndian.Uint32(page[pointers:])
		pointers += 4
	}
	count := int(binary.BigEndian.Uint16(page[header+3:]))
	if pointers+2*count > content || content > l.usable {
		return n, false
	}
	n.cells = make([]cell, 0, count)
	used := make([]span, 0, count)
	for i := range count {
		c, ok := l.cell(page, int(binary.BigEndian.Uint16(page[pointers+2*i:])), n.kind)
		if !ok {
			return n, false
		}
		n.cells = append(n.cells, c)
		used = append(used, span{c.at, max(c.end, c.at+smallest)})
	}
	used, ok = withFreeBlocks(used, page[:l.usable], header)
	return n, ok && lost(used, content, l.usable) == int(page[header+7])
}

// smallest is how many bytes a cell or a free block has at least, since either
// may have to become the other.
const smallest = 4

// A span is a part of a page.
type span struct{ begin, end int }

// withFreeBlocks adds the free blocks between the cells, which are chained; ok is
// false if the chain does not go from front to back.
func withFreeBlocks(used []span, page []byte, header int) (all []span, ok bool) {
	at := int(binary.BigEndian.Uint16(page[header+1:]))
	for at != 0 {
		if at+smallest > len(page) {
			return nil, false
		}
		next, size := int(binary.BigEndian.Uint16(page[at:])), int(binary.BigEndian.Uint16(page[at+2:]))
		if size < smallest || next != 0 && next < at+size {
			return nil, false
		}
		used = append(used, span{at, at + size})
		at = next
	}
	return used, true
}

// lost counts the bytes from begin to end that are in no span, and is negative
// if spans overlap or lie elsewhere.
func lost(spans []span, begin, end int) (n int) {
	slices.SortFunc(spans, func(a, b span) int { return cmp.Compare(a.begin, b.begin) })
	for _, s := range spans {
		if s.begin < begin || s.end > end {
			return -1
		}
		n += s.begin - begin
		begin = s.end
	}
	return n + end - begin
}
