package anki

import (
	"crypto/sha256"
	"encoding/binary"
	"slices"
)

// Anki gives out instants as IDs, in milliseconds, and shows those of notes as
// dates. It refuses those of the future.
const (
	earliest = 1262304000000 // 2010-01-01
	idBits   = 38            // to 2018-09-17
)

// idsOf gives each key an ID that depends on the key alone, so that what is
// written twice is the same thing. Where two would get the same one, the key
// that sorts later gets the next.
func idsOf(kind string, keys []string, bits int) map[string]int64 {
	ids := make(map[string]int64, len(keys))
	taken := make(map[int64]bool, len(keys))
	for _, key := range slices.Sorted(slices.Values(keys)) {
		sum := sha256.Sum256([]byte(kind + "\x00" + key))
		id := int64(earliest) + int64(binary.BigEndian.Uint64(sum[:])>>(64-bits))
		for taken[id] {
			id++
		}
		ids[key], taken[id] = id, true
	}
	return ids
}
