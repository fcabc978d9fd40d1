package mobile_test

import (
	"bytes"
	"flag"
	"fmt"
	"go/types"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/threadedtcp/threadedtcp/test/tree"
)

const path = "github.com/threadedtcp/threadedtcp/mobile"

var update = flag.Bool("update", false, "write testdata/api.txt anew")

// compiled returns the package as the compiler has exported it.
var compiled = sync.OnceValues(func() (*types.Package, error) {
	exports, err := tree.Exports(".", "", path)
	if err != nil {
		return nil, err
	}
	return exports.Import(path)
})

// api returns all exported names of the package, one a line.
func api(t *testing.T) []types.Object {
	t.Helper()
	pkg, err := compiled()
	require.NoError(t, err)
	var objects []types.Object
	for _, name := range pkg.Scope().Names() {
		if o := pkg.Scope().Lookup(name); o.Exported() {
			objects = append(objects, o)
		}
	}
	return objects
}

// methods returns the exported methods of a type and of pointers to it.
func methods(o types.Object) (found []*types.Func) {
	named := o.Type().(*types.Named)
	if i, ok := named.Underlying().(*types.Interface); ok {
		for m := range i.Methods() {
			found = append(found, m)
		}
	}
	for m := range named.Methods() {
		if m.Exported() {
			found = append(found, m)
		}
	}
	return found
}

// functions returns every exported function and method with its name.
func functions(t *testing.T) map[string]*types.Signature {
	t.Helper()
	found := map[string]*types.Signature{}
	for _, o := range api(t) {
		switch o := o.(type) {
		case *types.Func:
			found[o.Name()] = o.Signature()
		case *types.TypeName:
			for _, m := range methods(o) {
				found[o.Name()+"."+m.Name()] = m.Signature()
			}
		}
	}
	return found
}

func structs(t *testing.T) (found []string) {
	t.Helper()
	for _, o := range api(t) {
		if name, ok := o.(*types.TypeName); ok && !types.IsInterface(name.Type()) {
			found = append(found, name.Name())
		}
	}
	return found
}

func TestPublicAPI(t *testing.T) {
	const golden = "testdata/api.txt"
	var text bytes.Buffer
	bare := func(*types.Package) string { return "" }
	var lines []string
	for _, o := range api(t) {
		switch o := o.(type) {
		case *types.Const:
			lines = append(lines, fmt.Sprintf("const %s %s = %s", o.Name(), types.TypeString(o.Type(), bare), o.Val()))
		case *types.TypeName:
			kind := "struct"
			if types.IsInterface(o.Type()) {
				kind = "interface"
			}
			lines = append(lines, "type "+o.Name()+" "+kind)
			if s, ok := o.Type().Underlying().(*types.Struct); ok {
				for f := range s.Fields() {
					if f.Exported() {
						lines = append(lines, "field "+o.Name()+"."+f.Name()+" "+types.TypeString(f.Type(), bare))
					}
				}
			}
		}
	}
	for name, signature := range functions(t) {
		lines = append(lines, "func "+name+strings.TrimPrefix(types.TypeString(signature, bare), "func"))
	}
	slices.Sort(lines)
	text.WriteString(strings.Join(lines, "\n") + "\n")
	if *update {
		require.NoError(t, os.MkdirAll("testdata", 0o755))
		require.NoError(t, os.WriteFile(golden, text.Bytes(), 0o644))
	}
	want, err := os.ReadFile(golden)
	require.NoError(t, err)
	require.Equal(t, string(want), text.String(), "apps are built against this: go test ./mobile -run TestPublicAPI -update writes it anew")
}
