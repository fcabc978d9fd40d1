package mutants

import (
	"encoding/json"
	"fmt"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
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
	packages map[string]listed // by directory
	exports  map[string]string // by import path
	files    *token.FileSet
	importer types.Importer
}

// A listed package is what go list says of it.
type listed struct {
	Dir, ImportPath, Export string
	GoFiles                 []string
}

func newCompiler(t *testing.T, module, tags string) *compiler {
	cmd := exec.CommandContext(t.Context(), "go", "list", "-deps", "-export", "-tags="+tags, "-json=Dir,ImportPath,Export,GoFiles", "./...")
	cmd.Dir, cmd.Stderr = module, os.Stderr
	out, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	c := &compiler{packages: map[string]listed{}, exports: map[string]string{}, files: token.NewFileSet()}
	c.importer = importer.ForCompiler(c.files, "gc", c.open)
	for list := json.NewDecoder(out); ; {
		var p listed
		if err := list.Decode(&p); err == io.EOF {
			break
		} else {
			require.NoError(t, err)
		}
		c.packages[p.Dir], c.exports[p.ImportPath] = p, p.Export
	}
	require.NoError(t, cmd.Wait())
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
		var parsed []*ast.File
		for _, name := range p.GoFiles {
			path := filepath.Join(p.Dir, name)
			var text any // nil for the file itself
			if edited, ok := changed[path]; ok {
				text = edited
			}
			f, err := parser.ParseFile(c.files, path, text, parser.SkipObjectResolution)
			if err != nil {
				return err
			}
			parsed = append(parsed, f)
		}
		look := types.Config{Importer: c.importer}
		if _, err := look.Check(p.ImportPath, c.files, parsed, nil); err != nil {
			return err
		}
	}
	return nil
}

func (c *compiler) open(path string) (io.ReadCloser, error) { return os.Open(c.exports[path]) }
