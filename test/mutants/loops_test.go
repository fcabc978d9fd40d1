package mutants

import (
	"context"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/threadedtcp/threadedtcp/internal/leaktest"
)

// TestLoopMutants is TestMutants for the selector path.
func TestLoopMutants(t *testing.T) {
	leaktest.Check(t)
	module, err := filepath.Abs(filepath.Join("..", ".."))
	require.NoError(t, err)
	all := loops
	if testing.Short() {
		all = share(all, module)
	}
	whole, err := Build(t.Context(), module, t.TempDir(), "selector", "selector", nil)
	require.NoError(t, err)
	for _, m := range all {
		t.Run(m.Name, func(t *testing.T) {
			require.True(t, whole.passes(t.Context(), m.IDs), "%s fails on the unchanged code", m.IDs)
			b, err := Build(t.Context(), module, t.TempDir(), "selector", "selector", m.Edits)
			require.NoError(t, err)
			for range tries {
				if !b.passes(t.Context(), m.IDs) {
					return
				}
			}
			t.Errorf("%s does not notice it", m.IDs)
		})
	}
}

// passes reports whether a test has passed in some time.
func (b *Binary) passes(ctx context.Context, test string) bool {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	cmd := exec.CommandContext(ctx, b.path, "-test.run", "^"+test+"$")
	cmd.Dir = b.dir
	cmd.WaitDelay = time.Second
	return cmd.Run() == nil
}
