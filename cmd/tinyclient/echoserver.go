package main

import (
	"context"
	"net"
	"sync"

	"github.com/threadedtcp/threadedtcp/axon"
	"github.com/threadedtcp/threadedtcp/blocking"
	"github.com/threadedtcp/threadedtcp/stock"
)

// An echoServer sends back on each connection what it gets there.
type echoServer struct {
	listener *blocking.Listener
	ctx      context.Context
	stop     context.CancelFunc
	running  sync.WaitGroup
}

func startEcho() (*echoServer, error) {
	l, err := blocking.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	s := &echoServer{listener: l}
	s.ctx, s.stop = context.WithCancel(context.Background())
	s.running.Go(s.serve)
	return s, nil
}

func (s *echoServer) port() int { return s.listener.Addr().(*net.TCPAddr).Port }

func (s *echoServer) serve() {
	for {
		conn, err := s.listener.Accept()
		if err != nil {
			return
		}
		s.running.Go(func() { s.echo(conn) })
	}
}

func (s *echoServer) echo(conn net.Conn) {
	defer conn.Close()
	p, err := axon.NewPipeline(stock.NewFromReader(conn), stock.NewEcho(), stock.NewToWriter(conn))
	if err == nil {
		// A lost connection is the client's to report.
		_ = axon.Run(s.ctx, p)
	}
}

// Close ends the server and its connections and waits for them.
func (s *echoServer) Close() {
	s.stop()
	s.listener.Close()
	s.running.Wait()
}
