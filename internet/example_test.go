package internet_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"

	"github.com/threadedtcp/threadedtcp/axon"
	"github.com/threadedtcp/threadedtcp/internet"
	"github.com/threadedtcp/threadedtcp/stock"
)

// ask sends a text to a server and returns its whole answer.
func ask(address net.Addr, text string) string {
	c, err := net.Dial("tcp", address.String())
	if err != nil {
		return err.Error()
	}
	defer c.Close()
	io.WriteString(c, text)
	c.(*net.TCPConn).CloseWrite()
	answer, err := io.ReadAll(c)
	if err != nil {
		return err.Error()
	}
	return string(answer)
}

// An echo server. Port 0 lets the system choose one.
func ExampleNewSimpleServer() {
	server := internet.NewSimpleServer(func() axon.Component { return stock.NewEcho() }, 0)
	server.Server.Host = "127.0.0.1"
	running, err := axon.Activate(context.Background(), server)
	if err != nil {
		fmt.Println(err) // the port is taken, say
		return
	}
	defer running.Stop()
	fmt.Println(ask(server.Addr(), "hello"))
	// Output: hello
}

// A counter answers each line with its number. Bytes come in pieces of any size,
// so it is the component that puts lines together.
type counter struct {
	axon.Base[[]byte, []byte]
	who net.Addr
}

func (c *counter) Run(ctx context.Context) error {
	var text []byte
	lines := 0
	_, err := c.Each(ctx, func(m []byte) error {
		text = append(text, m...)
		for {
			line, rest, whole := bytes.Cut(text, []byte("\n"))
			if !whole {
				return nil
			}
			lines++
			if err := c.Outbox.Send(ctx, fmt.Appendf(nil, "%s: %d %s\n", c.who.Network(), lines, line)); err != nil {
				return err
			}
			text = rest
		}
	})
	return err // what was sent is written before the connection is closed
}

// A component of one's own for each connection, which is told whose it is.
func ExampleNewServerCore() {
	server := internet.NewServerCore(func(p internet.Peer) axon.Component { return &counter{who: p.Remote} }, 0)
	server.Server.Host = "127.0.0.1"
	running, err := axon.Activate(context.Background(), server)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer running.Stop()
	fmt.Print(ask(server.Addr(), "one\ntwo\n"))
	// Output:
	// tcp: 1 one
	// tcp: 2 two
}

// A client between what it sends and what shows the answer.
func ExampleTCPClient() {
	server := internet.NewSimpleServer(func() axon.Component { return stock.NewEcho() }, 0)
	server.Server.Host = "127.0.0.1"
	running, err := axon.Activate(context.Background(), server)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer running.Stop()

	system, err := axon.NewPipeline(
		stock.NewOneShot([]byte("hello, server\n")),
		internet.NewTCPClient("127.0.0.1", server.Addr().(*net.TCPAddr).Port),
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
