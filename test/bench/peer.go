package main

import (
	"bufio"
	"context"
	"encoding/binary"
	"fmt"
	"io"
	"log"
	"net"
	"os"
	"strings"
	"sync"

	"github.com/threadedtcp/threadedtcp/blocking"
)

// serve is a peer process. It ends with its standard input.
//
//   - echo sends back what it reads; each connection has a thread.
//   - hold does so with package net, for many idle connections.
//   - bulk reads a request and then takes or gives so many bytes.
func serve(role string) {
	talk := map[string]func(net.Conn){"echo": echoThread, "hold": echoNet, "bulk": takeOrGive}[role]
	if talk == nil {
		log.Fatalf("no peer %q", role)
	}
	var l net.Listener
	var err error
	if role == "hold" {
		l, err = net.Listen("tcp", "127.0.0.1:0")
	} else {
		config := blocking.ListenConfig{Budget: blocking.NewBudget(5000)}
		l, err = config.Listen(context.Background(), "tcp", "127.0.0.1:0")
	}
	check(err)
	go func() {
		for {
			c, err := l.Accept()
			check(err)
			go func() {
				defer c.Close()
				talk(c)
			}()
		}
	}()
	fmt.Println(l.Addr().(*net.TCPAddr).Port)
	io.Copy(io.Discard, os.Stdin)
}

func echoThread(c net.Conn) {
	s, buf := c.(*blocking.Conn).Socket(), make([]byte, 64<<10)
	for {
		n, err := s.Receive(buf)
		if err != nil {
			return
		}
		if sendAll(s, buf[:n]) != nil {
			return
		}
	}
}

func sendAll(s blocking.Socket, p []byte) error {
	for len(p) > 0 {
		n, err := s.Send(p)
		if err != nil {
			return err
		}
		p = p[n:]
	}
	return nil
}

func echoNet(c net.Conn) {
	buf := make([]byte, 64)
	for {
		n, err := c.Read(buf)
		if err != nil {
			return
		}
		c.Write(buf[:n])
	}
}

// A request is a letter, 'u' or 'd', and a number of bytes.
func request(letter byte, total int) []byte {
	return binary.BigEndian.AppendUint64([]byte{letter}, uint64(total))
}

func takeOrGive(c net.Conn) {
	s, buf := c.(*blocking.Conn).Socket(), make([]byte, 256<<10)
	r := bufio.NewReaderSize(plain{s}, len(buf))
	for {
		var head [9]byte
		if _, err := io.ReadFull(r, head[:]); err != nil {
			return
		}
		left := int64(binary.BigEndian.Uint64(head[1:]))
		if head[0] == 'u' {
			io.CopyN(io.Discard, r, left)
			s.Send([]byte{1})
			continue
		}
		for left > 0 {
			n := min(left, int64(len(buf)))
			if sendAll(s, buf[:n]) != nil {
				return
			}
			left -= n
		}
	}
}

// plain is a blocking socket as a reader and writer, so that package io drives
// the same kind of socket as a component.
type plain struct{ blocking.Socket }

func (p plain) Read(b []byte) (int, error)  { return p.Receive(b) }
func (p plain) Write(b []byte) (int, error) { return len(b), sendAll(p.Socket, b) }

var peers struct {
	sync.Mutex
	end []func()
}

// peer starts a peer process and returns its address.
func peer(role string) string {
	cmd := again("-peer", role)
	cmd.Env = append(os.Environ(), "GOMAXPROCS=2")
	in, err := cmd.StdinPipe()
	check(err)
	out, err := cmd.StdoutPipe()
	check(err)
	check(cmd.Start())
	peers.Lock()
	peers.end = append(peers.end, func() {
		in.Close()
		cmd.Process.Kill()
		cmd.Wait()
	})
	peers.Unlock()
	port, err := bufio.NewReader(out).ReadString('\n')
	check(err)
	return "127.0.0.1:" + strings.TrimSpace(port)
}

func endPeers() {
	peers.Lock()
	defer peers.Unlock()
	for _, end := range peers.end {
		end()
	}
	peers.end = nil
}
