package mobile_test

import (
	"io"
	"net"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/threadedtcp/threadedtcp/internal/leaktest"
	"github.com/threadedtcp/threadedtcp/mobile"
)

func itoa(n int32) string { return strconv.Itoa(int(n)) }

func dial(t testing.TB, cfg *mobile.Config) *mobile.Conn {
	t.Helper()
	conn, err := mobile.Dial(cfg)
	require.NoError(t, err)
	t.Cleanup(conn.Close)
	return conn
}

func TestConnReads(t *testing.T) {
	leaktest.Check(t)
	conn := dial(t, configFor(t, serve(t, func(conn net.Conn) {
		for _, piece := range []string{"0123", "456789", "line on", "e\r", "\nline two\r\n", "an endless line", "rest"} {
			_, _ = io.WriteString(conn, piece)
		}
	})))
	read := func(data []byte, err error) string {
		t.Helper()
		require.NoError(t, err)
		return string(data)
	}
	require.Equal(t, "01234567", read(conn.ReadExactly(8)))
	require.Equal(t, "8", read(conn.Read(1)))
	require.Equal(t, "9line one\r\n", read(conn.ReadUntil([]byte("\r\n"), 11)))
	require.Equal(t, "line two\r\n", read(conn.ReadUntil([]byte("\r\n"), 100)))
	_, err := conn.ReadUntil([]byte("\r\n"), 10)
	code(t, mobile.CodeFrameTooLarge, err)
	_, err = conn.ReadExactly(100)
	code(t, mobile.CodeClosedByPeer, err)
	require.Equal(t, "an endless linerest", read(conn.Read(100)), "what has come can still be read")
	_, err = conn.Read(1)
	code(t, mobile.CodeClosedByPeer, err)
	require.NotNil(t, conn.LastFailure())
	require.Nil(t, conn.Info())
	code(t, mobile.CodeClosedByPeer, conn.Write([]byte("x")))
	for _, err := range []error{
		second(conn.Read(0)), second(conn.Read(-1)), second(conn.ReadExactly(0)),
		second(conn.ReadUntil(nil, 10)), second(conn.ReadUntil([]byte("ab"), 1)),
	} {
		code(t, mobile.CodeInvalidArgument, err)
	}
}

func second[T any](_ T, err error) error { return err }

func TestConnHasNoUseForFrames(t *testing.T) {
	leaktest.Check(t)
	cfg := configFor(t, serve(t, func(conn net.Conn) { _, _ = io.WriteString(conn, "no delimiter") }))
	require.NoError(t, cfg.SetDelimiter([]byte("\n"), 5))
	got, err := dial(t, cfg).ReadExactly(12)
	require.NoError(t, err)
	require.Equal(t, "no delimiter", string(got))
}

func TestConnReadsMoreThanItsWindow(t *testing.T) {
	leaktest.Check(t)
	const n = 1 << 20
	cfg := configFor(t, serve(t, func(conn net.Conn) { _, _ = io.WriteString(conn, strings.Repeat("x", n)) }))
	cfg.SetReceiveWindow(1000)
	got, err := dial(t, cfg).ReadExactly(n)
	require.NoError(t, err)
	require.Len(t, got, n)
}

func TestConnTimeouts(t *testing.T) {
	leaktest.Check(t)
	say := make(chan struct{})
	cfg := configFor(t, serveHeld(t, func(conn net.Conn, held <-chan struct{}) {
		select {
		case <-say:
		case <-held:
		}
		_, _ = io.WriteString(conn, "late")
		<-held
	}))
	cfg.SetReadTimeoutMillis(30)
	cfg.SetWriteTimeoutMillis(50)
	conn := dial(t, cfg)
	_, err := conn.Read(10)
	code(t, mobile.CodeTimeout, err)
	_, err = conn.ReadExactly(10)
	code(t, mobile.CodeTimeout, err)
	close(say)
	for range 1000 { // a Read that times out ends nothing
		var got []byte
		if got, err = conn.ReadExactly(4); err == nil {
			require.Equal(t, "late", string(got))
			break
		}
	}
	require.NoError(t, err)
	err = conn.Write(make([]byte, 8<<20))
	require.Equal(t, "write: Timeout: the peer has taken nothing in time", err.Error())
	require.EqualValues(t, 1, mobile.FailureFrom(err).UnsentMessages())
}

func TestConnHalfClose(t *testing.T) {
	leaktest.Check(t)
	conn := dial(t, configFor(t, serve(t, func(conn net.Conn) {
		all, _ := io.ReadAll(conn)
		_, _ = conn.Write(all)
	})))
	require.NoError(t, conn.Write([]byte("all of it")))
	require.NoError(t, conn.CloseWrite())
	code(t, mobile.CodeInvalidState, conn.Write([]byte("more")))
	got, err := conn.ReadUntil([]byte("it"), 100)
	require.NoError(t, err)
	require.Equal(t, "all of it", string(got))
	_, err = conn.Read(1)
	code(t, mobile.CodeClosedByPeer, err)
	code(t, mobile.CodeInvalidState, conn.Write([]byte("more"))) // the peer's end does not change that
	code(t, mobile.CodeInvalidState, conn.CloseWrite())
}

func TestConnCloseWakesEverybody(t *testing.T) {
	leaktest.Check(t)
	conn := dial(t, configFor(t, serveHeld(t, stuck)))
	results := make(chan error, 3)
	go func() { results <- second(conn.Read(1)) }()
	go func() { results <- second(conn.ReadExactly(5)) }()
	go func() { results <- conn.Write(make([]byte, 8<<20)) }()
	conn.Close()
	conn.Close()
	for range 3 {
		require.Error(t, receives(t, "a call that waited", results))
	}
	code(t, mobile.CodeCancelled, second(conn.Read(1)))
}

func TestConnCloseSendsWhatWasWritten(t *testing.T) {
	leaktest.Check(t)
	got := make(chan string, 1)
	conn := dial(t, configFor(t, serve(t, func(conn net.Conn) {
		all, err := io.ReadAll(conn)
		if err != nil {
			all = append(all, err.Error()...)
		}
		got <- string(all)
	})))
	require.NoError(t, conn.Write([]byte("everything")))
	conn.Close()
	require.Equal(t, "everything", receives(t, "the server", got))
}

func TestDialFails(t *testing.T) {
	leaktest.Check(t)
	way := newRelay(t, 0)
	way.kill()
	_, err := mobile.Dial(configFor(t, way.port))
	code(t, mobile.CodeRefused, err)
	_, err = mobile.Dial(nil)
	code(t, mobile.CodeInvalidArgument, err)
}
