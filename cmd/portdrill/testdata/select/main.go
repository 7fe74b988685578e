// Select is a list of promptui and nothing else, for the start of portdrill to be
// measured against.
package main

import (
	"os"

	"github.com/manifoldco/promptui"
)

func main() {
	list := promptui.Select{Label: "Which service uses port 22?", Items: []string{"Telnet", "SSH", "FTP", "SMTP", "I don't know"}}
	if _, _, err := list.Run(); err != nil {
		os.Exit(1)
	}
}
