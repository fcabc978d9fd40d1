// Package stack makes room on the stack of a goroutine that will need it.
package stack

// Grow makes the stack 32 KiB, on a goroutine whose work is known to go deep, in its first
// lines; it does nothing where there is room.
//
// The runtime doubles a stack when it is full, and looks up each frame on it for that: once
// a doubling, with the tables for it not yet in memory when a program starts. On a goroutine
// that has only begun there is hardly a frame. And below 32 KiB it makes several stacks of a
// size at a time and writes to each; of this one only what is used takes memory.
func Grow() { reserve(0) }

// reserve has a frame of more than half of 32 KiB, which it does not touch.
//
//go:noinline
func reserve(none uint8) byte {
	if none == 0 {
		return 0
	}
	var room [17 << 10]byte
	return room[none]
}
