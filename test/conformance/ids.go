package conformance

import (
	"fmt"
	"strings"
)

// A Status says what became of an id.
type Status string

// What becomes of an id.
const (
	Kept    Status = "kept"     // as Kamaelia's tests assert it
	Adapted Status = "adapted"  // the same promise in Go's terms
	Own     Status = "own"      // made by this project
	LeftOut Status = "left out" // has no meaning here, or not yet
)

// A Group is the ids of one prefix, numbered from 1. Those that are neither
// adapted nor left out are kept.
type Group struct {
	Prefix  string
	Count   int
	Own     bool
	Adapted map[int]string // how
	Left    map[int]string // why
	AllLeft string         // why all of them are
	Where   string         // the file that has their tests, if this package has not
}

const (
	goText   = "Python's fixed text form; names are tested by CMP-3"
	goHooks  = "Go has one Run, no generator with stub hooks"
	adaptive = "boxes are made by wiring a Graphline or listed by Boxes, not by a constructor"
)

// Groups is every id there is. A test compares it with the tests that exist.
var Groups = []Group{
	{
		Prefix: "CMP-", Count: 29,
		Adapted: map[int]string{
			1:  "a component of package axon is in state new, not a microprocess",
			6:  "a chassis keeps its children; Postoffice.UnlinkComponent is the removal",
			8:  "Len and Ready for dataReady",
			13: "OnEnd is the close-down hook; a panic comes out as the Handle's error",
			20: "wakes are the channels Ready and Space, and waiting calls that return",
			23: "Space rings, or the waiting Send returns",
		},
		Left: map[int]string{
			2: goText, 4: "an empty test", 12: goHooks, 14: goHooks, 15: goHooks,
			16: goHooks, 17: goHooks, 18: goHooks,
		},
	},
	{
		Prefix: "LNK-", Count: 9,
		Adapted: map[int]string{7: "an end is a box, which names its component", 8: "as LNK-7"},
		Left:    map[int]string{9: goText},
	},
	{
		Prefix: "PO-", Count: 13,
		Left: map[int]string{2: "offices have no debug name", 3: goText},
	},
	{Prefix: "CHN-", Count: 6},
	{
		Prefix: "BOX-", Count: 9,
		Adapted: map[int]string{7: "0 for None", 8: "0 for None"},
	},
	{
		Prefix: "THR-", Count: 20,
		Adapted: map[int]string{
			2:  "the zero value, with the default bound",
			3:  "SetSize before Activate",
			5:  "a goroutine of its own",
			8:  "linkages are made by any goroutine; run with -race",
			9:  "the default is 64 messages",
			10: "SetSize for the length of the queue",
			11: "a box has one bound, not two in a row",
			12: "a box has one bound, not two in a row",
			16: adaptive, 17: adaptive, 18: adaptive,
			19: "the zero value of a box is ready at any time",
			20: "the zero value of a box is ready at any time",
		},
	},
	{
		Prefix: "CAT-", Count: 18,
		Adapted: map[int]string{
			2: "there are no parents: one tracker is the default of the process",
			3: "there are no parents: trackers share nothing",
			6: "the compiler asks for a component; one that has ended is refused",
		},
	},
	{Prefix: "PIP-", Count: 6},
	{
		Prefix: "GRA-", Count: 24,
		Adapted: map[int]string{13: "on this instance only", 15: "on this instance only"},
	},
	{Prefix: "CAR-", Count: 16, AllLeft: "Carousel is left for later"},
	{
		Prefix: "SEL-", Count: 15, Where: "selector/selector_test.go",
		Adapted: map[int]string{
			2:  "it lives while it has users",
			5:  "an interface, of which every system has one or two",
			6:  "as its users see it; waiting costs nothing",
			7:  "the address of the reply is a component and an inbox, by type",
			8:  "the system says in which order",
			14: "what is exceptional is the kernel's to say",
			15: "as SEL-14",
		},
	},
	{
		Prefix: "C", Count: 15,
		Adapted: map[int]string{8: "the handshake of TLS is tested with C13"},
	},
	{
		Prefix: "CON-", Count: 17, Own: true,
		Left: map[int]string{10: "is C9"},
	},
	{
		Prefix: "S", Count: 10,
		Adapted: map[int]string{10: "where there is no selector, they share the process"},
	},
	{Prefix: "SRV-", Count: 6, Own: true},
	{Prefix: "KRN-", Count: 27, Own: true},
}

// A Row is one id with what became of it.
type Row struct {
	ID     string
	Status Status
	Note   string // how it was adapted, or why it was left out
	Where  string // see Group
}

// Table returns a row for every id.
func Table() []Row {
	var rows []Row
	for _, g := range Groups {
		for n := 1; n <= g.Count; n++ {
			rows = append(rows, g.row(n))
		}
	}
	return rows
}

func (g Group) row(n int) Row {
	r := Row{ID: fmt.Sprintf("%s%d", g.Prefix, n), Status: Kept, Where: g.Where}
	switch {
	case g.AllLeft != "":
		r.Status, r.Note = LeftOut, g.AllLeft
	case g.Left[n] != "":
		r.Status, r.Note = LeftOut, g.Left[n]
	case g.Adapted[n] != "":
		r.Status, r.Note = Adapted, g.Adapted[n]
	case g.Own:
		r.Status = Own
	}
	return r
}

// Summary prints the table, one id a line, with the words of its promise.
func Summary(promises []Promise) string {
	says := map[string]string{}
	for _, p := range promises {
		_, words, _ := strings.Cut(p.Name, " ")
		says[p.ID()] = words
	}
	count := map[Status]int{}
	var b strings.Builder
	for _, r := range Table() {
		count[r.Status]++
		note := r.Note
		if r.Where != "" {
			note = strings.Trim(note+"; in "+r.Where, "; ")
		}
		if note != "" && says[r.ID] != "" {
			note = " (" + note + ")"
		}
		fmt.Fprintf(&b, "%-7s %-9s %s%s\n", r.ID, r.Status, says[r.ID], note)
	}
	fmt.Fprintf(&b, "%d kept, %d adapted, %d own, %d left out\n", count[Kept], count[Adapted], count[Own], count[LeftOut])
	return b.String()
}
