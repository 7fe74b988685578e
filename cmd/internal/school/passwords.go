package school

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"strings"

	"golang.org/x/crypto/argon2"

	"portdrill/cmd/internal/classroom"
)

// What argon2id costs for one password: the second choice of RFC 9106, for machines with
// little memory.
const (
	passes     = 3
	memoryKiB  = 64 << 10
	lanes      = 4
	saltLength = 16
	keyLength  = 32
)

// newPassword returns a password of some 80 bits of chance, in groups that are easy to copy.
func newPassword() string {
	code := classroom.NewCode() + classroom.NewCode() + classroom.NewCode()
	groups := []string{code[:4], code[4:8], code[8:12], code[12:16]}
	return strings.ToLower(strings.Join(groups, "-"))
}

// hashPassword returns the password in the usual notation of argon2id.
func hashPassword(password string) string {
	salt := make([]byte, saltLength)
	rand.Read(salt) // never fails: it ends the program rather than return little chance
	key := argon2.IDKey([]byte(password), salt, passes, memoryKiB, lanes, keyLength)
	b := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, memoryKiB, passes, lanes, b.EncodeToString(salt), b.EncodeToString(key))
}

// A passwordCheck compares passwords one at a time: each takes 64 MiB, and many at once
// would leave none for pupils.
type passwordCheck chan struct{}

// matches reports whether the password is that of the hash, which hashPassword wrote. The
// error is that of the context, if its turn did not come in time.
func (c passwordCheck) matches(ctx context.Context, password, hash string) (bool, error) {
	select {
	case c <- struct{}{}:
		defer func() { <-c }()
	case <-ctx.Done():
		return false, ctx.Err()
	}
	var version, memory, time, threads int
	parts := strings.Split(hash, "$")
	if len(parts) != 6 || parts[1] != "argon2id" {
		return false, nil
	}
	fmt.Sscanf(parts[2], "v=%d", &version)                           //nolint:errcheck // compared below
	fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &memory, &time, &threads) //nolint:errcheck // compared below
	if version != argon2.Version || memory < 1 || memory > 1<<20 || time < 1 || time > 16 || threads < 1 || threads > 16 {
		return false, nil
	}
	salt, bad := base64.RawStdEncoding.DecodeString(parts[4])
	key, worse := base64.RawStdEncoding.DecodeString(parts[5])
	if bad != nil || worse != nil || len(key) < 16 {
		return false, nil
	}
	got := argon2.IDKey([]byte(password), salt, uint32(time), uint32(memory), uint8(threads), uint32(len(key)))
	return subtle.ConstantTimeCompare(got, key) == 1, nil
}
