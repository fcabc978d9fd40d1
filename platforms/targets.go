// Package platforms is the one table of the systems that the project promises
// anything for. The scripts beside it read it through platforms/cmd/targets, so
// a target is added in one place:
//
//   - emulate runs a test binary under qemu-user,
//   - arm runs the tests for every emulated target,
//   - vet type-checks the project for every target.
package platforms

// A Promise says how much of the project is checked on a target.
type Promise string

const (
	Run          Promise = "run"           // tests run here, natively or emulated
	Built        Promise = "built"         // programs link; nothing runs
	PackagesOnly Promise = "packages only" // libraries compile; a program needs the vendor's linker
	Unsupported  Promise = "unsupported"   // compiles and answers with errors.ErrUnsupported
)

// A Target is one system. The zero Emulator means that nothing is emulated.
type Target struct {
	GOOS, GOARCH string
	Variant      string // GOARM=5 and the like, empty for Go's default
	Emulator     string // qemu-user program
	CPU          string // always named: qemu's default has every instruction and hides a wrong variant
	Gate         bool   // its failure fails `platforms/arm`; else it is only reported
	Short        bool   // also in the short form that `make test` runs
	Vet          bool   // `platforms/vet` checks it
	Cgo          bool   // CGO_ENABLED=1, where Go refuses the system without
	Promise      Promise
	Why          string
}

// Targets lists every system, the most wanted first.
var Targets = []Target{
	{GOOS: "linux", GOARCH: "amd64", Vet: true, Promise: Run, Why: "development and servers"},
	{GOOS: "linux", GOARCH: "arm", Variant: "GOARM=5", Emulator: "qemu-arm-static", CPU: "arm926", Gate: true, Short: true, Promise: Run, Why: "old routers and NAS boxes; no atomic instructions and no FPU, so it differs most"},
	{GOOS: "linux", GOARCH: "arm", Variant: "GOARM=6", Emulator: "qemu-arm-static", CPU: "arm1176", Gate: true, Promise: Run, Why: "Raspberry Pi 1 and Zero"},
	{GOOS: "linux", GOARCH: "arm", Variant: "GOARM=7", Emulator: "qemu-arm-static", CPU: "cortex-a7", Gate: true, Promise: Run, Why: "most 32-bit boards and old phones"},
	{GOOS: "linux", GOARCH: "arm64", Emulator: "qemu-aarch64-static", CPU: "cortex-a53", Gate: true, Short: true, Promise: Run, Why: "current boards and phones"},
	{GOOS: "android", GOARCH: "arm64", Vet: true, Promise: Built, Why: "phones; links without the NDK"},
	{GOOS: "ios", GOARCH: "arm64", Vet: true, Cgo: true, Promise: PackagesOnly, Why: "phones; programs need Apple's linker"},
	{GOOS: "darwin", GOARCH: "arm64", Vet: true, Promise: Built, Why: "development"},
	{GOOS: "freebsd", GOARCH: "amd64", Vet: true, Promise: Built, Why: "servers and firewalls"},
	{GOOS: "openbsd", GOARCH: "amd64", Vet: true, Promise: Built, Why: "servers and firewalls"},
	{GOOS: "netbsd", GOARCH: "amd64", Vet: true, Promise: Built, Why: "small devices"},
	{GOOS: "windows", GOARCH: "amd64", Vet: true, Promise: Built, Why: "connections go through package net"},
	{GOOS: "plan9", GOARCH: "arm", Vet: true, Promise: Built, Why: "connections go through package net, which blocks there"},
	{GOOS: "wasip1", GOARCH: "wasm", Vet: true, Promise: Unsupported, Why: "no sockets"},
	{GOOS: "js", GOARCH: "wasm", Vet: true, Promise: Unsupported, Why: "no sockets"},
}

// Name is GOOS/GOARCH with the variant, as in linux/arm GOARM=5.
func (t Target) Name() string {
	if t.Variant == "" {
		return t.GOOS + "/" + t.GOARCH
	}
	return t.GOOS + "/" + t.GOARCH + " " + t.Variant
}

// Env is what the go command needs in its environment to build for t.
func (t Target) Env() []string {
	env := []string{"GOOS=" + t.GOOS, "GOARCH=" + t.GOARCH}
	if t.Variant != "" {
		env = append(env, t.Variant)
	}
	if t.Cgo {
		return append(env, "CGO_ENABLED=1")
	}
	return append(env, "CGO_ENABLED=0")
}
