package lifecycle

import (
	"fmt"
	"strings"
)

// Table prints the rules, one a line, for the package documentation and for its
// test.
func Table() string {
	var b strings.Builder
	for p := range Phase(phases) {
		for e := range Event(events) {
			next, do := Next(State{Phase: p}, e)
			if next.Phase == p && do == nil && !next.Finishing && !next.ToSecure {
				continue
			}
			to, what := next.Phase.String(), fmt.Sprint(do)
			if next.Finishing {
				what = strings.TrimPrefix(what+" [remember, finish once open]", "[] ")
			}
			if next.ToSecure {
				what = "[remember, secure before it opens]"
			}
			if what == "[]" {
				what = ""
			}
			line := fmt.Sprintf("%-13s%-15s%-13s%s", p, e, to, what)
			b.WriteString(strings.TrimRight(line, " ") + "\n")
		}
	}
	return b.String()
}
