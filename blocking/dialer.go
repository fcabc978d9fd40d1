package blocking

import (
	"context"
	"net"
	"time"
)

// fallbackDelay is how long a race waits before its next attempt, as RFC 8305
// section 5 recommends.
const fallbackDelay = 250 * time.Millisecond

// Dialer opens connections whose calls wait in the kernel.
//
// The zero value is ready. A Dialer may be used by many goroutines at a time,
// and must not be changed meanwhile.
type Dialer struct {
	// Timeout bounds a whole dial: name lookup and all attempts. 0 means no
	// bound but the context's and the kernel's (some two minutes on Linux, see
	// tcp_syn_retries in tcp(7)).
	Timeout time.Duration

	// LocalAddr is the address to dial from, a *net.TCPAddr or *net.UnixAddr.
	// nil lets the system choose. Only remote addresses of its family are dialled.
	LocalAddr net.Addr

	// KeepAlive sets the times of TCP's keep-alive probes (RFC 9293 section
	// 3.8.4). They are on, whatever its field Enable says; 0 means 15 seconds
	// idle, 15 seconds between probes and 9 probes, a negative value the
	// system's own. Systems that cannot set a time keep their own.
	KeepAlive net.KeepAliveConfig

	// DisableKeepAlive turns the probes off.
	DisableKeepAlive bool

	// Nagle lets the system join small writes (RFC 9293 section 3.7.4). By
	// default it is off, that is TCP_NODELAY is on.
	Nagle bool

	// FallbackDelay is how long an attempt has before the next address is tried
	// beside it (RFC 8305). 0 means 250 ms. With a negative value the addresses
	// are tried one after the other, each with its share of the time.
	FallbackDelay time.Duration

	// Resolver looks up names, as *net.Resolver does. nil means the system's own way.
	Resolver Resolver

	// Budget counts the threads that the connections may block. nil means
	// DefaultBudget.
	Budget *Budget

	// Control, if not nil, is called for each attempt before it connects, from
	// the goroutine of the attempt. The port of address is part of it.
	Control ControlFunc

	// connect makes one attempt; nil means the platform's own way.
	connect connectFunc
}

// connectFunc connects to one address. Its error is a *net.OpError, and that of
// a context which has ended is contextError's.
type connectFunc func(ctx context.Context, network string, local, remote net.Addr, s settings) (conn, error)

// Dial connects to address without a context, see Dialer.DialContext.
func Dial(network, address string) (*Conn, error) {
	return new(Dialer).Dial(network, address)
}

// Dial connects to address without a context, see DialContext.
func (d *Dialer) Dial(network, address string) (*Conn, error) {
	return d.DialContext(context.Background(), network, address)
}

// DialContext connects to address and returns a net.Conn.
//
// Network is "tcp", "tcp4", "tcp6" or "unix"; address is "host:port" as for
// net.Dial, or a path. An empty host is the local one. The end of ctx stops the
// dial but not a connection that is made. Several addresses of a host are tried
// in turn, alternating between IPv6 and IPv4 and overlapping (RFC 8305), each in
// a goroutine; all have ended when DialContext returns. One address is dialled
// from the calling goroutine.
//
// The error is a *net.OpError that keeps what caused it: a *net.AddrError for a
// wrong address, a *net.DNSError for a host without address, a syscall.Errno, an
// error that matches ErrThreadBudget. After the deadline of ctx or Timeout its
// method Timeout is true and it matches context.DeadlineExceeded; a cancelled
// ctx gives one that matches context.Canceled and the context's cause. When no
// address answers, the error is the first address's and matches also what the
// others have met.
func (d *Dialer) DialContext(ctx context.Context, network, address string) (*Conn, error) {
	c, err := d.dial(ctx, network, address)
	if err != nil {
		return nil, err
	}
	return c.whole(), nil
}

// DialSocket connects to address like DialContext and returns the engine's face.
func (d *Dialer) DialSocket(ctx context.Context, network, address string) (Socket, error) {
	c, err := d.dial(ctx, network, address)
	if err != nil {
		return nil, err
	}
	return c.socket(), nil
}

func (d *Dialer) dial(ctx context.Context, network, address string) (conn, error) {
	if d.Timeout > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, d.Timeout)
		defer cancel()
	}
	budget := d.Budget.orDefault()
	if err := budget.Acquire(threadsPerConn); err != nil {
		return nil, dialError(network, d.LocalAddr, nil, err)
	}
	c, err := d.dialReserved(ctx, network, address, budget)
	if err != nil {
		budget.Release(threadsPerConn)
		return nil, dialError(network, d.LocalAddr, nil, err)
	}
	c.charge(budget, threadsPerConn)
	return c, nil
}

// dialReserved dials with the threads of one connection reserved.
func (d *Dialer) dialReserved(ctx context.Context, network, address string, budget *Budget) (conn, error) {
	if err := noSockets(); err != nil && d.connect == nil {
		return nil, err // no name either
	}
	remotes, err := d.resolve(ctx, network, address)
	if err != nil {
		return nil, err
	}
	if ctx.Err() != nil {
		return nil, contextError(ctx)
	}
	how := newSettings(d.Control, d.KeepAlive, d.DisableKeepAlive, d.Nagle)
	attempt := func(ctx context.Context, remote net.Addr) (conn, error) {
		if d.connect != nil {
			return d.connect(ctx, network, d.LocalAddr, remote, how)
		}
		return connect(ctx, network, d.LocalAddr, remote, how)
	}
	switch {
	case len(remotes) == 1:
		return attempt(ctx, remotes[0])
	case d.FallbackDelay < 0:
		return inTurn(ctx, remotes, attempt)
	case d.FallbackDelay == 0:
		return race(ctx, remotes, fallbackDelay, budget, attempt)
	default:
		return race(ctx, remotes, d.FallbackDelay, budget, attempt)
	}
}
