// Command bench measures the project beside what it is compared with, in one run,
// and prints each goal of its table with what was reached.
//
// Only ratios count: machines differ, and so do minutes on one machine. Variants
// of a goal run in a random order in each round; what is printed is the median of
// the rounds' own ratios. Each goal has a process of its own for each GOMAXPROCS,
// and the peers are further processes, the same for every variant.
//
// With -short it takes a minute and its figures are worth less. Build it without
// cgo, as make bench does: threads are smaller then.
//
// The exit status is 1 when a goal that must hold is below its floor.
package main
