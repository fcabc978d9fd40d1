package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// limit is for one board, from power on to power off. An idle machine needs 1 to
// 13 s, a busy one several times that.
const limit = 120 * time.Second

// A board is a machine that QEMU knows.
type board struct {
	name         string
	architecture string   // Debian's
	kernel       string   // the package that depends on the newest one
	drivers      []string // of its network
	env          []string // for the go command
	emulator     string
	machine      []string // arguments of the emulator
	deviceTree   string
	append       string // to the kernel's command line
	bytes        int    // that each transfer carries
	halts        bool   // cannot switch itself off
}

var virtio = []string{"-netdev", "user,id=n0", "-device", "virtio-net-device,netdev=n0"}

var boards = []board{
	{
		name: "armhf", architecture: "armhf", kernel: "linux-image-armmp",
		drivers:  []string{"virtio_net", "virtio_mmio"},
		env:      []string{"GOARCH=arm", "GOARM=7"},
		emulator: "qemu-system-arm",
		machine:  append([]string{"-M", "virt", "-cpu", "cortex-a15", "-m", "64"}, virtio...),
		append:   "cma=0", // a quarter of the memory would be kept for cameras and displays
		bytes:    1 << 20,
	},
	{
		name: "arm64", architecture: "arm64", kernel: "linux-image-cloud-arm64",
		drivers:  []string{"virtio_net", "virtio_mmio"},
		env:      []string{"GOARCH=arm64"},
		emulator: "qemu-system-aarch64",
		machine:  append([]string{"-M", "virt", "-cpu", "cortex-a53", "-m", "64"}, virtio...),
		bytes:    1 << 20,
	},
	{
		// ARMv6. Its network is an emulated USB one, at 140 KB/s. Its clock must count
		// instructions: Linux reads it and sets an alarm some 15 µs later, and if the
		// emulator sleeps in between, the alarm is past and comes 71 minutes later.
		name: "raspi1ap", architecture: "armel", kernel: "linux-image-rpi",
		drivers:    []string{"cdc_ether"},
		env:        []string{"GOARCH=arm", "GOARM=6"},
		emulator:   "qemu-system-arm",
		machine:    []string{"-M", "raspi1ap", "-icount", "shift=3", "-netdev", "user,id=n0", "-device", "usb-net,netdev=n0"},
		deviceTree: "bcm2835-rpi-a-plus.dtb",
		append:     "initcall_blacklist=bcm2835_pm_driver_init", // which QEMU lacks, and Linux panics without
		bytes:      64 << 10,
		halts:      true,
	},
}

// try boots the board once and returns its line.
func (b board) try(ctx context.Context) (string, error) {
	if err := run(ctx, "test/need", b.emulator, "qemu-system-arm"); err != nil {
		return "", err
	}
	kernel, err := b.fetch(ctx)
	if err != nil {
		return "", err
	}
	dir, err := os.MkdirTemp("", "boards")
	if err != nil {
		return "", err
	}
	defer os.RemoveAll(dir)
	init, client := filepath.Join(dir, "init"), filepath.Join(dir, "tinyclient")
	if err := b.build(ctx, init, "go", "build", "-trimpath", "-ldflags=-s -w", "-o", init, "./platforms/boards/init"); err != nil {
		return "", err
	}
	if err := b.build(ctx, client, "platforms/build", client); err != nil {
		return "", err
	}
	far, err := startServers()
	if err != nil {
		return "", err
	}
	defer far.close()
	steps := steps(far, b.bytes)
	var image archive
	if err := b.fill(&image, kernel, init, client, steps, far); err != nil {
		return "", err
	}
	initramfs := filepath.Join(dir, "initramfs")
	if err := image.write(initramfs); err != nil {
		return "", err
	}
	run, err := b.boot(ctx, kernel, initramfs)
	if err != nil {
		return "", err
	}
	return b.judge(kernel, run, steps, far)
}

// fetch downloads the newest kernel and returns the directory that it is in.
func (b board) fetch(ctx context.Context) (string, error) {
	var out bytes.Buffer
	cmd := exec.CommandContext(ctx, "platforms/boards/fetch", b.architecture, b.kernel)
	cmd.Stdout, cmd.Stderr = &out, os.Stderr
	err := cmd.Run()
	lines := strings.Split(strings.TrimSpace(out.String()), "\n")
	last := lines[len(lines)-1]
	if err != nil {
		return "", fmt.Errorf("%s: %w", last, err)
	}
	fmt.Printf("%-9s  %s\n", b.name, lines[0])
	return last, nil
}

func (b board) build(ctx context.Context, output string, words ...string) error {
	cmd := exec.CommandContext(ctx, words[0], words[1:]...)
	cmd.Env = append(append(os.Environ(), "GOOS=linux", "CGO_ENABLED=0"), b.env...)
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("build %s: %w\n%s", filepath.Base(output), err, out)
	}
	return nil
}

func run(ctx context.Context, words ...string) error {
	cmd := exec.CommandContext(ctx, words[0], words[1:]...)
	out, err := cmd.CombinedOutput()
	if text := strings.TrimSpace(string(out)); err != nil {
		return fmt.Errorf("%s: %w", text, err)
	} else if text != "" {
		fmt.Println(text)
	}
	return nil
}

// fill puts into the image all that the board has.
func (b board) fill(image *archive, kernel, init, client string, steps []step, far *servers) error {
	for _, dir := range []string{"dev", "etc", "modules", "proc", "sys"} {
		image.directory(dir)
	}
	image.device("dev/console", 5, 1)
	image.device("dev/null", 1, 3)
	for _, program := range []struct{ name, file string }{{"init", init}, {"tinyclient", client}} {
		if err := image.file(program.name, program.file, 0o755); err != nil {
			return err
		}
	}
	files, err := modules(kernel, b.drivers)
	if err != nil {
		return err
	}
	for i, file := range files {
		if err := image.file(fmt.Sprintf("modules/%02d-%s", i, filepath.Base(file)), file, 0o644); err != nil {
			return err
		}
	}
	var text strings.Builder
	for _, s := range steps {
		fmt.Fprintln(&text, s.name, s.bytes, strings.Join(s.args, " "))
	}
	image.text("steps", text.String())
	image.text("nameserver", fmt.Sprint(far.names.port()))
	image.text("etc/resolv.conf", "nameserver 127.0.0.1\n")
	image.text("ca.pem", far.roots)
	return nil
}

// find returns the one file below dir whose name matches.
func find(dir, name string) (found string, err error) {
	err = filepath.WalkDir(dir, func(path string, _ os.DirEntry, err error) error {
		if ok, _ := filepath.Match(name, filepath.Base(path)); ok {
			found = path
		}
		return err
	})
	if err == nil && found == "" {
		err = fmt.Errorf("no %s in %s", name, filepath.Base(dir))
	}
	return found, err
}

// judge compares what the board has printed with what the servers have seen.
func (b board) judge(kernel string, run record, steps []step, far *servers) (string, error) {
	line := []string{fmt.Sprintf("%s, up %s, %.1f s in all", filepath.Base(kernel), run.uptime, run.took.Seconds())}
	if len(run.reports) != len(steps) {
		return "", fmt.Errorf("%d of %d transfers reported", len(run.reports), len(steps))
	}
	for i, s := range steps {
		r := run.reports[i]
		seen := s.server.last()
		switch {
		case r.name != s.name:
			return "", fmt.Errorf("%s: reported as %s", s.name, r.name)
		case r.sent != s.bytes || r.received != s.bytes || seen.bytes != s.bytes:
			return "", fmt.Errorf("%s: %d bytes sent, %d seen here, %d received, not %d", s.name, r.sent, seen.bytes, r.received, s.bytes)
		case r.sentSum != seen.sum || r.receivedSum != seen.sum:
			return "", fmt.Errorf("%s: sums differ: %s sent, %s seen here, %s received", s.name, r.sentSum, seen.sum, r.receivedSum)
		case r.memory == 0:
			return "", fmt.Errorf("%s: no memory reported", s.name)
		}
		if err := s.check(r, s.server); err != nil {
			return "", fmt.Errorf("%s: %w", s.name, err)
		}
		line = append(line, fmt.Sprintf("%s %d B in %.1f s, exit %s, peak %.1f MB, sum %.8s", s.name, r.received, r.took.Seconds(), r.status, float64(r.memory)/1024, r.receivedSum))
	}
	if far.names.asked() == 0 {
		return "", errors.New("no name was looked up")
	}
	return strings.Join(line, "; "), nil
}
