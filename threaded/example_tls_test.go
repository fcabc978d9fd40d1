package threaded_test

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io"
	"net"
	"net/http/httptest"

	"github.com/threadedtcp/threadedtcp/axon"
	"github.com/threadedtcp/threadedtcp/secure"
	"github.com/threadedtcp/threadedtcp/stock"
	"github.com/threadedtcp/threadedtcp/threaded"
)

// echoSecurely serves one connection, and says which roots know it.
func echoSecurely() (port int, roots *x509.CertPool) {
	s := httptest.NewTLSServer(nil) // for its certificate
	defer s.Close()
	roots = x509.NewCertPool()
	roots.AddCert(s.Certificate())
	listener, err := tls.Listen("tcp", "127.0.0.1:0", &tls.Config{Certificates: s.TLS.Certificates})
	if err != nil {
		panic(err)
	}
	go func() {
		defer listener.Close()
		if c, err := listener.Accept(); err == nil {
			io.Copy(c, c)
			c.Close()
		}
	}()
	return listener.Addr().(*net.TCPAddr).Port, roots
}

// A message on makessl secures the connection; sslready says when it has. What is
// sent before makessl goes out in clear, so here sslready triggers what is secret.
func ExampleTCPClient_makessl() {
	port, roots := echoSecurely()
	system, err := axon.NewGraphline(map[string]axon.Component{
		"MAKESSL":    stock.NewOneShot(secure.Client(&tls.Config{RootCAs: roots})),
		"SECRET":     stock.NewTriggeredOneShot([]byte("nobody else reads this\n")),
		"CONNECTION": threaded.NewTCPClient("127.0.0.1", port),
		"ECHO":       stock.NewConsoleEchoer(),
	}, []axon.Wire{
		{From: "MAKESSL", FromBox: "outbox", To: "CONNECTION", ToBox: "makessl"},
		{From: "CONNECTION", FromBox: "sslready", To: "SECRET", ToBox: "inbox"},
		{From: "SECRET", FromBox: "outbox", To: "CONNECTION", ToBox: "inbox"},
		{From: "SECRET", FromBox: "signal", To: "CONNECTION", ToBox: "control"},
		{From: "CONNECTION", FromBox: "outbox", To: "ECHO", ToBox: "inbox"},
		{From: "CONNECTION", FromBox: "signal", To: "ECHO", ToBox: "control"},
	})
	if err == nil {
		err = axon.Run(context.Background(), system)
	}
	fmt.Println(err)
	// Output:
	// nobody else reads this
	// <nil>
}
