package main

import (
	"math/rand/v2"
	"os"
	"runtime"
	"runtime/pprof"
	"slices"
	"time"
)

// A goal is measured in a process of its own.
type goal struct {
	id  string
	run func() []row
}

var goals = []goal{
	{"G1", pingDirect}, // and G2
	{"G3", pingQueued}, // and G4
	{"G5", bulk},
	{"G7", pipelines}, // and G8, G9
	{"G10", directChain},
	{"G11", queuedBox},
	{"G12", allocations},
	{"G17", idleMemory},
	{"G18", manyDials},
	{"G19", wakeUps},
	{"G20", threadsAfter},
}

// A variant is one of the ways that a goal compares. run does one round and
// returns its figures, the same ones in each variant.
type variant struct {
	name string
	run  func() []float64
}

// samples has the figures of each variant by round.
type samples map[string][][]float64

// compare runs every variant once to warm up and then in each round, in an order
// that changes.
func compare(variants ...variant) samples { return compareOften(1, variants...) }

// compareOften is compare with times as many rounds.
func compareOften(times int, variants ...variant) samples {
	s := samples{}
	for _, v := range variants {
		v.run()
	}
	for range *rounds * times {
		for _, i := range rand.Perm(len(variants)) {
			runtime.GC() // what one variant left is not the next one's
			v := variants[i]
			s[v.name] = append(s[v.name], v.run())
		}
	}
	return s
}

// ratio is the median of the rounds' ratios of one figure.
func (s samples) ratio(a, b string, figure int) float64 {
	var r []float64
	for i := range s[a] {
		r = append(r, s[a][i][figure]/s[b][i][figure])
	}
	return median(r)
}

// of is the median of a figure, for information.
func (s samples) of(a string, figure int) float64 {
	var r []float64
	for _, round := range s[a] {
		r = append(r, round[figure])
	}
	return median(r)
}

func median(x []float64) float64 { return quantile(slices.Clone(x), 0.5) }

// quantile sorts x.
func quantile[T int64 | float64 | time.Duration](x []T, q float64) T {
	slices.Sort(x)
	return x[min(len(x)-1, int(q*float64(len(x))))]
}

// count is n, or a tenth of it with -short.
func count(n int) int {
	if *short {
		return n / 10
	}
	return n
}

func startProfile() (stop func()) {
	if *profile == "" {
		return func() {}
	}
	f, err := os.Create(*profile)
	check(err)
	check(pprof.StartCPUProfile(f))
	return func() {
		pprof.StopCPUProfile()
		check(f.Close())
	}
}
