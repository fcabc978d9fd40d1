package tree

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestWithoutTLS looks at what may be built with the tag notls: then it links no TLS, and
// all that uses it is one file.
func TestWithoutTLS(t *testing.T) {
	for _, program := range []string{"cmd/tinyclient", "mobile"} {
		cmd := exec.Command("go", "list", "-deps", "-tags", "notls", "./"+program)
		cmd.Dir = "../.."
		out, err := cmd.Output()
		if err != nil {
			t.Fatal(err)
		}
		for dep := range strings.Lines(string(out)) {
			if dep = strings.TrimSpace(dep); dep == "crypto/tls" || dep == Module+"/secure" {
				t.Errorf("%s with notls links %s", program, dep)
			}
		}
		var users []string
		files, _ := filepath.Glob("../../" + program + "/*.go")
		for _, file := range files {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if strings.HasSuffix(file, "_test.go") || !strings.Contains(string(text), `"`+Module+`/secure"`) {
				continue
			}
			users = append(users, file)
			if !strings.HasPrefix(string(text), "//go:build !notls\n") {
				t.Errorf("%s imports secure and does not begin with //go:build !notls", file)
			}
		}
		if len(users) != 1 {
			t.Errorf("%s imports secure in %q, want one file", program, users)
		}
	}
}
