package main

import (
	"context"
	"sync"
	"time"

	"github.com/threadedtcp/threadedtcp/axon"
	"github.com/threadedtcp/threadedtcp/dialer"
	"github.com/threadedtcp/threadedtcp/threaded"
)

// A Redial has the boxes of a client, and makes one client after the other: when a
// connection cannot be made or has ended, and there is, or may be, more to send.
//
// What a connection did not send the next one sends first. Inbox bounds what waits
// meanwhile. The order to stop Drained, which says that no more comes, is kept for the
// connection that sends the rest; once that has begun to end, its end is the Redial's.
type Redial struct {
	axon.Base[[]byte, []byte]

	// New makes the client of the next connection.
	New func() *threaded.TCPClient

	// Backoff says how long to wait before that, and how often to try.
	Backoff dialer.Backoff

	// Forever makes the end of the input no reason to end: each connection is told.
	Forever bool

	// Outage, if not nil, is told before each wait why the last connection has ended:
	// nil means that the server has closed it.
	Outage func(err error, wasConnected bool, delay time.Duration)

	order axon.Signal // the last to stop
	kept  []byte      // what the last connection did not send

	mu      sync.Mutex
	present *call
}

// Children returns the present client, if there is one.
func (r *Redial) Children() []axon.Component {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.present == nil {
		return nil
	}
	return []axon.Component{r.present.client}
}

func (r *Redial) setPresent(call *call) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.present = call
}

// Run is called by axon.Activate.
func (r *Redial) Run(ctx context.Context) error {
	for {
		call := &call{client: r.New()}
		r.setPresent(call)
		if err := call.begin(ctx, r); err != nil {
			return err
		}
		r.talk(ctx, call)
		call.end(r)
		r.setPresent(nil)
		if r.isOver(ctx, call) {
			return r.report(ctx, call.err)
		}
		if !call.since.IsZero() {
			r.Backoff.Lasted(time.Since(call.since))
		}
		delay, ok := r.Backoff.Next()
		if !ok {
			return r.report(ctx, call.err)
		}
		if r.Outage != nil {
			r.Outage(call.err, !call.since.IsZero(), delay)
		}
		if !r.pause(ctx, delay) {
			return r.report(ctx, nil)
		}
	}
}

// talk sends until the call or the input has ended, and then waits for the call.
func (r *Redial) talk(ctx context.Context, call *call) {
	err := call.sendAll(r.kept)
	switch {
	case err != nil:
	case r.order != nil:
		err = r.Rest(call.send)
	default:
		r.order, err = r.Each(call.alive, call.send)
	}
	if r.order != nil && (err == nil || r.order.Stop() == axon.Now) {
		call.order(r.order)
	}
	for {
		select {
		case <-call.alive.Done():
			return
		case <-r.Control.Ready():
			if r.hear() {
				call.order(r.order)
			}
		case <-ctx.Done():
			<-call.alive.Done() // which ctx ends
			return
		}
	}
}

// hear takes an order, and reports whether it says to stop now.
func (r *Redial) hear() bool {
	m, err := r.Control.TryRecv()
	if err != nil || m == nil || m.Stop() == axon.Never {
		return false
	}
	r.order = m
	return m.Stop() == axon.Now
}

// isOver reports whether the call was the last.
func (r *Redial) isOver(ctx context.Context, call *call) bool {
	switch {
	case ctx.Err() != nil:
		return true
	case r.order == nil:
		return false
	case r.order.Stop() == axon.Now:
		return true
	}
	return !r.Forever && call.ordered && !call.since.IsZero() && len(r.kept) == 0
}

// pause waits for the delay, and reports false if the Redial is to stop now.
func (r *Redial) pause(ctx context.Context, delay time.Duration) bool {
	timer := time.NewTimer(delay)
	defer timer.Stop()
	for {
		select {
		case <-timer.C:
			return true
		case <-r.Control.Ready():
			if r.hear() {
				return false
			}
		case <-ctx.Done():
			return false
		}
	}
}

// report says what was not sent, and returns err.
func (r *Redial) report(ctx context.Context, err error) error {
	r.Inbox.Refuse()
	unsent := int64(len(r.kept))
	r.Rest(func(m []byte) error { unsent += int64(len(m)); return nil })
	if unsent > 0 {
		news := axon.ErrorInformation{Caller: r.Name(), Err: &threaded.UnsentError{Bytes: unsent}}
		r.Signal.Send(context.WithoutCancel(ctx), news)
	}
	return err
}
