//go:build cgo

package main

// cgo says that threads are made by the C library, with larger stacks.
const cgo = true
