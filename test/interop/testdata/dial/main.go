// Command dial connects to host:port, by the name server that it is given or the
// system's, and says what came of it.
package main

import (
	"context"
	"fmt"
	"os"

	"github.com/threadedtcp/threadedtcp/dialer"
)

func main() {
	var way dialer.Way
	if len(os.Args) > 2 {
		server, err := dialer.ParseNameServer(os.Args[2])
		if err != nil {
			fmt.Println(err)
			return
		}
		way.Dialer.Resolver = server
	}
	conn, err := way.DialContext(context.Background(), "tcp", os.Args[1])
	if err != nil {
		fmt.Println(err)
		return
	}
	defer conn.Close()
	fmt.Println("connected to", conn.RemoteAddr())
}
