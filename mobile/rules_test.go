package mobile_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestRules walks the public API with the rules that gobind and its users set. Each
// says what happens without it.
func TestRules(t *testing.T) {
	all := functions(t)
	each := func(t *testing.T, f func(name string, v *types.Var)) {
		for name, s := range all {
			for v := range s.Params().Variables() {
				f(name, v)
			}
			for v := range s.Results().Variables() {
				f(name, v)
			}
		}
	}
	listeners := func(f func(name string, s *types.Signature)) {
		n := 0
		for _, o := range api(t) {
			if types.IsInterface(o.Type()) {
				for _, m := range methods(o) {
					n++
					f(o.Name()+"."+m.Name(), m.Signature())
				}
			}
		}
		require.Greater(t, n, 8)
	}

	t.Run("bytes for a callback are an object, since an NSData would alias the buffer", func(t *testing.T) {
		listeners(func(name string, s *types.Signature) {
			for v := range s.Params().Variables() {
				require.NotEqual(t, "[]byte", v.Type().String(), name)
			}
		})
	})
	t.Run("every method of a listener returns an error, else exceptions vanish or abort", func(t *testing.T) {
		listeners(func(name string, s *types.Signature) {
			require.Positive(t, s.Results().Len(), name)
			require.Equal(t, "error", s.Results().At(s.Results().Len()-1).Type().String(), name)
		})
	})
	t.Run("no int, which Objective-C cuts to 32 bits, and no uint8, which it does not know", func(t *testing.T) {
		each(t, func(name string, v *types.Var) {
			require.True(t, legal(v.Type()), "%s has a %s", name, v.Type())
		})
	})
	t.Run("fields are legal too", func(t *testing.T) {
		for _, o := range api(t) {
			if s, ok := o.Type().Underlying().(*types.Struct); ok {
				for f := range s.Fields() {
					require.True(t, !f.Exported() || legal(f.Type()), "%s.%s", o.Name(), f.Name())
				}
			}
		}
	})
	t.Run("constants are int32, which Java has as int and not as long", func(t *testing.T) {
		n := 0
		for _, o := range api(t) {
			if c, ok := o.(*types.Const); ok {
				n++
				require.Equal(t, "int32", c.Type().String(), c.Name())
			}
		}
		require.Greater(t, n, 20)
	})
	t.Run("no variables, which gobind would let apps set", func(t *testing.T) {
		for _, o := range api(t) {
			_, variable := o.(*types.Var)
			require.False(t, variable, o.Name())
		}
	})
	t.Run("no method is one of java.lang.Object's", func(t *testing.T) {
		for name := range all {
			method := name[strings.LastIndex(name, ".")+1:]
			require.NotContains(t, []string{"Wait", "Notify", "NotifyAll", "GetClass", "HashCode", "Equals", "ToString", "Clone", "Finalize"}, method, name)
		}
	})
	t.Run("no method is one of NSObject's, which a call of it would mean", func(t *testing.T) {
		for name := range all {
			method := name[strings.LastIndex(name, ".")+1:]
			require.NotContains(t, []string{"Release", "Retain", "Autorelease", "Dealloc", "Copy", "Self", "Class", "Superclass", "Hash", "Description", "Init", "Load", "Initialize"}, method, name)
		}
	})
	t.Run("no type is one of java.lang or of NSObject", func(t *testing.T) {
		for _, o := range api(t) {
			require.NotContains(t, []string{"Error", "Exception", "Object", "String", "Thread", "Process", "Runtime", "System", "Class", "Iterable", "Record"}, o.Name())
		}
	})
	t.Run("at most one result beside an error, else gobind refuses the package", func(t *testing.T) {
		for name, s := range all {
			n := s.Results().Len()
			if n > 0 && s.Results().At(n-1).Type().String() == "error" {
				n--
			}
			require.LessOrEqual(t, n, 1, name)
			require.False(t, s.Variadic(), name)
			require.Zero(t, s.TypeParams().Len(), name)
		}
	})
	t.Run("every parameter has a name, which Objective-C makes its selector of", func(t *testing.T) {
		for name, s := range all {
			for v := range s.Params().Variables() {
				require.NotContains(t, []string{"", "_"}, v.Name(), name)
			}
		}
	})
	t.Run("a caught exception can be asked for its code", func(t *testing.T) {
		require.Equal(t, "func(err error) int32", all["CodeOf"].String())
		require.Contains(t, all["FailureFrom"].String(), "func(err error) *")
	})
	t.Run("what stops never waits, and what waits has a timeout", func(t *testing.T) {
		for name, s := range all {
			method := name[strings.LastIndex(name, ".")+1:]
			switch {
			case method == "Stop", method == "Close":
				require.Zero(t, s.Results().Len()+s.Params().Len(), name)
			case strings.HasPrefix(method, "Await"), method == "Flush":
				require.Equal(t, "timeoutMillis", s.Params().At(0).Name(), name)
			}
		}
	})
}

// legal reports whether gobind carries a type in both directions and alike.
func legal(t types.Type) bool {
	switch t := t.(type) {
	case *types.Basic:
		return slices.Contains([]types.BasicKind{types.Bool, types.Int32, types.Int64, types.Float64, types.String}, t.Kind())
	case *types.Slice:
		return types.Identical(t.Elem(), types.Typ[types.Byte])
	case *types.Pointer:
		named, ok := t.Elem().(*types.Named)
		if !ok {
			return false
		}
		_, ok = named.Underlying().(*types.Struct)
		return ok && named.Obj().Pkg().Path() == path
	case *types.Named:
		return types.IsInterface(t) && (t.Obj().Pkg() == nil || t.Obj().Pkg().Path() == path)
	}
	return false
}

// values do not change and hold nothing that could fail, so their methods need no
// recover; TestZeroValues calls them all.
var values = []string{"Failure", "Chunk", "ConnInfo", "CertChain"}

// plain functions have one expression or a few.
var plain = []string{"CodeName", "StateName", "CodeOf", "FailureFrom", "SetLogLevel", "NewTLSOptions", "NewRetryPolicy"}

// TestSource reads the package's files for what its API does not show.
func TestSource(t *testing.T) {
	names, err := filepath.Glob("*.go")
	require.NoError(t, err)
	files := map[string]*ast.File{}
	for _, name := range names {
		if !strings.HasSuffix(name, "_test.go") {
			files[name], err = parser.ParseFile(token.NewFileSet(), name, nil, 0)
			require.NoError(t, err)
		}
	}
	require.Greater(t, len(files), 20)

	t.Run("no panic leaves: every exported function recovers", func(t *testing.T) {
		n := 0
		for _, file := range files {
			for _, d := range file.Decls {
				f, ok := d.(*ast.FuncDecl)
				if !ok || !f.Name.IsExported() || slices.Contains(plain, f.Name.Name) {
					continue
				}
				receiver := ""
				if f.Recv != nil {
					receiver = f.Recv.List[0].Type.(*ast.StarExpr).X.(*ast.Ident).Name
				}
				if !ast.IsExported(receiver) && f.Recv != nil || slices.Contains(values, receiver) {
					continue
				}
				n++
				require.True(t, recovers(f), "%s.%s does not begin with defer rescue(&err) or defer survive()", receiver, f.Name.Name)
			}
		}
		require.Greater(t, n, 60)
	})
	t.Run("nothing ends the app, or asks Android what it denies", func(t *testing.T) {
		for name, file := range files {
			ast.Inspect(file, func(n ast.Node) bool {
				if s, ok := n.(*ast.SelectorExpr); ok {
					if x, ok := s.X.(*ast.Ident); ok {
						call := x.Name + "." + s.Sel.Name
						require.NotContains(t, []string{"os.Exit", "net.Interfaces", "net.InterfaceAddrs", "net.InterfaceByName"}, call, name)
						require.NotEqual(t, "log", x.Name, "%s: an app has its own log", name)
					}
				}
				return true
			})
		}
	})
	t.Run("one file links TLS, and another stands in for it", func(t *testing.T) {
		for name, file := range files {
			for _, i := range file.Imports {
				if strings.HasSuffix(i.Path.Value, `/secure"`) || strings.HasPrefix(i.Path.Value, `"crypto/`) {
					require.Equal(t, "tls.go", name)
				}
			}
		}
		require.Contains(t, files, "tls_off.go")
	})
}

func recovers(f *ast.FuncDecl) bool {
	if f.Body == nil || len(f.Body.List) == 0 {
		return false
	}
	d, ok := f.Body.List[0].(*ast.DeferStmt)
	if !ok {
		// TLSOptions.change recovers for its setters.
		r, ok := f.Body.List[len(f.Body.List)-1].(*ast.ReturnStmt)
		if !ok || len(r.Results) != 1 {
			return false
		}
		call, ok := r.Results[0].(*ast.CallExpr)
		if !ok {
			return false
		}
		s, ok := call.Fun.(*ast.SelectorExpr)
		return ok && s.Sel.Name == "change"
	}
	name, ok := d.Call.Fun.(*ast.Ident)
	return ok && (name.Name == "rescue" || name.Name == "survive")
}
