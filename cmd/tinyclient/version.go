package main

import "runtime"

// version is set by releases: -ldflags '-X main.version=v1.2.3'.
var version string

func versionLine() string {
	v := version
	if v == "" {
		v = moduleVersion()
	}
	return "tinyclient " + v + " " + runtime.Version() + " " + runtime.GOOS + "/" + runtime.GOARCH
}

func versionText() string { return versionLine() + "\nengine " + engine + "\n" }
