package platforms

import (
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/threadedtcp/threadedtcp/internal/leaktest"
)

func TestTargetsAreKnownToGo(t *testing.T) {
	out, err := exec.Command("go", "tool", "dist", "list").Output()
	if err != nil {
		leaktest.Missing(t, err)
	}
	known := strings.Fields(string(out))
	for _, target := range Targets {
		if !slices.Contains(known, target.GOOS+"/"+target.GOARCH) {
			t.Errorf("%s: Go does not know it", target.Name())
		}
	}
}

func TestTargetsAreWhole(t *testing.T) {
	seen := map[string]bool{}
	for _, target := range Targets {
		name := target.Name()
		if seen[name] {
			t.Errorf("%s: listed twice", name)
		}
		seen[name] = true
		if target.Why == "" || target.Promise == "" {
			t.Errorf("%s: no promise or no reason", name)
		}
		if (target.Emulator == "") != (target.CPU == "") {
			t.Errorf("%s: an emulator must be told its CPU", name)
		}
		if target.Emulator != "" && target.Promise != Run {
			t.Errorf("%s: emulated, but its promise is %q", name, target.Promise)
		}
		if target.Selector && !target.Gate {
			t.Errorf("%s: on the selector path, but nothing would fail by it", name)
		}
		if target.Promise == Run && !target.Vet && target.Emulator == "" {
			t.Errorf("%s: nothing runs it", name)
		}
		if (target.Deb != "" || target.Ipk != "") && !target.Linked() {
			t.Errorf("%s: nothing to pack", name)
		}
		if seen[target.Label()] {
			t.Errorf("%s: its files are another's", name)
		}
		seen[target.Label()] = true
	}
	for _, system := range []string{
		"linux/amd64", "android/arm64", "darwin/arm64", "freebsd/amd64", "openbsd/amd64", "netbsd/amd64",
		"windows/amd64", "plan9/arm", "wasip1/wasm", "js/wasm", "ios/arm64",
		"linux/arm GOARM=5", "linux/arm GOARM=6", "linux/arm GOARM=7", "linux/arm64",
		"linux/386", "linux/mips GOMIPS=softfloat", "linux/mipsle GOMIPS=softfloat", "linux/mips64le",
		"linux/riscv64", "linux/ppc64le", "linux/loong64", "linux/s390x",
		"android/arm", "android/386", "android/amd64", "freebsd/arm GOARM=7", "openbsd/arm GOARM=7", "netbsd/arm GOARM=7",
	} {
		if !seen[system] {
			t.Errorf("%s: promised, but not in the table", system)
		}
	}
}

func TestEnv(t *testing.T) {
	for _, target := range Targets {
		if target.Name() == "linux/arm GOARM=6" {
			if got := strings.Join(target.Env(), " "); got != "GOOS=linux GOARCH=arm GOARM=6 CGO_ENABLED=0" {
				t.Errorf("Env() = %s", got)
			}
		}
	}
}
