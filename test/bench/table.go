package main

import (
	"fmt"
	"os"
	"text/tabwriter"
)

// A row is one line of the table. It travels as JSON from the process that
// measured it.
type row struct {
	Goal, What    string
	Procs         string
	Value         float64
	Unit          string
	Target, Floor float64
	More          bool // is better
	Must          bool // the floor fails the run
	Report        bool // nothing is judged
	Info          string
}

// times is a ratio, of which less is better.
func times(goal, what string, value, target, floor float64) row {
	return row{Goal: goal, What: what, Value: value, Unit: "x", Target: target, Floor: floor}
}

// atLeast turns a row round: more is better.
func atLeast(r row) row {
	r.More = true
	return r
}

// vital marks a row whose floor must hold.
func vital(r row) row {
	r.Must = true
	return r
}

func (r row) with(format string, args ...any) row {
	r.Info = fmt.Sprintf(format, args...)
	return r
}

func (r row) reached(bound float64) bool {
	if r.More {
		return r.Value >= bound
	}
	return r.Value <= bound
}

func (r row) verdict() string {
	switch {
	case r.Report:
		return "-"
	case r.reached(r.Target):
		return "target met"
	case r.reached(r.Floor):
		return "floor met"
	case r.Must:
		return "BELOW FLOOR"
	}
	return "below floor (not judged)"
}

func (r row) bound(b float64) string {
	if r.Report {
		return "-"
	}
	if r.More {
		return fmt.Sprintf(">= %.4g%s", b, r.Unit)
	}
	return fmt.Sprintf("<= %.4g%s", b, r.Unit)
}

// table prints the rows and reports whether a goal that must hold does not.
func table(rows []row) (failed bool) {
	w := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "goal\tprocs\twhat\tmedian\ttarget\tfloor\tverdict\tbeside it")
	for _, r := range rows {
		fmt.Fprintf(w, "%s\t%s\t%s\t%.3g%s\t%s\t%s\t%s\t%s\n", r.Goal, r.Procs, r.What, r.Value, r.Unit,
			r.bound(r.Target), r.bound(r.Floor), r.verdict(), r.Info)
		failed = failed || r.Must && !r.Report && !r.reached(r.Floor)
	}
	w.Flush()
	return failed
}
