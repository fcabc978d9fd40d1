package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"io"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"time"
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
	certificate, err := issue()
	if err != nil {
		return nil, errors.Join(err, s.close())
	}
	block := &pem.Block{Type: "CERTIFICATE", Bytes: certificate.Certificate[0]}
	if err := os.WriteFile(s.roots, pem.EncodeToMemory(block), 0o600); err != nil {
		return nil, errors.Join(err, s.close())
	}
	for i := range s.listeners {
		l, err := net.Listen("tcp4", "127.0.0.1:0")
		if err != nil {
			return nil, errors.Join(err, s.close())
		}
		if i == 1 {
			l = tls.NewListener(l, &tls.Config{Certificates: []tls.Certificate{certificate}})
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

// issue makes a certificate for 127.0.0.1 that is its own root.
func issue() (tls.Certificate, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return tls.Certificate{}, err
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "footprint"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, DNSNames: []string{"localhost"},
		IsCA: true, BasicConstraintsValid: true,
		KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, err
}
