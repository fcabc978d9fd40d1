package dialer

import (
	"context"
	"errors"
	"net"
	"strconv"
	"strings"
)

// A Proxy connects to hosts by way of a SOCKS 5 or an HTTP proxy.
//
// Its DialContext is what clients take as their Dial. A Proxy may be used by many
// goroutines at a time, and its Way must not be changed meanwhile. Make one by
// [NewProxy].
type Proxy struct {
	// Way is how the proxy itself is reached. Its Timeout bounds all of a dial, the
	// proxy's own connecting included.
	Way Way

	scheme  string
	address string // host:port
	login   login
	ask     askFunc
}

// A login is the user and password that a proxy is given, if it is.
type login struct{ user, password string }

func (l login) isSet() bool { return l != login{} }

// An askFunc asks a proxy, on a connection to it, to connect that to a host. It
// reads no byte behind the proxy's answer.
type askFunc func(conn net.Conn, to target, l login) error

// NewProxy makes a proxy of its URL, "scheme://[user:password@]host[:port]":
//
//   - socks5 is SOCKS 5 (RFC 1928), by default on port 1080, with user and password
//     (RFC 1929) of 1 to 255 bytes if the proxy asks for them. socks5h is the same:
//     it is always the proxy that looks up the name of the host to connect to.
//   - http is the CONNECT of HTTP (RFC 9110 section 9.3.6), by default on port 80, with
//     user and password by Basic (RFC 7617) if there are any.
//
// User and password go to the proxy in clear. In the URL their special characters are
// escaped, as @ by %40 (RFC 3986 section 2.1). The error does not contain them. A
// proxy that is to be spoken to by TLS (https) is an error too.
func NewProxy(rawURL string) (*Proxy, error) {
	u, err := parseURL(rawURL)
	if err != nil {
		return nil, err
	}
	p := &Proxy{scheme: u.scheme, login: u.login}
	var port string
	switch u.scheme {
	case "socks5", "socks5h":
		port, p.ask = "1080", askSOCKS
		if l := p.login; l.isSet() && (l.user == "" || max(len(l.user), len(l.password)) > 255) {
			return nil, errors.New("URL of a proxy: user and password of SOCKS have 1 to 255 bytes")
		}
	case "http":
		port, p.ask = "80", askHTTP
		if strings.Contains(p.login.user, ":") || hasControl(p.login.user+p.login.password) {
			return nil, errors.New("URL of a proxy: a user of HTTP may have no colon, and neither user nor password control characters")
		}
	case "https":
		return nil, errors.New("URL of a proxy: TLS to a proxy is not supported, only http and socks5 are")
	default:
		return nil, errors.New("URL of a proxy: unknown scheme " + strconv.Quote(u.scheme) + ", want socks5 or http")
	}
	if u.port != "" {
		port = u.port
	}
	if n, err := strconv.ParseUint(port, 10, 16); err != nil || n == 0 {
		return nil, errors.New("URL of a proxy: the port must be from 1 to 65535")
	}
	p.address = net.JoinHostPort(u.host, port)
	return p, nil
}

// String returns the URL without the password.
func (p *Proxy) String() string {
	u := p.scheme + "://"
	if p.login.user != "" {
		u += escape(p.login.user) + "@"
	}
	return u + strings.Replace(p.address, "%", "%25", 1) // of a zone (RFC 6874)
}

// DialContext connects to address, "host:port" with a number, by way of the
// proxy. The host may be a name, which the proxy looks up, or an IP address.
//
// Network must be "tcp": which family it takes is the proxy's choice. The end of
// ctx stops the dial but not a connection that is made. That is the one that Way has
// made, with its half close and, of a *blocking.Conn, its engine; its RemoteAddr is
// the proxy. Every error matches ErrProxy and has a *ProxyError inside; after Way's
// Timeout it matches axon.ErrTimeout too.
func (p *Proxy) DialContext(ctx context.Context, network, address string) (net.Conn, error) {
	failed := func(err error) error {
		e := &ProxyError{Proxy: p.address, Target: address, Err: err}
		if r, ok := errors.AsType[refusal](err); ok {
			e.Status = r.status
		}
		return e
	}
	if p.ask == nil {
		return nil, failed(errors.New("a Proxy is made by NewProxy"))
	}
	if network != "tcp" {
		return nil, failed(net.UnknownNetworkError(network))
	}
	to, err := parseTarget(address)
	if err != nil {
		return nil, failed(err)
	}
	ctx, done := p.Way.limit(ctx)
	conn, err := p.Way.dial(ctx, "tcp", p.address)
	if err != nil {
		return nil, done(failed(err))
	}
	if err := until(ctx, conn, func() error { return p.ask(conn, to, p.login) }); err != nil {
		conn.Close()
		return nil, done(failed(err))
	}
	return conn, done(nil)
}

// until runs f, which uses conn, and makes it end when ctx does.
func until(ctx context.Context, conn net.Conn, f func() error) error {
	closed := make(chan struct{})
	stop := context.AfterFunc(ctx, func() {
		defer close(closed)
		conn.Close()
	})
	err := f()
	if !stop() {
		<-closed
		return contextError(ctx)
	}
	return hungUp(err)
}
