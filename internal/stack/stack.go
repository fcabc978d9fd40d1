// Package stack makes room on the stack of a goroutine that will need it.
//
// The runtime doubles a stack when it is full, and looks up each frame on it for that: once
// a doubling, with the tables for it not yet in memory when a program starts. On a goroutine
// that has only begun there is hardly a frame. Both functions are for the first lines of a
// goroutine whose work is known to go deep; they do nothing where there is room.
package stack

// To8K makes the stack 8 KiB, for one of many goroutines.
func To8K() { reserve8(0) }

// To32K makes the stack 32 KiB, of which only what is used takes memory, for one of few.
// Smaller ones come several at a time, each written to, and are kept.
func To32K() { reserve32(0) }

// Both have a frame of more than half of that, which they do not touch.

//go:noinline
func reserve8(none uint8) byte {
	if none == 0 {
		return 0
	}
	var room [5000]byte
	return room[none]
}

//go:noinline
func reserve32(none uint8) byte {
	if none == 0 {
		return 0
	}
	var room [17 << 10]byte
	return room[none]
}
