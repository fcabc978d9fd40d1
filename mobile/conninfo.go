package mobile

// ConnInfo tells of a connection at one moment.
//
// It does not change, and any thread may use it.
type ConnInfo struct {
	local, remote string
	secured       bool
	version       string
	protocol      string
	chain         [][]byte
}

// LocalAddr returns the address of this end, as in "192.0.2.1:50000".
func (c *ConnInfo) LocalAddr() string {
	if c == nil {
		return ""
	}
	return c.local
}

// RemoteAddr returns the address of the peer, or of the proxy.
func (c *ConnInfo) RemoteAddr() string {
	if c == nil {
		return ""
	}
	return c.remote
}

// Secure reports whether the connection is secured by TLS.
func (c *ConnInfo) Secure() bool { return c != nil && c.secured }

// TLSVersion returns the version of TLS, as in "TLS 1.3", or "".
func (c *ConnInfo) TLSVersion() string {
	if c == nil {
		return ""
	}
	return c.version
}

// ALPN returns the protocol that was negotiated, or "".
func (c *ConnInfo) ALPN() string {
	if c == nil {
		return ""
	}
	return c.protocol
}

// Chain returns the certificates that the peer has sent, null without TLS.
func (c *ConnInfo) Chain() *CertChain {
	if c == nil || !c.secured {
		return nil
	}
	return &CertChain{c.chain}
}
