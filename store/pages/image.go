package pages

import (
	"io"
	"maps"
	"slices"
)

// A sheet is where the bytes of a page are.
type sheet struct {
	number uint32
	file   io.ReaderAt
	at     int64
	bytes  int // fewer than a page has if the file was cut off
}

// sector is how much a disk loses at once.
const sector = 512

// read fills b with what the page begins with. What cannot be read becomes zero.
func (s sheet) read(b []byte) {
	readOrZero(s.file, b, s.at)
}

func readOrZero(file io.ReaderAt, b []byte, at int64) {
	if n, err := file.ReadAt(b, at); n == len(b) || err == io.EOF {
		clear(b[n:])
		return
	}
	if len(b) <= sector {
		clear(b)
		return
	}
	for len(b) > 0 {
		n := min(sector, len(b))
		readOrZero(file, b[:n], at)
		b, at = b[n:], at+int64(n)
	}
}

// An image is a database as it is if its write-ahead log, up to some frame, is
// carried over to it.
type image struct {
	layout
	db   File
	wal  File
	in   map[uint32]int64 // where the log has a page
	last uint32           // no page of the database has a higher number
}

// header returns the header of the file, nil if there is none.
func (im *image) header() []byte {
	file, at := im.db, int64(0)
	if logged, ok := im.in[1]; ok {
		file, at = im.wal, logged
	}
	if file.Size()-at < fileHeader {
		return nil
	}
	header := make([]byte, fileHeader)
	readOrZero(file, header, at)
	return header
}

// sheet returns where the page is; ok is false if it is not there.
func (im *image) sheet(number uint32) (s sheet, ok bool) {
	if number == 0 || number > im.last {
		return s, false
	}
	file, at := im.db, int64(number-1)*int64(im.pageSize)
	if logged, ok := im.in[number]; ok {
		file, at = im.wal, logged
	}
	return im.cut(sheet{number: number, file: file, at: at}, file.Size())
}

// cut says how many bytes of the sheet its file has.
func (im *image) cut(s sheet, size int64) (sheet, bool) {
	s.bytes = int(min(int64(im.pageSize), size-s.at))
	return s, s.bytes > 0
}

// sheets returns all pages that are there.
func (im *image) sheets() []sheet {
	var all []sheet
	inFile := pagesIn(im.db.Size(), im.pageSize)
	for n := uint32(1); n <= min(inFile, im.last); n++ {
		if s, ok := im.sheet(n); ok {
			all = append(all, s)
		}
	}
	for _, n := range slices.Sorted(maps.Keys(im.in)) {
		if s, ok := im.sheet(n); ok && n > inFile {
			all = append(all, s)
		}
	}
	return all
}

// pagesIn is the number of pages in so many bytes, with one that is cut off.
func pagesIn(size int64, pageSize int) uint32 {
	const highest = 1<<32 - 2 // of SQLite
	return uint32(min((size+int64(pageSize)-1)/int64(pageSize), highest))
}

// with returns the image with further frames.
func (im *image) with(frames []frame) *image {
	further := *im
	further.in = maps.Clone(im.in)
	for _, f := range frames {
		further.in[f.page] = f.at
		further.last = max(further.last, f.page)
	}
	return &further
}

// sheetsOf returns the pages of the frames, which may have a page several times.
func (im *image) sheetsOf(frames []frame) []sheet {
	var all []sheet
	for _, f := range frames {
		if s, ok := im.cut(sheet{number: f.page, file: im.wal, at: f.at}, im.wal.Size()); ok {
			all = append(all, s)
		}
	}
	return all
}

// page reads a sheet up to the bytes that SQLite uses or the end of the file.
func (im *image) page(s sheet, buffer []byte) []byte {
	page := buffer[:min(im.usable, s.bytes)]
	s.read(page)
	return page
}
