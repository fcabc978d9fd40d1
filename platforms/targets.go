// Package platforms is the one table of the systems that the project promises
// anything for. The scripts beside it read it through platforms/cmd/targets, so
// a target is added in one place:
//
//   - emulate runs a test binary under qemu-user,
//   - arm runs the tests for every emulated target,
//   - goarm shows that each GOARM runs on its own CPU and newer ones, and on no older,
//   - vet type-checks the project for every target,
//   - release links tinyclient for every target that has programs, packs it, and
//     shows that the others fail as they are known to.
package platforms

import "strings"

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
	Emulator     string // qemu-user program; "none" where the machine itself runs it
	CPU          string // always named: qemu's default has every instruction and hides a wrong variant
	Deb          string // Debian's name of it, where a .deb is made
	Ipk          string // OpenWrt's name of it, where an .ipk is made
	Gate         bool   // its failure fails `platforms/arm`; else it is only reported
	Short        bool   // also in the short form that `make test` runs
	Selector     bool   // emulated on the selector path, too
	Vet          bool   // `platforms/vet` checks it
	Cgo          bool   // CGO_ENABLED=1, where Go refuses the system without
	Promise      Promise
	Why          string
}

// Targets lists every system, the most wanted first.
var Targets = []Target{
	{GOOS: "linux", GOARCH: "amd64", Vet: true, Deb: "amd64", Ipk: "x86_64", Promise: Run, Why: "development and servers"},
	{GOOS: "linux", GOARCH: "arm", Variant: "GOARM=5", Emulator: "qemu-arm-static", CPU: "arm926", Gate: true, Short: true, Ipk: "arm_arm926ej-s", Promise: Run, Why: "old routers and NAS boxes; no atomic instructions and no FPU, so it differs most"},
	{GOOS: "linux", GOARCH: "arm", Variant: "GOARM=6", Emulator: "qemu-arm-static", CPU: "arm1176", Gate: true, Ipk: "arm_arm1176jzf-s_vfp", Promise: Run, Why: "Raspberry Pi 1 and Zero"},
	{GOOS: "linux", GOARCH: "arm", Variant: "GOARM=7", Emulator: "qemu-arm-static", CPU: "cortex-a7", Gate: true, Selector: true, Deb: "armhf", Ipk: "arm_cortex-a7_neon-vfpv4", Promise: Run, Why: "most 32-bit boards and old phones"},
	{GOOS: "linux", GOARCH: "arm64", Emulator: "qemu-aarch64-static", CPU: "cortex-a53", Gate: true, Short: true, Selector: true, Deb: "arm64", Ipk: "aarch64_cortex-a53", Promise: Run, Why: "current boards and phones"},
	{GOOS: "linux", GOARCH: "386", Emulator: "none", CPU: "host", Promise: Run, Ipk: "i386_pentium4", Why: "old PCs as routers; sends and receives by socketcall(2); qemu-i386 cannot start Go"},
	{GOOS: "linux", GOARCH: "mips", Variant: "GOMIPS=softfloat", Emulator: "qemu-mips-static", CPU: "24Kc", Ipk: "mips_24kc", Promise: Run, Why: "routers, big-endian; qemu-user hands on SO_ERROR in the host's numbers, so refusals that package net sees fail"},
	{GOOS: "linux", GOARCH: "mipsle", Variant: "GOMIPS=softfloat", Emulator: "qemu-mipsel-static", CPU: "24Kc", Ipk: "mipsel_24kc", Promise: Run, Why: "routers; SO_ERROR as above"},
	{GOOS: "linux", GOARCH: "mips64le", Emulator: "qemu-mips64el-static", CPU: "MIPS64R2-generic", Promise: Run, Why: "64-bit routers; SO_ERROR as above"},
	{GOOS: "linux", GOARCH: "riscv64", Emulator: "qemu-riscv64-static", CPU: "rv64", Ipk: "riscv64_riscv64", Promise: Run, Why: "new boards"},
	{GOOS: "linux", GOARCH: "ppc64le", Emulator: "qemu-ppc64le-static", CPU: "power8", Promise: Run, Why: "servers"},
	{GOOS: "linux", GOARCH: "loong64", Emulator: "qemu-loongarch64-static", CPU: "la464-loongarch-cpu", Promise: Run, Why: "desktops and boards"},
	{GOOS: "linux", GOARCH: "s390x", Emulator: "qemu-s390x-static", CPU: "max", Promise: Run, Why: "big-endian with 64 bits"},
	{GOOS: "android", GOARCH: "arm64", Vet: true, Promise: Built, Why: "phones; links without the NDK"},
	{GOOS: "android", GOARCH: "arm", Promise: PackagesOnly, Why: "old phones; programs need the NDK's linker"},
	{GOOS: "android", GOARCH: "386", Promise: PackagesOnly, Why: "emulated phones; programs need the NDK's linker"},
	{GOOS: "android", GOARCH: "amd64", Promise: PackagesOnly, Why: "emulated phones; programs need the NDK's linker"},
	{GOOS: "ios", GOARCH: "arm64", Vet: true, Cgo: true, Promise: PackagesOnly, Why: "phones; programs need Apple's linker"},
	{GOOS: "darwin", GOARCH: "arm64", Vet: true, Promise: Built, Why: "development"},
	{GOOS: "darwin", GOARCH: "amd64", Promise: Built, Why: "development on older machines"},
	{GOOS: "freebsd", GOARCH: "amd64", Vet: true, Promise: Built, Why: "servers and firewalls"},
	{GOOS: "freebsd", GOARCH: "arm", Variant: "GOARM=7", Promise: Built, Why: "boards"},
	{GOOS: "openbsd", GOARCH: "amd64", Vet: true, Promise: Built, Why: "servers and firewalls"},
	{GOOS: "openbsd", GOARCH: "arm", Variant: "GOARM=7", Promise: Built, Why: "boards"},
	{GOOS: "netbsd", GOARCH: "amd64", Vet: true, Promise: Built, Why: "small devices"},
	{GOOS: "netbsd", GOARCH: "arm", Variant: "GOARM=7", Promise: Built, Why: "boards"},
	{GOOS: "windows", GOARCH: "amd64", Vet: true, Promise: Built, Why: "connections go through package net"},
	{GOOS: "windows", GOARCH: "arm64", Promise: Built, Why: "connections go through package net"},
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

// Linked says whether programs are built for t.
func (t Target) Linked() bool { return t.Promise == Run || t.Promise == Built }

// Label is the target in file names, as in linux-arm-5.
func (t Target) Label() string {
	label := t.GOOS + "-" + t.GOARCH
	if _, value, ok := strings.Cut(t.Variant, "="); ok {
		label += "-" + value
	}
	return label
}
