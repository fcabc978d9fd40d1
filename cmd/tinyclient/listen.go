package main

import (
	"context"
	"errors"
	"net"
	"sync"

	"github.com/threadedtcp/threadedtcp/blocking"
)

// A door is where clients come in, one after the other: those that come meanwhile wait
// in the kernel.
type door struct {
	listener *blocking.Listener
	once     bool // for one client only

	mu      sync.Mutex
	present net.Conn
}

// openDoor listens.
func (o *options) openDoor() (*door, error) {
	network, address := o.network, o.target()
	if o.path != "" {
		network = "unix"
	}
	lc := blocking.ListenConfig{KeepAlive: o.keepAlive, DisableKeepAlive: o.noKeepAlive, Backlog: 16}
	l, err := lc.Listen(context.Background(), network, address)
	if err != nil {
		return nil, &failure{statusLocal, "listen on " + address + ": " + reason(err)}
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

// close ends the listening.
func (d *door) close() {
	if err := d.listener.Close(); err != nil && !errors.Is(err, net.ErrClosed) {
		return
	}
}
