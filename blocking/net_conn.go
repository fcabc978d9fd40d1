package blocking

import (
	"context"
	"net"
	"syscall"
	"time"

	"github.com/threadedtcp/threadedtcp/internal/because"
	"github.com/threadedtcp/threadedtcp/internal/stream"
)

// netConn is a connection of package net, for systems on which a raw descriptor
// cannot be had.
type netConn struct {
	net.Conn
	engine Socket
	reservation
}

func newNetConn(c net.Conn, s settings) *netConn {
	if tcp, ok := c.(*net.TCPConn); ok && s.nagle {
		tcp.SetNoDelay(false) // package net has turned it on; the option is a wish
	}
	n := &netConn{Conn: c}
	n.engine = stream.Wrap(n)
	return n
}

func (c *netConn) Close() error {
	err := c.Conn.Close()
	c.release()
	return err
}

func (c *netConn) CloseRead() error {
	if half, ok := c.Conn.(interface{ CloseRead() error }); ok {
		return half.CloseRead()
	}
	return because.Unsupported("half close", c.Conn)
}

func (c *netConn) CloseWrite() error {
	if half, ok := c.Conn.(interface{ CloseWrite() error }); ok {
		return half.CloseWrite()
	}
	return because.Unsupported("half close", c.Conn)
}

func (c *netConn) SetKeepAliveConfig(config net.KeepAliveConfig) error {
	if tcp, ok := c.Conn.(interface {
		SetKeepAliveConfig(net.KeepAliveConfig) error
	}); ok {
		return tcp.SetKeepAliveConfig(config)
	}
	return because.Unsupported("keep-alive", c.Conn)
}

func (c *netConn) SyscallConn() (syscall.RawConn, error) {
	if raw, ok := c.Conn.(syscall.Conn); ok {
		return raw.SyscallConn()
	}
	return nil, because.Unsupported("descriptor", c.Conn)
}

func (c *netConn) socket() Socket { return c.engine }
func (c *netConn) whole() *Conn   { return &Conn{c} }

// connectNet is the connectFunc of package net.
func connectNet(ctx context.Context, network string, local, remote net.Addr, s settings) (conn, error) {
	d := net.Dialer{LocalAddr: local, KeepAliveConfig: s.keepAlive, Control: s.control}
	if !s.keepAlive.Enable {
		d.KeepAlive = -1
	}
	c, err := d.DialContext(ctx, network, remote.String())
	if err != nil {
		if e, ok := err.(*net.OpError); ok {
			switch {
			case ctx.Err() != nil:
				e.Err = contextError(ctx)
			case e.Timeout() && hasPassed(ctx):
				e.Err = timeoutError{} // package net was faster than the timer of ctx
			}
		}
		return nil, dialError(network, local, remote, err)
	}
	return newNetConn(c, s), nil
}

// hasPassed says whether the deadline of ctx has.
func hasPassed(ctx context.Context) bool {
	deadline, ok := ctx.Deadline()
	return ok && !time.Now().Before(deadline)
}

// netListener is a listener of package net.
type netListener struct {
	net.Listener
	settings settings
	reservation
}

func (l *netListener) SyscallConn() (syscall.RawConn, error) {
	if raw, ok := l.Listener.(syscall.Conn); ok {
		return raw.SyscallConn()
	}
	return nil, because.Unsupported("descriptor", l.Listener)
}

// listenNet is the listenFunc of package net, which chooses the backlog and
// whether an address may be used again.
func listenNet(ctx context.Context, network, address string, o listenOptions) (listener, error) {
	switch network {
	case "tcp", "tcp4", "tcp6", "unix":
	default:
		return nil, net.UnknownNetworkError(network)
	}
	lc := net.ListenConfig{KeepAliveConfig: o.keepAlive, Control: o.control}
	if !o.keepAlive.Enable {
		lc.KeepAlive = -1
	}
	l, err := lc.Listen(ctx, network, address)
	if err != nil {
		return nil, err
	}
	return &netListener{Listener: l, settings: o.settings}, nil
}

func (l *netListener) accept() (conn, error) {
	c, err := l.Accept()
	if err != nil {
		return nil, err
	}
	return newNetConn(c, l.settings), nil
}

func (l *netListener) Close() error {
	err := l.Listener.Close()
	l.release()
	return err
}

func (l *netListener) SetDeadline(t time.Time) error {
	err := because.Unsupported("deadline", l.Listener)
	if d, ok := l.Listener.(interface{ SetDeadline(time.Time) error }); ok {
		err = d.SetDeadline(t)
	}
	if _, ok := err.(*net.OpError); err == nil || ok {
		return err
	}
	return &net.OpError{Op: "set", Net: l.Addr().Network(), Addr: l.Addr(), Err: err}
}
