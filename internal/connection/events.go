package connection

import (
	"errors"
	"slices"
	"time"

	"github.com/threadedtcp/threadedtcp/axon"
	"github.com/threadedtcp/threadedtcp/internal/lifecycle"
)

// obey posts what a message on control asks for; other messages are ignored.
func (c *Connection) obey(m axon.Signal) {
	if m == nil || m.Stop() == axon.Never {
		return
	}
	c.mu.Lock()
	if c.order == nil {
		c.order = m
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
	if !begun && c.early == nil {
		c.early = err
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
	c.todo = append(c.todo, actions...)
	if c.acting {
		c.mu.Unlock()
		return follows // by the goroutine that acts
	}
	c.acting = true
	for len(c.todo) > 0 {
		action := c.todo[0]
		c.todo = c.todo[1:]
		c.mu.Unlock()
		c.act(action)
		c.mu.Lock()
	}
	c.acting = false
	if c.state.Phase == lifecycle.Closed && !c.isOver {
		for _, t := range c.timers {
			t.Stop()
		}
		c.isOver = true
		c.Inbox.Refuse() // who waits to send would wait for ever
		c.noHandshake()
		c.over.Done()
		if c.inline != nil {
			c.inline.over()
		}
	}
	c.mu.Unlock()
	return follows
}

// note keeps the first reason to end; an error to report outdoes an order. It
// needs mu.
func (c *Connection) note(event lifecycle.Event, err error, failure bool) {
	if err == nil || event == lifecycle.Written {
		return
	}
	if failure {
		c.failed = err
	}
	if c.died == nil || failure {
		c.died = err
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
		c.writer.Go(func() { // which may wait, and panic
			defer c.caught()
			c.PeerFinished()
		})
	case lifecycle.Refuse:
		c.Inbox.Refuse()
	case lifecycle.EndWrites:
		c.Inbox.After(func() {
			c.Inbox.Refuse() // what came later could not be written any more
			c.Inbox.After(func() { c.Post(lifecycle.Written, nil) })
		})
	case lifecycle.HalfClose:
		if c.Wait {
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
		c.timed.Store(true)
		c.set(&c.lastWrite)
		c.watch(c.Flush, c.lastWrite.Load, lifecycle.FlushTime)
	case lifecycle.LingerTimer:
		if c.Wait {
			return
		}
		c.timed.Store(true)
		c.set(&c.lastRead)
		c.watch(c.Linger, c.lastRead.Load, lifecycle.LingerTime)
	case lifecycle.HardTimer:
		c.keep(time.AfterFunc(c.Hard, func() { c.Post(lifecycle.HardTime, nil) }))
	}
}

// watch posts event once limit has passed since the time that last returns.
func (c *Connection) watch(limit time.Duration, last func() int64, event lifecycle.Event) {
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
	c.timers = append(c.timers, timer)
}

func (c *Connection) keep(t *time.Timer) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.timers = append(c.timers, t)
}
