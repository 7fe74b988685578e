package main

import (
	"path/filepath"
	"sync"

	"portdrill/cmd/internal/wording"
	"portdrill/cmd/internal/wording/wordingtest"
)

// text returns the text of the name in whichever room it stands, so that tests of the
// whole program can say what they expect without every room exporting its texts. It
// panics where there is none, or more than one.
func text(name string) wording.Text {
	var found []wordingtest.Literal
	for _, literal := range everyText() {
		if literal.Name == name {
			found = append(found, literal)
		}
	}
	if len(found) != 1 || len(found[0].Parts) != 2 {
		panic("not one text: " + name)
	}
	return wording.T(found[0].Parts[0], found[0].Parts[1])
}

// internalRooms is the folder of the rooms, wherever a test goes.
var internalRooms, _ = filepath.Abs(filepath.Join("..", "internal"))

var everyText = sync.OnceValue(func() []wordingtest.Literal {
	all, err := wordingtest.Read(internalRooms)
	if err != nil {
		panic(err)
	}
	return all
})
