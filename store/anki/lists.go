package anki

import (
	"slices"
	"strconv"
	"strings"

	"portdrill/questions/catalogue/lazyregexp"
)

// An object is one of JSON. Anki refuses a whole file over a key that is
// missing, and keeps those that it does not know.
type object map[string]any

// settings are those of the collection. With another scheduler than the second
// Anki would convert the cards, and without the offset it would count days in
// the zone of whoever imports.
func (c Collection) settings() object {
	const secondsAMinute = 60
	_, offset := c.Created.Zone()
	next := 1
	for _, n := range c.Notes {
		next = max(next, n.Card.Position+1)
	}
	return object{
		"activeDecks": []int64{defaultDeckID}, "curDeck": defaultDeckID, "curModel": c.Type.ID,
		"schedVer": 2, "sched2021": true, "creationOffset": -offset / secondsAMinute, "rollover": int(c.Rollover.Hours()),
		"nextPos": next, "newSpread": 0, "collapseTime": 1200, "timeLim": 0, "estTimes": true, "dueCounts": true,
		"sortType": "noteFld", "sortBackwards": false, "addToCur": true, "dayLearnFirst": false,
	}
}

// LaTeX of whoever writes some into a note later.
const (
	latexBefore = "\\documentclass[12pt]{article}\n\\special{papersize=3in,5in}\n\\usepackage[utf8]{inputenc}\n" +
		"\\usepackage{amssymb,amsmath}\n\\pagestyle{empty}\n\\setlength{\\parindent}{0in}\n\\begin{document}\n"
	latexAfter = "\\end{document}"
)

func (c Collection) noteTypes() map[string]object {
	t := c.Type
	fields := make([]object, len(t.Fields))
	for i, name := range t.Fields {
		fields[i] = object{"name": name, "ord": i, "sticky": false, "rtl": false, "font": "Arial", "size": 20, "media": []string{}}
	}
	template := object{
		"name": "Card 1", "ord": 0, "qfmt": t.Front, "afmt": t.Back,
		"bqfmt": "", "bafmt": "", "did": nil, "bfont": "", "bsize": 0,
	}
	return map[string]object{strconv.FormatInt(t.ID, 10): {
		"id": t.ID, "name": t.Name, "type": 0, "mod": t.Modified.Unix(), "usn": unsent, "sortf": 0, "did": nil,
		"flds": fields, "tmpls": []object{template}, "css": t.CSS,
		"req":      []any{[]any{0, "any", fieldsIn(t.Front, t.Fields)}},
		"latexPre": latexBefore, "latexPost": latexAfter, "latexsvg": false, "tags": []string{}, "vers": []int{},
	}}
}

var inBraces = lazyregexp.New(`\{\{([^{}]*)\}\}`)

// fieldsIn returns the places of the fields that the template shows: unless one
// of them has something in it, the card is empty.
func fieldsIn(template string, names []string) []int {
	places := []int{}
	for _, found := range inBraces().FindAllStringSubmatch(template, -1) {
		filters := strings.Split(strings.TrimLeft(found[1], "#^/ "), ":")
		place := slices.Index(names, strings.TrimSpace(filters[len(filters)-1]))
		if place >= 0 && !slices.Contains(places, place) {
			places = append(places, place)
		}
	}
	slices.Sort(places)
	return places
}

func (c Collection) deckList(d decks) map[string]object {
	list := make(map[string]object, len(d.names))
	for key, name := range d.names {
		nothing := []int{0, 0} // a day, and what was done on it
		list[strconv.FormatInt(d.ids[key], 10)] = object{
			"id": d.ids[key], "name": name, "desc": "", "mod": c.Modified.Unix(), "usn": unsent, "conf": 1, "dyn": 0,
			"collapsed": false, "browserCollapsed": false, "extendNew": 0, "extendRev": 0,
			"newToday": nothing, "revToday": nothing, "lrnToday": nothing, "timeToday": nothing,
		}
	}
	return list
}

// deckOptions are Anki's own. Those of whoever imports stay in force.
var deckOptions = map[string]object{"1": {
	"id": 1, "name": "Default", "mod": 0, "usn": 0, "maxTaken": int(longest.Seconds()), "autoplay": true, "timer": 0, "replayq": true, "dyn": false,
	"new": object{
		"bury": false, "delays": []int{1, 10}, "initialFactor": ease, "ints": []int{1, 4, 7}, "order": 1, "perDay": 20, "separate": true,
	},
	"rev": object{
		"bury": false, "ease4": 1.3, "hardFactor": 1.2, "ivlFct": 1, "maxIvl": 36500, "perDay": 200, "fuzz": 0.05, "minSpace": 1,
	},
	"lapse": object{"delays": []int{10}, "leechAction": 1, "leechFails": 8, "minInt": 1, "mult": 0},
}}

func (c Collection) tagList() map[string]int {
	list := make(map[string]int)
	for _, n := range c.Notes {
		for _, tag := range tagsOf(n.Tags) {
			list[tag] = unsent
		}
	}
	return list
}
