package threaded

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"io"
	"net"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/threadedtcp/threadedtcp/axon"
	"github.com/threadedtcp/threadedtcp/internal/leaktest"
)

type feeder struct {
	axon.Base[[]byte, []byte]
	data []byte
	size int
}

func (f *feeder) Run(ctx context.Context) error {
	for p := f.data; len(p) > 0; {
		n := min(f.size, len(p))
		if err := f.Outbox.Send(ctx, p[:n]); err != nil {
			return err
		}
		p = p[n:]
	}
	return nil
}

type collector struct {
	axon.Base[[]byte, []byte]
	mu      sync.Mutex
	got     []byte
	signals []axon.Signal
}

func (c *collector) Start(ctx context.Context) error {
	c.Inbox.Handle(func(_ context.Context, m []byte) {
		c.mu.Lock()
		c.got = append(c.got, m...)
		c.mu.Unlock()
	})
	c.Control.Handle(func(_ context.Context, m axon.Signal) {
		c.mu.Lock()
		c.signals = append(c.signals, m)
		c.mu.Unlock()
		if m.Stop() != axon.Never {
			c.Inbox.After(func() { c.End(nil) })
		}
	})
	return nil
}

// echo hides the connection from io.Copy, which would keep a pipe for splice(2).
func echo(t *testing.T) int {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	var wg sync.WaitGroup
	wg.Go(func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			wg.Go(func() { io.Copy(struct{ io.Writer }{c}, struct{ io.Reader }{c}); c.Close() })
		}
	})
	t.Cleanup(func() { l.Close(); wg.Wait() })
	return l.Addr().(*net.TCPAddr).Port
}

// A Dial that returns nothing, not even an error, is one.
func TestDialOfNothing(t *testing.T) {
	leaktest.Check(t)
	c := NewTCPClient("127.0.0.1", 1)
	c.InitialMessage = []byte("x")
	c.Dial = func(context.Context, string, string) (net.Conn, error) { return nil, nil }
	h, err := axon.Activate(t.Context(), c)
	require.NoError(t, err)
	select {
	case <-h.Done():
	case <-time.After(5 * time.Second):
		t.Fatal("not ended")
	}
	require.ErrorContains(t, h.Err(), "no connection")
}

func TestPipelineThroughEcho(t *testing.T) {
	leaktest.Check(t)
	port := echo(t)
	for _, dial := range []func(context.Context, string, string) (net.Conn, error){nil, new(net.Dialer).DialContext} {
		for _, size := range []int{1, 64, 4096, 65536, 1 << 20} {
			data := make([]byte, min(size*1000, 32<<20))
			rand.Read(data)
			c := NewTCPClient("127.0.0.1", port)
			c.Dial = dial
			k := &collector{}
			p, err := axon.NewPipeline(&feeder{data: data, size: size}, c, k)
			require.NoError(t, err)
			h, err := axon.Activate(t.Context(), p)
			require.NoError(t, err)
			select {
			case <-h.Done():
			case <-time.After(30 * time.Second):
				t.Fatal(axon.Look(p).String())
			}
			require.NoError(t, h.Err())
			require.Equal(t, len(data), len(k.got))
			require.Equal(t, sha256.Sum256(data), sha256.Sum256(k.got))
			require.Equal(t, axon.SocketShutdown{Caller: "TCPClient", HowDied: axon.ErrProducerFinished}, k.signals[len(k.signals)-1])
		}
	}
}
