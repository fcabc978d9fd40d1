package conversation

import (
	"crypto/tls"
	"io"
	"net"
	"testing"
	"time"

	"github.com/threadedtcp/threadedtcp/test/pki"
)

// A server is the far end, made of the standard library's parts.
type server struct {
	t    testing.TB
	l    *net.TCPListener
	raw  *net.TCPConn
	conn interface {
		net.Conn
		CloseWrite() error
	}
	identity *pki.Identity
	says     queue
}

func newServer(t testing.TB) *server {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &server{t: t, l: l.(*net.TCPListener), identity: newIdentity()}
	s.says.run(t)
	t.Cleanup(func() {
		l.Close()
		if s.raw != nil {
			s.raw.Close()
		}
	})
	return s
}

// newIdentity is for 127.0.0.1 and signs itself.
func newIdentity() *pki.Identity { return pki.Issue(nil, "server", pki.Named("127.0.0.1")) }

func (s *server) port() int { return s.l.Addr().(*net.TCPAddr).Port }

// accept waits for the client, which has been started.
func (s *server) accept() {
	s.t.Helper()
	s.l.SetDeadline(time.Now().Add(patience))
	c, err := s.l.Accept()
	if err != nil {
		s.t.Fatalf("the client does not come: %v", err)
	}
	s.raw = c.(*net.TCPConn)
	s.conn = s.raw
	c.SetDeadline(time.Now().Add(patience))
}

func (s *server) sends(data []byte) {
	s.says.do(func() error { _, err := s.conn.Write(data); return err })
}

func (s *server) receives(want []byte) error {
	got := make([]byte, len(want))
	n, err := io.ReadFull(s.conn, got)
	if err != nil {
		return unexpected(got[:n], want, err)
	}
	return compare(got, want)
}

func (s *server) receivesEnd() error {
	rest, err := io.ReadAll(struct{ io.Reader }{s.conn})
	if err != nil || len(rest) > 0 {
		return unexpected(rest, nil, err)
	}
	return nil
}

func (s *server) secures() error {
	if err := s.says.wait(); err != nil {
		return err
	}
	c := tls.Server(s.raw, s.identity.Server())
	s.conn = c
	return c.Handshake()
}
