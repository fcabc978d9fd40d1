//go:build notls

package main

// moduleVersion is not known: to read what is known of a build links package fmt.
func moduleVersion() string { return "(devel)" }
