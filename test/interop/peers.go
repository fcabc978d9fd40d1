package interop

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/threadedtcp/threadedtcp/internal/leaktest"
)

// KamaeliaEcho is Kamaelia's SimpleServer with its EchoProtocol.
func KamaeliaEcho(t testing.TB) string {
	cmd := exec.Command(python(t), script("echo_server.py"))
	return start(t, cmd, cmd.StdoutPipe, `^listening (\d+)$`)
}

// SocatEcho is socat, which starts cat for each connection. Its backlog of 5 is
// raised, because 20 connections at once overflow it into resets.
func SocatEcho(t testing.TB) string {
	path, err := exec.LookPath("socat")
	if err != nil {
		leaktest.Missing(t, "socat is not installed")
	}
	cmd := exec.Command(path, "-d", "-d", "TCP-LISTEN:0,bind=127.0.0.1,reuseaddr,fork,backlog=64,rcvbuf=16384,sndbuf=16384,mss=1448", "EXEC:cat,nofork")
	return start(t, cmd, cmd.StderrPipe, `listening on .*:(\d+)$`)
}

// kamaeliaClient runs Kamaelia's TCPClient and checks the lines it prints.
func kamaeliaClient(t testing.TB, addr string, x exchange) {
	_, port, err := net.SplitHostPort(addr)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	cmd := exec.CommandContext(ctx, python(t), script("client.py"), port, fmt.Sprint(x.bytes), fmt.Sprint(x.connections))
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Errorf("Kamaelia's client: %v\n%s%s", err, out, &stderr)
	}
	words := strings.Fields(string(out))
	if len(words) != 6*x.connections {
		t.Fatalf("Kamaelia's client printed %q, want %d connections", out, x.connections)
	}
	for line := range slices.Chunk(words, 6) {
		want := strconv.FormatInt(x.bytes, 10)
		if line[1] != want || line[4] != want || line[2] != line[5] {
			t.Errorf("Kamaelia's client: %v, want %s bytes back unchanged", line, want)
		}
	}
}

// start runs cmd until the test ends and returns the address with the port that
// the first matching line of its output names.
func start(t testing.TB, cmd *exec.Cmd, output func() (io.ReadCloser, error), pattern string) string {
	out, err := output()
	if err != nil {
		t.Fatal(err)
	}
	// Held open: a peer that watches its standard input ends with this process.
	if _, err := cmd.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	port := make(chan string, 1)
	read := make(chan struct{})
	t.Cleanup(func() {
		cmd.Process.Kill()
		<-read
		cmd.Wait()
	})
	go func() {
		defer close(read)
		match := regexp.MustCompile(pattern)
		for lines := bufio.NewScanner(out); lines.Scan(); {
			if m := match.FindStringSubmatch(lines.Text()); m != nil {
				select {
				case port <- m[1]:
				default:
				}
			}
		}
	}()
	select {
	case p := <-port:
		return net.JoinHostPort("127.0.0.1", p)
	case <-read:
		t.Fatalf("%s ended before it listened", cmd)
	case <-time.After(patience / 4):
		t.Fatalf("%s does not listen", cmd)
	}
	return ""
}

// python returns the interpreter that setup gave Kamaelia.
func python(t testing.TB) string {
	path := filepath.Join(here(), "..", "..", ".cache", "kamaelia", "bin", "python")
	if _, err := os.Stat(path); err != nil {
		leaktest.Missing(t, "Kamaelia is not installed; run test/interop/setup")
	}
	return path
}

func script(name string) string { return filepath.Join(here(), name) }

// here is this package's directory, also for tests of other packages.
func here() string {
	_, file, _, _ := runtime.Caller(0)
	return filepath.Dir(file)
}
