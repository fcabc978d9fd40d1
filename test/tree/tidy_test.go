package tree

import (
	"bytes"
	"io/fs"
	"os"
	"strings"
	"testing"
)

func TestEveryPackageSaysWhatItIs(t *testing.T) {
	packages, err := List("../..", "linux", "")
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range Undocumented(packages) {
		t.Errorf("%s: its doc must begin with Package or Command and its name", path)
	}
}

func TestModulesAreFew(t *testing.T) {
	refused, err := Refused("../..")
	if err != nil {
		t.Fatal(err)
	}
	for _, module := range refused {
		t.Errorf("go.mod requires %s: add it to Modules with a reason, or do without", module)
	}
}

func TestNothingBelongsToOneMachine(t *testing.T) {
	eachFile(t, func(name string, _ fs.FileInfo, content []byte) {
		for _, finding := range Local(name, string(content)) {
			t.Error(finding)
		}
	})
	if len(Local("planted", "cd /"+"work/somewhere")) == 0 || len(Local("planted", "pypi"+".org")) == 0 {
		t.Error("the check does not see what it must")
	}
	if found := Local("clean", "test/work/file and /proc/self"); found != nil {
		t.Errorf("the check sees %q", found)
	}
}

// TestScriptsStopAtErrors also finds scripts that cannot be started.
func TestScriptsStopAtErrors(t *testing.T) {
	eachFile(t, func(name string, info fs.FileInfo, content []byte) {
		first, _, _ := strings.Cut(string(content), "\n")
		if !strings.HasPrefix(first, "#!") || !strings.HasSuffix(first, "sh") {
			return
		}
		if info.Mode()&0o111 == 0 {
			t.Errorf("%s is a script that is not executable", name)
		}
		if !strings.Contains(string(content), "\nset -eu\n") {
			t.Errorf("%s goes on after errors: it lacks set -eu", name)
		}
	})
}

// eachFile calls f for every text file of the tree that is not built or fetched.
func eachFile(t *testing.T, f func(name string, info fs.FileInfo, content []byte)) {
	root := os.DirFS("../..")
	err := fs.WalkDir(root, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		switch {
		case name == ".git" || name == ".cache" || name == "bin" || name == "dist":
			if entry.IsDir() {
				return fs.SkipDir
			}
			return nil
		case !entry.Type().IsRegular():
			return nil
		}
		info, err := entry.Info()
		if err != nil || info.Size() > 1<<20 {
			return err
		}
		content, err := fs.ReadFile(root, name)
		if err == nil && !bytes.Contains(content, []byte{0}) {
			f(name, info, content)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
