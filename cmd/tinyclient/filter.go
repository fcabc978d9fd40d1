package main

import (
	"context"
	"sync/atomic"

	"github.com/threadedtcp/threadedtcp/axon"
)

// A filter passes on what its function makes of each message, on the goroutine of
// whoever sends. Everything on control goes on to signal: a filter behind a client hands
// on its news too.
type filter struct {
	axon.Base[[]byte, []byte]
	use  func(ctx context.Context, m []byte, send func([]byte) error) error
	lost atomic.Int64 // bytes that were taken and not sent
}

// newFilter returns a filter that pictures call name.
func newFilter(name string, use func(ctx context.Context, m []byte, send func([]byte) error) error) *filter {
	f := &filter{use: use}
	f.SetName(name)
	return f
}

// Start is called by axon.Activate.
func (f *filter) Start(ctx context.Context) error {
	f.Inbox.Handle(func(ctx context.Context, m []byte) {
		left := len(m)
		err := f.use(ctx, m, func(m []byte) error {
			err := f.Outbox.Send(ctx, m)
			if err == nil {
				left -= len(m)
			}
			return err
		})
		if err != nil {
			f.lost.Add(int64(max(left, 0)))
			f.End(err)
		}
	})
	f.Control.Handle(func(_ context.Context, s axon.Signal) {
		f.Inbox.After(func() {
			f.Signal.Send(context.WithoutCancel(ctx), s)
			if s != nil && s.Stop() != axon.Never {
				f.End(nil)
			}
		})
	})
	return nil
}

// filters returns those before and behind the client.
func (o *options) filters() (before, behind []*filter) {
	if o.crlf {
		before = append(before, newCRLF())
	}
	for _, r := range o.records {
		before = append(before, r.tap('>'))
		behind = append(behind, r.tap('<'))
	}
	if o.rate > 0 {
		before = append(before, newRate(o.rate))
	}
	if o.rateIn > 0 {
		behind = append([]*filter{newRate(o.rateIn)}, behind...)
	}
	if o.journal != nil || o.progress {
		before = append(before, o.sent.filter())
		behind = append([]*filter{o.received.filter()}, behind...)
	}
	return before, behind
}
