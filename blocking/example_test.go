package blocking_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"sync"
	"time"

	"github.com/threadedtcp/threadedtcp/blocking"
)

// An echo server with one goroutine for each connection, and a client.
func Example() {
	l, err := blocking.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		fmt.Println(err)
		return
	}
	var server sync.WaitGroup
	server.Go(func() {
		for {
			c, err := l.AcceptConn()
			if err != nil {
				return // the listener is closed
			}
			server.Go(func() {
				defer blocking.ExitThread()
				defer c.Close()
				io.Copy(c, c)
			})
		}
	})

	d := blocking.Dialer{Timeout: 10 * time.Second}
	c, err := d.Dial("tcp", l.Addr().String())
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Fprint(c, "hello")
	c.CloseWrite() // the server reads to the end, echoes and closes
	answer, err := io.ReadAll(c)
	fmt.Println(string(answer), err)

	c.Close()
	l.Close()
	server.Wait()
	// Output: hello <nil>
}

// The engine's face has no deadlines: Interrupt ends a Receive that waits.
func ExampleDialer_DialSocket() {
	l, err := blocking.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer l.Close()
	s, err := new(blocking.Dialer).DialSocket(context.Background(), "tcp", l.Addr().String())
	if err != nil {
		fmt.Println(err)
		return
	}
	defer s.Close()
	time.AfterFunc(10*time.Millisecond, s.Interrupt)
	_, err = s.Receive(make([]byte, 100))
	fmt.Println(errors.Is(err, net.ErrClosed) || err == io.EOF)
	// Output: true
}

// A Budget of one's own keeps the connections of one part of a program apart.
func ExampleBudget() {
	l, err := blocking.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer l.Close()
	d := blocking.Dialer{Budget: blocking.NewBudget(2)}
	c, err := d.Dial("tcp", l.Addr().String())
	if err != nil {
		fmt.Println(err)
		return
	}
	_, err = d.Dial("tcp", l.Addr().String())
	fmt.Println(errors.Is(err, blocking.ErrThreadBudget), d.Budget.InUse())
	c.Close()
	fmt.Println(d.Budget.InUse())
	// Output:
	// true 2
	// 0
}
