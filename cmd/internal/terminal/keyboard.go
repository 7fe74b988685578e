package terminal

import (
	"io"
	"sync"
	"time"
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
	waits  int // for what may follow an Esc; each timer ends its own

	resized bool                 // since it was last asked
	left    func() time.Duration // of a countdown; nil for none
	ticked  bool                 // what is left is to be shown anew
}

func newKeyboard(in io.Reader) *keyboard {
	k := &keyboard{}
	k.more = sync.NewCond(&k.mu)
	go k.readAll(in)
	return k
}

func (k *keyboard) readAll(in io.Reader) {
	buffer := make([]byte, 256)
	for {
		n, err := in.Read(buffer)
		k.mu.Lock()
		k.bytes = append(k.bytes, buffer[:n]...)
		k.err = err
		k.more.Broadcast()
		k.mu.Unlock()
		if err != nil {
			return
		}
	}
}

// Keys that are no signs. The codes of those that promptui is handed are the ones
// that it goes by.
const (
	keyInterrupt = 0x03 // Ctrl-C
	keyEnd       = 0x04 // Ctrl-D
	keyLeft      = 0x02
	keyRight     = 0x06
	keyErase     = 0x7f
	keyErase2    = 0x08 // what the key for it sends on some terminals
	keyNewline   = '\n'
	keyEnter     = '\r'
	keyDown      = 0x0e
	keyUp        = 0x10
	keyStop      = 0x1a // Ctrl-Z
	keyEscape    = 0x1b

	// What is no sign (private use in Unicode), and what is no key.
	keyPageUp   = '\ue003'
	keyPageDown = '\ue004'
	keyResized  = '\ue000'
	keyTimeUp   = '\ue001'
	keyTick     = '\ue002'
	keySearch   = '/'
	keyRedraw   = 0x07 // which promptui passes over, but for drawing itself
)

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

// awaitEscape wakes who waits for the rest of a sequence that does not come.
func (k *keyboard) awaitEscape() {
	k.waits++
	mine := k.waits
	time.AfterFunc(escapePatience, func() {
		k.mu.Lock()
		defer k.mu.Unlock()
		if k.waits == mine && k.escape == begun && len(k.bytes) == 0 {
			k.escape = alone
			k.more.Broadcast()
		}
	})
}

// A promptReader hands the keys of one prompt on, one at a time, and leaves the
// rest to the next prompt.
//
// It hands on only what the prompt is known to handle, and it ends the prompt by
// io.EOF, even at Enter. The library below promptui takes control keys for
// commands (Delete would end the input, Ctrl-R begin a search), and after an
// Enter of its own it goes on writing to the screen for a while.
type promptReader struct {
	k       *keyboard
	take    func(key rune) (hand rune, end bool) // hand is what the prompt gets, 0 for nothing
	closed  bool
	pending []byte // of a key that is handed on byte by byte
}

// reader returns a reader for one prompt. The prompt gets of each key what take
// returns, until it ends the prompt.
func (k *keyboard) reader(take func(key rune) (hand rune, end bool)) *promptReader {
	return &promptReader{k: k, take: take}
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
		for !utf8.FullRune(k.bytes) && k.err == nil && !p.closed && !k.resized && !k.ticked && k.escape != alone {
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
		case k.escape == alone:
			k.escape = outside
			return keyEscape, nil
		case len(k.bytes) == 0:
			return 0, k.err
		}
		sign, size := utf8.DecodeRune(k.bytes)
		k.bytes = k.bytes[size:]
		key, ok := k.escape.key(sign)
		if ok {
			return key, nil
		}
		if k.escape == begun && len(k.bytes) == 0 {
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
type escape int

const (
	outside escape = iota
	begun          // after ESC
	inside         // after ESC [
	five           // after ESC [ 5
	six            // after ESC [ 6
	last           // after ESC O
	alone          // after ESC, and nothing came
)

// arrows are the keys by the last sign of their sequence.
var arrows = map[rune]rune{'A': keyUp, 'B': keyDown, 'C': keyRight, 'D': keyLeft}

// paging are the keys whose sequence is a number and ~.
var paging = map[escape]rune{five: keyPageUp, six: keyPageDown}

// key returns the key that the sign is, or that ends with it. Of the keys that
// send sequences only the arrows and those that page are known.
func (e *escape) key(sign rune) (key rune, ok bool) {
	const esc = 0x1b
	was := *e
	*e = outside
	switch {
	case sign == esc:
		*e = begun
	case was == begun && sign == '[':
		*e = inside
	case was == begun && sign == 'O':
		*e = last
	case was == inside && sign == '5':
		*e = five
	case was == inside && sign == '6':
		*e = six
	case paging[was] != 0 && sign == '~':
		return paging[was], true
	case (was == inside || paging[was] != 0) && ' ' <= sign && sign <= '?': // a parameter
		*e = inside
	case (was == inside || paging[was] != 0) && '@' <= sign && sign <= '~', was == last:
		key, ok = arrows[sign]
		return key, ok
	default:
		return sign, true
	}
	return 0, false
}
