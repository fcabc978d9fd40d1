package dialer_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"time"

	"github.com/threadedtcp/threadedtcp/blocking"
	"github.com/threadedtcp/threadedtcp/dialer"
	"github.com/threadedtcp/threadedtcp/threaded"
)

// A client with a name server of its own, and half the usual time.
func ExampleWay() {
	server, err := dialer.ParseNameServer("192.0.2.1")
	if err != nil {
		fmt.Println(err)
		return
	}
	way := dialer.Way{Timeout: 30 * time.Second, Dialer: blocking.Dialer{Resolver: server, Nagle: true}}
	client := threaded.NewTCPClient("server.example", 7)
	client.Dial = way.DialContext
	fmt.Println("asks", server)
	// Output: asks 192.0.2.1:53
}

// A client by way of a proxy. This one refuses, and says so.
func ExampleProxy() {
	proxy, err := dialer.NewProxy("http://user:secret@" + refusing("HTTP/1.1 403 Filtered\r\n\r\n"))
	if err != nil {
		fmt.Println(err)
		return
	}
	client := threaded.NewTCPClient("server.example", 7)
	client.Dial = proxy.DialContext

	_, err = client.Dial(context.Background(), "tcp", "server.example:7")
	failed, _ := errors.AsType[*dialer.ProxyError](err)
	fmt.Println(errors.Is(err, dialer.ErrProxy), failed.Target, failed.Status, failed.Err)
	// Output: true server.example:7 403 the proxy answers "403 Filtered"
}

// refusing answers one connection, and returns where it listens.
func refusing(answer string) string {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	go func() {
		defer l.Close()
		if conn, err := l.Accept(); err == nil {
			io.WriteString(conn, answer)
			io.Copy(io.Discard, conn)
			conn.Close()
		}
	}()
	return l.Addr().String()
}

// Three tries that fail, and the delays between them.
func ExampleBackoff() {
	networkChanged := make(chan struct{}, 1)
	retry := dialer.Backoff{First: 10 * time.Millisecond, Jitter: -1, MaxAttempts: 2}
	for {
		fmt.Println("no connection")
		delay, ok := retry.Next()
		if !ok {
			fmt.Println("given up")
			return
		}
		fmt.Println("once more in", delay)
		if err := dialer.Wait(context.Background(), delay, networkChanged); err != nil {
			return
		}
	}
	// Output:
	// no connection
	// once more in 10ms
	// no connection
	// once more in 20ms
	// no connection
	// given up
}
