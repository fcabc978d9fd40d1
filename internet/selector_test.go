//go:build selector && (linux || darwin || freebsd || openbsd || netbsd || dragonfly)

package internet_test

import (
	"context"
	"io"
	"net"
	"runtime"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/threadedtcp/threadedtcp/axon"
	"github.com/threadedtcp/threadedtcp/blocking"
	"github.com/threadedtcp/threadedtcp/internal/leaktest"
	"github.com/threadedtcp/threadedtcp/internet"
	"github.com/threadedtcp/threadedtcp/selector"
	"github.com/threadedtcp/threadedtcp/stock"
)

func trip(t *testing.T, c net.Conn) {
	t.Helper()
	c.SetDeadline(time.Now().Add(10 * time.Second))
	_, err := c.Write([]byte("there and back"))
	require.NoError(t, err)
	_, err = io.ReadFull(c, make([]byte, len("there and back")))
	require.NoError(t, err)
}

// TestNoGoroutineAConnection has idle connections of a server and of clients.
func TestNoGoroutineAConnection(t *testing.T) {
	leaktest.Check(t)
	s := internet.NewSimpleServer(func() axon.Component { return stock.NewEcho() }, 0)
	h := serve(t, s)
	before := runtime.NumGoroutine()
	const connections = 300
	for range connections {
		trip(t, dial(t, s))
	}
	port := s.Addr().(*net.TCPAddr).Port
	for range connections {
		client := internet.NewTCPClient("127.0.0.1", port)
		client.InitialMessage = []byte("hello")
		var in axon.In[[]byte]
		_, err := axon.Link(&client.Outbox, &in)
		require.NoError(t, err)
		running, err := axon.Activate(context.Background(), client)
		require.NoError(t, err)
		defer running.Stop()
		_, err = in.Recv(t.Context())
		require.NoError(t, err)
	}
	assert.Eventually(t, func() bool { return runtime.NumGoroutine() < before+20 }, 5*time.Second, 10*time.Millisecond)
	tell(t, s, axon.ServerShutdown{})
	ends(t, h)
}

// TestOneSelectorForAll has two servers and a client share it; it lives on without the
// first, and ends with the last.
func TestOneSelectorForAll(t *testing.T) {
	leaktest.Check(t)
	services := func() axon.Component {
		c, _, err := axon.DefaultTracker().Retrieve(selector.Service)
		if err != nil {
			return nil
		}
		return c
	}
	require.Nil(t, services())
	first := internet.NewSimpleServer(func() axon.Component { return stock.NewEcho() }, 0)
	second := internet.NewSimpleServer(func() axon.Component { return stock.NewEcho() }, 0)
	h1, h2 := serve(t, first), serve(t, second)
	shared := services()
	require.NotNil(t, shared)
	c1, c2 := dial(t, first), dial(t, second)
	trip(t, c1)
	trip(t, c2)
	tell(t, first, axon.ServerShutdown{})
	ends(t, h1)
	require.Same(t, shared, services())
	trip(t, c2)
	trip(t, dial(t, second))
	tell(t, second, axon.ServerShutdown{})
	ends(t, h2)
	require.Eventually(t, func() bool { return services() == nil }, 5*time.Second, time.Millisecond)
}

// TestSelectorThatEnds ends it under its connections: they end with its error.
func TestSelectorThatEnds(t *testing.T) {
	leaktest.Check(t)
	s := internet.NewSimpleServer(func() axon.Component { return stock.NewEcho() }, 0)
	h := serve(t, s)
	c := dial(t, s)
	trip(t, c)
	service, _, err := axon.DefaultTracker().Retrieve(selector.ShutdownService)
	require.NoError(t, err)
	var control axon.Out[axon.Signal]
	_, err = axon.Link(&control, &service.(*selector.Selector).Control)
	require.NoError(t, err)
	require.NoError(t, control.Send(t.Context(), axon.ShutdownMicroprocess{}))
	ends(t, h)
	require.ErrorIs(t, h.Err(), selector.ErrSelectorEnded)
	_, err = c.Read(make([]byte, 1))
	require.Error(t, err)
}

// TestNoThreadAConnection has more connections than there are threads to wait in them.
func TestNoThreadAConnection(t *testing.T) {
	leaktest.Check(t)
	s := internet.NewSimpleServer(func() axon.Component { return stock.NewEcho() }, 0)
	s.Server.ListenConfig.Budget = blocking.NewBudget(3) // to listen, and for one that is accepted
	h := serve(t, s)
	for range 30 {
		trip(t, dial(t, s))
	}
	tell(t, s, axon.ServerShutdown{})
	ends(t, h)
	require.Zero(t, s.Server.ListenConfig.Budget.InUse())
}

// TestNumbersAbove1024 has connections whose descriptors select(2) could not take.
func TestNumbersAbove1024(t *testing.T) {
	leaktest.Check(t)
	s := internet.NewSimpleServer(func() axon.Component { return stock.NewEcho() }, 0)
	h := serve(t, s)
	for range 1100 {
		fd, err := syscall.Dup(0)
		if err != nil {
			leaktest.Missing(t, err)
		}
		defer syscall.Close(fd)
	}
	for range 10 {
		trip(t, dial(t, s))
	}
	tell(t, s, axon.ServerShutdown{})
	ends(t, h)
}

// A sleeper holds up who sends to it, otherwise than by a box.
type sleeper struct{ stock.Echo }

func (s *sleeper) Start(ctx context.Context) error {
	err := s.Echo.Start(ctx)
	s.Inbox.Handle(func(ctx context.Context, m []byte) {
		time.Sleep(500 * time.Millisecond)
		s.Outbox.Send(ctx, m)
	})
	return err
}

// TestSleepersHoldUpNobody has components that sleep beside one that does not.
func TestSleepersHoldUpNobody(t *testing.T) {
	leaktest.Check(t)
	slow := internet.NewSimpleServer(func() axon.Component { return new(sleeper) }, 0)
	quick := internet.NewSimpleServer(func() axon.Component { return stock.NewEcho() }, 0)
	h1, h2 := serve(t, slow), serve(t, quick)
	var asleep []net.Conn
	for range 20 {
		c := dial(t, slow)
		c.Write([]byte("x"))
		asleep = append(asleep, c)
	}
	c := dial(t, quick)
	began := time.Now()
	for range 100 {
		trip(t, c)
	}
	for _, c := range asleep {
		_, err := io.ReadFull(c, make([]byte, 1))
		require.NoError(t, err)
	}
	assert.Less(t, time.Since(began), 5*time.Second, "as if they had slept one after the other")
	for _, s := range []*internet.ServerCore{slow, quick} {
		tell(t, s, axon.ServerShutdown{})
	}
	ends(t, h1)
	ends(t, h2)
}
