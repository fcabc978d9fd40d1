package main

import (
	"errors"
	"io"
	"net"
	"strconv"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/threadedtcp/threadedtcp/blocking"
	"github.com/threadedtcp/threadedtcp/internal/leaktest"
)

func TestNameNotFound(t *testing.T) {
	execute(t, nil, "nowhere.invalid", "80").fails(t, statusName, "look up nowhere.invalid: ")
}

func TestRefused(t *testing.T) {
	port := freePort(t)
	execute(t, nil, "127.0.0.1", port).fails(t, statusRefused, "connect to 127.0.0.1:"+port+": ")
	leaktest.Check(t)
	do(strings.NewReader("lost"), "localhost", port).fails(t, statusRefused, "connect to localhost:"+port+": ")
}

// A listener whose backlog is full lets the kernel wait with its answer.
func TestConnectTimeout(t *testing.T) {
	lc := blocking.ListenConfig{Backlog: 1}
	l, err := lc.Listen(t.Context(), "tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer l.Close()
	for full := false; !full; {
		c, err := net.DialTimeout("tcp", l.Addr().String(), 200*time.Millisecond)
		if full = err != nil; !full {
			defer c.Close()
		}
	}
	start := time.Now()
	execute(t, nil, "-w", "0.3", l.Addr().String()).fails(t, statusTimeout, ": no answer within 300ms; -w allows more")
	require.Less(t, time.Since(start), 3*time.Second)
}

func TestReset(t *testing.T) {
	port := serve(t, func(c *net.TCPConn) {
		c.Read(make([]byte, 1))
		c.SetLinger(0)
	})
	execute(t, strings.NewReader("x"), "127.0.0.1", port).fails(t, statusReset, "connection to 127.0.0.1:"+port+": ")
	leaktest.Check(t)
	do(strings.NewReader("x"), "127.0.0.1", port).fails(t, statusReset, "connection to 127.0.0.1:"+port+": ")
}

// endless is an input without end.
type endless struct{}

func (endless) Read(p []byte) (int, error) { return len(p), nil }

func TestServerEndsBeforeTheInput(t *testing.T) {
	leaktest.Check(t)
	port := serve(t, func(c *net.TCPConn) {
		c.CloseWrite()
		io.Copy(io.Discard, c)
	})
	r := do(endless{}, "127.0.0.1", port)
	r.fails(t, statusOther, ": the server has closed it; ")
	require.Contains(t, r.stderr, " bytes of the input were not sent")
}

func TestServerStopsReading(t *testing.T) {
	port := serve(t, func(c *net.TCPConn) { c.Read(make([]byte, 1)) })
	r := execute(t, io.LimitReader(endless{}, large), "127.0.0.1", port)
	r.fails(t, statusReset, "connection to 127.0.0.1:"+port+": ")
}

func TestInputFails(t *testing.T) {
	leaktest.Check(t)
	port := serve(t, echo)
	broken := iotest.ErrReader(errors.New("no tape"))
	r := do(io.MultiReader(strings.NewReader("part"), broken), "127.0.0.1", port)
	r.fails(t, statusLocal, "standard input: no tape")
	require.Equal(t, "part", r.stdout)
}

func TestOutputFails(t *testing.T) {
	leaktest.Check(t)
	port := serve(t, echo)
	var stderr strings.Builder
	full := writerFunc(func([]byte) (int, error) { return 0, errors.New("full") })
	r := result{status: run([]string{"127.0.0.1", port}, endless{}, full, &stderr)}
	r.stderr = stderr.String()
	r.fails(t, statusLocal, "standard output: full")

	for _, flag := range []string{"-h", "-version"} {
		stderr.Reset()
		require.Equal(t, statusLocal, run([]string{flag}, nil, full, &stderr))
		require.Equal(t, "tinyclient: standard output: full\n", stderr.String())
	}
}

func TestUsage(t *testing.T) {
	for _, test := range []struct{ args, text string }{
		{"", "no host and port"},
		{"host", "no port: say host PORT"},
		{"::1", "[::1]:PORT"},
		{"host 0", `port "0"`},
		{"host 70000", `port "70000"`},
		{"host -1", "-1"},
		{"host no-such-service", `port "no-such-service"`},
		{":80", "no host"},
		{"host 1 2", "more than a host and a port: 2"},
		{"-w x host 1", "say a time"},
		{"-w -1s host 1", "say a time"},
		{"host 1 -w", "-w"},
		{"-y host 1", "unknown flag -y"},
		{"-x host 1 2", "proxy: URL of a proxy"},
		{"-x", "-x wants URL"},
		{"demo a b", "one file"},
		{"demo -rate -1", "rate -1: say a number of bytes"},
		{"demo -rate 0", "rate 0: say a number of bytes"},
		{"demo -rate 5T", "rate 5T: say a number of bytes"},
		{"demo -rate 2000G", "rate 2000G: say a number of bytes"},
	} {
		do(nil, strings.Fields(test.args)...).fails(t, statusUsage, test.text)
	}
}

func TestParse(t *testing.T) {
	type want struct {
		host string
		port int
		wait time.Duration
	}
	for args, want := range map[string]want{
		"h 80":                    {"h", 80, time.Minute},
		"h:80":                    {"h", 80, time.Minute},
		"h http":                  {"h", 80, time.Minute},
		"[::1]:80 -w 5":           {"::1", 80, 5 * time.Second},
		"[::1] 80":                {"::1", 80, time.Minute},
		"::1 80":                  {"::1", 80, time.Minute},
		"-w 2m h 80":              {"h", 80, 2 * time.Minute},
		"h -w=0 80":               {"h", 80, 0},
		"h --connect-timeout=9 1": {"h", 1, 9 * time.Second},
		"-w .5 -- h 80":           {"h", 80, time.Second / 2},
		"demo:80":                 {"demo", 80, time.Minute},
	} {
		o, err := parse(strings.Fields(args), nil)
		require.NoError(t, err, args)
		require.Equal(t, want.host, o.host, args)
		require.Equal(t, want.port, o.port, args)
		require.Equal(t, want.wait, o.connectTimeout, args)
	}
}

func TestHelpAndVersion(t *testing.T) {
	r := execute(t, nil, "-h")
	require.Equal(t, result{0, helpText(), ""}, r)
	for _, line := range strings.SplitAfter(helpText(), "\n") {
		require.LessOrEqual(t, len(line), 81, strconv.Quote(line))
	}
	r = execute(t, nil, "-version")
	require.Zero(t, r.status)
	require.Regexp(t, `^tinyclient \S+ go\S+( \S+)* \w+/\w+\nengine `+engine+`\n$`, r.stdout)
}
