package tree

import (
	"go/ast"
	"go/doc"
	"go/parser"
	"go/printer"
	"go/token"
	"path/filepath"
	"slices"
	"strings"
)

// API returns all that a package says to its users, as go doc -all prints it: what it
// exports, and the comments. Which files it has depends on system and tags.
func API(p Package) (string, error) {
	set := token.NewFileSet()
	var files []*ast.File
	for _, name := range p.GoFiles {
		f, err := parser.ParseFile(set, filepath.Join(p.Dir, name), nil, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return "", err
		}
		files = append(files, f)
	}
	d, err := doc.NewFromFiles(set, files, p.ImportPath)
	if err != nil {
		return "", err
	}
	parts := []string{d.Doc}
	add := func(text string, decl ast.Node) {
		var b strings.Builder
		printer.Fprint(&b, set, decl)
		parts = append(parts, text+b.String())
	}
	values := func(all []*doc.Value) {
		for _, v := range all {
			add(v.Doc, v.Decl)
		}
	}
	funcs := func(all []*doc.Func) {
		for _, f := range all {
			f.Decl.Body = nil
			add(f.Doc, f.Decl)
		}
	}
	values(d.Consts)
	values(d.Vars)
	funcs(d.Funcs)
	for _, t := range d.Types {
		add(t.Doc, t.Decl)
		values(t.Consts)
		values(t.Vars)
		funcs(t.Funcs)
		funcs(t.Methods)
	}
	slices.Sort(parts[1:])
	return strings.Join(parts, "\n"), nil
}

// Public reports whether a package is for users of the module.
func Public(p Package) bool {
	path, _ := inModule(p.ImportPath)
	for part := range strings.SplitSeq(path, "/") {
		switch part {
		case "internal", "cmd", "test", "examples", "platforms":
			return false
		}
	}
	return p.Name != "main"
}
