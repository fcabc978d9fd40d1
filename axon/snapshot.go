package axon

import "slices"

// A Snapshot is a running system at one moment: components, boxes, linkages.
type Snapshot struct {
	Components []ComponentInfo // parents before their children
	Links      []LinkInfo
}

// ComponentInfo is one component of a Snapshot.
type ComponentInfo struct {
	ID     int
	Parent int // ID, or -1
	Name   string
	State  State
	Boxes  []BoxInfo
}

// BoxInfo is one box of a component.
type BoxInfo struct {
	Name      string
	Type      string // of its messages
	Inbox     bool
	Direct    bool // has a handler
	Messages  int  // that wait now
	Bytes     int
	Received  uint64 // messages, in the life of an inbox
	Discarded uint64 // by an outbox without linkage
	Left      int    // in an inbox at its component's end
}

// LinkInfo is one linkage. Components are named by their ID, -1 for a box that
// belongs to none of the system; but of linkages from there, a Snapshot has only those
// that lead on through an inbox or an outbox of the system.
type LinkInfo struct {
	From, To       int
	FromBox, ToBox string
	Kind           string
}

// Look takes a Snapshot of the given components and all they are made of.
func Look(roots ...Component) Snapshot {
	var s Snapshot
	owner := map[*core]int{}
	var boxes []Box
	var add func(c Component, parent int)
	add = func(c Component, parent int) {
		info := ComponentInfo{ID: len(s.Components), Parent: parent}
		ports := named(c)
		info.Name, info.State = c.life().Name(), c.life().State()
		for _, p := range ports {
			owner[p.Box.base()] = info.ID
			boxes = append(boxes, p.Box)
			box := p.Box.info()
			box.Name = p.Name
			info.Boxes = append(info.Boxes, box)
		}
		s.Components = append(s.Components, info)
		if p, ok := c.(Parent); ok {
			for _, child := range p.Children() {
				add(child, info.ID)
			}
		}
	}
	for _, c := range roots {
		add(c, -1)
	}
	s.Links = linksOf(boxes, owner)
	return s
}

func linksOf(boxes []Box, owner map[*core]int) []LinkInfo {
	id := func(b Box) int {
		if id, ok := owner[b.base()]; ok {
			return id
		}
		return -1
	}
	var infos []LinkInfo
	for _, l := range linkages(boxes) {
		infos = append(infos, LinkInfo{id(l.From), id(l.To), l.From.Name(), l.To.Name(), l.Kind()})
	}
	return infos
}

// linkages lists those of boxes.
func linkages(boxes []Box) (all []Linkage) {
	topology.Lock()
	defer topology.Unlock()
	note := func(from Box) {
		l := Linkage{From: from, To: from.next()}
		if l.To != nil && !slices.Contains(all, l) {
			all = append(all, l)
		}
	}
	for _, b := range boxes {
		note(b)
		if e := b.base().extra(); e != nil {
			for _, p := range e.prev {
				note(p)
			}
		}
	}
	return all
}
