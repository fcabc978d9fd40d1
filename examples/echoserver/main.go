// Command echoserver sends every client back what it sends.
package main

import (
	"context"
	"flag"
	"fmt"
	"log"

	"github.com/threadedtcp/threadedtcp/axon"
	"github.com/threadedtcp/threadedtcp/internet"
	"github.com/threadedtcp/threadedtcp/stock"
)

func main() {
	host := flag.String("host", "127.0.0.1", "address to listen on, all of the machine's when empty")
	port := flag.Int("port", 1601, "port to listen on, 0 for any")
	flag.Parse()
	server := internet.NewSimpleServer(func() axon.Component { return stock.NewEcho() }, *port)
	server.Server.Host = *host
	running, err := axon.Activate(context.Background(), server)
	if err == nil {
		fmt.Println("listening on", server.Addr())
		err = running.Wait()
	}
	log.Fatal(err)
}
