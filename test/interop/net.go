package interop

import (
	"crypto/sha256"
	"errors"
	"io"
	"net"
	"os"
	"sync/atomic"
	"testing"
	"time"
)

// socketBuffer is small, so that no test passes because the kernel holds it all.
const socketBuffer = 16 << 10

// NetClient is a [Client] on package net.
func NetClient(t testing.TB, addr string, payload io.Reader) (sum [32]byte, n int64) {
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		t.Errorf("dial: %v", err)
		return
	}
	defer conn.Close()
	shrink(conn)

	var total atomic.Int64
	total.Store(-1)
	go func() {
		sent, err := io.Copy(conn, payload)
		if err != nil {
			t.Errorf("send: %v", err)
		}
		total.Store(sent)
		// The reader may already wait for bytes that will never come.
		conn.SetReadDeadline(time.Now())
	}()

	received := sha256.New()
	buf := make([]byte, socketBuffer)
	for total.Load() != n {
		k, err := conn.Read(buf)
		received.Write(buf[:k])
		n += int64(k)
		switch {
		case errors.Is(err, os.ErrDeadlineExceeded):
			conn.SetReadDeadline(time.Time{})
		case err != nil:
			t.Errorf("receive after %d bytes: %v", n, err)
			return [32]byte(received.Sum(nil)), n
		}
	}
	return [32]byte(received.Sum(nil)), n
}

// NetEcho is an [Echo] on package net.
func NetEcho(t testing.TB) string {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			go func() {
				defer conn.Close()
				shrink(conn)
				// Wrapped, because io.Copy between bare sockets splices in the kernel.
				io.CopyBuffer(struct{ io.Writer }{conn}, struct{ io.Reader }{conn}, make([]byte, socketBuffer))
			}()
		}
	}()
	return listener.Addr().String()
}

func shrink(conn net.Conn) {
	if tcp, ok := conn.(*net.TCPConn); ok {
		tcp.SetReadBuffer(socketBuffer)
		tcp.SetWriteBuffer(socketBuffer)
	}
}
