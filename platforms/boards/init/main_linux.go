// Command init is the first process of a board that is booted to try tinyclient on
// it, and the only one beside it. It loads the drivers of the network, brings that
// up, carries out what /steps says, prints how it went, and switches the board off.
//
// Read main_linux.go, then system_linux.go, network_linux.go and step_linux.go.
//
// A line of /steps is NAME BYTES TRIES ARGUMENT...: tinyclient is started with the
// arguments, BYTES random bytes go through it to a server that sends them back, and
// the line is done when they are back. It is started again, TRIES times in all,
// when it ends before. What is printed is one line
//
//	STEP NAME STATUS,... SENT SHA256 RECEIVED SHA256 KIBIBYTES MILLISECONDS
//
// a step and INIT-OK or INIT-FAIL at the end.
package main

import (
	"fmt"
	"os"
	"strings"
)

func main() {
	if os.Getpid() != 1 {
		fmt.Fprintln(os.Stderr, "init: this is the first process of a board")
		os.Exit(2)
	}
	if err := boot(); err != nil {
		fmt.Println("INIT-FAIL", err)
	} else {
		fmt.Println("INIT-OK after", uptime())
	}
	powerOff()
}

func boot() error {
	if err := mounts(); err != nil {
		return err
	}
	if err := modules("/modules"); err != nil {
		return err
	}
	if err := network(); err != nil {
		return err
	}
	steps, err := os.ReadFile("/steps")
	if err != nil {
		return err
	}
	for line := range strings.Lines(string(steps)) {
		s, err := parseStep(line)
		if err != nil {
			return err
		}
		if err := s.run(); err != nil {
			return fmt.Errorf("%s: %w", s.name, err)
		}
	}
	return nil
}
