package chromium

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"crypto/sha512"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"

	"portdrill/questions/testenv"
)

// The package of axe-core, Deque's rules of accessibility, and the SHA-512 by which
// npm knows it. Its licence asks for more than a copy among these files.
const (
	axePackage = "axe-core@4.14.1"
	axeFile    = "axe-core-4.14.1.tgz"
	axeSum     = "FHfa+lmNjQZfJz1q8wKqIDwC6DExcHt/pkjNQb09a3NPjCKg2rhu5qb2S4r76ASyFNNtuFooJpZe37OgudVGtQ=="
)

// Axe returns the script of axe-core. npm downloads it once for each user, into the
// user's cache; its checksum is verified whenever it is read.
func Axe(t testing.TB) string {
	t.Helper()
	script, err := axeScript()
	if err != nil {
		testenv.Lacks(t, "this test needs %s, which npm downloads (make tools): %v", axePackage, err)
	}
	return script
}

var axeScript = sync.OnceValues(func() (string, error) {
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", err
	}
	folder := filepath.Join(cache, "portdrill-test")
	archive, err := readAxe(filepath.Join(folder, axeFile))
	if err != nil {
		if archive, err = downloadAxe(folder); err != nil {
			return "", err
		}
	}
	return scriptIn(archive)
})

// readAxe reads the package and verifies that it is the one that was pinned.
func readAxe(path string) ([]byte, error) {
	archive, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	sum := sha512.Sum512(archive)
	if base64.StdEncoding.EncodeToString(sum[:]) != axeSum {
		return nil, fmt.Errorf("%s is not %s: its checksum differs", path, axePackage)
	}
	return archive, nil
}

// downloadAxe puts the package into the folder. Processes that download it at the
// same time do so apart from each other, and each moves a whole file into place.
func downloadAxe(folder string) ([]byte, error) {
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return nil, err
	}
	private, err := os.MkdirTemp(folder, "download")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(private)
	npm := exec.Command("npm", "pack", "--loglevel=error", "--ignore-scripts", "--pack-destination", private, axePackage)
	npm.Dir = private
	if said, err := npm.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("npm pack: %w: %s", err, said)
	}
	archive, err := readAxe(filepath.Join(private, axeFile))
	if err != nil {
		return nil, err
	}
	return archive, os.Rename(filepath.Join(private, axeFile), filepath.Join(folder, axeFile))
}

// scriptIn unpacks the script.
func scriptIn(archive []byte) (string, error) {
	unzipped, err := gzip.NewReader(bytes.NewReader(archive))
	if err != nil {
		return "", err
	}
	for files := tar.NewReader(unzipped); ; {
		file, err := files.Next()
		if errors.Is(err, io.EOF) {
			return "", fmt.Errorf("%s has no script", axePackage)
		}
		if err != nil {
			return "", err
		}
		if file.Name == "package/axe.min.js" {
			script, err := io.ReadAll(files)
			return string(script), err
		}
	}
}
