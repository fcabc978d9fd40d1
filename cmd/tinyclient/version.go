package main

import "runtime"

// version is set by releases: -ldflags '-X main.version=v1.2.3'.
var version string

// engine names the path below the components.
const engine = "blocking"

func versionText() string {
	v := version
	if v == "" {
		v = moduleVersion()
	}
	return "tinyclient " + v + " " + engine + " " + runtime.Version() + " " + runtime.GOOS + "/" + runtime.GOARCH + "\n"
}
