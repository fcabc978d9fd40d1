package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/threadedtcp/threadedtcp/test/proc"
)

// tool is one program and what was seen of it.
type tool struct {
	name       string
	args       []string
	mostMemory int // kB, 0 if there is no ceiling
	missing    error

	times                  []time.Duration
	resident, proportional int // kB, the most that was seen
}

// installed copies a program in pieces, as packages are unpacked. How it was written is how
// it lies in the page cache, and so how fast it is mapped, and how much of it at a time:
// as a linker leaves it, by single pages.
func installed(directory, name string) (string, error) {
	data, err := os.ReadFile(name)
	if err != nil {
		return "", err
	}
	file, err := os.OpenFile(filepath.Join(directory, filepath.Base(name)), os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o755)
	if err != nil {
		return "", err
	}
	for piece := range slices.Chunk(data, 64<<10) {
		if _, err := file.Write(piece); err != nil {
			return "", errors.Join(err, file.Close())
		}
	}
	return file.Name(), file.Close()
}

const line = "hello\n"

// measure starts the program once, lets it send a line and waits for that to come back.
// The first time it looks at the memory, too, and leaves out the time.
func (t *tool) measure(first bool) error {
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	cmd := exec.CommandContext(ctx, t.args[0], t.args[1:]...)
	in, err := cmd.StdinPipe()
	if err != nil {
		return err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	var said strings.Builder
	cmd.Stderr = &said
	start := time.Now()
	if err := cmd.Start(); err != nil {
		return err
	}
	defer cmd.Wait() // killed or not: what it says of its end is not measured
	defer cancel()
	if _, err := in.Write([]byte(line)); err != nil {
		return err
	}
	back, err := bufio.NewReader(out).ReadString('\n')
	if err != nil || back != line {
		return fmt.Errorf("%s echoes %q: %v: %s", t.name, back, err, said.String())
	}
	if !first {
		t.times = append(t.times, time.Since(start))
		return nil
	}
	time.Sleep(time.Second)
	if t.resident, err = proc.Field(cmd.Process.Pid, "status", "VmRSS"); err != nil {
		return err
	}
	t.proportional, err = proc.Field(cmd.Process.Pid, "smaps_rollup", "Pss")
	return err
}
