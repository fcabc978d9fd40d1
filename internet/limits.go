package internet

import (
	"cmp"
	"time"

	"github.com/threadedtcp/threadedtcp/internal/connection"
)

// NoLimit as Linger or FlushTimeout means that there is none.
const NoLimit = connection.NoLimit

// UnsentError is the error, in an ErrorInformation, of bytes that were accepted at
// inbox and not written before the connection ended.
type UnsentError = connection.UnsentError

// Limits bound what a connection reads at a time, and how long its end may take.
type Limits struct {
	// ReadSize bounds the pieces at outbox. 0 means 32 KiB.
	ReadSize int

	// FlushTimeout is how long, once the connection is to end, the peer may take
	// no byte of what waits. 0 means 30 seconds.
	FlushTimeout time.Duration

	// Linger is how long, after the half close, the peer may send nothing. 0 means
	// 5 seconds.
	Linger time.Duration

	// HardFlush is how long an end by ShutdownMicroprocess may take. 0 means 250
	// milliseconds.
	HardFlush time.Duration
}

func (l *Limits) readSize() int { return cmp.Or(l.ReadSize, 32<<10) }

func (l *Limits) times() connection.Times {
	return connection.Times{
		Flush:  cmp.Or(l.FlushTimeout, 30*time.Second),
		Linger: cmp.Or(l.Linger, 5*time.Second),
		Hard:   cmp.Or(l.HardFlush, 250*time.Millisecond),
	}
}
