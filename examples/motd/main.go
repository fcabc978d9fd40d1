// Command motd tells every client the message of the day.
package main

import (
	"context"
	"flag"
	"fmt"
	"log"

	"github.com/threadedtcp/threadedtcp/axon"
	"github.com/threadedtcp/threadedtcp/internet"
)

// A greeter says its text and ends the connection. What it has sent before goes
// out first.
type greeter struct {
	axon.Base[[]byte, []byte]
	text string
}

func (g *greeter) Run(ctx context.Context) error {
	if err := g.Outbox.Send(ctx, []byte(g.text+"\n")); err != nil {
		return err
	}
	return g.Signal.Send(ctx, axon.ShutdownMicroprocess{Caller: g.Name()})
}

func main() {
	host := flag.String("host", "127.0.0.1", "address to listen on, all of the machine's when empty")
	port := flag.Int("port", 1700, "port to listen on, 0 for any")
	text := flag.String("text", "One component does one thing.", "the message")
	flag.Parse()
	server := internet.NewSimpleServer(func() axon.Component { return &greeter{text: *text} }, *port)
	server.Server.Host = *host
	running, err := axon.Activate(context.Background(), server)
	if err == nil {
		fmt.Println("listening on", server.Addr())
		err = running.Wait()
	}
	log.Fatal(err)
}
