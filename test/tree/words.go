package tree

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
)

// A Word is one row of docs/kamaelia.md: what Kamaelia calls something and what
// this code does.
type Word struct {
	Section          string // the component, as "package.Type", if the section has one
	Name, Kind, Here string
}

var component = regexp.MustCompile("^## .*`([^`]+)`")

// Words returns the rows of the tables of a page.
func Words(page string) (words []Word) {
	section := ""
	for line := range strings.Lines(page) {
		if strings.HasPrefix(line, "## ") {
			section = ""
			if found := component.FindStringSubmatch(line); found != nil {
				section = found[1]
			}
		}
		cells := strings.Split(strings.TrimSpace(line), "|")
		if len(cells) != 5 || strings.HasPrefix(cells[1], "---") || strings.TrimSpace(cells[2]) == "kind" {
			continue
		}
		words = append(words, Word{section, strings.TrimSpace(cells[1]), strings.TrimSpace(cells[2]), strings.TrimSpace(cells[3])})
	}
	return words
}

var identifier = regexp.MustCompile("`((?:[a-z]+/)*[a-z]+)\\.([A-Za-z]\\w*)(?:\\.([A-Za-z]\\w*))?`")

// Missing returns the names in backquotes of a text, package.Name or
// package.Type.Member, that the module in dir does not declare.
func Missing(dir, text string) (missing []string) {
	m := module{dir, map[string][]*ast.File{}}
	for _, found := range identifier.FindAllStringSubmatch(text, -1) {
		if !m.has(found[1], found[2], found[3]) {
			missing = append(missing, strings.Trim(found[0], "`"))
		}
	}
	return missing
}

// A module finds declarations in the files of packages, whatever their tags.
type module struct {
	dir    string
	parsed map[string][]*ast.File
}

func (m module) files(path string) []*ast.File {
	if files, ok := m.parsed[path]; ok {
		return files
	}
	var files []*ast.File
	names, _ := fs.Glob(os.DirFS(filepath.Join(m.dir, path)), "*.go")
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		if file, err := parser.ParseFile(token.NewFileSet(), filepath.Join(m.dir, path, name), nil, parser.SkipObjectResolution); err == nil {
			files = append(files, file)
		}
	}
	m.parsed[path] = files
	return files
}

// has reports whether a package declares name and, if member is not empty, that
// this type has such a method or field.
func (m module) has(path, name, member string) bool {
	for _, file := range m.files(path) {
		for _, d := range file.Decls {
			switch d := d.(type) {
			case *ast.FuncDecl:
				if d.Recv == nil && d.Name.Name == name && member == "" {
					return true
				}
				if d.Recv != nil && d.Name.Name == member && receiver(d.Recv.List[0].Type) == name {
					return true
				}
			case *ast.GenDecl:
				if m.declares(path, file, d, name, member) {
					return true
				}
			}
		}
	}
	return false
}

func (m module) declares(path string, file *ast.File, d *ast.GenDecl, name, member string) bool {
	for _, spec := range d.Specs {
		switch spec := spec.(type) {
		case *ast.ValueSpec:
			for _, id := range spec.Names {
				if id.Name == name && member == "" {
					return true
				}
			}
		case *ast.TypeSpec:
			if spec.Name.Name == name && (member == "" || m.holds(path, file, spec.Type, member)) {
				return true
			}
		}
	}
	return false
}

// holds reports whether a type that is written in file has a member.
func (m module) holds(path string, file *ast.File, t ast.Expr, member string) bool {
	var list []*ast.Field
	switch t := t.(type) {
	case *ast.StructType:
		list = t.Fields.List
	case *ast.InterfaceType:
		list = t.Methods.List
	case *ast.StarExpr:
		return m.holds(path, file, t.X, member)
	case *ast.IndexExpr:
		return m.holds(path, file, t.X, member)
	case *ast.IndexListExpr:
		return m.holds(path, file, t.X, member)
	case *ast.Ident: // an alias, or embedded
		return m.has(path, t.Name, member)
	case *ast.SelectorExpr:
		other := imported(file, t.X.(*ast.Ident).Name)
		return other != "" && m.has(other, t.Sel.Name, member)
	}
	for _, field := range list {
		for _, id := range field.Names {
			if id.Name == member {
				return true
			}
		}
		if len(field.Names) == 0 && (receiver(field.Type) == member || m.holds(path, file, field.Type, member)) {
			return true
		}
	}
	return false
}

// imported returns the package of the module that file knows by a name.
func imported(file *ast.File, name string) string {
	for _, i := range file.Imports {
		path, _ := strconv.Unquote(i.Path.Value)
		if ours, ok := inModule(path); ok && ours[strings.LastIndex(ours, "/")+1:] == name {
			return ours
		}
	}
	return ""
}

// receiver returns the name of a type that a method or an embedded field has.
func receiver(t ast.Expr) string {
	switch t := t.(type) {
	case *ast.StarExpr:
		return receiver(t.X)
	case *ast.IndexExpr:
		return receiver(t.X)
	case *ast.IndexListExpr:
		return receiver(t.X)
	case *ast.SelectorExpr:
		return t.Sel.Name
	case *ast.Ident:
		return t.Name
	}
	return ""
}
