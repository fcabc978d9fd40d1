package main

import (
	"crypto/tls"
	"errors"
	"io"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"sync"

	"github.com/threadedtcp/threadedtcp/test/pki"
)

// servers are two echo servers, in clear and by TLS, and the file of their root.
type servers struct {
	listeners [2]net.Listener
	directory string
	roots     string
	running   sync.WaitGroup
}

func serve() (*servers, error) {
	directory, err := os.MkdirTemp("", "footprint")
	if err != nil {
		return nil, err
	}
	s := &servers{directory: directory, roots: filepath.Join(directory, "roots.pem")}
	identity := pki.Issue(nil, "footprint", pki.Named("127.0.0.1", "localhost"))
	if err := os.WriteFile(s.roots, identity.CertPEM(), 0o600); err != nil {
		return nil, errors.Join(err, s.close())
	}
	for i := range s.listeners {
		l, err := net.Listen("tcp4", "127.0.0.1:0")
		if err != nil {
			return nil, errors.Join(err, s.close())
		}
		if i == 1 {
			l = tls.NewListener(l, identity.Server())
		}
		s.listeners[i] = l
		s.running.Go(func() { s.accept(l) })
	}
	return s, nil
}

func (s *servers) accept(l net.Listener) {
	for {
		conn, err := l.Accept()
		if err != nil {
			return
		}
		s.running.Go(func() {
			defer conn.Close()
			io.Copy(conn, conn) // until its end; clients are killed, so an error is none
		})
	}
}

func (s *servers) clear() string   { return port(s.listeners[0]) }
func (s *servers) secured() string { return port(s.listeners[1]) }

func port(l net.Listener) string {
	return strconv.Itoa(l.Addr().(*net.TCPAddr).Port)
}

func (s *servers) close() error {
	var errs []error
	for _, l := range s.listeners {
		if l != nil {
			errs = append(errs, l.Close())
		}
	}
	s.running.Wait()
	return errors.Join(append(errs, os.RemoveAll(s.directory))...)
}
