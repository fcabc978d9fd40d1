package main

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"time"
)

// The ceilings.
const (
	mostClear   = 3500 // kB
	mostSecured = 6500
	mostTime    = 1.2 // of nc.openbsd's
	rounds      = 205
	rareRounds  = 5 // each of which has the slow ones, too, which leave cold caches behind
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
	notls, full, bare, raw := programs[0], programs[1], programs[2], programs[3]
	host, clear, secured := "127.0.0.1", s.clear(), s.secured()
	tools := []*tool{
		{name: "tinyclient notls", program: notls, args: []string{host, clear}, mostMemory: mostClear},
		{name: "tinyclient full", program: full, args: []string{host, clear}, mostMemory: mostSecured},
		{name: "bare Go", program: bare, args: []string{host, clear}},
		{name: "system calls in Go", program: raw, args: []string{host, clear}},
		{name: "nc.openbsd", program: "nc.openbsd", args: []string{host, clear}},
		{name: "busybox nc", program: "busybox", args: []string{"nc", host, clear}},
		{name: "ncat", program: "ncat", args: []string{host, clear}, slow: true},
		{name: "socat", program: "socat", args: []string{"STDIO", "TCP:" + host + ":" + clear}, slow: true},
		{name: "tinyclient full, TLS", program: full, args: []string{"-tls", "-ca", s.roots, host, secured}, mostMemory: mostSecured, slow: true},
		{name: "ncat --ssl", program: "ncat", args: []string{"--ssl", host, secured}, slow: true}, // verifies nothing,
		{name: "socat, TLS", program: "socat", args: []string{"STDIO", "OPENSSL:" + host + ":" + secured + ",cafile=" + s.roots}, slow: true},
		{name: "openssl s_client", program: "openssl", args: []string{"s_client", "-quiet", "-verify_return_error", "-CAfile", s.roots, "-connect", host + ":" + secured}, slow: true},
	}
	for round := range rounds {
		rare := round%rareRounds == 0
		if rare {
			if err := install(tools, s.directory); err != nil {
				return err
			}
		}
		for _, i := range rand.Perm(len(tools)) { // who comes after a slow one is slower
			if t := tools[i]; t.missing == nil && (rare || !t.slow) {
				if err := t.measure(round); err != nil {
					return err
				}
			}
		}
	}
	return report(tools)
}

func install(tools []*tool, directory string) error {
	for i, t := range tools {
		if err := t.install(filepath.Join(directory, strconv.Itoa(i))); err != nil {
			return err
		}
	}
	return nil
}

// report prints the table and returns what is above its ceiling.
func report(tools []*tool) error {
	bare, nc := tools[2], tools[4]
	if nc.missing != nil {
		return nc.missing
	}
	var failed error
	fmt.Printf("%-22s %12s %8s %8s %8s %8s %10s\n", "", "first echo", "of nc's", "of bare", "direct", "RSS kB", "PSS kB")
	for i, t := range tools {
		if t.missing != nil {
			fmt.Printf("%-22s is not installed\n", t.name)
			continue
		}
		word := ""
		if t.mostMemory > 0 && t.resident > t.mostMemory {
			word = fmt.Sprintf("  TOO MUCH: more than %d kB", t.mostMemory)
		}
		if i == 0 && ratio(t.byShell, nc.byShell) > mostTime {
			word += fmt.Sprintf("  TOO LONG: more than %.1f", mostTime)
		}
		if word != "" {
			failed = fmt.Errorf("%s is above its ceiling", t.name)
		}
		fmt.Printf("%-22s %9.2f ms %8.2f %8.2f %8.2f %8d %10d%s\n", t.name, median(t.byShell).Seconds()*1000,
			ratio(t.byShell, nc.byShell), ratio(t.byShell, bare.byShell), ratio(t.direct, nc.direct),
			t.resident, t.proportional, word)
	}
	return failed
}

// ratio compares medians.
func ratio(a, b []time.Duration) float64 { return float64(median(a)) / float64(median(b)) }

func median(times []time.Duration) time.Duration {
	sorted := slices.Sorted(slices.Values(times))
	return sorted[len(sorted)/2]
}
