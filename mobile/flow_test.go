package mobile_test

import (
	"bytes"
	"io"
	"net"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/threadedtcp/threadedtcp/internal/leaktest"
	"github.com/threadedtcp/threadedtcp/mobile"
)

func TestTheServerWaitsForASlowApp(t *testing.T) {
	leaktest.Check(t)
	const window = 64 << 10
	r := &recorder{}
	written := make(chan int, 1)
	all := make([]byte, 64<<20)
	gate := make(chan struct{})
	r.data = func(*mobile.Chunk) error { <-gate; return nil }
	full := make(chan struct{})
	cfg := configFor(t, serve(t, func(conn net.Conn) {
		go func() { // the socket's buffers are full, and nothing more is taken
			n := 0
			for n < len(all) {
				_ = conn.SetWriteDeadline(soon())
				k, err := conn.Write(all[n:])
				n += k
				if err != nil && k == 0 {
					break
				}
			}
			written <- n
			close(full)
		}()
		<-full
		silent(conn)
	}))
	cfg.SetReceiveWindow(window)
	cfg.SetMaxChunk(32 << 10)
	c := start(t, cfg, r)
	require.Less(t, receives(t, "the server to be stopped", written), len(all))
	require.LessOrEqual(t, c.Stats().BytesIn, int64(window+2*(32<<10)), "no more is received than the window, what is in the callback and what is in hand")
	close(gate)
	c.Close()
	r.ends(t, c)
}

func TestPauseStopsDataOnly(t *testing.T) {
	leaktest.Check(t)
	r := &recorder{}
	say := make(chan string)
	c := start(t, configFor(t, serveHeld(t, func(conn net.Conn, held <-chan struct{}) {
		go silent(conn)
		for {
			select {
			case text := <-say:
				if text == "" {
					_ = conn.(*net.TCPConn).CloseWrite()
				}
				_, _ = io.WriteString(conn, text)
			case <-held:
				return
			}
		}
	})), r)
	say <- "one "
	r.gets(t, "one ")
	c.Pause()
	say <- "two "
	r.until(t, "the bytes", func() bool { return c.Stats().BytesIn >= 8 || wake(r) })
	require.Equal(t, "one ", r.text.String())
	require.NoError(t, c.SendText("sending goes on"))
	c.Resume()
	r.gets(t, "one two ")

	c.Pause()
	say <- "three"
	say <- "" // the end of the connection is told after its data
	require.False(t, c.AwaitClosed(30))
	require.NotContains(t, r.events(), "closed")
	c.Resume()
	require.Equal(t, mobile.CodeClosedByPeer, r.ends(t, c).Code())
	require.Equal(t, "one two three", r.text.String())
}

func TestStopAndCloseEndAPause(t *testing.T) {
	leaktest.Check(t)
	for name, end := range map[string]func(*mobile.Client){"Close": (*mobile.Client).Close, "Stop": (*mobile.Client).Stop} {
		r := &recorder{}
		c := start(t, configFor(t, serve(t, echo)), r)
		c.Pause()
		require.NoError(t, c.SendText("data"))
		for c.Stats().BytesIn < 4 {
			require.NoError(t, c.Flush(-1))
		}
		end(c)
		r.ends(t, c)
		if name == "Stop" {
			require.Equal(t, "data", r.text.String())
		} else {
			require.Empty(t, r.text.String(), "what was not handed over is thrown away")
		}
	}
}

func TestSendWaitsAndTrySendDoesNot(t *testing.T) {
	leaktest.Check(t)
	r := &recorder{}
	cfg := configFor(t, serve(t, silent))
	cfg.SetSendQueueLimit(256 << 10)
	c := client(t, cfg, r)
	message := make([]byte, 64<<10)
	tried := 0
	for c.TrySend(message) {
		tried++
	}
	require.Equal(t, 4, tried)
	require.EqualValues(t, 256<<10, c.Stats().QueuedBytes)
	sent := make(chan error, 1)
	go func() { sent <- c.Send(message) }()
	select {
	case err := <-sent:
		t.Fatal("Send has not waited", err)
	case <-after():
	}
	require.NoError(t, c.Start())
	require.NoError(t, receives(t, "Send", sent))
	r.hears(t, "writable", 1)
	require.NoError(t, c.Flush(hang.Milliseconds()))
	require.EqualValues(t, (tried+1)*len(message), c.Stats().BytesOut)
	require.True(t, c.TrySend(bytes.Repeat([]byte("x"), 1<<20)), "a larger message is taken when nothing waits")
	require.NoError(t, c.Send(nil))
	c.Stop()
	require.Nil(t, r.ends(t, c))
}

func TestCloseReleasesWhoWaits(t *testing.T) {
	leaktest.Check(t)
	r := &recorder{}
	cfg := configFor(t, serveHeld(t, stuck))
	cfg.SetSendQueueLimit(1000)
	c := start(t, cfg, r)
	require.NoError(t, c.Send(make([]byte, 8<<20)))
	sent, flushed := make(chan error, 1), make(chan error, 1)
	go func() { sent <- c.Send(make([]byte, 1000)) }()
	go func() { flushed <- c.Flush(-1) }()
	c.Close()
	code(t, mobile.CodeInvalidState, receives(t, "Send", sent))
	code(t, mobile.CodeCancelled, receives(t, "Flush", flushed))
	r.ends(t, c)
	code(t, mobile.CodeCancelled, c.Flush(-1)) // nor is it forgotten
}

func TestTimeouts(t *testing.T) {
	leaktest.Check(t)
	t.Run("read", func(t *testing.T) {
		r := &recorder{}
		cfg := configFor(t, serve(t, silent))
		cfg.SetReadTimeoutMillis(30)
		why := r.ends(t, start(t, cfg, r))
		require.Equal(t, "read: Timeout: the peer has sent nothing in time", why.Error())
	})
	t.Run("a slow app is not a silent peer", func(t *testing.T) {
		r := &recorder{}
		gate := make(chan struct{})
		r.data = func(*mobile.Chunk) error { <-gate; return nil }
		cfg := configFor(t, serve(t, func(conn net.Conn) { _, _ = conn.Write(make([]byte, 100<<10)) }))
		cfg.SetReadTimeoutMillis(20)
		cfg.SetReceiveWindow(1000)
		c := start(t, cfg, r)
		require.False(t, c.AwaitClosed(200))
		close(gate)
		require.Equal(t, mobile.CodeClosedByPeer, r.ends(t, c).Code())
		require.Equal(t, 100<<10, r.text.Len())
	})
	t.Run("write", func(t *testing.T) {
		r := &recorder{}
		cfg := configFor(t, serveHeld(t, stuck))
		cfg.SetWriteTimeoutMillis(30)
		c := start(t, cfg, r)
		require.NoError(t, c.Send(make([]byte, 8<<20)))
		why := r.ends(t, c)
		require.Equal(t, "write: Timeout: the peer has taken nothing in time", why.Error())
		require.EqualValues(t, 1, why.UnsentMessages())
	})
	t.Run("an idle writer is not late", func(t *testing.T) {
		r := &recorder{}
		cfg := configFor(t, serve(t, echo))
		cfg.SetWriteTimeoutMillis(10)
		c := start(t, cfg, r)
		r.hears(t, "Ready", 1)
		require.False(t, c.AwaitClosed(100))
		require.NoError(t, c.SendText("still here"))
		r.gets(t, "still here")
	})
	t.Run("connect", func(t *testing.T) {
		r := &recorder{}
		cfg := configFor(t, deaf(t))
		cfg.SetConnectTimeoutMillis(50)
		why := r.ends(t, start(t, cfg, r))
		require.Equal(t, "connect", why.Op())
		require.Equal(t, "Timeout", why.CodeName())
	})
}

func TestFrames(t *testing.T) {
	leaktest.Check(t)
	pieces := []string{"one\r", "\ntwo\r\n\r", "\nthr", "ee\r\n", "rest"}
	speak := func(conn net.Conn) {
		for _, piece := range pieces {
			_, _ = io.WriteString(conn, piece)
		}
	}
	r := &recorder{}
	cfg := configFor(t, serve(t, speak))
	require.NoError(t, cfg.SetDelimiter([]byte("\r\n"), 7))
	c := start(t, cfg, r)
	r.ends(t, c)
	var whole, payload []string
	for _, chunk := range r.chunks {
		whole, payload = append(whole, chunk.Text()), append(payload, chunk.PayloadText())
	}
	require.Equal(t, []string{"one\r\n", "two\r\n", "\r\n", "three\r\n", "rest"}, whole)
	require.Equal(t, []string{"one", "two", "", "three", "rest"}, payload)
	require.True(t, r.chunks[4].Partial(), "the end of the connection has cut it off")
	require.False(t, r.chunks[3].Partial())
	require.Equal(t, strings.Join(pieces, ""), r.text.String())
	require.EqualValues(t, 5, c.Stats().ChunksIn)
}

func TestAFrameThatIsTooLarge(t *testing.T) {
	leaktest.Check(t)
	for name, set := range map[string]func(*mobile.Config) error{
		"delimiter":     func(cfg *mobile.Config) error { return cfg.SetDelimiter([]byte("\n"), 4) },
		"length prefix": func(cfg *mobile.Config) error { return cfg.SetLengthPrefix(1, true, 4) },
	} {
		r := &recorder{}
		cfg := configFor(t, serve(t, func(conn net.Conn) {
			_, _ = conn.Write([]byte("\x01\n"))
			_, _ = conn.Write([]byte("\x04abcdefg"))
			silent(conn)
		}))
		cfg.SetRetry(quick())
		require.NoError(t, set(cfg))
		why := r.ends(t, start(t, cfg, r))
		require.Equal(t, "FrameTooLarge", why.CodeName(), name)
		require.Equal(t, "\x01\n", r.chunks[0].Text())
	}
}

func TestLengthPrefix(t *testing.T) {
	leaktest.Check(t)
	for _, c := range []struct {
		width int32
		big   bool
		head  string
	}{
		{1, true, "\x03"}, {2, true, "\x00\x03"}, {2, false, "\x03\x00"},
		{4, true, "\x00\x00\x00\x03"}, {4, false, "\x03\x00\x00\x00"},
	} {
		r := &recorder{}
		zero := strings.Repeat("\x00", int(c.width))
		text := c.head + "abc" + zero + c.head + "def"
		cfg := configFor(t, serve(t, func(conn net.Conn) {
			for i := range text {
				_, _ = io.WriteString(conn, text[i:i+1])
			}
		}))
		require.NoError(t, cfg.SetLengthPrefix(c.width, c.big, 100))
		r.ends(t, start(t, cfg, r))
		require.Len(t, r.chunks, 3)
		require.Equal(t, "abc", r.chunks[0].PayloadText())
		require.Equal(t, zero, r.chunks[1].Text(), "an empty frame is no empty chunk")
		require.Empty(t, r.chunks[1].Payload())
		require.Equal(t, "def", r.chunks[2].PayloadText())
		require.Equal(t, text, r.text.String())
	}
}

func TestPauseInTheMiddleOfFrames(t *testing.T) {
	leaktest.Check(t)
	r := &recorder{}
	var c *mobile.Client
	r.data = func(chunk *mobile.Chunk) error {
		if chunk.PayloadText() == "two" {
			c.Pause()
		}
		return nil
	}
	cfg := configFor(t, serve(t, func(conn net.Conn) { _, _ = io.WriteString(conn, "one;two;three;four;rest") }))
	require.NoError(t, cfg.SetDelimiter([]byte(";"), 100))
	c = client(t, cfg, r)
	require.NoError(t, c.Start())
	r.until(t, "two", func() bool { return len(r.chunks) == 2 })
	require.False(t, c.AwaitClosed(30))
	require.Equal(t, "one;two;", r.text.String())
	c.Resume()
	require.Equal(t, mobile.CodeClosedByPeer, r.ends(t, c).Code())
	require.Equal(t, "one;two;three;four;rest", r.text.String())
}

func TestAPausedClientHearsOfAnEndWithoutData(t *testing.T) {
	leaktest.Check(t)
	r := &recorder{}
	hangUp := make(chan struct{})
	c := start(t, configFor(t, serve(t, func(net.Conn) { <-hangUp })), r)
	r.hears(t, "Ready", 1)
	c.Pause()
	close(hangUp)
	require.Equal(t, mobile.CodeClosedByPeer, r.ends(t, c).Code())
}

func TestChunksMayBeKept(t *testing.T) {
	leaktest.Check(t)
	r := &recorder{}
	c := start(t, configFor(t, serve(t, echo)), r)
	require.NoError(t, c.SendText("first"))
	r.gets(t, "first")
	kept := r.chunks[0]
	require.NoError(t, c.SendText("SECOND"))
	r.gets(t, "firstSECOND")
	require.Equal(t, "first", kept.Text())
	dst := make([]byte, 3)
	require.EqualValues(t, 3, kept.CopyTo(dst))
	require.Equal(t, "fir", string(dst))
	dst[0] = 'X'
	require.Equal(t, "first", string(kept.Bytes()))
}
