package internet_test

import (
	"context"
	"crypto/tls"
	"net"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/threadedtcp/threadedtcp/axon"
	"github.com/threadedtcp/threadedtcp/internal/leaktest"
	"github.com/threadedtcp/threadedtcp/internet"
	"github.com/threadedtcp/threadedtcp/secure"
	"github.com/threadedtcp/threadedtcp/test/pki"
)

func TestMakeSSLInMidStream(t *testing.T) {
	leaktest.Check(t)
	far := pki.Issue(nil, "far", pki.Named("127.0.0.1"))
	plain, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer plain.Close()
	done := make(chan error, 1)
	go func() {
		done <- func() error {
			c, err := plain.Accept()
			if err != nil {
				return err
			}
			defer c.Close()
			c.SetDeadline(time.Now().Add(10 * time.Second))
			buf := make([]byte, 100)
			n, err := c.Read(buf)
			if err != nil {
				return err
			}
			if _, err := c.Write([]byte("go ahead after " + string(buf[:n]))); err != nil {
				return err
			}
			s := tls.Server(c, far.Server())
			n, err = s.Read(buf)
			if err != nil {
				return err
			}
			_, err = s.Write([]byte("secret " + string(buf[:n])))
			s.CloseWrite()
			s.Read(buf)
			return err
		}()
	}()

	client := internet.NewTCPClient("127.0.0.1", plain.Addr().(*net.TCPAddr).Port)
	var in axon.Out[[]byte]
	var makessl axon.Out[any]
	var out axon.In[[]byte]
	var ready axon.In[internet.Secured]
	_, err = axon.Link(&in, &client.Inbox)
	require.NoError(t, err)
	_, err = axon.Link(&makessl, &client.MakeSSL)
	require.NoError(t, err)
	_, err = axon.Link(&client.Outbox, &out)
	require.NoError(t, err)
	_, err = axon.LinkBoxes(&client.SSLReady, &ready)
	require.NoError(t, err)
	h, err := axon.Activate(context.Background(), client)
	require.NoError(t, err)
	defer h.Stop()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	require.NoError(t, in.Send(ctx, []byte("start")))
	m, err := out.Recv(ctx)
	require.NoError(t, err)
	require.Equal(t, "go ahead after start", string(m))
	require.NoError(t, makessl.Send(ctx, secure.Client(&tls.Config{RootCAs: far.Roots()})))
	require.NoError(t, in.Send(ctx, []byte("hello")))
	got, err := ready.Recv(ctx)
	require.NoError(t, err)
	require.Equal(t, "TLS 1.3", got.Version)
	m, err = out.Recv(ctx)
	require.NoError(t, err)
	require.Equal(t, "secret hello", string(m))
	require.NoError(t, h.Wait())
	require.NoError(t, <-done)
}
