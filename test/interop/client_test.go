package interop_test

import (
	"context"
	"crypto/sha256"
	"fmt"
	"hash"
	"io"
	"net"
	"os"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/threadedtcp/threadedtcp/axon"
	"github.com/threadedtcp/threadedtcp/internal/leaktest"
	"github.com/threadedtcp/threadedtcp/stock"
	"github.com/threadedtcp/threadedtcp/test/conformance"
	"github.com/threadedtcp/threadedtcp/test/interop"
)

// TestClients puts each client in a pipeline with a feeder before and a collector
// behind it.
func TestClients(t *testing.T) {
	leaktest.Check(t)
	eachClient(t, func(t *testing.T, client maker) { interop.TestClient(t, client.talks("", nil)) })
}

// TestWrappedClients does the same over connections of package net.
func TestWrappedClients(t *testing.T) {
	leaktest.Check(t)
	d := net.Dialer{Control: conformance.SmallBuffers}
	eachClient(t, func(t *testing.T, client maker) { interop.TestClient(t, client.talks("", d.DialContext)) })
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
	leaktest.Check(t)
	path, err := os.Executable()
	require.NoError(t, err)
	content, err := os.ReadFile(path)
	require.NoError(t, err)
	want := sha256.Sum256(content)
	parts := func(t *testing.T, client maker, echo interop.Echo) (file, connected axon.Component, total chan int64) {
		host, port, err := split(echo(t))
		require.NoError(t, err)
		reader := stock.NewRateControlledFileReader(path)
		reader.Rate, reader.ChunkSize = 1<<30, 10_000
		known := make(chan int64, 1)
		known <- int64(len(content))
		return reader, client(host, port, nil), known
	}
	eachClient(t, func(t *testing.T, client maker) {
		t.Run("Pipeline", func(t *testing.T) {
			file, client, total := parts(t, client, interop.SocatEcho)
			c := &collector{sum: sha256.New(), total: total}
			line, err := axon.NewPipeline(file, client, c)
			require.NoError(t, err)
			require.NoError(t, axon.Run(t.Context(), line))
			require.EqualValues(t, len(content), c.n)
			require.Equal(t, want, [32]byte(c.sum.Sum(nil)))
		})
		t.Run("Kamaelia", func(t *testing.T) {
			file, client, total := parts(t, client, interop.KamaeliaEcho)
			sum, n := exchange(t, file, client, total)
			require.EqualValues(t, len(content), n)
			require.Equal(t, want, sum)
		})
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
			if !inOrder(m) {
				return fmt.Errorf("the client ended with %#v", m)
			}
			return nil
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
}

// inOrder reports whether a client's last word says that it was told to finish.
func inOrder(m axon.Signal) bool {
	switch m := m.(type) {
	case axon.SocketShutdown: // of a threaded client
		return m.HowDied == axon.ErrProducerFinished
	case axon.ShutdownMicroprocess: // of an internet.TCPClient
		_, ok := m.Cause.(axon.ProducerFinished)
		return ok
	}
	return false
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
