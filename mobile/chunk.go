package mobile

import "sync"

// Chunk is data that was received: some bytes of the stream, or one frame of a
// [Config] with a delimiter or length prefix. It is never empty.
//
// A frame is whole, with its delimiter or prefix, so that all chunks in their order
// are what the peer has sent; Payload is without. A Chunk does not change until
// Recycle, may be kept, and any thread may use it.
type Chunk struct {
	before  int // bytes of the length prefix
	after   int // bytes of the delimiter
	partial bool
	spare   *spare // where its memory goes, nil for nowhere

	mu   sync.Mutex // while data is read, against Recycle
	data []byte
}

// Bytes returns the data: to Java and Objective-C a copy; to Go the memory of the
// chunk, not to be written to.
func (c *Chunk) Bytes() []byte {
	c = c.lock()
	defer c.mu.Unlock()
	return given(c.data)
}

// Len returns how many bytes Bytes has.
func (c *Chunk) Len() int32 {
	c = c.lock()
	defer c.mu.Unlock()
	return int32(len(c.data))
}

// Text returns the data as text in UTF-8.
func (c *Chunk) Text() string {
	c = c.lock()
	defer c.mu.Unlock()
	return string(c.data)
}

// CopyTo copies the data to dst, as much as there is room for, and returns how many
// bytes that is; a dst as large as [Config.SetMaxChunk] has room for all. It makes no
// garbage. Java may copy all of dst both ways, so a needlessly large one takes longer.
//
// In Objective-C dst must be an NSMutableData: of a plain NSData gobind makes a copy,
// and that is what is written to. A Swift Data is a plain one: use Bytes there.
func (c *Chunk) CopyTo(dst []byte) int32 {
	c = c.lock()
	defer c.mu.Unlock()
	return int32(copy(dst, c.data))
}

// Payload returns a frame without its delimiter or length prefix, in the way of Bytes,
// and null for an empty frame.
func (c *Chunk) Payload() []byte {
	c = c.lock()
	defer c.mu.Unlock()
	return given(c.payload())
}

// PayloadText returns a frame without its delimiter or length prefix as text in
// UTF-8.
func (c *Chunk) PayloadText() string {
	c = c.lock()
	defer c.mu.Unlock()
	return string(c.payload())
}

// Partial reports whether the connection ended in the middle of this frame.
func (c *Chunk) Partial() bool { return c != nil && c.partial }

// Recycle gives the memory of the data back at once, for what is received next, and
// leaves the chunk empty. It is for the last use of a chunk, when no other thread is in
// one of its methods. Without it the memory waits for the garbage collectors of both
// sides, which is safe, and slower.
func (c *Chunk) Recycle() {
	c = c.lock()
	defer c.mu.Unlock()
	if c.spare != nil {
		c.spare.give(c.data)
	}
	c.data, c.spare, c.before, c.after = nil, nil, 0, 0
}

// lock returns a chunk that is locked: c, or an empty one in the place of null.
func (c *Chunk) lock() *Chunk {
	if c == nil {
		c = new(Chunk)
	}
	c.mu.Lock()
	return c
}

// given is what a caller gets of data.
func given(data []byte) []byte {
	if len(data) == 0 {
		return nil
	}
	return data[:len(data):len(data)]
}

// payload needs mu.
func (c *Chunk) payload() []byte {
	if c.partial {
		return c.data
	}
	return c.data[c.before : len(c.data)-c.after]
}
