package dialer

import (
	"cmp"
	"context"
	"errors"
	"net"
	"strconv"
	"time"

	"github.com/threadedtcp/threadedtcp/axon"
	"github.com/threadedtcp/threadedtcp/blocking"
	"github.com/threadedtcp/threadedtcp/internal/because"
)

// DefaultTimeout is Kamaelia's for a connection to be made.
const DefaultTimeout = time.Minute

// A Way is how a client reaches its host.
//
// The zero value is ready. A Way may be used by many goroutines at a time.
type Way struct {
	// Timeout bounds the lookup of the name and the connecting. 0 means
	// DefaultTimeout; a negative value leaves it to the context and the system.
	Timeout time.Duration

	// Dialer has the options of the socket, and may have a NameServer for its Resolver.
	Dialer blocking.Dialer

	// Dial, if not nil, makes the connection in place of Dialer.
	Dial func(ctx context.Context, network, address string) (net.Conn, error)
}

// Open connects to a port of a host. Errors are those of DialContext.
func (w Way) Open(ctx context.Context, host string, port int) (net.Conn, error) {
	address := net.JoinHostPort(host, strconv.Itoa(port))
	if port < 1 || port > 65535 {
		return nil, &net.OpError{Op: "dial", Net: "tcp", Err: &net.AddrError{Err: "port must be from 1 to 65535", Addr: address}}
	}
	return w.open(ctx, "tcp", address)
}

// DialContext connects to address, "host:port" as for blocking.Dialer. It is what
// clients take as their Dial.
//
// Errors are those of blocking.Dialer or Dial: one that matches axon.ErrTimeout
// after the Timeout, and one that matches ErrNoNameServer where the system names
// none to ask.
func (w Way) DialContext(ctx context.Context, network, address string) (net.Conn, error) {
	return w.open(ctx, network, address)
}

// open is DialContext. It has w lent, as what it calls has, for the sake of the stack.
func (w *Way) open(ctx context.Context, network, address string) (net.Conn, error) {
	ctx, done := w.limit(ctx)
	conn, err := w.dial(ctx, network, address)
	return conn, done(err)
}

func (w *Way) dial(ctx context.Context, network, address string) (net.Conn, error) {
	if w.Dial != nil {
		return w.Dial(ctx, network, address)
	}
	conn, err := w.Dialer.DialContext(ctx, network, address)
	if err != nil {
		return nil, w.explain(err) // and not a *blocking.Conn that is nil
	}
	return conn, nil
}

// limit returns a context that ends with the Timeout, and what to call at the end
// with the error: it says so if that was why.
func (w *Way) limit(ctx context.Context) (context.Context, func(error) error) {
	timeout := cmp.Or(w.Timeout, DefaultTimeout)
	end := time.Now().Add(timeout)
	if callers, ok := ctx.Deadline(); timeout < 0 || ok && !callers.After(end) {
		return ctx, func(err error) error { return err }
	}
	ctx, cancel := context.WithDeadline(ctx, end)
	return ctx, func(err error) error {
		cancel()
		// Others have timers of their own for the end, which may ring before the
		// context's; so the clock is asked.
		if timed, ok := errors.AsType[net.Error](err); ok && timed.Timeout() && !time.Now().Before(end) {
			return because.New(axon.ErrTimeout.Error()+" after "+timeout.String()+": "+err.Error(), axon.ErrTimeout, err)
		}
		return err
	}
}
