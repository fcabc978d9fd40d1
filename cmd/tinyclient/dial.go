package main

import (
	"context"
	"net"

	"github.com/threadedtcp/threadedtcp/dialer"
)

// A layer makes another connection of one, as TLS does.
type layer func(ctx context.Context, conn net.Conn) (net.Conn, error)

// dial reaches the host and puts layers on that. Its time is the client's to bound.
func (o options) dial(ctx context.Context, network, address string) (net.Conn, error) {
	way := dialer.Way{Timeout: -1}
	conn, err := way.DialContext(ctx, network, address)
	if err != nil {
		return nil, err
	}
	if o.layer != nil {
		layered, err := o.layer(ctx, conn)
		if err != nil {
			conn.Close()
			return nil, err
		}
		conn = layered
	}
	if o.idleTimeout > 0 {
		conn = withIdleTimeout(conn, o.idleTimeout)
	}
	return conn, nil
}

// A stageError is an error that has an exit status by where it has occurred.
type stageError struct {
	status int
	error
}

func (e *stageError) Unwrap() error { return e.error }
