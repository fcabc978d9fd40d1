package conformance

import (
	"os"
	"path/filepath"
	"regexp"
	"testing"
)

func TestKernel(t *testing.T) { Kernel(t) }

// TestTable keeps the table and the tests in step, and prints the table.
func TestTable(t *testing.T) {
	tested := map[string]bool{}
	for _, p := range Promises() {
		if tested[p.ID()] {
			t.Errorf("two promises are called %s", p.ID())
		}
		tested[p.ID()] = true
	}
	for _, r := range Table() {
		switch {
		case r.Where != "":
			file, err := os.ReadFile(filepath.Join("..", "..", filepath.FromSlash(r.Where)))
			if err != nil || !regexp.MustCompile(`t\.Run\("[^"]*\b`+r.ID+`\b`).Match(file) {
				t.Errorf("%s has no test in %s: %v", r.ID, r.Where, err)
			}
		case r.Status == LeftOut && tested[r.ID]:
			t.Errorf("%s has a test but is left out", r.ID)
		case r.Status != LeftOut && !tested[r.ID]:
			t.Errorf("%s is %s but has no test", r.ID, r.Status)
		}
		delete(tested, r.ID)
	}
	for id := range tested {
		t.Errorf("%s has a test but no row", id)
	}
	t.Log("\n" + Summary(Promises()))
}
