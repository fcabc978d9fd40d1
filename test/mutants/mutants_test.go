package mutants

import (
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/threadedtcp/threadedtcp/internal/leaktest"
	"github.com/threadedtcp/threadedtcp/test/conformance"
)

const (
	suite    = "test/conformance"
	patience = 3 * time.Second // of a promise that a mutant breaks
	atOnce   = 2
	tries    = 4 // for what breaks only when threads meet in the wrong moment
)

// TestEveryIDHasAMutant keeps both tables in step.
func TestEveryIDHasAMutant(t *testing.T) {
	rows := map[string]conformance.Row{}
	for _, r := range conformance.Table() {
		rows[r.ID] = r
	}
	broken, names := map[string]bool{}, map[string]bool{}
	for _, m := range All() {
		if names[m.Name] {
			t.Errorf("two mutants are called %q", m.Name)
		}
		names[m.Name] = true
		for id := range strings.FieldsSeq(m.IDs) {
			broken[id] = true
			if r, ok := rows[id]; !ok || r.Status == conformance.LeftOut {
				t.Errorf("mutant %q names %s, which has no test", m.Name, id)
			}
		}
	}
	for _, r := range conformance.Table() {
		// The mutants of tests that are elsewhere name those tests, see loops.
		if r.Status != conformance.LeftOut && r.Where == "" && !broken[r.ID] {
			t.Errorf("no mutant breaks %s", r.ID)
		}
	}
}

// TestMutants builds and runs each mutant, and the unchanged code first.
func TestMutants(t *testing.T) {
	leaktest.Check(t)
	module, err := filepath.Abs(filepath.Join("..", ".."))
	require.NoError(t, err)
	all := All()
	if testing.Short() {
		all = share(all, module)
	}
	var named []string
	for _, m := range all {
		named = append(named, strings.Fields(m.IDs)...)
	}
	slices.Sort(named)
	named = slices.Compact(named)
	b, err := Build(t.Context(), module, t.TempDir(), suite, "", nil)
	require.NoError(t, err)
	passed, out := b.Run(t.Context(), named, conformance.Patience())
	for _, id := range named {
		require.True(t, passed[id], "%s fails on the unchanged code:\n%s", id, out)
	}

	turns := make(chan struct{}, atOnce)
	t.Run("mutants", func(t *testing.T) {
		for _, m := range all {
			t.Run(m.Name, func(t *testing.T) {
				t.Parallel()
				turns <- struct{}{}
				defer func() { <-turns }()
				b, err := Build(t.Context(), module, t.TempDir(), suite, "", m.Edits)
				require.NoError(t, err)
				unnoticed := strings.Fields(m.IDs)
				for try := 0; try < tries && len(unnoticed) > 0; try++ {
					passed, out := b.Run(t.Context(), unnoticed, patience)
					unnoticed = slices.DeleteFunc(unnoticed, func(id string) bool {
						ok, ran := passed[id]
						require.True(t, ran, "%s was not run:\n%s", id, out)
						return !ok
					})
				}
				for _, id := range unnoticed {
					t.Errorf("%s does not notice it", id)
				}
			})
		}
	})
}

// shares is how many commits it takes until all mutants have had their turn.
const shares = 6

// share is a part of the mutants, another one with each commit.
func share(all []Mutant, module string) []Mutant {
	out, err := exec.Command("git", "-C", module, "rev-list", "--count", "HEAD").Output()
	count, _ := strconv.Atoi(strings.TrimSpace(string(out)))
	if err != nil {
		count = 0 // sources without their history
	}
	return slices.Collect(func(yield func(Mutant) bool) {
		for i := count % shares; i < len(all) && yield(all[i]); i += shares {
		}
	})
}

// TestVerdicts shows how output is read, crashes included.
func TestVerdicts(t *testing.T) {
	out := `=== RUN   TestKernel
=== RUN   TestKernel/BOX-1_a_size_can_be_set
=== RUN   TestKernel/BOX-2_size_5
--- FAIL: TestKernel (0.00s)
    --- PASS: TestKernel/BOX-1_a_size_can_be_set (0.00s)
    --- FAIL: TestKernel/BOX-2_size_5 (0.00s)
=== RUN   TestBlocking/C3_all_arrive
--- PASS: TestBlocking/C3_all_arrive (0.00s)
--- FAIL: TestSelector/C3_all_arrive (0.00s)
=== RUN   TestBlocking/C4_crashes
panic: oops
`
	require.Equal(t, map[string]bool{"BOX-1": true, "BOX-2": false, "C3": false, "C4": false}, verdicts(out))
}
