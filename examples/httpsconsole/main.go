// Command httpsconsole sends what is typed to an HTTPS server, and shows what it
// answers. Type "GET / HTTP/1.0", an empty line, and end the input.
package main

import (
	"context"
	"flag"
	"log"

	"github.com/threadedtcp/threadedtcp/axon"
	"github.com/threadedtcp/threadedtcp/internet"
	_ "github.com/threadedtcp/threadedtcp/secure" // what " make ssl " stands for
	"github.com/threadedtcp/threadedtcp/stock"
)

func main() {
	host := flag.String("host", "example.org", "name or address of the server")
	port := flag.Int("port", 443, "its port")
	flag.Parse()
	system, err := axon.NewGraphline(map[string]axon.Component{
		"MAKESSL": stock.NewOneShot(" make ssl "), "CONNECTION": internet.NewTCPClient(*host, *port),
		"CONSOLE": stock.NewConsoleReader(), "ECHO": stock.NewConsoleEchoer(),
	}, wires)
	if err == nil {
		err = axon.Run(context.Background(), system)
	}
	if err != nil {
		log.Fatal(err)
	}
}

// The signals go round, so that the end of the input ends the connection, and the
// end of the connection the input.
var wires = []axon.Wire{
	{From: "MAKESSL", FromBox: "outbox", To: "CONNECTION", ToBox: "makessl"},
	{From: "CONSOLE", FromBox: "outbox", To: "CONNECTION", ToBox: "inbox"},
	{From: "CONNECTION", FromBox: "outbox", To: "ECHO", ToBox: "inbox"},
	{From: "CONSOLE", FromBox: "signal", To: "CONNECTION", ToBox: "control"},
	{From: "CONNECTION", FromBox: "signal", To: "ECHO", ToBox: "control"},
	{From: "ECHO", FromBox: "signal", To: "CONSOLE", ToBox: "control"},
}
