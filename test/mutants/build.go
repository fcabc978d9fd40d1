package mutants

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"
)

// A Mutant is one way to break the code, and the promises that it breaks.
type Mutant struct {
	Name  string
	IDs   string // that notice, separated by spaces
	Edits []Edit
}

// An Edit replaces a text that occurs once in a file of the module.
type Edit struct{ File, Old, New string }

// A Binary has a package's tests, built from the module with a mutant's edits.
type Binary struct {
	path string
	dir  string // of the package
}

// Build builds the tests of a package with edits, into the empty directory tmp.
func Build(ctx context.Context, module, tmp, pkg, tags string, edits []Edit) (*Binary, error) {
	overlay, err := write(module, tmp, edits)
	if err != nil {
		return nil, err
	}
	b := &Binary{filepath.Join(tmp, "package.test"), filepath.Join(module, filepath.FromSlash(pkg))}
	cmd := exec.CommandContext(ctx, "go", "test", "-c", "-p=1", "-vet=off", "-ldflags=-s -w",
		"-tags="+tags, "-overlay="+overlay, "-o", b.path, "./"+pkg)
	cmd.Dir = module
	if out, err := cmd.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("it does not compile: %w\n%s", err, out)
	}
	return b, nil
}

// apply returns the files that edits change, by path.
func apply(module string, edits []Edit) (map[string]string, error) {
	changed := map[string]string{}
	for _, e := range edits {
		path := filepath.Join(module, filepath.FromSlash(e.File))
		text, ok := changed[path]
		if !ok {
			b, err := os.ReadFile(path)
			if err != nil {
				return nil, err
			}
			text = string(b)
		}
		if n := strings.Count(text, e.Old); n != 1 {
			return nil, fmt.Errorf("%s has %d times, and should have once:\n%s", e.File, n, e.Old)
		}
		changed[path] = strings.Replace(text, e.Old, e.New, 1)
	}
	return changed, nil
}

// write writes the changed files and the overlay that puts them in place.
func write(module, tmp string, edits []Edit) (overlay string, err error) {
	changed, err := apply(module, edits)
	if err != nil {
		return "", err
	}
	replace := map[string]string{}
	for path, text := range changed {
		copied := filepath.Join(tmp, fmt.Sprintf("%d_%s", len(replace), filepath.Base(path)))
		if err := os.WriteFile(copied, []byte(text), 0o600); err != nil {
			return "", err
		}
		replace[path] = copied
	}
	b, err := json.Marshal(map[string]any{"Replace": replace})
	if err != nil {
		return "", err
	}
	overlay = filepath.Join(tmp, "overlay.json")
	return overlay, os.WriteFile(overlay, b, 0o600)
}

// Run runs the conformance suite's promises, and again those that did not come to their turn because
// the program ended before. It returns what became of each, and all output.
func (b *Binary) Run(ctx context.Context, ids []string, patience time.Duration) (passed map[string]bool, output string) {
	passed = map[string]bool{}
	for left := ids; len(left) > 0; {
		out := b.run(ctx, left, patience)
		output += out
		maps.Copy(passed, verdicts(out))
		rest := slices.DeleteFunc(slices.Clone(left), func(id string) bool { _, ran := passed[id]; return ran })
		if len(rest) == len(left) {
			return passed, output
		}
		left = rest
	}
	return passed, output
}

func (b *Binary) run(ctx context.Context, ids []string, patience time.Duration) string {
	// The suite ends what hangs by itself; this is for what does not let it.
	ctx, cancel := context.WithTimeout(ctx, patience*time.Duration(len(ids))+10*time.Second)
	defer cancel()
	quoted := make([]string, len(ids))
	for i, id := range ids {
		quoted[i] = regexp.QuoteMeta(id)
	}
	cmd := exec.CommandContext(ctx, b.path, "-test.v", "-test.run", "^Test/^("+strings.Join(quoted, "|")+")_")
	cmd.Dir = b.dir
	cmd.Env = append(os.Environ(), "CONFORMANCE_PATIENCE="+patience.String())
	cmd.WaitDelay = time.Second
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	if err := cmd.Run(); err != nil {
		fmt.Fprintln(&out, err)
	}
	return out.String()
}

var (
	began   = regexp.MustCompile(`(?m)^=== RUN +Test\w+/([A-Z]+-?\d+)_\S*$`)
	verdict = regexp.MustCompile(`(?m)^ *--- (PASS|FAIL): Test\w+/([A-Z]+-?\d+)_`)
)

// verdicts reads which promises have passed. One that began and has none ended
// the program.
func verdicts(out string) map[string]bool {
	passed := map[string]bool{}
	for _, m := range began.FindAllStringSubmatch(out, -1) {
		passed[m[1]] = false
	}
	failed := map[string]bool{} // on any path
	for _, m := range verdict.FindAllStringSubmatch(out, -1) {
		failed[m[2]] = failed[m[2]] || m[1] == "FAIL"
		passed[m[2]] = !failed[m[2]]
	}
	return passed
}
