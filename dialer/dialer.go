// Package dialer has the ways to reach a host that every client shares.
package dialer

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net"
	"strconv"
	"time"

	"github.com/threadedtcp/threadedtcp/axon"
	"github.com/threadedtcp/threadedtcp/blocking"
)

// DefaultTimeout is Kamaelia's for a connection to be made.
const DefaultTimeout = time.Minute

// A Way is how a client reaches its host.
type Way struct {
	// Timeout bounds the lookup of the name and the connecting. 0 means
	// DefaultTimeout; a negative value leaves it to the system.
	Timeout time.Duration

	// Dialer has the options of the socket.
	Dialer blocking.Dialer

	// Dial, if not nil, makes the connection in place of Dialer.
	Dial func(ctx context.Context, network, address string) (net.Conn, error)
}

// Open connects to a port of a host. Errors are those of blocking.Dialer, one
// that matches axon.ErrTimeout after the Timeout.
func (w Way) Open(ctx context.Context, host string, port int) (net.Conn, error) {
	address := net.JoinHostPort(host, strconv.Itoa(port))
	if port < 1 || port > 65535 {
		return nil, &net.OpError{Op: "dial", Net: "tcp", Err: &net.AddrError{Err: "port must be from 1 to 65535", Addr: address}}
	}
	timeout := cmp.Or(w.Timeout, DefaultTimeout)
	if timeout > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, timeout)
		defer cancel()
	}
	conn, err := w.open(ctx, address)
	if timed, ok := errors.AsType[net.Error](err); ok && timed.Timeout() && isOver(ctx) {
		err = fmt.Errorf("%w after %v: %w", axon.ErrTimeout, timeout, err)
	}
	return conn, err
}

func (w Way) open(ctx context.Context, address string) (net.Conn, error) {
	if w.Dial != nil {
		return w.Dial(ctx, "tcp", address)
	}
	conn, err := w.Dialer.DialContext(ctx, "tcp", address)
	if err != nil {
		return nil, err // and not a *blocking.Conn that is nil
	}
	return conn, nil
}

// isOver reports whether the time of ctx has run out. Others have timers of their
// own for that, which may ring before the context's.
func isOver(ctx context.Context) bool {
	deadline, ok := ctx.Deadline()
	return ok && !time.Now().Before(deadline)
}
