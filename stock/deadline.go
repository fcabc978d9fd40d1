package stock

import (
	"context"
	"os"
	"sync"
	"time"
)

// A deadline ends waits: at a time, which may be moved, or for good. The zero
// value has no time and is ready.
type deadline struct {
	mu    sync.Mutex
	turn  *turn
	timer *time.Timer
	moves int // counts calls of set
	ended error
}

// A turn is the context of waits until the deadline has passed once.
type turn struct {
	context.Context
	done chan struct{}
	err  error // valid once done is closed
}

func (t *turn) Done() <-chan struct{} { return t.done }

func (t *turn) Err() error {
	select {
	case <-t.done:
		return t.err
	default:
		return nil
	}
}

// context returns what ends with os.ErrDeadlineExceeded at the deadline, wherever
// that is moved meanwhile, or with the error given to end.
func (d *deadline) context() *turn {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.current()
}

func (d *deadline) current() *turn {
	if d.turn == nil {
		d.turn = &turn{Context: context.Background(), done: make(chan struct{})}
	}
	return d.turn
}

// set moves the deadline; the zero time means none. It returns the error given to
// end, if any.
func (d *deadline) set(at time.Time) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.ended != nil {
		return d.ended
	}
	if d.timer != nil {
		d.timer.Stop()
	}
	d.moves++
	t := d.current()
	if t.Err() != nil {
		d.turn = nil
		t = d.current()
	}
	if at.IsZero() {
		return nil
	}
	if left := time.Until(at); left > 0 {
		move := d.moves
		d.timer = time.AfterFunc(left, func() { d.pass(move) })
		return nil
	}
	t.err = os.ErrDeadlineExceeded
	close(t.done)
	return nil
}

// pass ends the turn, unless the deadline has been moved since.
func (d *deadline) pass(move int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.moves != move || d.ended != nil {
		return
	}
	t := d.current()
	t.err = os.ErrDeadlineExceeded
	close(t.done)
}

// end ends this wait and all that follow, and says whether it is the first to.
func (d *deadline) end(err error) (first bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.ended != nil {
		return false
	}
	d.ended = err
	if d.timer != nil {
		d.timer.Stop()
	}
	if t := d.current(); t.Err() != nil {
		d.turn = nil
	}
	t := d.current()
	t.err = err
	close(t.done)
	return true
}
