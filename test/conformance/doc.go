// Package conformance holds what the project promises, one test an id, as
// exported functions that take a factory.
package conformance
