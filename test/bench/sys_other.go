//go:build !unix

package main

import (
	"math"
	"time"
)

// cpu is not measured here.
func cpu() time.Duration { return 0 }

func maxFiles() uint64 { return math.MaxInt32 }

// waiting is not measured here.
func waiting(int) {}
