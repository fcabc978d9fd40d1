package mobile

// SetMaxChunk bounds the size of a [Chunk] that is no frame. 0 means 128 KiB.
func (c *Config) SetMaxChunk(bytes int32) {
	defer survive()
	c.set.maxChunk = int(max(bytes, 0))
}

// SetSendQueueLimit bounds what waits to be written: Send waits when it is more. A
// larger message is taken when nothing else waits. 0 means 1 MiB.
func (c *Config) SetSendQueueLimit(bytes int64) {
	defer survive()
	c.set.sendLimit = max(bytes, 0)
}

// SetReceiveWindow bounds what is received and not yet taken by the app. 0 means
// 1 MiB.
func (c *Config) SetReceiveWindow(bytes int64) {
	defer survive()
	c.set.window = max(bytes, 0)
}

// SetDelimiter makes every chunk one frame that ends with these bytes, such as one
// line. A frame of more than maxFrame bytes, the delimiter included, ends the
// connection with CodeFrameTooLarge. [Conn] has a method for that instead. The
// error's code is CodeInvalidArgument.
func (c *Config) SetDelimiter(delimiter []byte, maxFrame int32) (err error) {
	defer rescue(&err)
	if c == nil || len(delimiter) == 0 || int(maxFrame) < len(delimiter) {
		return invalid("SetDelimiter", "it needs a delimiter, and a maximum that has room for it")
	}
	c.set.framing = framing{delimiter: append([]byte(nil), delimiter...), max: int(maxFrame)}
	return nil
}

// SetLengthPrefix makes every chunk one frame that begins with the length of what
// follows: an unsigned number of 1, 2 or 4 bytes. A frame of more than maxFrame
// bytes, the prefix included, ends the connection with CodeFrameTooLarge. [Conn]
// reads such frames by ReadExactly instead. The error's code is CodeInvalidArgument.
func (c *Config) SetLengthPrefix(width int32, bigEndian bool, maxFrame int32) (err error) {
	defer rescue(&err)
	if c == nil || width != 1 && width != 2 && width != 4 || maxFrame <= width {
		return invalid("SetLengthPrefix", "the width must be 1, 2 or 4, and the maximum more than that")
	}
	c.set.framing = framing{width: int(width), little: !bigEndian, max: int(maxFrame)}
	return nil
}
