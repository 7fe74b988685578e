package store

import (
	"bufio"
	"fmt"
	"os"
	"strconv"
	"strings"
	"syscall"
)

// holder returns the name and number of another program that holds a write lock
// on the database, "" and 0 if there is none to be seen. It reads the kernel's
// list: to open one of the files in order to ask would, when that is closed, end
// the locks that this program has on it.
func holder(path string) (name string, pid int) {
	locks, err := os.Open("/proc/locks")
	if err != nil {
		return "", 0
	}
	defer locks.Close()
	wanted := map[string]bool{inodeInLocks(path): true, inodeInLocks(path + "-shm"): true}
	delete(wanted, "")
	for lines := bufio.NewScanner(locks); lines.Scan(); {
		// 1: POSIX  ADVISORY  WRITE 4711 fe:00:1234 120 120
		f := strings.Fields(lines.Text())
		if len(f) < 6 || f[3] != "WRITE" || !wanted[f[5]] {
			continue
		}
		if pid, err := strconv.Atoi(f[4]); err == nil && pid > 0 && pid != os.Getpid() {
			return programName(pid), pid
		}
	}
	return "", 0
}

// inodeInLocks is how the list names the file: major:minor:inode.
func inodeInLocks(path string) string {
	var s syscall.Stat_t
	if err := syscall.Stat(path, &s); err != nil {
		return ""
	}
	major := s.Dev>>8&0xfff | s.Dev>>32&^0xfff
	minor := s.Dev&0xff | s.Dev>>12&^0xff
	return fmt.Sprintf("%02x:%02x:%d", major, minor, s.Ino)
}

func programName(pid int) string {
	name, err := os.ReadFile(fmt.Sprintf("/proc/%d/comm", pid))
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(name))
}
