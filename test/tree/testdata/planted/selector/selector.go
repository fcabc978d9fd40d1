// Package selector breaks nothing.
package selector
