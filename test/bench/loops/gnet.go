//go:build linux

package main

import (
	"encoding/json"
	"fmt"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
)

const gnetModule = "github.com/panjf2000/gnet/v2"

// programs are those of the kinds of server that are not in this one.
var programs = map[string]string{}

// withGnet adds gnet to the kinds that are measured, if the environment names a checkout
// of it in GNET.
func withGnet(names []string) []string {
	wanted := slices.Contains(names, "gnet")
	checkout := os.Getenv("GNET")
	switch {
	case checkout == "" && wanted:
		log.Fatal("gnet is measured from a checkout: GNET=DIR")
	case checkout == "":
		fmt.Println("gnet is left out; GNET=DIR, the absolute path of a checkout of " + gnetModule + ", has it measured too")
		return names
	case !filepath.IsAbs(checkout):
		log.Fatalf("GNET=%s: must be absolute", checkout)
	case !wanted:
		names = append(names, "gnet")
	}
	program, err := buildGnet(checkout)
	check(err)
	programs["gnet"] = program
	return names
}

// buildGnet makes this program with a file more, the server with gnet. This module does
// not require gnet: the program is built by a module file of its own, which stays below
// .cache. What gnet itself requires is fetched.
func buildGnet(checkout string) (program string, err error) {
	here, err := os.Getwd() // see the doc of this command
	if err != nil {
		return "", err
	}
	dir := filepath.Join(here, "..", "..", "..", ".cache", "gnet")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return "", err
	}
	for _, name := range []string{"go.mod", "go.sum"} {
		data, err := os.ReadFile(name)
		if err != nil {
			return "", err
		}
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o644); err != nil {
			return "", err
		}
	}
	overlay, mod, program := filepath.Join(dir, "overlay.json"), filepath.Join(dir, "go.mod"), filepath.Join(dir, "loops")
	more, err := json.Marshal(map[string]any{"Replace": map[string]string{
		filepath.Join(here, "with_gnet.go"): filepath.Join(here, "testdata", "gnet.go"),
	}})
	if err != nil {
		return "", err
	}
	if err := os.WriteFile(overlay, more, 0o644); err != nil {
		return "", err
	}
	for _, args := range [][]string{
		{"mod", "edit", "-require=" + gnetModule + "@v2.0.0", "-replace=" + gnetModule + "=" + checkout, mod},
		{"build", "-tags=selector", "-mod=mod", "-modfile=" + mod, "-overlay=" + overlay, "-o", program, "."},
	} {
		cmd := exec.Command("go", args...)
		if out, err := cmd.CombinedOutput(); err != nil {
			return "", fmt.Errorf("%s: %w\n%s", cmd, err, out)
		}
	}
	return program, nil
}
