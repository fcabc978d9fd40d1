package main

import (
	"bytes"
	"crypto/sha256"
	"io"
	"math/rand/v2"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/threadedtcp/threadedtcp/internal/leaktest"
)

// noise begins with every byte value.
func noise(size int) []byte {
	data := make([]byte, size)
	rand.NewChaCha8([32]byte{1}).Read(data)
	for i := range min(256, size) {
		data[i] = byte(i)
	}
	return data
}

const large = 50 << 20

// through sends data by pipes through the program to an echo server, and checks
// what comes back.
func through(t *testing.T, data []byte, port string) int {
	t.Helper()
	cmd := program(t, "127.0.0.1", port)
	cmd.Stdin = bytes.NewReader(data)
	cmd.Stderr = os.Stderr
	sum, n := sha256.New(), 0
	cmd.Stdout = writerFunc(func(p []byte) (int, error) { n += len(p); return sum.Write(p) })
	status := statusOf(t, cmd.Run())
	if status == 0 {
		require.Equal(t, len(data), n)
		require.Equal(t, sha256.Sum256(data), [32]byte(sum.Sum(nil)))
	}
	return status
}

type writerFunc func([]byte) (int, error)

func (f writerFunc) Write(p []byte) (int, error) { return f(p) }

func TestEchoThroughPipes(t *testing.T) {
	for _, size := range []int{0, 1, 256, 100_000, large} {
		require.Zero(t, through(t, noise(size), serve(t, echo)), size)
	}
}

func TestEchoThroughSocat(t *testing.T) {
	port := freePort(t)
	foreign(t, nil, nil, "socat", "TCP-LISTEN:"+port+",bind=127.0.0.1,reuseaddr,fork", "EXEC:cat,nofork")
	patiently(t, func() int { return through(t, noise(large), port) })
}

// Servers that send a file or keep what they get, one way at a time: nc -l stops
// sending at the client's half close (towards a client of its own, too), and ncat
// half-closes at the end of its input, at which the client ends. So the input of
// one that receives stays open. As an echo server, ncat -e, it loses what cat says
// after the half close.
func TestForeignServers(t *testing.T) {
	ours, theirs := noise(large), noise(large + 7)[7:]
	for _, test := range []struct {
		server       []string
		ours, theirs []byte
	}{
		{[]string{"nc.openbsd", "-l", "127.0.0.1"}, ours, nil},
		{[]string{"ncat", "-v", "-l", "127.0.0.1"}, ours, nil},
		{[]string{"ncat", "--send-only", "-l", "127.0.0.1"}, nil, theirs},
	} {
		t.Run(strings.Join(test.server[:2], " "), func(t *testing.T) {
			port := freePort(t)
			var got, back bytes.Buffer
			var stdin io.Reader = bytes.NewReader(test.theirs)
			if test.theirs == nil {
				r, w, err := os.Pipe()
				require.NoError(t, err)
				defer r.Close()
				defer w.Close()
				stdin = r
			}
			server := foreign(t, stdin, &got, test.server[0], append(test.server[1:], port)...)
			patiently(t, func() int {
				cmd := program(t, "127.0.0.1:"+port)
				cmd.Stdin, cmd.Stdout = bytes.NewReader(test.ours), &back
				return statusOf(t, cmd.Run())
			})
			require.NoError(t, server.Wait())
			require.True(t, bytes.Equal(test.ours, got.Bytes()), got.Len())
			require.True(t, bytes.Equal(test.theirs, back.Bytes()), back.Len())
		})
	}
}

func TestFilesAsInputAndOutput(t *testing.T) {
	data := noise(3 << 20)
	name := filepath.Join(t.TempDir(), "file")
	require.NoError(t, os.WriteFile(name, data, 0o600))
	in, err := os.Open(name)
	require.NoError(t, err)
	defer in.Close()
	out, err := os.Create(name + ".back")
	require.NoError(t, err)
	defer out.Close()
	cmd := program(t, "localhost", serve(t, echo), "-w", "5")
	cmd.Stdin, cmd.Stdout = in, out
	require.NoError(t, cmd.Run())
	back, err := os.ReadFile(name + ".back")
	require.NoError(t, err)
	require.True(t, bytes.Equal(data, back))
}

func TestServerEndsWhileInputWaits(t *testing.T) {
	leaktest.Check(t)
	port := serve(t, func(c *net.TCPConn) { io.WriteString(c, "bye") })
	r, w := io.Pipe()
	defer w.Close()
	start := time.Now()
	require.Equal(t, result{0, "bye", ""}, do(r, "127.0.0.1", port))
	require.Less(t, time.Since(start), time.Second)
	w.Close() // lets the abandoned read go
}

func TestServerEndsWhilePipeIsOpen(t *testing.T) {
	port := serve(t, func(c *net.TCPConn) { io.WriteString(c, "bye") })
	r, w, err := os.Pipe()
	require.NoError(t, err)
	defer w.Close()
	defer r.Close()
	require.Equal(t, result{0, "bye", ""}, execute(t, r, "127.0.0.1", port))
}

// TestServerEndsBetweenInputs has a writer that would have had more to say.
func TestServerEndsBetweenInputs(t *testing.T) {
	port := serve(t, func(c *net.TCPConn) {
		io.ReadFull(c, make([]byte, 5))
		io.WriteString(c, "bye")
	})
	r, w, err := os.Pipe()
	require.NoError(t, err)
	defer w.Close()
	defer r.Close()
	_, err = w.WriteString("hello")
	require.NoError(t, err)
	require.Equal(t, result{0, "bye", ""}, execute(t, r, "127.0.0.1", port))
}

func TestServerAnswersLate(t *testing.T) {
	leaktest.Check(t)
	port := serve(t, func(c *net.TCPConn) {
		question, _ := io.ReadAll(c) // to the half close
		time.Sleep(300 * time.Millisecond)
		c.Write(append(question, '!'))
	})
	require.Equal(t, result{0, "what?!", ""}, do(strings.NewReader("what?"), "127.0.0.1:"+port))
}
