package main

import (
	"runtime"
	"runtime/debug"
)

// version is set by releases: -ldflags '-X main.version=v1.2.3'.
var version string

// engine names the path below the components.
const engine = "blocking"

func versionText() string {
	v := version
	if info, ok := debug.ReadBuildInfo(); ok && v == "" {
		v = info.Main.Version
	}
	if v == "" {
		v = "(devel)"
	}
	return "tinyclient " + v + " " + engine + " " + runtime.Version() + " " + runtime.GOOS + "/" + runtime.GOARCH + "\n"
}
