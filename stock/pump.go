package stock

import (
	"context"
	"io"
	"runtime/debug"
	"sync"

	"github.com/threadedtcp/threadedtcp/axon"
	"github.com/threadedtcp/threadedtcp/internal/stack"
)

// A pump is the life of a component that sends what read gives, on its one goroutine,
// until a read or send fails or an order comes.
//
// The goroutine may be abandoned in a read that cannot be interrupted; it then
// ends when that returns, and sends nothing any more.
type pump struct {
	base      *axon.Base[[]byte, []byte]
	ctx       context.Context // the component's
	read      func() ([]byte, error)
	interrupt func() bool           // makes this and every later read return, if it can
	close     func(err error) error // is called at the end, with why, and returns that

	running   sync.WaitGroup
	mu        sync.Mutex // held during a send
	ending    bool       // the first to set it finishes
	abandoned bool
}

// launch begins. Orders are heard wherever the component waits.
func (p *pump) launch() {
	p.running.Go(p.run)
	p.base.HearStop()
	p.base.Control.Handle(func(_ context.Context, s axon.Signal) {
		switch {
		case s == nil:
		case s.Stop() == axon.Drained:
			go p.stop(order{s})
		case s.Stop() == axon.Now:
			p.base.CancelCause(order{s})
		}
	})
}

func (p *pump) run() {
	stack.To32K() // a send goes deep
	err := caught(p.loop)
	if p.first() {
		p.finish(err)
	}
}

// first says whether nobody has ended the component before.
func (p *pump) first() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	first := !p.ending
	p.ending = true
	return first
}

func (p *pump) loop() error {
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
	switch {
	case p.abandoned:
		return axon.ErrEnded
	case p.ctx.Err() != nil:
		return context.Cause(p.ctx)
	}
	if len(m) > 0 {
		if err := p.base.Outbox.Send(p.ctx, m); err != nil {
			return err
		}
	}
	if p.ending {
		return axon.ErrEnded
	}
	return nil
}

// stop ends the component with err. A send that has begun is waited for.
func (p *pump) stop(err error) {
	if !p.first() {
		return
	}
	interrupted := false
	if e := caught(func() error { interrupted = p.interrupt(); return nil }); e != nil {
		err = e
	}
	if interrupted {
		p.running.Wait()
	} else {
		p.mu.Lock()
		p.abandoned = true
		p.mu.Unlock()
	}
	p.finish(err)
}

func (p *pump) finish(err error) {
	err = caught(func() error { return p.close(err) })
	if err == io.EOF {
		err = nil
	}
	p.base.End(lastWord(p.ctx, &p.base.Signal, err))
}

// caught returns the panic of f as its error.
func caught(f func() error) (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = &axon.PanicError{Value: v, Stack: debug.Stack()}
		}
	}()
	return f()
}
