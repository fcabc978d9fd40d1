//go:build linux

package main

import (
	"fmt"
	"log"
)

// A goal is what a figure of ours is to be: the target if it can, at least the floor.
type goal struct {
	target, floor float64
	more          bool // is better
}

// The goals: of processor time where one message is under way and of the rate where many
// are, by what they are compared with.
var (
	cpuGoals  = map[string]goal{"net": {target: 0.7, floor: 0.9}, "netpoll": {target: 0.8, floor: 1}}
	rateGoals = map[string]goal{"net": {target: 1.3, floor: 1, more: true}, "netpoll": {target: 1.4, floor: 1, more: true}}
)

// And those of one server alone.
var (
	stuckGoals  = map[string]goal{"ours": {target: 1.1, floor: 1.1}}
	memoryGoals = map[string]goal{"ours": {target: 700, floor: 1024}}
)

var missed int // floors

// judge says of what is ours how it compares with its goal, and counts the floors missed.
// A figure without a goal is none of its business.
func (g goal) judge(value float64) string {
	if g == (goal{}) {
		return ""
	}
	reached := func(bound float64) bool {
		if g.more {
			return value >= bound
		}
		return value <= bound
	}
	switch {
	case reached(g.target):
		return " (target met)"
	case reached(g.floor):
		return fmt.Sprintf(" (floor met; target %.4g)", g.target)
	}
	missed++
	return fmt.Sprintf(" (FLOOR MISSED: %.4g)", g.floor)
}

// verdict ends the program with an error if a floor was missed.
func verdict() {
	if missed > 0 {
		log.Fatalf("%d floors missed", missed)
	}
}
