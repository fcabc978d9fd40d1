package stream

import (
	"context"
	"errors"
	"net"
)

// ErrNotLinked is the error of an upgrade that names none, in a program without
// package secure.
var ErrNotLinked = errors.New("no TLS in this program: import package secure")

// An Upgrade secures a connection in mid-stream.
type Upgrade interface {
	// Upgrade makes the handshake over conn, which it owns from then on, and
	// returns the secured connection. It must read, as every handshake does. The end
	// of ctx ends the handshake. After an error conn is of no further use, and its
	// caller's to close.
	Upgrade(ctx context.Context, conn net.Conn, end End) (net.Conn, Secured, error)
}

// An End says which end of a connection an upgrade is made at.
type End struct {
	Server bool   // it was accepted, not dialled
	Host   string // as it was dialled, without the port
}

// Secured is what a handshake has negotiated.
type Secured struct {
	Version     string // "TLS 1.3"
	CipherSuite string // its name in the IANA registry
	Protocol    string // chosen by ALPN (RFC 7301), or empty
	ServerName  string // that a client asked for (RFC 6066), or empty
	Resumed     bool
	Peer        [][]byte // the peer's certificates, in DER, its own first
}

// DefaultUpgrade makes the upgrade of who names none. Package secure sets it.
var DefaultUpgrade func() Upgrade
