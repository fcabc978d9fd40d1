// Package stack makes room on the stack of a goroutine that will need it.
//
// The runtime doubles a stack when it is full, and looks up each frame on it for that: once
// a doubling, with the tables for it not yet in memory when a program starts. On a goroutine
// that has only begun there is hardly a frame. Both functions are for the first lines of a
// goroutine whose work is known to go deep; they do nothing where there is room.
package stack

// To4K makes the stack 4 KiB, which is a doubling.
//
//go:noinline
func To4K() byte {
	var room [1200]byte
	return room[len(none)]
}

// To8K makes the stack 8 KiB.
//
//go:noinline
func To8K() byte {
	var room [5000]byte
	return room[len(none)]
}

var none []byte // which the compiler does not know to be empty
