package dialer

import (
	"context"
	"errors"
	"io"
	"strconv"

	"github.com/threadedtcp/threadedtcp/internal/because"
)

// ErrProxy is matched by every error of a Proxy: it cannot be reached, it does not
// answer as it should, or it refuses.
var ErrProxy = errors.New("proxy")

// ErrProxyAuth is matched by the error of a proxy that wants a user and password, or
// others than it was given. Trying again does not help.
var ErrProxyAuth = errors.New("authentication failed")

// A ProxyError is the error of a dial by way of a proxy. It matches ErrProxy, and
// what Err matches: the *net.OpError and syscall.Errno of the connection to the
// proxy, ErrProxyAuth, the end of the context, io.ErrUnexpectedEOF where the proxy
// has hung up.
type ProxyError struct {
	Proxy  string // "host:port"
	Target string // "host:port" that it was to connect to

	// Status is what the proxy refused with: a reply of SOCKS, from 1 to 255 (RFC 1928
	// section 6), or a status of HTTP, from 300 (RFC 9110 section 15). It is 0 when
	// there was no such answer.
	Status int

	Err error
}

func (e *ProxyError) Error() string {
	return e.Target + " by proxy " + e.Proxy + ": " + e.Err.Error()
}

func (e *ProxyError) Unwrap() error        { return e.Err }
func (e *ProxyError) Is(target error) bool { return target == ErrProxy }

// A refusal is a proxy's answer that it does not connect.
type refusal struct {
	status int
	error
}

func (r refusal) Unwrap() error { return r.error }

// refused is a refusal for want of the right user and password.
func (l login) refused(status int) error {
	if l.isSet() {
		return refusal{status, because.New(ErrProxyAuth.Error()+": the proxy refuses this user and password", ErrProxyAuth)}
	}
	return refusal{status, because.New(ErrProxyAuth.Error()+": give user and password in the proxy's URL", ErrProxyAuth)}
}

// hungUp makes an end where there should be an answer an error.
func hungUp(err error) error {
	if err == io.EOF || err == io.ErrUnexpectedEOF {
		return because.Of("the proxy has hung up", io.ErrUnexpectedEOF)
	}
	return err
}

// contextError is why ctx has ended: itself, and the cause if it has one.
func contextError(ctx context.Context) error {
	if cause := context.Cause(ctx); cause != ctx.Err() {
		return because.New(ctx.Err().Error()+": "+cause.Error(), ctx.Err(), cause)
	}
	return ctx.Err()
}

// quote is what a proxy has said, or the start of it.
func quote(s string) string { return strconv.Quote(s[:min(len(s), 100)]) }
