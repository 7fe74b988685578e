package terminal

import (
	"io"
	"sync"
	"time"
	"unicode"
	"unicode/utf8"
)

// A keyboard owns the terminal's input. One goroutine reads it for as long as
// the program runs, and each prompt is served by a reader of its own, so that a
// prompt which reads ahead cannot swallow the answer to the next one.
type keyboard struct {
	mu     sync.Mutex
	more   *sync.Cond // bytes came, the input ended, or a reader was closed
	bytes  []byte
	err    error
	escape escape
	waits  int  // for what may follow an Esc; each timer ends its own
	pasted bool // what comes is pasted, until its end

	now  func() time.Time
	deaf time.Time // until when keys are dropped

	resized bool                 // since it was last asked
	left    func() time.Duration // of a countdown; nil for none
	ticked  bool                 // what is left is to be shown anew
}

func newKeyboard(in io.Reader) *keyboard {
	k := &keyboard{now: time.Now}
	k.more = sync.NewCond(&k.mu)
	go k.readAll(in)
	return k
}

func (k *keyboard) readAll(in io.Reader) {
	buffer := make([]byte, 256)
	for {
		n, err := in.Read(buffer)
		k.mu.Lock()
		k.take(buffer[:n])
		k.err = err
		k.more.Broadcast()
		k.mu.Unlock()
		if err != nil {
			return
		}
	}
}

// Keys that are no text. The codes of those that promptui is handed are the ones
// that it goes by.
const (
	keyCtrlA     = 0x01
	keyLeft      = 0x02
	keyInterrupt = 0x03 // Ctrl-C
	keyEnd       = 0x04 // Ctrl-D, the end of the input
	keyCtrlE     = 0x05
	keyRight     = 0x06
	keyRedraw    = 0x07 // which promptui passes over, but for drawing itself
	keyErase2    = 0x08 // what the key for it sends on some terminals
	keyNewline   = '\n'
	keyCtrlK     = 0x0b
	keyEnter     = '\r'
	keyDown      = 0x0e
	keyUp        = 0x10
	keyCtrlU     = 0x15
	keyCtrlW     = 0x17
	keyStop      = 0x1a // Ctrl-Z
	keyEscape    = 0x1b
	keyErase     = 0x7f
	keySearch    = '/'
)

// What is no character (private use in Unicode): keys, and what happens beside them.
const (
	keyResized rune = '\ue000' + iota
	keyTimeUp
	keyTick
	keyPageUp
	keyPageDown
	keyHome
	keyLineEnd
	keyDelete
	keyDeleteWord
	keyWordLeft
	keyWordRight
	keyPaste    // what follows was pasted
	keyPasteEnd // until here
)

// take takes what was typed, unless it came too early to be meant.
func (k *keyboard) take(typed []byte) {
	if k.now().Before(k.deaf) {
		typed = k.drop(typed)
	}
	k.bytes = append(k.bytes, typed...)
}

// drop passes over what was typed, but for a key that leaves and what follows it, which
// it returns. A sequence or a paste that is not at its end yet is dropped whole.
func (k *keyboard) drop(typed []byte) []byte {
	for len(typed) > 0 {
		sign, size := utf8.DecodeRune(typed)
		if !k.pasted && (sign == keyInterrupt || sign == keyEnd || sign == keyStop) {
			return typed
		}
		k.key(sign)
		typed = typed[size:]
	}
	if k.escape.stage == begun { // or Esc would take the next key with it
		k.escape = escape{}
	}
	return nil
}

// key returns the key that the sign is, or that ends with it. The beginning of a paste is
// none; its end is one, so that what was pasted is drawn.
func (k *keyboard) key(sign rune) (key rune, ok bool) {
	key, ok = k.escape.key(sign)
	switch key {
	case keyPaste:
		k.pasted = true
		return 0, false
	case keyPasteEnd:
		k.pasted = false
	}
	return key, ok
}

// forget drops what was typed and not yet taken by a prompt, and what is typed within
// the time from now on: it was meant for something else than what is shown next.
func (k *keyboard) forget(within time.Duration) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.escape.stage == alone {
		k.escape = escape{}
	}
	k.bytes = k.drop(k.bytes)
	k.deaf = k.now().Add(within)
}

// escapePatience is how long after an Esc the rest of a sequence may come, which
// arrows send at once: then it was the key itself.
const escapePatience = 50 * time.Millisecond

// resize has the prompt that is shown drawn anew: the screen has another size.
func (k *keyboard) resize() {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.resized = true
	k.more.Broadcast()
}

// countDown has prompts drawn anew each second, and ended when nothing is left. The
// returned function lets them be.
func (k *keyboard) countDown(left func() time.Duration) (stop func()) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.left = left
	done := make(chan struct{})
	go func() {
		for {
			const atLeast = 20 * time.Millisecond // a clock may stand still
			untilNext := left() % time.Second
			select {
			case <-done:
				return
			case <-time.After(max(untilNext, atLeast)):
				k.tick()
			}
		}
	}()
	return func() {
		close(done)
		k.mu.Lock()
		defer k.mu.Unlock()
		k.left, k.ticked = nil, false
	}
}

func (k *keyboard) tick() {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.ticked = true
	k.more.Broadcast()
}

// awaitEscape wakes the reader that waits for the rest of a sequence where none comes.
func (k *keyboard) awaitEscape() {
	k.waits++
	mine := k.waits
	time.AfterFunc(escapePatience, func() {
		k.mu.Lock()
		defer k.mu.Unlock()
		if k.waits == mine && k.escape.stage == begun && len(k.bytes) == 0 {
			k.escape.stage = alone
			k.more.Broadcast()
		}
	})
}

// A promptReader hands the keys of one prompt on, one at a time, and leaves the
// rest to the next prompt. promptui reads keys in one goroutine and draws in another:
// take and paste are called in the first, and what the second draws of what they change
// is looked at [promptReader.between] them.
//
// It hands on only what the prompt is known to handle, and it ends the prompt by
// io.EOF, even at Enter. The library below promptui takes control keys for
// commands (Delete would end the input, Ctrl-R begin a search), and after an
// Enter of its own it goes on writing to the screen for a while.
type promptReader struct {
	k       *keyboard
	take    func(key rune) (hand rune, end bool) // hand is what the prompt gets, 0 for nothing
	paste   func(sign rune)                      // takes what is pasted; nil where that is nothing to the prompt
	closed  bool
	pending []byte // of a key that is handed on byte by byte
}

// reader returns a reader for one prompt. The prompt gets of each key what take
// returns, until it ends the prompt.
func (k *keyboard) reader(take func(key rune) (hand rune, end bool)) *promptReader {
	return &promptReader{k: k, take: take}
}

// between calls look while no key is taken.
func (p *promptReader) between(look func()) {
	p.k.mu.Lock()
	defer p.k.mu.Unlock()
	look()
}

// Read returns one byte at a time: a prompt that reads ahead gets nothing that
// is not its own.
func (p *promptReader) Read(buffer []byte) (int, error) {
	p.k.mu.Lock()
	defer p.k.mu.Unlock()
	for len(p.pending) == 0 {
		key, err := p.next()
		if err != nil {
			return 0, err
		}
		switch {
		case key == keyResized, key == keyTimeUp, key == keyTick: // also within a paste
		case p.k.pasted && p.paste != nil:
			p.paste(key)
			continue
		case p.k.pasted, p.paste == nil && key == keyPasteEnd:
			continue
		}
		hand, end := p.take(key)
		if end {
			p.closed = true
			return 0, io.EOF
		}
		if hand != 0 {
			p.pending = utf8.AppendRune(nil, hand)
		}
	}
	buffer[0] = p.pending[0]
	p.pending = p.pending[1:]
	return 1, nil
}

// next waits for a key. It holds the lock but while it waits.
func (p *promptReader) next() (rune, error) {
	k := p.k
	for {
		for !utf8.FullRune(k.bytes) && k.err == nil && !p.closed && !k.resized && !k.ticked && k.escape.stage != alone {
			k.more.Wait()
		}
		switch {
		case p.closed:
			return 0, io.EOF
		case k.resized:
			k.resized = false
			return keyResized, nil
		case k.ticked:
			k.ticked = false
			if k.left() == 0 {
				return keyTimeUp, nil
			}
			return keyTick, nil
		case k.escape.stage == alone:
			k.escape = escape{}
			return keyEscape, nil
		case len(k.bytes) == 0:
			return 0, k.err
		}
		sign, size := utf8.DecodeRune(k.bytes)
		k.bytes = k.bytes[size:]
		if key, ok := k.key(sign); ok {
			return key, nil
		}
		if k.escape.stage == begun && len(k.bytes) == 0 {
			k.awaitEscape()
		}
	}
}

// Close ends the reader; a Read that waits returns io.EOF and takes nothing.
func (p *promptReader) Close() error {
	p.k.mu.Lock()
	defer p.k.mu.Unlock()
	p.closed = true
	p.k.more.Broadcast()
	return nil
}

// An escape follows the sequences that arrows and other keys send (ECMA-48,
// section 5.4), so that a digit within one is not taken for an answer.
type escape struct {
	stage  stage
	params string // of a sequence that is inside
}

type stage int

const (
	outside stage = iota
	begun         // after ESC
	inside        // after ESC [
	last          // after ESC O
	alone         // after ESC, and nothing came
)

// sequences are the keys by what follows ESC [ (or ESC O, which has no parameters), as
// xterm sends them, the Linux console, and rxvt.
var sequences = map[string]rune{
	"A": keyUp, "B": keyDown, "C": keyRight, "D": keyLeft,
	"H": keyHome, "1~": keyHome, "7~": keyHome, "F": keyLineEnd, "4~": keyLineEnd, "8~": keyLineEnd,
	"3~": keyDelete, "5~": keyPageUp, "6~": keyPageDown, "200~": keyPaste, "201~": keyPasteEnd,
	"1;5C": keyWordRight, "1;5D": keyWordLeft, "1;3C": keyWordRight, "1;3D": keyWordLeft,
	"3;5~": keyDeleteWord, "3;3~": keyDeleteWord,
}

// withAlt are the keys that are sent with ESC before them.
var withAlt = map[rune]rune{
	'b': keyWordLeft, 'f': keyWordRight, 'd': keyDeleteWord, keyErase: keyCtrlW, keyErase2: keyCtrlW,
}

// key returns the key that the sign is, or that ends with it. Sequences of unknown keys
// are none.
func (e *escape) key(sign rune) (key rune, ok bool) {
	was := *e
	*e = escape{}
	switch {
	case sign == keyEscape:
		e.stage = begun
	case was.stage == begun && sign == '[':
		e.stage = inside
	case was.stage == begun && sign == 'O':
		e.stage = last
	case was.stage == begun:
		if key, ok = withAlt[sign]; !ok && unicode.IsControl(sign) { // Esc, and then a key
			return sign, true
		}
		return key, ok
	case was.stage == inside && ' ' <= sign && sign <= '?': // a parameter
		*e = escape{inside, was.params + string(sign)}
	case was.stage == inside || was.stage == last:
		key, ok = sequences[was.params+string(sign)]
		return key, ok
	default:
		return sign, true
	}
	return 0, false
}
