//go:build unix

package main

import (
	"os"
	"os/user"
	"strings"
	"testing"

	"github.com/adrg/xdg"

	"portdrill/cmd/internal/app"
)

// The law: without HOME, as under cron, the database lies in the home folder that the
// system knows, and not at the root.
func TestHomeWithoutVariable(t *testing.T) {
	u, err := user.Current()
	if err != nil || u.HomeDir == "" || u.HomeDir == "/" {
		t.Skip("this user has no home folder")
	}
	t.Cleanup(xdg.Reload)
	t.Setenv("HOME", "")
	t.Setenv("XDG_DATA_HOME", "")
	xdg.Reload()
	if path := app.System().DataFile(); !strings.HasPrefix(path, u.HomeDir+string(os.PathSeparator)) {
		t.Errorf("it is %s, and home %s", path, u.HomeDir)
	}
}
