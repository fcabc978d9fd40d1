package mobile

import "time"

// Versions of TLS, for [TLSOptions.SetMinVersion].
const (
	TLSVersion12 int32 = 12
	TLSVersion13 int32 = 13
)

// TLSOptions say how a connection is secured. A new one asks for the name that was
// dialled, trusts the system's roots and speaks TLS 1.2 or newer.
//
// It is set up by one thread, and copied by who takes it. In a build without TLS
// every setter that returns an error returns CodeTLSUnavailable.
type TLSOptions struct{ set tlsSettings }

// tlsSettings are plain values, which only the file that links TLS understands.
type tlsSettings struct {
	serverName string
	roots      []byte
	pins       []string
	cert, key  []byte
	minVersion string
	protocols  []string
	decider    TrustDecider
	timeout    time.Duration
}

// NewTLSOptions returns the options that most servers need: none.
func NewTLSOptions() *TLSOptions { return &TLSOptions{} }

// SetServerName sets the name to ask for and to verify in place of the host.
func (t *TLSOptions) SetServerName(name string) {
	defer survive()
	t.set.serverName = name
}

// SetRootsPEM trusts these certificates, in PEM, and no others. The error's code is
// CodeInvalidArgument when there is none in pem.
func (t *TLSOptions) SetRootsPEM(pem []byte) error {
	return t.change("SetRootsPEM", func(s *tlsSettings) { s.roots = append([]byte(nil), pem...) })
}

// AddPin demands that a certificate of the verified chain has this key, or that of
// another pin: the SHA-256 of its SubjectPublicKeyInfo in base64, with or without
// "sha256/" before it. Pins are checked in addition to all else. The error's code is
// CodeInvalidArgument when it is no such hash.
func (t *TLSOptions) AddPin(sha256Base64 string) error {
	return t.change("AddPin", func(s *tlsSettings) { s.pins = append(s.pins[:len(s.pins):len(s.pins)], sha256Base64) })
}

// SetClientCertificate sets the certificate of this end, with its chain, and its
// key, both in PEM. For a [Server] it is that of the server. The error's code is
// CodeInvalidArgument when they do not fit.
func (t *TLSOptions) SetClientCertificate(cert, key []byte) error {
	return t.change("SetClientCertificate", func(s *tlsSettings) {
		s.cert, s.key = append([]byte(nil), cert...), append([]byte(nil), key...)
	})
}

// SetMinVersion sets the oldest version, TLSVersion12 or TLSVersion13. The error's
// code is CodeInvalidArgument for any other.
func (t *TLSOptions) SetMinVersion(version int32) error {
	name := map[int32]string{TLSVersion12: "1.2", TLSVersion13: "1.3"}[version]
	if name == "" {
		return invalid("SetMinVersion", "it is neither TLSVersion12 nor TLSVersion13")
	}
	return t.change("SetMinVersion", func(s *tlsSettings) { s.minVersion = name })
}

// AddALPN adds a protocol to offer, the best first.
func (t *TLSOptions) AddALPN(protocol string) {
	defer survive()
	t.set.protocols = append(t.set.protocols[:len(t.set.protocols):len(t.set.protocols)], protocol)
}

// SetTrustDecider sets who may refuse a peer that all else accepts.
func (t *TLSOptions) SetTrustDecider(decider TrustDecider) {
	defer survive()
	t.set.decider = decider
}

// SetHandshakeTimeoutMillis bounds a handshake. 0 means 10 seconds.
func (t *TLSOptions) SetHandshakeTimeoutMillis(millis int64) {
	defer survive()
	t.set.timeout = milliseconds(max(millis, 0))
}

// change makes a change that must leave options of which an upgrade can be made.
func (t *TLSOptions) change(op string, f func(*tlsSettings)) (err error) {
	defer rescue(&err)
	if t == nil {
		return invalid(op, "there are no TLSOptions")
	}
	changed := t.set
	f(&changed)
	if err := changed.check(op); err != nil {
		return err
	}
	t.set = changed
	return nil
}

func (t *TLSOptions) copied() *tlsSettings {
	if t == nil {
		return nil
	}
	copied := t.set
	return &copied
}
