package main

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"time"
)

const (
	// greeting is what a server says when it is ready to send back what it gets.
	greeting = "go\n"
	// patience is for one run of tinyclient. Then it is told to show its goroutines.
	patience = 40 * time.Second
)

// A step is one line of /steps.
type step struct {
	name  string
	bytes int
	args  []string
}

func parseStep(line string) (s step, err error) {
	words := strings.Fields(line)
	if len(words) < 3 {
		return s, fmt.Errorf("steps: %q lacks a word", line)
	}
	s.name, s.args = words[0], words[2:]
	s.bytes, err = strconv.Atoi(words[1])
	return s, err
}

// run starts tinyclient, and prints what was seen.
func (s step) run() error {
	data := make([]byte, s.bytes)
	rand.NewChaCha8(sha256.Sum256([]byte(s.name))).Read(data)
	start := time.Now()
	fmt.Println("start tinyclient", strings.Join(s.args, " "))
	r, err := exchange(data, s.args)
	if err != nil {
		return err
	}
	fmt.Println(strings.TrimSpace(fmt.Sprint("exit status ", r.status, " ", r.text)))
	if r.status != 0 || !bytes.Equal(r.received, data) {
		return fmt.Errorf("exit status %d, %d of %d bytes came back, sums %s and %s",
			r.status, len(r.received), len(data), sum(data), sum(r.received))
	}
	fmt.Println("STEP", s.name, r.status, len(data), sum(data),
		len(r.received), sum(r.received), r.memory, time.Since(start).Milliseconds())
	return nil
}

func sum(data []byte) string { return fmt.Sprintf("%x", sha256.Sum256(data)) }

// A result is what one run of tinyclient has come to.
type result struct {
	status   int
	received []byte
	memory   int    // the most it held, in KiB, while it was still connected
	text     string // what it said
}

// exchange sends data once the server has greeted, and reads what comes back.
func exchange(data []byte, args []string) (r result, err error) {
	cmd := exec.Command("/tinyclient", args...)
	var said bytes.Buffer
	cmd.Stderr = &said
	in, err := cmd.StdinPipe()
	if err != nil {
		return r, err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return r, err
	}
	if err := cmd.Start(); err != nil {
		return r, err
	}
	defer time.AfterFunc(patience, func() { cmd.Process.Signal(syscall.SIGQUIT) }).Stop()
	word := make([]byte, len(greeting))
	if _, err := io.ReadFull(out, word); err == nil && string(word) == greeting {
		sent := make(chan struct{})
		go func() {
			in.Write(data) // fails when tinyclient has ended; its status says why
			close(sent)
		}()
		r.received = make([]byte, len(data))
		n, _ := io.ReadFull(out, r.received)
		r.received = r.received[:n]
		r.memory = peak(cmd.Process.Pid)
		if n == len(data) {
			<-sent
		}
		in.Close()
		rest, _ := io.ReadAll(out)
		r.received = append(r.received, rest...)
	}
	in.Close()
	err = cmd.Wait()
	r.status, r.text = cmd.ProcessState.ExitCode(), strings.TrimSpace(said.String())
	if exit := new(exec.ExitError); errors.As(err, &exit) {
		err = nil // the status says it
	}
	return r, err
}

// peak is the most memory that a process has held, in KiB; 0 when it has ended.
func peak(pid int) (kib int) {
	text, _ := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	for line := range strings.Lines(string(text)) {
		fmt.Sscanf(line, "VmHWM: %d kB", &kib)
	}
	return kib
}
