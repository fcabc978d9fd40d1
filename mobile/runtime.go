package mobile

import "runtime"

// version is set by releases: -ldflags '-X github.com/threadedtcp/threadedtcp/mobile.version=v1.2.3'.
// What the linker knows of the main module is that of gobind's own package.
var version = "(devel)"

// Version returns the version of the library, of Go, and of the system it is for.
//
// It may be called from any thread.
func Version() (text string) {
	defer survive()
	return "threadedtcp " + version + " " + runtime.Version() + " " + runtime.GOOS + "/" + runtime.GOARCH
}

// SetMaxProcs bounds how many threads may run Go code at the same time, and returns
// the bound before. 1 leaves the other cores to the app; 0 changes nothing.
//
// It may be called from any thread, and stops all clients for a moment.
func SetMaxProcs(n int32) (before int32) {
	defer survive()
	return int32(runtime.GOMAXPROCS(int(max(n, 0))))
}
