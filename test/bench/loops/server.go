//go:build linux

package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"runtime"
	"runtime/debug"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/cloudwego/netpoll"
	"github.com/threadedtcp/threadedtcp/axon"
	"github.com/threadedtcp/threadedtcp/internet"
	"github.com/threadedtcp/threadedtcp/stock"
)

// servers are the kinds of server, as functions that return their address.
var servers = map[string]func() string{"ours": serveOurs, "net": serveNet, "netpoll": serveNetpoll, "bare": serveBare}

// serve is a server process. It answers each line of its standard input with its
// usage, and ends with it.
func serve(kind string) {
	fmt.Println(servers[kind]())
	for lines := bufio.NewScanner(os.Stdin); lines.Scan(); {
		if lines.Text() == "memory" {
			debug.FreeOSMemory()
		}
		check(json.NewEncoder(os.Stdout).Encode(used()))
	}
}

func serveOurs() string {
	s := internet.NewSimpleServer(func() axon.Component { return stock.NewEcho() }, 0)
	s.Server.Host = "127.0.0.1"
	_, err := axon.Activate(context.Background(), s)
	check(err)
	return s.Addr().String()
}

func serveNet() string {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	check(err)
	go func() {
		for {
			c, err := l.Accept()
			check(err)
			go func() {
				defer c.Close()
				for buf := make([]byte, 4<<10); ; {
					n, err := c.Read(buf)
					if err != nil {
						return
					}
					if _, err := c.Write(buf[:n]); err != nil {
						return
					}
				}
			}()
		}
	}()
	return l.Addr().String()
}

func serveNetpoll() string {
	check(netpoll.Configure(netpoll.Config{PollerNum: 1}))
	l, err := netpoll.CreateListener("tcp", "127.0.0.1:0")
	check(err)
	loop, err := netpoll.NewEventLoop(func(_ context.Context, c netpoll.Connection) error {
		r, w := c.Reader(), c.Writer()
		p, err := r.Next(r.Len())
		if err != nil {
			return err
		}
		if _, err := w.WriteBinary(p); err != nil {
			return err
		}
		if err := w.Flush(); err != nil {
			return err
		}
		return r.Release()
	})
	check(err)
	go loop.Serve(l)
	return l.Addr().String()
}

// usage is what a process has used, its memory in KiB.
type usage struct {
	CPU                    time.Duration
	Resident, Heap, Stacks int
	Threads, Goroutines    int
	Objects                int
}

func used() usage {
	var r syscall.Rusage
	check(syscall.Getrusage(syscall.RUSAGE_SELF, &r))
	u := usage{CPU: time.Duration(r.Utime.Nano() + r.Stime.Nano()), Goroutines: runtime.NumGoroutine()}
	status, err := os.ReadFile("/proc/self/status")
	check(err)
	for line := range strings.Lines(string(status)) {
		name, value, _ := strings.Cut(line, ":")
		switch name {
		case "VmRSS":
			u.Resident = number(strings.Fields(value)[0])
		case "Threads":
			u.Threads = number(strings.Fields(value)[0])
		}
	}
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	u.Heap, u.Stacks, u.Objects = int(m.HeapAlloc/1024), int(m.StackInuse/1024), int(m.HeapObjects)
	return u
}

// A server is the other side of such a process.
type server struct {
	cmd     *exec.Cmd
	in      io.WriteCloser
	out     *bufio.Reader
	address string
}

func start(kind, gmp string) *server {
	program, err := os.Executable()
	check(err)
	if other := programs[kind]; other != "" {
		program = other
	}
	s := &server{cmd: exec.Command(program, "-serve", kind)}
	s.cmd.Env = append(os.Environ(), "GOMAXPROCS="+gmp)
	s.cmd.Stderr = os.Stderr
	s.in, err = s.cmd.StdinPipe()
	check(err)
	out, err := s.cmd.StdoutPipe()
	check(err)
	s.out = bufio.NewReader(out)
	check(s.cmd.Start())
	line, err := s.out.ReadString('\n')
	check(err)
	s.address = strings.TrimSpace(line)
	return s
}

func (s *server) ask(what string) (u usage) {
	_, err := io.WriteString(s.in, what+"\n")
	check(err)
	line, err := s.out.ReadBytes('\n')
	check(err)
	check(json.Unmarshal(line, &u))
	return u
}

func (s *server) cpu() time.Duration { return s.ask("cpu").CPU }
func (s *server) memory() usage      { return s.ask("memory") }

func (s *server) stop() {
	s.in.Close()
	s.cmd.Process.Kill()
	s.cmd.Wait()
}

func number(text string) int {
	n, err := strconv.Atoi(text)
	check(err)
	return n
}
