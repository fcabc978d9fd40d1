package secure

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"reflect"
)

var (
	// ErrHandshakeTimeout is matched by the error of a handshake that took longer
	// than it may. It matches context.DeadlineExceeded too.
	ErrHandshakeTimeout error = timeoutError{}

	// ErrPin is matched when no pin is that of the peer. The error's text has the
	// pins that were seen.
	ErrPin = errors.New("no certificate of the peer has a pinned key")

	// ErrWrongEnd is matched when an upgrade of a client is used at a server's end
	// of a connection, or the reverse.
	ErrWrongEnd = errors.New("wrong end for this upgrade")

	// ErrNoCertificate is matched when a server has no certificate.
	ErrNoCertificate = errors.New("a server needs a certificate and its key: set Options.Certificate, or Certificates of the tls.Config")

	// ErrNoServerName is matched when there is no name to verify a peer by.
	ErrNoServerName = errors.New("no name to verify the peer by: set ServerName")

	// ErrOptions is matched by every error of [Options.Client] and [Options.Server].
	ErrOptions = errors.New("TLS option")
)

// HandshakeError is the error of every upgrade.
//
// Its text says what to do where that is known. What lies inside is reachable:
// the sentinels of this package, the error of a context that has ended and its
// cause, x509.HostnameError, x509.UnknownAuthorityError,
// x509.CertificateInvalidError, tls.RecordHeaderError, *net.OpError, and
// tls.AlertError for what the peer said (RFC 8446 section 6).
type HandshakeError struct {
	Host string // as it was dialled, or the peer's address
	Err  error
}

func (e *HandshakeError) Error() string {
	return "TLS handshake with " + e.Host + ": " + explain(e.Err)
}

func (e *HandshakeError) Unwrap() error { return e.Err }

// timeoutError is ErrHandshakeTimeout.
type timeoutError struct{}

func (timeoutError) Error() string { return "no handshake in time" }
func (timeoutError) Unwrap() error { return context.DeadlineExceeded }

func wrongEnd(end End) error {
	if end.Server {
		return fmt.Errorf("%w: the connection was accepted: use secure.Server", ErrWrongEnd)
	}
	return fmt.Errorf("%w: the connection was dialled: use secure.Client", ErrWrongEnd)
}

// contextError is the error of an operation that the end of ctx has stopped.
func contextError(ctx context.Context) error {
	if cause := context.Cause(ctx); cause != ctx.Err() {
		return fmt.Errorf("%w: %w", ctx.Err(), cause)
	}
	return ctx.Err()
}

// nameAlert gives an alert of the peer its exported type. Over TCP crypto/tls
// returns one of its own, which nobody else can name.
func nameAlert(err error) error {
	op, ok := errors.AsType[*net.OpError](err)
	if !ok || op.Op != "remote error" {
		return err
	}
	alert := reflect.ValueOf(op.Err)
	if alert.Kind() != reflect.Uint8 {
		return err
	}
	named := *op
	named.Err = tls.AlertError(alert.Uint())
	return &named
}
