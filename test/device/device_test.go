//go:build unix

package device

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/threadedtcp/threadedtcp/internet"
)

// bin has the programs under test, before all else in the scripts' PATH.
var bin string

func TestMain(m *testing.M) { os.Exit(run(m)) }

func run(m *testing.M) int {
	var err error
	if bin, err = os.MkdirTemp("", "device"); err == nil {
		defer os.RemoveAll(bin)
		err = build()
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return m.Run()
}

// build makes tinyclient and notls, which is tinyclient without TLS, with the tag selector
// if the tests have it.
func build() error {
	for name, tags := range map[string][]string{"tinyclient": nil, "notls": {"notls"}} {
		if internet.Engine() == "selector" {
			tags = append(tags, "selector")
		}
		cmd := exec.Command("go", "build", "-tags", strings.Join(tags, ","), "-o", filepath.Join(bin, name), "../../cmd/tinyclient")
		cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
		if out, err := cmd.CombinedOutput(); err != nil {
			return fmt.Errorf("%s: %v\n%s", cmd, err, out)
		}
	}
	return nil
}

func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Files:     scripts(t, "../testdata/*.txtar"),
		Cmds:      commands,
		Condition: condition,
		Deadline:  deadline(t),
		Setup:     setup,
	})
}

// condition is what scripts ask for in brackets: namespaces is whether this machine lets
// a program have mounts of its own, which not every container and chroot does.
func condition(name string) (bool, error) {
	if name != "namespaces" {
		return false, fmt.Errorf("unknown condition %q", name)
	}
	return exec.Command("unshare", "-m", "true").Run() == nil, nil
}

func scripts(t *testing.T, pattern string) []string {
	files, err := filepath.Glob(pattern)
	if err != nil || len(files) == 0 {
		t.Fatal("no scripts", err)
	}
	return files
}

func setup(env *testscript.Env) error {
	later := time.Now().Add(16 * time.Hour).UTC() // when future.pem is valid
	env.Setenv("LATER", later.Format(time.RFC3339))
	env.Setenv("DAY", later.Format(time.DateOnly))
	env.Setenv("TZ", "UTC")
	source, err := filepath.Abs("../..")
	env.Setenv("SOURCE", source)
	env.Setenv("PATH", bin+":"+env.Getenv("PATH")+":/usr/sbin:/sbin")
	return err
}

// deadline leaves time before that of go test, so that a script that hangs says where.
func deadline(t *testing.T) time.Time {
	if end, ok := t.Deadline(); ok {
		return end.Add(-5 * time.Second)
	}
	return time.Now().Add(5 * time.Minute)
}
