// Package tree tests the source tree itself: which package may import which, that
// every package says what it is, and that nothing in the tree belongs to one
// machine. [Layers] is the table of packages, [Bans] the imports that are refused
// at any distance; each row has a reason, which the failure repeats. [Words] reads
// the page that maps Kamaelia's words, and [Missing] finds the names that lead nowhere.
// [Exports] has the types of packages, for tests elsewhere.
package tree
