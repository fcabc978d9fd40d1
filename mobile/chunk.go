package mobile

// Chunk is data that was received: some bytes of the stream, or one frame of a
// [Config] with a delimiter or length prefix. It is never empty.
//
// A frame is whole, with its delimiter or prefix, so that all chunks in their order
// are what the peer has sent; Payload is without. A Chunk does not change, may be
// kept, and any thread may use it.
type Chunk struct {
	data    []byte
	before  int // bytes of the length prefix
	after   int // bytes of the delimiter
	partial bool
}

// Bytes returns a copy of the data.
func (c *Chunk) Bytes() []byte { return append([]byte(nil), c.bytes()...) }

// Len returns how many bytes Bytes has.
func (c *Chunk) Len() int32 { return int32(len(c.bytes())) }

// Text returns the data as text in UTF-8.
func (c *Chunk) Text() string { return string(c.bytes()) }

// CopyTo copies the data to dst, as much as there is room for, and returns how many
// bytes that is. It makes no garbage.
//
// In Objective-C dst must be an NSMutableData: of a plain NSData gobind makes a copy,
// and that is what is written to. A Swift Data is a plain one: use Bytes there.
func (c *Chunk) CopyTo(dst []byte) int32 { return int32(copy(dst, c.bytes())) }

// Payload returns a copy of a frame without its delimiter or length prefix, null
// for an empty frame.
func (c *Chunk) Payload() []byte { return append([]byte(nil), c.payload()...) }

// PayloadText returns a frame without its delimiter or length prefix as text in
// UTF-8.
func (c *Chunk) PayloadText() string { return string(c.payload()) }

// Partial reports whether the connection ended in the middle of this frame.
func (c *Chunk) Partial() bool { return c != nil && c.partial }

func (c *Chunk) bytes() []byte {
	if c == nil {
		return nil
	}
	return c.data
}

func (c *Chunk) payload() []byte {
	data := c.bytes()
	if c.Partial() || c == nil {
		return data
	}
	return data[c.before : len(data)-c.after]
}
