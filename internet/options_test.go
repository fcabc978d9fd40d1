package internet_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"math/rand/v2"
	"net"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/threadedtcp/threadedtcp/axon"
	"github.com/threadedtcp/threadedtcp/internal/leaktest"
	"github.com/threadedtcp/threadedtcp/internet"
	"github.com/threadedtcp/threadedtcp/stock"
)

// adapt starts an adapter of one end of a connection, whose other end it returns
// with what the adapter says.
func adapt(t *testing.T, ctx context.Context, a func(net.Conn) *internet.ConnectedSocketAdapter) (*internet.ConnectedSocketAdapter, *net.TCPConn, *axon.Handle, chan axon.Signal) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer l.Close()
	near, err := net.Dial("tcp", l.Addr().String())
	require.NoError(t, err)
	far, err := l.Accept()
	require.NoError(t, err)
	t.Cleanup(func() { far.Close() })
	far.SetDeadline(time.Now().Add(10 * time.Second))

	adapter := a(near)
	news := make(chan axon.Signal, 10)
	var signal axon.In[axon.Signal]
	signal.Handle(func(_ context.Context, m axon.Signal) { news <- m })
	_, err = axon.Link(&adapter.Signal, &signal)
	require.NoError(t, err)
	h, err := axon.Activate(ctx, adapter)
	require.NoError(t, err)
	t.Cleanup(func() { h.Stop() })
	return adapter, far.(*net.TCPConn), h, news
}

// A system that is wired by name can send what is no bytes.
func TestBadData(t *testing.T) {
	leaktest.Check(t)
	for name, crash := range map[string]bool{"is skipped": false, "ends the connection": true} {
		t.Run(name, func(t *testing.T) {
			adapter, far, h, news := adapt(t, t.Context(), func(c net.Conn) *internet.ConnectedSocketAdapter {
				a := internet.NewConnectedSocketAdapter(c)
				a.CrashOnBadData = crash
				return a
			})
			var in axon.Out[any]
			_, err := axon.LinkBoxes(&in, &adapter.Inbox)
			require.NoError(t, err)
			require.NoError(t, in.Send(t.Context(), any([]byte("good"))))
			got := make([]byte, 4)
			_, err = io.ReadFull(far, got)
			require.NoError(t, err)
			assert.Equal(t, "good", string(got))
			in.Send(t.Context(), 42)
			told, ok := (<-news).(axon.ErrorInformation)
			require.True(t, ok)
			assert.ErrorContains(t, told.Err, "int")
			if crash {
				assert.ErrorContains(t, h.Wait(), "int")
			} else {
				require.NoError(t, in.Send(t.Context(), any([]byte("better"))))
				var control axon.Out[axon.Signal]
				_, err := axon.Link(&control, &adapter.Control)
				require.NoError(t, err)
				require.NoError(t, control.Send(t.Context(), axon.ProducerFinished{}))
			}
			got, err = io.ReadAll(far)
			require.NoError(t, err)
			assert.Equal(t, map[bool]string{false: "better", true: ""}[crash], string(got))
			far.Close()
			<-h.Done()
			assert.IsType(t, axon.ShutdownCSA{}, <-news)
		})
	}
}

func TestQuietErrors(t *testing.T) {
	leaktest.Check(t)
	for name, quiet := range map[string]bool{"logged": false, "quiet": true} {
		t.Run(name, func(t *testing.T) {
			var log bytes.Buffer
			ctx := internet.WithLogger(t.Context(), slog.New(slog.NewTextHandler(&log, nil)))
			_, far, h, news := adapt(t, ctx, func(c net.Conn) *internet.ConnectedSocketAdapter {
				a := internet.NewConnectedSocketAdapter(c)
				a.QuietErrors = quiet
				return a
			})
			far.SetLinger(0)
			far.Close()
			require.Error(t, h.Wait())
			assert.IsType(t, axon.ErrorInformation{}, <-news)
			assert.Equal(t, quiet, log.Len() == 0, "%s", &log)
			if !quiet {
				assert.Contains(t, log.String(), "component=ConnectedSocketAdapter")
				assert.Contains(t, log.String(), "reset")
			}
		})
	}
}

// taken returns a port that is, and the next one, which is free.
func taken(t *testing.T) (port int) {
	t.Helper()
	for range 100 {
		port = 10_000 + rand.IntN(20_000) // below those of clients, who may just have had all
		l, err := net.ListenTCP("tcp", &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: port})
		if err != nil {
			continue
		}
		next, err := net.ListenTCP("tcp", &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: port + 1})
		if err == nil {
			next.Close()
			t.Cleanup(func() { l.Close() })
			return port
		}
		l.Close()
	}
	t.Fatal("no two free ports side by side")
	return 0
}

func TestPorts(t *testing.T) {
	leaktest.Check(t)
	port := taken(t)
	listen := func(low, high int) (*internet.ServerCore, error) {
		s := internet.NewSimpleServer(func() axon.Component { return stock.NewEcho() }, internet.AnyPort)
		s.Server.Host, s.Server.Ports = "127.0.0.1", [2]int{low, high}
		h, err := axon.Activate(t.Context(), s)
		if err == nil {
			t.Cleanup(func() { h.Stop() })
		}
		return s, err
	}
	s, err := listen(port, port+1) // whichever is tried first
	require.NoError(t, err)
	assert.Equal(t, port+1, s.Addr().(*net.TCPAddr).Port)
	_, err = listen(port, port)
	var op *net.OpError
	require.ErrorAs(t, err, &op)
	assert.Contains(t, op.Err.Error(), "in use")
	s, err = listen(0, 0)
	require.NoError(t, err)
	chosen := s.Addr().(*net.TCPAddr).Port
	assert.True(t, 2000 <= chosen && chosen <= 50000, "port %d", chosen)
	for _, wrong := range [][2]int{{0, 10}, {10, 9}, {10, 70000}} {
		_, err := listen(wrong[0], wrong[1])
		assert.ErrorContains(t, err, "no free port")
	}
}

func TestMaxConnections(t *testing.T) {
	leaktest.Check(t)
	s := internet.NewSimpleServer(func() axon.Component { return stock.NewEcho() }, 0)
	s.Server.MaxConnections = 2
	serve(t, s)
	echoes := func(c net.Conn) {
		t.Helper()
		c.Write([]byte("x"))
		_, err := io.ReadFull(c, make([]byte, 1))
		require.NoError(t, err)
	}
	first, second, third := dial(t, s), dial(t, s), dial(t, s)
	echoes(first)
	echoes(second)
	third.Write([]byte("x"))
	third.SetReadDeadline(time.Now().Add(50 * time.Millisecond))
	_, err := third.Read(make([]byte, 1)) // it waits in the backlog
	var late net.Error
	require.True(t, errors.As(err, &late) && late.Timeout(), "%v", err)
	require.Len(t, s.Children(), 1+2*2)
	first.Close()
	third.SetReadDeadline(time.Now().Add(10 * time.Second))
	_, err = io.ReadFull(third, make([]byte, 1))
	require.NoError(t, err)
}

// A server that is full ends its listening at once all the same.
func TestFullServerIsToldToEnd(t *testing.T) {
	leaktest.Check(t)
	s := internet.NewSimpleServer(func() axon.Component { return stock.NewEcho() }, 0)
	s.Server.MaxConnections = 1
	h := serve(t, s)
	c := dial(t, s)
	c.Write([]byte("x"))
	_, err := io.ReadFull(c, make([]byte, 1))
	require.NoError(t, err)
	tell(t, s, axon.ProducerFinished{})
	require.Eventually(t, func() bool {
		late, err := net.Dial("tcp", s.Addr().String())
		if err == nil {
			late.Close()
		}
		return err != nil
	}, 2*time.Second, 10*time.Millisecond)
	c.Close()
	ends(t, h)
}

// Stop returns when nothing is left, whatever the server is about.
func TestStopServer(t *testing.T) {
	leaktest.Check(t)
	converse := func(t *testing.T, s *internet.ServerCore) {
		c := dial(t, s)
		c.Write([]byte("x"))
		_, err := io.ReadFull(c, make([]byte, 1))
		require.NoError(t, err)
	}
	for name, busy := range map[string]func(*testing.T, *internet.ServerCore){
		"idle":              func(*testing.T, *internet.ServerCore) {},
		"with a connection": converse,
		"full":              func(t *testing.T, s *internet.ServerCore) { converse(t, s); dial(t, s) },
		"told to end when the last connection has": func(t *testing.T, s *internet.ServerCore) {
			converse(t, s)
			var control axon.Out[axon.Signal]
			_, err := axon.Link(&control, &s.Control)
			require.NoError(t, err)
			require.NoError(t, control.Send(t.Context(), axon.ProducerFinished{}))
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := internet.NewSimpleServer(func() axon.Component { return stock.NewEcho() }, 0)
			s.Server.MaxConnections = 1
			h := serve(t, s)
			busy(t, s)
			require.NoError(t, h.Stop())
			require.NoError(t, h.Stop())
			_, err := net.Dial("tcp", s.Addr().String())
			require.Error(t, err)
		})
	}
}
