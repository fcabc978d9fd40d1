//go:build !notls

package main

import (
	"crypto/sha256"
	"hash"
)

// The sum that the demo prints: that of sha256sum(1).
const sumName = "sha256"

func newSum() hash.Hash { return sha256.New() }
