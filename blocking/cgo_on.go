//go:build cgo

package blocking

// usesCgo says that threads get their stacks from the C library.
const usesCgo = true
