//go:build selector

package selector

import "os"

// open chooses the back end. Tests of the other one set the variable.
func open() (poller, error) {
	if os.Getenv("SELECTOR") == "poll" {
		return openPoll()
	}
	return openEpoll()
}
