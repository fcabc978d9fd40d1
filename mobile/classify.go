package mobile

import (
	"context"
	"errors"
	"io"
	"net"

	"github.com/threadedtcp/threadedtcp/axon"
)

// failureOf returns the Failure for an error of the layers below.
func failureOf(op string, err error) *Failure {
	if f, ok := err.(*Failure); ok {
		return f
	}
	return &Failure{code: codeFor(err), op: opOf(err, op), cause: err}
}

// opOf names what failed, which the system mostly knows best.
func opOf(err error, op string) string {
	if _, ok := tlsCode(err); ok {
		return "handshake"
	}
	call, ok := errors.AsType[*net.OpError](err)
	switch {
	case ok && call.Op == alert:
		return "handshake"
	case !ok || call.Op == "dial":
		return op
	case call.Op == "close": // of one direction
		return "write"
	}
	return call.Op
}

// alert is what crypto/tls calls a refusal by the peer. In TLS 1.3 that of a client's
// certificate comes when the client's handshake is over.
const alert = "remote error"

// codeFor asks for what is special first: a handshake that has timed out is an
// error of TLS, a timeout and one of the network at once.
func codeFor(err error) int32 {
	if code, ok := tlsCode(err); ok {
		return code
	}
	if code, ok := proxyCode(err); ok {
		return code
	}
	if f := FailureFrom(err); f != nil {
		return f.code
	}
	call, isCall := errors.AsType[*net.OpError](err)
	_, panicked := errors.AsType[*axon.PanicError](err)
	_, address := errors.AsType[*net.AddrError](err)
	_, name := errors.AsType[*net.DNSError](err)
	network, isNetwork := errors.AsType[net.Error](err)
	switch {
	case panicked:
		return CodeInternal
	case errors.Is(err, axon.ErrTimeout):
		return CodeTimeout
	case isCall && call.Op == alert:
		return CodeTLSHandshake
	case address:
		return CodeInvalidArgument
	case name:
		return CodeDNS
	case isOne(err, refusedErrors):
		return CodeRefused
	case isOne(err, unreachableErrors):
		return CodeUnreachable
	case isReset(err):
		return CodeReset
	case isNetwork && network.Timeout(), errors.Is(err, context.DeadlineExceeded):
		return CodeTimeout
	case errors.Is(err, io.EOF):
		return CodeClosedByPeer
	case errors.Is(err, axon.ErrStopped), errors.Is(err, context.Canceled):
		return CodeCancelled
	}
	return CodeIO
}

func isReset(err error) bool { return isOne(err, resetErrors) }

func isOne(err error, kinds []error) bool {
	for _, kind := range kinds {
		if errors.Is(err, kind) {
			return true
		}
	}
	return false
}
