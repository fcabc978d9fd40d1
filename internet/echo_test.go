package internet_test

import (
	"context"
	"io"
	"net"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/threadedtcp/threadedtcp/axon"
	"github.com/threadedtcp/threadedtcp/internal/leaktest"
	"github.com/threadedtcp/threadedtcp/internet"
	"github.com/threadedtcp/threadedtcp/stock"
)

func serve(t *testing.T, s *internet.ServerCore) *axon.Handle {
	s.Server.Host = "127.0.0.1"
	h, err := axon.Activate(context.Background(), s)
	require.NoError(t, err)
	t.Cleanup(func() { h.Stop() })
	return h
}

func dial(t *testing.T, s *internet.ServerCore) *net.TCPConn {
	c, err := net.Dial("tcp", s.Addr().String())
	require.NoError(t, err)
	c.SetDeadline(time.Now().Add(10 * time.Second))
	t.Cleanup(func() { c.Close() })
	return c.(*net.TCPConn)
}

func TestEcho(t *testing.T) {
	leaktest.Check(t)
	s := internet.NewSimpleServer(func() axon.Component { return stock.NewEcho() }, 0)
	serve(t, s)
	c := dial(t, s)
	c.Write([]byte("hello"))
	c.CloseWrite()
	got, err := io.ReadAll(struct{ io.Reader }{c})
	require.NoError(t, err)
	require.Equal(t, "hello", string(got))
}
