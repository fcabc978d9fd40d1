import Foundation
import Threadedtcp

/// A client for async code: chunks and states are async sequences, and what waits
/// suspends. It may be used from any task.
///
/// Everything else is the `client`'s own: statistics, the phone's network, pauses.
/// Errors are `ConnectionError`s with a code.
public final class Connection: @unchecked Sendable {
    /// How many bytes wait for a reader before the server has to.
    public static let window = 256 << 10

    /// What is received. It waits for its reader, and the server with it. It ends with the
    /// connection, by a `ConnectionError` if that has failed. Connections that a retry
    /// policy makes continue the same sequence.
    public let chunks: Chunks

    /// The states, from the next one on.
    public let states: AsyncStream<State>

    public let client: TTMobileClient
    private let events: Events

    public init(_ config: TTMobileConfig) throws {
        chunks = Chunks(limit: Self.window)
        var states: AsyncStream<State>.Continuation!
        self.states = AsyncStream { states = $0 }
        events = Events(chunks: chunks, states: states)
        var error: NSError?
        guard let client = TTMobileNewClient(config, events, &error) else {
            throw error.map(ConnectionError.of) ?? ConnectionError(code: Int32(TTMobileCodeInternal), "no client")
        }
        self.client = client
        chunks.whenFull { [weak client] full in full ? client?.pause() : client?.resume() }
    }

    /// Connects, and returns when the connection is ready for the first time.
    public func open() async throws {
        try calling { try client.start() }
        try await events.opened.value()
    }

    /// Sends, and suspends while the send queue is full. What was sent is written in order.
    public func send(_ data: Data) async throws {
        if client.trySend(data) { return }
        // A thread that may wait, not one of the few that tasks share.
        try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, Error>) in
            DispatchQueue.global().async { [self] in
                continuation.resume(with: Result { try calling { try client.send(data) } })
            }
        }
    }

    public func send(_ text: String) async throws {
        try await send(Data(text.utf8))
    }

    /// Secures the connection in mid-stream, and returns after the handshake.
    public func secure(_ options: TTMobileTLSOptions) async throws -> TTMobileConnInfo? {
        let secured = events.securing()
        try calling { try client.makeSecure(options) }
        return try await secured.value().info
    }

    /// Ends in order: what was sent is written, and what the server still says can be read.
    /// Returns when the connection has ended.
    public func finish() async throws {
        client.stop()
        _ = try await events.closed.value()
    }

    /// Returns when the connection has ended for good, with why, nil after an end in order.
    public func end() async throws -> ConnectionError? {
        try await events.closed.value()
    }

    /// Ends at once.
    public func close() {
        client.close()
    }

    deinit {
        client.close()
    }

    private func calling(_ call: () throws -> Void) throws {
        do {
            try call()
        } catch {
            throw ConnectionError.of(error)
        }
    }
}
