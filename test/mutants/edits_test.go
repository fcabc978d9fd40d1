package mutants

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"path/filepath"
	"runtime"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/threadedtcp/threadedtcp/test/tree"
)

// TestEditsFit finds at once what a change of the code has made stale: edits that have no
// place, and mutants that do not compile.
func TestEditsFit(t *testing.T) {
	module, err := filepath.Abs("../..")
	require.NoError(t, err)
	for tags, all := range map[string][]Mutant{"": All(), "selector": loops} {
		c := newCompiler(t, module, tags)
		for _, m := range all {
			changed, err := apply(module, m.Edits)
			if err == nil {
				err = c.check(changed)
			}
			if err != nil {
				t.Errorf("mutant %q: %v", m.Name, err)
			}
		}
	}
}

// A compiler looks at packages of the module as far as their types.
type compiler struct {
	packages map[string]tree.Package // by directory
	exports  types.Importer
}

func newCompiler(t *testing.T, module, tags string) *compiler {
	exports, err := tree.Exports(module, tags, "./...")
	require.NoError(t, err)
	packages, err := tree.List(module, runtime.GOOS, tags)
	require.NoError(t, err)
	c := &compiler{map[string]tree.Package{}, exports}
	for _, p := range packages {
		c.packages[p.Dir] = p
	}
	return c
}

// check returns the first error in the packages of the files that have changed.
func (c *compiler) check(changed map[string]string) error {
	done := map[string]bool{}
	for path := range changed {
		p := c.packages[filepath.Dir(path)]
		if !slices.Contains(p.GoFiles, filepath.Base(path)) {
			return fmt.Errorf("%s is not compiled", path)
		}
		if done[p.Dir] {
			continue
		}
		done[p.Dir] = true
		files := token.NewFileSet()
		var parsed []*ast.File
		for _, name := range p.GoFiles {
			path := filepath.Join(p.Dir, name)
			var text any // nil for the file itself
			if edited, ok := changed[path]; ok {
				text = edited
			}
			f, err := parser.ParseFile(files, path, text, parser.SkipObjectResolution)
			if err != nil {
				return err
			}
			parsed = append(parsed, f)
		}
		look := types.Config{Importer: c.exports}
		if _, err := look.Check(p.ImportPath, files, parsed, nil); err != nil {
			return err
		}
	}
	return nil
}
