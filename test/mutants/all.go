package mutants

import "slices"

// All returns the mutants of every table.
func All() []Mutant { return slices.Concat(boxes, links, lives, chassis, connections, servers) }
