package dialer

import (
	"cmp"
	"context"
	"math/rand/v2"
	"time"
)

// A Backoff says how long to wait before a connection is tried again: longer each
// time, and by a random part less, so that many clients of a server that comes
// back do not come all at once.
//
// The zero value is ready. One goroutine at a time may use it. It reads no clock
// and waits for nothing; [Wait] does. Call Next after each connection that could not
// be made or has ended, and Lasted before that if it was established.
type Backoff struct {
	// First is the delay before the first new try. 0 means 1 second; a negative
	// value means none, and so no delay ever.
	First time.Duration

	// Max bounds every delay. 0 means 1 minute.
	Max time.Duration

	// Multiplier makes each delay from the last. 0 means 2; less than 1 counts as 1.
	Multiplier float64

	// Jitter is the part of a delay that is random: with 0.5 it is between half
	// and all of what First, Max and Multiplier say. 0 means 0.5; a negative value
	// means none, more than 1 counts as 1.
	Jitter float64

	// MaxAttempts is how many new tries there are. 0 means no limit, a negative value
	// none at all.
	MaxAttempts int

	// ResetAfter is how long a connection must have lasted for the next delay to be
	// First again. 0 means 30 seconds; with a negative value every connection will do.
	// A server that accepts and hangs up at once is so not asked every second for ever.
	ResetAfter time.Duration

	// Random returns a number from 0 up to 1, without it. nil means math/rand/v2's.
	Random func() float64

	attempts int
	last     time.Duration // without jitter
}

// The defaults of a Backoff.
const (
	defaultFirst      = time.Second
	defaultMax        = time.Minute
	defaultMultiplier = 2
	defaultJitter     = 0.5
	defaultResetAfter = 30 * time.Second
)

// Next counts one more try and returns the delay before it. It returns false
// when there were MaxAttempts since the last reset.
func (b *Backoff) Next() (delay time.Duration, ok bool) {
	if b.MaxAttempts != 0 && b.attempts >= b.MaxAttempts {
		return 0, false
	}
	most := max(cmp.Or(b.Max, defaultMax), 0)
	if b.attempts == 0 {
		b.last = min(max(cmp.Or(b.First, defaultFirst), 0), most)
	} else if next := float64(b.last) * max(cmp.Or(b.Multiplier, defaultMultiplier), 1); next < float64(most) {
		b.last = time.Duration(next)
	} else {
		b.last = most
	}
	b.attempts++
	return b.last - time.Duration(b.jitter()*float64(b.last)), true
}

// jitter returns the random part that a delay is to lose.
func (b *Backoff) jitter() float64 {
	random := b.Random
	if random == nil {
		random = rand.Float64
	}
	part := cmp.Or(b.Jitter, defaultJitter)
	if !(part < 1) { // which NaN is not either
		part = 1
	}
	return max(part, 0) * random()
}

// Attempts returns how many times Next has counted since the last reset.
func (b *Backoff) Attempts() int { return b.attempts }

// Lasted says how long a connection has lasted that has ended. It resets b after
// ResetAfter.
func (b *Backoff) Lasted(d time.Duration) {
	if d >= cmp.Or(b.ResetAfter, defaultResetAfter) {
		b.Reset()
	}
}

// Reset makes the next delay the first again, and begins to count from 0: for a
// network that has changed, say.
func (b *Backoff) Reset() { b.attempts = 0 }

// Wait waits for delay, or less: until something can be received from wake, or wake
// is closed. A nil wake never shortens it. Any goroutine may send on wake, best
// without waiting and to a buffer of 1. When ctx ends the error is its cause.
func Wait(ctx context.Context, delay time.Duration, wake <-chan struct{}) error {
	timer := time.NewTimer(delay)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-wake:
	case <-ctx.Done():
	}
	return context.Cause(ctx)
}
