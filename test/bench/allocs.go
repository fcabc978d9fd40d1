package main

import (
	"fmt"
	"runtime"
)

// allocations is G12: pings of each size through a whole circle, by both kinds of
// consumer.
func allocations() []row {
	address := peer("echo")
	var rows []row
	for _, size := range []int{64, 1 << 10, 4 << 10, 64 << 10} {
		p := newPinger(address, size)
		var each []float64
		p.play(count(2000))
		for range *rounds {
			n := count(5000)
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			p.play(n)
			runtime.ReadMemStats(&after)
			each = append(each, float64(after.Mallocs-before.Mallocs)/float64(n))
		}
		rows = append(rows, vital(row{Goal: "G12", What: fmt.Sprintf("allocations of a message, %d B there and back", size),
			Value: median(each), Target: 0.001, Floor: 0.01}))
	}
	return append(rows, streamed(address)...)
}

// streamed counts what a whole life of a pipeline allocates, less that of a
// short one.
func streamed(address string) (rows []row) {
	for _, size := range []int{64, 4 << 10, 64 << 10} {
		n := count(20000)
		mallocs := func(n int) float64 {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			pipe(address, size, n*size)
			runtime.ReadMemStats(&after)
			return float64(after.Mallocs - before.Mallocs)
		}
		var each []float64
		mallocs(100)
		for range *rounds {
			each = append(each, (mallocs(n)-mallocs(100))/float64(n-100))
		}
		rows = append(rows, vital(row{Goal: "G12", What: fmt.Sprintf("allocations of a message, %d B streamed", size),
			Value: max(0, median(each)), Target: 0.001, Floor: 0.01}))
	}
	return rows
}
