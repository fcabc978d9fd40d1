package examples

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"hash"
	"io"
	"math/rand/v2"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/threadedtcp/threadedtcp/internal/leaktest"
	"github.com/threadedtcp/threadedtcp/internet"
	"github.com/threadedtcp/threadedtcp/test/proc"
)

// echoes serves what comes back through a gateway.
func echoes(t *testing.T) string {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer c.Close()
				buf := make([]byte, 512)
				io.CopyBuffer(struct{ io.Writer }{c}, struct{ io.Reader }{c}, buf)
			}()
		}
	}()
	return l.Addr().String()
}

func TestGateway(t *testing.T) {
	comesBack(t, serve(t, "gateway", "-to="+echoes(t)), bytes.Repeat([]byte("there and back"), 100_000))
}

// TestGatewayOfMany has 4,500 connections through one gateway at once, 9,000 sockets, and
// compares the sums of what goes out and what comes back on each.
func TestGatewayOfMany(t *testing.T) {
	if internet.Engine() != "selector" {
		t.Skip("a thread for each socket is for fewer: this is what the tag selector is for")
	}
	const connections = 4500
	const hang = 4 * time.Minute // poll(2) looks at each of 9,000 for each that comes
	if limit := descriptors(t); limit < 2*connections+100 {
		leaktest.Missing(t, limit, "descriptors are allowed")
	}
	first, gateway := served(t, "gateway", "-to="+echoes(t))
	first.SetDeadline(time.Now().Add(hang))
	clients := []net.Conn{first}
	var wg sync.WaitGroup
	var mu sync.Mutex
	for range 50 { // so many at a time are being connected
		wg.Go(func() {
			for {
				mu.Lock()
				if len(clients) == connections {
					mu.Unlock()
					return
				}
				i := len(clients)
				clients = append(clients, nil)
				mu.Unlock()
				c, err := net.Dial("tcp", first.RemoteAddr().String())
				if err != nil {
					t.Error(err)
					return
				}
				t.Cleanup(func() { c.Close() })
				c.SetDeadline(time.Now().Add(hang))
				mu.Lock()
				clients[i] = c
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	require.False(t, t.Failed())
	sent, back := make([]hash.Hash, connections), make([]hash.Hash, connections)
	for i := range connections {
		sent[i], back[i] = sha256.New(), sha256.New()
	}
	piece := make([]byte, 4<<10) // which the kernel keeps until it is read
	source := rand.NewChaCha8([32]byte{})
	for range 2 {
		for i, c := range clients {
			source.Read(piece)
			_, err := io.MultiWriter(c, sent[i]).Write(piece)
			require.NoError(t, err, "connection %d", i)
		}
		for i, c := range clients {
			_, err := io.CopyN(back[i], c, int64(len(piece)))
			require.NoError(t, err, "connection %d", i)
		}
	}
	for i := range connections {
		require.Equal(t, sent[i].Sum(nil), back[i].Sum(nil), "connection %d", i)
	}
	require.GreaterOrEqual(t, sockets(t, gateway.Pid), 2*connections)
	threads, err := proc.Field(gateway.Pid, "status", "Threads")
	require.NoError(t, err)
	require.Less(t, threads, 100)
}

// sockets returns how many a process has open.
func sockets(t *testing.T, pid int) (n int) {
	open, err := filepath.Glob(fmt.Sprintf("/proc/%d/fd/*", pid))
	require.NoError(t, err)
	for _, path := range open {
		if file, err := os.Readlink(path); err == nil && strings.HasPrefix(file, "socket:") {
			n++
		}
	}
	return n
}

// descriptors returns how many this process may have.
func descriptors(t *testing.T) int {
	limits, err := os.ReadFile("/proc/self/limits")
	if err != nil {
		leaktest.Missing(t, "this system does not say how many descriptors it allows")
	}
	for line := range strings.Lines(string(limits)) {
		if rest, ok := strings.CutPrefix(line, "Max open files"); ok {
			n, err := strconv.Atoi(strings.Fields(rest)[0])
			require.NoError(t, err)
			return n
		}
	}
	t.Fatal("no such limit")
	return 0
}
