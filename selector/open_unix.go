//go:build selector && (darwin || freebsd || openbsd || netbsd || dragonfly)

package selector

func open() (poller, error) { return openPoll() }
