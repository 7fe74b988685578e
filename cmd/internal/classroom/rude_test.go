package classroom

import (
	"strings"
	"testing"
)

// The law: rude names are recognised, also in disguise, and names of people are not.
func TestIsRude(t *testing.T) {
	for _, name := range strings.Split("fuck you|F U C K|FuuuckYou|sh1t|s.h.i.t|shiiiit|a$$hole|Bitch|n1gger|ＦＵＣＫ|fück|wh0re|SEX|"+
		"big dick|傻逼|操你妈|你妈|cnm|希特勒|小废物|SB|s h 1 t", "|") {
		if !isRude(name) {
			t.Errorf("%q may stand on the wall", name)
		}
	}
	for _, name := range strings.Split("Dickinson|Richard Dickens|Sussex|Scunthorpe|Hancock|Babcock|Cummings|Analise|Essex|Fuchs|Kumar|Asma|"+
		"Shital|Shitij|Fukuda|Hoare|Gaylord|Assad|Hassan|Cassandra|Nigel|Niger|Matsushita|Takeshita|Phúc|Fanny|Draper|Cockburn|Hitchcock|"+
		"Peacock|Sexton|Pornchai|Aarse|Fagan|Cunningham|Kunti|Kuntz|Weiner|Bích Ngọc|Semyon|Butts|Slutsky|Shi Tao|Anushka|Anas|A S|Ann Lee|"+
		"李明|王芳|马妈|张日强|欧阳娜娜|S 12|Li 5|Team 455|Guest 717|PC-455|O'Brien|José Díaz|Øystein", "|") {
		if isRude(name) {
			t.Errorf("%q is turned away", name)
		}
	}
}
