package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/threadedtcp/threadedtcp/test/proc"
)

// tool is one program and what was seen of it.
type tool struct {
	name       string
	program    string
	args       []string
	mostMemory int // kB, 0 if there is no ceiling
	slow       bool
	installed  string
	missing    error

	byShell, direct        []time.Duration
	resident, proportional int // kB
}

// install copies the program to a directory, again if it is there. How it has been written
// is how it lies in the page cache, and so how fast it is mapped; so that is the same for all,
// and a matter of chance more than once in a run. A program that is missing is noted.
func (t *tool) install(directory string) error {
	original, err := exec.LookPath(t.program)
	if errors.Is(err, exec.ErrNotFound) {
		t.missing = err
		return nil
	}
	if err != nil {
		return err
	}
	data, err := os.ReadFile(original)
	if err != nil {
		return err
	}
	if err := os.RemoveAll(directory); err != nil {
		return err
	}
	if err := os.Mkdir(directory, 0o755); err != nil {
		return err
	}
	t.installed = filepath.Join(directory, filepath.Base(original))
	return os.WriteFile(t.installed, data, 0o755)
}

const line = "hello\n"

// measure starts the program once by a shell, as people and scripts do, and once directly,
// and looks at the memory of the first. round 0 is for warming up.
func (t *tool) measure(round int) error {
	look := func(pid int) error { return nil }
	if round == 0 {
		look = t.look
	}
	byShell, err := t.start(look, "/bin/sh", append([]string{"-c", `exec "$0" "$@"`, t.installed}, t.args...)...)
	if err != nil {
		return err
	}
	direct, err := t.start(func(int) error { return nil }, t.installed, t.args...)
	if round > 0 {
		t.byShell, t.direct = append(t.byShell, byShell), append(t.direct, direct)
	}
	return err
}

// start starts a command, which is the program or becomes it, lets it send a line, and
// returns how long it took until that was back.
func (t *tool) start(look func(pid int) error, name string, args ...string) (took time.Duration, err error) {
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	cmd := exec.CommandContext(ctx, name, args...)
	in, err := cmd.StdinPipe()
	if err != nil {
		return 0, err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return 0, err
	}
	var said strings.Builder
	cmd.Stderr = &said
	start := time.Now()
	if err := cmd.Start(); err != nil {
		return 0, err
	}
	defer cmd.Wait() // killed or not: what it says of its end is not measured
	defer cancel()
	if _, err := in.Write([]byte(line)); err != nil {
		return 0, err
	}
	back, err := bufio.NewReader(out).ReadString('\n')
	took = time.Since(start)
	if err != nil || back != line {
		return 0, fmt.Errorf("%s echoes %q: %v: %s", t.name, back, err, said.String())
	}
	return took, look(cmd.Process.Pid)
}

// look notes the memory of a process that has been left alone for a second.
func (t *tool) look(pid int) (err error) {
	time.Sleep(time.Second)
	if t.resident, err = proc.Field(pid, "status", "VmRSS"); err != nil {
		return err
	}
	t.proportional, err = proc.Field(pid, "smaps_rollup", "Pss")
	return err
}
