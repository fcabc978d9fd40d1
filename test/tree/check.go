package tree

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
)

// Module is the project's module path.
const Module = "github.com/threadedtcp/threadedtcp"

// A Package is what `go list` says about one.
type Package struct {
	ImportPath string
	Name       string
	Doc        string
	Dir        string
	GoFiles    []string
	Imports    []string // direct
	Deps       []string // at any distance
}

// List returns the packages of the module in dir for one system and set of tags.
func List(dir, goos, tags string) ([]Package, error) {
	cmd := exec.Command("go", "list", "-tags="+tags, "-json=ImportPath,Name,Doc,Dir,GoFiles,Imports,Deps", "./...")
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GOOS="+goos, "CGO_ENABLED=0", "GOFLAGS=", "GOWORK=off")
	var stderr strings.Builder
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("go list: %w\n%s", err, &stderr)
	}
	var packages []Package
	decoder := json.NewDecoder(strings.NewReader(string(out)))
	for {
		var p Package
		if err := decoder.Decode(&p); errors.Is(err, io.EOF) {
			return packages, nil
		} else if err != nil {
			return nil, err
		}
		packages = append(packages, p)
	}
}

// Check returns a line with a reason for every import that the tables refuse in a
// build with tags.
func Check(packages []Package, tags string) []string {
	var findings []string
	for _, p := range packages {
		path, _ := inModule(p.ImportPath)
		findings = append(findings, checkLayer(p, path)...)
		for _, ban := range Bans {
			if ban.covers(path) && ban.hits(p) {
				findings = append(findings, fmt.Sprintf("%s imports %s: %s", path, ban.Import, ban.Why))
			}
		}
		if path != Tagged.Package && tags != Tagged.Tag && !below(path, "test") && slices.Contains(p.Deps, Module+"/"+Tagged.Package) {
			findings = append(findings, fmt.Sprintf("%s imports %s without its tag: %s", path, Tagged.Package, Tagged.Why))
		}
	}
	return findings
}

func checkLayer(p Package, path string) []string {
	row := slices.IndexFunc(Layers, func(l Layer) bool { return below(path, l.Package) })
	if row < 0 {
		return []string{path + " has no row in the table of layers: decide what it may import, and why"}
	}
	layer := Layers[row]
	var findings []string
	for _, imported := range p.Imports {
		allowed := true
		if ours, ok := inModule(imported); ok {
			allowed = slices.ContainsFunc(layer.May, func(may string) bool { return below(ours, may) })
			imported = ours
		} else if strings.Contains(strings.Split(imported, "/")[0], ".") {
			allowed = slices.ContainsFunc(layer.External, func(may string) bool { return below(imported, may) })
		}
		if !allowed {
			findings = append(findings, fmt.Sprintf("%s imports %s: %s", path, imported, layer.Why))
		}
	}
	return findings
}

func (b Ban) covers(path string) bool {
	if b.Package != "" {
		return below(path, b.Package)
	}
	return !slices.ContainsFunc(b.Except, func(e string) bool { return below(path, e) })
}

func (b Ban) hits(p Package) bool {
	reached := p.Deps
	if b.Direct {
		reached = p.Imports
	}
	return slices.ContainsFunc(reached, func(imported string) bool {
		return imported == b.Import || imported == Module+"/"+b.Import
	})
}

// inModule returns path relative to the module, and whether it lies in it.
func inModule(path string) (string, bool) {
	if path == Module {
		return "", true
	}
	return strings.CutPrefix(path, Module+"/")
}

// below reports whether path is parent or lies below it; everything is below "".
func below(path, parent string) bool {
	return parent == "" || path == parent || strings.HasPrefix(path, parent+"/")
}
