package examples

import (
	"bytes"
	"io"
	"net"
	"os"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/threadedtcp/threadedtcp/internal/leaktest"
	"github.com/threadedtcp/threadedtcp/internet"
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

// TestGatewayOfMany has 4,500 connections through one gateway at once, 9,000 sockets.
func TestGatewayOfMany(t *testing.T) {
	if internet.Engine() != "selector" {
		t.Skip("a thread for each socket is for fewer: this is what the tag selector is for")
	}
	const connections = 4500
	if limit := descriptors(t); limit < 2*connections+100 {
		leaktest.Missing(t, limit, "descriptors are allowed")
	}
	first := serve(t, "gateway", "-to="+echoes(t))
	first.SetDeadline(time.Now().Add(3 * patience))
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
				c.SetDeadline(time.Now().Add(3 * patience))
				mu.Lock()
				clients[i] = c
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	require.False(t, t.Failed())
	for range 2 {
		for i, c := range clients {
			_, err := c.Write([]byte("message " + strconv.Itoa(i)))
			require.NoError(t, err)
		}
		for i, c := range clients {
			want := "message " + strconv.Itoa(i)
			got := make([]byte, len(want))
			_, err := io.ReadFull(c, got)
			require.NoError(t, err, "connection %d", i)
			require.Equal(t, want, string(got))
		}
	}
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
