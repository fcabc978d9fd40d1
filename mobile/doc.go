// Package mobile is TCP for apps: the face of threadedtcp that gomobile binds to
// Java, Kotlin, Objective-C and Swift.
//
// In reading order:
//
//   - A [Client] keeps a connection to a server, also over a phone's networks that
//     come and go, and tells a [Listener] what happens.
//   - A [Config] says where to connect and how, with [TLSOptions] and a
//     [RetryPolicy].
//   - A [Chunk] is what was received, [ConnInfo] tells of the connection, and a
//     [Failure] why it ended, with a code to switch on; see [CodeOf].
//   - A [Conn], made by [Dial], is the same connection without a listener, whose
//     calls wait.
//   - A [Server] accepts connections and tells a [ServerListener] of each [Peer].
//
// # Threads
//
// Every method may be called from any thread, callbacks included, unless its text
// says otherwise; a Config, TLSOptions or RetryPolicy is set up by one thread and
// copied by who takes it. A client calls its listener on one thread of its own, one
// callback after the other. While a callback runs, no more is received than the
// receive window holds, and then the server has to wait: that is how a slow app
// slows a fast server down. Never a main thread: hand over what the user is to see.
//
// A callback may call everything. What would wait for the callback itself returns
// at once there, and says so.
//
// # Errors
//
// Every error is a [Failure]. [CodeOf] and [FailureFrom] find it in the exception or
// NSError that the app has caught. When a callback fails (throws), its client ends
// with [CodeListener]. No panic leaves the package: it becomes a Failure with
// [CodeInternal].
//
// # Bytes
//
// What is passed in is copied, and what comes out is the app's to keep. An empty
// array may arrive as null. Times are in milliseconds and sizes in bytes.
package mobile
