package mobile_test

import (
	"bytes"
	"errors"
	"io"
	"net"
	"runtime"
	"strings"
	"testing"
	"time"
	"weak"

	"github.com/stretchr/testify/require"

	"github.com/threadedtcp/threadedtcp/internal/leaktest"
	"github.com/threadedtcp/threadedtcp/mobile"
)

func TestConnectSendStop(t *testing.T) {
	leaktest.Check(t)
	r := &recorder{}
	port := serve(t, echo)
	c := client(t, configFor(t, port), r)
	require.Equal(t, mobile.StateIdle, c.State())
	require.NoError(t, c.SendText("before "), "Send before Start waits for the connection")
	require.NoError(t, c.Start())
	code(t, mobile.CodeInvalidState, c.Start())
	require.NoError(t, c.Send([]byte("and after")))
	r.gets(t, "before and after")
	info := r.info("Ready")
	require.Equal(t, mobile.StateReady, c.State())
	require.Contains(t, info.RemoteAddr(), "127.0.0.1:")
	require.Contains(t, info.LocalAddr(), "127.0.0.1:")
	require.False(t, info.Secure())
	require.Nil(t, info.Chain())
	require.NoError(t, c.Flush(hang.Milliseconds()))

	c.Stop()
	require.Nil(t, r.ends(t, c))
	require.Equal(t, []string{"Resolving", "Connecting", "Ready", "data", "Closing", "Closed", "closed"}, r.events())
	require.Equal(t, mobile.StateClosed, c.State())
	require.Nil(t, c.Info())
	require.Nil(t, c.LastFailure())
	s := c.Stats()
	require.EqualValues(t, 16, s.BytesIn)
	require.EqualValues(t, 16, s.BytesOut)
	require.EqualValues(t, 2, s.Sends)
	require.EqualValues(t, 1, s.Connects)
	require.Zero(t, s.QueuedBytes)
	require.Zero(t, s.Retries)
	require.Positive(t, s.ChunksIn)

	code(t, mobile.CodeInvalidState, c.Send([]byte("too late")))
	require.False(t, c.TrySend([]byte("too late")))
	code(t, mobile.CodeInvalidState, c.Start())
}

func TestEveryByteComesOnceAndInOrder(t *testing.T) {
	leaktest.Check(t)
	r := &recorder{}
	cfg := configFor(t, serve(t, echo))
	cfg.SetSendQueueLimit(100 << 10)
	cfg.SetReceiveWindow(50 << 10)
	cfg.SetMaxChunk(7 << 10)
	c := start(t, cfg, r)
	var sent bytes.Buffer
	for i := range 3000 {
		message := bytes.Repeat([]byte{byte(i), byte(i >> 8)}, 1+i%700)
		sent.Write(message)
		require.NoError(t, c.Send(message))
		clear(message) // it is the caller's again
	}
	require.NoError(t, c.FinishSending())
	require.Nil(t, r.ends(t, c))
	require.True(t, sent.String() == r.text.String(), "%d bytes sent, %d received", sent.Len(), r.text.Len())
	for _, chunk := range r.chunks {
		require.Positive(t, chunk.Len())
		require.LessOrEqual(t, chunk.Len(), int32(7<<10))
	}
}

func TestStopDeliversWhatStillComes(t *testing.T) {
	leaktest.Check(t)
	r := &recorder{}
	port := serve(t, func(conn net.Conn) {
		all, _ := io.ReadAll(conn) // to the half close
		_, _ = conn.Write(append([]byte("got "), all...))
	})
	c := start(t, configFor(t, port), r)
	require.NoError(t, c.SendText("everything"))
	c.Stop()
	require.Nil(t, r.ends(t, c))
	require.Equal(t, "got everything", r.text.String())
}

func TestStopDoesNotWaitForASilentServer(t *testing.T) {
	leaktest.Check(t)
	r := &recorder{}
	got := make(chan string, 1)
	cfg := configFor(t, serveHeld(t, func(conn net.Conn, held <-chan struct{}) {
		all, _ := io.ReadAll(conn)
		got <- string(all)
		<-held // and does not close
	}))
	cfg.SetLingerMillis(50)
	c := start(t, cfg, r)
	require.NoError(t, c.SendText("last words"))
	c.Stop()
	require.Nil(t, r.ends(t, c))
	require.Equal(t, "last words", receives(t, "the server", got))
}

func TestCloseAborts(t *testing.T) {
	leaktest.Check(t)
	r := &recorder{}
	c := start(t, configFor(t, serveHeld(t, stuck)), r)
	r.hears(t, "Ready", 1)
	big := make([]byte, 8<<20)
	require.NoError(t, c.Send(big))
	c.Close()
	c.Close()
	c.Stop()
	why := r.ends(t, c)
	require.Equal(t, mobile.CodeCancelled, why.Code())
	require.EqualValues(t, 1, why.UnsentMessages())
	require.EqualValues(t, len(big), why.UnsentBytes(), "one that was written in part counts as a whole")
	require.Equal(t, big, why.Unsent(0))
	require.Nil(t, why.Unsent(1))
	require.Nil(t, why.Unsent(-1))
}

func TestCloseAndStopBeforeStart(t *testing.T) {
	leaktest.Check(t)
	for name, end := range map[string]func(*mobile.Client){"Close": (*mobile.Client).Close, "Stop": (*mobile.Client).Stop} {
		r := &recorder{}
		c := client(t, configFor(t, 1), r)
		require.False(t, c.AwaitClosed(0))
		require.NoError(t, c.SendText("never sent"))
		end(c)
		why := r.ends(t, c)
		require.Equal(t, mobile.CodeCancelled, why.Code(), name)
		require.Equal(t, "never sent", string(why.Unsent(0)))
		require.Equal(t, []string{"Closed", "closed"}, r.events())
		code(t, mobile.CodeInvalidState, c.Start())
	}
}

func TestPeerCloses(t *testing.T) {
	leaktest.Check(t)
	r := &recorder{}
	c := start(t, configFor(t, serve(t, func(conn net.Conn) { _, _ = conn.Write([]byte("bye")) })), r)
	why := r.ends(t, c)
	require.Equal(t, mobile.CodeClosedByPeer, why.Code())
	require.Equal(t, "bye", r.text.String())
	require.Equal(t, why, c.LastFailure())
}

func TestHalfClose(t *testing.T) {
	leaktest.Check(t)
	r := &recorder{}
	c := start(t, configFor(t, serve(t, func(conn net.Conn) {
		all, _ := io.ReadAll(conn)
		_, _ = conn.Write(bytes.ToUpper(all))
	})), r)
	require.NoError(t, c.SendText("quiet"))
	require.NoError(t, c.FinishSending())
	code(t, mobile.CodeInvalidState, c.SendText("more"))
	code(t, mobile.CodeInvalidState, c.FinishSending())
	require.Nil(t, r.ends(t, c), "an end in order")
	require.Equal(t, "QUIET", r.text.String())
}

func TestFailuresToConnect(t *testing.T) {
	leaktest.Check(t)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	port := int32(l.Addr().(*net.TCPAddr).Port)
	l.Close()
	r := &recorder{}
	why := r.ends(t, start(t, configFor(t, port), r))
	require.Equal(t, mobile.CodeRefused, why.Code())
	require.Equal(t, "connect", why.Op())
	require.True(t, why.Temporary())
	_, ok := errors.AsType[*net.OpError](why)
	require.True(t, ok, "the error of the system is there")
	require.Contains(t, why.Error(), "connect: Refused: ")

	cfg, err := mobile.NewConfig("name.invalid", 1)
	require.NoError(t, err)
	r = &recorder{}
	why = r.ends(t, start(t, cfg, r))
	require.Equal(t, mobile.CodeDNS, why.Code(), "%v", why)
}

func TestResetIsNoEnd(t *testing.T) {
	leaktest.Check(t)
	r := &recorder{}
	c := start(t, configFor(t, serve(t, func(conn net.Conn) {
		_, _ = io.ReadFull(conn, make([]byte, 1))
		_ = conn.(*net.TCPConn).SetLinger(0)
	})), r)
	require.NoError(t, c.SendText("x"))
	require.Equal(t, mobile.CodeReset, r.ends(t, c).Code())
}

func TestWrongArguments(t *testing.T) {
	for _, host := range []string{"", "a b", "a/b", "a\nb"} {
		_, err := mobile.NewConfig(host, 80)
		code(t, mobile.CodeInvalidArgument, err)
	}
	for _, port := range []int32{-1, 0, 65536} {
		_, err := mobile.NewConfig("localhost", port)
		code(t, mobile.CodeInvalidArgument, err)
	}
	cfg := configFor(t, 80)
	_, err := mobile.NewClient(nil, &recorder{})
	code(t, mobile.CodeInvalidArgument, err)
	_, err = mobile.NewClient(cfg, nil)
	code(t, mobile.CodeInvalidArgument, err)
	_, err = mobile.NewClient(&mobile.Config{}, &recorder{})
	code(t, mobile.CodeInvalidArgument, err)
	code(t, mobile.CodeInvalidArgument, cfg.SetDelimiter(nil, 10))
	code(t, mobile.CodeInvalidArgument, cfg.SetDelimiter([]byte("abc"), 2))
	code(t, mobile.CodeInvalidArgument, cfg.SetLengthPrefix(3, true, 10))
	code(t, mobile.CodeInvalidArgument, cfg.SetLengthPrefix(4, true, 4))
	for _, proxy := range []string{"http://", "ftp://host:1", "://", "socks5://user:secret@ho st:1"} {
		err := cfg.SetProxyURL(proxy)
		code(t, mobile.CodeInvalidArgument, err)
		require.NotContains(t, err.Error(), "secret")
	}
	require.NoError(t, cfg.SetProxyURL("socks5://user:secret@host:1080"))
	require.NoError(t, cfg.SetProxyURL(""))
	for _, bind := range []string{"host", "1.2.3", "fe80::1%lo", "[fe80::1%lo]:0", "::1:x:y:z:0:0:0:0:0", "[::1]:70000"} {
		code(t, mobile.CodeInvalidArgument, cfg.SetBindAddress(bind))
	}
	for _, bind := range []string{"127.0.0.1", "::1", "[::1]:0", "127.0.0.1:0", ""} {
		require.NoError(t, cfg.SetBindAddress(bind), bind)
	}
	code(t, mobile.CodeInvalidArgument, cfg.SetTLSAfterReply(nil, []byte("x")))
	code(t, mobile.CodeInvalidArgument, cfg.SetTLSAfterReply(mobile.NewTLSOptions(), nil))
}

func TestBindAddressAndBrackets(t *testing.T) {
	leaktest.Check(t)
	port := serve(t, echo)
	cfg, err := mobile.NewConfig("[127.0.0.1]", port)
	require.NoError(t, err)
	require.NoError(t, cfg.SetBindAddress("127.0.0.2"))
	conn, err := mobile.Dial(cfg)
	require.NoError(t, err)
	defer conn.Close()
	require.True(t, strings.HasPrefix(conn.Info().LocalAddr(), "127.0.0.2:"))
}

func TestTheListenerIsDropped(t *testing.T) {
	leaktest.Check(t)
	r := &recorder{}
	gone := weak.Make(r)
	c := start(t, configFor(t, serve(t, echo)), r)
	r.hears(t, "Ready", 1)
	c.Stop()
	require.Nil(t, r.ends(t, c))
	r = nil
	for range 10 {
		if runtime.GC(); gone.Value() == nil {
			break
		}
	}
	require.Nil(t, gone.Value(), "the client keeps its listener")
	require.Equal(t, mobile.StateClosed, c.State())
}

func TestStopWhileConnecting(t *testing.T) {
	leaktest.Check(t)
	port := deaf(t)
	r := &recorder{}
	c := start(t, configFor(t, port), r)
	r.hears(t, "Connecting", 1)
	c.Stop() // there is nothing to write
	require.Nil(t, r.ends(t, c))
	require.Equal(t, []string{"Resolving", "Connecting", "Closing", "Closed", "closed"}, r.events())

	r = &recorder{}
	cfg := configFor(t, port)
	cfg.SetConnectTimeoutMillis(100)
	c = start(t, cfg, r)
	require.NoError(t, c.SendText("last words"))
	c.Stop() // what was sent may still go out
	why := r.ends(t, c)
	require.Equal(t, "Timeout", why.CodeName())
	require.Equal(t, "last words", string(why.Unsent(0)))
}

func TestDelay(t *testing.T) {
	leaktest.Check(t)
	r := &recorder{}
	cfg := configFor(t, serve(t, echo))
	cfg.SetDelayMillis(30)
	began := time.Now()
	c := start(t, cfg, r)
	r.hears(t, "Ready", 1)
	require.GreaterOrEqual(t, time.Since(began), 30*time.Millisecond)
	c.Stop()
	require.Nil(t, r.ends(t, c))
}

func TestAForeignErrorHasNoCode(t *testing.T) {
	require.EqualValues(t, -1, mobile.CodeOf(io.EOF))
	require.Equal(t, mobile.CodeOK, mobile.CodeOf(nil))
	require.Nil(t, mobile.FailureFrom(io.EOF))
	require.Nil(t, mobile.FailureFrom(nil))
	_, err := mobile.NewConfig("", 1)
	require.Equal(t, "InvalidArgument", mobile.FailureFrom(errors.Join(io.EOF, err)).CodeName())
}
