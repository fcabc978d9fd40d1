package main

// A tail keeps the last bytes of a stream.
type tail struct {
	most int // how many at least, once there were
	data []byte
}

func (t *tail) add(p []byte) {
	if len(t.data)+len(p) > 2*t.most && len(t.data) > t.most {
		t.data = append(t.data[:0], t.data[len(t.data)-t.most:]...)
	}
	t.data = append(t.data, p...)
}

// last returns the last n bytes, or as many as there are.
func (t *tail) last(n int64) []byte {
	return t.data[max(0, int64(len(t.data))-n):]
}
