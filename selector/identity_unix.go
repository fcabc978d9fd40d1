//go:build selector && (linux || darwin || freebsd || openbsd || netbsd || dragonfly)

package selector

import "golang.org/x/sys/unix"

// identify says which file a descriptor is.
func identify(fd int) (identity, error) {
	var s unix.Stat_t
	err := unix.Fstat(fd, &s)
	return identity{uint64(s.Dev), uint64(s.Ino)}, err
}
