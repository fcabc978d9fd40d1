//go:build notls

package mobile

import "github.com/threadedtcp/threadedtcp/internal/stream"

// A build with the tag notls has every entry point of TLS, and no TLS.

var errNoTLS = failure(CodeTLSUnavailable, "TLS", "this build of the library has no TLS")

func (s tlsSettings) upgrade(string, bool) (stream.Upgrade, error) { return nil, errNoTLS }
func (s tlsSettings) check(string) error                           { return errNoTLS }
func tlsCode(error) (int32, bool)                                  { return 0, false }
func pinOf([]byte) string                                          { return "" }
