package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"golang.org/x/sys/unix"
)

func mounts() error {
	for _, kind := range []struct{ name, at string }{{"proc", "/proc"}, {"sysfs", "/sys"}} {
		if err := unix.Mount(kind.name, kind.at, kind.name, 0, ""); err != nil {
			return fmt.Errorf("mount %s: %w", kind.at, err)
		}
	}
	return nil
}

// modules loads the drivers in dir, whose names begin with their place in the order.
func modules(dir string) error {
	files, err := filepath.Glob(dir + "/*.ko")
	if err != nil {
		return err
	}
	slices.Sort(files)
	for _, file := range files {
		if err := load(file); err != nil {
			return fmt.Errorf("load %s: %w", filepath.Base(file), err)
		}
	}
	return nil
}

func load(file string) error {
	f, err := os.Open(file)
	if err != nil {
		return err
	}
	defer f.Close()
	return unix.FinitModule(int(f.Fd()), "", 0)
}

// uptime is the time since the kernel began, for the line at the end.
func uptime() string {
	text, err := os.ReadFile("/proc/uptime")
	if err != nil {
		return err.Error()
	}
	seconds, _, _ := strings.Cut(string(text), " ")
	return seconds + " s"
}

// powerOff does not return. A board that cannot switch itself off halts.
func powerOff() {
	time.Sleep(100 * time.Millisecond) // the last line is on its way to the serial line
	unix.Sync()
	if err := unix.Reboot(unix.LINUX_REBOOT_CMD_POWER_OFF); err != nil {
		fmt.Println("INIT-FAIL power off:", err)
	}
	select {}
}
