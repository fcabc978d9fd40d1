// Command targets prints the table of targets for scripts, one line a target:
// the environment for the go command, with columns for an emulator before it.
//
//	targets vet     GOOS=... GOARCH=... CGO_ENABLED=...
//	targets arm     gate|report EMULATOR CPU GOOS=... GOARCH=... [GOARM=...] CGO_ENABLED=0
//	targets short   the same, only what `make test` runs
package main

import (
	"fmt"
	"os"
	"strings"

	"github.com/threadedtcp/threadedtcp/platforms"
)

func main() {
	if len(os.Args) != 2 {
		usage()
	}
	for _, target := range platforms.Targets {
		env := strings.Join(target.Env(), " ")
		switch os.Args[1] {
		case "vet":
			if target.Vet {
				fmt.Println(env)
			}
		case "arm", "short":
			if target.Emulator == "" || os.Args[1] == "short" && !target.Short {
				continue
			}
			weight := "report"
			if target.Gate {
				weight = "gate"
			}
			fmt.Println(weight, target.Emulator, target.CPU, env)
		default:
			usage()
		}
	}
}

func usage() {
	fmt.Fprintln(os.Stderr, "usage: targets vet|arm|short")
	os.Exit(2)
}
