package main

import (
	"crypto/sha256"
	"debug/buildinfo"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// tinyclient builds what the bill is for: a test's own program names no modules.
func tinyclient(t *testing.T) (file string, p program) {
	t.Helper()
	file = filepath.Join(t.TempDir(), "tinyclient")
	out, err := exec.Command("go", "build", "-o", file, "github.com/threadedtcp/threadedtcp/cmd/tinyclient").CombinedOutput()
	require.NoError(t, err, string(out))
	p, err = read(file)
	require.NoError(t, err)
	return file, p
}

func TestBill(t *testing.T) {
	t.Setenv("SOURCE_DATE_EPOCH", "1700000000")
	file, p := tinyclient(t)
	data, err := os.ReadFile(file)
	require.NoError(t, err)
	require.Equal(t, fmt.Sprintf("%x", sha256.Sum256(data)), p.sha256)

	modules, err := modulesOf([]program{p, p})
	require.NoError(t, err)
	d, err := describe("thing", "1.2", []program{p}, modules)
	require.NoError(t, err)
	require.Equal(t, "2023-11-14T22:13:20Z", d.Creation.Created)

	ids := map[string]bool{d.ID: true}
	licences := map[string]string{}
	for _, p := range d.Packages {
		require.False(t, ids[p.ID], p.ID)
		ids[p.ID] = true
		licences[p.Name] = p.Concluded
	}
	require.Equal(t, "github.com/threadedtcp/threadedtcp", d.Packages[0].Name)
	require.Equal(t, "1.2", d.Packages[0].Version)
	require.Equal(t, "Apache-2.0", licences["github.com/threadedtcp/threadedtcp"])
	require.Equal(t, "BSD-3-Clause", licences["golang.org/x/sys"])
	require.Equal(t, "BSD-3-Clause", licences[standardLibrary])
	for _, f := range d.Files {
		require.False(t, ids[f.ID], f.ID)
		ids[f.ID] = true
	}
	described := false
	for _, r := range d.Relationships {
		require.True(t, ids[r.From] && ids[r.To], r)
		described = described || r.Type == "DESCRIBES"
	}
	require.True(t, described)

	dir := t.TempDir()
	for _, m := range modules {
		require.NoError(t, m.copyLicence(dir))
	}
	text, err := os.ReadFile(filepath.Join(dir, "golang.org_x_sys.txt"))
	require.NoError(t, err)
	require.Contains(t, string(text), "The Go Authors")
}

func TestSearchFindsWhatTheFormatWouldSay(t *testing.T) {
	file, _ := tinyclient(t)
	data, err := os.ReadFile(file)
	require.NoError(t, err)
	want, err := buildinfo.ReadFile(file)
	require.NoError(t, err)
	got, err := search(append([]byte("\xff Go buildinf:"), data...))
	require.NoError(t, err)
	require.Equal(t, want, got)
	for _, size := range []int{0, 14, 100} {
		_, err = search(data[:size])
		require.Error(t, err)
	}
}

func TestUnknownLicence(t *testing.T) {
	_, _, err := classify("All rights reserved.")
	require.Error(t, err)
}

func TestOneVersionOfAModule(t *testing.T) {
	a := program{modules: []module{{path: "a", version: "v1"}}}
	b := program{modules: []module{{path: "a", version: "v2"}}}
	_, err := modulesOf([]program{a, b})
	require.ErrorContains(t, err, "v1 in one program and v2 in another")
}

func TestNotAProgram(t *testing.T) {
	require.Error(t, write("thing", "1.2", t.TempDir(), []string{"sbom_test.go"}))
}
