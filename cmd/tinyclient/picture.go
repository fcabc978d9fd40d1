package main

import (
	"strings"

	"github.com/threadedtcp/threadedtcp/axon"
)

// picture draws a system from top to bottom: its components, and below each where
// its outboxes lead.
func picture(s axon.Snapshot) string {
	chassis := map[int]bool{}
	for _, c := range s.Components {
		chassis[c.Parent] = true
	}
	var b strings.Builder
	for _, c := range s.Components {
		if chassis[c.ID] {
			continue
		}
		edge := "  +" + strings.Repeat("-", len(c.Name)+2) + "+\n"
		b.WriteString(edge + "  | " + c.Name + " |\n" + edge)
		to := map[int][]string{}
		var order []int
		for _, l := range s.Links {
			if l.From != c.ID || l.To < 0 || chassis[l.To] {
				continue
			}
			if to[l.To] == nil {
				order = append(order, l.To)
			}
			to[l.To] = append(to[l.To], l.FromBox+" > "+l.ToBox)
		}
		for _, id := range order {
			for _, text := range to[id] {
				b.WriteString("     | " + text + "\n")
			}
			if id == c.ID+1 {
				b.WriteString("     v\n")
			} else {
				b.WriteString("     to " + s.Components[id].Name + "\n")
			}
		}
	}
	return b.String()
}
