package blocking

import (
	"bufio"
	"fmt"
	"net"
	"os"
	"os/exec"
	"testing"
	"time"
)

// BenchmarkPingPong sends 64 bytes there and back.
func BenchmarkPingPong(b *testing.B) {
	msg := make([]byte, 64)
	for name, client := range map[string]func(c *Conn) func() error{
		"socket": func(c *Conn) func() error {
			s := c.Socket()
			return func() error {
				if _, err := s.TrySend(msg); err != nil {
					return err
				}
				_, err := s.Receive(msg)
				return err
			}
		},
		"conn":     func(c *Conn) func() error { return onceAround(c, msg) },
		"deadline": func(c *Conn) func() error { c.SetDeadline(time.Now().Add(time.Hour)); return onceAround(c, msg) },
	} {
		b.Run(name, func(b *testing.B) {
			c, err := Dial("tcp", echoing(b))
			if err != nil {
				b.Fatal(err)
			}
			defer c.Close()
			measure(b, client(c))
		})
	}
	b.Run("net", func(b *testing.B) {
		c, err := net.Dial("tcp", echoing(b))
		if err != nil {
			b.Fatal(err)
		}
		defer c.Close()
		measure(b, onceAround(c, msg))
	})
}

func onceAround(c net.Conn, msg []byte) func() error {
	return func() error {
		if _, err := c.Write(msg); err != nil {
			return err
		}
		_, err := c.Read(msg)
		return err
	}
}

func measure(b *testing.B, step func() error) {
	b.ReportAllocs()
	for b.Loop() {
		if err := step(); err != nil {
			b.Fatal(err)
		}
	}
}

// peerVariable makes the test binary an echo server on this address.
const peerVariable = "BLOCKING_TEST_PEER"

// echoing starts another process that echoes one connection: within the process
// the scheduler of the benchmark would be measured on both sides.
func echoing(b *testing.B) (address string) {
	b.Helper()
	self, err := os.Executable()
	if err != nil {
		b.Fatal(err)
	}
	peer := exec.Command(self, "-test.run=^TestEchoPeer$")
	peer.Env = append(os.Environ(), peerVariable+"=127.0.0.1:0")
	out, err := peer.StdoutPipe()
	if err != nil {
		b.Fatal(err)
	}
	if err := peer.Start(); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { peer.Process.Kill(); peer.Wait() })
	line := bufio.NewScanner(out)
	line.Scan()
	return line.Text()
}

// TestEchoPeer is the other process of a benchmark.
func TestEchoPeer(t *testing.T) {
	address := os.Getenv(peerVariable)
	if address == "" {
		return // not started by a benchmark
	}
	l, err := Listen("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	fmt.Println(l.Addr())
	c, err := l.AcceptConn()
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	s, buf := c.Socket(), make([]byte, 4096)
	for {
		n, err := s.Receive(buf)
		if err != nil {
			return
		}
		if err := sendAll(s, buf[:n]); err != nil {
			return
		}
	}
}
