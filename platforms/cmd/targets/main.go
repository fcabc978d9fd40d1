// Command targets prints the table of targets for scripts, one line a target:
// the environment for the go command, with columns before it.
//
//	targets vet             GOOS=... GOARCH=... CGO_ENABLED=...
//	targets arm             gate|report EMULATOR CPU GOOS=... GOARCH=... [GOARM=...] CGO_ENABLED=0
//	targets short           the same, only what `make test` runs
//	targets report          the same, only what fails nothing
//	targets selector        the same, only what runs on the selector path
//	targets selector-short  the same, only what `make test` runs of it
//	targets release         LABEL DEB|- IPK|- GOOS=... GOARCH=... [GOARM=...] CGO_ENABLED=0
//	targets release-short   the same, only what a .deb is made for
//	targets libraries       GOOS=... GOARCH=... of those where programs need the vendor's linker
package main

import (
	"cmp"
	"fmt"
	"os"
	"strings"

	"github.com/threadedtcp/threadedtcp/platforms"
)

// A form says which targets are printed, and the columns before the environment.
type form struct {
	has     func(platforms.Target) bool
	columns func(platforms.Target) []string
}

var forms = map[string]form{
	"vet":            {func(t platforms.Target) bool { return t.Vet }, nil},
	"arm":            {func(t platforms.Target) bool { return t.Emulator != "" }, emulated},
	"short":          {func(t platforms.Target) bool { return t.Short }, emulated},
	"report":         {func(t platforms.Target) bool { return t.Emulator != "" && !t.Gate }, emulated},
	"selector":       {func(t platforms.Target) bool { return t.Selector }, emulated},
	"selector-short": {func(t platforms.Target) bool { return t.Selector && t.Short }, emulated},
	"release":        {platforms.Target.Linked, packed},
	"release-short":  {func(t platforms.Target) bool { return t.Deb != "" }, packed},
	"libraries":      {func(t platforms.Target) bool { return t.Promise == platforms.PackagesOnly }, nil},
}

func emulated(t platforms.Target) []string {
	weight := "report"
	if t.Gate {
		weight = "gate"
	}
	return []string{weight, t.Emulator, t.CPU}
}

func packed(t platforms.Target) []string {
	return []string{t.Label(), cmp.Or(t.Deb, "-"), cmp.Or(t.Ipk, "-")}
}

func main() {
	if len(os.Args) != 2 || forms[os.Args[1]].has == nil {
		fmt.Fprintln(os.Stderr, "usage: targets vet|arm|short|report|selector|selector-short|release|release-short|libraries")
		os.Exit(2)
	}
	form := forms[os.Args[1]]
	for _, target := range platforms.Targets {
		if !form.has(target) {
			continue
		}
		var words []string
		if form.columns != nil {
			words = form.columns(target)
		}
		fmt.Println(strings.Join(append(words, target.Env()...), " "))
	}
}
