package pages

import (
	"bytes"
	"encoding/binary"
	"slices"
)

// The header of a write-ahead log and those of its frames.
const (
	logHeader     = 32
	logPageSize   = 8
	logSalts      = 16
	logSums       = 24
	frameHeader   = 24
	frameCommit   = 4
	frameSalts    = 8
	frameSums     = 16
	littleEndians = 0x377f0682 // the magic number where sums are over little-endian words
	bigEndians    = 0x377f0683
)

// A frame is a page as a write-ahead log has it.
type frame struct {
	page  uint32
	pages uint32 // of the database, if the frame ends a transaction, else 0
	salts salts
	sums  sums
	at    int64 // where the page begins
}

// The salts are the same in a log and in those of its frames that were written
// since it last began anew. The first goes up by one each time.
type salts struct{ count, random uint32 }

// sums are over all that stands before in the log.
type sums [2]uint32

func (s sums) add(b []byte, order binary.ByteOrder) sums {
	for ; len(b) >= 8; b = b[8:] {
		s[0] += order.Uint32(b) + s[1]
		s[1] += order.Uint32(b[4:]) + s[0]
	}
	return s
}

// over adds a frame, in which the salts and the sums themselves do not count.
func (s sums) over(frame []byte, order binary.ByteOrder) sums {
	return s.add(frame[:frameSalts], order).add(frame[frameHeader:], order)
}

// A log is what the header of a write-ahead log says.
type log struct {
	file     File
	pageSize int
	order    binary.ByteOrder // of the words that sums are over
	salts    salts
	sums     sums
}

// openLog reads the header; ok is false if it is not in order, and then nothing
// that is in it is certain.
func openLog(file File) (l log, ok bool) {
	l.file = file
	var header [logHeader]byte
	if file.Size() < logHeader {
		return l, false
	}
	readOrZero(file, header[:], 0)
	l.pageSize = int(binary.BigEndian.Uint32(header[logPageSize:]))
	l.salts, l.sums = saltsAt(header[logSalts:]), sumsAt(header[logSums:])
	switch binary.BigEndian.Uint32(header[:]) {
	case littleEndians:
		l.order = binary.LittleEndian
	case bigEndians:
		l.order = binary.BigEndian
	default:
		return l, false
	}
	return l, isPageSize(l.pageSize) && l.sums == sums{}.add(header[:logSums], l.order)
}

func saltsAt(b []byte) salts {
	return salts{binary.BigEndian.Uint32(b), binary.BigEndian.Uint32(b[4:])}
}

func sumsAt(b []byte) sums {
	return sums{binary.BigEndian.Uint32(b), binary.BigEndian.Uint32(b[4:])}
}

// frames returns all frames, whatever they are worth. The last may be cut off.
func (l log) frames() []frame {
	var all []frame
	var header [frameHeader]byte
	for at := int64(logHeader); at+frameHeader < l.file.Size(); at += frameHeader + int64(l.pageSize) {
		readOrZero(l.file, header[:], at)
		all = append(all, frame{
			page:  binary.BigEndian.Uint32(header[:]),
			pages: binary.BigEndian.Uint32(header[frameCommit:]),
			salts: saltsAt(header[frameSalts:]),
			sums:  sumsAt(header[frameSums:]),
			at:    at + frameHeader,
		})
	}
	return all
}

// committed counts the frames up to the last commit that the sums vouch for.
func (l log) committed(frames []frame) (n int) {
	sum := l.sums
	b := make([]byte, frameHeader+l.pageSize)
	for i, f := range frames {
		readOrZero(l.file, b, f.at-frameHeader)
		sum = sum.over(b, l.order)
		if f.page == 0 || f.salts != l.salts || f.sums != sum {
			break
		}
		if f.pages > 0 {
			n = i + 1
		}
	}
	return n
}

// upToCommit returns the frames up to the last that ends a transaction and has
// the salts. Those before it need not have them, since the log is written from
// front to back: without them, they are damaged.
func upToCommit(frames []frame, current salts) []frame {
	for i, f := range slices.Backward(frames) {
		if f.salts == current && f.pages > 0 {
			return frames[:i+1]
		}
	}
	return nil
}

// currentSalts are those of the frames that were written last, if the header is
// not in order: what the first frames say that go on from each other, or else what
// the header says and a frame, too, or else what two frames say.
func (l log) currentSalts(frames []frame) salts {
	if s, ok := firstAgreed(frames, l.follows); ok {
		return s
	}
	if slices.ContainsFunc(frames, func(f frame) bool { return f.page > 0 && f.salts == l.salts }) {
		return l.salts
	}
	if s, ok := firstAgreed(frames, sameSalts); ok || len(frames) == 0 {
		return s
	}
	return frames[0].salts
}

// firstAgreed returns the salts of the first frame that agrees with the next,
// unless there is a newer commit before it, which may be one of a single frame.
func firstAgreed(frames []frame, agree func(a, b frame) bool) (s salts, ok bool) {
	for i := range max(0, len(frames)-1) {
		if !agree(frames[i], frames[i+1]) {
			continue
		}
		for _, f := range frames[:i] {
			if f.page > 0 && f.pages > 0 && f.salts.isAfter(frames[i].salts) {
				return f.salts, true
			}
		}
		return frames[i].salts, true
	}
	return salts{}, false
}

func sameSalts(a, b frame) bool { return b.page > 0 && a.salts == b.salts }

// follows tells whether b is as it was written behind a: its sums go on from
// those of a, whatever the header of the log has to say.
func (l log) follows(a, b frame) bool {
	if !sameSalts(a, b) {
		return false
	}
	bytes := make([]byte, frameHeader+l.pageSize)
	readOrZero(l.file, bytes, b.at-frameHeader)
	return b.sums == a.sums.over(bytes, binary.LittleEndian) || b.sums == a.sums.over(bytes, binary.BigEndian)
}

// isAfter tells whether the log began anew, not too often, from t to s.
func (s salts) isAfter(t salts) bool {
	times := s.count - t.count
	return times > 0 && times < 1000 && s.random != t.random
}

// IsTorn reports whether transactions stand in a write-ahead log beyond damage. To
// SQLite the log ends there, as if they had never been committed.
func IsTorn(db, wal File) bool {
	_, beyond := overlay(db, wal)
	return len(beyond) > 0
}

// overlay returns the database as the last commit left it, of those that are
// beyond doubt, and the frames of later ones.
func overlay(db, wal File) (committed *image, beyond []frame) {
	if wal == nil {
		wal = bytes.NewReader(nil)
	}
	im := &image{db: db, wal: wal, in: make(map[uint32]int64)}
	log, sound := openLog(wal)
	if !sound {
		im.layout = layoutOf(db, wal, im.header(), 0)
		im.last = pagesIn(db.Size(), im.pageSize)
		log.pageSize = im.pageSize
		frames := log.frames()
		return im, upToCommit(frames, log.currentSalts(frames))
	}
	im.pageSize = log.pageSize
	im.last = pagesIn(db.Size(), im.pageSize)
	frames := log.frames()
	n := log.committed(frames)
	for _, f := range frames[:n] {
		im.in[f.page], im.last = f.at, f.pages
	}
	im.layout = layoutOf(db, wal, im.header(), log.pageSize)
	return im, upToCommit(frames[n:], log.salts)
}
