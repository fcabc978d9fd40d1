package axon

import (
	"fmt"
	"strconv"
	"strings"
)

// Graphviz draws the system as text for dot(1).
func (s Snapshot) Graphviz() string {
	var b strings.Builder
	b.WriteString("digraph system {\n  rankdir=LR;\n  node [shape=box];\n")
	s.nested(-1, "  ", func(c ComponentInfo, parent bool, indent string) (close string) {
		if parent {
			fmt.Fprintf(&b, "%ssubgraph cluster_%d {\n%s  label=%q;\n%s  n%d [label=%q, style=dashed];\n", indent, c.ID, indent, c.Name, indent, c.ID, c.Name+" "+c.State.String())
			return indent + "}\n"
		}
		fmt.Fprintf(&b, "%sn%d [label=%q];\n", indent, c.ID, c.Name+" "+c.State.String())
		return ""
	}, &b)
	for _, l := range s.Links {
		style := "solid"
		if l.Kind != "deliver" {
			style = "dashed"
		}
		fmt.Fprintf(&b, "  %s -> %s [taillabel=%q, headlabel=%q, style=%s];\n", node(l.From), node(l.To), l.FromBox, l.ToBox, style)
	}
	b.WriteString("}\n")
	return b.String()
}

// Mermaid draws the system as text for Mermaid.
func (s Snapshot) Mermaid() string {
	var b strings.Builder
	b.WriteString("flowchart LR\n")
	s.nested(-1, "  ", func(c ComponentInfo, parent bool, indent string) (close string) {
		if parent {
			id, name := strconv.Itoa(c.ID), strconv.Quote(c.Name)
			b.WriteString(indent + "subgraph g" + id + " [" + name + "]\n" + indent + "  n" + id + "([" + name + "])\n")
			return indent + "end\n"
		}
		b.WriteString(indent + node(c.ID) + "[" + strconv.Quote(c.Name) + "]\n")
		return ""
	}, &b)
	for _, l := range s.Links {
		arrow := "-->"
		if l.Kind != "deliver" {
			arrow = "-.->"
		}
		b.WriteString("  " + node(l.From) + " " + arrow + "|" + l.FromBox + " to " + l.ToBox + "| " + node(l.To) + "\n")
	}
	return b.String()
}

func node(id int) string {
	if id < 0 {
		return "outside"
	}
	return "n" + strconv.Itoa(id)
}

// nested calls open for each component, and writes what that returns behind the
// component's children.
func (s Snapshot) nested(parent int, indent string, open func(ComponentInfo, bool, string) string, b *strings.Builder) {
	for _, c := range s.Components {
		if c.Parent != parent {
			continue
		}
		isParent := false
		for _, child := range s.Components {
			isParent = isParent || child.Parent == c.ID
		}
		end := open(c, isParent, indent)
		s.nested(c.ID, indent+"  ", open, b)
		b.WriteString(end)
	}
}

// String lists components with their boxes, one a line.
func (s Snapshot) String() string {
	var b strings.Builder
	s.nested(-1, "", func(c ComponentInfo, _ bool, indent string) string {
		fmt.Fprintf(&b, "%s%s (%s)\n", indent, c.Name, c.State)
		for _, box := range c.Boxes {
			kind := "out"
			if box.Inbox {
				kind = "in "
			}
			fmt.Fprintf(&b, "%s  %s %-9s %-12s waiting %d (%d bytes) received %d discarded %d\n",
				indent, kind, box.Name, box.Type, box.Messages, box.Bytes, box.Received, box.Discarded)
		}
		return ""
	}, &b)
	for _, l := range s.Links {
		fmt.Fprintf(&b, "%s: %s.%s -> %s.%s\n", l.Kind, s.nameOf(l.From), l.FromBox, s.nameOf(l.To), l.ToBox)
	}
	return b.String()
}

func (s Snapshot) nameOf(id int) string {
	if id < 0 {
		return "outside"
	}
	return s.Components[id].Name
}
