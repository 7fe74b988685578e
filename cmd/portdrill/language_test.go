package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"unicode/utf8"

	"portdrill/cmd/internal/app"
	"portdrill/cmd/internal/wording/wordingtest"
	"portdrill/questions/catalogue"
)

// speaksOnly holds that what is shown to who reads the language is not worded in the
// other one. Names of services are nobody's wording, and every language is called by
// its own name.
func speaksOnly(lang catalogue.Lang, shown string) error {
	if lang == catalogue.English {
		for _, name := range app.LanguageNames {
			shown = strings.ReplaceAll(shown, name, "")
		}
		if i := strings.IndexFunc(shown, isHan); i >= 0 {
			return fmt.Errorf("Chinese in English: %.60q", shown[i:])
		}
		return nil
	}
	english, err := englishWording()
	if err != nil {
		return err
	}
	shown = oneLine(shown)
	for _, part := range english {
		if strings.Contains(shown, part) {
			return fmt.Errorf("English in Chinese: %q", part)
		}
	}
	return nil
}

// oneLine is the text as it was before it was broken into lines.
func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }

// shortestPart is how many signs a part of a text has at least to be told from what
// stands there by chance.
const shortestPart = 10

// betweenVerbs matches what parts of a text stand between: verbs, and the signs that a
// value of a flag stands in.
var betweenVerbs = regexp.MustCompile("%(\\[\\d+\\])?[-+#0-9.]*[a-zA-Z%]|`")

// identifier matches what is a name of a command, a state or a key in every language.
var identifier = regexp.MustCompile(`^[a-z-]+$`)

// cited are the names of sources, which are given as they are.
var cited = []string{"IANA registry"}

// englishWording are the parts of the English texts that no Chinese one has.
var englishWording = sync.OnceValues(func() (parts []string, err error) {
	all, err := wordingtest.Read(internalRooms)
	if err != nil {
		return nil, err
	}
	var chinese strings.Builder
	for _, text := range all {
		last := len(text.Parts) - 1
		chinese.WriteString(oneLine(text.Parts[last]) + "\n")
		for _, english := range text.Parts[:last] {
			parts = append(parts, betweenVerbs.Split(english, -1)...)
		}
	}
	for i, part := range parts {
		parts[i] = oneLine(part)
	}
	return slices.DeleteFunc(parts, func(part string) bool {
		return utf8.RuneCountInString(part) < shortestPart ||
			identifier.MatchString(part) || slices.Contains(cited, part) || strings.Contains(chinese.String(), part)
	}), nil
})

// The law that holds screens and transcripts finds what it is to find.
func TestSpeaksOnly(t *testing.T) {
	english, err := englishWording()
	if err != nil || len(english) < 400 {
		t.Fatalf("%d parts of English texts (%v)", len(english), err)
	}
	for _, c := range []struct {
		lang  catalogue.Lang
		shown string
		ok    bool
	}{
		{catalogue.Chinese, "答案是：DNS (Domain Name System)。切换到 English", true},
		{catalogue.Chinese, "  ✗ 答错了。\n  Nothing was\n  answered. ", false},
		{catalogue.Chinese, "3 answered. Leave the quiz?", false},
		{catalogue.English, "Switch to 中文", true},
		{catalogue.English, "also called: 域名系统", false},
	} {
		if err := speaksOnly(c.lang, c.shown); (err == nil) != c.ok {
			t.Errorf("%s %q: %v", c.lang, c.shown, err)
		}
	}
}

// overhearing is the variable that names the file in which the program leaves what it
// said in Chinese.
const overhearing = "PORTDRILL_OVERHEARD"

// overheard is the program as tests start it.
func overheard() {
	e := app.System()
	lang, _ := app.LanguageFor(e, os.Args[1:])
	file := os.Getenv(overhearing)
	if file == "" || lang != catalogue.Chinese {
		main()
	}
	var said bytes.Buffer
	if _, is := app.TerminalOf(os.Stdout); !is {
		e.Out = io.MultiWriter(os.Stdout, &said)
	}
	if _, is := app.TerminalOf(os.Stderr); !is {
		e.Err = io.MultiWriter(os.Stderr, &said)
	}
	code := run(context.Background(), e, os.Args[1:])
	if err := appendTo(file, fmt.Sprintf("%q\n%s\x00", os.Args[1:], &said)); err != nil {
		panic(err)
	}
	os.Exit(code)
}

func appendTo(file, text string) error {
	f, err := os.OpenFile(file, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer f.Close()
	_, err = io.WriteString(f, text)
	return err
}

// overheardIn holds the law of the language over what was said, command by command.
func overheardIn(file string) error {
	all, err := os.ReadFile(file)
	if os.IsNotExist(err) {
		return nil // nothing was
	}
	for command := range strings.SplitSeq(string(all), "\x00") {
		args, said, _ := strings.Cut(command, "\n")
		if err := speaksOnly(catalogue.Chinese, said); err != nil {
			return fmt.Errorf("portdrill %s: %w", args, err)
		}
	}
	return err
}
