package platforms

import (
	"crypto/md5"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/threadedtcp/threadedtcp/internal/leaktest"
)

// procd is what OpenWrt gives to an init script, as far as the one here uses it: it
// prints what it is asked for. Sections come from the file that CONFIG names.
const procd = `
config_load() { package=$1; }
config_foreach() { for section in $SECTIONS; do "$1" "$section"; done; }
config_get_bool() { eval "$1=\${ENABLED_$2:-$4}"; }
config_list_foreach() { eval "set -- \"\$3\" \$ARGUMENTS_$1"; add=$1; shift; for word; do "$add" "$word"; done; }
procd_open_instance() { printf 'instance %s:' "$1"; }
procd_set_param() { printf ' %s' "$@"; }
procd_append_param() { shift; printf ' %s' "$@"; }
procd_close_instance() { echo; }
procd_add_reload_trigger() { echo "reload $1"; }
. ./package/openwrt/tinyclient.init
start_service
service_triggers
`

func TestProcdScriptStartsWhatIsEnabled(t *testing.T) {
	shell, err := exec.LookPath("sh")
	if err != nil {
		leaktest.Missing(t, err)
	}
	cmd := exec.Command(shell, "-euc", procd)
	cmd.Env = append(os.Environ(), "SECTIONS=meter spare log",
		"ENABLED_meter=1", "ARGUMENTS_meter=-w 30s meter.example 4000",
		"ENABLED_log=1", "ARGUMENTS_log=10.0.0.1 514")
	out, err := cmd.CombinedOutput()
	want := `instance meter: command /usr/bin/tinyclient -w 30s meter.example 4000 respawn 3600 5 0 stdout 1 stderr 1
instance log: command /usr/bin/tinyclient 10.0.0.1 514 respawn 3600 5 0 stdout 1 stderr 1
reload tinyclient
`
	if err != nil || string(out) != want {
		t.Errorf("%v\n%s\nwant\n%s", err, out, want)
	}
}

// recipe returns a file's lines, of which those that end with a backslash are joined.
func recipe(t *testing.T, name string) []string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("package", name))
	if err != nil {
		t.Fatal(err)
	}
	return strings.Split(strings.TrimSpace(strings.ReplaceAll(string(text), "\\\n", " ")), "\n")
}

var (
	assignment = regexp.MustCompile(`^[A-Z][A-Z_]*(:[a-z$\{\}A-Z]+)*(\[[a-z]+\])? (=|\?\?=|\?=|\+=) "[^"]*"$`)
	directive  = regexp.MustCompile(`^inherit( [a-z-]+)+$`)
)

// BitBake is not on most machines, so this knows the little of it that is used here.
func TestYoctoRecipe(t *testing.T) {
	inside := false
	var names []string
	for i, line := range recipe(t, "yocto/tinyclient_git.bb") {
		switch {
		case line == "" || strings.HasPrefix(line, "#"):
		case inside:
			inside = line != "}"
			if inside && !strings.HasPrefix(line, "    ") {
				t.Errorf("line %d is not indented: %s", i+1, line)
			}
		case strings.HasSuffix(line, "() {"):
			inside = true
		case assignment.MatchString(line):
			names = append(names, strings.Fields(line)[0])
		case !directive.MatchString(line) && !strings.HasPrefix(line, "do_compile[network] = "):
			t.Errorf("line %d: %s", i+1, line)
		}
	}
	if inside {
		t.Error("a function does not end")
	}
	for _, name := range []string{"SUMMARY", "LICENSE", "LIC_FILES_CHKSUM", "SRC_URI", "SRCREV"} {
		if !slices.Contains(names, name) {
			t.Errorf("no %s", name)
		}
	}
	licence, err := os.ReadFile("../LICENSE")
	if err != nil {
		t.Fatal(err)
	}
	if text, sum := strings.Join(recipe(t, "yocto/tinyclient_git.bb"), "\n"), fmt.Sprintf("md5=%x", md5.Sum(licence)); !strings.Contains(text, sum) {
		t.Errorf("the licence has %s", sum)
	}
}

// Make reads the Buildroot recipe, with stand-ins for what Buildroot defines.
func TestBuildrootRecipe(t *testing.T) {
	tool, err := exec.LookPath("make")
	if err != nil {
		leaktest.Missing(t, err)
	}
	for choice, tags := range map[string]string{"y": "netgo osusergo", "": "netgo osusergo notls"} {
		cmd := exec.Command(tool, "--no-print-directory", "-f", "-", "show")
		cmd.Stdin = strings.NewReader(`
github = https://github.com/$(1)/$(2)/archive/$(3)
BR2_PACKAGE_TINYCLIENT_TLS = ` + choice + `
include package/buildroot/tinyclient.mk
show:; @echo '$(TINYCLIENT_SITE) $(TINYCLIENT_BUILD_TARGETS) $(TINYCLIENT_TAGS)'
`)
		out, err := cmd.CombinedOutput()
		want := "https://github.com/threadedtcp/threadedtcp/archive/main cmd/tinyclient " + tags + "\n"
		if err != nil || string(out) != want {
			t.Errorf("%v\n%swant %s", err, out, want)
		}
	}
	for i, line := range recipe(t, "buildroot/Config.in") {
		if !regexp.MustCompile(`^(config BR2_PACKAGE_TINYCLIENT(_TLS)?|\t(bool "[^"]+"|default y|depends on \w+|select \w+|help)|\t  \S.*)?$`).MatchString(line) {
			t.Errorf("Config.in line %d: %s", i+1, line)
		}
	}
}

func TestContainerRecipe(t *testing.T) {
	instruction := regexp.MustCompile(`^(#.*|(FROM|RUN|ARG|COPY|USER|ENTRYPOINT) \S.*)?$`)
	lines := recipe(t, "container/Containerfile")
	for i, line := range lines {
		if !instruction.MatchString(line) {
			t.Errorf("line %d: %s", i+1, line)
		}
	}
	if last := lines[len(lines)-1]; last != `ENTRYPOINT ["/tinyclient"]` {
		t.Errorf("the last line is %s", last)
	}
}
