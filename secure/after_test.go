package secure_test

import (
	"crypto/tls"
	"io"
	"net"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/threadedtcp/threadedtcp/internal/leaktest"
	"github.com/threadedtcp/threadedtcp/secure"
)

func TestAfterSaysItsWordsInClear(t *testing.T) {
	leaktest.Check(t)
	near, far := net.Pipe()
	defer near.Close()
	go func() {
		defer far.Close()
		words := make([]byte, 9)
		io.ReadFull(far, words)
		far.Write(words)
	}()
	_, _, err := secure.After([]byte("go ahead\n"), secure.Client(nil)).Upgrade(t.Context(), near, secure.End{Host: "localhost"})
	_, ok := err.(*secure.HandshakeError)
	require.True(t, ok, "%v", err)
	_, _, err = secure.After([]byte("x"), secure.Server(&tls.Config{})).Upgrade(t.Context(), near, secure.End{Server: true, Host: "localhost"})
	assert.ErrorContains(t, err, "TLS handshake with localhost")
	assert.ErrorIs(t, err, io.ErrClosedPipe)
}
