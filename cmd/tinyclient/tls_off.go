//go:build notls

package main

import "time"

// tlsLayer says that there is none.
func tlsLayer(*options) (layer, error) {
	return nil, usage("TLS is not in this program: it was built with the tag notls")
}

// setTimestamp reads nothing: all that needs a time needs TLS.
func setTimestamp(*time.Time, string) error { return nil }

// setStartTLS reads anything, for tlsLayer to say what is the matter.
func setStartTLS(to *string, value string) error { return setText(to, value) }
