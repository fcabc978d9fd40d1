//go:build !notls

package mobile

import (
	"cmp"
	"context"
	"crypto/x509"
	"errors"
	"io"
	"strings"

	"github.com/threadedtcp/threadedtcp/internal/stream"
	"github.com/threadedtcp/threadedtcp/secure"
)

// This file is the only one that links TLS; tls_off.go is its like without.

// options for a connection to host.
func (s tlsSettings) options(host string) secure.Options {
	o := secure.Options{
		Roots: s.roots, Pins: s.pins, Certificate: s.cert, Key: s.key,
		ServerName: s.serverName, Protocols: s.protocols, MinVersion: s.minVersion,
		HandshakeTimeout: s.timeout,
	}
	if decider := s.decider; decider != nil {
		name := cmp.Or(s.serverName, host)
		o.Verify = func(chain []*x509.Certificate) error { return ask(decider, name, chain) }
	}
	return o
}

// errVetoed is matched when the app has refused the peer.
var errVetoed = errors.New("the app has refused the peer")

type vetoError struct{ app error }

func (e *vetoError) Error() string   { return errVetoed.Error() + ": " + e.app.Error() }
func (e *vetoError) Unwrap() []error { return []error{errVetoed, e.app} }

func ask(decider TrustDecider, host string, chain []*x509.Certificate) (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = &vetoError{panicked(v)}
		}
	}()
	der := make([][]byte, len(chain))
	for i, c := range chain {
		der[i] = c.Raw
	}
	if err := decider.Accept(host, &CertChain{der}); err != nil {
		return &vetoError{textOf(err)}
	}
	return nil
}

// upgrade returns what secures connections to host, or those that were accepted.
func (s tlsSettings) upgrade(host string, server bool) (stream.Upgrade, error) {
	o := s.options(host)
	make := o.Client
	if server {
		make = o.Server
	}
	upgrade, err := make()
	if err != nil {
		return nil, &Failure{code: CodeInvalidArgument, op: "TLSOptions", cause: err}
	}
	return upgrade, nil
}

func (s tlsSettings) check(op string) error {
	if _, err := s.options("").Client(); err != nil {
		return &Failure{code: CodeInvalidArgument, op: op, cause: err}
	}
	return nil
}

// tlsCode returns the code of an error of TLS.
func tlsCode(err error) (code int32, ok bool) {
	if _, ok := errors.AsType[*secure.HandshakeError](err); !ok {
		return 0, false
	}
	_, unknown := errors.AsType[x509.UnknownAuthorityError](err)
	_, wrong := errors.AsType[x509.CertificateInvalidError](err)
	_, noRoots := errors.AsType[x509.SystemRootsError](err)
	_, hostname := errors.AsType[x509.HostnameError](err)
	switch {
	case errors.Is(err, secure.ErrPin):
		return CodeTLSPinMismatch, true
	case hostname:
		return CodeTLSHostname, true
	case unknown, wrong, noRoots, errors.Is(err, errVetoed):
		return CodeTLSUntrusted, true
	case errors.Is(err, secure.ErrHandshakeTimeout), errors.Is(err, context.DeadlineExceeded):
		return CodeTimeout, true
	case isReset(err):
		return CodeReset, true
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return CodeClosedByPeer, true // a server that restarts does that
	}
	return CodeTLSHandshake, true
}

func pinOf(der []byte) string {
	c, err := x509.ParseCertificate(der)
	if err != nil {
		return ""
	}
	return strings.TrimPrefix(secure.Pin(c), "sha256/")
}
