package main

import (
	"context"
	"errors"
	"net"
	"syscall"

	"github.com/threadedtcp/threadedtcp/blocking"
	"github.com/threadedtcp/threadedtcp/dialer"
)

// isPlain reports whether to connect is all that dial would do.
func (o *options) isPlain() bool {
	return o.network == "tcp" && o.path == "" && o.proxy == "" && o.door == nil &&
		o.layer == nil && o.idleTimeout == 0 && o.journal == nil
}

// dial reaches the host and puts layers on that. Its time is the client's to bound.
func (o *options) dial(ctx context.Context, _, _ string) (net.Conn, error) {
	o.tellConnecting()
	conn, err := o.reach(ctx)
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
	o.tellConnected(conn)
	if o.idleTimeout > 0 {
		conn = withIdleTimeout(conn, o.idleTimeout)
	}
	return conn, nil
}

func (o *options) tellConnecting() {
	if o.journal != nil && o.door == nil {
		o.journal.tell("connecting", text("target", o.target()))
	}
}

func (o *options) tellConnected(conn net.Conn) {
	if o.journal != nil {
		o.journal.tell("connected", text("remote", conn.RemoteAddr().String()), text("local", conn.LocalAddr().String()))
	}
}

// reach connects to the host, the proxy that it is behind, or a Unix socket, or lets a
// client in.
func (o *options) reach(ctx context.Context) (net.Conn, error) {
	if o.door != nil {
		return o.door.accept(ctx)
	}
	way := dialer.Way{Timeout: -1, Dialer: o.sockets()}
	switch {
	case o.path != "":
		return way.DialContext(ctx, "unix", o.path)
	case o.proxy == "":
		return way.DialContext(ctx, o.network, o.target())
	}
	proxy, err := dialer.NewProxy(o.proxy)
	if err != nil {
		return nil, err
	}
	proxy.Way = way
	conn, err := proxy.DialContext(ctx, "tcp", o.target())
	if err != nil {
		return nil, &stageError{statusProxy, err, proxyText(err)}
	}
	return conn, nil
}

// proxyText is what a proxy has met, without the target, which the line names itself.
func proxyText(err error) string {
	failed, ok := errors.AsType[*dialer.ProxyError](err)
	if !ok {
		return err.Error()
	}
	text := reason(failed.Err)
	if found, ok := match(failed.Err, refusedErrors); ok {
		text = found
	}
	return "by proxy " + failed.Proxy + ": " + text
}

// sockets says how the sockets are to be.
func (o *options) sockets() blocking.Dialer {
	d := blocking.Dialer{Resolver: o.nameServer, KeepAlive: o.keepAlive, DisableKeepAlive: o.noKeepAlive}
	if o.source != "" || o.sourcePort != 0 {
		d.LocalAddr = &net.TCPAddr{IP: net.ParseIP(o.source), Port: o.sourcePort}
	}
	if o.path == "" {
		d.Control = func(_, _ string, raw syscall.RawConn) error { return o.control(raw) }
	}
	return d
}

// control sets a socket before it connects or listens.
func (o *options) control(raw syscall.RawConn) (err error) {
	failed := raw.Control(func(fd uintptr) { err = setSocket(fd, o) })
	return errors.Join(failed, err)
}

// A layer makes another connection of one, as TLS does.
type layer func(ctx context.Context, conn net.Conn) (net.Conn, error)

// A stageError is an error whose exit status and text come from where it has occurred.
type stageError struct {
	status int
	err    error
	text   string
}

func (e *stageError) Error() string { return e.text }
func (e *stageError) Unwrap() error { return e.err }
