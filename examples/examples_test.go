package examples

import (
	"bufio"
	"bytes"
	"crypto/tls"
	"encoding/pem"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/threadedtcp/threadedtcp/internet"
)

const patience = 20 * time.Second

// build returns where the programs are.
var build = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "examples")
	if err != nil {
		return "", err
	}
	out, err := exec.Command("go", "build", "-tags="+tags(), "-o", dir+string(filepath.Separator), "./...").CombinedOutput()
	if err != nil {
		err = fmt.Errorf("%w\n%s", err, out)
	}
	return dir, err
})

// tags are those that the programs are to have, as the tests.
func tags() string {
	if internet.Engine() == "selector" {
		return "selector"
	}
	return ""
}

func TestMain(m *testing.M) {
	status := m.Run()
	if dir, _ := build(); dir != "" {
		os.RemoveAll(dir)
	}
	os.Exit(status)
}

// program returns one that is ready to start, and is ended with the test.
func program(t *testing.T, name string, args ...string) *exec.Cmd {
	dir, err := build()
	require.NoError(t, err)
	cmd := exec.CommandContext(t.Context(), filepath.Join(dir, name), args...)
	cmd.Stderr = os.Stderr
	return cmd
}

// serve starts a server that says where it listens, and dials it.
func serve(t *testing.T, name string, args ...string) *net.TCPConn {
	c, _ := served(t, name, args...)
	return c
}

// served is serve for who looks at the process, too.
func served(t *testing.T, name string, args ...string) (*net.TCPConn, *os.Process) {
	server := program(t, name, append(args, "-port=0")...)
	out, err := server.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, server.Start())
	t.Cleanup(func() {
		server.Process.Kill()
		server.Wait()
	})
	line, err := bufio.NewReader(out).ReadString('\n')
	require.NoError(t, err)
	address, ok := strings.CutPrefix(strings.TrimSpace(line), "listening on ")
	require.True(t, ok, line)
	address, _, _ = strings.Cut(address, " ")
	c, err := net.Dial("tcp", address)
	require.NoError(t, err)
	t.Cleanup(func() { c.Close() })
	c.SetDeadline(time.Now().Add(patience))
	return c.(*net.TCPConn), server.Process
}

func TestEchoServer(t *testing.T) {
	comesBack(t, serve(t, "echoserver"), bytes.Repeat([]byte("all of it"), 100_000))
}

// comesBack checks that all is sent back, and then the end.
func comesBack(t *testing.T, c *net.TCPConn, want []byte) {
	t.Helper()
	go func() {
		c.Write(want)
		c.CloseWrite()
	}()
	got, err := io.ReadAll(c)
	require.NoError(t, err)
	require.True(t, bytes.Equal(want, got), "%d bytes of %d", len(got), len(want))
}

func TestMessageOfTheDay(t *testing.T) {
	got, err := io.ReadAll(serve(t, "motd", "-text=mind the gap"))
	require.NoError(t, err)
	require.Equal(t, "mind the gap\n", string(got))
}

func TestFileToServer(t *testing.T) {
	file := filepath.Join(t.TempDir(), "myfile")
	want := bytes.Repeat([]byte("to the server"), 3000)
	require.NoError(t, os.WriteFile(file, want, 0o600))
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer l.Close()
	got := make(chan []byte, 1)
	go func() {
		c, err := l.Accept()
		if err != nil {
			return
		}
		defer c.Close()
		c.SetDeadline(time.Now().Add(patience))
		all, _ := io.ReadAll(c)
		got <- all
	}()
	require.NoError(t, program(t, "filetoserver", "-file="+file, "-port="+port(l.Addr())).Run())
	require.True(t, bytes.Equal(want, <-got))
}

func TestHTTPSConsole(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("only here do the system's roots follow SSL_CERT_FILE")
	}
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		io.WriteString(w, "you asked for "+r.URL.Path)
	}))
	// Input that was typed before TLS would go out in clear.
	hello := make(chan bool, 1)
	server.TLS = &tls.Config{GetConfigForClient: func(*tls.ClientHelloInfo) (*tls.Config, error) {
		hello <- true
		return nil, nil
	}}
	server.StartTLS()
	defer server.Close()
	roots := filepath.Join(t.TempDir(), "roots.pem")
	block := &pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw}
	require.NoError(t, os.WriteFile(roots, pem.EncodeToMemory(block), 0o600))

	console := program(t, "httpsconsole", "-host=127.0.0.1", "-port="+port(server.Listener.Addr()))
	console.Env = append(os.Environ(), "SSL_CERT_FILE="+roots)
	var out bytes.Buffer
	console.Stdout = &out
	in, err := console.StdinPipe()
	require.NoError(t, err)
	require.NoError(t, console.Start())
	defer console.Process.Kill()
	select {
	case <-hello:
	case <-time.After(patience):
		t.Fatal("no handshake")
	}
	io.WriteString(in, "GET /tea HTTP/1.0\r\n\r\n")
	in.Close()
	require.NoError(t, console.Wait())
	require.Contains(t, out.String(), "200 OK")
	require.Contains(t, out.String(), "you asked for /tea")
}

func port(a net.Addr) string { return strconv.Itoa(a.(*net.TCPAddr).Port) }

// TestMainsAreShort also finds a program that no test here runs.
func TestMainsAreShort(t *testing.T) {
	files, err := filepath.Glob("*/main.go")
	require.NoError(t, err)
	require.Len(t, files, 5, "each program has a test of its own above")
	for _, name := range files {
		set := token.NewFileSet()
		file, err := parser.ParseFile(set, name, nil, 0)
		require.NoError(t, err)
		for _, d := range file.Decls {
			if main, ok := d.(*ast.FuncDecl); ok && main.Name.Name == "main" {
				lines := set.Position(main.Body.Rbrace).Line - set.Position(main.Body.Lbrace).Line - 1
				assert.LessOrEqual(t, lines, 15, name)
			}
		}
	}
}
