//go:build !unix

package main

// notify does nothing: there are no such managers.
func notify(socket, state string) {}
