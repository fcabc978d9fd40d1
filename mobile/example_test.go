package mobile_test

import (
	"fmt"
	"strings"

	"github.com/threadedtcp/threadedtcp/mobile"
)

// A Shouter answers every line of its peer in capitals.
type Shouter struct {
	mobile.Listener // what it does not care about
	peer            *mobile.Peer
}

func (s *Shouter) OnData(line *mobile.Chunk) error {
	return s.peer.SendText(strings.ToUpper(line.Text()))
}

// Shouters are a Shouter for every peer.
type Shouters struct{}

func (Shouters) OnPeer(peer *mobile.Peer) (mobile.Listener, error) {
	return &Shouter{&recorder{}, peer}, nil
}
func (Shouters) OnServerClosed(*mobile.Failure) error { return nil }

func shoutingServer() *mobile.Server {
	lines, err := mobile.NewConfig("localhost", 1)
	check(err)
	check(lines.SetDelimiter([]byte("\n"), 1000))
	server, err := mobile.NewServer("127.0.0.1", 0, Shouters{})
	check(err)
	check(server.SetPeerConfig(lines))
	check(server.Start())
	return server
}

// A Printer prints what it hears.
type Printer struct{ client *mobile.Client }

func (p *Printer) OnState(state int32, _ *mobile.ConnInfo) error {
	fmt.Println(mobile.StateName(state))
	return nil
}

func (p *Printer) OnData(line *mobile.Chunk) error {
	fmt.Println(line.PayloadText())
	p.client.Stop()
	return nil
}

func (p *Printer) OnSecure(*mobile.ConnInfo) error             { return nil }
func (p *Printer) OnWritable(int64) error                      { return nil }
func (p *Printer) OnRetry(int32, int64, *mobile.Failure) error { return nil }

func (p *Printer) OnClosed(why *mobile.Failure) error {
	fmt.Println("failed:", why != nil)
	return nil
}

func ExampleClient() {
	server := shoutingServer()
	defer server.Stop()

	cfg, err := mobile.NewConfig("127.0.0.1", server.Port())
	check(err)
	cfg.SetConnectTimeoutMillis(8000)
	cfg.SetRetry(mobile.NewRetryPolicy())
	check(cfg.SetDelimiter([]byte("\n"), 1000))

	p := &Printer{}
	p.client, err = mobile.NewClient(cfg, p)
	check(err)
	check(p.client.Start())
	check(p.client.SendText("hello\n"))
	p.client.AwaitClosed(10_000)
	// Output:
	// Resolving
	// Connecting
	// Ready
	// HELLO
	// Closing
	// Closed
	// failed: false
}

func ExampleDial() {
	server := shoutingServer()
	defer server.Stop()

	cfg, err := mobile.NewConfig("127.0.0.1", server.Port())
	check(err)
	conn, err := mobile.Dial(cfg)
	check(err)
	defer conn.Close()
	check(conn.Write([]byte("hello\n")))
	line, err := conn.ReadUntil([]byte("\n"), 1000)
	fmt.Printf("%s %v\n", line[:len(line)-1], err)
	// Output: HELLO <nil>
}

func ExampleServer() {
	server := shoutingServer()
	fmt.Println(server.Port() > 0)
	server.Stop()
	fmt.Println(server.AwaitClosed(10_000))
	// Output:
	// true
	// true
}

func ExampleCodeOf() {
	_, err := mobile.NewConfig("localhost", 0)
	switch mobile.CodeOf(err) {
	case mobile.CodeOK:
		fmt.Println("fine")
	case mobile.CodeInvalidArgument:
		fmt.Println(err)
	}
	// Output: NewConfig: InvalidArgument: the port must be from 1 to 65535
}
