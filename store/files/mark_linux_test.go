package files

import "testing"

// The law: a rollback journal is used where other machines may reach the file, and
// where that cannot be told, as of FUSE. See TestNetwork of the command for a real
// one.
func TestFilesystemsThatAreShared(t *testing.T) {
	for name, kind := range map[string]struct {
		magic  uint32
		shared bool
	}{
		"ext4": {0xef53, false}, "xfs": {0x58465342, false}, "btrfs": {0x9123683e, false}, "f2fs": {0xf2f52010, false},
		"tmpfs": {0x01021994, false}, "overlay": {0x794c7630, false}, "zfs": {0x2fc12fc1, false}, "FAT": {0x4d44, false}, "exFAT": {0x2011bab0, false},
		"NFS": {0x6969, true}, "CIFS": {0xff534d42, true}, "SMB": {0x517b, true}, "SMB 2": {0xfe534d42, true}, "9P": {0x01021997, true},
		"FUSE": {0x65735546, true}, "AFS": {0x5346414f, true}, "Ceph": {0x00c36400, true}, "Coda": {0x73757245, true},
		"VirtualBox": {0x786f4256, true}, "GFS2": {0x01161970, true}, "OCFS2": {0x7461636f, true}, "Lustre": {0x0bd00bd0, true},
	} {
		if got := filesystem(kind.magic).shared(); got != kind.shared {
			t.Errorf("%s is shared: %v", name, got)
		}
	}
}
