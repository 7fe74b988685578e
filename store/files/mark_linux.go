package files

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"

	"golang.org/x/sys/unix"
)

// MarkOf returns what tells this file on this machine from every copy of it: the
// machine, the file's number, and when it was made. On FAT, where numbers are made
// up anew for every mount, only when it was made. It is hashed, since nobody needs
// to know the machine.
func MarkOf(path string) (string, error) {
	var s unix.Statx_t
	if err := unix.Statx(unix.AT_FDCWD, path, 0, unix.STATX_INO|unix.STATX_BTIME, &s); err != nil {
		return "", fmt.Errorf("look at the file: %w", err)
	}
	inode := s.Ino
	if kind, err := filesystemOf(path); err == nil && kind.fat() {
		inode = 0
	}
	machine, _ := os.ReadFile("/etc/machine-id") // not everywhere; the file alone then
	sum := sha256.Sum256(fmt.Appendf(nil, "%s/%d/%d.%09d", machine, inode, s.Btime.Sec, s.Btime.Nsec))
	return hex.EncodeToString(sum[:16]), nil
}

// A filesystem is a kind of file system, by its magic number (statfs(2)).
type filesystem uint32

func filesystemOf(path string) (filesystem, error) {
	var s unix.Statfs_t
	if err := unix.Statfs(path, &s); err != nil {
		return 0, fmt.Errorf("look at the file system: %w", err)
	}
	return filesystem(uint32(s.Type)), nil
}

func (f filesystem) fat() bool { return f == unix.MSDOS_SUPER_MAGIC || f == unix.EXFAT_SUPER_MAGIC }

// shared reports whether other machines may reach the same files: the index of a
// write-ahead log is memory that they do not share. FUSE is counted among them,
// since sshfs and its like cannot be told from a disk in NTFS.
func (f filesystem) shared() bool {
	const vboxsf, gfs2, ocfs2, lustre = 0x786f4256, 0x01161970, 0x7461636f, 0x0bd00bd0
	switch f {
	case unix.NFS_SUPER_MAGIC, unix.SMB_SUPER_MAGIC, unix.SMB2_SUPER_MAGIC, unix.CIFS_SUPER_MAGIC, unix.AFS_FS_MAGIC,
		unix.AFS_SUPER_MAGIC, unix.CEPH_SUPER_MAGIC, unix.CODA_SUPER_MAGIC, unix.V9FS_MAGIC, unix.FUSE_SUPER_MAGIC,
		vboxsf, gfs2, ocfs2, lustre:
		return true
	}
	return false
}

// OnNetwork reports whether the file lies where a write-ahead log is unsafe.
func OnNetwork(path string) bool {
	kind, err := filesystemOf(path)
	return err == nil && kind.shared()
}
