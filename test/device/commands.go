//go:build unix

package device

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"net"
	"os"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// patience is more than any step of a script takes.
const patience = 15 * time.Second

// commands are the words of scripts that testscript does not have.
var commands = map[string]func(ts *testscript.TestScript, neg bool, args []string){
	// port NAME...: sets each variable to a port of loopback that nobody listens on.
	"port": func(ts *testscript.TestScript, neg bool, args []string) {
		for _, name := range args {
			ts.Setenv(name, strconv.Itoa(freePort()))
		}
	},

	// listening PORT|PATH: waits until somebody listens there. It does not connect, which
	// a server of one client would take for that.
	"listening": func(ts *testscript.TestScript, neg bool, args []string) {
		until(ts, "somebody listens on "+args[0], func() bool { return listens(args[0]) })
	},

	// appears FILE [TEXT]: waits until a file is there and has a text.
	"appears": func(ts *testscript.TestScript, neg bool, args []string) {
		text := strings.Join(args[1:], " ")
		until(ts, args[0]+" has "+strconv.Quote(text), func() bool {
			data, err := os.ReadFile(ts.MkAbs(args[0]))
			return err == nil && bytes.Contains(data, []byte(text))
		})
	},

	// present FILE: waits until a file is there.
	"present": func(ts *testscript.TestScript, neg bool, args []string) {
		until(ts, args[0]+" is there", func() bool {
			_, err := os.Stat(ts.MkAbs(args[0]))
			return err == nil
		})
	},

	// certificates: writes what servers and clients show, see the function.
	"certificates": func(ts *testscript.TestScript, neg bool, args []string) {
		_, err := certificates(ts.MkAbs("."))
		ts.Check(err)
	},

	// status N [<FILE|-] PROGRAM ARG...: runs a program and checks its exit status. Its
	// input is a file, or with - never comes and never ends.
	"status": func(ts *testscript.TestScript, neg bool, args []string) {
		program := args[1:]
		if input, ok := strings.CutPrefix(program[0], "<"); ok {
			program = append([]string{"sh", "-c", `exec "$@" <"$0"`, input}, program[1:]...)
		} else if program[0] == "-" {
			program = append([]string{"sh", "-c", `test -e fifo || mkfifo fifo; exec "$@" <>fifo`, "sh"}, program[1:]...)
		}
		err := ts.Exec(program[0], program[1:]...)
		got := 0
		if err != nil {
			exit, ok := err.(interface{ ExitCode() int })
			if !ok {
				ts.Fatalf("%v", err)
			}
			got = exit.ExitCode()
		}
		if strconv.Itoa(got) != args[0] {
			ts.Fatalf("exit status is %d, not %s", got, args[0])
		}
	},

	// noise FILE SIZE: writes bytes of every value, the same each time.
	"noise": func(ts *testscript.TestScript, neg bool, args []string) {
		size, err := strconv.Atoi(args[1])
		ts.Check(err)
		ts.Check(os.WriteFile(ts.MkAbs(args[0]), noise(size), 0o600))
	},

	// setenvfile NAME FILE: sets a variable to what a file has.
	"setenvfile": func(ts *testscript.TestScript, neg bool, args []string) {
		ts.Setenv(args[0], strings.TrimSpace(ts.ReadFile(args[1])))
	},
}

var ports sync.Map // that freePort has returned

// freePort returns a port of loopback that nobody listens on, each time another. It lies
// below those that systems give to clients, one of which could have it before a script.
func freePort() int {
	for {
		port := 10000 + rand.IntN(20000)
		if _, taken := ports.LoadOrStore(port, true); taken {
			continue
		}
		if l, err := net.Listen("tcp", "127.0.0.1:"+strconv.Itoa(port)); err == nil {
			l.Close()
			return port
		}
	}
}

func until(ts *testscript.TestScript, what string, true func() bool) {
	for end := time.Now().Add(patience); !true(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			ts.Fatalf("not within %v: %s", patience, what)
		}
	}
}

// acceptsConnections is a flag of Unix sockets, SO_ACCEPTCON in the kernel.
const acceptsConnections = "00010000"

// listens asks the kernel, which knows paths as they were given.
func listens(where string) bool {
	port, err := strconv.Atoi(where)
	if err != nil {
		// A number, how many use it, the protocol, flags, and more, and last the path.
		data, _ := os.ReadFile("/proc/net/unix")
		for line := range strings.Lines(string(data)) {
			words := strings.Fields(line)
			if len(words) > 7 && words[3] == acceptsConnections && words[7] == where {
				return true
			}
		}
		return false
	}
	for _, name := range []string{"/proc/net/tcp", "/proc/net/tcp6"} {
		data, _ := os.ReadFile(name)
		for line := range strings.Lines(string(data)) {
			words := strings.Fields(line)
			if len(words) > 3 && words[3] == "0A" && strings.HasSuffix(words[1], fmt.Sprintf(":%04X", port)) {
				return true
			}
		}
	}
	return false
}

// noise begins with every byte value.
func noise(size int) []byte {
	data := make([]byte, size)
	x := uint32(2463534242)
	for i := range data {
		if i < 256 {
			data[i] = byte(i)
			continue
		}
		x ^= x << 13
		x ^= x >> 17
		x ^= x << 5
		data[i] = byte(x)
	}
	return data
}
