// Command boards boots whole machines in QEMU, with Debian's kernels and nothing
// else but tinyclient and the init of platforms/boards, and lets tinyclient carry
// bytes from there to servers on this machine's loopback and back. It prints one
// line a board and exits 1 when one of them fails.
//
//	boards [NAME...]   all boards, or those named
//
// Read main.go, then board.go, steps.go, machine.go, modules.go, initramfs.go,
// servers.go and names.go.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"slices"
	"syscall"
)

// couldNotRun is the exit status for a machine that lacks something.
const couldNotRun = 77

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	chosen, err := choose(os.Args[1:])
	if err != nil {
		fmt.Fprintln(os.Stderr, "boards:", err)
		os.Exit(2)
	}
	status := 0
	var lines []string
	for _, b := range chosen {
		line, err := b.try(ctx)
		var missing *exec.ExitError
		switch {
		case errors.As(err, &missing) && missing.ExitCode() == couldNotRun:
			line, status = "could not run: "+err.Error(), max(status, couldNotRun)
		case err != nil:
			line, status = "FAIL  "+err.Error(), 1
		default:
			line = "ok    " + line
		}
		lines = append(lines, fmt.Sprintf("%-9s  %s", b.name, line))
		fmt.Println(lines[len(lines)-1])
		if ctx.Err() != nil {
			os.Exit(1)
		}
	}
	os.Exit(status)
}

func choose(names []string) ([]board, error) {
	if len(names) == 0 {
		return boards, nil
	}
	var chosen []board
	for _, name := range names {
		i := slices.IndexFunc(boards, func(b board) bool { return b.name == name })
		if i < 0 {
			return nil, errors.New("no board is called " + name)
		}
		chosen = append(chosen, boards[i])
	}
	return chosen, nil
}
