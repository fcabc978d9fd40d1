package mobile_test

import (
	"bytes"
	"crypto/sha256"
	"hash"
	"math/rand/v2"
	"net"
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/threadedtcp/threadedtcp/internal/leaktest"
	"github.com/threadedtcp/threadedtcp/mobile"
)

func TestARecycledChunkIsEmpty(t *testing.T) {
	leaktest.Check(t)
	for name, delimiter := range map[string]string{"frame": ";", "stream": ""} {
		t.Run(name, func(t *testing.T) {
			r := &recorder{}
			cfg := configFor(t, serve(t, echo))
			if delimiter != "" {
				require.NoError(t, cfg.SetDelimiter([]byte(delimiter), 100))
			}
			c := start(t, cfg, r)
			require.NoError(t, c.SendText("frame;"))
			r.gets(t, "frame;")
			chunk := r.chunks[0]
			for range 2 {
				chunk.Recycle()
				require.Zero(t, chunk.Len())
				require.Nil(t, chunk.Bytes())
				require.Nil(t, chunk.Payload())
				require.Empty(t, chunk.Text())
				require.Empty(t, chunk.PayloadText())
				require.Zero(t, chunk.CopyTo(make([]byte, 10)))
			}
			c.Close()
			r.ends(t, c)
		})
	}
}

// A recycler hashes what comes, and recycles all chunks but one in keep.
type recycler struct {
	recorder
	keep int
	n    int
	sum  hash.Hash
	kept []*mobile.Chunk
	sums [][32]byte // of kept
}

func (r *recycler) OnData(c *mobile.Chunk) error {
	r.sum.Write(c.Bytes())
	if r.n++; r.n%r.keep == 0 {
		r.kept, r.sums = append(r.kept, c), append(r.sums, sha256.Sum256(c.Bytes()))
		return nil
	}
	c.Recycle()
	return nil
}

// TestRecycledMemoryIsUsedAgain receives more than it allocates for, and what the app
// keeps stays as it is.
func TestRecycledMemoryIsUsedAgain(t *testing.T) {
	leaktest.Check(t)
	const total = 64 << 20
	all := make([]byte, total)
	_, _ = rand.NewChaCha8([32]byte{}).Read(all)
	port := serve(t, func(conn net.Conn) { _, _ = conn.Write(all) })
	r := &recycler{keep: 50, sum: sha256.New()}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	c, err := mobile.NewClient(configFor(t, port), r)
	require.NoError(t, err)
	require.NoError(t, c.Start())
	r.ends(t, c)
	runtime.ReadMemStats(&after)
	require.EqualValues(t, total, c.Stats().BytesIn)
	require.Equal(t, sha256.Sum256(all), [32]byte(r.sum.Sum(nil)))
	require.NotEmpty(t, r.kept)
	for i, chunk := range r.kept {
		require.Equal(t, r.sums[i], sha256.Sum256(chunk.Bytes()))
	}
	require.Less(t, after.TotalAlloc-before.TotalAlloc, uint64(total/4))
}

// TestWhatWaitsIsJoined has an app that is behind a server of many small writes.
func TestWhatWaitsIsJoined(t *testing.T) {
	leaktest.Check(t)
	const pieces = 100
	piece := bytes.Repeat([]byte("small "), 10)
	arrived := make(chan bool)
	gate := make(chan struct{})
	r := &recorder{data: func(*mobile.Chunk) error { <-gate; return nil }}
	cfg := configFor(t, serve(t, func(conn net.Conn) {
		for range pieces {
			_, _ = conn.Write(piece)
			if !<-arrived { // so that each has a read of its own
				return
			}
		}
	}))
	const most = 2000
	cfg.SetMaxChunk(most)
	c := start(t, cfg, r)
	for n := range pieces {
		r.until(t, "a piece", func() bool { return c.Stats().BytesIn >= int64((n+1)*len(piece)) || wake(r) })
		arrived <- true
	}
	close(gate)
	r.ends(t, c)
	require.Equal(t, string(bytes.Repeat(piece, pieces)), r.text.String())
	require.LessOrEqual(t, len(r.chunks), 2+pieces*len(piece)/(most-len(piece)))
	for _, chunk := range r.chunks {
		require.LessOrEqual(t, chunk.Len(), int32(most))
	}
	require.EqualValues(t, len(r.chunks), c.Stats().ChunksIn)
}
