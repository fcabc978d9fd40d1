package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// A record is what a board has printed.
type record struct {
	reports []report
	uptime  string
	took    time.Duration
}

// A report is what a board says of one transfer.
type report struct {
	name, status         string
	sent, received       int
	sentSum, receivedSum string
	memory               int // KiB
	took                 time.Duration
}

// boot runs the emulator until the board has said how it went and is off, and keeps
// all that it printed.
func (b board) boot(ctx context.Context, kernel, initramfs string) (record, error) {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	args, err := b.arguments(kernel, initramfs)
	if err != nil {
		return record{}, err
	}
	cmd := exec.CommandContext(ctx, b.emulator, args...) // ended by its id
	out, err := cmd.StdoutPipe()
	if err != nil {
		return record{}, err
	}
	cmd.Stderr = cmd.Stdout
	cmd.WaitDelay = 5 * time.Second
	if err := os.MkdirAll(".cache/boards", 0o755); err != nil {
		return record{}, err
	}
	log, err := os.Create(filepath.Join(".cache/boards", b.name+".log"))
	if err != nil {
		return record{}, err
	}
	defer log.Close()
	start := time.Now()
	if err := cmd.Start(); err != nil {
		return record{}, err
	}
	r, failure := b.read(io.TeeReader(out, log))
	r.took = time.Since(start)
	if b.halts || failure != nil {
		cancel()
	}
	err = cmd.Wait()
	switch {
	case failure != nil && errors.Is(ctx.Err(), context.DeadlineExceeded):
		return r, fmt.Errorf("nothing after %v: %w; see %s", limit, failure, log.Name())
	case failure != nil:
		return r, fmt.Errorf("%w; see %s", failure, log.Name())
	case err != nil && !b.halts:
		return r, fmt.Errorf("not off: %w", err)
	}
	return r, nil
}

func (b board) arguments(kernel, initramfs string) ([]string, error) {
	vmlinuz, err := find(kernel, "vmlinuz-*")
	if err != nil {
		return nil, err
	}
	args := append([]string{"-nographic", "-nodefaults", "-serial", "stdio", "-monitor", "none", "-no-reboot",
		"-kernel", vmlinuz, "-initrd", initramfs,
		"-append", strings.TrimSpace("console=ttyAMA0 panic=-1 quiet " + b.append)}, b.machine...)
	if b.deviceTree == "" {
		return args, nil
	}
	tree, err := find(kernel, b.deviceTree)
	return append(args, "-dtb", tree), err
}

// read takes the lines of the board up to the one that says how it went, which is
// what counts: the emulator's exit status is the same for a panic.
func (b board) read(serial io.Reader) (r record, err error) {
	lines := bufio.NewScanner(serial)
	for lines.Scan() {
		line := strings.TrimSpace(lines.Text())
		if strings.HasPrefix(line, "STEP ") {
			report, err := parseReport(line)
			if err != nil {
				return r, err
			}
			r.reports = append(r.reports, report)
		}
		if uptime, ok := strings.CutPrefix(line, "INIT-OK after "); ok {
			r.uptime = uptime
			if !b.halts {
				_, err = io.Copy(io.Discard, serial) // until it is off
			}
			return r, err
		}
		if _, text, ok := strings.Cut(line, "INIT-FAIL "); ok {
			return r, errors.New(text)
		}
	}
	return r, errors.Join(errors.New("the board has not said how it went"), lines.Err())
}

func parseReport(line string) (r report, err error) {
	var milliseconds int
	_, err = fmt.Sscanf(line, "STEP %s %s %d %s %d %s %d %d", &r.name, &r.status,
		&r.sent, &r.sentSum, &r.received, &r.receivedSum, &r.memory, &milliseconds)
	if err != nil {
		return r, fmt.Errorf("%q: %w", line, err)
	}
	r.took = time.Duration(milliseconds) * time.Millisecond
	return r, nil
}
