package main

import (
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io"
	"net"
	"sync"
	"time"

	"github.com/threadedtcp/threadedtcp/test/pki"
)

const (
	// gateway is this machine's loopback, as QEMU's network shows it to a board.
	gateway = "10.0.2.2"
	// hostName is the name that the name server here has an address for.
	hostName = "host.board.test"
	// greeting is what a server says when it is ready to send back what it gets.
	greeting = "go\n"
	// away is for how long the leaving server is away.
	away = 2 * time.Second
)

// servers is the far end of a board.
type servers struct {
	clear, named, secure, leaving *server
	names                         *nameServer
	roots                         string // PEM
	all                           []*server
}

func startServers() (*servers, error) {
	identity := pki.Issue(nil, hostName, pki.Named(hostName, gateway), forBoards)
	far := &servers{roots: string(identity.CertPEM())}
	var err error
	for _, s := range []struct {
		server **server
		config *tls.Config
		leaves bool
	}{
		{&far.clear, nil, false},
		{&far.named, nil, false},
		{&far.secure, identity.Server(), false},
		{&far.leaving, nil, true},
	} {
		if *s.server, err = listen(s.config, s.leaves); err != nil {
			far.close()
			return nil, err
		}
		far.all = append(far.all, *s.server)
	}
	if far.names, err = startNames(); err != nil {
		far.close()
		return nil, err
	}
	return far, nil
}

func (far *servers) close() {
	for _, s := range far.all {
		s.close()
	}
	if far.names != nil {
		far.names.close()
	}
}

// forBoards makes a certificate one for servers that holds since long ago, because a
// board without a clock thinks it is when its program was built.
func forBoards(c *x509.Certificate) {
	c.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}
	c.NotBefore, c.NotAfter = time.Now().AddDate(-5, 0, 0), time.Now().AddDate(1, 0, 0)
}

// seen is what a server has got on one connection.
type seen struct {
	bytes int
	sum   string
}

// A server sends back what it gets.
type server struct {
	address string
	config  *tls.Config
	leaves  bool // ends the first connection at once and is away for a while

	mu       sync.Mutex
	listener net.Listener
	count    int
	latest   seen
	closed   bool
}

func listen(config *tls.Config, leaves bool) (*server, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	s := &server{address: l.Addr().String(), config: config, leaves: leaves, listener: l}
	go s.serve()
	return s, nil
}

func (s *server) port() int {
	address, err := net.ResolveTCPAddr("tcp", s.address)
	if err != nil {
		panic(err) // it is a listener's
	}
	return address.Port
}

func (s *server) serve() {
	for {
		conn, err := s.current().Accept()
		if err != nil {
			return
		}
		s.mu.Lock()
		s.count++
		first := s.count == 1
		s.mu.Unlock()
		if first && s.leaves {
			conn.Close()
			if err := s.leave(); err != nil {
				fmt.Println("the server cannot come back:", err)
				return
			}
			continue
		}
		go s.echo(conn)
	}
}

// leave closes the listener and opens it again, at the same port, after a while.
func (s *server) leave() error {
	s.current().Close()
	time.Sleep(away)
	l, err := net.Listen("tcp", s.address)
	if err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.listener = l
	if s.closed {
		l.Close()
	}
	return nil
}

func (s *server) echo(conn net.Conn) {
	defer conn.Close()
	conn.SetDeadline(time.Now().Add(limit))
	if s.config != nil {
		conn = tls.Server(conn, s.config)
	}
	if _, err := io.WriteString(conn, greeting); err != nil {
		return
	}
	h := sha256.New()
	n, err := io.Copy(io.MultiWriter(h, conn), conn)
	if err != nil {
		fmt.Println("server:", err)
		return
	}
	s.mu.Lock()
	s.latest = seen{int(n), fmt.Sprintf("%x", h.Sum(nil))}
	s.mu.Unlock()
	if half, ok := conn.(interface{ CloseWrite() error }); ok {
		half.CloseWrite()
	}
}

func (s *server) current() net.Listener {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.listener
}

// last is what was got on the connection that ended last.
func (s *server) last() seen {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.latest
}

func (s *server) connections() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.count
}

func (s *server) close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.closed = true
	s.listener.Close()
}
