package interop_test

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/threadedtcp/threadedtcp/axon"
	"github.com/threadedtcp/threadedtcp/internal/leaktest"
	"github.com/threadedtcp/threadedtcp/internet"
	"github.com/threadedtcp/threadedtcp/stock"
	"github.com/threadedtcp/threadedtcp/test/conformance"
	"github.com/threadedtcp/threadedtcp/test/interop"
)

// serve runs a server on loopback until the test ends, which fails when anything
// went wrong inside or is still open then.
func serve(t testing.TB, s *internet.ServerCore) (addr string) {
	s.Server.Host = "127.0.0.1"
	s.Server.ListenConfig.Control = conformance.SmallBuffers
	var news axon.In[axon.Signal]
	news.Handle(func(_ context.Context, m axon.Signal) {
		if e, ok := m.(axon.ErrorInformation); ok {
			t.Errorf("the server says: %v", e)
		}
	})
	_, err := axon.Link(&s.Signal, &news)
	require.NoError(t, err)
	h, err := axon.Activate(context.Background(), s)
	require.NoError(t, err)
	t.Cleanup(func() {
		// In order: a client may have left before the server's end of it is over.
		var order axon.Out[axon.Signal]
		_, err := axon.Link(&order, &s.Control)
		assert.NoError(t, err)
		assert.NoError(t, order.Send(context.Background(), axon.ProducerFinished{}))
		select {
		case <-h.Done():
			assert.NoError(t, h.Err())
		case <-time.After(30 * time.Second):
			t.Error("the server still has connections")
			h.Stop()
		}
	})
	return s.Addr().String()
}

// TestSimpleServerEcho is Kamaelia's TCPClient against this project's server.
func TestSimpleServerEcho(t *testing.T) {
	leaktest.Check(t)
	interop.TestEcho(t, func(t testing.TB) string {
		return serve(t, internet.NewSimpleServer(func() axon.Component { return stock.NewEcho() }, 0))
	})
}

// web is a component that answers GET as HTTP/1.1 and HTTP/1.0 do (RFC 9112): by
// length, and with the connection kept open where the client wants that.
type web struct {
	axon.Base[[]byte, []byte]
	files map[string][]byte
}

var errLastAnswer = errors.New("the client wants no more")

func (w *web) Run(ctx context.Context) error {
	var head []byte
	_, err := w.Each(ctx, func(m []byte) error {
		head = append(head, m...)
		for {
			end := bytes.Index(head, []byte("\r\n\r\n"))
			if end < 0 {
				return nil
			}
			r, err := http.ReadRequest(bufio.NewReader(bytes.NewReader(head[:end+4])))
			if err != nil {
				return err
			}
			head = head[end+4:]
			if err := w.answer(ctx, r); err != nil {
				return err
			}
		}
	})
	if err == errLastAnswer {
		return nil // what was sent is written in full
	}
	return err
}

func (w *web) answer(ctx context.Context, r *http.Request) error {
	body, status := w.files[r.URL.Path], "200 OK"
	if body == nil {
		status = "404 Not Found"
	}
	keep := r.ProtoAtLeast(1, 1) && !r.Close || strings.EqualFold(r.Header.Get("Connection"), "keep-alive")
	word := map[bool]string{true: "keep-alive", false: "close"}[keep]
	head := fmt.Sprintf("%s %s\r\nContent-Length: %d\r\nConnection: %s\r\n\r\n", r.Proto, status, len(body), word)
	for _, m := range [][]byte{[]byte(head), body} {
		if len(m) == 0 {
			continue
		}
		if err := w.Outbox.Send(ctx, m); err != nil {
			return err
		}
	}
	if !keep {
		return errLastAnswer
	}
	return nil
}

func serveWeb(t testing.TB, files map[string][]byte) (url string) {
	return "http://" + serve(t, internet.NewSimpleServer(func() axon.Component { return &web{files: files} }, 0))
}

// page is 1 MiB.
var page = func() []byte {
	b := bytes.Repeat([]byte("0123456789abcdef"), 1<<16)
	for i := range b {
		b[i] ^= byte(i>>8) + 3*byte(i>>16) // no two neighbours alike
	}
	return b
}()

// fetch runs curl, which writes the bodies to files that are called 0, 1 and so on.
func fetch(t *testing.T, curl string, n int, args ...string) (bodies [][]byte, said string) {
	dir := t.TempDir()
	_, stderr := interop.Output(t, nil, curl, append([]string{"-q", "-sS", "-v", "--max-time", "60", "--noproxy", "*", "--output-dir", dir}, args...)...)
	for i := range n {
		body, err := os.ReadFile(filepath.Join(dir, fmt.Sprint(i)))
		require.NoError(t, err)
		bodies = append(bodies, body)
	}
	return bodies, string(stderr)
}

func TestCurl(t *testing.T) {
	leaktest.Check(t)
	curl := interop.Find(t, "curl", "--version")
	url := serveWeb(t, map[string][]byte{"/big": page, "/small": []byte("small")})
	t.Run("OneMiB", func(t *testing.T) {
		bodies, _ := fetch(t, curl, 1, url+"/big", "-f", "-o", "0")
		assert.True(t, bytes.Equal(page, bodies[0]), "%d bytes came", len(bodies[0]))
	})
	t.Run("TwoRequestsOneConnection", func(t *testing.T) {
		bodies, said := fetch(t, curl, 2, "-f", url+"/small", "-o", "0", url+"/big", "-o", "1")
		assert.Equal(t, "small", string(bodies[0]))
		assert.True(t, bytes.Equal(page, bodies[1]), "%d bytes came", len(bodies[1]))
		assert.Equal(t, 1, strings.Count(said, "Connected to 127.0.0.1"), said)
		assert.Contains(t, said, "Re-using existing connection")
	})
	t.Run("ClosedAfterwards", func(t *testing.T) {
		bodies, said := fetch(t, curl, 1, "-f", "-H", "Connection: close", url+"/big", "-o", "0")
		assert.True(t, bytes.Equal(page, bodies[0]), "%d bytes came", len(bodies[0]))
		assert.Contains(t, said, "Closing connection")
	})
	t.Run("HTTP10", func(t *testing.T) {
		bodies, _ := fetch(t, curl, 1, "-f", "--http1.0", url+"/big", "-o", "0")
		assert.True(t, bytes.Equal(page, bodies[0]), "%d bytes came", len(bodies[0]))
	})
	t.Run("NotFound", func(t *testing.T) {
		bodies, said := fetch(t, curl, 2, url+"/none", "-o", "0", url+"/small", "-o", "1")
		assert.Contains(t, said, "404 Not Found")
		assert.Empty(t, bodies[0])
		assert.Equal(t, "small", string(bodies[1]))
	})
}

func TestCurlManyAtOnce(t *testing.T) {
	leaktest.Check(t)
	curl := interop.Find(t, "curl", "--version")
	url := serveWeb(t, map[string][]byte{"/big": page})
	args := []string{"-f", "--parallel", "--parallel-immediate", "--parallel-max", "20"}
	for i := range 20 {
		args = append(args, url+"/big", "-o", fmt.Sprint(i))
	}
	bodies, said := fetch(t, curl, 20, args...)
	for _, body := range bodies {
		assert.True(t, bytes.Equal(page, body), "%d bytes came", len(body))
	}
	assert.Equal(t, 20, strings.Count(said, "Connected to 127.0.0.1"))
}

func TestApacheBench(t *testing.T) {
	leaktest.Check(t)
	ab := interop.Find(t, "ab", "-V")
	body := bytes.Repeat([]byte("x"), 10_000)
	url := serveWeb(t, map[string][]byte{"/page": body})
	const requests = 2000
	for name, args := range map[string][]string{"KeepAlive": {"-k"}, "Close": nil} {
		t.Run(name, func(t *testing.T) {
			out, _ := interop.Output(t, nil, ab, append(args, "-q", "-s", "30", "-n", fmt.Sprint(requests), "-c", "20", url+"/page")...)
			number := func(label string) string {
				m := regexp.MustCompile(label + `:\s+([\d.]+)`).FindSubmatch(out)
				if m == nil {
					return ""
				}
				return string(m[1])
			}
			t.Logf("%s requests in %s s", number("Complete requests"), number("Time taken for tests"))
			assert.Equal(t, fmt.Sprint(requests), number("Complete requests"), "%s", out)
			assert.Equal(t, "0", number("Failed requests"), "%s", out)
			assert.Equal(t, fmt.Sprint(requests*len(body)), number("HTML transferred"), "%s", out)
			assert.NotContains(t, string(out), "Non-2xx responses")
			if args != nil {
				assert.Equal(t, fmt.Sprint(requests), number("Keep-Alive requests"), "%s", out)
			}
		})
	}
}
