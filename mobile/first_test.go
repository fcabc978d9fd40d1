package mobile

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/threadedtcp/threadedtcp/internal/leaktest"
)

type echo struct{ peer *Peer }

func (e *echo) OnState(int32, *ConnInfo) error       { return nil }
func (e *echo) OnData(c *Chunk) error                { return e.peer.Send(c.Bytes()) }
func (e *echo) OnSecure(*ConnInfo) error             { return nil }
func (e *echo) OnWritable(int64) error               { return nil }
func (e *echo) OnRetry(int32, int64, *Failure) error { return nil }
func (e *echo) OnClosed(*Failure) error              { return nil }

type echoes struct{}

func (echoes) OnPeer(p *Peer) (Listener, error) { return &echo{p}, nil }
func (echoes) OnServerClosed(*Failure) error    { return nil }

func TestEchoServer(t *testing.T) {
	leaktest.Check(t)
	s, err := NewServer("127.0.0.1", 0, echoes{})
	require.NoError(t, err)
	require.NoError(t, s.Start())
	cfg, err := NewConfig("127.0.0.1", s.Port())
	require.NoError(t, err)
	c, err := Dial(cfg)
	require.NoError(t, err)
	require.NoError(t, c.Write([]byte("hello")))
	got, err := c.ReadExactly(5)
	require.NoError(t, err)
	require.Equal(t, "hello", string(got))
	require.NoError(t, c.CloseWrite())
	_, err = c.Read(10)
	require.Equal(t, CodeClosedByPeer, CodeOf(err))
	c.Close()
	s.Stop()
	require.True(t, s.AwaitClosed(10000))
}
