package stock

import (
	"context"
	"runtime/debug"
	"sync"
	"time"

	"github.com/threadedtcp/threadedtcp/axon"
)

// A pump calls read on a goroutine of its own, and use with what comes, until one
// fails or ctx ends.
//
// The goroutine may be abandoned in a read that cannot be interrupted; it then
// ends when that returns, and never calls use again.
type pump struct {
	read      func() ([]byte, error)
	use       func([]byte) error
	interrupt func() // makes read return, or nil

	mu        sync.Mutex // held during use
	abandoned bool
}

// run returns the first error, or the cause of the end of ctx. A use that has
// begun is waited for.
func (p *pump) run(ctx context.Context) error {
	done := make(chan error, 1)
	go func() { done <- p.loop() }()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
	}
	p.mu.Lock()
	p.abandoned = p.interrupt == nil
	p.mu.Unlock()
	if p.interrupt != nil {
		p.interrupt()
		<-done
	}
	return context.Cause(ctx)
}

func (p *pump) loop() (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = &axon.PanicError{Value: v, Stack: debug.Stack()}
		}
	}()
	for {
		m, err := p.read()
		if e := p.turn(m); e != nil {
			return e
		}
		if err != nil {
			return err
		}
	}
}

func (p *pump) turn(m []byte) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.abandoned {
		return axon.ErrEnded
	}
	if len(m) == 0 {
		return nil
	}
	return p.use(m)
}

// interrupter returns what makes a read of r return, and what undoes that; nil if
// nothing does.
func interrupter(r any) (interrupt, undo func()) {
	d, ok := r.(readDeadliner)
	if !ok || d.SetReadDeadline(time.Time{}) != nil {
		return nil, func() {}
	}
	return func() { d.SetReadDeadline(aLongTimeAgo) }, func() { d.SetReadDeadline(time.Time{}) }
}
