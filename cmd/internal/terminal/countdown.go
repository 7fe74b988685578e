package terminal

import (
	"fmt"
	"sync"
	"time"
)

// A countdown tells how much is left of a limited time. It is asked while a prompt
// waits, too, from where keys are read.
type countdown struct {
	mu     sync.Mutex
	clock  Clock
	budget time.Duration // 0 for no limit
	began  time.Time
	halted time.Time // since when it is paused; zero while it runs
}

// start begins the countdown, of which some was used before.
func (c *countdown) start(clock Clock, budget, used time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.clock, c.budget, c.began = clock, budget, clock.Now().Add(-used)
}

func (c *countdown) limited() bool { return c.budget > 0 }

// left is how much time is left, never below 0.
func (c *countdown) left() time.Duration {
	c.mu.Lock()
	defer c.mu.Unlock()
	now := c.halted
	if now.IsZero() {
		now = c.clock.Now()
	}
	return max(c.budget-now.Sub(c.began), 0)
}

// passed is how much time has, without pauses.
func (c *countdown) passed() time.Duration {
	c.mu.Lock()
	defer c.mu.Unlock()
	now := c.halted
	if now.IsZero() {
		now = c.clock.Now()
	}
	return now.Sub(c.began)
}

// isUp reports whether there was a limit and nothing is left.
func (c *countdown) isUp() bool { return c.limited() && c.left() == 0 }

func (c *countdown) halt() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.halted = c.clock.Now()
}

// goOn ends a pause and returns how long it was.
func (c *countdown) goOn() time.Duration {
	c.mu.Lock()
	defer c.mu.Unlock()
	paused := c.clock.Now().Sub(c.halted)
	c.began, c.halted = c.began.Add(paused), time.Time{}
	return paused
}

// clockText is "12:05": what is left in minutes and seconds, begun ones whole, so
// that 0:00 is the end.
func clockText(d time.Duration) string {
	seconds := max(int((d+time.Second-1)/time.Second), 0)
	return fmt.Sprintf("%d:%02d", seconds/60, seconds%60)
}
