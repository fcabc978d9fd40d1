package secure

import (
	"bytes"
	"cmp"
	"context"
	"crypto/tls"
	"fmt"
	"net"
	"strings"
)

// Upgrade implements [Upgrade].
func (u upgrade) Upgrade(ctx context.Context, conn net.Conn, end End) (net.Conn, Secured, error) {
	secured, err := u.handshake(ctx, conn, end)
	if err != nil {
		return nil, Secured{}, failed(conn, end, err)
	}
	return secured, describe(secured.ConnectionState()), nil
}

func failed(conn net.Conn, end End, err error) error {
	host := end.Host
	if peer := conn.RemoteAddr(); host == "" && peer != nil {
		host = peer.String()
	}
	return &HandshakeError{Host: host, Err: err}
}

func (u upgrade) handshake(ctx context.Context, conn net.Conn, end End) (*tls.Conn, error) {
	config, err := u.configFor(end)
	if err != nil {
		return nil, err
	}
	secured := u.over(conn, config)
	bounded := ctx
	if u.timeout > 0 {
		var cancel context.CancelFunc
		bounded, cancel = context.WithTimeout(ctx, u.timeout)
		defer cancel()
	}
	err = secured.HandshakeContext(bounded)
	switch {
	case err == nil:
		return secured, nil
	// The end of a context closes conn, and what that looks like from inside
	// does not matter.
	case ctx.Err() != nil:
		return nil, contextError(ctx)
	case bounded.Err() != nil:
		return nil, fmt.Errorf("%w: the peer took more than %v: it may not speak TLS here", ErrHandshakeTimeout, u.timeout)
	default:
		return nil, nameAlert(err)
	}
}

// configFor is the configuration for one connection.
func (u upgrade) configFor(end End) (*tls.Config, error) {
	c := u.config
	if u.server != end.Server {
		return nil, wrongEnd(end)
	}
	if u.server {
		if len(c.Certificates) == 0 && c.GetCertificate == nil && c.GetConfigForClient == nil {
			return nil, ErrNoCertificate
		}
		return c, nil // not a clone, which would have keys for sessions of its own
	}
	c = c.Clone()
	c.ServerName = withoutZone(cmp.Or(c.ServerName, end.Host))
	if c.ServerName == "" && !c.InsecureSkipVerify {
		return nil, ErrNoServerName
	}
	return c, nil
}

// withoutZone strips the zone of an IPv6 address (RFC 4007): it has a meaning on
// this machine only, and no certificate has one. Host names have no "%".
func withoutZone(host string) string {
	host, _, _ = strings.Cut(host, "%")
	return host
}

func describe(state tls.ConnectionState) Secured {
	s := Secured{
		Version:     tls.VersionName(state.Version),
		CipherSuite: tls.CipherSuiteName(state.CipherSuite),
		Protocol:    state.NegotiatedProtocol,
		ServerName:  state.ServerName,
		Resumed:     state.DidResume,
	}
	for _, certificate := range state.PeerCertificates {
		// A copy, because crypto/tls shares certificates between connections.
		s.Peer = append(s.Peer, bytes.Clone(certificate.Raw))
	}
	return s
}
