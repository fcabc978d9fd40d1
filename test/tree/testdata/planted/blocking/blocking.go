// Package blocking breaks nothing.
package blocking
