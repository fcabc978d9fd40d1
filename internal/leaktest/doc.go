// Package leaktest fails a test that leaves something behind: [Check] compares
// the goroutines, descriptors and threads of the process at the start of a test
// with those at its end.
//
// # Concurrency
//
// The three are counted for the whole process, so a test that calls Check must
// not run in parallel with another test of its package.
package leaktest
