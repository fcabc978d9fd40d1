// Command filetoserver sends a file to a server, 100,000 bytes a second.
package main

import (
	"context"
	"flag"
	"log"

	"github.com/threadedtcp/threadedtcp/axon"
	"github.com/threadedtcp/threadedtcp/internet"
	"github.com/threadedtcp/threadedtcp/stock"
)

func main() {
	file := flag.String("file", "myfile", "what to send")
	host := flag.String("host", "127.0.0.1", "name or address of the server")
	port := flag.Int("port", 1000, "its port")
	flag.Parse()
	system, err := axon.NewPipeline(stock.NewRateControlledFileReader(*file), internet.NewTCPClient(*host, *port))
	if err == nil {
		err = axon.Run(context.Background(), system)
	}
	if err != nil {
		log.Fatal(err)
	}
}
