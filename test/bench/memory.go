package main

import (
	"context"
	"encoding/json"
	"io"
	"runtime/debug"
	"sync"
	"sync/atomic"

	"github.com/threadedtcp/threadedtcp/axon"
)

const idleConnections = 4000

// idleMemory is G17. Each kind of connection has a process of its own.
func idleMemory() []row {
	address := peer("hold")
	s := map[string][]float64{}
	kinds := []string{"client", "pipeline", "socket", "net", "thread"}
	for range min(3, *rounds) {
		for _, kind := range kinds {
			out, err := again("-worker", "idle:"+kind+":"+address).Output()
			check(err)
			var kb float64
			check(json.Unmarshal(out, &kb))
			s[kind] = append(s[kind], kb)
		}
	}
	return []row{
		vital(row{Goal: "G17", What: "memory of an idle connection, one thread", Value: median(s["client"]), Unit: " KB",
			Target: 20, Floor: 24, Report: status("VmRSS") == 0}).
			with("goroutine in read(2) %.1f KB, client in a pipeline of two %.1f KB, bare socket with 4 KiB %.1f KB, net.Conn with 4 KiB %.1f KB; cgo: %v",
				median(s["thread"]), median(s["pipeline"]), median(s["socket"]), median(s["net"]), cgo),
	}
}

// idle opens connections and returns how many KB each takes.
func idle(kind, address string) float64 {
	open := map[string]func(n int){
		"client":   func(n int) { alone(address, n) },
		"pipeline": func(n int) { gather(address, n, budgetFor(n)) },
		"socket":   func(n int) { held(n, func() io.ReadWriteCloser { return dialPlain(address) }) },
		"thread":   waiting,
		"net":      func(n int) { held(n, func() io.ReadWriteCloser { return dialNet(address) }) },
	}[kind]
	open(10)
	debug.FreeOSMemory()
	before := status("VmRSS")
	open(idleConnections)
	debug.FreeOSMemory()
	return float64(status("VmRSS")-before) / idleConnections
}

// alone activates n clients, one after the other, whose outboxes lead to one box.
func alone(address string, n int) {
	var in axon.In[[]byte]
	var answered atomic.Int32
	budget := budgetFor(n)
	in.Handle(func(context.Context, []byte) { answered.Add(1) })
	for i := range n {
		c := client(address)
		c.InitialMessage, c.Dialer.Budget = hello, budget
		_, err := axon.Link(&c.Outbox, &in)
		check(err)
		_, err = axon.Activate(context.Background(), c)
		check(err)
		await(func() bool { return int(answered.Load()) > i })
	}
}

// held opens n connections, one after the other, each with a goroutine that reads.
func held(n int, dial func() io.ReadWriteCloser) {
	var answered sync.WaitGroup
	for range n {
		answered.Add(1)
		go func() {
			c, buf := dial(), make([]byte, 4<<10)
			c.Write(hello)
			c.Read(buf)
			answered.Done()
			c.Read(buf)
		}()
		answered.Wait()
	}
}
