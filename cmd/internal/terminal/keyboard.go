package terminal

import (
	"io"
	"sync"
	"unicode/utf8"
)

// A keyboard owns the terminal's input. One goroutine reads it for as long as
// the program runs, and each prompt is served by a reader of its own, so that a
// prompt which reads ahead cannot swallow the answer to the next one.
type keyboard struct {
	mu    sync.Mutex
	more  *sync.Cond // bytes came, the input ended, or a reader was closed
	bytes []byte
	err   error
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

// A decision is what a key decided without the prompt: it has ended by then.
type decision int

const (
	undecided decision = iota
	chose
	dontKnow
	quit
)

// A promptReader hands the keys of one prompt on, one at a time, and leaves the
// rest to the next prompt.
type promptReader struct {
	k       *keyboard
	pass    func(r rune) (keep bool, end bool) // end ends the prompt; keep hands the key on
	closed  bool
	pending []byte // of a key that is handed on byte by byte
	escape  escape
}

// reader returns a reader for one prompt.
func (k *keyboard) reader(pass func(rune) (keep, end bool)) *promptReader {
	return &promptReader{k: k, pass: pass}
}

// Read returns one byte at a time: a prompt that reads ahead gets nothing that
// is not its own.
func (p *promptReader) Read(buffer []byte) (int, error) {
	p.k.mu.Lock()
	defer p.k.mu.Unlock()
	for len(p.pending) == 0 {
		if p.closed {
			return 0, io.EOF
		}
		key, err := p.next()
		if err != nil {
			return 0, err
		}
		if p.escape.takes(key) {
			p.pending = utf8.AppendRune(nil, key)
			break
		}
		keep, end := p.pass(key)
		if end {
			p.closed = true
			return 0, io.EOF
		}
		if keep {
			p.pending = utf8.AppendRune(nil, key)
		}
	}
	buffer[0] = p.pending[0]
	p.pending = p.pending[1:]
	return 1, nil
}

// next waits for a key. It holds the lock but while it waits.
func (p *promptReader) next() (rune, error) {
	for !utf8.FullRune(p.k.bytes) && p.k.err == nil && !p.closed {
		p.k.more.Wait()
	}
	switch {
	case p.closed:
		return 0, io.EOF
	case len(p.k.bytes) == 0:
		return 0, p.k.err
	}
	key, size := utf8.DecodeRune(p.k.bytes)
	p.k.bytes = p.k.bytes[size:]
	return key, nil
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
	last           // after ESC O
)

// takes reports whether the key is part of a sequence.
func (e *escape) takes(key rune) bool {
	const esc = 0x1b
	switch {
	case key == esc:
		*e = begun
		return true
	case *e == begun && key == '[':
		*e = inside
		return true
	case *e == begun && key == 'O':
		*e = last
		return true
	case *e == inside:
		if 0x40 <= key && key <= 0x7e {
			*e = outside
		}
		return true
	case *e == last:
		*e = outside
		return true
	default:
		*e = outside
		return false
	}
}
