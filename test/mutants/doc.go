// Package mutants is the suite of the suite: it breaks the code in small ways, and
// sees that test/conformance notices each of them. A promise whose test cannot fail
// is no promise.
//
// Every id of conformance.Table that has a test is named by a [Mutant], and a test
// checks that. To add one, add a row to a table of a file like kernel.go, and a new
// table to [All]:
//
//	{"loses the last byte", "C3 C7", []Edit{
//		{"threaded/write.go", "n += len(m)", "n += len(m) - 1"},
//	}},
//
// The second field names the ids that must fail. Each Edit replaces a text that
// occurs exactly once in its file; when the code has changed so that it does not,
// the test says so and the row is to be renewed. Keep a mutant small, and compiling:
// "_ = x" uses what would otherwise be unused.
//
// Each mutant is built by itself, with go test -c -overlay, so that the tree is never
// touched. Only the promises it names are run: subtests one level below a test of
// test/conformance, whose names begin with the id. Every one of them must fail. A
// crash and a hang count as failures of the promise that was running;
// CONFORMANCE_PATIENCE is 3s for mutants. What comes after a crash is run again.
//
// What drives connections on the selector path is broken, too, by mutants that name a test
// of package selector in place of ids.
//
// With -short a sixth of the mutants is run, another one with each commit.
package mutants
