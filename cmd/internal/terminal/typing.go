package terminal

import (
	"cmp"
	"fmt"
	"strings"
	"text/template"

	"github.com/manifoldco/promptui"

	"portdrill/questions"
)

// typed has an answer typed.
func (p *Prompts) typed() (questions.Reply, error) {
	keys := p.roomFor(textKeysTyped.In(p.lang), textKeysTypedShort.In(p.lang))
	if p.once {
		keys = textKeysTypedOnce.In(p.lang)
	}
	text, err := p.line(keys, "")
	if err != nil {
		return questions.Reply{}, err
	}
	return replyOf(text, questions.Typed)
}

// line has a line typed, below the keys that there are. Nothing typed is the preset.
//
// promptui draws the prompt, and gets no text: its own line knows no more than arrows
// and erasing, and counts a Chinese character as one column. What is typed is edited by
// [line] and drawn where promptui would draw its cursor, with a mark that the writer
// puts the terminal's own cursor at. Input methods, braille displays and magnifiers
// follow that one.
func (p *Prompts) line(keys, preset string) (string, error) {
	keys = Visible(keys, false)
	w, _ := p.size()
	room := w - margin - Width(p.lead())
	typing := line{before: p.unfinished.text}
	p.unfinished = unfinished{}
	decided := undecided
	reader := p.keys.reader(func(key rune) (hand rune, end bool) {
		decided = anyKey(key)
		if decided == escaped && typing.text() != "" {
			typing, decided = line{}, undecided
		}
		typing.press(key)
		return keyRedraw, decided != undecided
	})
	reader.paste = typing.paste
	defer reader.Close()
	prompt := promptui.Prompt{
		Label: p.lead(),
		Templates: &promptui.PromptTemplates{
			Prompt: "{{ . | lead }}", Valid: "{{ . | lead }}", Invalid: "{{ . | lead }}", Success: "{{ . | lead }}",
			// Never shown, but looked through for functions.
			ValidationError: "{{ . }}",
			// Each time it is drawn.
			FuncMap: template.FuncMap{"lead": func(string) string { return p.lead() }},
		},
		Pointer: func([]rune) []rune {
			var before, after string
			reader.between(func() { before, after = typing.shown(room, p.style.Sign("…")) })
			return []rune(before + cursorMark + after)
		},
		Stdin:  reader,
		Stdout: p.out,
	}
	fmt.Fprintln(p.out, p.style.Faint(Truncate(keys, w-margin, p.style.Sign("…"))))
	_, err := prompt.Run()
	p.out.release()
	p.eraseLines(2)
	if decided.redraws() {
		p.unfinished.text = typing.text()
	}
	if decided != entered {
		return "", p.leaving(decided, err)
	}
	text := cmp.Or(strings.TrimSpace(typing.text()), preset)
	fmt.Fprintln(p.out, p.fit(indent+"> "+text))
	return text, nil
}

// lead is what stands before what is typed.
func (p *Prompts) lead() string {
	if p.left == nil {
		return indent + "> "
	}
	return indent + clockText(p.left()) + " > "
}
