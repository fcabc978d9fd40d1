//go:build linux

// Command loops measures servers of many connections side by side: a SimpleServer
// with an Echo, one with package net, one with cloudwego/netpoll, and one with
// panjf2000/gnet where a checkout of that is given. What no program can do without is
// told by a bare loop of system calls. It is a module of its own, so that what it compares
// with is nobody else's dependency. It runs in its own directory:
//
//	go run -tags selector . -rounds 7
//	GNET=DIR go run -tags selector . -only memory
//
// Each server is a process of its own that is asked for its processor time; the
// clients are one loop over epoll(7) here, the same for all. Servers take turns within
// a round; what is printed are medians of the ratios within the rounds, with how ours
// compare with the goals. It fails where a floor is missed.
package main

import (
	"flag"
	"fmt"
	"log"
	"math/rand/v2"
	"slices"
	"strings"
	"time"
)

var (
	role   = flag.String("serve", "", "be a server of this `kind` (used by loops itself)")
	kinds  = flag.String("kinds", "ours,net,netpoll,bare", "servers to compare, and gnet if GNET is set")
	rounds = flag.Int("rounds", 7, "`number` of rounds")
	lasts  = flag.Duration("time", time.Second, "how long each server is measured in a round")
	procs  = flag.String("procs", "1,2", "`values` of the servers' GOMAXPROCS")
	many   = flag.String("connections", "1,100,1000", "`numbers` of connections")
	idle   = flag.Int("idle", 9500, "`number` of connections whose memory is measured, 0 for none")
	only   = flag.String("only", "", "`cpu`, rate, memory or stuck")
)

func main() {
	log.SetFlags(0)
	log.SetPrefix("loops: ")
	flag.Parse()
	if *role != "" {
		serve(*role)
		return
	}
	names := withGnet(strings.Split(*kinds, ","))
	for gmp := range strings.SplitSeq(*procs, ",") {
		if *only == "" || *only == "cpu" {
			for n := range strings.SplitSeq(*many, ",") {
				echoes(names, gmp, number(n), 1)
			}
		}
		if *only == "" || *only == "rate" {
			echoes(names, gmp, 100, 16)
		}
	}
	names = slices.DeleteFunc(names, func(name string) bool { return name == "bare" }) // which keeps nothing
	if *only == "" || *only == "stuck" {
		stuck(names, 1000)
	}
	if *idle > 0 && (*only == "" || *only == "memory") {
		memory(names, *idle)
	}
	verdict()
}

// A figure is what one server did in one round.
type figure struct {
	cpu  float64 // microseconds a message
	rate float64 // messages a second
}

// echoes measures messages of 64 bytes, depth of them under way on each connection.
func echoes(names []string, gmp string, connections, depth int) {
	ofCPU, ofRate := cpuGoals, map[string]goal{} // the rate depends on the network more than on the server
	if depth > 1 {
		ofCPU, ofRate = ofRate, rateGoals
	}
	running, loads := map[string]*server{}, map[string]*load{}
	for _, name := range names {
		running[name] = start(name, gmp)
		loads[name] = connect(running[name].address, connections, 64*depth)
		loads[name].run(*lasts / 4)
	}
	seen := map[string][]figure{}
	for range *rounds {
		order := slices.Clone(names)
		rand.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
		for _, name := range order {
			before, began := running[name].cpu(), time.Now()
			n := float64(loads[name].run(*lasts) / 64)
			took, cpu := time.Since(began), running[name].cpu()-before
			seen[name] = append(seen[name], figure{cpu: float64(cpu.Nanoseconds()) / 1000 / n, rate: n / took.Seconds()})
		}
	}
	fmt.Printf("\n%d connections, %d under way on each, GOMAXPROCS=%s\n", connections, depth, gmp)
	for _, name := range names {
		cpu, rate := figures(seen[name])
		fmt.Printf("  %-8s %6.2f us a message, %8.0f messages/s", name, median(cpu), median(rate))
		for _, other := range names {
			if name == names[0] && other != name {
				otherCPU, otherRate := figures(seen[other])
				cost, speed := median(ratios(cpu, otherCPU)), median(ratios(rate, otherRate))
				fmt.Printf("\n           of %s's: time %.2fx%s, rate %.2fx%s", other, cost, ofCPU[other].judge(cost), speed, ofRate[other].judge(speed))
			}
		}
		fmt.Println()
		loads[name].close()
		running[name].stop()
	}
}

// memory measures connections that have had one round trip and are idle.
func memory(names []string, connections int) {
	fmt.Printf("\n%d idle connections after a round trip of 64 bytes\n", connections)
	for _, name := range names {
		s := start(name, "2")
		warm := connect(s.address, 10, 64)
		warm.once()
		before := s.memory()
		l := connect(s.address, connections, 64)
		l.once()
		after := s.memory()
		per := func(f func(usage) int) int { return (f(after) - f(before)) * 1024 / connections }
		resident := per(func(u usage) int { return u.Resident })
		fmt.Printf("  %-8s %6d B resident a connection%s, %d B of heap, %d B of stacks; %d threads, %d goroutines\n", name,
			resident, memoryGoals[name].judge(float64(resident)), per(func(u usage) int { return u.Heap }), per(func(u usage) int { return u.Stacks }), after.Threads, after.Goroutines)
		l.close()
		warm.close()
		s.stop()
	}
}

func figures(all []figure) (cpu, rate []float64) {
	for _, f := range all {
		cpu, rate = append(cpu, f.cpu), append(rate, f.rate)
	}
	return cpu, rate
}

func ratios(a, b []float64) (all []float64) {
	for i := range a {
		all = append(all, a[i]/b[i])
	}
	return all
}

func median(all []float64) float64 {
	sorted := slices.Sorted(slices.Values(all))
	return sorted[len(sorted)/2]
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
