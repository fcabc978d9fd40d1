// Command sbom says what is in the programs of a release: it reads what the Go
// linker has written into them, and the licences of the modules that it names.
//
//	sbom NAME VERSION LICENCES PROGRAM...
//
// The bill goes to standard output, as SPDX 2.3 in JSON; the licences' texts are
// copied into the directory LICENCES. SOURCE_DATE_EPOCH is the time of the bill. A
// module whose licence is not known to it ends it: somebody must look at that first.
//
// Read main.go, then programs.go, licences.go and spdx.go.
package main

import (
	"encoding/json"
	"fmt"
	"os"
)

func main() {
	if len(os.Args) < 5 {
		fmt.Fprintln(os.Stderr, "usage: sbom NAME VERSION LICENCES PROGRAM...")
		os.Exit(2)
	}
	if err := write(os.Args[1], os.Args[2], os.Args[3], os.Args[4:]); err != nil {
		fmt.Fprintln(os.Stderr, "sbom:", err)
		os.Exit(1)
	}
}

func write(name, version, licences string, files []string) error {
	var programs []program
	for _, file := range files {
		p, err := read(file)
		if err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
		programs = append(programs, p)
	}
	modules, err := modulesOf(programs)
	if err != nil {
		return err
	}
	for _, m := range modules {
		if err := m.copyLicence(licences); err != nil {
			return err
		}
	}
	bill, err := describe(name, version, programs, modules)
	if err != nil {
		return err
	}
	out := json.NewEncoder(os.Stdout)
	out.SetIndent("", "  ")
	out.SetEscapeHTML(false)
	return out.Encode(bill)
}
