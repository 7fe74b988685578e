package pages

import (
	"encoding/binary"
	"math"
)

// varint reads a number as SQLite packs it: seven bits in each byte, the highest
// first, and eight in a ninth. n is 0 if b ends before the number does.
func varint(b []byte) (v uint64, n int) {
	for n < min(len(b), 8) {
		c := b[n]
		n++
		v = v<<7 | uint64(c&0x7f)
		if c < 0x80 {
			return v, n
		}
	}
	if len(b) > 8 {
		return v<<8 | uint64(b[8]), 9
	}
	return 0, 0
}

// The serial types of a record say what its values are. From firstBlob on, even
// ones are blobs and odd ones texts of some length.
const (
	null, float, zero, one = 0, 7, 8, 9
	firstBlob              = 12
)

// width is the number of bytes of a value; ok is false for the serial types that
// no file has.
func width(serial uint64) (n uint64, ok bool) {
	switch {
	case serial >= firstBlob:
		return (serial - firstBlob) / 2, true
	case serial > one:
		return 0, false
	}
	return [...]uint64{0, 1, 2, 3, 4, 6, 8, 8, 0, 0}[serial], true
}

// isRecord tells whether the payload can be a record of size bytes and at most so
// many values: what its header says of the values must add up. If payload is but
// the beginning, it answers for that.
func isRecord(payload []byte, size int64, most int) bool {
	header, at := varint(payload)
	if at == 0 || header <= uint64(at) || header > uint64(size) {
		return false
	}
	left := uint64(size) - header
	end := int(min(header, uint64(len(payload))))
	for n := 0; at < end; n++ {
		serial, read := varint(payload[at:end])
		if read == 0 {
			return uint64(end) < header
		}
		bytes, ok := width(serial)
		if !ok || bytes > left || n == most {
			return false
		}
		left -= bytes
		at += read
	}
	return left == 0 || uint64(end) < header
}

// valuesOf reads a whole payload for which isRecord holds. The values share no
// memory with it.
func valuesOf(payload []byte) []any {
	header, at := varint(payload)
	types, values := payload[at:header], payload[header:]
	all := make([]any, 0, len(types))
	for len(types) > 0 {
		serial, read := varint(types)
		bytes, _ := width(serial)
		all = append(all, value(serial, values[:bytes]))
		types, values = types[read:], values[bytes:]
	}
	return all
}

func value(serial uint64, b []byte) any {
	switch {
	case serial >= firstBlob && serial%2 == 0:
		return append([]byte{}, b...)
	case serial >= firstBlob:
		return string(b)
	case serial == null:
		return nil
	case serial == float:
		return math.Float64frombits(binary.BigEndian.Uint64(b))
	case serial == zero, serial == one:
		return int64(serial - zero)
	}
	v := int64(int8(b[0])) // the highest byte has the sign
	for _, c := range b[1:] {
		v = v<<8 | int64(c)
	}
	return v
}
