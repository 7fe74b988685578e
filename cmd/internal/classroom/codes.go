package classroom

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/base32"
	"strings"
)

// CodeSigns are the characters of a code: without those that look alike (0 O, 1 I L).
const CodeSigns = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"

// CodeLength is how many signs a code has: of 31 signs some 900 million codes.
const CodeLength = 6

// NewCode returns a code to join by, as people read it aloud and type it.
func NewCode() string { return drawn(CodeSigns, CodeLength) }

// pinLength is how many digits a PIN has.
const pinLength = 6

// NewPIN returns a PIN for a member of a roster.
func NewPIN() string { return drawn("0123456789", pinLength) }

// drawn draws signs, each as likely as any other.
func drawn(signs string, n int) string {
	text := make([]byte, 0, n)
	var b [1]byte
	for len(text) < n {
		rand.Read(b[:]) // never fails: it ends the program rather than return little chance
		if i := int(b[0]); i < 256/len(signs)*len(signs) {
			text = append(text, signs[i%len(signs)])
		}
	}
	return string(text)
}

// NewToken returns 128 bits of chance, in 26 signs.
func NewToken() string {
	var b [16]byte
	rand.Read(b[:]) // never fails, as above
	return strings.ToLower(base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(b[:]))
}

// sameCode compares what somebody typed: blanks, dashes and case do not count.
func sameCode(typed, code string) bool {
	typed = strings.ToUpper(strings.NewReplacer(" ", "", "-", "", "　", "").Replace(typed))
	return subtle.ConstantTimeCompare([]byte(typed), []byte(code)) == 1
}

func same(a, b string) bool { return subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1 }
