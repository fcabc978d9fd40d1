package main

import (
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"slices"
	"time"
)

// The ceilings.
const (
	mostClear   = 3500 // kB
	mostSecured = 6500
	mostTime    = 1.6 // of a bare Go program's
	goalTime    = 1.2 // of nc.openbsd's
	rounds      = 41
)

func main() {
	if len(os.Args) != 5 {
		fmt.Fprintln(os.Stderr, "usage: footprint NOTLS FULL BARE RAW")
		os.Exit(2)
	}
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "footprint:", err)
		os.Exit(1)
	}
}

func run(programs []string) error {
	s, err := serve()
	if err != nil {
		return err
	}
	defer s.close()
	for i, name := range programs {
		if programs[i], err = installed(s.directory, name); err != nil {
			return err
		}
	}
	notls, full, bare, raw := programs[0], programs[1], programs[2], programs[3]
	host, clear, secured := "127.0.0.1", s.clear(), s.secured()
	tools := []*tool{
		{name: "tinyclient notls", args: []string{notls, host, clear}, mostMemory: mostClear},
		{name: "tinyclient full", args: []string{full, host, clear}, mostMemory: mostSecured},
		{name: "bare Go", args: []string{bare, host, clear}},
		{name: "system calls in Go", args: []string{raw, host, clear}},
		{name: "nc.openbsd", args: []string{"nc.openbsd", host, clear}},
		{name: "busybox nc", args: []string{"busybox", "nc", host, clear}},
		{name: "ncat", args: []string{"ncat", host, clear}},
		{name: "socat", args: []string{"socat", "STDIO", "TCP:" + host + ":" + clear}},
		{name: "tinyclient full, TLS", args: []string{full, "-tls", "-ca", s.roots, host, secured}, mostMemory: mostSecured},
		{name: "ncat --ssl", args: []string{"ncat", "--ssl", host, secured}}, // verifies nothing,
		{name: "socat, TLS", args: []string{"socat", "STDIO", "OPENSSL:" + host + ":" + secured + ",cafile=" + s.roots}},
		{name: "openssl s_client", args: []string{"openssl", "s_client", "-quiet", "-verify_return_error", "-CAfile", s.roots, "-connect", host + ":" + secured}},
	}
	for round := range rounds {
		for _, i := range rand.Perm(len(tools)) { // who comes after a slow one is slower
			t := tools[i]
			if t.missing != nil {
				continue
			}
			if _, t.missing = exec.LookPath(t.args[0]); t.missing != nil {
				continue
			}
			if err := t.measure(round == 0); err != nil { // the first is for warming up
				return err
			}
		}
	}
	return report(tools)
}

// report prints the table and returns what is above its ceiling.
func report(tools []*tool) error {
	bare, nc := tools[2], tools[4]
	if nc.missing != nil {
		return nc.missing
	}
	var failed error
	fmt.Printf("%-22s %12s %8s %8s %8s %10s\n", "", "first echo", "of nc's", "of bare", "RSS kB", "PSS kB")
	for i, t := range tools {
		if t.missing != nil {
			fmt.Printf("%-22s is not installed\n", t.name)
			continue
		}
		ratio := func(to *tool) float64 { return float64(median(t.times)) / float64(median(to.times)) }
		word := ""
		if t.mostMemory > 0 && t.resident > t.mostMemory {
			word = fmt.Sprintf("  TOO MUCH: more than %d kB", t.mostMemory)
		}
		if i == 0 && ratio(bare) > mostTime {
			word += fmt.Sprintf("  TOO LONG: more than %.1f", mostTime)
		}
		if word != "" {
			failed = fmt.Errorf("%s is above its ceiling", t.name)
		}
		fmt.Printf("%-22s %9.1f ms %8.2f %8.2f %8d %10d%s\n", t.name,
			median(t.times).Seconds()*1000, ratio(nc), ratio(bare), t.resident, t.proportional, word)
	}
	fmt.Printf("The goal for the start of tinyclient notls is %.1f of nc.openbsd's.\n", goalTime)
	return failed
}

func median(times []time.Duration) time.Duration {
	sorted := slices.Sorted(slices.Values(times))
	return sorted[len(sorted)/2]
}
