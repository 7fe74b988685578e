package app

import (
	"errors"
	"os"

	"golang.org/x/sys/windows"
)

// getenv is os.Getenv; but the language, which Windows keeps elsewhere, is that in
// which it shows itself.
func getenv(name string) string {
	value := os.Getenv(name)
	if name != "LANG" || value != "" {
		return value
	}
	languages, err := windows.GetUserPreferredUILanguages(windows.MUI_LANGUAGE_NAME)
	if err != nil || len(languages) == 0 {
		return ""
	}
	return languages[0]
}

// nobodyReads reports whether a pipe cannot be written to since its reader has seen
// enough, as more has. Elsewhere that ends a program by a signal.
func nobodyReads(err error) bool {
	return errors.Is(err, windows.ERROR_BROKEN_PIPE) || errors.Is(err, windows.ERROR_NO_DATA) ||
		errors.Is(err, windows.ERROR_PIPE_NOT_CONNECTED)
}
