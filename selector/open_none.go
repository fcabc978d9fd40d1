//go:build !selector || !(linux || darwin || freebsd || openbsd || netbsd || dragonfly)

package selector

func open() (poller, error) { return nil, errNone }

func identify(int) (identity, error) { return identity{}, errNone }
