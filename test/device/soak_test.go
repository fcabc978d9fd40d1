//go:build unix

package device

import (
	"bytes"
	"crypto/sha256"
	"crypto/tls"
	"fmt"
	"hash"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/threadedtcp/threadedtcp/test/interop"
	"github.com/threadedtcp/threadedtcp/test/proc"
)

// A mode is one way to carry data to an echo and back.
type mode struct {
	args   []string
	listen bool // the echo comes to the program
	most   int  // kB of memory at any time
}

// TestSoak carries SOAK MiB, or 64, through every mode, and compares what comes back. The
// memory at the end may not be more than near the start.
func TestSoak(t *testing.T) {
	size := int64(64)
	if text := os.Getenv("SOAK"); text != "" {
		n, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		size = n
	}
	dir := t.TempDir()
	localhost, err := certificates(dir)
	if err != nil {
		t.Fatal(err)
	}
	config, ca := localhost.Server(), filepath.Join(dir, "ca.pem")
	plain := serve(t, "tcp", "127.0.0.1:0", echo)
	secured := serve(t, "tcp", "127.0.0.1:0", func(c net.Conn) { echo(tls.Server(c, config)) })
	mail := serve(t, "tcp", "127.0.0.1:0", func(c net.Conn) {
		heard := bufferless{c}
		io.WriteString(c, "220 soak\r\n")
		heard.line()
		io.WriteString(c, "250 STARTTLS\r\n")
		heard.line()
		io.WriteString(c, "220 go\r\n")
		echo(tls.Server(c, config))
	})
	socket := filepath.Join(dir, "socket")
	serve(t, "unix", socket, echo)
	for name, m := range map[string]mode{
		"plain":     {args: []string{"127.0.0.1", plain}, most: 16 << 10},
		"reconnect": {args: []string{"-r", "127.0.0.1", plain}, most: 16 << 10},
		"idle":      {args: []string{"-i", "60", "127.0.0.1", plain}, most: 16 << 10},
		"unix":      {args: []string{"-U", socket}, most: 16 << 10},
		"filters":   {args: []string{"-log", "/dev/null", "-hex-dump", "/dev/null", "-rate", "1000G", "-rate-in", "1000G", "-progress", "127.0.0.1", plain}, most: 20 << 10},
		"tls":       {args: []string{"-tls", "-ca", ca, "localhost", secured}, most: 24 << 10},
		"starttls":  {args: []string{"-starttls", "smtp", "-ca", ca, "-r", "localhost", mail}, most: 24 << 10},
		"proxy":     {args: []string{"-x", "socks5://127.0.0.1:" + strconv.Itoa(interop.Dante(t).Port), "127.0.0.1", plain}, most: 16 << 10},
		"listen":    {args: []string{"-l", "127.0.0.1"}, listen: true, most: 16 << 10},
	} {
		t.Run(name, func(t *testing.T) { m.carry(t, size<<20) })
	}
}

// carry runs the program, and fails if anything is lost or invented, or memory grows.
func (m mode) carry(t *testing.T, size int64) {
	args := m.args
	if m.listen {
		args = append(args, strconv.Itoa(freePort()))
	}
	cmd := exec.CommandContext(t.Context(), filepath.Join(bin, "tinyclient"), args...)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	stdin, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	defer wg.Wait()
	if m.listen {
		wg.Go(func() { comeTo(t, "127.0.0.1:"+args[len(args)-1]) })
	}
	sent := sha256.New()
	wg.Go(func() {
		defer stdin.Close()
		pour(io.MultiWriter(stdin, sent), size)
	})
	sum, got, grown := drain(t, stdout, cmd.Process.Pid, size, m.most)
	if err := cmd.Wait(); err != nil {
		t.Fatalf("%v: %s", err, tail(stderr.String()))
	}
	wg.Wait()
	if got != size || !bytes.Equal(sum.Sum(nil), sent.Sum(nil)) {
		t.Errorf("%d bytes of %d came back, sums %x and %x: %s", got, size, sent.Sum(nil), sum.Sum(nil), tail(stderr.String()))
	}
	if grown != "" {
		t.Error(grown)
	}
}

// drain reads and sums to the end, and looks at the memory of a process meanwhile.
func drain(t *testing.T, r io.Reader, pid int, size int64, most int) (sum hash.Hash, got int64, grown string) {
	sum = sha256.New()
	early, late := 0, 0
	buf := make([]byte, 64<<10)
	for next := size / 16; ; {
		n, err := r.Read(buf)
		sum.Write(buf[:n])
		got += int64(n)
		if got >= next {
			next += size / 16
			now, _ := proc.Field(pid, "status", "VmRSS") // 0 when it has ended
			if got < size/2 {
				early = max(early, now)
			} else {
				late = max(late, now)
			}
		}
		if err != nil {
			break
		}
	}
	t.Logf("memory %d kB, then %d kB", early, late)
	if late > early+4<<10 || max(early, late) > most {
		grown = fmt.Sprintf("memory grew from %d to %d kB, and may be %d", early, late, most)
	}
	return sum, got, grown
}

// pour writes bytes of which no two pieces are alike.
func pour(w io.Writer, size int64) {
	piece := noise(1<<20 + 7)
	for n := int64(0); size > 0; n++ {
		copy(piece, strconv.FormatInt(n, 10))
		p := piece[:min(int64(len(piece)), size)]
		if _, err := w.Write(p); err != nil {
			return
		}
		size -= int64(len(p))
	}
}

// serve runs peer for each connection, and returns the port.
func serve(t *testing.T, network, address string, peer func(net.Conn)) (port string) {
	l, err := net.Listen(network, address)
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	wg.Go(func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			wg.Go(func() {
				defer c.Close()
				peer(c)
			})
		}
	})
	t.Cleanup(func() {
		l.Close()
		wg.Wait()
	})
	_, port, _ = strings.Cut(l.Addr().String(), ":")
	return port
}

// echo sends back what it gets, and half-closes.
func echo(c net.Conn) {
	io.Copy(c, c)
	c.(interface{ CloseWrite() error }).CloseWrite()
}

// comeTo is an echo that connects, once somebody listens.
func comeTo(t *testing.T, address string) {
	for end := time.Now().Add(patience); ; time.Sleep(5 * time.Millisecond) {
		c, err := net.Dial("tcp", address)
		if err == nil {
			echo(c)
			c.Close()
			return
		}
		if time.Now().After(end) {
			t.Error(err)
			return
		}
	}
}

// bufferless reads lines a byte at a time, for what comes behind is another's.
type bufferless struct{ io.Reader }

func (b bufferless) line() {
	for one := make([]byte, 1); one[0] != '\n'; {
		if _, err := b.Read(one); err != nil {
			return
		}
	}
}

func tail(s string) string { return s[max(0, len(s)-500):] }
