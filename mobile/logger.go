package mobile

import "sync/atomic"

// Levels of log lines.
const (
	LogNone  int32 = iota // no lines
	LogError              // what has ended a client
	LogWarn               // what is tried again
	LogInfo               // connections that come and go
	LogDebug              // every state
)

var logLevel atomic.Int32

func init() { logLevel.Store(LogInfo) }

// SetLogLevel sets which log lines are made at all: those of this level and of lower
// ones. LogInfo is the level at first.
//
// It may be called from any thread, and is for all clients.
func SetLogLevel(level int32) { logLevel.Store(level) }

// A journal passes lines on to a Logger until that fails.
type journal struct {
	to     Logger
	failed atomic.Bool
}

func (j *journal) log(level int32, component, line string) {
	if j.to == nil || level > logLevel.Load() || j.failed.Load() {
		return
	}
	defer func() {
		if recover() != nil {
			j.failed.Store(true)
		}
	}()
	if j.to.Log(level, component, line) != nil {
		j.failed.Store(true)
	}
}
