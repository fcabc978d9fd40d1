package main

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"io"
	"net"
	"os"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/threadedtcp/threadedtcp/internal/leaktest"
)

// again are flags of a client that does not wait long.
var again = []string{"-r", "-quiet", "-retry-delay", "1ms", "-retry-max", "5ms", "-stable-time", "0"}

// TestDropsLoseOnlyWhatWasSent numbers what it sends. Servers that reset at any point
// see the numbers in order, none twice, and the last server sees the last.
func TestDropsLoseOnlyWhatWasSent(t *testing.T) {
	leaktest.Check(t)
	const numbers, drops = 8 << 20, 6 // more than the buffers of all these connections
	data := make([]byte, 0, 8*numbers)
	for n := range uint64(numbers) {
		data = binary.BigEndian.AppendUint64(data, n)
	}
	var mu sync.Mutex
	var got [][]byte
	all := make(chan bool)
	port := serve(t, func(c *net.TCPConn) {
		mu.Lock()
		n := len(got)
		got = append(got, nil)
		mu.Unlock()
		limit := int64(1000 + 7777*n)
		if n >= drops {
			limit = int64(len(data))
		}
		read, _ := io.ReadAll(io.LimitReader(c, limit))
		mu.Lock()
		got[n] = read
		mu.Unlock()
		if n < drops {
			c.SetLinger(0)
			return
		}
		close(all)
	})
	r := do(bytes.NewReader(data), append(again, "-keep", "4k", "127.0.0.1", port)...)
	require.Zero(t, r.status, r.stderr)
	<-all
	require.Len(t, got, drops+1)
	next := 0
	for i, part := range got {
		if len(part) < 16 {
			continue // a reset was faster than what it has lost
		}
		at := next + bytes.Index(data[next:], part[:16])
		require.GreaterOrEqual(t, at, next, "connection %d begins with what another has had", i)
		require.True(t, bytes.Equal(data[at:at+len(part)], part), "connection %d has a gap", i)
		next = at + len(part)
	}
	require.Equal(t, len(data), next, "the last connection has the end")
}

// TestComesBack has a server that ends each connection in order after a line.
func TestComesBack(t *testing.T) {
	leaktest.Check(t)
	port := serve(t, func(c *net.TCPConn) {
		p := make([]byte, 100)
		n, _ := c.Read(p)
		io.WriteString(c, "<"+string(p[:n])+">")
	})
	stdin, input, err := os.Pipe()
	require.NoError(t, err)
	defer stdin.Close()
	news, stderr := io.Pipe()
	ended := make(chan result)
	go func() {
		var stdout bytes.Buffer
		status := run([]string{"-r", "-retry-delay", "1ms", "-retry-max", "5ms", "127.0.0.1", port}, stdin, &stdout, stderr)
		stderr.Close()
		ended <- result{status: status, stdout: stdout.String()}
	}()
	lines := bufio.NewScanner(news)
	for _, text := range []string{"one", "two", "three"} {
		io.WriteString(input, text)
		require.True(t, lines.Scan())
		require.Contains(t, lines.Text(), ": the server has closed it; again in ")
	}
	io.WriteString(input, "four")
	input.Close()
	require.False(t, lines.Scan(), lines.Text())
	require.Equal(t, result{status: 0, stdout: "<one><two><three><four>"}, <-ended)
}

// TestResetAtTheEnd has nothing left to send, so that nothing is tried again.
func TestResetAtTheEnd(t *testing.T) {
	leaktest.Check(t)
	port := serve(t, func(c *net.TCPConn) {
		io.Copy(io.Discard, c)
		c.SetLinger(0)
	})
	do(strings.NewReader("x"), append(again, "127.0.0.1", port)...).fails(t, statusReset, "connection to 127.0.0.1:"+port+": ")
}

func TestTail(t *testing.T) {
	x := tail{most: 100}
	all := noise(100_000)
	for i := 0; i < len(all); {
		n := min(1+i%70, len(all)-i)
		x.add(all[i : i+n])
		i += n
		require.Equal(t, all[max(0, i-100):i], x.last(100))
		require.LessOrEqual(t, cap(x.data), 1000)
	}
	require.Empty(t, x.last(0))
}
