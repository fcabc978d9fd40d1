package interop_test

import (
	"context"
	"crypto/sha256"
	"fmt"
	"hash"
	"io"
	"net"
	"os"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/threadedtcp/threadedtcp/axon"
	"github.com/threadedtcp/threadedtcp/blocking"
	"github.com/threadedtcp/threadedtcp/stock"
	"github.com/threadedtcp/threadedtcp/test/conformance"
	"github.com/threadedtcp/threadedtcp/test/interop"
	"github.com/threadedtcp/threadedtcp/threaded"
)

// TestThreadedClient puts threaded.TCPClient in a pipeline with a feeder before and
// a collector behind it.
func TestThreadedClient(t *testing.T) {
	interop.TestClient(t, func(t testing.TB, addr string, payload io.Reader) ([32]byte, int64) {
		return pipeline(t, addr, payload, nil)
	})
}

// TestWrappedClient does the same over connections of package net.
func TestWrappedClient(t *testing.T) {
	d := net.Dialer{Control: conformance.SmallBuffers}
	interop.TestClient(t, func(t testing.TB, addr string, payload io.Reader) ([32]byte, int64) {
		return pipeline(t, addr, payload, d.DialContext)
	})
}

func pipeline(t testing.TB, addr string, payload io.Reader, dial func(context.Context, string, string) (net.Conn, error)) (sum [32]byte, n int64) {
	host, service, err := net.SplitHostPort(addr)
	if err != nil {
		t.Error(err)
		return
	}
	port, err := strconv.Atoi(service)
	if err != nil {
		t.Error(err)
		return
	}
	client := threaded.NewTCPClient(host, port)
	client.Dialer = blocking.Dialer{Control: conformance.SmallBuffers}
	client.Dial = dial
	counted := make(chan int64, 1)
	return exchange(t, &feeder{payload: payload, counted: counted}, client, counted)
}

// exchange runs a client between something that feeds it and a collector, which
// ends it when as much came back as total says.
func exchange(t testing.TB, feeder, client axon.Component, total <-chan int64) (sum [32]byte, n int64) {
	collector := &collector{sum: sha256.New(), total: total}
	// The feeder's end must not half close the connection: Kamaelia's server would
	// throw away what it has not sent back. So the collector says when all is here.
	line, err := axon.NewGraphline(map[string]axon.Component{"feeder": feeder, "client": client, "collector": collector}, []axon.Wire{
		{From: "feeder", FromBox: "outbox", To: "client", ToBox: "inbox"},
		{From: "client", FromBox: "outbox", To: "collector", ToBox: "inbox"},
		{From: "client", FromBox: "signal", To: "collector", ToBox: "control"},
		{From: "collector", FromBox: "enough", To: "client", ToBox: "control"},
	})
	if err != nil {
		t.Error(err)
		return
	}
	if err := axon.Run(t.Context(), line); err != nil {
		t.Errorf("%v\n%v", err, collector.news)
	}
	return [32]byte(collector.sum.Sum(nil)), collector.n
}

// TestFile sends a real file: in the documented pipeline, whose end of file half
// closes the connection, to socat; with the end left to the collector, to Kamaelia.
func TestFile(t *testing.T) {
	path, err := os.Executable()
	require.NoError(t, err)
	content, err := os.ReadFile(path)
	require.NoError(t, err)
	parts := func(t *testing.T, echo interop.Echo) (file, client axon.Component, total chan int64) {
		host, service, err := net.SplitHostPort(echo(t))
		require.NoError(t, err)
		port, err := strconv.Atoi(service)
		require.NoError(t, err)
		reader := stock.NewRateControlledFileReader(path)
		reader.Rate, reader.ChunkSize = 1<<30, 10_000
		c := threaded.NewTCPClient(host, port)
		c.Dialer = blocking.Dialer{Control: conformance.SmallBuffers}
		total = make(chan int64, 1)
		total <- int64(len(content))
		return reader, c, total
	}
	t.Run("Pipeline", func(t *testing.T) {
		file, client, total := parts(t, interop.SocatEcho)
		c := &collector{sum: sha256.New(), total: total}
		line, err := axon.NewPipeline(file, client, c)
		require.NoError(t, err)
		require.NoError(t, axon.Run(t.Context(), line))
		require.EqualValues(t, len(content), c.n)
		require.Equal(t, sha256.Sum256(content), [32]byte(c.sum.Sum(nil)))
	})
	t.Run("Kamaelia", func(t *testing.T) {
		file, client, total := parts(t, interop.KamaeliaEcho)
		sum, n := exchange(t, file, client, total)
		require.EqualValues(t, len(content), n)
		require.Equal(t, sha256.Sum256(content), sum)
	})
}

// feeder sends what a reader yields and says how much that was.
type feeder struct {
	axon.Base[[]byte, []byte]
	payload io.Reader
	counted chan<- int64
}

func (f *feeder) Run(ctx context.Context) error {
	buf := make([]byte, 10_000)
	total := int64(0)
	for {
		n, err := f.payload.Read(buf)
		if n > 0 {
			if err := f.Outbox.Send(ctx, buf[:n]); err != nil {
				return err
			}
		}
		total += int64(n)
		if err == io.EOF {
			f.counted <- total
			return nil
		}
		if err != nil {
			return err
		}
	}
}

// collector sums what comes, and tells the client to finish when it is as much
// as was sent.
type collector struct {
	axon.Base[[]byte, []byte]
	enough axon.Out[axon.Signal]
	sum    hash.Hash
	n      int64
	total  <-chan int64
	news   []axon.Signal
}

func (c *collector) Boxes() axon.Boxes {
	return append(c.Base.Boxes(), axon.Port{Name: "enough", Box: &c.enough})
}

func (c *collector) Run(ctx context.Context) error {
	total := int64(-1)
	for told := false; ; {
		if c.n == total && !told {
			told = true
			if err := c.enough.Send(ctx, axon.ProducerFinished{Caller: c.Name()}); err != nil {
				return err
			}
		}
		select {
		case total = <-c.total:
		case <-c.Inbox.Ready():
			c.drain()
		case <-c.Control.Ready():
			m, err := c.Control.TryRecv()
			if err != nil {
				continue
			}
			c.news = append(c.news, m)
			if m.Stop() == axon.Never {
				continue
			}
			c.drain()
			if end, ok := m.(axon.SocketShutdown); !ok || end.HowDied != axon.ErrProducerFinished {
				return fmt.Errorf("the client ended with %#v", m)
			}
			return nil
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
}

func (c *collector) drain() {
	for {
		m, err := c.Inbox.TryRecv()
		if err != nil {
			return
		}
		c.sum.Write(m)
		c.n += int64(len(m))
	}
}
