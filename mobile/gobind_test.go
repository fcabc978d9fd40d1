package mobile_test

import (
	"bytes"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/threadedtcp/threadedtcp/internal/leaktest"
)

var bound atomic.Bool

// TestGobind makes the bindings of every language. What gobind does not understand
// it leaves out with a comment, so that is looked for, and only found where it is meant.
func TestGobind(t *testing.T) {
	if bound.Swap(true) {
		return // with -count: it takes seconds, and what it looks at is the same
	}
	dir := t.TempDir()
	gobind := filepath.Join(dir, "gobind")
	build := exec.Command("go", "build", "-o", gobind, "golang.org/x/mobile/cmd/gobind")
	build.Env = append(os.Environ(), "GOOS=", "GOARCH=") // for this machine, not the emulated one
	if out, err := build.CombinedOutput(); err != nil {
		leaktest.Missing(t, "gobind cannot be built:", string(out))
	}
	for _, c := range []struct{ lang, goos, tags, must string }{
		{"java", "android", "", "public native boolean awaitClosed(long timeoutMillis);"},
		{"java", "android", "notls", "public native void setRootsPEM("},
		{"objc", "ios", "", "- (BOOL)start:(NSError* _Nullable* _Nullable)error;"},
		{"go", "android", "", "func proxymobile_Client_Start("},
	} {
		out := filepath.Join(dir, c.lang+c.tags)
		cmd := exec.Command(gobind, "-lang="+c.lang, "-tags="+c.tags, "-outdir="+out, path)
		cmd.Env = append(os.Environ(), "GOOS="+c.goos, "GOARCH=arm64", "CGO_ENABLED=0")
		text, err := cmd.CombinedOutput()
		require.NoError(t, err, "%s", text)
		found := false
		require.NoError(t, filepath.WalkDir(out, func(name string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			data, err := os.ReadFile(name)
			found = found || bytes.Contains(data, []byte(c.must))
			for line := range strings.Lines(string(data)) {
				require.NotContains(t, line, "skipped", name)
			}
			return err
		}))
		require.True(t, found, "%s has no %q", c.lang, c.must)
	}
}
