package selector

// A poller is what a back end makes of the system's own way to wait for many
// descriptors. It tells of a descriptor again and again while it is ready.
//
// A back end is one file with a type that has these methods and a function that
// opens one, beside the file that chooses it.
type poller interface {
	// set makes wait tell of fd under the number id while it is ready for want, and
	// no more when that is none. was is what was set before. The caller sees to it
	// that calls follow one another.
	set(fd int, id uint32, was, want Readiness) error

	// wait returns what is ready, after timeout milliseconds at most; a negative
	// timeout means none. One goroutine at a time waits. yields says to let others run
	// before it waits.
	wait(into []event, timeout int, yields bool) (n int, err error)

	// wake ends the wait that there is, or else the next. Any goroutine may call it.
	wake()

	close()
}

// An event is one descriptor that is ready.
type event struct {
	fd     int
	id     uint32
	ready  Readiness
	closed bool // behind our back
}

// An identity tells files apart that have the same descriptor, one after the other.
// It has the numbers of the device and of the file.
type identity [2]uint64
