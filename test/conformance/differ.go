package conformance

import (
	"bytes"
	"fmt"
)

// differ says where two streams part, nil when they do not: megabytes of
// difference help nobody.
func differ(got, want []byte) error {
	if bytes.Equal(got, want) {
		return nil
	}
	at := 0
	for at < min(len(got), len(want)) && got[at] == want[at] {
		at++
	}
	return fmt.Errorf("got %d bytes, want %d; they differ from byte %d on", len(got), len(want), at)
}
