// Package device runs the conversations of tinyclient with programs of others: each
// file of test/testdata is one, and reads like a session at a shell.
//
// In reading order: commands.go has what the scripts can say beside testscript's own
// words, certificates.go what their servers show.
package device
