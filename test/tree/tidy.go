package tree

import (
	"encoding/json"
	"fmt"
	"os/exec"
	"path"
	"regexp"
	"strings"
)

// Modules is what go.mod may require, with the reason.
var Modules = map[string]string{
	"golang.org/x/sys":                "system calls that package syscall lacks",
	"golang.org/x/net":                "nettest in tests; proxies",
	"golang.org/x/mobile":             "bindings for phones, and the tool that makes them",
	"golang.org/x/mod":                "needed by x/mobile's tools",
	"golang.org/x/tools":              "needed by x/mobile's tools and go-internal",
	"golang.org/x/sync":               "needed by x/mobile's tools",
	"github.com/rogpeppe/go-internal": "scripts that read like a shell session, in tests only",
	"github.com/stretchr/testify":     "assertions, in tests only",
	"github.com/davecgh/go-spew":      "needed by testify",
	"github.com/pmezard/go-difflib":   "needed by testify",
	"github.com/stretchr/objx":        "needed by testify",
	"gopkg.in/yaml.v3":                "needed by testify",
	"go.yaml.in/yaml/v3":              "needed by testify",
}

// Undocumented returns the packages whose doc does not begin by saying what they are.
func Undocumented(packages []Package) []string {
	var findings []string
	for _, p := range packages {
		want := "Package " + p.Name + " "
		if p.Name == "main" {
			want = "Command " + path.Base(p.ImportPath) + " "
		}
		if !strings.HasPrefix(p.Doc, want) {
			relative, _ := inModule(p.ImportPath)
			findings = append(findings, relative)
		}
	}
	return findings
}

// Refused returns what the module file in dir requires and [Modules] does not allow.
func Refused(dir string) ([]string, error) {
	cmd := exec.Command("go", "mod", "edit", "-json")
	cmd.Dir = dir
	out, err := cmd.Output()
	if err != nil {
		return nil, err
	}
	var mod struct{ Require []struct{ Path string } }
	if err := json.Unmarshal(out, &mod); err != nil {
		return nil, err
	}
	var findings []string
	for _, required := range mod.Require {
		if Modules[required.Path] == "" {
			findings = append(findings, required.Path)
		}
	}
	return findings, nil
}

// local matches what is true on one machine only: homes and build directories as
// absolute paths, and the hosts that packages come from.
var local = regexp.MustCompile(`(^|[\s"'=:(,@])/` + `(work|root|home|Users)/|` +
	strings.Join([]string{`proxy\.golang\.` + `org`, `sum\.golang\.` + `org`, `pypi\.` + `org`, `pythonhosted\.` + `org`, `registry\.npmjs\.` + `org`, `repo1?\.maven\.` + `(apache\.)?org`, `deb\.debian\.` + `org`, `crates\.` + `io`}, `|`))

// Local returns the lines of text that belong to one machine.
func Local(name, text string) []string {
	var findings []string
	for i, line := range strings.Split(text, "\n") {
		if local.MatchString(line) {
			findings = append(findings, fmt.Sprintf("%s:%d: %s", name, i+1, strings.TrimSpace(line)))
		}
	}
	return findings
}
