package anki

// IDsOf gives out IDs of so few bits that keys collide.
func IDsOf(keys []string, bits int) map[string]int64 { return idsOf("note", keys, bits) }
