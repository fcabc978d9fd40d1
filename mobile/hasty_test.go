package mobile_test

import (
	"fmt"
	"io"
	"net"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/threadedtcp/threadedtcp/internal/leaktest"
	"github.com/threadedtcp/threadedtcp/internal/stream"
	"github.com/threadedtcp/threadedtcp/mobile"
	"github.com/threadedtcp/threadedtcp/secure"
)

// A hasty peer says something as soon as it has accepted, and ends the connection.
type hasty struct {
	name string
	port int32
	tls  *mobile.TLSOptions
	says string
	end  int32 // the code that tells of it
}

// hastyPeers are those in clear, and those with TLS where that is linked.
func hastyPeers(t *testing.T) (all []hasty) {
	short, long := "220 go away\r\n", strings.Repeat("220-a long story\r\n", 10_000)
	for name, says := range map[string]string{"few bytes": short, "many bytes": long} {
		port := serve(t, func(conn net.Conn) { _, _ = io.WriteString(conn, says) })
		all = append(all, hasty{name, port, nil, says, mobile.CodeClosedByPeer})
	}
	if runtime.GOOS == "linux" { // others may throw away what came before a reset
		port := serve(t, func(conn net.Conn) {
			_, _ = io.WriteString(conn, short)
			_ = conn.(*net.TCPConn).SetLinger(0)
		})
		all = append(all, hasty{"reset", port, nil, short, mobile.CodeReset})
	}
	o := mobile.NewTLSOptions()
	if mobile.CodeOf(o.SetRootsPEM(certificates().root.CertPEM())) == mobile.CodeTLSUnavailable {
		return all
	}
	upgrade, err := secure.Options{Certificate: certificates().good.CertPEM(), Key: certificates().good.KeyPEM()}.Server()
	require.NoError(t, err)
	for name, end := range map[string]func(net.Conn) error{"TLS": net.Conn.Close, "TLS cut off": nil} {
		port := serve(t, func(conn net.Conn) {
			s, _, err := upgrade.Upgrade(t.Context(), conn, stream.End{Server: true})
			if err == nil {
				_, _ = io.WriteString(s, short)
				if end != nil {
					_ = end(s)
				}
			}
		})
		all = append(all, hasty{name, port, o, short, mobile.CodeClosedByPeer})
	}
	return all
}

func (h hasty) config(t testing.TB) *mobile.Config {
	cfg := configFor(t, h.port)
	cfg.SetTLS(h.tls)
	return cfg
}

// outcomes calls f many times, by several goroutines at once, and counts what comes
// of it.
func outcomes(f func() string) map[string]int {
	rounds := 100
	if testing.Short() {
		rounds = 20
	}
	found := map[string]int{}
	var mu sync.Mutex
	var all sync.WaitGroup
	for range 2 {
		all.Go(func() {
			for range rounds / 2 {
				outcome := f()
				mu.Lock()
				found[outcome]++
				mu.Unlock()
			}
		})
	}
	all.Wait()
	return found
}

// always asserts that nothing else comes of f.
func always(t *testing.T, want string, f func() string) {
	t.Helper()
	found := outcomes(f)
	require.Len(t, found, 1, "%v", found)
	require.Contains(t, found, want)
}

// tells says how much of what was expected has come, and what then.
func tells(want, got string, code int32) string {
	text := fmt.Sprintf("%d bytes", len(got))
	if got != want {
		text = fmt.Sprintf("%d bytes that are not those that were sent", len(got))
	}
	return text + ", " + mobile.CodeName(code)
}

// A connection that was made counts as made, however soon it ends: its bytes are
// delivered, and then its end is told.
func TestHastyPeersAreHeard(t *testing.T) {
	leaktest.Check(t)
	for _, h := range hastyPeers(t) {
		t.Run(h.name+", Conn", func(t *testing.T) {
			always(t, tells(h.says, h.says, h.end), func() string {
				conn, err := mobile.Dial(h.config(t))
				if err != nil {
					return "Dial: " + mobile.CodeName(mobile.CodeOf(err))
				}
				defer conn.Close()
				var got []byte
				for err == nil {
					var p []byte
					p, err = conn.Read(int32(len(h.says)))
					got = append(got, p...)
				}
				return tells(h.says, string(got), mobile.CodeOf(err))
			})
		})
		t.Run(h.name+", Client", func(t *testing.T) {
			always(t, tells(h.says, h.says, h.end), func() string {
				return hears(h.config(t), h.says)
			})
		})
		t.Run(h.name+", Client that cuts frames and tries again", func(t *testing.T) {
			const times = 3
			says := strings.Repeat(h.says, times)
			always(t, tells(says, says, h.end), func() string {
				cfg, retry := h.config(t), quick()
				retry.SetMaxAttempts(times - 1)
				cfg.SetRetry(retry)
				check(cfg.SetDelimiter([]byte("\r\n"), 100))
				return hears(cfg, says)
			})
		})
	}
}

// hears tells what a client hears until its end.
func hears(cfg *mobile.Config, want string) string {
	r := &recorder{}
	c, err := mobile.NewClient(cfg, r)
	check(err)
	check(c.Start())
	if !c.AwaitClosed(hang.Milliseconds()) {
		c.Close()
		return "it has not closed"
	}
	return tells(want, r.text.String(), r.why[0].Code())
}

// Data of a client that hangs up at once reaches the app of the server.
func TestHastyClientsAreHeard(t *testing.T) {
	leaktest.Check(t)
	const says = "hello"
	heard := make(chan string, 1000)
	h := newHall()
	h.welcome = func(_ *mobile.Peer, r *recorder) (mobile.Listener, error) {
		r.closed = func(why *mobile.Failure) error {
			heard <- tells(says, r.text.String(), why.Code())
			return nil
		}
		return r, nil
	}
	s := listen(t, h, nil)
	always(t, tells(says, says, mobile.CodeClosedByPeer), func() string {
		conn, err := net.Dial("tcp", "127.0.0.1:"+itoa(s.Port()))
		check(err)
		_, _ = io.WriteString(conn, says)
		_ = conn.Close()
		select {
		case outcome := <-heard:
			<-h.arrived
			return outcome
		case <-time.After(hang):
			return "nobody has heard"
		}
	})
}

// What was sent before an end in order arrives, and so does an answer that comes late.
func TestLateAnswersAreHeard(t *testing.T) {
	leaktest.Check(t)
	const message, messages = "a message of the app's\n", 100
	port := serve(t, func(conn net.Conn) {
		all, err := io.ReadAll(conn) // to the half close
		if err == nil && string(all) == strings.Repeat(message, messages) {
			time.Sleep(5 * time.Millisecond)
			_, _ = io.WriteString(conn, "all of ")
			time.Sleep(5 * time.Millisecond)
			_, _ = io.WriteString(conn, "it")
		}
	})
	for name, end := range map[string]func(c *mobile.Client){
		"FinishSending":       func(c *mobile.Client) { check(c.FinishSending()) },
		"Stop":                func(c *mobile.Client) { c.Stop() },
		"FinishSending, Stop": func(c *mobile.Client) { check(c.FinishSending()); c.Stop() },
	} {
		t.Run(name, func(t *testing.T) {
			always(t, tells("all of it", "all of it", mobile.CodeOK), func() string {
				r := &recorder{}
				c, err := mobile.NewClient(configFor(t, port), r)
				check(err)
				check(c.Start())
				for range messages {
					check(c.SendText(message))
				}
				end(c)
				if !c.AwaitClosed(hang.Milliseconds()) {
					c.Close()
					return "it has not closed"
				}
				return tells("all of it", r.text.String(), r.why[0].Code())
			})
		})
	}
	t.Run("Conn", func(t *testing.T) {
		always(t, tells("all of it", "all of it", mobile.CodeClosedByPeer), func() string {
			conn, err := mobile.Dial(configFor(t, port))
			check(err)
			defer conn.Close()
			for range messages {
				check(conn.Write([]byte(message)))
			}
			check(conn.CloseWrite())
			got, err := conn.ReadUntil([]byte("it"), 100)
			check(err)
			_, err = conn.Read(1)
			return tells("all of it", string(got), mobile.CodeOf(err))
		})
	})
}

// Of messages of one size, those that the system has not taken whole are counted, and
// no others: handed back at the end, or kept for the next connection.
func TestUnsentMessagesCountExactly(t *testing.T) {
	leaktest.Check(t)
	const size, messages = 10_007, 300
	reads := func(conn net.Conn) { // some of it, and breaks the connection
		_, _ = io.CopyN(struct{ io.Writer }{io.Discard}, conn, size*20)
		_ = conn.(*net.TCPConn).SetLinger(0)
	}
	port := serve(t, reads)
	unsent := func(c *mobile.Client) int64 { return messages - c.Stats().BytesOut/size }
	send := func(c *mobile.Client) {
		message := make([]byte, size)
		for range messages {
			check(c.Send(message))
		}
	}
	config := func() *mobile.Config {
		cfg := configFor(t, port)
		cfg.SetSendQueueLimit(size * messages)
		return cfg
	}
	t.Run("handed back", func(t *testing.T) {
		for name, end := range map[string]func(*mobile.Client){
			"by the peer": func(*mobile.Client) {}, "Close": func(c *mobile.Client) { c.Close() },
		} {
			t.Run(name, func(t *testing.T) {
				always(t, "right", func() string {
					r := &recorder{}
					c, err := mobile.NewClient(config(), r)
					check(err)
					send(c)
					check(c.Start())
					end(c)
					if !c.AwaitClosed(hang.Milliseconds()) {
						c.Close()
						return "it has not closed"
					}
					why := r.why[0]
					if int64(why.UnsentMessages()) != unsent(c) || why.UnsentBytes() != unsent(c)*size {
						return fmt.Sprintf("%d unsent messages, %d bytes, but %d of %d bytes were taken",
							why.UnsentMessages(), why.UnsentBytes(), c.Stats().BytesOut, size*messages)
					}
					return "right"
				})
			})
		}
	})
	t.Run("kept", func(t *testing.T) {
		always(t, "right", func() string {
			cfg, retry := config(), quick()
			retry.SetKeepUnsent(true)
			cfg.SetRetry(retry)
			r := &recorder{}
			c, err := mobile.NewClient(cfg, r)
			check(err)
			outcome := ""
			r.retry = func(_ int32, _ int64, why *mobile.Failure) error {
				kept := c.Stats().QueuedBytes
				switch {
				case outcome != "":
				case kept != unsent(c)*size || why.UnsentMessages() != 0:
					outcome = fmt.Sprintf("%d bytes kept and %d handed back, but %d of %d were taken",
						kept, why.UnsentBytes(), c.Stats().BytesOut, size*messages)
				default:
					outcome = "right"
				}
				c.Close()
				return nil
			}
			send(c)
			check(c.Start())
			if !c.AwaitClosed(hang.Milliseconds()) {
				c.Close()
				return "it has not closed"
			}
			return outcome
		})
	})
}
