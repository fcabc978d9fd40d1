package interop

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"sync"
	"testing"
	"time"
)

// A Client sends everything that payload yields to the echo server at addr, reads
// what comes back meanwhile, and returns its digest and length once as much came
// back as was sent. It must not half close before that: Kamaelia's server answers
// a half close by throwing its replies away. It runs on many goroutines at once
// and reports with t.Errorf, never t.Fatal.
type Client func(t testing.TB, addr string, payload io.Reader) (sum [32]byte, n int64)

// An Echo serves on loopback until the test ends and returns its address.
type Echo func(t testing.TB) (addr string)

// patience bounds each case; the slowest takes a few seconds on two cores.
const patience = 2 * time.Minute

type exchange struct {
	name        string
	bytes       int64
	connections int
}

var exchanges = []exchange{
	{"1B", 1, 1},
	{"100kB", 100_000, 1},
	{"50MB", 50_000_000, 1},
	{"20AtOnce", 100_000, 20},
}

// TestClient runs client against every foreign echo server.
func TestClient(t *testing.T, client Client) {
	for _, server := range []struct {
		name string
		echo Echo
	}{
		{"KamaeliaEcho", KamaeliaEcho},
		{"SocatEcho", SocatEcho},
	} {
		t.Run(server.name, func(t *testing.T) {
			addr := server.echo(t)
			for _, x := range exchanges {
				t.Run(x.name, func(t *testing.T) { converse(t, client, addr, x) })
			}
		})
	}
}

// TestEcho runs every foreign client against echo.
func TestEcho(t *testing.T, echo Echo) {
	t.Run("KamaeliaClient", func(t *testing.T) {
		addr := echo(t)
		for _, x := range exchanges {
			t.Run(x.name, func(t *testing.T) { kamaeliaClient(t, addr, x) })
		}
	})
}

// converse runs x.connections clients that are provably connected at one time.
func converse(t *testing.T, client Client, addr string, x exchange) {
	meet := newMeeting(x.connections)
	var clients sync.WaitGroup
	for i := range x.connections {
		clients.Go(func() {
			sent := sha256.New()
			payload := io.TeeReader(meet.halfway(random(i, x.bytes), x.bytes), sent)
			sum, n := client(t, addr, payload)
			if n != x.bytes || sum != [32]byte(sent.Sum(nil)) {
				t.Errorf("connection %d: %d bytes came back with digest %x, want %d with %x", i, n, sum, x.bytes, sent.Sum(nil))
			}
		})
	}
	within(t, clients.Wait)
}

// within fails the test at once when wait takes longer than patience.
func within(t *testing.T, wait func()) {
	done := make(chan struct{})
	go func() { defer close(done); wait() }()
	select {
	case <-done:
	case <-time.After(patience):
		t.Fatalf("not finished after %v", patience)
	}
}

// random yields n bytes that depend on seed alone.
func random(seed int, n int64) io.Reader {
	return io.LimitReader(rand.NewChaCha8(sha256.Sum256(fmt.Append(nil, seed))), n)
}

// A meeting holds every payload at its middle until all of them are there.
type meeting struct{ arrivals sync.WaitGroup }

func newMeeting(n int) *meeting {
	m := new(meeting)
	m.arrivals.Add(n)
	return m
}

var errNobodyCame = errors.New("the other connections did not get halfway")

func (m *meeting) halfway(payload io.Reader, n int64) io.Reader {
	return io.MultiReader(io.LimitReader(payload, n/2), readerFunc(m.wait), payload)
}

func (m *meeting) wait([]byte) (int, error) {
	m.arrivals.Done()
	all := make(chan struct{})
	go func() { m.arrivals.Wait(); close(all) }()
	select {
	case <-all:
		return 0, io.EOF
	case <-time.After(patience / 2):
		return 0, errNobodyCame
	}
}

type readerFunc func([]byte) (int, error)

func (f readerFunc) Read(p []byte) (int, error) { return f(p) }
