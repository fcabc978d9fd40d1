//go:build darwin || freebsd || openbsd || netbsd || dragonfly

package blocking

func openWaker() (waker, error) { return openPipe() }
