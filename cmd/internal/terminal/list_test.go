package terminal

import "testing"

// The law: every row of a menu that is announced with a key is chosen by it, in upper
// case as well, and no key chooses a row that there is not.
func TestMenuKeys(t *testing.T) {
	for n, told := range map[int]string{1: "1", 9: "1-9", 10: "1-9 a", 11: "1-9 a-b", 19: "1-9 a-l"} {
		if got := rowsOf(n); got != told {
			t.Errorf("%d rows are chosen by %q, not %q", n, got, told)
		}
		for i, key := range menuKeys {
			decided, row := menuKey(key, n)
			if is := decided == chose && row == i+1; is != (i < n) {
				t.Errorf("of %d rows %c decides %d, %d", n, key, decided, row)
			}
		}
	}
	if decided, row := menuKey('B', 12); decided != chose || row != 11 {
		t.Errorf("B decides %d, %d", decided, row)
	}
	for _, key := range "jkqJKQ" {
		if decided, _ := menuKey(key, 40); decided == chose {
			t.Errorf("%c chooses a row", key)
		}
	}
}
