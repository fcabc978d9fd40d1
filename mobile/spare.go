package mobile

import (
	"bytes"
	"sync"
)

// A spare is memory that chunks have given back, for what is received next. Chunks
// that the app keeps hold it, and nothing else of their connection.
type spare struct {
	limit int64

	mu    sync.Mutex
	held  [][]byte
	bytes int64
}

// take returns n bytes, which have any value.
func (s *spare) take(n int) []byte {
	s.mu.Lock()
	defer s.mu.Unlock()
	for last := len(s.held) - 1; last >= 0; last-- {
		p := s.held[last]
		s.held[last] = nil
		s.held = s.held[:last]
		s.bytes -= int64(cap(p))
		if cap(p) >= n {
			return p[:n]
		}
	}
	return make([]byte, n)
}

// give keeps p for take, up to the limit.
func (s *spare) give(p []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.bytes+int64(cap(p)) <= s.limit {
		s.held = append(s.held, p)
		s.bytes += int64(cap(p))
	}
}

// clear lets go of what is held.
func (s *spare) clear() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.held, s.bytes = nil, 0
}

// fitted returns p, or a copy if p takes more than twice the memory.
func (s *spare) fitted(p []byte) []byte {
	if cap(p) <= 2*len(p) {
		return p
	}
	defer s.give(p)
	return bytes.Clone(p)
}
