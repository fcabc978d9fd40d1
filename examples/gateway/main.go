// Command gateway relays each of its clients to a server: what one sends the other
// gets, and either may end its side first.
//
// Built with the tag selector, one loop carries all of it and a connection has no
// goroutine:
//
//	go run -tags selector ./examples/gateway -port=1800 -to=127.0.0.1:80
package main

import (
	"context"
	"flag"
	"fmt"
	"log"
	"net"
	"strconv"

	"github.com/threadedtcp/threadedtcp/axon"
	"github.com/threadedtcp/threadedtcp/internet"
)

// to is the server, which the boxes of a client of it stand for: so the client is all
// that there is to a relayed connection.
func to(address string) (internet.Protocol, error) {
	host, digits, err := net.SplitHostPort(address)
	if err != nil {
		return nil, err
	}
	port, err := strconv.Atoi(digits)
	return func(internet.Peer) axon.Component {
		client := internet.NewTCPClient(host, port)
		client.Linger = internet.NoLimit // it answers when it likes, also after our client's end
		return client
	}, err
}

func main() {
	host := flag.String("host", "127.0.0.1", "address to listen on, all of the machine's when empty")
	port := flag.Int("port", 1800, "port to listen on, 0 for any")
	server := flag.String("to", "127.0.0.1:80", "`address` of the server")
	flag.Parse()
	protocol, err := to(*server)
	if err == nil {
		gateway := internet.NewServerCore(protocol, *port)
		gateway.Server.Host = *host
		var running *axon.Handle
		if running, err = axon.Activate(context.Background(), gateway); err == nil {
			fmt.Println("listening on", gateway.Addr(), internet.Engine())
			err = running.Wait()
		}
	}
	log.Fatal(err)
}
