package secure_test

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http/httptest"
	"sync"

	"github.com/threadedtcp/threadedtcp/secure"
)

// A device that has signed its own certificate is trusted by the pin of its key.
// A component makes the call to Upgrade itself; a program only sends it the value.
func Example() {
	device := httptest.NewTLSServer(nil) // any server that speaks TLS
	defer device.Close()

	upgrade, err := secure.Options{
		Pins:             []string{secure.Pin(device.Certificate())},
		InsecureNoVerify: true, // by roots and name, that is: pins are still checked
		MinVersion:       "1.3",
	}.Client()
	if err != nil {
		fmt.Println(err)
		return
	}
	conn, err := net.Dial("tcp", device.Listener.Addr().String())
	if err != nil {
		fmt.Println(err)
		return
	}
	defer conn.Close()
	secured, how, err := upgrade.Upgrade(context.Background(), conn, secure.End{Host: "device.example"})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer secured.Close()
	fmt.Println(how.Version, how.ServerName)
	// Output: TLS 1.3 device.example
}

// Both ends, in the middle of a connection that began without TLS.
func ExampleServer() {
	near, far := net.Pipe()
	var server sync.WaitGroup
	server.Go(func() {
		upgrade := secure.Server(&tls.Config{Certificates: exampleCertificates()})
		conn, _, err := upgrade.Upgrade(context.Background(), far, secure.End{Server: true})
		if err != nil {
			fmt.Println(err)
			return
		}
		io.WriteString(conn, "hello")
		conn.Close()
	})
	upgrade, err := secure.Options{InsecureNoVerify: true}.Client() // a test
	if err != nil {
		fmt.Println(err)
		return
	}
	conn, _, err := upgrade.Upgrade(context.Background(), near, secure.End{Host: "localhost"})
	if err != nil {
		fmt.Println(err)
		return
	}
	text, err := io.ReadAll(conn)
	fmt.Println(string(text), err)
	conn.Close()
	server.Wait()
	// Output: hello <nil>
}

// The wrong pin says which keys the peer has.
func ExampleHandshakeError() {
	server := httptest.NewTLSServer(nil)
	defer server.Close()
	upgrade, err := secure.Options{
		Pins:             []string{"sha256/47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="},
		InsecureNoVerify: true,
	}.Client()
	if err != nil {
		fmt.Println(err)
		return
	}
	conn, err := net.Dial("tcp", server.Listener.Addr().String())
	if err != nil {
		fmt.Println(err)
		return
	}
	defer conn.Close()
	_, _, err = upgrade.Upgrade(context.Background(), conn, secure.End{Host: "device.example"})
	var failed *secure.HandshakeError
	fmt.Println(errors.As(err, &failed), errors.Is(err, secure.ErrPin), failed.Host)
	// Output: true true device.example
}

func exampleCertificates() []tls.Certificate {
	s := httptest.NewTLSServer(nil)
	defer s.Close()
	return s.TLS.Certificates
}
