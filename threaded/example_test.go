package threaded_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"

	"github.com/threadedtcp/threadedtcp/axon"
	"github.com/threadedtcp/threadedtcp/stock"
	"github.com/threadedtcp/threadedtcp/threaded"
)

// echoOnce serves one connection.
func echoOnce() (port int) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
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
	return listener.Addr().(*net.TCPAddr).Port
}

func ExampleTCPClient() {
	system, err := axon.NewPipeline(
		stock.NewOneShot([]byte("hello, server\n")),
		threaded.NewTCPClient("127.0.0.1", echoOnce()),
		stock.NewConsoleEchoer(),
	)
	if err == nil {
		err = axon.Run(context.Background(), system)
	}
	fmt.Println(err)
	// Output:
	// hello, server
	// <nil>
}

// The error of the system is inside, whatever it went through.
func ExampleTCPClient_refused() {
	client := threaded.NewTCPClient("127.0.0.1", 1)
	err := axon.Run(context.Background(), client)
	failed, ok := errors.AsType[*net.OpError](err)
	fmt.Println(err)
	fmt.Println(ok && failed.Op == "dial")
	// Output:
	// dial tcp 127.0.0.1:1: connect: connection refused
	// true
}
