package connection

import (
	"errors"
	"slices"
	"time"

	"github.com/threadedtcp/threadedtcp/axon"
	"github.com/threadedtcp/threadedtcp/internal/lifecycle"
)

// Obey posts what a message on control asks for; other messages are ignored.
func (c *Connection) Obey(m axon.Signal) {
	if m == nil || m.Stop() == axon.Never {
		return
	}
	c.mu.Lock()
	if e := c.extra(); e.order == nil {
		e.order = m
	}
	c.mu.Unlock()
	switch {
	case m.Stop() == axon.Drained:
		c.Post(lifecycle.Finish, axon.ErrProducerFinished)
	case m.Stop() == axon.Now:
		c.Post(lifecycle.Terminate, axon.ErrShutdownMicroprocess)
	}
}

// Fail ends the connection with an error, also one that is not prepared yet.
func (c *Connection) Fail(err error) {
	c.mu.Lock()
	begun := c.begun
	if e := c.extra(); !begun && e.early == nil {
		e.early = err
	}
	c.mu.Unlock()
	if begun {
		c.Post(lifecycle.Failed, err)
	}
}

// Post tells the connection of an event. err is the reason to end that the event
// brings, if any. Post reports whether anything follows. It never waits, and may
// be called by any goroutine.
func (c *Connection) Post(event lifecycle.Event, err error) bool {
	c.mu.Lock()
	before := c.state
	state, actions := lifecycle.Next(c.state, event)
	c.state = state
	follows := state != before || actions != nil
	if follows {
		c.note(event, why(event, err), slices.Contains(actions, lifecycle.Report))
	}
	if c.acting {
		e := c.extra()
		e.todo = append(e.todo, actions...)
		c.mu.Unlock()
		return follows // by the goroutine that acts
	}
	c.acting = true
	for len(actions) > 0 {
		for _, action := range actions {
			c.mu.Unlock()
			c.act(action)
			c.mu.Lock()
		}
		actions = nil
		if e := c.more.Load(); e != nil {
			actions, e.todo = e.todo, nil
		}
	}
	c.acting = false
	if c.state.Phase == lifecycle.Closed && !c.isOver {
		c.over(c.extra())
	}
	c.mu.Unlock()
	return follows
}

// over is called once, in the state Closed. It needs mu.
func (c *Connection) over(e *extra) {
	for _, t := range e.timers {
		t.Stop()
	}
	c.isOver = true
	c.inbox().Refuse() // who waits to send would wait for ever
	c.noHandshake()
	if e.closed != nil {
		close(e.closed)
	}
	if c.launched {
		(*inline)(c).over()
	}
}

// note keeps the first reason to end; an error to report outdoes an order. It
// needs mu.
func (c *Connection) note(event lifecycle.Event, err error, failure bool) {
	if err == nil || event == lifecycle.Written {
		return
	}
	e := c.extra()
	if failure {
		e.failed = err
	}
	if e.died == nil || failure {
		e.died = err
	}
}

// act carries out action. Report has been, by note.
func (c *Connection) act(action lifecycle.Action) {
	switch action {
	case lifecycle.Handshake:
		c.handshake()
	case lifecycle.OpenData:
		c.open()
	case lifecycle.TellHandler:
		c.extra().writer.Go(func() { // which may wait, and panic
			defer c.caught()
			c.planner.TellHandler()
		})
	case lifecycle.Refuse:
		c.inbox().Refuse()
	case lifecycle.EndWrites:
		c.inbox().After(func() {
			c.inbox().Refuse() // what came later could not be written any more
			c.inbox().After(func() { c.Post(lifecycle.Written, nil) })
		})
	case lifecycle.HalfClose:
		if c.waitsForPeer() {
			return
		}
		// Of another failure the reader learns.
		if err := c.socket.CloseWrite(); errors.Is(err, errors.ErrUnsupported) {
			c.Post(lifecycle.NoHalfClose, nil)
		}
	case lifecycle.Discard:
		c.discarding.Store(true)
		c.cancelNow()
	case lifecycle.Interrupt:
		c.cancelNow()
		c.mu.Lock()
		socket := c.socket
		c.mu.Unlock()
		if socket != nil {
			socket.Interrupt()
		}
	case lifecycle.FlushTimer:
		e := c.extra()
		c.timed.Store(true)
		set(&e.lastWrite)
		c.guard(c.times().Flush, e.lastWrite.Load, lifecycle.FlushTime)
	case lifecycle.LingerTimer:
		e := c.extra()
		if c.waitsForPeer() {
			return
		}
		c.timed.Store(true)
		set(&e.lastRead)
		c.guard(c.times().Linger, e.lastRead.Load, lifecycle.LingerTime)
	case lifecycle.HardTimer:
		c.keep(time.AfterFunc(c.times().Hard, func() { c.Post(lifecycle.HardTime, nil) }))
	}
}

// guard posts event once limit has passed since the time that last returns.
func (c *Connection) guard(limit time.Duration, last func() int64, event lifecycle.Event) {
	if limit < 0 {
		return
	}
	var timer *time.Timer
	c.mu.Lock()
	defer c.mu.Unlock()
	timer = time.AfterFunc(limit, func() {
		idle := time.Since(epoch) - time.Duration(last())
		if idle < limit {
			c.mu.Lock()
			timer.Reset(limit - idle)
			c.mu.Unlock()
			return
		}
		c.Post(event, nil)
	})
	e := c.extra()
	e.timers = append(e.timers, timer)
}

func (c *Connection) keep(t *time.Timer) {
	c.mu.Lock()
	defer c.mu.Unlock()
	e := c.extra()
	e.timers = append(e.timers, t)
}
