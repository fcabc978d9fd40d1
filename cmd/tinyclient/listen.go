package main

import (
	"context"
	"net"
	"syscall"
	"time"

	"github.com/threadedtcp/threadedtcp/blocking"
	"github.com/threadedtcp/threadedtcp/dialer"
)

// A door is where clients come in, one after the other: those that come meanwhile wait
// in the kernel.
type door struct {
	listener *blocking.Listener
	once     bool // for one client only
}

// openDoor listens.
func (o *options) openDoor() (*door, error) {
	network, lc := o.network, blocking.ListenConfig{KeepAlive: o.keepAlive, DisableKeepAlive: o.noKeepAlive}
	if o.path != "" {
		network = "unix"
	} else {
		lc.Control = func(_, _ string, raw syscall.RawConn) error { return o.control(raw) }
	}
	l, err := lc.Listen(context.Background(), network, o.target())
	if err != nil {
		return nil, &failure{statusLocal, "listen on " + o.target() + ": " + reason(err)}
	}
	o.journal.tell("listening", text("address", l.Addr().String()))
	return &door{listener: l, once: !o.keepListening}, nil
}

// accept waits for a client. It stands in the place of a dial.
func (d *door) accept(ctx context.Context) (net.Conn, error) {
	wake := context.AfterFunc(ctx, func() { d.listener.Close() })
	conn, err := d.listener.Accept()
	if !wake() && err != nil {
		return nil, context.Cause(ctx)
	}
	if d.once {
		d.listener.Close()
	}
	return conn, err
}

// nextClient is the delay before the next client is let in: none, or a little when the
// system has run out of something.
var nextClient = dialer.Backoff{First: time.Millisecond, Max: time.Second, ResetAfter: -1}
