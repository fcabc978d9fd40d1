package stock_test

import (
	"context"
	"fmt"
	"testing/fstest"

	"github.com/threadedtcp/threadedtcp/axon"
	"github.com/threadedtcp/threadedtcp/stock"
)

// A file goes to the console.
func Example() {
	file := stock.NewRateControlledFileReader("greeting")
	file.FS = fstest.MapFS{"greeting": {Data: []byte("hello, pipeline\n")}}
	pipeline, err := axon.NewPipeline(file, stock.NewConsoleEchoer())
	if err != nil {
		fmt.Println(err)
		return
	}
	if err := axon.Run(context.Background(), pipeline); err != nil {
		fmt.Println(err)
	}
	// Output: hello, pipeline
}

func ExampleOneShot() {
	pipeline, err := axon.NewPipeline(
		stock.NewOneShot([]byte("once\n")),
		stock.NewEcho(),
		stock.NewConsoleEchoer(),
	)
	if err != nil {
		fmt.Println(err)
		return
	}
	if err := axon.Run(context.Background(), pipeline); err != nil {
		fmt.Println(err)
	}
	// Output: once
}
