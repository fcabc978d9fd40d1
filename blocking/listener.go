package blocking

import (
	"context"
	"net"
	"syscall"
	"time"
)

// ListenConfig opens listeners whose Accept waits in the kernel.
//
// The zero value is ready. A ListenConfig may be used by many goroutines at a
// time, and must not be changed meanwhile.
type ListenConfig struct {
	// Backlog is how many connections the kernel completes before they are
	// accepted, see listen(2). 0 means as many as the system allows. Where
	// package net lies beneath, it decides.
	Backlog int

	// DisableReuseAddr leaves SO_REUSEADDR off, so that for some minutes after a
	// server has ended nobody can listen on its port, see socket(7).
	DisableReuseAddr bool

	// KeepAlive, DisableKeepAlive and Nagle are for the accepted connections,
	// see Dialer.
	KeepAlive        net.KeepAliveConfig
	DisableKeepAlive bool
	Nagle            bool

	// Budget counts the threads of the listener and of the accepted connections.
	// nil means DefaultBudget.
	Budget *Budget

	// Control, if not nil, is called before the listener's socket is bound.
	Control ControlFunc

	// listen opens the socket; nil means the platform's own way.
	listen listenFunc
}

// listenFunc listens on one address.
type listenFunc func(ctx context.Context, network, address string, o listenOptions) (listener, error)

// listenOptions is what a ListenConfig says about the listener's socket.
type listenOptions struct {
	settings
	backlog   int
	reuseAddr bool
}

// listener is one listening socket of a family of platforms. Errors of accept
// are *net.OpError.
type listener interface {
	accept() (conn, error)
	Close() error
	Addr() net.Addr
	SetDeadline(time.Time) error
	SyscallConn() (syscall.RawConn, error)
	charge(b *Budget, threads int)
}

// Listen listens without a context and with default options, see
// ListenConfig.Listen.
func Listen(network, address string) (*Listener, error) {
	return new(ListenConfig).Listen(context.Background(), network, address)
}

// Listen listens on address.
//
// Network is "tcp", "tcp4", "tcp6" or "unix"; address is "host:port" as for
// net.Listen, with port 0 for any, or a path, which Close removes. The context
// is for the lookup of a host name only. Errors are *net.OpError, one that
// matches ErrThreadBudget included.
func (lc *ListenConfig) Listen(ctx context.Context, network, address string) (*Listener, error) {
	budget := lc.Budget.orDefault()
	if err := budget.Acquire(threadsPerListener); err != nil {
		return nil, &net.OpError{Op: "listen", Net: network, Err: err}
	}
	open := lc.listen
	if open == nil {
		open = listen
	}
	l, err := open(ctx, network, address, listenOptions{
		settings:  newSettings(lc.Control, lc.KeepAlive, lc.DisableKeepAlive, lc.Nagle),
		backlog:   lc.Backlog,
		reuseAddr: !lc.DisableReuseAddr,
	})
	if err != nil {
		budget.Release(threadsPerListener)
		if _, ok := err.(*net.OpError); !ok {
			err = &net.OpError{Op: "listen", Net: network, Err: err}
		}
		return nil, err
	}
	l.charge(budget, threadsPerListener)
	return &Listener{l, budget}, nil
}

// Listener is a net.Listener whose connections have descriptors that really
// block. All methods may be called by any goroutine at any time.
type Listener struct {
	l      listener
	budget *Budget
}

var _ net.Listener = (*Listener)(nil)

// Accept waits for the next connection and returns it as a net.Conn, see
// AcceptConn.
func (l *Listener) Accept() (net.Conn, error) {
	c, err := l.AcceptConn()
	if err != nil {
		return nil, err
	}
	return c, nil
}

// AcceptConn waits for the next connection.
//
// A connection for which the Budget has no threads is closed at once, and the
// error matches ErrThreadBudget; the listener goes on. After Close errors match
// net.ErrClosed, after the deadline os.ErrDeadlineExceeded.
func (l *Listener) AcceptConn() (*Conn, error) {
	c, err := l.l.accept()
	if err != nil {
		return nil, err
	}
	if err := l.budget.Acquire(threadsPerConn); err != nil {
		local, remote := c.LocalAddr(), c.RemoteAddr()
		c.Close()
		return nil, &net.OpError{Op: "accept", Net: local.Network(), Source: local, Addr: remote, Err: err}
	}
	c.charge(l.budget, threadsPerConn)
	return c.whole(), nil
}

// SyscallConn gives access to the descriptor, as that of Conn does.
func (l *Listener) SyscallConn() (syscall.RawConn, error) { return l.l.SyscallConn() }

// Close wakes every waiting Accept and frees the address. Connections that were
// accepted live on; others are reset by the system.
func (l *Listener) Close() error { return l.l.Close() }

// Addr returns the address that the listener has, with its real port.
func (l *Listener) Addr() net.Addr { return l.l.Addr() }

// SetDeadline sets when Accept gives up; a zero t means never. A call that waits
// already goes by the new deadline.
func (l *Listener) SetDeadline(t time.Time) error { return l.l.SetDeadline(t) }
